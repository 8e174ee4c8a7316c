"""Who stands on which side of a place: "by A from the south", "with B to the north and west"."""

from __future__ import annotations

from marsad.claims.drafts import ActorMention
from marsad.claims.lang.en.chunks import Chunk, VerbGroup
from marsad.claims.lang.en.coordination import coordinated_after
from marsad.claims.lang.en.roles import Roles
from marsad.claims.lang.en.tables import table, words
from marsad.model import Sector

SIDED = frozenset({"from", "to", "in", "on"})


def sides_of(roles: Roles) -> tuple[tuple[Sector, tuple[ActorMention, ...]], ...]:
    """Who stands on which side: "by A from the south", "with B to the north and west"."""
    found: dict[Sector, tuple[ActorMention, ...]] = {}
    group: tuple[ActorMention, ...] = ()
    here, ahead, counted = 0, "", False
    while here < len(roles.chunks):
        chunk = roles.chunks[here]
        counted = counted or chunk.low in {"sides", "directions"}  # "from three sides: the north, ..."
        if chunk.low == ";":
            group = ()
        elif chunk.kind == "prep":
            ahead = chunk.low
        elif chunk.kind == "np":
            sector = table("places")["compass"].get(_compass_head(roles, chunk))
            closed = (
                here > 0
                and isinstance(roles.chunks[here - 1], VerbGroup)
                and roles.chunks[here - 1].low == "close"
            )
            if sector and (ahead in SIDED or found or closed or counted):
                group = _standing_there(roles, here) or group
                if group:
                    found.setdefault(Sector(sector), group)
            elif ahead != "of":
                listing, _ = coordinated_after(roles.chunks, here)
                named = roles.actors(each for each in listing if not _is_compass(roles, each))
                if named:
                    joined = (
                        here > 1 and roles.chunks[here - 1].kind == "and" and roles.chunks[here - 2].kind == "np"
                    )
                    group = (*group, *named) if joined and group and not _is_compass(roles, here - 2) else named
                    here = max(each for each in listing if not _is_compass(roles, each))
            ahead = ""
        here += 1
    return tuple(found.items())


def _standing_there(roles: Roles, at: int) -> tuple[ActorMention, ...]:
    """The army of "from the north by the army and from the west by the militias"."""
    chunks = roles.chunks
    if at + 2 >= len(chunks) or chunks[at + 1].low != "by" or chunks[at + 2].kind != "np":
        return ()
    return roles.actors(coordinated_after(chunks, at + 2)[0])


def _is_compass(roles: Roles, at: int) -> bool:
    return _compass_head(roles, roles.chunks[at]) in table("places")["compass"]


def _compass_head(roles: Roles, chunk: Chunk) -> str:
    lows = [t.low for t in roles.sentence.tokens[chunk.start : chunk.end] if t.low not in words("determiners")]
    return "".join(lows) if lows and "".join(lows) in table("places")["compass"] else ""
