"""What layers, losses, models, optimisers and corpora refuse: each kind of mistake, many cases.

Every refusal is a ValueError, TypeError or IndexError whose text names the value, the bound and
the remedy, and leaves everything as it was.
"""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from w2vlib import checking
from w2vlib.corpus import Corpus, contexts_and_targets, keep_probability, load_corpus, subsample
from w2vlib.evaluation import evaluate_analogies
from w2vlib.gradcheck import check_gradients, numerical_gradient
from w2vlib.layers import Embedding, EmbeddingDot, MatMul, RowGrad
from w2vlib.losses import NegativeSamplingLoss, SigmoidWithLoss, SoftmaxWithLoss, sigmoid, softmax
from w2vlib.models import CBOW, SimpleCBOW, SkipGram
from w2vlib.optim import SGD, Adam, SparseAdam, SparseSGD
from w2vlib.sampling import FixedNegatives, UnigramSampler
from w2vlib.trainer import Trainer, clip_grads, remove_duplicate
from w2vlib.vectors import WordVectors
from w2vlib.vocabulary import Vocabulary
from w2vlib.word_pairs import evaluate_word_pairs, spearman

W = np.arange(12.0).reshape(4, 3)
ONES, NAN, INF = np.ones((2, 3)), float("nan"), float("inf")
TEXT = np.array([0, 1, 2, 3, 1])


def after(layer, *arguments):
    """The layer after a forward."""
    layer.forward(*arguments)
    return layer


def cbow(**more):
    return CBOW(4, 3, 1, TEXT, seed=0, **more)


def skip_gram():
    return SkipGram(4, 3, 1, TEXT, seed=0)


def ns_loss():
    return NegativeSamplingLoss(W, TEXT, sample_size=2, seed=0)


PAIRS = np.array([[0, 2], [1, 3]])
SHAPES = [
    (lambda: MatMul([1, 2]), r"W must have shape \(V, H\), got \(2,\)"),
    (lambda: Embedding(np.zeros((2, 3, 4))), r"W must have shape"),
    (lambda: Embedding([["a", "b"]]), "W must hold numbers, got dtype <U1"),
    (lambda: MatMul(W).forward(np.ones((2, 3))), r"x must have shape \(N, 4\), got \(2, 3\)"),
    (lambda: MatMul(W).forward(np.ones(4)), r"got \(4,\); one row a word of the batch"),
    (lambda: after(MatMul(W), np.ones((2, 4))).backward(np.ones((1, 3))), r"dout .*\(2, 3\)"),
    (lambda: after(MatMul(W), np.ones((2, 4, 4))).backward(ONES), r"\(N, 4\).* a plain batch"),
    (lambda: after(Embedding(W), [1, 2]).backward(np.ones((2, 1))), r"dout .*\(2, 3\), got"),
    (lambda: after(Embedding(W), [1, 2]).backward(np.ones(3)), r"dout .*the shape that forward"),
    (lambda: after(Embedding(W), [[1], [2]]).backward(ONES), r"dout .*\(2, 1, 3\), got \(2, 3\)"),
    (lambda: after(Embedding(W), [1]).backward([["a", "b", "c"]]), "dout must hold numbers"),
    (lambda: EmbeddingDot(W).forward(ONES, [[0], [1]]), r"idx .*\(2,\), got \(2, 1\); .*ravel"),
    (lambda: EmbeddingDot(W).forward(ONES, [0, 1, 2]), r"idx .*\(2,\), got \(3,\)"),
    (lambda: EmbeddingDot(W).forward(ONES, 1), r"idx .*got \(\)"),
    (lambda: EmbeddingDot(W).forward(np.ones(3), [0]), r"h .*\(N, 3\), got \(3,\)"),
    (lambda: EmbeddingDot(W).forward(np.ones((2, 1)), [0, 1]), r"h .*\(N, 3\), got \(2, 1\)"),
    (lambda: after(EmbeddingDot(W), ONES, [0, 1]).backward(np.ones((2, 1))), r"dout .*\(2,\)"),
    (lambda: after(EmbeddingDot(W), ONES, [0, 1]).backward(1), r"dout .*\(2,\), got \(\)"),
    (lambda: SigmoidWithLoss().forward(np.zeros(3), np.ones((3, 1))), r"labels t .*\(3,\), got"),
    (lambda: SigmoidWithLoss().forward(np.zeros((3, 1)), np.ones(3)), r"labels t .*\(3, 1\), got"),
    (lambda: SigmoidWithLoss().forward(np.zeros(3), 1), r"labels t .*got \(\)"),
    (lambda: SigmoidWithLoss().forward([], []), "one or more"),
    (lambda: after(SigmoidWithLoss(), [0.0], [1]).backward([1, 2]), r"dout .*got \(2,\)"),
    (lambda: SoftmaxWithLoss().forward(ONES, [[0], [1]]), r"t .*\(2,\), got \(2, 1\)"),
    (lambda: SoftmaxWithLoss().forward(ONES, [0]), r"t .*\(2,\), got \(1,\)"),
    (lambda: SoftmaxWithLoss().forward(ONES, np.zeros((2, 3))), "one 1 in each row"),
    (lambda: SoftmaxWithLoss().forward(ONES, ONES / 3), "one 1 in each row"),
    (lambda: SoftmaxWithLoss().forward(np.ones((2, 3, 1)), [0, 1]), r"scores x .*\(N, V\)"),
    (lambda: softmax(3.0), r"one score or more in each row, got shape \(\)"),
    (lambda: softmax(np.zeros((2, 0))), r"one score or more in each row, got shape \(2, 0\)"),
    (lambda: SoftmaxWithLoss().forward([1.0, 2, 3], [0, 1]), r"t .*\(1,\), got \(2,\)"),
    (lambda: ns_loss().forward(ONES, [[0], [1]]), r"target .*\(2,\), got \(2, 1\)"),
    (lambda: ns_loss().forward(ONES, [0]), r"target .*\(2,\), got \(1,\)"),
    (lambda: ns_loss().forward(np.ones((2, 4)), [0, 1]), r"h .*\(N, 3\)"),
    (lambda: cbow().forward(np.zeros((2, 6), int), [1, 2]), r"contexts .*\(2, 2\), got.*window"),
    (lambda: cbow().forward(np.zeros((1, 2), int), [1, 2]), r"contexts .*\(2, 2\), got \(1, 2\)"),
    (lambda: cbow().forward([0, 2], [1]), r"contexts .*\(1, 2\), got \(2,\)"),
    (lambda: cbow().forward(PAIRS, [[1], [2]]), r"target .*got \(2, 1\)"),
    (lambda: cbow().forward(PAIRS, [1, 2], mask=np.ones(2)), r"mask .*\(2, 2\), got \(2,\)"),
    (lambda: cbow().forward(PAIRS, [1, 2], mask=[[1, 0], [0, 0]]), "a 1 in every row"),
    (lambda: skip_gram().forward(np.zeros((2, 6), int), [1, 2]), r"contexts .*window"),
    (lambda: skip_gram().forward(PAIRS, [[1], [2]]), r"target .*got \(2, 1\)"),
    (lambda: SimpleCBOW(4, 3).forward(np.ones((2, 3, 4)), [1, 2]), r"contexts .*\(N, 2, 4\)"),
    (lambda: SimpleCBOW(4, 3).forward(PAIRS, [1, 2]), r"contexts .*one-hot"),
    (lambda: CBOW(4, 3, 1, TEXT, weights=(W, W.T)), r"W_out must have shape \(4, 3\)"),
    (lambda: CBOW(3, 3, 1, TEXT), "vocab_size must be 4 or more.*ids up to 3, got 3"),
    (lambda: CBOW(1, 3, 1, TEXT), r"vocab_size must be in 2\.\.2,147,483,647, got 1; len"),
    (lambda: CBOW(4, 0, 1, TEXT), r"hidden_size must be in 1\.\.100,000, got 0; 100 is usual"),
    (lambda: CBOW(4, "3", 1, TEXT), "hidden_size must be a whole number, got '3'"),
    (lambda: SkipGram(4, 3, 0, TEXT), r"window_size must be in 1\.\.1,000, got 0; 5 is usual"),
    (lambda: Trainer(cbow(), Adam()).fit(PAIRS, [[1], [2]], 1), r"target .*got \(2, 1\)"),
    (lambda: Trainer(cbow(), Adam()).fit(3, 4, 1), r"got shapes \(\) and \(\)"),
    (lambda: Trainer(cbow(), Adam()).fit(PAIRS, 4, 1), r"got shapes \(2, 2\) and \(\)"),
    (lambda: Trainer(cbow(), Adam()).fit(4, [1], 1), r"got shapes \(\) and \(1,\)"),
    (lambda: Trainer(cbow(), Adam()).fit([], [], 1), r"length above 0, got shapes \(0,\) and"),
    (lambda: SGD().update([W.copy()], [np.ones((4, 1))]), r"gradient 0 .*\(4, 3\), got \(4, 1\)"),
    (lambda: SGD().update([W], []), "as many, got 1, 0"),
    (lambda: contexts_and_targets([[0], [1], [2]], 1), r"one row of at least 3 ids .*\(3, 1\)"),
    (lambda: subsample([[0, 1]], [2, 2]), r"ids must have shape \(N,\)"),
]
IDS = [
    (lambda: Embedding(W).forward([0, 4]), r"word ids must be in 0\.\.3, got 0\.\.4"),
    (lambda: Embedding(W).forward([-1]), r"got -1\.\.-1; were the ids made with another vocab"),
    (lambda: Embedding(W).forward(["you"]), "turn words into ids with Vocabulary.encode"),
    (lambda: Embedding(W).forward([None]), "word ids must be integers, got dtype object"),
    (lambda: Embedding(W).forward([1.0]), r"got dtype float64; convert with \.astype"),
    (lambda: Embedding(W).forward([True]), "got dtype bool"),
    (lambda: Embedding(W).forward([[1], [2, 3]]), "rows of different lengths"),
    (lambda: ns_loss().forward(ONES, [0, 9]), r"word ids must be in 0\.\.3, got 0\.\.9"),
    (lambda: SoftmaxWithLoss().forward(ONES, [0, 3]), r"word ids must be in 0\.\.2, got 0\.\.3"),
    (lambda: SoftmaxWithLoss().forward(ONES, ["a", "b"]), "word ids must be integers"),
    (lambda: cbow().forward([["you", "say"]], [1]), "turn words into ids"),
    (lambda: contexts_and_targets("you say hello", 1), "turn words into ids"),
    (lambda: contexts_and_targets([0.5, 1, 2], 1), "word ids must be integers"),
    (lambda: subsample([0, 5], [1, 1]), r"word ids must be in 0\.\.1"),
    (lambda: Vocabulary("ab").decode([0]), "words must be a list of words"),
    (lambda: Vocabulary(["a"]).decode("a"), r"ids must have shape \(n,\), got \(\)"),
    (lambda: Vocabulary(["a"]).decode(["a"]), "turn words into ids"),
    (lambda: Vocabulary(["a"]).decode([[0], [0, 1]]), "each row as long"),
]
NUMBERS = [
    (lambda: SigmoidWithLoss().forward([INF], [1]), "scores x must be finite, got inf; if this"),
    (lambda: SigmoidWithLoss().forward([0.0, NAN], [1, 0]), "must be finite, got nan"),
    (lambda: SigmoidWithLoss().forward(-INF, 0), "must be finite, got -inf"),
    (lambda: SigmoidWithLoss().forward([0.0], [NAN]), r"labels t must be 1 \(yes\) or 0 .*nan"),
    (lambda: SigmoidWithLoss().forward([0.0], [2]), r"labels t must be 1 \(yes\) or 0 .*2"),
    (lambda: SigmoidWithLoss().forward(["a"], [1]), "scores x must hold numbers"),
    (lambda: SoftmaxWithLoss().forward([[0, NAN]], [0]), "scores x must be finite, got nan"),
    (lambda: SoftmaxWithLoss().forward([[0, INF]], [0]), "scores x must be finite, got inf"),
    (lambda: after(SoftmaxWithLoss(), ONES, [0, 1]).backward(NAN), "dout must be a finite number"),
    (lambda: sigmoid("a"), "x must hold numbers"),
    (lambda: SGD(lr=NAN), "lr must be 0 or more, got nan; 0.01 is usual"),
    (lambda: SGD(lr=-0.1), "lr must be 0 or more, got -0.1"),
    (lambda: Adam(lr="0.1"), r"lr must be a number, got '0.1' \(str\)"),
    (lambda: Adam(lr=INF), "lr must be 0 or more, got inf"),
    (lambda: Adam(lr=None), "lr must be a number, got None"),
    (lambda: Adam(beta1=1), r"beta1 must be in 0\.\.0\.999999999, got 1; 0.9 is usual"),
    (lambda: Adam(beta2=1), r"beta2 must be in 0\.\.0\.999999999, got 1; 0.999 is usual"),
    (lambda: Adam(beta2=-1), r"beta2 must be in 0\.\."),
    (
        lambda: SGD().update([W.copy()], [np.full((4, 3), NAN)]),
        "gradient 0 must be finite, got nan",
    ),
    (
        lambda: SGD().update([W.astype(int)], [W]),
        "params must be float arrays, but number 0 is int",
    ),
    (lambda: SGD().update([[1.0]], [[1.0]]), "params must be float arrays, but number 0 is list"),
    (lambda: clip_grads([W.copy()], NAN), "max_norm must be a number above 0, got nan"),
    (lambda: clip_grads([W.copy()], 0), "max_norm must be a number above 0, got 0"),
    (lambda: keep_probability([1, 2], NAN), "sample must be 0 or more, got nan"),
    (lambda: keep_probability([1, -2]), r"counts must be in 0\.\.2\*\*63 - 1, got -2"),
    (lambda: keep_probability(["a"]), "counts must be whole numbers"),
    (lambda: contexts_and_targets(TEXT, 1.0), "window_size must be a whole number, got 1.0"),
    (lambda: Vocabulary(["a"], [NAN]), "counts must be whole numbers"),
    (lambda: Vocabulary(["a"], [1.5]), "counts must be whole numbers"),
    (lambda: Vocabulary(["a"], ["1"]), "counts must be whole numbers"),
    (lambda: Vocabulary(["a"], np.array([2**63], np.uint64)), r"got 9223372036854775808\.\."),
    (lambda: Vocabulary(["a"], [[1]]), r"counts must have shape \(1,\), got \(1, 1\)"),
    (lambda: Vocabulary(["a"], 1), None),
    (lambda: Corpus.from_sentences(["a b"], min_count="1"), "min_count must be a whole number"),
    (lambda: Corpus.from_sentences(["a b"], min_count=10**400), "min_count=1000"),
    (lambda: load_corpus("say_hello", NAN), "min_count must be a whole number"),
]
SPARSE = [
    (lambda: Trainer(cbow(sparse=True), Adam()).fit(PAIRS, [1, 2], 1), "take SparseAdam"),
    (
        lambda: Trainer(cbow(sparse=True), SGD()).fit(PAIRS, [1, 2], 1),
        "sparse=True; take SparseSGD",
    ),
    (lambda: Trainer(cbow(), SparseAdam()).fit(PAIRS, [1, 2], 1), "sparse=True, or take Adam"),
    (lambda: Trainer(cbow(), SparseSGD()).fit(PAIRS, [1, 2], 1), "sparse=True, or take SGD"),
    (
        lambda: SparseSGD().update([W.copy()], [RowGrad(np.array([9]), np.ones((1, 3)), (4, 3))]),
        r"must be in 0\.\.3, got 9",
    ),
    (
        lambda: SparseSGD().update([W.copy()], [RowGrad(np.array([1]), np.ones((2, 3)), (4, 3))]),
        r"gradient 0 .*\(1, 3\), got \(2, 3\)",
    ),
]
NO_TEXT = [
    (lambda: Corpus.from_sentences(["a b c", NAN, "b a"]), "sentence 1 must be a text .*nan"),
    (lambda: Corpus.from_sentences(["a b", None]), "sentence 1 must be a text .*None"),
    (lambda: Corpus.from_sentences([3, 4]), r"sentence 0 must be a text .*got 3 \(int\)"),
    (lambda: Corpus.from_sentences([b"a b"]), "sentence 0 must be a text .*bytes"),
    (lambda: Corpus.from_sentences([["a"], ["b", None]]), "sentence 1 must hold words .*None"),
    (lambda: Corpus.from_sentences([["a", b"b"]]), r"sentence 0 .*b'b' \(bytes\); \.decode\(\) it"),
    (lambda: Corpus.from_sentences([["a", 1.5]]), r"sentence 0 .*got 1.5 \(float\)"),
    (lambda: Corpus.from_sentences([["a", True]]), r"sentence 0 .*got True \(bool\)"),
    (lambda: Corpus.from_sentences([["a", ["b"]]]), r"sentence 0 .*got \['b'\] \(list\)"),
    (lambda: Corpus.from_sentences([[1, 2], [2, 3]]), r"sentence 0 .*got 1 \(int\); .*str\(word\)"),
    (lambda: Corpus.from_sentences(np.array([[1, 2]])), r"sentence 0 .*got 1 \(int\)"),
    (lambda: Corpus.from_sentences(["a b", {"a", "b"}]), "sentence 1 must be a text or a list"),
    (lambda: Corpus.from_sentences([{"a": 1}]), "sentence 0 must be a text or a list"),
    (lambda: Corpus.from_sentences({"a b": 1}), "sentences must be a list of texts"),
    (lambda: Corpus.from_sentences(b"a b"), "sentences must be a list of texts"),
    (lambda: Corpus.from_sentences(3), "sentences must be a list of texts"),
    (lambda: Corpus.from_sentences(Path("a.txt")), r"file is read by load_corpus\(path\)"),
    (lambda: load_corpus(None), "or a path, got None"),
    (lambda: load_corpus(b"a.txt"), "or a path, got b'a.txt'"),
    (lambda: load_corpus(["a.txt", 3]), "the path must be a str or Path, got 3"),
    (lambda: load_corpus(""), "the path must name a file, got ''"),
    (lambda: load_corpus("a\0b.txt"), "the path must name a file"),
    (lambda: Vocabulary([b"a"]), "word 0 is none, got b'a'"),
    (lambda: Vocabulary(["a", None]), "word 1 is none, got None"),
    (lambda: Vocabulary(["a", NAN]), "word 1 is none, got nan"),
    (lambda: Vocabulary({"a", "b"}), "must be a list of words in order"),
    (lambda: Vocabulary(None), "must be a list of words, got None"),
    (lambda: Vocabulary(["a"]).encode(None), "must be a list of words, got None"),
    (lambda: Vocabulary(["a"]).encode([["a"]]), "word 0 is none"),
    (lambda: Vocabulary({"a": 1, "b": 2}), r"ids must be 0\.\.1, each once"),
    (lambda: Vocabulary({"a": 7, "b": 7}), "each once, got"),
    (lambda: Vocabulary(Counter("aab"), [1, 2]), "leave counts out"),
]
VOCAB = Vocabulary(["a", "b"])
PARTS = [
    (lambda: Corpus("x", [0, 1, 1], [0, 2], VOCAB), r"rise from 0 to 3, got \[0, 2\]"),
    (lambda: Corpus("x", [0, 1, 1], [1, 3], VOCAB), "rise from 0 to 3"),
    (lambda: Corpus("x", [0, 1, 1], [0, 2, 2, 3], VOCAB), "rise from 0 to 3"),
    (lambda: Corpus("x", [0, 1, 1], [0, 4], VOCAB), "so that no word is left out"),
    (lambda: Corpus("x", [0, 1, 1], [0, 3.0], VOCAB), "bounds must be integers, got float64"),
    (lambda: Corpus("x", [0, 1, 1], 3, VOCAB), r"bounds must have shape \(S\+1,\)"),
    (lambda: Corpus("x", [0, 1, 2], [0, 3], VOCAB), r"must be in 0\.\.1, got 0\.\.2"),
    (lambda: Corpus("x", [0, 2**32, 1], [0, 3], VOCAB), r"must be in 0\.\.1"),
    (lambda: Corpus("x", [0.5, 1], [0, 2], VOCAB), "must be integers, got dtype float64"),
    (lambda: Corpus("x", [[0], [1]], [0, 2], VOCAB), r"ids must have shape \(N,\)"),
    (lambda: Corpus("x", [0, 1], [0, 2], ["a", "b"]), "vocab must be a Vocabulary"),
    (lambda: Corpus("x", [0, 1], [0, 2], VOCAB, [0]), "document and metadata belong together"),
    (lambda: Corpus("x", [0, 1], [0, 2], VOCAB, [1], [{}]), r"document must be in 0\.\.0, got 1"),
    (lambda: Corpus("x", [0, 1], [0, 2], VOCAB, [0, 0], [{}]), r"document must have shape \(1,\)"),
]
FIRST = [
    (lambda: MatMul(W).backward(ONES), "MatMul.backward needs what forward keeps"),
    (lambda: Embedding(W).backward(ONES), "Embedding.backward needs what forward keeps"),
    (lambda: Embedding(W, sparse=True).backward(ONES), "call forward first"),
    (lambda: EmbeddingDot(W).backward(np.ones(2)), "EmbeddingDot.backward needs"),
    (lambda: SigmoidWithLoss().backward(), "SigmoidWithLoss.backward needs"),
    (lambda: SoftmaxWithLoss().backward(), "SoftmaxWithLoss.backward needs"),
    (lambda: ns_loss().backward(), "NegativeSamplingLoss.backward needs"),
    (lambda: SimpleCBOW(4, 3).backward(), "backward needs what forward keeps"),
    (lambda: cbow().backward(), "backward needs what forward keeps"),
    (lambda: skip_gram().backward(), "backward needs what forward keeps"),
]
TABLES = dict(
    shapes=SHAPES,
    ids=IDS,
    numbers=NUMBERS,
    sparse=SPARSE,
    no_text=NO_TEXT,
    parts=PARTS,
    first=FIRST,
)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        pytest.param(*row, id=f"{kind}-{i}")
        for kind, rows in TABLES.items()
        for i, row in enumerate(rows)
    ],
)
def test_refused(call, says, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("you say")
    with pytest.raises((ValueError, TypeError, IndexError), match=says):
        call()


# --- what is taken, and means what it should ------------------------------------------------------


def test_integers_of_section_4_2_4_have_gradients():
    layer = EmbeddingDot(np.arange(6).reshape(3, 2))
    assert layer.forward(np.ones((2, 2)), [1, 2]).tolist() == [5, 9]
    assert layer.backward([0.5, 0.5]).tolist() == [[1, 1.5], [2, 2.5]]
    assert layer.grads[0].tolist() == [[0, 0], [0.5, 0.5], [0.5, 0.5]]
    embedding = after(Embedding(np.arange(6).reshape(3, 2), sparse=True), [1])
    embedding.backward([[0.5, 0.25]])
    assert embedding.grads[0].rows.tolist() == [[0.5, 0.25]]


def test_layers_share_the_matrix_they_are_given():
    """Checked, never copied: the optimiser changes the user's own array."""
    for layer in (MatMul(W), Embedding(W), EmbeddingDot(W)):
        assert layer.params[0] is W
    model = cbow(weights=(W, W.copy()), sampler=FixedNegatives([0, 1]))
    assert model.word_vecs is W and model.params[0] is W


def test_each_row_of_embedding_dot_has_its_own_gradient():
    """(N,) numbers go down as a column: row i of dh is dout[i] times the row of word i."""
    layer = EmbeddingDot(W.copy())
    layer.forward(np.array([[1.0, 2, 3], [4, 5, 6], [7, 8, 9]]), [2, 0, 2])
    dh = layer.backward([1.0, 10.0, 100.0])
    np.testing.assert_array_equal(dh, [W[2], 10 * W[0], 100 * W[2]])
    np.testing.assert_array_equal(layer.grads[0][2], [701, 802, 903])
    np.testing.assert_array_equal(layer.grads[0][0], [40, 50, 60])


def test_nothing_is_changed_by_a_refused_step():
    params = [np.ones((2, 2)), np.ones((2, 2))]
    for optimizer in (SGD(), Adam()):
        with pytest.raises(checking.NotFinite):
            optimizer.update(params, [np.ones((2, 2)), np.full((2, 2), NAN)])
        assert (params[0] == 1).all()
    adam = Adam()
    adam.update([np.ones((2, 2))], [np.ones((2, 2))])
    with pytest.raises(ValueError, match="make a new optimiser for another model"):
        adam.update([np.ones(3)], [np.ones(3)])
    assert adam.iter == 1
    adam.lr = NAN
    with pytest.raises(ValueError, match="lr must be 0 or more, got nan"):
        adam.update([np.ones((2, 2))], [np.ones((2, 2))])


def test_one_hot_rows_and_single_questions():
    scores = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]])
    loss = SoftmaxWithLoss().forward(scores, [2, 0])
    assert SoftmaxWithLoss().forward(scores, np.eye(3)[[2, 0]]) == loss
    one = SoftmaxWithLoss().forward(scores[0], 2)
    assert SoftmaxWithLoss().forward(scores[0], np.eye(3)[2]) == one
    assert SoftmaxWithLoss().forward(scores[0], [2]) == one
    assert SigmoidWithLoss().forward(0.0, 1) == pytest.approx(np.log(2))


@pytest.mark.parametrize(
    "words", [{"b": 1, "a": 0}, {1: "b", 0: "a"}, ("a", "b"), np.array(["a", "b"]), iter("ab")]
)
def test_mappings_are_taken_by_id(words):
    assert Vocabulary(words, [5, 2]).index_to_key == ["a", "b"]


def test_a_counter_gives_ids_by_count():
    vocab = Vocabulary(Counter("abbbcc"))
    assert vocab.index_to_key == ["b", "c", "a"] and vocab.counts.tolist() == [3, 2, 1]
    assert len(Vocabulary(Counter())) == 0
    assert [] not in vocab and 3 not in vocab and "a" in vocab


@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.uint64, np.float32, np.float64])
def test_counts_of_any_type(dtype):
    counts = Vocabulary(["a", "b"], np.array([200, 7], dtype)).counts
    assert counts.tolist() == [200, 7] and counts.dtype == np.int64
    assert Vocabulary(["a"], [2**63 - 1]).counts.tolist() == [2**63 - 1]


@pytest.mark.parametrize(
    ("sentences", "words"),
    [
        (np.array([["7", "8"], ["8", "9"]]), ["8", "7", "9"]),
        ([np.array(["b", "a"]), ("a", "")], ["a", "b"]),
        (iter([["a", "b"], "B"]), ["b", "a"]),
        ("a b\nb", ["b", "a"]),
        ([["new york", "b"], []], ["new york", "b"]),
    ],
)
def test_sentences_that_are_taken(sentences, words):
    assert Corpus.from_sentences(sentences).vocab.index_to_key == words


FLAGS = [
    (lambda: Embedding(W, sparse="no"), "sparse"),
    (lambda: UnigramSampler(TEXT, replace="no"), "replace"),
    (lambda: UnigramSampler(TEXT, exclude="no"), "exclude"),
    (lambda: Trainer(cbow(), Adam(), book="no"), "book"),
    (lambda: Trainer(cbow(), Adam()).fit(PAIRS, [1, 2], verbose="no"), "verbose"),
    (lambda: Corpus.from_sentences(["a b"], punctuation="no"), "punctuation"),
    (lambda: Corpus.from_sentences(["a b"]).where(np.array([True]), keep_vocab="no"), "keep_vocab"),
    (
        lambda: load_corpus(Path(__file__).parents[1] / "data/sotu.txt.xz", progress="no"),
        "progress",
    ),
    (lambda: WordVectors(W, list("abcd")).most_similar("b", exclude="no"), "exclude"),
    (lambda: evaluate_analogies(WordVectors(W, list("abcd")), ["a b c d"], "no"), "exclude"),
    (
        lambda: evaluate_word_pairs(WordVectors(W, list("abcd")), [("a", "b", 1)], "no"),
        "case_insensitive",
    ),
]
SEEDED = [
    lambda seed: UnigramSampler(TEXT, seed=seed),
    lambda seed: CBOW(4, 3, 1, TEXT, seed=seed),
    lambda seed: SimpleCBOW(4, 3, seed=seed),
    lambda seed: SkipGram(4, 3, 1, TEXT, seed=seed),
    lambda seed: Trainer(cbow(), Adam(), seed=seed),
    lambda seed: subsample([0, 1], [1, 1], rng=seed),
]


@pytest.mark.parametrize(("call", "name"), FLAGS)
def test_a_text_is_no_flag(call, name):
    with pytest.raises(TypeError, match=f"{name} must be True or False, got 'no' "):
        call()


@pytest.mark.parametrize("make", SEEDED)
def test_seeds_are_refused_in_our_words(make):
    for seed in ("abc", 1.5, -1):
        with pytest.raises((TypeError, ValueError), match="must be a whole number from 0, a Gen"):
            make(seed)
    make(np.random.SeedSequence(1)), make(np.random.default_rng(1)), make(None)


class Model:
    """A model of a reader's own."""

    def __init__(self, loss):
        self.loss, self.params, self.grads = loss, [np.ones(2)], [np.zeros(2)]

    def forward(self, x, t):
        return self.loss

    def backward(self):
        pass


class HalfASampler:
    sample_size = 5


def read_only(array):
    array.flags.writeable = False
    return array


def row_grad(ids, rows=2):
    return RowGrad(np.array(ids), np.ones((rows, 2)), (4, 2))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Trainer(SGD(), cbow()), r"must be like CBOW\(...\), but SGD.* has no forward"),
        (lambda: Trainer(CBOW, SGD()), "model .* is a class"),
        (lambda: Trainer(cbow(), "adam"), "optimizer must be like SGD.*'adam' has no update"),
        (lambda: Trainer(Model(None), SGD()).fit([1], [1]), "must return one number, got None"),
        (lambda: Trainer(Model(ONES), SGD()).fit([1], [1]), "must return one number, got an a"),
        (lambda: NegativeSamplingLoss(W, sampler=SGD()), "a sampler must have get_negative_sample"),
        (lambda: NegativeSamplingLoss(W, sampler=HalfASampler()), "have get_negative_sample and s"),
        (lambda: NegativeSamplingLoss(W, [0, 9]), "the rows of W must be 10 or more.*got 4"),
        (lambda: UnigramSampler(TEXT, sample_size=10**9), r"sample_size must be in 1\.\.1,000,000"),
        (lambda: SkipGram(4, 3, 1, TEXT, places=0), r"places must be in 1\.\.2,000, got 0"),
        (lambda: cbow().forward(PAIRS, [1, 2], mask=[[2, 1], [1, 1]]), "mask must hold 1 .* and 0"),
        (lambda: SoftmaxWithLoss().forward(np.zeros((0, 3)), []), "one row or more"),
        (lambda: contexts_and_targets([], 1), r"at least 3 ids .*got shape \(0,\)"),
        (lambda: SGD().update([read_only(np.ones(2))], [np.ones(2)]), "0 must be writable"),
        (lambda: SparseSGD().update([np.ones((4, 2))], [row_grad([3, 1])]), "must rise, each once"),
        (lambda: SparseSGD().update([np.ones((4, 2))], [row_grad([1, 1])]), "adds up the rows of"),
        (lambda: row_grad([0, 3, 2], rows=3).dense(), r"must rise, each once, got \[0, 3, 2\]"),
        (lambda: row_grad([1, -1]).dense(), r"word ids must be in 0\.\.3, got -1\.\.1"),
        (lambda: row_grad([1, 2], rows=1).dense(), r"the gradient must have shape \(2, 2\)"),
        (lambda: remove_duplicate([W], []), "as many, got 1, 0"),
        (lambda: check_gradients(lambda: None, [W], list), "f must return one number, got None"),
        (lambda: check_gradients(lambda: 1.0, [W], [W]), "grads must be a callable"),
        (lambda: check_gradients(lambda: 1.0, [W], lambda: None), "grads must return a list"),
        (lambda: check_gradients(lambda: 1.0, [W], list), "as many, got 1, 0"),
        (lambda: check_gradients(lambda: 1.0, W, lambda: [W]), "params must be a list of arrays"),
        (lambda: check_gradients(lambda: 1.0, [], list), "params must be a list of arrays"),
        (lambda: numerical_gradient(lambda: 1.0, read_only(np.ones(2))), "x must be writable"),
        (lambda: Corpus.from_sentences(["a b"]).text("a"), "s must be a whole number, got 'a'"),
        (lambda: Corpus.from_sentences([["a\ud800", "b"]]), "valid Unicode"),
        (lambda: spearman([1, 2, 3], [1, 2]), "as many, 2 or more, got 3 and 2"),
        (lambda: spearman([1], [2]), "as many, 2 or more, got 1 and 1"),
    ],
)  # fmt: skip
def test_the_second_round(call, message):
    with pytest.raises((ValueError, TypeError, IndexError), match=message):
        call()


def test_no_ids_are_ids():
    assert Embedding(W).forward([]).shape == (0, 3)
    assert UnigramSampler(TEXT).get_negative_sample([]).shape == (0, 5)


def test_x_is_restored_when_f_fails():
    x = np.array([1.0, 2.0])
    with pytest.raises(ZeroDivisionError):
        numerical_gradient(lambda: 1 / 0 if x[1] > 2 else 1.0, x)
    assert x.tolist() == [1, 2]
