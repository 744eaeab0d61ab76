"""What the small boxes of the lessons claim and no cell prints."""

import numpy as np
import pytest

from w2vlib import WordVectors, load_analogies, load_corpus, train_word2vec
from w2vlib.evaluation import evaluate_analogies


@pytest.mark.slow
def test_w_in_answers_more_analogies_than_w_out_or_the_sum():
    """Lesson 06, 'tied-read'; by 5 points or more."""
    trained = train_word2vec(load_corpus("sotu"), epochs=5, seed=1, progress=False)
    W_in, W_out = trained.vectors, trained.context_vectors
    families, right = load_analogies(hard=False), []
    for matrix in (W_in, W_out, W_in + W_out):
        found = evaluate_analogies(WordVectors(matrix, trained.index_to_key), families)
        right.append(found.accuracy)
    assert right[0] > np.max(right[1:]) + 0.05
