"""Search for Korean words: a word is found with any particle behind it, and without."""

import re

from sphinx.search import SearchLanguage

PARTICLES = (
    "은|는|이|가|을|를|의|에|로|과|와|도|만|이나|이다|입니다|이란|이라는|으로|으로는|으로도|"
    "에서|에서는|에서도|에는|에게|까지|부터|처럼|보다|마다"
)
# of several that fit the longest goes, for the beginning is kept as short as can be
PATTERN = f"^([a-z0-9_]+|.{{2,}}?)(?:{PARTICLES})$"


class SearchKorean(SearchLanguage):
    """Words at blanks, as elsewhere; then the particle goes, in the index and in what is typed."""

    lang = "ko"
    language_name = "Korean"
    js_stemmer_code = f"""
var Stemmer = function () {{
  this.stemWord = word => word.replace(/{PATTERN}/u, "$1");
}};
"""

    def stem(self, word: str) -> str:
        return re.sub(PATTERN, r"\1", word.lower())
