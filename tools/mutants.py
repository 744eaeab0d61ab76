"""How good are the checks? Small changes of right answers: are they refused, with a named cause?

`make mutants` changes every solution and every right answer of the banks in one place at a time,
and hands it to its check. ARGS='cosine analogy' takes these tasks,
ARGS='--slice 1/4' a quarter, ARGS='--sample 50 --seed 2' prints fifty named ones, drawn by chance,
to be read one by one; ARGS=core changes the library (mutants_core.py).
A slip is named by trying changes like those made here (w2vlib/checks/slips.py), so this share says
less about mistakes of thought than the banks do.
Why not cosmic-ray or mutmut: they change files of a package and start its tests once a mutant. Here
the answers stand in notebook cells and closures, and one check of one function takes milliseconds.
"""

import argparse
import ast
import copy
import difflib
import importlib.util
import inspect
import linecache
import random
import sys
import textwrap
from collections import Counter
from pathlib import Path

import nbformat

from w2vlib import checks
from w2vlib.checks.predict import Predict
from w2vlib.checks.slips import TEXTS

ROOT = Path(__file__).resolve().parent.parent
SLIPS = set(TEXTS)
FACTS = ("raises ", "own raise", "shape", "NaN", "type", "nearly", "only ")  # true, and no cause
GENERIC = ("unrecognised", "too large", "too small")  # what says no more than got and expected
SWAPS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Div, ast.MatMult: ast.Mult, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.And: ast.Or, ast.Or: ast.And, ast.USub: ast.UAdd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
NAMES = {"sum": "mean", "mean": "sum", "min": "max", "max": "min", "minimum": "maximum",
         "maximum": "minimum", "log": "log2", "zeros": "ones", "zeros_like": "ones_like",
         "argsort": "sort", "argmax": "argmin", "floor": "rint", "abs": "negative"}  # fmt: skip


def changes(tree: ast.AST):
    """(description, changed tree) for each place where the tree can be changed."""
    for n, node in enumerate(ast.walk(tree)):
        for field, old, new in _of(node):
            other = copy.deepcopy(tree)
            place = next(x for i, x in enumerate(ast.walk(other)) if i == n)
            setattr(place, field, new)
            yield f"{field} {ast.dump(old)[:30] if isinstance(old, ast.AST) else old}", other


def _of(node):
    """(field, old value, new value) of one node."""
    with_op = isinstance(node, ast.BinOp | ast.BoolOp | ast.UnaryOp | ast.AugAssign)
    if with_op and (other := SWAPS.get(type(node.op))):
        yield "op", node.op, other()
    if isinstance(node, ast.Compare) and (other := SWAPS.get(type(node.ops[0]))):
        yield "ops", node.ops, [other(), *node.ops[1:]]
    if isinstance(node, ast.Constant) and type(node.value) in (int, float, bool):
        if isinstance(node.value, bool):
            yield "value", node.value, not node.value
        else:
            yield "value", node.value, node.value + 1
            if node.value not in (0, 1):
                yield "value", node.value, node.value - 1
    if isinstance(node, ast.Attribute) and node.attr in NAMES:
        yield "attr", node.attr, NAMES[node.attr]
    if isinstance(node, ast.Call) and len(node.args) > 1 and not node.keywords:
        yield "args", node.args, [node.args[1], node.args[0], *node.args[2:]]
    if isinstance(node, ast.Call) and node.keywords:
        yield "keywords", node.keywords, node.keywords[1:]


def answers(task) -> list[tuple[str, dict]]:
    """(source, globals) of the solution and of the right answers that are plain functions."""
    found = []
    for path in sorted(ROOT.glob("notebooks/solutions/ex*/ex*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        for cell in cells:
            meta = cell.metadata.get("nbgrader", {})
            if meta.get("solution") and meta["grade_id"] == task.name:
                there = {}
                for other in cells:
                    if other.source.startswith(("import numpy", "from w2vlib.losses")) or (
                        other.id.startswith(("spec-", "ready")) and "train" not in other.id
                    ):
                        exec(other.source.replace("checks.ready()", ""), there)
                found.append((cell.source, there))
    for path in sorted((ROOT / "tests/exercises").glob("bank_ex*.py")):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        bank = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(bank)
        for answer in bank.RIGHT.get(task.name, []):
            if inspect.isfunction(answer) and "<" not in answer.__qualname__:
                source = textwrap.dedent(inspect.getsource(answer))
                found.append((source + f"\n{task.name} = {answer.__name__}\n", dict(vars(bank))))
    return found


def judged(task, source: str, there: dict):
    """The outcome of a source, or None if it does not even run."""
    there = dict(there)
    linecache.cache["mutant"] = len(source), None, source.splitlines(keepends=True), "mutant"
    try:
        exec(compile(source, "mutant", "exec"), there)
    except Exception:
        return None
    outcome = task.outcome(there[task.name])
    if outcome.state not in ("OK", "slow"):
        return outcome
    hidden = task.outcome(there[task.name], hidden=1)
    return outcome if hidden.state == "OK" else hidden


def report(task, share: tuple[int, int]) -> tuple[Counter, list]:
    """Print one line for a task, its survivors and what has no cause; the counts, what is named."""
    count, survivors, unnamed, named = Counter(), [], [], []
    for source, there in answers(task):
        tree = ast.parse(source)
        original = ast.unparse(tree)
        before = judged(task, original, there)  # "slow" for a loop: a mutant as slow survives
        for n, (_, other) in enumerate(changes(tree)):
            if n % share[1] != share[0]:
                continue
            text = ast.unparse(ast.fix_missing_locations(other))
            outcome = None if text == original else judged(task, text, there)
            if outcome is None:
                continue
            count["mutants"] += 1
            lines = difflib.unified_diff(original.split("\n"), text.split("\n"), lineterm="", n=0)
            diff = [line for line in lines if line[:1] in "+-" and line[1:3] not in ("--", "++")]
            if outcome.state in ("OK", before.state):
                survivors.append(diff)
                continue
            count["killed"] += 1
            (unnamed if outcome.slug in GENERIC else named).append((outcome, diff))
            count["perhaps"] += outcome.slug.startswith("perhaps")
            count["slip"] += outcome.slug in SLIPS
            count["fact"] += outcome.slug.startswith(FACTS)
    count["named"] = len(named)
    killed = count["killed"] or 1
    print(
        f"{task.name:20} {count['killed']:4}/{count['mutants']:<4} killed"
        f"  {count['named'] / killed:4.0%} named: {count['slip'] / killed:.0%} as a slip,"
        f" {count['fact'] / killed:.0%} by a fact alone, {count['perhaps'] / killed:.0%} perhaps"
    )
    for diff in survivors:
        print("    survives:", *diff, sep="\n        ")
    for outcome, diff in unnamed:
        print(f"    [{outcome.slug}]", *diff, sep="\n        ")
    return count, named


def main() -> None:
    """Run the tasks that are named, or all; or the core of the library."""
    if sys.argv[1:2] == ["core"]:
        import mutants_core

        return mutants_core.main(sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tasks", nargs="*")
    parser.add_argument("--slice", default="1/1", help="1/4: every fourth mutant, from the first")
    parser.add_argument("--sample", type=int, default=0, help="print so many of the named ones")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    options = parser.parse_args()
    first, of = map(int, options.slice.split("/"))
    total, named = Counter(), []
    for name, task in checks.tasks().items():
        chosen = not options.tasks or name in options.tasks
        if chosen and not isinstance(task, Predict) and name != "train_small":  # seconds a mutant
            task.seconds = min(task.seconds, 1)
            count, found = report(task, (first - 1, of))
            total, named = total + count, named + found
    killed = total["killed"] or 1
    print(
        f"{killed}/{total['mutants']} killed, {total['named'] / killed:.0%} named:"
        f" {total['slip'] / killed:.0%} as a slip, {total['fact'] / killed:.0%} by a fact alone"
    )
    drawn = random.Random(options.seed).sample(named, min(options.sample, len(named)))
    for n, (outcome, diff) in enumerate(drawn, 1):
        print(f"\n{n}. {outcome}", *diff, sep="\n    ")


if __name__ == "__main__":
    main()
