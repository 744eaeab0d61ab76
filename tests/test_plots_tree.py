"""Hierarchical softmax: what the picture says is what the tree gives."""

import numpy as np
import pytest

from w2vlib.losses import sigmoid
from w2vlib.plots.tree import draw_tree, leaf_probabilities

WORDS = ["you", "say", "goodbye", "and"]


@pytest.mark.parametrize("V", [2, 4, 8])
def test_the_leaves_add_up_to_1(V):
    p = leaf_probabilities(np.random.default_rng(V).normal(size=V - 1) * 3)
    assert len(p) == V and np.isclose(p.sum(), 1) and (p > 0).all()


def test_a_leaf_is_the_product_along_its_way():
    a, b, c = sigmoid(np.array([1.0, -0.5, 2.0]))
    wanted = [a * b, a * (1 - b), (1 - a) * c, (1 - a) * (1 - c)]
    assert np.allclose(leaf_probabilities(np.array([1.0, -0.5, 2.0])), wanted)


@pytest.mark.parametrize("target", WORDS)
def test_the_picture_holds_the_probabilities_and_one_way(target):
    picture = draw_tree([1.0, -0.5, 2.0], WORDS, target)
    for word, p in zip(WORDS, leaf_probabilities(np.array([1.0, -0.5, 2.0])), strict=True):
        assert f"{word} {p:.2f}" in picture.desc and f">{p:.2f}<" in str(picture)
    assert str(picture).count('stroke-width="6"') == 2  # two questions on the way
    assert "add up to 1.00" in picture.desc


def test_what_is_no_full_tree_is_refused():
    with pytest.raises(ValueError, match="1, 3 or 7 inner nodes, got 4"):
        leaf_probabilities(np.zeros(4))
    with pytest.raises(ValueError, match="inner nodes have 3 scores, got 1"):
        draw_tree([1.0], WORDS, "say")
