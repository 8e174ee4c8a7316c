"""Silver trees: what several teachers together make of sentences without trees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from marsad.claims.lang.en.pipeline.network import Vectors, relation_scores, scored
from marsad.claims.lang.en.pipeline.trees import heads_of
from marsad.claims.lang.en.pipeline.weights import Weights
from training.treebank import Tree

MANY = 64  # sentences analysed together


def trees(teachers: Sequence[Weights], sentences: Sequence[tuple[str, ...]]) -> Iterator[Tree]:
    """The trees of ``sentences`` by the summed scores of ``teachers``, which know the same tags and relations.

    Lemmas stay the words themselves: they are not learnt from silver.
    """
    ordered = sorted(sentences, key=lambda sentence: (len(sentence), sentence))
    seen = [Vectors(teacher) for teacher in teachers]
    for start in range(0, len(ordered), MANY):
        yield from _batch(teachers, seen, ordered[start : start + MANY])


def _batch(
    teachers: Sequence[Weights], seen: Sequence[Vectors], batch: Sequence[tuple[str, ...]]
) -> Iterator[Tree]:
    values = [scored(teacher, vectors, batch) for teacher, vectors in zip(teachers, seen, strict=True)]
    arcs = np.sum([each.arcs for each in values], axis=0)
    heads = np.zeros(arcs.shape[:2], dtype=np.int64)
    for row, sentence in enumerate(batch):
        size = len(sentence)
        heads[row, :size] = heads_of(arcs[row, :size, : size + 1])
    heads -= 1
    tags = np.sum([each.tag_scores for each in values], axis=0).argmax(axis=2)
    labels = np.sum(
        [
            relation_scores(teacher, each.states, np.maximum(heads, 0))
            for teacher, each in zip(teachers, values, strict=True)
        ],
        axis=0,
    ).argmax(axis=2)
    first = teachers[0]
    for row, sentence in enumerate(batch):
        above = tuple(heads[row, : len(sentence)].tolist())
        yield Tree(
            words=sentence,
            tags=tuple(first.tags[tag] for tag in tags[row, : len(sentence)]),
            lemmas=sentence,
            heads=above,
            relations=tuple(
                "root" if head < 0 else first.relations[label]
                for head, label in zip(above, labels[row].tolist(), strict=False)
            ),
        )
