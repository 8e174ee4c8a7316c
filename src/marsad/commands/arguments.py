"""What is given on the command line: days, moments, an observatory; read strictly or refused in plain words."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand

if TYPE_CHECKING:
    from marsad.observatory import Observatory

OK, FAILED_CHECK, ERROR = 0, 1, 2  # what a command ends with
LONG_PAST_DAYS = 60
_Command = Callable[..., None]
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)  # days that a question may be about
DAY, MOMENT = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII), re.compile(r"\d{4}-\d\d-\d\dT.+", re.ASCII)


def parse_day(text: str) -> date:
    """A day such as 2017-02-06. Raises ``typer.BadParameter`` for any other form or a day outside the bounds."""
    try:
        day = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise typer.BadParameter(f"{text!r} is not a date such as 2017-02-06")
    if not EARLIEST <= day <= LATEST:
        raise typer.BadParameter(f"{text} lies outside {EARLIEST} to {LATEST}")
    return day


def parse_moment(text: str) -> datetime:
    """A moment in UTC; a day alone means its end. Raises ``typer.BadParameter`` as :func:`parse_day` does."""
    if DAY.fullmatch(text):
        return datetime.combine(parse_day(text), time.max, UTC)
    try:
        moment = datetime.fromisoformat(text) if MOMENT.fullmatch(text) else None
    except ValueError:
        moment = None
    if moment is None:
        raise typer.BadParameter(f"{text!r} is not a date or time such as 2017-02-06 or 2017-02-06T12:00")
    if not EARLIEST < moment.date() < LATEST:
        raise typer.BadParameter(f"{text} lies outside {EARLIEST} to {LATEST}")
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def command(
    app: typer.Typer, name: str, panel: str | None = None, kind: type[TyperCommand] | None = None
) -> Callable[[_Command], _Command]:
    """Register a command, of a ``kind`` of its own if any.

    Each paragraph of its docstring is one of its help, to be wrapped to any width.
    """

    def register(function: _Command) -> _Command:
        paragraphs = inspect.cleandoc(function.__doc__ or "").split("\n\n")
        words = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
        return app.command(name, cls=kind, help=words, rich_help_panel=panel)(function)

    return register


class ReadFormat(StrEnum):
    """How ``marsad read`` prints claims."""

    TABLE = "table"
    JSONL = "jsonl"
    HTML = "html"


Day = Annotated[date | None, typer.Option("--as-of", parser=parse_day, metavar="DATE", help="The day on the ground, such as 2017-02-06. Default: today, or the last day of a replayed ledger.")]  # fmt: skip # noqa: E501
KnownAt = Annotated[datetime | None, typer.Option("--known-at", parser=parse_moment, metavar="DATETIME", help="Answer as of what was known then (UTC), such as 2017-02-06T12:00; a date alone means the end of that day. Default: all that is known now.")]  # fmt: skip # noqa: E501
UpTo = Annotated[date | None, typer.Option("--as-of", parser=parse_day, metavar="DATE", help="Without what began, or was published, on a later day than this one, such as 2017-02-06.")]  # fmt: skip # noqa: E501
AsJson = Annotated[bool, typer.Option("--json", help="As data: one row a line.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="As a table for a spreadsheet.")]
Folder = Annotated[Path, typer.Option("--observatory", "-o", metavar="DIR", envvar="MARSAD_OBSERVATORY", help="The observatory's folder.")]  # fmt: skip # noqa: E501
HERE = Path()
Processes = Annotated[
    int,
    typer.Option(metavar="N", min=0, max=64, help="How many read. Default 0: one a processor, at most four."),
]


def opened_at(folder: Path) -> Observatory:
    """The observatory kept in ``folder``. Raises ``MarsadError`` where there is none."""
    from marsad.observatory import Observatory

    return Observatory(folder)


def day_asked(observatory: Observatory, as_of: date | None, known_at: datetime | None = None) -> date:
    """The day asked for; else today, or the last day that reports known then were of, where that is long past."""
    if as_of is not None:
        return as_of
    today = observatory.now().date()
    last = observatory.last_published(known_at) or observatory.area.baseline_date
    return last if observatory.replayed or (today - last).days > LONG_PAST_DAYS else today


def asked_words(as_of: date | None, known_at: datetime | None) -> str:
    """``as of 2017-02-06, known at 2017-02-06 12:00 UTC``, as the heading of an answer."""
    words = (
        f"as of {as_of}" if as_of else "",
        f"known at {known_at:%Y-%m-%d %H:%M} UTC" if known_at else "",
    )
    return ", ".join(filter(None, words))
