"""Reasons: the steps of a verdict in order, each a sentence with what it rests on: roads, their ends, claims."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

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
from marsad.sieges.differences import ways_words
from marsad.sieges.endings import Ending
from marsad.sieges.evidence import SiegeEvidence, Statement
from marsad.sieges.ground import Ground
from marsad.sieges.wording import (
    actor_name,
    counted,
    day_words,
    origin_name,
    origin_names,
    place_name,
    sides_words,
)

OLD_DAYS = 14  # after so long without a new word the age of a siege statement is pointed out
LEVEL_WORDS = {
    IsolationLevel.CONNECTED: "connected",
    IsolationLevel.LAST_ROUTE: "left with one last route",
    IsolationLevel.FIRE_CONTROLLED: "left with ways under fire alone",
    IsolationLevel.ENCIRCLED: "encircled",
}
SAID_WORDS = {Degree.COMPLETE: "completely besieged", Degree.PARTIAL: "besieged with a way left", None: "besieged"}


def reasons(  # noqa: PLR0917 - the parts of one verdict, in the order in which they are explained
    place: str,
    ground: Ground,
    computed: Isolation,
    bounds: tuple[IsolationLevel, IsolationLevel],
    roads: Sequence[RoadAssessment],
    reported: ReportedSiege | None,
    ending: Ending | None,
    evidence: SiegeEvidence,
) -> Iterator[Reason]:
    """Who holds it; what its roads say, each with its state and why; then what sources say and who disputes it."""
    yield _holder(place, ground)
    yield from _isolation(place, ground, computed, bounds)
    for road in roads:
        yield _road(road, ground)
    if computed.sides:
        sides = sides_words(ground.area, computed.sides)
        yield Reason(f"The hostile edge around it is held {sides}.", places=(place,))
    if reported is not None:
        yield from _statements(reported, evidence)
    if ending is not None:
        yield Reason(f"{ending.sentence} on {day_words(ending.day)}: the siege ended.", claims=ending.claims)


def _holder(place: str, ground: Ground) -> Reason:
    holding = ground.held.get(place)
    name = place_name(ground.area, place)
    if holding is None or (holding.holder is None and not holding.contested):
        return Reason(f"Who holds {name} is not known.", places=(place,))
    if holding.contested:
        before = f"; {actor_name(ground.area, holding.holder)} held it before" if holding.holder else ""
        return Reason(f"{name} is contested{before}.{_note(holding)}", holding.claims, (place,))
    since = f" since {day_words(holding.days.start)}" if holding.days.start else ""
    held = f"{name} is held by {actor_name(ground.area, holding.holder or '')}{since}, {_how(holding, ground)}."
    return Reason(held + _note(holding), holding.claims, (place,))


def _how(holding: Holding, ground: Ground) -> str:
    if holding.days.start != ground.area.baseline_date:
        return holding.grade.value
    reports = {Grade.BASELINE: "", Grade.DISPUTED: ", which reports dispute"}.get(
        holding.grade, ", which reports confirm"
    )
    return f"by the area's baseline{reports}"


def _note(holding: Holding) -> str:
    return f" {holding.note}" if holding.note else ""


def _isolation(
    place: str, ground: Ground, computed: Isolation, bounds: tuple[IsolationLevel, IsolationLevel]
) -> Iterator[Reason]:
    if ground.side_of(place) is None or place not in ground.area.links_of:
        why = (
            "its holder is not known"
            if place in ground.area.links_of
            else "no road of the place graph leads to it"
        )
        yield Reason(f"Its isolation cannot be computed: {why}.", places=(place,))
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
    yield from _age(told, reported, evidence)


def _dispute(reported: ReportedSiege, evidence: SiegeEvidence) -> str:
    said = {each.claim.degree for each in evidence.statements if each.claim.id in reported.disputing_claims}
    return "who says that a way is left" if Degree.PARTIAL in said else "who denies it"


def _age(told: Sequence[Statement], reported: ReportedSiege, evidence: SiegeEvidence) -> Iterator[Reason]:
    latest = max((each.day for each in told if each.claim.id in reported.claims), default=None)
    if latest is not None and (evidence.as_of - latest).days > OLD_DAYS:
        days = (evidence.as_of - latest).days
        yield Reason(f"The latest word that it stands is {days} days old, of {day_words(latest)}.")
