"""The course in other languages, from translations/: `make translations`.

    make translations                    catalogues, then every notebook of every language
    make translations ARGS=--catalogues  merge and compile the catalogues only
    make translations ARGS='03 ex03'     only notebooks that begin so

translations/LANGUAGE/*.po hold the texts (GNU gettext; any editor for .po will do): one a notebook,
w2vlib.po for the library, site.po for the site. Their messages are taken from the English source
each time; one whose English has changed is marked "fuzzy". notebooks/LANGUAGE/ mirrors notebooks/
and w2vlib/locale/LANGUAGE.json is what the library reads: both GENERATED, never edited.
A new language is a new folder in translations/.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import glossary
import make_exercises
import run_notebooks
import site_texts

from translations import catalogues, edition, messages

NOTEBOOKS = messages.NOTEBOOKS
LOCALE = messages.ROOT / "w2vlib/locale"


def merge(language: str) -> list[str]:
    """Bring the catalogues up to date with the English source; what changed."""
    wanted = {
        path.stem: messages.of_notebook(messages.cells_of(path)) for path in messages.sources()
    }
    wanted["w2vlib"] = messages.of_library()
    wanted["site"] = site_texts.of_site()
    changed, known = [], catalogues.memory(language)
    for name, found in wanted.items():
        catalog = catalogues.merged(found, catalogues.read(language, name), language, known)
        if catalogues.write(catalog, language, name):
            changed.append(f"translations/{language}/{name}.po")
    return changed


def compiled(language: str) -> str:
    """What w2vlib/locale/LANGUAGE.json has to hold."""
    texts, templates = {}, {}
    for message in catalogues.read(language, "w2vlib"):
        if message.id and catalogues.finished(message) and message.string != message.id:
            (templates if catalogues.has_slots(message) else texts)[message.id] = message.string
    made = {"texts": texts, "templates": templates}
    return json.dumps(made, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


def home(path: Path, language: str) -> Path:
    """Where the edition of a notebook lies."""
    return NOTEBOOKS / language / path.relative_to(NOTEBOOKS)


def anchors(language: str) -> dict[Path, dict[str, str]]:
    """Notebook -> its headings' English anchors -> those of the language."""
    found = {}
    for path in messages.sources():
        nb = run_notebooks.read(path)
        theirs = edition.translated(nb, path, catalogues.read(language, path.stem), {})
        pairs = zip(edition.headings(nb.cells), edition.headings(theirs.cells), strict=True)
        found[path.resolve()] = {edition.anchor(a): edition.anchor(b) for a, b in pairs}
    return found


def made(path: Path, language: str, known: dict) -> object:
    """The notebook in the language, ready to be run."""
    nb = run_notebooks.prepared(path)
    catalog = catalogues.read(language, path.stem)
    theirs = edition.translated(nb, path, catalog, known)
    glossary.link_terms(theirs.cells, home(path, language).parent)
    return theirs


def build(path: Path, language: str, known: dict) -> str:
    """Write one notebook with its outputs; a line for the screen."""
    target = home(path, language)
    nb = made(path, language, known)
    target.parent.mkdir(parents=True, exist_ok=True)
    old = run_notebooks.read(target) if target.is_file() else nb
    run_notebooks.execute(nb, target.parent)
    run_notebooks.clean(nb)
    run_notebooks.keep_old_outputs(nb, old, False)
    texts = run_notebooks.in_files(nb, target)
    changed = [file for file, text in texts.items() if run_notebooks.put(file, text)]
    return f"{language}/{path.stem}: {'written' if changed else 'unchanged'}"


def work(job) -> tuple[bool, str]:
    path, language, known = job
    try:
        return True, build(path, language, known)
    except Exception as error:
        why = f"{type(error).__name__}: {str(error)[-1500:]}"
        return False, f"{language}/{path.stem}: FAILED, {why}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="notebooks that begin so; default: all")
    parser.add_argument("--catalogues", action="store_true", help="run no notebook")
    options = parser.parse_args()
    good, jobs = True, []
    for language in catalogues.languages():
        print("\n".join([f"{file}: changed" for file in merge(language)]), end="\n")
        run_notebooks.put(LOCALE / f"{language}.json", compiled(language))
        known = anchors(language)
        paths = sorted(messages.sources(), key=lambda path: path.stem != "glossary")
        chosen = tuple(options.names) or ("",)
        jobs += [(p, language, known) for p in paths if p.stem.startswith(chosen)]
    if options.catalogues:
        return 0
    os.environ.update(run_notebooks.KERNEL_ENVIRONMENT)
    with tempfile.TemporaryDirectory() as own:
        os.environ.update(IPYTHONDIR=f"{own}/ipython", MPLCONFIGDIR=f"{own}/matplotlib")
        first = [job for job in jobs if job[0].stem == "glossary"]  # the others quote it
        with ProcessPoolExecutor(2) as pool:
            for some in (first, [job for job in jobs if job not in first]):
                for fine, line in pool.map(work, some):
                    print(line, flush=True)
                    good &= fine
    for language in catalogues.languages():
        course = NOTEBOOKS / language
        if any(course.glob("solutions/*/*.ipynb")):
            make_exercises.generate(course)
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
