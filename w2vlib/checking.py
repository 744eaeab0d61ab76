"""Check what a caller brings: a number, a path, words, an array. One helper for each kind.

Every refusal names the value, the bound and the remedy, and is raised before any work is done.
TypeError: another kind of thing; ValueError: the right kind, but out of bounds.
"""

from __future__ import annotations

import inspect
import math
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Set
from numbers import Integral, Real
from reprlib import Repr
from typing import TypeVar

import numpy as np

from w2vlib.setup.blocks import extent, steps

T = TypeVar("T")
_REPR = Repr()
_REPR.maxstring = _REPR.maxother = 60
_REPR.maxlong, _REPR.maxlist, _REPR.maxtuple, _REPR.maxdict, _REPR.maxset = 45, 5, 5, 3, 3


def short(value: object) -> str:
    """Return `value` as a text short enough for a message; never fails.

    >>> short("a" * 1000)
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaa...aaaaaaaaaaaaaaaaaaaaaaaaaaaa'"
    """
    try:
        if isinstance(value, np.ndarray) and value.size > 5:
            return f"an array of {value.dtype} {value.shape}"
        if isinstance(value, int) and abs(value) >= 10**40:  # str() refuses above 4,300 digits
            return f"a whole number of about {int(value.bit_length() * math.log10(2)) + 1} digits"
        return _REPR.repr(value)
    except Exception:
        return f"an object of {type(value).__name__}"


def whole(name: str, value, low: int, high: int | None = None, remedy: str = "") -> int:
    """Return `value` as an int in low..high; True, 3.0 and "3" are none.

    >>> whole("window", 0, 1, 1000, "5 is usual")
    Traceback (most recent call last):
    ValueError: window must be in 1..1,000, got 0; 5 is usual
    """
    if not isinstance(value, Integral) or isinstance(value, bool | np.bool_):
        raise TypeError(_text(f"{name} must be a whole number", value, remedy, kind=True))
    number = int(value)
    if number < low or (high is not None and number > high):
        raise ValueError(_text(f"{name} must be {_bounds(low, high)}", value, remedy))
    return number


def real(
    name: str,
    value,
    low: float = -math.inf,
    high: float = math.inf,
    remedy: str = "",
    *,
    above: bool = False,
) -> float:
    """Return `value` as a finite float in low..high (`above`: greater than low, not low itself).

    >>> real("lr", float("nan"), 0, above=True, remedy="0.001 is usual")
    Traceback (most recent call last):
    ValueError: lr must be a number above 0, got nan; 0.001 is usual
    """
    if not isinstance(value, Real) or isinstance(value, bool | np.bool_):
        raise TypeError(_text(f"{name} must be a number", value, remedy, kind=True))
    try:
        number = float(value)
    except OverflowError:  # 10**400
        number = math.inf
    if not math.isfinite(number) or not low <= number <= high or (above and number == low):
        limit = high if high < math.inf else None
        raise ValueError(_text(f"{name} must be {_bounds(low, limit, above)}", value, remedy))
    return number


def flag(name: str, value) -> bool:
    """Return True or False (1 and 0 count); any text, even "no", would count as True.

    >>> flag("sparse", "no")
    Traceback (most recent call last):
    TypeError: sparse must be True or False, got 'no' (str)
    """
    if isinstance(value, bool | np.bool_) or (isinstance(value, Integral) and value in (0, 1)):
        return bool(value)
    raise TypeError(_text(f"{name} must be True or False", value, "", kind=True))


def generator(seed, name: str = "seed") -> np.random.Generator:
    """Return what draws: a Generator as it is, else a new one from whatever NumPy takes as a seed.

    >>> generator("7")
    Traceback (most recent call last):
    TypeError: seed must be a whole number from 0, a Generator or None, got '7' (str)
    """
    what = f"{name} must be a whole number from 0, a Generator or None"
    if isinstance(seed, bool | np.bool_):
        raise TypeError(_text(what, seed, "", kind=True))
    try:
        return np.random.default_rng(seed)
    except (TypeError, ValueError) as error:
        raise type(error)(_text(what, seed, "", kind=True)) from None


def function(name: str, f, arguments: int, example: str) -> Callable:
    """Return a function that can be called with so many arguments, or refuse it before any work.

    >>> function("f", print(), 0, "lambda: loss")
    Traceback (most recent call last):
    TypeError: f must be a callable with no argument, got None (NoneType); like lambda: loss
    """
    many = {0: "no argument", 1: "one argument"}[arguments]
    if not callable(f):
        what = f"{name} must be a callable with {many}"
        raise TypeError(_text(what, f, f"like {example}", kind=True))
    for called in (f, type(f).__call__):  # a function, or an object that is called like one
        if inspect.isgeneratorfunction(called) or inspect.iscoroutinefunction(called):
            what = f"{name} must do its work when it is called, without yield and async"
            raise TypeError(_text(what, f, f"like {example}"))
    try:
        inspect.signature(f).bind(*[None] * arguments)
    except ValueError:
        pass  # it does not tell, as print of some versions
    except TypeError as error:
        what = f"{name} must be a callable with {many} ({error})"
        raise TypeError(_text(what, f, f"like {example}")) from None
    return f


def as_array(name: str, given) -> np.ndarray:
    """np.asarray, but not of a masked array, whose hidden numbers would count as the others.

    >>> as_array("x", np.ma.masked_array([1, 99], [0, 1]))
    Traceback (most recent call last):
    TypeError: x must be a plain array, got a masked one; .filled(0) or .compressed() makes it
    """
    if isinstance(given, np.ma.MaskedArray):
        remedy = ".filled(0) or .compressed() makes it"
        raise TypeError(f"{name} must be a plain array, got a masked one; {remedy}")
    return np.asarray(given)


def one_of(name: str, value, known) -> None:
    """ValueError for a value that is none of the known ones.

    >>> one_of("label", 2, (0, 1))
    Traceback (most recent call last):
    ValueError: label must be one of 0, 1, got 2
    """
    if not any(type(value) is type(one) and value == one for one in known):
        raise ValueError(_text(f"{name} must be one of {', '.join(map(str, known))}", value, ""))


def distinct(name: str, given, how_many: int, remedy: str = "one word for each") -> list[str]:
    """Return a list of so many different words, as a picture names its rows."""
    listed = words(name, given)
    if len(listed) != how_many or len(set(listed)) < how_many:
        raise ValueError(_text(f"{name} must be {how_many} different words", listed, remedy))
    return listed


def path(name: str, value, remedy: str = "give it as text, like 'my text.txt'") -> str:
    """Return a path (str or Path) as str. A number would open a running program's own files.

    >>> path("the path", 0)
    Traceback (most recent call last):
    TypeError: the path must be a str or Path, got 0 (int); give it as text, like 'my text.txt'
    """
    if not isinstance(value, str | os.PathLike):
        raise TypeError(_text(f"{name} must be a str or Path", value, remedy, kind=True))
    text = os.fspath(value)
    if isinstance(text, bytes):
        text = os.fsdecode(text)
    if not text.strip() or "\0" in text:
        raise ValueError(_text(f"{name} must name a file", value, remedy))
    return text


def words(name: str, value) -> list[str]:
    """Return a list of words as list of str; {word: id} and {id: word} in the order of the ids.

    >>> words("words", {"say": 1, "you": 0})
    ['you', 'say']
    """
    remedy = "give a list of words, like ['you', 'say']"
    if isinstance(value, Mapping):
        return by_id(name, value)
    if isinstance(value, str | bytes | Set) or not isinstance(value, Iterable):
        what = f"{name} must be a list of words" + " in order" * isinstance(value, Set)
        raise TypeError(_text(what, value, remedy, kind=True))
    listed = value.tolist() if isinstance(value, np.ndarray) else list(value)
    if not isinstance(listed, list):
        raise TypeError(_text(f"{name} must be a list of words", value, remedy, kind=True))
    for i, word in enumerate(listed):
        if not isinstance(word, str):
            raise TypeError(
                _text(f"{name} must hold str, but word {i} is none", word, remedy, True)
            )
    return listed


def sentence(given, number: int) -> list[str]:
    """Return the words of sentence `number`, a list, without blank ones.

    >>> sentence(["you", None], 3)
    Traceback (most recent call last):
    TypeError: sentence 3 must hold words (str) only, got None (NoneType); leave it out or make it text
    """  # noqa: E501
    if isinstance(given, bytes | Mapping | Set) or not isinstance(given, Iterable):
        what = f"sentence {number} must be a text or a list of words"
        raise TypeError(_text(what, given, "leave it out or make it text", kind=True))
    row = given.tolist() if isinstance(given, np.ndarray) else list(given)
    if not set(map(type, row)) <= {str}:
        for word in row:
            _refuse_word(word, number)
    return row if all(map(str.strip, row)) else list(filter(str.strip, row))


def _refuse_word(word, number: int) -> None:
    if isinstance(word, str):
        return
    remedy = "leave it out or make it text"
    if isinstance(word, Integral):
        remedy = "make numbers text: [[str(word) for word in row] for row in sentences]"
    if isinstance(word, bytes):
        remedy = ".decode() it"
    raise TypeError(_text(f"sentence {number} must hold words (str) only", word, remedy, kind=True))


def unicode(name: str, words: list[str]) -> None:
    """ValueError for a word with half a character (a lone surrogate): no file could hold it."""
    try:
        "".join(words).encode()
    except UnicodeEncodeError:
        word = next(w for w in words if w != w.encode("utf-8", "ignore").decode())
        raise ValueError(
            f"{name} must be valid Unicode, got {word!r}; "
            'word.encode("utf-8", "replace").decode() puts ? in its place'
        ) from None


def by_id(name: str, table: Mapping) -> list[str]:
    """Return the words of {word: id} or {id: word} in the order of their ids, which are 0..V-1.

    The order in which the pairs stand says nothing: a dict keeps the order of its making.
    """
    if isinstance(table, Counter):
        raise TypeError(f"{name} is a Counter, which has counts and no ids: give a list of words")
    items = list(table.items())
    if items and isinstance(items[0][0], str):  # word_to_id
        items = [(i, word) for word, i in items]
    whole_numbers = all(isinstance(i, Integral) and not isinstance(i, bool) for i, _ in items)
    if not whole_numbers or sorted(i for i, _ in items) != list(range(len(items))):
        raise ValueError(
            f"{name} is a mapping, whose ids must be 0..{len(items) - 1}, each once, "
            f"got {short(table)}; give a list of words in the order of their ids"
        )
    return words(name, [word for _, word in sorted(items)])


def shape(name: str, array, want: tuple[int | str, ...], remedy: str = "") -> np.ndarray:
    """Return `array` as an array of shape `want`: a number must fit, a letter stands for any.

    >>> shape("dout", [[1, 2]], ("N", 3), "it has the shape that forward returned")
    Traceback (most recent call last):
    ValueError: dout must have shape (N, 3), got (1, 2); it has the shape that forward returned
    """
    try:
        array = as_array(name, array)
    except ValueError:  # rows of different lengths
        wanted = _shape(want)
        raise ValueError(
            _text(f"{name} must have shape {wanted}, each row as long", array, remedy)
        ) from None
    fits = len(array.shape) == len(want) and all(
        isinstance(w, str) or w == n for w, n in zip(want, array.shape, strict=True)
    )
    if not fits:
        wanted = _shape(want)
        raise ValueError(f"{name} must have shape {wanted}, got {array.shape}{_then(remedy)}")
    return array


def _shape(want: tuple[int | str, ...]) -> str:
    return f"({', '.join(map(str, want))}{',' * (len(want) == 1)})"


def ids(given, n_words: int, name: str = "word ids") -> np.ndarray:
    """Return an integer array of ids in 0..n_words-1. NumPy would take the last word for -1.

    >>> ids([0, 7], 7)
    Traceback (most recent call last):
    IndexError: word ids must be in 0..6, got 0..7; were the ids made with another vocabulary?
    """
    try:
        array = as_array(name, given)
    except ValueError:  # rows of different lengths
        raise ValueError(f"{name} must form an array, got rows of different lengths") from None
    if array.size == 0 and array.dtype.kind == "f":
        array = array.astype(np.int64)  # to NumPy, [] is a row of floats
    if not np.issubdtype(array.dtype, np.integer):
        remedy = "convert with .astype(int)"
        if array.dtype.kind in "USO":
            remedy = "turn words into ids with Vocabulary.encode"
        raise TypeError(f"{name} must be integers, got dtype {array.dtype}; {remedy}")
    low, high = extent(array.reshape(-1)) if array.size else (0, -1)
    if low < 0 or high >= n_words:
        raise IndexError(
            f"{name} must be in 0..{n_words - 1}, got {low}..{high}; "
            "were the ids made with another vocabulary?"
        )
    return array


def bounds(given, n_words: int) -> np.ndarray:
    """Return the bounds of sentences as int64: from 0 to n_words, each sentence with a word.

    >>> bounds([0, 3], 3), bounds([0, 1, 3], 3)
    (array([0, 3]), array([0, 1, 3]))
    """
    remedy = f"they rise from 0 to the number of ids, {n_words}, so that no word is left out"
    array = shape("bounds", given, ("S+1",), remedy)
    if not np.issubdtype(array.dtype, np.integer):
        raise TypeError(f"bounds must be integers, got {array.dtype}; {remedy}")
    array = array.astype(np.int64, copy=False)
    ends = array[[0, -1]].tolist() if len(array) else []
    rises = all((part > 0).all() for _, part in steps(array))
    if len(array) < 2 or ends != [0, n_words] or not rises:
        raise ValueError(
            f"bounds must rise from 0 to {n_words}, got {short(array.tolist())}; {remedy}"
        )
    return array


def trainable(corpus) -> None:
    """Refuse a corpus made by hand whose parts do not fit each other, or with nothing to predict.

    >>> from w2vlib import Corpus
    >>> trainable(Corpus.from_sentences(["say", "hello"]))
    Traceback (most recent call last):
    ValueError: no sentence has 2 words, so no word has a context; use a text with longer sentences or a smaller min_count
    """  # noqa: E501
    remedy = "make the corpus with load_corpus or Corpus.from_sentences"
    V, counts = len(corpus.vocab), np.asarray(corpus.vocab.counts)
    word_ids, bounds = np.asarray(corpus.ids), np.asarray(corpus.bounds)
    if counts.shape != (V,) or counts.dtype.kind not in "iu":
        raise ValueError(
            f"corpus.vocab.counts must be {V} whole numbers, one a word, got {counts.dtype} of "
            f"shape {counts.shape}; {remedy}"
        )
    if V < 2:
        raise ValueError(
            f"training needs at least 2 different words, the vocabulary has {V}; "
            "use a longer text or a smaller min_count"
        )
    for name, array in (("ids", word_ids), ("bounds", bounds)):
        if array.ndim != 1 or array.dtype.kind not in "iu":
            raise TypeError(
                f"corpus.{name} must be one row of whole numbers, got {array.dtype} of shape "
                f"{array.shape}; {remedy}"
            )
    ids(word_ids, V)
    bounds = bounds.astype(np.int64, copy=False)  # unsigned numbers have no negative difference
    fits = len(bounds) and bounds[0] == 0 and bounds[-1] == len(word_ids)
    if not fits or any((part < 0).any() for _, part in steps(bounds)):
        raise ValueError(
            f"corpus.bounds must rise from 0 to {len(word_ids):,}, the number of words, "
            f"got {short(bounds)}; {remedy}"
        )
    if not any((part > 1).any() for _, part in steps(bounds)):
        raise ValueError(
            "no sentence has 2 words, so no word has a context; "
            "use a text with longer sentences or a smaller min_count"
        )


def sampler(given, vocab_size: int, rows: str = "vocab_size"):
    """Return a sampler that can draw, and draws no word beyond the matrix."""
    if not hasattr(given, "get_negative_sample") or not hasattr(given, "sample_size"):
        raise TypeError(
            "a sampler must have get_negative_sample and sample_size, as UnigramSampler has, "
            f"got {short(given)}"
        )
    drawn = getattr(given, "vocab_size", vocab_size)
    if drawn > vocab_size:
        raise ValueError(
            f"{rows} must be {drawn} or more, as the corpus has ids up to {drawn - 1}, "
            f"got {vocab_size}; use len(corpus.vocab)"
        )
    return given


def counts(name: str, given, n_words: int | None = None) -> np.ndarray:
    """Return counts (V,) as int64: whole numbers from 0 to 2**63 - 1, whatever their type.

    >>> counts("counts", [2.0, 1.0], 2)
    array([2, 1])
    """
    size = "V" if n_words is None else n_words
    array = shape(name, given if hasattr(given, "__len__") else list(given), (size,))
    remedy = f"give {size} whole numbers from 0, one for each word"
    if not array.size:
        return array.astype(np.int64)
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name} must be whole numbers, got {short(given)}; {remedy}")
    if array.dtype.kind == "f" and not (np.isfinite(array) & (array == np.round(array))).all():
        raise ValueError(f"{name} must be whole numbers, got {short(given)}; {remedy}")
    if array.min() < 0 or array.max() >= 2**63:
        raise ValueError(
            f"{name} must be in 0..2**63 - 1, got {array.min()}..{array.max()}; {remedy}"
        )
    return array.astype(np.int64)


def numbers(
    name: str, given, want: tuple[int | str, ...] | None = None, remedy: str = ""
) -> np.ndarray:
    """Return real numbers as an array of shape `want` (None: any); ints stay ints.

    >>> numbers("h", ["a", "b"])
    Traceback (most recent call last):
    TypeError: h must hold numbers, got dtype <U1
    """
    array = as_array(name, given) if want is None else shape(name, given, want, remedy)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold numbers, got dtype {array.dtype}" + _then(remedy))
    if array.dtype.kind in "biu" and array.dtype.itemsize < 8:
        return array.astype(np.int64)  # sums and products of int8 turn round at 127
    return array


def floats(
    name: str, given, want: tuple[int | str, ...] | None = None, remedy: str = ""
) -> np.ndarray:
    """Return real numbers as an array of floats: without a sign, 1 - 2 is no number below 0.

    >>> floats("x", np.array([1, 2], np.uint8))
    array([1., 2.])
    """
    array = numbers(name, given, want, remedy)
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def float32(name: str, given) -> np.ndarray:
    """Return real numbers as float32; TypeError for complex ones, texts and other things."""
    try:
        array = as_array(name, given)
    except ValueError:  # rows of different lengths
        raise ValueError(f"{name} must have rows of one length, got {short(given)}") from None
    if array.dtype.kind not in "fiu":
        raise TypeError(f"{name} must hold real numbers, got {array.dtype} ({short(given)})")
    with np.errstate(over="ignore"):  # a float64 too large turns into inf, which is refused later
        return np.asarray(array, np.float32)


def rows(name: str, given, words: list[str]) -> np.ndarray:
    """Return `given` as float32 (V, H): for each word a row of finite numbers.

    >>> rows("vectors", [[1, 2], [3, 4]], ["you"])
    Traceback (most recent call last):
    ValueError: vectors must have one row for each of the 1 words, at least one number wide, got shape (2, 2)
    """  # noqa: E501
    array = float32(name, given)
    if array.ndim != 2 or len(array) != len(words) or not array.shape[1]:
        raise ValueError(
            f"{name} must have one row for each of the {len(words):,} words, "
            f"at least one number wide, got shape {array.shape}"
        )
    for start in range(0, len(array), 10_000):  # in parts: a million answers would take 100 MB
        good = np.isfinite(array[start : start + 10_000]).all(axis=1)
        if not good.all():
            word = words[start + int(np.argmin(good))]
            raise ValueError(
                f"{name} must hold finite numbers only, got NaN or infinity for {word!r}: "
                "if this comes from training, try a smaller alpha"
            )
    return array


def writable(name: str, array: np.ndarray) -> None:
    """Refuse what cannot be changed in place by a share: no float array, or a read-only one."""
    if not isinstance(array, np.ndarray) or array.dtype.kind != "f":
        kind = getattr(array, "dtype", type(array).__name__)
        raise TypeError(f"{name} must be a float array, got {kind}; np.array(…, float) makes one")
    if not array.flags.writeable:
        raise ValueError(f"{name} must be writable, got a read-only array; give a .copy()")


class NotFinite(FloatingPointError, ValueError):
    """NaN or infinity where training would go on with it."""


def finite(name: str, array: np.ndarray, remedy: str) -> None:
    """Raise NotFinite where `array` holds NaN or infinity.

    >>> finite("the scores", np.array([1, np.inf]), "use a smaller learning rate")
    Traceback (most recent call last):
    w2vlib.checking.NotFinite: the scores must be finite, got inf; use a smaller learning rate
    """
    good = np.isfinite(array)
    if not good.all():
        raise NotFinite(f"{name} must be finite, got {array[~good].flat[0]}{_then(remedy)}")


def one_number(name: str, value) -> float:
    """Return what a caller's function gave for a loss; TypeError for None, an array, a text."""
    if isinstance(value, np.ndarray) and value.shape == ():
        value = value.item()
    if not isinstance(value, Real):
        raise TypeError(_text(f"{name} must return one number", value, "return the loss", True))
    return float(value)


def after_forward(kept: T | None, layer: object) -> T:
    """Return what forward kept; ValueError where `backward` is called before `forward`."""
    if kept is None:
        raise ValueError(
            f"{type(layer).__name__}.backward needs what forward keeps: call forward first"
        )
    return kept


def _then(remedy: str) -> str:
    return f"; {remedy}" if remedy else ""


def _bounds(low, high, above: bool = False) -> str:
    """'in 1..5', '1 or more', 'a number above 0'; thousands with commas."""
    low, high = (f"{v:,}" if isinstance(v, int) else v for v in (low, high))
    if above:
        return f"a number above {low}" + f", at most {high}" * (high is not None)
    if high is not None:
        return f"{high} or less" if low == -math.inf else f"in {low}..{high}"
    return "a finite number" if low == -math.inf else f"{low} or more"


def _text(what: str, value, remedy: str, kind: bool = False) -> str:
    got = f"{short(value)} ({type(value).__name__})" if kind else short(value)
    return f"{what}, got {got}{_then(remedy)}"
