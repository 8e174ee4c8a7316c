"""What a relative pronoun or a clause in brackets goes back to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from marsad.claims.lang.en.chunks import Chunk, VerbGroup
from marsad.claims.lang.en.coordination import (
    SPEECH,
    TRANSITIVE,
    coordinated_before,
)
from marsad.claims.lang.en.tables import listed, table


def reduced_before(chunks: Sequence[Chunk], at: int) -> int | None:
    """The fighters of "fighters supported by Turkish tanks | recaptured", of "blamed by X on Y | killed"."""
    while at >= 5 and chunks[at - 1].kind in {"and", "prep"} and chunks[at - 2].kind == "np":
        at -= 2  # "strikes carried out by A and B | killed"
    if at >= 3 and chunks[at - 1].kind == "prep" and chunks[at - 3].kind == "np":
        group = chunks[at - 2]
        bare = isinstance(group, VerbGroup) and group.main == group.start and not group.present
        if bare and isinstance(group, VerbGroup) and (group.form in {"ing", "part"} or group.low not in SPEECH):
            carried = at > 4 and chunks[at - 5].kind == "np" and getattr(chunks[at - 4], "form", "") == "ing"
            return at - 5 if carried else at - 3  # "buses carrying people evacuated from X | were hit"
    return None


def relative_around(chunks: Sequence[Chunk], at: int) -> int | None:
    """The "that" of "a group that monitors the war | said": the phrase before the verb is inside its clause."""
    verb = False
    for back in range(at - 1, max(-1, at - 10), -1):
        chunk = chunks[back]
        if chunk.kind == "rel":
            return back if verb else None
        if chunk.kind == "vg":
            verb = True
        elif chunk.kind in {"comma", "mark", "sub"}:
            return None
    return None


def relative_of(chunks: Sequence[Chunk], verb: int) -> int | None:
    """The "that" of "that X launched", where nothing but its subject stands before the verb."""
    back = verb - 1
    while back > 0 and chunks[back].kind in {"np", "adv", "and"}:
        back -= 1
    return back if back > 0 and chunks[back].kind == "rel" else None


def antecedent_head(chunks: Sequence[Chunk], relative: int) -> tuple[int, ...]:
    """The "soldiers" of "soldiers in X that": what the relative at ``relative`` goes back to, not its place."""
    head = relative - 1
    if head >= 0 and chunks[head].kind == "comma":
        return antecedent(chunks, relative)  # "soldiers in the square of X, which it said had been taken"
    while head >= 0 and chunks[head].kind != "np":
        head -= 1
    while head >= 2 and chunks[head - 1].kind == "prep" and chunks[head - 2].kind == "np":
        head -= 2
    return (head,) if head >= 0 else ()


def in_subclause(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether the verb at ``at`` is in a clause that "after" or "when" opened behind another finite verb."""
    for back in range(at - 1, max(-1, at - 8), -1):
        if chunks[back].kind == "sub":
            return chunks[back].low != "that" and any(chunks[each].kind == "vg" for each in range(back))
        if chunks[back].kind in {"vg", "comma", "mark", "rel"}:
            return False
    return False


def in_relative(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether the chunk at ``at`` is inside of a relative clause."""
    for back in range(at - 1, max(-1, at - 6), -1):
        if chunks[back].kind == "rel":
            return True
        if chunks[back].kind in {"vg", "comma", "mark", "sub"}:
            return False
    return False


def antecedent(chunks: Sequence[Chunk], relative: int) -> tuple[int, ...]:
    """What the relative at ``relative`` stands for."""
    back = relative - 1
    while back >= 0 and (chunks[back].kind in {"comma", "time", "adv", "prep"} or chunks[back].low in {"include"}):
        back -= 1
    if back < 0 or chunks[back].kind != "np":
        return ()
    head = back
    if head >= 2 and chunks[head - 1].low == "compass" and chunks[head - 2].kind == "np":
        head -= 2  # "a hill nine kilometres south-east of the town, which"
        head -= chunks[head].low in {"kilometres", "km", "miles", "kilometers"} and chunks[head - 1].kind == "np"
        return coordinated_before(chunks, head, through_pps=False)
    if chunks[back].low in table("frames")["wars"]:
        return (back,)  # "rebels in a conflict that has killed thousands"
    while head >= 2 and chunks[head - 1].kind == "prep" and chunks[head - 2].kind == "np":
        head -= 2
    if head < back and chunks[head].low in _weapons():
        return coordinated_before(chunks, head, through_pps=False)  # "warplanes of the coalition, which struck"
    if head < back and chunks[relative - 1].kind != "comma" and chunks[head].low in _heads():
        return coordinated_before(chunks, head, through_pps=False)
    return coordinated_before(chunks, back, through_pps=False)


@cache
def _weapons() -> frozenset[str]:
    """The weapons that do what a relative clause after their owner's name says."""
    return frozenset(str(each) for kind in table("frames")["weapons"].values() for each in kind)


@cache
def _heads() -> frozenset[str]:
    """Heads that a relative clause goes with rather than with the place that locates them."""
    nouns = {str(word) for row in table("frames")["nouns"] for word in row["words"]}
    return listed("places", "references") | listed("places", "parts") | listed("actors", "force_nouns") | nouns


def object_antecedent(chunks: Sequence[Chunk], at: int) -> tuple[int, ...]:
    """The town of "the town, which the army has besieged"; also "a city that ISIL holds"."""
    told = not getattr(chunks[at], "modal", "")
    if told and at > 2 and chunks[at - 1].kind == chunks[at - 2].kind == "np" and chunks[at - 3].kind == "vg":
        return (at - 2,)  # "broke the ring the army had put around it"
    for back in range(at - 1, max(-1, at - 9), -1):
        if chunks[back].kind == "rel":
            inside = any(chunks[each].kind == "np" for each in range(back + 1, at))
            return antecedent(chunks, back) if inside else ()
        if chunks[back].kind in {"vg", "comma", "mark", "sub"}:
            return ()
    return ()


def before_parenthesis(chunks: Sequence[Chunk], comma: int) -> int | None:
    """What stands before ", a group based in Britain," when ``comma`` is its second comma."""
    for back in range(comma - 1, max(-1, comma - 14), -1):
        chunk = chunks[back]
        if chunk.kind == "comma":
            return back - 1 if back > 0 else None
        if isinstance(chunk, VerbGroup) and chunk.form == "finite" and not _opens_aside(chunks, back):
            opener = next(
                (each for each in range(back - 1, max(-1, back - 8), -1) if chunks[each].kind in {"rel", "comma"}),
                None,
            )
            if opener is None or chunks[opener].kind != "rel":
                return None
    return None


def _opens_aside(chunks: Sequence[Chunk], at: int) -> bool:
    """The "backed" of "the army, backed by Russian jets, took X": no verb of the clause, though it could be."""
    group, follows = chunks[at], chunks[at + 1].kind
    bare = isinstance(group, VerbGroup) and group.main == group.start and not group.present
    passive = group.low in TRANSITIVE or (follows == "prep" and chunks[at + 1].low == "by")
    return bare and passive and follows != "np" and at > 0 and chunks[at - 1].kind == "comma"
