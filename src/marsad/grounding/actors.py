"""Actors: which actor of the area a mention means, and who its opponent is where the report leaves one."""

from __future__ import annotations

from marsad.areas import Area
from marsad.claims.drafts import ActorMention
from marsad.model import ClaimedActor


def ground(mention: ActorMention, area: Area) -> ClaimedActor:
    """The actor that ``mention`` means. An unknown one keeps the name that the report gives it, with no id."""
    known = next((each for each in mention.candidates if each in area.actors), None)
    name = area.actors[known].name if known else mention.name
    return ClaimedActor(known, name, mention.mention.text or mention.name)


def ground_all(mentions: tuple[ActorMention, ...], area: Area) -> tuple[ClaimedActor, ...]:
    """Each actor once, in order of mention."""
    found: dict[str, ClaimedActor] = {}
    for mention in mentions:
        actor = ground(mention, area)
        found.setdefault(actor.id or actor.name.casefold(), actor)
    return tuple(found.values())
