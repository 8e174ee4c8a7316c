"""The cells of one sheet of a workbook, row by row: merged cells filled, formulas by their computed value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from xml.parsers.expat import XMLParserType

from marsad.reports.tables.cells import Cell, NoValue, TableRow
from marsad.reports.tables.safe_xml import PIECE, fed
from marsad.reports.tables.workbook import SheetPart, Workbook

MOST_ROWS = 1_048_576  # of a sheet, by the format
MOST_COLUMNS = 1_024  # that are read; the format has 16,384
MOST_MERGED = 10_000  # ranges that are filled; a list of more is a layout, not a table
MOST_TEXT = 32_767  # characters of a cell, by the format; a maker that ignores it is cut off at twice this
LONGEST_MERGE = 200  # bytes of the element that says so
MERGES = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*["\']([A-Z]+)(\d+):([A-Z]+)(\d+)["\']')
REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
DAY_ZERO, DAY_ZERO_1904 = datetime(1899, 12, 30, tzinfo=UTC), datetime(1904, 1, 1, tzinfo=UTC)
NO_VALUE = NoValue("a formula without a computed value; open the file in a spreadsheet program and save it again")
Merged = Mapping[int, tuple[tuple[int, int, int, int], ...]]  # row -> ranges that begin in it: row, column, ends


def sheet_rows(book: Workbook, sheet: SheetPart) -> Iterator[TableRow]:
    """The rows of ``sheet`` that the file holds. The word of a merged cell is in all cells that it covers."""
    merged = _merged(book, sheet)
    reading = _Reading(book)
    filled: dict[tuple[int, int], Cell] = {}
    last = 0
    for _ in fed(book.archive, sheet.path, reading.handle):
        for number, cells in reading.done:
            if not last < number <= MOST_ROWS:
                continue  # rows that go backwards: a damaged file
            yield TableRow(number, _with_merged(number, cells, merged, filled))
            last = number
        reading.done.clear()


def _merged(book: Workbook, sheet: SheetPart) -> Merged:
    """The ranges of merged cells, which the file lists after its rows; found without reading the rows."""
    found: dict[int, list[tuple[int, int, int, int]]] = {}
    count, tail = 0, b""
    with book.archive.open(sheet.path) as content:
        while (piece := content.read(PIECE)) and count <= MOST_MERGED:
            window, end = tail + piece, 0
            for each in MERGES.finditer(window):
                left, top, right, bottom = each.groups()
                corner = (int(top), _column(left.decode()), int(bottom), _column(right.decode()))
                found.setdefault(corner[0], []).append(corner)
                count, end = count + 1, each.end()
            tail = window[max(end, len(window) - LONGEST_MERGE) :]
    return {row: tuple(dict.fromkeys(ranges)) for row, ranges in found.items()}


def _with_merged(
    row: int, cells: dict[int, Cell], merged: Merged, filled: dict[tuple[int, int], Cell]
) -> tuple[Cell, ...]:
    for _, column, bottom, right in merged.get(row, ()):
        said = cells.get(column)
        if said is None or right >= MOST_COLUMNS or (bottom - row) * (right - column + 1) > MOST_ROWS:
            continue
        for each in range(column, right + 1):
            filled[bottom, each] = said
    for (bottom, column), said in list(filled.items()):
        if bottom < row:
            del filled[bottom, column]
        else:
            cells.setdefault(column, said)
    width = max(cells, default=-1) + 1
    return tuple(cells.get(column) for column in range(width))


@dataclass(slots=True)
class _Reading:
    """What the parser tells, gathered into rows."""

    book: Workbook
    done: list[tuple[int, dict[int, Cell]]] = field(default_factory=list)
    row: int = 0
    cells: dict[int, Cell] = field(default_factory=dict)
    column: int = -1
    kind: str = "n"
    style: int = 0
    formula: bool = False
    inside: str = ""
    text: list[str] = field(default_factory=list)
    length: int = 0

    def handle(self, parser: XMLParserType) -> None:
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._said

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._start_cell(attributes)
        elif name in {"v", "t"}:
            self.inside = name
        elif name == "f":
            self.formula, self.inside = True, ""
        elif name == "row":
            said = attributes.get("r", "")
            self.row = int(said) if said.isdecimal() and len(said) < 8 else self.row + 1
            self.cells, self.column = {}, -1
        elif name == "rPh":
            self.inside = ""

    def _start_cell(self, attributes: dict[str, str]) -> None:
        at = REFERENCE.fullmatch(attributes.get("r", ""))
        self.column = _column(at[1]) if at else self.column + 1
        style = attributes.get("s", "0")
        self.kind, self.style = attributes.get("t", "n"), int(style) if style.isdecimal() else 0
        self.formula, self.inside, self.length = False, "", 0
        self.text.clear()

    def _said(self, text: str) -> None:
        if self.inside and self.length <= 2 * MOST_TEXT:
            self.text.append(text)
            self.length += len(text)

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "c" and self.column < MOST_COLUMNS:
            value = self._value("".join(self.text))
            if value is not None:
                self.cells[self.column] = value
        elif name == "row":
            self.done.append((self.row, self.cells))
        self.inside = ""

    def _value(self, text: str) -> Cell:
        if not text:
            return NO_VALUE if self.formula and self.kind != "str" else None
        match self.kind:
            case "s":
                return self.book.strings[int(text)] if text.isdecimal() else None
            case "str" | "inlineStr":
                return text
            case "b":
                return text.strip() == "1"
            case "e":
                return NoValue(f"the spreadsheet's error {text[:20]}; mend its formula and save the file again")
            case "d":
                return _iso(text)
            case _:
                return self._number(text)

    def _number(self, text: str) -> Cell:
        try:
            number = float(text)
        except ValueError:
            return text
        if self.style in self.book.date_styles:
            return from_serial(number, from_1904=self.book.from_1904)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number


def from_serial(number: float, *, from_1904: bool = False) -> Cell:
    """The day or moment that a spreadsheet keeps as a number of days; below one day it is an hour.

    Days before 1 March 1900 are a day off in Excel's own count and are left as numbers, as no report is so old.
    """
    zero, first = (DAY_ZERO_1904, 1.0) if from_1904 else (DAY_ZERO, 61.0)
    try:
        moment = (zero + timedelta(days=number)).replace(tzinfo=None)
    except (OverflowError, ValueError):
        return number
    rounded = (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
    if 0 <= number < 1:
        return rounded.time()
    if number < first:
        return number
    return rounded.date() if rounded.time() == time() else rounded


def _iso(text: str) -> Cell:
    for read in (date.fromisoformat, datetime.fromisoformat, time.fromisoformat):
        try:
            return read(text.strip())
        except ValueError:
            continue
    return text


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
