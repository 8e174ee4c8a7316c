"""The format ``table``: spreadsheets, as text or workbooks, of any headings; tables of coded events among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast

from marsad.errors import UnreadableReportError, UsageError
from marsad.model import SourceKind
from marsad.model.ids import canonical_bytes
from marsad.model.reports import Source
from marsad.reports.arrival import Arrival, address, joined
from marsad.reports.form import Receipt, Received, fields_from, received
from marsad.reports.lines import shown
from marsad.reports.sources import source_id
from marsad.reports.tables.cells import NoValue, TableRow, words
from marsad.reports.tables.columns import SHAPE, SHEET, SKIP, Columns
from marsad.reports.tables.proposal import proposal
from marsad.reports.tables.rows import RowReader, Told
from marsad.reports.tables.shapes import PLAIN, CodedRows, Shape, shape_of
from marsad.reports.tables.sheets import DELIMITED, WORKBOOKS, Sheet, Unreadable, sheets_of

NAME = "table"
CONFIRMED, GIVEN = "confirmed", "given"  # options: columns by signature; the user's word for this run
MOST_REFUSED = 1_000  # rows that are told one by one; of a table with more only how many there are


class Table:
    """Every row of a spreadsheet a report. A formula is never evaluated: its computed value counts."""

    name = NAME
    version = "1"
    title = "a spreadsheet with a report on each row, or coded events"
    suffixes = (*DELIMITED, *WORKBOOKS)

    def takes(self, name: str, head: bytes) -> int:
        """By its name; a workbook by its beginning too."""
        small = name.lower()
        if small.endswith(WORKBOOKS):
            return 2 if head.startswith(b"PK") else 1
        return 1 if small.endswith(DELIMITED) else 0

    def reports(self, file: Path, given: Receipt) -> Iterator[Received | UnreadableReportError]:
        """The report of each row, sheet by sheet.

        Which column says what: as ``given.options`` has it confirmed for tables of these headings; without any
        such options as it is guessed, where nothing is in question. Raises ValueError where it must be said.
        """
        with sheets_of(file) as sheets:
            many = sum(not each.hidden for each in sheets) > 1
            taken = 0
            for number, sheet in enumerate(sheets, start=1):
                if not sheet.hidden:
                    for each in _rows_of(sheet, file, given, str(number) if many else ""):
                        taken += 1
                        yield each
            if not taken and not any(isinstance(each, Sheet) for each in sheets):
                raise ValueError("has no sheet with headings and rows")


def _rows_of(
    sheet: Sheet | Unreadable, file: Path, given: Receipt, shown_sheet: str
) -> Iterator[Received | UnreadableReportError]:
    where = f"sheet {shown_sheet}: " if shown_sheet else ""
    if isinstance(sheet, Unreadable):
        yield UnreadableReportError(f"{where}{sheet.why}")
        return
    try:
        columns = columns_for(sheet, given)
    except UsageError as error:
        if not shown_sheet:
            raise ValueError(str(error)) from error
        yield UnreadableReportError(f"{where}{error}")
        return
    if columns.get(SKIP) == "yes":
        return
    shape = shape_of(sheet.names) if columns.get(SHAPE) != PLAIN else None
    reader = CodedRows(shape, sheet.names, shown_sheet) if shape else RowReader(sheet.names, columns, shown_sheet)
    refused, name = 0, shown(file.name)
    for row in sheet.rows():
        try:
            yield _received(reader.told(row), row, sheet, name, given, reader, shape)
        except ValueError as error:
            refused += 1
            if refused <= MOST_REFUSED:
                there = str(error) if str(error).startswith(reader.where(row)) else f"{reader.where(row)}: {error}"
                yield UnreadableReportError(there)
    if refused > MOST_REFUSED:
        yield UnreadableReportError(f"{where}{refused - MOST_REFUSED} more rows like these")


def columns_for(sheet: Sheet, given: Receipt) -> Columns:
    """The columns of ``sheet``: confirmed before, or guessed where nothing asks for confirmation.

    Raises UsageError where they are not confirmed and have to be, or something is in question.
    """
    options = given.options.get(NAME, {})
    said = cast("Columns", options.get(GIVEN) or {})
    if said.get(SHEET, sheet.name) != sheet.name:
        return {SKIP: "yes"}
    if shape_of(sheet.names) and said.get(SHAPE) != PLAIN:
        return said
    confirmed = cast("Mapping[str, Columns] | None", options.get(CONFIRMED))
    if confirmed is not None:
        if sheet.signature not in confirmed:
            raise UsageError(
                "what its columns hold has not been confirmed; run marsad add with it on a terminal, or with"
                " --columns text=ITS-HEADING,date=ITS-HEADING, or with --yes to take what Marsad guesses"
            )
        return confirmed[sheet.signature]
    found = proposal(sheet, said)
    if found.questions:
        raise UsageError("; ".join(found.questions))
    return found.columns


def _received(  # noqa: PLR0917
    told: Told,
    row: TableRow,
    sheet: Sheet,
    name: str,
    given: Receipt,
    reader: RowReader | CodedRows,
    shape: Shape | None,
) -> Received:
    arrival = Arrival(url=address(told.url) if told.url else None, locations=joined(told.locations))
    said: dict[str, object] = dict(told.said)
    maker: Source | None = None
    if shape is not None and isinstance(reader, CodedRows) and reader.whole and given.defaults.publisher is None:
        said["publisher"] = shape.maker
        maker = Source(source_id(shape.maker), shape.maker, SourceKind.DATASET)
    made = received(
        told.text,
        fields_from(said),
        (_original(row, sheet), f"{name} {reader.where(row)}"),
        given,
        arrival=arrival,
    )
    report = replace(made.report, row=told.row, source=maker.id if maker else made.report.source)
    return replace(made, report=report, source=maker or made.source)


def _original(row: TableRow, sheet: Sheet) -> bytes:
    """The row as received: of a text its own line under that of the headings; of a workbook its cells as JSON."""
    if row.raw is not None and sheet.headings.raw is not None:
        headings = sheet.headings.raw if sheet.headings.raw.endswith(("\n", "\r")) else f"{sheet.headings.raw}\n"
        return (headings + row.raw).encode("utf-8", "surrogatepass")
    cells = {
        name: (f"({cell.why})" if isinstance(cell, NoValue) else words(cell))
        for name, cell in zip(sheet.names, row.cells, strict=False)
        if cell is not None
    }
    return canonical_bytes({"sheet": sheet.name, "row": row.number, "cells": cells})
