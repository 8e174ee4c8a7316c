"""The places of coded reports: whether each name is put at the place that the coder meant, and never abroad.

Each coded place that has a coordinate is looked for in its report by the coder's names; the mention that the
reader makes of it there is grounded, in the order of the report. A settlement or site is right within 5 km; a
province, region or country where it is called what the coder calls it and lies in the same country, since middles
differ. Roads have no point and are left out. Beside it, the places of the claims that were read, as far as they
are claims that the coder took too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from marsad.areas import Area, bundled_areas, load_area
from marsad.areas.area import ADMIN_KINDS
from marsad.areas.land import NAMELESS, countries_around
from marsad.areas.tables import great_circle_km
from marsad.claims.drafts import Mention, PlaceMention
from marsad.evaluation.analysed import Analysed
from marsad.evaluation.gold import GoldPlace, GoldReport
from marsad.evaluation.matching import bare_name, names_agree
from marsad.evaluation.score import pairs
from marsad.grounding.places import Settled
from marsad.model import Claim, ClaimedPlace

RIGHT_KM = 5.0
BROAD = frozenset({"province", "region", "country", "district"})  # kinds whose middle is no point
LINE = "road"
UNITS = r"province|provinces|governorate|region|oblast|state|district"
FALLBACK = "world"


@dataclass(frozen=True, slots=True)
class GoldPlaceFound:
    """A coded place, what its name in the report was put at, and whether that is right.

    ``held``: the area has the place. ``abroad``: it was put into another country than it lies in.
    """

    report: str
    key: str
    found: ClaimedPlace
    held: bool
    right: bool
    abroad: bool
    km: float | None = None
    confidence: float | None = None


def area_for(report: GoldReport) -> Area:
    """The bundled area whose countries most of the report's coded places lie in; the world where none is."""
    lying = [countries_around(lat, lon) for _, _, lat, lon in _placed(report)]
    areas = [load_area(name) for name in bundled_areas()]
    counts = Counter({area.name: sum(bool(each & set(area.countries)) for each in lying) for area in areas})
    name, most = max(counts.items(), key=lambda each: (each[1], each[0]), default=(FALLBACK, 0))
    return load_area(name if 2 * most >= len(lying) or FALLBACK not in counts else FALLBACK)


def _placed(report: GoldReport) -> Iterator[tuple[str, GoldPlace, float, float]]:
    for key, place in report.places.items():
        if place.lat is not None and place.lon is not None and place.kind != LINE:
            yield key, place, place.lat, place.lon


def gold_places(report: GoldReport, area: Area) -> Iterator[GoldPlaceFound]:
    """Each coded place of ``report`` that has a coordinate and stands in its text, grounded against ``area``."""
    read = list(Analysed(report.text, area).places())
    every = {key: list(_hits(place, report.text)) for key, place, _, _ in _placed(report)}
    first = {
        key: _first(hits, [each for other in every if other != key for each in every[other]])
        for key, hits in every.items()
    }
    found_in = ((where.start, key, _mention(where, read, area)) for key, where in first.items() if where)
    told = sorted(found_in, key=lambda each: each[:2])
    settled = Settled(area, report.text, [*read, *(mention for *_, mention in told)])
    for _, key, mention in told:
        found = settled.ground(mention)
        settled.add(found)
        yield judged(report, key, found, area)


def claimed_places(report: GoldReport, claims: Sequence[Claim], area: Area) -> Iterator[GoldPlaceFound]:
    """The places of those ``claims``, read of ``report``, that the coder took too at a place with a coordinate."""
    sure = {key for key, *_ in _placed(report)}
    for coded, claim in pairs(report, claims, lenient=False):
        if coded.place in sure and claim.place is not None:
            yield judged(report, str(coded.place), claim.place, area)


def claims_abroad(report: GoldReport, claims: Iterable[Claim], area: Area) -> list[Claim]:
    """The ``claims`` that were put into a country in which no coded place of the report lies."""
    lying = frozenset[str]().union(*(countries_around(lat, lon) for _, _, lat, lon in _placed(report)))
    spots = ((claim, spot) for claim in claims for spot in (claim.place, *(claim.route or ())) if spot is not None)
    return [claim for claim, spot in spots if _is_abroad(spot, lying, area)]


def _hits(place: GoldPlace, text: str) -> Iterator[Mention]:
    """Where the report names the place, by the coder's first name for it before the others."""
    behind = "" if place.kind in BROAD else rf"(?!\s+(?:{UNITS})\b)"  # not the Kherson of "Kherson region"
    for name in filter(str.strip, place.names):
        for hit in re.finditer(rf"\b{re.escape(name)}\b{behind}", text, re.IGNORECASE):
            yield Mention(hit.start(), hit.end(), hit.group())


def _first(hits: Iterable[Mention], others: Sequence[Mention]) -> Mention | None:
    """The first of ``hits`` that is no part of another place's name."""

    def is_part(hit: Mention) -> bool:
        inside = (each for each in others if each.start <= hit.start and hit.end <= each.end)
        return any(each.end - each.start > hit.end - hit.start for each in inside)

    return next((hit for hit in hits if not is_part(hit)), None)


def _mention(where: Mention, read: Iterable[PlaceMention], area: Area) -> PlaceMention:
    """The mention that the reader makes there; where it makes none, the bare name."""
    there = [each for each in read if each.mention.start < where.end and where.start < each.mention.end]
    mine = bare_name(where.text)
    alike = [each for each in there if bare_name(each.name) in mine or mine in bare_name(each.name)]
    if alike:
        return max(alike, key=lambda each: len(each.name))
    return PlaceMention(where, where.text, tuple(each.id for each in area.places_named(where.text)))


def judged(report: GoldReport, key: str, found: ClaimedPlace, area: Area) -> GoldPlaceFound:
    """Whether ``found`` is the coded place ``key``, which has a coordinate."""
    place = report.places[key]
    lat, lon = place.lat or 0.0, place.lon or 0.0
    km = None if found.lat is None or found.lon is None else great_circle_km(lat, lon, found.lat, found.lon)
    abroad = _is_abroad(found, countries_around(lat, lon), area)
    at_place = km is not None and (km <= RIGHT_KM or (place.kind in BROAD and _is_unit(found, place)))
    right = found.id is not None and not abroad and at_place
    held = _holds(area, place, lat, lon)
    return GoldPlaceFound(report.id, key, found, held, right, abroad, km, found.confidence)


def _is_unit(found: ClaimedPlace, place: GoldPlace) -> bool:
    """Whether the two are called alike, without the words for what they are: "central province of Homs"."""
    bare = re.compile(rf"\b(?:{UNITS}|central|of|the)\b", re.IGNORECASE)
    return names_agree((bare.sub(" ", found.name),), [bare.sub(" ", name) for name in place.names])


def _is_abroad(found: ClaimedPlace, lying: frozenset[str], area: Area) -> bool:
    known = area.places.get(found.id) if found.id else None
    if known is None or NAMELESS in lying:
        return False
    return known.country not in lying and bool(lying)


def _holds(area: Area, place: GoldPlace, lat: float, lon: float) -> bool:
    """Whether the area has the place: one of its names within 5 km, or an administrative unit of that name."""
    for name in place.names:
        for each in area.places_named(name):
            near = great_circle_km(lat, lon, each.lat, each.lon) <= RIGHT_KM
            unit = each.kind in ADMIN_KINDS and place.kind in BROAD and each.country in countries_around(lat, lon)
            if near or unit:
                return True
    within = (each for each in area.places.values() if abs(each.lat - lat) < 0.05 and abs(each.lon - lon) < 0.06)
    return any(names_agree((each.name, *each.spellings), place.names) for each in within)
