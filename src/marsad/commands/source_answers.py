"""What people see of sources: a table 80 columns wide, and one source in detail."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from marsad.areas import Area
from marsad.areas.index import place_anywhere
from marsad.events.silence import silence_rule
from marsad.events.source_records import RATE_DAYS, SourceRecord
from marsad.ledger.reliability import Judged
from marsad.model import Event
from marsad.terminal import out, say

MOST_SHOWN = 15
_COLUMNS = (("Source", 29), ("Last", 10), ("A day", 5), ("Said", 5), ("Corr.", 5), ("Disp.", 5), ("Retr.", 5), ("Silent", 6))  # fmt: skip # noqa: E501


def say_sources(records: Sequence[SourceRecord], area: Area, asked: str, silent_times: float) -> None:
    """A row for each source; ``asked`` is the moment, in words."""
    if not records:
        say("There are no sources yet: register some with marsad add --sources, or add reports.")
        return
    table = Table(title=f"{len(records)} sources, {asked}", title_justify="left", box=SIMPLE_HEAD, padding=0)
    for heading, width in _COLUMNS:
        table.add_column(heading, width=width, overflow="fold", justify="left" if width > 9 else "right")
    for each in records:
        table.add_row(
            f"{escape(each.name)}\n[dim]{escape(_about(each, area))}[/]",
            each.last.isoformat() if each.last else "never",
            f"{each.a_day:.2f}",
            str(len(each.said)),
            *(_percent(each, part) for part in (each.corroborated, each.disputed, each.retracted)),
            f"[yellow]{each.silent.days} d[/]" if each.silent else "",
        )
    out.print(table)
    out.print(
        f"A day: reports, over the last {RATE_DAYS} days. Said: events that it vouches for or denies itself, each"
        " once. Corr., Disp.: how many of them independent origins also say, or deny or contradict. Retr.: taken"
        f" back by itself. {silence_rule(silent_times)}"
    )


def _about(record: SourceRecord, area: Area) -> str:
    side = area.actors.get(record.allegiance) if record.allegiance else None
    said = (
        record.kind.value if record.id else "not registered",
        record.language,
        f"side: {side.name if side else record.allegiance}" if record.allegiance else None,
        "confidential" if record.confidential else None,
        f"reliability: {record.reliability}" if record.reliability else None,
    )
    return ", ".join(filter(None, said))


def _percent(record: SourceRecord, part: tuple[str, ...]) -> str:
    share = record.share(part)
    return "" if share is None else f"{share:.0%}"


def say_source(record: SourceRecord, events: Sequence[Event], area: Area, asked: str, silent_times: float) -> None:
    """One source: what is known of it, how it tells, and which events others dispute or it took back."""
    say(f"{record.name}, {asked}")
    say(_about(record, area))
    if record.aliases:
        say(f"also cited as: {'; '.join(record.aliases)}")
    judged = record.reliability
    say(f"reliability: {f'{judged.value}, {judged.definition}' if judged else 'not judged'}")
    undated = f", {record.undated} of them undated" if record.undated else ""
    last = f"; the last of {record.last}" if record.last else ""
    say(f"reports: {record.reports}{undated}{last}; {record.a_day:.2f} a day over the last {RATE_DAYS} days")
    say(f"usually between two: {_hours(record)}")
    say(f"silent for {record.silent.days} days, longer than usual" if record.silent else "not silent")
    say(silence_rule(silent_times))
    say(
        f"events that it vouches for or denies: {len(record.said)}; passed on from others: {len(record.passed_on)}"
    )
    by_id = {event.id: event for event in events}
    for what, part in (
        ("corroborated by others", record.corroborated),
        ("disputed by others", record.disputed),
        ("taken back by itself", record.retracted),
    ):
        say(f"{what}: {len(part)}{f' ({_percent(record, part)})' if record.said else ''}")
        for event in (by_id[each] for each in part[:MOST_SHOWN]):
            say(f"- {_event(event, record, area)}")
        if len(part) > MOST_SHOWN:
            say(f"- and {len(part) - MOST_SHOWN} more; --json lists them all")


def say_judged(judged: Sequence[Judged]) -> None:
    """What the desk judged of one source, the newest first, each with its reason."""
    for each in reversed(judged):
        letter = each.reliability.value if each.reliability else "taken back"
        say(f"- judged {each.at:%Y-%m-%d %H:%M} UTC, entry {each.seq}: {letter}: {each.reason}")


def _hours(record: SourceRecord) -> str:
    if record.usual is None:
        return "not known yet"
    hours = record.usual.total_seconds() / 3_600
    return f"{hours / 24:.1f} days" if hours >= 48 else f"{hours:.1f} hours"


def _event(event: Event, record: SourceRecord, area: Area) -> str:
    known = place_anywhere(area, event.place) if event.place else None
    where = known.name if known else event.place_name or ""
    others = sorted({origin.name for origin in (*event.origins, *event.disputed_by)} - {record.name})
    day = event.days.last.isoformat() if event.days.last else "undated"
    return f"{day} {event.type.value} {where} ({event.id[:12]}); others: {', '.join(others) or 'none'}"
