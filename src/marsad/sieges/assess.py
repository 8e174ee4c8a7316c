"""The verdict on one place and day: besieged as reported, and as its roads say, side by side and explained."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from marsad.areas import Area
from marsad.model import (
    Claim,
    Control,
    Event,
    Isolation,
    IsolationLevel,
    Report,
    RoadAssessment,
    SiegeVerdict,
)
from marsad.sieges.definitions import definition_verdicts
from marsad.sieges.differences import differences
from marsad.sieges.evidence import evidence_for
from marsad.sieges.findings import Findings
from marsad.sieges.ground import Ground
from marsad.sieges.headline import headline
from marsad.sieges.isolation import isolation_on, level_on
from marsad.sieges.last_known import outdated
from marsad.sieges.reasons import reasons
from marsad.sieges.reported import reported_siege
from marsad.sieges.roads import RoadBook
from marsad.sieges.terrain import Terrain
from marsad.sieges.told import EventsByPlace


def assess_siege(
    place_id: str,
    as_of: date,
    *,
    events: EventsByPlace | Iterable[Event],
    claims: Mapping[str, Claim],
    reports: Mapping[str, Report],
    control: Control,
    area: Area,
    ground: Ground | None = None,
) -> SiegeVerdict:
    """Whether the place with the id ``place_id`` is besieged on the day ``as_of``.

    What sources say and what the roads and the holders of their ends say stand side by side, with every
    difference named; neither overrules the other. A siege not heard of for the watch period is no longer
    reported but ``lapsed``. ``ground`` is the ground of that day, where the caller has
    it already.
    """
    events = events if isinstance(events, EventsByPlace) else EventsByPlace(events)
    if ground is None:
        terrain = Terrain(area)
        ground = Ground(RoadBook(events.all, control, area, terrain).on(as_of), control, area, as_of, terrain)
    evidence = evidence_for(place_id, as_of, events, claims, reports)
    reported, ending = reported_siege(evidence, control, area, ground.allegiances)
    lapsed, reported = (reported, None) if reported is not None and reported.stale else (None, reported)
    computed = isolation_on(ground, place_id, "likely")
    optimistic, pessimistic = level_on(ground, place_id, "optimistic"), level_on(ground, place_id, "pessimistic")
    roads = tuple(_roads_out(place_id, computed, ground))
    warning = outdated(place_id, computed.enclave, events, ground)
    bounds = (optimistic, pessimistic)
    found = Findings(
        place_id, ground, computed, bounds, roads, reported, lapsed, ending, evidence, outdated=warning
    )
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
        definitions=definition_verdicts(reported or lapsed, computed, evidence.events, as_of),
        reasons=tuple(reasons(found)),
        headline=headline(found),
        ended=ending.day if ending else None,
        sides=reported.sides if reported is not None and reported.sides else computed.sides,
        lapsed=lapsed,
        outdated=warning,
    )


def _roads_out(place: str, computed: Isolation, ground: Ground) -> Iterator[RoadAssessment]:
    """The links that decide: out of a cut-off enclave, else out of the place; and any reported on routes."""
    cut_off = computed.level in (IsolationLevel.ENCIRCLED, IsolationLevel.FIRE_CONTROLLED)
    enclave = frozenset(computed.enclave) if cut_off else frozenset({place})
    on_routes = {(min(a, b), max(a, b)) for route in computed.routes for a, b in itertools.pairwise(route)}
    links = {link.ends for inside in enclave for link in ground.area.links_of.get(inside, ())}
    leading_out = {ends for ends in links & ground.roads.keys() if (ends[0] in enclave) != (ends[1] in enclave)}
    told_of = {ends for ends in on_routes & ground.roads.keys() if ground.roads[ends].explicit}
    for ends in sorted(leading_out | told_of):
        yield ground.roads[ends]
