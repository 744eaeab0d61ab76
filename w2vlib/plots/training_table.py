"""What each setting does, drawn from stored runs: data/training_table.csv (lesson 07)."""

from __future__ import annotations

import csv
from statistics import mean
from typing import NamedTuple

from w2vlib.plots.svg import BLUE, COLOR, FAINT, GREY, INK, Svg
from w2vlib.setup.datafiles import data_file

USUAL = "epochs=5"  # the run that changes nothing


class Runs(NamedTuple):
    """The runs of one changed setting, one entry a seed."""

    change: str
    epochs: int
    losses: list[float]  # mean over the last epoch
    right: list[float]  # share of the classroom analogies answered right


def read_table() -> dict[str, Runs]:
    """The stored runs, {change: Runs}, in the order of the file."""
    table: dict[str, Runs] = {}
    for row in csv.DictReader(data_file("training_table.csv").open(encoding="utf-8")):
        name = row["change"]
        runs = table.setdefault(name, Runs(name, int(row["epochs"]), [], []))
        runs.losses.append(float(row["last_loss"]))
        runs.right.append(float(row["right"]))
    return table


def epochs_picture() -> Svg:
    """Loss and share of right analogies after 1, 2, 5, 15 and 50 epochs."""
    runs = [r for r in read_table().values() if r.change.startswith("epochs=")]
    losses, right = [mean(r.losses) for r in runs], [mean(r.right) for r in runs]
    svg = Svg(860, 300, "When has it learned enough?")
    panels = (
        (70, "mean loss of the last epoch", losses, 3.0, "{:.2f}", COLOR["target"]),
        (500, "classroom analogies right", right, 1.0, "{:.0%}", BLUE),
    )
    for left, name, values, highest, form, colour in panels:
        svg.text(left, 28, name, 15, font_weight="bold")
        svg.line(left, 250, left + 320, 250, FAINT)
        for i, (run, value) in enumerate(zip(runs, values, strict=True)):
            height = 190 * value / highest
            svg.rect(left + 10 + 62 * i, 250 - height, 44, height, colour)
            svg.text(left + 32 + 62 * i, 244 - height, form.format(value), 13, INK, "middle")
            svg.text(left + 32 + 62 * i, 268, run.epochs, 13, INK, "middle")
        svg.text(left + 160, 290, "epochs", 12, FAINT, "middle")
    parts = [
        f"{r.epochs} epochs: loss {x:.2f}, {y:.0%} right"
        for r, x, y in zip(runs, losses, right, strict=True)
    ]
    svg.desc = f"Stored runs, mean of three seeds. {'; '.join(parts)}."
    return svg


def settings_picture() -> Svg:
    """One setting changed at a time: right analogies as bars, a mark a seed, and the loss."""
    runs = list(read_table().values())
    usual = next(r for r in runs if r.change == USUAL)
    runs = [usual, *(r for r in runs if not r.change.startswith("epochs="))]
    svg = Svg(860, 66 + 28 * len(runs), "One setting changed, all else as usual")
    left, width = 190, 480
    svg.text(left, 24, "classroom analogies right", 14, font_weight="bold")
    svg.text(820, 24, "last loss", 14, INK, "end", font_weight="bold")
    said = []
    for i, r in enumerate(runs):
        y, share = 38 + 28 * i, mean(r.right)
        name = "nothing" if r is usual else r.change.replace("=", " = ")
        svg.text(left - 12, y + 15, name, 13, INK, "end", font_weight="bold" if not i else None)
        svg.rect(left, y, width * share, 20, GREY if r is usual else BLUE)
        for value in r.right:
            x = left + width * value
            svg.line(x, y - 1, x, y + 21, INK, stroke_width=1.5)
        svg.text(600, y + 15, f"{share:.0%}", 13, INK, "end")
        svg.text(820, y + 15, f"{mean(r.losses):.2f}", 13, INK, "end")
        said.append(f"{name}: {share:.0%} right, loss {mean(r.losses):.2f}")
    x = left + width * mean(usual.right)
    svg.line(x, 34, x, 40 + 28 * len(runs), FAINT, stroke_dasharray="5 4")
    svg.text(left, svg.height - 10, "bar: mean of three seeds; mark: one seed; 5 epochs", 12, FAINT)
    svg.desc = f"Stored runs, 5 epochs, mean of three seeds. {'; '.join(said)}."
    return svg
