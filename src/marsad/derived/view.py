"""What the derived tables held at one entry of the ledger, as the stages ask for it. Nothing is written here."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from marsad.areas import Area
from marsad.areas.allegiances import Allegiances
from marsad.derived.memory import Memory
from marsad.derived.taking import REPORT_COLUMNS, report_kept
from marsad.events.origins import Origins
from marsad.events.testimonies import Witness, witness_of
from marsad.ledger import bodies
from marsad.model import Claim, Event, Report, Source

AT = "known_from <= :at AND known_to > :at"
AT_ONCE = 500


class View:
    """The first tables as of entry ``at``: who told what and when, and which report copies which."""

    def __init__(
        self,
        kept: sqlite3.Connection,
        at: int,
        area: Area,
        allegiances: Allegiances,
        memory: Memory | None = None,
    ) -> None:
        """Look nothing up yet. ``memory``: what other views on the same tables have parsed."""
        self.kept, self.at, self.area, self.allegiances = kept, at, area, allegiances
        self.memory = memory or Memory()
        self.reports: Mapping[str, Report] = _Reports(kept, at, self.memory)
        self.copied_from: Mapping[str, str] = _Copies(kept, at)

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The sources, each as last registered, in the order in which they were first."""
        found: dict[str, Source] = {}
        for (body,) in self.rows(f"SELECT body FROM sources WHERE {AT} ORDER BY id"):
            source = bodies.source_of(json.loads(body))
            found[source.id] = source
        return found

    @cached_property
    def origins(self) -> Origins:
        """Who stands behind a claim."""
        return Origins(self.sources, self.area, self.copied_from, self.reports)

    @cached_property
    def witness(self) -> Witness:
        """Makes the testimony of a claim."""
        return witness_of(self.origins, self.reports, self.allegiances)

    def rows(self, statement: str, **given: object) -> Iterator[tuple[Any, ...]]:
        """The rows of ``statement``, in which ``:at`` is the entry of this view."""
        return iter(self.kept.execute(statement, {"at": self.at, **given}))

    def claims(self, ids: Iterable[str]) -> dict[str, Claim]:
        """The claims with these ids."""
        return {own: self.memory.claim(body) for own, body in self._bodies("claims", ids)}

    def events(self, ids: Iterable[str]) -> dict[str, Event]:
        """The events with these ids, as they were at this entry."""
        return {own: self.memory.event(body) for own, body in self._bodies("events", ids)}

    def _bodies(self, table: str, ids: Iterable[str]) -> Iterator[tuple[str, str]]:
        wanted = sorted(set(ids))
        for start in range(0, len(wanted), AT_ONCE):
            part = wanted[start : start + AT_ONCE]
            marks = ",".join("?" * len(part))
            yield from self.kept.execute(
                f"SELECT id, body FROM {table} WHERE id IN ({marks}) AND known_from <= ? AND known_to > ?",
                (*part, self.at, self.at),
            )


class _Reports(Mapping[str, Report]):
    """The reports, without their texts, each looked up once."""

    def __init__(self, kept: sqlite3.Connection, at: int, memory: Memory) -> None:
        self._kept, self._at, self._memory = kept, at, memory.reports

    def __getitem__(self, report: str) -> Report:
        found = self._memory.get(report)
        if found is None:
            row = self._kept.execute(
                f"SELECT seq, {REPORT_COLUMNS} FROM reports WHERE id = ?", (report,)
            ).fetchone()
            if row is None:
                raise KeyError(report)
            found = self._memory.put(report, (row[0], report_kept(row[1:])))
        if found[0] > self._at:
            raise KeyError(report)
        return found[1]

    def __iter__(self) -> Iterator[str]:
        rows = self._kept.execute("SELECT id FROM reports WHERE seq <= ? ORDER BY seq", (self._at,))
        return (own for (own,) in rows)

    def __len__(self) -> int:
        (count,) = self._kept.execute("SELECT count(*) FROM reports WHERE seq <= ?", (self._at,)).fetchone()
        return int(count)


class _Copies(Mapping[str, str]):
    """The reports that are copies, each with the first of its group, looked up once."""

    def __init__(self, kept: sqlite3.Connection, at: int) -> None:
        self._kept, self._at = kept, at
        self._found: dict[str, str | None] = {}

    def __getitem__(self, report: str) -> str:
        if report not in self._found:
            row = self._kept.execute(
                f"SELECT first FROM copies WHERE report = :report AND {AT}",
                {"report": report, "at": self._at},
            ).fetchone()
            self._found[report] = row[0] if row else None
        found = self._found[report]
        if found is None:
            raise KeyError(report)
        return found

    def __iter__(self) -> Iterator[str]:
        rows = self._kept.execute(f"SELECT report FROM copies WHERE {AT} ORDER BY report", {"at": self._at})
        return (own for (own,) in rows)

    def __len__(self) -> int:
        (count,) = self._kept.execute(f"SELECT count(*) FROM copies WHERE {AT}", {"at": self._at}).fetchone()
        return int(count)
