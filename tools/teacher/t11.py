"""Lesson 11: leave one machine."""

from __future__ import annotations

from teacher import board
from teacher.base import Ask, Page, Vote
from w2vlib.lessons.cluster_cost import copies, round_cost, sync_bytes, words_per_second


def break_even(V: int, H: int = 100, speed: float = 1e6, wire: float = 125e6) -> float:
    """Words of a round from which on two machines beat one: what they save pays two copies."""
    return 2 * speed * 2 * sync_bytes(V, H) / wire


def two_beat_one(n: float, V: int) -> bool:
    return words_per_second(2, round(n), V, task=0) > 1e6


PAGE = Page(
    idea="A second machine helps once the words that it trains save more time than the exchange of "
    "the weights takes. First make one machine fast.",
    board=board.tree,
    asks=[
        Ask(
            "Which of V and the network would you change before you rent machines?",
            "Both act alike: half the rows, or twice the bits a second, halve the exchange. Fewer "
            "rows cost rare words, a network costs money.",
            "And H? (The same again, and it costs quality of every word.)",
            holds=lambda: (
                round_cost(4, 10**6, 10**6, gigabits=2).network
                == round_cost(4, 10**6, 500_000).network
            ),
        ),
        Ask(
            "Why may a rare word's move not be averaged?",
            "One machine alone has met it; the others' zeros would shorten its only step.",
            "And a common word's, why not added up? (All moved it the same way: it goes too far.)",
        ),
    ],
    votes=[
        Vote(
            "8 machines in a tree. How many copies of the weights go one after the other, there "
            "and back?",
            lambda: str(copies(8)),
            {
                "3": "forgets the way back",
                "7": "adds one machine after the other",
                "16": "a server",
            },
        ),
        Vote(
            "Two machines are faster than one from rounds of 256,000 words on. V grows tenfold. "
            "From which rounds on now?",
            lambda: f"{256_000 * break_even(10**5) / break_even(10**4):,.0f}",
            {
                "256,000": "takes the exchange for free",
                "25,600": "the wrong way round",
                "25,600,000": "counts the ten for both matrices on top of each other",
            },
        ),
    ],
    ticket="One copy of your weights takes 2 s, a round of training takes 10 s on one machine. How "
    "long is a round on 4 machines in a tree?",
    answer=lambda: f"{10 / 4 + copies(4) * 2:g} s: slower than one machine alone.",
    extension="Ask for the price of an hour of one, four and sixteen machines. Which of them is "
    "the cheapest for a million words?",
    checks=[
        lambda: round(break_even(10_000)) == 256_000,
        lambda: two_beat_one(257_000, 10_000) and not two_beat_one(255_000, 10_000),
    ],
)
