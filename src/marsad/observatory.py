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
from datetime import UTC, date, datetime, time
from functools import cached_property, lru_cache
from pathlib import Path

from marsad import __version__
from marsad.areas import Area, load_area
from marsad.derived.copies import CopyOf, group_of
from marsad.derived.difference import Change, Difference, siege_changes
from marsad.derived.file import DERIVED_FILE
from marsad.derived.kept import Derived
from marsad.errors import UsageError
from marsad.events.silence import SILENT_TIMES
from marsad.events.source_records import SourceRecord, named, source_records
from marsad.ledger import anchors, bodies
from marsad.ledger.backup import BackedUp, backup
from marsad.ledger.backup import Progress as Steps
from marsad.ledger.entries import Anchor, EntryKind, NewEntry
from marsad.ledger.erasing import Erased, Plan, erase, plan_of
from marsad.ledger.knowledge import Knowledge, knowledge_of
from marsad.ledger.opening import (
    ORIGINALS_FOLDER,
    OriginalsStore,
    ledger_in,
    must_have_ledger,
    new_ledger,
    originals_in,
    verified,
)
from marsad.ledger.protocol import LedgerStore
from marsad.ledger.reliability import reliability_body
from marsad.ledger.restoring import restore
from marsad.ledger.walk import Verification
from marsad.model import Claim, ClaimType, Control, Event, Reliability, Report, SiegeVerdict, Source, SourceKind
from marsad.pipeline import Picture, picture_of
from marsad.plugins import is_remote, reader_named
from marsad.publication.assembly import Progress, assemble
from marsad.publication.content import EditionContent, EditionManifest
from marsad.publication.edition import publish
from marsad.reading_again import ReadAgain, ReadingAgain
from marsad.receiving import Added, Intake, Receiving
from marsad.reports.form import Receipt
from marsad.reports.lines import line_from
from marsad.reports.receive import Received, ReportDefaults
from marsad.reports.sources import Sources, read_sources, source_id
from marsad.reports.tables.intake import confirm_given
from marsad.settings import read_settings, write_settings

FUSED_ANEW = 2_000  # entries of a ledger so small that fusing it anew is as quick as opening derived tables

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The time now, UTC."""
    return datetime.now(UTC)


class Observatory:
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
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"{folder} is not an empty folder: choose another, or open it as it is")
        if join and not store:
            raise UsageError("only a ledger on a server can be joined: give its address as the store")
        chosen = load_area(area)
        made_here = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            if join:
                _must_agree(ledger_in(folder, store), chosen)
            else:
                now = datetime.combine(chosen.baseline_date, time(), UTC) if replay else clock()
                with new_ledger(folder, store) as ledger:
                    ledger.append_all(
                        [
                            NewEntry(
                                EntryKind.POLICY, bodies.policy_body(replay=replay, version=__version__), now
                            ),
                            NewEntry(EntryKind.AREA, bodies.area_body(chosen), now),
                        ]
                    )
        except BaseException:
            if made_here and not any(folder.iterdir()):
                folder.rmdir()
            raise
        if not store:
            (folder / ORIGINALS_FOLDER).mkdir()
        write_settings(folder, area=area, title=title or f"Observatory of {chosen.title}", store=store)
        return cls(folder, clock=clock)

    def ledger(self, *, writable: bool = False) -> LedgerStore:
        """Open the ledger that the settings name: a context manager. Raises LedgerError."""
        return ledger_in(self.path, self.settings.store, writable=writable)

    # --- receiving and reading -------------------------------------------------------------------------------

    def add_sources(self, file: str | Path) -> tuple[Source, ...]:
        """Register the sources of a CSV table (key, name, kind, language, allegiance, aliases, confidential)."""
        known = self.knowledge().sources
        new = tuple(source for source in read_sources(Path(file)) if known.get(source.id) != source)
        with self.ledger(writable=True) as ledger:
            now = self.moment(ledger)
            ledger.append_all(NewEntry(EntryKind.SOURCE, bodies.source_body(source), now) for source in new)
        self._picture.cache_clear()
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
        self._picture.cache_clear()
        return source, True

    def add(
        self,
        paths: Iterable[str | Path],
        *,
        publisher: str | None = None,
        published: date | None = None,
        columns: Mapping[str, str] | None = None,
        day_first: bool | None = None,
        progress: Progress | None = None,
    ) -> Added:
        """Receive the reports in these files and folders, read them, and keep both in the ledger.

        A report is recorded in one transaction with its reading, twenty at a time: interrupted at any moment,
        what was recorded stays and nothing is half there. Files that cannot be read are listed in ``refused`` and
        leave the rest alone. ``publisher`` and ``published`` hold for reports that do not say, ``day_first`` for
        chats whose dates can be read in two ways. ``columns`` says what the columns of the tables among them hold,
        by field (``{"text": "Notes"}``; what it leaves out is guessed), and is remembered; without it, tables that
        nobody confirmed are refused. With a remote
        reader reports are recorded one by one, so that nothing paid for is lost. Raises UsageError where the
        reader of the settings cannot be had.
        """
        files = [Path(path) for path in paths]
        intake = self.intake()
        if columns is not None:
            confirm_given(self.path, files, columns, publisher)
        defaults = ReportDefaults(publisher, published, day_first=day_first)
        try:
            added = Receiving(self).add(files, defaults, intake, progress)
        finally:
            self._picture.cache_clear()
            intake.close()
        added.account = intake.account()
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
        try:
            return Receiving(self).take(received, intake)
        finally:
            self._picture.cache_clear()

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
            return knowledge_of(ledger, known_at)

    def picture(self, known_at: datetime | None = None) -> Picture:
        """Everything concluded from what was known at ``known_at``."""
        with self.ledger() as ledger:
            head = ledger.head()
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
            return derived.picture(derived.entry_at(known_at))

    def derived(self) -> Derived:
        """The tables derived from the ledger, kept beside it: open them by ``with``, they close the ledger too.

        They may be deleted at any time. Raises ``sqlite3.Error`` or OSError where they cannot be used.
        """
        return Derived(self.path / DERIVED_FILE, self.ledger, self.area)

    def difference(
        self, since: datetime, until: datetime | None = None, *, as_of: date | None = None
    ) -> tuple[Change, ...]:
        """What was told otherwise at ``until`` (None: now) than at ``since``, and because of which entries.

        Events, who held each place on ``as_of`` (None: today), verdicts on sieges of that day, tolls. Raises
        ``sqlite3.Error`` or OSError where the derived tables cannot be used.
        """
        day = as_of or self._clock().date()
        with self.derived() as derived:
            derived.catch_up()
            found = Difference(derived, since, until)
            changes, besieged = found.changes(day), found.places(ClaimType.SIEGE)
        headlines = [lambda place, on, at=at: self.picture(at).siege(place, on).headline for at in (since, until)]
        return (*changes, *siege_changes(besieged, day, *headlines))

    def copies_of(self, report: str, known_at: datetime | None = None) -> tuple[CopyOf, ...]:
        """The report (its id, or your own for it) and those that print nearly its text, the first published first.

        Raises UsageError where it is not there, ``sqlite3.Error`` or OSError as :meth:`derived` does.
        """
        with self.derived() as derived:
            derived.catch_up()
            return group_of(derived, report, derived.entry_at(known_at))

    def read_again(
        self, reports: Iterable[str] = (), *, reader: str = "", progress: Progress | None = None
    ) -> ReadAgain:
        """Read these reports (ids, or your own ids; none: all) again, with the reader and area as they now are.

        A reading that says the same by the same reader and area is not recorded again. What was known before stays
        known as it was: the newer reading counts from now on. ``reader``: its name; left out, the settings' own.
        Raises UsageError for a report or reader that is not there.
        """
        named = reader or self.settings.reader
        chosen = reader_named(named, self.settings.readers) if named else None
        try:
            with self.ledger(writable=True) as ledger:
                self.record_area(ledger)
                again = ReadingAgain(ledger, self.area, chosen, lambda: self.moment(ledger))
                return again.read(reports, progress)
        finally:
            self._picture.cache_clear()
            if chosen is not None and is_remote(chosen):
                chosen.close()

    def rebuild(self, progress: Progress | None = None) -> int:
        """Drop everything derived and derive it again from the ledger; gives the number of entries.

        The same ledger gives the same tables, letter by letter. Raises ``sqlite3.Error`` or OSError.
        """
        self._picture.cache_clear()
        with self.derived() as derived:
            return derived.rebuild(_told(progress))

    def reports(self, known_at: datetime | None = None) -> tuple[Report, ...]:
        """The reports received by ``known_at``, in the order of their arrival."""
        return self.knowledge(known_at).reports

    def claims(self, known_at: datetime | None = None) -> tuple[Claim, ...]:
        """The claims of every report's newest reading, in the order of arrival and of the text."""
        return self.knowledge(known_at).claims

    def events(self, as_of: date | None = None, known_at: datetime | None = None) -> tuple[Event, ...]:
        """The events fused from those claims; with ``as_of`` only those that may have begun by that day."""
        events = self.picture(known_at).fusion.events
        if as_of is None:
            return events
        return tuple(event for event in events if event.days.start is None or event.days.start <= as_of)

    def control(self, known_at: datetime | None = None) -> Control:
        """Who held what, for every place and day; ask it with ``control.at(place_id, as_of)``."""
        return self.picture(known_at).control

    def siege(self, place: str, *, as_of: date, known_at: datetime | None = None) -> SiegeVerdict:
        """Whether the place of this name or id is besieged on ``as_of``. Raises UnknownPlaceError."""
        return self.picture(known_at).siege(self.area.place(place).id, as_of)

    def sources(
        self,
        name: str | None = None,
        *,
        as_of: date | None = None,
        known_at: datetime | None = None,
        silent_times: float = SILENT_TIMES,
    ) -> tuple[SourceRecord, ...]:
        """The record of each source and of each publisher that no register names; with ``name`` of that one alone.

        As of the end of ``as_of`` (None: today), or of ``known_at`` where that is earlier. Raises UsageError where
        there is no source of this name.
        """
        knowledge, picture = self.knowledge(known_at), self.picture(known_at)
        now = known_at or self._clock()
        at = min(now, datetime.combine(as_of, time.max, UTC)) if as_of else now
        records = source_records(
            knowledge.reports,
            picture.claims,
            picture.fusion.events,
            knowledge.sources,
            self.area,
            at,
            reliability=knowledge.reliability,
            silent_times=silent_times,
        )
        return records if name is None else (named(name, records),)

    def judge_source(self, name: str, reliability: Reliability | str, reason: str) -> None:
        """Record how far a registered source can be relied on, by the Admiralty scale, from now on.

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
        if reliability not in set(Reliability) or not why:
            raise UsageError("a judgement of a source needs a letter from A to F and a reason")
        with self.ledger(writable=True) as ledger:
            body = reliability_body(source, Reliability(reliability), why)
            ledger.append(EntryKind.JUDGEMENT, body, self.moment(ledger))

    # --- publishing ------------------------------------------------------------------------------------------

    def content(
        self,
        *,
        as_of: date | None = None,
        days: tuple[date, date] | None = None,
        known_at: datetime | None = None,
        full_texts: bool = False,
        demonstration: bool = False,
        progress: Progress | None = None,
    ) -> EditionContent:
        """What an edition shows: every day of ``days`` (both ends included), opening at ``as_of``.

        With ``full_texts`` reports are shown whole, for whoever has the right to publish them; confidential
        ones never are. Otherwise only the sentences that claims rest on. ``demonstration`` says on every page that
        no report is a real one.
        """
        return assemble(
            self.knowledge(known_at),
            self.picture(known_at),
            title=self.settings.title,
            as_of=as_of,
            days=days,
            known_at=known_at,
            full_texts=full_texts,
            demonstration=demonstration,
            progress=progress,
        )

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

    def erasure_of(self, report: str) -> Plan:
        """What erasing this report (its id, or your own for it) would take away. Raises UsageError."""
        with self.ledger() as ledger:
            return plan_of(ledger, report)

    def erase(self, report: str, reason: str, *, claims: bool = True) -> Erased:
        """Erase a report's words for a person's safety: text, title, passages, original; hashes and the fact stay.

        Its coded claims stay without words, unless they would count as a witness that they are not; with
        ``claims`` False none stays. ``reason`` is recorded for good: name nobody in it. Backups, exports and
        editions made before still hold the words. Raises UsageError, LedgerError.
        """
        if not reason.strip():
            raise UsageError("an erasure needs a reason; it is recorded for good, so name nobody in it")
        with self.ledger(writable=True) as ledger:
            plan, at = plan_of(ledger, report), self.moment(ledger)
            erased = erase(ledger, self.originals, plan, reason=reason, at=at, claims=claims, folder=self.path)
        self._picture.cache_clear()
        return erased

    def backup(self, out: str | Path, passphrase: str, *, progress: Steps | None = None) -> BackedUp:
        """Write the whole observatory into one new encrypted file, while others work on; see ``restore``.

        Raises UsageError where ``out`` is there, VerificationError where the ledger was altered.
        """
        area = Path(self.settings.area)
        own = area if area.is_dir() else None
        return backup(self.path, self.settings.store, Path(out), passphrase, area=own, progress=progress)

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

    def verify(self, anchor: Anchor | None = None) -> Verification:
        """Prove the ledger's chain and every original; the answer lists each fault found.

        ``anchor`` is a head noted elsewhere, such as an edition's: only with one is a chain that somebody made
        anew, or an older copy put in its place, found too. Those noted in this folder are always held against it.
        """
        noted = [kept for kept, _ in anchors.kept(self.path)]
        return verified(self.path, self.settings.store, self.originals, [*noted, *([anchor] if anchor else [])])


def _must_agree(ledger: LedgerStore, area: Area) -> None:
    """Raise UsageError where the shared ledger's newest area is another than the one that this desk would use."""
    with ledger:
        recorded = [entry.body for entry in ledger.entries([EntryKind.AREA])]
    if recorded and recorded[-1]["hash"] != area.hash:
        raise UsageError(
            f"the ledger there uses the area {recorded[-1]['name']!r}, and this desk's {area.name!r} is another or"
            " of another version: copy the area's folder from the first desk and give it with --area"
        )


def _told(progress: Progress | None) -> Callable[[int, int], None] | None:
    return None if progress is None else lambda done, many: progress("deriving", done, many)
