"""Where: the places and roads in the phrases of one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from marsad.claims.drafts import Nearness, PlaceMention
from marsad.claims.lang.en.chunks import Sentence, VerbGroup
from marsad.claims.lang.en.coordination import coordinated_after
from marsad.claims.lang.en.homeland import nations
from marsad.claims.lang.en.lines import between, between_states, ends_of, is_so_far, on_line
from marsad.claims.lang.en.phrase_kinds import is_road
from marsad.claims.lang.en.phrase_words import kind_called
from marsad.claims.lang.en.phrases import BROAD, Noun, PhraseReader
from marsad.claims.lang.en.place_asides import around_street, holding, locates, name_of_capital
from marsad.claims.lang.en.place_lists import NEW, beside_it, named_behind, parallel_to
from marsad.claims.lang.en.tables import listed, table, words
from marsad.model import PlaceKind, Sector
from marsad.records import replace

LOCATING = words("locating")
NEAR = words("near")
AROUND = frozenset({"around", "round", "surrounding"})  # in it as well, for all that is said
SHORT_OF = frozenset({"towards", "toward", "between"})  # what is there is not in the place
OF_PERSONS = words("of_persons")
OF_PLACE = frozenset({"of", "on", "around", "round", "about"})
LISTED_BEFORE = frozenset(
    {"villages", "towns", "cities", "districts", "areas", "neighbourhoods", "neighborhoods", "suburbs"}
)
QUARTERS = frozenset({PlaceKind.NEIGHBOURHOOD, PlaceKind.DISTRICT})
SETTLED = frozenset({PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE, PlaceKind.NEIGHBOURHOOD})
SITED = frozenset({"base", "camp", "barracks", "garrison", "airbase", "airport", "port", "bridge", "crossing"})


class Wheres:
    """Finds the places that the phrases of one sentence name, lie in and lie on."""

    def __init__(self, sentence: Sentence, phrases: PhraseReader) -> None:
        """Prepare to find places in ``sentence``."""
        self.sentence, self.phrases = sentence, phrases
        self.chunks = sentence.chunks
        self._places: dict[int, tuple[PlaceMention, ...]] = {}  # by phrase, once found
        self._last_two: dict[int, str] = {}

    def noun(self, at: int) -> Noun:
        """The phrase at chunk ``at``."""
        return self.phrases.noun(at)

    def last_two(self, at: int) -> str:
        """The last two words of the phrase at ``at``, in lower case."""
        found = self._last_two.get(at)
        if found is None:
            lows = [low for low in self.sentence.words_of(self.chunks[at]) if low[0].isalnum()]
            found = self._last_two[at] = " ".join(lows[-2:])
        return found

    def places(self, chunks: Iterable[int]) -> tuple[PlaceMention, ...]:
        """The places that the phrases name, each once."""
        found: dict[tuple[str, tuple[str, ...]], PlaceMention] = {}
        for named in chunks:
            for at in (named, *parallel_to(self, named)):
                for place in self._places_at(at):
                    found.setdefault((place.name, place.candidates[:1]), place)
        return tuple(found.values())

    def _places_at(self, at: int) -> tuple[PlaceMention, ...]:
        chunk = self.chunks[at]
        if chunk.low == "it" and (
            self._is_undergone(at) or (at > 0 and self.chunks[at - 1].kind in {"vg", "prep"})
        ):
            start = self.sentence.tokens[chunk.start].start
            last = self._own_site(at) or self.phrases.memory.focus.last_place(start)
            return (replace(last, mention=self.phrases.mention(chunk.start, chunk.end)),) if last else ()
        found = self._places.get(at)
        if found is None:
            found = self._places[at] = self._places_named(at)
        return found

    def _is_undergone(self, at: int) -> bool:
        """ "It had been lost", "it has fallen": what is done to it, as to an object."""
        verb = self.chunks[at + 1] if at + 1 < len(self.chunks) else None
        return isinstance(verb, VerbGroup) and (verb.passive or verb.low in {"fall", "capitulate"})

    def _own_site(self, at: int) -> PlaceMention | None:
        """The airport of "the airport closed after shells fell inside it"."""
        inside = self.chunks[at - 1].low in {"inside", "into", "on", "at"}
        for back in range(at - 2, -1, -1) if inside else ():
            noun = self.noun(back) if self.chunks[back].kind == "np" else None
            if noun is not None and noun.refers and noun.head in words("sites"):
                return next(iter(self._places_at(back)), None)
        return None

    def _places_named(self, at: int) -> tuple[PlaceMention, ...]:
        noun, chunk = self.noun(at), self.chunks[at]
        if (around := around_street(self, at)) is not None:
            return self._places_at(around)
        if (
            chunk.low == "country"
            and self.sentence.tokens[chunk.start].low in {"the", "this"}
            and noun.place is None
        ):
            country = self.phrases.memory.country(self.sentence.number)
            return (replace(country, mention=self.phrases.mention(chunk.start, chunk.end)),) if country else ()
        new = self.sentence.low_words[chunk.start] in NEW or chunk.low.endswith("s")
        if new and (named_so := named_behind(self, at)):
            return named_so  # "another district of Helmand, Nawzad, fell"
        within = self._within(at)
        if within:
            kind = kind_called(noun.head.removesuffix("s")) or kind_called(noun.head)
            kind = (
                None if noun.head in {"area", "areas"} else kind
            )  # "the area of eastern Syria" is no kind of place
            holding = noun.place.candidates if noun.place and not noun.place.by_reference else ()
            part = noun.head in listed("places", "parts") and noun.head not in listed("places", "references")
            nearness = _nearness(noun.head) or (Nearness.PART if part else None)
            return tuple(
                replace(
                    place,
                    kind=place.kind or self._kind_within(noun.head, place, None if part else kind),
                    nearness=nearness or place.nearness,
                    inside=place.inside or holding,
                )
                for place in within
            )
        if (called := name_of_capital(self, at)) is not None:
            return self._places_at(called)
        if noun.place is None and noun.refers and noun.head in words("sites"):
            return self._site(at)
        if noun.place is None:
            venue = noun.head in listed("places", "venues") and not noun.actors
            if venue and (town := self.phrases.town_around(at)) is not None:
                return (town,)
            bare = self._part_of_town(at)
            return bare or (self._apposed_names(at) if noun.head in LISTED_BEFORE else named_behind(self, at))
        plural = self._plural_kind_after(at)
        named = replace(noun.place, kind=plural) if plural and noun.place.kind is None else noun.place
        if chunk.low in listed("places", "references") and noun.place.by_reference:
            apposed = self._apposed_name(at)
            return (apposed or named,)
        if len(named.candidates) > 1 or kind_called(chunk.low) in QUARTERS:
            named = replace(named, inside=named.inside or self._container(at))
        return (named,)

    def _part_of_town(self, at: int) -> tuple[PlaceMention, ...]:
        """ "The outskirts", "its southern suburbs", "the centre": of the town that is being spoken of."""
        chunk, following = self.chunks[at], self.chunks[at + 1 : at + 2]
        definite = self.sentence.low_words[chunk.start] in {"the", "its"}
        if not (definite and chunk.low in listed("places", "town_parts")) or (
            following and following[0].low in {"of", "for"}
        ):
            return ()
        town = self.phrases.memory.focus.place_called("settlement", self.phrases.mention(chunk.start, chunk.end))
        return (replace(town, nearness=_nearness(chunk.low) or Nearness.PART),) if town else ()

    def _kind_within(self, head: str, place: PlaceMention, kind: PlaceKind | None) -> PlaceKind | None:
        return self.phrases.countryside(place.candidates) if head == "countryside" else kind

    def _container(self, at: int) -> tuple[str, ...]:
        """The Y of "the X district of Y", "X in Y", "X, in the Y area" and "X, Y province": candidate ids."""
        after = self.chunks[at + 1 : at + 4]
        if len(after) > 1 and after[0].kind == "comma":
            after, at = after[1:], at + 1
        if len(after) > 1 and after[0].low in {"in", "of"} and after[1].kind == "np":
            found = self._places_at(at + 2)
        elif after and after[0].kind == "np" and kind_called(after[0].low) in BROAD:
            found = self._places_at(at + 1)
        else:
            return ()
        return found[0].candidates if found else ()

    def _is_broad(self, place: PlaceMention, head: str) -> bool:
        """Whether the name only says where another is: "the Idlib town of X", "the Damascus suburb of X"."""
        kind, kinds = kind_called(head.removesuffix("s")), self._kinds(place)
        if kind in QUARTERS:
            return self._is_seat(place)
        return kind in SETTLED and (bool(kinds & BROAD) or self._is_seat(place))

    def _kinds(self, place: PlaceMention) -> set[PlaceKind]:
        places = self.phrases.memory.area.places
        return {places[each].kind for each in place.candidates if each in places}

    def _is_seat(self, place: PlaceMention) -> bool:
        """Whether a city is a capital or gives its name to a province."""
        return place.name.lower() in nations() or PlaceKind.PROVINCE in self._kinds(place)

    def places_of(self, phrases: Iterable[int]) -> tuple[PlaceMention, ...]:
        """The X of "the siege of X", "a ring around X", "months of X's isolation" and "X's fall"."""
        for at in phrases:
            here = at if self.chunks[at].low not in OF_PERSONS else len(self.chunks)
            while here + 2 < len(self.chunks) and self.chunks[here + 1].low in OF_PLACE:
                places = self.places(coordinated_after(self.chunks, here + 2)[0])
                if places:
                    return places
                here += 2
            owner = self.phrases.place_owning(at)
            if owner is not None:
                return (owner,)
        return ()

    def _quarter_of(self, place: PlaceMention, at: int) -> bool:
        """ "The Damascus quarter of Barzeh" is Barzeh, "the Zahraa quarter of Homs" is Zahraa."""
        places = self.phrases.memory.area.places
        if kind_called(self.noun(at).head) not in QUARTERS or at + 2 >= len(self.chunks):
            return False
        outer = self.noun(at + 2).place

        def city(one: PlaceMention | None) -> bool:
            known = one.candidates[:1] if one else ()
            return any(places[each].kind is PlaceKind.CITY for each in known if each in places)

        return city(place) and outer is not None and not city(outer)

    def _within(self, at: int) -> tuple[PlaceMention, ...]:
        """The X of "the town of X", "the base at X", "parts of X", "the provinces of X and Y"."""
        noun = self.noun(at)
        if noun.head not in _opening_places():
            return ()
        named = noun.place if noun.place and not noun.place.by_reference else None
        if named is not None and not self._is_broad(named, noun.head) and not self._quarter_of(named, at):
            return ()
        ties = {"of", "at"} if noun.head in SITED else {"of"}
        if at + 2 < len(self.chunks) and self.chunks[at + 1].low in ties and self.chunks[at + 2].kind == "np":
            listing, _ = coordinated_after(self.chunks, at + 2)
            plural = noun.head.endswith("s")
            return self.places(listing if plural else listing[:1])
        return ()

    def _plural_kind_after(self, at: int) -> PlaceKind | None:
        """The "provinces" of "Raqqa and Deir al-Zor provinces" counts for Raqqa too."""
        if at + 2 < len(self.chunks) and self.chunks[at + 1].kind == "and" and self.chunks[at + 2].kind == "np":
            other = self.noun(at + 2).place
            if other is not None and other.kind and self.chunks[at + 2].low.endswith("s"):
                return other.kind
        return None

    def _site(self, at: int) -> tuple[PlaceMention, ...]:
        """ "the headquarters of the command": a site that has no other name."""
        chunk = self.chunks[at]
        if self.sentence.tokens[chunk.start].low not in {"the", "its", "their"}:
            return ()
        if at + 2 < len(self.chunks) and self.chunks[at + 1].low in {"at", "in", "near", "outside"}:
            named = self.located([(self.chunks[at + 1].low, (at + 2,))], ("loc",))
            if named:
                return named
        whole = at + 2 < len(self.chunks) and self.chunks[at + 1].low == "of" and self.chunks[at + 2].kind == "np"
        mention = self.phrases.mention(chunk.start, self.chunks[at + 2].end if whole else chunk.end)
        return (PlaceMention(mention, mention.text.partition(" ")[2], (), kind_called(chunk.low)),)

    def _apposed_names(self, at: int) -> tuple[PlaceMention, ...]:
        """The names before ", two villages in ...": "Foua and Kafraya"."""
        if (
            at < 2
            or self.chunks[at - 1].kind != "comma"
            or self.chunks[at - 2].kind != "np"
            or not self.chunks[at].low.endswith("s")
        ):
            return ()
        names = [at - 2]
        while names[0] >= 2 and self.chunks[names[0] - 1].kind == "and" and self.chunks[names[0] - 2].kind == "np":
            names.insert(0, names[0] - 2)
        return tuple(place for each in names for place in self._places_at(each))

    def _apposed_name(self, at: int) -> PlaceMention | None:
        """The city's name in "the city, Mekelle," and in "al-Bab, a city ...,"."""
        for other, comma in ((at + 2, at + 1), (at - 2, at - 1)):
            if (
                0 <= other < len(self.chunks)
                and self.chunks[comma].kind == "comma"
                and self.chunks[other].kind == "np"
            ):
                place = self.noun(other).place
                if place is not None and not place.by_reference:
                    return place
        return None

    def located(
        self, pps: Iterable[tuple[str, tuple[int, ...]]], wanted: Iterable[str]
    ) -> tuple[PlaceMention, ...]:
        """The places after the wanted prepositions; ``loc`` wants any preposition of place."""
        wishes, pps = set(wanted), tuple(pps)
        border: PlaceMention | None = None
        for number, (preposition, phrases) in enumerate(pps):
            if between_states(self, preposition, phrases):
                continue
            where = "loc" in wishes and locates(preposition)
            if preposition in wishes or where or ("loc" in wishes and is_so_far(self, phrases[0])):
                line = on_line(self, preposition, phrases)
                if line is not None and not line.border:
                    return (line,)
                if line is not None:
                    border = border or self._placed(preposition, phrases[0], line)
                    continue  # what else is named says more closely where
                places = holding(self, pps, number) or self.places(phrases)
                if places:
                    beside = (pps[each] for each in beside_it(self.chunks, pps, number))
                    own = ((preposition, phrases[0], place) for place in places)
                    more = ((other, at[0], place) for other, at in beside for place in self.places(at))
                    return tuple(self._placed(*each) for each in (*own, *more))
        return (border,) if border is not None else ()

    def _placed(self, preposition: str, at: int, place: PlaceMention) -> PlaceMention:
        if preposition == "compass":
            said = "".join(self.sentence.lows(self.chunks[at - 1].start, self.chunks[at - 1].end - 1).split())
            sector = table("places")["compass"].get(said)
            return replace(place, nearness=Nearness.DIRECTION, sector=Sector(sector) if sector else None)
        if is_so_far(self, at):
            return replace(place, nearness=Nearness.NEAR)  # also of its centre
        if place.nearness is not Nearness.AT or preposition not in AROUND | NEAR | SHORT_OF:
            return place
        return replace(place, nearness=Nearness.PART if preposition in AROUND else Nearness.NEAR)

    def on_road(self, after: int) -> tuple[PlaceMention, ...]:
        """The first place of "on the road to X", "on the highway between X and Y", as near to it.

        Looked for behind the offset ``after``, before the next verb.
        """
        behind = (at for at in range(1, len(self.chunks)) if self._begins(at) > after)
        for at in behind:
            if isinstance(self.chunks[at], VerbGroup):
                return ()
            if self.chunks[at].kind == "np" and self.chunks[at - 1].low == "on" and is_road(self, at):
                found = between(ends_of(self, at)) or next(self.road_places(at), None)
                return (replace(found, nearness=Nearness.NEAR),) if found is not None else ()
        return ()

    def _begins(self, at: int) -> int:
        return self.sentence.tokens[self.chunks[at].start].start

    def road_places(self, at: int) -> Iterator[PlaceMention]:
        """The places that the words after a road name, in order: "between A and B", "that links A to B"."""
        if self.chunks[at].low == "it":
            at = max(each for each in range(at) if self.chunks[each].kind == "np" and is_road(self, each))
        for item in (self.noun(at).place,):
            if item is not None and not item.by_reference:
                yield item
        here = at + 1
        while here < min(len(self.chunks), at + 16):
            chunk = self.chunks[here]
            if chunk.kind in {"mark", "sub"} and chunk.low not in {"(", ")"}:
                return
            if isinstance(chunk, VerbGroup) and chunk.low in {"say", "report", "add", "tell"}:
                return
            if chunk.kind == "np" and chunk.low != "it" and self.chunks[here - 1].low not in NEAR | {"compass"}:
                yield from self.places((here,))
            here += 1


def _nearness(noun: str) -> Nearness | None:
    """The outskirts and the surroundings of a place are near it, not in it."""
    return Nearness.NEAR if noun in listed("places", "near_nouns") else None


@cache
def _opening_places() -> frozenset[str]:
    """What opens the name of a place: the "town" of "the town of X", the "parts" of "parts of X"."""
    kinds = (listed("places", kind) for kind in ("references", "parts", "near_nouns"))
    sites = table("places")["kinds"]["site"]  # "the terminal of X", "the prison of X"
    return frozenset.union(frozenset({"provinces", "capital", "airfield", *sites}), *kinds)
