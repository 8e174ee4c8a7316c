"""A report's text cut at the ends of its claims, so that overlapping passages can be marked."""

from __future__ import annotations

from bisect import bisect_left, insort
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
    opening: dict[int, list[int]] = {}
    for number, (start, end) in enumerate(inside):
        if start < end:
            opening.setdefault(start, []).append(number)
    cuts = sorted({0, len(text), *opening, *(end for start, end in inside if start < end)})
    found = []
    covers: list[int] = []
    for start, end in pairwise(cuts):
        opens = tuple(opening.get(start, ()))
        covers = [number for number in covers if inside[number][1] > start] + list(opens)
        covers.sort(key=lambda number: (inside[number][1] - inside[number][0], number))
        family = family_of(claims[covers[0]].type) if covers else None
        found.append(Segment(text[start:end], tuple(covers), opens, family))
    return tuple(found)


def lanes(claims: Sequence[Claim]) -> tuple[int, ...]:
    """For each claim the line under the text that is its own: 0 is nearest, and no two that overlap share one."""
    by_length = sorted(range(len(claims)), key=lambda n: (claims[n].end_char - claims[n].start_char, n))
    taken: list[list[tuple[int, int]]] = []  # the spans on each line, in order; none meets another
    found = [0] * len(claims)
    for number in by_length:
        span = (claims[number].start_char, claims[number].end_char)
        lane = next((n for n, spans in enumerate(taken) if _is_free(span, spans)), len(taken))
        if lane == len(taken):
            taken.append([])
        insort(taken[lane], span)
        found[number] = lane
    return tuple(found)


def _is_free(span: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    at = bisect_left(spans, span)
    after = at == len(spans) or span[1] <= spans[at][0]
    return after and (at == 0 or spans[at - 1][1] <= span[0])
