"""From words to numbers: count them, drop the rare ones, give ids to the rest."""

from __future__ import annotations

import numpy as np

from w2vlib.vocabulary import Vocabulary

LONGEST = 1000  # a longer sentence is cut, as in word2vec.c: a file may be one single line


def number_tokens(name, tokens, lengths, min_count, order="count", document=None):
    """As number_words, from tokens (list of str) and the number of tokens in each sentence.

    lengths None: the tokens are what tokenize_lines gives ("\\n" ends a sentence, "" is no word).
    """
    code = dict.fromkeys(tokens, -1)
    words = [word for word in code if word not in ("\n", "")]
    code.update((word, i) for i, word in enumerate(words))
    code["\n"] = -2
    codes = np.fromiter(map(code.__getitem__, tokens), np.int64, len(tokens))
    if lengths is None:
        lengths = np.diff(np.flatnonzero(codes == -2), prepend=-1)
    return number_words(name, np.maximum(codes, -1), words, lengths, min_count, order, document)


def number_words(name, codes, words, lengths, min_count, order="count", document=None):
    """Count, drop rare words, number the rest; return ids, bounds, vocab, document (see Corpus).

    codes     : (M,) places in `words`, which stand in the order of their first occurrence;
                -1 is no word
    lengths   : (L,) how many codes each sentence has; sentences that become empty are dropped
    min_count : words that occur less often are dropped
    order     : of the ids: "count" (falling, ties by first occurrence) or "first" (occurrence)
    document  : (L,) the document of each sentence, or None
    Errors: ValueError where fewer than two different words are left; `name` is for its text.
    """
    if order not in ("count", "first"):
        raise ValueError(f"order must be 'count' or 'first', got {order!r}")
    if isinstance(min_count, bool) or min_count < 1 or min_count != int(min_count):
        raise ValueError(f"min_count must be a whole number from 1, got {min_count!r}")
    counts = np.bincount(codes[codes >= 0], minlength=len(words))
    rank = np.argsort(-counts, kind="stable") if order == "count" else np.arange(len(words))
    rank = rank[counts[rank] >= min_count]
    if len(rank) < 2:
        _refuse(name, words, counts, min_count)
    new_id = np.full(len(words) + 1, -1)  # the last place is where code -1 looks
    new_id[rank] = np.arange(len(rank))
    ids = new_id[codes]
    words_before = np.append(0, np.cumsum(ids >= 0))
    lengths = np.diff(words_before[np.append(0, np.cumsum(lengths))])
    if document is not None:
        document = np.asarray(document, np.int32)[lengths > 0]
    lengths = lengths[lengths > 0]
    if lengths.max() > LONGEST:
        if document is not None:
            document = np.repeat(document, -(-lengths // LONGEST))  # division rounded up
        lengths = np.concatenate([np.diff([*range(0, n, LONGEST), n]) for n in lengths])
    vocab = Vocabulary([words[i] for i in rank], counts[rank])
    return ids[ids >= 0], np.append(0, np.cumsum(lengths)), vocab, document


def _refuse(name, words, counts, min_count):
    """Raise the ValueError for a vocabulary of fewer than two words."""
    if not words:
        raise ValueError(f"{name!r} holds no words (numbers and signs are none): use another text")
    if len(words) == 1:
        raise ValueError(
            f"{name!r} holds one different word ({words[0]!r}); there must be 2 or more, "
            "or there is nothing to predict: use a longer text"
        )
    raise ValueError(
        f"min_count={min_count} leaves {(counts >= min_count).sum()} words of {name!r}, "
        f"2 or more are needed: use min_count={np.sort(counts)[-2]} or less"
    )
