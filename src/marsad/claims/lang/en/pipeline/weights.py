"""The weights, as they lie in the package: small whole numbers, float32 factors and lists of strings."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from marsad.claims.lang.en.pipeline.lemmas import Lemmas

WEIGHTS = "english.npz"
Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Dense:
    """A layer on whole numbers: ``rint((x @ weights) * factor + bias)``. The product is exact in float32.

    ``weights`` are whole numbers within 127, inputs within 127 (255 after a ReLU), and no more of them than keep
    every partial sum below 2**24, so no order of adding changes it. ``factor`` and ``bias`` are per output.
    """

    weights: Array
    factor: Array
    bias: Array

    def __call__(self, values: Array) -> Array:
        """The outputs for float32 rows of whole numbers (the last axis is a row), before rounding."""
        return self.scaled(values.reshape(-1, values.shape[-1]) @ self.weights).reshape(*values.shape[:-1], -1)

    def scaled(self, products: Array) -> Array:
        """The outputs for sums of products that are reckoned already, which are used up."""
        products *= self.factor
        products += self.bias
        return products


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything learnt. ``rows`` gives the row of a feature in ``table``; ``unknown`` the row for its kind."""

    table: Array
    rows: dict[str, int]
    unknown: dict[str, int]
    layers: dict[str, Dense]
    dilations: tuple[int, ...]
    root: Array
    distances: Array
    offsets: Array
    tags: tuple[str, ...]
    relations: tuple[str, ...]
    lemmas: Lemmas
    version: str


@cache
def weights() -> Weights:
    """The weights of the package, read once."""
    return read((files(__package__) / WEIGHTS).read_bytes())


def read(content: bytes) -> Weights:
    """The weights in ``content``, the bytes of a weights file."""
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        found = {name: stored[name] for name in stored.files}
    features = _strings(found["features"])
    names = sorted({name[:-2] for name in found if name.endswith(".w")})
    layers = {
        name: Dense(found[f"{name}.w"].astype(np.float32), found[f"{name}.f"], found[f"{name}.b"])
        for name in names
    }
    return Weights(
        table=found["table"],
        rows={feature: row for row, feature in enumerate(features)},
        unknown={feature: row for row, feature in enumerate(features) if len(feature) == 1},
        layers=layers,
        dilations=tuple(found["dilations"].tolist()),
        root=found["root"].astype(np.float32),
        distances=found["distances"].astype(np.float32),
        offsets=found["offsets"].astype(np.float32),
        tags=tuple(_strings(found["tags"])),
        relations=tuple(_strings(found["relations"])),
        lemmas=_lemmas(found),
        version=_strings(found["version"])[0],
    )


def _lemmas(found: dict[str, Array]) -> Lemmas:
    exceptions = (line.split("\t") for line in _strings(found["exceptions"]))
    endings = (line.split("\t") for line in _strings(found["endings"]))
    return Lemmas(
        exceptions={(word, tag): lemma for word, tag, lemma in exceptions},
        endings={(ending, tag): (int(cut), add) for ending, tag, cut, add in endings},
    )


def _strings(stored: Array) -> list[str]:
    text = stored.tobytes().decode("utf-8")
    return text.split("\n") if text else []
