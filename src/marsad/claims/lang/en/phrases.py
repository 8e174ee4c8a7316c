"""What a noun phrase stands for: actors, a place, whose it is; names first, then words in context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from marsad.claims.drafts import ActorMention, Mention, PlaceMention
from marsad.claims.lang.en.chunks import Chunk, Sentence, VerbGroup
from marsad.claims.lang.en.homeland import national, nationals, nations
from marsad.claims.lang.en.memory import GROUPS, Memory
from marsad.claims.lang.en.name_items import Item, of_country
from marsad.claims.lang.en.named import ARTICLES, INDEFINITE, POSSESSIVE_MARKS, Named
from marsad.claims.lang.en.names import HYPHENS, NameKind, folded
from marsad.claims.lang.en.own_side import hit_before, own_event, own_side
from marsad.claims.lang.en.phrase_words import (
    HEADS_OF_STATE,
    kind_of,
    own_grounds,
    owning,
    telling,
    weapon_of,
)
from marsad.claims.lang.en.syntax import subjects_of
from marsad.claims.lang.en.tables import listed, table, words
from marsad.model import PlaceKind
from marsad.records import replace

BROAD = frozenset({PlaceKind.PROVINCE, PlaceKind.REGION, PlaceKind.COUNTRY})
VOICES = frozenset({"wing", "arm", "branch", "spokesman", "spokeswoman", "spokesperson", "commander", "command"})
MADE = frozenset({"made", "built", "born", "speaking", "language", "supplied", "style", "era", "designed"})
DRIVING = frozenset({"backed", "supported", "sponsored", "armed", "funded", "trained"})
FAITHFUL = frozenset({"loyal", "allied", "hostile", "opposed"})


@dataclass(slots=True, unsafe_hash=True)
class Noun:
    """A phrase read. ``owners`` qualify its head ("ISIS territory"), ``holders`` hold it, ``backers`` back it."""

    chunk: Final[int]
    head: Final[str]
    actors: Final[tuple[ActorMention, ...]] = ()
    place: Final[PlaceMention | None] = None
    owners: Final[tuple[ActorMention, ...]] = ()
    holders: Final[tuple[ActorMention, ...]] = ()
    backers: Final[tuple[ActorMention, ...]] = ()
    refers: Final[bool] = False  # "the town": a place without a name of its own
    weapon: Final[str] = ""  # the type of attack that the head is a weapon of
    person: Final[str] = ""


class PhraseReader(Named):
    """Reads the noun phrases of one sentence against the memory of its report."""

    def __init__(self, sentence: Sentence, text: str, memory: Memory) -> None:
        """Prepare to read ``sentence`` of ``text``."""
        super().__init__(sentence, text, memory)
        self._read: dict[int, Noun] = {}
        self._reading: set[int] = set()

    def noun(self, at: int) -> Noun:
        """The phrase that is chunk ``at``, read once."""
        found = self._read.get(at)
        if found is None:
            if at in self._reading:  # while "we" and "its troops" look around
                return Noun(at, self.sentence.chunks[at].low)
            self._reading.add(at)
            found = self._read[at] = self._interpret(at, self.sentence.chunks[at])
        return found

    def _interpret(self, at: int, chunk: Chunk) -> Noun:
        if not GROUPS.isdisjoint(self.sentence.words_of(chunk)):
            self.memory.clause = self._clause_start(at)
        meant = own_side(self, at)
        if meant:
            return Noun(at, chunk.low, actors=meant)
        items = [item for item in self._items.get(at, ()) if not self._opposed(item)]
        if chunk.low == "operation" and self.sentence.low_words[chunk.start] == "operation":
            items = []  # "Operation Euphrates Shield" is no side and no place
        while len(items) > 1 and set(items[-1].kinds) == {NameKind.GENERIC} and self._names_actor(items[-2]):
            items.pop()  # "Hezbollah militiamen": the name says who they are
        own = () if items else own_event(self, at)
        if own:
            return Noun(at, chunk.low, owners=own, refers=True)
        if len(items) > 1 and self._only_locates(items[-2], items[-1], chunk):
            return self._located(at, chunk, items)
        if not any(self._names(item) for item in items) and self._of_side(chunk):
            said = self._without_article(chunk)  # "the eastern army" is no side's that has another name
            return Noun(at, chunk.low, actors=(ActorMention(said, said.text),))
        return self._named(at, chunk, items) if items else self._bare(at, chunk)

    @staticmethod
    def _names(item: Item) -> bool:
        return bool(item.proper) or not set(item.kinds) <= {NameKind.GENERIC}

    def _of_side(self, chunk: Chunk) -> bool:
        """Whether a force goes by its part of the country: "the eastern army", "northern rebels"."""
        before = self.sentence.low_words[max(chunk.start, chunk.end - 2)]
        sided = before.endswith("ern") and before in table("places")["compass"]
        return sided and chunk.low in listed("actors", "force_nouns") - {"command", "front", "state", "side"}

    def _only_locates(self, item: Item, after: Item, chunk: Chunk) -> bool:
        """Whether ``after`` is the Syria of "Homs central Syria", which lost its comma."""
        if after.end != chunk.end or NameKind.PLACE not in item.kinds or NameKind.PLACE not in after.kinds:
            return False
        between = self.sentence.low_words[item.end : after.start]
        places = self.memory.area.places
        if not all(low in listed("places", "compass") or low == "central" for low in between):
            return False
        finer, broad = ([places[each] for each in one.kinds[NameKind.PLACE].ids] for one in (item, after))
        if all(each.kind in BROAD for each in finer):
            return False
        provinces = {each.admin1 for each in broad if each.kind is PlaceKind.PROVINCE}
        return all(each.kind in BROAD for each in broad) or any(each.admin1 in provinces for each in finer)

    def _located(self, at: int, chunk: Chunk, items: list[Item]) -> Noun:
        """The Homs of "Homs central Syria"."""
        item = items[-2]
        short = replace(chunk, end=item.end, low=self.sentence.low_words[item.end - 1])
        noun = self._named(at, short, items[:-1])
        if noun.place is None:
            return self._named(at, chunk, items)
        return replace(noun, place=replace(noun.place, inside=items[-1].kinds[NameKind.PLACE].ids))

    def _opposed(self, item: Item) -> bool:
        """Whether the item is the "ISIL" of "an anti-ISIL operation", the "Russian" of "Russian-made drones"."""
        lows, start, end = self.sentence.low_words, item.start, item.end
        if end + 1 < len(lows) and lows[end] in HYPHENS and lows[end + 1] in MADE:
            return True
        return start > 1 and lows[start - 1] in HYPHENS and lows[start - 2] in {"anti", "pro"}

    def _clause_start(self, at: int) -> int:
        chunks = self.sentence.chunks
        opener = next((back for back in range(at - 1, -1, -1) if chunks[back].kind in {"rel", "sub", "mark"}), 0)
        return self.sentence.tokens[chunks[opener].start].start

    @staticmethod
    def _names_actor(item: Item) -> bool:
        return bool({NameKind.ACTOR, NameKind.ADJECTIVE} & set(item.kinds)) or item.proper == "actor"

    # -- without a name -----------------------------------------------------------------------------------------

    def _bare(self, at: int, chunk: Chunk) -> Noun:
        head, lows = chunk.low, self.sentence.words_of(chunk)
        if telling().isdisjoint(lows) and head not in telling():
            return Noun(at, head, refers=True)
        mention = self.mention(chunk.start, chunk.end)
        if head in words("pronouns") and len(lows) == 1:
            found = self._speaker_itself(at, head) or hit_before(self, at)
            found = found or self.memory.pronoun(head, mention, self.sentence.number)
            return Noun(at, head, actors=found)
        if head in listed("actors", "allied_words") and not {"its", "their", "his", "allied"}.isdisjoint(lows):
            return Noun(at, head, actors=self.memory.allies(mention, "rebel" in lows))
        if head in HEADS_OF_STATE and {"defence", "defense", "interior", "foreign"}.isdisjoint(lows):
            return Noun(at, head, actors=self.memory.generic(["government"], mention))
        if head in listed("actors", "force_nouns") and head not in {"security"}:
            described = [low for low in lows if low in listed("actors", "describing")]
            if "anti" in lows and {"regime", "government"} & set(described):
                described = ["rebel"]  # "anti-regime groups"
            return Noun(at, head, actors=self.memory.generic([*described, head], mention))
        if head in listed("actors", "civilians"):
            return Noun(at, head)
        weapon = weapon_of(lows)
        if lows[0] == "the" and head in nationals() and not self.memory.at_home(nationals()[head]):
            return Noun(at, head, actors=(self.memory.of_nation(nationals()[head], mention),))
        if weapon and lows[0] in {"its", "their"}:
            whose = self.memory.pronoun("it", self.mention(chunk.start, chunk.start + 1), self.sentence.number)
            return Noun(at, head, owners=whose, weapon=weapon)
        owners = self._describing_owner(chunk, lows)
        if lows[0] in {"its", "their"} and head in words("bastions"):
            owners = self.memory.pronoun("they", self.mention(chunk.start, chunk.start + 1), self.sentence.number)
        return Noun(
            at,
            head,
            place=self._reference(chunk, head),
            owners=owners,
            refers=True,
            weapon=weapon,
            holders=owners if head in listed("places", "strongholds") else (),
        )

    def _speaker_itself(self, at: int, head: str) -> tuple[ActorMention, ...]:
        """The army of "the army said it had retaken the town": who speaks, speaks of itself."""
        chunks = self.sentence.chunks
        if at < 2 or head not in {"it", "they"}:
            return ()
        back = at - 1 if chunks[at - 1].kind != "sub" else at - 2
        back -= back > 0 and chunks[back].kind == "time"  # "said on Monday that it"
        verb = chunks[back]
        if not isinstance(verb, VerbGroup) or verb.low not in words("speaking"):
            return ()
        mention = self.mention(chunks[at].start, chunks[at].end)
        saying = [self.noun(each) for each in subjects_of(chunks, back) if each < at]
        own = (each for noun in saying for each in (noun.actors or (noun.owners if noun.head in VOICES else ())))
        return tuple(replace(each, mention=mention, by_reference=True) for each in own)

    def _describing_owner(self, chunk: Chunk, lows: Sequence[str]) -> tuple[ActorMention, ...]:
        for offset, low in enumerate(lows[:-1]):
            if low == "state" and lows[-1] in listed("places", "references"):
                continue  # "a state capital" is nobody's
            if low in owning():
                span = self.mention(chunk.start + offset, chunk.start + offset + 1)
                found = self.memory.generic([low], span)
                return tuple(each for each in found if each.candidates or low not in words("unnamed_sides"))
        return ()

    def _reference(self, chunk: Chunk, head: str) -> PlaceMention | None:
        tokens, start = self.sentence.tokens, chunk.start
        apposed = start > 0 and tokens[start - 1].text in {",", "-", "–", "—", "("}
        several = self.sentence.tags[start].value == "num" or tokens[start].low in {"several", "some", "many"}
        new = (tokens[start].low in INDEFINITE or several) and not apposed
        if head == "capital":
            return self._capital(chunk)
        if head in listed("places", "references") and not new:
            return self.memory.focus.place_called(head, self.mention(chunk.start, chunk.end))
        return None

    def _capital(self, chunk: Chunk) -> PlaceMention | None:
        """ "The capital", "the Ethiopian capital": not a de facto one, nor that of "a region near the capital"."""
        low, *others = self.sentence.words_of(chunk)
        if chunk.start and self.sentence.low_words[chunk.start - 1] == "near":
            return None
        said = " ".join(others).removesuffix("city").removesuffix(" ").removesuffix("capital").strip()
        if low != "the" or (said and said not in nations()):
            return None
        return self.memory.focus.capital(self.mention(chunk.start, chunk.end), nations()[said] if said else "")

    # -- with names ---------------------------------------------------------------------------------------------

    def _named(self, at: int, chunk: Chunk, items: list[Item]) -> Noun:
        tokens = self.sentence.tokens
        last = items[-1]
        tail = [
            token.low
            for token in tokens[last.end : chunk.end]
            if token.text not in "()\"'“”‘’" and token.low != "'s"
        ]
        owned = last.end < chunk.end and self.sentence.tokens[last.end].low in {"'s", "'", "’"}
        if tail and tail[-1].isupper():
            tail = tail[:-1]
        while len(tail) > 1 and (tail[0] == "central" or tail[0] in listed("places", "compass")):
            tail = tail[1:]  # "Homs central province"
        if len(tail) > 1 and tail[-1] in FAITHFUL:
            tail = tail[:-1]  # "Tigrayan factions loyal to their own bosses"
        held = next((low for low in tail if low in listed("places", "held")), "")
        driving = [item for item in items if self._drives(item)]
        backers = tuple(each for item in driving for each in self._actors(item))
        plain = [item for item in items if item not in driving] if driving else items
        if not tail:
            return self._name_last(at, chunk, items, backers)
        kind = kind_of(tail)
        if kind and self._can_be_place(last) and not owned and not held:
            named = self._one_of(self._place(last, chunk, kind), at, tail[-1])
            return Noun(
                at, chunk.low, place=named, holders=self._holders(items[:-1]), owners=self._owners(items[:-1])
            )
        head = tail[-1]
        if backers and not plain:
            whole = self.memory.backed(backers[0], self.mention(items[0].start, chunk.end))
            if whole:
                return Noun(at, head, actors=whole, backers=backers)
        moving = head in words("own_vehicles") and bool(self._actors(last)) and not owned  # "RSF vehicles"
        if moving or (head in listed("actors", "force_nouns") and not (kind and not self._actors(last))):
            return Noun(at, head, actors=self._force(chunk, plain, tail), backers=backers)
        owners = tuple(each for item in plain for each in self._actors(item))
        if weapon_of(tail):
            return Noun(at, head, actors=(), owners=owners, weapon=weapon_of(tail), backers=backers)
        if head in listed("actors", "titles") or last.proper == "person":
            lows = self.sentence.lows(chunk.start, chunk.end).split()
            officer = lows[0] in {"its", "their"} and bool(set(lows) & listed("attribution", "offices"))
            mention = self.mention(chunk.start, chunk.end)
            actors = self.memory.pronoun("it", mention, self.sentence.number) if officer else ()
            return Noun(at, head, actors=actors, owners=owners, person=self._without_article(chunk).text)
        if head in listed("actors", "civilians"):
            return Noun(at, head, owners=owners)
        once = "former" in self.sentence.lows(chunk.start, chunk.end).split()
        is_held = bool(held) or (
            not once and head in listed("places", "strongholds") and not of_country(head, plain)
        )
        whose = self.sentence.tokens[chunk.start].low in {"its", "their"}
        if head in listed("places", "strongholds") and not is_held and whose and plain:
            is_held, owners = (
                True,
                self.memory.pronoun("they", self.mention(chunk.start, chunk.start + 1), self.sentence.number),
            )  # "its Syrian stronghold"
        place = self._reference(chunk, head) if head in listed("places", "references") else None
        if place is None and self._can_be_place(last) and not owned and not is_held:
            place = self._place(last, chunk, None) if not self._actors(last) else None
        if owned and (place is None or not place.candidates) and head in own_grounds():
            place = self._part_of(last, chunk, head) or place
        return Noun(
            at, head, place=place, owners=owners, holders=owners if is_held else (), refers=True, backers=backers
        )

    def _without_article(self, chunk: Chunk) -> Mention:
        start, lows = chunk.start, self.sentence.low_words
        while start < chunk.end - 1 and lows[start] in ARTICLES:
            start += 1
        return self.mention(start, chunk.end)

    def _name_last(self, at: int, chunk: Chunk, items: list[Item], backers: tuple[ActorMention, ...]) -> Noun:
        last = items[-1]
        if last.proper == "person":
            return Noun(at, chunk.low, owners=self._owners(items[:-1]), person=last.label)
        place = self._place(last, chunk, None) if self._can_be_place(last) else None
        actors = self._actors(last) if not self._drives(last) else ()
        if backers and set(last.kinds) == {NameKind.GENERIC}:
            actors = self.memory.backed(backers[0], self.mention(items[0].start, chunk.end)) or actors
        if set(last.kinds) == {NameKind.GENERIC} and len(items) > 1 and self._led(items[-2], last):
            whole = self.mention(items[-2].start, chunk.end)  # "Haftar's army"
            return Noun(at, chunk.low, actors=(ActorMention(whole, whole.text),))
        weapon = weapon_of(last.label.split()) if NameKind.ACTOR in last.kinds else ""
        if weapon:
            return Noun(at, chunk.low, actors=actors, owners=actors, weapon=weapon)
        if len(items) > 1 and place is None and len(actors) == 1 and self._joined(items[-2], last):
            actors = (*self._actors(items[-2]), *actors)
        return Noun(
            at,
            chunk.low,
            actors=actors,
            place=place,
            owners=self._owners(items[:-1]),
            holders=self._holders(items[:-1]),
            backers=backers,
        )

    def _led(self, leader: Item, force: Item) -> bool:
        """Whether the first is whose force the second is: "Haftar's army"."""
        owning = self.sentence.low_words[leader.end] in POSSESSIVE_MARKS and force.start == leader.end + 1
        return owning and leader.proper in {"unknown", "person"} and not leader.kinds

    def _joined(self, one: Item, other: Item) -> bool:
        between = self.sentence.tokens[one.end : other.start]
        return len(between) == 1 and between[0].text in "-–/"

    def _force(self, chunk: Chunk, items: list[Item], tail: list[str]) -> tuple[ActorMention, ...]:
        """ "Turkish troops", "Islamic State suicide bombers", "Assad's forces", "Turkish-FSA forces"."""
        naming = [item for item in items if self._actors(item)]
        if not naming:
            if items and items[-1].proper and self.sentence.low_words[items[-1].end] in POSSESSIVE_MARKS:
                whole = self.mention(items[-1].start, chunk.end)  # "Haftar's army"
                return (ActorMention(whole, whole.text),)
            described = [low for low in tail if low in listed("actors", "describing")]
            return self.memory.generic([*described, tail[-1]], self.mention(chunk.start, chunk.end))
        mention = self.mention(naming[0].start, chunk.end)
        found = [naming[-1]]
        if len(naming) > 1 and self._joined(naming[-2], naming[-1]):
            found = naming[-2:]
        told = {NameKind.ADJECTIVE, NameKind.COUNTRY, NameKind.CAPITAL}
        listed_group = any(folded(item.label) in listed("actors", "armed_groups") for item in found)
        told_apart = not listed_group and all(told & set(item.kinds) or item.proper for item in found)
        label = national(mention.text) if told_apart else None
        return tuple(
            ActorMention(mention, label if label and not each.candidates else each.name, each.candidates)
            for item in found
            for each in self._actors(item)
        )

    def _drives(self, item: Item) -> bool:
        """Whether the item is the "Turkish" of "Turkish-backed"."""
        after = self.sentence.low_words[item.end : item.end + 2]
        return len(after) == 2 and after[1] in DRIVING and after[0] in HYPHENS

    def _holders(self, items: Sequence[Item]) -> tuple[ActorMention, ...]:
        lows = self.sentence.low_words
        for item in items:
            ahead = lows[item.end : item.end + 2]
            if any(low in listed("places", "held") or low in {"stronghold", "bastion"} for low in ahead):
                return self._actors(item)
        return ()

    def _owners(self, items: Sequence[Item]) -> tuple[ActorMention, ...]:
        return tuple(each for item in items if not self._drives(item) for each in self._actors(item))
