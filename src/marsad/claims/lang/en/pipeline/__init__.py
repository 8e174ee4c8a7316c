"""The trained English pipeline: tags, lemmas and dependency trees of sentences, with numpy alone.

What it was trained on, its scores and its limits: ``docs/model-card.md``. How to train it anew: ``training/``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from threadpoolctl import ThreadpoolController

from marsad.claims.lang.en.pipeline.network import MOST_CACHED, Scored, Vectors, relation_scores, scored
from marsad.claims.lang.en.pipeline.trees import heads_of
from marsad.claims.lang.en.pipeline.weights import Weights, weights

__all__ = ["PIPELINE_VERSION", "Analysis", "Pipeline", "analysed"]

PIPELINE_VERSION = "1"
LONGEST = 512  # words; a longer sentence is analysed in parts, each part's root under the root of the first
BATCH = 1024  # words, padding included: what fits a processor's cache


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
        order = sorted(range(len(parts)), key=lambda at: len(parts[at]))
        found: dict[int, Analysis] = {}
        with self.threads.limit(limits=1):  # on a machine at work, waiting threads are ten times slower
            for batch in _batches(order, parts):
                for at, analysis in zip(batch, self._batch([parts[each] for each in batch]), strict=True):
                    found[at] = analysis
        results: list[Analysis] = []
        done = 0
        for sentence in sentences:
            many = max(1, -(-len(sentence) // LONGEST))
            results.append(_joined([found[done + each] for each in range(many)]))
            done += many
        return results

    def _batch(self, sentences: list[Sequence[str]]) -> list[Analysis]:
        if not sentences[-1]:
            return [Analysis((), (), (), ())] * len(sentences)
        values = scored(self.weights, self.vectors, sentences)
        heads = _heads(values, [len(each) for each in sentences])
        tags = values.tag_scores.argmax(axis=2)
        relations = relation_scores(self.weights, values.states, np.maximum(heads, 0)).argmax(axis=2)
        return [
            self._analysis(*each)
            for each in zip(sentences, tags.tolist(), heads.tolist(), relations.tolist(), strict=True)
        ]

    def _analysis(self, sentence: Sequence[str], tags: list[int], heads: list[int], labels: list[int]) -> Analysis:
        size = len(sentence)
        named = tuple(self.weights.tags[tag] for tag in tags[:size])
        return Analysis(
            tags=named,
            lemmas=tuple(map(self._lemma, sentence, named)),
            heads=tuple(heads[:size]),
            relations=tuple(
                "root" if head < 0 else self.weights.relations[label]
                for head, label in zip(heads[:size], labels, strict=False)
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


def _batches(order: list[int], parts: list[Sequence[str]]) -> Iterator[list[int]]:
    """The places in ``order`` (by length) in batches of about ``BATCH`` words; empty sentences by themselves."""
    batch: list[int] = []
    for at in order:
        size = len(parts[at])
        if batch and ((len(batch) + 1) * size > BATCH or (not parts[batch[-1]] and size)):
            yield batch
            batch = []
        batch.append(at)
    if batch:
        yield batch


def _heads(values: Scored, lengths: list[int]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    heads = np.zeros(values.arcs.shape[:2], dtype=np.int64)
    for row, size in enumerate(lengths):
        heads[row, :size] = heads_of(values.arcs[row, :size, : size + 1])
    return heads - 1
