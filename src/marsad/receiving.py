"""Receiving: what files and feeds give is recorded with what was read of it, all or none of each few reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from marsad.derived.process import Deriving, Order
from marsad.ledger import bodies
from marsad.ledger.entries import EntryKind, NewEntry
from marsad.ledger.protocol import LedgerStore
from marsad.model import Report, Source
from marsad.model.ids import sha256_hex
from marsad.pipeline import prepared
from marsad.plugins import AnyReader, is_remote, reader_named
from marsad.publication.assembly import Progress
from marsad.reading.ahead import ReadingAhead
from marsad.reading.recorded import Read, ReadBody, read_bodies
from marsad.reports.attachments import KeptAttachment, kept_of
from marsad.reports.form import Receipt, tied
from marsad.reports.language import languages_in
from marsad.reports.pseudonyms import pseudonyms_kept_in
from marsad.reports.receive import Received, ReportDefaults, must_be_there, receive
from marsad.reports.sources import Sources
from marsad.reports.tables.remembered import confirmed
from marsad.reports.tables.table import CONFIRMED
from marsad.reports.tables.table import NAME as TABLES
from marsad.reports.versions import Newest, Placed, is_live
from marsad.vault.originals import Sealer, holds_less

if TYPE_CHECKING:
    from marsad.observatory import Observatory

PSEUDONYMS_FILE = "pseudonyms.key"
REPORTS_AT_ONCE = 20  # recorded in one transaction: a stop in between keeps all that were recorded before
NOTICED_EVERY = 500  # reports: then sources that files described meanwhile count for reports that only name them
LOOKED_AHEAD = 500  # reports in which the sealer sees what was erased before one of them is recorded
LAST_MOMENT = datetime.max.replace(tzinfo=UTC)


@dataclass
class Added:
    """What an ``add`` did: reports accepted, reports that were there already, files that could not be read.

    It holds no reports: ids alone, which are known anyway, so that it stays small however many they are.
    """

    accepted: list[str] = field(default_factory=list)  # ids of reports
    known_already: list[str] = field(default_factory=list)
    claims: int = 0
    issues: int = 0
    refused: list[str] = field(default_factory=list)  # messages, each naming the file and what to do
    formats: Counter[str] = field(default_factory=Counter)  # how many were accepted by each format or feed
    unsealed: int = 0  # whose original was kept without what names persons, and as it came nowhere
    account: tuple[str, ...] = ()  # what a remote reader has taken, or processes that read, in lines for people


@dataclass
class Intake:
    """What goes on from one batch of reports to the next: what is known, as of which head, and who reads."""

    known: set[str]
    newest: Newest  # versions
    sources: Sources
    gone: Set[str]  # originals that were erased
    reader: AnyReader | None
    head: str | None
    sealer: Sealer = field(default_factory=Sealer)
    erased: Set[str] = frozenset()  # reports that are never recorded again
    as_newest: bool = False  # what comes is said now, whatever was received since
    waiting: dict[str, str] = field(default_factory=dict)  # words of reports with versions, not recorded yet

    @property
    def at_once(self) -> int:
        """How many reports are recorded together: one by one where a remote reader is paid for each."""
        return 1 if self.reader is not None and is_remote(self.reader) else REPORTS_AT_ONCE

    @property
    def reader_name(self) -> str:
        """The name of the reader that was asked for; empty for that of each report's language."""
        return self.reader.name if self.reader is not None else ""

    def account(self) -> tuple[str, ...]:
        """What a remote reader has taken, in lines for people."""
        return self.reader.account() if self.reader is not None and is_remote(self.reader) else ()

    def close(self) -> None:
        """Let a remote reader's connections go."""
        if self.reader is not None and is_remote(self.reader):
            self.reader.close()


@dataclass(frozen=True, slots=True)
class Arrived:
    """A report that is new, and its registered source; ``declares``: its own file is the first to describe it."""

    received: Received
    teller: Source | None
    declares: bool
    placed: Placed


@dataclass(frozen=True, slots=True)
class Together:
    """New reports that are recorded together, and how many had arrived by then."""

    reports: tuple[Arrived, ...]
    arrived: int

    @property
    def told(self) -> Sequence[tuple[Report, Source | None]]:
        """The reports, each with its registered source."""
        return [(each.received.report, each.teller) for each in self.reports]


class Receiving:
    """Takes reports into the ledger of ``observatory``; :class:`marsad.Observatory` is what people use."""

    def __init__(self, observatory: Observatory) -> None:
        self.observatory = observatory

    def add(
        self,
        paths: Sequence[Path],
        defaults: ReportDefaults,
        intake: Intake,
        progress: Progress | None = None,
        processes: int = 1,
    ) -> Added:
        """Receive, read and record the reports in these files and folders, a few in memory at a time.

        In a replayed ledger all are received first: they are recorded in the order of their publication. Raises
        UsageError, with nothing recorded, where there is nothing at a path.
        """
        for path in paths:
            must_be_there(path)
        added, total = Added(), None
        arrivals = self._receive(paths, defaults, intake, added, progress)
        if self.observatory.replayed:
            sorted_arrivals = sorted(arrivals, key=_arrival)
            arrivals, total = iter(sorted_arrivals), len(sorted_arrivals)
        area, named = self.observatory.area, self.observatory.settings.area
        reading: ReadingAhead[Together] = ReadingAhead(area, named, intake.reader, processes)
        with Deriving(self._order()) as deriving:
            with self.observatory.ledger(writable=True) as ledger, reading:
                self.observatory.record_area(ledger)
                intake.sealer = Sealer.of(self.observatory.path, ledger)
                new = _together(ledger, _looked_at(arrivals, intake.sealer), intake, added)
                for some, read in reading.read(new):
                    self._record(ledger, some, read, intake, added)
                    if reading.in_several:
                        deriving.begin()
                    if progress:
                        progress("reading", some.arrived, total)
            deriving.finish(told(progress))
        added.account = tuple(reading.remarks)
        return added

    def take(self, received: Iterable[Received], intake: Intake) -> Added:
        """Record reports that a feed gave, read; durable when it returns. Errors as of ``Observatory.take``."""
        added, arrivals = Added(), list(received)
        intake.newest.tables.clear()
        try:
            with self.observatory.ledger(writable=True) as ledger:
                if _head(ledger) != intake.head:
                    self.look_up(intake)
                self.observatory.record_area(ledger)
                ours = [_ours(each, intake.sources) for each in arrivals]
                intake.sealer = Sealer.of(self.observatory.path, ledger)
                intake.sealer.look(ours)
                if self.observatory.replayed:
                    ours.sort(key=_arrival)
                for some in _together(ledger, iter(ours), intake, added):
                    read = read_bodies(some.told, self.observatory.area, intake.reader)
                    self._record(ledger, some, read, intake, added)
                intake.head = _head(ledger)
        except BaseException:
            intake.head = None  # what is known is looked up anew
            raise
        return added

    def intake(self) -> Intake:
        """What recording needs to know, read once. Raises UsageError where the reader cannot be had."""
        settings = self.observatory.settings
        reader = reader_named(settings.reader, settings.readers) if settings.reader else None
        known = Intake(set(), Newest(), Sources(), frozenset(), reader, None)
        self.look_up(known)
        return known

    def look_up(self, intake: Intake) -> None:
        """Bring ``intake`` up to what the ledger holds now."""
        with self.observatory.ledger() as ledger:
            intake.head = _head(ledger)
        before = self.observatory.received()
        intake.known, intake.newest, intake.erased = before.reports, before.newest, before.erased
        intake.sources, intake.gone = Sources(before.sources), before.erased_originals

    def _order(self) -> Order:
        ours = self.observatory
        return Order(ours.path.absolute(), ours.settings.store, ours.settings.area, ours.area.hash)

    def receipt(self, publisher: str | None = None) -> Receipt:
        """What goes for all that a feed of ``publisher`` gives: the day, pseudonyms, confirmed tables."""
        pseudonyms = pseudonyms_kept_in(self.observatory.path / PSEUDONYMS_FILE)
        return Receipt(
            ReportDefaults(),
            self.observatory.now().date(),
            pseudonyms=pseudonyms,
            options=self._options(publisher),
        )

    def _options(self, publisher: str | None) -> Mapping[str, Mapping[str, object]]:
        return {TABLES: {CONFIRMED: confirmed(self.observatory.path, publisher)}}

    def _receive(
        self,
        paths: Sequence[Path],
        defaults: ReportDefaults,
        intake: Intake,
        added: Added,
        progress: Progress | None,
    ) -> Iterator[Received]:
        pseudonyms = pseudonyms_kept_in(self.observatory.path / PSEUDONYMS_FILE)
        options = self._options(defaults.publisher)
        received, sources = 0, Sources(intake.sources)
        for path in paths:
            for each in receive(path, defaults=defaults, pseudonyms=pseudonyms, options=options):
                if isinstance(each, Received):
                    received += 1
                    if progress:
                        progress("receiving", received, None)
                    yield _ours(each, sources)
                    if received % NOTICED_EVERY == 0 and len(sources) != len(intake.sources):
                        sources = Sources(intake.sources)
                else:
                    added.refused.append(str(each))

    def _keep_attached(self, arrival: Received, intake: Intake) -> list[KeptAttachment]:
        """Keep the files that belong to a report, one at a time, because they may be large."""
        kept = []
        for attachment in arrival.attachments:
            each, contents = kept_of(attachment, intake.sealer.seal)
            kept.append(each)
            self.observatory.originals.keep_all(one for one in contents if sha256_hex(one) not in intake.gone)
        return kept

    def _record(self, ledger: LedgerStore, some: Together, read: Read, intake: Intake, added: Added) -> None:
        """Keep the originals of some reports, then record the reports with their readings, all or none.

        An original that was erased is not kept again for the sake of other reports in it.
        """
        received = [_sealed(each.received, intake) for each in some.reports]
        kept = (
            (each.original, *each.sealed) for each in received if each.report.original_sha256 not in intake.gone
        )
        self.observatory.originals.keep_all(dict.fromkeys(chain.from_iterable(kept)))
        attached = [self._keep_attached(each, intake) for each in received]
        entries: list[NewEntry] = []
        accepted: list[tuple[Received, ReadBody]] = []
        for each, arrival, files, body in zip(some.reports, received, attached, read, strict=True):
            now = self.observatory.moment(ledger, published_moment(arrival.report))
            if each.declares and arrival.source is not None:
                entries.append(NewEntry(EntryKind.SOURCE, bodies.source_body(arrival.source), now))
            if body is None:
                added.refused.append(
                    f"{arrival.original_name}: not accepted, because the reader {intake.reader_name!r} did not"
                    " answer; add it again later"
                )
                intake.newest.take_back(arrival.report.id, each.placed)
                intake.known.discard(arrival.report.id)
                continue
            accepted.append((arrival, body))
            entries.append(NewEntry(EntryKind.REPORT, _report_body(arrival, each.placed, files), now))
            entries.append(NewEntry(EntryKind.READING, body.body, now))
        for entry in ledger.append_all(entries):
            if entry.kind is EntryKind.REPORT and intake.waiting.pop(str(entry.body["id"]), None) is not None:
                intake.newest.seqs.setdefault(str(entry.body["id"]), entry.seq)
        for arrival, body in accepted:
            added.accepted.append(arrival.report.id)
            added.formats[arrival.arrival.by.rpartition(" ")[0] or "feed"] += 1
            added.unsealed += holds_less(arrival) and not arrival.sealed
            added.claims += body.claims
            added.issues += body.issues


def told(progress: Progress | None) -> Callable[[int, int], None] | None:
    """What tells ``progress`` how far deriving is."""
    return None if progress is None else lambda done, many: progress("deriving", done, many)


def _report_body(arrival: Received, placed: Placed, attached: Sequence[KeptAttachment]) -> bodies.Form:
    """The body of the report's entry, as a version of the one that had its key before."""
    report, sealed = arrival.report, [sha256_hex(each) for each in arrival.sealed]
    sealed += [each.sealed_sha256 for each in attached if each.sealed_sha256 is not None]
    came = (arrival.original_name, arrival.arrival, placed.supersedes, sealed)
    if placed.back:
        return bodies.returned_body(report.id, report.original_sha256, *came)
    return bodies.report_body(report, *came, attachments=attached)


def _looked_at(arrivals: Iterator[Received], sealer: Sealer) -> Iterator[Received]:
    """The same, some hundred ahead of which ``sealer`` has seen what holds an erased report."""
    while ahead := list(islice(arrivals, LOOKED_AHEAD)):
        sealer.look(ahead)
        yield from ahead


def _together(
    ledger: LedgerStore, arrivals: Iterator[Received], intake: Intake, added: Added
) -> Iterator[Together]:
    """What arrives, those that are new, as many together as are recorded together; sources are registered."""
    arrived = 0
    while some := list(islice(arrivals, intake.at_once)):
        arrived += len(some)
        new = (_arrived(each, placed, intake) for each, placed in _not_known(ledger, some, intake, added))
        yield Together(tuple(new), arrived)


def _arrived(arrival: Received, placed: Placed, intake: Intake) -> Arrived:
    declares = arrival.source is not None and intake.sources.named(arrival.source.id) is None
    if declares and arrival.source is not None:
        intake.sources.add(arrival.source)
    source = arrival.report.source
    return Arrived(arrival, intake.sources.named(source) if source else None, declares, placed)


def _not_known(
    ledger: LedgerStore, arrivals: Iterable[Received], intake: Intake, added: Added
) -> Iterator[tuple[Received, Placed]]:
    """Those that are new, or said again, each with where it stands among the versions of one."""

    def text_of(report: str) -> str:
        seq = intake.newest.seqs.get(report)
        if report in intake.waiting or seq is None:
            return intake.waiting.get(report, "")
        entries = ledger.entries([EntryKind.REPORT], after=seq - 1)
        return next((str(entry.body.get("text") or "") for entry in entries), "")

    for arrival in arrivals:
        own, known = arrival.report.id, arrival.report.id in intake.known
        now = (intake.as_newest or is_live(arrival.arrival)) and own not in intake.erased
        placed = intake.newest.place(
            arrival.report, arrival.arrival, arrival.original_name, text_of, known=known, now=now
        )
        intake.known.add(own)
        if placed is None:
            added.known_already.append(own)
            continue
        if placed.key is not None and not known:
            intake.waiting[own] = arrival.report.text
        yield arrival, placed


def _sealed(received: Received, intake: Intake) -> Received:
    """With its original sealed, where there is a key and less of it lies open, or its source is confidential."""
    source = received.source or (intake.sources.named(received.report.source) if received.report.source else None)
    return intake.sealer.sealed(received, confidential=source is not None and source.confidential)


def _ours(received: Received, sources: Sources) -> Received:
    """A report as it is recorded: tied to its source, with its day and language, its languages noted."""
    ours = tied(received, sources)
    ours = replace(ours, report=prepared(ours.report, datetime.now(UTC).date()))
    spoken = languages_in(ours.report.text) if "\n\n" in ours.report.text else ()
    if len(spoken) < 2:
        return ours
    note = f"in several languages: {', '.join(spoken)}"
    return replace(ours, arrival=replace(ours.arrival, notes=(*ours.arrival.notes, note)))


def _head(ledger: LedgerStore) -> str | None:
    head = ledger.head()
    return head.hash if head else None


def _arrival(received: Received) -> tuple[datetime, str]:
    return published_moment(received.report) or LAST_MOMENT, received.report.id


def published_moment(report: Report) -> datetime | None:
    """When a replayed report arrives: as it was published, or at the end of that day where no hour is given."""
    if report.published_at:
        return report.published_at
    if report.published:
        return datetime.combine(report.published + timedelta(days=1), time(), UTC) - timedelta(microseconds=1)
    return None
