"""What kind of place the words say, and which places of a name are of it."""

from __future__ import annotations

from collections.abc import Sequence

from marsad.areas import Area
from marsad.areas.index import Candidate, Likeness, candidate
from marsad.areas.tables import great_circle_km
from marsad.claims.drafts import PlaceMention
from marsad.grounding.surroundings import Surroundings
from marsad.grounding.tables import by_name
from marsad.model import Place, PlaceKind, PlacePrecision

SETTLEMENTS = frozenset(
    {PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE, PlaceKind.NEIGHBOURHOOD, PlaceKind.CAMP}
)
QUARTERS = frozenset({PlaceKind.DISTRICT, PlaceKind.NEIGHBOURHOOD})
CITY_KM = 40.0  # from the middle of a city to what is called one of its districts, at most
REGION_KM = 60.0  # from the middle of a region to a place that lies in it, at most
SEAT_KM = 300.0  # from the middle of a province to the town that it is called after, at most
TOWN_PEOPLE = 20_000  # of a town that provinces are called after
AIRFIELDS = frozenset({PlaceKind.AIRBASE, PlaceKind.AIRPORT, PlaceKind.MILITARY_BASE})
CALLED_AFTER_TOWNS = frozenset({PlaceKind.PROVINCE, PlaceKind.DISTRICT, PlaceKind.SUBDISTRICT})
ADMIN = {
    PlaceKind.PROVINCE: PlacePrecision.ADMIN1,
    PlaceKind.DISTRICT: PlacePrecision.ADMIN2,
    PlaceKind.SUBDISTRICT: PlacePrecision.ADMIN2,
    PlaceKind.COUNTRY: PlacePrecision.COUNTRY,
    PlaceKind.REGION: PlacePrecision.AREA,
}
SUFFIXES = {PlaceKind(kind): nouns for kind, nouns in by_name("suffixes").items()}


def as_said(named: Sequence[Candidate], mention: PlaceMention, around: Surroundings) -> list[Candidate]:
    """Those of ``named`` that are of the kind that the words say, and those that have the kind in their name."""
    if mention.kind is None:
        return _towns_first(named)
    fitting = [each for each in named if fits(each.place.kind, mention.kind)]
    if named or not mention.candidates:
        names = dict.fromkeys((mention.name, *(each.place.name for each in named if _of(each, mention))))
        known = {each.place.id for each in fitting}
        for called in (f"{name} {suffix}" for name in names for suffix in SUFFIXES.get(mention.kind, ())):
            for index in (around.index, around.wider):
                found = index.named(called) if index is not None else ()
                new = [
                    each for each in found if fits(each.place.kind, mention.kind) and each.place.id not in known
                ]
                fitting += new
                known |= {each.place.id for each in new}
    if fitting:
        return fitting
    around_it = mention.kind in SETTLEMENTS | {PlaceKind.REGION}  # "Palmyra countryside" is around Palmyra
    return [each for each in named if each.place.kind in SETTLEMENTS] if around_it else []


def _towns_first(named: Sequence[Candidate]) -> list[Candidate]:
    """Without the provinces and districts that are called after a town in them: the bare name is the town's."""
    if len(named) < 2:
        return list(named)
    towns = [each for each in named if each.place.kind in SETTLEMENTS and each.people >= TOWN_PEOPLE]
    return [each for each in named if not any(is_called_after(each.place, town.place) for town in towns)]


def is_called_after(unit: Place, town: Place) -> bool:
    """Whether a unit of the name of ``town`` is called after it."""
    return unit.kind in CALLED_AFTER_TOWNS and unit.country == town.country and _apart(unit, town) <= SEAT_KM


def _of(one: Candidate, mention: PlaceMention) -> bool:
    return one.place.id in mention.candidates


def fits(kind: PlaceKind, said: PlaceKind | None) -> bool:
    """Whether a place of a ``kind`` can be called what is ``said``."""
    if said is None:
        return True
    if said is PlaceKind.DISTRICT:  # of a province, or of a city
        return kind in QUARTERS
    for alike in (SETTLEMENTS, AIRFIELDS):
        if said in alike:
            return kind in alike
    return kind is said


def inside(named: Sequence[Candidate], mention: PlaceMention, area: Area) -> list[Candidate]:
    """Those of ``named`` that lie in what the words put them in, if any do.

    A quarter of a city is none of another: "the X district of Y" that Y is not known to have stays as named.
    """
    holding = [area.places[each] for each in mention.inside if each in area.places]
    if not holding:
        return list(named)
    inner = [one for one in named if any(_lies_in(one.place, each) for each in holding)]
    cities = [each for each in holding if each.kind is PlaceKind.CITY]
    quarter = mention.kind in QUARTERS or (bool(named) and all(each.place.kind in QUARTERS for each in named))
    if inner or not (quarter and cities):
        return inner or list(named)
    near = [one for one in named if any(_apart(one.place, each) <= CITY_KM for each in cities)]
    called = (place for each in cities for place in area.places_named(f"{mention.name} ({each.name})"))
    return near or [candidate(place, Likeness.NAME) for place in called]


def _apart(place: Place, other: Place) -> float:
    """Kilometres between two places."""
    return great_circle_km(place.lat, place.lon, other.lat, other.lon)


def _lies_in(place: Place, holding: Place) -> bool:
    if place.id == holding.id:
        return False
    if holding.kind is PlaceKind.COUNTRY:
        return place.country == holding.country
    if holding.kind is PlaceKind.PROVINCE:
        return place.admin1 == holding.admin1 and place.country == holding.country
    if holding.kind in {PlaceKind.DISTRICT, PlaceKind.SUBDISTRICT}:
        return holding.admin2 in {place.admin2, place.admin3}
    if holding.kind is PlaceKind.REGION:
        return _apart(place, holding) <= REGION_KM
    return place.within == holding.id
