"""How good are the tests? Small changes of the core, one at a time: does a test notice?

`make mutants ARGS=core` changes each module of the map in w2vlib/__init__.py in one place at a time
and runs the tests that reach the place, the quickest first, until one fails. ARGS='core sampling'
takes a module, 'core --slice 1/4' every fourth change.
Why not mutmut or cosmic-ray: they start pytest anew for each change, which takes longer than the
tests. Here the tests are collected and run once, noting which lines each of them reaches; then
every change gets a process forked from that, in which the new code is put into the functions that
are there.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import functools
import gc
import os
import resource
import signal
import sys
import time
import types
from collections import Counter, defaultdict
from pathlib import Path

import hypothesis
import mutants
import pytest

ROOT = Path(__file__).resolve().parent.parent
# Modules whose tests are run together -> those tests, beside test_doctests.py and test_refusals.py
GROUPS = {
    "tokens numbering vocabulary corpus windows words checking": "corpus words checking",
    "layers losses sampling models optim trainer gradcheck": "layers losses sampling models book",
    "training settings chunks driver history checkpoint": "training checkpoint",
    "vectors vectors_npz vectors_word2vec evaluation word_pairs":
        "vectors vectors_word2vec evaluation judging",
}  # fmt: skip
BUDGET = 30  # seconds of tests for a change, at most
OUT = os.fdopen(os.dup(1), "w")  # what pytest does not capture


def _of(node: ast.AST):
    """(field, old value, new value) of one node: what mutants.py changes, and more."""
    small = isinstance(node, ast.Constant) and isinstance(node.value, float) and node.value % 1
    if small:
        yield "value", node.value, node.value * 2
    else:
        yield from mutants_of(node)
    if isinstance(node, ast.Compare):
        for i in range(1, len(node.ops)):
            if other := mutants.SWAPS.get(type(node.ops[i])):
                yield "ops", node.ops, [*node.ops[:i], other(), *node.ops[i + 1 :]]
    if isinstance(node, ast.BoolOp):
        for i in range(len(node.values)):
            yield "values", node.values, node.values[:i] + node.values[i + 1 :]
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        refuses = isinstance(node, ast.If) and isinstance(node.body[-1], ast.Raise)
        new = ast.Constant(False) if refuses else ast.UnaryOp(ast.Not(), node.test)
        yield "test", node.test, new
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield "value", node.value, ast.Constant(None)  # a call whose result nobody takes


def _worth(field: str, old, new) -> bool:
    """Not what changes nothing but a remedy in a message, or a strict= that nothing relies on."""
    if field != "keywords":
        return True
    return old[0].arg not in ("strict", "remedy", "stacklevel", "fixed")


def _chosen(node: ast.AST):
    if isinstance(node, ast.keyword) and node.arg in ("strict", "remedy"):
        node.value.skip = True  # type: ignore[attr-defined]
    if not hasattr(node, "skip"):
        yield from (change for change in _of(node) if _worth(*change))


mutants_of, mutants._of = mutants._of, _chosen


def changed(path: Path):
    """(first line of the statement, diff, source) of each change of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    original = ast.unparse(tree)
    starts = {}
    for top in ast.walk(tree):  # parents come before children, so the innermost statement wins
        if isinstance(top, ast.stmt):
            for node in ast.walk(top):
                end = top if isinstance(top, ast.FunctionDef | ast.ClassDef) else node
                starts[id(node)] = top.lineno, getattr(end, "end_lineno", None) or top.lineno
    lines = [starts.get(id(node), (0, 0)) for node in ast.walk(tree)]
    places = [n for n, node in enumerate(ast.walk(tree)) for _ in _chosen(node)]
    for n, (_, other) in zip(places, mutants.changes(tree), strict=True):
        text = ast.unparse(ast.fix_missing_locations(other))
        if text != original:
            diff = difflib.unified_diff(original.split("\n"), text.split("\n"), lineterm="", n=0)
            short = [d for d in diff if d[:1] in "+-" and d[1:3] not in ("--", "++")]
            yield lines[n], short, text


def put_in(module: types.ModuleType, source: str) -> None:
    """Give the functions, defaults and constants of a module those of a changed source."""
    fresh = types.ModuleType(module.__name__)
    fresh.__file__, fresh.__package__ = module.__file__, module.__package__
    sys.modules[module.__name__] = fresh  # dataclasses look there
    try:
        exec(compile(source, str(module.__file__), "exec"), fresh.__dict__)
    finally:
        sys.modules[module.__name__] = module
    for name, new in vars(fresh).items():
        old = vars(module).get(name)
        if getattr(new, "__module__", module.__name__) != module.__name__ or name[:2] == "__":
            continue
        if isinstance(new, type):
            for key, value in vars(new).items():
                _replace(old, key, vars(old).get(key), value)
        else:
            _replace(module, name, old, new)
    for thing in gc.get_objects():
        if isinstance(thing, functools._lru_cache_wrapper) and "w2vlib" in thing.__module__:
            thing.cache_clear()


def _replace(owner, name: str, old, new) -> None:
    old, new = _function(old), _function(new)
    if isinstance(old, types.FunctionType) and isinstance(new, types.FunctionType):
        while hasattr(old, "__wrapped__") and hasattr(new, "__wrapped__"):
            old, new = old.__wrapped__, new.__wrapped__
        if old.__module__ == owner.__module__ if isinstance(owner, type) else True:
            old.__code__ = new.__code__
            old.__defaults__, old.__kwdefaults__ = new.__defaults__, new.__kwdefaults__
    elif not name.startswith("__") and type(old) is type(new) and repr(old) != repr(new):
        if " at 0x" in repr(new):
            return
        holders = [owner] if isinstance(owner, type) else [
            m for n, m in sys.modules.items()
            if n.startswith("w2vlib") and vars(m).get(name, owner) is old
        ]  # fmt: skip
        for holder in holders:
            setattr(holder, name, new)


def _function(thing):
    for attribute in ("__func__", "fget", "func"):
        thing = getattr(thing, attribute, None) or thing
    if isinstance(thing, functools._lru_cache_wrapper):
        thing = thing.__wrapped__
    return thing


class Mutants:
    """Plugin of pytest that takes the place of its loop over the tests."""

    def __init__(self, modules: list[str], share: tuple[int, int]):
        self.names, self.share = modules, share
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_runtestloop(self, session):
        items = session.items
        self.modules = {n: sys.modules[f"w2vlib.{n}"] for n in self.names}
        files = {m.__file__: n for n, m in self.modules.items()}
        reached, took = defaultdict(list), {}
        for item, following in zip(items, [*items[1:], items[0]], strict=True):
            seen = set()

            def trace(frame, event, arg, seen=seen):
                name = files.get(frame.f_code.co_filename)
                if name is None:
                    return None

                def line(frame, event, arg):
                    seen.add((name, frame.f_lineno))
                    return line

                return line(frame, event, arg)

            start = time.process_time()
            sys.settrace(trace)
            try:
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            finally:
                sys.settrace(None)
            took[item] = time.process_time() - start
            if item.nodeid in self.failed:
                print("fails without any change:", item.nodeid, file=OUT)
                continue
            for place in seen:
                reached[place].append(item)
        for name, module in self.modules.items():
            self.report(name, module, reached, took, items)
        return True

    def report(self, name, module, reached, took, items) -> None:
        count, survivors = Counter(), []
        for n, ((first, last), diff, source) in enumerate(changed(Path(module.__file__))):
            if n % self.share[1] != self.share[0]:
                continue
            found = {i for at in range(first, last + 1) for i in reached[name, at]}
            if not found:  # a constant, or a line that only an import reaches
                found = {i for (of, _), tests in reached.items() if of == name for i in tests}
            chosen, budget = [], BUDGET
            for item in sorted(found, key=took.__getitem__):
                budget -= took[item]
                if budget > 0:
                    chosen.append(item)
            count["changed"] += 1
            if chosen and self.noticed(module, source, chosen, items):
                count["noticed"] += 1
            else:
                survivors.append((first, len(chosen), diff))
        print(
            f"\n{name:18} {count['changed']:4} changed, {count['noticed']:4} noticed",
            file=OUT,
            flush=True,
        )
        for line, tests, diff in survivors:
            print(f"  {name}.py:{line}, {tests} tests", *diff, sep="\n      ", file=OUT, flush=True)

    def noticed(self, module, source, chosen, items) -> bool:
        OUT.flush()
        child = os.fork()
        if child:
            return os.waitpid(child, 0)[1] != 0
        result = 1
        try:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(600)  # what waits for ever is noticed, too
            used = int(resource.getrusage(resource.RUSAGE_SELF).ru_utime)
            resource.setrlimit(resource.RLIMIT_CPU, (used + 4 * BUDGET, used + 4 * BUDGET))
            resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 1), os.dup2(null, 2)
            self.failed.clear()
            put_in(module, source)
            for item, following in zip(chosen, [*chosen[1:], None], strict=True):
                other = following or next(i for i in items if i is not item)
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=other)
                if self.failed:
                    break
            result = int(bool(self.failed))
        finally:
            os._exit(result)


def main(arguments: list[str]) -> None:
    """Run the modules that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--slice", default="1/1", help="1/4: every fourth change, from the first")
    options = parser.parse_args(arguments)
    first, of = map(int, options.slice.split("/"))
    hypothesis.settings.register_profile(
        "mutants", deadline=None, suppress_health_check=list(hypothesis.HealthCheck)
    )
    os.chdir(ROOT)
    for group, tests in GROUPS.items():
        chosen = [m for m in group.split() if m in options.modules or not options.modules]
        if not chosen:
            continue
        if (child := os.fork()) == 0:  # a fresh pytest for each group
            plugin = Mutants(chosen, (first - 1, of))
            files = [f"tests/test_{t}.py" for t in ["doctests", "refusals", *tests.split()]]
            pytest.main(
                ["-p", "no:terminal", "--capture=sys",
                 "--hypothesis-profile=mutants", "-p", "no:cacheprovider", *files],
                plugins=[plugin],
            )  # fmt: skip
            OUT.flush()
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(sys.argv[1:])
