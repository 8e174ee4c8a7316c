"""Actors: which actor of the area a mention means on the day of the report; unknown ones stay as named."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from marsad.areas import Area
from marsad.areas.names import normalised
from marsad.claims.drafts import ActorMention
from marsad.grounding.tables import listed
from marsad.model import Actor, ClaimedActor, Role

RULING = listed("ruling")
RULES = "government of "  # a role that begins so is that of ruling: its end ends what "the government" means
FORMER = listed("former")


def ground(mention: ActorMention, area: Area, on: date | None = None) -> ClaimedActor:
    """The actor that ``mention`` means ``on`` a day. An unknown one keeps the name that the report gives it.

    "The government" and "the army" are whoever rules on that day, as far as the area's roles tell.
    """
    known = next((each for each in mention.candidates if each in area.actors), None)
    if known is not None and on is not None and _no_longer_rules(known, mention, area, on):
        said = mention.mention.text or mention.name
        return ClaimedActor(None, said.removeprefix("the ").removeprefix("The "), said)
    name = area.actors[known].name if known else mention.name
    return ClaimedActor(known, name, mention.mention.text or mention.name)


def ground_all(mentions: tuple[ActorMention, ...], area: Area, on: date | None = None) -> tuple[ClaimedActor, ...]:
    """Each actor once, in order of mention."""
    found: dict[str, ClaimedActor] = {}
    for mention in mentions:
        actor = ground(mention, area, on)
        found.setdefault(actor.id or actor.name.casefold(), actor)
    return tuple(found.values())


def _no_longer_rules(actor: str, mention: ActorMention, area: Area, on: date) -> bool:
    """Whether it is only called by its ruling, "government forces", on a day on which it rules no more."""
    ended = _rule_ended(area.roles).get(actor)
    if ended is None or on < ended:
        return False
    words = set(mention.mention.text.lower().split())
    named = any(name in normalised(mention.mention.text) for name in _own_names(area.actors[actor]))
    return bool(words & RULING) and not words & FORMER and not named


@lru_cache(maxsize=8)
def _rule_ended(roles: tuple[Role, ...]) -> dict[str, date]:
    """The first day on which each actor that ruled no longer does."""
    return {
        each.actor: each.days.end for each in roles if each.role.startswith(RULES) and each.days.end is not None
    }


def _own_names(actor: Actor) -> tuple[str, ...]:
    """Its names without those that only say that it rules."""
    names = (actor.name, *actor.aliases)
    return tuple(normalised(name) for name in names if not set(name.lower().split()) & RULING)
