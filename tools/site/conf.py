"""The static site of the lessons: what is stored in the notebooks, and what the library says."""

import json
import re
import textwrap
from pathlib import Path

from docutils import nodes
from korean_search import SearchKorean
from sphinx.transforms import SphinxTransform

SITE = json.loads((Path(__file__).parent / "site.json").read_text(encoding="utf-8"))


def said(text):
    return SITE["texts"].get(text, text)


language = SITE["language"]
locale_dirs = ["locale"]  # the theme's texts

project = said("word2vec made fast")
author = said("the maintainers of w2vlib")
html_title = project
copyright = said("the maintainers of w2vlib; text CC BY 4.0, code MIT")

extensions = ["myst_nb", "sphinx.ext.autodoc"]
templates_path = ["templates"]
autodoc_preserve_defaults = True
add_module_names = False
nb_execution_mode = "off"
# Without a running Python there is no widget: the static picture of an explorer is shown.
nb_mime_priority_overrides = [
    ("html", "application/vnd.jupyter.widget-view+json", None),
    ("html", "text/html", 10),
]
# The answers to predictions are folded (see tools/answers.py).
nb_code_prompt_show = said("Your prediction first: open to see the answer")
nb_code_prompt_hide = said("The answer")
myst_enable_extensions = ["colon_fence"]
# Lessons link to headings the way JupyterLab names them: spaces become hyphens, case is kept.
myst_heading_anchors = 3
myst_heading_slug_func = "slugs.as_in_jupyterlab"
exclude_patterns = ["**/.ipynb_checkpoints", "solutions", "locale"]
suppress_warnings = ["mystnb.unknown_mime_type"]

html_theme = "furo"  # light and dark, phone to projector, search that works from a folder
html_static_path = ["static"]
html_css_files = ["course.css"]
html_js_files = [(f"{name}.js", {"defer": "defer"}) for name in ("texts", "course", "moving")]
html_theme_options = {"announcement": " "}  # templates/page.html fills it: the switch of languages
html_show_sphinx = False
html_copy_source = False


def as_it_stands(app, what, name, obj, options, lines):
    """Examples stay examples, columns stay columns, and no character of the prose means markup."""
    found = []
    for part in "\n".join(lines).split("\n\n"):
        if not part.lstrip().startswith(">>>"):
            if re.search(r"\S {2,}|\n +| : ", part):
                part = ".. code-block:: text\n\n" + textwrap.indent(part, "   ")
            else:
                part = re.sub(r"[*`|\\_]", r"\\\g<0>", part)
        found += [*part.split("\n"), ""]
    lines[:] = found


def in_other_languages(page):
    """(code, name, address) of this page in each other language."""
    up = "../" * (page.count("/") + (language != "en"))
    for code, name in SITE["languages"].items():
        if code != language:
            yield code, name, f"{up or './'}{code + '/' if code != 'en' else ''}{page}.html"


def in_our_words(html):
    """The page with the names that its theme gives in English alone: they pass no gettext."""
    return re.sub(r'(?<=aria-label=")[^"]+|(?<=<title>)[^<]+', lambda found: said(found[0]), html)


class SameAnchors(SphinxTransform):
    """Sections have the names of the English page's: a link and the switch lead to the same one."""

    default_priority = 270

    def apply(self):
        ids = SITE["ids"].get(self.env.docname)
        sections = list(self.document.findall(nodes.section))
        if ids is None or len(sections) != len(ids):
            return  # a translation that is behind its English keeps its own: a test names it
        before = [section["ids"][0] for section in sections]
        for section, anchor in zip(sections, ids, strict=True):
            section["ids"] = [anchor]
            self.document.ids[anchor] = section
        new = dict(zip(before, ids, strict=True))
        for names in (self.document.nameids, getattr(self.document, "myst_slugs", {})):
            for name, known in names.items():
                if isinstance(known, tuple):  # line, id, title
                    names[name] = (known[0], new.get(known[1], known[1]), known[2])
                else:
                    names[name] = new.get(known, known)


def setup(app):
    app.connect("autodoc-process-docstring", as_it_stands)
    app.connect(
        "html-page-context",
        lambda app, page, template, context, tree: context.update(
            in_other_languages=in_other_languages, in_our_words=in_our_words
        ),
    )
    app.add_transform(SameAnchors)
    app.add_search_language(SearchKorean)
