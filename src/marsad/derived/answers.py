"""Fusing one question anew: only what changed is put together again, and the rest stays as it was kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b

import numpy as np

from marsad.derived.forms import event_kept, event_written, statement_kept
from marsad.derived.view import AT, View
from marsad.events.assembly import event_of
from marsad.events.clusters import Cluster, clusters
from marsad.events.denials import ANSWER_DAYS, UNDATED_ANSWER_DAYS, denied_events, first_told, may_answer
from marsad.events.statements import Statement
from marsad.model import Claim, Days, Event, Modality

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
    body: str

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
    """What changed on one question: events gone (as they were kept), events made, and denials of nothing known."""

    gone: tuple[Fused, ...]
    made: tuple[Fused, ...]
    idle_denials: frozenset[str]  # all of them, by id of the claim


_COLUMNS = "id, question, members, denied, place, type, first_day, end_day, first_told, body"


class Question:
    """One question between two entries: what its claims say now, and what was kept of them before."""

    def __init__(self, question: str, before: View, now: View, recounted: Iterable[str]) -> None:
        """``recounted``: claims behind which another is found to stand, though they say the same."""
        self.question, self.now = question, now
        self._recounted = set(recounted)
        self._ids: dict[Statement, list[str]] = {}
        self._asserted = self._statements(Modality.ASSERTED)
        self._denials = self._statements(Modality.DENIED)
        self._new_denial = {
            claim
            for (claim,) in now.kept.execute(
                "SELECT id FROM claims WHERE question = :q AND modality = 'denied' AND known_from > :before "
                "AND known_from <= :now",
                {"q": question, "before": before.at, "now": now.at},
            )
        } | self._recounted
        (self._denial_gone,) = now.kept.execute(
            "SELECT count(*) FROM claims WHERE question = :q AND modality = 'denied' AND known_to > :before "
            "AND known_to <= :now AND known_from <= :before",
            {"q": question, "before": before.at, "now": now.at},
        ).fetchone()
        rows = before.rows(f"SELECT {_COLUMNS} FROM fused WHERE question = :q AND {AT}", q=question)
        self._kept = {fused.members: fused for fused in map(_fused_of, rows)}
        self._idle = {
            str(claim)
            for (claim,) in before.rows(f"SELECT claim FROM idle_denials WHERE question = :q AND {AT}", q=question)
        }

    def _statements(self, modality: Modality) -> list[Statement]:
        rows = self.now.rows(
            f"SELECT statement, id FROM claims WHERE question = :q AND modality = :m AND {AT} ORDER BY id",
            q=self.question,
            m=modality.value,
        )
        found: dict[Statement, list[str]] = {}
        for statement, claim in rows:
            ids = found.setdefault(statement_kept(str(statement)), [])
            ids.append(str(claim))
        if modality is Modality.ASSERTED:
            self._ids = found
            return list(found)
        return self._with_denials(found)

    def _with_denials(self, found: dict[Statement, list[str]]) -> list[Statement]:
        claims = self.now.claims(claim for ids in found.values() for claim in ids)
        made = [replace(each, claims=tuple(claims[own] for own in ids)) for each, ids in found.items()]
        return sorted(made, key=lambda statement: (statement.block, statement.order))

    def answer(self) -> NewAnswer:
        """What changes on this question."""
        found = {self._members(cluster): cluster for cluster in clusters(self._asserted, self.now.allegiances)}
        anew = {key for key, cluster in found.items() if key not in self._kept or self._recounts(cluster)}
        for key, fused in self._kept.items():
            if fused.denied and (key not in found or key in anew or self._denial_gone):
                self._new_denial |= {
                    said.claim for said in event_kept(fused.body).testimonies if not said.supports
                }
                anew |= {key} & found.keys()
        events, full = self._put_together(found, anew)
        touched = self._denials_touched(found, anew, events, full)
        more, more_full = self._put_together(found, anew - events.keys())
        events, full = events | more, full | more_full
        denials = [self._denials[at] for at in sorted(touched)]
        pairs = [(events[key], full[key]) for key in sorted(anew)]
        answered, idle = denied_events(pairs, denials, self.now.reports, self.now.witness, self.now.allegiances)
        made = [
            self._made(key, event, full[key], denied=event is not events[key])
            for key, event in zip(sorted(anew), answered, strict=True)
        ]
        return self._compared(found.keys(), anew, made, denials, idle)

    def _put_together(
        self, found: Mapping[str, Cluster], keys: Set[str]
    ) -> tuple[dict[str, Event], dict[str, Cluster]]:
        """The events of these clusters, and the clusters with their claims."""
        claims = self.now.claims(
            claim for key in keys for statement in found[key] for claim in self._ids[statement]
        )
        full = {
            key: tuple(
                replace(statement, claims=tuple(claims[own] for own in self._ids[statement]))
                for statement in found[key]
            )
            for key in sorted(keys)
        }
        return {key: event_of(full[key], self.now.reports, self.now.witness) for key in full}, full

    def _denials_touched(
        self,
        found: Mapping[str, Cluster],
        anew: set[str],
        events: Mapping[str, Event],
        full: Mapping[str, Cluster],
    ) -> set[int]:
        """Which denials must be put to their events again; all that they may answer is added to ``anew``."""
        if not self._denials:
            return set()
        keys = sorted(found)
        times = [
            (events[key].days, first_told(full[key], self.now.reports))
            if key in events
            else (self._kept[key].days, self._kept[key].first_told)
            for key in keys
        ]
        reach = [{keys[at] for at in _in_time(denial, times)} for denial in self._denials]
        touched = {
            at
            for at, denial in enumerate(self._denials)
            if any(claim.id in self._new_denial for claim in denial.claims) or reach[at] & anew
        }
        waiting = set(touched)
        while waiting:
            more = reach[waiting.pop()] - anew
            anew |= more
            waiting |= (others := {at for at in range(len(reach)) if at not in touched and reach[at] & more})
            touched |= others
        return touched

    def _compared(
        self,
        found: Set[str],
        anew: Set[str],
        made: Sequence[Fused],
        denials: Iterable[Statement],
        idle: Iterable[Claim],
    ) -> NewAnswer:
        """What differs from what was kept."""
        gone = [fused for key, fused in self._kept.items() if key not in found or key in anew]
        same = {old.row for old in gone} & {new.row for new in made}
        judged = {claim.id for denial in denials for claim in denial.claims}
        there = {claim.id for denial in self._denials for claim in denial.claims}
        return NewAnswer(
            tuple(each for each in gone if each.row not in same),
            tuple(each for each in made if each.row not in same),
            frozenset({claim.id for claim in idle} | ((self._idle & there) - judged)),
        )

    def _members(self, cluster: Cluster) -> str:
        ids = sorted(claim for statement in cluster for claim in self._ids[statement])
        return blake2b(" ".join(ids).encode(), digest_size=10).hexdigest()

    def _recounts(self, cluster: Cluster) -> bool:
        return bool(self._recounted) and any(
            claim in self._recounted for statement in cluster for claim in self._ids[statement]
        )

    def _made(self, key: str, event: Event, cluster: Cluster, *, denied: bool) -> Fused:
        return Fused(
            event.id, self.question, key, denied, event.place, event.type.value, event.days,
            first_told(cluster, self.now.reports), event_written(event),
        )  # fmt: skip


def _in_time(denial: Statement, times: Sequence[tuple[Days, date | None]]) -> list[int]:
    """Which of the events of these days, first told of then, the denial may answer; most fall out at once."""
    starts = np.array([days.start.toordinal() if days.start else -FAR for days, _ in times], dtype=np.int64)
    ends = np.array([days.end.toordinal() if days.end else FAR for days, _ in times], dtype=np.int64)
    start = denial.days.start.toordinal() if denial.days.start else -FAR
    end = denial.days.end.toordinal() if denial.days.end else FAR
    if denial.days.start is None and denial.days.end is not None:
        late = end - ends <= UNDATED_ANSWER_DAYS
    else:
        late = start < ends + ANSWER_DAYS
    near: list[int] = np.nonzero((starts < end) & late)[0].tolist()
    return [at for at in near if may_answer(denial, *times[at])]


def _fused_of(row: Sequence[object]) -> Fused:
    own, question, members, denied, place, kind, first, end, told, body = row
    days = event_days(first, end)
    return Fused(
        str(own), str(question), str(members), bool(denied), str(place) if place is not None else None, str(kind),
        days, date.fromisoformat(str(told)) if told else None, str(body),
    )  # fmt: skip


def event_days(first: object, end: object) -> Days:
    """Days as two columns hold them."""
    return Days(date.fromisoformat(str(first)) if first else None, date.fromisoformat(str(end)) if end else None)
