"""What an area knows of one place or one actor, and from where: as plain data, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from marsad.areas.area import Area
from marsad.areas.names import normalised
from marsad.errors import UnknownPlaceError
from marsad.model.geography import Actor, Link, Place, Relation
from marsad.model.time import Days

Facts = Mapping[str, Any]  # what JSON can hold; empty values are left out


@dataclass(frozen=True, slots=True)
class Known:
    """Everything of one name: the place or actor that it means first, then others that it may mean."""

    places: tuple[Place, ...]
    actors: tuple[Actor, ...]


def bearers(area: Area, name: str) -> Known:
    """The places and actors with that id, name or spelling. Raises UnknownPlaceError, which offers the nearest."""
    if name in area.places:
        return Known((area.places[name],), ())
    if name in area.actors:
        return Known((), (area.actors[name],))
    known = Known(area.places_named(name), tuple(actors_named(area, name)))
    if known.places or known.actors:
        return known
    near = process.extract(normalised(name), _all_names(area), scorer=fuzz.ratio, limit=4, score_cutoff=60)
    offers = dict.fromkeys(offer for _, _, offer in near)
    hint = f" Did you mean {', '.join(offers)}?" if offers else ""
    raise UnknownPlaceError(f"the area {area.name} has no place and no actor called {name!r}.{hint}")


def actors_named(area: Area, name: str) -> Iterator[Actor]:
    """The actors with that name or alias, before those for whom it is but a word in context or a modifier."""
    key = normalised(name)
    exact = [each for each in area.actors.values() if key in map(normalised, (each.name, *each.aliases))]
    yield from exact
    for actor in area.actors.values():
        roles = (role.role for role in area.roles if role.actor == actor.id)
        if actor not in exact and key in map(normalised, (*actor.generic, *actor.adjectives, *roles)):
            yield actor


def _all_names(area: Area) -> dict[str, str]:
    """The name to offer, by itself; its normalised form is what is compared."""
    named = {place.name: normalised(place.name) for place in area.places.values()}
    return named | {
        name: normalised(name) for actor in area.actors.values() for name in (actor.name, *actor.aliases)
    }


def facts_of_place(area: Area, place: Place) -> Facts:
    """All that the area's tables say of ``place``, each thing with its source where the table has one."""
    return _said(
        id=place.id,
        name=place.name,
        name_ar=place.name_ar,
        spellings=list(place.spellings),
        kind=place.kind.value,
        lat=place.lat,
        lon=place.lon,
        admin1=place.admin1,
        admin2=place.admin2,
        admin3=place.admin3,
        country=place.country,
        pcode=place.pcode,
        within=_named(area, place.within),
        parts=[_named(area, each.id) for each in area.places.values() if each.within == place.id],
        source=place.source,
        roads=[_road(area, place, link) for link in area.links_of.get(place.id, ())],
        baseline=[
            _said(
                holder=_named(area, each.holder) or "contested",
                as_of=each.as_of.isoformat(),
                source=each.source,
                note=each.note,
            )
            for each in area.baseline
            if each.place == place.id
        ],
        lifelines=[
            _said(kind=each.kind, actor=_named(area, each.actor), **_days(each.days), source=each.source)
            for each in area.lifelines
            if each.place == place.id
        ],
    )


def facts_of_actor(area: Area, actor: Actor) -> Facts:
    """All that the area's tables say of ``actor``: names, what it is a part of, roles and relations by date."""
    related = [each for each in area.relations if actor.id in {each.a, each.b}]
    return _said(
        id=actor.id,
        name=actor.name,
        kind=actor.kind.value,
        aliases=list(actor.aliases),
        generic=list(actor.generic),
        adjectives=list(actor.adjectives),
        parent=_named(area, actor.parent),
        parts=[_named(area, each.id) for each in area.actors.values() if each.parent == actor.id],
        country=actor.country,
        colour=actor.colour,
        source=actor.source,
        roles=[
            _said(role=each.role, **_days(each.days), source=each.source)
            for each in sorted(area.roles, key=lambda each: _first(each.days))
            if each.actor == actor.id
        ],
        relations=[_relation(area, actor, each) for each in sorted(related, key=lambda each: _first(each.days))],
        baseline_places=sum(each.holder == actor.id for each in area.baseline),
        lifelines=[
            _said(kind=each.kind, place=_named(area, each.place), **_days(each.days), source=each.source)
            for each in area.lifelines
            if each.actor == actor.id
        ],
    )


def _road(area: Area, place: Place, link: Link) -> Facts:
    other = link.b if link.a == place.id else link.a
    return _said(
        to=_named(area, other), km=link.km, road=link.road, road_class=link.road_class, bridge=link.bridge
    )


def _relation(area: Area, actor: Actor, relation: Relation) -> Facts:
    """The relation as seen from ``actor``: "backs", or "is backed by"."""
    outward = relation.a == actor.id
    words = relation.kind.value if outward else INWARD.get(relation.kind.value, relation.kind.value)
    other = _named(area, relation.b if outward else relation.a)
    return _said(kind=words, other=other, **_days(relation.days), note=relation.note, source=relation.source)


INWARD = {"backs": "backed_by", "part_of": "includes"}  # the others hold both ways


def _named(area: Area, identity: str | None) -> str | None:
    """ "Al-Bab (plc_al_bab)"; the id alone where no table explains it."""
    thing = area.places.get(identity or "") or area.actors.get(identity or "")
    return f"{thing.name} ({identity})" if thing else identity


def _days(days: Days) -> dict[str, str | None]:
    """The half-open interval, as the tables write it."""
    return {
        "from": days.start.isoformat() if days.start else None,
        "to": days.end.isoformat() if days.end else None,
    }


def _first(days: Days) -> str:
    return days.start.isoformat() if days.start else ""


def _said(**facts: Any) -> Facts:  # noqa: ANN401
    return {name: value for name, value in facts.items() if value not in (None, "", [], 0)}
