"""The table of words that grounding asks about (``words.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # all values as text: "no" is a word here


@cache
def _table() -> Mapping[str, Any]:
    read: Mapping[str, Any] = yaml.load((files("marsad.grounding") / "words.yaml").read_bytes(), Loader=Loader)  # noqa: S506
    return read


def listed(kind: str) -> frozenset[str]:
    """The list ``kind``."""
    return frozenset(_table()[kind])


def counting(kind: str) -> Mapping[str, int]:
    """What each word of the table ``kind`` counts for."""
    return {word: int(number) for word, number in _table()[kind].items()}


def by_name(kind: str) -> Mapping[str, tuple[str, ...]]:
    """The lists of the table ``kind`` by their names."""
    return {name: tuple(listed) for name, listed in _table()[kind].items()}
