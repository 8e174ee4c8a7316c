"""What the words behind a name say that it is: "X, a local chief", "X, the capital of the zone"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from marsad.claims.lang.en.names import HYPHENS
from marsad.claims.lang.en.tables import listed, table, words
from marsad.claims.lang.en.tokens import Token


def listed_as_places(tokens: Sequence[Token], at: int) -> bool:
    """ "The Maqtala and Kani Arab quarters": the noun after the last name of a list says what all are."""
    here = at
    while here < min(len(tokens), at + 9) and (
        tokens[here].capitalised or tokens[here].low in {"and", ",", "al"} or tokens[here].text in HYPHENS
    ):
        here += 1
    return here < len(tokens) and tokens[here].low in place_words() and tokens[here].low.endswith("s")


def called_place(tokens: Sequence[Token], at: int) -> bool:
    """ "X, the capital of the zone, fell": the noun behind the comma says that the name is a place's."""
    if at >= len(tokens) or tokens[at].low not in {"the", "a", "an"}:
        return False
    for here in range(at + 1, min(at + 6, len(tokens))):
        if tokens[here].low in listed("places", "references"):
            return here + 1 < len(tokens) and tokens[here + 1].low in {
                ",",
                "of",
                "in",
                "on",
                "near",
                "where",
                "that",
            }
        if not tokens[here].text[0].isalnum() and tokens[here].text not in HYPHENS:
            return False
    return False


def called_person(tokens: Sequence[Token], at: int) -> bool:
    """ "X, a local chief, told", "X, 34, who sells bread": what follows the comma says that it is a person."""
    if at + 1 < len(tokens) and tokens[at].low.isdigit() and tokens[at + 1].text == ",":
        return len(tokens[at].low) < 3  # the age
    if at >= len(tokens) or tokens[at].low not in {"the", "a", "an", "its", "his", "her", "their"}:
        return False
    people = listed("actors", "titles", "civilians") | listed("attribution", "offices", "witnesses", "persons")
    for here in range(at + 1, min(at + 7, len(tokens))):
        if tokens[here].low in people:
            ahead = tokens[here + 1].low if here + 1 < len(tokens) else ""
            return ahead == "," or ahead in words("prepositions") or ahead in words("relatives")
        if not tokens[here].text[0].isalnum() and tokens[here].text not in HYPHENS and tokens[here].low != "'s":
            return False
        if tokens[here].low in words("prepositions"):
            return False
    return False


@cache
def place_words() -> frozenset[str]:
    """The nouns of kinds of places, and of roads."""
    return frozenset(word for kinds in table("places")["kinds"].values() for word in kinds) | {"road", "highway"}
