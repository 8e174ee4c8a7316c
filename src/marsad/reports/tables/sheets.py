"""The sheets of a file: one of a text, any number of a workbook; each with its headings and rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from marsad.reports.tables.cells import TableRow, is_blank
from marsad.reports.tables.columns import every_heading
from marsad.reports.tables.delimited import delimited_rows
from marsad.reports.tables.headings import ROWS_LOOKED_AT, heading_row, is_tags, named_columns, signature
from marsad.reports.tables.workbook import opened
from marsad.reports.tables.worksheet import sheet_rows

MOST_BYTES = 4_000_000_000
DELIMITED = (".csv", ".tsv", ".tab")
WORKBOOKS = (".xlsx", ".xlsm")
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name (empty for a text file), its headings and the row they stand in; rows on asking."""

    name: str
    hidden: bool
    names: tuple[str, ...]  # of columns
    headings: TableRow
    read: Callable[[], Iterator[TableRow]]

    @property
    def signature(self) -> str:
        """What tables with these headings have in common."""
        return signature(self.names)

    def rows(self) -> Iterator[TableRow]:
        """The rows under the headings that say anything or could not be read; from the first again."""
        first = True
        for row in self.read():
            if row.number <= self.headings.number or is_blank(row):
                continue
            if first and row.wrong is None and is_tags(row):
                first = False
                continue
            first = False
            yield row


@contextmanager
def sheets_of(path: Path) -> Iterator[tuple[Sheet | Unreadable, ...]]:
    """The sheets of the file at ``path`` that hold anything. Raises ValueError where it is no table."""
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"is larger than {MOST_BYTES // 1_000_000_000} GB; split it by year or by region")
    if path.suffix.lower() in WORKBOOKS:
        with path.open("rb") as file:
            if file.read(4) == OLD_WORKBOOK:
                raise ValueError(
                    "is an old .xls workbook, or locked with a password; save it as .xlsx without one"
                )
        with opened(path) as book:
            found = [
                _sheet(part.name, part.hidden, lambda part=part: sheet_rows(book, part))  # type: ignore[misc]
                for part in book.sheets
            ]
            yield tuple(each for each in found if each is not None)
    else:
        found_one = _sheet("", False, lambda: delimited_rows(path))
        if found_one is None:
            raise ValueError("is empty")
        yield (found_one,)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A sheet without headings, and why it is none."""

    name: str
    hidden: bool
    why: str


def _sheet(name: str, hidden: bool, read: Callable[[], Iterator[TableRow]]) -> Sheet | Unreadable | None:
    head = list(islice((row for row in read() if not is_blank(row) and row.wrong is None), ROWS_LOOKED_AT))
    if not head:
        return None
    try:
        headings = head[heading_row(head, every_heading())]
    except ValueError as error:
        if not name:
            raise
        return Unreadable(name, hidden, str(error))
    return Sheet(name, hidden, named_columns(headings), headings, read)


def record_of(sheet: Sheet, row: TableRow) -> Mapping[str, int]:
    """Where in ``row`` the cell of each column stands."""
    return {name: at for at, name in enumerate(sheet.names) if at < len(row.cells)}
