"""Who is whose friend on which day, remembered: stages ask the same pairs many times."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date

from marsad.areas.area import Area


class Allegiances:
    """The answers of :meth:`Area.friendly`, :meth:`Area.hostile` and :meth:`Area.lineage`, each found once.

    They can only change on a day on which a relation of the area begins or ends, so that one answer serves
    all days between two such days.
    """

    def __init__(self, area: Area) -> None:
        """Remember nothing yet of ``area``, which must not change afterwards."""
        self.area = area
        days = (relation.days for relation in area.relations)
        self._changes = sorted({bound for each in days for bound in (each.start, each.end) if bound})
        self._friendly: dict[tuple[str, str, int], bool] = {}
        self._hostile: dict[tuple[str, str, int], bool] = {}
        self._lineage: dict[tuple[str, int], tuple[str, ...]] = {}
        self._any_friendly: dict[tuple[frozenset[str], frozenset[str], int], bool] = {}

    def friendly(self, one: str, other: str, on: date) -> bool:
        """As :meth:`Area.friendly`; every actor is its own friend."""
        if one == other:
            return True
        key = (*_in_order(one, other), bisect_right(self._changes, on))
        if key not in self._friendly:
            self._friendly[key] = self.area.friendly(key[0], key[1], on)
        return self._friendly[key]

    def any_friendly(self, some: frozenset[str], others: frozenset[str], on: date) -> bool:
        """Whether anybody of ``some`` is a friend of anybody of ``others``."""
        key = (some, others, bisect_right(self._changes, on))
        if key not in self._any_friendly:
            self._any_friendly[key] = any(self.friendly(a, b, on) for a in sorted(some) for b in sorted(others))
        return self._any_friendly[key]

    def hostile(self, one: str, other: str, on: date) -> bool:
        """As :meth:`Area.hostile`."""
        key = (*_in_order(one, other), bisect_right(self._changes, on))
        if key not in self._hostile:
            self._hostile[key] = self.area.hostile(key[0], key[1], on)
        return self._hostile[key]

    def lineage(self, actor: str, on: date) -> tuple[str, ...]:
        """As :meth:`Area.lineage`."""
        key = (actor, bisect_right(self._changes, on))
        if key not in self._lineage:
            self._lineage[key] = self.area.lineage(actor, on)
        return self._lineage[key]


def _in_order(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)
