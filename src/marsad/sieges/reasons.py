"""Reasons: the steps of a verdict in order, each a sentence with what it rests on: roads, their ends, claims."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta

from marsad.model import (
    Degree,
    Grade,
    Holding,
    Isolation,
    IsolationLevel,
    Reason,
    ReportedSiege,
    RoadAssessment,
)
from marsad.model.wording import counted, day_words
from marsad.sieges.differences import ways_words
from marsad.sieges.evidence import SiegeEvidence
from marsad.sieges.findings import Findings
from marsad.sieges.freshness import OLD_DAYS, WATCH_DAYS, age_words
from marsad.sieges.ground import Ground
from marsad.sieges.wording import actor_name, origin_name, origin_names, place_name, sides_words

LEVEL_WORDS = {
    IsolationLevel.CONNECTED: "connected",
    IsolationLevel.LAST_ROUTE: "left with one last route",
    IsolationLevel.FIRE_CONTROLLED: "left with ways under fire alone",
    IsolationLevel.ENCIRCLED: "encircled",
}
SAID_WORDS = {Degree.COMPLETE: "completely besieged", Degree.PARTIAL: "besieged with a way left", None: "besieged"}


def reasons(found: Findings) -> Iterator[Reason]:
    """Who holds it; what its roads say, each with its state and why; then what sources say and who disputes it."""
    place, ground, computed, evidence = found.place, found.ground, found.computed, found.evidence
    yield _holder(place, ground)
    if found.outdated:
        yield Reason(found.outdated, places=(place,))
    yield from _isolation(place, ground, computed, found.bounds)
    for road in found.roads:
        yield _road(road, ground)
    if computed.sides:
        sides = sides_words(ground.area, computed.sides)
        yield Reason(f"The hostile edge around it is held {sides}.", places=(place,))
    told = found.reported or found.lapsed
    if told is not None:
        yield from _statements(told, evidence)
    if found.ending is not None:
        day = day_words(found.ending.day)
        yield Reason(f"{found.ending.sentence} on {day}: the siege ended.", claims=found.ending.claims)


def _holder(place: str, ground: Ground) -> Reason:
    holding = ground.held.get(place)
    name = place_name(ground.area, place)
    if holding is None or (holding.holder is None and not holding.contested):
        return Reason(f"Who holds {name} is not known.", places=(place,))
    if holding.contested:
        before = f"; {actor_name(ground.area, holding.holder)} held it before" if holding.holder else ""
        return Reason(f"{name} is contested{before}.{_note(holding)}", holding.claims, (place,))
    held = f"{name} is held by {actor_name(ground.area, holding.holder or '')}{_since(holding, ground)}."
    return Reason(held + _note(holding), holding.claims, (place,))


def _since(holding: Holding, ground: Ground) -> str:
    """Since when, and on whose word: what the baseline says and what reports say since are told apart."""
    if holding.days.start is None:
        return f", {holding.grade.value}"
    start = day_words(holding.days.start)
    if holding.grade is Grade.BASELINE:
        return f" by the area's baseline of {start}; no report says so"
    before = ground.control.at(holding.place, holding.days.start - timedelta(days=1))
    if before is not None and before.grade is Grade.BASELINE and before.holder == holding.holder:
        return f", {holding.grade.value} since {start}, and before that by the area's baseline alone"
    return f" since {start}, {holding.grade.value}"


def _note(holding: Holding) -> str:
    return f" {holding.note}" if holding.note else ""


def _isolation(
    place: str, ground: Ground, computed: Isolation, bounds: tuple[IsolationLevel, IsolationLevel]
) -> Iterator[Reason]:
    if not computed.computable:
        yield Reason(f"Its isolation cannot be computed: {computed.why_not}.", places=(place,))
        return
    route = computed.routes[0] if computed.routes else ()
    links = tuple((min(a, b), max(a, b)) for a, b in itertools.pairwise(route))
    yield Reason(f"By its roads, {ways_words(computed, ground)}.", places=route or (place,), links=links)
    optimistic, pessimistic = bounds
    if optimistic is not pessimistic:
        yield Reason(
            f"With all unknown and disputed ground passable it would be {LEVEL_WORDS[optimistic]},"
            f" with none of it {LEVEL_WORDS[pessimistic]}."
        )


def _road(road: RoadAssessment, ground: Ground) -> Reason:
    a, b = place_name(ground.area, road.link.a), place_name(ground.area, road.link.b)
    name = f" ({road.link.road})" if road.link.road else ""
    state = road.state.value.replace("_", " ")
    sentence = f"{a} - {b}{name}: {state}. {road.reason}"
    return Reason(sentence.strip(), road.claims, (road.link.a, road.link.b), (road.link.ends,))


def _statements(reported: ReportedSiege, evidence: SiegeEvidence) -> Iterator[Reason]:
    who = origin_names(reported.origins)
    outlets = counted(len(reported.outlets), "outlet")
    since = f" since {day_words(reported.since)}" if reported.since else ""
    yield Reason(
        f"Reported {SAID_WORDS[reported.degree]}{since} by {who}, through {outlets}.", claims=reported.claims
    )
    if reported.disputed_by:
        against = origin_names(reported.disputed_by)
        what = (
            "who deny it or say that a way is left"
            if len(reported.disputed_by) > 1
            else _dispute(reported, evidence)
        )
        yield Reason(f"Disputed by {against}, {what}.", claims=reported.disputing_claims)
    by_claim = {each.claim.id: each for each in (*evidence.statements, *evidence.denials)}
    told = [by_claim[key] for key in (*reported.claims, *reported.disputing_claims) if key in by_claim]
    against_interest = [each for each in told if each.testimony.against_interest]
    for origin in sorted({each.testimony.origin for each in against_interest}, key=lambda origin: origin.key):
        name = origin_name(origin)
        own = tuple(each.claim.id for each in against_interest if each.testimony.origin == origin)
        yield Reason(f"{name[0].upper()}{name[1:]} speaks against the interest of their own side.", claims=own)
    yield from _age(reported, evidence)


def _dispute(reported: ReportedSiege, evidence: SiegeEvidence) -> str:
    said = {each.claim.degree for each in evidence.statements if each.claim.id in reported.disputing_claims}
    return "who says that a way is left" if Degree.PARTIAL in said else "who denies it"


def _age(reported: ReportedSiege, evidence: SiegeEvidence) -> Iterator[Reason]:
    last = reported.last_reported
    if last is None or not age_words(reported, evidence):
        return
    days = WATCH_DAYS if reported.stale else OLD_DAYS
    then = ": it is no longer taken to stand" if reported.stale else ""
    yield Reason(f"The latest word that it stands is more than {days} days old, of {day_words(last)}{then}.")
