"""Opponents: who did it and against whom, where a clause does not say but the report leaves one answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from marsad.areas import Area
from marsad.grounding.camps import ATTACKS, FIRE, Actors, Camps, keys, spot_of
from marsad.model import ActorKind, Claim, ClaimedActor, ClaimType, Modality

# Claims that somebody must have done: an expert coder names who, if the report leaves one candidate.
DONE = frozenset({ClaimType.CAPTURE, ClaimType.ADVANCE, ClaimType.ASSAULT, ClaimType.SIEGE, ClaimType.CLASH})
NEARBY = 400  # characters between a claim and the one that explains it


def with_opponents(claims: Sequence[Claim], area: Area, published: date | None) -> list[Claim]:
    """``claims`` with the agents and targets that the report itself gives, where their clauses name none.

    A place's holder, as the report states it, comes first; then whoever fights the same actor in the
    nearest claim; then, where the area knows it, the one actor of the report that is hostile. An unnamed
    attacker is whoever alone attacks the place, or attacks at all, in the same report.
    Nothing is added without a witness in the same report.
    """
    camps = Camps(claims, area, published)
    holders = _holders(claims)
    return [_against_whom(_by_whom(claim, camps), camps, holders) for claim in claims]


def _by_whom(claim: Claim, camps: Camps) -> Claim:
    if claim.type in FIRE and not claim.agents:
        return replace(claim, agents=_still_firing(claim, camps))
    if claim.type is ClaimType.CEASEFIRE and not claim.agents:
        return replace(claim, agents=camps.parties())
    if claim.type not in DONE or claim.agents or claim.sides:
        return claim
    if claim.type is ClaimType.SIEGE:
        claim = _besieged_by_whoever_cut_the_road(claim, camps.claims)
    if claim.agents:
        return claim
    if claim.targets:
        found = camps.against(claim.targets, claim) or _other_holder(claim, camps)
        return replace(claim, agents=found or _not_of(camps.attackers(claim), claim.targets, camps))
    return replace(claim, agents=camps.attackers(claim))


def _still_firing(claim: Claim, camps: Camps) -> Actors:
    """Who is said, just before or after, to fire in the same way: the raids go on, or are counted."""
    near = (
        each
        for each in camps.claims
        if each.type is claim.type and each.agents and abs(each.start_char - claim.start_char) < NEARBY
        if not _is_of_no_army(claim) or not _of_a_state(each.agents, camps)
    )
    told = min(near, key=lambda each: abs(each.start_char - claim.start_char), default=None)
    return told.agents if told is not None and camps.may_fight(told.agents, claim.targets) else ()


def _is_of_no_army(claim: Claim) -> bool:
    """Whether the words say that no army did it: a planted bomb, "terrorist attacks with shells"."""
    return claim.type is ClaimType.BOMBING or "terrorist attack" in claim.quote.lower()


def _of_a_state(actors: Actors, camps: Camps) -> bool:
    """Whether an army is named: what it does elsewhere says nothing of who plants bombs."""
    known = (camps.area.actors[each.id] for each in actors if each.id)
    return any(each.kind is ActorKind.STATE_FORCE for each in known)


def _not_of(found: Actors, targets: Actors, camps: Camps) -> Actors:
    return found if camps.may_fight(found, targets) else ()


def _against_whom(claim: Claim, camps: Camps, holders: dict[str, Actors]) -> Claim:
    if claim.type is ClaimType.CLASH:
        claim = _parted(claim, camps)
    if claim.type not in ATTACKS or claim.targets or not claim.agents:
        return claim
    held = holders.get(spot_of(claim), ())
    found = held if camps.may_fight(held, claim.agents) else ()
    if claim.type is ClaimType.SIEGE:
        return replace(claim, targets=found)  # of a place: who fights elsewhere is not who is shut in there
    found = found or camps.against(claim.agents, claim)
    return replace(claim, targets=found or _hostile(claim, camps))


def _parted(claim: Claim, camps: Camps) -> Claim:
    """ "Rebels and the army are battling for X": known enemies fight each other."""
    first, *others = claim.agents or (None,)
    against = tuple(each for each in others if first and camps.hostile((first,), (each,)))
    if not against or keys(claim.targets) - keys(claim.agents):
        return claim
    return replace(claim, agents=tuple(each for each in claim.agents if each not in against), targets=against)


def _besieged_by_whoever_cut_the_road(claim: Claim, claims: Sequence[Claim]) -> Claim:
    """A siege of nobody named, told with the road that closed it: by whoever the report says cut it there."""
    cuts = {
        keys(other.agents): other
        for other in claims
        if other.type is ClaimType.ROUTE_CUT
        and other.agents
        and other.modality is Modality.ASSERTED
        and spot_of(other) == spot_of(claim) != ""
        and abs(other.start_char - claim.start_char) < NEARBY
    }
    if len(cuts) != 1:
        return claim
    cut = next(iter(cuts.values()))
    if keys(claim.targets) & keys(cut.agents):
        return claim
    return replace(claim, agents=cut.agents, targets=claim.targets or cut.targets)


def _holders(claims: Sequence[Claim]) -> dict[str, Actors]:
    return {
        spot_of(claim): claim.agents
        for claim in reversed(claims)
        if claim.type is ClaimType.CONTROL and claim.agents
    }


def _other_holder(claim: Claim, camps: Camps) -> Actors:
    """Who is said to hold the place that the targets lost: it is they who took it."""
    for other in camps.claims:
        holds = other.type is ClaimType.CONTROL and other.modality is Modality.ASSERTED
        if holds and spot_of(other) == spot_of(claim) and camps.may_fight(other.agents, claim.targets):
            return other.agents
    return ()


def _hostile(claim: Claim, camps: Camps) -> Actors:
    """The actor of the report that the area knows as hostile to the agents, on the ground first."""
    foes: dict[str, list[ClaimedActor]] = {}
    near = sorted(camps.claims, key=lambda each: (abs(each.start_char - claim.start_char), each.start_char))
    for other in near:
        for actor in (*other.agents, *other.targets):
            if actor.id and camps.hostile((actor,), claim.agents):
                foes.setdefault(actor.id, []).append(actor)
    foes = {each: found for each, found in foes.items() if not camps.only_flies((found[0],))}
    grounded = [each for each in foes if _on_the_ground(each, camps)]
    return (max((foes[each] for each in grounded or foes), key=len)[0],) if foes else ()


def _on_the_ground(actor: str, camps: Camps) -> bool:
    area = camps.area
    return area.actors[actor].kind is not ActorKind.STATE_FORCE or area.actors[actor].country in area.countries
