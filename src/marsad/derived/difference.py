"""What changed between two moments of knowing, and because of which entries of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from marsad.areas import Area
from marsad.casualties.tolls import EVERYWHERE, scope_of, tolls
from marsad.derived.forms import event_kept, holding_kept
from marsad.derived.kept import Derived
from marsad.derived.stepping import Step, unchanged
from marsad.derived.view import AT, View
from marsad.model import ClaimType, Control, Days, Event, Holding, Toll
from marsad.model.ids import Json
from marsad.model.wording import counted

NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Cause:
    """One entry of the ledger: its number, its kind, and the report or source that it is about."""

    seq: int
    kind: str
    subject: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is told otherwise: ``what`` it is (event, control, siege, toll), where, how before and after.

    ``because``: the entries in between on which it rests. Empty where only the standing of a source, or which
    report copies which, was found to be another.
    """

    what: str
    subject: str  # the id of a place, of an event without one, or another scope
    before: str
    after: str
    because: tuple[Cause, ...]
    event: str | None = None

    def to_json(self) -> dict[str, Json]:
        """As plain JSON."""
        causes: list[Json] = [{"seq": c.seq, "kind": c.kind, "subject": c.subject} for c in self.because]
        return {
            "what": self.what, "subject": self.subject, "event": self.event, "before": self.before,
            "after": self.after, "because": causes,
        }  # fmt: skip


class Difference:
    """What is told otherwise at ``until`` than at ``since``; the derived tables must have come that far."""

    def __init__(self, derived: Derived, since: datetime, until: datetime | None) -> None:
        """Find the entries of both moments."""
        self._derived, self._area = derived, derived.area
        self.first, self.last = derived.entry_at(since), derived.entry_at(until)
        self._before = derived.views(self.first)
        self._after = derived.views(self.last)

    def changes(self, as_of: date) -> tuple[Change, ...]:
        """Every event, and on the day ``as_of`` who holds each place; then every toll; in order of the subject."""
        events = list(self._events())
        return (*events, *self._control(as_of), *self._tolls())

    def places(self, of: ClaimType) -> tuple[str, ...]:
        """The places of which an event of this type is told otherwise."""
        events = (event for pair in self._event_pairs.values() for event in pair)
        found = {event.place for event in events if event is not None and event.type is of}
        return tuple(sorted(place for place in found if place))

    def because(self, before: Iterable[str], after: Iterable[str]) -> tuple[Cause, ...]:
        """The entries in between that brought or took away the claims by which the two differ."""
        causes: dict[int, Cause] = {}
        for claim in sorted(set(before) ^ set(after)):
            rows = self._derived.kept.execute(
                "SELECT seq, kind, subject FROM claims JOIN entries ON seq IN (known_from, known_to) "
                "WHERE claims.id = ? AND seq > ? AND seq <= ?",
                (claim, self.first, self.last),
            )
            causes.update((seq, Cause(seq, kind, subject)) for seq, kind, subject in rows)
        return tuple(causes[seq] for seq in sorted(causes))

    def _changed(self, table: str, key: str) -> set[str]:
        cut = self._before[0].at
        rows = self._derived.kept.execute(
            f"SELECT {key} FROM {table} WHERE known_from > :cut AND known_from <= :last "
            f"UNION SELECT {key} FROM {table} WHERE known_to > :cut AND known_to <= :last",
            {"cut": cut, "last": self.last},
        )
        return {name for (name,) in rows}

    @cached_property
    def _event_pairs(self) -> dict[str, tuple[Event | None, Event | None]]:
        ids = self._changed("events", "id") | self._before[2].events.keys() | self._after[2].events.keys()
        pairs = {own: (_event(own, *self._before), _event(own, *self._after)) for own in sorted(ids)}
        return {own: pair for own, pair in pairs.items() if pair[0] != pair[1]}

    def _events(self) -> Iterator[Change]:
        for own, (old, new) in self._event_pairs.items():
            shown = new or old
            assert shown is not None  # noqa: S101  a pair differs, so one of them is there
            because = self.because(old.claims if old else (), new.claims if new else ())
            subject = shown.place or shown.place_name or own
            yield Change("event", subject, self._event_words(old), self._event_words(new), because, own)

    def _control(self, as_of: date) -> Iterator[Change]:
        places = self._changed("control", "place") | self._before[2].control.keys() | self._after[2].control.keys()
        for place in sorted(places):
            old, new = (_holding(place, as_of, view, step) for view, _, step in (self._before, self._after))
            words = self._holding_words(old), self._holding_words(new)
            if words[0] != words[1]:
                because = self.because(old.claims if old else (), new.claims if new else ())
                yield Change("control", place, *words, because)

    def _tolls(self) -> Iterator[Change]:
        changed = (event for pair in self._event_pairs.values() for event in pair)
        for scope in sorted({scope_of(event) for event in changed if event is not None and event.killed}):
            old, new = (_tolls_of(scope, view, step) for view, _, step in (self._before, self._after))
            for cumulative in (False, True):
                pair = [[toll for toll in some if toll.cumulative is cumulative] for some in (old, new)]
                words = _toll_words(pair[0]), _toll_words(pair[1])
                if words[0] != words[1]:
                    claims = [{claim for toll in some for claim in toll.claims} for some in pair]
                    yield Change("running total" if cumulative else "toll", scope, *words, self.because(*claims))

    def _event_words(self, event: Event | None) -> str:
        if event is None:
            return NOT_KNOWN
        said = f"{event.type.value.replace('_', ' ')}, {_days(event.days)}, {event.grade.value}"
        who = ", ".join(_name(actor, self._area) for actor in event.agents)
        by = f", by {who}" if who else ""
        against = f", {len(event.disputed_by)} against" if event.disputed_by else ""
        origins, outlets = counted(len(event.origins), "origin"), counted(len(event.outlets), "outlet")
        return f"{said}{by}; {origins}, {outlets}{against}"

    def _holding_words(self, holding: Holding | None) -> str:
        if holding is None:
            return NOT_KNOWN
        who = ", ".join(_name(each, self._area) for each in (holding.holder, *holding.co_holders) if each)
        state = f"contested{f', held before by {who}' if who else ''}" if holding.contested else who or "unknown"
        return f"{state} since {holding.days.start}, {holding.grade.value}"


def _event(own: str, derived: View, _now: View, step: Step) -> Event | None:
    if own in step.events:
        return step.events[own]
    for (body,) in derived.rows(f"SELECT body FROM events WHERE id = :id AND {AT}", id=own):
        return event_kept(body)
    return None


def _holding(place: str, as_of: date, derived: View, step: Step) -> Holding | None:
    holdings = step.control.get(place)
    if holdings is None:
        rows = derived.rows(
            f"SELECT body FROM control WHERE place = :p AND valid_from <= :day AND valid_to > :day AND {AT}",
            p=place,
            day=as_of.isoformat(),
        )
        holdings = tuple(holding_kept(body) for (body,) in rows)
    return Control({place: holdings}).at(place, as_of)


def _tolls_of(scope: str, derived: View, step: Step) -> list[Toll]:
    there = unchanged(derived, step, "scope = :s AND killed_low IS NOT NULL", {"s": scope})
    new = (event for event in step.events.values() if event is not None and scope_of(event) == scope)
    return [toll for toll in tolls([*there, *new]) if toll.scope != EVERYWHERE]


def _toll_words(tolls: Iterable[Toll]) -> str:
    said = [
        f"{toll.killed_low} killed or more"
        if toll.killed_high is None
        else f"{toll.killed_low} killed"
        if toll.killed_high == toll.killed_low
        else f"{toll.killed_low} to {toll.killed_high} killed"
        for toll in sorted(tolls, key=lambda toll: (toll.days.start or date.min, toll.events))
    ]
    return "; ".join(said) or NOT_KNOWN


def _days(days: Days) -> str:
    if days.start is not None and days.last == days.start:
        return days.start.isoformat()
    return f"{days.start or '…'} to {days.last or '…'}"


def _name(actor: str, area: Area) -> str:
    known = area.actors.get(actor)
    return known.name if known else actor


Headline = Callable[[str, date], str]


def siege_changes(places: Iterable[str], as_of: date, before: Headline, after: Headline) -> Iterator[Change]:
    """Where the verdict on a siege is told otherwise: by its headline, at both moments."""
    for place in places:
        words = before(place, as_of), after(place, as_of)
        if words[0] != words[1]:
            yield Change("siege", place, *words, ())
