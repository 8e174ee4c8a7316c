"""What sources say about a siege on a day: each origin's latest word, who disputes it, and when it ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from marsad.areas import Area
from marsad.areas.allegiances import Allegiances
from marsad.model import (
    Claim,
    ClaimType,
    Control,
    Degree,
    Event,
    Grade,
    Holding,
    Modality,
    Origin,
    Report,
    ReportedSiege,
    Sector,
    Testimony,
    TimePrecision,
)
from marsad.sieges.wording import actor_names

NIGHT_DAYS = 2  # "overnight" spans two days: what is said of it is certain on the second
PASSAGE_DAYS = 3  # a way said to be "left" up to three days later disputes that a siege was complete


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim about the siege of the place: from whom, and from which day it stands."""

    claim: Claim
    testimony: Testimony
    day: date
    told: str  # when its report was published, for which of two is the later

    @property
    def origin(self) -> str:
        """The key of its origin."""
        return self.testimony.origin.key


@dataclass(frozen=True, slots=True)
class Ending:
    """How a siege that was reported ended: on which day, and what was reported."""

    day: date
    sentence: str
    claims: tuple[str, ...]
    since: date


@dataclass(frozen=True, slots=True)
class SiegeEvidence:
    """Everything about one place that bears on whether it is reported besieged on ``as_of``."""

    place: str
    as_of: date
    statements: tuple[Statement, ...]  # that it is besieged, in some degree, by day
    denials: tuple[Statement, ...]
    events: tuple[Event, ...]  # at the place, of any type


def evidence_for(
    place: str,
    as_of: date,
    events: Iterable[Event],
    claims: Mapping[str, Claim],
    reports: Mapping[str, Report],
) -> SiegeEvidence:
    """Gather the siege claims at ``place``, up to some days after ``as_of``: a later word may dispute."""
    here = tuple(event for event in events if event.place == place)
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
    return SiegeEvidence(place, as_of, _by_day(said.values()), _by_day(denied.values()), here)


def reported_siege(
    evidence: SiegeEvidence, control: Control, area: Area, allegiances: Allegiances
) -> tuple[ReportedSiege | None, Ending | None]:
    """The siege as reported on the day, or None, and how one that stood before ended, if one did.

    Said once, a siege stands until it is lifted, or until the place passes to a besieger or his friends, or
    from the besieged to anyone else. Each origin counts with its latest word. If any says complete, those who
    say so are the report and independent origins who deny it or say that a way is left dispute it.
    """
    stood = [each for each in evidence.statements if each.day <= evidence.as_of]
    ending = _last_ending(stood, evidence, control, area, allegiances)
    if ending is not None:
        stood = [
            each for each in stood if each.day > ending.day and not _stale(each, evidence, control, allegiances)
        ]
    if not stood:
        return None, ending
    latest = _latest_words(stood)
    degree = _degree(each.claim.degree for each in latest.values())
    saying = {key for key, each in latest.items() if _agrees(each.claim.degree, degree)}
    supporting = [each for each in stood if each.origin in saying and _agrees(each.claim.degree, degree)]
    disputing = _disputing(evidence, stood, saying, degree)
    return _report(supporting, disputing, degree), None


def _report(
    supporting: Sequence[Statement], disputing: Sequence[Statement], degree: Degree | None
) -> ReportedSiege:
    origins, against = _origins(supporting), _origins(disputing)
    if against:
        grade = Grade.DISPUTED
    else:
        grade = Grade.CORROBORATED if len(origins) > 1 else Grade.REPORTED
    return ReportedSiege(
        degree=degree,
        besiegers=_named(actor.id for each in supporting for actor in each.claim.agents),
        besieged=_named(actor.id for each in supporting for actor in each.claim.targets),
        sides=_sides(supporting),
        since=min(each.day for each in supporting),
        grade=grade,
        origins=origins,
        outlets=tuple(sorted({each.testimony.outlet for each in supporting})),
        disputed_by=against,
        claims=tuple(sorted(each.claim.id for each in supporting)),
        disputing_claims=tuple(sorted(each.claim.id for each in disputing)),
    )


def _statement(
    testimony: Testimony, event: Event, claims: Mapping[str, Claim], reports: Mapping[str, Report]
) -> Statement | None:
    claim = claims.get(testimony.claim)
    if claim is None or claim.type is not ClaimType.SIEGE:
        return None
    report = reports.get(claim.report)
    day = _stands_from(claim) or (report.published if report else None) or event.days.last
    if day is None:
        return None
    told = report.published_at or report.published if report else None
    return Statement(claim, testimony, day, told.isoformat() if told else "")


def _stands_from(claim: Claim) -> date | None:
    """A siege "for the third day" stands from its first day; one of a night or a month from the last."""
    start, end, last = claim.days.start, claim.days.end, claim.days.last
    if start is None or end is None:
        return last or start
    lasting = claim.days.precision is TimePrecision.DAY and (end - start).days > NIGHT_DAYS
    return start if lasting else last


def _by_day(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    return tuple(sorted(statements, key=lambda each: (each.day, each.told, each.claim.id)))


def _latest_words(stood: Iterable[Statement]) -> dict[str, Statement]:
    """Each origin's latest statement; of one day's, one that says how complete it is, then the later told."""
    latest: dict[str, Statement] = {}
    for each in sorted(stood, key=lambda s: (s.day, s.claim.degree is not None, s.told, s.claim.id)):
        latest[each.origin] = each
    return latest


def _degree(degrees: Iterable[Degree | None]) -> Degree | None:
    said = set(degrees)
    if Degree.COMPLETE in said:
        return Degree.COMPLETE
    return None if None in said else Degree.PARTIAL


def _agrees(said: Degree | None, degree: Degree | None) -> bool:
    """Whether who says ``said`` is among those who report ``degree``; "besieged" alone is less than complete."""
    if degree is Degree.COMPLETE:
        return said is not Degree.PARTIAL
    return said is degree or degree is None


def _disputing(
    evidence: SiegeEvidence, stood: Sequence[Statement], saying: set[str], degree: Degree | None
) -> list[Statement]:
    since = min(each.day for each in stood)
    disputing = [each for each in evidence.denials if each.day >= since and each.origin not in saying]
    if degree is Degree.COMPLETE:
        disputing += [
            each
            for each in evidence.statements
            if each.claim.degree is Degree.PARTIAL and each.day >= since and each.origin not in saying
        ]
    return disputing


def _last_ending(
    stood: Sequence[Statement], evidence: SiegeEvidence, control: Control, area: Area, allegiances: Allegiances
) -> Ending | None:
    if not stood:
        return None
    since = stood[0].day
    endings = [
        *_fallen(stood, evidence, control, area, allegiances),
        *_lifted(evidence, since),
    ]
    return max(endings, key=lambda each: each.day, default=None)


def _lifted(evidence: SiegeEvidence, since: date) -> list[Ending]:
    return [
        Ending(event.days.last, "The siege is reported lifted", event.claims, since)
        for event in evidence.events
        if event.type is ClaimType.SIEGE_LIFTED
        and event.grade is not Grade.RETRACTED
        and event.days.last is not None
        and since <= event.days.last <= evidence.as_of
    ]


def _fallen(
    stood: Sequence[Statement], evidence: SiegeEvidence, control: Control, area: Area, allegiances: Allegiances
) -> list[Ending]:
    """Each day since the siege was first reported on which the place passed to another side."""
    since = stood[0].day
    endings = []
    held = control.at(evidence.place, since)
    side = held.holder if held else None
    for holding in control.holdings.get(evidence.place, ()):
        start = holding.days.start
        if (
            start is None
            or start <= since
            or start > evidence.as_of
            or holding.contested
            or holding.holder is None
        ):
            continue
        if side is None or not allegiances.friendly(side, holding.holder, start):
            names = actor_names(area, _takers(holding, start, allegiances))
            endings.append(Ending(start, f"It fell to {names}", holding.claims, since))
            side = holding.holder
    return endings


def _takers(holding: Holding, on: date, allegiances: Allegiances) -> tuple[str, ...]:
    """Who took it: the parts, where the holder is the whole of them, else the holder with those beside him."""
    holder = holding.holder or ""
    if any(holder in allegiances.lineage(each, on) for each in holding.co_holders):
        return holding.co_holders
    return (holder, *holding.co_holders)


def _stale(each: Statement, evidence: SiegeEvidence, control: Control, allegiances: Allegiances) -> bool:
    """Said of a place that its supposed besiegers hold by then: an old story told late."""
    held = control.at(evidence.place, each.day)
    if held is None or held.holder is None:
        return False
    holder = held.holder
    return any(a.id is not None and allegiances.friendly(a.id, holder, each.day) for a in each.claim.agents)


def _origins(statements: Iterable[Statement]) -> tuple[Origin, ...]:
    by_key = {each.origin: each.testimony.origin for each in statements}
    return tuple(by_key[key] for key in sorted(by_key))


def _named(ids: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({each for each in ids if each is not None}))


def _sides(statements: Iterable[Statement]) -> Mapping[Sector, tuple[str, ...]]:
    said: dict[Sector, set[str]] = {}
    for each in statements:
        for sector, actors in each.claim.sides.items():
            said.setdefault(sector, set()).update(actors)
    return {sector: tuple(sorted(said[sector])) for sector in Sector if sector in said}
