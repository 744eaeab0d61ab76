"""Import a package that only some parts of the course need, or say how to get it."""

from importlib import import_module
from typing import Any


def needed(module: str, instead: str = "") -> Any:
    """Return the imported module; ModuleNotFoundError with the remedy where it is missing.

    instead: how to do without it.

    >>> needed("json").dumps([1])
    '[1]'
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f'{error}: make lab installs it, or pip install "w2vlib[course]"'
            + (f"; {instead}" if instead else ""),
            name=error.name,
        ) from None
