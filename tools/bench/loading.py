"""How fast is a text loaded, beside gensim and word2vec.c, which read it twice: to count, to train.

word2vec.c is taken from PATH (its own makefile makes the program `word2vec`); without it, its row
is left out.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from measure import Row, by_turns, ratios, row, tell

from w2vlib import load_corpus
from w2vlib.ladder.zipf import zipf_text


def rows(words: int = 2_000_000, V: int = 50_000, rounds: int = 3) -> list[Row]:
    """Words a second of load_corpus, of its second load from disk, and of gensim's vocabulary."""
    tell("loading a text")
    part = f"Loading {words:,} words, V = {V:,}, one thread"
    names = np.array([f"{chr(97 + i % 26)}w{i}" for i in range(V)])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "text.txt"
        lines = names[zipf_text(V, words)].reshape(-1, 20)
        path.write_text("\n".join(map(" ".join, lines)))
        jobs = {
            "split": lambda: load_corpus(path, tokens="split", progress=False, mapped=False),
            "words": lambda: load_corpus(path, tokens="words", progress=False, mapped=False),
            "again": lambda: load_corpus(path, progress=False, mapped=True),
        }
        if find_spec("gensim"):
            from gensim.models import Word2Vec
            from gensim.models.word2vec import LineSentence

            jobs["gensim"] = lambda: Word2Vec(min_count=1).build_vocab(LineSentence(str(path)))
        if program := shutil.which("word2vec"):
            # without -output it ends when the vocabulary is written
            count = [program, "-train", path, "-save-vocab", f"{path}.vocab", "-min-count", "1"]
            jobs["C"] = lambda: subprocess.run(count, capture_output=True, check=True)
        times = by_turns(jobs, rounds)
    said = {
        "split": 'load_corpus, tokens="split"', "words": "load_corpus, words cut out",
        "again": "load_corpus, mapped=True, from the second time on",
        "gensim": "gensim, LineSentence and build_vocab (counts, keeps no ids)",
        "C": "word2vec.c, its pass for the vocabulary (counts, keeps no ids)",
    }  # fmt: skip
    goals = {"split": 3}
    found = [
        row(part, said[name], [words / t / 1e6 for t in taken], "M/s", goals.get(name))
        for name, taken in times.items()
    ]
    for name, who in {"gensim": "gensim", "C": "word2vec.c"}.items():
        if name in times:
            found.append(row(part, f"load_corpus against {who}", ratios(times, name, "split")))
    return found
