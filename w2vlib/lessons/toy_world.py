"""A toy world: a small grammar whose word vectors have a geometry that is known beforehand.

About 160 words. People have a rank, a gender and a number; places are a country or its capital;
actions have a verb and a tense. Each of these attributes shows in cue words of its own that stand
near (royal people near "crowned", many of them near "these"), and in nothing else. So the way from
king to queen must come out like the way from boys to girls: nothing else tells them apart.
"""

from __future__ import annotations

import numpy as np

# cue words of the rank : one male, one female, many male, many female
PEOPLE = {
    "royal crowned": "king queen kings queens",
    "princely courtly": "prince princess princes princesses",
    "noble landed": "duke duchess dukes duchesses",
    "common working": "man woman men women",
    "small playful": "boy girl boys girls",
    "magic hooded": "wizard witch wizards witches",
}
GENDER = ["bearded fatherly brotherly", "pregnant motherly sisterly"]
NUMBER = ["this one single", "these many several"]
BEING = ["is was", "are were"]  # of one, of many

# what a country and its capital are both known for : country, capital
PLACES = {
    "wine cheese": "france paris",
    "opera pasta": "italy rome",
    "sushi manga": "japan tokyo",
    "pyramids camels": "egypt cairo",
    "snow ballet": "russia moscow",
    "silk rice": "china beijing",
    "flamenco olives": "spain madrid",
    "temples islands": "greece athens",
    "fjords herring": "norway oslo",
}
PLACE = ["country nation border", "city mayor streets"]

# what is done with : verb, past, -ing
ACTIONS = {
    "bread soup": "eat ate eating",
    "songs hymns": "sing sang singing",
    "letters poems": "write wrote writing",
    "houses bridges": "build built building",
    "water milk": "drink drank drinking",
    "cars trucks": "drive drove driving",
    "pictures walls": "paint painted painting",
    "trees seeds": "plant planted planting",
    "cakes pies": "bake baked baking",
}
TENSE = ["will tomorrow soon", "yesterday ago once", "now still today"]


def toy_world_analogies() -> dict[str, list[tuple[str, str]]]:
    """Return the families of analogies that hold in the toy world, as pairs of words."""
    people = [row.split() for row in PEOPLE.values()]
    actions = [row.split() for row in ACTIONS.values()]
    return {
        "male-female": [(p[i], p[i + 1]) for p in people for i in (0, 2)],
        "one-many": [(p[i], p[i + 2]) for p in people for i in (0, 1)],
        "country-capital": [tuple(row.split()) for row in PLACES.values()],
        "verb-past": [(verb, past) for verb, past, _ in actions],
        "verb-ing": [(verb, ing) for verb, _, ing in actions],
    }


def toy_world_sentences(
    n_sentences: int = 10_000,
    seed: int | np.random.Generator | None = 1,
    shuffle: bool = False,
) -> list[str]:
    """Return sentences of the toy world, of 4 to 7 words, without signs.

    seed: int, numpy.random.Generator or None.
    shuffle: True redistributes all the words over all the sentences: the same words equally
    often, but no word says anything about its neighbours. This is the control.
    """
    if n_sentences < 1:
        raise ValueError(f"n_sentences must be 1 or more, got {n_sentences}")
    rng = np.random.default_rng(seed)
    kinds = rng.choice(3, size=n_sentences, p=[0.5, 0.25, 0.25])
    sentences = [(_person, _place, _action)[kind](rng) for kind in kinds]
    if shuffle:
        words = " ".join(sentences).split()
        ends = np.cumsum([len(s.split()) for s in sentences])[:-1]
        mixed = np.split(rng.permutation(len(words)), ends)
        sentences = [" ".join(words[i] for i in places) for places in mixed]
    return sentences


def _one_of(rng: np.random.Generator, words: str | list[str]) -> str:
    words = words.split() if isinstance(words, str) else words
    return words[rng.integers(len(words))]


def _person(rng: np.random.Generator) -> str:
    """One of 24 people; the number always shows, of rank and gender one or the other."""
    rank = _one_of(rng, list(PEOPLE))
    many, female = rng.integers(2, size=2)
    who = PEOPLE[rank].split()[2 * many + female]
    number, being = _one_of(rng, NUMBER[many]), _one_of(rng, BEING[many])
    cue = _one_of(rng, rank if rng.integers(2) else GENDER[female])
    if rng.integers(2):
        return f"{number} {cue} {who} {being} here"
    return f"{number} {who} {being} {cue}"


def _place(rng: np.random.Generator) -> str:
    """A country or its capital, and one thing that it is known for."""
    known = _one_of(rng, list(PLACES))
    capital = rng.integers(2)
    where = PLACES[known].split()[capital]
    thing, kind = _one_of(rng, known), _one_of(rng, PLACE[capital])
    if rng.integers(2):
        return f"the {kind} of {where} has {thing}"
    return f"there is {thing} in the {kind} {where}"


def _action(rng: np.random.Generator) -> str:
    """A verb in one of three forms, with something to do it to."""
    things = _one_of(rng, list(ACTIONS))
    tense = rng.integers(3)
    verb = ACTIONS[things].split()[tense]
    thing, when = _one_of(rng, things), _one_of(rng, TENSE[tense])
    if rng.integers(2):
        return f"they {when} {verb} the {thing}"
    return f"{when} we {verb} some of the {thing}"
