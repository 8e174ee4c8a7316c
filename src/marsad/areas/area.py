"""The area in memory: its places, links and cast, and the questions that stages ask of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TypeVar

from rapidfuzz import fuzz, process

from marsad.areas.gazetteer import Gazetteer
from marsad.areas.names import normalised
from marsad.areas.tables import AreaTables, read_tables
from marsad.errors import UnknownAreaError, UnknownPlaceError
from marsad.model.geography import Actor, BaselineHolding, Lifeline, Link, Outlet, Place, Relation, Role
from marsad.model.terms import ActorKind, PlaceKind, RelationKind

BUNDLED = Path(__file__).parent / "bundled"
FALLBACK = "world"  # the bundled area that knows what others lack
ADMIN_KINDS = frozenset(
    {PlaceKind.SUBDISTRICT, PlaceKind.DISTRICT, PlaceKind.PROVINCE, PlaceKind.REGION, PlaceKind.COUNTRY}
)


@dataclass(frozen=True)
class Area:
    """One conflict's geography and cast. Made by :func:`load_area`; never changed afterwards.

    ``hash`` is the sha256 over the area's tables; the ledger records which area was used.
    """

    name: str
    title: str
    version: str
    hash: str
    countries: tuple[str, ...]
    view: tuple[float, float, float, float]  # south, west, north, east: what a map shows first
    baseline_date: date
    places: Mapping[str, Place] = field(repr=False)
    actors: Mapping[str, Actor] = field(repr=False)
    links: tuple[Link, ...] = field(repr=False)
    relations: tuple[Relation, ...] = field(repr=False)
    roles: tuple[Role, ...] = field(repr=False)
    baseline: tuple[BaselineHolding, ...] = field(repr=False)
    lifelines: tuple[Lifeline, ...] = field(repr=False)
    bounds: tuple[float, float, float, float] | None = None  # where places of ``countries`` may lie, as ``view``
    outlets: tuple[Outlet, ...] = field(default=(), repr=False)  # who tells, and whose side each is held to be on
    gazetteer: Gazetteer | None = field(default=None, repr=False, compare=False)  # beside its own places
    open_fallback: Callable[[], Area] | None = field(default=None, repr=False, compare=False)

    @cached_property
    def fallback(self) -> Area | None:
        """The area of the whole world, for what this one lacks; None beside the world itself.

        It is opened once, when it is first asked for. What is recorded of an area tells its hash too: an answer
        rests on both.
        """
        return self.open_fallback() if self.open_fallback is not None else None

    @cached_property
    def cast(self) -> frozenset[str]:
        """The ids of the area's own actors, without those that only its fallback knows."""
        return frozenset(self.actors)

    @cached_property
    def states(self) -> Mapping[str, Actor]:
        """The government's side of each country (ISO 3166-1): the first of its state forces in the table."""
        listed = (each for each in reversed(list(self.actors.values())) if each.kind is ActorKind.STATE_FORCE)
        return {each.country: each for each in listed if each.country}

    @cached_property
    def links_of(self) -> Mapping[str, tuple[Link, ...]]:
        """The links that end at each place."""
        ends: dict[str, list[Link]] = {}
        for link in self.links:
            ends.setdefault(link.a, []).append(link)
            ends.setdefault(link.b, []).append(link)
        return {place: tuple(links) for place, links in ends.items()}

    @cached_property
    def _places_by_name(self) -> Mapping[str, tuple[str, ...]]:
        index: dict[str, list[str]] = {}
        for place in self.places.values():
            names = [place.name, *place.spellings, *([place.name_ar] if place.name_ar else [])]
            for key in {normalised(name) for name in names}:
                index.setdefault(key, []).append(place.id)
        return {key: tuple(ids) for key, ids in index.items()}

    @cached_property
    def actors_called(self) -> Mapping[str, tuple[Actor, ...]]:
        """The area's own actors with each name or alias, as names are compared; in the table's order."""
        index: dict[str, list[Actor]] = {}
        for actor in self.actors.values():
            for key in dict.fromkeys(normalised(name) for name in (actor.name, *actor.aliases)):
                index.setdefault(key, []).append(actor)
        return {key: tuple(found) for key, found in index.items()}

    def places_named(self, name: str) -> tuple[Place, ...]:
        """Every place with this name or spelling, in any script.

        Places in the area's countries come before others; settlements before sites before admin units; those of
        the area's own table before those that only its gazetteer holds, which come by population.
        """
        ids = self._places_by_name.get(normalised(name), ())
        own = sorted((self.places[each] for each in ids), key=self._own_settlements_first)
        further = self.gazetteer.named(name) if self.gazetteer else ()
        return (*own, *(place for place in further if place.id not in ids))

    def _own_settlements_first(self, place: Place) -> tuple[bool, int, str]:
        return (place.country not in self.countries, *_settlements_first(place))

    def place(self, name_or_id: str) -> Place:
        """The place of that id or name. Raises UnknownPlaceError, which offers the nearest names."""
        if name_or_id in self.places:
            return self.places[name_or_id]
        named = self.places_named(name_or_id)
        if named:
            return named[0]
        near = process.extract(
            normalised(name_or_id), list(self._places_by_name), scorer=fuzz.ratio, limit=4, score_cutoff=60
        )
        offers = dict.fromkeys(self.places[self._places_by_name[key][0]].name for key, _, _ in near)
        hint = f" Did you mean {', '.join(offers)}?" if offers else ""
        raise UnknownPlaceError(
            f"the area {self.name} has no place called {name_or_id!r}.{hint}"
            f" To add one, see docs/how-to/add-a-place.md."
        )

    def friendly(self, one: str, other: str, on: date) -> bool:
        """Whether the two share ground on that day: the same, allied, or parts of the same or of allies.

        A backer is not a friend by backing alone: backing is said where ground is not shared.
        """
        if self.hostile(one, other, on):
            return False
        pairs = ((a, b) for a in self.lineage(one, on) for b in self.lineage(other, on))
        return any(a == b or RelationKind.ALLIED in self._kinds(a, b, on) for a, b in pairs)

    def hostile(self, one: str, other: str, on: date) -> bool:
        """Whether the two fight each other on that day; the relation of the nearest kin that has one counts.

        The nearest are those with the fewest steps from part to whole on both sides together; where several
        are as near and differ, the two are hostile.
        """
        if one == other:
            return False
        decisive = {RelationKind.HOSTILE, RelationKind.ALLIED, RelationKind.CEASEFIRE, RelationKind.PART_OF}
        others = self._kin(other, on)
        nearest: tuple[int, bool] | None = None
        for a, steps_a in self._kin(one, on).items():
            for b, steps_b in others.items():
                kinds = self._kinds(a, b, on) & decisive
                if a == b or kinds:
                    found = (steps_a + steps_b, RelationKind.HOSTILE not in kinds)
                    nearest = found if nearest is None else min(nearest, found)
        return nearest is not None and not nearest[1]

    def lineage(self, actor: str, on: date) -> tuple[str, ...]:
        """The actor and all that it is a part of on that day, nearest first."""
        return tuple(self._kin(actor, on))

    def _kin(self, actor: str, on: date) -> dict[str, int]:
        """The actor and all that it is a part of, each with the steps that lead to it, nearest first."""
        steps, line = {actor: 0}, [actor]
        for each in line:
            parent = self.actors[each].parent if each in self.actors else None
            wholes = [parent] if parent else []
            wholes += [relation.b for relation in self._memberships.get(each, ()) if on in relation.days]
            for whole in wholes:
                if whole not in steps:
                    steps[whole] = steps[each] + 1
                    line.append(whole)
        return steps

    @cached_property
    def _memberships(self) -> Mapping[str, tuple[Relation, ...]]:
        members: dict[str, list[Relation]] = {}
        for relation in self.relations:
            if relation.kind is RelationKind.PART_OF:
                members.setdefault(relation.a, []).append(relation)
        return {actor: tuple(found) for actor, found in members.items()}

    def _kinds(self, one: str, other: str, on: date) -> set[RelationKind]:
        return {
            relation.kind
            for relation in self._relations_between.get(frozenset((one, other)), ())
            if on in relation.days
        }

    @cached_property
    def _relations_between(self) -> Mapping[frozenset[str], tuple[Relation, ...]]:
        between: dict[frozenset[str], list[Relation]] = {}
        for relation in self.relations:
            between.setdefault(frozenset((relation.a, relation.b)), []).append(relation)
        return {pair: tuple(found) for pair, found in between.items()}

    def colour_of(self, actor: str | None) -> str:
        """How maps paint what ``actor`` holds: its own colour, or its parent's, or grey."""
        seen: set[str] = set()
        while actor is not None and actor in self.actors and actor not in seen:
            seen.add(actor)
            colour = self.actors[actor].colour
            if colour:
                return colour
            actor = self.actors[actor].parent
        return "#9aa0a6"


Held = TypeVar("Held")


class OwnAndMore(Mapping[str, Held]):
    """An area's own places or actors by id; by another id, what only its gazetteer or its fallback holds.

    Going through it and its length are of the area's own alone: these are what pages show and what readers know by
    name before they have read anything.
    """

    def __init__(self, own: Mapping[str, Held], more: Callable[[str], Held | None]) -> None:
        self._own, self._more = own, more

    def __getitem__(self, identity: str) -> Held:
        own = self._own.get(identity)
        found = own if own is not None else self._more(identity)
        if found is None:
            raise KeyError(identity)
        return found

    def __contains__(self, identity: object) -> bool:
        return identity in self._own or (isinstance(identity, str) and self._more(identity) is not None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)


def _settlements_first(place: Place) -> tuple[int, str]:
    order = [PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE]
    rank = order.index(place.kind) if place.kind in order else (20 if place.kind in ADMIN_KINDS else 10)
    return rank, place.id


def bundled_areas() -> tuple[str, ...]:
    """The names of the areas that come with Marsad."""
    return tuple(sorted(folder.name for folder in BUNDLED.iterdir() if (folder / "area.toml").is_file()))


@lru_cache(maxsize=8)
def load_area(name: str) -> Area:
    """The bundled area of that name, or the area in the folder at that path.

    Raises UnknownAreaError where there is none and AreaError (naming table, line and column) where a table
    breaks its rules.
    """
    folder = BUNDLED / name if name in bundled_areas() else Path(name)
    if not (folder / "area.toml").is_file():
        raise UnknownAreaError(
            f"no area called {name!r}: bundled are {', '.join(bundled_areas())};"
            " a path must lead to a folder with an area.toml"
        )
    tables = read_tables(folder)
    wider = tables.head.name != FALLBACK and FALLBACK in bundled_areas()
    return _area(tables, partial(load_area, FALLBACK) if wider else None)


def _area(tables: AreaTables, open_fallback: Callable[[], Area] | None) -> Area:
    places, actors = _by_id(tables.places), _by_id(tables.actors)

    def state(identity: str) -> Actor | None:
        """A state of the fallback: what was grounded to one is known by its id wherever that is asked for."""
        found = open_fallback().actors.get(identity) if open_fallback is not None else None
        return found if found is not None and found.kind is ActorKind.STATE_FORCE else None

    return Area(
        name=tables.head.name,
        title=tables.head.title,
        version=tables.head.version,
        hash=tables.hash,
        countries=tuple(tables.head.countries),
        view=tables.head.view,
        baseline_date=tables.head.baseline_date,
        places=places if tables.gazetteer is None else OwnAndMore(places, tables.gazetteer.place),
        actors=actors if open_fallback is None else OwnAndMore(actors, state),
        links=tables.links,
        relations=tables.relations,
        roles=tables.roles,
        baseline=tables.baseline,
        lifelines=tables.lifelines,
        bounds=tables.head.bounds,
        outlets=tables.outlets,
        gazetteer=tables.gazetteer,
        open_fallback=open_fallback,
    )


Named = TypeVar("Named", Place, Actor)


def _by_id(things: Iterable[Named]) -> dict[str, Named]:
    return {thing.id: thing for thing in things}
