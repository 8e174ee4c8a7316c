"""Phrases whose head alone does not say what they are: "dozens of strikes", "heavy bombing"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marsad.claims.lang.en.chunks import class_words
from marsad.claims.lang.en.tables import listed, words

GROUPED = frozenset({"pockets", "remnants", "bands", "knots"})  # "pockets of jihadists"
SPELLS = frozenset({"weeks", "months", "years", "days", "week", "month", "year"})  # "months of encirclement"

if TYPE_CHECKING:
    from marsad.claims.lang.en.roles import Roles


def counted(roles: Roles, at: int) -> int:
    """The strikes of "dozens of strikes", the people of "most of the people"; else the phrase itself."""
    chunks = roles.chunks
    if at + 2 >= len(chunks) or chunks[at + 1].low != "of" or chunks[at + 2].kind != "np":
        return at
    part = chunks[at].low in words("vague", "portions", "measures") or chunks[at].low in GROUPED
    part = part or (chunks[at].low in SPELLS and chunks[at + 2].low in class_words("ended"))
    return at + 2 if part or roles.sentence.tags[chunks[at].end - 1].value == "num" else at


def is_bombing_run(roles: Roles, at: int) -> bool:
    """ "Heavy bombing", "the bombing of Douma" where aircraft are told of: from the air, no car bomb."""
    chunk = roles.chunks[at]
    if chunk.low not in {"bombing", "bombings"} or roles.last_two(at) in class_words("blast"):
        return False
    lows = roles.sentence.lows(chunk.start, chunk.end).split()
    of = at + 1 < len(roles.chunks) and roles.chunks[at + 1].low in {"of", "on", "over"}
    return bool(set(lows) & listed("frames", "lasting")) or (roles.phrases.memory.aerial and of)
