"""Places that no table knows but that the report describes: "Uwayshiyah hill, southeast of al-Bab".

The words beside the name put it at a distance and in a direction from a place that is known, in a city, a district
or a province. What comes of it is a region: its middle and how far from there the place may lie. It never becomes
the known place itself, and an issue asks the desk to add it to the area's table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import cos, radians, sin
from typing import Any

import yaml

from marsad.areas import Area
from marsad.areas.area import ADMIN_KINDS
from marsad.areas.tables import SafeLoader
from marsad.model import Place, PlaceKind, PlacePrecision

KM_PER_DEGREE = 111.2
KM_PER_MILE = 1.609
BEHIND = 90  # characters behind a name in which words may say where it is
AHEAD = 70  # characters before a name in which words may say how far from it something is
TOWARDS_KM = 8.0  # how far "southeast of X" is taken to be, beyond the edge of X
SHORTEST = 3  # letters of a name: no article alone
NEAR_KM = 10.0  # how far "near X" reaches
COUNTRYSIDE_KM = 30.0  # from a town to what is called its countryside
OTHER_REACH_KM = 3.0  # of a place whose kind has no row in the table
NEAR_REACH_KM = 20.0  # beyond which a place is not near another
SHARE_OF_WAY = 0.4  # of a distance that is told with a direction: so far off may the place lie
# A name, where it ends, and the kind that the words say -> the place that the report means by it.
Locate = Callable[[str, int, PlaceKind | None], Place | None]


@dataclass(frozen=True, slots=True)
class Region:
    """Where a described place lies: within ``reach_km`` of a point, in the report's words."""

    lat: float
    lon: float
    reach_km: float
    words: str
    of: Place | None = None  # what the words put it at or in; None of a line

    @property
    def precision(self) -> PlacePrecision:
        """No finer than what the words put it in."""
        if self.of is None:
            return near_or_area(self.reach_km)
        if self.of.kind is PlaceKind.COUNTRY:
            return PlacePrecision.COUNTRY
        wide = self.of.kind is PlaceKind.PROVINCE and self.reach_km >= reach_km(self.of)
        return PlacePrecision.ADMIN1 if wide else near_or_area(self.reach_km)


def near_or_area(km: float | None) -> PlacePrecision:
    """How closely known is what lies so far from a point; None where the words do not say how far."""
    return PlacePrecision.NEAR if km is None or km <= NEAR_REACH_KM else PlacePrecision.AREA


def described(text: str, end: int, locate: Locate) -> Region | None:
    """Where the words behind the offset ``end`` put the name that ends there; None where they do not."""
    behind = text[end : end + BEHIND].split("\n", maxsplit=1)[0]
    for rule, pattern in _rules() if _any_rule().match(behind) else ():
        found = pattern.match(behind)
        place, last = _named(found, behind, end, locate) if found else (None, 0)
        if found is None or place is None:
            continue
        if rule == "of" and place.kind not in ADMIN_KINDS:
            continue  # "Bulengo, Lushagala, ...": a list
        return _region(rule, found, place, behind[:last].strip(" ,\"”’'"))
    return None


def _named(found: re.Match[str], behind: str, end: int, locate: Locate) -> tuple[Place | None, int]:
    """The place of the longest name that begins there, and where the words for it end."""
    start = found.start("name")
    words = re.findall(r"[\w’'.]+[ -]?", found.group("name"))
    for count in range(len(words), 0, -1):
        name = "".join(words[:count]).rstrip(" -.").removesuffix("'s").removesuffix("’s")
        if len(name) < SHORTEST or not any(each[:1].isupper() for each in words[:count]):
            break
        last = start + len(name)
        unit = _unit().match(behind, last)
        kind = PlaceKind(_table()["units"][unit.group(1)]) if unit else None
        place = locate(name, end + last, kind)
        if place is not None:
            return place, unit.end() if unit else last
    return None, 0


def _region(rule: str, found: re.Match[str], place: Place, words: str) -> Region:
    parts = found.groupdict()
    km, extent = _km(parts), reach_km(place)
    if rule == "bearing":
        far = TOWARDS_KM + extent if km is None else km
        lat, lon = moved(place.lat, place.lon, bearing(parts["way"]), far)
        return Region(lat, lon, round(far if km is None else max(2.0, far * SHARE_OF_WAY), 1), words, place)
    reach = {
        "distance": (km or NEAR_KM) + 2.0,
        "near": NEAR_KM + extent,
        "countryside": max(extent, COUNTRYSIDE_KM),
    }.get(rule, extent)
    return Region(place.lat, place.lon, round(reach, 1), words, place)


def reach_km(place: Place) -> float:
    """How far from its point what lies in ``place`` may lie, in kilometres."""
    return float(_table()["reach_km"].get(place.kind.value, OTHER_REACH_KM))


def bearing(way: str) -> float:
    """The degrees from north, clockwise, of "south-east"."""
    return float(_table()["bearings"][way.lower().replace("-", "").replace(" ", "")])


def _km(parts: Mapping[str, str | None]) -> float | None:
    count, unit = parts.get("count"), parts.get("unit") or ""
    if not count:
        return None
    some = _table()["some"]
    number = float(some[count]) if count in some else float(count.replace(",", "."))
    return number * (KM_PER_MILE if unit.startswith("mi") else 1.0)


def moved(lat: float, lon: float, bearing: float, km: float) -> tuple[float, float]:
    """The point ``km`` kilometres from another towards ``bearing`` (degrees from north, clockwise)."""
    north, east = km * cos(radians(bearing)), km * sin(radians(bearing))
    return round(lat + north / KM_PER_DEGREE, 4), round(
        lon + east / (KM_PER_DEGREE * max(0.1, cos(radians(lat)))), 4
    )


def said_apart_km(text: str, start: int) -> float | None:
    """The kilometres of "25 km south of X", where X begins at the offset ``start``; None where none are said."""
    return said_apart(text, start)[1]


def said_apart(text: str, start: int) -> tuple[str, float | None]:
    """The "25 km south of the " before the offset ``start``, and its kilometres; empty and None without them."""
    found = _before().search(text[max(0, start - AHEAD) : start])
    return (found.group(), _km(found.groupdict())) if found else ("", None)


def inside_of(area: Area, ids: tuple[str, ...]) -> Region | None:
    """The region of a place that the words put inside another: "the Shahba neighbourhood of Aleppo"."""
    place = next((area.places[each] for each in ids if each in area.places), None)
    if place is None:
        return None
    return Region(place.lat, place.lon, reach_km(place), f"in {place.name}", place)


def without_kind(name: str) -> str:
    """The "Gondar" of "Gondar airport"; the name itself where it has no such noun, or nothing before it."""
    low = name.lower()
    if not low.endswith(_called_after()):
        return name
    noun = next(each for each in _called_after() if low.endswith(each))
    return name[: -len(noun)].strip()


@cache
def _called_after() -> tuple[str, ...]:
    """The nouns that end such a name with the space before each, the longest first."""
    return tuple(f" {noun}" for noun in sorted(_table()["called_after"], key=lambda noun: (-len(noun), noun)))


@cache
def _table() -> Mapping[str, Any]:
    rows = files("marsad.grounding").joinpath("described.yaml").read_bytes()
    table: Mapping[str, Any] = yaml.load(rows, Loader=SafeLoader)  # noqa: S506  the safe loader, in C
    return table


def _filled(pattern: str) -> re.Pattern[str]:
    """The pattern with its parts in their places."""
    for _ in range(3):  # a part may hold another
        for name, part in _table()["parts"].items():
            pattern = pattern.replace(f"%{name}%", part)
        pattern = pattern.replace("%some%", "|".join(_table()["some"]))
    return re.compile(pattern)


@cache
def _rules() -> Sequence[tuple[str, re.Pattern[str]]]:
    return tuple((row["rule"], _filled(row["pattern"])) for row in _table()["rules"])


@cache
def _any_rule() -> re.Pattern[str]:
    """What all rules together fit: most names are followed by nothing of the kind, which one look tells."""
    return re.compile("|".join(re.sub(r"\?P<\w+>", "?:", pattern.pattern) for _, pattern in _rules()))


@cache
def openers() -> frozenset[str]:
    """Words that open names of places and are none alone: the "Tal" of "Tal Afar", which is not in Afar."""
    return frozenset(_table()["openers"])


@cache
def rivers() -> frozenset[str]:
    """Names of rivers that are names of countries too."""
    return frozenset(_table()["rivers"])


@cache
def _unit() -> re.Pattern[str]:
    """The "province" behind a name."""
    return re.compile(rf" ({'|'.join(_table()['units'])})\b")


@cache
def _before() -> re.Pattern[str]:
    return _filled(_table()["before"])
