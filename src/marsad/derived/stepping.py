"""From one entry of the ledger to a later one: what changes in events and control, and nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from marsad.areas import Area
from marsad.areas.allegiances import Allegiances
from marsad.casualties.tolls import scope_of
from marsad.control.assess import baseline_by_place, holdings_of
from marsad.control.changes import POSITIONS, changes
from marsad.derived.answers import Fused, NewAnswer, Question
from marsad.derived.changed import changed_questions
from marsad.derived.forms import event_written, issue_written
from marsad.derived.memory import Memory
from marsad.derived.view import AT, View
from marsad.events.contradictions import contradicted
from marsad.events.testimonies import graded
from marsad.model import ClaimType, Event, Holding, Issue


@dataclass
class Step:
    """What changes from one entry to a later one: events by id, None where gone; else all of a key."""

    answers: dict[str, NewAnswer] = field(default_factory=dict)
    events: dict[str, Event | None] = field(default_factory=dict)
    issues: dict[str, list[Issue]] = field(default_factory=dict)
    control: dict[str, tuple[Holding, ...]] = field(default_factory=dict)


class Stepping:
    """Finds what changes, for one area; keeps between steps what depends on the area alone."""

    def __init__(self, area: Area) -> None:
        """The area must not change afterwards."""
        self.area = area
        self.allegiances = Allegiances(area)
        self.memory = Memory()
        self._baseline = baseline_by_place(area)

    def baseline(self) -> dict[str, tuple[Holding, ...]]:
        """Who holds what before the first report."""
        places = sorted(self._baseline)
        return {place: holdings_of(place, (), self._baseline[place], self.allegiances) for place in places}

    def view(self, kept: sqlite3.Connection, at: int) -> View:
        """What the tables held at entry ``at``."""
        return View(kept, at, self.area, self.allegiances, self.memory)

    def step(self, before: View, now: View) -> Step:
        """What changes between two views on the same tables; ``before`` must have been derived already."""
        made = Step()
        for question, recounted in sorted(changed_questions(before, now).items()):
            made.answers[question] = Question(question, before, now, recounted).answer()
        answers = made.answers.values()
        made.events = {each.id: None for answer in answers for each in answer.gone}
        made.events |= {event.id: graded(event) for answer in answers for event in answer.events}
        against: dict[str, tuple[set[str], list[Fused]]] = {}
        for each in (each for answer in answers for each in answer.gone if each.body):
            against.setdefault(str(each.place), (set(), []))[0].add(each.id)
        for each in (each for answer in answers for each in answer.made if each.body):
            against.setdefault(str(each.place), (set(), []))[1].append(each)
        for place, (gone, new) in sorted(against.items()):
            made.issues[place], held = self._held_against(place, (before, now), gone, new)
            made.events |= {event.id: graded(event) for event in held}
        known = before.events(made.events)
        made.events = {
            own: event for own, event in made.events.items() if event is None or known.get(own) != event
        }
        old = (known.get(own) for own in made.events)
        changed = (event for event in chain(made.events.values(), old) if event is not None)
        moved = sorted({event.place for event in changed if event.place and event.type in POSITIONS})
        here: dict[str, list[Event]] = {place: [] for place in moved}
        for event in made.events.values():
            if event is not None and event.place and event.type in POSITIONS:
                here[event.place].append(event)
        made.control = {place: self._holdings(place, before, made, here[place]) for place in moved}
        return made

    def _held_against(
        self, place: str, views: tuple[View, View], gone: set[str], new: Iterable[Fused]
    ) -> tuple[list[Issue], list[Event]]:
        """What is said of one place held against what else is said of it."""
        before, now = views
        rows = before.rows(f"SELECT id, body FROM fused WHERE place = :p AND body IS NOT NULL AND {AT}", p=place)
        bodies = {str(own): str(body) for own, body in rows if own not in gone}
        bodies |= {each.id: each.body for each in new if each.body}
        events = [self.memory.event(bodies[own]) for own in sorted(bodies)]
        sieges = (event for event in events if event.type is ClaimType.SIEGE)
        claims = now.claims(said.claim for event in sieges for said in event.testimonies)
        held, issues = contradicted(events, self.allegiances, claims)
        return issues, held

    def _holdings(self, place: str, before: View, made: Step, new: Iterable[Event]) -> tuple[Holding, ...]:
        marks = ", ".join(f"'{kind.value}'" for kind in POSITIONS)
        here = [*unchanged(before, made, f"place = :p AND type IN ({marks})", {"p": place}), *new]
        found = changes(here, self.area, self.allegiances).get(place, [])
        return holdings_of(place, found, self._baseline.get(place, ()), self.allegiances)


def unchanged(before: View, made: Step, where: str, given: Mapping[str, object]) -> Iterator[Event]:
    """The events for which ``where`` held before and that did not change."""
    for own, body in before.rows(f"SELECT id, body FROM events WHERE {where} AND {AT}", **given):
        if own not in made.events:
            yield before.memory.event(str(body))


def event_row(event: Event, memory: Memory) -> tuple[str | int | None, ...]:
    """An event as the table holds it, but for when it was known; it is remembered by its body."""
    body = event_written(event)
    memory.events.put(body, event)
    start, end = event.days.start, event.days.end
    return (
        event.id, event.type.value, event.place, scope_of(event), event.grade.value,
        start.isoformat() if start else None, end.isoformat() if end else None,
        event.killed.low if event.killed else None, int(event.route is not None), body,
    )  # fmt: skip


def issue_rows(place: str, issues: Iterable[Issue]) -> list[tuple[str, str]]:
    """Issues of one place as the table holds them."""
    return [(place, issue_written(each)) for each in issues]
