"""Across sentences: headlines that the text repeats, denials of what was just said, times that carry on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from marsad.claims.drafts import ClaimDraft, Mention
from marsad.claims.lang.en.attribution import Speech
from marsad.claims.lang.en.chunks import Sentence
from marsad.claims.lang.en.tables import listed, table, words
from marsad.model import ClaimType, Modality

SUBJECTS = frozenset({"that", "this", "it", "not"})
UNTRUE = ("untrue", "false", "wrong", "baseless", "fake", "not true", "unfounded")
DAY_SAID = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|overnight|today|yesterday|tonight|dawn|morning|night|evening)\b",
    re.I,
)
STATES = frozenset({ClaimType.CONTROL, ClaimType.SIEGE, ClaimType.SUPPORT, ClaimType.CEASEFIRE})
CARRYING = frozenset({"they", "it", "he", "she"})


def without_headlines(
    drafts: Sequence[ClaimDraft], sentences: Sequence[Sentence], *, headed: bool = False
) -> list[ClaimDraft]:
    """``drafts`` without those of a headline whose type the text itself claims.

    A headline is capitalised as one, or the first sentence of a report that is ``headed`` by a line of its own.
    """
    first = sentences[:1] if headed else ()
    heads = [(s.tokens[0].start, s.tokens[-1].end) for s in sentences[:2] if s.is_title or s in first]

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


def with_times(
    sentence: Sentence, found: list[ClaimDraft], before: Sequence[ClaimDraft], text: str
) -> list[ClaimDraft]:
    """The day of an incident carries on to other claims of its sentence and to a sentence that goes on with it.

    Only a day said as a day ("on Sunday", "overnight") carries on, to events that are asserted in the simple past.
    """
    if {"every", "daily"} & {token.low for token in sentence.tokens}:
        return found  # what happens every day happened on no one of them
    found = _of_one_day(sentence, found)
    if not found or not before or any(each.when for each in found):
        return found
    near = [each for each in before if sentence.tokens[0].start - each.end < 120 and each.when is not None]
    if not near or not _goes_on(sentence, text, near[-1]):
        return found
    when = near[-1].when
    pronoun = sentence.tokens[0].low in CARRYING
    if when is None or not (pronoun or DAY_SAID.search(when.text)):
        return found
    return [_dated(each, when) if pronoun or _happened(each) else each for each in found]


def _of_one_day(sentence: Sentence, found: list[ClaimDraft]) -> list[ClaimDraft]:
    said = {each.when for each in found if each.when is not None}
    when = said.pop() if len(said) == 1 else None
    if when is None or not DAY_SAID.search(when.text):
        return found

    def together(draft: ClaimDraft) -> bool:
        where = sorted((draft.provenance.trigger.start, when.start))
        between = {token.low for token in sentence.tokens if where[0] <= token.start < where[1]}
        return not between & (words("subordinators") | words("relatives"))

    return [
        _dated(each, when) if each.when is None and _happened(each) and together(each) else each for each in found
    ]


def _dated(draft: ClaimDraft, when: Mention) -> ClaimDraft:
    if draft.present or draft.modality is not Modality.ASSERTED:
        return draft
    return replace(draft, when=when, confidence=max(0.1, round(draft.confidence - 0.05, 2)))


def _happened(draft: ClaimDraft) -> bool:
    """Whether it is an event of the simple past: no state, no total, nothing that "has" or "had" been."""
    perfect = draft.provenance.trigger.text.split()[0].lower() in {"has", "have", "had", "is", "are"}
    return draft.type not in STATES and not draft.cumulative and not perfect


def _goes_on(sentence: Sentence, text: str, last: ClaimDraft) -> bool:
    """ "They also", "Later", "The blast", "... were hurt there": the sentence goes on with the one before."""
    tokens = sentence.tokens
    if tokens[0].low in CARRYING:
        return True
    if "\n\n" in text[last.end : tokens[0].start] or sentence.times:
        return False
    there = any(token.low == "there" and at == len(tokens) - 2 for at, token in enumerate(tokens))
    event = tokens[0].low == "the" and len(tokens) > 1 and tokens[1].low in listed("frames", "incidents")
    return tokens[0].low in {"later", "afterwards", "then"} or there or event
