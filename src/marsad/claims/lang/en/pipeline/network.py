"""The network on whole numbers: the same output on every machine, in every batch, in every order.

Activations and weights are whole numbers held in float32. A sum of their products stays below 2**24, so float32
holds it exactly and the order in which a BLAS adds cannot matter. Between the products there is only element-wise
arithmetic, each step rounded as IEEE 754 prescribes; no exponentials, no means, no norms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from marsad.claims.lang.en.pipeline.weights import Array, Dense, Weights
from marsad.claims.lang.en.pipeline.words import features_of

TOP = 127.0  # of a signed activation
TOP_RELU = 255.0
NEVER = -float(1 << 28)
NEAR = (1, 2, 3, 4, 6, 9, 14)  # distances in words; a band ends at each, and one is beyond
MOST_CACHED = 100_000


@dataclass(frozen=True, slots=True)
class Scored:
    """A batch, padded to its longest sentence: tag scores, arc scores (column 0 the root), word states."""

    tag_scores: Array  # [sentence, word, tag]
    arcs: Array  # [sentence, dependent, 1 + head]
    states: Array  # [sentence, word, width]


def bands(size: int) -> Array:
    """The band of the distance between word ``i`` and word ``j``, ``[i, j]``; those to the right come after."""
    at = np.arange(size)
    apart = at[None, :] - at[:, None]
    band = np.searchsorted(np.array(NEAR), np.abs(apart))
    return np.asarray(band + (apart > 0) * (len(NEAR) + 1))


class Vectors:
    """The vector of each word form, reckoned once: the words of a language repeat themselves."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.at: dict[str, int] = {}
        self.rows: Array = np.zeros((1024, weights.layers["word2"].weights.shape[1]), dtype=np.int8)

    def of(self, sentences: Sequence[Sequence[str]], longest: int) -> Array:
        """The vectors of the words, ``[sentence, word, width]``, zero after the end of a sentence."""
        if len(self.at) > MOST_CACHED:
            self.at.clear()
        new = [word for word in dict.fromkeys(word for each in sentences for word in each) if word not in self.at]
        if new:
            self._add(new)
        index = np.zeros((len(sentences), longest), dtype=np.int64)
        for row, sentence in enumerate(sentences):
            index[row, : len(sentence)] = [self.at[word] for word in sentence]
        return self.rows[index].astype(np.float32)

    def _add(self, words: list[str]) -> None:
        first = len(self.at) + 1  # row 0 is no word
        while first + len(words) > len(self.rows):
            self.rows = np.concatenate([self.rows, np.zeros_like(self.rows)])
        for start in range(0, len(words), 4096):
            part = words[start : start + 4096]
            self.rows[first + start : first + start + len(part)] = self._vectors(part)
        self.at.update((word, first + place) for place, word in enumerate(words))

    def _vectors(self, words: Sequence[str]) -> Array:
        rows, unknown = self.weights.rows, self.weights.unknown
        found = [[rows.get(each, unknown[each[0]]) for each in features_of(word)] for word in words]
        summed = self.weights.table[np.array(found)].sum(axis=1, dtype=np.int32).astype(np.float32)
        values = np.clip(np.rint(summed * np.float32(0.5)), -TOP, TOP)
        layers = self.weights.layers
        hidden = np.clip(np.rint(layers["word1"](values)), 0, TOP_RELU)
        return np.clip(np.rint(layers["word2"](hidden)), -TOP, TOP).astype(np.int8)


def scored(weights: Weights, vectors: Vectors, sentences: Sequence[Sequence[str]]) -> Scored:
    """Tags, arc scores and states for ``sentences``, none of them empty."""
    longest = max(len(sentence) for sentence in sentences)
    lengths = np.array([len(sentence) for sentence in sentences])
    inside = np.arange(longest)[None, :] < lengths[:, None]
    states = vectors.of(sentences, longest)
    for depth, dilation in enumerate(weights.dilations):
        first, second = weights.layers[f"block{depth}.in"], weights.layers[f"block{depth}.out"]
        states = _block(first, second, _context(states, dilation), states)
        states *= inside[:, :, None]
    return Scored(weights.layers["tags"](states), _arcs(weights, states), states)


def _context(states: Array, dilation: int) -> Array:
    """Each word with its two neighbours at the distance ``dilation``."""
    many, longest, width = states.shape
    context = np.zeros((many, longest, 3 * width), dtype=np.float32)
    context[:, :, :width] = states
    if dilation < longest:
        context[:, dilation:, width : 2 * width] = states[:, :-dilation]
        context[:, :-dilation, 2 * width :] = states[:, dilation:]
    return context


def _block(first: Dense, second: Dense, context: Array, states: Array) -> Array:
    hidden = first(context.reshape(-1, context.shape[2]))
    np.rint(hidden, out=hidden)
    np.clip(hidden, 0, TOP_RELU, out=hidden)
    found = second(hidden)
    found += states.reshape(-1, states.shape[2])
    np.rint(found, out=found)
    np.clip(found, -TOP, TOP, out=found)
    return found.reshape(states.shape)


def _arcs(weights: Weights, states: Array) -> Array:
    """The score of each head for each word: how their vectors agree, and what the word expects so far away."""
    dependents = _signed(weights.layers["dependent"], states)
    heads = _signed(weights.layers["head"], states)
    many, longest, _ = states.shape
    arcs = np.empty((many, longest, longest + 1), dtype=np.float32)
    arcs[:, :, 0] = dependents @ weights.root
    by_band = dependents @ weights.distances.T
    at = np.arange(longest)
    arcs[:, :, 1:] = dependents @ heads.transpose(0, 2, 1)
    arcs[:, :, 1:] += by_band[:, at[:, None], bands(longest)]
    arcs[:, at, at + 1] = NEVER
    return arcs


def _signed(layer: Dense, states: Array) -> Array:
    found = layer(states)
    np.rint(found, out=found)
    return np.clip(found, -TOP, TOP, out=found)


def relation_scores(weights: Weights, states: Array, heads: Array) -> Array:
    """The score of each relation of a word to its head; ``heads`` counts words from 0, ``[sentence, word]``."""
    layers = weights.layers
    longest = states.shape[1]
    sums = layers["relation.head"](states)
    np.rint(sums, out=sums)
    hidden = np.take_along_axis(sums, heads[:, :, None], axis=1)
    below = layers["relation.dependent"](states)
    hidden += np.rint(below, out=below)
    hidden += weights.offsets[bands(longest)[np.arange(longest)[None, :], heads]]
    np.clip(hidden, 0, TOP_RELU, out=hidden)
    return layers["relations"](hidden)
