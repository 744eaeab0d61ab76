"""How good are the tests? Small changes of the core, one at a time: does a test notice?

`make mutants ARGS=core` changes each module of the map in w2vlib/__init__.py in one place at a time
and runs the tests that reach the place until one fails, first those that are quick and have noticed
other changes. The text of an error is one change, that it is never raised another.
ARGS='core sampling' takes a module, 'core --slice 1/4' every fourth change, 'core --only 7,9' those
with these numbers (they stand with the survivors), '--seconds 60' tests of a minute for each.
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
import mmap
import os
import resource
import signal
import sys
import tempfile
import threading
import types
from collections import Counter, defaultdict
from pathlib import Path

import hypothesis
import mutants
import pytest
import tqdm

ROOT = Path(__file__).resolve().parent.parent
# Modules whose tests are run together -> those tests, beside test_doctests.py and test_refusals.py
GROUPS = {
    "layers losses sampling models optim trainer gradcheck":
        "layers losses sampling models book bad_inputs",
    "training settings chunks driver history checkpoint": "training checkpoint",
    "vectors vectors_npz vectors_word2vec evaluation word_pairs":
        "vectors vectors_word2vec evaluation judging bad_inputs",
    "corpus vocabulary windows tokens numbering words checking":
        "corpus corpus_mapped words checking evaluation bad_inputs",
}  # fmt: skip
BUDGET = 30  # seconds of tests for a change, at most, unless said otherwise
OUT = os.fdopen(os.dup(1), "w")  # what pytest does not capture
CACHES = []  # of the library's functions


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
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
        for part in ast.walk(node):
            part.skip = True  # type: ignore[attr-defined]
        yield "exc", node.exc, ast.Call(node.exc.func, [ast.Constant("")], [])
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
    places = [(node, *change) for node in ast.walk(tree) for change in _chosen(node)]
    for node, field, old, new in places:
        setattr(node, field, new)
        text = ast.unparse(ast.fix_missing_locations(tree))
        setattr(node, field, old)
        if text != original:
            diff = difflib.unified_diff(original.split("\n"), text.split("\n"), lineterm="", n=0)
            short = [d for d in diff if d[:1] in "+-" and d[1:3] not in ("--", "++")]
            yield starts.get(id(node), (0, 0)), short, text


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
    for cache in CACHES:
        cache.cache_clear()


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

    def __init__(self, modules: list[str], options: argparse.Namespace):
        self.names, self.seconds = modules, options.seconds
        first, of = map(int, options.slice.split("/"))
        only = set(map(int, options.only.split(","))) if options.only else None
        self.takes = lambda n: n in only if only else n % of == first - 1
        self.failed: list[str] = []
        self.killer = mmap.mmap(-1, 4)  # a child writes here which test noticed

    def pytest_configure(self, config):
        config.option.tbstyle = "native"  # nobody reads it

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_runtestloop(self, session):
        items = session.items
        os.chdir(tempfile.mkdtemp(prefix="mutants-"))  # a changed name of a file is written, too
        # The lock of tqdm is shared by forks: one that is killed while it has it would keep it.
        tqdm.tqdm.set_lock(threading.RLock())
        tqdm.tqdm.monitor_interval = 0  # no thread in what is forked
        self.modules = {n: sys.modules[f"w2vlib.{n}"] for n in self.names}
        files = {m.__file__: n for n, m in self.modules.items()}
        CACHES[:] = [
            thing for thing in gc.get_objects()
            if isinstance(thing, functools._lru_cache_wrapper) and "w2vlib" in thing.__module__
        ]  # fmt: skip
        reached, took = defaultdict(list), {}
        for item, following in zip(items, [*items[1:], items[0]], strict=True):
            seen = set()
            for cache in CACHES:  # what it kept of a test before would not be reached again
                cache.cache_clear()

            def trace(frame, event, arg, seen=seen):
                name = files.get(frame.f_code.co_filename)
                if name is None:
                    return None

                def line(frame, event, arg):
                    seen.add((name, frame.f_lineno))
                    return line

                return line(frame, event, arg)

            start = _processor_time()
            sys.settrace(trace), threading.settrace(trace)
            try:
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            finally:
                sys.settrace(None), threading.settrace(None)
            took[item] = _processor_time() - start
            if item.nodeid in self.failed:
                print("fails without any change:", item.nodeid, file=OUT)
                continue
            for place in seen:
                reached[place].append(item)
        gc.collect(), gc.freeze()  # so that no child copies what it only looks through
        for name, module in self.modules.items():
            self.report(name, module, reached, took, items)
        return True

    def report(self, name, module, reached, took, items) -> None:
        count, kills = Counter(), Counter()
        bodies = {
            line for node in ast.walk(ast.parse(Path(module.__file__).read_text("utf-8")))
            if isinstance(node, ast.FunctionDef)
            for line in range(node.body[0].lineno, node.body[-1].end_lineno + 1)
        }  # fmt: skip
        for n, ((first, last), diff, source) in enumerate(changed(Path(module.__file__))):
            if not self.takes(n):
                continue
            found = {i for at in range(first, last + 1) for i in reached[name, at]}
            if not found and first not in bodies:  # a constant, which only the import reaches
                found = {i for (of, _), tests in reached.items() if of == name for i in tests}
            # First what is quick and has noticed other changes of this module.
            chosen, seconds = [], self.seconds
            for item in sorted(found, key=lambda i: (took[i] + 0.002) / (1 + kills[i])):
                if took[item] <= seconds:
                    seconds -= took[item]
                    chosen.append(item)
            count["changed"] += 1
            killer = self.noticed(module, source, chosen, items, took)
            if killer is None:
                where = f"  {name}.py:{first} #{n}, {len(chosen)} of {len(found)} tests"
                print(where, *diff, sep="\n      ", file=OUT, flush=True)
            else:
                count["noticed"] += 1
                kills[killer] += 1
        found = f"{name:18} {count['changed']:4} changed, {count['noticed']:4} noticed\n"
        print(found, file=OUT, flush=True)

    def noticed(self, module, source, chosen, items, took):
        """The test that notices a change; None where it survives."""
        if not chosen:
            return None
        OUT.flush()
        self.killer[:] = bytes(4)
        child = os.fork()
        if child:
            survives = os.waitpid(child, 0)[1] == 0
            return None if survives else chosen[int.from_bytes(self.killer, "little")]
        result = 1
        try:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(600)  # what waits for ever is noticed, too
            resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 1), os.dup2(null, 2)
            self.failed.clear()
            put_in(module, source)
            for at, (item, following) in enumerate(zip(chosen, [*chosen[1:], None], strict=True)):
                self.killer[:] = at.to_bytes(4, "little")
                signal.setitimer(signal.ITIMER_PROF, 5 + 5 * took[item])  # as what never ends
                other = following or next(i for i in items if i is not item)
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=other)
                if self.failed:
                    break
            result = int(bool(self.failed))
        finally:
            os._exit(result)


def _processor_time() -> float:
    """Seconds of this process and of those it started: other work on the machine is no matter."""
    return sum(os.times()[:4])


def main(arguments: list[str]) -> None:
    """Run the modules that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--slice", default="1/1", help="1/4: every fourth change, from the first")
    parser.add_argument("--only", default="", help="7,9: these changes")
    parser.add_argument("--seconds", type=float, default=BUDGET, help="of tests for a change")
    options = parser.parse_args(arguments)
    hypothesis.settings.register_profile(
        "mutants", deadline=None, suppress_health_check=list(hypothesis.HealthCheck),
        derandomize=True, database=None,
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],  # the smallest is no matter
    )  # fmt: skip
    os.chdir(ROOT)
    for group, tests in GROUPS.items():
        chosen = [m for m in group.split() if m in options.modules or not options.modules]
        if not chosen:
            continue
        if (child := os.fork()) == 0:  # a fresh pytest for each group
            plugin = Mutants(chosen, options)
            files = [f"tests/test_{t}.py" for t in ["doctests", "refusals", *tests.split()]]
            pytest.main(
                ["-p", "no:terminal", "--capture=sys", "--assert=plain",
                 "--hypothesis-profile=mutants", "-p", "no:cacheprovider", *files],
                plugins=[plugin],
            )  # fmt: skip
            OUT.flush()
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(sys.argv[1:])
