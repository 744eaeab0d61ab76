"""Where the memory of a training at V = 1,000,000 x 100 goes, step by step: run it by itself."""

from __future__ import annotations

import re

import numpy as np

V = 1_000_000
LAST = [0.0]


def say(what: str) -> None:
    if not what:
        return
    with open("/proc/self/status", encoding="utf-8") as file:
        status = file.read()
    now, peak = (int(re.search(rf"{k}:\s+(\d+)", status)[1]) / 1024 for k in ("VmRSS", "VmHWM"))
    print(f"{what:44} {now - LAST[0]:+6.0f} MB, together {now:6.0f}, peak {peak:6.0f}")
    LAST[0] = now


def spoken(module, name: str, before: str, after: str) -> None:
    """Say the memory before and after each call of a function."""
    function = getattr(module, name)

    def wrapped(*args, **kwargs):
        say(before)
        result = function(*args, **kwargs)
        say(after)
        return result

    setattr(module, name, wrapped)


def main() -> None:
    say("Python, NumPy")
    from w2vlib import driver, train_word2vec
    from w2vlib.corpus import Corpus, Vocabulary
    from w2vlib.engines import numba_engine
    from w2vlib.ladder.zipf import zipf_text

    say("the library, numba")
    ids = np.concatenate([np.arange(V, dtype=np.int32), zipf_text(V, 500_000)])
    counts = np.bincount(ids, minlength=V)
    say("ids and counts")
    words = [f"w{i}" for i in range(V)]
    say("the words, as text")
    corpus = Corpus("a", ids, np.arange(0, len(ids) + 1, 20), Vocabulary(words, counts))
    del words, counts
    say("vocabulary and corpus")
    spoken(driver, "make_engines", "chunks", "the engine")
    spoken(numba_engine, "noise_table", "W_in, and W_out not yet touched", "table of the noise")
    spoken(driver.TrainingRun, "go", "", "trained: W_out touched, compiled code")
    train_word2vec(corpus, epochs=1, engine="numba", progress=False)
    say("returned")


if __name__ == "__main__":
    main()
