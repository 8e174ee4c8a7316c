"""A report's text cut at the ends of its claims, so that overlapping passages can be marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from marsad.model import Claim, ClaimType

FAMILIES: Mapping[str, tuple[ClaimType, ...]] = {
    "ground": (ClaimType.CAPTURE, ClaimType.WITHDRAWAL, ClaimType.ADVANCE, ClaimType.CONTROL),
    "siege": (ClaimType.SIEGE, ClaimType.SIEGE_LIFTED, ClaimType.ROUTE_CUT, ClaimType.ROUTE_OPENED),
    "force": (
        ClaimType.CLASH,
        ClaimType.ASSAULT,
        ClaimType.AIR_STRIKE,
        ClaimType.SHELLING,
        ClaimType.BOMBING,
        ClaimType.VIOLENCE_AGAINST_CIVILIANS,
        ClaimType.ABDUCTION,
        ClaimType.PROPERTY_DESTRUCTION,
    ),
    "people": (
        ClaimType.CASUALTIES,
        ClaimType.DISPLACEMENT,
        ClaimType.EVACUATION,
        ClaimType.AID_DELIVERY,
        ClaimType.AID_BLOCKED,
    ),
    "other": (ClaimType.CEASEFIRE, ClaimType.SUPPORT),
}
FAMILY_WORDS: Mapping[str, str] = {
    "ground": "who holds what",
    "siege": "sieges and roads",
    "force": "force used",
    "people": "people and aid",
    "other": "support, truces",
}
_FAMILY_OF = {kind: family for family, kinds in FAMILIES.items() for kind in kinds}


@dataclass(frozen=True)
class Segment:
    """A stretch of text and the numbers of the claims that cover it, the shortest claim first.

    ``opens`` are those that begin with this segment; ``family`` colours it: that of the shortest claim.
    """

    text: str
    covers: tuple[int, ...]
    opens: tuple[int, ...]
    family: str | None


def family_of(kind: ClaimType) -> str:
    """The family of claim types by whose colour a passage is marked."""
    return _FAMILY_OF.get(kind, "other")


def segments(text: str, claims: Sequence[Claim]) -> tuple[Segment, ...]:
    """``text`` in pieces; joined they are the text again. Claims are numbered from 0 as they come."""
    inside = [(max(claim.start_char, 0), min(claim.end_char, len(text))) for claim in claims]
    cuts = sorted({0, len(text), *(cut for start, end in inside if start < end for cut in (start, end))})
    found = []
    for start, end in pairwise(cuts):
        covers = [number for number, span in enumerate(inside) if span[0] <= start and end <= span[1]]
        covers.sort(key=lambda number: (inside[number][1] - inside[number][0], number))
        opens = tuple(sorted(number for number in covers if inside[number][0] == start))
        family = family_of(claims[covers[0]].type) if covers else None
        found.append(Segment(text[start:end], tuple(covers), opens, family))
    return tuple(found)
