"""Cutting a sentence into noun phrases, verb groups and the words that link them."""

from __future__ import annotations

from collections.abc import Sequence

from marsad.claims.lang.en.chunks import QUOTES, Chunk, Sentence, VerbGroup
from marsad.claims.lang.en.fronted import after_fronted, place_nouns
from marsad.claims.lang.en.names import Name, NameKind
from marsad.claims.lang.en.pipeline import Analysis
from marsad.claims.lang.en.tables import listed, words
from marsad.claims.lang.en.tagging import listed_compass, phrasal_verbs, tagged
from marsad.claims.lang.en.timing import times_of
from marsad.claims.lang.en.tokens import Token
from marsad.claims.lang.en.word_classes import (
    ADV,
    AUX,
    DET,
    MODAL,
    NEG,
    NOMINAL,
    NOUN,
    NUM,
    PARTICLE,
    PREP,
    PRON,
    TIME,
    TO,
    VERB,
    Tag,
)

LINKS = frozenset({"and", "or"})
IN_PHRASE = frozenset({Tag.NOUN, Tag.DET, Tag.NUM, Tag.OWNER, Tag.HYPHEN})
IN_GROUP = frozenset({Tag.AUX, Tag.MODAL, Tag.NEG, Tag.ADV, Tag.TO, Tag.VERB})
HELPING = words("auxiliaries") | words("lasting")
BEING = words("be") | words("lasting")
_KINDS = {
    Tag.PREP: "prep",
    Tag.SUB: "sub",
    Tag.REL: "rel",
    Tag.AND: "and",
    Tag.COMMA: "comma",
    Tag.MARK: "mark",
    Tag.ADV: "adv",
    Tag.PARTICLE: "particle",
    Tag.NEG: "adv",
    Tag.TO: "prep",
}


def sentence_of(
    number: int,
    text: str,
    tokens: tuple[Token, ...],
    names: tuple[Name, ...],
    analysis: Analysis,
) -> Sentence:
    """The skeleton of the sentence ``tokens`` of ``text``, whose tags and tree are ``analysis``."""
    times = times_of(text, tokens)
    in_names = frozenset(at for name in names for at in range(name.start, name.end))
    in_times = frozenset(at for time in times for at in range(time.start, time.end))
    tags, forms = tagged(tokens, in_names - in_times, in_times, phrasal_verbs(), analysis)
    sentence = Sentence(number, tokens, names, times, tags, forms, analysis)
    sentence.chunks = _chunked(sentence)
    return sentence


def _chunked(sentence: Sentence) -> list[Chunk]:
    chunks: list[Chunk] = []
    at, tokens, tags = 0, sentence.tokens, sentence.tags
    while at < len(tokens):
        tag = tags[at]
        if tag is TIME:
            time = next(time for time in sentence.times if time.start <= at < time.end)
            chunks.append(Chunk("time", at, time.end, sentence.lows(at, time.end)))
            at = time.end
        elif tag in IN_GROUP and (group := _group_at(sentence, at, chunks)):
            chunks.append(group)
            at = group.end
        elif tag in IN_PHRASE:
            end = _phrase_end(sentence, at)
            chunks.append(Chunk("np", at, end, _head(sentence, at, end)))
            at = end
        elif tag is PRON:
            chunks.append(Chunk("np", at, at + 1, tokens[at].low))
            at += 1
        elif tag is PREP and tokens[at].low in listed_compass():
            end = next(each for each in range(at, len(tokens)) if tokens[each].low == "of") + 1
            chunks.append(Chunk("prep", at, end, "compass"))
            at = end
        elif tag is Tag.PREP and at + 1 < len(tokens) and tags[at + 1] is Tag.PREP and tokens[at + 1].low in LINKS:
            chunks.append(Chunk("prep", at, at + 3, tokens[at].low))  # "in and around"
            at += 3
        else:
            if tokens[at].text not in QUOTES:
                chunks.append(Chunk(_KINDS.get(tag, "adv"), at, at + 1, tokens[at].low))
            at += 1
    return chunks


def _phrase_end(sentence: Sentence, start: int) -> int:
    tags, tokens, at = sentence.tags, sentence.tokens, start
    while at < len(tokens):
        tag = tags[at]
        if tag in IN_PHRASE:
            opens = at > start and _opens_another(sentence, start, at)
            if opens and tokens[at].low not in {"s", "other", "such"}:
                break
            at += 1
        elif (
            (tokens[at].text in QUOTES and at + 1 < len(tokens) and tags[at + 1] in NOMINAL and at > start)
            or (
                tag is ADV
                and at + 1 < len(tokens)
                and tags[at + 1] in NOMINAL
                and tags[at - 1] in {DET, NUM}
                and at > start
            )
            or (tag is PREP and tokens[at].low == "than" and at > start)
            or (tag is PREP and _quantity(sentence, start, at))
        ):
            at += 1
        elif _bracket(sentence, at) and at > start:
            at += 3
        else:
            break
    return max(at, start + 1)


def _opens_another(sentence: Sentence, start: int, at: int) -> bool:
    """Whether a phrase that has gone on from ``start`` ends before ``at``, which begins another."""
    tag, before = sentence.tags[at], sentence.tags[at - 1]
    if tag is DET and before in NOMINAL:
        return True
    if tag is NUM and before is NOUN and (_distance(sentence, at) or _counted_apart(sentence, at)):
        return True
    return _new_actor(sentence, start, at) or after_fronted(sentence, start, at)


def _quantity(sentence: Sentence, start: int, at: int) -> bool:
    """The "of" of "a number of rocket shells": the phrase goes on to what there is a number of."""
    tokens = sentence.tokens
    if tokens[at].low != "of" or at == start or at + 1 >= len(tokens) or sentence.tags[at + 1] not in NOMINAL:
        return False
    counted = tokens[at - 1].low in words("quantities")
    return counted and tokens[start].low in {"a", "an", "another", tokens[at - 1].low}


def _new_actor(sentence: Sentence, start: int, at: int) -> bool:
    """ "in other parts of the country | Iraqi forces": an actor's adjective after a place noun opens a phrase."""
    if sentence.tokens[at - 1].low not in place_nouns():
        return False
    starts = [
        name for name in sentence.names if name.start == at and name.kind in {NameKind.ACTOR, NameKind.ADJECTIVE}
    ]
    if not starts or start == 0 or sentence.tags[start - 1] is not Tag.PREP:
        return False
    end = starts[0].end
    return starts[0].kind is NameKind.ACTOR or (
        end < len(sentence.tokens) and sentence.tokens[end].low in listed("actors", "force_nouns")
    )


def _distance(sentence: Sentence, at: int) -> bool:
    """ "a height | nine kilometres south-east of"."""
    return at + 1 < len(sentence.tokens) and sentence.tokens[at + 1].low in {
        "kilometres",
        "kilometers",
        "km",
        "miles",
        "mile",
        "kilometre",
        "metres",
    }


def _counted_apart(sentence: Sentence, at: int) -> bool:
    """ "put to death | ten prisoners": a number of what follows it, after a word that is of no such phrase."""
    heads, relations = sentence.analysis.heads, sentence.analysis.relations
    counts = relations[at] == "nummod" and heads[at] > at
    return counts and relations[at - 1] not in {"compound", "amod", "det", "nummod"}


def _bracket(sentence: Sentence, at: int) -> bool:
    """ "(RSF)": a short name in brackets belongs to the name before it."""
    tokens = sentence.tokens
    return (
        at + 2 < len(tokens)
        and tokens[at].text == "("
        and tokens[at + 2].text == ")"
        and tokens[at + 1].text.isupper()
        and len(tokens[at + 1].text) > 1
    )


def _head(sentence: Sentence, start: int, end: int) -> str:
    tags, tokens = sentence.tags, sentence.tokens
    if tokens[start].text == "Operation" and end > start + 1:
        return "operation"  # "Operation Euphrates Shield"
    for at in range(end - 1, start - 1, -1):
        if tokens[at].text == ")" and _bracket(sentence, at - 2):
            return _head(sentence, start, at - 2)
        if tags[at] in NOMINAL:
            return tokens[at].low
    return tokens[end - 1].low


def _group_at(sentence: Sentence, start: int, chunks: Sequence[Chunk]) -> VerbGroup | None:
    """The verb group that opens at ``start``, behind ``chunks``, with one main verb; None for adverbs alone."""
    tags, tokens, at = sentence.tags, sentence.tokens, start
    main: int | None = None
    while at < len(tokens):
        if tokens[at].text in QUOTES and main is None and at > start:
            at += 1
            continue
        if tags[at] not in IN_GROUP or (tags[at] is TO and at > start):
            break
        if tags[at] is VERB:
            main = at
            at += 1
            break
        at += 1
    if main is None:
        aux = [index for index in range(start, at) if tags[index] in {AUX, MODAL}]
        if not aux:
            return None
        return _group(sentence, chunks, (start, _end_of_copula(sentence, aux[-1] + 1, at)), aux[-1], "")
    particle = ""
    if at < len(tokens) and tags[at] is PARTICLE:
        particle = tokens[at].low
        at += 1
    else:
        particle = _later_particle(sentence, at)
    return _group(sentence, chunks, (start, at), main, particle)


def _end_of_copula(sentence: Sentence, start: int, end: int) -> int:
    """ "Is not under siege", "is no longer in its hands": the copula is negated; not "is not only"."""
    denied = [each for each in range(start, end) if sentence.tags[each] is NEG]
    only = bool(denied) and sentence.lows(denied[-1] + 1, denied[-1] + 2) in {"only", "just", "merely", "yet"}
    return denied[-1] + 1 if denied and not only else start


def _later_particle(sentence: Sentence, at: int) -> str:
    """The "out" of "drove the militants out"."""
    for ahead in range(at, min(at + 5, len(sentence.tokens))):
        if sentence.tags[ahead] is PARTICLE:
            return sentence.tokens[ahead].low
        if sentence.tags[ahead] not in IN_PHRASE and sentence.tags[ahead] is not PRON:
            return ""
    return ""


def _group(
    sentence: Sentence, chunks: Sequence[Chunk], span: tuple[int, int], main: int, particle: str
) -> VerbGroup:
    start, end = span
    lows = [token.low for token in sentence.tokens[start:main]]
    before = sentence.tags[start:main]
    auxiliaries = [low for low in lows if low in HELPING]
    form, low = sentence.forms[main], sentence.tokens[main].low
    kinds = form.forms if form else frozenset()
    modal = next((low for low in lows if low in words("modals")), "")
    be = not BEING.isdisjoint(auxiliaries)
    have = not words("have").isdisjoint(auxiliaries)
    infinitive = TO in before
    if not form:
        shape = "ing" if low in {"being", "having"} else ("inf" if infinitive else "finite")
    elif infinitive:
        shape = "inf"
    elif auxiliaries and auxiliaries[0] in {"having", "being"}:
        shape = "ing"
    elif "ing" in kinds:
        shape = "finite" if be or have else "ing"
    elif "part" in kinds and not auxiliaries and not modal:
        shape = "finite" if "past" in kinds else "part"
    else:
        shape = "finite"
    return VerbGroup(
        "vg",
        start,
        end,
        form.lemma if form else _lemma_of_auxiliary(low),
        main=main,
        form=shape,
        passive="part" in kinds and be and "ing" not in kinds,
        modal=modal,
        negated=NEG in sentence.tags[start:end],
        perfect=have,
        present=_present(kinds, auxiliaries, low),
        particle=particle,
        governor=_governor(chunks, infinitive=shape == "inf") if shape in {"inf", "ing"} else None,
    )


def _lemma_of_auxiliary(low: str) -> str:
    """The verb that an auxiliary is where it stands alone: "got the wounded out" is no passive."""
    if low in words("have"):
        return "have"
    return "get" if low in {"get", "gets", "got", "getting"} else "be"


def _present(kinds: frozenset[str], auxiliaries: list[str], main: str) -> bool:
    if auxiliaries:
        return auxiliaries[0] in {
            "is",
            "are",
            "has",
            "have",
            "am",
            "remains",
            "remain",
            "stays",
            "stay",
            "lies",
            "lie",
        }
    return bool(kinds & {"s"}) or main in {"is", "are", "has", "have"} or ("base" in kinds and "past" not in kinds)


def _governor(chunks: Sequence[Chunk], *, infinitive: bool) -> int | None:
    """The verb group that an infinitive or -ing behind ``chunks`` hangs on: "risks" of "risks triggering"."""
    phrases = 0
    at = len(chunks)
    for back in range(at - 1, max(-1, at - 8), -1):
        chunk = chunks[back]
        if chunk.kind == "vg":
            return back if infinitive or phrases == 0 else None
        if chunk.kind in {"comma", "mark", "sub", "rel"}:
            return None
        if chunk.kind == "and" and infinitive:
            return None
        if chunk.kind == "prep" and not infinitive:
            return None
        if chunk.kind == "np":
            phrases += 1
    return None
