"""Sides: who holds each place on one day, and which places the friends or the foes of somebody hold then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from marsad.areas.allegiances import Allegiances
from marsad.model import Control


class Sides:
    """The holders of all places on the day ``as_of``; contested places count for who held them before."""

    def __init__(self, control: Control, allegiances: Allegiances, as_of: date) -> None:
        """Look up who holds each place; whose friends those are is found when it is asked."""
        self._allegiances, self._as_of = allegiances, as_of
        held = ((place, control.at(place, as_of)) for place in control.holdings)
        self.holders = {place: at.holder for place, at in held if at is not None and at.holder is not None}
        self._friends: dict[tuple[str, ...], frozenset[str]] = {}
        self._foes: dict[tuple[str, ...], frozenset[str]] = {}

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
        found = {
            holder
            for holder in set(self.holders.values())
            if any(so(holder, actor, self._as_of) for actor in actors)
        }
        return frozenset(place for place, holder in self.holders.items() if holder in found)
