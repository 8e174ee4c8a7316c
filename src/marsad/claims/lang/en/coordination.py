"""Which noun phrases go together: coordination to the left and to the right, over the chunks of a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from marsad.claims.lang.en.chunks import Chunk, VerbGroup
from marsad.claims.lang.en.tables import table, words

# Without an auxiliary and an object these are passive: "rebels besieged in the city", "people killed in raids".
TRANSITIVE = words("transitive")
SPEECH = words("speech")
LONGEST = 48  # chunks of a list of names to its "and": two dozen villages


def coordinated_before(chunks: Sequence[Chunk], at: int, *, through_pps: bool) -> tuple[int, ...]:
    """The phrase at ``at`` with those coordinated before it; through its prepositional phrases to its head."""
    head = at
    while through_pps and head >= 2 and chunks[head - 1].kind == "prep" and chunks[head - 2].kind == "np":
        head -= 2
    if through_pps and head >= 1 and chunks[head - 1].kind == "prep":
        coordinated = head >= 3 and chunks[head - 2].kind in {"and", "vg", "comma", "adv", "time", "mark", "sub"}
        if not coordinated or head == at:
            return (head,) if head == at and head >= 1 and chunks[head - 1].low in {"as", "than", "like"} else ()
    found = [head]
    while True:
        before = _linked_before(chunks, found[0], through_pps=through_pps)
        if before is None:
            return tuple(found)
        if chunks[before + 1].low == "between":  # "fighting between A and B": the fighting is the head of both
            found.clear()
        found.insert(0, before)


def _linked_before(chunks: Sequence[Chunk], at: int, *, through_pps: bool) -> int | None:
    back, linked = at - 1, False
    while back >= 0 and chunks[back].kind in {"and", "comma"}:
        linked = linked or chunks[back].kind == "and"
        back -= 1
    if back < 0 or back == at - 1 or chunks[back].kind != "np":
        return None
    if not linked and not (
        at + 1 < len(chunks) and chunks[at + 1].kind in {"and", "comma", "prep"} and _ends_in_and(chunks, at)
    ):
        return None
    if (
        not linked
        and back >= 1
        and chunks[back - 1].kind in {"prep", "vg"}
        and chunks[back - 1].low not in {"of", *SPEECH}
    ):
        return None
    head = back
    if head >= 1 and chunks[head - 1].kind == "vg" and chunks[head - 1].low in SPEECH:
        return head
    if linked and head >= 1 and chunks[head - 1].kind == "prep":
        before = head - 1
        if through_pps and before >= 2 and chunks[before - 1].kind == "comma" and chunks[before - 2].kind == "np":
            return before - 2  # "Eritrea, in the north, and Amhara"
        if before >= 1 and chunks[before - 1].kind == "np" and through_pps:
            return _of_head(chunks, before - 1)
        return None
    if head >= 1 and chunks[head - 1].kind == "vg" and through_pps:
        return None  # the object of an earlier verb
    return head


def _of_head(chunks: Sequence[Chunk], head: int) -> int | None:
    return head if head < 1 or chunks[head - 1].kind not in {"prep", "vg"} else None


def _ends_in_and(chunks: Sequence[Chunk], at: int) -> bool:
    for ahead in range(at + 1, min(at + LONGEST, len(chunks))):
        if chunks[ahead].kind == "and":
            return ahead + 1 < len(chunks) and chunks[ahead + 1].kind not in {"prep", "vg"}
        if chunks[ahead].kind not in {"np", "comma", "prep"}:
            return False
    return False


def is_compass(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether the phrase at ``at`` is a point of the compass: "from the north"."""
    return chunks[at].low in table("places")["compass"]


def coordinated_after(chunks: Sequence[Chunk], at: int) -> tuple[tuple[int, ...], int]:
    """The phrase at ``at`` and those coordinated after it, and the index after them.

    A phrase that is the subject of a following verb is not one of them.
    """
    found, here = [at], at + 1
    while here < len(chunks):
        link, ahead = False, here
        while ahead < len(chunks) and chunks[ahead].kind in {"and", "comma"}:
            link = link or chunks[ahead].kind == "and"
            ahead += 1
        if ahead == here or ahead >= len(chunks) or chunks[ahead].kind != "np":
            break
        if not link and not _ends_in_and(chunks, ahead):
            break
        two = (
            len(found) == 1 and link and at > 0 and chunks[at - 1].low == "between"
        )  # "fighting between A and B erupted"
        if (opens_clause(chunks, ahead) and not two) or is_compass(chunks, found[-1]) != is_compass(chunks, ahead):
            break
        found.append(ahead)
        here = ahead + 1
    return tuple(found), here


def opens_clause(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether the phrase at ``at`` is the subject of a finite verb after it."""
    here = at + 1
    while here < len(chunks) and chunks[here].kind in {"adv", "time", "prep", "np", "and"}:
        if chunks[here].kind == "np" and chunks[here - 1].kind not in {"prep", "and"}:
            return False
        here += 1
    if here + 1 < len(chunks) and chunks[here].low in TRANSITIVE and chunks[here + 1].kind == "prep":
        group = chunks[here]
        if isinstance(group, VerbGroup) and group.main == group.start:
            return False  # "the factions allied with it"
    return here < len(chunks) and isinstance(chunks[here], VerbGroup) and chunks[here].form == "finite"  # type: ignore[attr-defined]
