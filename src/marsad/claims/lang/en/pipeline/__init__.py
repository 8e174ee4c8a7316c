"""The trained English pipeline: tags, lemmas and dependency trees of sentences, with numpy.

What it was trained on, its scores and its limits: ``docs/model-card.md``. How to train it anew: ``training/``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise

import numpy as np
from threadpoolctl import ThreadpoolController

from marsad.claims.lang.en.pipeline.network import MOST_CACHED, Vectors, relation_scores, scored
from marsad.claims.lang.en.pipeline.trees import heads_of
from marsad.claims.lang.en.pipeline.weights import Weights, weights

__all__ = ["PIPELINE_VERSION", "Analysis", "Pipeline", "analysed"]

PIPELINE_VERSION = "1"
LONGEST = 512  # words; a longer sentence is analysed in parts, each part's root under the root of the first
BATCH = 1024  # words: what fits a processor's cache


@dataclass(frozen=True, slots=True)
class Analysis:
    """A sentence analysed, one entry per token.

    ``tags`` are of the Penn Treebank, ``relations`` of Universal Dependencies 2; ``heads`` are places in the
    sentence from 0, and -1 for the root, of which there is one.
    """

    tags: tuple[str, ...]
    lemmas: tuple[str, ...]
    heads: tuple[int, ...]
    relations: tuple[str, ...]


def analysed(sentences: Sequence[Sequence[str]]) -> list[Analysis]:
    """The analysis of each sentence, given as its tokens, in order. Batches and their order change nothing."""
    return _pipeline().analysed(sentences)


@cache
def _pipeline() -> Pipeline:
    return Pipeline(weights())


class Pipeline:
    """The pipeline over given weights."""

    def __init__(self, learnt: Weights) -> None:
        self.weights = learnt
        self.vectors = Vectors(learnt)
        self.threads = ThreadpoolController()
        self.lemmas: dict[tuple[str, str], str] = {}

    def analysed(self, sentences: Sequence[Sequence[str]]) -> list[Analysis]:
        """The analysis of each sentence, in order."""
        parts = [part for sentence in sentences for part in _parts(sentence)]
        found: list[Analysis] = []
        with self.threads.limit(limits=1):  # on a machine at work, waiting threads are ten times slower
            for batch in _batches(parts):
                found += self._batch(batch)
        results: list[Analysis] = []
        done = 0
        for sentence in sentences:
            many = max(1, -(-len(sentence) // LONGEST))
            results.append(_joined(found[done : done + many]))
            done += many
        return results

    def _batch(self, sentences: list[Sequence[str]]) -> list[Analysis]:
        if not any(sentences):
            return [Analysis((), (), (), ())] * len(sentences)
        values = scored(self.weights, self.vectors, sentences)
        starts = [0, *accumulate(map(len, sentences))]
        heads = [heads_of(each) for each in values.arcs]  # 0 the root
        above = [max(head - 1, 0) + start for start, each in zip(starts, heads, strict=False) for head in each]
        relations = relation_scores(self.weights, values.states, np.array(above)).argmax(axis=1).tolist()
        tags = values.tag_scores.argmax(axis=1).tolist()
        return [
            self._analysis(sentence, tags[start:end], [head - 1 for head in above], relations[start:end])
            for sentence, (start, end), above in zip(sentences, pairwise(starts), heads, strict=True)
        ]

    def _analysis(self, sentence: Sequence[str], tags: list[int], heads: list[int], labels: list[int]) -> Analysis:
        relations = self.weights.relations
        named = tuple([self.weights.tags[tag] for tag in tags])
        return Analysis(
            tags=named,
            lemmas=tuple(map(self._lemma, sentence, named)),
            heads=tuple(heads),
            relations=tuple(
                ["root" if head < 0 else relations[label] for head, label in zip(heads, labels, strict=True)]
            ),
        )

    def _lemma(self, word: str, tag: str) -> str:
        known = self.lemmas.get((word, tag))
        if known is None:
            if len(self.lemmas) > MOST_CACHED:
                self.lemmas.clear()
            known = self.lemmas[word, tag] = self.weights.lemmas.lemma(word, tag)
        return known


def _parts(sentence: Sequence[str]) -> list[Sequence[str]]:
    return [sentence[start : start + LONGEST] for start in range(0, len(sentence), LONGEST)] or [sentence]


def _joined(parts: list[Analysis]) -> Analysis:
    if len(parts) == 1:
        return parts[0]
    first = parts[0].heads.index(-1)
    heads: list[int] = list(parts[0].heads)
    relations: list[str] = list(parts[0].relations)
    for part in parts[1:]:
        done = len(heads)
        heads += [first if head < 0 else head + done for head in part.heads]
        relations += ["parataxis" if label == "root" else label for label in part.relations]
    tags = tuple(tag for part in parts for tag in part.tags)
    return Analysis(tags, tuple(lemma for part in parts for lemma in part.lemmas), tuple(heads), tuple(relations))


def _batches(parts: list[Sequence[str]]) -> Iterator[list[Sequence[str]]]:
    """``parts`` in order, in batches of at most ``BATCH`` words or of one part."""
    batch: list[Sequence[str]] = []
    words = 0
    for part in parts:
        if batch and words + len(part) > BATCH:
            yield batch
            batch, words = [], 0
        batch.append(part)
        words += len(part)
    if batch:
        yield batch
