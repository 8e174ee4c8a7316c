"""Silver trees: what several teachers together make of sentences without trees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

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
    heads = [heads_of(np.sum(arcs, axis=0)) for arcs in zip(*(each.arcs for each in values), strict=True)]
    starts = [0, *accumulate(map(len, batch))]
    above = np.array(
        [max(head - 1, 0) + start for start, each in zip(starts, heads, strict=False) for head in each]
    )
    tags = np.sum([each.tag_scores for each in values], axis=0).argmax(axis=1)
    labels = np.sum(
        [relation_scores(teacher, each.states, above) for teacher, each in zip(teachers, values, strict=True)],
        axis=0,
    ).argmax(axis=1)
    first = teachers[0]
    for sentence, start, found in zip(batch, starts, heads, strict=False):
        end = start + len(sentence)
        yield Tree(
            words=sentence,
            tags=tuple(first.tags[tag] for tag in tags[start:end]),
            lemmas=sentence,
            heads=tuple(head - 1 for head in found),
            relations=tuple(
                first.relations[label] if head else "root"
                for head, label in zip(found, labels[start:end].tolist(), strict=True)
            ),
        )
