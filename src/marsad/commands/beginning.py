"""The first commands: the demonstration, reading without an observatory, making one, receiving reports."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from marsad.commands.arguments import ERROR, HERE, Folder, Processes, ReadFormat, command, opened_at, parse_day
from marsad.commands.report import WithFormats
from marsad.errors import UsageError

if TYPE_CHECKING:
    from marsad.observatory import Observatory

BEGIN, KEEP = "Begin", "Keep"


def register(app: typer.Typer) -> None:
    """Add these commands to ``marsad``."""
    command(app, "demo", BEGIN)(demo)
    command(app, "read", BEGIN)(read)
    command(app, "init", KEEP)(init)
    command(app, "add", KEEP, WithFormats)(add)


def demo(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where to make the observatory and its edition.")
    ] = Path("marsad-demo"),
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="N", help="The port on 127.0.0.1; 0 takes any free one.")
    ] = 8417,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the map in the browser.")] = True,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the edition until Ctrl-C.")] = True,
) -> None:
    """Show the first story: Al-Bab besieged, February 2017, from demonstration reports to the map.

    Makes an observatory in a folder, receives the bundled reports, reads, fuses and assesses them, publishes an
    edition, prints the brief and serves the edition on this machine alone.
    """
    from marsad.demo.show import show_demo

    show_demo(out, port=port, open_browser=open_browser, serve=serve)


def read(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE...", help="Texts, or batches as .jsonl.")
    ] = None,
    text: Annotated[
        str | None, typer.Option(metavar="TEXT", help='Read this text itself; "-" reads standard input.')
    ] = None,
    published: Annotated[
        date | None,
        typer.Option(parser=parse_day, metavar="DATE", help='The day from which "Monday" is counted.'),
    ] = None,
    publisher: Annotated[str | None, typer.Option(metavar="NAME", help="Who published it.")] = None,
    area: Annotated[str, typer.Option(metavar="NAME", help="A bundled area, or a path to an area.")] = "syria",
    format: Annotated[ReadFormat, typer.Option("--format", help="How to print the claims.")] = ReadFormat.TABLE,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say why: words, rows, roles, days; and what made no claim.")
    ] = False,
    reader: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Read with this reader. Default: the one of each report's language."),
    ] = None,
    sources: Annotated[
        Path | None,
        typer.Option(metavar="CSV", help="A register of sources: reports of confidential ones never leave."),
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write there instead of the terminal.")] = None,
) -> None:
    """Read claims from reports, without an observatory.

    A batch is a .jsonl file with the fields id, text, published, publisher, title, language on each line; its
    claims carry that id as report_ref.

    Example: marsad read report.txt --published 2017-02-06 --format html --out report.html
    """
    from marsad.batch import Given, read_files

    if not files and text is None:
        raise UsageError("there is nothing to read: give a file, or --text")
    given = Given(files or (), text, published, publisher, reader, sources)
    if read_files(given, area=area, format=format.value, explained=explain, out=out):
        raise typer.Exit(ERROR)


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    area: Annotated[str, typer.Option(metavar="NAME", help="A bundled area, or a path to an area.")] = "syria",
    title: Annotated[str, typer.Option(metavar="TEXT", help="The heading of its editions.")] = "",
    replay: Annotated[
        bool, typer.Option("--replay", help="For archives: record each report as though it came when published.")
    ] = False,
    store: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="For several desks: postgresql://desk@host/database?schema=NAME, without a password"
            " (PGPASSWORD, ~/.pgpass or a service gives it).",
        ),
    ] = "",
    join: Annotated[
        bool, typer.Option("--join", help="Work, from this folder too, on the ledger that is at --store already.")
    ] = False,
) -> None:
    """Make an observatory: a folder with a ledger, the originals and the settings.

    Example: marsad init desk1 --store "postgresql://desk1@db.example.org/marsad?schema=aleppo"
    """
    from marsad.observatory import Observatory
    from marsad.terminal import say

    made = Observatory.create(folder, area=area, title=title, replay=replay, store=store, join=join)
    if join:
        say(f"{folder} works on the ledger at {store}: {len(made.reports())} reports so far.")
    say(f"Made an observatory of {made.area.title} in {folder}: {len(made.area.places)} places.")
    say(f"Next: marsad add REPORT... -o {folder}")


def add(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files or folders of reports.")],
    observatory: Folder = HERE,
    published: Annotated[
        date | None, typer.Option(parser=parse_day, metavar="DATE", help="For reports that give no date.")
    ] = None,
    publisher: Annotated[str | None, typer.Option(metavar="NAME", help="For reports that name none.")] = None,
    day_first: Annotated[
        bool | None,
        typer.Option("--day-first/--month-first", help="In dates of chats that can be read both ways."),
    ] = None,
    sources: Annotated[
        Path | None,
        typer.Option(
            metavar="CSV",
            help="Register these sources first: name,kind,... The name of a confidential one is published, so it"
            " must be a pseudonym.",
        ),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(metavar="FIELD=HEADING,...", help="What a spreadsheet's columns hold: text=Notes,date=Day."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take what is guessed of a spreadsheet's columns.")] = False,
    as_newest: Annotated[
        bool,
        typer.Option("--as-newest", help="What these files say is said now, whatever came since."),
    ] = False,
    processes: Processes = 0,
) -> None:
    """Receive reports and read them. Everything accepted is kept, also when this is interrupted.

    A file may be of any format below. The same report twice is one report; an edit of a page, received from the
    same address, is a new version of it and counts in its place (marsad show).

    A spreadsheet (.csv, .tsv, .xlsx) may have any headings: what its columns hold is guessed, shown, confirmed
    once and remembered; marsad columns forget undoes it. Rows of ACLED's and UCDP's tables become coded events.
    """
    from marsad.commands.columns import confirm_tables
    from marsad.terminal import progress_bar, say_added, say_aside, say_sources

    opened = opened_at(observatory)
    if sources:
        say_sources(opened.add_sources(sources))
    confirm_tables(opened.path, paths, columns, publisher, yes=yes)
    before = _last_entry(opened)
    try:
        with progress_bar("Adding") as progress:
            added = opened.add(
                paths,
                publisher=publisher,
                published=published,
                day_first=day_first,
                as_newest=as_newest,
                progress=progress,
                processes=processes,
            )
    except KeyboardInterrupt:
        kept = _reports_since(opened, before)
        raise UsageError(
            f"stopped by you. Reports of this run that are kept: {kept}. Run the same command again to go on."
        ) from None
    say_added(added)
    for line in added.account:
        say_aside(line)
    if added.refused:
        raise typer.Exit(ERROR)


def _last_entry(opened: Observatory) -> int:
    """The number of the ledger's last entry; 0 for none."""
    with opened.ledger() as ledger:
        head = ledger.head()
    return head.seq if head else 0


def _reports_since(opened: Observatory, entry: int) -> int:
    """How many reports were recorded after the entry of that number."""
    from marsad.ledger.entries import EntryKind

    with opened.ledger() as ledger:
        return sum(1 for _ in ledger.entries([EntryKind.REPORT], after=entry))
