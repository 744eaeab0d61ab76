"""Training over Dask: a real scheduler and two worker processes over TCP, one of them killed."""

import importlib.util
import os
import signal
import subprocess
import sys

import numpy as np
import pytest

from tests.test_training import COLUMNS, NEEDED, make_corpus
from w2vlib import train_word2vec
from w2vlib.checkpoint import load

NEEDED = (*NEEDED, "distributed")
MISSING = [name for name in NEEDED if importlib.util.find_spec(name) is None]
pytestmark = pytest.mark.skipif(
    bool(MISSING), reason=f"{' and '.join(MISSING)} missing: training on a cluster was not tested"
)
CORPUS = make_corpus(4_000)  # 32,000 words: 4 chunks an epoch, the last one short


@pytest.fixture(scope="module")
def cluster():
    """Two workers, each a process that its nanny starts anew when it dies."""
    from dask.distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None,
        protocol="tcp", host="127.0.0.1", silence_logs=50,
    ) as local:  # fmt: skip
        yield local


@pytest.fixture(scope="module")
def client(cluster):
    from dask.distributed import Client

    with Client(cluster) as client:
        assert all(w.startswith("tcp://127.0.0.1") for w in client.scheduler_info()["workers"])
        yield client


def train(client, **options):
    settings = dict(
        vector_size=12, window=3, epochs=3, sample=0.01, workers=3, sync_words=10_000, seed=5
    )
    return train_word2vec(CORPUS, cluster=client, progress=False, **settings | options)


@pytest.fixture(scope="module")
def plain(client):
    return train(client)


def same(one, other):
    return (one.vectors == other.vectors).all() and (
        one.context_vectors == other.context_vectors
    ).all()


def test_a_worker_killed_in_the_middle_changes_no_bit(cluster, client, plain):
    pids, killed = client.run(os.getpid), []

    def kill(state):
        if not killed:
            killed.append(pids.popitem()[1])
            os.kill(killed[0], signal.SIGKILL)

    survived = train(client, callbacks=kill)
    assert same(survived, plain) and len(killed) == 1
    assert survived.history["words"] == plain.history["words"]
    assert survived.history["loss"] == plain.history["loss"]
    client.wait_for_workers(2, timeout=60)
    assert killed[0] not in client.run(os.getpid).values()  # another one stands in its place


def die_once(path):
    if not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_that_dies_at_work_changes_no_bit(client, plain, tmp_path, monkeypatch):
    """The kill lies in the middle of a task, after the first of its chunks."""
    from w2vlib import cluster

    whole, died = cluster.train_part, tmp_path / "died"

    def train_part(weights, about, text):
        if text[0][0] == 4:  # in the second round
            whole(weights, about, text[:1])
            die_once(died)
        return whole(weights, about, text)

    monkeypatch.setattr(cluster, "train_part", train_part)
    assert same(train(client), plain) and died.exists()


def test_what_it_learns_and_reports(plain):
    history = plain.history
    assert tuple(history) == COLUMNS and history.status == "finished"
    assert history["words"][-1] == 3 * CORPUS.n_words
    assert history["loss"][-1] < history["loss"][0] - 0.3
    assert history["alpha"] == sorted(history["alpha"], reverse=True)


def test_parts_decide_the_result_and_the_number_of_workers_is_the_default(client, plain):
    client.wait_for_workers(2, timeout=60)
    assert not same(train(client, workers=2), plain)
    assert same(train(client, workers=None), train(client, workers=2))


def test_a_stopped_run_goes_on_to_the_same_result(client, plain, tmp_path):
    path = tmp_path / "c.npz"
    part = train(client, checkpoint=path, every=1, callbacks=lambda state: state.stop())
    about = load(path)[0]
    assert part.history.status == "stopped" and about["progress"]["number"] == 3
    with pytest.raises(ValueError, match="sync_words: 10000 there, 20000 here"):
        train(client, checkpoint=path, sync_words=20_000)
    assert same(train(client, checkpoint=path, every=1), plain)


def test_an_interrupt_keeps_whole_rounds(client, capsys):
    def interrupt(state):
        raise KeyboardInterrupt

    vectors = train(client, callbacks=interrupt)
    assert vectors.history.status == "interrupted" and np.isfinite(vectors.vectors).all()
    assert "Interrupted after 30,000 of 96,000 words" in capsys.readouterr().out


def test_the_other_engines(client):
    assert train(client, engine="numpy").history.status == "finished"
    with pytest.raises(ValueError, match='engine "layers" does not run on a cluster'):
        train(client, engine="layers")


def test_what_is_no_client_is_refused():
    with pytest.raises(TypeError, match=r"must be a dask\.distributed\.Client, got 'tcp://x'"):
        train("tcp://x")


def test_dask_is_imported_only_when_used():
    code = "import sys, w2vlib; w2vlib.train_word2vec; print('distributed' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
