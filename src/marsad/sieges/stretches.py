"""Stretches: on which link of the place graph a report of a road cut or opened is put."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import heappop, heappush
from itertools import pairwise, takewhile
from math import inf

from marsad.areas import Area
from marsad.areas.area import ADMIN_KINDS
from marsad.model import Control, Event, Link, Place, PlaceKind
from marsad.sieges.bearings import distance_km
from marsad.sieges.sides import HoldersByDay, Sides
from marsad.sieges.terrain import Terrain

DETOUR = 10.0  # how many km over others' ground a road's users would drive to save one km over their own
FAR_MORE, FEW = 2, 1_000  # what is remembered may be twice of what is asked for, and so much more


@dataclass(frozen=True, slots=True)
class Stretch:
    """One event about a road, on the link where it is taken to be, from ``day`` on, and why there."""

    event: Event
    ends: tuple[str, str]
    day: date
    why: str


class Placed:
    """Where events were put before: the same event, with the same holders on its day, is put there again.

    Hand one to everything that is made of one area. Nothing depends on what it holds.
    """

    def __init__(self) -> None:
        """Nothing was put anywhere yet."""
        self._holders: dict[date, Mapping[str, str]] = {}
        self._stretches: dict[str, tuple[Event, Mapping[str, str], Stretch | None]] = {}

    def holders(self, day: date, found: Mapping[str, str]) -> Mapping[str, str]:
        """The holders on ``day``, as this has them already where they are the same as ``found``."""
        known = self._holders.get(day)
        if known is None or known != found:
            self._holders[day] = known = found
        return known

    def of(
        self, event: Event, holders: Mapping[str, str], put: Callable[[Event], Stretch | None]
    ) -> Stretch | None:
        """Where ``event`` was put when these were the ``holders`` on its day; where it was not, ``put`` says."""
        known = self._stretches.get(event.id)
        if known is None or known[0] is not event or known[1] is not holders:
            self._stretches[event.id] = known = (event, holders, put(event))
        return known[2]

    def let_go(self, events: int) -> None:
        """Let go of all where there is far more than of so many events."""
        if len(self._stretches) > FAR_MORE * events + FEW:
            self._stretches.clear()
            self._holders.clear()


class Stretches:
    """Puts events about roads on links of ``area``, given who held what."""

    def __init__(self, control: Control, terrain: Terrain, placed: Placed | None = None) -> None:
        """Nothing is put anywhere yet."""
        self._terrain, self._area = terrain, terrain.area
        self._placed = placed or Placed()
        self._held = HoldersByDay(control)
        self._sides: dict[date, Sides] = {}

    def of(self, event: Event) -> Stretch | None:
        """Where ``event`` is put; None where it names no place on the place graph or has no day.

        A road between two places is the shortest way between them over ground that its users (the targets,
        else whoever holds the first place) and their friends hold, as far as there is such a way. The event is
        put on the link of it that lies nearest to a place held by its agents or their friends. Of a place
        alone, and of a road with one known end, the links out of that place are the candidates.
        """
        day = event.days.last or event.days.start
        if day is None:
            return None
        return self._placed.of(event, self._on(day).holders, lambda it: self._put(it, day))

    def _put(self, event: Event, day: date) -> Stretch | None:
        way = self._candidates(event, day)
        if not way:
            return None
        if len(way) == 1:
            return Stretch(event, way[0].ends, day, "")
        near = self.nearest(way, self._held_by_agents(event, day))
        if near is None:
            return Stretch(event, way[0].ends, day, "The reports do not say where; put on its first stretch.")
        link, place = near
        why = f"The reports do not say where; put on the stretch nearest to {place.name}."
        return Stretch(event, link.ends, day, why)

    def _candidates(self, event: Event, day: date) -> Sequence[Link]:
        if event.route is not None:
            ends = [self._on_graph(end) for end in event.route]
            if ends[0] is not None and ends[1] is not None and ends[0] != ends[1]:
                return self._way(ends[0], ends[1], self._users(event, ends[0], day), day)
            known = next((end for end in ends if end is not None), None)
        else:
            known = self._on_graph(event.place) if event.place else None
        if known is None:
            return ()
        friends = self._on(day).of_friends(self._users(event, known, day))
        links = self._area.links_of.get(known, ())
        return [link for link in links if other_end(link, known) in friends] or links

    def _on_graph(self, place: str) -> str | None:
        """The place itself, or the chief town of a province or district; None for what has no roads."""
        known = self._area.places.get(place)
        if known is None:
            return None
        if known.kind not in ADMIN_KINDS:
            return place if place in self._area.links_of else None
        if known.kind in (PlaceKind.COUNTRY, PlaceKind.REGION):
            return None
        return _chief_town(known, self._area)

    def _users(self, event: Event, place: str, day: date) -> tuple[str, ...]:
        if event.targets:
            return event.targets
        holder = self._on(day).holders.get(place)
        return (holder,) if holder is not None else ()

    def _on(self, day: date) -> Sides:
        if day not in self._sides:
            holders = self._placed.holders(day, self._held.on(day))
            self._sides[day] = Sides(holders, self._terrain.allegiances, day)
        return self._sides[day]

    def _way(self, start: str, goal: str, users: Sequence[str], day: date) -> list[Link]:
        """The links of the shortest way, in order from ``start``; empty where there is none."""
        ours = self._on(day).of_friends(users)
        came: dict[str, str] = {}
        queue = [(0.0, start, "")]
        while queue and goal not in came:
            cost, place, previous = heappop(queue)
            if place in came:
                continue
            came[place] = previous
            for link in self._area.links_of.get(place, ()):
                other = other_end(link, place)
                if other not in came:
                    toll = link.km * (1.0 if other in ours else DETOUR)
                    heappush(queue, (cost + toll, other, place))
        if goal not in came:
            return []
        places = [goal]
        while came[places[-1]]:
            places.append(came[places[-1]])
        return [self._link(a, b) for a, b in pairwise(reversed(places))]

    def _link(self, a: str, b: str) -> Link:
        between = (link for link in self._area.links_of[a] if other_end(link, a) == b)
        return min(between, key=lambda link: link.km)

    def _held_by_agents(self, event: Event, day: date) -> frozenset[str]:
        """Places of the agents and their friends; where no agent is named, of anyone hostile to the users."""
        if event.agents:
            return self._on(day).of_friends(event.agents)
        users = self._users(event, (event.route or (event.place or "",))[0], day)
        return self._on(day).of_foes(users)

    def nearest(self, way: Sequence[Link], held: frozenset[str]) -> tuple[Link, Place] | None:
        """The link nearest to a ``held`` place, with that place; of several as near that of the nearer end."""
        nearest = [_first(self._terrain.along(link), held) for link in way]
        if not any(places for _, places in nearest):
            nearest = [_first(self._from(link, held), held) for link in way]
        least = min((km for km, _ in nearest), default=inf)
        found = [
            (min(distance_km(self._area.places[place], end) for end in self._ends(link)), order, place, link)
            for order, (link, (km, places)) in enumerate(zip(way, nearest, strict=True))
            if km == least
            for place in places
        ]
        if not found:
            return None
        chosen = min(found, key=lambda each: each[:3])
        return chosen[3], self._area.places[chosen[2]]

    def _from(self, link: Link, held: frozenset[str]) -> list[tuple[float, str]]:
        known = (self._area.places[place] for place in held if place in self._area.places)
        return sorted((self._terrain.km_from(link, place), place.id) for place in known)

    def _ends(self, link: Link) -> tuple[Place, Place]:
        return self._area.places[link.a], self._area.places[link.b]


def _chief_town(admin: Place, area: Area) -> str | None:
    names = [admin.id.rsplit("_", 1)[0]]
    names += [place.id for place in area.places_named(admin.admin1 or admin.name)]
    for name in names:
        town = area.places.get(name)
        if town is not None and town.kind not in ADMIN_KINDS and name in area.links_of:
            return name
    return None


def _first(along: Sequence[tuple[float, str]], held: frozenset[str]) -> tuple[float, list[str]]:
    """How far the nearest place lies that is ``held``, and all that lie so near; infinitely far where none is."""
    theirs = (each for each in along if each[1] in held)
    nearest = next(theirs, None)
    if nearest is None:
        return inf, []
    so_near = takewhile(lambda each: each[0] == nearest[0], theirs)
    return nearest[0], [nearest[1], *(place for _, place in so_near)]


def other_end(link: Link, place: str) -> str:
    """The end of ``link`` that is not ``place``."""
    return link.b if link.a == place else link.a
