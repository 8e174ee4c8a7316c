"""The two witnesses to who did what, weighed: the order of the chunks, and the dependency tree."""

from __future__ import annotations

from collections.abc import Sequence

from marsad.claims.drafts import ActorMention, ClaimDraft
from marsad.records import replace

TREE_ALONE = ("only the tree finds the roles", -0.1)
NAMED = ("the tree names who did it", 0.05)
AGREED = ("the tree names the same doer", 0.05)
DIFFERED = ("the tree names another doer", -0.05)


def weighed(draft: ClaimDraft, why: str, part: float) -> ClaimDraft:
    """``draft`` surer by ``part``, or less sure, and ``why``: its parts still add up."""
    provenance = replace(draft.provenance, sureness=(*draft.provenance.sureness, (why, part)))
    return replace(draft, provenance=provenance, confidence=round(draft.confidence + part, 2))


def heard(draft: ClaimDraft, agents: Sequence[ActorMention]) -> ClaimDraft:
    """``draft`` of the chunks after the tree has named ``agents`` for it.

    Where the two differ the chunks are right more often: their draft stays, less sure. Where the chunks name
    nobody, the tree does.
    """
    if not draft.agents:
        others = {each.name for each in draft.targets}
        named = tuple(each for each in agents if each.name not in others)
        return weighed(replace(draft, agents=named), *NAMED) if named else draft
    if not agents:
        return draft
    same = {each.name for each in agents} & {each.name for each in draft.agents}
    return weighed(draft, *(AGREED if same else DIFFERED))
