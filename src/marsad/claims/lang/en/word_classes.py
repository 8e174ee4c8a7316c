"""The classes of words, and a sentence of which some words have theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from marsad.claims.lang.en.pipeline import Analysis
from marsad.claims.lang.en.tables import VerbForm, verb_forms, words
from marsad.claims.lang.en.tokens import Token


class Tag(StrEnum):
    """The class of a word in its sentence."""

    NOUN = "noun"  # and adjectives: whatever fills a noun phrase
    DET = "det"
    NUM = "num"
    OWNER = "owner"  # 's
    HYPHEN = "hyphen"
    PRON = "pron"
    PREP = "prep"
    TO = "to"  # before a base form
    VERB = "verb"
    AUX = "aux"
    MODAL = "modal"
    NEG = "neg"
    ADV = "adv"
    PARTICLE = "particle"
    SUB = "sub"
    REL = "rel"
    AND = "and"
    COMMA = "comma"
    MARK = "mark"  # any other punctuation
    TIME = "time"


# The same by name alone, for what is asked of every word: a look-up in an enumeration takes ten times as long.
(
    NOUN, DET, NUM, OWNER, HYPHEN, PRON, PREP, TO, VERB, AUX, MODAL, NEG, ADV, PARTICLE, SUB, REL, AND, COMMA,
    MARK, TIME,
) = Tag  # fmt: skip
NOMINAL = frozenset({NOUN, NUM})


@dataclass(slots=True)
class SoFar:
    """A sentence half tagged: what stands before the word in hand, and what is known of all its words."""

    tokens: Sequence[Token]
    names: frozenset[int]
    phrasal: frozenset[str]
    tags: list[Tag]
    forms: list[VerbForm | None]
    analysis: Analysis


def nominal_follows(tokens: Sequence[Token], index: int) -> bool:
    """Whether what comes next can belong to a noun phrase."""
    if index + 1 >= len(tokens):
        return False
    ahead = tokens[index + 1]
    if not ahead.low[0].isalnum():
        return (
            ahead.text in {'"', "“", "'", "‘"} and index + 2 < len(tokens) and tokens[index + 2].low[0].isalnum()
        )
    for kind in ("auxiliaries", "modals", "conjunctions", "relatives", "negations"):
        if ahead.low in words(kind):
            return False
    if ahead.low in words("determiners") or ahead.low in words("pronouns") or ahead.low[0].isdigit():
        return True
    if ahead.low in words("prepositions") or ahead.low in words("subordinators"):
        return False
    form = verb_forms().get(ahead.low)
    return form is None or ahead.capitalised or form.lemma in words("nouns_too") or "part" in form.forms
