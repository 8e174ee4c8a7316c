"""Whether an area's tables agree with each other and with the ground: what a person should mend before use.

:func:`marsad.areas.load_area` refuses rows that cannot be read. :func:`check` finds what each row alone cannot
show: names that nothing bears, places off the map, roads shorter than the crow flies, friends who are foes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from marsad.areas.area import ADMIN_KINDS, Area
from marsad.areas.land import NAMELESS, countries_around
from marsad.areas.names import normalised
from marsad.areas.tables import great_circle_km
from marsad.model.geography import Link, Place
from marsad.model.terms import RelationKind

LONGEST_LINK_KM = 120.0  # a longer link passes places that the area should name
ROUNDING_KM = 0.1  # distances in tables are rounded to this
LIFELINE_KINDS = frozenset({"hinterland", "crossing", "port", "airfield"})
ROAD_CLASSES = frozenset({"motorway", "main", "secondary", "track"})
Locate = Callable[[float, float], str | None]  # lat, lon -> the p-code of the unit that holds the point


@dataclass(frozen=True, slots=True)
class AreaFault:
    """One thing in an area's tables that a person should mend: in which table, about what, and what is wrong."""

    table: str
    subject: str
    message: str

    def __str__(self) -> str:
        return f"{self.table}: {self.subject}: {self.message}"


def check(area: Area, locate: Locate | None = None) -> tuple[AreaFault, ...]:
    """Every fault in ``area``, table by table, in the order of its rows.

    ``locate`` gives the p-code of the administrative unit at a point, from whatever boundaries the caller has;
    with it, each place that claims a p-code must lie inside that unit.
    """
    return (
        *_places(area),
        *_misplaced(area),
        *_outside_their_unit(area, locate),
        *_namesakes(area),
        *_actors(area),
        *_aliases(area),
        *_links(area),
        *_islands(area),
        *_relations(area),
        *_roles(area),
        *_baseline(area),
        *_lifelines(area),
        *_outlets(area),
    )


def _places(area: Area) -> Iterator[AreaFault]:
    for place in area.places.values():
        if place.within is not None and place.within not in area.places:
            yield AreaFault("places.csv", place.id, f"lies within {place.within}, which is no place of the area")
        if area.bounds is None or place.country not in area.countries:
            continue
        south, west, north, east = area.bounds
        if not (south <= place.lat <= north and west <= place.lon <= east):
            swapped = south <= place.lon <= north and west <= place.lat <= east
            hint = "; the two look swapped" if swapped else ""
            yield AreaFault("places.csv", place.id, f"{place.lat}, {place.lon} is outside the area's bounds{hint}")


def _misplaced(area: Area) -> Iterator[AreaFault]:
    """Settlements and sites in the sea or in another country than theirs, by ten kilometres or more."""
    for place in area.places.values():
        if place.kind in ADMIN_KINDS or not place.country:
            continue
        around = countries_around(place.lat, place.lon)
        if not around & {place.country, NAMELESS}:
            yield AreaFault("places.csv", place.id, f"{_lies(place, around)}{_swapped(place)}")


def _lies(place: Place, around: frozenset[str]) -> str:
    where = f"in {', '.join(sorted(around))}, not in {place.country}" if around else "in the sea"
    return f"{place.lat}, {place.lon} lies {where}"


def _swapped(place: Place) -> str:
    fits = abs(place.lon) <= 90 and place.country in countries_around(place.lon, place.lat)
    return "; lat and lon look swapped" if fits else ""


def _outside_their_unit(area: Area, locate: Locate | None) -> Iterator[AreaFault]:
    for place in area.places.values():
        if locate is None or not place.pcode or not place.admin3:
            continue
        found = locate(place.lat, place.lon)
        if found != place.pcode:
            yield AreaFault(
                "places.csv", place.id, f"claims to lie in {place.pcode} but lies in {found or 'none'}"
            )


def _namesakes(area: Area) -> Iterator[AreaFault]:
    bearers: dict[tuple[str, str, str], str] = {}
    for place in area.places.values():
        key = (place.country, place.kind.value, normalised(place.name))
        other = bearers.setdefault(key, place.id)
        if other != place.id:
            yield AreaFault("places.csv", place.id, f"has the name and kind of {other}: add what tells them apart")


def _actors(area: Area) -> Iterator[AreaFault]:
    for actor in area.actors.values():
        if actor.parent is not None and actor.parent not in area.cast:
            yield AreaFault("actors.yaml", actor.id, f"is part of {actor.parent}, which is no actor of the area")
        elif actor.id in _ancestors(area, actor.id):
            yield AreaFault("actors.yaml", actor.id, "is a part of itself")


def _ancestors(area: Area, actor: str) -> list[str]:
    line: list[str] = []
    parent = area.actors[actor].parent
    while parent is not None and parent in area.cast and parent not in line:
        line.append(parent)
        parent = area.actors[parent].parent
    return line


def _aliases(area: Area) -> Iterator[AreaFault]:
    bearers: dict[str, str] = {}
    for actor in area.actors.values():
        for name in (actor.name, *actor.aliases):
            other = bearers.setdefault(normalised(name), actor.id)
            if other != actor.id:
                yield AreaFault("actors.yaml", actor.id, f"the alias {name!r} is also one of {other}")
    for actor in area.actors.values():
        for word in actor.generic:
            if normalised(word) in bearers:
                other = bearers[normalised(word)]
                yield AreaFault("actors.yaml", actor.id, f"the generic word {word!r} is an alias of {other}")


def _links(area: Area) -> Iterator[AreaFault]:
    seen: set[tuple[str, str]] = set()
    for link in area.links:
        yield from (AreaFault("links.csv", _title(link), message) for message in _faults_of_link(area, link, seen))
        seen.add(link.ends)


def _faults_of_link(area: Area, link: Link, seen: set[tuple[str, str]]) -> Iterator[str]:
    unknown = [end for end in link.ends if end not in area.places]
    if unknown:
        yield f"{', '.join(unknown)} is no place of the area"
        return
    if link.ends in seen:
        yield "is there twice"
    if link.a == link.b:
        yield "leads from a place to itself"
    if any(area.places[end].kind in ADMIN_KINDS for end in link.ends):
        yield "ends at an administrative unit; a road ends at a settlement or a site"
    if link.road_class not in ROAD_CLASSES:
        yield f"road_class {link.road_class!r} is none of {', '.join(sorted(ROAD_CLASSES))}"
    if link.km > LONGEST_LINK_KM:
        yield f"is {link.km} km long, over {LONGEST_LINK_KM:.0f}: name the places on the way"
    a, b = area.places[link.a], area.places[link.b]
    crow_km = great_circle_km(a.lat, a.lon, b.lat, b.lon)
    if link.km < crow_km - ROUNDING_KM:
        yield f"is {link.km} km by road but {crow_km:.1f} km as the crow flies"


def _title(link: Link) -> str:
    return f"{link.a} - {link.b}"


def _islands(area: Area) -> Iterator[AreaFault]:
    """Settlements and sites of the area's countries that no chain of links joins to the largest part.

    A place that no link touches is off the graph and its isolation is not computed: that is no fault unless the
    baseline says who held it. A part of a settlement (``within``) needs no link of its own even then. An area
    without any link has no graph yet.
    """
    if not area.links:
        return
    held = {row.place for row in area.baseline}
    nodes = [
        place.id
        for place in area.places.values()
        if place.country in area.countries
        and place.kind not in ADMIN_KINDS
        and (place.id in area.links_of or (place.within is None and place.id in held))
    ]
    part_of: dict[str, int] = {}
    for number, start in enumerate(nodes):
        if start not in part_of:
            part_of.update(dict.fromkeys(_reachable(area, start), number))
    sizes = [part_of[node] for node in nodes]
    largest = max(sizes, key=sizes.count, default=None)
    for node in nodes:
        if part_of[node] != largest:
            yield AreaFault("links.csv", node, "no chain of links joins it to the rest of the area")


def _reachable(area: Area, start: str) -> set[str]:
    reached, edge = {start}, [start]
    while edge:
        place = edge.pop()
        for link in area.links_of.get(place, ()):
            other = link.b if link.a == place else link.a
            if other not in reached:
                reached.add(other)
                edge.append(other)
    return reached


def _relations(area: Area) -> Iterator[AreaFault]:
    for relation in area.relations:
        title = f"{relation.a} - {relation.b}"
        yield from _unknown_actors(area, "relations.csv", title, (relation.a, relation.b))
        if relation.a == relation.b:
            yield AreaFault("relations.csv", title, "relates an actor to itself")
    opposed = {RelationKind.ALLIED, RelationKind.HOSTILE}
    strong = [relation for relation in area.relations if relation.kind in opposed]
    for one, other in combinations(strong, 2):
        if {one.a, one.b} == {other.a, other.b} and one.days.overlaps(other.days):
            what = "are allied and hostile" if one.kind is not other.kind else f"are {one.kind.value} twice"
            yield AreaFault("relations.csv", f"{one.a} - {one.b}", f"{what} on the same days")


def _roles(area: Area) -> Iterator[AreaFault]:
    for role in area.roles:
        yield from _unknown_actors(area, "roles.csv", role.role, (role.actor,))


def _baseline(area: Area) -> Iterator[AreaFault]:
    seen: set[str] = set()
    for row in area.baseline:
        yield from _unknown_place(area, "baseline.csv", row.place)
        if row.place in seen:
            yield AreaFault("baseline.csv", row.place, "is there twice")
        seen.add(row.place)
        if row.as_of != area.baseline_date:
            yield AreaFault("baseline.csv", row.place, f"as_of {row.as_of} is not the area's {area.baseline_date}")
        if row.holder is None:
            continue
        if row.holder not in area.cast:
            yield AreaFault("baseline.csv", row.place, f"its holder {row.holder} is no actor of the area")
        elif not any(area.actors[each].colour for each in (row.holder, *_ancestors(area, row.holder))):
            yield AreaFault(
                "actors.yaml", row.holder, f"holds {row.place} but neither it nor a parent has a colour"
            )


def _lifelines(area: Area) -> Iterator[AreaFault]:
    for line in area.lifelines:
        yield from _unknown_place(area, "lifelines.csv", line.place)
        yield from _unknown_actors(area, "lifelines.csv", line.place, (line.actor,))
        if line.kind not in LIFELINE_KINDS:
            yield AreaFault(
                "lifelines.csv", line.place, f"{line.kind!r} is none of {', '.join(sorted(LIFELINE_KINDS))}"
            )


def _outlets(area: Area) -> Iterator[AreaFault]:
    bearers: dict[str, str] = {}
    for outlet in area.outlets:
        yield from _unknown_actors(area, "outlets.csv", outlet.name, (outlet.allegiance,))
        for name in dict.fromkeys(map(normalised, (outlet.name, *outlet.aliases))):
            if bearers.setdefault(name, outlet.name) != outlet.name:
                yield AreaFault("outlets.csv", outlet.name, f"shares the name {name!r} with {bearers[name]}")


def _unknown_place(area: Area, table: str, place: str) -> Iterator[AreaFault]:
    if place not in area.places:
        yield AreaFault(table, place, "is no place of the area")


def _unknown_actors(area: Area, table: str, subject: str, actors: Iterable[str]) -> Iterator[AreaFault]:
    for actor in actors:
        if actor not in area.cast:
            yield AreaFault(table, subject, f"{actor} is no actor of the area")
