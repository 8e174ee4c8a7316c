"""What of a sentence's drafts is told once, and what is no claim."""

from __future__ import annotations

from collections.abc import Sequence

from marsad.claims.drafts import ClaimDraft
from marsad.model import ClaimType, Modality

PLACED = frozenset({ClaimType.SIEGE, ClaimType.ROUTE_CUT, ClaimType.ROUTE_OPENED})


def of_nothing(draft: ClaimDraft) -> bool:
    """ "Aid to besieged areas": a siege of nowhere, by and of nobody, is no claim; nor a "road to talks"."""
    said = (
        draft.agents or draft.targets or draft.places or draft.sides or draft.degree or draft.route or draft.means
    )
    return draft.type in PLACED and not said


def once_told(drafts: Sequence[ClaimDraft]) -> list[ClaimDraft]:
    """Without what only says how another draft of the sentence ended.

    "They stormed X but were beaten back" is their assault, nobody's advance; "the truce that was to begin never
    took hold" is one truce, denied; "left X and drove to Y" is no advance on Y.
    """
    stormed = {each.name for draft in drafts if draft.type is ClaimType.ASSAULT for each in draft.agents}
    denied = {draft.type for draft in drafts if draft.modality is Modality.DENIED} & {ClaimType.CEASEFIRE}
    left = {each.name for draft in drafts if draft.type is ClaimType.WITHDRAWAL for each in draft.agents}

    def only_ends(draft: ClaimDraft) -> bool:
        beaten = draft.type is ClaimType.ADVANCE and not draft.agents and bool(draft.targets)
        if beaten and {each.name for each in draft.targets} <= stormed:
            return True
        if draft.type is ClaimType.ADVANCE and draft.agents and {each.name for each in draft.agents} <= left:
            return True
        return draft.type in denied and draft.modality is Modality.PLANNED

    return [draft for draft in drafts if not only_ends(draft)]


def of_itself(draft: ClaimDraft) -> bool:
    """ "Regime troops backed by Syrian warplanes": nobody is said to support another."""
    ids = {each.candidates[:1] for each in draft.agents}
    return (
        draft.type is ClaimType.SUPPORT
        and () not in ids
        and ids == {each.candidates[:1] for each in draft.targets}
    )
