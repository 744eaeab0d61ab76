"""What a Python that is too old is told; written so that even 3.6 can read it."""

import sys

SENTENCE = (
    "the course needs Python 3.11 or later, and this is Python {0}.{1} ({2}); "
    "for example: make lab PYTHON=python3.13"
)


class OldPython(ImportError):
    def _render_traceback_(self):  # IPython asks for this: a sentence, no wall
        return ["{0}: {1}".format(type(self).__name__, self)]  # noqa: UP030, UP032


def refuse():
    """End `python -m w2vlib` with one sentence; let an import fail with it."""
    sentence = SENTENCE.format(sys.version_info[0], sys.version_info[1], sys.executable)
    if sys.argv[:1] == ["-m"]:  # so it is while Python still looks for the module to run
        sys.exit("FAILED: " + sentence)
    raise OldPython(sentence)
