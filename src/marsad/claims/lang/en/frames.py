"""Frames as table rows: which verbs say what, and which slot of the clause fills which role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from marsad.claims.drafts import ActorMention, PlaceMention
from marsad.claims.lang.en.chunks import VerbGroup
from marsad.claims.lang.en.heads import counted
from marsad.claims.lang.en.roles import Roles, slot_chunks
from marsad.claims.lang.en.syntax import Slots
from marsad.claims.lang.en.tables import table
from marsad.model import ClaimType


@dataclass(frozen=True, slots=True)
class Frame:
    """One row of ``frames.yaml``. ``name`` is its section, claim type and first word: "verb capture.take"."""

    name: str
    type: ClaimType
    words: tuple[str, ...]
    agent: tuple[str, ...]
    target: tuple[str, ...]
    place: tuple[str, ...]
    needs: tuple[str, ...]
    means: str | None
    flags: frozenset[str]
    quiet: frozenset[str]


@cache
def verb_frames() -> Mapping[str, tuple[Frame, ...]]:
    """The frames of each verb, by "verb" or "verb particle", in the order of the table."""
    return _by_word(_rows("verbs", "verbs"))


@cache
def noun_frames() -> Mapping[str, tuple[Frame, ...]]:
    """The frames of each event noun."""
    return _by_word(_rows("nouns", "words"))


def _rows(section: str, words: str) -> Iterator[Frame]:
    named: dict[str, int] = {}
    for row in table("frames")[section]:
        name = f"{section[:-1]} {row['type']}.{'-'.join(row[words][:1]).replace(' ', '-')}"
        named[name] = named.get(name, 0) + 1
        yield Frame(
            name=name if named[name] == 1 else f"{name}.{named[name]}",
            type=ClaimType(row.get("as", row["type"])),
            words=tuple(row[words]),
            agent=tuple(row.get("agent", ())),
            target=tuple(row.get("target", ())),
            place=tuple(row.get("place", ())),
            needs=tuple(row.get("needs", ())),
            means=row.get("means"),
            flags=frozenset(key for key, value in row.items() if value == "true"),
            quiet=frozenset(row.get("quiet", ())),
        )


def _by_word(frames: Iterator[Frame]) -> Mapping[str, tuple[Frame, ...]]:
    found: dict[str, list[Frame]] = {}
    for frame in frames:
        for word in frame.words:
            found.setdefault(word, []).append(frame)
    return {word: tuple(rows) for word, rows in found.items()}


def frames_of(group: VerbGroup) -> Sequence[Frame]:
    """The frames that a verb group may be: those of "pull out" before those of "pull"."""
    frames = verb_frames()
    with_particle = frames.get(f"{group.low} {group.particle}", ()) if group.particle else ()
    bare = frames.get(group.low, ())
    if group.particle:  # "take out the people" is not "take people"
        bare = tuple(frame for frame in bare if "bare" not in frame.flags)
    return [*with_particle, *bare]


def holds(need: str, frame: Frame, roles: Roles, slots: Slots, found: Mapping[str, Any]) -> bool:
    """Whether one condition of a frame holds: "obj is place or actor", "pp against", "count found"."""
    slot = ""
    for piece in need.split(" or "):
        if piece.endswith(" found"):
            if found.get(piece.removesuffix(" found")):
                return True
        elif piece.startswith("pp "):
            slot = "pp"
            if _has_pp(piece.removeprefix("pp "), roles, slots):
                return True
        elif " is " in piece:
            slot, kind = piece.split(" is ")
            if _slot_is(slot, kind, roles, slots):
                return True
        elif slot == "pp":
            if _has_pp(piece, roles, slots):
                return True
        elif _slot_is(slot, piece, roles, slots):
            return True
    return False


def _has_pp(words: str, roles: Roles, slots: Slots) -> bool:
    if words.startswith("on "):
        return any(
            preposition in {"on", "at", "over"} and roles.is_a(phrases[0], words.removeprefix("on "))
            for preposition, phrases in slots.pps
        )
    if words.startswith("to "):
        return any(p == "to" and roles.chunks[each[0]].low == words.removeprefix("to ") for p, each in slots.pps)
    if words in {"support", "behalf"}:
        return any(p in {"in", "on"} and roles.chunks[each[0]].low == words for p, each in slots.pps)
    if words == "out":
        return any(p.startswith("out") for p, _ in slots.pps)
    return any(preposition == words or preposition.startswith(words + " ") for preposition, _ in slots.pps)


def _slot_is(slot: str, kind: str, roles: Roles, slots: Slots) -> bool:
    phrases = slot_chunks(slots, slot)
    if kind == "fighters" and any(roles.are_civilians(at) for at in phrases):
        return False
    return any(roles.is_a(counted(roles, at), kind) for at in phrases)


def actors_in(names: Sequence[str], roles: Roles, slots: Slots) -> tuple[ActorMention, ...]:
    """Who fills a role: the first of the named slots that names anybody."""
    for name in names:
        phrases = slot_chunks(slots, name.partition(".")[0])
        if name.endswith(".all"):
            found = roles.all_of(phrases)
        elif name == "obj.agent":
            found = _agents_of_object(roles, phrases)
        elif name.endswith(".owner") or name == "owner":
            found = roles.owners(phrases) or roles.actors(phrases)
        elif name in {"in support of", "behalf"}:
            found = _after_support(roles, slots)
        else:
            found = roles.actors(phrases)
        if found:
            return found
    return ()


def _agents_of_object(roles: Roles, phrases: tuple[int, ...]) -> tuple[ActorMention, ...]:
    """Whose attack is repelled: "an attack by the army", "an army attack"."""
    owners = roles.owners(phrases)
    if owners or not phrases:
        return owners
    after = phrases[-1] + 1
    if (
        after + 1 < len(roles.chunks)
        and roles.chunks[after].low in {"by", "of", "from"}
        and roles.chunks[after + 1].kind == "np"
    ):
        return roles.actors((after + 1,))
    return ()


def _after_support(roles: Roles, slots: Slots) -> tuple[ActorMention, ...]:
    for number, (_, phrases) in enumerate(slots.pps[:-1]):
        if roles.chunks[phrases[0]].low in {"support", "behalf"}:
            return roles.actors(slots.pps[number + 1][1])
    return ()


def places_in(names: Sequence[str], roles: Roles, slots: Slots) -> tuple[PlaceMention, ...]:
    """Where it is: the first of the named slots that names a place."""
    for name in names:
        if name.startswith(("obj", "subj")):
            phrases = slot_chunks(slots, name.partition(".")[0])
            found = roles.places(phrases)
        else:
            found = roles.located(slots.pps, (name,))
        if found:
            return found
    return ()
