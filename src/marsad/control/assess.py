"""Control: the baseline, then what reports say changed hands, as one state for each place and day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from marsad.areas import Area
from marsad.areas.allegiances import Allegiances
from marsad.control.changes import POSITIONS, Change, changes
from marsad.control.holders import holder_of
from marsad.model import (
    BaselineHolding,
    ClaimType,
    Control,
    Days,
    Event,
    Grade,
    Holding,
    Origin,
    TimePrecision,
)

STILL_FRESH_DAYS = 14  # so long after a capture, a mere mention of another holder disputes it and undoes nothing
AS_IN_BASELINE = "As in the baseline."


def assess_control(events: Iterable[Event], area: Area) -> Control:
    """Who holds which place from when until when, as half-open, disjoint holdings without gaps.

    The baseline comes first, as a holding of its own up to the first day on which a source says the same. A
    capture passes the place to those who took it, from the last day of the time that sources give, the first on
    which it is certain. A capture that an independent origin denies, or two
    captures on one day of which neither undoes the other, leave the place contested, and ``holder`` is then
    who held it before. A withdrawal of its holder leaves it unknown. A statement that somebody holds a place
    confirms a holding; it makes a new one only where nothing else is known or nothing newer speaks against
    it. Statements about a province, or about the ground near a place, change no place.
    """
    allegiances = Allegiances(area)
    found = changes(events, area, allegiances)
    baseline = baseline_by_place(area)
    places = sorted(found.keys() | baseline.keys())
    held = {
        place: holdings_of(place, found.get(place, ()), baseline.get(place, ()), allegiances) for place in places
    }
    return Control({place: holdings for place, holdings in held.items() if holdings})


def baseline_by_place(area: Area) -> dict[str, list[BaselineHolding]]:
    """The rows of the area's baseline for each place that it speaks of."""
    found: dict[str, list[BaselineHolding]] = {}
    for row in area.baseline:
        found.setdefault(row.place, []).append(row)
    return found


def holdings_of(
    place: str, found: Iterable[Change], baseline: Iterable[BaselineHolding], allegiances: Allegiances
) -> tuple[Holding, ...]:
    """The holdings of one place, from its rows of the baseline and its changes in the order of :func:`changes`."""
    line = _Line(place, allegiances)
    for row in baseline:
        line.begin(row.as_of, row.holder, row.note)
    for _, day in groupby(found, key=lambda change: change.day):
        line.apply_all(list(day))
    return line.holdings()


@dataclass
class _State:
    """A holding while it is being put together."""

    start: date
    holder: str | None
    grade: Grade
    contested: bool = False
    co_holders: tuple[str, ...] = ()
    events: list[Event] = field(default_factory=list)
    against: list[Event] = field(default_factory=list)  # events by which others hold it, on no better ground
    taken: bool = False  # rests on a capture, not on a baseline or a mere statement
    notes: list[str] = field(default_factory=list)

    def holding(self, place: str, end: date | None) -> Holding:
        supporting = {origin.key: origin for event in self.events for origin in event.origins}
        disputing: dict[str, Origin] = {}
        for origin in (o for event in self.events for o in event.disputed_by):
            disputing[origin.key] = origin
        for origin in (o for event in self.against for o in event.origins):
            disputing[origin.key] = origin
        disputed = tuple(disputing[key] for key in sorted(disputing) if key not in supporting)
        claims = {claim for event in (*self.events, *self.against) for claim in event.claims}
        return Holding(
            place=place,
            days=Days(self.start, end, TimePrecision.DAY),
            holder=self.holder,
            grade=self._grade(len(supporting), bool(disputed)),
            contested=self.contested,
            co_holders=self.co_holders,
            claims=tuple(sorted(claims)),
            events=tuple(sorted({event.id for event in (*self.events, *self.against)})),
            disputed_by=disputed,
            note=" ".join(dict.fromkeys(note for note in self.notes if note)),
        )

    def _grade(self, origins: int, disputed: bool) -> Grade:
        if disputed or (self.contested and origins):
            return Grade.DISPUTED
        if not origins:
            return self.grade
        return Grade.CORROBORATED if origins > 1 else Grade.REPORTED


class _Line:
    """The states of one place, in order of time."""

    def __init__(self, place: str, allegiances: Allegiances) -> None:
        self.place, self._allegiances = place, allegiances
        self.states: list[_State] = []

    def begin(self, on: date, holder: str | None, note: str) -> None:
        self.states.append(_State(on, holder, Grade.BASELINE, contested=holder is None, notes=[note]))

    def apply_all(self, day: Sequence[Change]) -> None:
        """Apply what happened on one day: who held the place at dawn can only have retaken it after losing it."""
        returning = [change for change in day if self._friends_hold(change.event, change.day)]
        for change in sorted(day, key=lambda each: (POSITIONS[each.event.type], each in returning)):
            self.apply(change)

    def apply(self, change: Change) -> None:
        if self.states and change.day < self.states[0].start:
            return  # before the baseline, which knows of it already
        if change.event.type is ClaimType.CAPTURE:
            self._capture(change)
        elif change.event.type is ClaimType.WITHDRAWAL:
            self._withdraw(change)
        else:
            self._state_said(change)

    def holdings(self) -> tuple[Holding, ...]:
        self.states.sort(key=lambda state: state.start)
        ends: list[date | None] = [state.start for state in self.states[1:]]
        if self.states:
            ends.append(None)
        return tuple(
            state.holding(self.place, end)
            for state, end in zip(self.states, ends, strict=True)
            if end is None or state.start < end
        )

    def _current(self) -> _State | None:
        return self.states[-1] if self.states else None

    def _friends_hold(self, event: Event, on: date) -> bool:
        state = self._current()
        if state is None or state.holder is None:
            return False
        return self._any_friends(event.agents, (state.holder, *state.co_holders), on)

    def _capture(self, change: Change) -> None:
        event, state = change.event, self._current()
        if state is not None and self._friends_hold(event, change.day) and not state.contested:
            self._confirm(state, change)
            return
        if state is not None and self._rivals(state, change):
            state.contested = True
            state.against.append(event)
            state.holder, state.co_holders = self._before(state.start), ()
            state.notes.append("Two sides are each said to have taken it on the same day.")
            return
        holder, co_holders = holder_of(event.agents, change.day, self._allegiances)
        note = self._undone_the_same_day(state, change)
        made = _State(change.day, holder, event.grade, False, co_holders, [event], taken=True, notes=[note])
        if event.grade is Grade.DISPUTED:
            made.contested, made.holder, made.co_holders = True, state.holder if state else None, ()
            made.notes.append("Its capture is reported and disputed.")
        if event.days.start is None:
            made.notes.append(f"The day is not said; it was so by {change.day.isoformat()}.")
        self.states.append(made)

    def _rivals(self, state: _State, change: Change) -> bool:
        """Two captures on one day of which nothing says which came first.

        Something does where the first began earlier, where the second drove out who did the first, or where
        the second is by who held the place at dawn.
        """
        if not state.taken or state.start != change.day or not state.events:
            return False
        before, after = state.events[0], change.event
        at_dawn = self._before(state.start)
        driven_out = self._any_friends(after.targets, before.agents, change.day)
        returned = at_dawn is not None and self._any_friends(after.agents, (at_dawn,), change.day)
        earlier = (before.days.start or date.min) < (after.days.start or date.min)
        return not (driven_out or returned or earlier)

    def _any_friends(self, some: Iterable[str], others: Sequence[str], on: date) -> bool:
        return any(self._allegiances.friendly(a, b, on) for a in some for b in others)

    def _before(self, start: date) -> str | None:
        return next((state.holder for state in reversed(self.states) if state.start < start), None)

    def _undone_the_same_day(self, state: _State | None, change: Change) -> str:
        if state is None or not state.taken or state.start != change.day or state.holder is None:
            return ""
        return f"{self._name(state.holder)} had taken it shortly before."

    def _withdraw(self, change: Change) -> None:
        if self._friends_hold(change.event, change.day):
            note = f"{self._name(change.event.agents[0])} left it; who holds it since is not reported."
            self.states.append(_State(change.day, None, change.event.grade, events=[change.event], notes=[note]))

    def _state_said(self, change: Change) -> None:
        event, state = change.event, self._current()
        disputed = event.grade is Grade.DISPUTED
        if state is None or state.holder is None:
            self._found_held(change)
        elif self._friends_hold(event, change.day):
            if state.contested and not disputed and change.day > state.start:
                self._found_held(change)
            else:
                self._confirm(state, change)
        elif state.taken and change.day == state.start:
            return  # on the day on which a place changes hands both are true, each for a part of it
        elif self._too_fresh(state, change.day) or state.contested:
            state.against.append(event)
        elif disputed:
            note = "Sources differ on who held it."
            made = _State(change.day, state.holder, event.grade, contested=True, events=[event], notes=[note])
            self.states.append(made)
        else:
            self._found_held(change)

    def _confirm(self, state: _State, change: Change) -> None:
        """The holder is said to hold it; what the baseline alone says stays apart from what sources say since."""
        if state.grade is not Grade.BASELINE or state.events:
            state.events.append(change.event)
            return
        notes = [*state.notes, AS_IN_BASELINE]
        self.states.append(
            _State(
                change.day, state.holder, change.event.grade, False, state.co_holders, [change.event], notes=notes
            )
        )

    def _found_held(self, change: Change) -> None:
        holder, co_holders = holder_of(change.event.agents, change.day, self._allegiances)
        note = "" if self._current() is None else "How it came to be held so is not reported."
        made = _State(change.day, holder, change.event.grade, co_holders=co_holders, events=[change.event])
        made.notes.append(note)
        self.states.append(made)

    def _too_fresh(self, state: _State, on: date) -> bool:
        return state.taken and on - state.start <= timedelta(days=STILL_FRESH_DAYS)

    def _name(self, actor: str) -> str:
        known = self._allegiances.area.actors.get(actor)
        return known.name if known else actor
