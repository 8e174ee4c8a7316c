"""Baseline control from a map's marks or from a table of one's own, as rows for ``baseline.csv``.

A mark belongs to the place of the area that bears its name and lies near it, else to the one that lies at its
point; each place once. What the area lacks is told, never put at a neighbour.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from marsad.areas.area import ADMIN_KINDS, Area
from marsad.areas.build.detailed_map import (
    MapHolding,
    Mark,
    holdings,
    legend,
    marks,
    meaning,
    module_text,
    own_key,
)
from marsad.areas.build.entries import Refusal
from marsad.areas.known import actors_named
from marsad.areas.names import normalised
from marsad.areas.tables import great_circle_km
from marsad.errors import AreaError
from marsad.model.geography import BaselineHolding, Place

NAMED_KM = 8.0  # from a mark to the place of the same name
AT_POINT_KM = 1.5  # from a mark to the place that lies there, whatever it is called
CONTESTED = "contested"


@dataclass(frozen=True, slots=True)
class Baseline:
    """Rows for ``baseline.csv`` in order of the source, and the rows that gave none, each with its reason."""

    rows: tuple[BaselineHolding, ...]
    refused: tuple[Refusal, ...]


Key = Mapping[str, tuple[str, str]]  # by picture: what the map's caption says of it, and the actor by the legend


def read_baseline(
    path: Path, area: Area, as_of: date, source: str, *, war: str | None = None, own_legend: Path | None = None
) -> tuple[Baseline, Key]:
    """The baseline in a table (``.csv``) or in the wikitext of a map, and the map's own key beside the legend.

    Raises AreaError where the file, the legend or a date in it cannot be read, or where a map comes without a war.
    """
    if path.suffix.lower() == ".csv":
        return baseline_of_table(path, area, as_of, source), {}
    if war is None:
        raise AreaError(f"{path.name}: whose are the colours of this map? Say with --war")
    whose, read = legend(war, as_of, own_legend), list(marks(path))
    refused = [each for each in read if isinstance(each, Refusal)]
    told = holdings([each for each in read if isinstance(each, Mark)], whose)
    key = {
        picture: (words, ", ".join(whose.get(colour, "nobody") for colour in found[1]))
        for picture, words in own_key(module_text(path)).items()
        if (found := meaning(picture)) is not None
    }
    return baseline_of_map([*refused, *told], area, as_of, source), key


def baseline_of_map(read: Iterable[MapHolding | Refusal], area: Area, as_of: date, source: str) -> Baseline:
    """The baseline that a map gives the places of ``area``; who besieges them goes into the note."""
    rows: dict[str, BaselineHolding] = {}
    refused: list[Refusal] = []
    for each in read:
        if isinstance(each, Refusal):
            refused.append(each)
            continue
        unknown = [actor for actor in _actors(each) if actor not in area.actors]
        place = _place_of(area, each)
        if unknown:
            reason = f"{each.name}: the area has no actor {', '.join(unknown)}, whom the legend names"
            refused.append(Refusal("detailed-map", each.row, reason))
        elif place is None:
            refused.append(Refusal("detailed-map", each.row, f"{each.name}: no such place in the area"))
        elif place.id in rows:
            refused.append(Refusal("detailed-map", each.row, f"{each.name}: {place.id} has its holder already"))
        else:
            rows[place.id] = _row(area, place, each, as_of, source)
    return Baseline(tuple(rows.values()), tuple(refused))


def _actors(holding: MapHolding) -> tuple[str, ...]:
    return (*holding.holders, *(each.actor for each in holding.besiegers))


def _row(area: Area, place: Place, held: MapHolding, as_of: date, source: str) -> BaselineHolding:
    alone = held.holders[0] if len(held.holders) == 1 and not held.contested else None
    return BaselineHolding(place.id, alone, as_of, source, "; ".join(_notes(area, held, alone)))


def _notes(area: Area, held: MapHolding, alone: str | None) -> Iterator[str]:
    """What a row has no column for: who contests or shares the place, and who besieges it from where."""
    names = [area.actors[each].name for each in held.holders]
    if alone is None and names:
        yield f"{'contested between' if held.contested else 'held together by'} {' and '.join(names)}"
    for besieger in held.besiegers:
        sides = f" from {', '.join(side.value for side in besieger.sides)}" if besieger.sides else ""
        yield f"besieged or hard pressed by {area.actors[besieger.actor].name}{sides}"


def _place_of(area: Area, held: MapHolding) -> Place | None:
    named = [each for each in area.places_named(held.name) if each.kind not in ADMIN_KINDS] if held.name else []
    near = [(_km(each, held), each.id, each) for each in named]
    if near and min(near)[0] <= NAMED_KM:
        return min(near)[2]
    fits = (each for each in area.places.values() if each.kind not in ADMIN_KINDS)
    there = [(_km(each, held), each.id, each) for each in fits if abs(each.lat - held.lat) < 0.02]
    found = [each for each in there if each[0] <= AT_POINT_KM]
    return min(found)[2] if len(found) == 1 else None


def _km(place: Place, held: MapHolding) -> float:
    return great_circle_km(place.lat, place.lon, held.lat, held.lon)


# --- a table of one's own ----------------------------------------------------------------------------------------


def baseline_of_table(path: Path, area: Area, as_of: date, source: str) -> Baseline:
    """The baseline in a CSV with the columns ``place`` and ``holder``, and maybe ``as_of``, ``source``, ``note``.

    Places and holders are ids or names of any spelling; ``contested`` is a holder too. Raises AreaError naming the
    file where it lacks the two columns or is no UTF-8 text; a row that cannot be resolved is refused.
    """
    rows: dict[str, BaselineHolding] = {}
    refused: list[Refusal] = []
    for number, row in _table(path):
        where = f"{path.name} line {number}"
        try:
            made = _row_of(row, area, as_of, source)
        except ValueError as error:
            refused.append(Refusal("csv", where, str(error)))
            continue
        if made.place in rows:
            refused.append(Refusal("csv", where, f"{made.place} has its holder already"))
        else:
            rows[made.place] = made
    return Baseline(tuple(rows.values()), tuple(refused))


def _table(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as table:
            reader = csv.DictReader(table)
            if not {"place", "holder"} <= set(reader.fieldnames or ()):
                raise AreaError(f"{path.name}: a baseline needs the columns place and holder")
            yield from (
                (reader.line_num, {k: v or "" for k, v in row.items() if isinstance(k, str)}) for row in reader
            )
    except (UnicodeDecodeError, csv.Error) as error:
        raise AreaError(f"{path.name}: cannot be read as a table in UTF-8 ({error})") from error
    except OSError as error:
        raise AreaError(f"{path.name}: cannot be read ({error.strerror})") from error


def _row_of(row: Mapping[str, str], area: Area, as_of: date, source: str) -> BaselineHolding:
    """One row. Raises ValueError saying what no table knows."""
    named = (area.places[row["place"]],) if row["place"] in area.places else area.places_named(row["place"])
    settled = [each for each in named if each.kind not in ADMIN_KINDS]
    if len(settled) != 1:
        raise ValueError(
            f"{row['place']!r} is {'no place' if not settled else 'several places'} of the area: give its id"
        )
    holder = None if normalised(row["holder"]) == CONTESTED else _actor_of(row["holder"], area)
    day = date.fromisoformat(row["as_of"]) if row.get("as_of") else as_of
    return BaselineHolding(settled[0].id, holder, day, row.get("source") or source, row.get("note") or "")


def _actor_of(name: str, area: Area) -> str:
    if name in area.actors:
        return name
    found = list(actors_named(area, name))
    if not found:
        raise ValueError(f"{name!r} is no actor of the area")
    return found[0].id


def as_table(rows: Iterable[BaselineHolding]) -> Iterator[tuple[str, str, str, str, str]]:
    """The rows of ``baseline.csv``, its header first."""
    yield ("place", "holder", "as_of", "source", "note")
    for row in rows:
        yield (row.place, row.holder or CONTESTED, row.as_of.isoformat(), row.source, row.note)
