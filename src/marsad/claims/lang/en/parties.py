"""Who does it to whom in a clause: the agents and targets of the row that a verb meets."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from marsad.claims.drafts import ActorMention, ClaimDraft
from marsad.claims.lang.en.alongside import companions
from marsad.claims.lang.en.chunks import VerbGroup
from marsad.claims.lang.en.counts import AGAINST_POSITIONS
from marsad.claims.lang.en.frames import Frame, actors_in
from marsad.claims.lang.en.roles import Roles
from marsad.claims.lang.en.speakers import plain
from marsad.claims.lang.en.syntax import Slots
from marsad.claims.lang.en.tables import words
from marsad.model import ClaimType
from marsad.records import replace

Actors = tuple[ActorMention, ...]
HIT = frozenset({"on", "against", "at", "upon"})  # "an attack on army positions" is against the army
TOGETHER = frozenset(
    {ClaimType.CAPTURE, ClaimType.ADVANCE, ClaimType.ASSAULT, ClaimType.CLASH, ClaimType.AIR_STRIKE}
)
MUTUAL = words("mutual")


# What kills whoever lives in a place, whoever holds it.
DEADLY = frozenset({ClaimType.CASUALTIES, ClaimType.SHELLING, ClaimType.AIR_STRIKE, ClaimType.BOMBING})


def agents_of(frame: Frame, roles: Roles, at: int, slots: Slots) -> Actors:
    """Who did it: whom the row's slots name, and who acted together with them."""
    if frame.type is ClaimType.SIEGE_LIFTED and at and roles.chunks[at - 1].low == "which":
        return ()  # "..., which ended the siege": what did, not who
    agents = actors_in(frame.agent, roles, slots) or _called(frame, roles, slots)
    if not agents or frame.type not in TOGETHER:
        return agents
    return tuple({each.name: each for each in (*agents, *companions(roles, at, slots))}.values())


def _called(frame: Frame, roles: Roles, slots: Slots) -> Actors:
    """Whoever else is told to have done it: "by local elders", "by the governorate", "al-Shabaab's taxmen"."""
    found: list[ActorMention] = []
    for at in slots.subjects if "subj" in frame.agent else ():
        noun, chunk = roles.noun(at), roles.chunks[at]
        if noun.place is not None or chunk.low not in words("doing"):
            continue
        if noun.owners:
            found += noun.owners
        elif slots.passive:
            said = roles.phrases.mention(chunk.start, chunk.end)
            found.append(ActorMention(said, plain(said.text)))
    return tuple(found)


def targets_of(frame: Frame, roles: Roles, slots: Slots, agents: Actors) -> Actors:
    """To whom: whom the row's slots name, else whose positions or whose ground it is."""
    targets = actors_in(frame.target, roles, slots)
    phrases = [*slots.objects, *(each for p, of in slots.pps if p in HIT for each in of)]
    if not targets and frame.type in AGAINST_POSITIONS:
        held = [each for each in phrases if roles.noun(each).head in words("possessions")]
        targets = roles.owners(held) or roles.actors(each + 2 for each in held if _is_of(roles, each))
    targets = targets or tuple(each for o in slots.objects for each in roles.noun(o).holders)
    where = {"in", "inside", "within"} if frame.type in DEADLY else set()  # "killed nine in rebel-held X"
    targets = targets or tuple(
        each for p, of in slots.pps if p not in where for at in of for each in roles.noun(at).holders
    )
    names = {each.name for each in agents}
    return tuple(each for each in targets if each.name not in names or not each.candidates)


def _is_of(roles: Roles, at: int) -> bool:
    """ "A barracks of the army", "positions of the rebels"."""
    return at + 2 < len(roles.chunks) and roles.chunks[at + 1].low == "of" and roles.chunks[at + 2].kind == "np"


def parted(draft: ClaimDraft, group: VerbGroup, after: Sequence[str]) -> ClaimDraft:
    """ "The army and rebels clashed", "fired at each other": one with the other. ``after`` follows it."""
    both = draft.type is ClaimType.CLASH and len(draft.agents) == 2 and not draft.targets
    mutual = group.low in MUTUAL or not {"each other", "one another"}.isdisjoint(map(" ".join, pairwise(after)))
    if not both or not mutual:
        return draft
    return replace(draft, agents=draft.agents[:1], targets=draft.agents[1:])
