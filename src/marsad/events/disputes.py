"""Disputes: two events that contradict each other are one dispute, told from two sides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations, groupby

from marsad.model import Degree, Event


def dispute_pairs(events: Iterable[Event]) -> tuple[tuple[str, str], ...]:
    """The ids of each two events of which each disputes the other: the one to show first, then its mirror image.

    First comes the one that says more: a complete siege before one that leaves a way, else what more origins
    say, else the earlier. In order of ids.
    """
    disputed = sorted((event for event in events if event.disputed_by), key=_question)
    found = []
    for _, group in groupby(disputed, key=_question):
        for one, other in combinations(group, 2):
            if _contradicts(one, other) and _contradicts(other, one):
                first, second = sorted((one, other), key=_order)
                found.append((first.id, second.id))
    return tuple(sorted(found))


def disputes_once(events: Sequence[Event]) -> tuple[Event, ...]:
    """The disputed events in their order, without those that are the mirror image of another one shown."""
    mirrored = {second for _, second in dispute_pairs(events)}
    return tuple(event for event in events if event.disputed_by and event.id not in mirrored)


def _question(event: Event) -> tuple[str, str]:
    return (event.type.value, event.place or "")


def _contradicts(one: Event, other: Event) -> bool:
    """Whether claims that say ``one`` happened stand against ``other``."""
    said = {testimony.claim for testimony in one.testimonies if testimony.supports}
    return any(testimony.claim in said for testimony in other.testimonies if not testimony.supports)


def _order(event: Event) -> tuple[bool, int, date, str]:
    return (event.degree is Degree.PARTIAL, -len(event.origins), event.days.last or date.max, event.id)
