"""Every check refuses the known wrong answers with their own message and accepts the right ones;
unsolved notebooks run to their end. A table of all messages: build/wrong_answers.md."""

import copy
import importlib.util
import inspect
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from w2vlib import checks
from w2vlib.checks import base, calls
from w2vlib.checks.base import Task
from w2vlib.checks.explain import ALWAYS
from w2vlib.checks.outcome import Outcome
from w2vlib.checks.predict import Predict

ROOT = Path(__file__).resolve().parent.parent
SOLUTIONS = sorted(ROOT.glob("notebooks/solutions/ex*/ex*.ipynb"))
RELEASED = sorted(ROOT.glob("notebooks/exercises/ex*/ex*.ipynb"))


def load(path: Path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BANKS = {p.stem[-4:]: load(p) for p in sorted((ROOT / "tests/exercises").glob("bank_ex*.py"))}
TASKS = checks.tasks()
WRONG = {task: answers for bank in BANKS.values() for task, answers in bank.WRONG.items()}
SLOW = {(task, name) for bank in BANKS.values() for task in bank.RIGHT for name in bank.SLOW}
RIGHT = {task: answers for bank in BANKS.values() for task, answers in bank.RIGHT.items()}
EACH_TASK = pytest.mark.parametrize(
    "task",
    [pytest.param(t, marks=[pytest.mark.slow] * (n == "train_small")) for n, t in TASKS.items()],
    ids=TASKS,
)


@cache  # three tests look at it
def refusal(task: str, wrong: str) -> Outcome:
    """What the check says to an answer of the bank."""
    return TASKS[task].outcome(WRONG[task][wrong][0])


def of_exercise(number: str) -> dict[str, Task]:
    module = importlib.import_module(f"w2vlib.checks.{number}")
    return {v.name: v for v in vars(module).values() if isinstance(v, Task)}


# ---------------------------------------------------------------- banks


def test_there_is_a_bank_for_every_exercise_and_nothing_else():
    numbers = sorted(path.stem[:4] for path in SOLUTIONS)
    assert numbers and numbers == sorted(BANKS)
    for number, bank in BANKS.items():
        assert set(bank.WRONG) == set(bank.RIGHT) == set(of_exercise(number)), number
    assert len(TASKS) == sum(len(of_exercise(number)) for number in BANKS), "a name twice"


@EACH_TASK
def test_there_are_enough_answers(task):
    assert len(WRONG[task.name]) >= (3 if isinstance(task, Predict) else 4)
    assert len(RIGHT[task.name]) >= 3


@EACH_TASK
def test_right_answers_are_accepted(task):
    """A loop where none is allowed is right as well, for half of the points."""
    for answer in RIGHT[task.name]:
        slow = (task.name, getattr(answer, "__name__", "")) in SLOW
        for hidden in (None, 1, 2026):
            outcome = task.outcome(answer, hidden)
            expected = "slow" if slow and hidden is None else "OK"
            assert outcome.state == expected, f"{outcome} {source(answer)}"
            assert outcome.credit == (0.5 if expected == "slow" else 1)


@EACH_TASK
def test_wrong_answers_are_refused_with_their_cause(task, capsys, monkeypatch):
    for name, (answer, fragment) in WRONG[task.name].items():
        outcome = refusal(task.name, name)
        assert outcome.state == "not yet", f"{name}: {outcome}"
        assert fragment in str(outcome), f"{name}: {fragment!r} is not in: {outcome}"
        assert len(str(outcome)) < 600 and str(outcome).count("\n") <= 2, str(outcome)
        back = Outcome.parse(f"some print before\n{outcome}\n")
        assert (back.task, back.state, back.case, back.slug) == (
            (task.name, "not yet", outcome.case, outcome.slug)
        )
        if isinstance(task, Predict) and task.right and not isinstance(answer, list | dict):
            assert repr(task.right()) not in outcome.cause.split(), "it gives the answer away"
    monkeypatch.setattr(base, "explain", lambda *run: ("", ""))  # that takes most of the time
    for name, (answer, _) in WRONG[task.name].items():
        assert task.outcome(answer, hidden=2026).state == "not yet", f"{name} passes the hidden"


CODE = {name: task for name, task in TASKS.items() if not isinstance(task, Predict)}


@pytest.mark.parametrize("task", CODE.values(), ids=CODE)
def test_an_answer_that_knows_the_visible_cases_by_heart_fails_the_hidden_ones(task, monkeypatch):
    """It is right on every argument of a visible case, and raises on all others."""
    right, known = RIGHT[task.name][0], set()

    def by_heart(*arguments):
        if learning:
            known.add(key(arguments))
        elif key(arguments) not in known:
            raise KeyError("never seen")
        return right(*arguments)

    by_heart.__signature__ = inspect.signature(right)
    learning = True
    assert task.outcome(by_heart).state in ("OK", "slow")
    learning = False
    monkeypatch.setattr(base, "explain", lambda *run: ("", ""))  # that takes most of the time
    assert task.outcome(by_heart).state in ("OK", "slow")
    assert task.outcome(by_heart, hidden=2026).state == "not yet"


def key(arguments) -> tuple:
    """All digits of all arrays, without a copy: one task measures the memory."""
    return tuple(
        (a.shape, crc32(np.ascontiguousarray(a))) if isinstance(a, np.ndarray) else repr(a)
        for a in arguments
    )


@EACH_TASK
def test_causes_differ_and_each_is_reached(task):
    for key in ("slug", "text"):
        own = [getattr(cause, key) for cause in task.causes]
        taken = own + (list(ALWAYS) if key == "slug" else list(ALWAYS.values()))
        assert len(set(taken)) == len(taken), sorted(taken)
        assert all(first != second for first, second in pairwise(sorted(own)))
    reached = {refusal(task.name, wrong).slug for wrong in WRONG[task.name]}
    never = {cause.slug for cause in task.causes} - reached
    assert not never, f"no wrong answer in the bank has the cause {never}"


@EACH_TASK
def test_every_wrong_model_is_told_by_its_own_cause(task):
    """The functions that stand for a mistake, handed in as answers."""
    for cause in task.causes:
        for wrong in cause.wrong:
            if isinstance(task, Predict):
                assert task.outcome(wrong()).slug == cause.slug
            elif task.call is calls.plain:
                found = task.outcome(wrong)
                assert found.slug == cause.slug, f"{cause.slug}: {found}"


@EACH_TASK
def test_blank_answers_are_todo(task, capsys):
    def blank(*arguments):
        """Nothing but a docstring."""
        ...  # your turn

    class Blank:
        def __init__(self, W):
            self.W = W

        def forward(self, *arguments):
            """Your turn."""

    def says_so(*arguments):
        raise NotImplementedError

    answers = [..., None, blank]
    if not isinstance(task, Predict):
        answers += [says_so, *([Blank] if task.methods else [])]
    for answer in answers:
        task(answer)
        shown = capsys.readouterr()
        assert shown.out == "" and shown.err.startswith(f"{task.name}: TODO – ")
        assert shown.err.count("\n") == 1
        assert Outcome.parse(shown.err).state == "TODO"


def source(answer) -> str:
    try:
        return " ".join(inspect.getsource(answer).split())
    except TypeError:
        return repr(answer)


def test_the_table_of_messages():
    """Task × wrong answer × message, to read through; printed with -s."""
    lines = ["| task | wrong answer | message |", "|---|---|---|"]
    for name, answers in WRONG.items():
        for wrong in answers:
            message = str(refusal(name, wrong)).replace("\n", " ").replace("|", "\\|")
            lines.append(f"| {name} | {wrong} | {message} |")
    lines += ["", "| task | right answer |", "|---|---|"]
    for name, answers in RIGHT.items():
        lines += [f"| {name} | `{source(a)[:120]}` |".replace("\n", " ") for a in answers]
    print("\n".join(lines))
    target = ROOT / "build" / "wrong_answers.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert len(lines) > 100


# ---------------------------------------------------------------- notebooks


def streams(cell) -> dict[str, str]:
    """What a cell printed, by stream: a busy kernel may send one line in several messages."""
    said = {}
    for output in cell.outputs:
        if output.output_type == "stream":
            said[output.name] = said.get(output.name, "") + output.text
    return said


def grader(cell) -> dict:
    return cell.metadata.get("nbgrader", {})


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_a_source_has_all_parts(path):
    nb = nbformat.read(path, as_version=4)
    number, text = path.stem[:4], "\n".join(cell.source for cell in nb.cells)
    lesson = next(ROOT.glob(f"notebooks/{path.stem[2:]}.ipynb"), None)
    assert lesson and f"](../../{lesson.name})" in text, "a link back to the lesson"
    assert nb.cells[0].source.startswith(f"# Exercise {int(number[2:])}: ")
    assert "checks.ready()" in nb.cells[1].source
    ids = [grader(cell)["grade_id"] for cell in nb.cells if grader(cell)]
    names = list(of_exercise(number))
    assert len(set(ids)) == len(ids)
    assert 3 <= len(names) <= 5
    assert sorted(ids) == sorted(names + [f"check_{name}" for name in names])
    for cell in nb.cells:
        meta, name = grader(cell), grader(cell).get("grade_id", "").removeprefix("check_")
        if meta.get("solution"):
            assert not meta["grade"] and not meta["locked"]
            assert cell.source.count("### BEGIN SOLUTION") == cell.source.count("END SOLUTION") > 0
        elif meta:
            assert meta["grade"] and meta["locked"] and meta["points"] > 0
            assert cell.source == f"from w2vlib import checks\n\nchecks.{name}()"


DECISIVE = {  # what of the solution a hint may not say
    "one_hot_cost": ["batch * context * V * H", "4 * batch * context * V"],
    "cbow_loss": ["y[np.arange(len(target)), target]"],
    "product_seconds": ["max("],
    "one_hot": ["np.eye(V)[ids]"],
    "lookup_forward": ["ids < 0", "W[ids]"],
    "lookup_savings": ["N * V * H", "4 * N * V - 4 * N"],
    "context_mean": ["[:, :, None]", "np.maximum(there.sum(axis=1), 1)"],
    "scatter_add": ["np.add.at(dW, ids, dout)"],
    "sparse_step": ["return_inverse", "np.add.at("],
    "sigmoid_losses": ["np.maximum(s, 0)", "s * t"],
    "sigmoid_gradient": ["/ s.size"],
    "DotLayer": ["np.add.at(", "dout * h", "dout * rows"],
    "noise_shares": ["np.where(", "weights / weights.sum()"],
    "draw_negatives": ["p[t] * (u >=", "np.searchsorted("],
    "draw_by_alias": ["np.where(", "height < keep[column]"],
    "collisions": ["true[pairs[:, 0], pairs[:, 1]]", "true[word[:, None], negatives]"],
    "ns_loss": ["np.add.at(", "error * h[:, None]", "error * rows"],
    "cbow_gradients": ["np.add.at(", "dh[:, None] / C"],
    "thin_out": ["chance[ids]"],
    "learning_rate": ["(min_alpha - alpha)"],
    "train_small": ["epochs=30"],
    "cosine": ["* np.linalg.norm(p)", "np.where(lengths == 0, 1, lengths)"],
    "most_similar": ["-np.inf", "np.argsort(-scores)"],
    "analogy": ["-np.inf", "unit[b] - unit[a] + unit[c]"],
    "pair_score": ["np.corrcoef("],
    "sentence_vector": ["W[ids].mean(axis=0)", "if ids else"],
    "nearest_mean": ["np.argmax("],
    "neighbour_overlap": ["[:n]", "set(first) & set(second)"],
    "window_sums": ["run[span:] - run[:-span]"],
    "shared_negatives": ["counts * np.log(1 - no)", "counts * no"],
    "sigmoid_by_table": ["np.clip(", "np.where("],
    "overall_speedup": ["np.sum("],
    "round_seconds": ["words / machines / speed", "2 * steps * copy / bandwidth"],
    "put_together": ["moves.sum(axis=0) / np.maximum(parts, 1)"],
}  # fmt: skip


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_hints_come_in_three_steps_and_none_says_the_decisive_line(path):
    """A question, a picture, the last line but one; each stands behind a fold of its own."""
    cells = nbformat.read(path, as_version=4).cells
    for place, cell in enumerate(cells):
        name = grader(cell).get("grade_id")
        if not grader(cell).get("solution"):
            continue
        hint, guess = cells[place + 2].source, isinstance(TASKS[name], Predict)
        summaries = re.findall("<details><summary>(.*)</summary>\n\n", hint)
        last = "The last step but one" if guess else "The last line but one"
        assert summaries == ["Hint", "A picture", last], f"{name}: {summaries}"
        question, picture, line = re.split("<details><summary>.*</summary>", hint)[1:]
        assert question.strip().endswith(("?", ".")) and "?" in question and "`" * 3 not in question
        assert picture.strip().startswith("```") and picture.strip().endswith("```"), name
        assert hint.endswith("</details>\n" * 2 + "</details>") and (guess or "`" in line), name
        solved = re.findall("### BEGIN SOLUTION(.*?)### END SOLUTION", cell.source, re.DOTALL)
        for part in solved if guess else DECISIVE[name]:
            assert words(part) in words("".join(solved)), f"{name}: {part} is not in the solution"
            assert words(part) not in words(hint), f"{name}: the hint says {part}"


def words(text: str) -> str:
    """All words, numbers and signs with one space between, so that 3 does not stand in 30."""
    return " ".join(["", *re.findall(r"[\w.]+|[^\w\s]", text), ""])


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_where_a_slow_answer_gets_half_of_the_points_the_task_says_so(path):
    heads, text = {}, ""
    for cell in nbformat.read(path, as_version=4).cells:
        text = cell.source if cell.cell_type == "markdown" and "\n\n" in cell.source else text
        heads[grader(cell).get("grade_id")] = text
    for name, task in of_exercise(path.stem[:4]).items():
        if getattr(task, "large", None):
            assert "points" in heads[name] and "`" in heads[name], name


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_every_check_of_a_solved_notebook_says_ok_and_nothing_else(path):
    """For that nbgrader gives full marks; nbval holds these outputs to be true."""
    for cell in nbformat.read(path, as_version=4).cells:
        if grader(cell).get("grade"):
            (output,) = cell.outputs
            name = grader(cell)["grade_id"].removeprefix("check_")
            lines = output.text.splitlines()
            assert output.name == "stdout" and len(lines) == cell.source.count("checks.")
            assert all(line.startswith(f"{name}: OK") for line in lines), lines


def test_every_source_is_released():
    assert [p.name for p in RELEASED] == [p.name for p in SOLUTIONS]


@pytest.fixture(scope="module")
def unsolved(tmp_path_factory):
    """Every unsolved notebook was run: its name -> its cells.

    In another folder, from the last cell to the first and then in order; all of them in one
    kernel, which forgets what it has before the next.
    """
    found = {}
    for path in RELEASED:
        nb = nbformat.read(path, as_version=4)
        code = [cell for cell in nb.cells if cell.cell_type == "code"]
        found[path.stem] = [copy.deepcopy(cell) for cell in (*reversed(code), *code)]
    cells = [c for part in found.values() for c in (new_code_cell("%reset -f"), *part)]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    where = {"metadata": {"path": str(tmp_path_factory.mktemp("elsewhere"))}}
    nb = new_notebook(cells=cells)
    NotebookClient(
        nb, kernel_name="python3", timeout=120, allow_errors=True, resources=where
    ).execute()
    return found


@pytest.mark.parametrize("path", RELEASED, ids=lambda path: path.stem)
def test_an_unsolved_notebook_runs_to_its_end(path, unsolved):
    """TODO, no exception."""
    cells = unsolved[path.stem]
    for cell in cells:
        assert cell.execution_count and all(o.output_type != "error" for o in cell.outputs), cell
        said = streams(cell)
        if grader(cell).get("grade"):
            assert set(said) == {"stderr"} and ": TODO – " in said["stderr"], said
        elif "checks.ready()" in cell.source:
            assert said == {"stdout": "Ready: Python, the packages and the texts are fine.\n"}
    first = next(cell for cell in cells if grader(cell).get("grade"))
    assert "there is no" in streams(first)["stderr"]


WRONG_CELLS = {
    "lookup_shape": "lookup_shape = (10, 8)",
    "one_hot": "def one_hot(ids, V):\n    return np.eye(V)[ids]",
    "lookup_forward": "def lookup_forward(W, ids):\n    while True:\n        pass",
    "lookup_savings": "def lookup_savings(V, H, N):\n    return N * V * HH, 4 * N * V - 4 * N",
    "context_mean": "context_mean = 3",
}
SHOWN = {
    "lookup_shape": [
        "case 'your answer': you answered (10, 8).",
        "There are 4 ids in each example.",
    ],
    "lookup_forward": ["it was still running after 5 seconds.", "[time limit]"],
    "lookup_savings": ["NameError: name 'HH' is not defined, in the line `return N * V *", "name:"],
    "context_mean": ["it is 3 (int), not a function.", "Run the cell with its `def`."],
}


@pytest.mark.room
def test_a_notebook_with_mistakes_runs_on_and_shows_short_messages():
    """In a real kernel: a wrong value, an endless loop, a typing slip, a number for a function."""
    (path,) = [path for path in RELEASED if path.stem.startswith("ex02")]
    nb = nbformat.read(path, as_version=4)
    for cell in nb.cells:
        cell.source = WRONG_CELLS.get(grader(cell).get("grade_id"), cell.source)
    NotebookClient(nb, kernel_name="python3", timeout=120, allow_errors=True).execute()
    for cell in nb.cells:
        name = grader(cell).get("grade_id", "").removeprefix("check_")
        if grader(cell).get("grade") and name in SHOWN:
            *pictures, error = cell.outputs
            assert all("text/html" in picture.data for picture in pictures)
            first, second = error.traceback  # two lines, no traceback
            assert SHOWN[name][0] in first and SHOWN[name][1] in second
            assert Outcome.parse(error.evalue).task == name
        elif grader(cell).get("grade"):
            assert streams(cell)["stdout"].startswith(f"{name}: OK")
