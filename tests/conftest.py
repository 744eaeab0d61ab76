"""For all tests: nothing of this user's settings leaks in, and what was skipped is said loudly."""

import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path

import hypothesis
import pytest

# Speed is not tested: on a busy machine any example may take long.
hypothesis.settings.register_profile("course", deadline=None)
hypothesis.settings.register_profile("quick", deadline=None, max_examples=30)  # `make quick`
hypothesis.settings.load_profile("course")

OWN_FOLDERS = {  # name of the variable -> folder inside the run's own temporary folder
    "IPYTHONDIR": "ipython",
    "JUPYTER_CONFIG_DIR": "jupyter/config",
    "JUPYTER_DATA_DIR": "jupyter/data",
    "JUPYTER_RUNTIME_DIR": "jupyter/runtime",
    "MPLCONFIGDIR": "matplotlib",
}
# Files of tests that take longest: they come first, or one process ends long after the other.
LONGEST = (
    "test_site.py",
    "test_class.py",
    "test_classroom.py",
    "test_setup.py",
    "test_explorers_browser.py",
    "test_hub.py",
    "test_nbgrader.py",
    "test_exercises.py",
)
# Fixtures that take long -> what the tests that need one are marked with.
LONG = dict.fromkeys(("graded", "site"), "room")
LONG |= dict.fromkeys(("course", "project", "overview", "unsolved", "made", "asking"), "room")
LONG |= dict.fromkeys(("first", "client", "nearest", "trained"), "slow")
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def pytest_configure(config):
    """Set the environment for the tests and for every kernel and server that they start."""
    if hasattr(config, "workerinput"):
        return  # a worker of pytest-xdist inherits it
    folder = Path(tempfile.mkdtemp(prefix="w2vlib-tests-"))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    for name, part in OWN_FOLDERS.items():
        (folder / part).mkdir(parents=True)
        os.environ[name] = str(folder / part)
    # `make notebooks` computes the stored outputs with one thread as well; some tests run at a time
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    # some hundred Pythons are started: each module is compiled by the first of them
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items):
    """The longest files first; with --no-loadscope-reorder pytest-xdist hands them out in turn."""
    for item in items:
        for mark in {LONG[name] for name in getattr(item, "fixturenames", ()) if name in LONG}:
            item.add_marker(mark)
    items.sort(key=lambda item: (*LONGEST, item.path.name).index(item.path.name))


def pytest_generate_tests(metafunc):
    """Every process must give the tests the same names in the same order, and sets have none."""
    for marker in metafunc.definition.iter_markers("parametrize"):
        values = marker.kwargs.get("argvalues", marker.args[1] if len(marker.args) > 1 else ())
        if isinstance(values, set | frozenset):
            raise pytest.UsageError(
                f"{metafunc.definition.nodeid} is parametrized by a set, whose order differs "
                "from process to process: give sorted(...)"
            )


def pytest_terminal_summary(terminalreporter):
    """List every skip with its reason, just above pytest's closing line."""
    reasons = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        where, reason = report.nodeid, str(report.longrepr)
        if isinstance(report.longrepr, tuple):
            reason = report.longrepr[2].removeprefix("Skipped: ")
        reasons[where.split("::")[0], reason] += 1
    if not reasons:
        return
    terminalreporter.section("SKIPPED: not tested on this machine", sep="!", yellow=True, bold=True)
    for (where, reason), times in sorted(reasons.items()):
        terminalreporter.write_line(f"{times:4} x {where}: {reason}", yellow=True)
