"""Word classes for chunking: names, times and closed lists by table, all else as the trained pipeline tags it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from marsad.claims.lang.en.pipeline import Analysis
from marsad.claims.lang.en.tables import VerbForm, table, verb_forms, words
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
NUMBER_WORDS = words("number_words")
FORM_OF_TAG = {"VB": "base", "VBP": "base", "VBZ": "s", "VBD": "past", "VBN": "part", "VBG": "ing"}
LINKING = frozenset({"IN", "RB", "WRB", "RP", "TO"})
PREDICATIVE = frozenset({"root", "conj", "ccomp", "xcomp", "advcl", "acl", "acl:relcl", "parataxis"})


@dataclass(slots=True)
class _SoFar:
    """A sentence half tagged: what stands before the word in hand, and what the pipeline says of all its words."""

    tokens: Sequence[Token]
    analysis: Analysis
    phrasal: frozenset[str]
    tags: list[Tag]
    forms: list[VerbForm | None]


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
    sofar = _SoFar(tokens, analysis, phrasal, [], [])
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
        sofar.tags.append(tag)
        sofar.forms.append(form)
    return sofar.tags, sofar.forms


def _tag(sofar: _SoFar, index: int) -> tuple[Tag, VerbForm | None]:
    token = sofar.tokens[index]
    before = sofar.tags[-1] if sofar.tags else None
    if not token.low[0].isalnum():
        return _mark(sofar.tokens, index, before), None
    if token.low[0].isdigit() or token.low in NUMBER_WORDS:
        return Tag.NUM, None
    closed = _closed(sofar, index)
    if closed is not None:
        return closed, None
    form = _verb_form(sofar, index)
    if form is not None:
        return Tag.VERB, form
    return (Tag.ADV if sofar.analysis.tags[index].startswith("RB") else Tag.NOUN), None


def _verb_form(sofar: _SoFar, index: int) -> VerbForm | None:
    """The form of the verb at ``index``; None where it is none: "the besieged town", "the fighting"."""
    token, analysis = sofar.tokens[index], sofar.analysis
    tag, relation, head = analysis.tags[index], analysis.relations[index], analysis.heads[index]
    known = verb_forms().get(token.low)
    kind = FORM_OF_TAG.get(tag)
    before = sofar.tags[-1] if sofar.tags else None
    ahead = sofar.tokens[index + 1] if index + 1 < len(sofar.tokens) else None
    if before is Tag.HYPHEN or (ahead is not None and ahead.text in "-‐‑–" and ahead.start == token.end):
        return None
    if kind is None:
        predicative = tag == "JJ" and known is not None and "part" in known.forms and relation in PREDICATIVE
        return VerbForm(known.lemma, frozenset({"part"})) if predicative and known else None
    if relation in {"amod", "compound"} and head > index:
        return None
    if tag in {"VBN", "VBD"} and known is not None and {"past", "part"} <= known.forms:
        own = any(
            h == index and r in {"nsubj", "aux:pass", "nsubj:pass"}
            for h, r in zip(analysis.heads, analysis.relations, strict=True)
        )
        sure = own or relation in {"acl", "amod"}
        return VerbForm(known.lemma, frozenset({kind}) if sure else known.forms & {"past", "part"})
    lemma = known.lemma if known is not None and kind in known.forms else analysis.lemmas[index]
    return VerbForm(lemma, frozenset({kind}))


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
    """The class of a word of the closed lists; None of any other."""
    tokens, analysis = sofar.tokens, sofar.analysis
    low, before = tokens[index].low, (sofar.tags[-1] if sofar.tags else None)
    tag, relation = analysis.tags[index], analysis.relations[index]
    ahead = tokens[index + 1].low if index + 1 < len(tokens) else ""
    if before is Tag.HYPHEN:
        return Tag.NOUN if low not in words("prepositions") else None
    if low in words("negations") or (low == "no" and ahead == "longer"):
        return Tag.NEG
    if low in {"both", "each", "all"} and before is Tag.AUX:
        return Tag.ADV
    if low in words("modals") and tag != "NNP":
        return Tag.MODAL
    if low in words("auxiliaries"):
        return Tag.AUX
    if low in words("conjunctions"):
        return Tag.AND
    if low == "to":
        return Tag.PREP if relation == "case" or tag == "IN" else Tag.TO
    if low == "that":
        return _that(tag, relation)
    if low in words("relatives"):
        return Tag.REL
    if low in words("particles") and _is_particle(sofar, index):
        return Tag.PARTICLE
    if low in listed_compass() and _compass_of(tokens, index):
        return Tag.PREP
    if tag in LINKING and (low in words("prepositions") or low in words("subordinators")):
        return _linking(tag, relation)
    return _pronominal(sofar, index, low, before)


def _that(tag: str, relation: str) -> Tag:
    if tag in {"WDT", "WP"}:
        return Tag.REL
    if relation == "mark" or tag == "IN":
        return Tag.SUB
    return Tag.DET if relation == "det" else Tag.PRON


def _linking(tag: str, relation: str) -> Tag:
    if relation == "case":
        return Tag.PREP
    if relation == "mark" or tag == "WRB":
        return Tag.SUB
    return Tag.ADV if relation == "advmod" or tag == "RB" else Tag.PREP


def _pronominal(sofar: _SoFar, index: int, low: str, before: Tag | None) -> Tag | None:
    tag, relation = sofar.analysis.tags[index], sofar.analysis.relations[index]
    if low == "others" and before in {Tag.NUM, Tag.DET}:
        return Tag.NOUN  # "58 others", "several others"
    determines = relation in {"det", "nmod:poss", "det:predet", "amod", "nummod"} and low in words("determiners")
    if low in words("pronouns") and not determines and tag != "NNP":
        return Tag.PRON
    if low in words("determiners") and (determines or tag in {"DT", "PDT", "PRP$", "CD"} or low in {"more", "less"}):
        return Tag.NOUN if low in {"more", "others"} and before is Tag.NUM else Tag.DET
    if low in words("adverbs") and (tag.startswith("RB") or relation == "advmod"):
        return Tag.NOUN if before is Tag.DET and low in {"only", "then", "further", "very"} else Tag.ADV
    return None


def _is_particle(sofar: _SoFar, index: int) -> bool:
    """Whether "out" makes a verb of the frames with what stands before it: "pulled out", "drove the militants out"."""
    low, tags, forms, phrasal = sofar.tokens[index].low, sofar.tags, sofar.forms, sofar.phrasal
    last = forms[-1] if forms else None
    if last is not None and f"{last.lemma} {low}" in phrasal:
        return True
    for back in range(len(tags) - 1, max(-1, len(tags) - 6), -1):
        form = forms[back]
        if form is not None:
            return f"{form.lemma} {low}" in phrasal and sofar.analysis.relations[index] in {"compound:prt", "advmod"}
        if tags[back] not in {Tag.NOUN, Tag.DET, Tag.HYPHEN, Tag.NUM, Tag.PRON}:
            return False
    return False


SET_PHRASES: dict[tuple[str, ...], Tag] = {
    tuple(phrase.split()): tag
    for tag, phrases in (
        (Tag.ADV, table("words")["adverb_phrases"]),
        (Tag.DET, table("words")["quantity_phrases"]),
    )
    for phrase in phrases
}
LONGEST_PHRASE = max(len(phrase) for phrase in SET_PHRASES)
STARTS = frozenset(phrase[0] for phrase in SET_PHRASES)


def fixed_phrases(tokens: Sequence[Token]) -> dict[int, Tag]:
    """The tags of set phrases: "in effect" is an adverb, "at least" before a number belongs to the number."""
    found: dict[int, Tag] = {}
    for at, token in enumerate(tokens):
        if token.low not in STARTS or at in found:
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


def listed_compass() -> frozenset[str]:
    """ "north", "south-east" and their adjectives, in lower case."""
    return frozenset(table("places")["compass"])


def _compass_of(tokens: Sequence[Token], index: int) -> bool:
    """Whether "south" opens "south of" or "south-east of": a preposition of place."""
    if index + 2 < len(tokens) and tokens[index + 1].text in "-‐‑–" and tokens[index + 2].low in listed_compass():
        return index + 3 < len(tokens) and tokens[index + 3].low == "of"
    return index + 1 < len(tokens) and tokens[index + 1].low == "of"


def phrasal_verbs() -> frozenset[str]:
    """Every "verb particle" that the frames name, and those by which an event noun happens."""
    named = [str(verb) for row in table("frames")["verbs"] for verb in row["verbs"]]
    named += [str(verb) for verb in table("frames")["event_verbs"]]
    return frozenset(" ".join(each.split()[:2]) for each in named if len(each.split()) > 1)
