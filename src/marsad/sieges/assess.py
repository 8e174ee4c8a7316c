"""The verdict on one place and day: besieged as reported, and as its roads say, side by side and explained."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from marsad.areas import Area
from marsad.model import (
    Claim,
    Control,
    Degree,
    Event,
    Isolation,
    IsolationLevel,
    Report,
    ReportedSiege,
    RoadAssessment,
    SiegeVerdict,
)
from marsad.sieges.definitions import definition_verdicts
from marsad.sieges.differences import differences, ways_words
from marsad.sieges.endings import Ending
from marsad.sieges.evidence import evidence_for
from marsad.sieges.ground import Ground
from marsad.sieges.isolation import isolation_on
from marsad.sieges.reasons import reasons
from marsad.sieges.reported import reported_siege
from marsad.sieges.roads import RoadBook
from marsad.sieges.wording import actor_name, actor_names, counted, day_words, number, place_name, sides_words

DEGREE_WORDS = {
    Degree.COMPLETE: "completely besieged",
    Degree.PARTIAL: "besieged with a way left",
    None: "besieged",
}


def assess_siege(
    place_id: str,
    as_of: date,
    *,
    events: Iterable[Event],
    claims: Mapping[str, Claim],
    reports: Mapping[str, Report],
    control: Control,
    area: Area,
    ground: Ground | None = None,
) -> SiegeVerdict:
    """Whether the place with the id ``place_id`` is besieged on the day ``as_of``.

    What sources say and what the roads and the holders of their ends say stand side by side, with every
    difference named; neither overrules the other. ``ground`` is the ground of that day, where the caller has
    it already.
    """
    events = tuple(events)
    if ground is None:
        ground = Ground(RoadBook(events, control, area).on(as_of), control, area, as_of)
    evidence = evidence_for(place_id, as_of, events, claims, reports)
    reported, ending = reported_siege(evidence, control, area, ground.allegiances)
    computed = isolation_on(ground, place_id, "likely")
    optimistic = isolation_on(ground, place_id, "optimistic").level
    pessimistic = isolation_on(ground, place_id, "pessimistic").level
    roads = tuple(_roads_out(place_id, computed, ground))
    return SiegeVerdict(
        place=place_id,
        as_of=as_of,
        holder=ground.side_of(place_id),
        reported=reported,
        computed=computed,
        optimistic=optimistic,
        pessimistic=pessimistic,
        roads=roads,
        differences=differences(reported, computed, ground),
        definitions=definition_verdicts(reported, computed, evidence.events, as_of),
        reasons=tuple(
            reasons(place_id, ground, computed, (optimistic, pessimistic), roads, reported, ending, evidence)
        ),
        headline=headline(place_id, ground, computed, reported, ending),
        ended=ending.day if ending else None,
        sides=reported.sides if reported is not None and reported.sides else computed.sides,
    )


def headline(
    place: str, ground: Ground, computed: Isolation, reported: ReportedSiege | None, ending: Ending | None
) -> str:
    """The verdict in one or two plain sentences, with its day."""
    area, on = ground.area, day_words(ground.as_of)
    holder = ground.side_of(place)
    subject = place_name(area, place) + (f", held by {actor_name(area, holder)}," if holder else "")
    if reported is not None:
        degree = DEGREE_WORDS[reported.degree]
        return f"{subject} is reported {degree} as of {on}{_by(reported, area)}. {_said(reported)}"
    if ending is not None:
        end = ending.sentence[0].lower() + ending.sentence[1:]
        return (
            f"{place_name(area, place)} is not besieged as of {on}: {end} on {day_words(ending.day)}."
            f" It had been reported besieged since {day_words(ending.since)}."
        )
    if holder is None or place not in area.links_of:
        return f"{subject} is not reported besieged as of {on}; its isolation cannot be computed."
    contrast = ", but" if computed.level in (IsolationLevel.ENCIRCLED, IsolationLevel.FIRE_CONTROLLED) else ";"
    return f"{subject} is not reported besieged as of {on}{contrast} by its roads {ways_words(computed, ground)}."


def _by(reported: ReportedSiege, area: Area) -> str:
    if reported.sides:
        return f": {sides_words(area, reported.sides)}"
    return f", by {actor_names(area, reported.besiegers)}" if reported.besiegers else ""


def _said(reported: ReportedSiege) -> str:
    through = f" through {counted(len(reported.outlets), 'outlet')}"
    disputed = f", disputed by {number(len(reported.disputed_by))}" if reported.disputed_by else ""
    return f"Reported by {counted(len(reported.origins), 'origin')}{through}{disputed}."


def _roads_out(place: str, computed: Isolation, ground: Ground) -> Iterator[RoadAssessment]:
    """The links that decide: out of a cut-off enclave, else out of the place; and any reported on routes."""
    cut_off = computed.level in (IsolationLevel.ENCIRCLED, IsolationLevel.FIRE_CONTROLLED)
    enclave = frozenset(computed.enclave) if cut_off else frozenset({place})
    on_routes = {(min(a, b), max(a, b)) for route in computed.routes for a, b in itertools.pairwise(route)}
    for ends in sorted(ground.roads):
        road = ground.roads[ends]
        if ((ends[0] in enclave) != (ends[1] in enclave)) or (road.explicit and ends in on_routes):
            yield road
