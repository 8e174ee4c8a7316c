"""Across sentences: headlines that the text repeats, denials of what was just said, times that carry on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from marsad.claims.drafts import ClaimDraft
from marsad.claims.lang.en.attribution import Speech
from marsad.claims.lang.en.chunks import Sentence
from marsad.claims.lang.en.tables import table
from marsad.model import Modality

SUBJECTS = frozenset({"that", "this", "it", "not"})
UNTRUE = ("untrue", "false", "wrong", "baseless", "fake", "not true", "unfounded")
CARRYING = frozenset({"they", "it", "he", "she"})


def without_headlines(drafts: Sequence[ClaimDraft], sentences: Sequence[Sentence]) -> list[ClaimDraft]:
    """``drafts`` without those of a headline whose type the text itself claims."""
    heads = [(each.tokens[0].start, each.tokens[-1].end) for each in sentences[:2] if each.is_title]

    def in_head(draft: ClaimDraft) -> bool:
        return any(start <= draft.start < end for start, end in heads)

    told = {draft.type for draft in drafts if not in_head(draft)}
    return [draft for draft in drafts if not in_head(draft) or draft.type not in told]


def with_denials(sentence: Sentence, drafts: list[ClaimDraft], speeches: Sequence[Speech]) -> list[ClaimDraft]:
    """ "That was false", "Not so.": what the sentence before claimed is denied, by whoever speaks here."""
    lows = [token.low for token in sentence.tokens]
    opening = " ".join(lows[:6])
    untrue = any(f" {word} " in f" {opening} " for word in table("modality")["denied"]["untrue"])
    if not drafts or not lows or lows[0] not in SUBJECTS or not untrue:
        return drafts
    chain = speeches[0].chain if speeches else ()
    last = max(draft.end for draft in drafts)
    kept: list[ClaimDraft] = []
    for draft in drafts:
        if (
            draft.end != last
            or draft.modality is not Modality.ASSERTED
            or sentence.tokens[0].start - draft.end > 120
        ):
            kept.append(draft)
            continue
        if draft.attribution:  # who says it keeps saying it: the denial is a claim of its own
            kept.append(draft)
        kept.append(replace(draft, modality=Modality.DENIED, attribution=chain or draft.attribution))
    return kept


def with_untruths(sentence: Sentence, found: list[ClaimDraft]) -> list[ClaimDraft]:
    """ "Reports that they have entered X are untrue": denied within the sentence."""
    lows = " ".join(token.low for token in sentence.tokens)
    opening = {token.low for token in sentence.tokens[:3]}
    untrue = any(f" {be} {word} " in f" {lows} " for be in ("are", "were", "is", "was") for word in UNTRUE)
    if not untrue or not opening & {
        "reports",
        "report",
        "claims",
        "rumours",
        "rumors",
        "talk",
        "word",
        "claim",
        "news",
    }:
        return found
    return [replace(each, modality=Modality.DENIED) if each is found[0] else each for each in found]


def with_times(sentence: Sentence, found: list[ClaimDraft], before: Sequence[ClaimDraft]) -> list[ClaimDraft]:
    """ "They also fought", "It reported that": the time of the sentence before carries on where none is given."""
    if not found or not before or sentence.tokens[0].low not in CARRYING:
        return found
    near = [each for each in before if sentence.tokens[0].start - each.end < 120 and each.when is not None]
    if not near or any(each.when for each in found):
        return found
    when = near[-1].when
    return [
        replace(each, when=when, confidence=max(0.1, round(each.confidence - 0.05, 2)))
        if not each.present and each.modality is Modality.ASSERTED
        else each
        for each in found
    ]
