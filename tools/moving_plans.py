"""What the site records of each explorer: stops of typed controls, and what the lessons name."""

from __future__ import annotations

import math

import ipywidgets as w
from moving import Axis, Plan

from w2vlib.language import label
from w2vlib.plots.step_plane import to_picture
from w2vlib.plots.word_map import load_vectors_once
from w2vlib.widgets.base import Explorer

WORDS = [
    "king", "war", "peace", "money", "energy", "gold", "france", "january", "president",
    "security", "freedom", "tax", "water", "army", "children", "three",
]  # fmt: skip
QUESTIONS = [
    "man : woman = king : queen",
    "large : larger = strong : stronger",
    "make : made = pay : paid",
    "year : years = law : laws",
    "spain : spanish = france : french",
    "man : men = child : children",
]  # the first is the start in lesson 08
STEPS = [*range(11), *range(20, 61, 10)]
ANGLES = [*range(0, 360, 20)]


def button(explorer: Explorer, name: str) -> w.Button:
    """The button of an explorer with this description."""
    todo = [explorer.box]
    while todo:
        widget = todo.pop()
        if isinstance(widget, w.Button) and widget.description == name:
            return widget
        todo += getattr(widget, "children", ())
    raise LookupError(f"no button {name!r}")


def walk(explorer: Explorer, steps: int) -> None:
    for _ in range(steps // 10):
        button(explorer, label("Ten steps")).click()
    for _ in range(steps % 10):
        button(explorer, label("One step")).click()


def turn(explorer: Explorer, degrees: int) -> None:
    """Drag "say", which starts at (1, 0), round the origin."""
    a = math.radians(degrees)
    explorer.view.on_drag("say", *to_picture((math.cos(a), math.sin(a))))


def ask(explorer: Explorer, question: str) -> None:
    """ "large : larger = strong : stronger" """
    words = question.replace("=", ":").split(":")
    explorer.set(**dict(zip(("a", "b", "c", "expected"), map(str.strip, words), strict=True)))


PLANS = {
    "cost": Plan(),
    "lookup": Plan({"ids": ["1 1 3", "0", "you you", "1 2 3 4 5 6", "7", "-1", "helo"]}),
    "gradient": Plan(
        {
            "ids": ["say say say and", "say and", "1 1 3", "say", "0 1 2 3 4 5 6"],
            "dout": ["1 1; -1 -1; 2 0", "2 0", "0 0"],
            "scale": [x / 2 for x in range(-6, 7)],
            "before": ["", "say"],
        },
    ),
    "sigmoid": Plan(
        {"score": [*range(-30, -10, 2), *(x / 2 for x in range(-20, 21)), *range(12, 31, 2)],
         "others": ["0", "5, 5, 5", "-5, -5, -5"]},
    ),
    "sampler": Plan(
        {"target": ["the", "government", "goodbye", ""], "draw": range(1, 7)},
        together=(
            {"corpus": "say_hello", "target": ["peace", "goodbye"], "replace": [True, False],
             "k": range(1, 21)},
        ),
        limit=400,
    ),
    "step": Plan(
        {"h": (), "W": (), "lr": [x / 10 for x in range(0, 21)],
         "negatives": ["you goodbye and", "you you you", "you", "goodbye", "say goodbye",
                       "you say"]},
        acts=(
            Axis("walk", "Steps", "range", [*map(str, STEPS)], STEPS, 0, act=walk),
            Axis("turn", "“say” at, degrees", "range", [*map(str, ANGLES)], ANGLES, 0, act=turn),
        ),
        lab="drag the vectors freely, and type them",
        limit=300,
    ),
    "sentence": Plan(
        {"words": ["yes you yes i", "i say and you say"], "draw": range(1, 13)},
        lab="type a sentence of your own, and open a stage in the picture",
    ),
    "training": Plan(
        {"alpha": (), "k": (), "window": (), "epochs": (), "watch": (), "moving": (),
         "upto": range(1, 101)},
        lab="Start, which trains anew with your alpha, k, window and words",
    ),
    "neighbours": Plan({"word": WORDS}),
    "analogy": Plan(
        {"a": (), "b": (), "c": (), "expected": ()},
        acts=(Axis("question", "Question", "select", QUESTIONS, QUESTIONS, 0, act=ask),),
        lab="any four words",
    ),
    "words": Plan(
        {"words": [
            "increase decrease large small war peace gold silver",
            "king queen man men year years law laws",
            "tax taxes water land army navy peace war",
        ]},
    ),
    "map": Plan({"word": [*WORDS, "king", *load_vectors_once().index_to_key[100:140:4]]},
                lab="zoom, move, click a word, and walk from neighbour to neighbour"),
    "few_labels": Plan({"draw": range(1, 6)}),
    "eras": Plan({"word": ["security", "same", "money", "slavery", "labor", "defense", "peace",
                           "work", "power"]}),
    "ladder": Plan(limit=4000),
    "ablation": Plan(),
    "cluster": Plan(limit=1000),
}  # fmt: skip
