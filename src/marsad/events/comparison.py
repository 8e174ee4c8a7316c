"""Whether two statements speak of one event: a ladder of labelled levels for each thing compared."""

from __future__ import annotations

from datetime import date, timedelta
from enum import IntEnum

from marsad.areas.allegiances import Allegiances
from marsad.events.families import families
from marsad.events.statements import Statement
from marsad.model import Days

MEMORY_DAYS = 14  # an undated claim is not joined to an event that lies further before its publication
SHORT_MEMORY_DAYS = 3  # the same for what recurs, and where it does not say who did it


class Level(IntEnum):
    """How two statements compare in one thing, from agreement down to disagreement."""

    SAME = 3
    CLOSE = 2
    UNSAID = 1  # one of the two does not say
    ELSE = 0


def time_level(one: Statement, other: Statement) -> Level:
    """How near two statements are in time.

    SAME: they share a day. CLOSE: on neighbouring days, for what does not recur daily. UNSAID: one of them is
    undated or spans long, and they may be of one time; two such must also end within the same days, so that
    a fight "since November" and one told of in February stay apart. ELSE: apart.
    """
    if one.days.overlaps(other.days):
        if one.firm and other.firm:
            return Level.SAME
        return Level.UNSAID if one.firm or other.firm or _told_together(one, other) else Level.ELSE
    if not families()[one.type].recurs and _touch(one.days, other.days):
        return Level.CLOSE
    return Level.ELSE


def _told_together(one: Statement, other: Statement) -> bool:
    if one.days.end is None or other.days.end is None:
        return True
    once_only = not families()[one.type].recurs or one.cumulative
    apart = timedelta(days=MEMORY_DAYS if once_only else SHORT_MEMORY_DAYS)
    return abs(one.days.end - other.days.end) <= apart


def actor_level(one: frozenset[str], other: frozenset[str], on: date, allegiances: Allegiances) -> Level:
    """SAME: an actor in common. CLOSE: friends, or part and whole, on that day. UNSAID: one names nobody.

    Of an actor that the area does not know (``name:``) nobody is known to be a friend.
    """
    if not one or not other:
        return Level.UNSAID
    if one & other:
        return Level.SAME
    return Level.CLOSE if allegiances.any_friendly(one, other, on) else Level.ELSE


def parties_level(one: Statement, other: Statement, allegiances: Allegiances) -> tuple[Level, Level]:
    """The levels of agents and of targets."""
    on = one.certain or other.certain or date.max
    return (
        actor_level(one.agents, other.agents, on, allegiances),
        actor_level(one.targets, other.targets, on, allegiances),
    )


def agreement(one: Statement, other: Statement, allegiances: Allegiances) -> tuple[Level, Level, Level] | None:
    """Levels of time, agents and targets where the two may speak of one event; None where they do not.

    They do not where any level is ELSE, nor where they are only close in time and one does not say who.
    """
    time = time_level(one, other)
    if time is Level.ELSE:
        return None
    agents, targets = parties_level(one, other, allegiances)
    if time is Level.CLOSE and agents is Level.UNSAID:
        return None
    return None if Level.ELSE in (agents, targets) else (time, agents, targets)


def _touch(one: Days, other: Days) -> bool:
    return (one.end is not None and one.end == other.start) or (other.end is not None and other.end == one.start)
