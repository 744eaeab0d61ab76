"""What each setting does, drawn from stored runs: data/training_table.csv (lesson 07)."""

from __future__ import annotations

import csv
import math
import re
from statistics import mean
from typing import NamedTuple

from w2vlib import language
from w2vlib.language import later
from w2vlib.plots.svg import FAINT, GREY, INK, PAPER, Svg
from w2vlib.setup.datafiles import data_file

USUAL = "epochs=5"  # the run that changes nothing
PARTS, FRACTIONS = (
    (0.125, 0.25, 0.5, 1),
    {0.125: "1/8", 0.25: "1/4", 0.5: "1/2", 1: language.later("all")},
)
DASH = (None, "6 4")
# one setting, and epochs beside it where the two belong together
SETTING = re.compile(r"(?!epochs|part|vector|sg)\w+=[\d.]+(, epochs=\d+)?")


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
    """Loss and share of right analogies of five separate runs, of 1, 2, 5, 15 and 50 epochs."""
    runs = [r for r in read_table().values() if re.fullmatch(r"epochs=\d+", r.change)]
    losses, right = [mean(r.losses) for r in runs], [mean(r.right) for r in runs]
    svg = Svg(860, 300, "Five separate trainings: when has it learned enough?")
    panels = (
        (70, "mean loss of the last epoch", "losses", 3.0, "{:.2f}", GREY),
        (500, "classroom analogies right", "right", 1.0, "{:.0%}", GREY),
    )
    for left, name, column, highest, form, colour in panels:
        svg.text(left, 28, name, 15, font_weight="bold")
        svg.line(left, 250, left + 320, 250, FAINT)
        for i, run in enumerate(runs):
            values, x = getattr(run, column), left + 10 + 62 * i
            height = 190 * mean(values) / highest
            svg.rect(x, 250 - height, 44, height, colour)
            for value in values:
                svg.line(x - 3, 250 - 190 * value / highest, x + 47, 250 - 190 * value / highest)
            up = 250 - 190 * max(values) / highest
            svg.text(x + 22, up - 7, form.format(mean(values)), 13, INK, "middle")
            svg.text(x + 22, 268, run.epochs, 13, INK, "middle")
        svg.text(left + 160, 290, "epochs of the run", 12, FAINT, "middle")
    parts = [
        f"{r.epochs} epochs: loss {x:.2f}, {y:.0%} right"
        for r, x, y in zip(runs, losses, right, strict=True)
    ]
    svg.desc = f"Stored runs, mean of {len(runs[0].right)} seeds, a line each. {'; '.join(parts)}."
    return svg


def settings_picture() -> Svg:
    """One setting changed at a time: right analogies as bars, a mark a seed, and the loss."""
    table = read_table()
    runs = [r for r in table.values() if SETTING.fullmatch(r.change)]
    runs = [table[USUAL], *runs]
    svg = Svg(860, 66 + 28 * len(runs), "One setting changed, all else as usual")
    left, width = 222, 460
    svg.text(left, 24, "classroom analogies right", 14, font_weight="bold")
    svg.text(820, 24, "last loss", 14, INK, "end", font_weight="bold")
    said = []
    for i, r in enumerate(runs):
        y, share = 38 + 28 * i, mean(r.right)
        name = language.label("nothing") if r.change == USUAL else r.change.replace("=", " = ")
        svg.text(left - 12, y + 15, name, 13, INK, "end", font_weight="bold" if not i else None)
        svg.rect(left, y, width * share, 20, GREY, fill_opacity=0.5)
        for value in r.right:
            x = left + width * value
            svg.line(x, y - 1, x, y + 21, INK, stroke_width=1.5)
        svg.text(640, y + 15, f"{share:.0%}", 13, INK, "end")
        svg.text(820, y + 15, f"{mean(r.losses):.2f}", 13, INK, "end")
        said.append(f"{name}: {share:.0%} right, loss {mean(r.losses):.2f}")
    x = left + width * mean(table[USUAL].right)
    svg.line(x, 34, x, 40 + 28 * len(runs), FAINT, stroke_dasharray="5 4")
    svg.text(left, svg.height - 10, "bar: mean; mark: one seed; 5 epochs if not said otherwise", 12,
             FAINT)  # fmt: skip
    svg.desc = (
        f"Stored runs, 5 epochs if not said otherwise, mean over the seeds. {'; '.join(said)}."
    )
    return svg


def size_picture() -> Svg:
    """What moves accuracy: the size of the text, the numbers of a vector, and the model."""
    table = read_table()
    parts = [(p, table["epochs=15" if p == 1 else f"part={p}, epochs=15"]) for p in PARTS]
    cbow = [
        (n, table[USUAL if n == 100 else f"vector_size={n}"]) for n in (10, 25, 50, 100, 200, 300)
    ]
    skip = [(n, table["sg=1" if n == 100 else f"sg=1, vector_size={n}"]) for n in (25, 100, 300)]
    long = [(0.125, table["part=0.125, epochs=120"])]
    svg = Svg(860, 320, "What moves accuracy: more text, longer vectors, the model")
    said = []
    panels = (
        (60, "share of the text",
         ((later("CBOW, 15 epochs"), parts), (later("CBOW, 120 epochs"), long)), PARTS),
        (500, "numbers in a vector",
         ((later("CBOW, 5 epochs"), cbow), (later("skip-gram, 5 epochs"), skip)),
         [n for n, _ in cbow]),
    )  # fmt: skip
    for left, what, lines, ticks in panels:
        low, high = math.log(min(ticks)), math.log(max(ticks))

        def at(x, y, left=left, low=low, high=high):
            return left + 20 + 280 * (math.log(x) - low) / (high - low), 240 - 200 * y

        svg.text(left - 40, 24, "classroom analogies right", 14, font_weight="bold")
        for y in (0, 0.25, 0.5, 0.75):
            svg.line(left, at(1, y)[1], left + 320, at(1, y)[1], GREY, stroke_width=0.5)
            svg.text(left - 6, at(1, y)[1] + 4, f"{y:.0%}", 11, FAINT, "end")
        for tick in ticks:
            words = language.label(FRACTIONS.get(tick, f"{tick:g}"))
            svg.text(at(tick, 0)[0], 258, words, 12, FAINT, "middle")
        svg.text(left + 160, 278, what, 12, FAINT, "middle")
        for i, (name, line) in enumerate(lines):
            svg.polyline([at(x, mean(r.right)) for x, r in line], INK, stroke_dasharray=DASH[i])
            for x, r in line:
                for value in r.right:
                    svg.circle(*at(x, value), 3.5, INK if i == 0 else PAPER, stroke=INK)
                share = language.label(str(FRACTIONS.get(x, x)))
                said.append(f"{language.shown(name)}, {share}: {mean(r.right):.0%}")
            svg.circle(left + 8 + 165 * i, 302, 3.5, INK if i == 0 else PAPER, stroke=INK)
            svg.text(left + 18 + 165 * i, 306, name, 12)
    fast = mean(table["sg=1, alpha=0.05"].right)
    svg.text(
        500 - 40, 46, f"skip-gram, 100 numbers, alpha 0.05 in place of 0.025: {fast:.0%}", 12, FAINT
    )
    said.append(f"skip-gram with alpha 0.05 in place of 0.025, 5 epochs, 100: {fast:.0%}")
    svg.desc = f"Stored runs, a mark a seed. Right on average: {'; '.join(said)}."
    return svg
