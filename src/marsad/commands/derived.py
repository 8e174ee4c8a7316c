"""Commands about what follows from the ledger: what changed, reading again, copies, deriving anew."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import typer

from marsad.commands.arguments import (
    HERE,
    AsJson,
    Day,
    Folder,
    KnownAt,
    Processes,
    command,
    day_asked,
    opened_at,
    parse_moment,
)
from marsad.errors import UsageError

KEEP, ASK = "Keep the record safe", "Ask"
DAYS_APART = ".."


def register(app: typer.Typer) -> None:
    """Add these commands to ``marsad``."""
    command(app, "diff", ASK)(diff)
    command(app, "copies", ASK)(copies)
    command(app, "read-again", KEEP)(read_again)
    command(app, "rebuild", KEEP)(rebuild)


def moments(text: str) -> tuple[datetime, datetime | None]:
    """Two moments, as 2017-02-05..2017-02-06T12:00; the second may be left out. Raises ``typer.BadParameter``."""
    first, dots, last = text.partition(DAYS_APART)
    if not dots or not first:
        raise typer.BadParameter(f"{text!r} is not two moments such as 2017-02-05..2017-02-06T12:00")
    since, until = parse_moment(first), parse_moment(last) if last else None
    if until is not None and until < since:
        raise typer.BadParameter(f"{text!r}: the second moment lies before the first")
    return since, until


@contextmanager
def tables_told() -> Iterator[None]:
    """Say in plain words why derived tables cannot be used."""
    try:
        yield
    except sqlite3.Error as error:
        raise UsageError(
            f"the derived tables cannot be used ({error}); make room, or delete derived.sqlite: it is made again"
        ) from error


def diff(
    known_at: Annotated[
        str,
        typer.Option(
            "--known-at",
            metavar="A..B",
            help="Two moments (UTC), such as 2017-02-05..2017-02-06T12:00; a date alone means the end of that day."
            " Without B: now.",
        ),
    ],
    observatory: Folder = HERE,
    as_of: Day = None,
    as_json: Annotated[bool, typer.Option("--json", help="As data: one change a line.")] = False,
) -> None:
    """Say what is told otherwise at one moment than at an earlier one, and because of which report or reading.

    Events; who held each place on the day --as-of; verdicts on sieges of that day; tolls.

    Example: marsad diff --known-at 2017-02-06T12:00..2017-02-07 --as-of 2017-02-06
    """
    from marsad.commands.terminal_tables import say_changes
    from marsad.terminal import say

    since, until = moments(known_at)
    opened = opened_at(observatory)
    with tables_told():
        changes = opened.difference(since, until, as_of=day_asked(opened, as_of, until))
    if as_json:
        for change in changes:
            say(json.dumps(change.to_json(), ensure_ascii=False))
    else:
        say_changes(changes, opened.area, opened.reports())


def copies(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="The id of a report, or your own id for it.")],
    observatory: Folder = HERE,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """List the reports that print nearly the same text as one, and show in which words they differ.

    All of them count as one origin: that of the report that was published first.
    """
    from marsad.commands.terminal_tables import say_copies
    from marsad.terminal import say

    opened = opened_at(observatory)
    with tables_told():
        found = opened.copies_of(report, known_at)
    if not as_json:
        say_copies(found)
        return
    for each in found:
        told = each.report
        day = told.published.isoformat() if told.published else None
        row = {"report": told.id, "report_ref": told.ref, "source": told.publisher, "published": day,
               "shared": round(each.shared, 4)}  # fmt: skip
        say(json.dumps(row, ensure_ascii=False))


def read_again(
    reports: Annotated[
        list[str] | None, typer.Argument(metavar="REPORT...", help="Ids, or your own ids. Default: all reports.")
    ] = None,
    observatory: Folder = HERE,
    reader: Annotated[
        str, typer.Option(metavar="NAME", help="Read with this reader. Default: as the settings say.")
    ] = "",
    processes: Processes = 0,
) -> None:
    """Read reports again, with the reader and the area as they are now; what was known before stays so.

    A reading is added where it says something else than the last one, and counts from now on. Questions with an
    earlier --known-at are answered as before.
    """
    from marsad.terminal import progress_bar, say, say_aside

    opened = opened_at(observatory)
    with progress_bar("Reading again") as progress:
        done = opened.read_again(reports or (), reader=reader, progress=progress, processes=processes)
    left_out = f" {done.left_out} left out (erased, or not answered for)." if done.left_out else ""
    say(
        f"{done.recorded} read otherwise than before ({done.came} claims came, {done.went} went), {done.same} the"
        f" same.{left_out}"
    )
    for line in done.account:
        say_aside(line)


def rebuild(observatory: Folder = HERE) -> None:
    """Drop what is derived from the ledger and derive it again: events, control, tolls, which report copies which.

    The ledger is not touched. The same ledger gives the same tables on any machine, letter by letter. Marsad does
    this by itself where its method, the area or the ledger is another than before.
    """
    from marsad.terminal import progress_bar, say

    opened = opened_at(observatory)
    with tables_told(), progress_bar("Deriving") as progress:
        entries = opened.rebuild(progress)
    say(f"Derived again from {entries} entries.")
