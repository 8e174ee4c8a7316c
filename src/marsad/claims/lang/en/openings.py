"""What a telegraphic line opens with: the place or the road that all of it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from marsad.claims.lang.en.message_units import glue, is_proper, place_end
from marsad.claims.lang.en.names import NameIndex
from marsad.claims.lang.en.shorthand import Word
from marsad.claims.lang.en.tables import table, verb_forms

DASHES = frozenset("-–—")
LOOSE = 4  # words fewer than which may stand between a place and its colon
LONGEST_DASHED = 30  # words of a line that " - " parts from its place
Said = Sequence[Word]


def topic_of(said: Said, index: NameIndex, *, proper: bool = False) -> tuple[tuple[Word, ...], Said]:
    """The place or road that opens a line ("Bazaa:", "Homs - Palmyra road:"), and what is said of it."""
    at = next((at for at, word in enumerate(said[:16]) if word.text == ":"), 0) or _dash(said)
    if not at:
        return (), said
    colon = said[at].text == ":"
    place = _place_phrase(said[:at], index, colon=colon, proper=proper and colon)
    if colon and not place and said[0].text.islower():
        capital = [replace(word, text=word.text.capitalize()) for word in said[:at]]  # "manbij city: ..."
        place = _place_phrase(capital, index, colon=True, proper=False)
    return (place, said[at + 1 :]) if place else ((), said)


def _dash(said: Said) -> int:
    """Where " - " parts the opening of a short line from what it says; 0 for nowhere, or behind a dateline."""
    capitals = all(word.text.isupper() for word in said[:1])  # "BEIRUT - "
    for at in range(1, min(len(said) - 1, 6)) if len(said) < LONGEST_DASHED and not capitals else ():
        if said[at].text in DASHES and said[at - 1].end < said[at].start and said[at].end < said[at + 1].start:
            return at
    return 0


def _place_phrase(said: Said, index: NameIndex, *, colon: bool, proper: bool) -> tuple[Word, ...]:
    if _is_road(said):
        return tuple(said)
    end = place_end(said, 0, index)
    if end and end == len(said):
        return tuple(said)
    if end and colon and said[end].text == "," and not any(verb_forms().get(each.low) for each in said[end:]):
        return tuple(said[:end])  # "Kafranbel, veg market: ..."
    if end and colon and len(said) - end < LOOSE and not any(verb_forms().get(each.low) for each in said[end:]):
        return tuple(said[:end])  # "Mosul E bank: ..."
    return tuple(said) if proper and is_proper(said) and not list(index.find(said)) else ()


def _is_road(said: Said) -> bool:
    return [word.low for word in said if word.lent] == ["the", "between", "and"] and said[0].low == "the"


def with_roads(said: Said, index: NameIndex) -> list[Word]:
    """ "Homs - Palmyra road", "rd Khanasser-Safira": "the road between Homs and Palmyra", wherever it stands."""
    found, at = [], 0
    while at < len(said):
        road, end = _road(said, at, index)
        found += road or [said[at]]
        at = end if road else at + 1
    return found


def _road(said: Said, at: int, index: NameIndex) -> tuple[list[Word], int]:
    roads = table("messages")["roads"]
    first = at + (said[at].low in roads)
    one = place_end(said, first, index)
    if one == first or one + 1 >= len(said) or said[one].text not in DASHES:
        return [], at
    two = place_end(said, one + 1, index)
    before, after = first > at, two < len(said) and said[two].low in roads
    if two == one + 1 or not (before or after):
        return [], at
    noun = said[at] if before else said[two]
    the, between, link = (glue(each, noun) for each in ("the", "between", "and"))
    return [the, noun, between, *said[first:one], link, *said[one + 1 : two]], two if before else two + 1
