"""Runs: the same state on following days said once, so that forty days are as small as their changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Generic, TypeVar

from marsad.model import Grade, Holding, RoadAssessment, SiegeVerdict
from marsad.model.wording import day_words
from marsad.publication.content import EditionContent
from marsad.publication.wording import isolation_words

T = TypeVar("T")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Run(Generic[T]):
    """One state over the days ``first`` to ``last``, both included. ``state`` is that of the last day."""

    first: date
    last: date
    state: T

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def runs(states: Iterable[tuple[date, T]], same: Callable[[T, T], bool]) -> tuple[Run[T], ...]:
    """The runs of the ``same`` in ``states``, which come in order of day; a day left out ends a run."""
    found: list[Run[T]] = []
    for day, state in states:
        if found and found[-1].last == day - DAY and same(found[-1].state, state):
            found[-1] = Run(found[-1].first, day, state)
        else:
            found.append(Run(day, day, state))
    return tuple(found)


RoadRuns = Mapping[tuple[str, str], tuple[Run[RoadAssessment], ...]]


def siege_runs(verdicts: Mapping[date, SiegeVerdict]) -> tuple[Run[SiegeVerdict], ...]:
    """The verdicts of one place, days that differ in nothing but their date taken together."""
    return runs(sorted(verdicts.items()), _same_verdict)


def outlines(found: Sequence[Run[SiegeVerdict]]) -> tuple[Run[SiegeVerdict], ...]:
    """Runs of one place with those taken together that differ only in roads and reasons, as a table shows them."""
    joined: list[Run[SiegeVerdict]] = []
    for run in found:
        last = joined[-1] if joined else None
        if last and last.last == run.first - DAY and _outline(last.state) == _outline(run.state):
            joined[-1] = Run(last.first, run.last, run.state)
        else:
            joined.append(run)
    return tuple(joined)


def _outline(verdict: SiegeVerdict) -> tuple[object, ...]:
    told = verdict.reported
    reported = (told.degree, told.grade, told.sides) if told and verdict.ended is None else None
    computed = isolation_words(verdict.computed)
    return reported, verdict.lapsed is None, verdict.ended, computed, verdict.differences


def _same_verdict(one: SiegeVerdict, other: SiegeVerdict) -> bool:
    return _findings(one) == _findings(other) and _undated(one) == _undated(other)


def _findings(verdict: SiegeVerdict) -> tuple[object, ...]:
    computed = verdict.computed
    return (
        (verdict.holder, verdict.reported, verdict.lapsed, verdict.ended, verdict.sides),
        (isolation_words(computed), computed.sides, computed.last_route, verdict.optimistic, verdict.pessimistic),
        [(road.link.ends, road.state) for road in verdict.roads],
    )


def _undated(verdict: SiegeVerdict) -> str:
    texts = [verdict.headline, *verdict.differences, *(reason.sentence for reason in verdict.reasons)]
    texts += [f"{each.met} {each.why}" for each in verdict.definitions]
    words = "\n".join(texts)
    return words.replace(day_words(verdict.as_of), "this day").replace(verdict.as_of.isoformat(), "this day")


def road_runs(content: EditionContent) -> RoadRuns:
    """Each link's states over the edition's days."""
    done: dict[tuple[str, str], list[Run[RoadAssessment]]] = {}
    going_on: dict[tuple[str, str], tuple[date, RoadAssessment]] = {}  # first day, and the road as it is since
    last: date | None = None
    for day in content.all_days:
        roads = content.roads_by_day.get(day, {})
        for ends, (first, road) in list(going_on.items()):
            now = roads.get(ends)
            if now is road:
                continue
            if now is None or not _same_road(road, now):
                done.setdefault(ends, []).append(Run(first, last or first, road))
                del going_on[ends]
            else:
                going_on[ends] = (first, now)
        for ends in roads.keys() - going_on.keys():
            going_on[ends] = (day, roads[ends])
        last = day
    for ends, (first, road) in going_on.items():
        done.setdefault(ends, []).append(Run(first, last or first, road))
    return {ends: tuple(done[ends]) for ends in sorted(done)}


def _same_road(one: RoadAssessment, other: RoadAssessment) -> bool:
    return (one.state, one.explicit, one.reason) == (other.state, other.explicit, other.reason)


def holding_runs(content: EditionContent, place: str) -> tuple[Run[Holding], ...]:
    """Who held a place over the edition's days, cut to them."""
    first, last = content.days
    found = []
    for holding in content.control.holdings.get(place, ()):
        start = max(first, holding.days.start or first)
        end = min(last, holding.days.last or last)
        if start <= end:
            found.append(Run(start, end, holding))
    return tuple(found)


def since_words(content: EditionContent, held: Holding) -> str:
    """Since when it is so: never from the baseline's day on, for the baseline does not say when it began.

    Holdings that follow one another with the same holder are one; then the first day is that of the first, and
    the day of this one is that of its grade.
    """
    first = _first_alike(content.control.holdings.get(held.place, ()), held)
    if first.days.start is None:
        return ""
    if first.grade is Grade.BASELINE:
        begun = f"on {day_words(first.days.start)} (baseline) or before"
    else:
        begun = f"since {day_words(first.days.start)}"
    if first is held or held.days.start is None:
        return begun
    return f"{begun}; {held.grade.value} from {day_words(held.days.start)} on"


def _first_alike(holdings: Sequence[Holding], held: Holding) -> Holding:
    first = held
    for after, before in pairwise(reversed(holdings)):
        if after is first and (before.holder, before.contested) == (first.holder, first.contested):
            first = before
    return first


@dataclass(frozen=True)
class Change:
    """A place that passed from one holding to another on ``day``."""

    day: date
    place: str
    before: Holding
    after: Holding


def control_changes(content: EditionContent, first: date, last: date) -> tuple[Change, ...]:
    """Every change of holder, or from and to contested, on the days ``first`` to ``last``, in order."""
    found = [
        Change(after.days.start, place, before, after)
        for place, holdings in content.control.holdings.items()
        for before, after in pairwise(holdings)
        if after.days.start is not None
        and first <= after.days.start <= last
        and (before.holder, before.contested) != (after.holder, after.contested)
    ]
    return tuple(sorted(found, key=lambda change: (change.day, change.place)))
