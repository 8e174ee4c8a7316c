"""When the silence of a source is worth an alarm: one rule for live feeds and for the register of sources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

FEWEST_ARRIVALS = 5  # before a usual interval is known
LATEST_ARRIVALS = 20  # these say what is usual: a source may have changed its ways
SILENT_TIMES = 3.0  # the usual interval
SHORTEST_SILENCE = timedelta(days=1)


def usual_interval(arrived: Sequence[datetime]) -> timedelta | None:
    """The median time between the latest arrivals; None while they are too few to tell.

    What arrived at one moment is one arrival: ten reports of which only the day is known say nothing of hours.
    """
    rising = sorted(set(arrived))[-LATEST_ARRIVALS:]
    if len(rising) < FEWEST_ARRIVALS:
        return None
    return timedelta(seconds=median((b - a).total_seconds() for a, b in pairwise(rising)))


def silent_for(arrived: Sequence[datetime], now: datetime, times: float = SILENT_TIMES) -> timedelta | None:
    """How long a source has been silent, where that is ``times`` its usual interval and a day at least."""
    usual = usual_interval(arrived)
    if usual is None:
        return None
    silence = now - max(arrived)
    return silence if silence >= max(usual * times, SHORTEST_SILENCE) else None


def silence_rule(times: float = SILENT_TIMES) -> str:
    """The rule in words."""
    return (
        f"Silent: nothing for {times:g} times its usual interval, a day at least. Usual is the median between its"
        f" {LATEST_ARRIVALS} latest moments; below {FEWEST_ARRIVALS} nothing is usual yet."
    )
