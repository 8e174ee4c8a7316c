"""Reading an area's folder of plain tables, with errors that name table, line and column.

The folder holds ``area.toml``, ``places.csv``, ``links.csv``, ``actors.yaml``, ``relations.csv``, ``roles.csv``,
``baseline.csv`` and ``lifelines.csv``; ``docs/how-to`` says what each column means.
It may hold ``outlets.csv`` and a gazetteer too.
"""

from __future__ import annotations

import csv
import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from marsad.areas import gazetteer
from marsad.areas.gazetteer import Gazetteer
from marsad.errors import AreaError
from marsad.model.geography import Actor, BaselineHolding, Lifeline, Link, Outlet, Place, Relation, Role
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
OUTLETS = "outlets.csv"  # an area may do without it
SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same rules, in C where it is there
EARTH_DIAMETER_KM = 12_742.0
T = TypeVar("T")
Named = TypeVar("Named", Place, Actor)
ACTOR_COLUMNS = frozenset(each.name for each in fields(Actor))
COLOUR = re.compile(r"#[0-9a-f]{6}")


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
    outlets: tuple[Outlet, ...] = ()
    gazetteer: Gazetteer | None = None


def great_circle_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The great-circle distance between two points in kilometres (haversine, mean earth radius)."""
    lat_1, lon_1, lat_2, lon_2 = map(radians, (lat, lon, other_lat, other_lon))
    h = sin((lat_2 - lat_1) / 2) ** 2 + cos(lat_1) * cos(lat_2) * sin((lon_2 - lon_1) / 2) ** 2
    return EARTH_DIAMETER_KM * asin(sqrt(h))


def read_tables(folder: Path) -> AreaTables:
    """Every table of the area in ``folder``. Raises AreaError at the first row that breaks the rules."""
    lacking = [name for name in TABLES if not (folder / name).is_file()]
    if lacking:
        raise AreaError(f"the area lacks its table {', '.join(lacking)}; see docs/areas.md")
    places = read_places(folder)
    where = {place.id: place for place in places}
    return AreaTables(
        head=read_head(folder / "area.toml"),
        hash=_hash(folder),
        places=places,
        links=tuple(_rows(folder / "links.csv", lambda row: _link(row, where))),
        actors=tuple(_once("actors.yaml", _actors(folder / "actors.yaml"))),
        relations=tuple(_rows(folder / "relations.csv", _relation)),
        roles=tuple(_rows(folder / "roles.csv", _role)),
        baseline=tuple(_rows(folder / "baseline.csv", _baseline)),
        lifelines=tuple(_rows(folder / "lifelines.csv", _lifeline)),
        outlets=tuple(_rows(folder / OUTLETS, _outlet)) if (folder / OUTLETS).is_file() else (),
        gazetteer=Gazetteer(folder) if (folder / gazetteer.CITIES).is_file() else None,
    )


def read_places(folder: Path) -> tuple[Place, ...]:
    """The places of the area in ``folder``, in order. Raises AreaError at the first row that breaks the rules."""
    return tuple(_once("places.csv", _rows(folder / "places.csv", _place)))


def _hash(folder: Path) -> str:
    digest = hashlib.sha256()
    further = (OUTLETS, gazetteer.CITIES, gazetteer.NAMES, gazetteer.SOUNDS)
    for name in (*TABLES, *(each for each in further if (folder / each).is_file())):
        digest.update(name.encode() + b"\0" + (folder / name).read_bytes() + b"\0")
    return digest.hexdigest()


def read_head(path: Path) -> AreaHead:
    """What the area is, from its ``area.toml``. Raises AreaError where that breaks the rules."""
    try:
        return AreaHead.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise AreaError(f"{path.name}: {error}") from error


def _rows(path: Path, make: Callable[[Mapping[str, str]], T]) -> Iterator[T]:
    with path.open(encoding="utf-8-sig", newline="") as table:
        reader = csv.DictReader(table, restkey="too many columns", restval=None)
        try:
            for row in reader:
                if None in row.values() or "too many columns" in row:
                    raise ValueError("not as many columns as the header names")
                yield make(row)
        except UnicodeDecodeError as error:
            raise AreaError(f"{path.name} near line {reader.line_num + 1}: not UTF-8 text") from error
        except KeyError as error:
            raise AreaError(f"{path.name} line {reader.line_num}: no column or no place {error}") from error
        except (ValueError, csv.Error) as error:
            raise AreaError(f"{path.name} line {reader.line_num}: {error}") from error


def _once(table: str, things: Iterable[Named]) -> Iterator[Named]:
    """The same things; AreaError where two have one id."""
    seen: set[str] = set()
    for thing in things:
        if thing.id in seen:
            raise AreaError(f"{table}: column id: {thing.id} is there twice")
        seen.add(thing.id)
        yield thing


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
    try:
        rows = yaml.load(path.read_bytes(), Loader=SafeLoader)  # noqa: S506
    except yaml.YAMLError as error:
        raise AreaError(f"{path.name}: {error}") from error
    if not isinstance(rows, list):
        raise AreaError(f"{path.name}: not a list of actors, each beginning with '- id: act_'")
    for number, row in enumerate(rows, start=1):
        try:
            yield _actor(row)
        except KeyError as error:
            raise AreaError(f"{path.name} actor {number}: no column {error}") from error
        except ValueError as error:
            raise AreaError(f"{path.name} actor {number}: {error}") from error


def _actor(row: object) -> Actor:
    if not isinstance(row, dict):
        raise ValueError("not a set of columns")
    if unknown := sorted(set(map(str, row)) - ACTOR_COLUMNS):
        raise ValueError(f"no column is called {', '.join(unknown)}; there are {', '.join(sorted(ACTOR_COLUMNS))}")
    if (colour := row.get("colour")) is not None and not COLOUR.fullmatch(str(colour)):
        raise ValueError(f"column colour: {colour!r} is not a colour such as '#b8292f'")
    return Actor(
        id=_id(row, "id", "act_"),
        name=row["name"],
        kind=_term(row, "kind", ActorKind),
        aliases=_names(row, "aliases"),
        generic=_names(row, "generic"),
        adjectives=_names(row, "adjectives"),
        parent=row.get("parent"),
        country=row.get("country"),
        colour=colour,
        source=row.get("source", ""),
    )


def _names(row: Mapping[str, Any], column: str) -> tuple[str, ...]:
    names = row.get(column, [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f"column {column}: {names!r} is not a list of names (quote words such as 'No')")
    return tuple(names)


def _relation(row: Mapping[str, str]) -> Relation:
    return Relation(
        row["a"], row["b"], _term(row, "kind", RelationKind), _days(row), row.get("note") or "", row["source"]
    )


def _role(row: Mapping[str, str]) -> Role:
    return Role(row["actor"], row["role"], _days(row), row["source"])


def _outlet(row: Mapping[str, str]) -> Outlet:
    if not row["name"] or not row["allegiance"]:
        raise ValueError("columns name, allegiance: an outlet needs both; leave out one of no side")
    return Outlet(row["name"], _list(row["aliases"]), row["allegiance"], row["note"], row["source"])


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
    if start and end and end <= start:
        raise ValueError(f"columns from, to: {end} is not after {start}; an interval must end after it starts")
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
