"""Who acts beside whom: "Russian and Syrian warplanes", "together with the militia", "along with X's men"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marsad.claims.drafts import ActorMention
from marsad.claims.lang.en.chunks import VerbGroup
from marsad.claims.lang.en.coordination import coordinated_after
from marsad.claims.lang.en.syntax import Slots

if TYPE_CHECKING:
    from marsad.claims.lang.en.roles import Roles

OPENING = frozenset({"together", "along", "jointly"})
REACH = 3  # chunks behind a verb and its object within which "together with" is still of its subject


def beside(roles: Roles, at: int) -> tuple[ActorMention, ...]:
    """The Russians of "Russian and Syrian warplanes": an adjective tied to the phrase at ``at`` by "and"."""
    chunks = roles.chunks
    found: list[ActorMention] = []
    while at > 1 and chunks[at - 1].kind == "and" and chunks[at - 2].kind == "np":
        at -= 2
        if not _is_lone_name(roles, at):
            break
        found[:0] = roles.noun(at).actors
    return tuple(found)


def _is_lone_name(roles: Roles, at: int) -> bool:
    """Whether the phrase is nothing but the name of a side, or "regime": it owns what comes after "and"."""
    chunk = roles.chunks[at]
    opening = chunk.start + (roles.sentence.tokens[chunk.start].low in {"the", "joint"})
    ends = {name.end for name in roles.sentence.names if name.start == opening}
    return chunk.end in ends and roles.noun(at).place is None


def companions(roles: Roles, at: int, slots: Slots) -> tuple[ActorMention, ...]:
    """The Wagner men of "they went in together with fighters of Wagner", said before or after the verb."""
    chunks = roles.chunks
    if slots.passive or not slots.subjects or slots.subjects[0] > at:
        return ()
    first = max(0, slots.subjects[0] - REACH - 2)
    for here in range(first, min(len(chunks) - 2, slots.end + REACH)):
        if chunks[here].low not in OPENING or chunks[here + 1].low != "with" or chunks[here + 2].kind != "np":
            continue
        verbs = {each for each in range(min(here, at), max(here, at)) if isinstance(chunks[each], VerbGroup)}
        if verbs <= {at}:
            return roles.actors(coordinated_after(chunks, here + 2)[0])
    return ()
