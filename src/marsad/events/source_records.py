"""The record of each source: how often it tells, whether it fell silent, what others said of what it says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from marsad.areas import Area
from marsad.areas.names import normalised
from marsad.errors import UsageError
from marsad.events.origins import Origins
from marsad.events.silence import SILENT_TIMES, silent_for, usual_interval
from marsad.model import Claim, Event, Reliability, Report, Source, SourceKind
from marsad.model.ids import Json

RATE_DAYS = 30
NO_PUBLISHER = "an unnamed publisher"


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """How a source stood at a moment. ``id`` is None for a publisher that no register names.

    ``said``: the events that it says happened, or denies, as their origin, told by itself or quoted by others:
    each once, however often told or copied. Of these, ``corroborated``, ``disputed`` and ``retracted`` (by the
    source itself) are the ids. ``passed_on``: events that its reports tell on the word of another.
    """

    id: str | None
    name: str  # of a confidential source: its pseudonym
    kind: SourceKind
    language: str | None
    allegiance: str | None  # actor id
    aliases: tuple[str, ...]
    confidential: bool
    reliability: Reliability | None  # as a person judged it
    reports: int
    undated: int  # of them; they say nothing of when it told
    last: date | None  # the day of its last report
    a_day: float  # reports a day, over the last RATE_DAYS
    usual: timedelta | None  # between its reports; None while they are too few to tell
    silent: timedelta | None  # where its silence is worth an alarm
    said: tuple[str, ...]
    corroborated: tuple[str, ...]
    disputed: tuple[str, ...]
    retracted: tuple[str, ...]
    passed_on: tuple[str, ...]

    def share(self, part: tuple[str, ...]) -> float | None:
        """Which share of what it said ``part`` is, to a thousandth; None where it said nothing."""
        return round(len(part) / len(self.said), 3) if self.said else None

    def to_json(self) -> dict[str, Json]:
        """As data. Spans are in hours, and silence in whole days."""
        return {
            "id": self.id,
            "name": self.name,
            "registered": self.id is not None,
            "kind": self.kind.value,
            "language": self.language,
            "allegiance": self.allegiance,
            "confidential": self.confidential,
            "reliability": self.reliability.value if self.reliability else None,
            "reports": self.reports,
            "undated": self.undated,
            "last": self.last.isoformat() if self.last else None,
            "reports_a_day": round(self.a_day, 3),
            "usual_interval_hours": round(self.usual / timedelta(hours=1), 1) if self.usual is not None else None,
            "silent_days": self.silent.days if self.silent else None,
            "said": len(self.said),
            "passed_on": len(self.passed_on),
            **{
                name: {
                    "events": list(part),
                    "share": None if (share := self.share(part)) is None else round(share, 3),
                }
                for name, part in (
                    ("corroborated", self.corroborated),
                    ("disputed", self.disputed),
                    ("retracted", self.retracted),
                )
            },
        }


def source_records(  # noqa: PLR0917
    reports: Iterable[Report],
    claims: Mapping[str, Claim],
    events: Iterable[Event],
    sources: Mapping[str, Source],
    area: Area,
    at: datetime,
    *,
    reliability: Mapping[str, Reliability] | None = None,
    silent_times: float = SILENT_TIMES,
) -> tuple[SourceRecord, ...]:
    """The record of every source that is registered or published something, as of ``at`` (UTC): silent ones first.

    Reports published after ``at`` and events that can only have begun after it do not count. ``reliability``: by
    source id. Who publishes the words of another, or copies them, adds nothing to what that one said.
    """
    at = at.astimezone(UTC)
    tellers = Origins(sources, area, {})
    told = [report for report in reports if (moment := told_at(report, at)) is None or moment <= at]
    publisher = {report.id: _key(report, tellers) for report in told}
    by_key: dict[str, list[Report]] = defaultdict(list)
    for report in told:
        by_key[publisher[report.id]].append(report)
    bearing = _Bearing(events, {claim.id: publisher.get(claim.report) for claim in claims.values()}, at.date())
    records = []
    for key in {*sources, *by_key}:
        who = sources.get(key) or _unregistered(by_key[key][0], key, tellers)
        judged = (reliability or {}).get(key)
        told_by = _telling(by_key.get(key, ()), at, silent_times, one_source=bool(key))
        records.append(_record(who, key in sources, judged, told_by, bearing.of(key)))
    return tuple(sorted(records, key=lambda each: (each.silent is None, each.name.casefold(), each.id or "")))


def named(name: str, records: Iterable[SourceRecord]) -> SourceRecord:
    """The record of the source with this id, key, name or alias. Raises UsageError where there is none.

    The hashed aliases of a confidential source are not looked at: who asks by a person's name must not learn
    which pseudonym is theirs.
    """
    wanted = normalised(name)
    for each in records:
        own = (each.id or "", (each.id or "").removeprefix("src_"))
        if name in own or wanted in {normalised(known) for known in (each.name, *each.aliases)}:
            return each
    raise UsageError(f"there is no source {name!r}; marsad sources lists them")


def told_at(report: Report, at: datetime) -> datetime | None:
    """When ``report`` was published: where only the day is known, at its end, or at ``at`` where it goes on."""
    if report.published_at is not None:
        return report.published_at
    if report.published is None:
        return None
    end = datetime.combine(report.published, time.max, UTC)
    return min(end, at) if report.published == at.date() else end


def _key(report: Report, tellers: Origins) -> str:
    """The key of its publisher as an origin; empty where it names none."""
    return tellers.of_publisher(report).key if report.source or report.publisher else ""


def _unregistered(report: Report, key: str, tellers: Origins) -> Source:
    if not key:
        return Source("", NO_PUBLISHER)
    return Source(key, report.publisher or NO_PUBLISHER, allegiance=tellers.of_publisher(report).allegiance)


@dataclass(frozen=True, slots=True)
class _Telling:
    reports: int
    undated: int
    last: date | None
    a_day: float
    usual: timedelta | None
    silent: timedelta | None


def _telling(reports: Iterable[Report], at: datetime, silent_times: float, *, one_source: bool) -> _Telling:
    """How often it tells. Reports that name no publisher are not of one source: nothing is usual for them."""
    moments = [told_at(report, at) for report in reports]
    dated = [moment for moment in moments if moment is not None]
    since = at - timedelta(days=RATE_DAYS)
    known = dated if one_source else []
    return _Telling(
        reports=len(moments),
        undated=len(moments) - len(dated),
        last=max(dated).astimezone(UTC).date() if dated else None,
        a_day=sum(moment > since for moment in dated) / RATE_DAYS,
        usual=usual_interval(known),
        silent=silent_for(known, at, silent_times),
    )


@dataclass(slots=True)
class _Said:
    said: list[str]
    corroborated: list[str]
    disputed: list[str]
    retracted: list[str]
    passed_on: list[str]


class _Bearing:
    """What origins say of events that may have begun by a day, and what others say of the same."""

    def __init__(self, events: Iterable[Event], publisher: Mapping[str, str | None], as_of: date) -> None:
        every = tuple(events)
        self._of: dict[str, _Said] = defaultdict(lambda: _Said([], [], [], [], []))
        # A claim that contradicts an event by asserting another one was said of that other one.
        self._asserted = {each.claim for event in every for each in event.testimonies if each.supports}
        for event in every:
            if event.days.start is None or event.days.start <= as_of:
                self._weigh(event)
                for key in self._carriers(event, publisher):
                    self._of[key].passed_on.append(event.id)

    def of(self, key: str) -> _Said:
        return self._of[key]

    def _weigh(self, event: Event) -> None:
        """Origins that say so, then those that deny it. Who first says so and then denies it takes it back."""
        pro = {origin.key for origin in event.origins}
        contra = {origin.key for origin in event.disputed_by}
        denying = {t.origin.key for t in event.testimonies if not t.supports and t.claim not in self._asserted}
        for key in pro:
            self._note(key, event.id, agree=pro - contra, differ=contra - pro)
            if key in contra:
                self._of[key].retracted.append(event.id)
        for key in denying - pro:
            self._note(key, event.id, agree=contra - pro, differ=pro - contra)

    def _note(self, key: str, event: str, *, agree: set[str], differ: set[str]) -> None:
        of = self._of[key]
        of.said.append(event)
        if agree - {key}:
            of.corroborated.append(event)
        if differ - {key}:
            of.disputed.append(event)

    def _carriers(self, event: Event, publisher: Mapping[str, str | None]) -> Iterator[str]:
        """Who published testimonies of others, each once."""
        told = [
            (publisher.get(t.claim), t) for t in event.testimonies if t.supports or t.claim not in self._asserted
        ]
        own = {key for key, t in told if key == t.origin.key}
        yield from sorted({key for key, t in told if key and key != t.origin.key} - own)


def _record(
    who: Source, registered: bool, judged: Reliability | None, told: _Telling, said: _Said
) -> SourceRecord:
    return SourceRecord(
        id=who.id if registered else None,
        name=who.name,
        kind=who.kind,
        language=who.language,
        allegiance=who.allegiance,
        aliases=() if who.confidential else who.aliases,
        confidential=who.confidential,
        reliability=judged,
        reports=told.reports,
        undated=told.undated,
        last=told.last,
        a_day=told.a_day,
        usual=told.usual,
        silent=told.silent,
        said=tuple(said.said),
        corroborated=tuple(said.corroborated),
        disputed=tuple(said.disputed),
        retracted=tuple(said.retracted),
        passed_on=tuple(said.passed_on),
    )
