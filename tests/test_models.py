"""Models, optimisers and the trainer: gradients through all of it, sparse = dense, book's loop."""

import subprocess
import sys

import numpy as np
import pytest

from w2vlib.gradcheck import check_gradients, numerical_gradient, relative_error
from w2vlib.layers import RowGrad
from w2vlib.models import CBOW, SimpleCBOW, SkipGram
from w2vlib.optim import SGD, Adam, SparseAdam, SparseSGD
from w2vlib.sampling import FixedNegatives
from w2vlib.trainer import Trainer, clip_grads, remove_duplicate

TEXT = np.array([0, 1, 2, 3, 4, 1, 5, 6])  # you say goodbye and i say hello .
WINDOWS = np.stack([TEXT[:-2], TEXT[2:]], axis=1), TEXT[1:-1]


def to_float64(model):
    """The same model in float64: shared matrices stay shared."""
    seen = {}
    for layer in model.layers:
        parts = getattr(layer, "embed_dot_layers", [layer])
        for part in parts:
            part = getattr(part, "embed", part)
            W = seen.setdefault(id(part.params[0]), part.params[0].astype(np.float64) * 50)
            part.params[0] = W
            if part.grads[0] is not None:
                part.grads[0] = np.zeros_like(W)
        if hasattr(layer, "embed_dot_layers"):
            layer.params = [p for d in parts for p in d.params]
    return model


def fix_negatives(model, negatives):
    losses = getattr(model, "loss_layers", None) or [model.ns_loss]
    for loss in losses:
        loss.sampler = FixedNegatives(negatives)


@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize("Model", [CBOW, SkipGram])
@pytest.mark.parametrize("batch", [1, 6])
def test_gradient_through_the_whole_network(Model, batch, sparse):
    contexts, target = (a[:batch] for a in WINDOWS)
    model = to_float64(Model(7, 3, 1, TEXT, seed=0, sparse=sparse))
    fix_negatives(model, np.random.default_rng(1).integers(0, 7, size=(batch, 5)))

    def grads():
        model.backward()
        return model.grads

    f = lambda: model.forward(contexts, target)  # noqa: E731
    assert max(check_gradients(f, model.params, grads)) < 1e-6


def test_gradient_through_simple_cbow():
    contexts, target = np.eye(7)[WINDOWS[0]], np.eye(7)[WINDOWS[1]]
    model = to_float64(SimpleCBOW(7, 3, seed=0))

    def grads():
        model.backward()
        return model.grads

    f = lambda: model.forward(contexts, target)  # noqa: E731
    assert max(check_gradients(f, model.params, grads)) < 1e-6


def test_simple_cbow_learns_the_sentence():
    contexts, target = np.eye(7)[WINDOWS[0]], np.eye(7)[WINDOWS[1]]
    model = SimpleCBOW(7, 5, seed=1)
    trainer = Trainer(model, Adam(), seed=1)
    trainer.fit(contexts, target, max_epoch=1000, batch_size=3)
    assert trainer.loss_list[0] == pytest.approx(np.log(7), abs=0.05)
    assert trainer.loss_list[-1] < 0.7  # 'say' is both 'you _ goodbye' and 'i _ hello'


def test_a_masked_word_is_none():
    """CBOW with a mask is the mean of the words that are there, forward and backward."""
    contexts, target, mask = [[0, 2], [5, 3]], [1, 2], [[1, 1], [0, 1]]
    model = to_float64(CBOW(7, 3, 1, TEXT, seed=0))
    fix_negatives(model, np.array([[0, 3, 4, 5, 6], [0, 1, 3, 4, 6]]))
    W = model.params[0]
    expected = model.ns_loss.forward([(W[0] + W[2]) / 2, W[3]], target)
    assert model.forward(contexts, target, mask) == expected

    def grads():
        model.backward()
        return model.grads

    f = lambda: model.forward(contexts, target, mask)  # noqa: E731
    assert max(check_gradients(f, model.params, grads)) < 1e-6
    assert remove_duplicate(model.params, model.grads)[1][0][5].tolist() == [0, 0, 0]


def test_printing_a_model_says_its_layers():
    matmul = ", ".join(["MatMul(7 x 3)"] * 2)
    assert repr(SimpleCBOW(7, 3)) == f"SimpleCBOW(7 words x 3: {matmul}, MatMul(3 x 7))"
    words, loss = "Embedding(7 words x 3)", "NegativeSamplingLoss(7 words x 3, 1 yes + 5 no)"
    assert repr(CBOW(7, 3, 1, TEXT)) == f"CBOW(7 words x 3: {words}, {words}, {loss})"
    assert repr(SkipGram(7, 3, 1, TEXT)) == f"SkipGram(7 words x 3: {words}, {loss}, {loss})"


@pytest.mark.parametrize("Model", [CBOW, SkipGram])
@pytest.mark.parametrize("dense, sparse", [(SGD, SparseSGD), (Adam, SparseAdam)])
def test_sparse_training_equals_dense(Model, dense, sparse):
    """SGD at every step; Adam as long as no word pauses, so on a one-batch text."""
    contexts, target = WINDOWS
    models = []
    for is_sparse, optimizer in ((False, dense(0.5)), (True, sparse(0.5))):
        model = Model(7, 3, 1, TEXT, seed=0, sparse=is_sparse)
        negatives = np.random.default_rng(1).integers(0, 7, size=(6, 5))
        negatives[:, :2] = [[0, 6], [2, 3], [4, 5], [1, 0], [6, 2], [3, 5]]  # all words, each step
        fix_negatives(model, negatives)
        Trainer(model, optimizer, seed=2).fit(contexts, target, max_epoch=3, batch_size=6)
        models.append(model)
    a, b = models
    if Model is CBOW or dense is SGD:  # skip-gram reads no vector of the sentence's two ends
        np.testing.assert_allclose(a.word_vecs, b.word_vecs, atol=1e-5)
    np.testing.assert_allclose(a.params[-1], b.params[-1], atol=1e-5)


def test_dense_adam_moves_rows_without_gradient_and_sparse_adam_does_not():
    W = {name: np.ones((3, 2)) for name in ("dense", "sparse")}
    dense, sparse = Adam(0.1), SparseAdam(0.1)
    first, second = np.array([0]), np.array([1])
    for ids in (first, second):
        grad = RowGrad(ids, np.ones((1, 2)), (3, 2))
        before = {k: w[0].copy() for k, w in W.items()}
        dense.update([W["dense"]], [grad.dense()])
        sparse.update([W["sparse"]], [grad])
    assert (W["dense"][0] != before["dense"]).all()  # row 0 moved in step 2, its gradient was 0
    assert (W["sparse"][0] == before["sparse"]).all()
    assert (W["dense"][2] == 1).all()


def test_adam_first_step_is_the_learning_rate():
    """Kingma & Ba: the first step of Adam is lr · sign(gradient)."""
    W = np.zeros(3)
    Adam(0.01).update([W], [np.array([5.0, -0.2, 0.0])])
    np.testing.assert_allclose(W, [-0.01, 0.01, 0], atol=1e-6)


def test_a_sparse_optimiser_refuses_dense_gradients():
    with pytest.raises(TypeError, match="sparse=True"):
        SparseSGD().update([np.ones((2, 2))], [np.ones((2, 2))])


def test_remove_duplicate_adds_shared_gradients():
    W, U = np.zeros((3, 2)), np.zeros((2, 2))
    params, grads = remove_duplicate([W, U, W], [np.ones((3, 2)), np.ones((2, 2)), np.ones((3, 2))])
    assert params[0] is W and params[1] is U and len(params) == 2
    assert (grads[0] == 2).all() and (grads[1] == 1).all()


def test_equal_matrices_that_are_not_the_same_stay_apart():
    assert len(remove_duplicate([np.zeros(2), np.zeros(2)], [np.ones(2), np.ones(2)])[0]) == 2


def test_clip_grads():
    grads = [np.array([3.0]), RowGrad(np.array([0]), np.array([[4.0]]), (9, 1))]
    for enough in (10, 5):
        clip_grads(grads, enough)
        assert grads[0][0] == 3 and grads[1].rows[0, 0] == 4
    clip_grads(grads, 1)
    assert grads[0][0] == pytest.approx(0.6) and grads[1].rows[0, 0] == pytest.approx(0.8)
    small = np.array([3e-6, 4e-6])
    clip_grads([small], 1e-6)  # as the book: by max_norm / (norm + 1e-6)
    np.testing.assert_allclose(small, [3e-6 / 6, 4e-6 / 6])


def test_fit_clips_to_max_grad():
    class Steep(Losses):
        def __init__(self):
            super().__init__()
            self.params, self.grads = [np.zeros(2)], [np.zeros(2)]

        def backward(self):
            self.grads[0][:] = 3, 4

    model = Steep()
    Trainer(model, SGD(lr=1)).fit([1], [1], max_epoch=1, max_grad=1)
    np.testing.assert_allclose(model.params[0], [-0.6, -0.8], rtol=1e-6)


def test_trainer_trains_the_last_partial_batch():
    class Counting:
        params, grads, seen = [], [], []

        def forward(self, x, t):
            self.seen.extend(x)
            return 0.0

        def backward(self):
            pass

    model = Counting()
    Trainer(model, SGD(), seed=0).fit(np.arange(7), np.arange(7), max_epoch=2, batch_size=3)
    assert sorted(model.seen) == sorted([*range(7), *range(7)])


def test_trainer_stops_at_nan_and_leaves_the_weights():
    model = CBOW(7, 3, 1, TEXT, seed=0)
    model.word_vecs[:] = np.nan
    with pytest.raises(FloatingPointError, match="smaller learning rate"):
        Trainer(model, Adam()).fit(*WINDOWS)


def test_a_loss_that_is_no_number_ends_the_training_before_backward():
    model = Losses()
    model.forward, model.backward = lambda x, t: np.nan, None
    with pytest.raises(FloatingPointError, match="the loss is nan; use a smaller learning rate or"):
        Trainer(model, NoStep()).fit([1], [1])


def test_trainer_refuses_unequal_lengths():
    with pytest.raises(ValueError, match=r"got shapes \(6, 2\) and \(5,\)"):
        Trainer(CBOW(7, 3, 1, TEXT), Adam()).fit(WINDOWS[0], WINDOWS[1][:5])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (dict(max_epoch=-1), "max_epoch must be 0 or more, got -1"),
        (dict(max_epoch=1.5), "max_epoch must be a whole number"),
        (dict(batch_size=0), "batch_size must be 1 or more, got 0"),
        (dict(batch_size="3"), "batch_size must be a whole number, got '3'"),
        (dict(max_grad=0), "max_grad must be a number above 0, got 0"),
        (dict(max_grad=float("nan")), "max_grad must be a number above 0, got nan"),
        (dict(eval_interval=0), "eval_interval must be 1 or more, got 0; None"),
        (dict(eval_interval=2.5), "eval_interval must be a whole number"),
    ],
)
def test_trainer_guards(arguments, says):
    trainer = Trainer(CBOW(7, 3, 1, TEXT, seed=0), Adam())
    before = trainer.model.word_vecs.copy()
    with pytest.raises((ValueError, TypeError), match=says):
        trainer.fit(*WINDOWS, **arguments)
    np.testing.assert_array_equal(trainer.model.word_vecs, before)
    assert trainer.loss_list == []


class Losses:
    """A model whose loss at step n is n, and that keeps the batches it was shown."""

    params, grads = (), ()

    def __init__(self):
        self.batches = []

    def forward(self, x, t):
        self.batches.append(list(x))
        return float(len(self.batches))

    def backward(self):
        pass


class NoStep:
    def update(self, params, grads):
        pass


def test_a_report_is_the_mean_of_its_steps(capsys):
    trainer = Trainer(Losses(), NoStep(), seed=0)
    trainer.fit(np.arange(7), np.arange(7), max_epoch=2, batch_size=1, eval_interval=4)
    assert trainer.loss_list == [2.5, 6.5, 10.5]  # steps 1-4, 5-8, 9-12; 13 and 14 are left
    assert trainer.eval_interval == 4 and capsys.readouterr().out == ""
    trainer.fit(np.arange(7), np.arange(7), 1, 7, eval_interval=1, verbose=True)
    assert capsys.readouterr().out == "epoch 3, loss 15.00\n"
    trainer.fit(np.arange(7), np.arange(7), 0)
    trainer.fit(np.arange(7), np.arange(7), 1, 7, eval_interval=None)
    assert len(trainer.loss_list) == 4 and trainer.eval_interval is None


def test_the_books_steps():
    """Shuffled onward, without the rest, with a report after the first step of each epoch."""
    trainer = Trainer(Losses(), NoStep(), seed=np.random.RandomState(3), book=True)
    trainer.fit(np.arange(7), np.arange(7), max_epoch=3, batch_size=2, eval_interval=2)
    again, x = np.random.RandomState(3), np.arange(7)
    expected = []
    for _ in range(3):
        x = x[again.permutation(7)]
        expected += [list(x[i : i + 2]) for i in (0, 2, 4)]
    assert trainer.model.batches == expected
    assert trainer.loss_list == [1, 2.5, 4, 5.5, 7, 8.5]  # steps 1 | 2, 3 | 4 | 5, 6 | 7 | 8, 9
    with pytest.raises(ValueError, match=r"batch_size must be 7 or less.*no step would be left"):
        trainer.fit(np.arange(7), np.arange(7), 1, 8)
    trainer.fit(np.arange(7), np.arange(7), 1, 7, eval_interval=None)
    assert len(trainer.model.batches[-1]) == 7 and len(trainer.loss_list) == 6


def test_the_trainers_steps_unless_said_otherwise():
    trainer = Trainer(Losses(), NoStep(), seed=0)
    trainer.fit(np.arange(640), np.arange(640))
    assert trainer.eval_interval == 20
    assert {len(batch) for batch in trainer.model.batches} == {32}
    assert len(trainer.model.batches) == 10 * 20 and len(trainer.loss_list) == 10


def test_the_rates_of_the_book():
    assert repr(SGD()) == "SGD(lr=0.01)" and repr(Adam()) == "Adam(lr=0.001)"
    assert (Adam().beta1, Adam().beta2) == (0.9, 0.999)


def test_plot_takes_ylim():
    import matplotlib.figure

    trainer = Trainer(Losses(), NoStep())
    trainer.fit(np.arange(4), np.arange(4), 1, 1, eval_interval=2)
    ax = trainer.plot(matplotlib.figure.Figure().subplots(), ylim=(0, 5))
    assert ax.get_ylim() == (0, 5)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("steps (x 2)", "loss")
    assert ax.lines[0].get_ydata().tolist() == [1.5, 3.5]
    with pytest.raises(TypeError, match=r"ax must be like plt.gca\(\), but 3 has no plot"):
        trainer.plot(3)
    with pytest.raises(ValueError, match="nothing to draw: call fit first"):
        Trainer(Losses(), NoStep()).plot()


@pytest.mark.parametrize("Model", [SimpleCBOW, CBOW, SkipGram])
def test_weights_start_small(Model):
    """As in the book: normal with a standard deviation of 0.01, float32, both matrices."""
    V, H = 400, 50
    args = () if Model is SimpleCBOW else (1, np.arange(V))
    model = Model(V, H, *args, seed=0)
    for W in (model.params[0], model.params[-1]):
        assert W.dtype == np.float32
        assert W.std() == pytest.approx(0.01, rel=0.03) and abs(W.mean()) < 4 * 0.01 / np.sqrt(
            V * H
        )
    assert not np.array_equal(model.params[0].ravel(), model.params[-1].ravel())


def test_simple_cbow_reads_both_columns():
    """h is the mean of the two words before W_out, whichever column each stands in."""
    W_in, W_out = np.eye(4), np.arange(16.0).reshape(4, 4)
    model = SimpleCBOW(4, 4, weights=(W_in, W_out))
    model.forward(np.eye(4)[[[0, 2], [3, 3]]], [1, 1])
    mean = np.array([[0.5, 0, 0.5, 0], [0, 0, 0, 1]])
    np.testing.assert_allclose(model.out_layer.x, mean)
    model.backward()
    for layer, rows in ((model.in_layer0, [0, 3]), (model.in_layer1, [2, 3])):
        assert np.flatnonzero(layer.grads[0].any(axis=1)).tolist() == rows


@pytest.mark.parametrize("Model", [CBOW, SkipGram])
def test_power_and_number_of_the_negatives(Model):
    model = Model(7, 3, 2, TEXT, seed=0)
    losses = [model.ns_loss] if Model is CBOW else model.loss_layers
    assert len(losses) == (1 if Model is CBOW else 4)
    shares = np.bincount(TEXT) ** 0.75
    for loss in losses:
        assert loss.sampler.sample_size == 5 and len(loss.loss_layers) == 6
        np.testing.assert_allclose(loss.sampler.p, shares / shares.sum())


@pytest.mark.parametrize(
    ("grads", "error", "scale"),
    [
        (np.array([1.0, 2.0]), 0.0, "equal"),
        (np.array([1.0, 2.5]), 0.2, "the larger of the two: .5 / 2.5"),
        (np.array([1.0, 1.5]), 0.25, ".5 / 2"),
    ],
)
def test_the_scale_of_check_gradients(grads, error, scale):
    x = np.array([0.5, 1.0])
    got = check_gradients(lambda: float((x**2).sum()), [x], lambda: [grads])
    assert got == [pytest.approx(error, abs=1e-9)], scale


def test_the_step_of_the_differences_is_1e_5():
    x, seen = np.array([1.0]), []
    numerical_gradient(lambda: seen.append(x[0]) or 0.0, x)
    assert seen == [1 + 1e-5, 1 - 1e-5]


def test_the_floor_of_the_scale():
    """Gradients of rounding size are compared with 1e-8, not with each other."""
    assert relative_error(np.array([1e-10]), np.array([2e-10])) == pytest.approx(0.01)
    assert relative_error(np.array([1e-7]), np.array([2e-7])) == pytest.approx(0.5)
    assert relative_error(np.zeros(2), np.zeros(2)) == relative_error(np.zeros(0), np.zeros(0)) == 0
    for wrong in (np.nan, np.inf, -np.inf):
        for pair in ([wrong, 1], [1, 1]), ([1, 1], [wrong, 1]):
            assert relative_error(*map(np.array, pair)) == np.inf


def test_check_gradients_refuses_what_it_cannot_check():
    x = np.ones(2)
    with pytest.raises(ValueError, match="f must return one finite number, got nan"):
        check_gradients(lambda: np.nan, [x], lambda: [x])
    with pytest.raises(ValueError, match="f must return one finite number, got array"):
        check_gradients(lambda: x, [x], lambda: [x])
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match=r"f must give the same at each call.*FixedNegatives"):
        check_gradients(lambda: rng.random(), [x], lambda: [x])
    with pytest.raises(TypeError, match="float64 array, got list"):
        numerical_gradient(lambda: 0.0, [1.0])
    with pytest.raises(ValueError, match="eps must be a number above 0, got 0; 1e-5 is usual"):
        numerical_gradient(lambda: 0.0, x, eps=0)
    with pytest.raises(ValueError, match=r"b must have shape \(2,\), got \(3,\)"):
        check_gradients(lambda: 1.0, [x], lambda: [np.ones(3)])


def test_same_seed_same_weights():
    def run():
        model = CBOW(7, 3, 1, TEXT, seed=3)
        Trainer(model, Adam(), seed=4).fit(*WINDOWS, max_epoch=5)
        return model.word_vecs

    np.testing.assert_array_equal(run(), run())


def test_code_written_for_the_books_classes_gives_the_same_numbers():
    """Two steps of chapter 4's CBOW against scalars computed here, entry by entry."""
    contexts, target = WINDOWS
    model = CBOW(7, 3, 1, TEXT, seed=5)
    negatives = np.random.default_rng(6).integers(0, 7, size=(6, 5))
    fix_negatives(model, negatives)
    optimizer = SGD(lr=1.0)
    W_in, W_out = model.params[0].astype(float), model.params[-1].astype(float)
    for _ in range(2):
        loss = model.forward(contexts, target)
        model.backward()
        params, grads = remove_duplicate(model.params, model.grads)
        optimizer.update(params, grads)

        expected, d_in, d_out = 0.0, np.zeros_like(W_in), np.zeros_like(W_out)
        for b in range(6):
            h = (W_in[contexts[b, 0]] + W_in[contexts[b, 1]]) / 2
            for word, label in [(target[b], 1), *((n, 0) for n in negatives[b])]:
                y = 1 / (1 + np.exp(-(h @ W_out[word])))
                expected -= np.log(y if label else 1 - y) / 6
                d_out[word] += (y - label) * h / 6
                for c in contexts[b]:
                    d_in[c] += (y - label) * W_out[word] / 6 / 2
        W_in -= d_in
        W_out -= d_out
        assert loss == pytest.approx(expected, abs=1e-6)
    np.testing.assert_allclose(model.word_vecs, W_in, atol=1e-6)


@pytest.mark.parametrize("Model", [CBOW, SkipGram])
def test_a_sparse_step_touches_the_same_rows_at_any_vocabulary(Model):
    contexts, target = WINDOWS
    touched = []
    for V in (7, 100_000):
        model = Model(V, 4, 1, TEXT, seed=0, sparse=True)
        model.forward(contexts, target)
        model.backward()
        _, grads = remove_duplicate(model.params, model.grads)
        assert all(g.shape[0] == V for g in grads)
        touched.append([len(g.ids) for g in grads])
    assert touched[0][0] == touched[1][0] and max(touched[1]) <= 7


def test_numerical_gradient_refuses_float32():
    with pytest.raises(TypeError, match="float64"):
        numerical_gradient(lambda: 0.0, np.zeros(2, dtype=np.float32))


def test_importing_w2vlib_loads_numpy_and_nothing_heavier():
    code = (
        "import sys, w2vlib; "
        "heavy = {'matplotlib', 'ipywidgets', 'numba', 'scipy', 'gensim', 'tqdm', 'IPython'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
