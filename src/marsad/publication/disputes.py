"""Disputes: what sources contradict one another about, each once."""

from __future__ import annotations

from collections.abc import Iterable

from marsad.model import Event


def disputes(events: Iterable[Event]) -> tuple[Event, ...]:
    """The disputed events in the order given, without those that say nothing but another the other way round.

    "Completely besieged" and "besieged, a way being left" are two events, each disputed by the sources of the
    other. Of such two the one is kept that more origins stand for; where they are as many, the first.
    """
    found = [event for event in events if event.disputed_by]
    ranked = sorted(found, key=lambda event: (-len(event.origins), -len(event.testimonies)))
    kept: list[Event] = []
    for event in ranked:
        if not any(mirrors(event, other) for other in kept):
            kept.append(event)
    chosen = {event.id for event in kept}
    return tuple(event for event in found if event.id in chosen)


def mirrors(event: Event, other: Event) -> bool:
    """Whether all who stand for ``event`` dispute ``other``, and all who dispute it stand for ``other``."""
    return _claims(event, supports=True) <= _claims(other, supports=False) and _claims(
        event, supports=False
    ) <= _claims(other, supports=True)


def _claims(event: Event, *, supports: bool) -> frozenset[str]:
    return frozenset(each.claim for each in event.testimonies if each.supports is supports)
