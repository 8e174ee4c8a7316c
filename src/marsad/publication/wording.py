"""How an edition words days, lists, sides and origins: in plain English, the same on every machine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from marsad.areas import Area
from marsad.areas.index import place_anywhere
from marsad.model import ClaimType, Days, Isolation, IsolationLevel, Origin, RoadState, Sector, TimePrecision
from marsad.model.wording import MONTHS, counted, day_words, listed, number_words

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"])")

CLAIM_WORDS: Mapping[ClaimType, str] = {
    ClaimType.ROUTE_CUT: "road cut",
    ClaimType.ROUTE_OPENED: "road opened",
    ClaimType.SIEGE_LIFTED: "siege lifted",
    ClaimType.AIR_STRIKE: "air strike",
    ClaimType.VIOLENCE_AGAINST_CIVILIANS: "violence against civilians",
    ClaimType.PROPERTY_DESTRUCTION: "destruction of property",
    ClaimType.AID_DELIVERY: "aid delivered",
    ClaimType.AID_BLOCKED: "aid blocked",
}
ROAD_WORDS: Mapping[RoadState, str] = {
    RoadState.OPEN: "open",
    RoadState.CONTESTED: "contested",
    RoadState.UNDER_FIRE: "under fire",
    RoadState.CUT: "cut",
    RoadState.UNKNOWN: "unknown",
}
ISOLATION_WORDS: Mapping[IsolationLevel, str] = {
    IsolationLevel.CONNECTED: "Connected",
    IsolationLevel.LAST_ROUTE: "One last route",
    IsolationLevel.FIRE_CONTROLLED: "Only routes under fire",
    IsolationLevel.ENCIRCLED: "Encircled",
}


def isolation_words(computed: Isolation) -> str:
    """``only routes under fire``, or why it could not be computed: never a level that says nothing."""
    if not computed.computable:
        return f"cannot be computed: {computed.why_not}"
    return ISOLATION_WORDS[computed.level].lower()


def days_words(days: Days) -> str:
    """An interval in words, never finer than the source gives it: ``between 4 and 6 February 2017``."""
    start, last = days.start, days.last
    if start is None and last is None:
        return "no date given"
    if start is not None and days.precision in (TimePrecision.MONTH, TimePrecision.YEAR):
        return _coarse_words(start, last, days.precision)
    if start is None and last is not None:
        return f"by {day_words(last)}"
    if start is not None and last is None:
        return f"from {day_words(start)} on"
    assert start is not None and last is not None  # noqa: S101 - the cases above leave no other
    return _closed_words(start, last)


def _coarse_words(start: date, last: date | None, precision: TimePrecision) -> str:
    """A month or a year; where the interval goes on beyond it, from then on to its last day."""
    monthly = precision is TimePrecision.MONTH
    unit = f"{MONTHS[start.month - 1]} {start.year}" if monthly else str(start.year)
    within = last is not None and last.year == start.year and (last.month == start.month or not monthly)
    if within:
        return f"in {unit}"
    return f"from {unit} to {day_words(last)}" if last else f"from {unit} on"


def _closed_words(start: date, last: date) -> str:
    if start == last:
        return day_words(start)
    if (start.year, start.month) == (last.year, last.month):
        return f"between {start.day} and {day_words(last)}"
    return f"between {day_words(start)} and {day_words(last)}"


def run_words(first: date, last: date) -> str:
    """The days from ``first`` to ``last``, both included: ``6 to 9 February 2017``."""
    if first == last:
        return day_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day_words(last)}"
    return f"{day_words(first)} to {day_words(last)}"


def claim_words(kind: ClaimType) -> str:
    """A claim type in words."""
    return CLAIM_WORDS.get(kind, kind.value.replace("_", " "))


def actor_name(area: Area, actor: str | None) -> str:
    """The actor's name in this area; the id in words where the area does not know it; ``unknown`` for None."""
    if actor is None:
        return "unknown"
    if actor in area.actors:
        return area.actors[actor].name
    return actor.removeprefix("act_").replace("_", " ")


def actor_names(area: Area, actors: Iterable[str]) -> str:
    """The actors' names as a list in words."""
    return listed(actor_name(area, actor) for actor in actors)


def place_name(area: Area, place: str | None) -> str:
    """The place's name in this area or in the world, else its id in words."""
    if place is None:
        return "an unnamed place"
    known = place_anywhere(area, place)
    if known is not None:
        return known.name
    return place.removeprefix("plc_").replace("_", " ")


def sides_words(area: Area, sides: Mapping[Sector, tuple[str, ...]]) -> str:
    """``from the south by Syrian government forces; from the north, east and west by Turkey and the FSA``."""
    by_actors: dict[tuple[str, ...], list[Sector]] = {}
    for sector in Sector:
        if sides.get(sector):
            by_actors.setdefault(tuple(sides[sector]), []).append(sector)
    return "; ".join(
        f"from the {listed(sector.definition for sector in sectors)} by {actor_names(area, actors)}"
        for actors, sectors in by_actors.items()
    )


def origins_words(origins: tuple[Origin, ...], outlets: tuple[str, ...], disputed_by: tuple[Origin, ...]) -> str:
    """``Reported by one origin through three outlets, disputed by one.``"""
    through = f" through {counted(len(outlets), 'outlet')}" if outlets else ""
    disputed = f", disputed by {number_words(len(disputed_by))}" if disputed_by else ""
    return f"Reported by {counted(len(origins), 'origin')}{through}{disputed}."


def sentences(words: str, count: int) -> tuple[str, str]:
    """The first ``count`` sentences of ``words``, and the rest of it."""
    ends = list(_SENTENCE_END.finditer(words))
    if len(ends) < count:
        return words, ""
    return words[: ends[count - 1].start()], words[ends[count - 1].end() :]


def slug(place: str) -> str:
    """The place's page name: ``plc_al_bab`` gives ``al-bab``."""
    return place.removeprefix("plc_").replace("_", "-")
