"""A place that opens a clause without a comma: "In Gao | rebels attacked the camp"."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from marsad.claims.lang.en.names import NameKind
from marsad.claims.lang.en.tables import listed, table
from marsad.claims.lang.en.word_classes import AND, AUX, COMMA, MARK, MODAL, NOMINAL, NOUN, SUB, VERB

SIDES = frozenset({NameKind.ACTOR, NameKind.ADJECTIVE})

if TYPE_CHECKING:
    from marsad.claims.lang.en.chunks import Sentence

FRONTED = frozenset({"in", "at", "near", "outside", "around", "inside", "across"})


def after_fronted(sentence: Sentence, start: int, at: int) -> bool:
    """Whether the phrase that begins at ``start`` is a place that opens a clause, and ``at`` who acts there."""
    tokens, tags = sentence.tokens, sentence.tags
    if start == 0 or tags[at] is not NOUN or tokens[start - 1].low not in FRONTED:
        return False
    sides = {name.start: name.end for name in sentence.names if name.kind in SIDES}
    if (tokens[at].capitalised and at not in sides) or at in sides.values():
        return False
    opens = start == 1 or tags[start - 2] in {AND, COMMA, SUB, MARK}
    named = tokens[at - 1].capitalised or tokens[at - 1].low in place_nouns()
    if not opens or not named or not tokens[start].capitalised or tokens[at].low in place_nouns():
        return False
    end = sides.get(at, at)
    while end < len(tokens) and tags[end] in NOMINAL and not tokens[end].capitalised:
        end += 1
    return end < len(tokens) and tags[end] in {VERB, AUX, MODAL} and tokens[end - 1].low in _doers()


@cache
def place_nouns() -> frozenset[str]:
    """Words for places, parts of places and times, behind which an actor opens a phrase of its own."""
    return listed("places", "references") | listed("places", "parts") | {"country", "war", "day", "time"}


@cache
def _doers() -> frozenset[str]:
    """Heads of phrases that do something: sides, weapons, people, those who speak."""
    weapons = frozenset(str(word) for kind in table("actors")["weapons"].values() for word in kind)
    people = listed("actors", "force_nouns", "civilians", "combatants") | listed("attribution", "speakers")
    return (people | weapons) - place_nouns()
