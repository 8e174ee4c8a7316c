"""How a clause of saying stands: closing, counting, behind a phrase with "by"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from marsad.claims.lang.en.chunks import QUOTES, Chunk, Sentence, VerbGroup
from marsad.claims.lang.en.entities import ORGANISATIONS
from marsad.claims.lang.en.speakers import (
    is_proper,
    own_name,
    person_name,
)
from marsad.claims.lang.en.syntax import subjects_of
from marsad.claims.lang.en.tables import listed

COUNTING = frozenset({"toll", "count", "tally", "figures", "data", "estimate", "estimates"})


def steps_in(sentence: Sentence, at: int) -> bool:
    """ "... in al-Foua" Mehdi Tahhan said", "... a market local official Leys told": whoever closes it."""
    start = sentence.chunks[at].start
    quoted = start > 0 and sentence.tokens[start - 1].text in QUOTES and at > 1
    body = at > 1 and sentence.chunks[at - 1].kind in {"np", "time"} and _is_named_body(sentence, at)
    return quoted or body or bool(own_name(sentence, at)) or (at > 1 and bool(person_name(sentence, at)))


def _is_named_body(sentence: Sentence, at: int) -> bool:
    chunk = sentence.chunks[at]
    lows = set(sentence.low_words[chunk.start : chunk.end])
    return is_proper(sentence, at) and bool(lows & ORGANISATIONS)


def by_phrase(sentence: Sentence, at: int) -> int | None:
    """The phrase after "by" that follows the verb at ``at``, at once or after a place and a time; else None."""
    chunks = sentence.chunks
    for here in range(at + 1, min(at + 7, len(chunks) - 1)):
        if chunks[here].low == "by" and chunks[here + 1].kind == "np":
            return here + 1
        if chunks[here].kind not in {"prep", "np", "time"}:
            break
    return None


def as_saying(sentence: Sentence, at: int) -> int | None:
    """The source of "quoted a source as saying"; None where nobody is quoted so."""
    end = sentence.chunks[at].end
    told = ("as", "saying") in pairwise(sentence.low_words[end : end + 12])
    return at + 1 if told and sentence.chunks[at + 1].kind == "np" else None


def closing(sentence: Sentence, at: int) -> bool:
    """ ", it charged": what is said stands before."""
    return at > 1 and sentence.chunks[at - 2].kind == "comma" and sentence.chunks[at - 1].kind == "np"


def counts(sentence: Sentence, at: int, group: VerbGroup) -> bool:
    """ "Counted nine dead", "put the toll at 34", "spoke of fourteen"; or accused one of what follows."""
    ahead = [chunk for chunk in sentence.chunks[at + 1 : at + 3] if chunk.kind == "np"][:1]
    if group.low not in listed("attribution", "counting") or not ahead:
        return group.low in listed("attribution", "accusing") and bool(ahead)
    if group.low == "speak":
        return sentence.chunks[at + 1].low == "of"
    number = any(sentence.tags[each].value == "num" for each in range(ahead[0].start, ahead[0].end))
    return number or ahead[0].low in COUNTING | {"number", "names", "dead", "deaths"}


def ends(sentence: Sentence, at: int) -> bool:
    """ "... by shooting the report added": nothing that could be what is said follows."""
    ahead = sentence.chunks[at + 1 :]
    said = ahead and ahead[0].kind == "np" and sentence.chunks[at].low != "tell"
    if sentence.chunks[at].low in listed("attribution", "counting"):
        return False  # "spoke of fourteen"
    plain = {"np", "prep", "time", "comma", "mark"}
    return not said and all(chunk.kind in plain or chunk.low in {"cite", "quote"} for chunk in ahead)


def complement(sentence: Sentence, at: int) -> bool:
    """Whether "that" follows, at once or after a time or a medium: "promised on Sunday that"."""
    chunks, here = sentence.chunks, at + 1
    while here < len(chunks) and (chunks[here].kind in {"time", "adv"} or is_medium(chunks, here)):
        here += 1 + (chunks[here].kind == "prep")
    return here < len(chunks) and chunks[here].kind == "sub" and (here == at + 1 or chunks[here].low == "that")


def is_medium(chunks: Sequence[Chunk], at: int) -> bool:
    """ "On video", "in a statement", "to reporters"."""
    return chunks[at].kind == "prep" and chunks[at].low in {"on", "in", "to"} and chunks[at + 1 : at + 2] != []


def parenthetic_subject(sentence: Sentence, at: int) -> bool:
    """Whether the verb at ``at`` has its subject before a parenthesis: "Reda, its spokesman, told"."""
    chunks = sentence.chunks
    commas = [each for each in range(max(0, at - 14), at - 1) if chunks[each].kind == "comma"]
    if not commas:
        return False
    opening = commas[-1]
    plain = all(not (isinstance(each, VerbGroup) and each.form == "finite") for each in chunks[: at - 1])
    return plain and opening > 0 and chunks[opening - 1].kind == "np" and bool(subjects_of(chunks, at))
