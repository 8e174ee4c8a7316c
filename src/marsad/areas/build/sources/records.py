"""One row of a table with known columns becomes an entry; what it lacks or garbles makes it a refusal."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from marsad.areas.build.countries import country_code
from marsad.areas.build.entries import Entry, Refusal
from marsad.areas.build.sources.columns import LEVELS, Columns, cell
from marsad.areas.build.sources.degrees import degrees, point
from marsad.areas.names import normalised
from marsad.model.terms import PlaceKind

CITY_PEOPLE, TOWN_PEOPLE = 50_000, 5_000  # from how many people a settlement is a city, a town
MOST_DIGITS = 11  # of a number of people
LEVEL_KINDS = {0: PlaceKind.COUNTRY, 1: PlaceKind.PROVINCE, 2: PlaceKind.DISTRICT, 3: PlaceKind.SUBDISTRICT}
_MOJIBAKE = re.compile("(?:[ØÙÃÐÑ][\u0080-\u00ff\u0152-\u2122]){2}")  # UTF-8 once read as Latin-1 or Windows-1252
_LIST = re.compile(r"[;|\n]")


@lru_cache(maxsize=1)
def kind_words() -> Mapping[str, PlaceKind]:
    """What tables call the kinds of places (``kind_words.csv``) -> our kind."""
    with (Path(__file__).parent / "kind_words.csv").open(encoding="utf-8", newline="") as table:
        return {
            normalised(word): PlaceKind(row["kind"])
            for row in csv.DictReader(table)
            for word in (row["kind"], *row["words"].split(";"))
        }


def settlement_kind(population: int | None, least: PlaceKind = PlaceKind.VILLAGE) -> PlaceKind:
    """City, town or village by how many people live there; ``least`` where that is not known or says less."""
    sizes = (PlaceKind.VILLAGE, PlaceKind.TOWN, PlaceKind.CITY)
    people = population or 0
    by_people = PlaceKind.CITY if people >= CITY_PEOPLE else PlaceKind.TOWN if people >= TOWN_PEOPLE else sizes[0]
    return max(by_people, least, key=sizes.index)


def entry_of(
    record: Mapping[str, str],
    columns: Columns,
    *,
    source: str,
    row: str,
    at: tuple[float, float] | None = None,
    level: int | None = None,
) -> Entry | Refusal:
    """The entry that ``record`` makes, or why it makes none.

    ``at`` is the lat, lon of its shape where it has one; ``level`` says that it is an administrative unit (4: a
    part of a settlement). Ids come from the p-code, else from the id column, else from name and place.
    """
    try:
        return _entry(record, columns, source=source, row=row, at=at, level=level)
    except ValueError as error:
        return Refusal(source, row, str(error))


def _entry(
    record: Mapping[str, str],
    columns: Columns,
    *,
    source: str,
    row: str,
    at: tuple[float, float] | None,
    level: int | None,
) -> Entry:
    own = {field: cell(record, columns, field) for field in columns}
    unit = f"admin{level}" if level in LEVELS else ""
    name_ar = own.get("name_ar") or own.get(f"{unit}_ar", "")
    name = own.get("name") or own.get(unit, "") or name_ar
    if not name:
        raise ValueError("has no name")
    if _MOJIBAKE.search(name + name_ar):
        raise ValueError(f"{name!r} is text that was read in a wrong encoding; export it again as UTF-8")
    lat, lon = at or _coordinate(own)
    people = _people(own.get("population", ""))
    pcode = own.get("pcode") or own.get(f"{unit}_pcode", "")
    above = [each for each in LEVELS if level is None or each < level]
    return Entry(
        source=source,
        ref=pcode or own.get("id") or f"{name}@{lat:.3f},{lon:.3f}",
        name=name,
        kind=_kind(own.get("kind", ""), people, level),
        lat=lat,
        lon=lon,
        name_ar=name_ar or None,
        names=tuple(part.strip() for part in _LIST.split(own.get("names", "")) if part.strip()),
        country=country_code(own.get("country", "")) or country_code(pcode[:2]),
        admin1=own.get("admin1") or (name if level == 1 else None),
        admin2=(own.get("admin2") or (name if level == 2 else None)) if level not in {0, 1} else None,
        admin3=(own.get("admin3") or (name if level == 3 else None)) if level not in {0, 1, 2} else None,
        pcode=pcode or None,
        population=people,
        row=row,
        unit=next((own[f"admin{each}_pcode"] for each in above if own.get(f"admin{each}_pcode")), None),
        part_of=own.get("part_of") or None,
    )


def _coordinate(own: Mapping[str, str]) -> tuple[float, float]:
    if own.get("lat") and own.get("lon"):
        return degrees(own["lat"]), degrees(own["lon"])
    if own.get("point"):
        return point(own["point"])
    raise ValueError("has no coordinate")


def _people(text: str) -> int | None:
    digits = re.sub(r"[\s,'’ ]|\.0+$", "", text)
    return int(digits) if digits.isdecimal() and len(digits) <= MOST_DIGITS else None


def _kind(word: str, people: int | None, level: int | None) -> PlaceKind:
    if level is not None:
        return LEVEL_KINDS.get(level, PlaceKind.NEIGHBOURHOOD)
    if not word:
        return settlement_kind(people)
    kind = kind_words().get(normalised(word))
    if kind is None:
        raise ValueError(f"its kind {word!r} is none that we know; write village, town, airbase ...")
    return settlement_kind(people) if kind is PlaceKind.VILLAGE else kind
