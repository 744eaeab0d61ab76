"""A guess: a prediction that is called with the answer, and never raises."""

from __future__ import annotations

from w2vlib.checks.predict import Predict
from w2vlib.language import label, shown


class Guess(Predict):
    """A number, a word, a letter, or a list of them, typed where the dots stand in a lesson.

    The parameters are those of Predict. Each cause needs a `wrong` function: the tests give what
    it returns as a guess, and the cause's own text must be the reply. No text may give the answer
    away.
    """

    def __call__(self, answer=..., *more) -> None:
        """Print what there is to say about the guess, in one line; several answers are a list."""
        answer = [answer, *more] if more else answer
        outcome = self.outcome(answer)
        if outcome.state == "TODO":
            reply = label("no guess yet")
        elif outcome.state == "OK":
            reply = label("yes")
        else:
            reply = f"{label('not yet.')} {shown(outcome.cause)}"
        print(f"{self.name}: {reply}")

    def __repr__(self) -> str:
        return f"guess {self.name}: write your answer in place of the dots"
