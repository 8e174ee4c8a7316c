"""Word classes by closed lists, verb forms and the neighbours: enough to find clauses, no more."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from marsad.claims.lang.en.pipeline import Analysis
from marsad.claims.lang.en.tables import VerbForm, listed, table, verb_forms, words
from marsad.claims.lang.en.tokens import Token
from marsad.claims.lang.en.verbs import (
    COMPLEMENT_VERBS,
    is_participle_of_unknown,
    is_predicate,
    is_verb,
    learnt_verb,
    mark_lasting,
)
from marsad.claims.lang.en.word_classes import (
    ADV,
    AND,
    AUX,
    COMMA,
    DET,
    HYPHEN,
    MARK,
    MODAL,
    NEG,
    NOMINAL,
    NOUN,
    NUM,
    OWNER,
    PARTICLE,
    PREP,
    PRON,
    REL,
    SUB,
    TIME,
    TO,
    VERB,
    SoFar,
    Tag,
    nominal_follows,
)

NUMBER_WORDS = words("number_words")
UNLIKE = frozenset({"longer", "round", "lay"})
CLOSED = frozenset({"both", "each", "all", "no", "to", "that", "others"}).union(
    table("places")["compass"],
    *map(
        words,
        (
            "negations", "modals", "auxiliaries", "conjunctions", "relatives", "particles", "prepositions",
            "subordinators", "pronouns", "determiners", "adverbs",
        ),
    ),
)  # fmt: skip


def tagged(
    tokens: Sequence[Token],
    names: frozenset[int],
    times: frozenset[int],
    phrasal: frozenset[str],
    analysis: Analysis,
) -> tuple[list[Tag], list[VerbForm | None]]:
    """The class of each token, and the verb form of those that are verbs or auxiliaries.

    ``names`` and ``times`` are indices inside names and time expressions; ``phrasal`` holds "pull out".
    """
    tags: list[Tag] = []
    forms: list[VerbForm | None] = []
    sofar = SoFar(tokens, names, phrasal, tags, forms, analysis)
    fixed = fixed_phrases(tokens)
    for index, token in enumerate(tokens):
        form: VerbForm | None = None
        if index in times:
            tag = TIME
        elif index in fixed and index not in names:
            tag = fixed[index]
        elif index in names:
            tag = OWNER if token.low == "'s" else NOUN
        else:
            tag, form = _tag(sofar, index)
        if tag is VERB and form and "part" in form.forms:
            mark_lasting(sofar)
        tags.append(tag)
        forms.append(form)
    return tags, forms


def _tag(sofar: SoFar, index: int) -> tuple[Tag, VerbForm | None]:
    tokens, tags, names = sofar.tokens, sofar.tags, sofar.names
    low = tokens[index].low
    before = tags[-1] if tags else None
    if not low[0].isalnum():
        return _mark(tokens, index, before), None
    if low[0].isdigit() or low in NUMBER_WORDS:
        return NUM, None
    if low in UNLIKE and (unlike := _unlike(sofar, index, before)):
        return unlike
    closed = _closed(sofar, index) if low in CLOSED or before is HYPHEN else None
    if closed is not None:
        return closed, None
    form = verb_forms().get(low)
    if form is not None and (is_verb(sofar, index, form) or is_predicate(sofar, index, form)):
        return VERB, form
    if form is not None and index == len(tokens) - 2 and "s" in form.forms and _closes_speech(sofar, form):
        return VERB, form
    if form is None and (learnt := learnt_verb(sofar, index)):
        return VERB, learnt
    if form is None and is_participle_of_unknown(tokens, index, tags, names):
        return VERB, VerbForm(low, frozenset({"past", "part"}))
    if form is None and low.endswith("ly") and len(low) > 4 and low not in words("adverbs_not_ly"):
        return ADV, None
    return NOUN, None


def _closes_speech(sofar: SoFar, form: VerbForm) -> bool:
    """The "reports" of "ISIS shelled X, OCHA reports." and the "fears" of "..., the doctors' union fears."."""
    if form.lemma not in listed("attribution", "verbs") or COMMA not in sofar.tags:
        return False
    last = len(sofar.tags) - sofar.tags[::-1].index(COMMA)
    said, teller = sofar.tags[:last], sofar.tags[last:]
    return VERB in said and NOUN in teller and {VERB, AUX, PREP, AND, SUB, REL}.isdisjoint(teller)


def _unlike(sofar: SoFar, index: int, before: Tag | None) -> tuple[Tag, VerbForm | None] | None:
    """What the words that have a rule of their own are, where it holds."""
    low = sofar.tokens[index].low
    if low == "longer" and before is NEG:
        return NEG, None  # "no longer holds"
    if low == "round" and _goes_round(sofar, index):
        return PREP, None
    if low == "lay" and before in {TO, MODAL}:
        return VERB, VerbForm("lay", frozenset({"base"}))
    return None


def _goes_round(sofar: SoFar, index: int) -> bool:
    """ "A cordon round Mobye", "threw a ring round the town": no mortar round, no round of talks."""
    ahead = sofar.tokens[index + 1] if index + 1 < len(sofar.tokens) else None
    opens = ahead is not None and (ahead.capitalised or ahead.low in {"the", "its", "their", "this", "that"})
    return opens and bool(sofar.tags) and sofar.tags[-1] in {NOUN, VERB, ADV, AUX}


def _mark(tokens: Sequence[Token], index: int, before: Tag | None) -> Tag:
    token = tokens[index]
    joined = index + 1 < len(tokens) and tokens[index + 1].start == token.end
    tight = index > 0 and tokens[index - 1].end == token.start
    if token.low == "'s":
        return AUX if before is PRON else OWNER
    if token.text in "-‐‑–/" and joined and tight:
        return HYPHEN
    if token.text == ",":
        return COMMA
    if token.text in "'’" and tight and not joined and tokens[index - 1].low.endswith("s") and before in NOMINAL:
        return OWNER
    if token.text == "&":
        return AND
    return MARK


def _closed(sofar: SoFar, index: int) -> Tag | None:
    tokens, tags, forms, names, phrasal = sofar.tokens, sofar.tags, sofar.forms, sofar.names, sofar.phrasal
    low, before = tokens[index].low, (tags[-1] if tags else None)
    ahead = tokens[index + 1].low if index + 1 < len(tokens) else ""
    if before is HYPHEN:
        return NOUN if verb_forms().get(low) or low not in words("prepositions") else None
    if low in words("negations"):
        return NEG
    if low in {"both", "each", "all"} and before is AUX:
        return ADV
    if low in words("modals"):
        return NOUN if low == "will" and tokens[index - 1].low in words("possessives") and index else MODAL
    if low == "no" and ahead == "longer":
        return NEG
    if low in words("auxiliaries"):
        return NOUN if low == "am" and before is NUM else AUX  # "at 1:30 am"
    if low in words("conjunctions"):
        return AND
    if low == "to":
        return TO if _base_follows(tokens, index, names) else PREP
    if low == "that":
        return _that(tokens, index, tags, forms)
    if low in words("relatives"):
        return REL
    if low in words("particles") and _is_particle(tokens, index, tags, forms, phrasal):
        return PARTICLE
    if low in listed_compass() and _compass_of(tokens, index):
        return PREP
    if low in words("prepositions") or low in words("subordinators"):
        return _linking(tokens, index, tags, forms, names)
    if low == "others" and before in {NUM, DET}:
        return NOUN  # "58 others", "several others"
    if low in words("pronouns") and not (low in words("determiners") and nominal_follows(tokens, index)):
        return PRON
    if low in words("determiners"):
        return NOUN if low in {"more", "others"} and before is NUM else DET
    if low in words("adverbs"):
        joined = ahead and ahead in "-‐‑–" and tokens[index + 1].start == tokens[index].end
        if joined and before in {DET, OWNER, None} and low not in {"mid"}:
            return NOUN  # "its long-awaited offensive"
        return NOUN if before is DET and low in {"only", "then", "further", "very"} else ADV
    return None


SET_PHRASES: dict[tuple[str, ...], Tag] = {
    tuple(phrase.split()): tag
    for tag, phrases in (
        (Tag.ADV, table("words")["adverb_phrases"]),
        (Tag.DET, table("words")["quantity_phrases"]),
        (Tag.PREP, table("words")["preposition_phrases"]),
        (Tag.NOUN, ["per cent"]),
    )
    for phrase in phrases
}
PHRASE_LENGTHS = {
    start: sorted({len(phrase) for phrase in SET_PHRASES if phrase[0] == start}, reverse=True)
    for start in {phrase[0] for phrase in SET_PHRASES}
}


def fixed_phrases(tokens: Sequence[Token]) -> dict[int, Tag]:
    """The tags of set phrases: "in effect" is an adverb, "at least" before a number belongs to the number."""
    found: dict[int, Tag] = {}
    openers = [at for at, token in enumerate(tokens) if token.low in PHRASE_LENGTHS]
    for at in openers:
        token = tokens[at]
        if at in found:
            continue
        for length in PHRASE_LENGTHS[token.low]:
            lows = [each.low for each in tokens[at : at + length]]
            number = len(lows) == length and (
                lows[-1][0].isdigit() or lows[-1] in NUMBER_WORDS or lows[-1] in {"a", "one"}
            )
            tag = SET_PHRASES.get(tuple(lows)) or (SET_PHRASES.get((*lows[:-1], "#")) if number else None)
            if tag is not None:
                inside = length - 1 if tag is Tag.DET else length
                found.update(dict.fromkeys(range(at, at + inside), tag))
                break
    return found


@cache
def listed_compass() -> frozenset[str]:
    """ "north", "south-east" and their adjectives, in lower case."""
    return frozenset(table("places")["compass"])


def _compass_of(tokens: Sequence[Token], index: int) -> bool:
    """Whether "south" opens "south of" or "south-east of": a preposition of place."""
    if index + 2 < len(tokens) and tokens[index + 1].text in "-‐‑–" and tokens[index + 2].low in listed_compass():
        return index + 3 < len(tokens) and tokens[index + 3].low == "of"
    if [token.low for token in tokens[index + 1 : index + 4 : 2]] == ["and", "of"]:
        return tokens[index + 2].low in listed_compass()  # "south and west of X"
    return index + 1 < len(tokens) and tokens[index + 1].low == "of"


def _base_follows(tokens: Sequence[Token], index: int, names: frozenset[int]) -> bool:
    for ahead in range(index + 1, min(index + 4, len(tokens))):
        low = tokens[ahead].low
        if ahead in names:
            return False
        if low in {"be", "have", "do", "get", "lay"}:
            return True
        form = verb_forms().get(low)
        if form and "base" in form.forms and not tokens[ahead].capitalised:
            return True
        if not (low.endswith("ly") or low in words("adverbs") or low in words("negations")):
            return False
    return False


def _that(tokens: Sequence[Token], index: int, tags: list[Tag], forms: list[VerbForm | None]) -> Tag:
    if not tags:
        return Tag.PRON
    last = forms[-1]
    if last is not None and (last.lemma in COMPLEMENT_VERBS or tags[-1] is Tag.PARTICLE):
        return Tag.SUB
    if tags[-1] in {Tag.PREP, Tag.VERB, Tag.AND, Tag.SUB}:
        return Tag.DET if nominal_follows(tokens, index) and tags[-1] is not Tag.AND else Tag.SUB
    if index + 1 < len(tokens) and tokens[index + 1].low in {
        "day",
        "night",
        "week",
        "month",
        "year",
        "morning",
        "afternoon",
        "evening",
        "time",
    }:
        return Tag.DET
    if tags[-1] is Tag.TIME or _speech_before(tags, forms):
        return Tag.SUB
    return Tag.REL


def _speech_before(tags: list[Tag], forms: list[VerbForm | None]) -> bool:
    for back in range(len(tags) - 1, max(-1, len(tags) - 6), -1):
        if tags[back] is Tag.VERB:
            form = forms[back]
            return form is not None and form.lemma in {
                "tell",
                "warn",
                "inform",
                "report",
                "announce",
                "say",
                "state",
                "claim",
            }
        if tags[back] in {Tag.COMMA, Tag.REL}:
            return False
    return False


def _is_particle(
    tokens: Sequence[Token], index: int, tags: list[Tag], forms: list[VerbForm | None], phrasal: frozenset[str]
) -> bool:
    low = tokens[index].low
    if forms and forms[-1] is not None and f"{forms[-1].lemma} {low}" in phrasal:
        return True
    if len(tags) > 1 and tags[-1] is Tag.PRON and forms[-2] is not None:
        return f"{forms[-2].lemma} {low}" in phrasal
    for back in range(len(tags) - 1, max(-1, len(tags) - 5), -1):  # "drove the militants out"
        form = forms[back]
        if form is not None:
            return f"{form.lemma} {low}" in phrasal and not nominal_follows(tokens, index)
        if tags[back] not in {Tag.NOUN, Tag.DET, Tag.HYPHEN, Tag.NUM, Tag.PRON}:
            return False
    return False


def _linking(
    tokens: Sequence[Token], index: int, tags: list[Tag], forms: list[VerbForm | None], names: frozenset[int]
) -> Tag:
    low = tokens[index].low
    if low not in words("subordinators") or low == "that":
        if low in words("adverbs") and not nominal_follows(tokens, index):
            return ADV
        return PREP
    if low not in words("prepositions") and low != "as":
        return SUB
    return SUB if _clause_follows(tokens, index, names) else PREP


def _clause_follows(tokens: Sequence[Token], index: int, names: frozenset[int]) -> bool:
    """Whether a finite verb comes before the next comma: "after forces ... cut off" but "after the attack"."""
    subject = False
    for ahead in range(index + 1, min(index + 14, len(tokens))):
        low = tokens[ahead].low
        if low in {",", ";", ":", "."} or low in words("relatives"):
            return False
        if (low in words("auxiliaries") and low not in {"being", "having", "been", "be"}) or low in words(
            "modals"
        ):
            return subject
        form = verb_forms().get(low)
        if ahead not in names and form and subject and tokens[ahead - 1].text not in "-‐‑–":
            if "past" in form.forms and tokens[ahead - 1].low not in words("determiners"):
                return True
            if form.forms & {"base", "s"} and form.lemma not in words("nouns_too"):
                return True
        if low[0].isalnum() and low not in words("prepositions"):
            subject = True
    return False


@cache
def phrasal_verbs() -> frozenset[str]:
    """Every "verb particle" that the frames name, and those by which an event noun happens."""
    named = [str(verb) for row in table("frames")["verbs"] for verb in row["verbs"]]
    named += [str(verb) for verb in table("frames")["event_verbs"]]
    return frozenset(" ".join(each.split()[:2]) for each in named if len(each.split()) > 1)
