"""The headline of a verdict: whether the place is besieged, as of when, by whom, who says so and how long ago."""

from __future__ import annotations

from marsad.areas import Area
from marsad.model import Degree, IsolationLevel, ReportedSiege
from marsad.model.wording import counted, day_words, number_words
from marsad.sieges.differences import ways_words
from marsad.sieges.endings import Ending
from marsad.sieges.findings import Findings
from marsad.sieges.freshness import WATCH_DAYS, age_words
from marsad.sieges.wording import actor_name, actor_names, place_name, sides_words

DEGREE_WORDS = {
    Degree.COMPLETE: "completely besieged",
    Degree.PARTIAL: "besieged with a way left",
    None: "besieged",
}


def headline(found: Findings) -> str:
    """The verdict in a few plain sentences, with its day and the age of what it rests on, where that is old."""
    return f"{_verdict(found)} {found.outdated}".strip()


def _verdict(found: Findings) -> str:
    ground, reported, computed = found.ground, found.reported, found.computed
    area, on = ground.area, day_words(ground.as_of)
    holder = ground.side_of(found.place)
    subject = place_name(area, found.place) + (f", held by {actor_name(area, holder)}," if holder else "")
    if reported is not None:
        degree = DEGREE_WORDS[reported.degree]
        return f"{subject} is reported {degree} as of {on}{_by(reported, area)}. {_said(reported, found)}"
    if found.ending is not None:
        return _ended(found, found.ending)
    if found.lapsed is not None:
        return _lapsed(subject, found.lapsed, found)
    if not computed.computable:
        return (
            f"{subject} is not reported besieged as of {on}; its isolation cannot be computed: {computed.why_not}."
        )
    contrast = ", but" if computed.level in (IsolationLevel.ENCIRCLED, IsolationLevel.FIRE_CONTROLLED) else ";"
    return f"{subject} is not reported besieged as of {on}{contrast} by its roads {ways_words(computed, ground)}."


def _ended(found: Findings, ending: Ending) -> str:
    name, on = place_name(found.ground.area, found.place), day_words(found.ground.as_of)
    end = ending.sentence[0].lower() + ending.sentence[1:]
    since = day_words(ending.since)
    if (ending.day - ending.last).days > WATCH_DAYS:
        before = f"It had last been reported besieged on {day_words(ending.last)}."
    else:
        before = f"It had been reported besieged since {since}."
    return f"{name} is not besieged as of {on}: {end} on {day_words(ending.day)}. {before}"


def _lapsed(subject: str, lapsed: ReportedSiege, found: Findings) -> str:
    """No longer asserted: the last word is older than the watch period."""
    on, computed = day_words(found.ground.as_of), found.computed
    ways = f" By its roads {ways_words(computed, found.ground)}." if computed.computable else ""
    age = age_words(lapsed, found.evidence).replace("last reported on", "was last reported besieged on")
    return f"{subject} {age}. Whether it still is as of {on} is not known.{ways}"


def _by(reported: ReportedSiege, area: Area) -> str:
    if reported.sides:
        return f": {sides_words(area, reported.sides)}"
    if reported.besiegers:
        return f", by {actor_names(area, reported.besiegers)}"
    if reported.left_out:
        names = actor_names(area, reported.left_out)
        return f", but those named as its besiegers, {names}, hold it or are friends of its holder"
    return ""


def _said(reported: ReportedSiege, found: Findings) -> str:
    through = f" through {counted(len(reported.outlets), 'outlet')}"
    disputed = f", disputed by {number_words(len(reported.disputed_by))}" if reported.disputed_by else ""
    age = age_words(reported, found.evidence)
    old = f"; {age}" if age else ""
    return f"Reported by {counted(len(reported.origins), 'origin')}{through}{disputed}{old}."
