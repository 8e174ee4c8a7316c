"""A country's dump from GeoNames: ``SY.txt`` or ``SY.zip``, 19 columns between tabs, no header.

What each feature code is to us is a table (``feature_codes.csv``); codes that are not in it (streams, wells,
administrative units of history) are out of scope and passed over. The dump is described in GeoNames' own readme.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from marsad.areas.build.entries import Entry, Refusal
from marsad.areas.build.sources.files import file_bytes, members, text
from marsad.areas.build.sources.records import settlement_kind
from marsad.areas.names import consonant_key
from marsad.errors import AreaError
from marsad.model.terms import PlaceKind

SOURCE = "geonames"
COLUMNS = 19
MOST_DIGITS = 11  # of a number of people
ADMIN = {PlaceKind.PROVINCE: 1, PlaceKind.DISTRICT: 2, PlaceKind.SUBDISTRICT: 3}
SIZED = frozenset({PlaceKind.TOWN, PlaceKind.VILLAGE})  # whose kind depends on how many live there
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_OTHER_ARABIC_SCRIPTS = re.compile("[\u067e\u0686\u0698\u06af\u06a9\u06cc\u06d5\u0679\u06d2\u06ce\u06c6\u06b5]")
_CODE = re.compile(r"[A-Z]{2,4}|.*[\d/@_].*|https?:.*")  # airport codes, addresses: no names of places
Row = list[str]


@lru_cache(maxsize=1)
def feature_codes() -> Mapping[str, PlaceKind]:
    """GeoNames' feature code -> our kind."""
    with (Path(__file__).parent / "feature_codes.csv").open(encoding="utf-8", newline="") as table:
        return {row["code"]: PlaceKind(row["kind"]) for row in csv.DictReader(table)}


def entries(path: Path) -> Iterator[Entry | Refusal]:
    """The places of the dump at ``path``. Raises AreaError where the file is no such dump, with the line."""
    name, written = _dump(path)
    lines = written.split("\n")
    rows = [(number, line.rstrip("\r").split("\t")) for number, line in enumerate(lines, start=1) if line.strip()]
    if rows and len(rows[0][1]) != COLUMNS:
        raise AreaError(
            f"{name} line {rows[0][0]}: not a GeoNames dump, which has {COLUMNS} columns between tabs,"
            f" this {len(rows[0][1])}"
        )
    units = _unit_names(row for _, row in rows if len(row) == COLUMNS)
    for number, row in rows:
        where = f"{name} line {number}"
        if len(row) != COLUMNS:
            yield Refusal(SOURCE, where, f"has {len(row)} columns of {COLUMNS}: is the file cut off?")
        elif row[7] in feature_codes():
            yield _entry(row, units, where)


def _dump(path: Path) -> tuple[str, str]:
    if path.suffix.lower() != ".zip":
        return path.name, text(file_bytes(path), path.name)
    inside = {name: content for name, content in members(path, (".txt",)).items() if "readme" not in name.lower()}
    if len(inside) != 1:
        raise AreaError(f"{path.name}: holds {len(inside)} tables where a GeoNames dump is one .txt")
    name, content = inside.popitem()
    return f"{path.name}/{name}", text(content, f"{path.name}/{name}")


def _unit_names(rows: Iterator[Row]) -> dict[tuple[str, ...], str]:
    """(country, admin codes) -> the name of that unit, from the units' own rows."""
    names = {}
    for row in rows:
        level = ADMIN.get(feature_codes().get(row[7], PlaceKind.SITE))
        if level:
            names[(row[8], *row[10 : 10 + level])] = row[2] or row[1]
    return names


def _entry(row: Row, units: Mapping[tuple[str, ...], str], where: str) -> Entry | Refusal:
    ref, name, plain, others, lat, lon, _, code, country = row[:9]
    people = int(row[14]) if row[14].isdecimal() and len(row[14]) <= MOST_DIGITS else 0
    try:
        at = float(lat), float(lon)
    except ValueError:
        return Refusal(SOURCE, where, f"its coordinate {lat!r}, {lon!r} is no number")
    if not ref.isdecimal() or not name:
        return Refusal(SOURCE, where, "has no geonameid or no name")
    kind = feature_codes()[code]
    spellings = tuple(dict.fromkeys(each for each in (name, *others.split(",")) if is_name(each)))
    admin = [units.get((country, *row[10 : 10 + level])) for level in (1, 2, 3)]
    return Entry(
        source=SOURCE,
        ref=ref,
        name=plain.strip() or plain_latin(name),
        kind=settlement_kind(people, kind) if kind in SIZED else kind,
        lat=at[0],
        lon=at[1],
        name_ar=arabic_name(plain or name, spellings),
        names=spellings,
        country=country or None,
        admin1=admin[0],
        admin2=admin[1],
        admin3=admin[2],
        population=people or None,
        row=where,
    )


def is_name(text: str) -> bool:
    """Whether an alternate name of GeoNames is a name at all, and no airport code or address."""
    return bool(text.strip()) and not _CODE.fullmatch(text.strip())


def plain_latin(name: str) -> str:
    """``name`` without accents and the letters for ayn and hamza: Al Bāb -> Al Bab."""
    parts = unicodedata.normalize("NFKD", name)
    return "".join(char for char in parts if not unicodedata.combining(char) and char not in "ʻʼ‘’ʿʾ`").strip()


def arabic_name(name: str, spellings: tuple[str, ...]) -> str | None:
    """The Arabic one among ``spellings``, whose language GeoNames does not tell.

    Names with letters of Persian, Urdu or Kurdish alone are passed over; of several, that whose consonants are
    nearest to those of the Latin ``name`` is taken, then the first in order of letters.
    """
    arabic = [each for each in spellings if _ARABIC.search(each) and not _OTHER_ARABIC_SCRIPTS.search(each)]
    key = consonant_key(name)
    return min(arabic, key=lambda each: (abs(len(consonants_of_arabic(each)) - len(key)), each), default=None)


def consonants_of_arabic(name: str) -> str:
    """The letters of an Arabic ``name`` that are not long vowels, article or ta marbuta."""
    return re.sub(r"\bال|[اأإآىيوةءئؤ\s]", "", name)
