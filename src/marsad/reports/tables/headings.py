"""The row of headings of a table, which need not be its first: titles, notes and logos may stand above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from marsad.areas.build.sources.columns import bare
from marsad.model.ids import content_id
from marsad.reports.tables.cells import TableRow, column_letters, words
from marsad.reports.tables.days import plain

ROWS_LOOKED_AT = 60
LONGEST_HEADING = 80  # characters
HXL = "#"
_NUMBER = re.compile(r"[\d\s.,:/+\-%]+")


def heading_row(rows: Sequence[TableRow], known: frozenset[str]) -> int:
    """The index in ``rows`` (the first of a table) of the row of headings.

    It is the row with most headings that are ``known`` (as :func:`bare` gives them); where none has any, the first
    one with words only, all different, and about as many as the rows below have cells. Raises ValueError where
    there is none.
    """
    filled = [[words(cell) for cell in row.cells if words(cell)] for row in rows[:ROWS_LOOKED_AT]]
    best: tuple[int, int] | None = None
    for at, cells in enumerate(filled):
        usual = median([len(each) for each in filled[at + 1 :] if each] or [len(cells)])
        if not _may_be_headings(cells, usual):
            continue
        score = sum(bare(cell) in known for cell in cells)
        if best is None or score > best[0]:
            best = (score, at)
    if best is None:
        raise ValueError(
            "has no row of headings; write above each column what it holds (Date, Place, Text) and save"
        )
    return best[1]


def _may_be_headings(cells: Sequence[str], usual: float) -> bool:
    if len(cells) < 2 or len(cells) < usual / 2 or len({cell.casefold() for cell in cells}) < 0.6 * len(cells):
        return False
    return not any(len(cell) > LONGEST_HEADING or _NUMBER.fullmatch(plain(cell)) for cell in cells)


def named_columns(row: TableRow) -> tuple[str, ...]:
    """A name for each column: its heading, ``Notes (2)`` where it comes again, ``column C`` where it is blank."""
    named: list[str] = []
    for at, cell in enumerate(row.cells):
        name = " ".join(words(cell).split())[:LONGEST_HEADING] or f"column {column_letters(at)}"
        again = sum(each == name or each.startswith(f"{name} (") for each in named)
        named.append(f"{name} ({again + 1})" if name in named else name)
    while named and named[-1].startswith("column ") and not words(row.cells[len(named) - 1]):
        named.pop()
    return tuple(named)


def is_tags(row: TableRow) -> bool:
    """Whether it is a row of HXL tags (``#adm1+name``), which stands under the headings."""
    said = [words(cell) for cell in row.cells if words(cell)]
    return bool(said) and all(each.startswith(HXL) for each in said)


def signature(columns: Sequence[str]) -> str:
    """What tables with these headings in this order have in common: their columns are confirmed once."""
    return content_id("tbl", [bare(each) or each for each in columns])
