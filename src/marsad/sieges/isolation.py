"""Isolation: how cut off a place is on a day, by its roads and who holds their ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from marsad.areas import Area
from marsad.areas.area import ADMIN_KINDS
from marsad.model import Control, Isolation, IsolationLevel, RoadAssessment, Sector
from marsad.sieges.bearings import distance_km, sector_from
from marsad.sieges.ground import FIRE, FREE, OUTSIDE, Ground, Reading
from marsad.sieges.routes import disjoint_routes, doubly_connected, reachable
from marsad.sieges.stretches import other_end

EDGE_KM = 40.0  # how far from a place a hostile position still makes up one of its sides
SEVERITY = tuple(IsolationLevel)  # from connected to encircled


def isolation(  # noqa: PLR0917
    place: str,
    roads: Mapping[tuple[str, str], RoadAssessment],
    control: Control,
    area: Area,
    as_of: date,
    reading: Reading = "likely",
) -> Isolation:
    """How cut off ``place`` (an id) is on the day ``as_of``; for many places make one :class:`Ground`."""
    return isolation_on(Ground(roads, control, area, as_of), place, reading)


def isolation_on(ground: Ground, place: str, reading: Reading = "likely") -> Isolation:
    """The edge-disjoint routes from ``place`` to lifelines of its holder or the holder's friends, and its sides.

    Two or more routes over free ground make it connected, exactly one is its last route; if there are only
    routes that somewhere lie under fire it is fire-controlled, and without any it is encircled. Where
    :func:`why_not_computed` gives a reason it cannot be assessed: ``computable`` is False, and ``level`` is
    connected, encircled in the pessimistic reading, and means nothing.
    """
    side, why_not = ground.side_of(place), why_not_computed(ground, place)
    if side is None or why_not:
        level = IsolationLevel.ENCIRCLED if reading == "pessimistic" else IsolationLevel.CONNECTED
        return Isolation(level, (), {}, (place,), computable=False, why_not=why_not)
    goals = ground.hinterland(side, reading) | {OUTSIDE}
    level = IsolationLevel.ENCIRCLED
    routes = disjoint_routes(place, goals, ground.ways(side, reading, FREE))
    if routes:
        well = len(routes) > 1 or place in goals
        level = IsolationLevel.CONNECTED if well else IsolationLevel.LAST_ROUTE
    else:
        routes = disjoint_routes(place, goals, ground.ways(side, reading, FIRE))
        level = IsolationLevel.FIRE_CONTROLLED if routes else IsolationLevel.ENCIRCLED
    routes = tuple(route[:-1] if route[-1] == OUTSIDE else route for route in routes)
    enclave = reachable([place], ground.ways(side, reading, FREE)) - {OUTSIDE}
    return Isolation(
        level=level,
        routes=routes,
        sides=hostile_sides(ground, place, side, enclave, reading),
        enclave=tuple(sorted(enclave)),
        last_route=routes[0] if routes and level is not IsolationLevel.CONNECTED else None,
    )


def why_not_computed(ground: Ground, place: str) -> str:
    """Why the isolation of ``place`` cannot be computed on that day, as the end of a sentence; else empty."""
    area = ground.area
    known = area.places.get(place)
    if known is not None and known.kind in ADMIN_KINDS:
        return f"it is a {known.kind.value} and no single place"
    if ground.as_of < area.baseline_date:
        return "the day is before the area's baseline"
    if place not in area.links_of:
        return "no road of the place graph leads to it"
    if ground.side_of(place) is not None:
        return ""
    holding = ground.held.get(place)
    return "it is contested" if holding is not None and holding.contested else "who holds it is not known"


def isolation_levels(ground: Ground, reading: Reading = "likely") -> Mapping[str, IsolationLevel]:
    """The level of every place for which it can be computed, all at once.

    The same levels as :func:`isolation_on` gives one by one, from one search per side.
    """
    levels: dict[str, IsolationLevel] = {}
    by_side: dict[str, list[str]] = {}
    for place in sorted(ground.area.links_of):
        side = ground.side_of(place)
        if side is not None and not why_not_computed(ground, place):
            by_side.setdefault(side, []).append(place)
    for side, places in by_side.items():
        goals = ground.hinterland(side, reading) | {OUTSIDE}
        free, under_fire = ground.ways(side, reading, FREE), ground.ways(side, reading, FIRE)
        well = doubly_connected(goals, free)
        linked = reachable(goals, _with_outside(free))
        reached = reachable(goals, _with_outside(under_fire))
        for place in places:
            levels[place] = _level(place in well, place in linked, place in reached)
    return levels


def _level(well: bool, linked: bool, reached: bool) -> IsolationLevel:
    if well:
        return IsolationLevel.CONNECTED
    if linked:
        return IsolationLevel.LAST_ROUTE
    return IsolationLevel.FIRE_CONTROLLED if reached else IsolationLevel.ENCIRCLED


def _with_outside(ways: Mapping[str, Mapping[str, float]]) -> Mapping[str, Mapping[str, float]]:
    return {**ways, OUTSIDE: {place: 0.0 for place, others in ways.items() if OUTSIDE in others}}


def hostile_sides(
    ground: Ground, place: str, side: str, enclave: frozenset[str], reading: Reading
) -> Mapping[Sector, tuple[str, ...]]:
    """Who holds the hostile edge of the place's enclave, by bearing from the place.

    The edge is made of the hostile-held far ends of links that leave the enclave; around an enclave with a
    lifeline of its own only those within 40 km count. In a sector without any, it is the nearest place
    within 40 km that a hostile side holds.
    """
    here = ground.area.places[place]
    supplied = bool(enclave & ground.lifelines(side, reading))
    sides: dict[Sector, set[str]] = {}
    for inside in sorted(enclave):
        for link in ground.area.links_of.get(inside, ()):
            far = other_end(link, inside)
            if far in enclave or not ground.hostile_place(far, side):
                continue
            there = ground.area.places[far]
            if not supplied or distance_km(here, there) <= EDGE_KM:
                sides.setdefault(sector_from(here, there), set()).add(_holder(ground, far))
    for sector, nearest in _nearest_hostile(ground, place, side).items():
        sides.setdefault(sector, {_holder(ground, nearest)})
    return {sector: tuple(sorted(sides[sector])) for sector in Sector if sector in sides}


def _nearest_hostile(ground: Ground, place: str, side: str) -> Mapping[Sector, str]:
    here = ground.area.places[place]
    nearest: dict[Sector, tuple[float, str]] = {}
    for other in ground.near(place, EDGE_KM):
        if ground.hostile_place(other, side) and ground.area.places[other].kind not in ADMIN_KINDS:
            there = ground.area.places[other]
            sector, found = sector_from(here, there), (distance_km(here, there), other)
            nearest[sector] = min(nearest.get(sector, found), found)
    return {sector: other for sector, (_, other) in nearest.items()}


def _holder(ground: Ground, place: str) -> str:
    holding = ground.held[place]
    return holding.holder if holding is not None and holding.holder is not None else ""
