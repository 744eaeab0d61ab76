"""From control to redrawn pixels, for every explorer in a real JupyterLab: `make latency`.

The clock starts in the page when the key arrives and stops in the first animation frame after the
picture has changed. The explorers take turns, so that a busy moment hits all alike; `baseline` is
a slider with one line of text that says its value: what ipywidgets, kernel and browser cost alone.
Goal on two idle cores: median 50 ms, 95th percentile 100 ms, first picture within 1 s.
"""

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

import nbformat

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import lab
from explorer_page import EXPLORERS, ExplorerPage, build, other_text, write_notebook

from w2vlib.widgets.base import Check, Number, Typed

BASELINE = """import ipywidgets as w
slider, text = w.IntSlider(5, 0, 10), w.HTML()
show = lambda *_: setattr(text, "value", f'<svg aria-label="b"><text>{slider.value}</text></svg>')
slider.observe(show, "value")
show()
w.VBox([slider, text])"""

# Resolves to the milliseconds from the next key to the frame that shows another picture.
WATCH = """area => {
    const svg = () => area.querySelector("svg[aria-label]").outerHTML;
    const before = svg();
    let start = null;
    area.addEventListener("keydown", () => { start ??= performance.now(); }, {capture: true});
    window.w2vTime = new Promise(resolve => {
        const begin = performance.now();
        const look = () => {
            const now = performance.now();
            if (start !== null && svg() !== before)
                requestAnimationFrame(() => resolve(performance.now() - start));
            else if (now - begin > 4000) resolve(null);
            else requestAnimationFrame(look);
        };
        look();
    });
}"""

# Runs the cell that is active and resolves to the milliseconds until its picture stands there.
FIRST = """async area => {
    const begin = performance.now();
    window.jupyterapp.commands.execute("notebook:run-cell");
    for (;;) {
        await new Promise(requestAnimationFrame);
        if (area.closest(".jp-Cell").querySelector(".widget-vbox svg[aria-label]"))
            return performance.now() - begin;
    }
}"""


def moves(topic: str) -> list:
    """(name of the control, how): what is moved, in turn, by one key each."""
    explorer, found = build(topic), []
    for key, control in explorer.controls.items():
        if isinstance(control, Number):
            found.append((control.source.description, "slider", None))
        elif isinstance(control, Check):
            found.append((control.source.description, "check", None))
        elif isinstance(control, Typed):
            texts = (control.source.value, other_text(explorer, key))
            found.append((control.source.description, "typed", texts))
    explorer.close()
    return found


def measure(page: ExplorerPage, topic: str, move, turn: int) -> float | None:
    """Milliseconds of one move, or None where the picture stayed the same."""
    label, kind, texts = move
    area, keyboard = page.output(topic), page.page.keyboard
    if kind == "slider":
        area.get_by_role("slider", name=label, exact=True).focus()
        keys = ("ArrowLeft", "ArrowRight")[turn % 2]
    elif kind == "check":
        area.get_by_label(label, exact=True).first.focus()
        keys = "Space"
    elif kind == "typed":
        area.get_by_label(label, exact=True).first.fill(texts[1 - turn % 2])
        keys = "Enter"
    else:
        area.locator(".noUi-handle").focus()
        keys = ("ArrowLeft", "ArrowRight")[turn % 2]
    page.page.wait_for_timeout(60)
    area.evaluate(WATCH)
    keyboard.press(keys)
    return page.page.evaluate("() => window.w2vTime")


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, round(share * (len(values) - 1)))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("topics", nargs="*", help=f"of {', '.join(EXPLORERS)}; default: all")
    parser.add_argument("--moves", type=int, default=40, help="of each explorer (40)")
    options = parser.parse_args()
    topics = tuple(options.topics or EXPLORERS)
    os.environ.update(OPENBLAS_NUM_THREADS="1", JUPYTER_PREFER_ENV_PATH="1")
    folder = Path(tempfile.mkdtemp())
    path = write_notebook(folder, topics)
    nb = nbformat.read(path, as_version=4)
    nb.cells[0].source += "\nimport numpy, ipywidgets, w2vlib"
    nb.cells.append(nbformat.v4.new_code_cell(BASELINE, id="baseline"))
    nbformat.write(nb, path)
    names = (*topics, "baseline")
    first, times = {}, {name: [] for name in names}
    with lab.lab_server(folder) as server, lab.chromium() as browser:
        lesson = browser.open_notebook(server, path.name)
        page = ExplorerPage(lesson, names)
        page.page.evaluate(
            "() => { const n = jupyterapp.shell.currentWidget.content; n.activeCellIndex = 0; "
            "return jupyterapp.commands.execute('notebook:run-cell'); }"
        )
        for i, name in enumerate(names):
            page.page.evaluate(
                "i => { jupyterapp.shell.currentWidget.content.activeCellIndex = i; }", 1 + i
            )
            first[name] = page.cell(name).evaluate(FIRST)
        todo = {name: moves(name) for name in topics}
        todo["baseline"] = [("", "baseline", None)]
        for turn in range(options.moves):
            for name in names:
                # a control is moved there and, when its turn comes again, back
                which = todo[name][turn // 2 % len(todo[name])]
                times[name].append(measure(page, name, which, turn))
        assert lesson.errors() == [], lesson.errors()
    print(
        f"{'explorer':<12} {'moves':>5} {'first':>8} {'median':>8} {'p95':>8} {'worst':>8}   / base"
    )
    base = statistics.median(t for t in times["baseline"] if t is not None)
    for name in names:
        seen = [t for t in times[name] if t is not None]
        row = statistics.median(seen), quantile(seen, 0.95), max(seen)
        shown = "".join(f"{t:6.0f} ms" for t in (first[name], *row))
        late = " <- over the goal" if row[0] > 50 or row[1] > 100 or first[name] > 1000 else ""
        print(f"{name:<12} {len(seen):>5} {shown}   {row[0] / base:5.1f}{late}")
    print("Goal on two idle cores: median 50 ms, p95 100 ms, first picture 1000 ms.")


if __name__ == "__main__":
    main()
