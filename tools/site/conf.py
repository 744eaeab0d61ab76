"""The static site of the lessons: what is stored in the notebooks, and what the library says."""

import re
import textwrap

project = "word2vec made fast"
author = "the maintainers of w2vlib"
html_title = "word2vec made fast"
copyright = "the maintainers of w2vlib; text CC BY 4.0, code MIT"

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
nb_code_prompt_show = "Your prediction first: open to see the answer"
nb_code_prompt_hide = "The answer"
myst_enable_extensions = ["colon_fence"]
# Lessons link to headings the way JupyterLab names them: spaces become hyphens, case is kept.
myst_heading_anchors = 3
myst_heading_slug_func = "slugs.as_in_jupyterlab"
exclude_patterns = ["**/.ipynb_checkpoints", "solutions"]
suppress_warnings = ["mystnb.unknown_mime_type"]

html_theme = "furo"  # light and dark, phone to projector, search that works from a folder
html_static_path = ["static"]
html_css_files = ["course.css"]
html_js_files = [("course.js", {"defer": "defer"}), ("moving.js", {"defer": "defer"})]
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


def setup(app):
    app.connect("autodoc-process-docstring", as_it_stands)
