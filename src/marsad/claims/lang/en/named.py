"""What the names in a noun phrase stand for: actors, places, the ends of a road, whose place it is."""

from __future__ import annotations

from collections.abc import Sequence

from marsad.claims.drafts import ActorMention, Mention, Nearness, PlaceMention
from marsad.claims.lang.en.chunks import Chunk, Sentence
from marsad.claims.lang.en.memory import Memory
from marsad.claims.lang.en.name_items import Item, by_chunk, items_of, without_district
from marsad.claims.lang.en.names import HYPHENS, NameKind
from marsad.claims.lang.en.phrase_words import (
    IN_NAME,
    SMALL,
    shading,
)
from marsad.claims.lang.en.tables import listed, words
from marsad.model import PlaceKind
from marsad.records import replace

POSSESSIVE_MARKS = frozenset({"'s", "'", "’"})
INDEFINITE = frozenset({"a", "an", "another"})  # "a village" is no village named before
SAID_BEFORE = frozenset({"the", "its", "their", "these", "those"})
TIES = frozenset({*words("articles"), *HYPHENS})  # "al", "-"
ARTICLES = words("determiners") | {"the"}


class Named:
    """The names in the noun phrases of one sentence, against the memory of its report."""

    def __init__(self, sentence: Sentence, text: str, memory: Memory) -> None:
        """Prepare to read ``sentence`` of ``text``."""
        self.sentence, self.text, self.memory = sentence, text, memory
        self._items = by_chunk(sentence.chunks, items_of(sentence, memory))
        self._mentions: dict[tuple[int, int], Mention] = {}
        self._named_by: dict[tuple[int, int], tuple[ActorMention, ...]] = {}  # whom each item names

    def mention(self, start: int, end: int) -> Mention:
        """The tokens ``[start, end)`` as a span of the report."""
        found = self._mentions.get((start, end))
        if found is None:
            first, last = self.sentence.tokens[start].start, self.sentence.tokens[end - 1].end
            found = self._mentions[start, end] = Mention(first, last, self.text[first:last])
        return found

    def _part_of(self, item: Item, chunk: Chunk, head: str) -> PlaceMention | None:
        """ "Aleppo's eastern districts", "Sirte's old market": the place that they belong to."""
        if (self._actors(item) and NameKind.CAPITAL not in item.kinds) or not self._can_be_place(item):
            return None
        named = self._place(item, chunk, None)
        around = self.countryside(named.candidates) if head == "countryside" else None
        mention = named.mention if named.candidates else self.mention(item.start, chunk.end)
        return replace(named, mention=mention, kind=around, nearness=Nearness.PART)

    def _can_be_place(self, item: Item) -> bool:
        kinds = {NameKind.PLACE, NameKind.COUNTRY, NameKind.CAPITAL}
        return bool(kinds & set(item.kinds)) or item.proper in {"place", "unknown"}

    def _actors(self, item: Item) -> tuple[ActorMention, ...]:
        """Whom an item names, found once."""
        found = self._named_by.get((item.start, item.end))
        if found is None:
            found = self._named_by[item.start, item.end] = self._actors_of(item)
        return found

    def _actors_of(self, item: Item) -> tuple[ActorMention, ...]:
        mention = self.mention(item.start, item.end)
        tokens = self.sentence.tokens
        if item.end + 1 < len(tokens) and tokens[item.end].text == "-" and tokens[item.end + 1].low == "led":
            coalition = self.memory.led_by(mention.text, mention)
            if coalition:
                return coalition
        for kind in (NameKind.ACTOR, NameKind.ADJECTIVE, NameKind.CAPITAL, NameKind.COUNTRY):
            name = item.kinds.get(kind)
            if kind is NameKind.CAPITAL and name is not None and self._dates(item):
                return ()
            if name is not None and self.memory.scope.means(name.label, name.ids):
                return (ActorMention(mention, name.label, name.ids),)
            if name is not None:
                return (ActorMention(mention, mention.text),)  # "Afghan troops" are no militia of another war
        if NameKind.GENERIC in item.kinds and set(item.label.split()) & {"allies", "allied", "ally"}:
            return self.memory.allies(mention, "rebel" in item.label)
        if NameKind.GENERIC in item.kinds:
            said_before = item.start > 0 and tokens[item.start - 1].low in SAID_BEFORE
            ids = item.kinds[NameKind.GENERIC].ids
            return self.memory.generic(item.label.split(), mention, ids, definite=said_before)
        if item.proper == "body" and not listed("actors", "aid_bodies").isdisjoint({item.label.lower()}):
            return (ActorMention(mention, item.label),)
        if item.proper == "actor":
            return (self.memory.own_actor(item.label, mention),)
        return ()

    def _dates(self, item: Item) -> bool:
        """Whether the item is the "YEREVAN" of a dateline: where the report was written, nobody in it."""
        tokens = self.sentence.tokens
        shouted = item.start == self.sentence.number == 0 and tokens[0].text.isupper()
        return shouted and item.end < len(tokens) and not tokens[item.end].text[0].isalnum()

    def _place(self, item: Item, chunk: Chunk, kind: PlaceKind | None) -> PlaceMention:
        end = chunk.end if kind else item.end
        nearness, around = Nearness.AT, kind is PlaceKind.REGION and chunk.low == "countryside"
        before = self.sentence.low_words[chunk.start : item.start]
        if not shading().isdisjoint(before):
            nearness = Nearness.PART
            around = "rural" in before
        name = item.kinds.get(NameKind.PLACE)
        seat = item.kinds.get(NameKind.CAPITAL) or item.kinds.get(NameKind.COUNTRY)
        mention, inside = self.mention(item.start, end), self._owning_place(item, chunk)
        known = self.memory.scope.here(name.ids) if name else ()
        if name and known and not INDEFINITE.isdisjoint(before) and (bare := without_district(name)):
            ids = tuple(each.id for each in self.memory.area.places_named(bare))
            return PlaceMention(mention, bare, ids, None, Nearness.PART)  # "a Homs district" is one of the city
        if name and known:
            kind = self.countryside(known) if around else kind
            return PlaceMention(mention, name.label, known, kind, nearness, inside=inside)
        own = self.mention(item.start, item.end).text if name else seat.label if seat else item.label
        return PlaceMention(mention, mention.text if kind in IN_NAME else own, (), kind, nearness, inside=inside)

    def ends(self, chunk: Chunk) -> tuple[PlaceMention, ...]:
        """The Homs and Hama of "the Homs-Hama road"; () where a hyphen does not part two names."""
        tokens = self.sentence.tokens
        named = [at for at in range(chunk.start, chunk.end) if tokens[at].capitalised or tokens[at].low in TIES]
        named = [at for at in named if tokens[at].low not in ARTICLES - TIES]
        cuts = [
            at
            for at in named[1:-1]
            if tokens[at].text in HYPHENS and tokens[at - 1].capitalised and tokens[at - 1].low not in TIES
        ]
        if len(cuts) != 1 or named != list(range(named[0], named[-1] + 1)):
            return ()
        return tuple(self._end(*each) for each in ((named[0], cuts[0]), (cuts[0] + 1, named[-1] + 1)))

    def owning_place(self, chunk: Chunk) -> PlaceMention | None:
        """The Adigrat of "Adigrat's link": a name before the 's, that nobody bears."""
        items = self._items.get(self._chunk_of(chunk), ())
        for item in items:
            owned = item.end < chunk.end and self.sentence.tokens[item.end].low == "'s"
            if owned and item.start <= chunk.start + 1 and self._can_be_place(item) and not self._actors(item):
                return self._place(item, chunk, None)
        return None

    def _chunk_of(self, chunk: Chunk) -> int:
        return next(at for at, each in enumerate(self.sentence.chunks) if each is chunk)

    def _end(self, start: int, end: int) -> PlaceMention:
        """The name at ``tokens[start:end]`` as one end of a road."""
        mention = self.mention(start, end)
        name = next(
            (n for n in self.sentence.names if n.kind is NameKind.PLACE and (n.start, n.end) == (start, end)), None
        )
        known = self.memory.scope.here(name.ids) if name else ()
        return PlaceMention(mention, name.label if name and known else mention.text, known)

    def countryside(self, known: Sequence[str]) -> PlaceKind:
        """ "Rural Aleppo", "Palmyra countryside": of the province if there is one so called, else of the place."""
        kinds = {self.memory.area.places[each].kind for each in known}
        return PlaceKind.PROVINCE if PlaceKind.PROVINCE in kinds else PlaceKind.REGION

    def _one_of(self, place: PlaceMention, at: int, noun: str) -> PlaceMention:
        """ "An Idlib village", "Aleppo neighbourhoods": one or more of those around or in the place named."""
        chunks, chunk = self.sentence.chunks, self.sentence.chunks[at]
        kinds = {self.memory.area.places[each].kind for each in place.candidates}
        listed_with = at > 0 and chunks[at - 1].kind == "and"
        several = noun.endswith("s") and not listed_with
        one = self.sentence.tokens[chunk.start].low in INDEFINITE
        if place.kind not in SMALL or not (several or one) or not kinds & {PlaceKind.PROVINCE, PlaceKind.CITY}:
            return place
        around = place.kind is not PlaceKind.NEIGHBOURHOOD
        return replace(place, kind=self.countryside(place.candidates) if around else None, nearness=Nearness.PART)

    def place_owning(self, at: int) -> PlaceMention | None:
        """The X of "X's encirclement", where it is a place."""
        chunk, lows = self.sentence.chunks[at], self.sentence.low_words
        for item in self._items.get(at, ()):
            owning = item.end < chunk.end and (lows[item.end] in POSSESSIVE_MARKS or item.end == chunk.end - 1)
            if owning and self._can_be_place(item) and not self._actors(item):
                return self._place(item, chunk, None)
        return None

    def town_around(self, at: int) -> PlaceMention | None:
        """The town of "the Tokyo subway" and "Karachi's streets", the land of "Yemen's coast"."""
        chunk, lows = self.sentence.chunks[at], self.sentence.low_words
        for item in reversed(self._items.get(at, ())):
            owned = item.end < chunk.end and lows[item.end] in POSSESSIVE_MARKS
            towns = {NameKind.PLACE, NameKind.CAPITAL} | ({NameKind.COUNTRY} if owned else set())
            if item.end < chunk.end and towns & set(item.kinds):
                return replace(self._place(item, chunk, None), nearness=Nearness.PART)
        return None

    def _owning_place(self, item: Item, chunk: Chunk) -> tuple[str, ...]:
        """The Aleppo of "Aleppo's Zahraa neighbourhood" and of "Aleppo city's": candidate ids."""
        tokens = self.sentence.tokens
        for each in (named for items in self._items.values() for named in items):
            before = chunk.start <= each.start and each.end < item.start and NameKind.PLACE in each.kinds
            if before and any(token.low == "'s" for token in tokens[each.end : min(each.end + 2, item.start)]):
                return each.kinds[NameKind.PLACE].ids
        return ()
