"""From control to redrawn pixels, for every explorer in a real JupyterLab: `make latency`.

The clock starts in the page when the key arrives and stops in the first animation frame after the
picture has changed. The explorers take turns, so that a busy moment hits all alike; `baseline` is
a slider with one line of text that says its value: what ipywidgets, kernel and browser cost alone.
All that is done in three places, one after the other: under `make lab`, under `jupyter lab` and on
a JupyterHub with its proxy. --write puts the summary into INSTRUCTORS.md.
Goal on two idle cores: median 50 ms, 95th percentile 100 ms, first picture within 1 s.
"""

import argparse
import contextlib
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
from ipywidgets import ToggleButtons

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "jupyterhub"))
import hub as hubs
import lab
from explorer_page import EXPLORERS, ExplorerPage, build, other_text, write_notebook

from w2vlib.widgets.base import Check, Choice, Number, Typed

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
        elif isinstance(control, Choice) and isinstance(control.source, ToggleButtons):
            here = control.source.label
            other = next(name for name in control.source._options_labels if name != here)
            found.append((control.source.description, "button", (here, other)))
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
    elif kind == "button":
        area.get_by_role("button", name=texts[1 - turn % 2], exact=True).focus()
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


@contextlib.contextmanager
def on_server(app: str, folder: Path, browser: lab.Browser) -> Iterator[lab.Server]:
    """`make lab` ("lab") or a plain `jupyter lab`."""
    with lab.lab_server(folder, app=app) as server:
        yield server


@contextlib.contextmanager
def on_hub(folder: Path, browser: lab.Browser) -> Iterator[lab.Server]:
    """The server of a student of a hub, who has signed in."""
    with hubs.running_hub() as hub:
        home = hub.home("kim")
        for plugin, values in lab.SETTINGS.items():
            file = home / ".jupyter/lab/user-settings" / f"{plugin}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(values))
        for path in folder.glob("*.ipynb"):
            (home / path.name).write_bytes(path.read_bytes())
        page = browser.context.new_page()
        page.set_default_timeout(180_000)
        page.goto(f"{hub.url}/hub/login")
        page.fill("input[name=username]", "kim")
        page.fill("input[name=password]", "x")
        page.click("[type=submit]")
        page.wait_for_url("**/user/kim/lab**")
        page.close()
        yield lab.Server(f"{hub.url}/user/kim", "", hub.folder / "hub.log")


PLACES = {
    "make lab": lambda *where: on_server("lab", *where),
    "jupyter lab": lambda *where: on_server("jupyter lab", *where),
    "hub": on_hub,
}


def session(place: str, topics: tuple, turns: int) -> tuple[dict, dict]:
    """Open all explorers in a place and move them in turn. Returns first pictures and times, ms."""
    folder = Path(tempfile.mkdtemp())
    path = write_notebook(folder, topics)
    nb = nbformat.read(path, as_version=4)
    nb.cells[0].source += "\nimport numpy, ipywidgets, w2vlib"
    nb.cells.append(nbformat.v4.new_code_cell(BASELINE, id="baseline"))
    nbformat.write(nb, path)
    names = (*topics, "baseline")
    first, times = {}, {name: [] for name in names}
    with lab.chromium() as browser, PLACES[place](folder, browser) as server:
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
        for turn in range(turns):
            for name in names:
                # a control is moved there and, when its turn comes again, back
                which = todo[name][turn // 2 % len(todo[name])]
                times[name].append(measure(page, name, which, turn))
        assert lesson.errors() == [], lesson.errors()
    return first, {name: [t for t in seen if t is not None] for name, seen in times.items()}


def print_all(place: str, first: dict, times: dict) -> None:
    print(f"{place:<12} {'moves':>5} {'first':>8} {'median':>8} {'p95':>8} {'worst':>8}   / base")
    base = statistics.median(times["baseline"])
    for name, seen in times.items():
        row = statistics.median(seen), quantile(seen, 0.95), max(seen)
        shown = "".join(f"{t:6.0f} ms" for t in (first[name], *row))
        late = " <- over the goal" if row[0] > 50 or row[1] > 100 or first[name] > 1000 else ""
        print(f"{name:<12} {len(seen):>5} {shown}   {row[0] / base:5.1f}{late}", flush=True)


def summary(found: dict[str, dict]) -> str:
    """A table with a row for each place: milliseconds, and the ratio to the bare slider there."""
    lines = [
        f"Measured by `make latency` on {len(os.sched_getaffinity(0))} cores: from a key to the "
        "redrawn picture, p50 / p95, in a real browser.",
        "",
        "| started by | a bare slider, ms | all explorers, ms | times a bare slider | the slowest, "
        "by its p50 |",
        "|---|---|---|---|---|",
    ]
    for place, times in found.items():
        if isinstance(times, str):
            lines.append(f"| {place} | **failed: {times}** | – | – | – |")
            continue
        base = [quantile(times["baseline"], q) for q in (0.5, 0.95)]
        every = [t for name, seen in times.items() if name != "baseline" for t in seen]
        both = [quantile(every, q) for q in (0.5, 0.95)]
        middle = {n: quantile(seen, 0.5) for n, seen in times.items() if n != "baseline"}
        slowest = max(middle, key=middle.get)
        lines.append(
            f"| {place} | {base[0]:.0f} / {base[1]:.0f} | {both[0]:.0f} / {both[1]:.0f} "
            f"| {both[0] / base[0]:.2f} / {both[1] / base[1]:.2f} "
            f"| {slowest} {middle[slowest] / base[0]:.2f} |"
        )
    return "\n".join(lines)


BEGIN, END = "<!-- latency: begin -->", "<!-- latency: end -->"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("topics", nargs="*", help=f"of {', '.join(EXPLORERS)}; default: all")
    parser.add_argument("--moves", type=int, default=40, help="of each explorer (40)")
    parser.add_argument("--place", choices=PLACES, help="one place only; default: all three")
    parser.add_argument("--write", action="store_true", help="write into INSTRUCTORS.md")
    options = parser.parse_args()
    hubs.end_cleanly()
    topics = tuple(options.topics or EXPLORERS)
    os.environ.update(OPENBLAS_NUM_THREADS="1", JUPYTER_PREFER_ENV_PATH="1")
    found = {}
    for place in [options.place] if options.place else PLACES:
        try:
            first, found[place] = session(place, topics, options.moves)
        except Exception as error:  # the other places are measured all the same
            found[place] = " ".join(str(error).split())[:150].replace("|", "/")
            print(f"{place}: {error}", file=sys.stderr)
        else:
            print_all(place, first, found[place])
    print("Goal on two idle cores: median 50 ms, p95 100 ms, first picture 1000 ms.\n")
    text = summary(found)
    print(text)
    if options.write:
        hubs.write_between(BEGIN, END, text)
    sys.exit(any(isinstance(times, str) for times in found.values()))


if __name__ == "__main__":
    main()
