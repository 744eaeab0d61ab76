"""A reader's scripts of chapters 3 and 4 run on w2vlib.book and give the book's numbers.

The numbers below were printed by the book's own code (its public repository), run with NumPy's
random numbers seeded as here, on the same words. Losses differ by about 1e-6, as the book takes
log(y + 1e-7); float32 does the rest.
"""

import inspect
import subprocess
import sys

import numpy as np
import pytest

import w2vlib
from w2vlib import WordVectors, book
from w2vlib.lessons.toy_world import toy_world_sentences

SENTENCE = "You say goodbye and I say hello."


@pytest.fixture(autouse=True)
def seeded():
    """As np.random.seed(0) at the top of a script; what other tests draw is left alone."""
    before = np.random.get_state()  # noqa: NPY002
    np.random.seed(0)  # noqa: NPY002
    yield
    np.random.set_state(before)  # noqa: NPY002


@pytest.fixture(scope="module")
def stand_in():
    """In the place of the Penn Treebank: ids, word_to_id, id_to_word of 700 words."""
    words = [w for s in toy_world_sentences()[:110] for w in [*s.split(), "<eos>"]]
    word_to_id = {}
    for word in words:
        word_to_id.setdefault(word, len(word_to_id))
    id_to_word = {i: word for word, i in word_to_id.items()}
    return np.array([word_to_id[w] for w in words]), word_to_id, id_to_word


def chapter_3(Model):
    """The steps of ch03/train."""
    corpus, word_to_id, _ = book.preprocess(SENTENCE)
    contexts, target = book.create_contexts_target(corpus, 1)
    contexts, target = (book.convert_one_hot(x, len(word_to_id)) for x in (contexts, target))
    trainer = book.Trainer(Model(len(word_to_id), 5), book.Adam())
    trainer.fit(contexts, target, 100, 3)
    return trainer


def chapter_4(Model, words, epochs=2):
    """The steps of ch04/train, with a smaller window, batch and vector."""
    corpus, word_to_id, _ = words
    contexts, target = book.create_contexts_target(corpus, 2)
    trainer = book.Trainer(Model(len(word_to_id), 10, 2, corpus), book.Adam())
    trainer.fit(contexts, target, epochs, 30, eval_interval=8)
    return trainer


# Model, first, second and last loss, number of reports, three weights of word 1, sum of all |w|
CHAPTER_3 = [
    ("SimpleCBOW", [1.94576, 1.94593, 1.69467], 100, [0.09368, -0.01822, -0.26546], 7.3929),
    ("SimpleSkipGram", [3.89195, 3.89161, 3.44058], 100, [0.23103, -0.24497, -0.24527], 5.5821),
]
CHAPTER_4 = [
    ("CBOW", [4.15894, 4.15885, 4.15301], 6, [-0.03996, 0.04119, 0.05427], 23.9961),
    ("SkipGram", [16.63567, 16.63547, 16.61804], 6, [-0.029, 0.00326, 0.04438], 17.7639),
]


def compare(trainer, losses, reports, row, total):
    W = trainer.model.word_vecs
    assert len(trainer.loss_list) == reports and W.dtype == np.float32
    np.testing.assert_allclose(np.array(trainer.loss_list)[[0, 1, -1]], losses, atol=2e-5)
    np.testing.assert_allclose(W[1, :3], row, atol=2e-5)
    assert np.abs(W).sum() == pytest.approx(total, abs=5e-4)


@pytest.mark.parametrize(("name", "losses", "reports", "row", "total"), CHAPTER_3)
def test_chapter_3_trains_to_the_books_numbers(name, losses, reports, row, total, capsys):
    compare(chapter_3(getattr(book, name)), losses, reports, row, total)
    out = capsys.readouterr().out.splitlines()
    assert len(out) == reports and out[-1] == f"epoch 100, loss {losses[-1]:.2f}"


@pytest.mark.parametrize(("name", "losses", "reports", "row", "total"), CHAPTER_4)
def test_chapter_4_trains_to_the_books_numbers(name, losses, reports, row, total, stand_in):
    assert len(stand_in[0]) == 711 and len(stand_in[1]) == 130
    compare(chapter_4(getattr(book, name), stand_in), losses, reports, row, total)


def test_the_evaluation_prints_the_books_numbers(stand_in, capsys):
    _, word_to_id, id_to_word = stand_in
    W = np.random.RandomState(1).randn(130, 8).astype("f")
    turned = dict(sorted(word_to_id.items()))  # the order of a dict says nothing
    book.most_similar("city", turned, id_to_word, W, top=3)
    book.analogy("city", "the", "<eos>", turned, id_to_word, W, top=3, answer="is")
    book.analogy("city", "the", "nowhere", turned, id_to_word, W)
    expected = """
[query] city
 drive: 0.7515198588371277
 pregnant: 0.7220879197120667
 streets: 0.7110081911087036

[analogy] city:the = <eos>:?
==>is:1.4556866
 border: 3.1457178592681885
 cheese: 2.8393659591674805
 sushi: 2.775172233581543
nowhere is not found
"""
    got = capsys.readouterr().out.splitlines()
    for line, wanted in zip(got, expected.splitlines(), strict=True):
        text, _, number = wanted.rpartition(":")
        if number and "." in number:
            assert line.startswith(text)
            assert float(line.rpartition(":")[2]) == pytest.approx(float(number), abs=1e-5)
        else:  # ours says which words are near
            assert line.removesuffix("; near: 'were', 'here'") == wanted


def test_the_vectors_of_the_script_go_on_as_word_vectors(stand_in):
    """ch04/train keeps float16 vectors and two dicts; ch04/eval asks them."""
    _, word_to_id, _ = stand_in
    W = np.random.default_rng(0).normal(size=(130, 8)).astype(np.float16)
    wv = WordVectors(W, dict(sorted(word_to_id.items())))
    np.testing.assert_array_equal(wv["city"], W[word_to_id["city"]].astype("f"))
    best = book.cos_similarity(W[word_to_id["city"]], W[word_to_id[wv.most_similar("city")[0][0]]])
    assert best == pytest.approx(wv.most_similar("city")[0][1], abs=1e-3)
    scores = [book.cos_similarity(W[word_to_id["city"]], row) for row in W]
    assert sorted(scores)[-2] == pytest.approx(best)


def test_cosine_of_an_analogy_is_that_of_word_vectors(stand_in, capsys):
    _, word_to_id, id_to_word = stand_in
    W = np.random.default_rng(0).normal(size=(130, 8))
    book.analogy("city", "the", "is", word_to_id, id_to_word, W, top=2, cosine=True)
    lines = capsys.readouterr().out.splitlines()[2:]
    expected = WordVectors(W, word_to_id).most_similar(["the", "is"], ["city"], topn=2)
    assert [line.strip().split(": ")[0] for line in lines] == [word for word, _ in expected]
    np.testing.assert_allclose(
        [float(line.split(": ")[1]) for line in lines], [score for _, score in expected], rtol=1e-5
    )


def test_small_functions():
    corpus, word_to_id, id_to_word = book.preprocess(SENTENCE)
    assert corpus.tolist() == [0, 1, 2, 3, 4, 1, 5, 6] and word_to_id["hello"] == 5
    assert id_to_word == {i: word for word, i in word_to_id.items()}
    assert book.convert_one_hot(corpus[:2], 3).tolist() == [[1, 0, 0], [0, 1, 0]]
    assert book.convert_one_hot(np.zeros((4, 2), int), 3).shape == (4, 2, 3)
    W = np.array([[3.0, 4.0], [0.0, 0.0]])
    assert book.normalize(W) is W and W.tolist() == [[0.6, 0.8], [0, 0]]
    grads = [np.array([3.0, 4.0]), np.array([12.0])]
    book.clip_grads(grads, 6.5)
    np.testing.assert_allclose(np.concatenate(grads), [1.5, 2, 6], rtol=1e-6)
    assert book.cos_similarity([0, 0], [1, 2]) == 0
    assert book.to_cpu(W) is W and book.config.GPU is False
    with pytest.raises(RuntimeError, match="runs on the CPU: leave config"):
        book.to_gpu(W)
    with pytest.raises(IndexError, match=r"word ids must be in 0\.\.2, got 0\.\.6"):
        book.convert_one_hot(corpus, 3)
    with pytest.raises(TypeError, match="float array"):
        book.normalize(np.ones(2, int))


def test_plot_takes_ylim(monkeypatch):
    import matplotlib.pyplot as plt

    monkeypatch.setattr(plt, "show", lambda: None)
    figure = plt.figure()
    trainer = book.Trainer(book.SimpleCBOW(7, 3), book.Adam())
    trainer.loss_list = [1.0, 2.0]
    trainer.plot(ylim=(0, 5))
    assert figure.axes[0].get_ylim() == (0, 5)
    plt.close(figure)


def test_all_names_are_there_and_described():
    for name in book.__all__:
        value = getattr(book, name)
        assert name == "config" or inspect.getdoc(value)


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("CupyXyz", "runs on the CPU"),
        ("to_gpu", "from w2vlib.book import to_gpu"),
        ("preprocess", "from w2vlib.book import preprocess"),
        ("SimpleSkipGram", "from w2vlib.book import SimpleSkipGram"),
        ("Unigram_sampler", "did you mean 'UnigramSampler'"),
        ("unigramsampler", "did you mean 'UnigramSampler'"),
        ("SigmoidwithLoss", "did you mean 'SigmoidWithLoss'"),
        ("TwoLayerNet", "use SimpleCBOW"),
        ("Affine", "use MatMul"),
        ("Momentum", "use SGD, or Adam"),
        ("create_co_matrix", "np.add.at"),
        ("ppmi", "np.log2"),
        ("ptb", "load_corpus"),
        ("TimeLSTM", "chapters 5 to 8"),
        ("Rnnlm", "chapters 5 to 8"),
        ("preproces", "did you mean 'preprocess'? from w2vlib.book import preprocess"),
        ("Qqqq", "it has Adam, CBOW"),
    ],
)
def test_a_name_of_the_books_code_says_what_replaces_it(name, advice):
    with pytest.raises(AttributeError, match=f"w2vlib has no '{name}'") as caught:
        getattr(w2vlib, name)
    assert advice in str(caught.value)


def test_the_module_of_the_book_gives_the_same_advice():
    with pytest.raises(AttributeError, match=r"w2vlib\.book has no 'Nesterov': not here: use SGD"):
        _ = book.Nesterov
    assert w2vlib.layers.Embedding is w2vlib.Embedding  # a module is no misspelt name


def test_advice_imports_nothing_heavy():
    code = (
        "import sys, w2vlib; hasattr(w2vlib, 'Affine'); hasattr(w2vlib, '__path__'); "
        "print(sorted({'w2vlib.book', 'w2vlib.engines', 'w2vlib.models'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_advice_for_chapter_2_is_right():
    """The two lines that replace create_co_matrix and ppmi, run as they stand."""
    from w2vlib.book_names import INSTEAD

    ids, V = np.array([0, 1, 2, 3, 4, 1, 5, 6]), 7
    room = {"np": np, "ids": ids, "V": V}
    exec(INSTEAD["create_co_matrix"].split("predicts: ")[1], room)
    C = room["C"]
    assert C[1].tolist() == [1, 0, 1, 0, 1, 1, 0] and (C == C.T).all() and C.sum() == 14
    M = eval(INSTEAD["ppmi"].split("predicts: ")[1], room)
    assert M[0, 1] == pytest.approx(np.log2(1 * 14 / (1 * 4)), abs=1e-6) and M[0, 2] == 0


@pytest.mark.parametrize("load", [WordVectors.load, WordVectors.load_word2vec_format])
@pytest.mark.parametrize("name", ["cbow_params.pkl", "vectors.bin"])
def test_a_pickle_is_refused_with_its_conversion(tmp_path, monkeypatch, load, name):
    """The two lines that stand in the error make a file that load takes, with the right rows."""
    import pickle

    monkeypatch.chdir(tmp_path)
    params = {
        "word_vecs": np.eye(3, dtype=np.float16),
        "word_to_id": {"say": 1, "you": 0, "hello": 2},
        "id_to_word": {0: "you", 1: "say", 2: "hello"},
    }
    (tmp_path / name).write_bytes(pickle.dumps(params, -1))
    with pytest.raises(ValueError, match="is a pickle, which can run any code") as caught:
        load(name)
    lines = [line.strip() for line in str(caught.value).splitlines() if line.startswith("    ")]
    assert len(lines) == 2
    exec("\n".join(lines), {"WordVectors": WordVectors})
    assert WordVectors.load("vectors.npz")["say"].tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("module", "name", "advice"),
    [
        ("w2vlib.book", "ppmi", "chapter 2 counts"),
        ("w2vlib", "train_wordvec", "did you mean 'train_word2vec'"),
        ("w2vlib", "Momentum", "use SGD, or Adam"),
    ],
)
def test_the_advice_survives_from_import(module, name, advice):
    with pytest.raises(ImportError, match=advice):
        exec(f"from {module} import {name}")
    with pytest.raises(AttributeError, match=advice):
        getattr(sys.modules[module], name)
    assert not hasattr(sys.modules[module], name)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: book.preprocess(["you", "say"]), "text must be one str, got"),
        (lambda: book.most_similar("you", {0: "you"}, {"you": 0}, np.ones((1, 2))), "the order is"),
        (lambda: book.cos_similarity([np.nan, 1], [1, 2]), "must be finite"),
        (lambda: book.normalize(np.array([np.nan, 1.0])), "must be finite"),
    ],
)
def test_what_the_book_takes_in_silence(call, message):
    with pytest.raises((ValueError, TypeError), match=message):
        call()
