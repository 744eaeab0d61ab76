"""Answers to exercise 11: what people really write, wrong and right."""

import math

import numpy as np

# ---------------------------------------------------------------- overall_speedup


def weighted(shares, factors):
    return sum(s * f for s, f in zip(shares, factors, strict=True))


def speedup_by_times(shares, factors):
    return np.sum(shares) / np.sum(shares / factors)


def speedup_by_loop(shares, factors):
    left = 0.0
    for i in range(len(shares)):
        left += shares[i] / factors[i]
    return left**-1


def speedup_by_dot(shares, factors):
    return 1.0 / (np.asarray(shares) @ (1 / np.asarray(factors)))


def largest_part(shares, factors):
    i = int(np.argmax(shares))
    return 1 / (1 - shares[i] + shares[i] / factors[i])


# ---------------------------------------------------------------- round_seconds


def seconds(copies):
    def answer(machines, words, copy, speed, bandwidth):
        return words / (machines * speed) + copies(machines) * copy / bandwidth

    return answer


def seconds_by_halving(machines, words, copy, speed, bandwidth):
    levels, left = 0, machines
    while left > 1:
        left = (left + 1) // 2
        levels += 1
    return words / machines / speed + 2 * levels * copy / bandwidth


def seconds_by_bits(machines, words, copy, speed, bandwidth):
    network = 2 * (machines - 1).bit_length() * (copy / bandwidth)
    return network + (words / speed) / machines


def seconds_by_powers(machines, words, copy, speed, bandwidth):
    steps = next(n for n in range(60) if 2**n >= machines)
    return float(words / (speed * machines) + steps * 2 * copy / bandwidth)


def all_words(machines, words, copy, speed, bandwidth):
    return words / speed + 2 * math.ceil(math.log2(machines)) * copy / bandwidth


# ---------------------------------------------------------------- put_together


def moved(before, after):
    return (after != before).any(axis=-1)


def no_guard(before, after):
    with np.errstate(invalid="ignore"):
        return before + (after - before).sum(axis=0) / moved(before, after).sum(axis=0)[:, None]


def entries(before, after):
    counts = (after != before).sum(axis=0)
    return before + (after - before).sum(axis=0) / np.where(counts == 0, 1, counts)


def only_moves(before, after):
    return put_by_rows(before, after) - before


def put_by_rows(before, after):
    out = before.copy()
    for i in range(len(before)):
        moves = [part[i] - before[i] for part in after if (part[i] != before[i]).any()]
        if moves:
            out[i] += np.mean(moves, axis=0)
    return out


def put_by_masks(before, after):
    met = moved(before, after)[..., None]
    total = np.where(met, after, 0).sum(axis=0)
    n = met.sum(axis=0)
    return np.where(n > 0, total / np.maximum(n, 1), before)


def put_by_weights(before, after):
    met = moved(before, after).astype(float)
    met /= np.maximum(met.sum(axis=0), 1)
    return before + np.einsum("pv,pvh->vh", met, after - before)


WRONG = {
    "bytes_sent": {
        "one matrix": ([40_000_000, 320_000_000], "both sent"),
        "numbers": ([20_000_000, 160_000_000], "4 bytes"),
        "one way": ([80_000_000, 320_000_000], "goes back to all"),
        "machines": ([80_000_000, 1_280_000_000], "count the halvings"),
        "something": ([1, 2], "whole numbers"),
    },
    "overall_speedup": {
        "weighted": (weighted, "Add up the times"),
        "mean": (lambda shares, factors: np.mean(factors), "Add up the times"),
        "product": (lambda shares, factors: np.prod(factors), "one after the other"),
        "new time": (lambda shares, factors: np.sum(shares / factors), "how many times as fast"),
        "largest": (lambda shares, factors: max(factors), "still take their time"),
        "largest part": (largest_part, "become faster or slower"),
        "saved": (lambda shares, factors: 1 - np.sum(shares / factors), "what is left"),
        "multiplied": (lambda shares, factors: 1 / weighted(shares, factors), "divide"),
    },
    "round_seconds": {
        "one way": (seconds(lambda m: math.ceil(math.log2(m))), "two copies for each halving"),
        "server": (seconds(lambda m: 2 * m if m > 1 else 0), "not the machines"),
        "not rounded": (seconds(lambda m: 2 * math.log2(m)), "round log2 up"),
        "cut": (seconds(lambda m: 2 * int(math.log2(m))), "round log2 up"),
        "all words": (all_words, "trains its part"),
        "no network": (seconds(lambda m: 0), "network is missing"),
        "natural": (seconds(lambda m: 2 * math.ceil(math.log(m))), "base 2"),
    },
    "put_together": {
        "mean": (lambda before, after: after.mean(axis=0), "its whole way"),
        "sum": (lambda before, after: before + (after - before).sum(axis=0), "go too far"),
        "moves": (only_moves, "where they were before"),
        "no guard": (no_guard, "do not divide by 0"),
        "entries": (entries, "one count a row"),
    },
}

RIGHT = {
    "bytes_sent": [[80_000_000, 640_000_000], (8e7, 6.4e8), np.array([80_000_000, 640_000_000])],
    "overall_speedup": [speedup_by_times, speedup_by_loop, speedup_by_dot],
    "round_seconds": [seconds_by_halving, seconds_by_bits, seconds_by_powers],
    "put_together": [put_by_masks, put_by_weights, put_by_rows],
}

# right, but for half of the points
SLOW = {"put_by_rows"}
