"""The network as it is trained: the sums of ``pipeline.network`` with rounding that lets gradients through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from marsad.claims.lang.en.pipeline.network import bands

Params = dict[str, jax.Array]
Batch = Mapping[str, jax.Array]
STEP = 16.0  # whole numbers per unit of activation
TABLE_STEP = 32.0
ARC_SCALE = 0.25  # of whole-number arc scores in the loss; the best head does not depend on it


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network."""

    embedding: int = 128
    word_hidden: int = 256
    width: int = 192
    hidden: int = 192
    dilations: tuple[int, ...] = (1, 1, 2, 4, 8)
    arc: int = 80
    relation: int = 96


def rounded(values: jax.Array, low: float, high: float, step: float = STEP) -> jax.Array:
    """``values`` on the grid of whole numbers over ``step``; the gradient passes where nothing was clipped."""
    cut = jnp.clip(values, low / step, high / step)
    return cut + jax.lax.stop_gradient(jnp.round(cut * step) / step - cut)


def weight(values: jax.Array) -> jax.Array:
    """A weight matrix as int8 with a factor per output will hold it."""
    scale = jax.lax.stop_gradient(jnp.maximum(jnp.abs(values).max(axis=0), 1e-6) / 127.0)
    return values + jax.lax.stop_gradient(jnp.round(values / scale) * scale - values)


def fresh(shape: Shape, rows: int, tags: int, relations: int, seed: int) -> Params:
    """Parameters before training."""
    chance = np.random.default_rng(seed)
    inputs = 3 * shape.width
    sizes = {
        "word1": (shape.embedding, shape.word_hidden),
        "word2": (shape.word_hidden, shape.width),
        "tags": (shape.width, tags),
        "dependent": (shape.width, shape.arc),
        "head": (shape.width, shape.arc),
        "relation.dependent": (shape.width, shape.relation),
        "relation.head": (shape.width, shape.relation),
        "relations": (shape.relation, relations),
    }
    gains = {"dependent": 0.3, "head": 0.3, "tags": 0.3, "relations": 0.3}
    for depth in range(len(shape.dilations)):
        sizes[f"block{depth}.in"] = (inputs, shape.hidden)
        sizes[f"block{depth}.out"] = (shape.hidden, shape.width)
        gains[f"block{depth}.out"] = 0.5
    found: dict[str, np.ndarray] = {}
    for name, (into, out) in sizes.items():
        spread = gains.get(name, 1.0) * np.sqrt(2.0 / into)
        found[f"{name}.w"] = chance.normal(0, spread, (into, out))
        found[f"{name}.b"] = np.zeros(out)
    found["table"] = chance.normal(0, 0.35, (rows, shape.embedding))
    found["root"] = chance.normal(0, 0.3, shape.arc)
    found["distances"] = chance.normal(0, 0.1, (16, shape.arc))
    found["offsets"] = np.zeros((16, shape.relation))
    return {name: jnp.asarray(values, dtype=jnp.float32) for name, values in found.items()}


def dense(params: Params, name: str, values: jax.Array) -> jax.Array:
    """A layer before rounding."""
    return values @ weight(params[f"{name}.w"]) + params[f"{name}.b"]


def dropped(values: jax.Array, key: jax.Array, rate: float, axes: tuple[int, ...] = ()) -> jax.Array:
    """Dropout; along ``axes`` the same values fall."""
    size = [1 if axis in axes else many for axis, many in enumerate(values.shape)]
    kept = jax.random.bernoulli(key, 1 - rate, size)
    return jnp.where(kept, values / (1 - rate), 0.0)


def states_of(params: Params, shape: Shape, batch: Batch, key: jax.Array, rate: float) -> jax.Array:
    """The state of every word."""
    keys = iter(jax.random.split(key, 2 + len(shape.dilations)))
    inside = batch["inside"][:, :, None]
    rows = rounded(params["table"][batch["features"]], -127, 127, TABLE_STEP).sum(axis=2)
    values = dropped(rounded(rows, -127, 127), next(keys), rate * 0.5)
    hidden = rounded(jax.nn.relu(dense(params, "word1", values)), 0, 255)
    states = rounded(dense(params, "word2", hidden), -127, 127) * inside
    states = dropped(states, next(keys), rate)
    for depth, dilation in enumerate(shape.dilations):
        context = _context(states, dilation)
        hidden = rounded(jax.nn.relu(dense(params, f"block{depth}.in", context)), 0, 255)
        hidden = dropped(hidden, next(keys), rate)
        states = rounded(states + dense(params, f"block{depth}.out", hidden), -127, 127) * inside
    return states


def _context(states: jax.Array, dilation: int) -> jax.Array:
    pad = jnp.pad(states, ((0, 0), (dilation, dilation), (0, 0)))
    return jnp.concatenate([states, pad[:, : -2 * dilation], pad[:, 2 * dilation :]], axis=2)


def loss(params: Params, shape: Shape, batch: Batch, key: jax.Array, rate: float) -> jax.Array:
    """Cross-entropy of tags, heads and relations, per word."""
    first, second, third = jax.random.split(key, 3)
    states = states_of(params, shape, batch, first, rate)
    inside = batch["inside"]
    size = states.shape[1]
    near = jnp.asarray(bands(size))
    at = jnp.arange(size)
    states = dropped(states, second, rate)
    tags = jax.nn.log_softmax(dense(params, "tags", states))
    dependents = rounded(dense(params, "dependent", states), -127, 127)
    heads = rounded(dense(params, "head", states), -127, 127)
    arcs = jnp.einsum("bid,bjd->bij", dependents, heads)
    by_band = dependents @ rounded(params["distances"], -127, 127).T
    arcs = arcs + by_band[:, at[:, None], near]
    arcs = jnp.where((inside[:, None, :] > 0) & ~jnp.eye(size, dtype=bool)[None], arcs, -1e6)
    root = dependents @ rounded(params["root"], -127, 127)
    arcs = jax.nn.log_softmax(jnp.concatenate([root[:, :, None], arcs], axis=2) * ARC_SCALE)
    above = batch["heads"]  # from 0; -1 the root
    safe = jnp.maximum(above, 0)
    sums = rounded(dense(params, "relation.head", states), -1e5, 1e5)
    hidden = jnp.take_along_axis(sums, safe[:, :, None], axis=1)
    hidden = hidden + rounded(dense(params, "relation.dependent", states), -1e5, 1e5)
    hidden = hidden + rounded(params["offsets"], -1e5, 1e5)[near[at[None, :], safe]]
    hidden = dropped(rounded(jax.nn.relu(hidden), 0, 255), third, rate)
    relations = jax.nn.log_softmax(dense(params, "relations", hidden))
    picked = (
        _picked(tags, batch["tags"]) * inside
        + _picked(arcs, above + 1) * inside
        + _picked(relations, batch["relations"]) * inside * (above >= 0)
    )
    return -picked.sum() / inside.sum()


def _picked(scores: jax.Array, index: jax.Array) -> jax.Array:
    return jnp.take_along_axis(scores, index[:, :, None], axis=2)[:, :, 0]
