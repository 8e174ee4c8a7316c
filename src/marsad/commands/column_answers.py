"""What people see of their tables' columns before these are received."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from marsad.areas.build.sources.columns import CONSTANT
from marsad.reports.tables.columns import SETTINGS, Columns, fields
from marsad.reports.tables.intake import Asked, name_of
from marsad.reports.tables.proposal import Proposal, letters_of
from marsad.reports.tables.remembered import Remembered
from marsad.terminal import out, say

EXAMPLE_WIDTH = 30
MOST_UNUSED = 12  # columns that hold nothing for Marsad, shown by name
NOT_USED = "[dim]not used[/]"


def say_asked(asked: Asked, publisher: str | None = None) -> None:
    """What is taken from one sheet: a table of its columns that fits 80 columns, with what is in question."""
    if asked.shape is not None:
        say(
            f"{name_of(asked)}: in the shape of {asked.shape.title}. Its rows are taken as coded events: claims of"
        )
        say("their source with its own precision, not as truth. To read them as reports: --columns shape=plain")
        if not asked.whole and publisher is None:
            say("note: it is not the maker's whole export, so nobody is its source; name one with --publisher")
    elif asked.proposal is not None:
        _say_proposal(asked, asked.proposal)
    elif asked.known is not None:
        say(f"{name_of(asked)}: as confirmed before: {columns_words(asked.known)}.")


def _say_proposal(asked: Asked, found: Proposal) -> None:
    counted = f"{found.rows:,} {'row' if found.rows == 1 else 'rows'}"
    say(f"{name_of(asked)}: {counted}, headings in row {found.headings_row}")
    table = Table(show_edge=False, pad_edge=False)
    for heading, width in (("Column", 26), ("Holds", 18), ("For example", EXAMPLE_WIDTH)):
        table.add_column(heading, max_width=width, overflow="ellipsis", no_wrap=True)
    by_heading = {heading: field for field, heading in found.columns.items() if field in fields()}
    unused = [name for name in found.names if name not in by_heading]
    for name in [each for each in found.names if each in by_heading] + unused[:MOST_UNUSED]:
        holds = f"[bold]{by_heading[name]}[/]" if name in by_heading else NOT_USED
        table.add_row(
            escape(f"{letters_of(found.names, name)} {name}"), holds, escape(found.examples.get(name, "")[:60])
        )
    out.print(table)
    if len(unused) > MOST_UNUSED:
        say(f"and {len(unused) - MOST_UNUSED} more columns that are not used")
    for field, value in found.columns.items():
        if field in SETTINGS:
            say(f"{field}: {value}. {SETTINGS[field]}")
        elif value.startswith(CONSTANT):
            say(f"{field}: {value.removeprefix(CONSTANT)}, in every row")
    for note in found.notes:
        say(f"note: {note}")
    for question in found.questions:
        out.print(f"[bold yellow]?[/] {escape(question)}", soft_wrap=True)


def columns_words(columns: Columns) -> str:
    """``text=Notes, date=Day``."""
    return ", ".join(f"{field}={heading}" for field, heading in columns.items())


def say_remembered(known: Sequence[Remembered]) -> None:
    """What an observatory remembers of tables, one after the other."""
    if not known:
        say("Nothing is remembered of any table.")
    for each in known:
        of = "of one source, " if each.source else ""
        say(f"{each.file} ({of}{each.headings}): {columns_words(each.columns)}")
