"""The bars of a place's page: who held it, what was reported of a siege, and what its roads say, over the days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from marsad.model import Degree, Holding, IsolationLevel, SiegeVerdict
from marsad.publication.content import EditionContent
from marsad.publication.drawing import Bar, timeline
from marsad.publication.runs import DAY, Run, holding_runs
from marsad.publication.standing import reported_besieged
from marsad.publication.wording import ISOLATION_WORDS, actor_name, run_words

CONTESTED_COLOUR = "#57524a"
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


def bars(content: EditionContent, place: str, sieges: Sequence[Run[SiegeVerdict]]) -> Mapping[str, Markup]:
    """The three rows; a row of which nothing is known is empty."""
    days = content.all_days
    isolation = _joined(_isolation_bar(run) for run in sieges)
    reported = [run for run in sieges if reported_besieged(run.state)]
    return {
        "holder": timeline([_holder_bar(content, run) for run in holding_runs(content, place)], days),
        "reported": timeline([_reported_bar(run) for run in reported], days) if reported else Markup(""),
        "isolation": timeline(isolation, days) if sieges else Markup(""),
    }


def _joined(bars: Iterable[Bar]) -> list[Bar]:
    """Bars that follow one another in one colour as one bar, with the days of both."""
    found: list[Bar] = []
    for bar in bars:
        last = found[-1] if found else None
        if last and (last.colour, last.hatched) == (bar.colour, bar.hatched) and bar.first == last.last + DAY:
            name = bar.words.split(":")[0]
            found[-1] = replace(last, last=bar.last, words=f"{name}: {run_words(last.first, bar.last)}")
        else:
            found.append(bar)
    return found


def keys(content: EditionContent, place: str, sieges: Sequence[Run[SiegeVerdict]]) -> list[tuple[str, str]]:
    """The colours that the bars of this place use, with their words, each once."""
    found = [(bar.colour, bar.words.split(":")[0]) for bar in (_holder_bar(content, run) for run in
             holding_runs(content, place))]  # fmt: skip
    for run in sieges:
        bar = _reported_bar(run) if reported_besieged(run.state) else None
        found += [(bar.colour, bar.words.split(":")[0])] if bar else []
    found += [(bar.colour, bar.words.split(":")[0]) for bar in map(_isolation_bar, sieges)]
    return list(dict.fromkeys(found))


def _holder_bar(content: EditionContent, run: Run[Holding]) -> Bar:
    held = run.state
    days = run_words(run.first, run.last)
    if held.contested:
        return Bar(run.first, run.last, CONTESTED_COLOUR, f"contested: {days}", hatched=True)
    words = actor_name(content.area, held.holder) if held.holder else "not known"
    colour = content.area.colour_of(held.holder)
    return Bar(run.first, run.last, colour, f"{words}: {days}, {held.grade.value}", hatched=bool(held.disputed_by))


def _reported_bar(run: Run[SiegeVerdict]) -> Bar:
    reported = run.state.reported
    degree = reported.degree if reported else None
    disputed = bool(reported and reported.disputed_by)
    words = f"{REPORTED_WORDS[degree]}: {run_words(run.first, run.last)}{', disputed' if disputed else ''}"
    return Bar(run.first, run.last, REPORTED[degree], words, hatched=disputed)


def _isolation_bar(run: Run[SiegeVerdict]) -> Bar:
    level = run.state.computed.level
    words = f"{ISOLATION_WORDS[level].lower()}: {run_words(run.first, run.last)}"
    return Bar(run.first, run.last, ISOLATION_COLOURS[level], words)
