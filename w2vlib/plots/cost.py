"""What each part of CBOW costs in four networks: one-hot, look-up, negatives, touched rows."""

from __future__ import annotations

import math

from w2vlib import checking, language
from w2vlib.language import later
from w2vlib.lessons.cost import BANDWIDTH, RATE, cbow_cost, predicted_seconds, total
from w2vlib.plots.svg import COLOR, FAINT, INK, Svg

TITLES = {
    "one_hot": later("one-hot + softmax"),
    "embedding": later("look-up + softmax"),
    "negative_sampling": later("look-up + negatives"),
    "touched_rows": "touched rows only",
}
LABELS = {  # part -> what it is, its colour
    "input": ("W_in", "W_in"),
    "mean": (later("mean"), "h"),
    "negatives": ("draw negatives", "negative"),
    "output": ("W_out", "W_out"),
    "loss": (later("loss"), "target"),
}
LOWEST, HIGHEST = -9, 3  # the axis of the dots, powers of ten of a second
LEFT, RIGHT = 392, 596  # where it begins and ends
BAR, LONGEST = 716, 172  # the bars in true proportion: where they begin, and the longest
TEXT = 1_800_000  # words, about as many as our text has
LIMITS = {"V": (10, 10_000_000), "H": (1, 1000), "batch": (1, 1000)}


def si(value: float, unit: str) -> str:
    """Three digits and a prefix: si(4e8, "B") is "400 MB", si(2e-5, "s") is "20 µs"."""
    if value == 0:
        return f"0 {unit}"
    top = 0 if unit == "s" else 4  # nobody says kiloseconds
    power = min(top, max(-3, math.floor(math.log10(value) / 3 + 1e-12)))
    if float(f"{value / 1000**power:.3g}") >= 1000 and power < top:  # 999.6 µs is 1 ms
        power += 1
    prefix = ["n", "µ", "m", "", "k", "M", "G", "T"][power + 3]
    scaled = float(f"{value / 1000**power:.3g}")
    return f"{scaled:,.10g} {prefix}{unit}"


def span(seconds: float) -> str:
    """A time to wait: span(2.3e5) is "63 h"; days from 100 hours on, prefixes below a minute."""
    seconds = checking.real("seconds", seconds, 0)
    if seconds >= 360_000:
        days = float(f"{seconds / 86400:.2g}")
        return language.shown(f"{days:,.10g} days")
    for unit, size, least in (("h", 3600, 7200), ("min", 60, 120)):
        if seconds >= least:
            return f"{float(f'{seconds / size:.2g}'):,.10g} {unit}"
    return si(float(f"{seconds:.2g}"), "s")


def cost_bars(
    V: int = 1_000_000, H: int = 100, batch: int = 1, backward: bool = False,
    *, window: int = 1, k: int = 5, rate: float = RATE, bandwidth: float = BANDWIDTH,
) -> Svg:  # fmt: skip
    """Multiply-adds, bytes and predicted time of each part of the four networks.

    A dot stands on a logarithmic axis and says which part is slowest; the bars on the right are in
    true proportion: the time to go once through a text of TEXT words, `batch` of them at a time.

    V, H, batch, backward, window, k : as in `cbow_cost`; V, H and batch within LIMITS
    rate, bandwidth : multiply-adds and bytes a second, see `predicted_seconds`
    """
    for name, value in {"V": V, "H": H, "batch": batch}.items():
        low, high = LIMITS[name]
        if not low <= value <= high:
            raise ValueError(f"{name} must be a whole number from {low:,} to {high:,}, got {value}")
    costs = {m: cbow_cost(V, H, window, batch, k, m, backward=backward) for m in TITLES}
    times = {
        m: {p: predicted_seconds(c, rate, bandwidth) for p, c in parts.items()}
        for m, parts in costs.items()
    }
    text = {m: sum(t.values()) * math.ceil(TEXT / batch) for m, t in times.items()}
    verdicts = [
        f"{language.label(TITLES[m])}: {total(costs[m]).multiply_adds:,} multiply-adds, "
        f"{si(total(costs[m]).bytes, 'B')} moved, most of the time is for "
        f"{language.label(LABELS[_slowest(t)][0])} ({_share(t, _slowest(t))}); "
        f"the whole text in {span(text[m])}"
        for m, t in times.items()
    ]
    what = language.label("forward and backward" if backward else "forward")
    svg = Svg(
        900, 500, f"Predicted cost of one batch, {what}, V = {V:,}, H = {H:,}, batch {batch:,}",
        f"{'; '.join(verdicts)}. The text has {TEXT:,} words.",
    )  # fmt: skip
    svg.text(12, 20, f"One batch, {what}: V = {V:,}, H = {H:,}, batch = {batch:,}, "
             f"{2 * window} context words, k = {k}", 15, font_weight="bold")  # fmt: skip
    for x, label in ((290, language.label("multiply-adds")), (366, language.label("bytes"))):
        svg.text(x, 58, label, 12, FAINT, "end")
    svg.text(LEFT, 42, "time: from line to line 100 times as long", 12, FAINT)
    svg.text(BAR, 42, f"{TEXT / 1e6:.2g} million words take", 12, FAINT)
    svg.text(BAR, 58, "(bars in true proportion)", 12, FAINT)
    for power in range(LOWEST, HIGHEST + 1, 2):
        x = _x(10.0**power)
        svg.line(x, 62, x, 482, FAINT, stroke_width=0.5, stroke_dasharray="2 3")
        if power % 4 == 3:  # a label at every other line: all of them would touch
            svg.text(x, 58, si(10.0**power, "s"), 11, FAINT, "middle")
    y = 80
    for model, parts in costs.items():
        y = _network(svg, y, model, parts, times[model])
        _whole_text(svg, y - 17 * len(parts) - 26, text[model], max(text.values()))
    svg.text(12, 495, f"Predicted from {rate / 1e9:.3g} billion multiply-adds and "
             f"{bandwidth / 1e9:.3g} billion bytes a second, whichever takes longer. "
             "What Python itself costs is not in it.", 12, FAINT)  # fmt: skip
    return svg


def _network(svg: Svg, y: float, model: str, parts: dict, times: dict) -> float:
    """One block of the table: the sums, then a row and a dot for each part. Returns the next y."""
    whole, slowest = total(parts), _slowest(times)
    svg.text(12, y, language.label(TITLES[model]), 14, font_weight="bold")
    svg.text(290, y, f"{whole.multiply_adds:,}", 13, anchor="end", font_weight="bold")
    svg.text(366, y, si(whole.bytes, "B"), 13, anchor="end", font_weight="bold")
    svg.text(LEFT, y, f"together {si(sum(times.values()), 's')}", 13, font_weight="bold")
    for part, cost in parts.items():
        y += 17
        (label, role), time = LABELS[part], times[part]
        bold = "bold" if part == slowest else None
        svg.text(28, y, language.label(label), 13, font_weight=bold)
        svg.text(290, y, f"{cost.multiply_adds:,}", 13, anchor="end")
        svg.text(366, y, si(cost.bytes, "B"), 13, anchor="end")
        svg.circle(_x(time), y - 4, 5, COLOR[role], stroke=INK, stroke_width=2.5 if bold else 0)
        said = f"{si(time, 's')} ({_share(times, part)})"
        svg.text(_x(time) + 11, y, said, 12, font_weight=bold)
    return y + 26


def _whole_text(svg: Svg, y: float, seconds: float, longest: float) -> None:
    svg.text(BAR, y + 4, span(seconds), 16, font_weight="bold")
    svg.rect(BAR, y + 12, max(0.5, LONGEST * seconds / longest), 16, INK)
    times = float(f"{longest / seconds:.2g}")
    share = f"1/{times:,.10g}" if times >= 20 else f"{100 * seconds / longest:.0f} %"
    svg.text(BAR, y + 44, "the longest" if times == 1 else f"{share} of the longest", 12)


def plot_growth(ax, predicted: dict, measured: dict) -> None:
    """Time against V on matplotlib axes, lines predicted and dots measured.

    predicted, measured: V → part → seconds
    """
    if not isinstance(predicted, dict) or not predicted or not isinstance(measured, dict):
        raise TypeError(
            "predicted and measured must be dicts V → part → seconds, one V or more, got "
            f"{checking.short(predicted)} and {checking.short(measured)}"
        )
    sizes = list(predicted)
    for part, marker in zip(predicted[sizes[0]], "osD^v", strict=False):
        label, role = LABELS[part]
        ax.loglog(sizes, [1e3 * predicted[V][part] for V in sizes], color=COLOR[role])
        dots = [1e3 * measured[V][part] for V in sizes]
        ax.plot(sizes, dots, marker, color=COLOR[role], label=language.label(label))
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    ax.set(xlabel="V (words)", ylabel="time of a batch (ms)")
    ax.set_title("Lines: predicted. Dots: measured.")
    ax.minorticks_off()
    ax.set_xticks(sizes, [f"{V:,}" for V in sizes])


def _x(seconds: float) -> float:
    share = (math.log10(seconds) - LOWEST) / (HIGHEST - LOWEST)
    return LEFT + min(1, max(0, share)) * (RIGHT - LEFT)


def _slowest(times: dict[str, float]) -> str:
    return max(times, key=times.get)


def _share(times: dict[str, float], part: str) -> str:
    share = 100 * times[part] / sum(times.values())
    return f"{share:.0f} %" if share >= 1 else "< 1 %"
