"""The brief: one page of what stands on a day, each sentence with the reports it rests on, as Markdown."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from marsad.areas import Area
from marsad.casualties.tolls import EVERYWHERE
from marsad.events import disputes_once
from marsad.model import Claim, Event, Holding, Report, RoadAssessment, RoadState, SiegeVerdict, Toll
from marsad.model.wording import counted, day_words, listed
from marsad.publication.content import EditionContent
from marsad.publication.events_worded import event_words
from marsad.publication.runs import Change, control_changes
from marsad.publication.standing import besieged_on, lapsed_on
from marsad.publication.statements import Statements, source_name, title_of
from marsad.publication.wording import (
    ROAD_WORDS,
    actor_name,
    days_words,
    isolation_words,
    origins_words,
    place_name,
)

COLUMNS = 80
RECENT_DAYS = 7
MOST_LINES = 8
UNRESOLVED = "unresolved: "  # before the name of a toll's scope that no place of the area has
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")


def brief(content: EditionContent, as_of: date) -> str:
    """What stands on ``as_of``, as Markdown of 80 columns; numbers in brackets lead to the reports at the end."""
    return _Brief(content, as_of).text()


def plain(words: str) -> str:
    """``words`` on one line, so that Markdown takes nothing in them for a mark."""
    return _SPECIAL.sub(r"\\\1", " ".join(words.split()))


class _Brief:
    """One brief while it is being written: keeps the numbers of the reports it has named."""

    def __init__(self, content: EditionContent, as_of: date) -> None:
        self.content, self.as_of = content, as_of
        self.since = as_of - timedelta(days=RECENT_DAYS - 1)
        self.statements = Statements(content)
        self.numbers: dict[str, int] = {}

    def text(self) -> str:
        """The whole brief."""
        known = self.content.known_at
        head = f"{self.content.area.title}, from {counted(len(self.content.reports), 'report')}"
        head += f", as known by {day_words(known.date())}, {known:%H:%M} UTC" if known else ""
        lines = [
            f"# {plain(self.content.title)}, as of {day_words(self.as_of)}",
            "",
            *_wrapped(plain(head) + ".", ""),
        ]
        sections = (
            ("Sieges", self._sieges()),
            (f"Control changes, {RECENT_DAYS} days to {day_words(self.as_of)}", self._changes()),
            ("Roads cut or under fire, as reported", self._roads()),
            ("Casualties", self._tolls()),
            ("In dispute", self._disputes()),
            ("Announced, feared or possible: not counted as having happened", self._announced()),
        )
        for title, items in sections:
            lines += ["", f"## {title}", "", *self._items(items)]
        lines += ["", "## Not read or not resolved", "", *_wrapped(self._issues(), "")]
        lines += ["", "## Reports named", "", *self._named()]
        return "\n".join(lines) + "\n"

    def _issues(self) -> str:
        if not self.content.issues:
            return "Nothing: no issue was raised."
        issues = counted(len(self.content.issues), "issue").capitalize()
        return f"{issues}: words, names or days. The edition’s page of issues has each."

    def _items(self, items: Iterator[str]) -> list[str]:
        found = list(items)
        more = len(found) - MOST_LINES
        shown = found[:MOST_LINES] + ([f"And {more} more, in the edition."] if more > 0 else [])
        return [line for item in shown for line in _wrapped(item, "- ")] or ["None that a report tells of."]

    def _refs(self, claims: Iterable[str]) -> str:
        reports = [said.report.id for said in self.statements.of(claims)]
        for report in reports:
            self.numbers.setdefault(report, len(self.numbers) + 1)
        numbers = sorted({self.numbers[report] for report in reports})
        return f" [{', '.join(map(str, numbers))}]" if numbers else ""

    def _sieges(self) -> Iterator[str]:
        for verdict in besieged_on(self.content, self.as_of):
            yield self._siege(verdict)
        for place, days in sorted(self.content.sieges.items()):
            ended = days[self.as_of].ended if self.as_of in days else None
            if ended and self.since <= ended <= self.as_of:
                yield f"The siege of {plain(place_name(self.content.area, place))} ended on {day_words(ended)}."
        for verdict in lapsed_on(self.content, self.as_of):
            yield plain(verdict.headline) + self._refs(verdict.lapsed.claims if verdict.lapsed else ())

    def _siege(self, verdict: SiegeVerdict) -> str:
        reported = verdict.reported
        assert reported is not None  # noqa: S101 - only reported sieges come here
        outlets = self.statements.outlets_behind(reported.claims)
        told = origins_words(reported.origins, outlets, reported.disputed_by)
        words = f"**{plain(verdict.headline)}**"
        if "Reported by" not in verdict.headline:
            words += f" {told}"
        words += self._refs((*reported.claims, *reported.disputing_claims))
        words += f" By its roads and holders: {plain(isolation_words(verdict.computed))}."
        return " ".join([words, *(plain(each) for each in verdict.differences)])

    def _changes(self) -> Iterator[str]:
        for change in reversed(control_changes(self.content, self.since, self.as_of)):
            yield self._change(change)

    def _change(self, change: Change) -> str:
        area, after = self.content.area, change.after
        now, before = _state_words(area, after), _state_words(area, change.before)
        words = f"{place_name(area, change.place)}: {now} since {day_words(change.day)}, before: {before}"
        return f"{plain(words)} ({after.grade.value}).{self._refs(after.claims)}"

    def _roads(self) -> Iterator[str]:
        roads = self.content.roads_by_day.get(self.as_of, {})
        for ends in sorted(roads):
            if roads[ends].explicit and roads[ends].state in {RoadState.CUT, RoadState.UNDER_FIRE}:
                yield self._road(roads[ends])

    def _road(self, road: RoadAssessment) -> str:
        area = self.content.area
        since = f" since {day_words(road.since)}" if road.since else ""
        words = (
            f"{place_name(area, road.link.a)} – {place_name(area, road.link.b)}: {ROAD_WORDS[road.state]}{since}"
        )
        return f"{plain(words)} ({road.grade.value}). {plain(road.reason)}{self._refs(road.claims)}"

    def _tolls(self) -> Iterator[str]:
        tolls = [toll for toll in self.content.tolls if toll.days.last is None or toll.days.last <= self.as_of]
        for toll in tolls:
            if not toll.cumulative and (toll.days.last is None or toll.days.last >= self.since):
                yield self._toll(toll)
        for toll in tolls:
            if toll.cumulative:
                yield f"Running total, given by sources and not added to anything here. {self._toll(toll)}"

    def _toll(self, toll: Toll) -> str:
        killed = f"at least {toll.killed_low:,}" if toll.killed_high is None else f"{toll.killed_low:,}"
        if toll.killed_high not in (None, toll.killed_low):
            killed += f" to {toll.killed_high:,}"
        scope = self._scope(toll)
        claims = toll.claims or tuple(
            claim for event in self.content.events if event.id in toll.events for claim in event.claims
        )
        return f"{plain(scope)}: {killed} killed, {days_words(toll.days)}.{self._refs(claims)}"

    def _scope(self, toll: Toll) -> str:
        if toll.scope == EVERYWHERE:
            return "All incidents of this edition together"
        named = toll.scope.removeprefix(UNRESOLVED)
        return place_name(self.content.area, named) if named == toll.scope else f"{named} (not resolved)"

    def _disputes(self) -> Iterator[str]:
        for event in disputes_once(tuple(self._recent(self.content.events))):
            words = plain(event_words(self.content.area, event))
            against = plain(listed(origin.name for origin in event.disputed_by))
            said = plain(listed(origin.name for origin in event.origins))
            words = f"{words[:1].upper()}{words[1:]}: said by {said}, disputed by {against}."
            yield words + self._refs(event.claims)

    def _recent(self, events: Iterable[Event]) -> Iterator[Event]:
        for event in events:
            last = event.days.last
            if last is not None and self.since <= last <= self.as_of:
                yield event

    def _announced(self) -> Iterator[str]:
        """Each thing announced or feared once, with all who printed it."""
        alike: dict[tuple[object, ...], list[Claim]] = {}
        for claim in self.content.announced:
            report = self.content.reports.get(claim.report)
            if report and report.published and self.since <= report.published <= self.as_of:
                agents = tuple(sorted(actor.id or actor.name for actor in claim.agents))
                where = claim.place and (claim.place.id or claim.place.name)
                alike.setdefault((claim.type, claim.modality, where, agents), []).append(claim)
        for claims in alike.values():
            first = claims[0]
            yield f"“{plain(first.quote)}” ({first.modality.value}).{self._refs([each.id for each in claims])}"

    def _named(self) -> list[str]:
        lines = [
            line
            for report, number in self.numbers.items()
            for line in _wrapped(self._name(self.content.reports[report]), f"{number}. ")
        ]
        return lines or ["None."]

    def _name(self, report: Report) -> str:
        source = self.statements.source_of(report)
        day = day_words(report.published) if report.published else "no date"
        return plain(f"“{title_of(report, source)}”, {source_name(report, source)}, {day}")


def _state_words(area: Area, held: Holding) -> str:
    if held.contested:
        return "contested"
    return f"held by {actor_name(area, held.holder)}" if held.holder else "holder not known"


def _wrapped(text: str, mark: str) -> list[str]:
    return textwrap.wrap(
        text,
        COLUMNS,
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )
