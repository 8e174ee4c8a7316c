"""Tables of coded events: known by their headings, each row kept with its codes and as a text of its own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from marsad.model import Row
from marsad.reports.tables.cells import NoValue, TableRow, column_letters, words
from marsad.reports.tables.composed import Composed
from marsad.reports.tables.rows import Told

PLAIN = "plain"  # the user's word, as setting ``shape``: a table of reports, whatever its headings
LARGEST_MOMENT = 4_000_000_000  # seconds since 1970: the year 2096


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of table of coded events, as ``shapes.yaml`` tells."""

    name: str
    title: str
    maker: str
    needs: frozenset[str]
    whole: frozenset[str]
    ref: tuple[str, ...]
    published: str
    text: tuple[Mapping[str, Any], ...]


@cache
def shapes() -> tuple[Shape, ...]:
    """All that are known."""
    table = yaml.safe_load((Path(__file__).parent / "shapes.yaml").read_text(encoding="utf-8"))
    return tuple(
        Shape(
            name,
            each["title"],
            each["maker"],
            frozenset(each["needs"]),
            frozenset(each["whole"]),
            tuple(each["ref"]),
            each["published"],
            tuple(each["text"]),
        )
        for name, each in table.items()
    )


def shape_of(names: Sequence[str]) -> Shape | None:
    """The shape of a table with these headings; None where it is a table like any other."""
    there = frozenset(map(column_key, names))
    return next((each for each in shapes() if each.needs <= there), None)


def is_whole(shape: Shape, names: Sequence[str]) -> bool:
    """Whether a table with these headings is the maker's own export, not one of somebody else in its shape."""
    return shape.whole <= frozenset(map(column_key, names))


def column_key(name: str) -> str:
    """A heading as the datasets write it: small letters, underscores."""
    return "_".join(name.casefold().split())


class CodedRows:
    """Reads the rows of one table of coded events."""

    def __init__(self, shape: Shape, names: tuple[str, ...], sheet: str = "") -> None:
        self._shape, self._sheet = shape, sheet
        self._keys = tuple(map(column_key, names))
        self.whole = is_whole(shape, names)

    def where(self, row: TableRow, column: int | None = None) -> str:
        """``row 17, column D``, with the sheet where there are several."""
        sheet = f"sheet {self._sheet}, " if self._sheet else ""
        return f"{sheet}row {row.number}" + (f", column {column_letters(column)}" if column is not None else "")

    def told(self, row: TableRow) -> Told:
        """What ``row`` tells. Raises ValueError, beginning with where, for a row that cannot be read."""
        if row.wrong is not None:
            raise ValueError(f"{self.where(row)}: {row.wrong}")
        cells: dict[str, tuple[str, int]] = {}
        for at, (key, cell) in enumerate(zip(self._keys, row.cells, strict=False)):
            if isinstance(cell, NoValue):
                raise ValueError(f"{self.where(row, at)}: {cell.why}")
            if said := words(cell):
                cells.setdefault(key, (said, at))
        if not cells.keys() & {"event_date", "date_start"}:
            raise ValueError(f"{self.where(row)}: has no day; it is no row of {self._shape.title}")
        made = self._composed(row, cells)
        ref = next((cells[each][0] for each in self._shape.ref if each in cells), "")
        told = {"id": ref, "published": _moment(cells.get(self._shape.published, ("", 0))[0])}
        kept = Row(self._shape.name, tuple(sorted((key, said) for key, (said, _) in cells.items())))
        return Told(
            made.text, tuple(made.locations), {name: value for name, value in told.items() if value}, None, kept
        )

    def _composed(self, row: TableRow, cells: Mapping[str, tuple[str, int]]) -> Composed:
        made = Composed()
        for line in self._shape.text:
            there = [each for each in line["columns"] if each in cells]
            for number, column in enumerate(there[:1] if line.get("first") else there):
                said, at = cells[column]
                made.add(line.get("join", ", ") if number else "\n" if made.text else "")
                if line.get("named"):
                    made.add(f"{column.replace('_', ' ')} ")
                made.add(said, self.where(row, at))
        return made


def _moment(seconds: str) -> str:
    """Seconds since 1970 as a moment; empty where they are none."""
    bare = seconds.partition(".")[0]
    if not (bare.isascii() and bare.isdecimal() and 0 < int(bare[:12]) < LARGEST_MOMENT):
        return ""
    return datetime.fromtimestamp(int(bare), UTC).isoformat()
