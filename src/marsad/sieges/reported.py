"""What sources say about a siege on a day: each origin's latest word, and who disputes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from marsad.areas import Area
from marsad.areas.allegiances import Allegiances
from marsad.model import (
    Control,
    Degree,
    Grade,
    Origin,
    ReportedSiege,
    Sector,
)
from marsad.sieges.endings import Ending, last_ending, told_late
from marsad.sieges.evidence import SiegeEvidence, Statement
from marsad.sieges.freshness import unbroken, watched


def reported_siege(
    evidence: SiegeEvidence, control: Control, area: Area, allegiances: Allegiances
) -> tuple[ReportedSiege | None, Ending | None]:
    """The siege as reported on the day, or None, and how one that stood before ended, if one did.

    Said once, a siege stands for the watch period, until it is lifted, or until the place passes to a besieger
    or his friends, or from the besieged to anyone else. Each origin counts with its latest word. If any says
    complete, those who say so are the report and independent origins who deny it or say that a way is left
    dispute it. If every word is older than the watch period the report is ``stale``. Besiegers who hold the
    place, or are friends of its holder, are ``left_out``.
    """
    stood = unbroken((each for each in evidence.statements if each.day <= evidence.as_of), evidence)
    ending = last_ending(stood, evidence, control, area, allegiances)
    if ending is not None:
        stood = [
            each for each in stood if each.day > ending.day and not told_late(each, evidence, control, allegiances)
        ]
    if not stood:
        return None, ending
    latest = _latest_words(stood, evidence)
    fresh = {key: each for key, each in latest.items() if watched(each, evidence)}
    words = fresh or latest
    degree = _degree(each.claim.degree for each in words.values())
    saying = {key for key, each in words.items() if _agrees(each.claim.degree, degree)}
    supporting = [each for each in stood if each.origin in saying and _agrees(each.claim.degree, degree)]
    disputing = _disputing(evidence, stood, saying, degree)
    named = _report(supporting, disputing, degree)
    last = max(min(each.until, evidence.as_of) for each in supporting)
    reported = replace(named, last_reported=last, stale=not fresh)
    return _without(reported, _holding_it(reported, evidence, control, allegiances)), None


def _holding_it(
    reported: ReportedSiege, evidence: SiegeEvidence, control: Control, allegiances: Allegiances
) -> frozenset[str]:
    """Those named as besiegers who hold the place on that day, or are friends of who does."""
    held = control.at(evidence.place, evidence.as_of)
    if held is None or held.holder is None or held.contested:
        return frozenset()
    holders = (held.holder, *held.co_holders)
    named = {*reported.besiegers, *(actor for side in reported.sides.values() for actor in side)}
    return frozenset(
        actor for actor in named if any(allegiances.friendly(actor, each, evidence.as_of) for each in holders)
    )


def _without(reported: ReportedSiege, holding: frozenset[str]) -> ReportedSiege:
    if not holding:
        return reported
    sides = {
        sector: tuple(actor for actor in actors if actor not in holding)
        for sector, actors in reported.sides.items()
    }
    return replace(
        reported,
        besiegers=tuple(actor for actor in reported.besiegers if actor not in holding),
        sides={sector: actors for sector, actors in sides.items() if actors},
        left_out=tuple(sorted(holding)),
    )


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


def _latest_words(stood: Iterable[Statement], evidence: SiegeEvidence) -> dict[str, Statement]:
    """Each origin's latest statement; of one day's, one that says how complete it is, then the later told."""

    def order(each: Statement) -> tuple[date, date, bool, str, str]:
        said = each.claim.degree is not None
        return (min(each.until, evidence.as_of), each.day, said, each.told, each.claim.id)

    return {each.origin: each for each in sorted(stood, key=order)}


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
