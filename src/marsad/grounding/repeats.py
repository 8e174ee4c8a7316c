"""What a report says twice is one claim: the most informative mention, completed by the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from marsad.model import Claim, ClaimedActor, ClaimType, Days

INCIDENTS = frozenset(
    {ClaimType.BOMBING, ClaimType.AIR_STRIKE, ClaimType.SHELLING, ClaimType.VIOLENCE_AGAINST_CIVILIANS}
)
STATES = frozenset({ClaimType.CONTROL, ClaimType.SIEGE, ClaimType.SUPPORT})


def without_repeats(claims: Iterable[Claim]) -> list[Claim]:
    """``claims`` with each thing once. The kept one is the most informative; ties go to the first."""
    kept: list[Claim] = []
    for claim in claims:
        for number, other in enumerate(kept):
            if _same(claim, other):
                kept[number] = _joined(claim, other)
                break
        else:
            kept.append(claim)
    return kept


def _same(one: Claim, other: Claim) -> bool:
    if one.type is not other.type or one.modality is not other.modality:
        return False
    if one.type is ClaimType.SUPPORT:
        return _names(one.agents) == _names(other.agents) and _names(one.targets) == _names(other.targets)
    if _spot(one) != _spot(other):
        return False
    if one.degree and other.degree and one.degree is not other.degree:
        return False
    if one.type is ClaimType.SIEGE and _names(one.agents) & _names(other.agents):
        return True
    if not _agree(one.agents, other.agents):
        return False
    if one.type in STATES:
        return True
    if one.type in INCIDENTS and _names(one.agents) != _names(other.agents):
        return False
    if one.killed and other.killed and one.killed != other.killed:
        return False
    return _days_agree(one.days, other.days) and _agree(one.targets, other.targets)


def _spot(claim: Claim) -> tuple[str, ...]:
    if claim.route:
        return tuple(sorted(each.id or each.name.casefold() for each in claim.route))
    return (claim.place.id or claim.place.name.casefold(),) if claim.place else ()


def _agree(one: tuple[ClaimedActor, ...], other: tuple[ClaimedActor, ...]) -> bool:
    a, b = _names(one), _names(other)
    return not a or not b or a <= b or b <= a


def _names(actors: tuple[ClaimedActor, ...]) -> frozenset[str]:
    return frozenset(actor.id or actor.name.casefold() for actor in actors)


def _days_agree(one: Days, other: Days) -> bool:
    return one == other or Days() in {one, other}


def _joined(one: Claim, other: Claim) -> Claim:
    """The more informative of two, with what only the other says of the same thing."""
    best, rest = (one, other) if _information(one) > _information(other) else (other, one)
    return replace(
        best,
        agents=best.agents if best.agents else rest.agents,
        targets=best.targets or rest.targets,
        days=best.days if best.days != Days() else rest.days,
    )


def _information(claim: Claim) -> float:
    place = claim.place is not None and claim.place.id is not None
    return (
        len(claim.agents)
        + bool(claim.targets)
        + place
        + 2 * bool(claim.route)
        + 2 * bool(claim.sides)
        + bool(claim.degree)
        + bool(claim.attribution)
        + (claim.days != Days())
        + bool(claim.killed or claim.injured or claim.displaced)
        + claim.confidence
    )
