"""The bars of a place's page: who held it, what was reported of a siege, and what its roads say, over the days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from marsad.model import Degree, Holding, IsolationLevel, SiegeVerdict
from marsad.publication.content import EditionContent
from marsad.publication.drawing import Bar, timeline
from marsad.publication.runs import Run
from marsad.publication.standing import reported_besieged
from marsad.publication.wording import ISOLATION_WORDS, actor_name

CONTESTED_COLOUR = "#57524a"
NOT_COMPUTED_COLOUR = "#e3ded3"
REPORTED = {Degree.COMPLETE: "#8c1d18", Degree.PARTIAL: "#cf7f5b", None: "#b25a45"}
REPORTED_WORDS = {
    Degree.COMPLETE: "reported complete siege",
    Degree.PARTIAL: "reported partial siege",
    None: "reported siege, degree not said",
}
ISOLATION_COLOURS = {
    IsolationLevel.CONNECTED: "#c9d8c5",
    IsolationLevel.LAST_ROUTE: "#e9c46a",
    IsolationLevel.FIRE_CONTROLLED: "#e06c00",
    IsolationLevel.ENCIRCLED: "#7d1128",
}


@dataclass(frozen=True)
class Rows:
    """The rows of bars of one place; a row of which nothing is known is empty."""

    holder: Sequence[Bar]
    reported: Sequence[Bar]
    isolation: Sequence[Bar]

    def drawn(self, days: Sequence[date]) -> Mapping[str, Markup]:
        """Each row as SVG; that of the holder is there even where nothing is known."""
        return {
            "holder": timeline(self.holder, days),
            "reported": timeline(self.reported, days) if self.reported else Markup(""),
            "isolation": timeline(self.isolation, days) if self.isolation else Markup(""),
        }

    @property
    def keys(self) -> list[tuple[str, str]]:
        """The colours that the bars use, with their words, each once."""
        every = (*self.holder, *self.reported, *self.isolation)
        return list(dict.fromkeys((bar.colour, bar.name) for bar in every))


def rows(content: EditionContent, holdings: Sequence[Run[Holding]], sieges: Sequence[Run[SiegeVerdict]]) -> Rows:
    """Who held the place, what was reported of a siege, and what its roads say."""
    return Rows(
        [_holder_bar(content, run) for run in holdings],
        [_reported_bar(run) for run in sieges if reported_besieged(run.state)],
        [_isolation_bar(run) for run in sieges],
    )


def _holder_bar(content: EditionContent, run: Run[Holding]) -> Bar:
    held = run.state
    if held.contested:
        return Bar(run.first, run.last, CONTESTED_COLOUR, "contested", hatched=True)
    name = actor_name(content.area, held.holder) if held.holder else "not known"
    colour = content.area.colour_of(held.holder)
    return Bar(run.first, run.last, colour, name, (held.grade.value,), hatched=bool(held.disputed_by))


def _reported_bar(run: Run[SiegeVerdict]) -> Bar:
    reported = run.state.reported
    degree = reported.degree if reported else None
    disputed = bool(reported and reported.disputed_by)
    notes = ("disputed",) if disputed else ()
    return Bar(run.first, run.last, REPORTED[degree], REPORTED_WORDS[degree], notes, hatched=disputed)


def _isolation_bar(run: Run[SiegeVerdict]) -> Bar:
    level = run.state.computed.level
    if not run.state.computed.computable:
        return Bar(run.first, run.last, NOT_COMPUTED_COLOUR, "cannot be computed")
    return Bar(run.first, run.last, ISOLATION_COLOURS[level], ISOLATION_WORDS[level].lower())
