"""Asking: the questions to an observatory, each as of a day on the ground and as of a moment of the ledger."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import TypeVar

from marsad.areas import Area
from marsad.casualties import tolls
from marsad.derived.besieged import siege_of
from marsad.derived.copies import CopyOf, group_of
from marsad.derived.difference import Change, Difference, siege_changes
from marsad.derived.holders import held, holders_at, holdings_at, holdings_in
from marsad.derived.kept import Derived
from marsad.derived.received import last_published
from marsad.derived.stepping import Step
from marsad.derived.view import View
from marsad.events.silence import SILENT_TIMES
from marsad.events.source_records import SourceRecord, named, source_records
from marsad.ledger.knowledge import Knowledge
from marsad.model import (
    Claim,
    ClaimType,
    Control,
    Event,
    Held,
    Holding,
    Issue,
    Report,
    RoadAssessment,
    SiegeVerdict,
    Source,
    Toll,
)
from marsad.pipeline import Picture
from marsad.publication.assembly import Progress, assemble, places_to_watch
from marsad.publication.content import EditionContent
from marsad.publication.statements import source_name
from marsad.settings import Settings

Answer = TypeVar("Answer")


class Asking(ABC):
    """What can be asked of an observatory; :class:`marsad.Observatory` is what people use."""

    area: Area
    settings: Settings

    @abstractmethod
    def now(self) -> datetime:
        """The moment by the observatory's clock, UTC."""

    @abstractmethod
    def knowledge(self, known_at: datetime | None = None) -> Knowledge:
        """Sources, reports, claims and issues that the ledger held at ``known_at`` (inclusive)."""

    @abstractmethod
    def picture(self, known_at: datetime | None = None) -> Picture:
        """Everything concluded from what was known at ``known_at``."""

    @abstractmethod
    def _ask_kept(self, question: Callable[[Derived], Answer], far_behind: int | None = None) -> Answer | None:
        """The answer of the derived tables; None where they are not kept, cannot be, or are far behind."""

    @abstractmethod
    def derived(self) -> Derived:
        """The tables derived from the ledger."""

    def difference(
        self, since: datetime, until: datetime | None = None, *, as_of: date | None = None
    ) -> tuple[Change, ...]:
        """What was told otherwise at ``until`` (None: now) than at ``since``, and because of which entries.

        Events, who held each place on ``as_of`` (None: today), verdicts on sieges of that day, tolls. Raises
        ``sqlite3.Error`` or OSError where the derived tables cannot be used.
        """
        day = as_of or self.now().date()
        with self.derived() as derived:
            derived.catch_up()
            found = Difference(derived, since, until)
            changes, besieged = found.changes(day), found.places(ClaimType.SIEGE)
        if not besieged:
            return tuple(changes)
        before, after = self.picture(since), self.picture(until)  # once: more may come while all places are asked
        return (
            *changes,
            *siege_changes(
                besieged,
                day,
                lambda place, on: before.siege(place, on).headline,
                lambda place, on: after.siege(place, on).headline,
            ),
        )

    def copies_of(self, report: str, known_at: datetime | None = None) -> tuple[CopyOf, ...]:
        """The report (its id, or your own for it) and those that print nearly its text, the first published first.

        Raises UsageError where it is not there, ``sqlite3.Error`` or OSError as :meth:`derived` does.
        """
        with self.derived() as derived:
            derived.catch_up()
            return group_of(derived, report, derived.entry_at(known_at))

    def reports(self, known_at: datetime | None = None, *, as_of: date | None = None) -> tuple[Report, ...]:
        """The reports received by ``known_at``, in the order of their arrival.

        With ``as_of`` without those published on a later day.
        """
        reports = self.knowledge(known_at).reports
        return tuple(each for each in reports if not _later(each.published, as_of))

    def claims(self, known_at: datetime | None = None, *, as_of: date | None = None) -> tuple[Claim, ...]:
        """The claims of every report's newest reading, in the order of arrival and of the text.

        With ``as_of`` without those of what began on a later day.
        """
        claims = self.knowledge(known_at).claims
        return tuple(each for each in claims if not _later(each.days.start, as_of))

    def events(self, as_of: date | None = None, known_at: datetime | None = None) -> tuple[Event, ...]:
        """The events fused from those claims; with ``as_of`` only those that may have begun by that day."""
        events = self.picture(known_at).fusion.events
        return tuple(event for event in events if not _later(event.days.start, as_of))

    def control(self, known_at: datetime | None = None) -> Control:
        """Who held what, for every place and day; ask it with ``control.at(place_id, as_of)``."""
        return self.picture(known_at).control

    def holders(
        self, as_of: date, known_at: datetime | None = None, places: Iterable[str] | None = None
    ) -> dict[str, Held]:
        """Who holds each of ``places`` (names or ids; None: all of the area) on the day ``as_of``, by place id.

        What :meth:`control` says of that day, without since when and what it rests on, and many times sooner.
        Places of which nothing is known, not even a baseline, are left out. Raises UnknownPlaceError.
        """
        wanted = self._ids(places)
        found = self._of_tables(
            known_at,
            lambda derived, seq: holders_at(*_then(derived, seq), as_of, wanted),
            lambda: {p: held(each) for p, each in holdings_in(self.control(known_at), as_of, wanted).items()},
        )
        return dict(sorted(found.items()))

    def holdings(
        self, as_of: date, known_at: datetime | None = None, places: Iterable[str] | None = None
    ) -> dict[str, Holding]:
        """As :meth:`holders`, with since when, until when, and all that it rests on."""
        wanted = self._ids(places)
        found = self._of_tables(
            known_at,
            lambda derived, seq: holdings_at(*_then(derived, seq), as_of, wanted),
            lambda: holdings_in(self.control(known_at), as_of, wanted),
        )
        return dict(sorted(found.items()))

    def roads(self, as_of: date, known_at: datetime | None = None) -> tuple[RoadAssessment, ...]:
        """The state of every link between two places on the day ``as_of``, in order of their ids."""
        found = self.picture(known_at).roads(as_of)
        return tuple(found[ends] for ends in sorted(found))

    def tolls(self, as_of: date | None = None, known_at: datetime | None = None) -> tuple[Toll, ...]:
        """The dead in all, by place and as running totals; with ``as_of`` of what may have begun by that day."""
        return self.picture(known_at).tolls if as_of is None else tolls(self.events(as_of, known_at))

    def issues(self, as_of: date | None = None, known_at: datetime | None = None) -> tuple[Issue, ...]:
        """What could not be read, resolved or reconciled: of reports first, then of events, then of roads.

        With ``as_of`` without those of reports published and of events begun on a later day.
        """
        knowledge, picture = self.knowledge(known_at), self.picture(known_at)
        later = {each.id for each in knowledge.reports if _later(each.published, as_of)}
        later |= {each.id for each in picture.fusion.events if _later(each.days.start, as_of)}
        found = (*knowledge.issues, *picture.fusion.issues, *picture.road_book.issues)
        return tuple(each for each in found if not {each.report, *each.subjects} & later)

    def sieges(self, as_of: date, known_at: datetime | None = None) -> tuple[SiegeVerdict, ...]:
        """The verdict of the day ``as_of`` on every place that any claim calls besieged, in order of its id."""
        picture = self.picture(known_at)
        return tuple(picture.siege(place, as_of) for place in places_to_watch(picture))

    def siege(self, place: str, *, as_of: date, known_at: datetime | None = None) -> SiegeVerdict:
        """Whether the place of this name or id is besieged on ``as_of``. Raises UnknownPlaceError."""
        return self.picture(known_at).siege(self.area.place(place).id, as_of)

    def siege_shown(
        self, place: str, *, as_of: date, known_at: datetime | None = None
    ) -> tuple[SiegeVerdict, Picture]:
        """The same, with the claims and reports that it names; sooner, where it is the only question asked."""
        own = self.area.place(place).id
        found = self._ask_kept(lambda derived: siege_of(derived, own, as_of, derived.entry_at(known_at)))
        if found is not None:
            return found
        picture = self.picture(known_at)
        return picture.siege(own, as_of), picture

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
        now = known_at or self.now()
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

    def outlets(self, claims: Iterable[str], known_at: datetime | None = None) -> dict[str, str]:
        """Through whom each of these claims (ids) came: the registered source of its report, or its publisher."""
        wanted = set(claims)

        def of_tables(derived: Derived, seq: int) -> dict[str, str]:
            _, now, _ = derived.views(seq)
            found = now.claims(wanted)
            return {own: _outlet(now.reports[each.report], now.sources) for own, each in found.items()}

        def of_ledger() -> dict[str, str]:
            known = self.knowledge(known_at)
            reports = {each.id: each for each in known.reports}
            found = (each for each in known.claims if each.id in wanted)
            return {each.id: _outlet(reports[each.report], known.sources) for each in found}

        return self._of_tables(known_at, of_tables, of_ledger) if wanted else {}

    def last_published(self, known_at: datetime | None = None) -> date | None:
        """The last day on which a report that was received by ``known_at`` was published; None where none was."""

        def of_ledger() -> date | None:
            return max((each.published for each in self.reports(known_at) if each.published), default=None)

        return self._of_tables(known_at, last_published, of_ledger)

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

    def _of_tables(
        self, known_at: datetime | None, ask: Callable[[Derived, int], Answer], otherwise: Callable[[], Answer]
    ) -> Answer:
        """What ``ask`` finds in the derived tables as of a moment; ``otherwise`` where they cannot be asked."""
        found = self._ask_kept(lambda derived: (ask(derived, derived.entry_at(known_at)),))
        return found[0] if found is not None else otherwise()

    def _ids(self, places: Iterable[str] | None) -> frozenset[str] | None:
        return None if places is None else frozenset(self.area.place(place).id for place in places)


def _then(derived: Derived, seq: int) -> tuple[View, Step]:
    view, _, step = derived.views(seq)
    return view, step


def _later(day: date | None, as_of: date | None) -> bool:
    return day is not None and as_of is not None and day > as_of


def _outlet(report: Report, sources: Mapping[str, Source]) -> str:
    return source_name(report, sources.get(report.source) if report.source else None)
