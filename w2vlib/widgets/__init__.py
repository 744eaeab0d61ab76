"""The explorers: one file each, a thin view over a pure function that draws (needs ipywidgets)."""

from w2vlib.setup.needed import needed

needed("ipywidgets")

# topic -> "module:function" that builds the explorer; tests and benchmarks drive them all
EXPLORERS: dict[str, str] = {
    "cost": "w2vlib.widgets.cost:explore_cost",
    "lookup": "w2vlib.widgets.lookup:explore_lookup",
    "gradient": "w2vlib.widgets.gradient:explore_gradient",
    "sigmoid": "w2vlib.widgets.sigmoid:explore_sigmoid",
    "sampler": "w2vlib.widgets.sampler:explore_sampler",
    "sentence": "w2vlib.widgets.sentence:explore_sentence",
    "step": "w2vlib.widgets.step:explore_step",
    "training": "w2vlib.widgets.training:explore_training",
    "neighbours": "w2vlib.widgets.similarity:explore_neighbours",
    "analogy": "w2vlib.widgets.similarity:explore_analogy",
    "words": "w2vlib.widgets.similarity:explore_words",
    "map": "w2vlib.widgets.word_map:explore_map",
    "few_labels": "w2vlib.widgets.few_labels:explore_few_labels",
    "eras": "w2vlib.widgets.few_labels:explore_eras",
    "ladder": "w2vlib.widgets.ladder:explore_ladder",
    "ablation": "w2vlib.widgets.ladder:explore_ablation",
    "cluster": "w2vlib.widgets.cluster:explore_cluster",
}
