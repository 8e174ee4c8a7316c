"""How a thing is said: asserted, denied, planned or possible; by word pairs and by the verb group."""

from __future__ import annotations

from functools import cache

from marsad.claims.lang.en.chunks import Sentence, VerbGroup
from marsad.claims.lang.en.syntax import subjects_of
from marsad.claims.lang.en.tables import table, words
from marsad.model import Modality

REACH = 6  # how many governing verbs are followed upwards
TOLD_WITHIN = 7  # tokens before "that" or "whether" which say what to think of its clause

Cue = tuple[int, int] | None  # the tokens [start, end) that say so, where words do
Said = tuple[Modality, Cue]


def modality_of(sentence: Sentence, at: int) -> Modality:
    """The modality of what the verb group at chunk ``at`` says."""
    return cue_at(sentence, at)[0]


def cue_at(sentence: Sentence, at: int) -> Said:
    """The modality of what the verb group at chunk ``at`` says, with the words that say so."""
    said = sentence.cues.get(at)
    if said is None:
        said = sentence.cues[at] = _cue_at(sentence, at)
    return said


def _cue_at(sentence: Sentence, at: int) -> Said:
    group = sentence.chunks[at]
    assert isinstance(group, VerbGroup)  # noqa: S101
    if group.negated:
        return Modality.DENIED, (group.start, group.end)
    for rule in _RULES:
        said = rule(sentence, at, group)
        if said is not None:
            return said
    return _bare_infinitive(sentence, group)


def _nearly(sentence: Sentence, at: int, group: VerbGroup) -> Said | None:
    """ "Almost captured", "all but took": not so yet; "an alleged air strike hit": perhaps."""
    listed = table("modality")
    opening = f" {sentence.lows(max(0, group.start - 2), group.main)} "
    near = any(opening.endswith(f" {each} ") for each in listed["nearly"])
    if near and not {group.low, name_of(sentence, group)} & set(listed["surrounding"]):
        return Modality.POSSIBLE, (max(0, group.start - 2), group.end)
    for each in subjects_of(sentence.chunks, at):
        chunk = sentence.chunks[each]
        if set(listed["doubting"]) & set(sentence.low_words[chunk.start : chunk.end]):
            return Modality.POSSIBLE, (chunk.start, chunk.end)
    return None


def name_of(sentence: Sentence, group: VerbGroup) -> str:
    """The verb with its particle: "rule out", also where "out" went to the verb after it."""
    after = group.particle or sentence.lows(group.end, group.end + 1)
    return f"{group.low} {after}".strip()


@cache
def listed_as(modality: Modality, name: str) -> frozenset[str]:
    """The list ``name`` of what says ``modality`` in ``modality.yaml``."""
    return frozenset(table("modality")[modality.value].get(name, ()))


@cache
def _first_words(modality: Modality, name: str) -> frozenset[str]:
    return frozenset(phrase.split()[0] for phrase in listed_as(modality, name))


def _has(sentence: Sentence, start: int, end: int, modality: Modality, name: str) -> bool:
    """Whether the tokens ``[start, end)`` hold a phrase of a list of ``modality.yaml``."""
    lows = sentence.low_words[start:end]
    if _first_words(modality, name).isdisjoint(lows):
        return False
    told = f" {' '.join(lows)} "
    return any(f" {phrase} " in told for phrase in listed_as(modality, name))


def _words_before(sentence: Sentence, at: int, group: VerbGroup) -> Said | None:
    """ "without capturing", "rather than pull out", "on the verge of losing": up to three words before."""
    start = max(0, group.start - 3)
    if _has(sentence, start, group.start, Modality.DENIED, "words"):
        return Modality.DENIED, (start, group.start)
    if _has(sentence, start, group.start, Modality.POSSIBLE, "before"):
        return Modality.POSSIBLE, (start, group.start)
    if group.form == "inf" and "yet" in sentence.low_words[max(0, group.start - 2) : group.start]:
        return Modality.DENIED, (max(0, group.start - 2), group.start)
    return None


def _kept_from(sentence: Sentence, at: int, group: VerbGroup) -> Said | None:
    """ "was prevented from entering", "kept the rebels from taking"."""
    chunks = sentence.chunks
    if group.form != "ing" or at < 2 or chunks[at - 1].low != "from":
        return None
    above = next((each for each in reversed(chunks[max(0, at - 5) : at]) if isinstance(each, VerbGroup)), None)
    if above is None or above.low not in listed_as(Modality.DENIED, "kept_from"):
        return None
    own = Modality.ASSERTED if above.negated else Modality.DENIED
    return own, (above.start, above.end)


def _told(sentence: Sentence, at: int, group: VerbGroup) -> Said | None:
    """ "it is not clear whether", "there is no truth to reports that", "residents fear that"."""
    opener = _clause_opener(sentence, at)
    if opener is None:
        return None
    end = sentence.chunks[opener].start
    start = max(
        [max(0, end - TOLD_WITHIN), *(c.end for c in sentence.chunks[:opener] if c.kind in {"comma", "mark"})]
    )
    for modality in (Modality.DENIED, Modality.POSSIBLE):
        if _has(sentence, start, end, modality, "told"):
            return modality, (start, end)
    bare = group.present and not group.perfect and not group.modal
    asked = sentence.lows(end - 1, end) in listed_as(Modality.PLANNED, "told")
    return (Modality.PLANNED, (end - 1, end)) if bare and asked else None


def _clause_opener(sentence: Sentence, at: int) -> int | None:
    """The "that" or "whether" whose clause the group at ``at`` is in."""
    for back in range(at - 1, max(-1, at - 9), -1):
        chunk = sentence.chunks[back]
        if chunk.kind in {"sub", "rel"}:
            return back if chunk.low in {"that", "whether"} else None
        if chunk.kind in {"vg", "mark"}:
            return None
    return None


def _own_modal(sentence: Sentence, at: int, group: VerbGroup) -> Said | None:
    modality = _by_modal(group)
    return (modality, (group.start, group.end)) if modality is not None else None


def _by_modal(group: VerbGroup) -> Modality | None:
    if group.modal in listed_as(Modality.POSSIBLE, "modals"):
        return Modality.POSSIBLE
    if group.modal in listed_as(Modality.PLANNED, "modals") and not (group.modal == "would" and group.perfect):
        return Modality.PLANNED
    return Modality.POSSIBLE if group.modal else None


def _by_governors(sentence: Sentence, at: int, group: VerbGroup) -> Said | None:
    governor, steps = _governor(sentence, at, group), 0
    if governor is not None and _in_vain(sentence, governor, at):
        return Modality.DENIED, (sentence.chunks[governor].start, sentence.chunks[governor].end)
    while governor is not None and steps < REACH:
        above = sentence.chunks[governor]
        if not isinstance(above, VerbGroup):
            return None
        modality = _of_governor(sentence, above)
        if modality is not None:
            return modality, (above.start, above.end)
        governor, steps = above.governor, steps + 1
    return None


def _in_vain(sentence: Sentence, governor: int, at: int) -> bool:
    """ "Tried to regain it, and failed", "tried to recover it and was beaten", "tried in vain to take it"."""
    if sentence.chunks[governor].low not in table("modality")["tried"]:
        return False
    said = f" {sentence.lows(max(0, sentence.chunks[governor].start - 1), sentence.chunks[at].end)} "
    if any(f" {each} " in said for each in table("modality")["vain"]):
        return True
    undoing = table("modality")["undoing"]
    for ahead in range(at + 1, min(at + 10, len(sentence.chunks))):
        after = sentence.chunks[ahead]
        if isinstance(after, VerbGroup):
            undone = {after.low, name_of(sentence, after)} & set(undoing)
            own = sentence.chunks[ahead - 1].kind == "and" and not after.negated
            return own and bool(undone) and (after.passive or after.low == "fail")
    return False


def _governor(sentence: Sentence, at: int, group: VerbGroup) -> int | None:
    """The verb above, also where its particle stands between: "rule | out | pulling"."""
    if group.governor is not None or at < 2 or sentence.chunks[at - 1].kind not in {"prep", "particle"}:
        return group.governor
    above, particle = sentence.chunks[at - 2], sentence.chunks[at - 1].low
    governing = listed_as(Modality.DENIED, "verbs") | listed_as(Modality.PLANNED, "verbs")
    return at - 2 if isinstance(above, VerbGroup) and f"{above.low} {particle}" in governing else None


def _of_governor(sentence: Sentence, above: VerbGroup) -> Modality | None:
    """What a governing verb makes of what it governs; None where it leaves the fact standing."""
    names = {above.low, name_of(sentence, above)}
    if above.negated:
        if names & (
            listed_as(Modality.PLANNED, "verbs") | {"manage", "succeed", "let", "allow", "do", "be", "have"}
        ):
            return Modality.DENIED
        if names & listed_as(Modality.DENIED, "verbs"):
            return Modality.ASSERTED if above.low == "fail" else Modality.POSSIBLE
    if above.modal in listed_as(Modality.POSSIBLE, "modals"):
        return Modality.POSSIBLE
    for modality in (Modality.DENIED, Modality.POSSIBLE, Modality.PLANNED):
        if names & listed_as(modality, "verbs"):
            return modality
    return _by_modal(above)


def _by_noun(sentence: Sentence, at: int, group: VerbGroup) -> Said | None:
    """ "has plans to enter", "no plans to enter", "the attempt to take it failed"."""
    above = sentence.chunks[at - 1] if at else None
    if group.form != "inf" or above is None or above.kind != "np":
        return None
    if above.low not in listed_as(Modality.PLANNED, "words") and above.low not in table("frames")["purposes"]:
        return None
    cue = (above.start, above.end)
    verb = sentence.chunks[at - 2] if at > 1 else None
    none = sentence.tokens[above.start].low == "no" or (isinstance(verb, VerbGroup) and verb.negated)
    for ahead in range(at + 1, min(at + 8, len(sentence.chunks))):
        after = sentence.chunks[ahead]
        if isinstance(after, VerbGroup) and after.form == "finite":
            fails = after.low in listed_as(Modality.DENIED, "failing") and not after.negated
            none = none or (fails and at - 1 in subjects_of(sentence.chunks, ahead))
            break
    return (Modality.DENIED if none else Modality.PLANNED), cue


def _by_opener(sentence: Sentence, at: int, group: VerbGroup) -> Said | None:
    """ "if the army attacks", "should the army attack", "once the town has fallen"."""
    opener = _opener(sentence, at)
    if opener is None:
        return None
    opened = sentence.chunks[opener]
    cue = (opened.start, opened.end)
    if opened.low in listed_as(Modality.POSSIBLE, "subordinators") or isinstance(opened, VerbGroup):
        return Modality.POSSIBLE, cue
    soon = opened.low == "as" and sentence.lows(max(0, opened.start - 2), opened.start) == "as soon"
    waiting = (soon or opened.low in {"once", "when", "before", "until"}) and _awaited(sentence, at, soon=soon)
    return (Modality.POSSIBLE, cue) if waiting else None


def _by_adverb(sentence: Sentence, at: int, group: VerbGroup) -> Said | None:
    if not listed_as(Modality.POSSIBLE, "words").isdisjoint(sentence.words_of(group)):
        return Modality.POSSIBLE, (group.start, group.end)
    return None


def _coordinated(sentence: Sentence, at: int, group: VerbGroup) -> Said | None:
    """ "Planned to break the lines and recapture the town": of the infinitive before."""
    bare = group.end - group.start == 1 and sentence.analysis.tags[group.main] == "VB"
    if not bare or not at or sentence.chunks[at - 1].kind != "and":
        return None
    for back in range(at - 2, -1, -1):
        before = sentence.chunks[back]
        if isinstance(before, VerbGroup):
            return cue_at(sentence, back) if before.form == "inf" else None
    return None


_RULES = (
    _words_before, _kept_from, _told, _own_modal, _nearly, _coordinated, _by_governors, _by_noun, _by_opener,
    _by_adverb,
)  # fmt: skip


def _awaited(sentence: Sentence, at: int, *, soon: bool) -> bool:
    """ "threatened to march on X once Y has fallen": the clause waits for a plan's condition."""
    for back in range(at - 1, -1, -1):
        above = sentence.chunks[back]
        if isinstance(above, VerbGroup) and above.form in {"inf", "finite"} and sentence.chunks[at].kind == "vg":
            group = sentence.chunks[at]
            present = isinstance(group, VerbGroup) and (group.present or soon)
            return present and (above.form == "inf" or _by_modal(above) is not None)
    return False


def _bare_infinitive(sentence: Sentence, group: VerbGroup) -> Said:
    """ "their campaign to take the city", "40 trucks were to go": planned unless a fact is said to follow."""
    if group.form != "inf" or group.perfect:
        return Modality.ASSERTED, None
    if group.start and sentence.low_words[group.start - 1] == "only":
        return Modality.ASSERTED, None  # "captured it, only to be driven out"
    above = sentence.chunks[group.governor] if group.governor is not None else None
    if isinstance(above, VerbGroup) and sentence.lows(group.start - 1, group.start) == "able":
        denied = above.negated or bool(set(sentence.lows(above.start, group.start).split()) & words("negations"))
        return (Modality.DENIED if denied else _as_able(above)), (above.start, group.end)
    factual = isinstance(above, VerbGroup) and above.low in table("modality")["factual"] and above.low != "be"
    if isinstance(above, VerbGroup) and above.low in words("sending") and group.low in words("helping"):
        factual = True  # "conducts strikes to support X"
    return (Modality.ASSERTED if factual else Modality.PLANNED), (group.start, group.end)


def _as_able(group: VerbGroup) -> Modality:
    """ "were able to enter" entered, "is able to" may."""
    return Modality.POSSIBLE if group.modal or (group.present and not group.perfect) else Modality.ASSERTED


def is_asked(sentence: Sentence, at: int) -> bool:
    """Whether the group at ``at`` is in a question: "asked whether X holds Y", "Has X taken Y?"."""
    chunks, tokens = sentence.chunks, sentence.tokens
    if tokens[-1].text == "?" and tokens[0].low in words("modals") | words("auxiliaries"):
        return True
    opener = _clause_opener(sentence, at)
    whether = opener is not None and chunks[opener].low == "whether"
    return whether and _told(sentence, at, group_at(sentence, at)) is None


def group_at(sentence: Sentence, at: int) -> VerbGroup:
    """The verb group at chunk ``at``."""
    group = sentence.chunks[at]
    assert isinstance(group, VerbGroup)  # noqa: S101
    return group


def _opener(sentence: Sentence, at: int) -> int | None:
    """The chunk of the subordinator, or the inverted "should", that opens the clause of the group at ``at``."""
    for back in range(at - 1, max(-1, at - 9), -1):
        kind = sentence.chunks[back].kind
        if kind == "sub" or (kind == "vg" and _inverts(sentence, back)):
            return back
        if kind in {"vg", "rel", "mark"}:
            return None
    return None


def _inverts(sentence: Sentence, at: int) -> bool:
    """ "Should Turkey attack": a bare "should", "had" or "were" that opens a clause before its subject."""
    chunk = sentence.chunks[at]
    opens = at == 0 or sentence.chunks[at - 1].kind in {"comma", "mark", "and"}
    bare = chunk.end - chunk.start == 1 and sentence.tokens[chunk.start].low in listed_as(
        Modality.POSSIBLE, "inverted"
    )
    return opens and bare and at + 1 < len(sentence.chunks) and sentence.chunks[at + 1].kind == "np"
