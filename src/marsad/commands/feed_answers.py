"""What people see of feeds: a line for each poll, and a table of how each stands, 80 columns wide."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from rich.markup import escape
from rich.table import Table

from marsad.errors import UnreadableReportError
from marsad.events.silence import SILENT_TIMES, silent_for
from marsad.reports.feeds import Polled
from marsad.reports.form import Received
from marsad.terminal import out, say
from marsad.watching.diary import Diary, read_diary
from marsad.watching.register import ENDPOINT, FeedEntry, read_feeds
from marsad.watching.watch import Told, spell

MOST_SHOWN = 10
SHOWN_OF_TEXT = 60


def say_told(told: Told) -> None:
    """One line: the moment, the feed, what happened."""
    line = f"{told.at:%H:%M:%S} {escape(told.feed)}: {escape(told.what)}"
    out.print(f"[yellow]{line}[/]" if told.wrong else line, soft_wrap=True)


def say_feeds(folder: Path, now: datetime, silent_times: float = SILENT_TIMES, *, named: bool = False) -> int:
    """The table of feeds; gives how many of them are failing.

    ``named``: with the source and address of each, for the desk's own eyes and not for a log.
    """
    feeds = read_feeds(folder)
    if not feeds:
        say("There are no feeds yet; see marsad feed add --help.")
        return 0
    table = Table(title=f"Feeds, {now:%Y-%m-%d %H:%M} UTC", title_justify="left")
    of = ("Of", 16) if named else ("Kind", 8)
    for heading, width in (("Feed", 14), of, ("Reports", 7), ("Last", 8), ("Next", 8), ("State", 20)):
        table.add_column(
            heading, max_width=width, overflow="fold", justify="right" if heading == "Reports" else "left"
        )
    failing = 0
    for name, entry in sorted(feeds.items()):
        diary = read_diary(folder, name)
        failing += bool(diary.failures)
        table.add_row(
            escape(name),
            escape(_whose(entry)) if named else entry.kind,
            str(diary.reports),
            f"{spell(now - diary.arrived[-1])} ago" if diary.arrived else "never",
            "" if entry.kind == ENDPOINT else _next(diary, now),
            escape(_state(diary, now, silent_times)),
        )
    out.print(table)
    return failing


def _whose(entry: FeedEntry) -> str:
    """Its source, and the server, mailbox or folder that it is asked at."""
    said = entry.settings
    try:
        server = urlsplit(str(said.get("url", ""))).netloc.rpartition("@")[2]
    except ValueError:  # no address; its state says so
        server = ""
    at = server or said.get("host") or said.get("path", "")
    return "\n".join(str(each) for each in (said.get("source"), at) if each)


def _next(diary: Diary, now: datetime) -> str:
    return "now" if diary.next_at is None or diary.next_at <= now else f"in {spell(diary.next_at - now)}"


def _state(diary: Diary, now: datetime, silent_times: float) -> str:
    if diary.failures:
        times = f"failed {diary.failures} times" if diary.failures > 1 else "failed"
        return f"{times}: {diary.issues[-1].reason if diary.issues else ''}"
    if silence := silent_for(diary.arrived, now, silent_times):
        return f"silent for {spell(silence)}"
    if diary.polled_at is None:
        return "nothing yet"
    return f"well; {len(diary.issues)} issues" if diary.issues else "well"


def say_issues(folder: Path) -> None:
    """What went wrong lately, by feed."""
    for name in sorted(read_feeds(folder)):
        for issue in read_diary(folder, name).issues:
            say(f"{issue.at:%Y-%m-%d %H:%M} {name}: {issue.reason}")


def say_tested(polled: Polled) -> None:
    """What a poll would bring: days, sources and beginnings of the first reports."""
    reports = [each for each in polled.reports if isinstance(each, Received)]
    table = Table(title=f"{len(reports)} reports would come; the first:", title_justify="left")
    for heading, width in (("Published", 10), ("Source", 18), ("Begins", 44)):
        table.add_column(heading, max_width=width, overflow="fold")
    for each in reports[:MOST_SHOWN]:
        begins = " ".join((each.report.title or each.report.text[: 4 * SHOWN_OF_TEXT]).split())[:SHOWN_OF_TEXT]
        day = each.report.published.isoformat() if each.report.published else "undated"
        table.add_row(day, escape(each.report.publisher or "unnamed"), escape(begins))
    out.print(table)
    for error in polled.reports:
        if isinstance(error, UnreadableReportError):
            say(f"not received: {error}")
    say(f"It would be asked again in {polled.again_in_s / 60:.0f} minutes." if polled.again_in_s >= 60 else "")
