"""The fast way to canonical JSON writes the bytes of the slow one, and refuses what it refuses."""

from __future__ import annotations

import math
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from marsad.model.ids import canonical_bytes

numbers = st.integers() | st.floats() | st.floats(-1e3, 1e3).map(lambda number: round(number, 4))
hard = st.sampled_from([2**53, -(2**53), 1e16, 1e-5, 1e21, -0.0, 36.0])
letters = st.text() | st.characters(categories=["Cs", "Cc", "Co"])
values = st.recursive(
    st.none() | st.booleans() | numbers | hard | letters,
    lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(values)
def test_both_write_the_same_bytes(value: Any) -> None:
    try:
        expected = rfc8785.dumps(value)
    except (ValueError, RecursionError):
        with pytest.raises(ValueError):
            canonical_bytes(value)
    else:
        assert canonical_bytes(value) == expected


def test_what_json_cannot_carry_is_refused() -> None:
    for value in (math.nan, math.inf, 2**53, {"a": "\ud800"}, {1: "a"}, [b"bytes"]):
        with pytest.raises(ValueError):
            canonical_bytes(value)  # type: ignore[arg-type]
