"""The network on whole numbers: the same output on every machine, in every batch, in every order.

Activations and weights are whole numbers held in float32. A sum of their products stays below 2**24, so float32
holds it exactly and the order in which a BLAS adds cannot matter. Between the products there is only element-wise
arithmetic, each step rounded as IEEE 754 prescribes; no exponentials, no means, no norms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from marsad.claims.lang.en.pipeline.weights import Array, Dense, Weights
from marsad.claims.lang.en.pipeline.words import features_of

TOP = 127.0  # of a signed activation
TOP_RELU = 255.0
NEVER = -float(1 << 28)
NEAR = (1, 2, 3, 4, 6, 9, 14)  # distances in words; a band ends at each, and one is beyond
BANDS = 2 * (len(NEAR) + 1)
MOST_CACHED = 30_000  # words, at 2.5 kB each


@dataclass(frozen=True, slots=True)
class Scored:
    """Sentences one behind the other, without padding: tag scores and states by word, arc scores by sentence."""

    tag_scores: Array  # [word, tag]
    arcs: tuple[Array, ...]  # of each sentence [dependent, 1 + head], column 0 the root
    states: Array  # [word, width]


def bands(size: int) -> Array:
    """The band of the distance between word ``i`` and word ``j``, ``[i, j]``; those to the right come after."""
    at = np.arange(size)
    return _band(at[None, :] - at[:, None])


def _band(apart: Array) -> Array:
    band = np.searchsorted(np.array(NEAR), np.abs(apart))
    return np.asarray(band + (apart > 0) * (len(NEAR) + 1))


@lru_cache(maxsize=128)
def _flat_bands(size: int) -> Array:
    """Where the band of word ``i`` and word ``j`` stands, ``[i, j]``, in a table ``[i, band]`` made a line."""
    return bands(size) + np.arange(size)[:, None] * BANDS


class Vectors:
    """The vector of each word form, reckoned once: the words of a language repeat themselves.

    ``shares`` is what a word gives to the sums of the first block: its own, those of the word after and before it.
    """

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.at: dict[str, int] = {}  # the row of each word; row 0 is no word, and all zero
        width = weights.layers["word2"].weights.shape[1]
        self.rows: Array = np.zeros((1024, width), dtype=np.int8)
        self.shares: Array = np.zeros((3, 1024, width), dtype=np.float32)

    def of(self, words: Sequence[str]) -> Array:
        """The rows of ``words`` in ``rows`` and ``shares``."""
        if len(self.at) > MOST_CACHED:
            self.at.clear()
        new = [word for word in dict.fromkeys(words) if word not in self.at]
        if new:
            self._add(new)
        return np.array([self.at[word] for word in words])

    def _add(self, words: list[str]) -> None:
        first = len(self.at) + 1
        while first + len(words) > len(self.rows):
            self.rows = np.concatenate([self.rows, np.zeros_like(self.rows)])
            self.shares = np.concatenate([self.shares, np.zeros_like(self.shares)], axis=1)
        for start in range(0, len(words), 4096):
            part = words[start : start + 4096]
            here = slice(first + start, first + start + len(part))
            vectors = self._vectors(part)
            self.rows[here] = vectors
            for share, weights in zip(
                self.shares, np.split(self.weights.layers["block0.in"].weights, 3), strict=True
            ):
                np.matmul(vectors, weights, out=share[here])
        self.at.update((word, first + place) for place, word in enumerate(words))

    def _vectors(self, words: Sequence[str]) -> Array:
        rows, unknown = self.weights.rows, self.weights.unknown
        found = [[rows.get(each, unknown[each[0]]) for each in features_of(word)] for word in words]
        summed = self.weights.table[np.array(found)].sum(axis=1, dtype=np.int32).astype(np.float32)
        values = np.clip(np.rint(summed * np.float32(0.5)), -TOP, TOP)
        layers = self.weights.layers
        hidden = np.clip(np.rint(layers["word1"](values)), 0, TOP_RELU)
        return np.clip(np.rint(layers["word2"](hidden)), -TOP, TOP)


def scored(weights: Weights, vectors: Vectors, sentences: Sequence[Sequence[str]]) -> Scored:
    """Tags, arc scores and states for ``sentences``, which hold at least one word together."""
    lengths = [len(sentence) for sentence in sentences]
    before = np.concatenate([np.arange(length) for length in lengths])  # words of its sentence before each word
    behind = np.concatenate([np.arange(length - 1, -1, -1) for length in lengths])
    rows = vectors.of([word for sentence in sentences for word in sentence])
    states = vectors.rows.take(rows, axis=0).astype(np.float32)
    context = np.empty((len(states), 3 * states.shape[1]), dtype=np.float32)
    for depth, dilation in enumerate(weights.dilations):
        first, second = weights.layers[f"block{depth}.in"], weights.layers[f"block{depth}.out"]
        if depth:
            _fill(context, states, dilation, before, behind)
            sums = context @ first.weights
        else:
            sums = _shared(vectors.shares, rows, dilation, before, behind)
        states = _block(first, second, sums, states)
    return Scored(weights.layers["tags"](states), tuple(_arcs(weights, states, lengths)), states)


def _shared(shares: Array, rows: Array, dilation: int, before: Array, behind: Array) -> Array:
    """The sums of the first block, of what each word and its two neighbours at the distance ``dilation`` give."""
    sums: Array = shares[0].take(rows, axis=0)
    sums += shares[1].take(np.where(before < dilation, 0, np.roll(rows, dilation)), axis=0)
    sums += shares[2].take(np.where(behind < dilation, 0, np.roll(rows, -dilation)), axis=0)
    return sums


def _fill(context: Array, states: Array, dilation: int, before: Array, behind: Array) -> None:
    """Each word with its two neighbours at the distance ``dilation``, zero where its sentence has none."""
    many, width = states.shape
    near = min(dilation, many)
    context[:, :width] = states
    context[near:, width : 2 * width] = states[: many - near]
    context[: many - near, 2 * width :] = states[near:]
    context[np.flatnonzero(before < dilation), width : 2 * width] = 0
    context[np.flatnonzero(behind < dilation), 2 * width :] = 0


def _block(first: Dense, second: Dense, sums: Array, states: Array) -> Array:
    hidden = first.scaled(sums)
    np.rint(hidden, out=hidden)
    np.clip(hidden, 0, TOP_RELU, out=hidden)
    found = second(hidden)
    found += states
    np.rint(found, out=found)
    return np.clip(found, -TOP, TOP, out=found)


def _arcs(weights: Weights, states: Array, lengths: Sequence[int]) -> Iterator[Array]:
    """The score of each head for each word: how their vectors agree, and what the word expects so far away."""
    dependents = _signed(weights.layers["dependent"], states)
    heads = _signed(weights.layers["head"], states).T
    root = dependents @ weights.root
    by_band = dependents @ weights.distances.T
    start = 0
    for size in lengths:
        end = start + size
        arcs = np.empty((size, size + 1), dtype=np.float32)
        arcs[:, 0] = root[start:end]
        np.matmul(dependents[start:end], heads[:, start:end], out=arcs[:, 1:])
        arcs[:, 1:] += by_band[start:end].take(_flat_bands(size))
        arcs.ravel()[1 :: size + 2] = NEVER  # a word is not its own head
        yield arcs
        start = end


def _signed(layer: Dense, states: Array) -> Array:
    found = layer(states)
    np.rint(found, out=found)
    return np.clip(found, -TOP, TOP, out=found)


def relation_scores(weights: Weights, states: Array, heads: Array) -> Array:
    """The score of each relation of a word to its head; ``heads`` counts the words of ``states`` from 0."""
    layers = weights.layers
    sums = layers["relation.head"](states)
    np.rint(sums, out=sums)
    hidden = sums[heads]
    below = layers["relation.dependent"](states)
    hidden += np.rint(below, out=below)
    hidden += weights.offsets[_band(heads - np.arange(len(heads)))]
    np.clip(hidden, 0, TOP_RELU, out=hidden)
    return layers["relations"](hidden)
