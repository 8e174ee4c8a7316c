"""How an event noun is said: asserted, denied, planned or possible."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from marsad.claims.lang.en.chunks import Sentence, VerbGroup
from marsad.claims.lang.en.modality import group_at, listed_as, modality_of, name_of
from marsad.claims.lang.en.syntax import subjects_of
from marsad.claims.lang.en.tables import table, words
from marsad.model import Modality

NONE = frozenset({"no", "neither", "none", "nobody", "nothing"})


def of_object(sentence: Sentence, at: int) -> Modality:
    """The modality of the object of the verb group at ``at``: "risks a clash", "plans an attack"."""
    group = group_at(sentence, at)
    own = modality_of(sentence, at)
    if name_of(sentence, group) in table("modality")["ceasing"] or group.low in table("modality")["ceasing"]:
        return Modality.ASSERTED  # "would not give up its offensive": it is under way
    if own is not Modality.ASSERTED:
        return own
    for modality in (Modality.POSSIBLE, Modality.PLANNED):
        if group.low in listed_as(modality, "verbs") - listed_as(modality, "facts"):
            return modality
    return own


@cache
def listed_plans() -> frozenset[str]:
    """Verbs whose subject plans what their object names: "prepares an offensive"."""
    return frozenset(table("modality")["planners"])


def is_none(lows: Sequence[str]) -> bool:
    """Whether a phrase speaks of nothing: "no convoy", "neither side"; not "no fewer than 12"."""
    if NONE.isdisjoint(lows):
        return False
    at = next(n for n, low in enumerate(lows) if low in NONE)
    return not set(lows[at + 1 : at + 2]) & {"fewer", "less", "more"}


def of_noun(sentence: Sentence, at: int) -> Modality:
    """The modality of the event noun at chunk ``at``: its own words, those before it, what comes of it."""
    chunk = sentence.chunks[at]
    lows = sentence.words_of(chunk)
    before = sentence.low_words[max(0, chunk.start - 4) : chunk.start]
    last = before[-1] if before else ""
    if is_none(lows) or last in {"no", "not"}:
        return Modality.DENIED
    verb = sentence.chunks[at - 2] if at > 1 else None
    if isinstance(verb, VerbGroup) and last == "of" and verb.low in listed_as(Modality.POSSIBLE, "verbs"):
        return Modality.POSSIBLE  # "warned of a siege"
    if isinstance(verb, VerbGroup) and last == "for" and verb.low in listed_as(Modality.PLANNED, "verbs"):
        return Modality.PLANNED  # "called for a truce"
    for modality in (Modality.POSSIBLE, Modality.PLANNED):
        named = listed_as(modality, "words") - listed_as(modality, "facts")
        leading = last in {"of", "for", "to", "the", "a", "an"}
        if set(lows) & named or (leading and set(before[-3:]) & (named - words("determiners"))):
            return modality
    return _fate(sentence, at)


def _fate(sentence: Sentence, at: int) -> Modality:
    """What comes of the event noun at ``at``: "could come", "is to start", "was called off"."""
    told = _verb_about(sentence, at)
    if told is None:
        return Modality.ASSERTED
    group, fates = group_at(sentence, told), table("modality")["fates"]
    names = {group.low, name_of(sentence, group)}
    own = modality_of(sentence, told)
    if names & set(fates["happening"]):
        return own
    if not group.passive or own is Modality.DENIED:
        return Modality.ASSERTED
    if names & set(fates["undone"]):
        return Modality.DENIED
    return Modality.PLANNED if names & set(fates["awaited"]) else Modality.ASSERTED


def _verb_about(sentence: Sentence, at: int) -> int | None:
    """The verb group whose subject is the noun at ``at``; of "is to start" the infinitive."""
    chunks = sentence.chunks
    for ahead in range(at + 1, min(at + 9, len(chunks))):
        if not isinstance(chunks[ahead], VerbGroup):
            if chunks[ahead].kind in {"sub", "mark", "and"}:
                return None
            continue
        if at not in subjects_of(chunks, ahead) and chunks[ahead - 1].kind != "rel":
            return None
        following = chunks[ahead + 1] if ahead + 1 < len(chunks) else None
        inner = isinstance(following, VerbGroup) and following.governor == ahead
        return ahead + 1 if inner else ahead
    return None
