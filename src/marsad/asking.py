"""Asking: the questions to an observatory, each as of a day on the ground and as of a moment of the ledger."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from typing import TypeVar

from marsad.areas import Area
from marsad.derived.besieged import siege_of
from marsad.derived.copies import CopyOf, group_of
from marsad.derived.difference import Change, Difference, siege_changes
from marsad.derived.holders import holders_at, holders_in
from marsad.derived.kept import Derived
from marsad.events.silence import SILENT_TIMES
from marsad.events.source_records import SourceRecord, named, source_records
from marsad.ledger.knowledge import Knowledge
from marsad.model import Claim, ClaimType, Control, Event, Held, Report, SiegeVerdict
from marsad.pipeline import Picture
from marsad.publication.assembly import Progress, assemble
from marsad.publication.content import EditionContent
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
    def ask_kept(self, question: Callable[[Derived], Answer]) -> Answer | None:
        """The answer of the derived tables; None where they are not kept or cannot be."""

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

    def holders(
        self, as_of: date, known_at: datetime | None = None, places: Iterable[str] | None = None
    ) -> dict[str, Held]:
        """Who holds each of ``places`` (names or ids; None: all of the area) on the day ``as_of``, by place id.

        What :meth:`control` says of that day, without since when and what it rests on, and many times sooner.
        Places of which nothing is known, not even a baseline, are left out. Raises UnknownPlaceError.
        """
        wanted = None if places is None else {self.area.place(place).id for place in places}
        try:
            with self.derived() as derived:
                derived.catch_up()
                view, _, step = derived.views(derived.entry_at(known_at))
                return dict(sorted(holders_at(view, step, as_of, wanted).items()))
        except (sqlite3.Error, OSError):  # as in a folder that cannot be written to
            return holders_in(self.control(known_at), as_of, wanted)

    def siege(self, place: str, *, as_of: date, known_at: datetime | None = None) -> SiegeVerdict:
        """Whether the place of this name or id is besieged on ``as_of``. Raises UnknownPlaceError."""
        return self.picture(known_at).siege(self.area.place(place).id, as_of)

    def siege_shown(
        self, place: str, *, as_of: date, known_at: datetime | None = None
    ) -> tuple[SiegeVerdict, Picture]:
        """The same, with the claims and reports that it names; sooner, where it is the only question asked."""
        own = self.area.place(place).id
        found = self.ask_kept(lambda derived: siege_of(derived, own, as_of, derived.entry_at(known_at)))
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
