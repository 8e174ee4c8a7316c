"""What a fight is for: "fought for years to hold the town", "are battling to retake X"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from marsad.claims.lang.en.chunks import Chunk, VerbGroup
from marsad.claims.lang.en.coordination import coordinated_after
from marsad.claims.lang.en.syntax import SKIPPED, Slots, slots_of
from marsad.claims.lang.en.tables import words

FIGHTING = frozenset({"fight", "battle", "struggle", "vie"})


def with_aim(chunks: Sequence[Chunk], at: int) -> Slots:
    """The slots of the verb at ``at``; what it fights to take or hold stands after "for"."""
    slots = slots_of(chunks, at)
    if chunks[at].low not in FIGHTING:
        return slots
    here = at + 1
    while here < len(chunks) and chunks[here].kind in SKIPPED:
        here += 1
    aim = chunks[here] if here + 1 < len(chunks) else None
    if not isinstance(aim, VerbGroup) or aim.form != "inf" or aim.low not in words("taking") | words("holding"):
        return slots
    if chunks[here + 1].kind != "np":
        return slots
    phrases, end = coordinated_after(chunks, here + 1)
    return replace(slots, pps=(*slots.pps, ("for", phrases)), end=max(slots.end, end - 1))
