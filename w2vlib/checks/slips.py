"""Slips: what comes out of a right answer if it is changed in one place.

A slip is named only if it gives what was got in every failing case, and is right where the answer
is. The text says which kind of place it is, not where it stands: the student's line may look
different. The mistakes of thought are the causes of each task; these are those of the hand.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import inspect
import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from itertools import combinations

import numpy as np

from w2vlib.checks.compare import same
from w2vlib.checks.run import run

SECONDS = 20  # for all slips of a task together: a tenth of it on a quiet machine

TEXTS = {
    "arguments exchanged": "",
    "edge": "That comes out if equal numbers fall on the other side: < for <=, or > for >=?",
    "condition": "That comes out if a condition is turned round, or asks for the opposite.",
    "condition left out": "That comes out if a condition is left out: which cases are not wanted?",
    "special case left out": "That comes out if a special case is left out.",
    "always the special case": "That comes out if a special case is made the rule.",
    "plus or minus": "That comes out if one + is a −, or one − is a +.",
    "times or divided": "That comes out if one factor is multiplied where it divides, or divides"
    " where it is multiplied.",
    "wrong way round": "That comes out if one difference or quotient is taken the wrong way round.",
    "ones": "That comes out if an array begins with ones where zeros belong.",
    "larger for sum": "That comes out if only the largest counts where all are added up.",
    "rounded": "That comes out if a number is rounded whose digits should be cut off.",
    "sum or mean": "That comes out if a sum is a mean, or a mean is a sum.",
    "smallest or largest": "That comes out if the smallest is taken for the largest, or the other"
    " way round.",
    "another logarithm": "That comes out with another logarithm than the natural one.",
    "another axis": "That comes out if one axis is another, or is not named.",
    "one number": "That comes out if a number in the formula is one too large or too small:"
    " a factor, an index or an end.",
    "another argument": "That comes out if `{}` is taken at one place where `{}` belongs.",
    "an axis left out": "That comes out if an axis is lost, as without `[:, None]` or keepdims.",
    "times or power": "That comes out if `*` stands for `**`, or a power is left out.",
    "parentheses": "That comes out if a pair of parentheses is missing.",
    "matrix product": "That comes out if `*` stands for `@`, or `@` for `*`.",
    "both or either": "That comes out if `|` stands for `&`, or `&` for `|`.",
    "other arguments": "That comes out if two arguments of a call are exchanged.",
    "a step left out": "That comes out if one step is left out.",
    "a part left out": "That comes out if one part of the formula is left out",
}
ANOTHER = "Another slip with the same result:"
SWAPS = {
    ast.Add: (ast.Sub, "plus or minus"), ast.Sub: (ast.Add, "plus or minus"),
    ast.Mult: (ast.Div, "times or divided"), ast.Div: (ast.Mult, "times or divided"),
    ast.Lt: (ast.LtE, "edge"), ast.LtE: (ast.Lt, "edge"), ast.Gt: (ast.GtE, "edge"),
    ast.GtE: (ast.Gt, "edge"), ast.Eq: (ast.NotEq, "condition"), ast.NotEq: (ast.Eq, "condition"),
    ast.In: (ast.NotIn, "condition"), ast.MatMult: (ast.Mult, "matrix product"),
    ast.Pow: (ast.Mult, "times or power"),
    ast.BitAnd: (ast.BitOr, "both or either"), ast.BitOr: (ast.BitAnd, "both or either"),
}  # fmt: skip
TURNED = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}
NAMES = {"zeros": ("ones", "ones"), "sum": ("mean", "sum or mean"), "mean": ("sum", "sum or mean")}
for _one, _other in (("min", "max"), ("minimum", "maximum"), ("argmin", "argmax")):
    NAMES[_one], NAMES[_other] = (_other, "smallest or largest"), (_one, "smallest or largest")


def slip_of(task, failing: list[tuple], passing: list[tuple]) -> tuple[str, str] | None:
    """(slug, text) of the slip that explains all (arguments, got, expected) of a task.

    got: the exception, where one was raised. If another kind of slip has the same result, both are
    named: to choose would be a guess.
    """
    cases = sorted(failing, key=lambda case: sum(map(np.size, case[0]))) + passing
    return run(lambda: _search(task, cases), SECONDS).value


def _search(task, cases) -> tuple[str, str] | None:
    def explains(function) -> bool:
        for args, got, _ in cases:
            try:
                made = task.call(function, *copy.deepcopy(args))
            except Exception as error:
                made = error
            if isinstance(got, Exception) or isinstance(made, Exception):
                if type(got) is not type(made):
                    return False
            elif not same(got, made, **task.tolerance):
                return False
        return True

    found = {}
    for slug, text, function in slips(task.name):
        if slug not in found and explains(function):
            found[slug] = text
        if len(found) == 2:
            break
    return (next(iter(found)), f" {ANOTHER} ".join(found.values())) if found else None


@cache
def slips(name: str) -> list[tuple[str, str, Callable]]:
    """(slug, text, function) of each slip, the most telling kinds first."""
    found, seen = [], set()
    for form in forms(name):
        tree = ast.parse(inspect.getsource(form))
        arguments = [argument.arg for argument in tree.body[0].args.args]
        seen.add(ast.unparse(tree))
        for one, other in combinations(range(len(arguments)), 2):
            text = f"That comes out if `{arguments[one]}` and `{arguments[other]}` are exchanged."
            found.append(("arguments exchanged", text, _exchanged(form, one, other)))
        for slug, names, source in _changed(tree, arguments):
            if source in seen:
                continue
            seen.add(source)
            there = dict(vars(_plain()))
            try:
                exec(compile(source, f"a slip in {name}", "exec"), there)
            except SyntaxError:  # a star without its brackets
                continue
            text = TEXTS[slug]
            if slug == "a part left out":
                text += ": " + f"the one with `{names[0]}`." if len(names) == 1 else "."
            elif slug == "another argument":
                text = text.format(*names)
            found.append((slug, text, there[form.__name__]))
    order = list(TEXTS)  # what says more comes first
    return sorted(found, key=lambda slip: order.index(slip[0]))


def _plain():
    """The right answers, loaded when first asked for: never in the kernel of a graded notebook."""
    return import_module("w2vlib.checks.plain")


def forms(name: str) -> list[Callable]:
    """The plain answers to a task."""
    return [form for key, form in vars(_plain()).items() if key.partition("__")[0] == name]


def _exchanged(form: Callable, one: int, other: int) -> Callable:
    def exchanged(*args):
        args = list(args)
        args[one], args[other] = args[other], args[one]
        return form(*args)

    return exchanged


def _changed(tree: ast.AST, arguments: list[str]) -> Iterator[tuple[str, list[str], str]]:
    """(slug, names of the arguments that it is about, source) for each place and change."""
    for source in _unwrapped(ast.unparse(tree)):
        yield "parentheses", [], source
    for node in list(ast.walk(tree.body[0])):
        for slug, field, new in list(_of(node)):
            old = getattr(node, field)
            names = _names(old) - _names(new) if isinstance(new, ast.AST) else set()
            setattr(node, field, new)
            yield slug, sorted(names & set(arguments)), ast.unparse(ast.fix_missing_locations(tree))
            setattr(node, field, old)
        if isinstance(node, ast.Name) and node.id in arguments:
            for name in arguments:
                old, node.id = node.id, name
                yield "another argument", [name, old], ast.unparse(tree)
                node.id = old


def _calls(node: ast.Call, name: str) -> bool:
    return name in (getattr(node.func, "attr", ""), getattr(node.func, "id", ""))


def _unwrapped(source: str) -> Iterator[str]:
    """The source without one of its pairs of parentheses, for each that is not that of a call."""
    for first, letter in enumerate(source):
        if letter != "(" or re.match(r"[\w\])]", source[first - 1]):
            continue
        depth, last = 1, first
        while depth:
            last += 1
            depth += {"(": 1, ")": -1}.get(source[last], 0)
        other = source[:first] + source[first + 1 : last] + source[last + 1 :]
        with contextlib.suppress(SyntaxError):
            yield ast.unparse(ast.parse(other))


def _names(node) -> set[str]:
    return {x.id for x in ast.walk(node) if isinstance(x, ast.Name)}


def _of(node: ast.AST) -> Iterator[tuple[str, str, object]]:
    """(slug, field, its new value) of one node."""
    if isinstance(node, ast.BinOp) and (swap := SWAPS.get(type(node.op))):
        yield swap[1], "op", swap[0]()
    if isinstance(node, ast.BinOp | ast.Slice):  # off by one: n + 1 or n - 1 for n
        for field, part in ast.iter_fields(node):
            if isinstance(part, ast.Name) or (isinstance(part, ast.Call) and _calls(part, "len")):
                for op in (ast.Add(), ast.Sub()):
                    yield "one number", field, ast.BinOp(part, op, ast.Constant(1))
    if isinstance(node, ast.Compare):
        op = type(node.ops[0])
        if swap := SWAPS.get(op):
            yield swap[1], "ops", [swap[0]()]
        if op is ast.NotEq:
            yield "condition", "ops", [ast.Gt()]
        if op in TURNED:
            yield "condition", "ops", [TURNED[op]()]
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield "one number", "value", node.value + 1
        yield "one number", "value", node.value - 1
    if isinstance(node, ast.Attribute) and node.attr in NAMES:
        yield NAMES[node.attr][1], "attr", NAMES[node.attr][0]
    if isinstance(node, ast.Name) and node.id in ("min", "max"):
        yield "smallest or largest", "id", NAMES[node.id][0]
    if isinstance(node, ast.Attribute) and node.attr == "sum":
        yield "larger for sum", "attr", "max"
    if isinstance(node, ast.Attribute) and node.attr == "log":
        yield "another logarithm", "attr", "log2"
        yield "another logarithm", "attr", "log10"
    if isinstance(node, ast.keyword) and node.arg == "axis":
        yield "another axis", "value", ast.Constant(None)
        for axis in (0, 1, -1):
            yield "another axis", "value", ast.Constant(axis)
    if isinstance(node, ast.Call) and len(node.args) > 1 and not node.keywords:
        yield "other arguments", "args", [node.args[1], node.args[0], *node.args[2:]]
    if isinstance(node, ast.comprehension) and node.ifs:
        yield "condition left out", "ifs", []
    if isinstance(node, ast.FunctionDef) and isinstance(node.body[0], ast.If):
        yield "special case left out", "body", node.body[1:]
    for field, child in ast.iter_fields(node):
        if isinstance(child, ast.expr):
            for slug, new in _instead(child):
                yield slug, field, new
        elif isinstance(child, list):
            for i, part in enumerate(child):
                for slug, new in _instead(part):
                    yield slug, field, [*child[:i], new, *child[i + 1 :]]


def _instead(node) -> Iterator[tuple[str, ast.expr]]:
    """(slug, what stands there instead) for an expression."""
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.Sub | ast.Div):
            yield "wrong way round", ast.BinOp(node.right, node.op, node.left)
        if isinstance(node.op, ast.Add):
            largest = ast.Attribute(ast.Name("np"), "maximum")
            yield "larger for sum", ast.Call(largest, [node.left, node.right], [])
        if isinstance(node.op, ast.Pow):
            yield "times or power", node.left
        elif not isinstance(node.op, ast.MatMult):
            yield "a part left out", node.left
            yield "a part left out", node.right
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "plus or minus", node.operand
    if isinstance(node, ast.IfExp):
        yield "special case left out", node.body
        yield "always the special case", node.orelse
    if isinstance(node, ast.Call):
        if _calls(node, "astype") and ast.unparse(node.args[0]) == "int":
            rint = ast.Call(ast.Attribute(ast.Name("np"), "rint"), [node.func.value], [])
            yield "rounded", ast.Call(ast.Attribute(rint, "astype"), node.args, [])
        if node.args and not (isinstance(node.func, ast.Attribute) and node.func.attr == "where"):
            yield "a step left out", node.args[0]
        if isinstance(node.func, ast.Attribute) and node.func.attr == "where":
            yield "special case left out", node.args[2]
            yield "always the special case", node.args[1]
    if isinstance(node, ast.Subscript) and "None" in ast.unparse(node.slice):
        yield "an axis left out", node.value
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        yield "a step left out", node.value
