"""The checks of the exercises: `from w2vlib import checks`, then `checks.scatter_add()`.

A check looks your function up by its name, runs it on several cases and says OK, TODO, or what is
not right yet. One file a lesson, ex01 … ex11; a name is looked for when it is first used.
"""

from importlib import import_module
from pkgutil import iter_modules

from w2vlib.checks.base import Task
from w2vlib.language import shown
from w2vlib.words import suggest

__all__ = ["ready", "tasks"]


def tasks() -> dict[str, Task]:
    """Every task of every exercise by its name."""
    found = {}
    for module in sorted(m.name for m in iter_modules(__path__) if m.name.startswith("ex")):
        values = vars(import_module(f"{__name__}.{module}")).values()
        found |= {value.name: value for value in values if isinstance(value, Task)}
    return found


def ready() -> None:
    """Is this machine ready for the exercises? The same line everywhere, or what to do."""
    from w2vlib.setup.doctor import CHECKS, ask

    troubles = [
        f"{label}: no. {trouble}" for label, check in CHECKS.items() if (trouble := ask(check))
    ]
    print(shown("\n".join(troubles) or "Ready: Python, the packages and the texts are fine."))


def __getattr__(name: str) -> Task:
    if name.startswith("_"):
        raise AttributeError(name)
    known = tasks()
    if name not in known:
        near = ", ".join(suggest(name, known)) or "see w2vlib.checks.tasks()"
        raise AttributeError(f"there is no check {name!r}; near: {near}")
    globals()[name] = known[name]
    return known[name]


def __dir__() -> list[str]:
    return sorted([*__all__, *tasks()])
