"""Stretches: on which link of the place graph a report of a road cut or opened is put."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import heappop, heappush
from itertools import pairwise
from math import inf

from marsad.areas import Area
from marsad.areas.allegiances import Allegiances
from marsad.areas.area import ADMIN_KINDS
from marsad.model import Control, Event, Link, Place, PlaceKind
from marsad.sieges.bearings import distance_km, distance_to_stretch_km

DETOUR = 10.0  # how many km over others' ground a road's users would drive to save one km over their own


@dataclass(frozen=True, slots=True)
class Stretch:
    """One event about a road, on the link where it is taken to be, from ``day`` on, and why there."""

    event: Event
    ends: tuple[str, str]
    day: date
    why: str


class Stretches:
    """Puts events about roads on links of ``area``, given who held what."""

    def __init__(self, control: Control, area: Area, allegiances: Allegiances) -> None:
        """Nothing is put anywhere yet."""
        self._control, self._area, self._allegiances = control, area, allegiances
        self._held_on: dict[tuple[date, tuple[str, ...], tuple[str, ...]], list[Place]] = {}
        self._km: dict[str, dict[tuple[str, str], float]] = {}  # from a place to a link, by the place's id

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
        way = self._candidates(event, day)
        if not way:
            return None
        if len(way) == 1:
            return Stretch(event, way[0].ends, day, "")
        near = self._nearest(way, self._held_by_agents(event, day))
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
        users = self._users(event, known, day)
        links = self._area.links_of.get(known, ())
        return [link for link in links if self._held(other_end(link, known), users, day)] or links

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
        holding = self._control.at(place, day)
        return (holding.holder,) if holding and holding.holder else ()

    def _held(self, place: str, by: Sequence[str], day: date) -> bool:
        holding = self._control.at(place, day)
        return (
            holding is not None
            and holding.holder is not None
            and any(self._allegiances.friendly(holding.holder, actor, day) for actor in by)
        )

    def _way(self, start: str, goal: str, users: Sequence[str], day: date) -> list[Link]:
        """The links of the shortest way, in order from ``start``; empty where there is none."""
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
                    toll = link.km * (1.0 if self._held(other, users, day) else DETOUR)
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

    def _held_by_agents(self, event: Event, day: date) -> list[Place]:
        """Places of the agents and their friends; where no agent is named, of anyone hostile to the users."""
        users = () if event.agents else self._users(event, (event.route or (event.place or "",))[0], day)
        asked = (day, event.agents, users)
        if asked not in self._held_on:
            self._held_on[asked] = self._held_by(event.agents, users, day)
        return self._held_on[asked]

    def _held_by(self, agents: Sequence[str], users: Sequence[str], day: date) -> list[Place]:
        held = []
        for place in self._control.holdings:
            holding = self._control.at(place, day)
            if holding is None or holding.holder is None or place not in self._area.places:
                continue
            holder = holding.holder
            by_agents = any(self._allegiances.friendly(holder, agent, day) for agent in agents)
            if by_agents or any(self._allegiances.hostile(holder, user, day) for user in users):
                held.append(self._area.places[place])
        return held

    def _nearest(self, way: Iterable[Link], places: Iterable[Place]) -> tuple[Link, Place] | None:
        """The link that lies nearest to one of ``places``; of several as near, the one of the nearer end."""
        least = inf
        found: list[tuple[float, int, str, Link]] = []
        ways = [(order, link, link.ends) for order, link in enumerate(way)]
        for place in places:
            known = self._km.setdefault(place.id, {})
            for order, link, ends in ways:
                km = known.get(ends)
                if km is None:
                    km = known[ends] = distance_to_stretch_km(place, *self._ends(link))
                if km < least:
                    least = km
                    found.clear()
                if km == least:
                    nearer = min(distance_km(place, end) for end in self._ends(link))
                    found.append((nearer, order, place.id, link))
        if not found:
            return None
        nearest = min(found, key=lambda each: each[:3])
        return nearest[3], self._area.places[nearest[2]]

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


def other_end(link: Link, place: str) -> str:
    """The end of ``link`` that is not ``place``."""
    return link.b if link.a == place else link.a
