"""Frames as table rows: which verbs say what, and which slot of the clause fills which role."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from marsad.claims.drafts import ActorMention, CountDraft, PlaceMention
from marsad.claims.lang.en.heads import counted
from marsad.claims.lang.en.noun_modality import is_none
from marsad.claims.lang.en.phrase_kinds import are_civilians, class_names, classes_at
from marsad.claims.lang.en.roles import Roles, slot_chunks
from marsad.claims.lang.en.syntax import Slots
from marsad.claims.lang.en.tables import table
from marsad.model import ClaimType


@dataclass(frozen=True, slots=True)
class Need:
    """One condition of a row: any of ``either``, each a slot and what it must hold, meets it.

    "obj is place or actor" asks ``("obj", "place")`` or ``("obj", "actor")``, "pp against" ``("pp", "against")``,
    "count found" ``("found", "count")``.
    """

    words: str
    either: tuple[tuple[str, str], ...]


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
    asks: tuple[Need, ...]  # ``needs``, taken apart


@cache
def verb_frames() -> Mapping[str, tuple[Frame, ...]]:
    """The frames of each verb, by "verb" or "verb particle", in the order of the table."""
    return _by_word(_rows("verbs", "verbs"))


@cache
def noun_frames() -> Mapping[str, tuple[Frame, ...]]:
    """The frames of each event noun."""
    return _by_word(_rows("nouns", "words"))


@cache
def noun_endings() -> frozenset[str]:
    """The last words of the event nouns, as they end a phrase: "strike" of "air-strike" too."""
    last = [noun.split()[-1] for noun in noun_frames()]
    return frozenset(last) | {word.rpartition("-")[2] for word in last}


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
            asks=tuple(map(_need, row.get("needs", ()))),
        )


@cache
def _need(words: str) -> Need:
    either: list[tuple[str, str]] = []
    for piece in words.split(" or "):
        slot, linked, kind = piece.partition(" is ")
        if piece.endswith(" found"):
            either.append(("found", piece.removesuffix(" found")))
        elif piece.startswith("pp "):
            either.append(("pp", piece.removeprefix("pp ")))
        elif linked:
            either.append((slot, kind))
        else:
            either.append((either[-1][0], piece))  # the "actor" of "obj is place or actor"
    return Need(words, tuple(either))


def _by_word(frames: Iterator[Frame]) -> Mapping[str, tuple[Frame, ...]]:
    found: dict[str, list[Frame]] = {}
    for frame in frames:
        for word in frame.words:
            found.setdefault(word, []).append(frame)
    return {word: tuple(rows) for word, rows in found.items()}


@cache
def frames_of(lemma: str, particle: str) -> Sequence[Frame]:
    """The frames that a verb may be, with its particle or none: those of "pull out" before those of "pull"."""
    frames = verb_frames()
    with_particle = frames.get(f"{lemma} {particle}", ()) if particle else ()
    bare = frames.get(lemma, ())
    if particle:  # "take out the people" is not "take people"
        bare = tuple(frame for frame in bare if "bare" not in frame.flags)
    return (*with_particle, *bare)


class Clause:
    """The slots of one verb, of which each thing that rows need is asked once."""

    def __init__(self, roles: Roles, slots: Slots, count: Callable[[Sequence[int]], CountDraft | None]) -> None:
        """Prepare to ask what ``slots`` hold. ``count`` finds the people whom phrases count."""
        self.roles, self.slots, self.count = roles, slots, count
        self._phrases = {"subj": slots.subjects, "obj": slots.objects}
        for preposition, phrases in slots.pps:
            self._phrases[preposition] = (*self._phrases.get(preposition, ()), *phrases)
        self._holds: dict[tuple[str, str], bool] = {}
        self._counted: dict[str, list[int]] = {}

    def first_of(self, frames: Iterable[Frame]) -> tuple[Frame | None, list[tuple[str, str]]]:
        """The first of ``frames`` whose needs hold, and the name of each before it with what it lacked."""
        lacking: list[tuple[str, str]] = []
        for frame in frames:
            lacked = self._lacked(frame)
            if lacked is None:
                return frame, lacking
            lacking.append((frame.name, lacked.words))
        return None, lacking

    def _lacked(self, frame: Frame) -> Need | None:
        """The first need of ``frame`` that the clause does not meet."""
        holds = self._holds
        for need in frame.asks:
            for asked in need.either:
                held = holds.get(asked)
                if held is None:
                    held = self._meets(asked, frame)
                if held:
                    break
            else:
                return need
        return None

    def _meets(self, asked: tuple[str, str], frame: Frame) -> bool:
        slot, kind = asked
        if slot == "found":  # of each row its own
            return self._found(kind, frame)
        held = self._has(slot, kind)
        self._holds[asked] = held
        return held

    def _found(self, what: str, frame: Frame) -> bool:
        if what == "place":
            return bool(places_in(frame.place, self.roles, self.slots))
        if what == "agent":
            return bool(actors_in(frame.agent, self.roles, self.slots))
        return bool(self.count(self.slots.objects) or self.count(self.slots.subjects))

    def _has(self, slot: str, kind: str) -> bool:
        phrases = self._phrases.get(slot)
        if phrases and kind in class_names():
            return any(kind in classes_at(self.roles, at) for at in self._counted_in(slot, phrases))
        if kind == "nothing":
            return not phrases
        if kind.startswith("not "):
            return not self._has(slot, kind.removeprefix("not "))
        if slot == "pp":
            return _has_pp(kind, self.roles, self.slots)
        return bool(phrases) and self._is(kind, phrases or (), self._counted_in(slot, phrases or ()))

    def _is(self, kind: str, phrases: Sequence[int], counted_things: Sequence[int]) -> bool:
        roles = self.roles
        if kind == "nobody":
            return any(is_none(roles.sentence.words_of(roles.chunks[at])) for at in phrases)
        if kind == "fighters" and any(are_civilians(roles, at) for at in counted_things):
            return False
        return any(roles.is_a(at, kind) for at in counted_things)

    def _counted_in(self, slot: str, phrases: Sequence[int]) -> Sequence[int]:
        """The phrases of a slot, "dozens of strikes" being strikes."""
        found = self._counted.get(slot)
        if found is None:
            found = self._counted[slot] = [counted(self.roles, at) for at in phrases]
        return found


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


def actors_in(names: Sequence[str], roles: Roles, slots: Slots) -> tuple[ActorMention, ...]:
    """Who fills a role: the first of the named slots that names anybody."""
    for name in names:
        phrases = slot_chunks(slots, name.partition(".")[0])
        if name.endswith(".all"):
            found = roles.all_of(phrases)
        elif name == "obj.agent":
            found = _agents_of_object(roles, phrases)
        elif name.endswith(".holder"):
            found = tuple(each for at in phrases for each in roles.noun(at).holders)
        elif name.endswith(".owner") or name == "owner":
            found = roles.owners(phrases) or roles.actors(phrases)
        elif name in {"in support of", "behalf"}:
            found = _after_support(roles, slots)
        else:
            found = roles.actors(phrases) or roles.actors(counted(roles, at) for at in phrases)
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


def _places_within(roles: Roles, phrases: tuple[int, ...]) -> tuple[PlaceMention, ...]:
    """Where the attack is that was repelled: "an assault on X was halted at the bridge"."""
    if not phrases or phrases[-1] + 2 >= len(roles.chunks) or roles.chunks[phrases[-1] + 2].kind != "np":
        return ()
    return roles.located([(roles.chunks[phrases[-1] + 1].low, (phrases[-1] + 2,))], ("loc", "against", "into"))


def places_in(names: Sequence[str], roles: Roles, slots: Slots) -> tuple[PlaceMention, ...]:
    """Where it is: the first of the named slots that names a place."""
    for name in names:
        if name.endswith(".whose"):
            found = roles.places_of(slot_chunks(slots, name.partition(".")[0]))
        elif name.startswith(("obj", "subj")):
            phrases = slot_chunks(slots, name.partition(".")[0])
            found = roles.places(phrases) or (_places_within(roles, phrases) if name == "obj.place" else ())
        else:
            found = roles.located(slots.pps, (name,))
        if found:
            return found
    return ()
