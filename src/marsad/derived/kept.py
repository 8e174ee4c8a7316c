"""The derived tables of one ledger, brought up to date entry by entry, asked for any moment, or made anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from marsad.areas import Area
from marsad.derived.file import STILL, lay_out, meta, opened, written_at_once
from marsad.derived.holders import keep_holdings
from marsad.derived.method import method
from marsad.derived.standing import Standing
from marsad.derived.stepping import Step, Stepping, event_row, issue_rows
from marsad.derived.taking import take
from marsad.derived.view import View
from marsad.errors import LedgerError
from marsad.ledger.entries import Entry, EntryKind, recorded_text
from marsad.ledger.erasure import erasure_of
from marsad.ledger.protocol import LedgerStore
from marsad.pipeline import Picture

ENTRIES_AT_ONCE = 1_000  # derived in one transaction where many wait
VERY_MANY, OF_VERY_MANY_AT_ONCE = 20_000, 4_000  # where so many wait: each step looks at most places again
Row = tuple[str | int | None, ...]
Told = Callable[[int, int], None]  # entries done, of how many


class Derived:
    """Tables derived from ``ledger`` with ``area``, to be opened by ``with``. Raises ``sqlite3.Error``."""

    def __init__(self, path: Path, open_ledger: Callable[[], LedgerStore], area: Area) -> None:
        """Open the tables; what was made by another method, of another area or ledger, is dropped later."""
        self.path, self.area = path, area
        self.kept = opened(path)
        try:
            self.ledger = open_ledger()
        except BaseException:
            self.kept.close()
            raise
        self.stepping = Stepping(area)

    def close(self) -> None:
        """Let go of the tables and of the ledger."""
        self.kept.close()
        self.ledger.close()

    def __enter__(self) -> Derived:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def at(self) -> int:
        """The number of the last entry that everything was derived from; 0 before the first."""
        (seq,) = self.kept.execute("SELECT max(seq) FROM cuts").fetchone()
        return seq or 0

    @property
    def behind(self) -> int:
        """How many entries the ledger has that nothing was derived from yet."""
        head = self.ledger.head()
        return (head.seq if head else 0) - self.at

    def catch_up(self, told: Told | None = None, at_once: int = 0) -> int:
        """Derive what follows from the entries that came since; gives how many there were.

        ``at_once`` entries at most (0: a thousand, more where very many wait) are one transaction: interrupted at
        any moment, it goes on from there. Where another process derives them just now, this waits for it as long
        as it gets ahead.
        """
        head = self.ledger.head()
        if not self._ours():
            with written_at_once(self.kept):
                if not self._ours():
                    self._begin_anew()
        last, done, start = head.seq if head else 0, 0, self.at
        while self.at < last:
            with written_at_once(self.kept, lambda: self.at):
                at = self.at  # another process may have gone ahead meanwhile
                many = at_once or (OF_VERY_MANY_AT_ONCE if last - at > VERY_MANY else ENTRIES_AT_ONCE)
                entries = list(islice(self.ledger.entries(after=at), min(many, max(last - at, 0))))
                if entries:
                    self._derive(at, entries, _partly(told, at - start, last - start))
                    done += len(entries)
            if told:
                told(self.at - start, last - start)
        return done

    def entry_at(self, known_at: datetime | None) -> int:
        """The number of the last entry recorded at ``known_at`` or before (None: of all); 0 if none."""
        if known_at is None:
            return self.at
        (seq,) = self.kept.execute(
            "SELECT max(seq) FROM entries WHERE recorded_at <= ?", (recorded_text(known_at),)
        ).fetchone()
        return seq or 0

    def views(self, seq: int) -> tuple[View, View, Step]:
        """The last entry up to ``seq`` of which the tables hold all; entry ``seq``; what changes between them."""
        (cut,) = self.kept.execute("SELECT max(seq) FROM cuts WHERE seq <= ?", (seq,)).fetchone()
        derived, now = (self.stepping.view(self.kept, at) for at in (cut or 0, seq))
        return derived, now, self.stepping.step(derived, now) if derived.at < seq else Step()

    def picture(self, seq: int, standing: Standing | None = None) -> Picture:
        """Everything concluded from the entries up to number ``seq``; :meth:`catch_up` must have come that far.

        ``standing``: what was read for earlier pictures of this ledger, so that only what changed is read.
        """
        return (standing or Standing(self.area)).picture(self, seq)

    @contextmanager
    def one_moment(self, seq: int) -> Iterator[None]:
        """Within: the tables as they are at one moment, derived from this ledger up to ``seq`` or further."""
        self.kept.execute("BEGIN")
        while not self._ours() or self.at < seq:  # another process has begun them anew meanwhile
            self.kept.execute("ROLLBACK")
            if not self.catch_up() and self._ours() and self.at < seq:
                raise LedgerError(f"the ledger has no entry {seq}")
            self.kept.execute("BEGIN")
        try:
            yield
        finally:
            self.kept.execute("ROLLBACK")

    def hash_at(self, cut: int) -> str:
        """The hash of the entry ``cut``, up to which everything was derived at one go; empty where it was not."""
        row = self.kept.execute("SELECT hash FROM cuts WHERE seq = ?", (cut,)).fetchone()
        return str(row[0]) if row else ""

    def rebuild(self, told: Told | None = None) -> int:
        """Drop all and derive it again; the same ledger gives the same tables, letter by letter."""
        with written_at_once(self.kept):
            self._begin_anew()
        done = self.catch_up(told)
        self.kept.execute("VACUUM")
        return done

    def _ours(self) -> bool:
        said = meta(self.kept)
        if (said.get("method"), said.get("area")) != (method(), self.area.hash):
            return False
        row = self.kept.execute("SELECT seq, hash FROM cuts ORDER BY seq DESC LIMIT 1").fetchone()
        if row is None:
            return True
        entry = next(self.ledger.entries(after=row[0] - 1), None)
        return entry is not None and (entry.seq, entry.hash) == (row[0], row[1])

    def _begin_anew(self) -> None:
        lay_out(self.kept)
        self.stepping.memory.reports.clear()
        rows = [("method", method()), ("area", self.area.hash)]
        if erased := max(_erasures(self.ledger.entries([EntryKind.JUDGEMENT])), default=0):
            rows.append(("erased", str(erased)))  # what was erased up to it, nobody reads any more
        self.kept.executemany("INSERT INTO meta VALUES (?, ?)", rows)
        for place, holdings in self.stepping.baseline().items():
            keep_holdings(self.kept, place, holdings, 0)

    def _derive(self, at: int, entries: Sequence[Entry], taken: Callable[[int], None] | None) -> None:
        erased = max(_erasures(entries), default=0)
        if at and erased > int(meta(self.kept).get("erased", 0)):
            self._begin_anew()  # what was erased at another desk must go here too
            return
        seq = take(self.kept, entries, self.stepping.memory, taken)
        views = (self.stepping.view(self.kept, each) for each in (at, seq))
        self._keep(self.stepping.step(*views), seq)
        self.kept.execute("INSERT INTO cuts VALUES (?, ?)", (seq, entries[-1].hash))

    def _keep(self, step: Step, seq: int) -> None:
        answers = step.answers.values()
        gone = [(seq, each.id, each.members, STILL) for answer in answers for each in answer.gone]
        self.kept.executemany("UPDATE fused SET known_to = ? WHERE id = ? AND members = ? AND known_to = ?", gone)
        self._insert("fused", (made.row for answer in answers for made in answer.made), seq)
        for question, answer in step.answers.items():
            if answer.idle_denials != answer.idle_before:
                idle = [(question, claim) for claim in sorted(answer.idle_denials)]
                self._replace("idle_denials", ("question", "claim"), idle, question, seq)
        ended = [(seq, own, STILL) for own in step.events]
        self.kept.executemany("UPDATE events SET known_to = ? WHERE id = ? AND known_to = ?", ended)
        made = (event for event in step.events.values() if event is not None)
        self._insert("events", (event_row(event, self.stepping.memory) for event in made), seq)
        for place, issues in step.issues.items():
            self._replace("issues", ("place", "body"), issue_rows(place, issues), place, seq)
        for place, holdings in step.control.items():
            keep_holdings(self.kept, place, holdings, seq)

    def _insert(self, table: str, rows: Iterable[tuple[Any, ...]], seq: int) -> None:
        ready = [(*row, seq, STILL) for row in rows]
        if ready:
            marks = ", ".join("?" * len(ready[0]))
            self.kept.executemany(f"INSERT INTO {table} VALUES ({marks})", ready)

    def _replace(self, table: str, columns: Sequence[str], rows: Iterable[Row], value: str, seq: int) -> None:
        """Put ``rows`` in the place of those with that ``value`` of the first of ``columns``.

        Those that stay the same are left as they are.
        """
        there = self.kept.execute(
            f"SELECT rowid, {', '.join(columns)} FROM {table} WHERE {columns[0]} = ? AND known_to = ?",
            (value, STILL),
        ).fetchall()
        before = {row[1:]: row[0] for row in there}
        new = [row for row in rows if before.pop(row, None) is None]
        ended = [(seq, rowid) for rowid in before.values()]
        self.kept.executemany(f"UPDATE {table} SET known_to = ? WHERE rowid = ?", ended)
        self._insert(table, new, seq)


def _erasures(entries: Iterable[Entry]) -> Iterator[int]:
    """The numbers of those that say that a report was erased."""
    return (each.seq for each in entries if each.kind is EntryKind.JUDGEMENT and erasure_of(each.body))


def _partly(told: Told | None, done: int, many: int) -> Callable[[int], None] | None:
    """Tells of entries taken in after ``done`` of ``many``: that is about half the work on them."""
    return (lambda taken: told(done + taken // 2, many)) if told else None


def dump(path: Path) -> Iterator[str]:
    """The tables as statements of SQL, the same for the same ledger and the same order of deriving."""
    kept = sqlite3.connect(path)
    try:
        yield from kept.iterdump()
    finally:
        kept.close()
