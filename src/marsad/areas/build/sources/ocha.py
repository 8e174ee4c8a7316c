"""OCHA's common operational datasets: administrative boundaries and populated places, with p-codes.

Boundaries come as shapefile (also zipped) or GeoJSON, places as either or as CSV. Headers differ by country and
year (ADM3_EN, admin3Name_en, adm3_name, NAME_EN beside ADM2_EN): ``columns.csv`` knows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from marsad.areas.build.entries import Entry, Refusal
from marsad.areas.build.sources import spreadsheet
from marsad.areas.build.sources.columns import Columns, guessed, own_level
from marsad.areas.build.sources.records import LEVEL_KINDS, entry_of
from marsad.areas.build.sources.shapes import Shape, shapes
from marsad.errors import AreaError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

SOURCE = "ocha"
TABLES = (".csv", ".tsv", ".txt")


@dataclass(frozen=True)
class Boundary:
    """An administrative unit and the ground that it covers."""

    entry: Entry
    ground: BaseGeometry


def rows(path: Path) -> Iterator[Entry | Boundary | Refusal]:
    """The places and the boundaries of the file at ``path``. Raises AreaError where it cannot be read."""
    if path.suffix.lower() in TABLES:
        yield from spreadsheet.entries(path, SOURCE)
        return
    columns: Columns | None = None
    for shape in shapes(path, SOURCE):
        if isinstance(shape, Refusal):
            yield shape
            continue
        if columns is None:
            columns = _columns(path.name, shape.record)
        yield _row(shape, columns)


def entries(path: Path) -> Iterator[Entry | Refusal]:
    """As :func:`rows`, of boundaries only their entries."""
    for row in rows(path):
        yield row.entry if isinstance(row, Boundary) else row


def _columns(name: str, headers: Iterable[str]) -> Columns:
    there = list(headers)
    columns = guessed(there)
    if "name" not in columns and own_level(columns) is None:
        raise AreaError(f"{name}: none of its columns is known to hold names: {', '.join(map(repr, there))}")
    return columns


def _row(shape: Shape, columns: Columns) -> Entry | Boundary | Refusal:
    level = own_level(columns) if shape.is_surface or "name" not in columns else None
    entry = entry_of(shape.record, columns, source=SOURCE, row=shape.row, at=shape.point, level=level)
    if isinstance(entry, Refusal) or not shape.is_surface or level not in LEVEL_KINDS:
        return entry
    return Boundary(entry, shape.geometry)
