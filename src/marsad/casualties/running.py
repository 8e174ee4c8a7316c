"""Running totals: counts of dead that go on over a long time and are added to nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from marsad.events.statements import LARGE
from marsad.model import ClaimType, Event, Toll

LONG_DAYS = 31  # a count over more than a month is of a campaign, whose attacks are counted one by one as well
# A total cannot fall: one of less than half the figure counts something narrower (fewer victims, a shorter time).
SAME_TOTAL = 0.5


def why_apart(event: Event) -> str:
    """Why the dead of ``event`` are a running total, added to nothing; empty for those of one incident.

    An attack without a day is an incident, known by the day on which it was told; a mere count without a first
    day may reach back as far as it likes.
    """
    start, end = event.days.start, event.days.end
    if event.cumulative:
        return "said to be a total so far"
    if event.killed is not None and max(event.killed.low, event.killed.high or 0) >= LARGE:
        return f"{LARGE:,} dead or more are no single incident"
    if start is not None and end is not None and (end - start).days > LONG_DAYS:
        return f"a count over more than {LONG_DAYS} days"
    if end is None or (start is None and event.type is ClaimType.CASUALTIES):
        return "a count without a first or a last day"
    return ""


def running_totals(events: Iterable[Event], scope_of: dict[str, str]) -> tuple[Toll, ...]:
    """One toll for each running total, the latest word of it with the claims of all earlier ones.

    Totals are one where they are of one scope (``scope_of``: event id to scope) and begin in one year, or, where
    they span no more than a month, on one day. One without a beginning belongs to the dated one that it comes
    nearest to, where that is less than twice as high or low.
    """
    ordered = sorted(events, key=lambda event: (event.days.start is None, scope_of[event.id], _rank(event)))
    groups: dict[tuple[str, str], list[Event]] = {}
    largest: dict[str, dict[str, int]] = {}  # by scope, the highest figure of each dated total
    for event in ordered:
        scope, start = scope_of[event.id], event.days.start
        highest = largest.setdefault(scope, {})
        since = _beginning(event) if start else _nearest(event, highest)
        groups.setdefault((scope, since), []).append(event)
        if since:
            highest[since] = max(_low(event), highest.get(since, 0))
    return tuple(_toll(scope, groups[scope, since]) for scope, since in sorted(groups))


def _beginning(event: Event) -> str:
    start, end = event.days.start, event.days.end
    if start is None:
        return ""
    brief = end is not None and (end - start).days <= LONG_DAYS and not event.cumulative
    return start.isoformat() if brief else str(start.year)


def _nearest(event: Event, highest: Mapping[str, int]) -> str:
    """The beginning of the total that comes nearest to ``event``; empty where none comes near."""
    best = max(highest, key=lambda since: (_likeness(event, highest[since]), since), default="")
    return best if best and _likeness(event, highest[best]) >= SAME_TOTAL else ""


def _likeness(event: Event, highest: int) -> float:
    low = _low(event)
    return min(low, highest) / max(low, highest, 1)


def _toll(scope: str, group: Sequence[Event]) -> Toll:
    largest = max(_low(event) for event in group)
    latest = max((event for event in group if _low(event) >= largest * SAME_TOTAL), key=_rank)
    return Toll(
        scope=scope,
        days=latest.days,
        killed_low=_low(latest),
        killed_high=latest.killed.high if latest.killed else None,
        events=tuple(sorted(event.id for event in group)),
        cumulative=True,
        claims=tuple(sorted({claim for event in group for claim in event.claims})),
        why_apart=why_apart(latest),
    )


def _rank(event: Event) -> tuple[date, int, str]:
    """By the last day that it covers, then by its figure."""
    return (event.days.last or event.days.start or date.min, _low(event), event.id)


def _low(event: Event) -> int:
    return event.killed.low if event.killed else 0
