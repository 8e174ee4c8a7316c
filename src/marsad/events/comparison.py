"""Whether two statements speak of one event: a ladder of labelled levels for each thing compared."""

from __future__ import annotations

from datetime import date
from enum import IntEnum
from itertools import product

from marsad.areas.allegiances import Allegiances
from marsad.events.families import families
from marsad.events.statements import Statement
from marsad.model import Days


class Level(IntEnum):
    """How two statements compare in one thing, from agreement down to disagreement."""

    SAME = 3
    CLOSE = 2
    UNSAID = 1  # one of the two does not say
    ELSE = 0


def time_level(one: Statement, other: Statement) -> Level:
    """SAME: they share a day. CLOSE: on neighbouring days, for what does not recur daily. ELSE: apart."""
    if one.days.overlaps(other.days):
        return Level.SAME if one.firm and other.firm else Level.UNSAID
    if not families()[one.type].recurs and _touch(one.days, other.days):
        return Level.CLOSE
    return Level.ELSE


def actor_level(one: frozenset[str], other: frozenset[str], on: date, allegiances: Allegiances) -> Level:
    """SAME: an actor in common. CLOSE: friends, or part and whole, on that day. UNSAID: one names nobody."""
    if not one or not other:
        return Level.UNSAID
    if one & other:
        return Level.SAME
    if any(_kin(a, b, on, allegiances) for a, b in product(sorted(one), sorted(other))):
        return Level.CLOSE
    return Level.ELSE


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


def _kin(one: str, other: str, on: date, allegiances: Allegiances) -> bool:
    if one.startswith("name:") or other.startswith("name:"):
        return False
    return allegiances.friendly(one, other, on)
