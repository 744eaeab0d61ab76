"""Guesses of lesson 01: see where word2vec slows down."""

from __future__ import annotations

import math

from w2vlib.checks.base import Cause
from w2vlib.checks.guess.base import Guess
from w2vlib.lessons.cost import product

V, H = 1_000_000, 100  # the sizes of the lesson

fresh_loss = Guess(
    "fresh_loss",
    lambda: math.log(7),
    [
        Cause("probability", "That is the probability; the loss is −log of it.", lambda: 1 / 7),
        Cause("sign", "The loss is −log, which is not below 0.", lambda: -math.log(7)),
        Cause("other log", "log is the natural logarithm here.", lambda: math.log10(7),
              lambda: math.log2(7)),
        Cause("free", "A loss of 0 means that the true word got the probability 1.", lambda: 0),
        Cause("two answers", "That is the price of a guess between 2 words.", lambda: math.log(2)),
    ],
    hint="−log of the probability that each of the 7 words gets, to two decimals.",
    rtol=0.01,
)  # fmt: skip

useful_products = Guess(
    "useful_products",
    lambda: 2 * H,  # two context words, a 1 in each row, which meets the H numbers of its row
    [
        Cause("rows only", "Each 1 meets a whole row of W_in: H numbers, not 1.", lambda: 2),
        Cause("one word", "So many for one context word. There are two.", lambda: H),
        Cause("all", "In most of them the number of the one-hot row is 0.",
              lambda: 2 * product(1, V, H).multiply_adds),
        Cause("per word", "H numbers a word, but only the two context words have a 1.",
              lambda: 2 * V),
    ],
    hint="How many numbers of W_in does a single 1 meet? And how many 1s are there?",
)  # fmt: skip

zeros = Guess(
    "zeros",
    lambda: "b",
    [
        Cause("skipped", "To skip a zero, the product would have to look at each number first.",
              lambda: "a"),
        Cause("slower", "A multiplication takes as long for a 0 as for a 7.", lambda: "c"),
    ],
    hint='Type "a", "b" or "c", with the quotation marks.',
)  # fmt: skip
