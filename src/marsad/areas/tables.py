"""Reading an area's folder of plain tables, with errors that name table, line and column.

The folder holds ``area.toml``, ``places.csv``, ``links.csv``, ``actors.yaml``, ``relations.csv``, ``roles.csv``,
``baseline.csv`` and ``lifelines.csv``; ``docs/how-to`` says what each column means.
"""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from marsad.errors import AreaError
from marsad.model.geography import Actor, BaselineHolding, Lifeline, Link, Place, Relation, Role
from marsad.model.terms import ActorKind, PlaceKind, RelationKind, TimePrecision
from marsad.model.time import Days

TABLES = (
    "area.toml",
    "places.csv",
    "links.csv",
    "actors.yaml",
    "relations.csv",
    "roles.csv",
    "baseline.csv",
    "lifelines.csv",
)
SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same rules, in C where it is there
EARTH_DIAMETER_KM = 12_742.0
T = TypeVar("T")


class AreaHead(BaseModel):
    """``area.toml``: what the area is. ``view`` and ``bounds`` are south, west, north, east in degrees."""

    name: str
    title: str
    version: str
    countries: list[str]
    view: tuple[float, float, float, float]
    bounds: tuple[float, float, float, float] | None = None
    baseline_date: date


@dataclass(frozen=True)
class AreaTables:
    """The tables of one area, each row checked by itself; references between tables are checked by ``check``."""

    head: AreaHead
    hash: str
    places: tuple[Place, ...]
    links: tuple[Link, ...]
    actors: tuple[Actor, ...]
    relations: tuple[Relation, ...]
    roles: tuple[Role, ...]
    baseline: tuple[BaselineHolding, ...]
    lifelines: tuple[Lifeline, ...]


def great_circle_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The great-circle distance between two points in kilometres (haversine, mean earth radius)."""
    lat_1, lon_1, lat_2, lon_2 = map(radians, (lat, lon, other_lat, other_lon))
    h = sin((lat_2 - lat_1) / 2) ** 2 + cos(lat_1) * cos(lat_2) * sin((lon_2 - lon_1) / 2) ** 2
    return EARTH_DIAMETER_KM * asin(sqrt(h))


def read_tables(folder: Path) -> AreaTables:
    """Every table of the area in ``folder``. Raises AreaError at the first row that breaks the rules."""
    places = tuple(_rows(folder / "places.csv", _place))
    where = {place.id: place for place in places}
    return AreaTables(
        head=_head(folder / "area.toml"),
        hash=_hash(folder),
        places=places,
        links=tuple(_rows(folder / "links.csv", lambda row: _link(row, where))),
        actors=tuple(_actors(folder / "actors.yaml")),
        relations=tuple(_rows(folder / "relations.csv", _relation)),
        roles=tuple(_rows(folder / "roles.csv", _role)),
        baseline=tuple(_rows(folder / "baseline.csv", _baseline)),
        lifelines=tuple(_rows(folder / "lifelines.csv", _lifeline)),
    )


def _hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in TABLES:
        digest.update(name.encode() + b"\0" + (folder / name).read_bytes() + b"\0")
    return digest.hexdigest()


def _head(path: Path) -> AreaHead:
    try:
        return AreaHead.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise AreaError(f"{path.name}: {error}") from error


def _rows(path: Path, make: Callable[[Mapping[str, str]], T]) -> Iterator[T]:
    if not path.is_file():
        raise AreaError(f"the area lacks its table {path.name}")
    with path.open(encoding="utf-8", newline="") as table:
        reader = csv.DictReader(table, restkey="too many columns", restval=None)
        for row in reader:
            if None in row.values() or "too many columns" in row:
                raise AreaError(f"{path.name} line {reader.line_num}: not as many columns as the header names")
            try:
                yield make(row)
            except KeyError as error:
                raise AreaError(f"{path.name} line {reader.line_num}: no column or no place {error}") from error
            except ValueError as error:
                raise AreaError(f"{path.name} line {reader.line_num}: {error}") from error


def _place(row: Mapping[str, str]) -> Place:
    lat, lon = _number(row, "lat"), _number(row, "lon")
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(f"columns lat, lon: {lat}, {lon} is not on earth")
    return Place(
        id=_id(row, "id", "plc_"),
        name=row["name"],
        kind=_term(row, "kind", PlaceKind),
        lat=lat,
        lon=lon,
        name_ar=row["name_ar"] or None,
        spellings=_list(row["spellings"]),
        admin1=row["admin1"] or None,
        admin2=row["admin2"] or None,
        admin3=row["admin3"] or None,
        country=row["country"],
        pcode=row["pcode"] or None,
        within=row["within"] or None,
        source=row["source"],
    )


def _link(row: Mapping[str, str], where: Mapping[str, Place]) -> Link:
    a, b = where[row["a"]], where[row["b"]]
    return Link(
        a=a.id,
        b=b.id,
        km=_number(row, "km") if row["km"] else round(great_circle_km(a.lat, a.lon, b.lat, b.lon), 1),
        road=row["road"] or None,
        road_class=row["road_class"],
        bridge=row["bridge"] or None,
    )


def _actors(path: Path) -> Iterator[Actor]:
    rows: list[dict[str, Any]] = yaml.load(path.read_bytes(), Loader=SafeLoader)  # noqa: S506
    for number, row in enumerate(rows, start=1):
        try:
            yield Actor(
                id=_id(row, "id", "act_"),
                name=row["name"],
                kind=_term(row, "kind", ActorKind),
                aliases=tuple(row.get("aliases", ())),
                generic=tuple(row.get("generic", ())),
                adjectives=tuple(row.get("adjectives", ())),
                parent=row.get("parent"),
                country=row.get("country"),
                colour=row.get("colour"),
                source=row.get("source", ""),
            )
        except (KeyError, ValueError) as error:
            raise AreaError(f"{path.name} actor {number}: {error}") from error


def _relation(row: Mapping[str, str]) -> Relation:
    return Relation(
        row["a"], row["b"], _term(row, "kind", RelationKind), _days(row), row.get("note") or "", row["source"]
    )


def _role(row: Mapping[str, str]) -> Role:
    return Role(row["actor"], row["role"], _days(row), row["source"])


def _baseline(row: Mapping[str, str]) -> BaselineHolding:
    as_of = _day(row, "as_of")
    if as_of is None:
        raise ValueError("column as_of: a baseline needs its day")
    holder = None if row["holder"] == "contested" else row["holder"]
    return BaselineHolding(row["place"], holder, as_of, row["source"], row.get("note") or "")


def _lifeline(row: Mapping[str, str]) -> Lifeline:
    return Lifeline(row["place"], row["actor"], row["kind"], _days(row), row["source"])


def _days(row: Mapping[str, str]) -> Days:
    start, end = _day(row, "from"), _day(row, "to")
    return Days(start, end, TimePrecision.DAY if start or end else TimePrecision.NONE)


def _day(row: Mapping[str, str], column: str) -> date | None:
    try:
        return date.fromisoformat(row[column]) if row[column] else None
    except ValueError as error:
        raise ValueError(f"column {column}: {row[column]!r} is not a date such as 2017-02-06") from error


def _number(row: Mapping[str, str], column: str) -> float:
    try:
        return float(row[column])
    except ValueError as error:
        raise ValueError(f"column {column}: {row[column]!r} is not a number") from error


def _id(row: Mapping[str, Any], column: str, prefix: str) -> str:
    value = str(row[column])
    if not value.startswith(prefix) or not value.replace("_", "").isalnum() or value != value.lower():
        raise ValueError(f"column {column}: {value!r} is not {prefix} and small letters, digits or _")
    return value


Closed = TypeVar("Closed", bound=StrEnum)


def _term(row: Mapping[str, Any], column: str, terms: type[Closed]) -> Closed:
    try:
        return terms(row[column])
    except ValueError as error:
        known = ", ".join(term.value for term in terms)
        raise ValueError(f"column {column}: {row[column]!r} is none of {known}") from error


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())
