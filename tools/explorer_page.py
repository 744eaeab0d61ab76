"""All explorers of the course in one notebook, and what a browser test asks of them.

    path = write_notebook(folder)               # one cell per explorer of the table
    page = ExplorerPage(browser.open_notebook(server, path.name))
    page.run("cost")
    page.ask("explorers['cost'].state")         # evaluated by the notebook's kernel

explorer_page.js gives the page `window.w2v`: to compare a picture, and to find faults with it.
"""

import ast
import json
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import nbformat
from lab import SCREENSHOTS, Lesson

from w2vlib.widgets import EXPLORERS

SCRIPT = Path(__file__).with_name("explorer_page.js").read_text(encoding="utf-8")
SETUP = "explorers = {}"


def write_notebook(folder: Path, topics=EXPLORERS, setup: str = SETUP) -> Path:
    """A notebook that opens every explorer as a learner does, a cell each."""
    cells = [nbformat.v4.new_code_cell(setup, id="setup")]
    for topic in topics:
        module, _, function = EXPLORERS[topic].partition(":")
        lines = (
            f"from {module} import {function}",
            f"explorers[{topic!r}] = {function}()",
            f"explorers[{topic!r}]",
        )
        cells.append(nbformat.v4.new_code_cell("\n".join(lines), id=topic))
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    path = folder / "explorers.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), path)
    return path


def build(topic: str):
    """The explorer in this process, with its defaults."""
    module, _, function = EXPLORERS[topic].partition(":")
    return getattr(import_module(module), function)()


def other_text(explorer, key: str) -> str:
    """Another good text for a typed control: one that is drawn, and drawn differently."""
    source, before = explorer.controls[key].source, explorer.view.value
    start = source.value
    words = start.replace(",", " ").split()
    tries = [
        *getattr(source, "options", ())[:20],
        *(start.replace(words[-1], other) for other in ("2", "you", "peace") if words),
        " ".join(words[:-1]),
        *("say", "you", "2", "1 2", "war", "peace"),
    ]
    try:
        for text in tries:
            if text == start:
                continue
            source.value = text
            if not explorer.hint.value and explorer.view.value != before:
                return text
    finally:
        source.value = start
    raise LookupError(f"no other good text known for {key!r} ({start!r}): add one to other_text")


@dataclass
class ExplorerPage:
    """The open notebook. A `topic` names the cell of an explorer; its number is its place."""

    lesson: Lesson
    topics: tuple[str, ...] = tuple(EXPLORERS)

    def __post_init__(self):
        self.page = self.lesson.page
        self.page.evaluate(SCRIPT)

    def cell(self, topic: str):
        return self.page.locator(".jp-Notebook .jp-CodeCell").nth(1 + self.topics.index(topic))

    def output(self, topic: str):
        return self.cell(topic).locator(".jp-Cell-outputArea")

    def picture(self, topic: str):
        return self.output(topic).locator("svg[aria-label]")

    def svg(self, topic: str) -> str:
        """The picture as it stands in the page."""
        return self.picture(topic).evaluate("svg => w2v.plain(svg)")

    def shows(self, topic: str, expected: str) -> bool:
        """Does the page hold this picture? Compared after the browser has read both."""
        return self.picture(topic).evaluate("(svg, text) => w2v.same(svg, text)", expected)

    def wait_for(self, topic: str, expected: str) -> None:
        """Wait until the page shows this picture."""
        self.page.wait_for_function(
            "([svg, text]) => w2v.same(svg.querySelector('svg[aria-label]'), text)",
            arg=[self.output(topic).element_handle(), expected],
        )

    def wait_for_label(self, topic: str, start: str) -> None:
        """Wait until the picture's label begins so; its ticks (✓) are not compared."""
        self.page.wait_for_function(
            """([area, start]) => area.querySelector("svg[aria-label]")
                .getAttribute("aria-label").replaceAll(" ✓", "").startsWith(start)""",
            arg=[self.output(topic).element_handle(), start],
        )

    def wait_for_return(self, topic: str, before: str) -> None:
        """Wait until `svg(topic)` is `before` again."""
        self.page.wait_for_function(
            "([area, before]) => w2v.plain(area.querySelector('svg[aria-label]')) === before",
            arg=[self.output(topic).element_handle(), before],
        )

    def wait_for_change(self, topic: str, before: str, seconds: float = 20) -> None:
        self.page.wait_for_function(
            """([area, before]) => {
                const svg = area.querySelector("svg[aria-label]");
                return svg && w2v.plain(svg) !== before;
            }""",
            arg=[self.output(topic).element_handle(), before],
            timeout=1000 * seconds,
        )

    def ask(self, expression: str):
        """A value (numbers, text, lists, dicts) of the notebook's kernel."""
        reply = self.page.evaluate("code => w2v.ask(code)", f"repr({expression})")
        if reply["status"] != "ok":
            raise RuntimeError(f"{expression}: {reply['ename']}: {reply['evalue']}")
        return ast.literal_eval(ast.literal_eval(reply["data"]["text/plain"]))

    def faults(self, topic: str) -> list[str]:
        """Text of the picture that is cut off, lies on other text, or is hard to read."""
        return self.picture(topic).evaluate("svg => w2v.faults(svg)")

    def theme(self, name: str) -> None:
        """'Light' or 'Dark'."""
        self.page.evaluate(
            "theme => jupyterapp.commands.execute('apputils:change-theme', {theme})",
            f"JupyterLab {name}",
        )
        light = json.dumps(str(name == "Light").lower())
        self.page.wait_for_function(f"() => document.body.dataset.jpThemeLight === {light}")
        self.page.wait_for_timeout(300)  # the theme's style sheet arrives a moment later

    def screenshot(self, topic: str, name: str) -> Path:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        file = SCREENSHOTS / f"explorer_{topic}_{name}.png"
        self.output(topic).screenshot(path=file)
        return file
