"""The trained English pipeline: who does what in plain sentences, and the same answer however it is asked."""

import random

import numpy as np
import pytest

from marsad.claims.lang.en.pipeline import PIPELINE_VERSION, Analysis, analysed
from marsad.claims.lang.en.pipeline.lemmas import Lemmas
from marsad.claims.lang.en.pipeline.trees import heads_of
from marsad.claims.lang.en.pipeline.weights import weights
from marsad.claims.lang.en.pipeline.words import features_of, normal, shape

# verb, relation to it, word: each must hold in the tree
SENTENCES = [
    (
        "Government forces captured the town of Kafr Nur on Monday .",
        [("captured", "nsubj", "forces"), ("captured", "obj", "town")],
    ),
    (
        "The village was shelled by the rebels overnight .",
        [("shelled", "nsubj:pass", "village"), ("shelled", "obl:agent", "rebels")],
    ),
    (
        "Rebel fighters withdrew from the city , and soldiers entered it .",
        [("withdrew", "nsubj", "fighters"), ("withdrew", "obl", "city"), ("entered", "nsubj", "soldiers")],
    ),
    (
        "The ministry said that militants had attacked a checkpoint near Tobirin .",
        [("said", "nsubj", "ministry"), ("attacked", "nsubj", "militants"), ("attacked", "obj", "checkpoint")],
    ),
    (
        "The army did not take the airport .",
        [("take", "nsubj", "army"), ("take", "obj", "airport")],
    ),
    (
        "At least 12 civilians were killed in an air strike on the market .",
        [("killed", "nsubj:pass", "civilians"), ("civilians", "nummod", "12"), ("killed", "obl", "strike")],
    ),
    (
        "Troops who besieged the suburb allowed an aid convoy to enter .",
        [("besieged", "nsubj", "who"), ("besieged", "obj", "suburb"), ("allowed", "nsubj", "Troops")],
    ),
    (
        "The Turkish - backed rebels cut the road to Halmin .",
        [("cut", "nsubj", "rebels"), ("cut", "obj", "road")],
    ),
]


def one(text: str) -> Analysis:
    return analysed([text.split()])[0]


@pytest.mark.parametrize(("text", "facts"), SENTENCES, ids=[text[:30] for text, _ in SENTENCES])
def test_who_did_what(text: str, facts: list[tuple[str, str, str]]) -> None:
    words = text.split()
    found = one(text)
    arcs = {
        (words[head], relation, word)
        for word, head, relation in zip(words, found.heads, found.relations, strict=True)
        if head >= 0
    }
    assert set(facts) <= arcs


def test_tags_and_lemmas() -> None:
    found = one("The soldiers were driving tanks into Tobirin , officials said .")
    assert found.tags == ("DT", "NNS", "VBD", "VBG", "NNS", "IN", "NNP", ",", "NNS", "VBD", ".")
    assert found.lemmas == (
        "the",
        "soldier",
        "be",
        "drive",
        "tank",
        "into",
        "Tobirin",
        ",",
        "official",
        "say",
        ".",
    )


def mixed() -> list[list[str]]:
    chance = random.Random(7)
    vocabulary = [word for text, _ in SENTENCES for word in text.split()]
    odd = [[chance.choice(vocabulary) for _ in range(chance.randint(1, 60))] for _ in range(15)]
    return [text.split() for text, _ in SENTENCES] + odd + [[]]


def test_batch_order_and_size_change_nothing() -> None:
    sentences = mixed()
    together = analysed(sentences)
    assert [analysed([sentence])[0] for sentence in sentences] == together
    order = list(range(len(sentences)))
    random.Random(3).shuffle(order)
    assert analysed([sentences[at] for at in order]) == [together[at] for at in order]


def test_every_product_is_exact_in_float32() -> None:
    """No sum of products can reach 2**24, whatever the input: the reason why no BLAS can change an answer."""
    learnt = weights()
    relu = {name for name in learnt.layers if name == "word2" or name.endswith(".out") or name == "relations"}
    for name, layer in learnt.layers.items():
        most = 255 if name in relu else 127
        assert np.array_equal(layer.weights, np.rint(layer.weights))
        assert (np.abs(layer.weights).sum(axis=0) * most).max() < 2**24, name
    arc = np.abs(learnt.distances).sum(axis=1).max() * 127 + 127 * 127 * learnt.distances.shape[1]
    assert arc < 2**24


def test_a_layer_gives_what_whole_numbers_give() -> None:
    layer = weights().layers["block0.in"].weights
    values = np.random.default_rng(2).integers(-127, 128, (50, len(layer)))
    exact = values.astype(np.int64) @ layer.astype(np.int64)
    assert np.array_equal(values.astype(np.float32) @ layer, exact)
    assert np.array_equal(values[:, ::-1].astype(np.float32) @ layer[::-1], exact)


def one_tree(found: Analysis) -> bool:
    def root_of(at: int) -> bool:
        for _ in found.heads:
            at = found.heads[at]
            if at < 0:
                return True
        return False

    return found.heads.count(-1) == 1 and all(root_of(at) for at in range(len(found.heads)))


@pytest.mark.parametrize(
    "words",
    [
        ["Fire"],
        ["."],
        ["a"] * 400,
        ["rebels", ","] * 300,
        list("\"'“”‘’()[]{}<>") * 12,
        ["\u202eحلب\u202c", "�", "\x00", "🙂", "", "ﷺ", "é" * 300, "-" * 300, "İstanbul", "٣٤"],
        ["IS", "retook", "Bazaa", ",", "2", "SVBIED", ",", "FSA", "out", ",", "4", "Feb"],
    ],
    ids=["one word", "one mark", "400 words", "600 words", "marks alone", "odd characters", "field message"],
)
def test_any_input_gives_one_tree(words: list[str]) -> None:
    found = analysed([words])[0]
    assert one_tree(found)
    assert len(found.tags) == len(found.lemmas) == len(found.relations) == len(words)
    assert [relation == "root" for relation in found.relations] == [head < 0 for head in found.heads]


def test_nothing_in_nothing_out() -> None:
    assert analysed([]) == []
    assert analysed([[]]) == [Analysis((), (), (), ())]


@pytest.mark.parametrize("most", [50, 2, 1])  # the less the scores differ, the more trees are equally good
def test_the_best_tree_is_found_where_the_best_heads_make_none(most: int) -> None:
    """Against every tree of four words, tried one by one; of equal ones, that whose root could score most."""
    chance = np.random.default_rng(5)
    tried = np.ndindex(5, 5, 5, 5)
    trees = [heads for heads in tried if one_tree(Analysis((), (), tuple(h - 1 for h in heads), ()))]
    for _ in range(100):
        scores = chance.integers(-most, most + 1, (4, 5))
        scores[np.arange(4), np.arange(1, 5)] = -1000
        found = heads_of(scores.astype(np.float32))
        reached = [sum(scores[at, head] for at, head in enumerate(heads)) for heads in trees]
        best = [heads for heads, score in zip(trees, reached, strict=True) if score == max(reached)]
        assert tuple(found) in best
        could = scores[:, 0] - scores[:, 1:].max(axis=1)
        greedy = scores.argmax(axis=1).tolist()
        first = min((heads.index(0) for heads in best), key=lambda root: (-could[root], root))
        assert found == greedy or found.index(0) == first


def test_unseen_lemmas_follow_the_longest_ending() -> None:
    lemmas = Lemmas({("men", "NNS"): "man"}, {("s", "NNS"): (1, ""), ("ies", "NNS"): (3, "y")})
    asked = [("men", "NNS"), ("militias", "NNS"), ("Cities", "NNS"), ("Houthis", "NNPS"), ("s", "NNS")]
    assert [lemmas.lemma(*each) for each in asked] == ["man", "militia", "city", "Houthis", "s"]


def test_words_are_seen_without_the_marks_of_a_typesetter() -> None:
    assert normal("“T‑72’s”") == '"t‑00\'s"'
    assert shape("Aleppo") == "Xxx"
    assert shape("T-72") == "X-00"
    assert features_of("")[0] == "w"


def test_the_version_is_of_the_weights() -> None:
    assert weights().version == PIPELINE_VERSION
