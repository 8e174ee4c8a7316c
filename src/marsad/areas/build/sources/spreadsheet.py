"""A table of places of one's own, or of OCHA's: text with any delimiter and any headers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from marsad.areas.build.entries import Entry, Refusal
from marsad.areas.build.sources.columns import Columns, guessed, own_level
from marsad.areas.build.sources.files import file_bytes, text
from marsad.areas.build.sources.records import entry_of
from marsad.errors import AreaError

DELIMITERS = ",;\t|"
_ARABIC = re.compile(r"[\u0600-\u06ff]{2}")
HXL = "#"  # a second line of HXL tags (#adm1+name) begins so


@dataclass(frozen=True, slots=True)
class Table:
    """A table read whole: its headers and its rows, each with the line on which it ends."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def records(self) -> Iterator[tuple[str, dict[str, str] | None]]:
        """Where each row stands and what it says by header; ``None`` where its cells do not fit the headers."""
        for line, row in self.rows:
            fits = len(row) == len(self.headers)
            yield f"{self.name} line {line}", dict(zip(self.headers, row, strict=True)) if fits else None


def read_table(path: Path) -> Table:
    """The table in the text file at ``path``. Raises AreaError for what is no such table, with file and line."""
    written = text(file_bytes(path), path.name)
    first = next((line for line in written.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    if not first.count(delimiter):
        raise AreaError(f"{path.name} line 1: no table: its first line has no comma, semicolon or tab")
    reader = csv.reader(io.StringIO(written, newline=""), delimiter=delimiter)
    try:
        rows = tuple((reader.line_num, tuple(row)) for row in reader if any(each.strip() for each in row))
    except csv.Error as error:
        raise AreaError(f"{path.name} line {reader.line_num}: {error}") from error
    headers = tuple(header.strip() for header in rows[0][1])
    twice = sorted({header for header in headers if header and headers.count(header) > 1})
    if twice:
        raise AreaError(f"{path.name} line {rows[0][0]}: two columns are called {', '.join(map(repr, twice))}")
    return Table(path.name, headers, rows[1:])


def mapped(path: Path, given: Columns | None = None) -> Columns:
    """Which column of the table at ``path`` says what. AreaError where name or coordinate cannot be found."""
    return columns_of(read_table(path), given)


def columns_of(table: Table, given: Columns | None = None) -> Columns:
    """As :func:`mapped`, of a table that is read already."""
    try:
        columns = guessed(table.headers, given)
    except AreaError as error:
        raise AreaError(f"{table.name}: {error}") from error
    if "name_ar" not in columns and (arabic := _arabic_column(table, columns)):
        columns = {**columns, "name_ar": arabic}
    lacking = [] if _names_places(columns) else ["name"]
    if "point" not in columns:
        lacking += [field for field in ("lat", "lon") if field not in columns]
    if lacking:
        headers = ", ".join(map(repr, table.headers))
        raise AreaError(
            f"{table.name}: no column was recognised as {', '.join(lacking)} among {headers}."
            f' Say which it is, once: --map "{table.name}:{lacking[0]}=ITS HEADER"'
        )
    return columns


def _arabic_column(table: Table, columns: Columns) -> str | None:
    """The first column, among those of no known use, whose cells are Arabic words in most rows."""
    for number, header in enumerate(table.headers):
        written = sum(1 for _, row in table.rows if number < len(row) and _ARABIC.search(row[number]))
        if header and header not in columns.values() and written > len(table.rows) / 2:
            return header
    return None


def _names_places(columns: Columns) -> bool:
    return "name" in columns or own_level(columns) is not None


def entries(path: Path, source: str, given: Columns | None = None) -> Iterator[Entry | Refusal]:
    """The places of the table at ``path``, whose columns are guessed unless ``given``.

    A table of administrative units with centroids (p-code columns of levels, no column of names of places) gives
    units. Raises AreaError as :func:`read_table` and :func:`mapped` do.
    """
    table = read_table(path)
    columns = columns_of(table, given)
    level = own_level(columns) if "name" not in columns else None
    for number, (row, record) in enumerate(table.records()):
        if record is None:
            yield Refusal(source, row, f"does not have {len(table.headers)} cells as its header has")
        elif number or not all(each.startswith(HXL) for each in record.values() if each):
            yield entry_of(record, columns, source=source, row=row, level=level)
