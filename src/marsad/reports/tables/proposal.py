"""What is proposed for a sheet: which column says what, and what the user has to say before it can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from marsad.areas.build.sources.columns import CONSTANT
from marsad.reports.tables.cells import column_letters
from marsad.reports.tables.columns import DATES, DAYS, ZONE, Columns, Seen, guessed
from marsad.reports.tables.days import Forms, Order
from marsad.reports.tables.sheets import Sheet

ROWS_SEEN = 1_000  # that a guess is made by; the order of days is found from all


@dataclass(frozen=True, slots=True)
class Proposal:
    """Which column of a sheet says what. ``questions`` must be answered first; ``examples`` by heading."""

    sheet: str
    signature: str
    names: tuple[str, ...]
    headings_row: int
    columns: Columns
    examples: Mapping[str, str]
    rows: int  # that say anything
    questions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # what the user should know, though nothing is asked


def proposal(sheet: Sheet, given: Columns, seen_so_far: Callable[[int], None] | None = None) -> Proposal:
    """Guess by the headings and the first thousand rows; then find the order of days from the whole column.

    Reads the sheet twice; ``seen_so_far`` is told now and then how many rows were read. Raises UsageError where
    what is ``given`` does not fit it.
    """
    seen = [Seen() for _ in sheet.names]
    for row in islice(sheet.rows(), ROWS_SEEN):
        for look, cell in zip(seen, row.cells, strict=False):
            look.see(cell, row.number)
    columns = guessed(sheet.names, seen, given)
    forms, rows = _forms(sheet, columns, seen_so_far)
    questions: list[str] = []
    if not _says(columns, "text"):
        questions.append("no column was recognised as the text; say which it is: text=ITS HEADING")
    order = Order(columns[DATES]) if DATES in columns else None
    orders = {each.order for each in forms.values() if each.numbers} - {None}
    if order is None and len(orders) == 1:
        order = next(iter(orders))
    for field, form in forms.items():
        asked = form.in_question if DATES not in columns else None
        if asked and not (order and not form.first_over_12 and not form.second_over_12 and not form.short_years):
            questions.append(f"column {letters_of(sheet.names, columns[field])}: {asked}")
    if len(orders) > 1 and order is None:
        questions.append(
            "its columns of days differ in the order of day and month; write one of them as 2017-02-06"
        )
    if order is not None and any(each.numbers for each in forms.values()):
        columns[DATES] = order.value
    examples = {name: look.example for name, look in zip(sheet.names, seen, strict=True)}
    return Proposal(
        sheet.name, sheet.signature, sheet.names, sheet.headings.number, columns, examples, rows,
        tuple(questions), tuple(_notes(sheet.names, columns, forms)),
    )  # fmt: skip


def _notes(names: Sequence[str], columns: Columns, forms: Mapping[str, Forms]) -> Iterator[str]:
    if ZONE not in columns and _says(columns, "time"):
        yield "its hours are left out, as nobody says their zone; say it: zone=Asia/Damascus, or zone=+03:00"
    for field, form in forms.items():
        column = letters_of(names, columns[field])
        if form.serials and form.serials >= form.days:
            yield f"column {column} holds days as spreadsheets count them (42772 is 2017-02-06)"
        elif form.cells > form.days + form.serials:
            left = form.cells - form.days - form.serials
            yield f"column {column}: {left} of {form.cells} cells are no days; those rows are refused"


def _says(columns: Columns, field: str) -> bool:
    return bool(columns.get(field)) and not columns[field].startswith(CONSTANT)


def _forms(
    sheet: Sheet, columns: Columns, seen_so_far: Callable[[int], None] | None
) -> tuple[dict[str, Forms], int]:
    """How the days of each column of days are written, from all rows; and how many rows there are."""
    at = {field: sheet.names.index(columns[field]) for field in DAYS if _says(columns, field)}
    forms = {field: Forms() for field in at}
    rows = 0
    for row in sheet.rows():
        rows += 1
        if seen_so_far is not None and rows % ROWS_SEEN == 0:
            seen_so_far(rows)
        for field, column in at.items():
            if column < len(row.cells):
                forms[field].see(row.cells[column], row.number)
    return forms, rows


def letters_of(names: Sequence[str], heading: str) -> str:
    """The letters of a column, as spreadsheet programs call it: what its heading says may tell of a person."""
    return column_letters(names.index(heading))
