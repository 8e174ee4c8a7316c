"""One place out of the rows that were joined: each field from the source whose word counts first for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from marsad.areas.build.entries import Entry
from marsad.areas.build.kinds import SETTLEMENTS, is_unit
from marsad.areas.build.known_sources import OWN, known_sources, rank, title_of
from marsad.areas.names import normalised
from marsad.model.terms import PlaceKind

JOINERS = "\u200c\u200d"  # as Persian and Indian names need them
DECIMALS = 5  # of degrees: a metre
_SEPARATOR = re.compile(r"[;\r\n]+")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Draft:
    """A place without id, units and a name that no other bears yet. ``rows``: what it was joined from."""

    name: str
    name_ar: str | None
    kind: PlaceKind
    lat: float
    lon: float
    spellings: tuple[str, ...]
    country: str
    admin: tuple[str | None, str | None, str | None]
    pcode: str | None
    unit: str | None
    part_of: str | None
    population: int | None
    source: str
    rows: tuple[Entry, ...]

    @property
    def first(self) -> tuple[str, str]:
        """Source and id of its first row: what sorts drafts the same on every machine."""
        return min((row.source, row.ref) for row in self.rows)


def merged(rows: Sequence[Entry]) -> Draft:
    """The place that ``rows`` (at least one) speak of; their order does not matter."""
    ordered = sorted(rows, key=lambda row: (row.source, row.ref, row.row))
    unit = any(is_unit(row.kind) for row in ordered)
    where = _first("coordinate", ordered, lambda row: row, unit=unit) or ordered[0]
    name = _first("name", ordered, lambda row: _one_line(row.name), unit=unit) or ordered[0].ref
    name_ar = _first("name_ar", ordered, lambda row: _one_line(row.name_ar or ""))
    return Draft(
        name=name,
        name_ar=name_ar,
        kind=_kind(ordered, unit=unit),
        lat=round(where.lat, DECIMALS),
        lon=round(where.lon, DECIMALS),
        spellings=_spellings(ordered, name, name_ar),
        country=_first("country", ordered, lambda row: row.country) or "",
        admin=(
            _first("admin1", ordered, lambda row: row.admin1),
            _first("admin2", ordered, lambda row: row.admin2),
            _first("admin3", ordered, lambda row: row.admin3),
        ),
        pcode=_first("pcode", ordered, lambda row: row.pcode),
        unit=_first("unit", ordered, lambda row: row.unit),
        part_of=_first("part_of", ordered, lambda row: row.part_of),
        population=_first("population", ordered, lambda row: row.population),
        source=title_of(where.source),
        rows=tuple(ordered),
    )


def _first(field: str, rows: Sequence[Entry], of: Callable[[Entry], T | None], *, unit: bool = False) -> T | None:
    """What the source whose word counts first says of ``field``; None where none says anything."""
    if len(rows) == 1:
        return of(rows[0]) or None
    saying = [row for row in rows if of(row)]
    best = min(saying, key=lambda row: (rank(field, row.source, unit=unit), row.source, row.ref), default=None)
    return of(best) if best else None


def _kind(rows: Sequence[Entry], *, unit: bool) -> PlaceKind:
    """The kind by precedence; of settlements the largest that any source makes it, unless the user's own says."""
    best = min(rows, key=lambda row: (rank("kind", row.source, unit=unit), row.source, row.ref))
    if best.kind not in SETTLEMENTS or best.source not in known_sources() or best.source == OWN:
        return best.kind
    return max((row.kind for row in rows if row.kind in SETTLEMENTS), key=SETTLEMENTS.index)


def _spellings(rows: Iterable[Entry], name: str, name_ar: str | None) -> tuple[str, ...]:
    """Every other name in these rows, each once however it is written, in the order of precedence then letters."""
    seen = {normalised(name)} | ({normalised(name_ar)} if name_ar else set())
    kept: list[str] = []
    for row in sorted(rows, key=lambda row: (rank("name", row.source), row.source, row.ref)):
        for spelling in (row.name, row.name_ar or "", *sorted(row.names)):
            for part in map(_one_line, _SEPARATOR.split(spelling)):
                key = normalised(part)
                if key and key not in seen:
                    seen.add(key)
                    kept.append(part)
    return tuple(kept)


def _one_line(text: str) -> str:
    """``text`` without what cannot be shown: line ends, control and direction marks; joiners are letters."""
    if text.isprintable() and ";" not in text:
        return " ".join(text.split())
    shown = "".join(char if char.isprintable() or char in JOINERS else " " for char in text)
    return " ".join(shown.replace(";", ",").split())
