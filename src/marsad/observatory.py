"""An observatory: a folder with one ledger, its originals and its settings, and the questions one asks of it.

>>> from datetime import date
>>> import marsad
>>> observatory = marsad.Observatory.create("al-bab", area="syria")   # doctest: +SKIP
>>> observatory.add(["reports/"])                                     # doctest: +SKIP
>>> observatory.siege("Al-Bab", as_of=date(2017, 2, 6)).headline       # doctest: +SKIP
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from pathlib import Path

from marsad.areas import Area, load_area
from marsad.asking import Answer, Asking
from marsad.derived.file import DERIVED_FILE
from marsad.derived.kept import Derived
from marsad.derived.received import Before, received_before
from marsad.derived.standing import Standing
from marsad.errors import UsageError
from marsad.ledger import bodies
from marsad.ledger.backup import Progress as Steps
from marsad.ledger.entries import Entry, EntryKind, NewEntry
from marsad.ledger.knowledge import Knowledge, knowledge_of
from marsad.ledger.known_so_far import KnownSoFar
from marsad.ledger.opening import OriginalsStore, ledger_in, must_have_ledger, originals_in
from marsad.ledger.protocol import LedgerStore
from marsad.ledger.reliability import AS_REGISTERED, reliability_body
from marsad.ledger.restoring import restore
from marsad.making import make
from marsad.model import Reliability, Source, SourceKind
from marsad.pipeline import Picture, picture_of
from marsad.plugins import is_remote, reader_named
from marsad.publication.assembly import Progress
from marsad.publication.content import EditionContent, EditionManifest
from marsad.publication.edition import publish
from marsad.reading.ahead import ReadingAhead
from marsad.reading_again import ReadAgain, ReadingAgain, ReadTogether
from marsad.receiving import Added, Intake, Receiving, told
from marsad.reports.form import Receipt
from marsad.reports.lines import line_from
from marsad.reports.receive import Received, ReportDefaults
from marsad.reports.sources import Sources, read_register, source_id
from marsad.reports.tables.intake import confirm_given
from marsad.safekeeping import Safekeeping
from marsad.settings import read_settings

FAR_BEHIND = 5_000  # entries that take longer to derive from than to read
FUSED_ANEW = 200  # entries of a ledger so small that fusing it anew is as quick as opening derived tables

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The time now, UTC."""
    return datetime.now(UTC)


class Observatory(Asking, Safekeeping):
    """The observatory in the folder ``path``, made by :meth:`create`.

    Every question takes ``as_of`` (when it was so on the ground; a day) and ``known_at`` (when the ledger knew
    it; a moment, UTC; None = now). Raises NotAnObservatoryError where the folder is none.
    """

    def __init__(self, path: str | Path, *, clock: Clock = system_clock) -> None:
        self.path = Path(path)
        self.settings = read_settings(self.path)
        must_have_ledger(self.path, self.settings.store)
        self.area: Area = load_area(self.settings.area)
        self.originals: OriginalsStore = originals_in(self.path, self.settings.store)
        self._clock = clock
        self._known, self._standing = KnownSoFar(), Standing(self.area)
        self._head: Entry | None = None
        self._picture = lru_cache(maxsize=16)(self._picture_at)

    @classmethod
    def create(
        cls,
        path: str | Path,
        *,
        area: str = "syria",
        title: str = "",
        replay: bool = False,
        store: str = "",
        join: bool = False,
        clock: Clock = system_clock,
    ) -> Observatory:
        """Make a new observatory in ``path``, which must be empty or not exist.

        ``store`` is the address of a PostgreSQL server, without a password, for several desks; left out, the
        ledger is a file in the folder. With ``join`` the ledger is there already and this folder works on it too.

        With ``replay`` the ledger runs on the reports' own publication times, as though each had arrived when it
        was published: for archives and demonstrations. The ledger says so in its first entry, for good.
        """
        folder = Path(path)
        make(folder, area, title, clock, replay=replay, store=store, join=join)
        return cls(folder, clock=clock)

    @classmethod
    def restore(
        cls,
        file: str | Path,
        folder: str | Path,
        passphrase: str,
        *,
        store: str = "",
        progress: Steps | None = None,
    ) -> Observatory:
        """The observatory in the new folder ``folder``, made from a backup and verified.

        Raises UsageError, VaultError (wrong passphrase, altered file), VerificationError; then nothing is left.
        """
        restore(Path(file), Path(folder), passphrase, store=store, progress=progress)
        return cls(folder)

    def ledger(self, *, writable: bool = False) -> LedgerStore:
        """Open the ledger that the settings name: a context manager. Raises LedgerError."""
        return ledger_in(self.path, self.settings.store, writable=writable)

    # --- receiving and reading -------------------------------------------------------------------------------

    def add_sources(self, file: str | Path) -> tuple[Source, ...]:
        """Register the sources of a CSV table.

        Its columns: key, name, kind, language, allegiance, aliases, confidential, reliability. The last is
        recorded as a judgement, as :meth:`judge_source` does, where it differs from the one before. Gives the
        sources that are new or said otherwise. Raises UsageError with the line.
        """
        knowledge, register = self.knowledge(), read_register(Path(file))
        new = tuple(each for each in register.sources if knowledge.sources.get(each.id) != each)
        judged = {
            own: letter
            for own, letter in register.reliability.items()
            if knowledge.reliability.get(own) is not letter
        }
        with self.ledger(writable=True) as ledger:
            now = self.moment(ledger)
            entries = [NewEntry(EntryKind.SOURCE, bodies.source_body(source), now) for source in new]
            entries += [
                NewEntry(EntryKind.JUDGEMENT, reliability_body(own, letter, AS_REGISTERED), now)
                for own, letter in judged.items()
            ]
            ledger.append_all(entries)
        return new

    def confidential_source(self, pseudonym: str) -> tuple[Source, bool]:
        """The confidential source of this pseudonym, and whether it was registered just now.

        Raises UsageError where a source of this name is registered as one that is not confidential.
        """
        try:
            name = line_from(pseudonym)
        except ValueError as error:
            raise UsageError(f"the pseudonym: {error}") from error
        if not name:
            raise UsageError("a pseudonym has a letter or more")
        known = Sources(self.knowledge().sources.values()).named(name)
        if known is not None:
            if not known.confidential:
                raise UsageError(f"{known.id} is registered and not confidential: take another pseudonym")
            return known, False
        source = Source(id=source_id(name), name=name, kind=SourceKind.FIELD, confidential=True)
        with self.ledger(writable=True) as ledger:
            ledger.append(EntryKind.SOURCE, bodies.source_body(source), self.moment(ledger))
        return source, True

    def add(
        self,
        paths: Iterable[str | Path],
        *,
        publisher: str | None = None,
        published: date | None = None,
        columns: Mapping[str, str] | None = None,
        day_first: bool | None = None,
        as_newest: bool = False,
        progress: Progress | None = None,
        processes: int = 1,
    ) -> Added:
        """Receive the reports in these files and folders, read them, and keep both in the ledger.

        A report is recorded in one transaction with its reading, twenty at a time: interrupted at any moment,
        what was recorded stays and nothing is half there. Files that cannot be read are listed in ``refused`` and
        leave the rest alone. ``publisher`` and ``published`` hold for reports that do not say, ``day_first`` for
        chats whose dates can be read in two ways. ``columns`` says what the columns of the tables among them hold,
        by field (``{"text": "Notes"}``; what it leaves out is guessed), and is remembered; without it, tables that
        nobody confirmed are refused. ``as_newest``: what these files say is said now, also where a later version
        was received. With a remote reader reports are recorded one by one, so that nothing paid for is lost.
        ``processes`` is how many read once there is more than a second's reading, with the same result; 0: one for
        each processor, at most four. Another one then derives beside them, and is waited for at the end. Left out,
        this one reads alone. Raises UsageError where the reader of the settings cannot be had.
        """
        files = [Path(path) for path in paths]
        intake = self.intake()
        intake.as_newest = as_newest
        if columns is not None:
            confirm_given(self.path, files, columns, publisher)
        defaults = ReportDefaults(publisher, published, day_first=day_first)
        try:
            added = Receiving(self).add(files, defaults, intake, progress, processes)
        finally:
            intake.close()
        added.account = (*intake.account(), *added.account)
        return added

    def now(self) -> datetime:
        """The moment by the observatory's clock, UTC."""
        return self._clock()

    def intake(self) -> Intake:
        """What :meth:`take` needs to know, read once. Raises UsageError where the reader cannot be had."""
        return Receiving(self).intake()

    def take(self, received: Iterable[Received], intake: Intake) -> Added:
        """Record reports that a feed gave, read, as :meth:`add` does; durable when it returns.

        ``intake`` is kept up to date, also where another process added to the ledger meanwhile. Raises
        LedgerError where that is writing just now: nothing of these reports is recorded then, or whole batches.
        """
        return Receiving(self).take(received, intake)

    def receipt(self, publisher: str | None = None) -> Receipt:
        """What goes for all that a feed gives: the present day, pseudonyms, and tables that were confirmed.

        ``publisher`` is the source that the feed is of, as tables of it were confirmed.
        """
        return Receiving(self).receipt(publisher)

    def record_area(self, ledger: LedgerStore) -> None:
        """Record the area and its fallback where the ledger names others: their tables have changed since."""
        body = bodies.area_body(self.area)
        last = max(ledger.entries([EntryKind.AREA]), key=lambda entry: entry.seq, default=None)
        if last is None or last.body != body:
            ledger.append(EntryKind.AREA, body, self.moment(ledger))

    def moment(self, ledger: LedgerStore, told: datetime | None = None) -> datetime:
        """The moment of a new entry: now; in a replayed ledger ``told``, and never before the last entry's."""
        if not self.replayed:
            return self._clock()
        head = ledger.head()
        earliest = head.recorded_at if head else datetime.min.replace(tzinfo=UTC)
        return max(told or earliest, earliest)

    # --- what is known ---------------------------------------------------------------------------------------

    @cached_property
    def replayed(self) -> bool:
        """Whether this ledger runs on the reports' publication times rather than the system's clock."""
        with self.ledger() as ledger:
            return any(bodies.is_replay(entry.body) for entry in ledger.entries([EntryKind.POLICY]))

    def knowledge(self, known_at: datetime | None = None) -> Knowledge:
        """Sources, reports, claims and issues that the ledger held at ``known_at`` (inclusive)."""
        with self.ledger() as ledger:
            return self._known.at(ledger, known_at)

    def picture(self, known_at: datetime | None = None) -> Picture:
        """Everything concluded from what was known at ``known_at``."""
        with self.ledger() as ledger:
            head = ledger.head()
        if head != self._head:
            self._head = head
            self._picture.cache_clear()  # what is asked from now on is asked of another ledger
        return self._picture(known_at, head.hash if head else "", head.seq if head else 0)

    def _picture_at(self, known_at: datetime | None, _head: str, entries: int) -> Picture:
        if entries > FUSED_ANEW:
            try:
                return self._kept_picture(known_at)
            except (sqlite3.Error, OSError):  # a folder that cannot be written to, or a damaged file of tables
                pass
        knowledge = self.knowledge(known_at)
        return picture_of(knowledge.reports, knowledge.claims, knowledge.sources, self.area)

    def _kept_picture(self, known_at: datetime | None) -> Picture:
        with self.derived() as derived:
            derived.catch_up()
            return derived.picture(derived.entry_at(known_at), self._standing)

    def received(self) -> Before:
        """What was recorded so far, as a new report must be held against it."""
        if (found := self._ask_kept(received_before, FAR_BEHIND)) is not None:
            return found
        with self.ledger() as ledger:
            return Before.of(knowledge_of(ledger, None))  # too much to hold for whoever only receives

    def _ask_kept(self, question: Callable[[Derived], Answer], far_behind: int | None = None) -> Answer | None:
        """The answer of the derived tables; None where they are not kept, cannot be, or are far behind."""
        with self.ledger() as ledger:
            head = ledger.head()
        if head is None or head.seq <= FUSED_ANEW:
            return None
        try:
            with self.derived() as derived:
                if far_behind is not None and head.seq - derived.at > far_behind:
                    return None
                derived.catch_up()
                return question(derived)
        except (sqlite3.Error, OSError):
            return None

    def _forget_answers(self) -> None:
        """Drop what is held in memory of the answers: what was recorded before is another than it was."""
        self._picture.cache_clear()
        self._known.forget()
        self._standing.forget()

    def derived(self) -> Derived:
        """The tables derived from the ledger, kept beside it: open them by ``with``, they close the ledger too.

        They may be deleted at any time. Raises ``sqlite3.Error`` or OSError where they cannot be used.
        """
        return Derived(self.path / DERIVED_FILE, self.ledger, self.area)

    def read_again(
        self,
        reports: Iterable[str] = (),
        *,
        reader: str = "",
        progress: Progress | None = None,
        processes: int = 1,
    ) -> ReadAgain:
        """Read these reports (ids, or your own ids; none: all) again, with the reader and area as they now are.

        A reading that says the same by the same reader and area is not recorded again. What was known before stays
        known as it was: the newer reading counts from now on. ``reader``: its name; left out, the settings' own.
        ``processes``: how many read, as of :meth:`add`. Interrupted, what was recorded stays. Raises UsageError
        for a report or reader that is not there.
        """
        named = reader or self.settings.reader
        chosen = reader_named(named, self.settings.readers) if named else None
        try:
            reading: ReadingAhead[ReadTogether] = ReadingAhead(self.area, self.settings.area, chosen, processes)
            with self.ledger(writable=True) as ledger, reading:
                self.record_area(ledger)
                again = ReadingAgain(ledger, lambda: self.moment(ledger))
                return again.read(reading, reports, progress)
        finally:
            if chosen is not None and is_remote(chosen):
                chosen.close()

    def rebuild(self, progress: Progress | None = None) -> int:
        """Drop everything derived and derive it again from the ledger; gives the number of entries.

        The same ledger gives the same tables, letter by letter. Raises ``sqlite3.Error`` or OSError.
        """
        self._forget_answers()
        with self.derived() as derived:
            return derived.rebuild(told(progress))

    def judge_source(self, name: str, reliability: Reliability | str | None, reason: str) -> None:
        """Record how far a registered source can be relied on from now on, by the Admiralty scale; None: no more.

        ``reason`` is recorded for good: name nobody in it. No grade of an event follows from it. Raises UsageError
        for a source that is not registered or a letter that is none.
        """
        source = self.sources(name)[0].id
        if source is None:
            raise UsageError(f"{name!r} is not registered: register it first with add_sources")
        try:
            why = line_from(reason)
        except ValueError as error:
            raise UsageError(f"the reason: {error}") from error
        if reliability not in {*Reliability, None} or not why:
            raise UsageError("a judgement of a source needs a letter from A to F and a reason")
        with self.ledger(writable=True) as ledger:
            body = reliability_body(source, Reliability(reliability) if reliability else None, why)
            ledger.append(EntryKind.JUDGEMENT, body, self.moment(ledger))

    # --- publishing ------------------------------------------------------------------------------------------

    def publish(
        self,
        out: str | Path,
        *,
        as_of: date | None = None,
        days: tuple[date, date] | None = None,
        known_at: datetime | None = None,
        full_texts: bool = False,
        progress: Progress | None = None,
    ) -> EditionManifest:
        """Write an edition into the folder ``out`` and record it in the ledger.

        Raises PublicationError where ``out`` holds something that is no edition, or the disk is full.
        """
        content = self.content(as_of=as_of, days=days, known_at=known_at, full_texts=full_texts, progress=progress)
        return self.publish_content(content, out)

    def publish_content(self, content: EditionContent, out: str | Path) -> EditionManifest:
        """Write ``content``, made by :meth:`content`, as an edition and record it in the ledger."""
        with self.ledger(writable=True) as ledger:  # first: no edition goes unrecorded
            manifest = publish(content, Path(out))
            body = bodies.edition_body(manifest.edition, manifest.files, content.ledger_head)
            ledger.append(EntryKind.EDITION, body, self.moment(ledger))
        return manifest
