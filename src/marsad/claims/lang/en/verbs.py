"""Whether a word is a verb in its sentence: by its forms and neighbours, then by the pipeline's tag and tree."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from marsad.claims.lang.en.pipeline import Analysis
from marsad.claims.lang.en.tables import VerbForm, listed, table, verb_forms, words
from marsad.claims.lang.en.tokens import Token
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
    PREP,
    PRON,
    REL,
    SUB,
    TO,
    VERB,
    SoFar,
    Tag,
    nominal_follows,
)

SUBJECT_PRONOUNS = words("subject_pronouns")
COMPLEMENT_VERBS = words("complement_verbs")
HELD = words("held")
OPENING = words("possessives") | {
    "the",
    "a",
    "an",
}  # "responded by shelling the camp": no noun stands before these
LETTING = frozenset({"let", "lets", "letting", "had", "has", "have", "made", "make", "makes"})
FORM_OF_TAG = {"VB": "base", "VBP": "base", "VBZ": "s", "VBD": "past", "VBN": "part", "VBG": "ing"}
FINITE = frozenset({"s", "past", "base"})


def mark_lasting(sofar: SoFar) -> None:
    """The "remains" of "remains closed" is an auxiliary of the participle in hand, as "is" would be."""
    at = len(sofar.tags) - 1
    while at >= 0 and sofar.tags[at] in {Tag.ADV, Tag.NEG}:
        at -= 1
    if at >= 0 and sofar.tags[at] is Tag.VERB and sofar.tokens[at].low in words("lasting"):
        sofar.tags[at], sofar.forms[at] = Tag.AUX, None


def is_predicate(sofar: SoFar, index: int, form: VerbForm) -> bool:
    """Whether the pipeline takes the word for a finite verb with a subject: "ISIS still controls the town".

    Not so where a noun for a place follows at once: "the Islamic-State held city".
    """
    if FORM_OF_TAG.get(sofar.analysis.tags[index], "") not in form.forms & FINITE:
        return False
    ahead = sofar.tokens[index + 1].low if index + 1 < len(sofar.tokens) else ""
    if index and f"{sofar.tokens[index - 1].low} {sofar.tokens[index].low}" in _event_words():
        return False  # "an air raid"
    return not (form.lemma in HELD and ahead in _place_nouns()) and _has_subject(sofar.analysis, index)


def _has_subject(analysis: Analysis, index: int) -> bool:
    """Whether the tree gives the word a subject of its own."""
    pairs = zip(analysis.heads, analysis.relations, strict=True)
    return any(head == index and relation in {"nsubj", "nsubj:pass"} for head, relation in pairs)


def learnt_verb(sofar: SoFar, index: int) -> VerbForm | None:
    """The form of a verb that no table knows, where the pipeline takes it for one: not "the bedraggled town"."""
    analysis = sofar.analysis
    token = sofar.tokens[index]
    kind = FORM_OF_TAG.get(analysis.tags[index])
    if kind is None or token.capitalised:
        return None
    modifies = analysis.relations[index] in {"amod", "compound"}
    named = token.low in _event_words() and {Tag.DET, Tag.NUM, Tag.OWNER, Tag.PREP} & set(sofar.tags[-3:])
    if modifies or named:
        return None
    return VerbForm(analysis.lemmas[index], frozenset({kind}))


def is_participle_of_unknown(tokens: Sequence[Token], index: int, tags: list[Tag], names: frozenset[int]) -> bool:
    """ "groups outlawed in Russia": a word in -ed between a noun and a preposition, in no table."""
    low = tokens[index].low
    if not low.endswith("ed") or len(low) < 6 or index in names or tokens[index].capitalised or not tags:
        return False
    ahead = tokens[index + 1].low if index + 1 < len(tokens) else ""
    return tags[-1] is Tag.NOUN and ahead in words("prepositions") and tokens[index - 1].low.endswith("s")


def is_verb(sofar: SoFar, index: int, form: VerbForm) -> bool:
    """Whether the word at ``index``, which could be the verb ``form``, is one here, by its neighbours."""
    tokens, tags, names = sofar.tokens, sofar.tags, sofar.names
    token = tokens[index]
    before = _governing(tags)
    ahead = tokens[index + 1] if index + 1 < len(tokens) else None
    if before is HYPHEN or (ahead and ahead.text in "-‐‑–" and ahead.start == token.end):
        return False
    if before in {TO, MODAL} or ("base" in form.forms and _is_let(sofar, index)):
        return True
    if (
        "base" in form.forms
        and index
        and tokens[index - 1].low == "than"
        and "rather" in {t.low for t in tokens[max(0, index - 2) : index]}
    ):
        return True
    if "ing" in form.forms and (
        _there_is(tokens, index) or (token.capitalised and tokens[index - 1].capitalised and index)
    ):
        return False
    described = index and sofar.analysis.tags[index - 1] == "JJ" and before is NOUN
    if "ing" in form.forms and described and token.low in listed("frames", "event_nouns_ing"):
        return False  # "heavy fighting south of X"
    if "ing" in form.forms:
        return _is_participle(sofar, index, form, before)
    if before in {DET, OWNER} and not _reads_as_pronoun(tokens, index):
        return False
    if token.capitalised and index and "part" not in form.forms:
        return False
    if form.forms & {"past", "part"}:
        return _is_past(sofar, index, form)
    if before in {AUX}:
        return bool({each.low for each in tokens[max(0, index - 3) : index]} & words("do"))
    if before in {PREP, NUM, None}:
        return False
    if form.lemma in words("nouns_too"):
        return _verb_though_noun(sofar, index, form)
    return _agrees(tokens, index, form, tags, names)


def _is_let(sofar: SoFar, index: int) -> bool:
    """The "use" of "let the group use the airport", the "fall" of "had his men fall back"."""
    analysis = sofar.analysis
    if analysis.tags[index] != "VB" or analysis.relations[index] not in {"xcomp", "ccomp"}:
        return False
    head = analysis.heads[index]
    return 0 <= head < index - 1 and sofar.tokens[head].low in LETTING


def _governing(tags: list[Tag]) -> Tag | None:
    for tag in reversed(tags):
        if tag not in {ADV, NEG}:
            return tag
    return None


def _there_is(tokens: Sequence[Token], index: int) -> bool:
    """ "there has been fighting": a noun, not a verb."""
    before = index - 1 - (tokens[index - 1].low in {"still", "also", "no", "more"})
    return tokens[before].low in words("be") and "there" in {
        each.low for each in tokens[max(0, index - 4) : index]
    }


def _reads_as_pronoun(tokens: Sequence[Token], index: int) -> bool:
    return index > 0 and tokens[index - 1].low in {"both", "each", "all", "some", "most", "many"}


def _is_participle(sofar: SoFar, index: int, form: VerbForm, before: Tag | None) -> bool:
    tokens, names = sofar.tokens, sofar.names
    nominal = nominal_follows(tokens, index)
    if before is AUX:
        return True
    if before in {DET, OWNER, NUM} or (before is VERB and _happens(tokens, index)):
        return False
    if before is PREP and index + 1 < len(tokens) and tokens[index + 1].low in {"the", "a", "an", "its", "their"}:
        return True  # "responded by shelling the camp"
    if tokens[index].low in words("moving") and nominal and before in {PREP, VERB}:
        return False
    if before is PREP and _is_done(sofar, index):
        return True
    if before is PREP or before is None or before is AND:
        return (nominal and tokens[index].low not in listed("frames", "event_nouns_ing")) or (
            nominal and (index + 1 in names or tokens[index + 1].low in OPENING)
        )
    if tokens[index].low in listed("frames", "event_nouns_ing"):
        named = (
            f"{tokens[index - 1].low} {tokens[index].low}" in _event_words()
        )  # "after months of street fighting"
        if named or tokens[index - 1].low in listed("frames", "lasting"):
            return False  # "heavy shelling hit the town"
        return (
            nominal
            or (before is NOUN and _counted_or_harming(tokens, index))
            or before is COMMA
            or (
                index + 1 < len(tokens)
                and tokens[index + 1].low in {"under", "against", "alongside", "beside", "for"}
                and before is NOUN
            )
        )
    return True


def _is_done(sofar: SoFar, index: int) -> bool:
    """ "Accused of firing on X", "by advancing to Y": what somebody does, for all that no object follows."""
    analysis, tokens = sofar.analysis, sofar.tokens
    told = analysis.tags[index] == "VBG" and analysis.relations[index - 1] == "mark"
    ahead = tokens[index + 1].low if index + 1 < len(tokens) else "of"
    onwards = ahead != "of" and ahead in words("prepositions") | words("particles")
    return told and onwards and tokens[index].low not in _event_words()


def _happens(tokens: Sequence[Token], index: int) -> bool:
    """ "Said fighting raged", "reported shelling hit": the noun of what happened, with its verb."""
    ahead = verb_forms().get(tokens[index + 1].low) if index + 1 < len(tokens) else None
    return tokens[index].low in listed("frames", "event_nouns_ing") and ahead is not None and "past" in ahead.forms


def _counted_or_harming(tokens: Sequence[Token], index: int) -> bool:
    """ "the town killing at least five", "killing and wounding several": a verb, though no comma says so."""
    following = [token.low for token in tokens[index + 1 : index + 3]]
    if not following or tokens[index].low not in {"killing", "killings"}:
        return False
    return following[0] in words("before_counts") or (
        following[0] in {"and", "or"} and following[-1] in {"wounding", "injuring", "hurting", "maiming"}
    )


def _is_past(sofar: SoFar, index: int, form: VerbForm) -> bool:
    tokens, tags, names = sofar.tokens, sofar.tags, sofar.names
    before = _governing(tags)
    nominal = nominal_follows(tokens, index)
    if tokens[index].low == "allied" and nominal and before in {AND, COMMA, None}:
        return False  # "the army and allied militias"
    determined = nominal and tokens[index + 1].low in words("determiners")
    if before is AUX or before is PRON or before is REL:
        return True
    bracket = tokens[index - 1].text == ")"  # "the Syrian Arab Army (SAA) controlled village of X"
    holding = form.lemma in HELD and nominal and index > 1 and (tags[-1] is NOUN or bracket)
    if holding and (tags[-2] is HYPHEN or _is_held_place(tokens, index, named=bracket or index - 1 in names)):
        return False
    if before in {PREP, NUM, None, AND, MARK, SUB}:
        return not nominal or determined or before in {MARK, SUB, AND}
    return True


def _is_held_place(tokens: Sequence[Token], index: int, *, named: bool) -> bool:
    """The village of "the army controlled village of X", which has no article; behind a name the villages too."""
    ahead = tokens[index + 1].low
    if named:
        return ahead in _place_nouns()
    return ahead in listed("places", "references") and ahead[-1] != "s"


@cache
def _event_words() -> frozenset[str]:
    return frozenset(str(word) for row in table("frames")["nouns"] for word in row["words"])


def _tells(tokens: Sequence[Token], index: int, form: VerbForm, analysis: Analysis) -> bool:
    """ "activists report," and "a monitor reports that" speak; "the activists' report" does not."""
    if form.lemma not in COMPLEMENT_VERBS or tokens[index - 1].low not in listed("attribution", "speakers"):
        return False
    plural = tokens[index - 1].low.endswith("s")
    agrees = "base" in form.forms if plural else "s" in form.forms
    if plural and agrees and analysis.tags[index] == "VBP":
        return True  # "local sources report forced recruitment"
    return agrees and (index + 1 >= len(tokens) or tokens[index + 1].low in {",", ".", "that", ":", ";"})


@cache
def _place_nouns() -> frozenset[str]:
    return listed("places", "references") | listed("places", "parts")


def _agrees(tokens: Sequence[Token], index: int, form: VerbForm, tags: list[Tag], names: frozenset[int]) -> bool:
    last = tokens[index - 1].low if index else ""
    if not tags or tags[-1] not in NOMINAL:
        return True
    plural = last.endswith("s") or last in words("plurals") or Tag.AND in tags[-6:] or _of_several(tokens, tags)
    return bool("s" in form.forms or plural or index - 1 in names or tags[-1] is Tag.NUM)


def _of_several(tokens: Sequence[Token], tags: list[Tag]) -> bool:
    """ "Activists in the camp accuse", "residents of Goma fear": the head of the phrase is plural."""
    at = len(tags) - 1
    while at > 0 and tags[at] in {*NOMINAL, DET, HYPHEN, PREP}:
        if tags[at] is PREP and tags[at - 1] is NOUN and tokens[at - 1].low.endswith("s"):
            return True
        at -= 1
    return False


def _verb_though_noun(sofar: SoFar, index: int, form: VerbForm) -> bool:
    """A word such as "attacks" is a verb between a subject that agrees with it and an object, else a noun."""
    tokens, tags, names, analysis = sofar.tokens, sofar.tags, sofar.names, sofar.analysis
    at = index - 1
    while at > 0 and tags[at] is Tag.ADV:
        at -= 1
    last = tokens[at].low
    if at < index - 1 and tags[at] in NOMINAL and "s" in form.forms and Tag.REL in tags[-6:]:
        return True  # "the town that the group still holds"
    if _tells(tokens, index, form, analysis):
        return True
    if (
        last in SUBJECT_PRONOUNS
        or tags[-1] is Tag.REL
        or (tags[-1] is Tag.PRON and last not in {"there", "this", "them", "him"})
    ):
        return True
    if (
        len(tags) > 1
        and tags[-2] is Tag.REL
        and tags[-1] is Tag.NOUN
        and _agrees(tokens, index, form, tags, names)
    ):
        return True
    if tags[-1] not in NOMINAL or (
        Tag.VERB in tags[-12:]
        and Tag.REL not in tags[-4:]
        and Tag.SUB not in tags[-6:]
        and Tag.AND not in tags[-5:]
    ):
        return False
    if f"{last} {tokens[index].low}" in _event_words():
        return False
    first = "s" in form.forms and not {Tag.VERB, Tag.AUX} & set(tags) and index + 1 < len(tokens)
    if first and Tag.PREP in tags and tokens[index + 1].low in {"a", "an", "the", "being", "to"}:
        return True  # "the arrival of troops so near the lines risks a clash"
    singular = not last.endswith("s") or index - 1 in names
    plural = last.endswith("s") or last in {"police", "people", "men"} or Tag.AND in tags[-6:]
    agrees = ("s" in form.forms and singular) or ("base" in form.forms and plural)
    ahead = tokens[index + 1] if index + 1 < len(tokens) else None
    if not agrees or ahead is None:
        return False
    if index - 1 in names and Tag.REL in tags[-3:]:
        return True
    ahead_form = verb_forms().get(ahead.low)
    opens = ahead.low in words("determiners") or ahead.low in {"to", "that"} or index + 1 in names
    opens = opens or (ahead_form is not None and "ing" in ahead_form.forms)
    return opens or (ahead.capitalised and ahead.text not in {",", "."})
