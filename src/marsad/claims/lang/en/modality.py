"""How a thing is said: asserted, denied, planned or possible; by word pairs and by the verb group."""

from __future__ import annotations

from collections.abc import Sequence

from marsad.claims.lang.en.chunks import Chunk, Sentence, VerbGroup
from marsad.claims.lang.en.tables import table, words
from marsad.model import Modality

REACH = 6  # how many governing verbs are followed upwards


Cue = tuple[int, int] | None  # the tokens [start, end) that say so, where words do


def modality_of(sentence: Sentence, at: int) -> Modality:
    """The modality of what the verb group at chunk ``at`` says."""
    return cue_at(sentence, at)[0]


def cue_at(sentence: Sentence, at: int) -> tuple[Modality, Cue]:
    """The modality of what the verb group at chunk ``at`` says, with the words that say so."""
    chunks = sentence.chunks
    group = chunks[at]
    assert isinstance(group, VerbGroup)  # noqa: S101
    own_words = (group.start, group.end)
    if group.negated:
        return Modality.DENIED, own_words
    if _after_words(sentence, at, "denied"):
        return Modality.DENIED, (max(0, group.start - 3), group.start)
    own = _by_modal(group)
    if own is not None:
        return own, own_words
    governed = _by_governors(sentence, chunks, group)
    if governed is not None:
        return governed
    opener = _opener(sentence, at)
    opened = sentence.chunks[opener] if opener is not None else None
    if opened is not None and opened.low in table("modality")["possible"]["subordinators"]:
        return Modality.POSSIBLE, (opened.start, opened.end)
    waiting = opened is not None and opened.low in {"once", "when", "before", "until"}
    if opened is not None and waiting and _awaited(sentence, at):
        return Modality.POSSIBLE, (opened.start, opened.end)
    if set(sentence.lows(group.start, group.end).split()) & set(table("modality")["possible"]["words"]):
        return Modality.POSSIBLE, own_words
    if group.form == "inf" and "yet" in sentence.lows(max(0, group.start - 2), group.start).split():
        return Modality.DENIED, (max(0, group.start - 2), group.start)
    if group.form == "inf" and not group.perfect:
        return _bare_infinitive(sentence, at), own_words
    return Modality.ASSERTED, None


def _by_modal(group: VerbGroup) -> Modality | None:
    if group.modal in table("modality")["possible"]["modals"]:
        return Modality.POSSIBLE
    if group.modal in table("modality")["planned"]["modals"] and not (group.modal == "would" and group.perfect):
        return Modality.PLANNED
    return Modality.POSSIBLE if group.modal else None


def _by_governors(sentence: Sentence, chunks: Sequence[Chunk], group: VerbGroup) -> tuple[Modality, Cue] | None:
    governor, steps = group.governor, 0
    while governor is not None and steps < REACH:
        above = chunks[governor]
        if not isinstance(above, VerbGroup):
            return None
        words_above = (above.start, above.end)
        if above.negated and above.low in {"manage", "succeed", "let", "allow", "do", "be", "have"}:
            return Modality.DENIED, words_above
        if above.modal in table("modality")["possible"]["modals"]:
            return Modality.POSSIBLE, words_above
        for modality in (Modality.DENIED, Modality.POSSIBLE, Modality.PLANNED):
            if above.low in table("modality")[modality.value].get("verbs", ()):
                return _at_last(modality, above, sentence), words_above
        own = _by_modal(above)
        if own is not None:
            return own, words_above
        governor, steps = above.governor, steps + 1
    return None


def _at_last(modality: Modality, above: VerbGroup, sentence: Sentence) -> Modality:
    if above.low == "fail" and above.negated:
        return Modality.ASSERTED
    return modality


def _awaited(sentence: Sentence, at: int) -> bool:
    """ "threatened to march on X once Y has fallen": the clause waits for a plan's condition."""
    for back in range(at - 1, -1, -1):
        above = sentence.chunks[back]
        if isinstance(above, VerbGroup) and above.form in {"inf", "finite"} and sentence.chunks[at].kind == "vg":
            group = sentence.chunks[at]
            present = isinstance(group, VerbGroup) and group.present
            return present and (above.form == "inf" or _by_modal(above) is not None)
    return False


def _bare_infinitive(sentence: Sentence, at: int) -> Modality:
    """ "their campaign to take the city", "40 trucks were to go": planned unless a fact is said to follow."""
    group = sentence.chunks[at]
    governor = group.governor if isinstance(group, VerbGroup) else None
    above = sentence.chunks[governor] if governor is not None else None
    if isinstance(above, VerbGroup) and above.low in table("modality")["factual"] and above.low != "be":
        return Modality.ASSERTED
    return Modality.PLANNED


def _after_words(sentence: Sentence, at: int, modality: str) -> bool:
    """ "without capturing", "rather than pull out", "unable to halt": up to three words before the group."""
    start = sentence.chunks[at].start
    before = f" {sentence.lows(max(0, start - 3), start)} "
    return any(f" {word} " in before for word in table("modality")[modality]["words"])


def of_object(sentence: Sentence, at: int) -> Modality:
    """The modality of the object of the verb group at ``at``: "risks a clash", "plans an attack"."""
    group = sentence.chunks[at]
    own = modality_of(sentence, at)
    if own is not Modality.ASSERTED:
        return own
    for modality in (Modality.POSSIBLE, Modality.PLANNED):
        if group.low in set(table("modality")[modality.value]["verbs"]) - {
            "set",
            "push",
            "press",
            "look",
            "move",
            "offer",
            "order",
            "work",
            "call",
        }:
            return modality
    return own


def under(sentence: Sentence, at: int, openers: frozenset[str]) -> bool:
    """Whether the clause of the group is opened by "if" or its like."""
    opener = _opener(sentence, at)
    return opener is not None and sentence.chunks[opener].low in openers


def _opener(sentence: Sentence, at: int) -> int | None:
    """The chunk of the subordinator that opens the clause of the group at ``at``."""
    for back in range(at - 1, max(-1, at - 9), -1):
        kind = sentence.chunks[back].kind
        if kind == "sub":
            return back
        if kind in {"vg", "rel", "mark"}:
            return None
    return None


def of_noun(sentence: Sentence, chunk: Chunk) -> Modality:
    """The modality of an event noun, by its own words and by the verb group that it is the object of."""
    lows = set(sentence.lows(chunk.start, chunk.end).split())
    before = sentence.lows(max(0, chunk.start - 4), chunk.start)
    if lows & {"no"} or before.endswith(" no"):
        return Modality.DENIED
    for modality in (Modality.POSSIBLE, Modality.PLANNED):
        named = set(table("modality")[modality.value]["words"]) - {
            "campaign",
            "battle",
            "fight",
            "race",
            "operation",
            "offensive",
        }
        if lows & named or (
            set(before.split()[-3:]) & (named - words("determiners"))
            and before.split()[-1:] in (["of"], ["for"], ["to"], ["the"], ["a"], ["an"])
        ):
            return modality
    return Modality.ASSERTED
