"""Isolation: how cut off a place is on a day, by its roads and who holds their ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from marsad.areas import Area
from marsad.areas.area import ADMIN_KINDS
from marsad.model import Control, Isolation, IsolationLevel, RoadAssessment, Sector
from marsad.sieges.bearings import distance_km, sector_from
from marsad.sieges.ground import FIRE, FREE, OUTSIDE, Enclave, Ground, Reading
from marsad.sieges.routes import disjoint_routes, doubly_connected, reachable
from marsad.sieges.terrain import EDGE_KM

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
        return Isolation(level_on(ground, place, reading), (), {}, (place,), computable=False, why_not=why_not)
    level, routes = _routes_out(ground, place, side, reading)
    routes = tuple(route[:-1] if route[-1] == OUTSIDE else route for route in routes)
    enclave = ground.enclave(place, side, reading)
    return Isolation(
        level=level,
        routes=routes,
        sides=hostile_sides(ground, place, side, enclave, reading),
        enclave=enclave.in_order,
        last_route=routes[0] if routes and level is not IsolationLevel.CONNECTED else None,
    )


def level_on(ground: Ground, place: str, reading: Reading) -> IsolationLevel:
    """The level alone, as :func:`isolation_on` gives it."""
    side = ground.side_of(place)
    if side is None or why_not_computed(ground, place):
        return IsolationLevel.ENCIRCLED if reading == "pessimistic" else IsolationLevel.CONNECTED
    return _routes_out(ground, place, side, reading)[0]


def _routes_out(
    ground: Ground, place: str, side: str, reading: Reading
) -> tuple[IsolationLevel, tuple[tuple[str, ...], ...]]:
    goals = ground.hinterland(side, reading) | {OUTSIDE}
    routes = disjoint_routes(place, goals, ground.ways(side, reading, FREE))
    if routes:
        well = len(routes) > 1 or place in goals
        return IsolationLevel.CONNECTED if well else IsolationLevel.LAST_ROUTE, routes
    routes = disjoint_routes(place, goals, ground.ways(side, reading, FIRE))
    return IsolationLevel.FIRE_CONTROLLED if routes else IsolationLevel.ENCIRCLED, routes


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
    ground: Ground, place: str, side: str, enclave: Enclave, reading: Reading
) -> Mapping[Sector, tuple[str, ...]]:
    """Who holds the hostile edge of the place's enclave, by bearing from the place.

    The edge is made of the hostile-held far ends of links that leave the enclave; around an enclave with a
    lifeline of its own only those within 40 km count. In a sector without any, it is the nearest place
    within 40 km that a hostile side holds.
    """
    here = ground.area.places[place]
    supplied = bool(enclave.places & ground.lifelines(side, reading))
    sides: dict[Sector, set[str]] = {}
    for far in enclave.edge:
        there = ground.area.places[far]
        if not supplied or distance_km(here, there) <= EDGE_KM:
            sides.setdefault(sector_from(here, there), set()).add(_holder(ground, far))
    for sector, nearest in _nearest_hostile(ground, place, side).items():
        sides.setdefault(sector, {_holder(ground, nearest)})
    return {sector: tuple(sorted(sides[sector])) for sector in Sector if sector in sides}


def _nearest_hostile(ground: Ground, place: str, side: str) -> Mapping[Sector, str]:
    nearest: dict[Sector, str] = {}
    for other, sector in ground.terrain.neighbours(place):
        if sector not in nearest and ground.hostile_place(other, side):
            nearest[sector] = other
    return nearest


def _holder(ground: Ground, place: str) -> str:
    holding = ground.held[place]
    return holding.holder if holding is not None and holding.holder is not None else ""
