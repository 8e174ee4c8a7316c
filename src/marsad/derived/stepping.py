"""From one entry of the ledger to a later one: what changes in events, control and tolls, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from marsad.areas import Area
from marsad.areas.allegiances import Allegiances
from marsad.casualties.tolls import EVERYWHERE, scope_of, tolls
from marsad.control.assess import baseline_by_place, holdings_of
from marsad.control.changes import POSITIONS, changes
from marsad.derived.answers import NewAnswer, Question
from marsad.derived.changed import changed_questions
from marsad.derived.forms import event_kept, event_written, issue_written, toll_written
from marsad.derived.view import AT, View
from marsad.events.contradictions import contradicted
from marsad.events.testimonies import graded
from marsad.model import ClaimType, Event, Holding, Issue, Toll

HELD_AGAINST = (
    ClaimType.CAPTURE.value,
    ClaimType.CONTROL.value,
    ClaimType.SIEGE.value,
)  # see contradicted


@dataclass
class Step:
    """What changes from one entry to a later one: events by id, None where gone; else all of a key."""

    answers: dict[str, NewAnswer] = field(default_factory=dict)
    events: dict[str, Event | None] = field(default_factory=dict)
    issues: dict[str, list[Issue]] = field(default_factory=dict)
    control: dict[str, tuple[Holding, ...]] = field(default_factory=dict)
    tolls: dict[str, list[Toll]] = field(default_factory=dict)


class Stepping:
    """Finds what changes, for one area; keeps between steps what depends on the area alone."""

    def __init__(self, area: Area) -> None:
        """The area must not change afterwards."""
        self.area = area
        self.allegiances = Allegiances(area)
        self._baseline = baseline_by_place(area)

    def baseline(self) -> dict[str, tuple[Holding, ...]]:
        """Who holds what before the first report."""
        places = sorted(self._baseline)
        return {place: holdings_of(place, (), self._baseline[place], self.allegiances) for place in places}

    def step(self, before: View, now: View) -> Step:
        """What changes between two views on the same tables; ``before`` must have been derived already."""
        made = Step()
        for question, recounted in sorted(changed_questions(before, now).items()):
            made.answers[question] = Question(question, before, now, recounted).answer()
        gone = [each for answer in made.answers.values() for each in answer.gone]
        new = [each for answer in made.answers.values() for each in answer.made]
        made.events = dict.fromkeys(each.id for each in gone)
        made.events |= {each.id: graded(event_kept(each.body)) for each in new}
        for place in sorted({each.place for each in (*gone, *new) if each.place and each.type in HELD_AGAINST}):
            self._hold_against(place, before, now, made)
        known = _events_before(before, made.events)
        made.events = {
            own: event for own, event in made.events.items() if event is None or known.get(own) != event
        }
        changed = [event for event in chain(made.events.values(), known.values()) if event is not None]
        now_at = _by(lambda event: event.place if event.type in POSITIONS else None, made.events.values())
        for place in sorted({event.place for event in changed if event.place and event.type in POSITIONS}):
            made.control[place] = self._holdings(place, before, made, now_at.get(place, []))
        now_of = _by(lambda event: scope_of(event) if event.killed else None, made.events.values())
        for scope in sorted({scope_of(event) for event in changed if event.killed is not None}):
            made.tolls[scope] = _tolls(scope, before, made, now_of.get(scope, []))
        return made

    def _hold_against(self, place: str, before: View, now: View, made: Step) -> None:
        """Hold what is said of one place against what else is said of it."""
        marks = ", ".join(f"'{kind}'" for kind in HELD_AGAINST)
        rows = before.rows(f"SELECT id, body FROM fused WHERE place = :p AND type IN ({marks}) AND {AT}", p=place)
        bodies = {str(own): str(body) for own, body in rows}
        new = [each for answer in made.answers.values() for each in answer.made]
        for each in (each for answer in made.answers.values() for each in answer.gone):
            bodies.pop(each.id, None)

        bodies |= {each.id: each.body for each in new if each.place == place and each.type in HELD_AGAINST}
        events = [event_kept(bodies[own]) for own in sorted(bodies)]
        sieges = (event for event in events if event.type is ClaimType.SIEGE)
        claims = now.claims(said.claim for event in sieges for said in event.testimonies)
        held, issues = contradicted(events, self.allegiances, claims)
        made.events |= {event.id: graded(event) for event in held}
        made.issues[place] = issues

    def _holdings(self, place: str, before: View, made: Step, new: Iterable[Event]) -> tuple[Holding, ...]:
        marks = ", ".join(f"'{kind.value}'" for kind in POSITIONS)
        here = [*_unchanged(before, made, f"place = :p AND type IN ({marks})", {"p": place}), *new]
        found = changes(here, self.area, self.allegiances).get(place, [])
        return holdings_of(place, found, self._baseline.get(place, ()), self.allegiances)


def _by(key: Callable[[Event], str | None], events: Iterable[Event | None]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for event in events:
        if event is not None and (name := key(event)) is not None:
            found.setdefault(name, []).append(event)
    return found


def _events_before(before: View, ids: Iterable[str]) -> dict[str, Event]:
    wanted = sorted(ids)
    found = {}
    for own in wanted:
        for (body,) in before.rows(f"SELECT body FROM events WHERE id = :id AND {AT}", id=own):
            found[own] = event_kept(str(body))
    return found


def _unchanged(before: View, made: Step, where: str, given: Mapping[str, object]) -> Iterator[Event]:
    """The events for which ``where`` held before and that did not change."""
    for own, body in before.rows(f"SELECT id, body FROM events WHERE {where} AND {AT}", **given):
        if own not in made.events:
            yield event_kept(str(body))


def _tolls(scope: str, before: View, made: Step, new: Iterable[Event]) -> list[Toll]:
    there = _unchanged(before, made, "scope = :s AND killed_low IS NOT NULL", {"s": scope})
    return [toll for toll in tolls([*there, *new]) if toll.scope != EVERYWHERE]


def event_row(event: Event) -> tuple[str | int | None, ...]:
    """An event as the table holds it, but for when it was known."""
    start, end = event.days.start, event.days.end
    return (
        event.id, event.type.value, event.place, scope_of(event), event.grade.value,
        start.isoformat() if start else None, end.isoformat() if end else None,
        event.killed.low if event.killed else None, event_written(event),
    )  # fmt: skip


def issue_rows(place: str, issues: Iterable[Issue]) -> list[tuple[str, str]]:
    """Issues of one place as the table holds them."""
    return [(place, issue_written(each)) for each in issues]


def toll_rows(found: Iterable[Toll]) -> list[tuple[str | int | None, ...]]:
    """Tolls of one scope as the table holds them."""
    return [(each.scope, each.killed_low, each.killed_high, toll_written(each)) for each in found]
