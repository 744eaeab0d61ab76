"""A training run in one picture: loss, learning rate, words in a plane, neighbours (lesson 07)."""

from __future__ import annotations

import math

from w2vlib import language
from w2vlib.lessons.story import Moment, Story, stored_story
from w2vlib.plots.svg import BLUE, COLOR, FAINT, GREEN, GREY, INK, ORANGE, PURPLE, VERMILLION, Svg

WIDTH, HEIGHT = 900, 440
DIVERGED = 50  # nats: no run that learns comes near, one whose weights explode passes it at once
STORED = language.later("stored run")  # how the run in data/training_run.json is called
LINES = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, GREY)  # always with the word beside it


def explain_training(
    story: Story | None = None,
    alpha: float = 0.05,
    k: int = 5,
    window: int = 5,
    epochs: int = 5,
    upto: int = 100,
    before: Story | None = None,
    status: str = "",
    other_words: bool = False,
) -> Svg:
    """The run so far, and what the next one would do with these settings.

    story  : the run to show, default the stored one; before: an earlier run, for its loss
    alpha, k, window, epochs : the settings of the next run; upto: show the first `upto` per cent
    status : one line on what is going on; other_words: the next run watches other words
    """
    story = story or stored_story()
    for name, value, low, high in (("epochs", epochs, 1, 1000), ("k", k, 1, 1000)):
        if not low <= value <= high:
            raise ValueError(f"{name} must be from {low} to {high:,}, got {value}")
    if not 1 <= upto <= 100:
        raise ValueError(f"upto must be from 1 to 100 per cent, got {upto}")
    # a training may be adding to the list right now: from here on only `moments` is read
    moments = [m for m in story.moments if m.words * 100 <= upto * story.total_words]
    moments = moments or story.moments[:1]
    title = f"Training: alpha {story.alpha:g}, k = {story.k}, window {story.window}"
    svg = Svg(WIDTH, HEIGHT, title)
    same = (alpha, k, window, epochs) == (story.alpha, story.k, story.window, story.epochs)
    plan = "" if same else (
        f" Next start: alpha {alpha:g}, k = {k}, window {window} ({window + 1} context words on "
        f"average), epochs {epochs}."
    )  # fmt: skip
    plan += " Other words from the next start on." * other_words
    shown = language.shown(
        f"Shown: {language.label(story.label)}, alpha {story.alpha:g}, k = {story.k}, "
        f"window {story.window}, epochs {story.epochs}."
    )
    shown += f" {language.shown(status)}"
    svg.text(14, 20, shown.strip(), 13, font_weight="bold")
    svg.text(14, 39, plan.strip() or "These are the settings of the next start, too.", 13, FAINT)
    said = [
        _loss(svg, story, moments, k, before),
        _schedule(svg, story, moments, alpha, epochs, same),
        _plane(svg, story, moments),
        _neighbours(svg, story, moments),
    ]
    svg.desc = " ".join([shown.strip() + plan, *map(language.shown, said)])
    return svg


def _loss(svg: Svg, story: Story, moments: list[Moment], k: int, before: Story | None) -> str:
    """Mean loss against the words trained; the level of a network that knows nothing."""
    left, top, width, height = 44, 62, 236, 172
    svg.text(14, top - 4, "loss, nats a prediction", 12, INK)
    start = (story.k + 1) * math.log(2)
    highest = max([start, (k + 1) * math.log(2), *(m.loss for m in moments if m.loss < DIVERGED)])
    runs = [(story, moments, COLOR["target"], 2.5)]
    if before and before.moments:
        past = before.moments
        highest = max(
            highest, (before.k + 1) * math.log(2), *(m.loss for m in past if m.loss < DIVERGED)
        )
        runs.insert(0, (before, past, GREY, 1.5))
    highest *= 1.12

    def y(value):
        share = value / highest if value < DIVERGED else 1  # NaN too: on the upper edge
        return top + height * (1 - min(max(share, 0), 1))

    _frame(svg, left, top, width, height, story)
    for value in range(0, math.ceil(highest), max(1, round(highest / 4))):
        svg.text(left - 6, y(value) + 4, value, 11, FAINT, "end")
    for level in sorted({story.k, k, *(run.k for run, *_ in runs)}):
        at = y((level + 1) * math.log(2))
        svg.line(left, at, left + width, at, FAINT, stroke_dasharray="5 4")
        words = f"k = {level} starts at {(level + 1) * math.log(2):.2f}"
        svg.text(left + width - 4, at - 4, words, 11, INK, "end")
    for run, seen, colour, thick in runs:
        points = [(left + width * m.words / run.total_words, y(m.loss)) for m in seen]
        svg.polyline(points, colour, stroke_width=thick)
    words = "not started"
    if moments:
        m = moments[-1]
        words = f"{loss_in_words(m.loss)} after {m.words / 1e6:.2f} M words"
        svg.circle(left + width * m.words / story.total_words, y(m.loss), 4, COLOR["target"])
        svg.text(left, top + height + 17, words, 12, font_weight="bold")
    past = ""
    if len(runs) == 2:
        past = f"grey: the run before, k = {before.k}, {loss_in_words(before.moments[-1].loss)}"
        svg.text(left, top + height + 33, past, 11)
        past = f" ({past})"
    return f"Loss: {words}{past}; at the start every answer is 50 %, which costs {start:.2f}."


def loss_in_words(loss: float) -> str:
    """A loss with three decimals, or that there is nothing left to read in it."""
    return f"{loss:.3f}" if loss < DIVERGED else f"diverged (above {DIVERGED})"


def _frame(svg: Svg, left, top, width, height, story: Story) -> None:
    """The axes, and a faint line where an epoch ends."""
    svg.line(left, top, left, top + height, FAINT)
    svg.line(left, top + height, left + width, top + height, FAINT)
    for epoch in range(1, story.epochs if story.epochs <= 30 else 0):
        x = left + width * epoch / story.epochs
        svg.line(x, top, x, top + height, GREY, stroke_width=0.4)


def _schedule(svg: Svg, story: Story, moments, alpha: float, epochs: int, same: bool) -> str:
    """The learning rate: planned, done, and that of the next start."""
    left, top, width, height = 44, 302, 236, 88
    svg.text(14, top - 10, "learning rate", 12, INK)
    highest = 1.1 * max(story.alpha, alpha)

    def y(value):
        return top + height * (1 - value / highest)

    _frame(svg, left, top, width, height, story)
    svg.line(left, y(story.alpha), left + width, y(1e-4), FAINT, stroke_dasharray="2 3")
    if not same:
        svg.line(left, y(alpha), left + width, y(1e-4), PURPLE, stroke_dasharray="7 4")
        svg.text(left + 90, y(alpha * 0.62) - 4, f"next: from {alpha:g}", 11, INK)
    words = "not started"
    if moments:
        points = [(left + width * m.words / story.total_words, y(m.alpha)) for m in moments]
        svg.polyline([(left, y(story.alpha)), *points], PURPLE, stroke_width=2.5)
        words = f"now {moments[-1].alpha:.4f}"
        svg.text(left + 8, top + height - 8, words, 12, font_weight="bold")
    svg.text(left + width / 2, top + height + 16, f"{story.epochs} epochs", 11, FAINT, "middle")
    speed = ""
    if moments:
        speed = f"{moments[-1].speed:,} words a second"
        svg.text(14, HEIGHT - 14, speed, 14, font_weight="bold")
    rate = language.shown(f"Learning rate from {story.alpha:g}, {words}.")
    return f"{rate} {language.shown(speed)}".strip()


def _plane(svg: Svg, story: Story, moments: list[Moment]) -> str:
    """The moving words by their cosines with the first two watched words, with their trails."""
    left, top, size = 330, 62, 290
    a, b = story.watch[:2]
    low, high = -0.35, 1.05

    def at(place):
        x, y = (min(max(v, low), high) for v in place)
        scale = size / (high - low)
        return left + scale * (x - low), top + size - scale * (y - low)

    svg.text(left, top - 4, f"cosine with “{b}”  ↑", 12)
    svg.text(left + size, top + size + 32, f"cosine with “{a}”  →", 12, INK, "end")
    svg.rect(left, top, size, size, stroke=GREY, stroke_width=0.7)
    for tick in (0, 0.5, 1):
        x, y = at((tick, tick))
        svg.line(x, top, x, top + size, GREY, stroke_width=0.4 if tick else 1)
        svg.line(left, y, left + size, y, GREY, stroke_width=0.4 if tick else 1)
        svg.text(x, top + size + 15, f"{tick:g}", 11, FAINT, "middle")
        svg.text(left - 5, y + 4, f"{tick:g}", 11, FAINT, "end")
    if not moments:
        return f"The plane of the cosines with {a} and {b} is empty."
    labels = []
    for i, word in enumerate(story.moving):
        colour = LINES[i % len(LINES)]
        places = [at(m.places[word]) for m in moments]
        svg.polyline(places, colour, stroke_width=1.2, opacity=0.6)
        x, y = places[-1]
        svg.circle(x, y, 4.5, colour, stroke=INK, stroke_width=0.8)
        labels.append((y, x, word))
    _labels(svg, labels, top + size)
    now = moments[-1].places
    listed = "; ".join(f"{w} ({now[w][0]:.2f}, {now[w][1]:.2f})" for w in story.moving)
    return f"Cosines with {a} and {b} now: {listed}."


def _labels(svg: Svg, labels, bottom: float) -> None:
    """Words beside their points, moved down where they would lie on each other."""
    taken = []
    for y, x, word in sorted(labels):
        width = 7.2 * len(word)
        start = x + 8 if x + 8 + width < 622 else x - 8 - width
        line = y + 4
        for other, first, last in sorted(taken):
            if abs(line - other) < 13 and first < start + width and start < last:
                line = other + 13
        if abs(line - y - 4) > 8:
            svg.line(x, y, start + (0 if start > x else width), line - 4, FAINT, stroke_width=0.7)
        svg.text(start, line, word, 12)
        taken.append((line, start, start + width))


def _neighbours(svg: Svg, story: Story, moments: list[Moment]) -> str:
    """The nearest words of each watched word: at the first report, at a tenth, and now."""
    left, top, column = 640, 62, 88
    svg.text(left, top - 4, "nearest words, by cosine", 12)
    if not moments:
        return "No neighbours yet."
    tenth = [m for m in moments if 10 * m.words <= story.total_words] or moments
    columns = (moments[0], tenth[-1], moments[-1])
    for c, m in enumerate(columns):
        share = f"{100 * m.words / story.total_words:.0f} %"
        svg.text(left + c * column, top + 14, share, 12, FAINT)
    said = []
    for i, word in enumerate(story.watch):
        y = top + 36 + 112 * i
        svg.line(left, y - 16, left + 3 * column - 10, y - 16, GREY, stroke_width=0.6)
        svg.text(left, y, word, 13, font_weight="bold")
        for c, m in enumerate(columns):
            for r, near in enumerate(m.neighbours[word]):
                kept = c < 2 and near in columns[2].neighbours[word]
                text = near if len(near) < 13 else f"{near[:11]}…"
                svg.text(left + c * column, y + 16.5 * (r + 1), text, 12,
                         text_decoration="underline" if kept else None)  # fmt: skip
        said.append(f"{word}: {', '.join(columns[2].neighbours[word])}")
    svg.text(left, HEIGHT - 12, "underlined: still there in the last column", 11, FAINT)
    return f"Nearest words now: {'; '.join(said)}."
