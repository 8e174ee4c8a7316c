"""Opponents: against whom, where a clause does not say but the report leaves one answer."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from marsad.areas import Area
from marsad.model import Claim, ClaimedActor, ClaimType, Modality

AGAINST = frozenset(
    {
        ClaimType.CAPTURE,
        ClaimType.ADVANCE,
        ClaimType.SIEGE,
        ClaimType.ROUTE_CUT,
        ClaimType.ASSAULT,
        ClaimType.CLASH,
    }
)
SIDES = frozenset({*AGAINST, ClaimType.BOMBING, ClaimType.AIR_STRIKE, ClaimType.SHELLING})
WITHIN = 40  # claims before and after that may say who fights whom
NEARBY = 400  # characters between a siege and the cut road that explains it
Actors = tuple[ClaimedActor, ...]


def with_opponents(claims: Sequence[Claim], area: Area, published: date | None) -> list[Claim]:
    """``claims`` with the targets, and for captures and advances the agents, that the report itself gives.

    A place's holder, as the report states it, comes first; then whoever fights the same actor in the
    nearest claim; then, where the area knows it, the one actor of the report that is hostile.
    Nothing is added without a witness in the same report.
    """
    holders = _holders(claims)
    pairs = [
        claim
        for claim in claims
        if claim.type in SIDES and claim.agents and claim.targets and claim.modality is Modality.ASSERTED
    ]
    return [
        _completed(claim, _near(claim, claims), holders, _near(claim, pairs), area=area, published=published)
        for claim in claims
    ]


def _near(claim: Claim, claims: Sequence[Claim]) -> Sequence[Claim]:
    """Those of ``claims``, in order of start, that stand nearest: long reports stay cheap."""
    at = bisect_left(claims, claim.start_char, key=lambda each: each.start_char)
    return claims[max(0, at - WITHIN) : at + WITHIN]


def _completed(
    claim: Claim,
    claims: Sequence[Claim],
    holders: dict[str, Actors],
    pairs: Sequence[Claim],
    *,
    area: Area,
    published: date | None,
) -> Claim:
    if claim.type not in AGAINST:
        return claim
    if claim.type is ClaimType.SIEGE and not claim.agents and not claim.sides:
        return _besieged_by_whoever_cut_the_road(claim, claims)
    if claim.agents and not claim.targets:
        found = (
            _not_friends(holders.get(_spot(claim), ()), claim.agents, area, published)
            or _enemies(_opposed(claim.agents, claim, pairs), claim.agents, area, published)
            or _hostile(claim, claims, area, published)
        )
        return replace(claim, targets=found)
    if (
        claim.targets
        and not claim.agents
        and claim.type in {ClaimType.CAPTURE, ClaimType.ADVANCE, ClaimType.ASSAULT}
    ):
        return replace(
            claim, agents=_opposed(claim.targets, claim, pairs) or _other_holder(claim, claims, area, published)
        )
    return claim


def _besieged_by_whoever_cut_the_road(claim: Claim, claims: Sequence[Claim]) -> Claim:
    """A siege of nobody named, told with the road that closed it: by whoever the report says cut it there."""
    cuts = {
        _keys(other.agents): other
        for other in claims
        if other.type is ClaimType.ROUTE_CUT
        and other.agents
        and other.modality is Modality.ASSERTED
        and _spot(other) == _spot(claim) != ""
        and abs(other.start_char - claim.start_char) < NEARBY
    }
    if len(cuts) != 1:
        return claim
    cut = next(iter(cuts.values()))
    if _keys(claim.targets) & _keys(cut.agents):
        return claim
    return replace(claim, agents=cut.agents, targets=claim.targets or cut.targets)


def _spot(claim: Claim) -> str:
    place = claim.place or (claim.route[0] if claim.route else None)
    return (place.id or place.name.casefold()) if place else ""


def _holders(claims: Sequence[Claim]) -> dict[str, Actors]:
    return {
        _spot(claim): claim.agents
        for claim in reversed(claims)
        if claim.type is ClaimType.CONTROL and claim.agents
    }


def _other_holder(claim: Claim, claims: Sequence[Claim], area: Area, published: date | None) -> Actors:
    """Who is said to hold the place that the targets lost: it is they who took it."""
    for other in claims:
        if (
            other.type is ClaimType.CONTROL
            and _spot(other) == _spot(claim)
            and other.modality is Modality.ASSERTED
        ):
            found = _enemies(other.agents, claim.targets, area, published)
            if found and not _keys(found) & _keys(claim.targets):
                return found
    return ()


def _keys(actors: Actors) -> frozenset[str]:
    return frozenset(actor.id or actor.name.casefold() for actor in actors)


def _not_friends(found: Actors, agents: Actors, area: Area, published: date | None) -> Actors:
    if _keys(found) & _keys(agents):
        return ()
    if published is not None:
        for one in found:
            for other in agents:
                if one.id and other.id and area.friendly(one.id, other.id, published):
                    return ()
    return found


def _enemies(found: Actors, agents: Actors, area: Area, published: date | None) -> Actors:
    """``found`` unless the area knows both sides and not that they fight each other."""
    known = [(one.id, other.id) for one in found for other in agents if one.id and other.id]
    if known and published is not None and not any(area.hostile(a, b, published) for a, b in known):
        return ()
    return found


def _opposed(side: Actors, claim: Claim, pairs: Sequence[Claim]) -> Actors:
    """Who fights ``side`` in the nearest other claim of the report."""
    near = sorted(pairs, key=lambda other: (abs(other.start_char - claim.start_char), other.start_char))
    for other in near:
        if _keys(other.agents) & _keys(side) and not _keys(other.targets) & _keys(side):
            return other.targets
        if _keys(other.targets) & _keys(side) and not _keys(other.agents) & _keys(side):
            return other.agents
    return ()


def _hostile(claim: Claim, claims: Sequence[Claim], area: Area, published: date | None) -> Actors:
    if published is None:
        return ()
    foes: dict[str, list[ClaimedActor]] = {}
    for other in sorted(claims, key=lambda each: (abs(each.start_char - claim.start_char), each.start_char)):
        for actor in (*other.agents, *other.targets):
            if actor.id and any(
                agent.id and area.hostile(actor.id, agent.id, published) for agent in claim.agents
            ):
                foes.setdefault(actor.id, []).append(actor)
    return (max(foes.values(), key=len)[0],) if foes else ()
