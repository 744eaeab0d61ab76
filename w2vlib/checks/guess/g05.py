"""Guesses of lesson 05: draw the negatives."""

from __future__ import annotations

from w2vlib.checks.base import Cause
from w2vlib.checks.guess.base import Guess

LETTERS = 'Type "a", "b" or "c".'

never_together = Guess(
    "never_together",
    lambda: "c",
    [
        Cause(
            "unseen is no",
            "No question ever had the label 0. What could have taught the network to say no?",
            lambda: "a",
        ),
        Cause(
            "unseen stays unknown",
            "The pair is never asked about, but both of its vectors are moved by other pairs.",
            lambda: "b",
        ),
    ],
    hint=LETTERS,
)

times_as_often = Guess(
    "times_as_often",
    lambda: "c",
    [
        Cause(
            "power leaves ratios",
            "So it would be with power 1. A power below 1 brings the counts nearer to each other.",
            lambda: "a",
        ),
        Cause(
            "power is a factor",
            "It is a power, not a factor: 256 becomes 64, 1 stays 1. Then all is divided by the "
            "new sum.",
            lambda: "b",
        ),
    ],
    hint=LETTERS,
)

top_share = Guess(
    "top_share",
    lambda: 1 / 5,
    [
        Cause(
            "as with replacement",
            "That is its share when it may come several times in one draw of five.",
            lambda: 0.64,
        ),
        Cause(
            "always means all",
            "Suppose it comes in every draw. How many of the words of that draw are others?",
            lambda: 1.0,
        ),
        Cause("one of nine", "That would be its share if all nine were alike.", lambda: 1 / 9),
    ],
    hint="Each draw has five places. How many of them can one word take?",
    rtol=0.02,
)

negatives_near = Guess(
    "negatives_near",
    lambda: "a",
    [
        Cause(
            "rare words keep to theirs",
            "Near it stand only the words around its few places. How many can that be?",
            lambda: "b",
        ),
        Cause(
            "same draw same share",
            "The draws are alike. But which words count as near is a matter of the text: how many "
            "places has each of the two?",
            lambda: "c",
        ),
    ],
    hint=LETTERS,
)
