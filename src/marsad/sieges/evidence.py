"""Everything said of a siege of one place, statement by statement, with the day from which each stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from marsad.model import (
    Claim,
    ClaimType,
    Event,
    Grade,
    Modality,
    PlacePrecision,
    Report,
    Testimony,
    TimePrecision,
)
from marsad.sieges.told import EventsByPlace

NIGHT_DAYS = 2  # "overnight" spans two days: what is said of it is certain on the second
PASSAGE_DAYS = 3  # a way said to be "left" up to three days later disputes that a siege was complete
SUSTAINING = frozenset({ClaimType.AID_BLOCKED})  # reports of the place that tell that a siege goes on


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim about the siege of the place: from whom, and from which day it stands."""

    claim: Claim
    testimony: Testimony
    day: date
    told: str  # when its report was published, for which of two is the later
    until: date  # the last day for which it says that the siege stood

    @property
    def origin(self) -> str:
        """The key of its origin."""
        return self.testimony.origin.key


@dataclass(frozen=True, slots=True)
class SiegeEvidence:
    """Everything about one place that bears on whether it is reported besieged on ``as_of``."""

    place: str
    as_of: date
    statements: tuple[Statement, ...]  # that it is besieged, in some degree, by day
    denials: tuple[Statement, ...]
    events: tuple[Event, ...]  # at the place and not only near it, of any type
    sustained: tuple[date, ...]  # the days up to ``as_of`` on which events told that a siege goes on, in order


def evidence_for(
    place: str,
    as_of: date,
    events: EventsByPlace,
    claims: Mapping[str, Claim],
    reports: Mapping[str, Report],
) -> SiegeEvidence:
    """Gather the siege claims at ``place``, up to some days after ``as_of``: a later word may dispute."""
    told = (event for event in events.at(place) if event.place == place)
    here = tuple(event for event in told if event.precision is not PlacePrecision.NEAR)
    said: dict[str, Statement] = {}
    denied: dict[str, Statement] = {}
    for event in here:
        if event.type is not ClaimType.SIEGE or event.grade is Grade.RETRACTED:
            continue
        for testimony in event.testimonies:
            statement = _statement(testimony, event, claims, reports)
            if statement is None or statement.day > as_of + timedelta(days=PASSAGE_DAYS):
                continue
            if statement.claim.modality is Modality.DENIED:
                denied[testimony.claim] = statement
            elif testimony.supports:
                said[testimony.claim] = statement
    sustained = tuple(_sustaining_days(here, as_of))
    return SiegeEvidence(place, as_of, _by_day(said.values()), _by_day(denied.values()), here, sustained)


def _sustaining_days(events: Iterable[Event], as_of: date) -> list[date]:
    days = (event.days.last for event in events if event.type in SUSTAINING and event.grade is not Grade.RETRACTED)
    return sorted(day for day in days if day is not None and day <= as_of)


def _statement(
    testimony: Testimony, event: Event, claims: Mapping[str, Claim], reports: Mapping[str, Report]
) -> Statement | None:
    claim = claims.get(testimony.claim)
    if claim is None or claim.type is not ClaimType.SIEGE:
        return None
    report = reports.get(claim.report)
    published = report.published if report else None
    day = _stands_from(claim) or published or event.days.last
    if day is None:
        return None
    told = report.published_at or published if report else None
    return Statement(claim, testimony, day, told.isoformat() if told else "", _stands_until(claim, published, day))


def _stands_from(claim: Claim) -> date | None:
    """A siege "for the third day" stands from its first day; one of a night or a month from the last."""
    start, end, last = claim.days.start, claim.days.end, claim.days.last
    if start is None or end is None:
        return last or start
    lasting = claim.days.precision is TimePrecision.DAY and (end - start).days > NIGHT_DAYS
    return start if lasting else last


def _stands_until(claim: Claim, published: date | None, day: date) -> date:
    """The last day of which it speaks, or without an end ("since 2013", "is besieged") the day of publication."""
    last = claim.days.last
    if last is None or (published is not None and published < last):
        last = published
    return max(day, last or day)


def _by_day(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    return tuple(sorted(statements, key=lambda each: (each.day, each.told, each.claim.id)))
