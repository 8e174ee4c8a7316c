"""Who holds what by the wikitext of a "detailed map" module of Wikipedia, read with the legend of its war.

A mark is a picture at a point: its name says what it means (``map_marks.csv``), its colour whose it is, which
differs from war to war and changes with time (``map_legends.csv``, or a legend of one's own with its columns).
Marks at one point are one place: the dot says who holds it, arcs and circles around it who besieges it, from which
side. The modules are licensed CC BY-SA 4.0: name them as the source of what is taken from them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path

from marsad.areas.build.entries import Refusal
from marsad.areas.build.lua_tables import LuaRow, lua_rows
from marsad.errors import AreaError
from marsad.model.terms import PlaceKind, Sector

SOURCE = "detailed-map"
LARGEST_MB = 16
SAME_POINT_DEG = 0.004  # marks no further apart, about 400 m, are marks of one place
ARCS = {"nn": "N", "ne": "NE", "ee": "E", "se": "SE", "ss": "S", "sw": "SW", "ww": "W", "nw": "NW"}
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_KEY = re.compile(r"\[\[File:([^\[\]|]+)\|[^\[\]]*\]\]\s*([^\[\];<>\n]*(?:\[\[[^\[\]]*\]\][^\[\];<>\n]*)*)")
COLUMNS = ("war", "colour", "actor", "from", "to", "note")


class MarkState(StrEnum):
    """What a mark says of the place at its point."""

    HELD = "held"
    CONTESTED = "contested"
    MIXED = "mixed"  # held by several without fighting
    PRESSED = "pressed"  # from one side
    ENCIRCLED = "encircled"
    PRESENCE = "presence"  # of forces in the countryside; nobody is said to hold it
    SIGN = "sign"  # what the place is, not whose


@dataclass(frozen=True, slots=True)
class Mark:
    """One picture on the map. ``name`` is its label without markup; ``colours`` are words of its file's name."""

    name: str
    lat: float
    lon: float
    size: float
    state: MarkState
    colours: tuple[str, ...]
    kind: PlaceKind | None
    side: Sector | None
    row: str  # "map.lua line 12"


@dataclass(frozen=True, slots=True)
class Besieger:
    """Who besieges a place by the map: from which sides; () from all around."""

    actor: str
    sides: tuple[Sector, ...]


@dataclass(frozen=True, slots=True)
class MapHolding:
    """What the map says of one place. ``holders`` are actor ids; several contest it or hold it."""

    name: str
    lat: float
    lon: float
    holders: tuple[str, ...]
    contested: bool
    kind: PlaceKind | None
    besiegers: tuple[Besieger, ...]
    row: str


Legend = Mapping[str, str]  # the actor's id of each colour


# --- marks -------------------------------------------------------------------------------------------------------


def marks(path: Path) -> Iterator[Mark | Refusal]:
    """Every mark of the module's wikitext. A mark of an unknown picture or off the earth is refused.

    Raises AreaError naming the file, and the line where there is one, if it cannot be read as such a module.
    """
    rows = list(lua_rows(module_text(path), path.name, _names()))
    if not any(_is_mark(row) for row in rows):
        raise AreaError(f"{path.name}: has no marks with lat, long and mark, as the maps' modules have")
    yield from (_mark(row, path.name) for row in rows if _is_mark(row))


def module_text(path: Path) -> str:
    """The wikitext in the file. Raises AreaError where it is too large or no UTF-8 text."""
    try:
        if path.stat().st_size > LARGEST_MB * 1_000_000:
            raise AreaError(f"{path.name}: larger than {LARGEST_MB} MB, which no map's module is")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise AreaError(f"{path.name}: not UTF-8 text") from error
    except OSError as error:
        raise AreaError(f"{path.name}: cannot be read ({error.strerror})") from error


def own_key(text: str) -> dict[str, str]:
    """What the map's own caption says of its pictures: to be compared with the legend before it is trusted."""
    found = ((_picture(file), _plain(words)) for file, words in _KEY.findall(text))
    return {picture: words for picture, words in found if words}


def _is_mark(row: LuaRow) -> bool:
    return {"lat", "long", "mark"} <= row.values.keys()


def _mark(row: LuaRow, title: str) -> Mark | Refusal:
    where, values = f"{title} line {row.line}", row.values
    try:
        lat, lon = float(values["lat"]), float(values["long"])
        size = float(values.get("marksize") or 0)
    except ValueError:
        return Refusal(SOURCE, where, f"{values['lat']!r}, {values['long']!r} is no coordinate")
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return Refusal(SOURCE, where, f"{lat}, {lon} is not on earth")
    read = meaning(values["mark"])
    if read is None:
        return Refusal(SOURCE, where, f"the picture {values['mark']!r} is in no row of map_marks.csv")
    state, colours, kind, side = read
    name = _plain(values.get("label") or "") or _plain(values.get("link") or "")
    return Mark(name, lat, lon, size, state, colours, kind, side, where)


def _plain(label: str) -> str:
    """A label without links and markup: of "[[Nyala, Sudan|Nyala]]" Nyala."""
    return re.sub(r"<[^<>]*>|'''?", "", _LINK.sub(r"\1", label)).replace("&nbsp;", " ").strip(" ,:")


def _picture(file: str) -> str:
    return file.replace("_", " ").strip().lower()


def meaning(file: str) -> tuple[MarkState, tuple[str, ...], PlaceKind | None, Sector | None] | None:
    """State, colours, kind and side that a picture's file name tells; None where no row knows it."""
    picture = _picture(file)
    for pattern, state, colour, kind in _pictures():
        found = pattern.match(picture)
        if found:
            parts = found.groupdict()
            colours = (
                tuple(re.split(r"[-+]", parts["colours"])) if parts.get("colours") else (colour,) if colour else ()
            )
            side = Sector(ARCS[parts["side"]]) if parts.get("side") else None
            return state, colours, kind, side
    return None


@cache
def _pictures() -> tuple[tuple[re.Pattern[str], MarkState, str, PlaceKind | None], ...]:
    with (files("marsad.areas.build") / "map_marks.csv").open(encoding="utf-8") as table:
        return tuple(
            (
                re.compile(row["pattern"]),
                MarkState(row["state"]),
                row["colour"],
                PlaceKind(row["kind"]) if row["kind"] else None,
            )
            for row in csv.DictReader(table)
        )


@cache
def _names() -> Mapping[str, str]:
    """Names for pictures that a module may take from another one: "mk.rus"."""
    with (files("marsad.areas.build") / "map_names.csv").open(encoding="utf-8") as table:
        return {row["name"]: row["file"] for row in csv.DictReader(table)}


# --- legends -----------------------------------------------------------------------------------------------------


def legend(war: str, on: date, own: Path | None = None) -> Legend:
    """Whose each colour is in the war's maps on that day: from the table, or from one's own with its columns.

    Raises AreaError where the war has no row, a date is none, or a colour would be two actors'.
    """
    rows = _legend_rows(own)
    if war not in {row["war"] for row in rows}:
        known = ", ".join(sorted({row["war"] for row in rows}))
        raise AreaError(f"no legend for the maps of {war!r}: there are {known}; give your own table")
    found: dict[str, str] = {}
    for row in rows:
        first, end = _day(row, "from"), _day(row, "to")
        if row["war"] != war or (first and on < first) or (end and on >= end):
            continue
        if found.setdefault(row["colour"], row["actor"]) != row["actor"]:
            raise AreaError(
                f"the legend gives {row['colour']} to {found[row['colour']]} and {row['actor']} on {on}"
            )
    return found


def _legend_rows(own: Path | None) -> list[dict[str, str]]:
    source = own or files("marsad.areas.build") / "map_legends.csv"
    try:
        rows = list(csv.DictReader(source.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise AreaError(f"{source.name}: cannot be read as a legend ({error})") from error
    if any(row.get(column) is None for row in rows for column in COLUMNS):
        raise AreaError(f"{source.name}: a legend needs the columns {', '.join(COLUMNS)} in every row")
    return rows


def _day(row: Mapping[str, str], column: str) -> date | None:
    try:
        return date.fromisoformat(row[column]) if row[column] else None
    except ValueError as error:
        raise AreaError(
            f"the legend: column {column}: {row[column]!r} is not a date such as 2017-02-06"
        ) from error


# --- places ------------------------------------------------------------------------------------------------------


def holdings(read: Iterable[Mark], whose: Legend) -> Iterator[MapHolding | Refusal]:
    """What the marks say of each place, in order of the first mark of each.

    A place whose colour the legend lacks is refused; a point with a sign or an arc alone says nothing of a holder.
    """
    for group in _at_one_point(read):
        dots = [each for each in group if each.state in {MarkState.HELD, MarkState.CONTESTED, MarkState.MIXED}]
        if not dots:
            continue
        inner = min(dots, key=lambda each: (each.state is MarkState.HELD, each.size))
        around = [each for each in group if each.state in {MarkState.PRESSED, MarkState.ENCIRCLED}]
        around += [each for each in dots if each.size > inner.size and each.colours != inner.colours]
        lacking = sorted({colour for each in (inner, *around) for colour in each.colours} - set(whose))
        if lacking:
            yield Refusal(SOURCE, inner.row, f"the legend says of no actor that it is {', '.join(lacking)}")
        elif any(each.name for each in group):
            yield _holding(group, inner, around, whose)


def _holding(group: Sequence[Mark], inner: Mark, around: Iterable[Mark], whose: Legend) -> MapHolding:
    named = inner if inner.name else next(each for each in group if each.name)
    sides: dict[str, list[Sector]] = {}
    for each in around:
        for actor in (whose[colour] for colour in each.colours):
            sides.setdefault(actor, []).extend([each.side] if each.side else [])
    holders = tuple(dict.fromkeys(whose[colour] for colour in inner.colours))
    return MapHolding(
        name=named.name,
        lat=inner.lat,
        lon=inner.lon,
        holders=holders,
        contested=inner.state is MarkState.CONTESTED,
        kind=next((each.kind for each in group if each.kind), None),
        besiegers=tuple(Besieger(actor, tuple(told)) for actor, told in sides.items() if actor not in holders),
        row=inner.row,
    )


def _at_one_point(read: Iterable[Mark]) -> Iterator[list[Mark]]:
    """Marks of one place together, in the order of the first of each."""
    groups: dict[tuple[int, int], list[Mark]] = {}
    for mark in read:
        row, column = round(mark.lat / SAME_POINT_DEG), round(mark.lon / SAME_POINT_DEG)
        beside = ((row + up, column + right) for up in (0, -1, 1) for right in (0, -1, 1))
        key = next((each for each in beside if each in groups and _is_at(mark, groups[each][0])), (row, column))
        groups.setdefault(key, []).append(mark)
    yield from groups.values()


def _is_at(mark: Mark, first: Mark) -> bool:
    return abs(mark.lat - first.lat) <= SAME_POINT_DEG and abs(mark.lon - first.lon) <= SAME_POINT_DEG
