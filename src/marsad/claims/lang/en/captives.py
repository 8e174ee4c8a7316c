"""What is taken: a place, or people and things that are in one. "The capture of a pilot in X" is none of X."""

from __future__ import annotations

from marsad.claims.lang.en.chunks import class_words
from marsad.claims.lang.en.coordination import coordinated_after
from marsad.claims.lang.en.frames import Frame, noun_frames
from marsad.claims.lang.en.roles import Roles
from marsad.model import ClaimType

TAKING = frozenset({"capture", "recapture", "seizure"})  # "the loss of 13 men" is no arrest


def as_taken(roles: Roles, frame: Frame, at: int) -> Frame | None:
    """The row of an event noun, for what "of" behind it names: of people it is an arrest, of things no claim."""
    chunks = roles.chunks
    of = at + 2 < len(chunks) and chunks[at + 1].low == "of" and chunks[at + 2].kind == "np"
    if frame.type is not ClaimType.CAPTURE or chunks[at].low not in TAKING or not of:
        return frame
    taken = coordinated_after(chunks, at + 2)[0]
    if any(roles.is_a(each, "place") for each in taken):
        return frame
    if any(roles.is_a(each, "persons") or roles.is_a(each, "people") for each in taken):
        return noun_frames()["capturing"][0]
    things = class_words("equipment") | class_words("armour") | class_words("loot")
    return None if any(roles.noun(each).head in things for each in taken) else frame
