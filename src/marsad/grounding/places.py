"""Places: which place of the area a mention means, never finer than its words."""

from __future__ import annotations

from collections.abc import Iterable

from marsad.areas import Area
from marsad.areas.tables import great_circle_km
from marsad.claims.drafts import Nearness, PlaceMention
from marsad.grounding.spelling import place_spelt_like
from marsad.model import ClaimedPlace, Place, PlaceKind, PlacePrecision

SETTLEMENTS = frozenset(
    {PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE, PlaceKind.NEIGHBOURHOOD, PlaceKind.CAMP}
)
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


def ground(mention: PlaceMention, area: Area, near: Iterable[ClaimedPlace] = ()) -> ClaimedPlace:
    """The place that ``mention`` means. An unknown one keeps its name, with no id and no coordinate.

    Where several places bear the name, the kind that the words say decides, then the nearest to ``near``. A name
    that none bears is that of the one place near there that is spelled alike, if there is one.
    """
    known = _candidates(mention, area)
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
    for suffix in SUFFIXES.get(mention.kind, ()):
        fitting += [
            each for each in area.places_named(f"{mention.name} {suffix}") if _fits(each.kind, mention.kind)
        ]
    if fitting:
        return fitting
    around = mention.kind in SETTLEMENTS | {PlaceKind.REGION}  # "Palmyra countryside" is around Palmyra
    return places if around and any(p.kind in SETTLEMENTS for p in places) else []


def _fits(kind: PlaceKind, said: PlaceKind) -> bool:
    if said in SETTLEMENTS:
        return kind in SETTLEMENTS
    if said in AIRFIELDS:
        return kind in AIRFIELDS
    return kind is said


def _best(places: list[Place], near: Iterable[ClaimedPlace]) -> Place:
    around = [(each.lat, each.lon) for each in near if each.lat is not None and each.lon is not None]
    if len(places) == 1 or not around:
        return min(places, key=lambda place: (_rank(place), place.id))
    return min(
        places,
        key=lambda place: (
            _rank(place),
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
