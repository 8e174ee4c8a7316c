"""Word classes by closed lists, verb forms and the neighbours: enough to find clauses, no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from marsad.claims.lang.en.pipeline import Analysis
from marsad.claims.lang.en.tables import VerbForm, listed, table, verb_forms, words
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


NOMINAL = frozenset({Tag.NOUN, Tag.NUM})
SUBJECT_PRONOUNS = words("subject_pronouns")
COMPLEMENT_VERBS = words("complement_verbs")
HELD = words("held")
NUMBER_WORDS = words("number_words")


@dataclass(slots=True)
class _SoFar:
    """A sentence half tagged: what stands before the word in hand, and what is known of all its words."""

    tokens: Sequence[Token]
    names: frozenset[int]
    phrasal: frozenset[str]
    tags: list[Tag]
    forms: list[VerbForm | None]
    analysis: Analysis
    predicates: frozenset[int]


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
    sofar = _SoFar(tokens, names, phrasal, tags, forms, analysis, _predicates(analysis))
    fixed = fixed_phrases(tokens)
    for index, token in enumerate(tokens):
        form: VerbForm | None = None
        if index in times:
            tag = Tag.TIME
        elif index in fixed and index not in names:
            tag = fixed[index]
        elif index in names:
            tag = Tag.OWNER if token.low == "'s" else Tag.NOUN
        else:
            tag, form = _tag(sofar, index)
        if tag is Tag.VERB and form and "part" in form.forms:
            _lasting(sofar)
        tags.append(tag)
        forms.append(form)
    return tags, forms


def _lasting(sofar: _SoFar) -> None:
    """The "remains" of "remains closed" is an auxiliary of the participle in hand, as "is" would be."""
    at = len(sofar.tags) - 1
    while at >= 0 and sofar.tags[at] in {Tag.ADV, Tag.NEG}:
        at -= 1
    if at >= 0 and sofar.tags[at] is Tag.VERB and sofar.tokens[at].low in words("lasting"):
        sofar.tags[at], sofar.forms[at] = Tag.AUX, None


def _tag(sofar: _SoFar, index: int) -> tuple[Tag, VerbForm | None]:
    tokens, tags, names = sofar.tokens, sofar.tags, sofar.names
    low = tokens[index].low
    before = tags[-1] if tags else None
    if not low[0].isalnum():
        return _mark(tokens, index, before), None
    if low[0].isdigit() or low in NUMBER_WORDS:
        return Tag.NUM, None
    closed = _closed(sofar, index)
    if closed is not None:
        return closed, None
    form = verb_forms().get(low)
    if form is not None and (_is_verb(sofar, index, form) or _is_predicate(sofar, index, form)):
        return Tag.VERB, form
    if form is None and (learnt := _learnt_verb(sofar, index)):
        return Tag.VERB, learnt
    if form is None and _is_participle_of_unknown(tokens, index, tags, names):
        return Tag.VERB, VerbForm(low, frozenset({"past", "part"}))
    if form is None and low.endswith("ly") and len(low) > 4 and low not in words("adverbs_not_ly"):
        return Tag.ADV, None
    return Tag.NOUN, None


def _predicates(analysis: Analysis) -> frozenset[int]:
    """The words to which the tree gives a subject of their own."""
    pairs = zip(analysis.heads, analysis.relations, strict=True)
    return frozenset(head for head, relation in pairs if relation in {"nsubj", "nsubj:pass"})


def _is_predicate(sofar: _SoFar, index: int, form: VerbForm) -> bool:
    """Whether the pipeline takes the word for a finite verb with a subject: "ISIS still controls the town".

    Not so where a noun for a place follows at once: "the Islamic-State held city".
    """
    kind = FORM_OF_TAG.get(sofar.analysis.tags[index], "")
    ahead = sofar.tokens[index + 1].low if index + 1 < len(sofar.tokens) else ""
    holding = form.lemma in HELD and ahead in _place_nouns()
    return not holding and index in sofar.predicates and kind in form.forms & {"s", "past", "base"}


FORM_OF_TAG = {"VB": "base", "VBP": "base", "VBZ": "s", "VBD": "past", "VBN": "part", "VBG": "ing"}


def _learnt_verb(sofar: _SoFar, index: int) -> VerbForm | None:
    """The form of a verb that no table knows, where the pipeline takes it for one: not "the bedraggled town"."""
    analysis = sofar.analysis
    kind = FORM_OF_TAG.get(analysis.tags[index])
    if kind is None or sofar.tokens[index].capitalised or analysis.relations[index] in {"amod", "compound"}:
        return None
    return VerbForm(analysis.lemmas[index], frozenset({kind}))


def _is_participle_of_unknown(tokens: Sequence[Token], index: int, tags: list[Tag], names: frozenset[int]) -> bool:
    """ "groups outlawed in Russia": a word in -ed between a noun and a preposition, in no table."""
    low = tokens[index].low
    if not low.endswith("ed") or len(low) < 6 or index in names or tokens[index].capitalised or not tags:
        return False
    ahead = tokens[index + 1].low if index + 1 < len(tokens) else ""
    return tags[-1] is Tag.NOUN and ahead in words("prepositions") and tokens[index - 1].low.endswith("s")


def _mark(tokens: Sequence[Token], index: int, before: Tag | None) -> Tag:
    token = tokens[index]
    joined = index + 1 < len(tokens) and tokens[index + 1].start == token.end
    tight = index > 0 and tokens[index - 1].end == token.start
    if token.low == "'s":
        return Tag.AUX if before is Tag.PRON else Tag.OWNER
    if token.text in "-‐‑–/" and joined and tight:
        return Tag.HYPHEN
    if token.text == ",":
        return Tag.COMMA
    if token.text in "'’" and tight and not joined and tokens[index - 1].low.endswith("s") and before in NOMINAL:
        return Tag.OWNER
    if token.text == "&":
        return Tag.AND
    return Tag.MARK


def _closed(sofar: _SoFar, index: int) -> Tag | None:
    tokens, tags, forms, names, phrasal = sofar.tokens, sofar.tags, sofar.forms, sofar.names, sofar.phrasal
    low, before = tokens[index].low, (tags[-1] if tags else None)
    ahead = tokens[index + 1].low if index + 1 < len(tokens) else ""
    if before is Tag.HYPHEN:
        return Tag.NOUN if verb_forms().get(low) or low not in words("prepositions") else None
    if low in words("negations"):
        return Tag.NEG
    if low in {"both", "each", "all"} and before is Tag.AUX:
        return Tag.ADV
    if low in words("modals"):
        return Tag.MODAL
    if low == "no" and ahead == "longer":
        return Tag.NEG
    if low in words("auxiliaries"):
        return Tag.AUX
    if low in words("conjunctions"):
        return Tag.AND
    if low == "to":
        return Tag.TO if _base_follows(tokens, index, names) else Tag.PREP
    if low == "that":
        return _that(tokens, index, tags, forms)
    if low in words("relatives"):
        return Tag.REL
    if low in words("particles") and _is_particle(tokens, index, tags, forms, phrasal):
        return Tag.PARTICLE
    if low in listed_compass() and _compass_of(tokens, index):
        return Tag.PREP
    if low in words("prepositions") or low in words("subordinators"):
        return _linking(tokens, index, tags, forms, names)
    if low == "others" and before in {Tag.NUM, Tag.DET}:
        return Tag.NOUN  # "58 others", "several others"
    if low in words("pronouns") and not (low in words("determiners") and _nominal_follows(tokens, index)):
        return Tag.PRON
    if low in words("determiners"):
        return Tag.NOUN if low in {"more", "others"} and before is Tag.NUM else Tag.DET
    if low in words("adverbs"):
        return Tag.NOUN if before is Tag.DET and low in {"only", "then", "further", "very"} else Tag.ADV
    return None


SET_PHRASES: dict[tuple[str, ...], Tag] = {
    tuple(phrase.split()): tag
    for tag, phrases in (
        (Tag.ADV, table("words")["adverb_phrases"]),
        (Tag.DET, table("words")["quantity_phrases"]),
    )
    for phrase in phrases
}
LONGEST_PHRASE = max(len(phrase) for phrase in SET_PHRASES)
PHRASE_STARTS = frozenset(phrase[0] for phrase in SET_PHRASES)


def fixed_phrases(tokens: Sequence[Token]) -> dict[int, Tag]:
    """The tags of set phrases: "in effect" is an adverb, "at least" before a number belongs to the number."""
    found: dict[int, Tag] = {}
    for at, token in enumerate(tokens):
        if token.low not in PHRASE_STARTS or at in found:
            continue
        for length in range(LONGEST_PHRASE, 1, -1):
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
    return index + 1 < len(tokens) and tokens[index + 1].low == "of"


def _base_follows(tokens: Sequence[Token], index: int, names: frozenset[int]) -> bool:
    for ahead in range(index + 1, min(index + 4, len(tokens))):
        low = tokens[ahead].low
        if ahead in names:
            return False
        if low in {"be", "have", "do", "get"}:
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
        return Tag.DET if _nominal_follows(tokens, index) and tags[-1] is not Tag.AND else Tag.SUB
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
            return f"{form.lemma} {low}" in phrasal and not _nominal_follows(tokens, index)
        if tags[back] not in {Tag.NOUN, Tag.DET, Tag.HYPHEN, Tag.NUM, Tag.PRON}:
            return False
    return False


def _linking(
    tokens: Sequence[Token], index: int, tags: list[Tag], forms: list[VerbForm | None], names: frozenset[int]
) -> Tag:
    low = tokens[index].low
    if low not in words("subordinators") or low == "that":
        if low in words("adverbs") and not _nominal_follows(tokens, index):
            return Tag.ADV
        return Tag.PREP
    if low not in words("prepositions") and low != "as":
        return Tag.SUB
    return Tag.SUB if _clause_follows(tokens, index, names) else Tag.PREP


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


def _nominal_follows(tokens: Sequence[Token], index: int) -> bool:
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


def _is_verb(sofar: _SoFar, index: int, form: VerbForm) -> bool:
    tokens, tags, names = sofar.tokens, sofar.tags, sofar.names
    token = tokens[index]
    before = _governing(tags)
    ahead = tokens[index + 1] if index + 1 < len(tokens) else None
    if before is Tag.HYPHEN or (ahead and ahead.text in "-‐‑–" and ahead.start == token.end):
        return False
    if before in {Tag.TO, Tag.MODAL}:
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
    if "ing" in form.forms:
        return _is_participle(tokens, index, form, before, names)
    if before in {Tag.DET, Tag.OWNER} and not _reads_as_pronoun(tokens, index):
        return False
    if token.capitalised and index and "part" not in form.forms:
        return False
    if form.forms & {"past", "part"}:
        return _is_past(sofar, index, form)
    if before in {Tag.AUX}:
        return bool({each.low for each in tokens[max(0, index - 3) : index]} & words("do"))
    if before in {Tag.PREP, Tag.NUM, None}:
        return False
    if form.lemma in words("nouns_too"):
        return _verb_though_noun(tokens, index, form, tags, names)
    return _agrees(tokens, index, form, tags, names)


def _governing(tags: list[Tag]) -> Tag | None:
    for tag in reversed(tags):
        if tag not in {Tag.ADV, Tag.NEG}:
            return tag
    return None


def _there_is(tokens: Sequence[Token], index: int) -> bool:
    """ "there has been fighting": a noun, not a verb."""
    return tokens[index - 1].low in words("be") and "there" in {
        each.low for each in tokens[max(0, index - 4) : index]
    }


def _reads_as_pronoun(tokens: Sequence[Token], index: int) -> bool:
    return index > 0 and tokens[index - 1].low in {"both", "each", "all", "some", "most", "many"}


def _is_participle(
    tokens: Sequence[Token], index: int, form: VerbForm, before: Tag | None, names: frozenset[int]
) -> bool:
    nominal = _nominal_follows(tokens, index)
    if before is Tag.AUX:
        return True
    if before in {Tag.DET, Tag.OWNER, Tag.NUM}:
        return False
    if before is Tag.PREP or before is None or before is Tag.AND:
        return (nominal and tokens[index].low not in listed("frames", "event_nouns_ing")) or (
            nominal and index + 1 in names
        )
    if tokens[index].low in listed("frames", "event_nouns_ing"):
        return (
            nominal
            or (before is Tag.NOUN and _counted_or_harming(tokens, index))
            or before is Tag.COMMA
            or (
                index + 1 < len(tokens)
                and tokens[index + 1].low in {"under", "against", "alongside", "beside", "for"}
                and before is Tag.NOUN
            )
        )
    return True


def _counted_or_harming(tokens: Sequence[Token], index: int) -> bool:
    """ "the town killing at least five", "killing and wounding several": a verb, though no comma says so."""
    following = [token.low for token in tokens[index + 1 : index + 3]]
    if not following or tokens[index].low not in {"killing", "killings"}:
        return False
    return following[0] in words("before_counts") or (
        following[0] in {"and", "or"} and following[-1] in {"wounding", "injuring", "hurting", "maiming"}
    )


def _is_past(sofar: _SoFar, index: int, form: VerbForm) -> bool:
    tokens, tags, names = sofar.tokens, sofar.tags, sofar.names
    before = _governing(tags)
    nominal = _nominal_follows(tokens, index)
    determined = nominal and tokens[index + 1].low in words("determiners")
    if before is Tag.AUX or before is Tag.PRON or before is Tag.REL:
        return True
    holding = form.lemma in HELD and nominal and index > 1 and tags[-1] is Tag.NOUN
    if holding and (tags[-2] is Tag.HYPHEN or (index - 1 in names and tokens[index + 1].low in _place_nouns())):
        return False
    if before in {Tag.PREP, Tag.NUM, None, Tag.AND, Tag.MARK, Tag.SUB}:
        return not nominal or determined or before in {Tag.MARK, Tag.SUB, Tag.AND}
    return True


@cache
def _event_words() -> frozenset[str]:
    return frozenset(str(word) for row in table("frames")["nouns"] for word in row["words"])


def _tells(tokens: Sequence[Token], index: int, form: VerbForm) -> bool:
    """ "activists report," and "a monitor reports that" speak; "the activists' report" does not."""
    if form.lemma not in COMPLEMENT_VERBS or tokens[index - 1].low not in listed("attribution", "speakers"):
        return False
    plural = tokens[index - 1].low.endswith("s")
    agrees = "base" in form.forms if plural else "s" in form.forms
    return agrees and (index + 1 >= len(tokens) or tokens[index + 1].low in {",", ".", "that", ":", ";"})


@cache
def _place_nouns() -> frozenset[str]:
    return listed("places", "references") | listed("places", "parts")


def _agrees(tokens: Sequence[Token], index: int, form: VerbForm, tags: list[Tag], names: frozenset[int]) -> bool:
    last = tokens[index - 1].low if index else ""
    if not tags or tags[-1] not in NOMINAL:
        return True
    plural = last.endswith("s") or last in {"police", "people", "men", "women", "children"} or Tag.AND in tags[-6:]
    return bool("s" in form.forms or plural or index - 1 in names or tags[-1] is Tag.NUM)


def _verb_though_noun(
    tokens: Sequence[Token], index: int, form: VerbForm, tags: list[Tag], names: frozenset[int]
) -> bool:
    """A word such as "attacks" is a verb between a subject that agrees with it and an object, else a noun."""
    at = index - 1
    while at > 0 and tags[at] is Tag.ADV:
        at -= 1
    last = tokens[at].low
    if at < index - 1 and tags[at] in NOMINAL and "s" in form.forms and Tag.REL in tags[-6:]:
        return True  # "the town that the group still holds"
    if _tells(tokens, index, form):
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


@cache
def phrasal_verbs() -> frozenset[str]:
    """Every "verb particle" that the frames name, and those by which an event noun happens."""
    named = [str(verb) for row in table("frames")["verbs"] for verb in row["verbs"]]
    named += [str(verb) for verb in table("frames")["event_verbs"]]
    return frozenset(" ".join(each.split()[:2]) for each in named if len(each.split()) > 1)
