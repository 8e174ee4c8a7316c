"""Statements: each claim with the sentence, report, source and chain of speakers that it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from marsad.model import Claim, Event, Report, Source, SourceKind, Testimony
from marsad.publication.content import EditionContent
from marsad.reports.sources import Sources

_SENTENCE_END = re.compile(r"(?<=[.!?؟。])[\"'”’»)\]]*\s+|\n\s*\n|\n")
CONTEXT_CHARS = 300
UNNAMED_SOURCE = "a source that is not registered"


@dataclass(frozen=True)
class Statement:
    """One claim and what it rests on. ``before`` and ``after`` are the rest of its sentences in the report."""

    claim: Claim
    report: Report
    source: Source | None
    event: Event | None
    testimony: Testimony | None
    before: str
    after: str

    @property
    def said_by(self) -> str:
        """The descriptive name of the source that published it."""
        return source_name(self.report, self.source)

    @property
    def title(self) -> str:
        """How an edition names the report."""
        return title_of(self.report, self.source)

    @property
    def source_kind(self) -> SourceKind:
        """The kind of that source."""
        return self.source.kind if self.source else SourceKind.UNKNOWN

    @property
    def supports(self) -> bool:
        """Whether it stands for its event; False where it denies or contradicts it."""
        return self.testimony is None or self.testimony.supports

    @property
    def places(self) -> tuple[str, ...]:
        """The ids of the places that it names."""
        named = (self.claim.place, *(self.claim.route or ()))
        return tuple(dict.fromkeys(place.id for place in named if place is not None and place.id is not None))


def source_name(report: Report, source: Source | None) -> str:
    """How an edition names the source of a report: by its registered, descriptive name alone."""
    return source.name if source else report.publisher or UNNAMED_SOURCE


def title_of(report: Report, source: Source | None = None) -> str:
    """The report's title, or the words that stand in for one; a confidential source's own words do not show."""
    if source is not None and source.confidential:
        return "Message of a confidential source"
    return report.title or "Untitled report"


class Statements:
    """Every claim of an edition as a statement, found by id, place, event and report."""

    def __init__(self, content: EditionContent) -> None:
        self._content = content

    @cached_property
    def by_claim(self) -> Mapping[str, Statement]:
        """All statements under their claim ids: by report's moment, report and position.

        A claim may stand for one event and against another; its statement here names one that it stands for,
        where there is one. :meth:`of_event` gives it as it bears on each.
        """
        claims = {
            **self._content.claims,
            **{claim.id: claim for claim in self._content.announced if claim.report in self._content.reports},
        }
        known = [item for item in claims.items() if item[1].report in self._content.reports]
        ordered = sorted(known, key=lambda item: self._order(item[1]))
        return {name: self._statement(claim, *self._told.get(name, (None, None))) for name, claim in ordered}

    @cached_property
    def _told(self) -> Mapping[str, tuple[Event, Testimony]]:
        told: dict[str, tuple[Event, Testimony]] = {}
        for event in self._content.events:
            for testimony in event.testimonies:
                known = told.get(testimony.claim)
                if known is None or (testimony.supports and not known[1].supports):
                    told[testimony.claim] = (event, testimony)
        return told

    def _order(self, claim: Claim) -> tuple[date, str, str, int, int, str]:
        report = self._content.reports[claim.report]
        moment = report.published_at.isoformat() if report.published_at else "unknown"
        return (report.published or date.max, moment, report.id, claim.start_char, claim.end_char, claim.id)

    def _statement(self, claim: Claim, event: Event | None, testimony: Testimony | None) -> Statement:
        report = self._content.reports[claim.report]
        before, after = surroundings(report.text, claim.start_char, claim.end_char)
        return Statement(claim, report, self.source_of(report), event, testimony, before, after)

    @cached_property
    def by_place(self) -> Mapping[str, tuple[Statement, ...]]:
        """The statements that name each place, in order."""
        found: dict[str, list[Statement]] = {}
        for statement in self.by_claim.values():
            for place in statement.places:
                found.setdefault(place, []).append(statement)
        return {place: tuple(statements) for place, statements in found.items()}

    @cached_property
    def events_at(self) -> Mapping[str, tuple[Event, ...]]:
        """The events at each place, and those on roads that end there, in order of day."""
        found: dict[str, list[Event]] = {}
        for event in sorted(self._content.events, key=lambda each: (each.days.last or date.max, each.id)):
            for place in dict.fromkeys([*filter(None, [event.place]), *(event.route or ())]):
                found.setdefault(place, []).append(event)
        return {place: tuple(events) for place, events in found.items()}

    def of_event(self, event: Event) -> tuple[Statement, ...]:
        """The statements for and against an event, as they bear on it, in order."""
        told = [testimony for testimony in event.testimonies if testimony.claim in self.by_claim]
        told.sort(key=lambda testimony: self._positions[testimony.claim])
        return tuple(replace(self.by_claim[each.claim], event=event, testimony=each) for each in told)

    @cached_property
    def by_report(self) -> Mapping[str, tuple[Statement, ...]]:
        """The statements of each report, in order of position."""
        found: dict[str, list[Statement]] = {}
        for statement in self.by_claim.values():
            found.setdefault(statement.report.id, []).append(statement)
        return {report: tuple(statements) for report, statements in found.items()}

    def source_of(self, report: Report) -> Source | None:
        """The registered source of a report: that it is tied to, else that of its publisher's name or alias."""
        if report.source is not None and report.source in self._content.sources:
            return self._content.sources[report.source]
        return self._register.named(report.publisher) if report.publisher else None

    @cached_property
    def _register(self) -> Sources:
        return Sources(self._content.sources.values())

    def outlets(self, event: Event) -> tuple[str, ...]:
        """The sources through which it was said to be so, as an edition names them, never as a report does."""
        return self.outlets_behind(testimony.claim for testimony in event.testimonies if testimony.supports)

    def outlets_behind(self, claims: Iterable[str]) -> tuple[str, ...]:
        """The published names of the sources of these claims' reports, each once, in order of name."""
        return tuple(sorted({said.said_by for said in self.of(claims)}))

    def of(self, claims: Iterable[str]) -> tuple[Statement, ...]:
        """The statements of these claims that the edition holds, in order of day, each once."""
        wanted = {claim for claim in claims if claim in self.by_claim}
        return tuple(self.by_claim[name] for name in sorted(wanted, key=self._positions.__getitem__))

    @cached_property
    def _positions(self) -> Mapping[str, int]:
        return {name: position for position, name in enumerate(self.by_claim)}


def surroundings(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before ``start`` and after ``end`` in that span's sentences, 300 characters each at most."""
    opens = max((found.end() for found in _SENTENCE_END.finditer(text, 0, start)), default=0)
    closing = _SENTENCE_END.search(text, max(end - 1, start))
    closes = len(text) if closing is None else closing.start()
    before, after = text[opens:start], text[end : max(closes, end)]
    if len(before) > CONTEXT_CHARS:
        before = "… " + before[-CONTEXT_CHARS:]
    if len(after) > CONTEXT_CHARS:
        after = after[:CONTEXT_CHARS] + " …"
    return before.lstrip(), after.rstrip()
