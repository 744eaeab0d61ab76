"""The rules of every notebook: each function takes a notebook and returns its complaints.

A lesson keeps those of lesson_rules.py as well, which build on these.
"""

import ast
import re
from collections.abc import Iterator

from IPython.core.inputtransformer2 import TransformerManager
from run_notebooks import GOOD_ID, METADATA, ROOT, TIMINGS, WIDGET_VIEW

COMPARED = ("text/plain", "text/html", "image/svg+xml", "text/latex")  # by nbval, with streams
LEAST_COMPARED = 1 / 3  # of the code cells have an output that nbval really compares
MOST_TIMINGS = 1 / 3  # of the code cells may be left out of the comparison (two always may)

ABSOLUTE_PATH = re.compile(
    r"(?<![\w.<:/~])/(?:home|root|Users|tmp|var|usr|opt|mnt|srv|work|private|content)/"
    r"|\b[A-Z]:\\\w|\bfile://"
)
TIMES = re.compile(
    r"\b(?:timeit|perf_counter|process_time|monotonic|%%?time)\b|\btime\.time\(|%time"
)
A_TIME = re.compile(
    r"\d\s?(?:ns|µs|μs|us|ms|s|sec|secs|seconds?|minutes?|min)\b(?!\w)"
    r"|words?\s?/\s?s\b|words per second|it/s\b"
)
TAG = re.compile(r"<style>.*?</style>|<[^<>]*>", re.S)
MEMORY_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")


def complaints(notebook, rules=None) -> list[str]:
    """Everything that is wrong with it: by the rules of every notebook, or by others."""
    return [f"{rule.__name__}: {text}" for rule in rules or RULES for text in rule(notebook)]


def code_cells(nb) -> list:
    return [cell for cell in nb.cells if cell.cell_type == "code"]


def tags(cell) -> list[str]:
    return cell.get("metadata", {}).get("tags", [])


def texts(cell) -> Iterator[str]:
    """The parts of a cell's stored outputs that nbval compares."""
    for output in cell.outputs:
        if "text" in output:
            yield output.text
        for kind, content in output.get("data", {}).items():
            if kind in COMPARED:
                yield "".join(content)


def every_cell_was_run(nb):
    numbers = [cell.execution_count for cell in code_cells(nb)]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"code cells must be numbered 1..{len(numbers)}, run in order; they are {numbers}"


def ids_are_good(nb):
    ids = [cell.get("id", "") for cell in nb.cells]
    yield from (f"cell id {i!r} is malformed" for i in ids if not GOOD_ID.fullmatch(i))
    yield from (
        f"cell id {i!r} is used twice" for i in sorted({i for i in ids if ids.count(i) > 1})
    )


def metadata_is_fixed(nb):
    if nb.metadata != METADATA:
        extra = {key: value for key, value in nb.metadata.items() if METADATA.get(key) != value}
        yield f"notebook metadata is not the fixed one: {str(extra)[:200] or 'parts are missing'}"
    for cell in nb.cells:
        if {"execution", "ExecuteTime"} & set(cell.metadata):
            yield f"cell {cell.id} holds the times at which it was run"


def no_absolute_paths(nb):
    for cell in nb.cells:
        for text in (cell.source, *(texts(cell) if cell.cell_type == "code" else ())):
            if match := ABSOLUTE_PATH.search(text) or re.search(re.escape(str(ROOT)), text):
                yield f"cell {cell.id} holds an absolute path: {text[match.start() :][:60]!r}"


def no_error_no_stderr(nb):
    for cell in code_cells(nb):
        for output in cell.outputs:
            if output.output_type == "error":
                yield f"cell {cell.id} ends in {output.ename}: {output.evalue}"
            if output.get("name") == "stderr":
                yield f"cell {cell.id} wrote to stderr: {output.text[:80]!r}"


def no_volatile_outputs(nb):
    for cell in code_cells(nb):
        for output in cell.outputs:
            if WIDGET_VIEW in output.get("data", {}):
                yield f"cell {cell.id} stores a widget view, whose id is random"
        if TIMINGS in tags(cell):
            continue
        for text in texts(cell):
            if match := MEMORY_ADDRESS.search(text):
                yield f"cell {cell.id} prints a memory address: {match[0]}"
            if match := A_TIME.search(TAG.sub(" ", text)):
                yield (
                    f"cell {cell.id} seems to print a time, {match[0]!r}, and would be compared: "
                    f"tag it {TIMINGS}"
                )


def timing_cells_are_tagged(nb):
    for cell in code_cells(nb):
        if TIMES.search(cell.source) and TIMINGS not in tags(cell):
            yield f"cell {cell.id} measures time: tag it {TIMINGS}"
        if "NBVAL_" in cell.source or {"nbval-skip", "nbval-raises-exception"} & set(tags(cell)):
            yield f"cell {cell.id}: of nbval's marks only the tag {TIMINGS} is used here"


def enough_is_compared(nb):
    cells = code_cells(nb)
    if not cells:  # the glossary
        return
    tagged = [cell for cell in cells if TIMINGS in tags(cell)]
    # "<Figure size 640x480 with 1 Axes>" is compared too, but says nothing: only text counts
    says = [any(TAG.sub("", text).strip() for text in texts(cell)) for cell in cells]
    compared = [cell for cell, yes in zip(cells, says, strict=True) if yes and cell not in tagged]
    if len(compared) < max(1, LEAST_COMPARED * len(cells)):
        yield f"only {len(compared)} of {len(cells)} code cells have an output that is compared"
    if len(tagged) > max(2, MOST_TIMINGS * len(cells)):
        yield f"{len(tagged)} of {len(cells)} code cells are tagged {TIMINGS}"


def code_reads_well(nb):
    for cell in code_cells(nb):
        if not cell.source.strip():
            yield f"cell {cell.id} is empty"
        python = TransformerManager().transform_cell(cell.source)
        try:
            tree = ast.parse(python)
        except SyntaxError as error:
            yield f"cell {cell.id} is not valid Python: {error}"
            continue
        lines = python.splitlines()
        for statement in tree.body:
            after = lines[statement.end_lineno - 1].encode()[statement.end_col_offset :]
            if after.lstrip().startswith(b";"):
                yield f"cell {cell.id} uses ';', which nbval does not honour: assign to _ instead"


RULES = (
    every_cell_was_run,
    ids_are_good,
    metadata_is_fixed,
    no_absolute_paths,
    no_error_no_stderr,
    no_volatile_outputs,
    timing_cells_are_tagged,
    enough_is_compared,
    code_reads_well,
)
