"""What can be said about a student's function or its exception without running it."""

from __future__ import annotations

import dis
import inspect
import linecache


def _blank():
    """Nothing but a docstring."""


def is_blank(answer, methods: tuple[str, ...] = ()) -> bool:
    """Is it a function without a body, or a class in which one of these methods has none?"""
    if inspect.isclass(answer):
        return any(is_blank(getattr(answer, name, None)) for name in methods)
    code = getattr(answer, "__code__", None)
    return code is not None and _steps(code) == _steps(_blank.__code__)


def _steps(code) -> list[tuple]:
    return [(step.opname, step.argval) for step in dis.get_instructions(code)]


def parameters_misfit(answer, args) -> str:
    """What is wrong with the number of parameters, or an empty text."""
    try:
        signature = inspect.signature(answer)
    except (TypeError, ValueError):  # some built-in functions tell nothing
        return ""
    try:
        signature.bind(*args)
    except TypeError:
        return f"its parameters are {signature}, the task calls it with {len(args)} arguments"
    return ""


def line_of(error: BaseException, answer) -> str:
    """The last line of the student's own code that the exception went through, if known."""
    line, trace = "", error.__traceback__
    while trace:
        frame = trace.tb_frame
        if frame.f_globals.get("__name__") == getattr(answer, "__module__", None):
            line = linecache.getline(frame.f_code.co_filename, trace.tb_lineno) or line
        trace = trace.tb_next
    return one_line(line)


def one_line(text) -> str:
    """The first line of a text, at most 150 characters."""
    try:
        line = (str(text).strip().splitlines() or [""])[0]
    except Exception:  # an exception class of the student's may do anything here
        line = f"<{type(text).__name__}>"
    return line if len(line) <= 150 else line[:147] + "..."
