"""What needs fresh processes: peak memory, compiling, and how near the engine is to the memory."""

from __future__ import annotations

import tempfile

import numpy as np
from measure import Row, in_child, row, tell

from w2vlib.ladder.cost import row_bytes

# VmHWM is the peak of this program alone; getrusage would also count the parent it came from.
PEAK = """
import json, re, sys, time
def peak():
    try:
        status = open("/proc/self/status").read()
        return int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) / 1024
    except (OSError, TypeError):
        import resource
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2 ** (20 if sys.platform == "darwin" else 10)
"""  # noqa: E501
SOTU = """
from w2vlib import load_corpus, train_word2vec
train_word2vec(load_corpus("sotu"), epochs=1, engine=sys.argv[1], progress=False)
print(json.dumps({"MB": peak()}))
"""
MILLION = """
import numpy as np
from w2vlib import train_word2vec
from w2vlib.corpus import Corpus, Vocabulary
from w2vlib.ladder.zipf import zipf_text
V = 1_000_000
ids = np.concatenate([np.arange(V, dtype=np.int32), zipf_text(V, 500_000)])
vocab = Vocabulary([f"w{i}" for i in range(V)], np.bincount(ids, minlength=V))
corpus = Corpus("a million words", ids, np.arange(0, len(ids) + 1, 20), vocab)
wv = train_word2vec(corpus, epochs=1, engine=sys.argv[1], progress=False)
print(json.dumps({"MB": peak(), "shape": wv.vectors.shape}))
"""
START = """
import numpy as np
start = time.perf_counter()
from w2vlib.engines import jit
if "alone" in sys.argv:  # what stands compiled beside the source is not taken
    jit.Compiled._take_what_was_installed = lambda self: None
from w2vlib.engines.numba_engine import FastEngine
W_in, W_out = FastEngine.allocate(10, 100), FastEngine.allocate(10, 100)
engine = FastEngine(W_in, W_out, np.arange(1, 11), window=5, negative=5, ns_exponent=0.75, sg=0,
                    seed=0)
engine.train(np.arange(10), np.array([0, 10]), np.ones(10, np.int32), 0.05)
print(json.dumps({"s": time.perf_counter() - start}))
"""


def peaks() -> list[Row]:
    rows = []
    for engine in ("numba", "numpy"):
        for code, what, limit in (
            (SOTU, "State of the Union", 400),
            (MILLION, "V = 1,000,000", 1000),  # where.py says where it goes
        ):
            tell(f"peak memory of {engine}, {what}")
            found = in_child(PEAK + code, engine)["MB"]
            rows.append(row("Peak memory of a training", f"{engine}, {what} x 100", [found], "MB",
                            limit, at_most=True))  # fmt: skip
    return rows


def starts(rounds: int = 3) -> list[Row]:
    """The first call of the engine in a process: with nothing kept on disk, and with it."""
    first, later = [], []
    for turn in range(rounds):
        tell(f"compiling, round {turn + 1} of {rounds}")
        with tempfile.TemporaryDirectory() as folder:
            kept = {"NUMBA_CACHE_DIR": folder}
            first.append(in_child(PEAK + START, "alone", **kept)["s"])
            later.append(in_child(PEAK + START, **kept)["s"])
    part = "Start of the compiled engine, import and first call"
    return [
        row(part, "nothing kept: it compiles", first, "s", 5, at_most=True),
        row(part, "kept on disk", later, "s", 1, at_most=True),
    ]


def bound(words_per_second: float, rounds: int = 5) -> list[Row]:
    """How many words a second memory alone would allow, and the engine's share of it.

    As if every row that a word needs came from main memory and went back; frequent words stay in
    the caches, so a small vocabulary can come near or beyond.
    """
    from w2vlib.lessons.clock import take_turns

    tell("copy bandwidth")
    source = np.ones(16_000_000, np.float32)  # 64 MB
    target = np.empty_like(source)
    copy = {"copy": lambda: np.copyto(target, source)}
    copied = [2 * source.nbytes / take_turns(copy, 0.2)["copy"] for _ in range(rounds)]
    part, move = "The memory bound", row_bytes(100, 5)
    rows = [
        row(part, "copy bandwidth, one thread", [b / 1e9 for b in copied], "GB/s"),
        row(part, "rows moved for a word, read and written", [move], "bytes"),
        row(part, "bound: bandwidth ÷ bytes a word", [b / move / 1000 for b in copied], "k/s"),
    ]
    if words_per_second:
        share = [100 * words_per_second * move / b for b in copied]
        rows.append(row(part, "numba, CBOW, sample=0, reaches of it", share, "%"))
    return rows
