"""Putting given names at places as the product does: the names of a text become mentions, which are grounded.

Reading and finding the names is not asked for here, as in the field's own figures for place resolution. What a
demonym names ("Turkish") is its country, as TR-News codes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from marsad.areas import Area
from marsad.areas.area import ADMIN_KINDS
from marsad.areas.tables import great_circle_km
from marsad.claims.drafts import Mention, PlaceMention
from marsad.claims.lang.en.tables import table
from marsad.evaluation.geonames_ids import GeoNamesIds
from marsad.evaluation.resolution import Resolved
from marsad.evaluation.toponyms import ResolvedText, Toponym
from marsad.grounding.places import Settled
from marsad.model import ClaimedPlace, Place, PlaceKind

SAME_UNIT_KM = 20.0  # between the middles that two gazetteers give one province


def resolve_all(texts: Iterable[ResolvedText], area: Area, ids: GeoNamesIds) -> Iterator[Resolved]:
    """Every toponym of ``texts`` with the place that grounding against ``area`` gives it."""
    demonyms = _demonyms(area)
    for text in texts:
        for toponym, found in zip(text.toponyms, resolve(text, area, demonyms), strict=True):
            entry, held = ids.entry(found.id), None
            if toponym.geonames is not None:
                units = [each for each in area.places_named(toponym.name) if _is_unit_there(each, toponym)]
                held = ids.holds(toponym.geonames, area.gazetteer is not None) or bool(units)
                entry = toponym.geonames if entry is None and found.id in {each.id for each in units} else entry
            yield Resolved(toponym, found, entry, held, found.confidence)


def resolve(text: ResolvedText, area: Area, demonyms: Mapping[str, str] | None = None) -> Iterator[ClaimedPlace]:
    """The place of each toponym of ``text`` in order, each by the report as a whole."""
    mentions = [_mention(each, area, demonyms or {}) for each in text.toponyms]
    settled = Settled(area, text.text, mentions)
    for mention in mentions:
        found = settled.ground(mention)
        settled.add(found)
        yield found


def _mention(toponym: Toponym, area: Area, demonyms: Mapping[str, str]) -> PlaceMention:
    name = demonyms.get(toponym.name.casefold(), toponym.name)
    candidates = tuple(each.id for each in area.places_named(name))
    return PlaceMention(Mention(toponym.start, toponym.end, toponym.name), name, candidates)


def _is_unit_there(place: Place, toponym: Toponym) -> bool:
    """Whether a province or the like, of which no id is known, is the entry: by its name and its middle."""
    if (
        place.kind not in ADMIN_KINDS
        or place.kind is PlaceKind.COUNTRY
        or toponym.lat is None
        or toponym.lon is None
    ):
        return False
    return great_circle_km(place.lat, place.lon, toponym.lat, toponym.lon) <= SAME_UNIT_KM


def _demonyms(area: Area) -> dict[str, str]:
    """The country of each demonym, in lower case: "turkish", "turks" as far as the tables have them."""
    countries = {each.country: each.name for each in area.places.values() if each.kind is PlaceKind.COUNTRY}
    told = [(str(code), str(word)) for code, (*_, words) in table("countries").items() for word in words]
    told += [(each.country or "", word) for each in area.actors.values() for word in each.adjectives]
    pairs = ((f"{word}{ending}".casefold(), countries.get(code)) for code, word in told for ending in ("", "s"))
    return {word: country for word, country in pairs if country}
