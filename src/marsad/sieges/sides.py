"""Sides: who holds each place on one day, and which places the friends or the foes of somebody hold then."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property

from marsad.areas.allegiances import Allegiances
from marsad.model import Control


class HoldersByDay:
    """Who holds each place on any day, found from the nearest day before it that was asked for already."""

    def __init__(self, control: Control) -> None:
        """Put in order of days when places pass from one to another."""
        passed: list[tuple[date, str, str | None]] = []
        for place, holdings in control.holdings.items():
            for holding in holdings:
                passed.append((holding.days.start or date.min, place, holding.holder))
                if holding.days.end is not None:
                    passed.append((holding.days.end, place, None))  # until the next one, which may begin there
        self._passed = sorted(passed, key=lambda each: each[0])  # of one place in the order of its holdings
        self._days = [day for day, _, _ in self._passed]
        self._asked: list[int] = [0]  # by how many changes of hands, in order
        self._found: dict[int, dict[str, str]] = {0: {}}

    def on(self, as_of: date) -> Mapping[str, str]:
        """The holder of each place that has one on the day ``as_of``; of a contested one who held it before."""
        done = bisect_right(self._days, as_of)
        if done not in self._found:
            at = bisect_right(self._asked, done)
            nearest = self._asked[at - 1]
            holders = dict(self._found[nearest])
            for _, place, holder in self._passed[nearest:done]:
                if holder is not None:
                    holders[place] = holder
                else:
                    holders.pop(place, None)
            self._asked.insert(at, done)
            self._found[done] = holders
        return self._found[done]


class Sides:
    """The ``holders`` of places on the day ``as_of``, and whose friends and foes they are."""

    def __init__(self, holders: Mapping[str, str], allegiances: Allegiances, as_of: date) -> None:
        """Whose friends they are is found when it is asked."""
        self.holders = holders
        self._allegiances, self._as_of = allegiances, as_of
        self._friends: dict[tuple[str, ...], frozenset[str]] = {}
        self._foes: dict[tuple[str, ...], frozenset[str]] = {}

    @cached_property
    def _by_holder(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for place, holder in self.holders.items():
            found.setdefault(holder, []).append(place)
        return found

    def of_friends(self, actors: Sequence[str]) -> frozenset[str]:
        """The places held by any of ``actors`` or by a friend of theirs."""
        asked = tuple(actors)
        if asked not in self._friends:
            self._friends[asked] = self._held(asked, self._allegiances.friendly)
        return self._friends[asked]

    def of_foes(self, actors: Sequence[str]) -> frozenset[str]:
        """The places held by anybody hostile to any of ``actors``."""
        asked = tuple(actors)
        if asked not in self._foes:
            self._foes[asked] = self._held(asked, self._allegiances.hostile)
        return self._foes[asked]

    def _held(self, actors: Sequence[str], so: Callable[[str, str, date], bool]) -> frozenset[str]:
        theirs = (
            places
            for holder, places in self._by_holder.items()
            if any(so(holder, actor, self._as_of) for actor in actors)
        )
        return frozenset().union(*theirs)
