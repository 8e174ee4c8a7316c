"""Fusing one question anew: only what changed is put together again, and the rest stays as it was kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

import numpy as np

from marsad.derived.forms import event_written, statement_kept
from marsad.derived.view import AT, View
from marsad.events.assembly import event_of
from marsad.events.clusters import Cluster, clusters
from marsad.events.denials import (
    ANSWER_DAYS,
    UNDATED_ANSWER_DAYS,
    Candidate,
    answered,
    counting,
    first_told,
    may_answer,
)
from marsad.events.statements import Statement
from marsad.events.testimonies import with_testimonies
from marsad.model import ClaimType, Days, Event, Modality, Testimony

# What is held against other events of its place: see :func:`marsad.events.contradictions.contradicted`.
HELD_AGAINST = frozenset({ClaimType.CAPTURE, ClaimType.CONTROL, ClaimType.SIEGE})
FAR = 10**7  # days; beyond every date


@dataclass(frozen=True, slots=True)
class Fused:
    """One event before others are held against it, as kept: of which claims, and whether a denial answers it."""

    id: str
    question: str
    members: str  # a hash of the ids of the claims that say so
    denied: bool
    place: str | None
    type: str
    days: Days
    first_told: date | None
    body: str | None  # None where nothing else of its place can contradict it: the event is as it was fused

    @property
    def row(self) -> tuple[str | int | None, ...]:
        """As the table holds it."""
        start, end = self.days.start, self.days.end
        return (
            self.id, self.question, self.members, int(self.denied), self.place, self.type,
            start.isoformat() if start else None, end.isoformat() if end else None,
            self.first_told.isoformat() if self.first_told else None, self.body,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """What changed on one question: events gone (as they were kept) and made, and denials of nothing known."""

    gone: tuple[Fused, ...]
    made: tuple[Fused, ...]
    events: tuple[Event, ...]  # all that were put together again
    idle_denials: frozenset[str]  # all of them, by id of the claim
    idle_before: frozenset[str]


_COLUMNS = "id, question, members, denied, place, type, first_day, end_day, first_told, body"


class Question:
    """One question between two entries: what its claims say now, and what was kept of them before."""

    def __init__(self, question: str, before: View, now: View, recounted: Iterable[str]) -> None:
        """``recounted``: claims behind which another is found to stand, though they say the same."""
        self.question, self.before, self.now = question, before, now
        self._recounted = set(recounted)
        self._new_denial = set(self._recounted)
        said: dict[str, dict[str, list[str]]] = {Modality.ASSERTED: {}, Modality.DENIED: {}}
        rows = now.rows(
            "SELECT modality, statement, id, known_from FROM claims WHERE question = :q "
            f"AND modality IN ('asserted', 'denied') AND {AT} ORDER BY id",
            q=question,
        )
        for modality, statement, claim, known_from in rows:
            said[modality].setdefault(statement, []).append(claim)
            if modality == Modality.DENIED and known_from > before.at:
                self._new_denial.add(claim)
        self._ids = {statement_kept(each): ids for each, ids in said[Modality.ASSERTED].items()}
        self._denials = self._with_claims(said[Modality.DENIED])
        (self._denial_gone,) = now.kept.execute(
            "SELECT count(*) FROM claims WHERE question = :q AND modality = 'denied' AND known_to > :before "
            "AND known_to <= :now AND known_from <= :before",
            {"q": question, "before": before.at, "now": now.at},
        ).fetchone()
        kept = before.rows(
            "SELECT members, id, denied, first_day, end_day, first_told FROM fused "
            f"WHERE question = :q AND {AT} ORDER BY members",
            q=question,
        )
        self._kept: dict[str, _Kept] = {str(row[0]): _Kept(*row[1:]) for row in kept}
        self._idle = frozenset(
            str(claim)
            for (claim,) in before.rows(f"SELECT claim FROM idle_denials WHERE question = :q AND {AT}", q=question)
        )

    def _with_claims(self, found: Mapping[str, Sequence[str]]) -> list[Statement]:
        if not found:
            return []
        claims = self.now.claims(claim for ids in found.values() for claim in ids)
        made = [statement_kept(each).said_by([claims[own] for own in ids]) for each, ids in found.items()]
        return sorted(made, key=lambda statement: (statement.block, statement.order))

    def answer(self) -> NewAnswer:
        """What changes on this question."""
        found = {self._members(cluster): cluster for cluster in clusters(self._ids, self.now.allegiances)}
        anew = {key for key, cluster in found.items() if key not in self._kept or self._recounts(cluster)}
        for key, kept in self._kept.items():
            if kept.denied and (key not in found or key in anew or self._denial_gone):
                self._new_denial |= self._denials_of(key)
                anew |= {key} & found.keys()
        events, full = self._put_together(found, anew)
        judged: dict[int, str | None] = {}
        if self._denials:
            judged, changed = self._judged(found, events, full)
            more, more_full = self._put_together(found, changed - anew)
            events, full = events | more, full | more_full
        return self._compared(found, *self._denied(events, full, judged), full)

    def _denied(
        self, events: Mapping[str, Event], full: Mapping[str, Cluster], judged: Mapping[int, str | None]
    ) -> tuple[dict[str, Event], dict[str, Event], frozenset[str]]:
        """The events, the same with what denies them, and which claims of denials count against nothing."""
        against: dict[str, list[Testimony]] = {key: [] for key in events}
        idle: set[str] = set()
        for at, key in sorted(judged.items()):
            denial = self._denials[at]
            counted = counting(denial, full[key], self.now.reports, self.now.witness) if key else []
            if key:
                against[key] += [self.now.witness(claim, False) for claim in counted]
            idle |= {claim.id for claim in denial.claims if claim not in counted}
        denials = {claim.id for denial in self._denials for claim in denial.claims}
        again = {claim.id for at in judged for claim in self._denials[at].claims}
        answered = {key: with_testimonies(event, against[key]) for key, event in events.items()}
        return dict(events), answered, frozenset(idle | ((self._idle & denials) - again))

    def _rows_kept(self, keys: Iterable[str]) -> dict[str, Fused]:
        """What was kept of these clusters."""
        found: dict[str, Fused] = {}
        for key in keys:
            rows = self.before.rows(
                f"SELECT {_COLUMNS} FROM fused WHERE question = :q AND members = :m AND {AT}",
                q=self.question,
                m=key,
            )
            found.update((key, _fused_of(row)) for row in rows)
        return found

    def _denials_of(self, key: str) -> set[str]:
        """The claims by which what was kept of a cluster was denied."""
        fused = self._rows_kept([key])[key]
        event = self.now.memory.event(fused.body) if fused.body else self.before.events([fused.id])[fused.id]
        return {said.claim for said in event.testimonies if not said.supports}

    def _put_together(
        self, found: Mapping[str, Cluster], keys: Set[str]
    ) -> tuple[dict[str, Event], dict[str, Cluster]]:
        """The events of these clusters, and the clusters with their claims."""
        claims = self.now.claims(
            claim for key in keys for statement in found[key] for claim in self._ids[statement]
        )
        full = {
            key: tuple(
                statement.said_by([claims[own] for own in self._ids[statement]]) for statement in found[key]
            )
            for key in sorted(keys)
        }
        return {key: event_of(full[key], self.now.reports, self.now.witness) for key in full}, full

    def _judged(
        self, found: Mapping[str, Cluster], events: Mapping[str, Event], full: Mapping[str, Cluster]
    ) -> tuple[dict[int, str | None], set[str]]:
        """Of each denial that must be counted again, by number, which cluster it answers; and what to make anew.

        Those are the denials that are new, or that may answer an event made anew, and all that answer an event
        that one of them answers, or did before. What another denial answers stays as it was.
        """
        candidates = {
            key: Candidate(events[key].id, events[key].days, first_told(full[key], self.now.reports), found[key])
            if key in events
            else self._kept[key].candidate(found[key])
            for key in sorted(found)
        }
        keys = {each.id: key for key, each in candidates.items()}
        times = _Times(list(candidates.values()))
        touched = [
            at
            for at, denial in enumerate(self._denials)
            if any(claim.id in self._new_denial for claim in denial.claims)
            or any(_may_answer(denial, candidates[key]) for key in events)
        ]
        changed = set(events)
        chosen: dict[int, str | None] = {}
        for at in touched:
            reach = times.of(self._denials[at])
            answer = answered(self._denials[at], reach, self.now.allegiances)
            chosen[at] = keys[answer.id] if answer else None
            before = {keys[each.id] for each in reach}
            changed |= {key for key in before if key in self._kept and self._kept[key].denied}
            changed |= {keys[answer.id]} if answer else set()
        for at, denial in enumerate(self._denials):
            if at not in chosen and any(_may_answer(denial, candidates[key]) for key in changed):
                answer = answered(denial, times.of(denial), self.now.allegiances)
                if answer and keys[answer.id] in changed:
                    chosen[at] = keys[answer.id]
        return chosen, changed

    def _compared(
        self,
        found: Mapping[str, Cluster],
        events: Mapping[str, Event],
        answered: Mapping[str, Event],
        idle: frozenset[str],
        full: Mapping[str, Cluster],
    ) -> NewAnswer:
        """What differs from what was kept."""
        made = [
            self._made(key, event, full[key], denied=event is not events[key])
            for key, event in sorted(answered.items())
        ]
        gone = list(self._rows_kept(key for key in self._kept if key not in found or key in events).values())
        same = {old.row for old in gone} & {new.row for new in made}
        return NewAnswer(
            tuple(each for each in gone if each.row not in same),
            tuple(each for each in made if each.row not in same),
            tuple(answered[each.members] for each in made if not each.body or each.row not in same),
            idle,
            self._idle,
        )

    def _members(self, cluster: Cluster) -> str:
        ids = sorted(claim for statement in cluster for claim in self._ids[statement])
        return blake2b(" ".join(ids).encode(), digest_size=10).hexdigest()

    def _recounts(self, cluster: Cluster) -> bool:
        return bool(self._recounted) and any(
            claim in self._recounted for statement in cluster for claim in self._ids[statement]
        )

    def _made(self, key: str, event: Event, cluster: Cluster, *, denied: bool) -> Fused:
        body = event_written(event) if event.place and event.type in HELD_AGAINST else None
        if body:
            self.now.memory.events.put(body, event)
        return Fused(
            event.id, self.question, key, denied, event.place, event.type.value, event.days,
            first_told(cluster, self.now.reports), body,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is looked at of every event that was kept."""

    id: str
    denied: int
    first_day: str | None
    end_day: str | None
    first_told: str | None

    def candidate(self, cluster: Cluster) -> Candidate:
        """As what a denial may answer."""
        told = date.fromisoformat(self.first_told) if self.first_told else None
        return Candidate(self.id, event_days(self.first_day, self.end_day), told, cluster)


def _may_answer(denial: Statement, event: Candidate) -> bool:
    return may_answer(denial, event.days, event.told)


class _Times:
    """Finds which events a denial may answer in time; most fall out at once."""

    def __init__(self, events: Sequence[Candidate]) -> None:
        self._events = events
        starts = [each.days.start.toordinal() if each.days.start else -FAR for each in events]
        ends = [each.days.end.toordinal() if each.days.end else FAR for each in events]
        self._starts, self._ends = np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64)

    def of(self, denial: Statement) -> list[Candidate]:
        """In the order in which they were given."""
        start = denial.days.start.toordinal() if denial.days.start else -FAR
        end = denial.days.end.toordinal() if denial.days.end else FAR
        if denial.days.start is None and denial.days.end is not None:
            late = end - self._ends <= UNDATED_ANSWER_DAYS
        else:
            late = start < self._ends + ANSWER_DAYS
        near = np.nonzero((self._starts < end) & late)[0].tolist()
        return [self._events[at] for at in near if _may_answer(denial, self._events[at])]


def _fused_of(row: Sequence[object]) -> Fused:
    own, question, members, denied, place, kind, first, end, told, body = row
    days = event_days(first, end)
    return Fused(
        str(own), str(question), str(members), bool(denied), str(place) if place is not None else None, str(kind),
        days, date.fromisoformat(str(told)) if told else None, str(body) if body else None,
    )  # fmt: skip


def event_days(first: object, end: object) -> Days:
    """Days as two columns hold them."""
    return Days(date.fromisoformat(str(first)) if first else None, date.fromisoformat(str(end)) if end else None)
