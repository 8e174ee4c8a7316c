"""The command line. Each command is thin: it parses, calls the library and hands the answer to ``terminal``."""

from __future__ import annotations

import errno
import inspect
import io
import re
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from marsad import __version__
from marsad.errors import MarsadError, UsageError, VerificationError

if TYPE_CHECKING:
    from marsad.observatory import Observatory

OK, FAILED_CHECK, ERROR = 0, 1, 2
LONG_PAST_DAYS = 60
INTERRUPTED = 130  # what typer ends with on Ctrl-C
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)  # days that a question may be about
DAY, MOMENT = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII), re.compile(r"\d{4}-\d\d-\d\dT.+", re.ASCII)

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


# --- what is given on the command line ---------------------------------------------------------------------------


def _parse_day(text: str) -> date:
    try:
        day = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise typer.BadParameter(f"{text!r} is not a date such as 2017-02-06")
    if not EARLIEST <= day <= LATEST:
        raise typer.BadParameter(f"{text} lies outside {EARLIEST} to {LATEST}")
    return day


def _parse_moment(text: str) -> datetime:
    if DAY.fullmatch(text):
        return datetime.combine(_parse_day(text), time.max, UTC)
    try:
        moment = datetime.fromisoformat(text) if MOMENT.fullmatch(text) else None
    except ValueError:
        moment = None
    if moment is None:
        raise typer.BadParameter(f"{text!r} is not a date or time such as 2017-02-06 or 2017-02-06T12:00")
    if not EARLIEST < moment.date() < LATEST:
        raise typer.BadParameter(f"{text} lies outside {EARLIEST} to {LATEST}")
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"marsad {__version__}")
        raise typer.Exit


class ReadFormat(StrEnum):
    """How ``marsad read`` prints claims."""

    TABLE = "table"
    JSONL = "jsonl"
    HTML = "html"


Day = Annotated[date | None, typer.Option("--as-of", parser=_parse_day, metavar="DATE", help="The day on the ground, such as 2017-02-06. Default: today, or the last day of a replayed ledger.")]  # fmt: skip # noqa: E501
KnownAt = Annotated[datetime | None, typer.Option("--known-at", parser=_parse_moment, metavar="DATETIME", help="Answer as of what was known then (UTC), such as 2017-02-06T12:00; a date alone means the end of that day. Default: all that is known now.")]  # fmt: skip # noqa: E501
Folder = Annotated[Path, typer.Option("--observatory", "-o", metavar="DIR", envvar="MARSAD_OBSERVATORY", help="The observatory's folder.")]  # fmt: skip # noqa: E501
HERE = Path()


def _open(folder: Path) -> Observatory:
    from marsad.observatory import Observatory

    return Observatory(folder)


def _day_asked(observatory: Observatory, as_of: date | None) -> date:
    """The day asked for; else today, or the last day reports speak of where that is long past."""
    if as_of is not None:
        return as_of
    today = datetime.now(UTC).date()
    days = [report.published for report in observatory.reports() if report.published]
    last = max(days, default=observatory.area.baseline_date)
    return last if observatory.replayed or (today - last).days > LONG_PAST_DAYS else today


_Command = Callable[..., None]


def _command(name: str, panel: str) -> Callable[[_Command], _Command]:
    """Register a command; each paragraph of its docstring is one of its help, to be wrapped to any width."""

    def register(function: _Command) -> _Command:
        paragraphs = inspect.cleandoc(function.__doc__ or "").split("\n\n")
        words = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
        return app.command(name, help=words, rich_help_panel=panel)(function)

    return register


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
        typer.Option(parser=_parse_day, metavar="DATE", help='The day from which "Monday" is counted.'),
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
) -> None:
    """Make an observatory: a folder with a ledger, the originals and the settings."""
    from marsad.observatory import Observatory
    from marsad.terminal import say

    made = Observatory.create(folder, area=area, title=title, replay=replay)
    say(f"Made an observatory of {made.area.title} in {folder}: {len(made.area.places)} places.")
    say(f"Next: marsad add REPORT... -o {folder}")


@_command("add", "Keep")
def add(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files or folders of reports.")],
    observatory: Folder = HERE,
    published: Annotated[
        date | None, typer.Option(parser=_parse_day, metavar="DATE", help="For reports that give no date.")
    ] = None,
    publisher: Annotated[str | None, typer.Option(metavar="NAME", help="For reports that name none.")] = None,
    sources: Annotated[
        Path | None,
        typer.Option(
            metavar="CSV",
            help="Register these sources first: name,kind,... The name of a confidential one is published, so it"
            " must be a pseudonym.",
        ),
    ] = None,
) -> None:
    """Receive reports and read them. Everything accepted is kept, also when this is interrupted.

    Text (.txt, .md with front matter), HTML, .json and .jsonl. The same report twice is one report.
    """
    from marsad.terminal import progress_bar, say_added, say_aside, say_sources

    opened = _open(observatory)
    if sources:
        say_sources(opened.add_sources(sources))
    before = len(opened.reports())
    try:
        with progress_bar("Receiving and reading") as progress:
            added = opened.add(paths, publisher=publisher, published=published, progress=progress)
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

    opened = _open(observatory)
    day = _day_asked(opened, as_of)
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

    opened = _open(observatory)
    picture = opened.picture(known_at)
    verdict = picture.siege(opened.area.place(place).id, _day_asked(opened, as_of))
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

    opened = _open(observatory)
    day = _day_asked(opened, as_of)
    picture(opened.content(as_of=day, days=(day, day), known_at=known_at), day, out)
    say(f"Wrote {out}.")


@_command("publish", "Publish")
def publish(
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder of the edition.")],
    observatory: Folder = HERE,
    as_of: Day = None,
    first: Annotated[
        date | None, typer.Option("--from", parser=_parse_day, metavar="DATE", help="First day of the slider.")
    ] = None,
    last: Annotated[
        date | None, typer.Option("--to", parser=_parse_day, metavar="DATE", help="Last day of the slider.")
    ] = None,
    known_at: KnownAt = None,
    full_texts: Annotated[
        bool, typer.Option("--full-texts", help="Show reports whole; only where you may publish them.")
    ] = False,
) -> None:
    """Write an edition: a static site with map, slider and evidence, for any file host or none."""
    from marsad.terminal import progress_bar, say

    opened = _open(observatory)
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

    answer = _open(observatory).verify()
    if answer.faults:
        say_faults(answer)
        raise VerificationError(
            f"this ledger was altered or damaged ({len(answer.faults)} found). Keep it aside and restore a backup."
        )
    say(f"{answer.entries} entries and {answer.originals} originals verified: nothing was altered.")


@_command("eval", "Check")
def eval_(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD_DIR", help="Coded reports (.json), or golden groups (.yaml).")
    ],
    area: Annotated[str, typer.Option(metavar="NAME", help="A bundled area, or a path to an area.")] = "syria",
) -> None:
    """Score the reader against what people coded: whole reports (.json), or groups of short cases (.yaml)."""
    from marsad.evaluation.cases import read_groups, score_groups
    from marsad.evaluation.run import evaluate
    from marsad.terminal import say_group_scores, say_scores

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
