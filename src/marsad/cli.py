"""The command line. Each command is thin: it parses, calls the library and hands the answer to ``terminal``."""

from __future__ import annotations

import errno
import io
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from marsad import __version__
from marsad.commands import feeds, report, sources
from marsad.commands.area import app as area_app
from marsad.commands.arguments import (
    HERE,
    Day,
    Folder,
    KnownAt,
    ReadFormat,
    command,
    day_asked,
    opened_at,
    parse_day,
)
from marsad.commands.columns import app as columns_app
from marsad.commands.columns import export
from marsad.commands.derived import register as register_derived
from marsad.commands.record import register
from marsad.commands.vault import app as vault_app
from marsad.errors import MarsadError, UsageError, VerificationError

OK, FAILED_CHECK, ERROR = 0, 1, 2
INTERRUPTED = 130  # what typer ends with on Ctrl-C

app = typer.Typer(
    name="marsad",
    help="An observatory for armed conflict: from what sources report to a sourced, dated, mapped picture.\n\n"
    "Start with [bold]marsad demo[/bold]: a besieged town on a map, in seconds.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)


def main() -> NoReturn:
    """Run the command line: exit code 0, 1 for a failed check, 2 for an error, each with a plain message."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show Arabic shows ? and goes on
    try:
        app()
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            _fail("stopped by you. What was accepted before is kept; the same command starts again.")
        raise
    except KeyboardInterrupt:
        _fail("stopped by you. What was accepted before is kept; the same command starts again.")
    except VerificationError as error:
        _fail(str(error), FAILED_CHECK)
    except MarsadError as error:
        _fail(str(error))
    except OSError as error:
        _fail(_plain(error))
    sys.exit(OK)


def _fail(message: str, code: int = ERROR) -> NoReturn:
    from marsad.terminal import say_error

    say_error(message)
    sys.exit(code)


def _plain(error: OSError) -> str:
    what = f"{error.filename}: " if error.filename else ""
    if error.errno == errno.ENOSPC:
        return f"{what}the disk is full. Make room and run the same command again; what was accepted is kept."
    if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return f"{what}no permission to read or write here ({error.strerror}). Choose another folder."
    return f"{what}{error.strerror or error}"


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"marsad {__version__}")
        raise typer.Exit


_Command = Callable[..., None]


def _command(name: str, panel: str) -> Callable[[_Command], _Command]:
    """Register a command of ``marsad`` itself in a panel of its help."""
    return command(app, name, panel)


# --- commands ----------------------------------------------------------------------------------------------------


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass


@_command("demo", "Begin")
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


@_command("read", "Begin")
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


@_command("init", "Keep")
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


@command(app, "add", "Keep", report.WithFormats)
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
) -> None:
    """Receive reports and read them. Everything accepted is kept, also when this is interrupted.

    A file may be of any format below. The same report twice is one report; a page that was received again from the
    same address with another text is a new version of it (marsad show).

    A spreadsheet (.csv, .tsv, .xlsx) may have any headings: what its columns hold is guessed, shown, confirmed
    once and remembered; marsad columns forget undoes it. Rows of ACLED's and UCDP's tables become coded events.
    """
    from marsad.commands.columns import confirm_tables
    from marsad.terminal import progress_bar, say_added, say_aside, say_sources

    opened = opened_at(observatory)
    if sources:
        say_sources(opened.add_sources(sources))
    confirm_tables(opened.path, paths, columns, publisher, yes=yes)
    before = len(opened.reports())
    try:
        with progress_bar("Receiving and reading") as progress:
            added = opened.add(
                paths, publisher=publisher, published=published, day_first=day_first, progress=progress
            )
    except KeyboardInterrupt:
        kept = len(opened.reports()) - before
        raise UsageError(
            f"stopped by you. Reports of this run that are kept: {kept}. Run the same command again to go on."
        ) from None
    say_added(added)
    for line in added.account:
        say_aside(line)
    if added.refused:
        raise typer.Exit(ERROR)


@_command("brief", "Ask")
def brief(observatory: Folder = HERE, as_of: Day = None, known_at: KnownAt = None) -> None:
    """Print the brief: sieges, changes of control, roads, harm and disputes, each sentence with its source."""
    from marsad.publication.brief import brief as write_brief
    from marsad.terminal import say_markdown

    opened = opened_at(observatory)
    day = day_asked(opened, as_of)
    content = opened.content(as_of=day, days=(day - timedelta(days=6), day), known_at=known_at)
    say_markdown(write_brief(content, day))


@_command("siege", "Ask")
def siege(
    place: Annotated[str, typer.Argument(metavar="PLACE", help="A name in any spelling, or an id.")],
    observatory: Folder = HERE,
    as_of: Day = None,
    known_at: KnownAt = None,
) -> None:
    """Say whether a place is besieged, as reported and as its roads say, with every reason.

    Example: marsad siege Al-Bab --as-of 2017-02-06 --known-at 2017-02-06T12:00
    """
    from marsad.terminal import say_siege

    opened = opened_at(observatory)
    picture = opened.picture(known_at)
    verdict = picture.siege(opened.area.place(place).id, day_asked(opened, as_of))
    say_siege(verdict, picture)


@_command("map", "Ask")
def map_(
    out: Annotated[Path, typer.Option(metavar="FILE", help="A picture: .png or .svg.")],
    observatory: Folder = HERE,
    as_of: Day = None,
    known_at: KnownAt = None,
) -> None:
    """Draw who holds what, the roads and the sieges of one day as a picture."""
    from marsad.publication.picture import picture
    from marsad.terminal import say

    opened = opened_at(observatory)
    day = day_asked(opened, as_of)
    picture(opened.content(as_of=day, days=(day, day), known_at=known_at), day, out)
    say(f"Wrote {out}.")


@_command("publish", "Publish")
def publish(
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder of the edition.")],
    observatory: Folder = HERE,
    as_of: Day = None,
    first: Annotated[
        date | None, typer.Option("--from", parser=parse_day, metavar="DATE", help="First day of the slider.")
    ] = None,
    last: Annotated[
        date | None, typer.Option("--to", parser=parse_day, metavar="DATE", help="Last day of the slider.")
    ] = None,
    known_at: KnownAt = None,
    full_texts: Annotated[
        bool, typer.Option("--full-texts", help="Show reports whole; only where you may publish them.")
    ] = False,
) -> None:
    """Write an edition: a static site with map, slider and evidence, for any file host or none."""
    from marsad.terminal import progress_bar, say

    opened = opened_at(observatory)
    if (first is None) != (last is None):
        raise UsageError("--from and --to go together: give both, or neither for the days that reports speak of")
    days = (first, last) if first and last else None
    if days and days[1] < days[0]:
        raise UsageError(f"--to {days[1]} lies before --from {days[0]}")
    with progress_bar("Publishing") as progress:
        opened.publish(out, as_of=as_of, days=days, known_at=known_at, full_texts=full_texts, progress=progress)
    say(f"Wrote an edition into {out}: open {out / 'index.html'} or put the folder on any host.")


@_command("verify", "Check")
def verify(observatory: Folder = HERE) -> None:
    """Prove that no entry of the ledger and no original was altered."""
    from marsad.terminal import say, say_faults

    answer = opened_at(observatory).verify()
    if answer.faults:
        say_faults(answer)
        raise VerificationError(
            f"this ledger was altered or damaged ({len(answer.faults)} found). Keep it aside and restore a backup."
        )
    say(f"{answer.entries} entries and {answer.originals} originals verified: nothing was altered.")
    if answer.erased:
        say(f"Erased, as recorded: {answer.erased} of its reports.")
    if answer.head:
        say(f"Head: {answer.head}")


@_command("eval", "Check")
def eval_(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="CORPUS",
            help="A folder of coded reports (.json) or golden groups (.yaml); or places (.xml, .jsonl).",
        ),
    ],
    area: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="A bundled area, or a path to one. Default: syria; for places the world, or each report's own.",
        ),
    ] = None,
    places: Annotated[bool, typer.Option("--places", help="Score the places of coded reports alone.")] = False,
) -> None:
    """Score the reader against what people coded: claims of reports, or where names and verbs were put.

    Whole reports (.json); groups of short cases (.yaml); TR-News or GeoWebNews (.xml): names resolved exactly and
    within 5, 20 and 161 km; sentences with a verb and its place (.jsonl).
    """
    from marsad.evaluation.cases import read_groups, score_groups
    from marsad.evaluation.places import holds_places, sheets
    from marsad.evaluation.run import evaluate
    from marsad.terminal import progress_bar, say_group_scores, say_scores, say_sheets

    if places or holds_places(gold):
        with progress_bar("Scoring") as progress:
            scored = sheets(gold, area, progress)
        say_sheets(scored)
        return
    area = area or "syria"
    if gold.is_dir() and any(gold.glob("*.yaml")) and not any(gold.glob("*.json")):
        say_group_scores(score_groups(read_groups(gold), area))
    else:
        say_scores(evaluate(gold, area))


@_command("bench", "Check")
def bench() -> None:
    """Measure this machine: reading, the ledger, isolation, an edition, the whole demo."""
    from marsad.bench import measurements
    from marsad.terminal import say_measurements

    say_measurements(measurements())


@_command("doctor", "Check")
def doctor(observatory: Annotated[Path | None, typer.Option("--observatory", "-o", metavar="DIR", help="Check this one too.")] = None) -> None:  # fmt: skip # noqa: E501
    """Check that everything Marsad needs is here and works."""
    from marsad.doctor import examine
    from marsad.terminal import say_examined

    findings = tuple(examine(observatory))
    say_examined(findings)
    if not all(finding.well for finding in findings):
        raise typer.Exit(FAILED_CHECK)


register(app)
report.register(app)
feeds.register(app)
register_derived(app)
sources.register(app)
app.add_typer(area_app, name="area", rich_help_panel="Areas")
app.add_typer(vault_app, name="vault", rich_help_panel="Keep the record safe")
command(app, "export", "Keep")(export)
app.add_typer(columns_app, name="columns", rich_help_panel="Keep")
