"""The speed ladder of lesson 10: eight ways to make the same CBOW step, each faster.

book_rungs.py holds rungs 1 to 5, our_rungs.py 6 to 8, cost.py what each costs, zipf.py a text of
any vocabulary to climb on.
"""

from __future__ import annotations

from importlib import import_module

from w2vlib.gensim_names import known_arguments

# In their order. The first five are in book_rungs.py, the others in our_rungs.py.
RUNGS = ("one_hot", "lookup", "book", "float32", "rows", "windows", "compiled", "tuned")


def make_rung(name: str, V: int, H: int = 100, **settings):
    """The rung of that name (see RUNGS) for V words of H numbers. Errors: ValueError."""
    return known_arguments(rung_class(name))(V, H, **settings)


def rung_class(name: str) -> type:
    """The class of a rung: "one_hot" gives OneHotRung. Errors: ValueError."""
    if name not in RUNGS:
        raise ValueError(f"a rung must be one of {', '.join(RUNGS)}; got {name!r}")
    file = "book_rungs" if name in RUNGS[:5] else "our_rungs"
    return getattr(
        import_module(f"w2vlib.ladder.{file}"),
        "".join(map(str.capitalize, name.split("_"))) + "Rung",
    )
