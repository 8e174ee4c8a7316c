"""Who does what to whom in a sentence: the slots of a verb group, from the order of the chunks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from marsad.claims.lang.en.antecedents import (
    antecedent,
    antecedent_head,
    before_parenthesis,
    in_relative,
    in_subclause,
    object_antecedent,
    reduced_before,
    relative_around,
    relative_of,
)
from marsad.claims.lang.en.chunks import Chunk, VerbGroup
from marsad.claims.lang.en.coordination import (
    SPEECH,
    TRANSITIVE,
    coordinated_after,
    coordinated_before,
    is_compass,
    opens_clause,
)
from marsad.claims.lang.en.tables import listed, table, words

SKIPPED = frozenset({"adv", "time", "particle"})
OBJECT_CONTROL = words("object_control")
NEARNESS = frozenset({"near", "outside", "beside", "compass", "north", "south", "east", "west"})
OF_PLACES = words("of_places")
INTRANSITIVE = words("intransitive")  # "exploded by the gate"
GIVING = words("giving")
REFLEXIVE = frozenset({"themselves", "itself", "himself", "herself"})
DEEPEST = 6  # how far governors and coordinations are followed


@dataclass(slots=True, unsafe_hash=True)
class Slots:
    """The slots of one verb group as in the active voice, as chunks. ``pps`` are (preposition, phrases)."""

    subjects: Final[tuple[int, ...]]
    objects: Final[tuple[int, ...]]
    pps: Final[tuple[tuple[str, tuple[int, ...]], ...]]
    end: Final[int]  # the last chunk that belongs to it
    passive: Final[bool]

    def alike(self, other: Slots) -> bool:
        """Whether the same phrases fill the same slots, wherever the clause ends."""
        return (self.subjects, self.objects, self.pps) == (other.subjects, other.objects, other.pps)


def slots_of(chunks: Sequence[Chunk], at: int) -> Slots:
    """The slots of the verb group at ``at``."""
    group = chunks[at]
    assert isinstance(group, VerbGroup)  # noqa: S101
    right, pps, end = _rightwards(chunks, at)
    pps = (*pps, *_where(chunks, at))
    passive = group.passive or _reduced_passive(chunks, group, at, right, pps)
    subjects = _reduced_subject(chunks, at) if passive and not group.passive else subjects_of(chunks, at)
    if passive:
        by = tuple(each for prep, phrases in pps if prep == "by" for each in phrases) or _by_of_next(chunks, end)
        return Slots(by, subjects, pps, end, True)
    return Slots(subjects, right or object_antecedent(chunks, at), pps, end, False)


def _by_of_next(chunks: Sequence[Chunk], end: int) -> tuple[int, ...]:
    """The ISIS of "were captured and killed by ISIS": whoever did the second did the first."""
    if end + 2 >= len(chunks) or chunks[end + 1].kind != "and" or not _is_bare(chunks[end + 2]):
        return ()
    right, pps, _ = _rightwards(chunks, end + 2)
    return pps[0][1] if pps and pps[0][0] == "by" and not right else ()


def _is_bare(chunk: Chunk) -> bool:
    """Whether the chunk is a participle or past form without an auxiliary."""
    return isinstance(chunk, VerbGroup) and chunk.form in {"finite", "part"} and chunk.main == chunk.start


def _where(chunks: Sequence[Chunk], at: int) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """The district of "a district where the government held out"."""
    for back in range(at - 1, max(-1, at - 5), -1):
        if chunks[back].low == "where" and back > 0:
            before = back - 1 - (chunks[back - 1].kind == "comma")
            return (("in", (before,)),) if before >= 0 and chunks[before].kind == "np" else ()
        if chunks[back].kind not in {"np", "adv", "time"}:
            return ()
    return ()


def _reduced_passive(
    chunks: Sequence[Chunk],
    group: VerbGroup,
    at: int,
    right: tuple[int, ...],
    pps: tuple[tuple[str, tuple[int, ...]], ...],
) -> bool:
    if (
        group.form not in {"finite", "part"}
        or right
        or group.modal
        or group.perfect
        or group.end - group.start > 2
    ):
        return False
    first = group.main == group.start or group.form == "part" or group.low in TRANSITIVE
    if not first or group.present:
        return False
    if at > 0 and chunks[at - 1].kind in {"rel"}:
        return False
    followed_by = bool(pps) and pps[0][0] == "by" and group.low not in INTRANSITIVE
    alone = group.low in TRANSITIVE and object_antecedent(chunks, at) == ()
    return followed_by or alone or _after_passive(chunks, at)


def _after_passive(chunks: Sequence[Chunk], at: int) -> bool:
    """ "The town was taken by A on Monday and lost again to B": the second participle is passive too."""
    back = at - 1
    while back > 0 and chunks[back].kind in SKIPPED:
        back -= 1
    earlier = next((chunk for chunk in reversed(chunks[: max(0, back)]) if isinstance(chunk, VerbGroup)), None)
    return earlier is not None and earlier.passive and chunks[back].kind == "and"


def _reduced_subject(chunks: Sequence[Chunk], at: int) -> tuple[int, ...]:
    """What "besieged" qualifies in "rebels besieged in the city"; for an initial one, the main subject."""
    back = at - 1
    while back >= 0 and chunks[back].kind in SKIPPED:
        back -= 1
    if back >= 0 and chunks[back].kind == "np":
        return _apposed_town(chunks, back, at) or coordinated_before(chunks, back, through_pps=False)
    if back > 0 and chunks[back].kind == "comma" and chunks[at].low in OF_PLACES and chunks[back - 1].kind == "np":
        return coordinated_before(chunks, back - 1, through_pps=False)  # "shelled X, besieged by Y"
    if back < 0 or chunks[back].kind in {"comma", "sub", "and"}:
        return _main_subject(chunks, at)
    return ()


def _apposed_town(chunks: Sequence[Chunk], landmark: int, at: int) -> tuple[int, ...]:
    """The X of "X, a town near Y besieged by": what is only near does not have it done to it."""
    if chunks[at].low not in OF_PLACES or landmark < 3 or chunks[landmark - 1].low not in NEARNESS:
        return ()
    called = landmark - 2
    name = called - 1 - (chunks[called - 1].kind == "comma")
    kind = chunks[called].kind == "np" and chunks[called].low in listed("places", "references")
    return (name,) if kind and name >= 0 and chunks[name].kind == "np" else ()


def _main_subject(chunks: Sequence[Chunk], at: int, depth: int = 0) -> tuple[int, ...]:
    """The subject of the nearest finite verb: after an initial participle, else before it."""
    finite = [
        index
        for index, chunk in enumerate(chunks)
        if isinstance(chunk, VerbGroup) and chunk.form == "finite" and index != at
    ]
    before = [index for index in finite if index < at]
    after = [index for index in finite if index > at]
    chosen = before[-1] if before else (after[0] if after else None)
    if chosen is None or depth > DEEPEST:
        return ()
    return subjects_of(chunks, chosen, depth + 1)


def subjects_of(chunks: Sequence[Chunk], at: int, depth: int = 0) -> tuple[int, ...]:
    """The surface subject of the verb group at ``at``: phrases before it, or those of its governor."""
    group = chunks[at]
    assert isinstance(group, VerbGroup)  # noqa: S101
    if depth > DEEPEST:
        return ()
    if group.governor is not None:
        return _governed_subject(chunks, group, at, depth)
    back = at - 1
    while back >= 0 and chunks[back].kind in SKIPPED:
        back -= 1
    if back < 0:
        return _main_subject(chunks, at, depth) if group.form != "finite" else ()
    kind = chunks[back].kind
    if kind == "prep" and chunks[back].low == "than":  # "ordered his men to hold the town rather than pull out"
        earlier = next((each for each in range(back - 1, -1, -1) if chunks[each].kind == "vg"), None)
        return subjects_of(chunks, earlier, depth + 1) if earlier is not None else ()
    if kind == "vg" and group.perfect and chunks[back].low in listed("attribution", "own_deeds"):
        return subjects_of(chunks, back, depth + 1)  # "the army denied having shelled X"
    if kind == "prep" and group.form == "ing" and (accused := _accused(chunks, back) or _kept(chunks, back)):
        return accused
    if group.form in {"ing", "inf"}:
        adding = group.form == "ing" and group.low in {"add", "note", "stress"}
        if kind == "np" and adding and back > 0 and chunks[back - 1].low != "with":
            return _main_subject(chunks, at)  # "confirmed the casualties in Aleppo adding that"
        if kind == "np" and group.form == "ing":
            return coordinated_before(chunks, back, through_pps=False)
        return _main_subject(chunks, at, depth)
    if kind == "rel":
        return antecedent(chunks, back)
    if kind == "np" and chunks[back].low in {"both", "each", "all"} and back >= 1:
        back -= 1
        kind = chunks[back].kind
    if kind == "np" and _closes_with_speaker(chunks, back, at):
        return (back,)
    if kind == "np":
        reduced = reduced_before(chunks, back)
        if reduced is not None:
            return coordinated_before(chunks, reduced, through_pps=True)
        relative = relative_around(chunks, back)
        if relative is not None:
            return antecedent_head(chunks, relative)
        return _with_whose(chunks, coordinated_before(chunks, back, through_pps=True))
    if kind == "vg" and (relative := relative_of(chunks, back)) is not None:
        return antecedent_head(chunks, relative)  # "a drone that X launched | struck the town"
    if kind == "comma":
        before = before_parenthesis(chunks, back)
        if before is not None and chunks[before].kind == "np":
            return coordinated_before(chunks, before, through_pps=True)
        return _earlier_subject(chunks, at, depth)
    if kind == "and":
        return _earlier_subject(chunks, at, depth)
    return ()


def _accused(chunks: Sequence[Chunk], at: int) -> tuple[int, ...]:
    """The Turkey of "accused Turkey of shelling X", of "blamed Turkey for shelling X"; () for no accusation."""
    verb = next((each for each in range(at - 1, -1, -1) if chunks[each].kind == "vg"), None)
    accusing = verb is not None and chunks[verb].low in listed("attribution", "accusing")
    if verb is None or not accusing or chunks[at].low not in {"of", "with", "for"}:
        return ()
    accused = next((each for each in range(verb + 1, at) if chunks[each].kind == "np"), None)
    return coordinated_after(chunks, accused)[0] if accused is not None else ()


def _kept(chunks: Sequence[Chunk], at: int) -> tuple[int, ...]:
    """The aid of "barred aid from entering X": what is kept from doing it; () where nothing is kept."""
    verb = next((each for each in range(at - 1, max(-1, at - 8), -1) if chunks[each].kind == "vg"), None)
    if verb is None or chunks[at].low != "from" or not _keeps(chunks[verb]):
        return ()
    group = chunks[verb]
    if isinstance(group, VerbGroup) and group.passive:
        return subjects_of(chunks, verb)
    kept = next((each for each in range(verb + 1, at) if chunks[each].kind == "np"), None)
    return coordinated_after(chunks, kept)[0] if kept is not None else ()


def _keeps(chunk: Chunk) -> bool:
    particle = chunk.particle if isinstance(chunk, VerbGroup) else ""
    return f"{chunk.low} {particle}".strip() in table("modality")["denied"]["kept_from"]


def _closes_with_speaker(chunks: Sequence[Chunk], back: int, at: int) -> bool:
    """ "... for the first time a monitoring group said": no comma parts the speaker from what is said."""
    speaking = chunks[at].low in SPEECH and chunks[back].low in listed("attribution", "speakers")
    return speaking and back > 1 and chunks[back - 1].kind in {"np", "time"}


def _with_whose(chunks: Sequence[Chunk], subjects: tuple[int, ...]) -> tuple[int, ...]:
    """ "Hezbollah, whose men fight": Hezbollah fights."""
    if subjects and subjects[0] > 0 and chunks[subjects[0] - 1].low == "whose":
        return antecedent(chunks, subjects[0] - 1) or subjects
    return subjects


def _governed_subject(chunks: Sequence[Chunk], group: VerbGroup, at: int, depth: int) -> tuple[int, ...]:
    governor = group.governor
    assert governor is not None  # noqa: S101
    between = [index for index in range(governor + 1, at) if chunks[index].kind == "np"]
    if between and group.form == "inf" and chunks[governor].low in OBJECT_CONTROL:
        return (between[0],)
    return subjects_of(chunks, governor, depth + 1)


def _earlier_subject(chunks: Sequence[Chunk], at: int, depth: int) -> tuple[int, ...]:
    comma = any(chunks[each].kind == "comma" for each in range(max(0, at - 2), at))
    for back in range(at - 1, -1, -1):
        chunk = chunks[back]
        if isinstance(chunk, VerbGroup) and chunk.form == "finite":
            if comma and (in_relative(chunks, back) or in_subclause(chunks, back)):
                continue
            return subjects_of(chunks, back, depth + 1)
        if chunk.kind == "mark" and chunk.low not in {"(", ")", "-", "–", "—"}:
            return ()
    return ()


def _rightwards(
    chunks: Sequence[Chunk], at: int
) -> tuple[tuple[int, ...], tuple[tuple[str, tuple[int, ...]], ...], int]:
    """Objects, prepositional phrases and the last chunk to the right of the verb group at ``at``."""
    objects: tuple[int, ...] = ()
    pps: list[tuple[str, tuple[int, ...]]] = []
    here, end, preposition = at + 1, at, ""
    while here < len(chunks):
        kind = chunks[here].kind
        apart = objects or pps or (chunks[here - 1].kind == "comma" and here > at + 1)
        if kind == "np" and not preposition and apart and opens_clause(chunks, here):
            break
        if kind == "np" and not preposition and _reflexive(chunks, here):
            here += 1
            continue
        if kind == "np" and here == at + 1 and _counts_for_next(chunks, at):
            break
        if kind == "np":
            phrases, here = coordinated_after(chunks, here)
            if preposition:
                pps.append((preposition, phrases))
            elif not objects and (
                not pps or _after_parenthesis(chunks, at, phrases[0]) or _shifted(chunks, at, phrases[0])
            ):
                objects = phrases
            elif not pps and chunks[at].low in GIVING and chunks[phrases[0] - 1].kind == "np":
                pps.append(("with", phrases))  # "gave them shells": as "supplied them with shells"
            elif pps and is_compass(chunks, pps[-1][1][-1]) and chunks[phrases[0] - 1].kind == "and":
                pps.append((next((p for p, _ in pps if p in {"by", "with"}), "by"), phrases))
            elif not _apposed(chunks, phrases[0]):
                break
            preposition, end = "", phrases[-1]
            continue
        if kind == "prep":
            doubled = preposition and chunks[here].low in {"of", "to"}
            preposition = f"{preposition} {chunks[here].low}" if doubled else chunks[here].low
        elif kind in {"vg", "sub", "rel", "mark"} and not _passes(chunks, here):
            break
        elif kind == "and" and here == at + 1:
            break  # "62 killed and some 100 wounded": what follows is of the next verb
        here += 1
    return objects, tuple(pps), end


def _reflexive(chunks: Sequence[Chunk], at: int) -> bool:
    """ "Made themselves masters of": what they made comes after."""
    return chunks[at].low in REFLEXIVE and at + 1 < len(chunks) and chunks[at + 1].kind == "np"


def _counts_for_next(chunks: Sequence[Chunk], at: int) -> bool:
    """ "6 killed 22 injured": the 22 belong to the verb after them."""
    harmed = {"injure", "wound", "hurt"}
    return chunks[at].low == "kill" and at + 2 < len(chunks) and chunks[at + 2].low in harmed


def _after_parenthesis(chunks: Sequence[Chunk], verb: int, at: int) -> bool:
    """ "captured, among other places, the city"."""
    return (
        not object_antecedent(chunks, verb)
        and chunks[at - 1].kind == "comma"
        and verb + 1 < len(chunks)
        and chunks[verb + 1].kind == "comma"
    )


def _shifted(chunks: Sequence[Chunk], verb: int, at: int) -> bool:
    """ "put to death ten prisoners": the object after what is done to it."""
    return chunks[verb].low in {"put", "set", "bring"} and at == verb + 3


def _apposed(chunks: Sequence[Chunk], at: int) -> bool:
    return at > 0 and chunks[at - 1].kind in {"comma", "mark"}


def _passes(chunks: Sequence[Chunk], at: int) -> bool:
    """Brackets do not end a clause, nor does a reduced "based" or "allied"."""
    return chunks[at].kind == "mark" and chunks[at].low in {"(", ")"}
