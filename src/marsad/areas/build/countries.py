"""The countries of the world by code, and the box in which the places of each lie.

``countries.csv``: ISO 3166-1 codes and names; south, west, north, east in degrees, rounded outwards by a tenth,
from Natural Earth's borders and GeoNames' cities together, so that disputed ground lies in the boxes of all who
claim it there.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from marsad.areas.names import normalised

Box = tuple[float, float, float, float]  # south, west, north, east in degrees


@dataclass(frozen=True, slots=True)
class Country:
    """A country: its code, its English name and the box that holds its places."""

    code: str
    name: str
    box: Box


@lru_cache(maxsize=1)
def countries() -> Mapping[str, Country]:
    """ISO 3166-1 alpha-2 code -> country."""
    with (Path(__file__).parent / "countries.csv").open(encoding="utf-8", newline="") as table:
        return {row["code"]: Country(row["code"], row["name"], _box(row)) for row in csv.DictReader(table)}


def _box(row: Mapping[str, str]) -> Box:
    return float(row["south"]), float(row["west"]), float(row["north"]), float(row["east"])


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, str]:
    with (Path(__file__).parent / "countries.csv").open(encoding="utf-8", newline="") as table:
        return {
            normalised(word): row["code"]
            for row in csv.DictReader(table)
            for word in (row["name"], row["code3"], row["code"])
        }


LONG_NAMES = {"syrianarabrepublic": "SY", "russianfederation": "RU", "iranislamicrepublicof": "IR"}


def country_code(text: str) -> str | None:
    """The alpha-2 code of a country given by code, alpha-3 code or name; ``None`` where it is none of these."""
    key = normalised(text)
    return _codes().get(key) or LONG_NAMES.get(key) if key else None


def inside(box: Box, lat: float, lon: float) -> bool:
    """Whether the point lies in ``box``, its edges included."""
    south, west, north, east = box
    return south <= lat <= north and west <= lon <= east
