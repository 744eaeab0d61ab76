"""Guesses of lesson 11: leave one machine."""

from __future__ import annotations

from w2vlib.checks.base import Cause
from w2vlib.checks.guess.base import Guess
from w2vlib.lessons.cluster_cost import copies, touched_rows

copies_of_a_tree = Guess(
    "copies_of_a_tree",
    lambda: copies(64),
    [
        Cause("one way", "The sum has to come back to all machines, too.", lambda: copies(64) // 2),
        Cause(
            "a server",
            "Those are the copies of one server, which takes in and sends out all of them.",
            lambda: copies(64, "one server"),
        ),
        Cause(
            "machines",
            "Pairs work side by side: count the halvings, not the machines.",
            lambda: 64,
            lambda: 63,
            lambda: 32,
        ),
    ],
    hint="How often can the machines be halved until one is left? Then the way back.",
)


def share_touched() -> str:
    """ "b" where a round of a million words touches 5 to 50 % of ten million words' rows."""
    share = touched_rows(1_000_000, 10_000_000) / (2 * 10_000_000)
    return "a" if share < 0.05 else "b" if share < 0.5 else "c"


touched_share = Guess(
    "touched_share",
    share_touched,
    [
        Cause(
            "a word a row",
            "A word touches the rows of its negatives, too, and many of them are rare words.",
            lambda: "a",
        ),
        Cause("all", "A common word comes back again and again, to the same row.", lambda: "c"),
    ],
    hint='Type "a", "b" or "c".',
)
