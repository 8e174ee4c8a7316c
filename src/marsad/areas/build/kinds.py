"""Which kinds of places can be one place in two sources, and which are administrative units (``kinds.csv``)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from marsad.model.terms import PlaceKind

SETTLEMENTS = (PlaceKind.VILLAGE, PlaceKind.TOWN, PlaceKind.CITY)  # by size, smallest first
UNIT_GROUPS = frozenset({"province", "district", "subdistrict", "region", "country"})


@lru_cache(maxsize=1)
def groups() -> Mapping[PlaceKind, str]:
    """Kind -> its group: one source's village may be another's town, but never a hill."""
    with (Path(__file__).parent / "kinds.csv").open(encoding="utf-8", newline="") as table:
        return {PlaceKind(row["kind"]): row["group"] for row in csv.DictReader(table)}


@lru_cache(maxsize=1)
def levels() -> Mapping[PlaceKind, int]:
    """Administrative kind -> its level: 0 country, 1 province, 2 district, 3 subdistrict."""
    with (Path(__file__).parent / "kinds.csv").open(encoding="utf-8", newline="") as table:
        return {
            PlaceKind(row["kind"]): int(row["admin_level"]) for row in csv.DictReader(table) if row["admin_level"]
        }


def is_unit(kind: PlaceKind) -> bool:
    """Whether ``kind`` has an extent of its own: an administrative unit, a region, a country."""
    return groups()[kind] in UNIT_GROUPS
