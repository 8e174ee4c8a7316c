"""Places: which place of the area a mention means, never finer than its words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from marsad.areas import Area
from marsad.areas.tables import great_circle_km
from marsad.claims.drafts import Nearness, PlaceMention
from marsad.grounding.spelling import place_spelt_like
from marsad.model import ClaimedPlace, Place, PlaceKind, PlacePrecision

LATELY = 30  # settled places back that help to choose between places of one name
SETTLEMENTS = frozenset(
    {PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE, PlaceKind.NEIGHBOURHOOD, PlaceKind.CAMP}
)
QUARTERS = frozenset({PlaceKind.DISTRICT, PlaceKind.NEIGHBOURHOOD})
CITY_KM = 40.0  # from the middle of a city to what is called one of its districts, at most
REGION_KM = 60.0  # from the middle of a region to a place that lies in it, at most
AIRFIELDS = frozenset({PlaceKind.AIRBASE, PlaceKind.AIRPORT, PlaceKind.MILITARY_BASE})
ADMIN = {
    PlaceKind.PROVINCE: PlacePrecision.ADMIN1,
    PlaceKind.DISTRICT: PlacePrecision.ADMIN2,
    PlaceKind.SUBDISTRICT: PlacePrecision.ADMIN2,
    PlaceKind.COUNTRY: PlacePrecision.COUNTRY,
    PlaceKind.REGION: PlacePrecision.AREA,
}
SUFFIXES = {
    PlaceKind.PROVINCE: ("province", "governorate"),
    PlaceKind.DISTRICT: ("district",),
    PlaceKind.SUBDISTRICT: ("subdistrict",),
    PlaceKind.AIRBASE: ("airbase", "military airport", "air base"),
    PlaceKind.AIRPORT: ("airport", "international airport"),
    PlaceKind.DAM: ("dam",),
    PlaceKind.OILFIELD: ("oilfield", "oil field", "gas field"),
    PlaceKind.REGION: ("countryside", "region"),
    PlaceKind.CROSSING: ("crossing", "border crossing"),
    PlaceKind.BRIDGE: ("bridge",),
}


class Settled:
    """The places that the claims of one report have been put at, in order."""

    def __init__(self, area: Area) -> None:
        """None yet."""
        self._area = area
        self._lately: list[ClaimedPlace] = []
        self._put: dict[tuple[str, tuple[str, ...]], ClaimedPlace] = {}  # what lay where the words put it

    def ground(self, mention: PlaceMention) -> ClaimedPlace:
        """The place of ``mention``; spoken of again, it is the one that lay where the report first put it."""
        key = (mention.name, mention.candidates)
        if mention.by_reference and mention.kind is None and key in self._put:
            return replace(self._put[key], mention=mention.mention.text or self._put[key].name)
        found = ground(mention, self._area, self._lately[-LATELY:])
        if mention.inside and found.id and not mention.by_reference:
            self._put[key] = found
        return found

    def add(self, *found: ClaimedPlace | None) -> None:
        """Note where a claim was put."""
        self._lately += [each for each in found if each is not None and each.id]


def ground(mention: PlaceMention, area: Area, near: Iterable[ClaimedPlace] = ()) -> ClaimedPlace:
    """The place that ``mention`` means. An unknown one keeps its name, with no id and no coordinate.

    Where several places bear the name, the kind that the words say decides, then the nearest to ``near``. A name
    that none bears is that of the one place near there that is spelled alike, if there is one.
    """
    known = _inside(_candidates(mention, area), mention, area)
    near = list(near)
    place = _best(known, near) if known else None
    if place is None and not mention.candidates:
        place = place_spelt_like(mention.name, area, near)
    if place is None:
        precision = PlacePrecision.AREA if mention.nearness is not Nearness.AT else _of_kind(mention.kind)
        return ClaimedPlace(None, mention.name, mention.mention.text, None, None, precision, mention.kind)
    return ClaimedPlace(
        place.id,
        place.name,
        mention.mention.text or place.name,
        place.lat,
        place.lon,
        _precision(mention, place),
        place.kind,
    )


def _candidates(mention: PlaceMention, area: Area) -> list[Place]:
    places = [area.places[each] for each in mention.candidates if each in area.places]
    if mention.kind is None or not places:
        return places
    fitting = [place for place in places if _fits(place.kind, mention.kind)]
    names = dict.fromkeys((mention.name, *(place.name for place in places)))
    for called in [f"{name} {suffix}" for name in names for suffix in SUFFIXES.get(mention.kind, ())]:
        fitting += [each for each in area.places_named(called) if _fits(each.kind, mention.kind)]
    if fitting:
        return fitting
    around = mention.kind in SETTLEMENTS | {PlaceKind.REGION}  # "Palmyra countryside" is around Palmyra
    return places if around and any(p.kind in SETTLEMENTS for p in places) else []


def _inside(places: list[Place], mention: PlaceMention, area: Area) -> list[Place]:
    """Those of ``places`` that lie in what the words put them in, if any do.

    A quarter of a city is none of another: "the X district of Y" that Y is not known to have stays as named.
    """
    holding = [area.places[each] for each in mention.inside if each in area.places]
    inner = [place for place in places if any(_lies_in(place, each) for each in holding)]
    cities = [each for each in holding if each.kind is PlaceKind.CITY]
    quarter = mention.kind in QUARTERS or (places and all(place.kind in QUARTERS for place in places))
    if inner or not (quarter and cities):
        return inner or places
    around = [place for place in places if any(_apart(place, each) <= CITY_KM for each in cities)]
    return around or [place for each in cities for place in area.places_named(f"{mention.name} ({each.name})")]


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


def _fits(kind: PlaceKind, said: PlaceKind) -> bool:
    if said is PlaceKind.DISTRICT:  # of a province, or of a city
        return kind in QUARTERS
    if said in SETTLEMENTS:
        return kind in SETTLEMENTS
    if said in AIRFIELDS:
        return kind in AIRFIELDS
    return kind is said


def _best(places: list[Place], near: Iterable[ClaimedPlace]) -> Place:
    first = min(map(_rank, places))
    alike = [place for place in places if _rank(place) == first]
    around = [(each.lat, each.lon) for each in near if each.lat is not None and each.lon is not None]
    if len(alike) == 1 or not around:
        return min(alike, key=lambda place: place.id)
    return min(
        alike,
        key=lambda place: (
            min(great_circle_km(place.lat, place.lon, lat, lon) for lat, lon in around),
            place.id,
        ),
    )


def _rank(place: Place) -> int:
    """Settlements before sites before administrative units, as people mean a bare name."""
    if place.kind in {PlaceKind.CITY}:
        return 0
    if place.kind in SETTLEMENTS:
        return 1
    return 3 if place.kind in ADMIN else 2


def _precision(mention: PlaceMention, place: Place) -> PlacePrecision:
    if place.kind in ADMIN:
        return ADMIN[place.kind]
    around = mention.kind is PlaceKind.REGION or mention.nearness is not Nearness.AT
    return PlacePrecision.AREA if around else PlacePrecision.PLACE


def _of_kind(kind: PlaceKind | None) -> PlacePrecision:
    return ADMIN.get(kind, PlacePrecision.PLACE) if kind else PlacePrecision.PLACE
