"""Bad inputs by their kind: what came out of Python's or NumPy's inside, or without a word."""

import zipfile

import numpy as np
import pytest

import w2vlib
from w2vlib import (
    CBOW,
    SGD,
    Adam,
    Corpus,
    Embedding,
    EmbeddingDot,
    MatMul,
    NegativeSamplingLoss,
    RowGrad,
    SigmoidWithLoss,
    SoftmaxWithLoss,
    Trainer,
    UnigramSampler,
    WordVectors,
    check_gradients,
    evaluate_analogies,
    evaluate_word_pairs,
    load_analogies,
    load_corpus,
    load_vectors,
    numerical_gradient,
    train_word2vec,
)
from w2vlib.book import convert_one_hot, cos_similarity, normalize
from w2vlib.checks import guess
from w2vlib.ladder import make_rung
from w2vlib.ladder.cost import row_bytes
from w2vlib.ladder.our_rungs import window_mean
from w2vlib.ladder.zipf import zipf_text
from w2vlib.lessons.bias import gap, random_axes
from w2vlib.lessons.clock import take_turns
from w2vlib.lessons.cost import predicted_seconds
from w2vlib.lessons.few_labels import nearest_centroid
from w2vlib.lessons.fine_tune import SentenceClassifier
from w2vlib.lessons.korean import morphemes
from w2vlib.lessons.noise import exact_noise, near, total_variation
from w2vlib.lessons.pca import pca
from w2vlib.lessons.topics import topic_task
from w2vlib.losses import sigmoid, softmax
from w2vlib.plots import show
from w2vlib.plots.analogy import show_analogy
from w2vlib.plots.ask import draw_sigma
from w2vlib.plots.cbow import small_network
from w2vlib.plots.cost import plot_growth, span
from w2vlib.plots.lookup import draw_row_pick
from w2vlib.plots.negatives import alias_columns, answers, number_line
from w2vlib.plots.question import before_and_after
from w2vlib.plots.sampler import read_text
from w2vlib.plots.sigmoid import loss_of, naive_loss
from w2vlib.plots.tree import draw_tree
from w2vlib.plots.variants import at_its_best, mean_and_error, variants_picture
from w2vlib.sampling import FixedNegatives, alias_table, draw_alias
from w2vlib.setup.datafiles import data_file
from w2vlib.trainer import clip_grads, remove_duplicate
from w2vlib.vectors import unit_rows
from w2vlib.widgets.cost import explore_cost
from w2vlib.widgets.ladder import explore_ladder
from w2vlib.widgets.lookup import explore_lookup
from w2vlib.widgets.sampler import explore_sampler
from w2vlib.widgets.sentence import explore_sentence
from w2vlib.widgets.similarity import explore_analogy
from w2vlib.widgets.step import explore_step
from w2vlib.widgets.training import explore_training

W = np.eye(3)
REFUSED = (ValueError, TypeError, IndexError, AttributeError, OSError, MemoryError)


def wv():
    rows = [[1, 0], [1, 1], [0, 1], [-1, 0.5]]
    return WordVectors(rows, ["king", "queen", "bus", "man"], [9, 5, 3, 1])


def corpus():
    return Corpus.from_sentences(["you say goodbye and i say hello"] * 20)


def train(**settings):
    usual = {"vector_size": 5, "epochs": 1, "sample": 0, "engine": "numpy", "progress": False}
    return train_word2vec(corpus(), **usual | settings)


def refused(call, message):
    with pytest.raises(REFUSED, match=message):
        call()


# --- numbers without a sign, small numbers, hidden numbers ----------------------------------------


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.uint64, np.float16])
def test_small_and_unsigned_numbers_count_as_what_they_are(dtype):
    assert sigmoid(np.array([2], dtype)) == pytest.approx([0.8808], abs=1e-3)
    assert softmax(np.array([1, 3], dtype)) == pytest.approx([0.1192, 0.8808], abs=1e-3)
    loss = SoftmaxWithLoss().forward(np.array([[1, 3]], dtype), [0])
    assert loss == pytest.approx(2.1269, abs=1e-3)
    assert SigmoidWithLoss().forward(np.array([3, 5], dtype), [0, 0]) == pytest.approx(
        4.03, abs=0.01
    )
    big = np.full((1, 3), 100, dtype)  # 3 * 100 * 100 is beyond int8 and float16
    if dtype != np.float16:
        assert MatMul(np.full((3, 1), 100, dtype)).forward(big) == 30_000
        assert EmbeddingDot(np.full((2, 3), 100, dtype)).forward(big, [1]) == 30_000
    assert softmax([True, False]) == pytest.approx([0.7311, 0.2689], abs=1e-3)


def test_a_matrix_of_small_numbers_is_still_shared():
    small = np.ones((2, 2), np.int8)
    assert Embedding(small).params[0] is small


@pytest.mark.parametrize(
    "call",
    [
        lambda m: Embedding(m),
        lambda m: Embedding(W).forward(m.astype(int)[0]),
        lambda m: SigmoidWithLoss().forward(m, np.zeros((1, 2))),
        lambda m: SoftmaxWithLoss().forward(np.zeros((1, 2)), m.astype(int)[0][:1]),
        lambda m: WordVectors(m, ["a"]),
        lambda m: wv().similar_by_vector(m[0]),
        lambda m: SGD().update([np.ones((1, 2))], [m]),
        lambda m: UnigramSampler.from_counts(m[0]),
    ],
)
def test_masked_arrays_are_refused(call):
    refused(lambda: call(np.ma.masked_array([[1.0, 2.0]], [[0, 1]])), "plain array, got a masked")


def test_softmax_leaves_out_a_score_of_minus_infinity_alone():
    assert softmax([0.0, -np.inf]).tolist() == [1, 0]
    for scores in ([np.inf, 1], [np.nan, 1], [-np.inf, -np.inf]):
        refused(lambda scores=scores: softmax(scores), "must be finite")


# --- shapes that broadcast, lists and generators in place of arrays -------------------------------


class Draws:
    sample_size = 2

    def get_negative_sample(self, target):
        return np.zeros((1, 2), int)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: FixedNegatives(["a"]), "negatives must be integers"),
        (lambda: FixedNegatives([]), r"shape \(N, k\) or \(k,\), one or more, got \(0,\)"),
        (lambda: FixedNegatives(np.zeros((2, 2, 2), int)), r"got \(2, 2, 2\)"),
        (lambda: FixedNegatives([[1], [2]]).get_negative_sample([0]), r"\(1, 1\), got \(2, 1"),
        (lambda: NegativeSamplingLoss(W, sampler=Draws()).forward(W, [0, 1, 2]), r"\(3, 2\), got"),
        (lambda: CBOW(3, 3, 1, None, weights=(W, W, W)), r"a pair \(W_in, W_out\), got 3"),
        (lambda: RowGrad.from_repeated(np.array([1]), np.ones((2, 3)), (4, 3)), r"\(1, H\), got"),
        (lambda: RowGrad([1], [[1.0]], 5), r"shape must be \(V, H\).*got 5"),
        (lambda: remove_duplicate([W, W], [W.copy(), np.ones(3)]), r"shape \(3, 3\), got \(3,\)"),
        (lambda: clip_grads(np.array([3.0, 4.0]), 1), "gradient 0 must be a float array"),
        (lambda: clip_grads([np.array([30])], 1), "gradient 0 must be a float array, got int64"),
        (lambda: clip_grads([np.array([np.nan])], 1), "length of grads must be finite, got nan"),
        (lambda: draw_alias(*alias_table([1, 1]), -1, 0), "each length of size must be 0 or more"),
        (lambda: draw_alias(*alias_table([1, 1]), 1, "x"), "rng must be a whole number from 0"),
        (lambda: convert_one_hot(np.zeros(10**6, int), 10**8), "000,000,000 bytes, too many"),
        (lambda: cos_similarity([1], [1], eps="1"), "eps must be a number, got '1'"),
        (lambda: normalize(np.broadcast_to(1.0, (2,))), "x must be writable"),
        (lambda: UnigramSampler([0, 1, 2], seed=True), r"seed must be .*got True \(bool\)"),
    ],
)  # fmt: skip
def test_what_would_broadcast_or_be_dropped(call, message):
    refused(call, message)


def test_lists_and_generators_do_as_arrays():
    w = np.ones(2)
    SGD(0.5).update((p for p in [w]), (g for g in [[1.0, 1]]))
    Adam(0.5).update([w], [[1, 1]])
    assert w == pytest.approx([0, 0], abs=1e-5)
    assert RowGrad([1], [[1.0, 2.0]], (3, 2)).dense().tolist() == [[0, 0], [1, 2], [0, 0]]
    assert draw_alias(*alias_table([1, 1]), 3, 0).shape == (3,)


# --- functions of the user ------------------------------------------------------------------------


def yields(state):
    yield state


async def waits(state):
    pass


class Called:
    def __call__(self, state):
        pass


class Yields:
    def __call__(self, state):
        yield state


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: train(callbacks=yields), "when it is called, without yield and async"),
        (lambda: train(callbacks=[waits]), "when it is called, without yield and async"),
        (lambda: train(callbacks=Yields()), "when it is called, without yield and async"),
        (lambda: train(callbacks=Called), r"callable with one argument \(too many"),
        (lambda: train(callbacks=lambda: None), r"one argument \(too many .*lambda state"),
        (lambda: train(callbacks="print"), r"a callback must be .*got 'p' \(str\)"),
        (
            lambda: check_gradients(3.0, [W], list),
            r"f must be a callable with no argument, got 3\.0",
        ),
        (lambda: numerical_gradient(lambda x: 1.0, W), r"no argument \(missing .*lambda: model"),
    ],
)
def test_a_function_is_tried_before_the_work(call, message):
    refused(call, message)


def test_what_can_be_called_is_taken():
    seen = []
    train(callbacks=[Called(), seen.append, lambda state, more=1: None])
    assert seen


def test_a_function_that_fails_is_told_what_it_was_given():
    text = read_text("sotu")
    with pytest.raises(KeyError) as error:
        text.where(lambda about: about["yeer"] < 1900)
    assert "'year': 1790" in error.value.__notes__[0]


# --- names of gensim ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: train(size=100), "train_word2vec has no argument 'size': use vector_size"),
        (lambda: train(iter=5), "'iter': use epochs"),
        (lambda: train(min_count=5), r"use load_corpus\(\.\.\., min_count=5\)"),
        (lambda: train(vectorsize=5), "'vectorsize': use vector_size"),
        (lambda: train(xyz=5), "'xyz': use one of corpus, vector_size"),
        (lambda: load_corpus("say_hello", mincount=1), "'mincount': use min_count"),
        (lambda: wv().most_similar("king", top=1), "'top': use topn"),
        (lambda: wv().index2word, "WordVectors has no 'index2word': use index_to_key"),
        (lambda: wv().wv, "leave .wv out"),
        (lambda: wv().similarty, "did you mean 'similarity'"),
        (
            lambda: wv().__setitem__("king", [1, 2]),
            "a vector cannot be set here: change wv.vectors",
        ),
        (lambda: wv().most_similar({"king": 0.5}), "words have no weights here"),
    ],
)
def test_names_of_gensim_say_what_to_take(call, message):
    refused(call, message)


def test_signatures_stay_what_they_are():
    from inspect import signature

    assert list(signature(train_word2vec).parameters)[:2] == ["corpus", "vector_size"]
    assert "topn" in signature(WordVectors.most_similar).parameters
    assert not hasattr(wv(), "nothing") and not hasattr(wv(), "_repr_html_")


# --- vectors --------------------------------------------------------------------------------------


def test_new_vectors_and_new_words_are_used_at_once():
    w = wv()
    assert w.similarity("king", "bus") == 0
    w.vectors = np.array([[0, 1], [1, 1], [0, 1], [-1, 0.5]], np.float32)
    assert w.similarity("king", "bus") == pytest.approx(1)
    w.index_to_key = ["emperor", "queen", "bus", "man"]
    assert "emperor" in w and "king" not in w


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: wv().get_vector("king", norm="yes"), "norm must be True or False"),
        (lambda: wv().save_word2vec_format("x", binary="no"), "binary must be True or False"),
        (lambda: WordVectors([[1, 0], [-1, 0]], ["a", "b"]).doesnt_match(["a", "b"]), "no mean"),
        (
            lambda: evaluate_analogies(wv(), {1: ["king queen man bus"]}),
            "family must be str, got 1",
        ),
        (lambda: load_corpus("say_hello", tokens="word"), "tokens must be"),
        (lambda: load_corpus("toy_world", punctuation=True), "for files of text"),
        (lambda: train(sync_words=0), "sync_words must be 1,000 or more"),
        (lambda: data_file("../README.md"), "name of a data file must be like"),
        (lambda: load_vectors("sotu", True), "there are vectors for"),
        (lambda: data_file(None), "name of a data file must be like"),
        (
            lambda: Trainer(CBOW(3, 2, 1, [0, 1, 2]), SGD()).plot(),
            "nothing to draw: call fit first",
        ),
    ],
)
def test_options_and_results_that_cannot_be(call, message):
    refused(call, message)


def test_a_correlation_that_does_not_exist_says_why():
    scores = evaluate_word_pairs(wv(), [("king", "queen", 5), ("king", "bus", 5)])
    assert repr(scores).startswith("Spearman nan (all scores, or all cosines, are equal")


def test_ids_of_other_vectors():
    class Other:
        vectors, key_to_index = np.eye(2), {"king": 0, "queen": 1, "bus": 2}

    pairs = [("king", "queen", 8), ("king", "bus", 1)]
    refused(lambda: evaluate_word_pairs(Other(), pairs), r"ids in key_to_index must be in 0\.\.1")


# --- files ----------------------------------------------------------------------------------------


def test_any_changed_byte_of_saved_vectors_is_found(tmp_path):
    path, good = tmp_path / "a.npz", wv()
    good.save(path)
    content = path.read_bytes()
    for place in range(len(content)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :])
        try:
            again = WordVectors.load(path)
        except ValueError:
            continue
        assert np.array_equal(again.vectors, good.vectors), place
        assert again.index_to_key == good.index_to_key, place
        assert np.array_equal(again.counts, good.counts), place


def test_saved_vectors_hold_nothing_else(tmp_path):
    path = tmp_path / "a.npz"
    wv().save(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("more.npy", b"")
    refused(lambda: WordVectors.load(path), "it holds 'more.npy', which save never writes")
    w = wv()
    w.history = {}
    w.history["history"] = w.history
    refused(lambda: w.save(path), "the history holds itself")


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (b"1 2\nsay 0.5 1.0\n", {"binary": True}, "its numbers are text, got b'0.5 1.0"),
        (b"1 2\nsay 1_0 1\n", {}, "a number must be like -0.5 or 1e-3, got '1_0 1'"),
        ("1 1\nsay ٢\n".encode(), {}, "a number must be like"),
    ],
)
def test_files_in_the_word2vec_format(content, options, message, tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    refused(lambda: WordVectors.load_word2vec_format(path, **options), message)


def test_remarks_are_no_analogies(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("# mine\n: f\nking queen man woman\n# and\n")
    assert load_analogies(path) == {"f": [("king", "queen", "man", "woman")]}


def test_counts_of_a_vocabulary_file(tmp_path):
    wv().save_word2vec_format(tmp_path / "a.txt")
    (tmp_path / "v").write_text("king many\n")
    load = w2vlib.WordVectors.load_word2vec_format
    refused(lambda: load(tmp_path / "a.txt", fvocab=tmp_path / "v"), "whole number, got 'many'")


@pytest.mark.parametrize("encoding", ["undefined", "utf\0008", "punycode"])
def test_encodings_that_are_none(encoding, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("you say goodbye and i say hello\n")
    refused(lambda: load_corpus(path, encoding=encoding), "is not (known|punycode)")


def test_names_too_long_and_files_in_place_of_texts(tmp_path):
    refused(lambda: load_corpus("가" * 100 + ".txt"), "File name too long; give the name of a file")
    path = tmp_path / "a.txt"
    path.write_text("you say")
    refused(lambda: Corpus.from_sentences(str(path)), r"is a file: load_corpus\(")


# --- what single lessons use: pictures, measures, rungs -------------------------------------------


def test_rows_that_are_no_rows():
    assert unit_rows([[3, 4]]) == pytest.approx(np.array([[0.6, 0.8]]))
    refused(lambda: unit_rows([3.0, 4.0]), r"rows must have shape \(V, H\), got \(2,\)")
    refused(lambda: pca([[np.nan, 1]]), "X must be finite, got nan")
    refused(lambda: pca([1.0]), r"X must have shape \(n, H\), got \(1,\)")
    refused(lambda: pca(np.zeros((0, 3))), "one row or more")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: total_variation([1, 0], [1]), r"q must have shape \(2,\), got \(1,\)"),
        (lambda: exact_noise(UnigramSampler([0, 1]), -1), r"word ids must be in 0\.\.1, got -1"),
        (lambda: near(corpus(), ["say"]), "turn words into ids"),
        (lambda: near(corpus(), [99]), r"in 0\.\.5, got 99"),
        (lambda: gap(wv(), "", "king", "man", "queen"), "words must be a text"),
        (lambda: gap(wv(), "king", "queen", "man", "man"), "must be different words"),
        (lambda: random_axes(wv(), "king", "bus", "man", "queen", n=0), "n must be 1 or more"),
        (lambda: topic_task(corpus()), "must have documents"),
        (lambda: nearest_centroid(W, [0, 2, 2], W), r"y must hold each class 0\.\.C-1"),
        (lambda: nearest_centroid(W, [0, 1], W), r"y must have shape \(3,\)"),
        (lambda: nearest_centroid(W, [0, 1, 1], W * np.nan), "must be finite"),
        (lambda: SentenceClassifier(W, 0), "n_classes must be 2 or more, got 0"),
        (lambda: morphemes("파일 열기"), "sentences must be a list of words"),
        (lambda: take_turns([print]), "jobs must be a dict"),
        (lambda: take_turns({"a": 5}), "the job 'a' must be a callable with no argument, got 5"),
        (lambda: take_turns({"a": int}, budget=float("nan")), "budget must be 0 or more, got nan"),
        (lambda: predicted_seconds(None), "cost must be a Cost"),
        (lambda: make_rung("book", 50, windw=3), "'windw': use window"),
        (lambda: make_rung("book", 50).step(np.full(20, 50)), r"in 0\.\.49, got 50"),
        (
            lambda: make_rung("tuned", 50).step(np.full(20, 1.5)),
            "integers, got dtype float",
        ),
        (lambda: zipf_text(0, 5), "V must be in 1"),
        (lambda: zipf_text(5, -1), "n must be 0 or more, got -1"),
        (lambda: window_mean(np.ones((5, 2)), 0), r"window must be in 1\.\.2, got 0"),
        (lambda: row_bytes("100", 5), "H must be a whole number"),
    ],
)
def test_measures_and_rungs(call, message):
    refused(call, message)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: small_network(W, W, ["a"], [0], 1), r"words must be 3 different words, got \['a"),
        (lambda: draw_row_pick(1, H=1000), r"H must be in 1\.\.9, got 1000"),
        (
            lambda: before_and_after([1, 0], np.ones((4, 3)), "abcd"),
            r"must have shape \(V, 2",
        ),
        (lambda: before_and_after([1, 0], np.ones((9, 2)), "abcd"), r"in 2\.\.8, got 9"),
        (lambda: draw_sigma(float("nan")), "score must be a finite number, got nan"),
        (lambda: draw_sigma(1, 2), "label must be one of 0, 1, got 2"),
        (lambda: loss_of(1.0, 1, "exact"), "form must be one of stable"),
        (lambda: naive_loss("1", 1), "score must hold numbers"),
        (lambda: draw_tree([1, 2, 3], list("aabc"), "a"), "words must be 4 different words"),
        (lambda: draw_tree([1, 2, 3], list("abcd"), "x"), "target must be one of a, b, c, d, got"),
        (lambda: draw_tree([np.nan, 2, 3], list("abcd"), "a"), "scores must be finite"),
        (lambda: number_line([3, 2], ["a", "b"], "c"), "target must be one of a, b, got 'c'"),
        (lambda: number_line(np.ones(9), list("abcdefghi"), "a"), r"in 2\.\.8, got 9"),
        (lambda: alias_columns([0.5, 0.9], ["a", "b"]), "divide p by its sum"),
        (lambda: answers(W, W, list("ab"), "xy", W), r"left must have shape \(2, 2\)"),
        (lambda: span(float("nan")), "seconds must be 0 or more, got nan"),
        (lambda: plot_growth(None, {}, {}), "must be dicts V → part → seconds"),
        (lambda: show_analogy(W, "a", "b", "c"), "wv must be WordVectors"),
        (lambda: variants_picture(["half"]), "variant must be one of whole, gradient, tied"),
        (lambda: at_its_best("whole", "f1"), "measure must be one of right"),
        (lambda: show(W, "a picture"), "fig must be a matplotlib figure.*got ndarray"),
        (lambda: mean_and_error([0.5]), "number of seeds must be 2 or more, got 1"),
    ],
)
def test_pictures(call, message):
    refused(call, message)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: explore_lookup([1, 3]), r"must be a text, as one types it, got \[1, 3\]"),
        (lambda: explore_sentence(b"you say hello you"), "must be a text, as one types it"),
        (lambda: explore_cost(batch=float("nan")), "a whole number from 1 to 1,000; got nan"),
        (lambda: explore_sampler("say_hello", target="say", draw=1.5), "whole number .* got 1.5"),
        (lambda: explore_step(W="0 1"), r"vectors must have shape \(n, H\)"),
        (lambda: explore_training("wiki"), "there is no file 'wiki'"),
        (lambda: explore_ladder(found={}), "found must be a benchmark"),
        (lambda: explore_ladder(shown=("gpu",)), "a rung must be one of one_hot"),
        (
            lambda: explore_analogy("a", "b", "c", own=few(), vectors="few"),
            "no word is left",
        ),
    ],
)
def test_explorers(call, message):
    refused(call, message)


def few():
    return {"few": WordVectors([[1, 0], [1, 1], [0, 1]], ["a", "b", "c"])}


def test_a_guess_of_several_numbers_is_a_list(capsys):
    guess.lookup_shape(6, 2, 3)
    guess.lookup_shape(1, 2)
    assert capsys.readouterr().out.startswith("lookup_shape: yes\nlookup_shape: not yet")
