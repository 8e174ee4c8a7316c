"""What was parsed a short while ago, so that it need not be parsed again. Nothing depends on what it holds."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Generic, TypeVar

from marsad.derived.forms import claim_kept, event_kept
from marsad.model import Claim, Event, Report

AT_MOST = 20_000  # of each kind: about 60 MB of claims and 40 MB of events
V = TypeVar("V")


class Remembered(Generic[V]):
    """The latest values by key, at most so many; the older half goes when there are more."""

    def __init__(self, at_most: int = AT_MOST) -> None:
        self._at_most = at_most
        self._found: dict[str, V] = {}

    def get(self, key: str) -> V | None:
        """The value, if it is still there."""
        return self._found.get(key)

    def put(self, key: str, value: V) -> V:
        """Remember it; gives it back."""
        if len(self._found) >= self._at_most:
            for old in list(islice(self._found, self._at_most // 2)):
                del self._found[old]
        self._found[key] = value
        return value

    def of(self, key: str, make: Callable[[str], V]) -> V:
        """The value, made from its key where it is not there."""
        found = self._found.get(key)
        return self.put(key, make(key)) if found is None else found

    def clear(self) -> None:
        """Forget all."""
        self._found.clear()


class Memory:
    """Claims and events by their bodies as the tables hold them, and reports by id with their entries."""

    def __init__(self) -> None:
        self.claims: Remembered[Claim] = Remembered()
        self.events: Remembered[Event] = Remembered()
        self.reports: Remembered[tuple[int, Report]] = Remembered()

    def claim(self, body: str) -> Claim:
        """The claim that ``body`` holds."""
        return self.claims.of(body, claim_kept)

    def event(self, body: str) -> Event:
        """The event that ``body`` holds."""
        return self.events.of(body, event_kept)
