"""In which administrative units a place lies: by its p-code, else by boundaries, else by what its source says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from marsad.areas.build.entries import Entry
from marsad.areas.build.kinds import levels
from marsad.areas.build.merging import Draft
from marsad.areas.build.sources.ocha import Boundary

EDGE_DEGREES = 0.02  # border crossings and islets lie a little outside of the drawn units
Names = tuple[str | None, str | None, str | None]  # of the first, second and third level


@dataclass(frozen=True, slots=True)
class Assigned:
    """The units of one place: English names by level, p-code of the smallest; ``doubt`` where they disagree."""

    names: Names
    pcode: str | None
    doubt: str = ""
    country: str = ""  # of the drawn unit


@dataclass
class Units:
    """The administrative units of an area, by p-code, and the boundaries of those that have some.

    ``names`` holds the English name of a unit where the area calls it otherwise than its source does.
    """

    boundaries: tuple[Boundary, ...] = ()
    entries: Iterable[Entry] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index units by p-code and boundaries, those of the lowest level only, by where they lie."""
        units = [*(each.entry for each in self.boundaries), *self.entries]
        self._by_pcode = {each.pcode: each for each in reversed(units) if each.pcode and each.kind in levels()}
        drawn = [each for each in self.boundaries if levels().get(each.entry.kind)]
        lowest = max((levels()[each.entry.kind] for each in drawn), default=0)
        self._drawn = [each for each in drawn if levels()[each.entry.kind] == lowest]
        self._tree = None
        if self._drawn:
            from shapely.strtree import STRtree  # noqa: PLC0415

            self._tree = STRtree([each.ground for each in self._drawn])

    def at(self, lat: float, lon: float) -> Entry | None:
        """The smallest drawn unit that holds the point, or that is nearest within EDGE_DEGREES."""
        if self._tree is None:
            return None
        from shapely.geometry import Point  # noqa: PLC0415

        point = Point(lon, lat)
        inside = sorted(int(each) for each in self._tree.query(point, predicate="intersects"))
        nearest = inside[0] if inside else int(self._tree.nearest(point))
        found = self._drawn[nearest]
        return found.entry if inside or found.ground.distance(point) <= EDGE_DEGREES else None

    @property
    def drawn(self) -> bool:
        """Whether there are boundaries at all."""
        return self._tree is not None

    def is_swapped(self, entry: Entry) -> bool:
        """Whether the entry lies in no boundary as it stands, but in one with lat and lon swapped."""
        return self.at(entry.lat, entry.lon) is None and self.at(entry.lon, entry.lat) is not None

    def touches(self, pcode: str, lat: float, lon: float) -> bool:
        """Whether the point lies in the drawn unit of that p-code, or within EDGE_DEGREES of it."""
        from shapely.geometry import Point  # noqa: PLC0415

        grounds = [each.ground for each in self._drawn if each.entry.pcode == pcode]
        return any(ground.distance(Point(lon, lat)) <= EDGE_DEGREES for ground in grounds)

    def assigned(self, draft: Draft) -> Assigned:
        """The units of ``draft``; an administrative unit lies in itself."""
        if draft.kind in levels():
            return Assigned(self._line(draft.pcode) if draft.pcode in self._by_pcode else draft.admin, draft.pcode)
        stated = self._by_pcode.get(draft.unit) if draft.unit else None
        drawn = self.at(draft.lat, draft.lon)
        if stated is not None and (drawn is None or drawn is stated or not self._far(stated, draft)):
            return Assigned(self._line(stated.pcode), stated.pcode)
        if drawn is not None:
            doubt = f"its source puts it in {stated.name}, its coordinate in {drawn.name}" if stated else ""
            names = self._line(drawn.pcode) if drawn.pcode else _own(drawn)
            return Assigned(names, drawn.pcode, doubt, drawn.country or "")
        outside = f"{draft.lat:g}, {draft.lon:g} lies in no drawn unit" if self.drawn else ""
        return Assigned(draft.admin, draft.unit, outside)

    def _far(self, stated: Entry, draft: Draft) -> bool:
        if stated.pcode is None:
            return True
        there = any(each.entry.pcode == stated.pcode for each in self._drawn)
        return there and not self.touches(stated.pcode, draft.lat, draft.lon)

    def _line(self, pcode: str | None) -> Names:
        """The names of the unit and of all above it; what no unit tells is taken from its own row."""
        names: dict[int, str] = {}
        unit = self._by_pcode.get(pcode) if pcode else None
        own: Names = _own(unit) if unit else (None, None, None)
        while unit is not None and (level := levels()[unit.kind]) and level not in names:
            names[level] = self.names.get(unit.pcode or "", unit.name)
            unit = self._by_pcode.get(unit.unit) if unit.unit else None
        return (names.get(1, own[0]), names.get(2, own[1]), names.get(3, own[2]))


def _own(unit: Entry) -> Names:
    return unit.admin1, unit.admin2, unit.admin3
