"""An answer as rows: a table 80 columns wide for people, lines of JSON for programs, CSV for spreadsheets."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from marsad.errors import UsageError
from marsad.publication.exports import csv_text
from marsad.terminal import out, say

Row = Mapping[str, object]  # text, numbers, yes or no, lists of text, None


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows as data, and the same rows as people see them: one cell for each of ``headings``."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Row]
    headings: Sequence[str]
    shown: Sequence[Sequence[str]]
    none: str  # what is said where there are no rows
    remark: str = ""


def say_answer(answer: Answer, *, as_json: bool, as_csv: bool) -> None:
    """Print an answer in the form asked for. Raises UsageError where two are."""
    if as_json and as_csv:
        raise UsageError("--json and --csv are two forms of one answer: give one of them")
    if as_json:
        for row in answer.rows:
            out.out(json.dumps(dict(row), ensure_ascii=False), highlight=False)
    elif as_csv:
        cells = ([_flat(row[name]) for name in answer.columns] for row in answer.rows)
        out.out(csv_text(answer.columns, cells), end="", highlight=False)
    elif not answer.rows:
        say(answer.none)
    else:
        out.print(_table(answer))
        if answer.remark:
            out.print(escape(answer.remark))


def _table(answer: Answer) -> Table:
    title = escape(answer.title)
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for heading in answer.headings:
        table.add_column(heading, overflow="fold")
    for cells in answer.shown:
        table.add_row(*map(escape, cells))
    return table


def _flat(cell: object) -> object:
    if isinstance(cell, list):
        return "; ".join(cell)
    return str(cell).lower() if isinstance(cell, bool) else cell
