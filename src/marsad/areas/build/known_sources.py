"""What is known of the sources of places: titles, credits, and who is right where they differ.

``sources.csv`` names them; ``precedence.csv`` says, for each field, whose word counts first. A table of the user's
own is called by its file and ranks as ``own``.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

OWN, HAND = "own", "hand"


@dataclass(frozen=True, slots=True)
class KnownSource:
    """A source of places. ``distinct``: no two of its rows are one place. ``credit``: as its licence asks."""

    source: str
    title: str
    distinct: bool
    credit: str


@lru_cache(maxsize=1)
def known_sources() -> Mapping[str, KnownSource]:
    """The sources that have a reader, by name."""
    with (Path(__file__).parent / "sources.csv").open(encoding="utf-8", newline="") as table:
        return {
            row["source"]: KnownSource(row["source"], row["title"], row["distinct"] == "yes", row["credit"])
            for row in csv.DictReader(table)
        }


def own_source(stem: str) -> str:
    """What the table of the user's own in the file ``stem`` is called; never as a known source."""
    return f"my_{stem}" if stem in known_sources() else stem


def title_of(source: str) -> str:
    """How the column ``source`` of an area names it."""
    known = known_sources().get(source)
    return known.title if known else source


@lru_cache(maxsize=1)
def _precedence() -> Mapping[tuple[str, str], tuple[str, ...]]:
    with (Path(__file__).parent / "precedence.csv").open(encoding="utf-8", newline="") as table:
        return {(row["field"], row["of"]): tuple(row["order"].split()) for row in csv.DictReader(table)}


def rank(field: str, source: str, *, unit: bool = False) -> int:
    """How early the word of ``source`` counts for ``field``: 0 first. ``unit``: of an administrative unit."""
    order = _precedence().get((field, "unit")) if unit else None
    order = order or _precedence()[field, "any"]
    if source == HAND:
        return -1
    return order.index(source if source in known_sources() else OWN)
