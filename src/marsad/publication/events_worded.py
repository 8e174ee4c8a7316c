"""Events as plain sentences: who did what to whom, where; nothing that the event does not hold."""

from __future__ import annotations

from marsad.areas import Area
from marsad.model import ClaimType, Count, Degree, Event
from marsad.model.wording import beside_words
from marsad.publication.wording import actor_names, claim_words, place_name

ACTIVE = {
    ClaimType.CAPTURE: ("{who} captured {where}", "{where} was captured"),
    ClaimType.WITHDRAWAL: ("{who} left {where}", "an armed force left {where}"),
    ClaimType.ADVANCE: ("{who} advanced at {where}", "an advance at {where}"),
    ClaimType.CONTROL: ("{who} held {where}", "{where} was held"),
    ClaimType.SIEGE: ("{who} besieged {where}", "{where} was besieged"),
    ClaimType.SIEGE_LIFTED: ("{who} ended the siege of {where}", "the siege of {where} ended"),
    ClaimType.ROUTE_CUT: ("{who} cut {where}", "{where} was cut"),
    ClaimType.ROUTE_OPENED: ("{who} opened {where}", "{where} was opened"),
    ClaimType.CLASH: ("{who} fought at {where}", "fighting at {where}"),
    ClaimType.ASSAULT: ("{who} attacked {where}", "an attack on {where}"),
    ClaimType.AIR_STRIKE: ("air strike by {who} on {where}", "air strike on {where}"),
    ClaimType.SHELLING: ("{who} shelled {where}", "shelling of {where}"),
    ClaimType.BOMBING: ("bombing by {who} at {where}", "bombing at {where}"),
    ClaimType.DISPLACEMENT: ("people driven out by {who} at {where}", "people fled at {where}"),
    ClaimType.SUPPORT: ("{who} supported others at {where}", "support at {where}"),
    ClaimType.CASUALTIES: ("people harmed by {who} at {where}", "people harmed at {where}"),
}

TIES = (" at {where}", " on {where}", " of {where}")  # what gives way to "near X"


def event_words(area: Area, event: Event) -> str:
    """``Turkey and Free Syrian Army captured Bza'ah``, with what it cost where that is told."""
    fallback = claim_words(event.type)
    active, passive = ACTIVE.get(event.type, (f"{fallback} by {{who}} at {{where}}", f"{fallback} at {{where}}"))
    words = _placed(active if event.agents else passive, area, event)
    words = words.replace("{who}", actor_names(area, event.agents))
    if event.type in {ClaimType.CLASH, ClaimType.ASSAULT, ClaimType.SUPPORT} and event.targets:
        joint = "in support of" if event.type is ClaimType.SUPPORT else "against"
        words = f"{words} {joint} {actor_names(area, event.targets)}"
    if event.type is ClaimType.SIEGE and event.degree is Degree.PARTIAL:
        words += ", a way being left"
    if event.means and event.means.casefold() not in {fallback, event.type.value}:
        words += f" (by {event.means})"
    return words + _cost(event)


def _placed(pattern: str, area: Area, event: Event) -> str:
    """The pattern with its place, never closer than it is known: ``fought near X``, ``held ground near X``."""
    place, where = area.places.get(event.place or ""), _where(area, event)
    beside = beside_words(event.precision, place.kind if place else None)
    if not beside or event.place is None or event.route is not None:
        return pattern.replace("{where}", where)
    tie = next((each for each in TIES if each in pattern), None)
    if tie is None:
        return pattern.replace("{where}", f"ground {beside} {where}")
    return pattern.replace(tie, f" {beside} {where}")


def _where(area: Area, event: Event) -> str:
    if event.route is not None:
        return f"the road {place_name(area, event.route[0])} – {place_name(area, event.route[1])}"
    if event.place is not None:
        return place_name(area, event.place)
    return event.place_name or "a place not named"


def _cost(event: Event) -> str:
    told = [
        f"{count_words(count)} {victims}"
        for count, victims in (
            (event.killed, f"{event.victims or 'people'} killed"),
            (event.injured, "injured"),
            (event.displaced, "displaced"),
        )
        if count is not None
    ]
    if not told:
        return ""
    return f"; {', '.join(told)}{' (a running total)' if event.cumulative else ''}"


def count_words(count: Count) -> str:
    """``11``, ``3 to 5`` or ``at least 310,000``."""
    if count.high is None:
        return f"at least {count.low:,}"
    return f"{count.low:,}" if count.low == count.high else f"{count.low:,} to {count.high:,}"
