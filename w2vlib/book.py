"""What a reader of the book's chapters 3 and 4 imports, as thin names over w2vlib.

    from w2vlib.book import preprocess, create_contexts_target, convert_one_hot
    from w2vlib.book import SimpleCBOW, CBOW, SkipGram, Adam, Trainer, most_similar, analogy

The book's scripts ch03/train, ch04/train and ch04/eval run with their imports changed. Models and
Trainer here draw from NumPy's global random numbers, in the book's order, so that np.random.seed(n)
at the top of a script gives the book's run. What still differs from the book's own code:

| here                              | in the book's code      | why; the switch to the book's way |
|-----------------------------------|-------------------------|-----------------------------------|
| UnigramSampler draws a target's k | all k differ            | independent draws are word2vec's  |
|   words independently             |                         | estimate; replace=False (used by  |
|                                   |                         | the models of this module)        |
| losses from scores: softplus,     | −log(y + 1e-7)          | right at every score; the two     |
|   log-softmax                     |                         | agree to 1e-6 near 0. No switch   |
| cosines in float32, of unit       | in the vectors' own     | cbow_params.pkl is float16, so    |
|   vectors                         | type, length + 1e-8     | its cosines have 3 digits         |
| analogy of w2vlib takes cosines   | a dot product with the  | long vectors win; here cosine=    |
|                                   | vectors as they are     | False is the book's, True w2vlib's|
| a seed or Generator is given      | np.random.seed          | no hidden state; this module has  |
|                                   |                         | the global numbers                |
| each epoch is shuffled afresh     | shuffled onward         | Trainer(book=True), used here     |
| the last, smaller batch is trained| dropped                 | no word is lost; book=True        |
| loss_list: mean of each           | one after an epoch's    | all entries as trustworthy;       |
|   eval_interval steps             | first step as well      | book=True                         |
| remove_duplicate adds gradients   | also of a matrix and    | weight tying is chapter 6's, and  |
|   of the same array               | its equal transpose     | equal is not the same. No switch  |
| preprocess takes any white space  | split at single blanks  | no empty words from two blanks    |
| ids in another vocabulary, wrong  | wrap around, broadcast, | an error says what to do          |
|   shapes, NaN                     | train on                |                                   |
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from w2vlib import checking, models, sampling, trainer
from w2vlib.book_names import instead, missing_name
from w2vlib.corpus import Corpus
from w2vlib.engines.layers_engine import BookSampler
from w2vlib.layers import Embedding, EmbeddingDot, MatMul
from w2vlib.losses import NegativeSamplingLoss, SigmoidWithLoss, SoftmaxWithLoss, sigmoid, softmax
from w2vlib.optim import SGD, Adam
from w2vlib.trainer import clip_grads, remove_duplicate
from w2vlib.vectors import WordVectors
from w2vlib.windows import contexts_and_targets as create_contexts_target
from w2vlib.words import suggest

__all__ = [
    "CBOW", "SGD", "Adam", "Embedding", "EmbeddingDot", "MatMul", "NegativeSamplingLoss",
    "SigmoidWithLoss", "SimpleCBOW", "SimpleSkipGram", "SkipGram", "SoftmaxWithLoss", "Trainer",
    "UnigramSampler", "analogy", "clip_grads", "config", "convert_one_hot", "cos_similarity",
    "create_contexts_target", "most_similar", "normalize", "preprocess",
    "remove_duplicate", "sigmoid", "softmax", "to_cpu", "to_gpu",
]  # fmt: skip

config = SimpleNamespace(GPU=False)  # w2vlib runs on the CPU
Table = dict[str, int]


def preprocess(text: str) -> tuple[np.ndarray, Table, dict[int, str]]:
    """Return corpus (ids in the order of the text), word_to_id, id_to_word (section 2.3.1).

    >>> corpus, word_to_id, id_to_word = preprocess("You say goodbye and I say hello.")
    >>> corpus.tolist(), id_to_word[6]
    ([0, 1, 2, 3, 4, 1, 5, 6], '.')
    """
    if not isinstance(text, str):
        raise TypeError(
            f"text must be one str, got {checking.short(text)}; ' '.join(words) makes it"
        )
    words = text.lower().replace(".", " .").split()
    corpus = Corpus.from_sentences([words], order="first")
    return corpus.ids, corpus.vocab.key_to_index, dict(enumerate(corpus.vocab))


def convert_one_hot(corpus: np.ndarray, vocab_size: int) -> np.ndarray:
    """Return ids of any shape as rows of 0 and a 1, int32 (…, V) (section 3.3.2).

    >>> convert_one_hot([2, 0], 3).tolist()
    [[0, 0, 1], [1, 0, 0]]
    """
    vocab_size = checking.whole("vocab_size", vocab_size, 1, remedy="use len(word_to_id)")
    ids = checking.ids(corpus, vocab_size)
    try:
        rows = np.zeros((*ids.shape, vocab_size), np.int32)
    except (MemoryError, ValueError):
        size = 4 * ids.size * vocab_size
        raise MemoryError(
            f"the one-hot rows take {size:,} bytes, too many: use Embedding, or less text"
        ) from None
    np.put_along_axis(rows, ids[..., None], 1, axis=-1)
    return rows


def cos_similarity(x: np.ndarray, y: np.ndarray, eps: float = 1e-8) -> float:
    """Return the cosine of two vectors; eps keeps a zero vector from dividing by 0 (2.3.5).

    >>> round(cos_similarity([1, 0], [1, 1]), 4)
    0.7071
    """
    eps = checking.real("eps", eps, 0, remedy="1e-8 is usual")
    x = checking.numbers("x", x, ("H",)).astype(np.float64)
    y = checking.numbers("y", y, x.shape, "both of one length").astype(np.float64)
    checking.finite("x and y", np.stack([x, y]), "train with a smaller learning rate")
    return float(x @ y / ((np.linalg.norm(x) + eps) * (np.linalg.norm(y) + eps)))


def normalize(x: np.ndarray) -> np.ndarray:
    """Bring each row of a float array (H,) or (V, H) to length 1, in place; zero rows stay.

    >>> normalize(np.array([3.0, 4.0])).tolist()
    [0.6, 0.8]
    """
    if not isinstance(x, np.ndarray) or x.dtype.kind != "f" or x.ndim not in (1, 2):
        raise TypeError(f"x must be a float array (H,) or (V, H), got {checking.short(x)}")
    checking.finite("x", x, "train with a smaller learning rate")
    checking.writable("x", x)
    length = np.sqrt(np.sum(x**2, axis=-1, keepdims=True, dtype=np.float64))
    x /= np.where(length == 0, 1, length).astype(x.dtype)
    return x


def most_similar(
    query: str,
    word_to_id: Table,
    id_to_word: dict[int, str],
    word_matrix: np.ndarray,
    top: int = 5,
) -> None:
    """Print the `top` words with the largest cosine to `query` (section 2.3.6)."""
    if _known([query], word_to_id):
        print(f"\n[query] {query}")
        _show(WordVectors(word_matrix, id_to_word).most_similar(query, topn=top))


def analogy(
    a: str,
    b: str,
    c: str,
    word_to_id: Table,
    id_to_word: dict[int, str],
    word_matrix: np.ndarray,
    top: int = 5,
    answer: str | None = None,
    *,
    cosine: bool = False,
) -> None:
    """Print the answers to "a is to b as c is to …" (section 4.3.3).

    The score is the dot product of a word's vector, as it is, with b − a + c at length 1, as in
    the book. cosine=True scores as WordVectors does: all vectors at length 1.
    answer: a word whose score is printed first.
    """
    asked = [a, b, c] if answer is None else [a, b, c, answer]
    if not _known(asked, word_to_id):
        return
    print(f"\n[analogy] {a}:{b} = {c}:?")
    vectors = WordVectors(word_matrix, id_to_word)
    if cosine:
        scores = np.asarray(vectors.most_similar([b, c], [a], topn=None))
    else:
        direction = normalize(vectors[b] - vectors[a] + vectors[c])
        scores = vectors.vectors @ direction
    if answer is not None:
        print(f"==>{answer}:{scores[word_to_id[answer]]}")
    order = [i for i in np.argsort(-scores, kind="stable") if id_to_word[i] not in (a, b, c)]
    _show([(id_to_word[i], scores[i]) for i in order[:top]])


def _known(words: list[str], word_to_id: Table) -> bool:
    if not all(isinstance(word, str) for word in word_to_id):
        raise TypeError(
            f"word_to_id must be {{word: id}}, got {checking.short(word_to_id)}; the order is "
            "word_to_id, id_to_word, word_matrix"
        )
    for word in words:
        if word not in word_to_id:
            near = ", ".join(map(repr, suggest(word, word_to_id)))
            print(f"{word} is not found" + (f"; near: {near}" if near else ""))
            return False
    return True


def _show(found) -> None:
    for word, score in found:
        print(f" {word}: {score}")


def to_cpu(x: np.ndarray) -> np.ndarray:
    """Return the array: it is there already."""
    return np.asarray(x)


def to_gpu(x: np.ndarray) -> np.ndarray:
    """RuntimeError: nothing here runs on a GPU."""
    raise RuntimeError(
        "w2vlib runs on the CPU: leave config.GPU at False; train_word2vec is fast without"
    )


# --- models and trainer on NumPy's global random numbers, drawn in the book's order ---------------


def _numbers() -> np.random.RandomState:
    return np.random.mtrand._rand  # what np.random.seed sets


def _weights(*shape: int) -> np.ndarray:
    return 0.01 * _numbers().randn(*shape).astype(np.float32)


class UnigramSampler(BookSampler):
    """Draws target by target, the k words of one all different (section 4.2.6)."""

    def __init__(self, corpus: np.ndarray, power: float = 0.75, sample_size: int = 5):
        ids = checking.ids(corpus, sampling.LARGEST_ID + 1)
        super().__init__(np.bincount(ids), power, sample_size, seed=0)
        self.rng, self.vocab_size = _numbers(), len(self.p)


class SimpleCBOW(models.SimpleCBOW):
    """Chapter 3's network, section 3.4."""

    def __init__(self, vocab_size: int, hidden_size: int):
        weights = _weights(vocab_size, hidden_size), _weights(hidden_size, vocab_size)
        super().__init__(vocab_size, hidden_size, weights=weights)


class SimpleSkipGram(models._Model):
    """One word in, the words before and after it asked for by softmax (section 3.5.2)."""

    def __init__(self, vocab_size: int, hidden_size: int):
        self.in_layer = MatMul(_weights(vocab_size, hidden_size))
        self.out_layer = MatMul(_weights(hidden_size, vocab_size))
        self.losses = SoftmaxWithLoss(), SoftmaxWithLoss()
        self.layers = [self.in_layer, self.out_layer]
        self.word_vecs = self.in_layer.params[0]

    def forward(self, contexts: np.ndarray, target: np.ndarray) -> float:
        """contexts: (N, 2, V) one-hot; target: (N, V) one-hot. Returns the sum of two losses."""
        score = self.out_layer.forward(self.in_layer.forward(target))
        return sum(loss.forward(score, contexts[:, i]) for i, loss in enumerate(self.losses))

    def backward(self, dout: float = 1) -> None:
        """Fills grads."""
        ds = self.losses[0].backward(dout) + self.losses[1].backward(dout)
        self.in_layer.backward(self.out_layer.backward(ds))


def _drawn(vocab_size: int, hidden_size: int, corpus: np.ndarray) -> dict:
    weights = _weights(vocab_size, hidden_size), _weights(vocab_size, hidden_size)
    return {"weights": weights, "sampler": UnigramSampler(corpus)}


class CBOW(models.CBOW):
    """Chapter 4's network, section 4.3.1."""

    def __init__(self, vocab_size: int, hidden_size: int, window_size: int, corpus: np.ndarray):
        drawn = _drawn(vocab_size, hidden_size, corpus)
        super().__init__(vocab_size, hidden_size, window_size, None, **drawn)


class SkipGram(models.SkipGram):
    """Its twin, sections 3.5.2 and 4.3."""

    def __init__(self, vocab_size: int, hidden_size: int, window_size: int, corpus: np.ndarray):
        drawn = _drawn(vocab_size, hidden_size, corpus)
        super().__init__(vocab_size, hidden_size, window_size, None, **drawn)


class Trainer(trainer.Trainer):
    """The book's steps and reports, see trainer.Trainer(book=True); fit prints each report."""

    def __init__(self, model, optimizer):
        super().__init__(model, optimizer, seed=_numbers(), book=True)

    def plot(self, ylim: tuple[float, float] | None = None) -> None:
        """Show the curve of the loss (needs matplotlib)."""
        super().plot(ylim=ylim)
        import matplotlib.pyplot as plt

        plt.show()


def __getattr__(name: str):
    advice = instead(name, __all__, __all__)
    raise missing_name(f"w2vlib.book has no {name!r}" + (f": {advice}" if advice else ""))
