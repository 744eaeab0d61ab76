"""What each part of CBOW costs, as bars: one-hot, look-up, and negative sampling side by side."""

from __future__ import annotations

import math

from w2vlib.lessons.cost import BANDWIDTH, RATE, cbow_cost, predicted_seconds, total
from w2vlib.plots.svg import COLOR, FAINT, INK, Svg

TITLES = {
    "one_hot": "one-hot + softmax",
    "embedding": "look-up + softmax",
    "negative_sampling": "look-up + negatives",
}
LABELS = {  # part -> what it is, its colour
    "input": ("W_in", "W_in"),
    "mean": ("mean", "h"),
    "negatives": ("draw negatives", "negative"),
    "output": ("W_out", "W_out"),
    "loss": ("loss", "target"),
}
LOWEST, HIGHEST = -8, 3  # the time axis, powers of ten of a second
LEFT, RIGHT = 460, 760  # where it begins and ends
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


def cost_bars(
    V: int = 1_000_000, H: int = 100, batch: int = 1, backward: bool = False,
    *, window: int = 1, k: int = 5, rate: float = RATE, bandwidth: float = BANDWIDTH,
) -> Svg:  # fmt: skip
    """Multiply-adds, bytes and predicted time of each part of the three networks.

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
    verdicts = [
        f"{TITLES[m]}: {total(costs[m]).multiply_adds:,} multiply-adds, "
        f"{si(total(costs[m]).bytes, 'B')} moved, most of the time is for "
        f"{LABELS[_slowest(t)][0]} ({_share(t, _slowest(t))})"
        for m, t in times.items()
    ]
    what = "forward and backward" if backward else "forward"
    svg = Svg(
        900, 468, f"Predicted cost of one batch, {what}, V = {V:,}, H = {H:,}, batch {batch:,}",
        f"Bars on a scale where a grid line is 100 times the one before. {'; '.join(verdicts)}.",
    )  # fmt: skip
    svg.text(12, 24, f"One batch, {what}: V = {V:,}, H = {H:,}, batch = {batch:,}, "
             f"{2 * window} context words, k = {k}", 15, font_weight="bold")  # fmt: skip
    for x, label in ((330, "multiply-adds"), (435, "bytes moved")):
        svg.text(x, 60, label, 12, FAINT, "end")
    svg.text(LEFT, 44, "predicted time (each grid line: 100 times the one before)", 12, FAINT)
    for power in range(LOWEST, HIGHEST + 1, 2):
        x = _x(10.0**power)
        svg.line(x, 66, x, 444, FAINT, stroke_width=0.5, stroke_dasharray="2 3")
        svg.text(x, 60, si(10.0**power, "s"), 11, FAINT, "middle")
    y = 88
    for model, parts in costs.items():
        slowest = _slowest(times[model])
        svg.text(12, y, TITLES[model], 14, font_weight="bold")
        whole = total(parts)
        svg.text(LEFT, y, f"together {si(sum(times[model].values()), 's')}", 13, font_weight="bold")
        svg.text(435, y, si(whole.bytes, "B"), 13, anchor="end", font_weight="bold")
        svg.text(330, y, f"{whole.multiply_adds:,}", 13, anchor="end", font_weight="bold")
        for part, cost in parts.items():
            y += 22
            label, role = LABELS[part]
            bold = "bold" if part == slowest else None
            svg.text(28, y, label, 13, font_weight=bold)
            svg.text(330, y, f"{cost.multiply_adds:,}", 13, anchor="end")
            svg.text(435, y, si(cost.bytes, "B"), 13, anchor="end")
            time = times[model][part]
            end = _x(time)
            svg.rect(LEFT, y - 12, end - LEFT, 15, COLOR[role])
            if part == slowest:
                svg.rect(LEFT, y - 12, end - LEFT, 15, stroke=INK, stroke_width=2)
            said = f"{si(time, 's')} ({_share(times[model], part)})"
            svg.text(end + 6, y, said, 12, font_weight=bold)
        y += 34
    svg.text(12, 460, f"Predicted from {rate / 1e9:.3g} billion multiply-adds and "
             f"{bandwidth / 1e9:.3g} billion bytes a second, whichever takes longer. "
             "What Python itself costs is not in it.", 12, FAINT)  # fmt: skip
    return svg


def plot_growth(ax, predicted: dict, measured: dict) -> None:
    """Time against V on matplotlib axes, lines predicted and dots measured.

    predicted, measured: V → part → seconds
    """
    sizes = list(predicted)
    for part, marker in zip(predicted[sizes[0]], "osD^v", strict=False):
        label, role = LABELS[part]
        ax.loglog(sizes, [1e3 * predicted[V][part] for V in sizes], color=COLOR[role])
        dots = [1e3 * measured[V][part] for V in sizes]
        ax.plot(sizes, dots, marker, color=COLOR[role], label=label)
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    ax.set(xlabel="V (words)", ylabel="time of a batch (ms)")
    ax.set_title("Lines: predicted. Dots: measured.")
    ax.minorticks_off()
    ax.set_xticks(sizes, [f"{V:,}" for V in sizes])


def _x(seconds: float) -> float:
    share = (math.log10(seconds) - LOWEST) / (HIGHEST - LOWEST) if seconds > 0 else 0
    return LEFT + min(1, max(0.005, share)) * (RIGHT - LEFT)


def _slowest(times: dict[str, float]) -> str:
    return max(times, key=times.get)


def _share(times: dict[str, float], part: str) -> str:
    share = 100 * times[part] / sum(times.values())
    return f"{share:.0f} %" if share >= 1 else "< 1 %"
