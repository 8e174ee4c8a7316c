"""Trees as arrays: features, tags, heads and relations, in batches of a few fixed sizes."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from marsad.claims.lang.en.pipeline.words import features_of
from training.treebank import Tree

LENGTHS = (12, 20, 30, 44, 64, 112)  # a longer sentence is not trained on
WORDS = 2400  # per batch, padding included
KINDS = "wbcefghs"
LEAST = {"w": 2}  # how often a feature is seen to have a row; 4 for all others
RARE = 0.5  # a word seen n times is taken for unknown with probability RARE / (RARE + n)

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The rows of features and the numbers of tags and relations."""

    features: tuple[str, ...]
    tags: tuple[str, ...]
    relations: tuple[str, ...]
    counts: dict[str, int]


def vocabulary(trees: Sequence[Tree], more: Iterable[Sequence[str]] = ()) -> Vocabulary:
    """The vocabulary of ``trees``; ``more`` sentences count for features only."""
    words = Counter(word for tree in trees for word in tree.words)
    words.update(word for sentence in more for word in sentence)
    seen: Counter[str] = Counter()
    for word, many in words.items():
        for feature in features_of(word):
            seen[feature] += many
    kept = sorted(
        (each for each in seen if seen[each] >= LEAST.get(each[0], 4) and len(each) > 1),
        key=lambda f: (-seen[f], f),
    )
    return Vocabulary(
        features=(*KINDS, *kept),
        tags=tuple(sorted({tag for tree in trees for tag in tree.tags})),
        relations=tuple(sorted({each for tree in trees for each in tree.relations} - {"root"})),
        counts={each[1:]: seen[each] for each in kept if each[0] == "w"},
    )


class Encoder:
    """Trees to rows of numbers."""

    def __init__(self, words: Vocabulary) -> None:
        self.rows = {feature: row for row, feature in enumerate(words.features)}
        self.tags = {tag: number for number, tag in enumerate(words.tags)}
        self.relations = {relation: number for number, relation in enumerate((*words.relations, "root"))}
        self.relations["root"] = 0  # never scored
        self.counts = words.counts
        self.known: dict[str, tuple[tuple[int, ...], float]] = {}

    def features(self, word: str, chance: random.Random | None) -> tuple[int, ...]:
        """The rows of ``word``, its whole form now and then taken for unknown."""
        found = self.known.get(word)
        if found is None:
            features = features_of(word)
            rows = tuple(self.rows.get(each, self.rows[each[0]]) for each in features)
            found = self.known[word] = (rows, RARE / (RARE + self.counts.get(features[0][1:], 0)) + 0.01)
        rows, rare = found
        if chance is not None and chance.random() < rare:
            return (0, *rows[1:])
        return rows

    def batch(self, trees: Sequence[Tree], size: int, many: int, chance: random.Random | None) -> Arrays:
        """A batch of ``many`` rows of ``size`` words, the unused ones empty."""
        found: Arrays = {
            "features": np.zeros((many, size, len(KINDS)), dtype=np.int32),
            "tags": np.zeros((many, size), dtype=np.int32),
            "heads": np.zeros((many, size), dtype=np.int32),
            "relations": np.zeros((many, size), dtype=np.int32),
            "inside": np.zeros((many, size), dtype=np.float32),
        }
        for row, tree in enumerate(trees):
            length = len(tree.words)
            found["features"][row, :length] = [self.features(word, chance) for word in tree.words]
            found["tags"][row, :length] = [self.tags.get(tag, 0) for tag in tree.tags]
            found["heads"][row, :length] = tree.heads
            found["relations"][row, :length] = [self.relations.get(each, 0) for each in tree.relations]
            found["inside"][row, :length] = 1
        return found


def batches(trees: Sequence[Tree], encoder: Encoder, chance: random.Random) -> Iterator[Arrays]:
    """An epoch of batches in a random order."""
    buckets: dict[int, list[Tree]] = {size: [] for size in LENGTHS}
    for tree in chance.sample(trees, len(trees)):
        size = next((each for each in LENGTHS if each >= len(tree.words)), 0)
        if size:
            buckets[size].append(tree)
    cuts = [(size, start) for size, inside in buckets.items() for start in range(0, len(inside), WORDS // size)]
    chance.shuffle(cuts)
    for size, start in cuts:
        yield encoder.batch(buckets[size][start : start + WORDS // size], size, WORDS // size, chance)
