"""``marsad columns``: what the columns of spreadsheets hold, shown, confirmed once, remembered, forgotten."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from marsad.commands.arguments import HERE, Folder, KnownAt, UpTo, command, opened_at
from marsad.errors import UsageError

if TYPE_CHECKING:
    from marsad.reports.tables.intake import Asked

WORTH_A_BAR_BYTES = 1_000_000  # of a table; a smaller one is looked at in less than a second
app = typer.Typer(
    help="See what is taken from your spreadsheets' columns, and undo a wrong guess.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)


@command(app, "show")
def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A spreadsheet: .csv, .tsv, .xlsx.")],
    columns: Annotated[
        str, typer.Option("--columns", metavar="FIELD=HEADING,...", help="Try this instead of the guess.")
    ] = "",
) -> None:
    """Show what Marsad would take from each column of a spreadsheet. Nothing is received.

    The fields are text, title, date, published, time, source, place, lat, lon, point, url, language, id.

    Example: marsad columns show incidents.xlsx --columns "text=Notes,date=Reported"
    """
    from marsad.commands.column_answers import say_asked
    from marsad.reports.tables.columns import parsed
    from marsad.reports.tables.intake import asked_of

    if not file.is_file():
        raise UsageError(f"{file} is no file; check the name")
    try:
        for asked in asked_of(file, parsed(columns) if columns else {}, {}):
            say_asked(asked)
    except ValueError as error:
        raise UsageError(f"{file}: {error}") from error


@command(app, "list")
def list_(observatory: Folder = HERE) -> None:
    """List the tables whose columns this observatory remembers, by the file that was confirmed first."""
    from marsad.commands.column_answers import say_remembered
    from marsad.reports.tables.remembered import remembered

    say_remembered(remembered(opened_at(observatory).path))


@command(app, "forget")
def forget(
    table: Annotated[
        str | None, typer.Argument(metavar="[TABLE]", help="The file's name, or tbl_... as list shows it.")
    ] = None,
    observatory: Folder = HERE,
    all_: Annotated[bool, typer.Option("--all", help="Forget every table.")] = False,
) -> None:
    """Forget what a table's columns hold, so that it is asked again. Reports that were received stay.

    Example: marsad columns forget incidents.xlsx -o al-bab
    """
    from marsad.commands.column_answers import say_remembered
    from marsad.reports.tables.remembered import forget as forget_table
    from marsad.terminal import say

    if (table is None) != all_:
        raise UsageError("say which table, or --all; marsad columns list shows them")
    gone = forget_table(opened_at(observatory).path, table)
    say("Forgotten:")
    say_remembered(gone)


def export(
    out: Annotated[Path, typer.Argument(metavar="FILE", help="What to write: .csv, .geojson or .jsonl.")],
    observatory: Folder = HERE,
    as_of: UpTo = None,
    known_at: KnownAt = None,
) -> None:
    """Write every claim with your own id of its report (report_ref): for a spreadsheet, a map, a program.

    For the desk alone: it holds exact places, sources and your ids, which an edition leaves out. A report without
    claims has a row too. Cells that look like formulas are led by an apostrophe.

    Example: marsad export claims.csv -o al-bab
    """
    from marsad.publication.claims_export import write_claims
    from marsad.terminal import say

    opened = opened_at(observatory)
    reports, claims = opened.reports(known_at, as_of=as_of), opened.claims(known_at, as_of=as_of)
    rows = write_claims(out, reports, claims)
    say(f"Wrote {rows:,} {'row' if rows == 1 else 'rows'} into {out}: for the desk, not for publication.")


def confirm_tables(
    folder: Path, paths: Iterable[Path], columns: str | None, publisher: str | None, *, yes: bool
) -> None:
    """Have the columns of the tables at ``paths`` confirmed and remembered in the observatory's ``folder``.

    On a terminal it asks. What is given as ``columns`` needs no further word; with ``yes`` the guess is taken.
    Raises UsageError where nobody can be asked, or something is left in question. A file that is no table is
    passed over: receiving it will say why.
    """
    from marsad.commands.column_answers import say_asked
    from marsad.reports.tables.columns import parsed
    from marsad.reports.tables.intake import asked_of, confirm, name_of, tables_in
    from marsad.reports.tables.remembered import confirmed

    given: Mapping[str, str] = parsed(columns) if columns else {}
    done: set[str] = set()
    for file in dict.fromkeys(each for path in paths for each in tables_in(path)):
        try:
            with bar(file) as seen_so_far:
                found = list(asked_of(file, given, confirmed(folder, publisher), seen_so_far))
        except UsageError as error:
            raise UsageError(f"{file}: {error}") from error
        except ValueError:
            continue
        for asked in found:
            if asked.shape is None and asked.proposal is None and not given:
                continue
            if asked.shape is not None:
                if asked.signature not in done:
                    say_asked(asked, publisher)
                done.add(asked.signature)
                continue
            say_asked(asked)
            if asked.proposal is None or given or yes:
                confirm(folder, [asked], publisher)
            elif not sys.stdin.isatty():
                raise UsageError(
                    f"{name_of(asked)}: nobody can be asked here whether its columns are right; say it with --yes,"
                    ' or with --columns "text=ITS HEADING,date=ITS HEADING"'
                )
            else:
                confirm(folder, [_talked_over(asked)], publisher)


@contextmanager
def bar(file: Path) -> Iterator[Callable[[int], None] | None]:
    """A progress bar while a large table is looked at; it yields what to tell how many rows were read."""
    from marsad.terminal import progress_bar

    if file.stat().st_size < WORTH_A_BAR_BYTES:
        yield None
        return
    with progress_bar("Looking at columns") as progress:
        yield lambda rows: progress(file.name, rows, None)


def _talked_over(asked: Asked) -> Asked:
    """What the person at the terminal agrees to, after any changes. Raises UsageError where they do not."""
    from marsad.commands.column_answers import say_asked
    from marsad.reports.tables.columns import parsed
    from marsad.reports.tables.intake import asked_of, name_of
    from marsad.terminal import say_error

    given: dict[str, str] = {}
    while True:
        open_ = asked.proposal is not None and bool(asked.proposal.questions)
        right = "" if open_ else "y = right, "
        said = typer.prompt(f"{right}n = stop, or what to change, such as text=Notes,place=").strip()
        if said.lower() in {"n", "no"}:
            raise UsageError(f"{name_of(asked)}: nothing of it was received")
        if said.lower() in {"y", "yes"} and not open_:
            return asked
        try:
            given |= parsed(said)
            again = (each for each in asked_of(asked.file, given, {}) if each.sheet == asked.sheet)
            asked = next(again)
            say_asked(asked)
        except UsageError as error:
            say_error(str(error))
            given = {}
        if asked.proposal is None:
            return asked
