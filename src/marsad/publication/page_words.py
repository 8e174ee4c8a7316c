"""What the templates ask for in words and order: sides by actor, statements by origin, speakers, headlines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from markupsafe import Markup

from marsad.model import Report, RoadAssessment, RoadState, Sector, SiegeVerdict
from marsad.model.wording import day_words, listed
from marsad.publication.runs import Run
from marsad.publication.statements import Statement


def distinct_quotes(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """The statements without those whose words another one has already."""
    first: dict[str, Statement] = {}
    for statement in statements:
        first.setdefault(statement.claim.quote.casefold(), statement)
    return tuple(first.values())


def by_actors(sides: Mapping[Sector, tuple[str, ...]]) -> list[tuple[tuple[str, ...], str]]:
    """The sides grouped by who stands there: actors, and their sectors in words."""
    found: dict[tuple[str, ...], list[str]] = {}
    for sector in Sector:
        if sides.get(sector):
            found.setdefault(tuple(sides[sector]), []).append(sector.definition)
    return [(actors, listed(sectors)) for actors, sectors in found.items()]


def by_origin(said: Iterable[Statement]) -> list[tuple[Statement, list[Statement]]]:
    """The first statement of each origin for and against, each with the others of that origin."""
    found: dict[tuple[str, bool], list[Statement]] = {}
    for each in said:
        origin = each.testimony.origin.key if each.testimony else each.claim.id
        found.setdefault((origin, each.supports), []).append(each)
    return [(statements[0], statements[1:]) for statements in found.values()]


def chain_words(said: Statement) -> str:
    """Who is said to say it, from the outermost speaker inward."""
    if not said.claim.attribution:
        return "Stated by the report itself."
    return f"Said by {', citing '.join(said.claim.attribution)}."


def published_words(report: Report) -> str:
    """The day of publication, never the hour."""
    return day_words(report.published) if report.published else "no date"


def moment_words(moment: datetime) -> str:
    """A moment of knowledge, in UTC to the minute."""
    return f"{day_words(moment.date())}, {moment:%H:%M} UTC"


def headline(verdict: SiegeVerdict, run: Run[SiegeVerdict], shown: date) -> Markup:
    """The verdict's sentence; over a run of days its day is that which is shown, and a script can change it."""
    day = Markup('<span class="day-of">{}</span>').format(day_words(shown if shown in run else verdict.as_of))
    parts = [Markup.escape(part) for part in verdict.headline.split(day_words(verdict.as_of))]
    return day.join(parts)


def last_roads(verdict: SiegeVerdict) -> list[RoadAssessment]:
    """The roads of which a report says that they are cut or under fire."""
    hit = {RoadState.CUT, RoadState.UNDER_FIRE}
    return [road for road in verdict.roads if road.explicit and road.state in hit]
