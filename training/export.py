"""Trained parameters as the weights file of the package."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from marsad.claims.lang.en.pipeline.lemmas import Lemmas
from marsad.claims.lang.en.pipeline.weights import Weights
from training.model import STEP, TABLE_STEP, Shape

Arrays = dict[str, np.ndarray]


def quantised(params: dict[str, np.ndarray], shape: Shape) -> Arrays:
    """The parameters as whole numbers with a factor and a bias per output."""
    found: Arrays = {}
    for name in sorted(each[:-2] for each in params if each.endswith(".w")):
        values = np.asarray(params[f"{name}.w"], dtype=np.float64)
        scale = np.maximum(np.abs(values).max(axis=0), 1e-6) / 127.0
        found[f"{name}.w"] = np.clip(np.rint(values / scale), -127, 127).astype(np.int8)
        found[f"{name}.f"] = scale.astype(np.float32)
        found[f"{name}.b"] = (np.asarray(params[f"{name}.b"], dtype=np.float64) * STEP).astype(np.float32)
    found["table"] = np.clip(np.rint(np.asarray(params["table"]) * TABLE_STEP), -127, 127).astype(np.int8)
    for name in ("root", "distances"):
        found[name] = np.clip(np.rint(np.asarray(params[name]) * STEP), -127, 127).astype(np.int8)
    found["offsets"] = np.rint(np.asarray(params["offsets"]) * STEP).astype(np.int32)
    found["dilations"] = np.array(shape.dilations, dtype=np.int32)
    return found


def restored(taught: Weights, features: Sequence[str]) -> Arrays:
    """The parameters behind ``taught``, a row for each of ``features``: new ones begin as unknown."""
    found: Arrays = {}
    for name, layer in taught.layers.items():
        found[f"{name}.w"] = layer.weights * layer.factor
        found[f"{name}.b"] = layer.bias / np.float32(STEP)
    rows = [taught.rows.get(feature, taught.unknown[feature[0]]) for feature in features]
    found["table"] = taught.table[rows].astype(np.float32) / np.float32(TABLE_STEP)
    for name, values in (("root", taught.root), ("distances", taught.distances), ("offsets", taught.offsets)):
        found[name] = values / np.float32(STEP)
    return found


def file_of(
    arrays: Arrays, features: list[str], tags: list[str], relations: list[str], lemmas: Lemmas, version: str
) -> bytes:
    """The bytes of a weights file: a zip of .npy files without their times, so equal weights are equal bytes."""
    lists = {
        "features": features,
        "tags": tags,
        "relations": relations,
        "version": [version],
        "exceptions": [f"{word}\t{tag}\t{lemma}" for (word, tag), lemma in sorted(lemmas.exceptions.items())],
        "endings": [f"{end}\t{tag}\t{cut}\t{add}" for (end, tag), (cut, add) in sorted(lemmas.endings.items())],
    }
    every = dict(arrays)
    for name, lines in lists.items():
        every[name] = np.frombuffer("\n".join(lines).encode("utf-8"), dtype=np.uint8)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(every):
            one = io.BytesIO()
            np.save(one, every[name], allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, one.getvalue())
    return stream.getvalue()


def written(path: Path, content: bytes) -> None:
    """Put ``content`` in place at once: a reader finds the old file or the new one."""
    beside = path.with_suffix(".new")
    beside.write_bytes(content)
    beside.replace(path)
