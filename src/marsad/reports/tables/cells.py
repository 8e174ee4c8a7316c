"""Cells and rows of a table, whatever file it lies in. No IO here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class NoValue:
    """A cell that holds a formula without a computed value, or an error; never evaluated here."""

    why: str


Cell: TypeAlias = "str | int | float | bool | datetime | date | time | NoValue | None"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row as its file has it. ``number``: as a spreadsheet program counts, from 1, blank rows included.

    ``raw`` is the row as written, where the file is text; ``wrong`` says why a row could not be read.
    """

    number: int
    cells: tuple[Cell, ...]
    raw: str | None = None
    wrong: str | None = None


def words(cell: Cell) -> str:
    """What a cell says, as a spreadsheet would show it to be copied; days and moments in ISO form."""
    if cell is None or isinstance(cell, NoValue):
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if math.isfinite(cell) and cell == int(cell) and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        midnight = cell.time() == time() and cell.tzinfo is None
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ", timespec="seconds")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def is_blank(row: TableRow) -> bool:
    """Whether nothing is said in any cell."""
    return row.wrong is None and not any(isinstance(each, NoValue) or words(each) for each in row.cells)


def column_letters(number: int) -> str:
    """``A`` for column 0, ``AA`` for column 26: how spreadsheet programs name columns."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
