"""Import a package that only some parts of the course need, or say how to get it."""

from importlib import import_module
from types import ModuleType


def needed(module: str) -> ModuleType:
    """Return the imported module; ModuleNotFoundError with the remedy where it is missing.

    >>> needed("json").dumps([1])
    '[1]'
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"{error}; python -m w2vlib says what else is missing, make lab installs it (or: "
            f'pip install "w2vlib[course]")',
            name=error.name,
        ) from None
