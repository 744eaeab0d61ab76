"""What a round takes with Dask workers on this machine: `make data ARGS=cluster_times` (quiet).

For workers × sync_words the seconds of each of five rounds on the addresses, in turns, after one
that is not counted, and of one machine's engine alone: cluster_times.json. All processes
share the cores of this machine, and the network is loopback: the file says how many cores.
"""

from __future__ import annotations

import json
import os
import time
from itertools import product

from dask.distributed import Client, LocalCluster

from w2vlib import load_corpus
from w2vlib.driver import TrainingRun
from w2vlib.settings import Settings
from w2vlib.setup.atomic import atomic_write
from w2vlib.setup.datafiles import data_folder

WORKERS, INTERVALS, ROUNDS, H = (1, 2, 4), (10_000, 40_000, 160_000), 5, 100


def settings(**options) -> Settings:
    usual = dict(vector_size=H, window=5, negative=5, ns_exponent=0.75, sample=1e-3, alpha=None)
    usual |= dict(min_alpha=1e-4, sg=0, epochs=5, workers=1, seed=1, engine="numba")
    return Settings.checked(**usual | options)


class Timed:
    """A training of which one round after the other is timed."""

    def __init__(self, run: TrainingRun, size: int):
        self.run, self.size, self.first, self.seconds = run, size, 0, []

    def go(self) -> None:
        start = time.perf_counter()
        for _ in self.run._results(self.first, self.first + self.size):
            pass
        self.seconds.append(round(time.perf_counter() - start, 4))
        self.first += self.size


def main() -> None:
    corpus, cells = load_corpus("sotu"), {}
    alone = Timed(TrainingRun(corpus, settings()), 16)
    with LocalCluster(
        n_workers=max(WORKERS), threads_per_worker=1, processes=True, dashboard_address=None,
        protocol="tcp", host="127.0.0.1",
    ) as local, Client(local) as client:  # fmt: skip
        for workers, sync_words in product(WORKERS, INTERVALS):
            wanted = settings(workers=workers, sync_words=sync_words)
            run = TrainingRun(corpus, wanted, cluster=client)
            cells[workers, sync_words] = Timed(run, run.rounds.end_of_round(1))
        for _ in range(ROUNDS + 1):  # in turns, so that a busy minute meets all of them
            for timed in (alone, *cells.values()):
                timed.go()
    rows = [dict(workers=w, sync_words=s, seconds=t.seconds[1:]) for (w, s), t in cells.items()]
    alone = alone.seconds[1:]
    content = {"what": "seconds of a round; one_machine: of 160,000 words without Dask"}
    content |= {"cores": os.cpu_count(), "V": len(corpus.vocab), "H": H}
    content |= {"one_machine": {"words": 160_000, "seconds": alone}, "rows": rows}
    with atomic_write(data_folder() / "cluster_times.json") as file:
        file.write(json.dumps(content, indent=1) + "\n")
    for row in (content["one_machine"], *rows):
        print(row)


if __name__ == "__main__":
    main()
