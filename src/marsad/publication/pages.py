"""The pages of an edition, rendered without script: what holds on any day is there; scripts only switch days."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import cast

from jinja2 import Environment
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from marsad.areas.area import ADMIN_KINDS
from marsad.events import disputes_once
from marsad.model import (
    Event,
    Grade,
    IsolationLevel,
    Modality,
    Place,
    Report,
    ReportedSiege,
    RoadState,
    SiegeVerdict,
    Source,
)
from marsad.model.wording import counted, day_words, listed
from marsad.publication.brief import brief
from marsad.publication.content import EditionContent
from marsad.publication.drawing import HATCH, rose
from marsad.publication.events_worded import event_words
from marsad.publication.highlight import family_of
from marsad.publication.kinds import Kind, by_kind
from marsad.publication.map_data import day_number
from marsad.publication.page_words import (
    by_actors,
    by_origin,
    chain_words,
    distinct_quotes,
    headline,
    last_roads,
    moment_words,
    published_words,
)
from marsad.publication.picture import bare_map_svg
from marsad.publication.place_lines import GAP, PlaceLines
from marsad.publication.report_page import in_order, reading_html
from marsad.publication.runs import (
    Change,
    RoadRuns,
    Run,
    control_changes,
    holding_runs,
    outlines,
    siege_runs,
)
from marsad.publication.signs import legend_actors, shown_places
from marsad.publication.standing import cut_off, in_force, lapsed, reported_besieged
from marsad.publication.statements import Statement, Statements, source_name, title_of
from marsad.publication.templates import SITE, environment
from marsad.publication.timelines import rows
from marsad.publication.wording import (
    ISOLATION_WORDS,
    ROAD_WORDS,
    actor_name,
    actor_names,
    claim_words,
    days_words,
    isolation_words,
    origins_words,
    place_name,
    run_words,
    sentences,
    sides_words,
    slug,
)

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:;"
    " connect-src 'self' blob:; worker-src blob:; base-uri 'none'; form-action 'none'"
)
NAV = (
    ("index.html", "Map"),
    ("sieges.html", "Sieges"),
    ("disputes.html", "Disputes"),
    ("reports.html", "Reports"),
    ("brief.html", "Brief"),
    ("issues.html", "Issues"),
    ("about.html", "About"),
)
KEY_STATEMENTS = 2
OPENING_SENTENCES = 1  # of a road's reason: with the sentence that leads to it these are two


@dataclass(frozen=True)
class DaySection:
    """What the front page says of one day beside its sieges."""

    day: date
    changes: tuple[Change, ...]
    disputes: tuple[Event, ...]
    events: tuple[Event, ...]


class Pages:
    """Every page of one edition as text under its path."""

    def __init__(self, content: EditionContent, statements: Statements, roads: RoadRuns) -> None:
        self.content, self.area = content, content.area
        self.statements, self.roads = statements, roads
        self.sieges = {place: siege_runs(days) for place, days in sorted(content.sieges.items()) if days}
        self._lines = PlaceLines(content, roads, self._macro)

    def all(self) -> Iterator[tuple[str, str]]:
        """Path and text of each page."""
        yield "index.html", self.index()
        yield "sieges.html", self._render("sieges.html", "sieges.html", values=self._sieges())
        yield "disputes.html", self._render("disputes.html", "disputes.html", disputes=self._disputes())
        yield "reports.html", self._render("reports.html", "reports.html", reports=self._reports())
        yield "issues.html", self._render("issues.html", "issues.html", issues=self._issues())
        yield "about.html", self._render("about.html", "about.html", values=self._about())
        text = brief(self.content, self.content.as_of)
        html = Markup(MarkdownIt("commonmark", {"html": False}).disable("image").render(text))  # noqa: S704
        yield "brief.html", self._render("brief.html", "brief.html", brief=html)
        yield "brief.md", text
        for place in self._paged_places.values():
            yield f"place/{slug(place.id)}.html", self.place(place)
        for report in sorted(self.content.reports.values(), key=lambda each: each.id):
            yield f"report/{report.id}.html", self.report(report)

    @cached_property
    def _environment(self) -> Environment:
        found = environment().overlay()
        content, area = self.content, self.area
        found.globals = {
            **found.globals,
            "content": content,
            "csp": CSP,
            "nav": NAV,
            "statements": self.statements,
            "actor": lambda actor: actor_name(area, actor),
            "actors": lambda actors: actor_names(area, actors),
            "colour": area.colour_of,
            "place": lambda place: place_name(area, place),
            "has_page": lambda place: place in self._paged_places,
            "sides_words": lambda sides: sides_words(area, sides),
            "by_actors": by_actors,
            "rose": lambda sides, holder: rose(area, sides, area.colour_of(holder)),
            "event_words": lambda event: event_words(area, event),
            "claim_words": claim_words,
            "family": family_of,
            "slug": slug,
            "number": day_number,
            "day": day_words,
            "weekday": lambda day: day_words(day, weekday=True),
            "days_words": days_words,
            "run_words": run_words,
            "moment": moment_words,
            "published": published_words,
            "listed": listed,
            "origins_words": origins_words,
            "level_words": lambda level: ISOLATION_WORDS[level],
            "isolation_words": isolation_words,
            "in_force": in_force,
            "road_words": lambda state: ROAD_WORDS[state],
            "isolation_levels": list(IsolationLevel),
            "road_states": list(RoadState),
            "grades": list(Grade),
            "title_of": lambda report: title_of(report, self.statements.source_of(report)),
            "chain": chain_words,
            "counted": counted,
            "by_origin": by_origin,
            "met": lambda met: {True: "met", False: "not met"}.get(met, "cannot be told from the reports"),
            "headline": headline,
            "last_roads": last_roads,
            "opening": lambda words: sentences(words, OPENING_SENTENCES)[0],
            "beyond": lambda words: sentences(words, OPENING_SENTENCES)[1],
            "key_statements": self._key_statements,
        }
        found.globals["m"] = found.get_template("macros.html").module
        return found

    def _macro(self, name: str, *values: object) -> Markup:
        """What the macro of that name makes of ``values``."""
        return cast("Markup", getattr(self._environment.globals["m"], name)(*values))

    def _render(
        self,
        template: str,
        here: str,
        root: str = "",
        /,
        values: Mapping[str, object] = MappingProxyType({}),
        **more: object,
    ) -> str:
        return self._environment.get_template(template).render({**values, **more}, root=root, here=here)

    @cached_property
    def _paged_places(self) -> Mapping[str, Place]:
        """Every place that maps mark, and the administrative units of which reports speak."""
        shown = {place.id for place in shown_places(self.content)}
        told = self.statements.by_place.keys() | self.statements.events_at.keys()
        return {name: self.area.places[name] for name in sorted(shown | (told & self.area.places.keys()))}

    def index(self) -> str:
        """The first page: the map, and beside it what stands on each day."""
        told = self._told_of()
        cards = [run for place in told for run in self.sieges[place]]
        cards.sort(key=lambda run: (not reported_besieged(run.state), run.first, run.state.place))
        return self._render(
            "index.html",
            "index.html",
            still=Markup(bare_map_svg(self.content, self.content.as_of)),  # noqa: S704 - our own, escaped inside
            legend=legend_actors(self.content),
            siege_cards=cards,
            standing_now=any(self.content.as_of in run for run in cards),
            unreported=self._unreported(told),
            day_sections=[self._day_section(day) for day in self.content.all_days],
            ticks=self._ticks(),
        )

    def _told_of(self) -> list[str]:
        """The places of which some report says that they are, or were, besieged."""
        return [
            place
            for place, found in self.sieges.items()
            if any(reported_besieged(run.state) or lapsed(run.state) for run in found)
        ]

    def _unreported(self, told: Iterable[str]) -> list[Run[SiegeVerdict]]:
        reported = set(told)
        return [
            run
            for place, found in self.sieges.items()
            if place not in reported
            for run in found
            if cut_off(run.state)
        ]

    def _day_section(self, day: date) -> DaySection:
        of_day = [event for event in self.content.events if event.days.last == day]
        disputed = [event for event in of_day if event.disputed_by]
        return DaySection(
            day,
            control_changes(self.content, day, day),
            tuple(disputed),
            tuple(event for event in of_day if not event.disputed_by),
        )

    def _ticks(self) -> Markup:
        days = self.content.all_days
        counts = {day: sum(event.days.last == day for event in self.content.events) for day in days}
        step = 100 / max(len(days) - 1, 1)
        heights = {day: min(3 + 3 * counts[day], 12) for day in days if counts[day]}
        marks = "".join(
            f'<rect x="{number * step:.3f}%" y="0" width="3" height="{heights[day]}"/>'
            for number, day in enumerate(days)
            if day in heights
        )
        return Markup(f'<svg width="100%" height="12" focusable="false">{marks}</svg>')  # noqa: S704 - numbers only

    def _key_statements(self, reported: ReportedSiege) -> tuple[Statement, ...]:
        """The first statements for and against, one of each origin's passages first."""
        for_it = distinct_quotes(self.statements.of(reported.claims))[:KEY_STATEMENTS]
        against = distinct_quotes(self.statements.of(reported.disputing_claims))[:KEY_STATEMENTS]
        return (*for_it, *against)

    def place(self, place: Place) -> str:
        """The page of one place: day by day, and every statement."""
        said = self.statements.by_place.get(place.id, ())
        events = self.statements.events_at.get(place.id, ())
        here = {claim for event in events for claim in event.claims}
        kinds = by_kind((event, self.statements.of_event(event)) for event in events)
        announced = [each for each in said if each.event is None and each.claim.modality in _NOT_HAPPENED]
        others = [each for each in said if each.claim.id not in here and each not in announced]
        found = self.sieges.get(place.id, ())
        holdings = holding_runs(self.content, place.id)
        bars = rows(self.content, holdings, found)
        main = self._render(
            "place_main.html",
            "",
            "../",
            here_place=place,
            where=", ".join(dict.fromkeys(part for part in (place.admin3, place.admin2, place.admin1) if part)),
            hatch=HATCH,
            bars=bars.drawn(self._days),
            keys=bars.keys,
            days_shown=place.kind not in ADMIN_KINDS,
            holdings=[self._lines.holding(run) for run in holdings],
            sieges=found if any(_worth_a_card(run.state) for run in found) else (),
            roads=self._lines.roads(place.id),
            kinds=kinds,
            jumps=_jumps(kinds, announced, others),
            announced=announced,
            others=others,
        )
        before, between, after = self._place_frame
        return f"{before}{escape(place.name)}{between}{main}{after}"

    @cached_property
    def _place_frame(self) -> tuple[str, str, str]:
        """What stands before a place's name in the title, between it and the page, and after: rendered once."""
        page = self._render("place.html", "", "../", title=GAP, main=GAP)
        before, between, after = page.split(GAP)
        return before, between, after

    @cached_property
    def _days(self) -> tuple[date, ...]:
        return self.content.all_days

    def report(self, report: Report) -> str:
        """The page of one report: whole where that is allowed, else its cited sentences."""
        source = self.statements.source_of(report)
        confidential = bool(source and source.confidential)
        said = self.statements.by_report.get(report.id, ())
        newer = self.content.replaced.get(report.id)
        whole = self.content.full_texts and not confidential and newer is None
        return self._render(
            "report.html",
            "",
            "../",
            report=report,
            source=(source_name(report, source), self._kind(source)),
            confidential=confidential,
            newer=newer if newer in self.content.reports else None,
            whole=whole,
            reading=reading_html(report, in_order(each.claim for each in said)) if whole else "",
            said=said,
        )

    def _sieges(self) -> Mapping[str, object]:
        told = self._told_of()
        return {
            "places": [(place, outlines(self.sieges[place])) for place in told],
            "unreported": self._unreported(told),
        }

    def _disputes(self) -> list[tuple[Event, tuple[Statement, ...]]]:
        ordered = sorted(self.content.events, key=lambda event: (event.days.last or date.max, event.id))
        return [(event, self.statements.of_event(event)) for event in disputes_once(ordered)]

    def _reports(self) -> list[tuple[Report, tuple[str, str], int]]:
        rows = []
        for report in sorted(
            self.content.reports.values(), key=lambda each: (each.published or date.max, each.id)
        ):
            source = self.statements.source_of(report)
            said = len(self.statements.by_report.get(report.id, ()))
            rows.append((report, (source_name(report, source), self._kind(source)), said))
        return rows

    def _kind(self, source: Source | None) -> str:
        """What kind of source it is, and how reliable the desk judged it to be; of a confidential one not that."""
        if source is None:
            return "not registered"
        judged = None if source.confidential else self.content.reliability.get(source.id)
        if judged is None:
            return source.kind.value
        return (
            f"{source.kind.value}; {judged.value}: {judged.definition.rstrip('.').lower()}, as this desk judged it"
        )

    def _issues(self) -> list[tuple[object, Report | None]]:
        return [
            (issue, self.content.reports.get(issue.report) if issue.report else None)
            for issue in self.content.issues
        ]

    def _about(self) -> Mapping[str, object]:
        vendored = json.loads((SITE / "vendor" / "VENDOR.json").read_text(encoding="utf-8"))
        return {
            "methods": sorted(self.content.methods.items()),
            "vendored": list(
                dict.fromkeys(f"{row['name']} {row['version']} ({row['licence']})" for row in vendored)
            ),
            "baseline_sources": "; ".join(sorted({held.source for held in self.area.baseline if held.source})),
            "place_sources": sorted(Counter(place.source for place in self.area.places.values()).items()),
        }


_NOT_HAPPENED = frozenset({Modality.PLANNED, Modality.POSSIBLE})


def _jumps(
    kinds: Iterable[Kind], announced: Sequence[Statement], others: Sequence[Statement]
) -> list[tuple[str, str, int]]:
    """Anchor, words and number of statements of each part of "Every statement" that is there."""
    parts = [(kind.key, kind.words, kind.count) for kind in kinds]
    parts += [("announced", "announced", len(announced)), ("others", "also said", len(others))]
    return [part for part in parts if part[2]]


def _worth_a_card(verdict: SiegeVerdict) -> bool:
    connected = verdict.computed.computable and verdict.computed.level is IsolationLevel.CONNECTED
    return reported_besieged(verdict) or lapsed(verdict) or not connected
