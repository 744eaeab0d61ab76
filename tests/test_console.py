"""What we print never fails, whatever the console can show."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from w2vlib.setup import console

ROOT = Path(__file__).resolve().parent.parent
ENCODINGS = ("cp949", "cp932", "cp1252", "ascii", "latin-1", "euc-kr", "cp850", "utf-8")
SIGNS = {
    "every sign of our files": ["-c", "import w2vlib; print({signs!r})"],
    "words of any alphabet": ["-c", "import w2vlib; print('한국어 naïve 日本語 Ελλάδα \\ud800')"],
}
SAYS = {
    "the doctor": ["-m", "w2vlib"],
    "an object": [
        "-c",
        "import w2vlib as w; print(w.load_corpus('say_hello'), w.load_vectors())",
    ],
    "a check": ["-c", "from w2vlib import checks; print(checks.__doc__, '− × ·')"],
    "a tool": ["tools/make_data.py", "--help"],
}


def signs_of_our_files() -> str:
    files = [*ROOT.glob("w2vlib/**/*.py"), *ROOT.glob("tools/**/*.py")]
    found = {sign for path in files for sign in path.read_text(encoding="utf-8")}
    return "".join(sorted(sign for sign in found if ord(sign) > 127))


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("what", SIGNS)
def test_nothing_fails_on_a_console_that_lacks_signs(what, encoding):
    says([part.replace("{signs!r}", repr(signs_of_our_files())) for part in SIGNS[what]], encoding)


@pytest.mark.parametrize("encoding", ["cp949", "ascii"])
@pytest.mark.parametrize("what", SAYS)
def test_what_the_course_says_does_not_fail_there(what, encoding):
    says(SAYS[what], encoding)


def says(command: list[str], encoding: str) -> None:
    """A process prints on a console with this encoding, and does not fail."""
    run = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": encoding},
        capture_output=True,
    )
    assert run.returncode == 0 and b"Error" not in run.stderr, run.stderr
    assert run.stdout.decode(encoding)


@pytest.mark.parametrize(
    ("text", "encoding", "shown"),
    [
        ("3 − 4 × 5 · 6 … → ≥", "ascii", "3 - 4 x 5 * 6 ... -> >="),
        ("3 × 4", "cp1252", "3 × 4"),
        ("한", "cp1252", "\\ud55c"),
        ("한 −", "cp949", "한 -"),
    ],
)
def test_a_sign_becomes_a_plain_one_and_a_letter_its_number(text, encoding, shown):
    console.never_fail()
    assert text.encode(encoding, "w2vlib.plain").decode(encoding) == shown


def test_other_outputs_stay_as_they_are(monkeypatch):
    class Output:
        def __init__(self, encoding, errors):
            self.encoding, self.errors, self.now = encoding, errors, errors

        def reconfigure(self, errors):
            self.now = errors

    kinds = [("cp949", "replace"), (None, None), ("cp949", "strict"), ("ascii", "surrogateescape")]
    outputs = [Output(*kind) for kind in kinds]
    for output in outputs:
        monkeypatch.setattr(sys, "stdout", output)
        console.never_fail()
    assert [o.now for o in outputs] == ["replace", None, "w2vlib.plain", "w2vlib.plain"]
    monkeypatch.setattr(sys, "stdout", None)  # pythonw, a service
    console.never_fail()


@pytest.mark.parametrize(
    ("package", "code"),
    [
        ("tqdm", "from w2vlib import *; train_word2vec(load_corpus('say_hello'), engine='numpy')"),
        (
            "matplotlib",
            "from w2vlib import *; Trainer(CBOW(4, 3, 1, [0, 1, 2, 3]), SGD()).plot()",
        ),
        ("ipywidgets", "from w2vlib.widgets.cost import explore_cost"),
    ],
)
def test_a_missing_package_is_said_with_the_remedy(package, code):
    """None in sys.modules is how Python itself marks what cannot be imported."""
    block = f"import sys; sys.modules[{package!r}] = None; "
    run = subprocess.run([sys.executable, "-c", block + code], capture_output=True, text=True)
    assert package in run.stderr and "make lab installs it, or pip install" in run.stderr


def test_a_closed_output_stays_closed():
    run = [sys.executable, "-c", "import sys; sys.stdout.close(); import w2vlib"]
    assert b"closed file" not in subprocess.run(run, capture_output=True).stderr
