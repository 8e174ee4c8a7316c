"""Who did it by the words around an event: "carried out by X", "blamed on X", "X claimed responsibility for"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marsad.claims.lang.en.chunks import VerbGroup
from marsad.claims.lang.en.coordination import coordinated_after
from marsad.claims.lang.en.syntax import subjects_of
from marsad.claims.lang.en.tables import listed, words

if TYPE_CHECKING:
    from marsad.claims.lang.en.roles import Roles

Phrases = tuple[int, ...]
FIRING = frozenset({"fire", "launch", "lob"})
LINKS = {
    "blame": "on",
    "pin": "on",
    "attribute": "to",
    "ascribe": "to",
    "impute": "to",
    "trace": "to",
    "credit": "to",
}
ANSWERING = frozenset({"reply", "respond", "retaliate", "answer"})
OWNED = frozenset({"belong", "believe", "think", "suspect", "be", "say", "fire", "launch", "fly", "drop"})


def doers_of(roles: Roles, at: int) -> Phrases:
    """The phrases that name who did the event or used the weapon at chunk ``at``; () where none does."""
    return (
        _claiming(roles, at)
        or _firing(roles, at)
        or _blamed(roles, at)
        or _wrought_by(roles, at)
        or _undertaking(roles, at)
        or _answerable(roles, at)
    )


def _answerable(roles: Roles, at: int) -> Phrases:
    """The X of "X was behind the attack", "X was responsible for the strike"."""
    chunks = roles.chunks
    lows = [chunk.low for chunk in chunks[max(0, at - 3) : at]]
    back = 2 if lows[-2:] == ["be", "behind"] else 3 if lows == ["be", "responsible", "for"] else 0
    verb = chunks[at - back] if back else None
    if not isinstance(verb, VerbGroup) or verb.negated:
        return ()
    return subjects_of(chunks, at - back)


def _undertaking(roles: Roles, at: int) -> Phrases:
    """The X of "X declared a blockade of the town": whoever begins, keeps up or announces an event does it."""
    answering = at > 1 and roles.chunks[at - 1].low == "with" and roles.chunks[at - 2].low in ANSWERING
    verb = at - 2 if answering else at - 1  # "replied with air strikes"
    above = roles.chunks[verb] if verb >= 0 else None
    known = listed("actors", "undertaking") | ANSWERING
    if not isinstance(above, VerbGroup) or above.passive or above.low not in known:
        return ()
    return subjects_of(roles.chunks, verb)


def _claiming(roles: Roles, at: int) -> Phrases:
    """The X of "X claimed responsibility for the attack"; nobody of "No group has claimed"."""
    chunks = roles.chunks
    if at > 2 and chunks[at - 1].low == "for" and chunks[at - 2].low == "responsibility":
        verb = at - 3
    elif at and at + 1 < len(chunks) and chunks[at + 1].kind == "prep":
        verb = at - 1  # "X claimed the attack on Y"
    else:
        return ()
    claimed = chunks[verb] if verb >= 0 else None
    if not isinstance(claimed, VerbGroup) or claimed.low != "claim" or claimed.negated or claimed.passive:
        return ()
    claimants = subjects_of(chunks, verb)
    nobody = {roles.sentence.tokens[chunks[each].start].low for each in claimants} & {"no", "nobody"}
    return () if nobody else claimants


def _firing(roles: Roles, at: int) -> Phrases:
    """The X of "X fired shells that landed in Y" and of "planes from X"."""
    chunks = roles.chunks
    if not roles.noun(at).weapon:
        return ()
    above = chunks[at - 1] if at else None
    if isinstance(above, VerbGroup) and above.low in FIRING:
        return subjects_of(chunks, at - 1)
    return _after(roles, at, {"of", "from"}) or _after(roles, _belonging(roles, at), {"to", "from", "of"})


def _belonging(roles: Roles, at: int) -> int:
    """The last verb of "planes belonging to X", "planes thought to belong to X", "rockets fired from"."""
    here, chunks = at, roles.chunks
    while here + 1 < len(chunks) and isinstance(chunks[here + 1], VerbGroup) and chunks[here + 1].low in OWNED:
        here += 1
    return here


def _blamed(roles: Roles, at: int) -> Phrases:
    """The X of "blamed the attack on X"."""
    chunks = roles.chunks
    above = chunks[at - 1] if at else None
    if not isinstance(above, VerbGroup) or above.low != "blame" or above.negated:
        return ()
    last = next((each for each in range(at + 1, min(at + 6, len(chunks) - 1)) if chunks[each].low == "on"), None)
    return (last + 1,) if last is not None and chunks[last + 1].kind == "np" else ()


def _wrought_by(roles: Roles, at: int) -> Phrases:
    """The X of "strikes by X", "the attack in Y was blamed on X", "strikes carried out by X and Z"."""
    chunks = roles.chunks
    named = _after(roles, at, {"by"})
    if named:
        return named
    here = at + 1
    while here + 1 < len(chunks) and chunks[here].kind == "prep" and chunks[here + 1].kind == "np":
        here += 2
    if here + 2 < len(chunks) and chunks[here].kind == "rel" and chunks[here + 1].kind == "np":
        here += 2  # "shells that residents attribute to X"
    verb = chunks[here] if here < len(chunks) else None
    if not isinstance(verb, VerbGroup) or verb.negated or verb.modal:
        return ()
    link = LINKS.get(verb.low, "by")
    if verb.low not in words("wrought") | LINKS.keys() | {"claim"}:
        return ()
    while here + 2 < len(chunks) and chunks[here + 1].kind == "prep" and chunks[here + 1].low != link:
        here += 2  # "attributed by residents to X", "claimed on its website by X"
    return _after(roles, here, {link})


def _after(roles: Roles, at: int, prepositions: set[str]) -> Phrases:
    """The phrases after one of ``prepositions`` that follows chunk ``at`` at once."""
    chunks = roles.chunks
    if at + 2 < len(chunks) and chunks[at + 1].low in prepositions and chunks[at + 2].kind == "np":
        return coordinated_after(chunks, at + 2)[0]
    return ()
