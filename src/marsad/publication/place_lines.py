"""The lines of a place's page that many pages share: who holds it, and its roads. Each is made once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property

from markupsafe import Markup

from marsad.model import Holding, RoadAssessment
from marsad.model.wording import day_words
from marsad.publication.content import EditionContent
from marsad.publication.runs import RoadRuns, Run, since_words

GAP = "\x1c\x1d"  # control characters that no text of an edition holds, where something is put in afterwards


class PlaceLines:
    """Makes the lines with the templates' macros: ``macro`` is called with a macro's name and its values."""

    def __init__(self, content: EditionContent, roads: RoadRuns, macro: Callable[..., Markup]) -> None:
        self._content, self._roads, self._macro = content, roads, macro
        self._holding_lines: dict[object, Markup] = {}
        self._road_lines: dict[tuple[tuple[str, str], date], tuple[Markup, Markup]] = {}
        self._links: dict[str, Markup] = {}

    @cached_property
    def _baseline_words(self) -> Mapping[str, str]:
        return {
            held.place: f"From the area’s baseline of {day_words(held.as_of)}: {held.source}."
            for held in self._content.area.baseline
        }

    @cached_property
    def _road_runs(self) -> Mapping[str, list[Run[RoadAssessment]]]:
        by_place: dict[str, list[Run[RoadAssessment]]] = {}
        for (a, b), found in self._roads.items():
            by_place.setdefault(a, []).extend(found)
            by_place.setdefault(b, []).extend(found)
        return by_place

    def holding(self, run: Run[Holding]) -> Markup:
        """Who held a place over some days; most places share a few such lines, and each is made once."""
        since, baseline = since_words(self._content, run.state), self._baseline_words.get(run.state.place, "")
        key = (replace(run.state, place="", events=()), run.first, run.last, since, baseline)
        if key not in self._holding_lines:
            self._holding_lines[key] = self._macro("holding", run, since, baseline, "../")
        return self._holding_lines[key]

    def roads(self, place: str) -> list[Markup]:
        """The roads that end at a place, each over the days on which nothing of it changed."""
        return [self._road(run, place) for run in self._road_runs.get(place, ())]

    def _road(self, run: Run[RoadAssessment], place: str) -> Markup:
        """One road over some days as seen from ``place``; made once for both its ends."""
        link = run.state.link
        key = (link.ends, run.first)
        if key not in self._road_lines:
            line = self._macro("road_line", run, GAP)
            before, _, after = line.partition(GAP)
            self._road_lines[key] = (before, after)
        before, after = self._road_lines[key]
        return before + self._link(link.b if link.a == place else link.a) + after

    def _link(self, place: str) -> Markup:
        if place not in self._links:
            self._links[place] = self._macro("link", place, "../")
        return self._links[place]
