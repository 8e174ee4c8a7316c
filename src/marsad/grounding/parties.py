"""Parties that a claim cannot have: one that fights itself, one that bears no arms as an attacker."""

from __future__ import annotations

from dataclasses import replace

from marsad.areas import Area
from marsad.claims.drafts import ClaimDraft
from marsad.grounding.camps import ATTACKS, FIRE, keys
from marsad.grounding.tables import listed
from marsad.model import ActorKind, Claim, ClaimedActor, ClaimType

# What only somebody armed does; civilians may still hold a place, leave it or bring aid to it.
ARMED = ATTACKS | FIRE | {ClaimType.ABDUCTION}
UNARMED = frozenset({ActorKind.CIVILIAN, ActorKind.INTERNATIONAL})
ARMED_BODIES = listed("armed_bodies")
WITHIN_ITSELF = listed("infighting")


def without_unarmed(claim: Claim, area: Area) -> Claim:
    """``claim`` without attackers who bear no arms: the UN, a monitor, rescuers, civilians, by their kind."""
    if claim.type not in ARMED or not claim.agents:
        return claim
    armed = tuple(each for each in claim.agents if not _is_unarmed(each, area))
    return claim if len(armed) == len(claim.agents) else replace(claim, agents=armed)


def without_carried_agents(claim: Claim, draft: ClaimDraft) -> Claim:
    """``claim`` without agents from the context of ``draft`` whom its own words name as the target."""
    carried = {name for each in draft.agents if each.by_reference for name in (each.name, *each.candidates)}
    named = {name for each in draft.targets if not each.by_reference for name in (each.name, *each.candidates)}
    both = carried & named & {each.id for each in claim.agents} & {each.id for each in claim.targets}
    return replace(claim, agents=tuple(each for each in claim.agents if each.id not in both)) if both else claim


def without_own_targets(claim: Claim) -> Claim:
    """``claim`` without targets that are its agents too, unless its words say that they fight each other.

    A place may pass on and back within a sentence: who took it can be whom the next one took it from.
    """
    if claim.type is ClaimType.CAPTURE:
        return claim
    both = keys(each for each in claim.agents if each.id) & keys(claim.targets)
    if not both or WITHIN_ITSELF & set(claim.quote.lower().split()):
        return claim
    return replace(claim, targets=tuple(each for each in claim.targets if not keys((each,)) & both))


def _is_unarmed(actor: ClaimedActor, area: Area) -> bool:
    return actor.id is not None and actor.id not in ARMED_BODIES and area.actors[actor.id].kind in UNARMED
