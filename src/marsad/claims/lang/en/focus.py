"""Which place a report is speaking of: what "the town" and "there" stand for, and where what names no place is."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from marsad.areas import Area
from marsad.claims.drafts import Mention, PlaceMention
from marsad.claims.lang.en.chunks import Sentence
from marsad.claims.lang.en.homeland import seat_of
from marsad.claims.lang.en.noted import Seen
from marsad.claims.lang.en.phrase_words import kind_called
from marsad.claims.lang.en.place_nouns import CLASS, FITTING, KINDS, SETTLEMENTS, class_of, is_so_called
from marsad.claims.lang.en.scope import Scope
from marsad.claims.lang.en.tables import listed, words
from marsad.model import PlaceKind

GOING_ON = frozenset({"they", "it", "he", "she", "their", "its", "later", "then", "there", "this", "that"})
INSIDE = (["in"], ["inside"], ["across"], ["throughout"])  # before the name of a country
SOON = 2  # sentences within which the first place named is where what is told before it happened
BLANK = "\n\n"
AS_FAR = 40  # how many actors or places back an antecedent is looked for


class Focus:
    """The places of one report in order, and which of them is being spoken of, sentence by sentence."""

    def __init__(
        self, area: Area, scope: Scope, places: Sequence[Seen], sentences: Sequence[Sentence], text: str
    ) -> None:
        """Begin before the first of ``sentences`` of ``text``; ``places`` are all that they name."""
        self.area, self.scope, self._places = area, scope, places
        self._starts = [each.tokens[0].start for each in sentences]
        self._goes_on = [each.low_words[0] in GOING_ON or "them" in each.low_words[1:4] for each in sentences]
        self._referred: dict[int, Seen] = {}  # the place that "the town" last stood for, by sentence
        self._paragraphs = _paragraphs(sentences, text)
        self._abroad = [each for each in places if self._is_abroad(each, text)]
        self._scene: tuple[int, PlaceMention] | None = None  # where the claims of a sentence last were
        self._passing = False  # whether that is only where somebody left from

    def be_at(self, sentence: int, places: Sequence[PlaceMention], *, passing: bool) -> None:
        """Note where the claims of a sentence were, in order: what its paragraph goes on with was there too.

        ``passing`` where they only say who left: the report does not stay there.
        """
        told = [each for each in places if each.mention.text and not each.border]
        if told:
            self._scene, self._passing = (sentence, told[-1]), passing
        elif self._scene is not None and any(_alike(each, self._scene[1]) for each in places):
            self._scene = (sentence, self._scene[1])

    def _scene_of(self, sentence: int) -> PlaceMention | None:
        """Where the paragraph of a sentence was last at, if that was a town and in the sentence before.

        A sentence that goes on with "they" or "there" stays at a site or in a quarter too.
        """
        if self._scene is None or sentence - self._scene[0] > 1:
            return None
        number, place = self._scene
        goes_on = self._goes_on[sentence]
        same = self._paragraphs[number] == self._paragraphs[sentence]
        return place if goes_on or (same and not self._passing and self._is_town(place)) else None

    def _kinds(self, place: PlaceMention) -> set[PlaceKind]:
        """What kind of place it is by the words, by the area, else by its name."""
        known = {self.area.places[each].kind for each in place.candidates if each in self.area.places}
        called = place.kind or (None if known else kind_called(place.name.lower().split()[-1]))
        return {called} if called else known

    def _is_town(self, place: PlaceMention) -> bool:
        kinds = self._kinds(place)
        return not kinds or bool(kinds & SETTLEMENTS)

    def _sentence_at(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1

    def place_called(self, noun: str, mention: Mention) -> PlaceMention | None:
        """The place that "the town" stands for: the last one so called, else the last of a fitting kind."""
        before = [seen for seen in seen_before(self._places, mention.start) if self._fits(seen, noun)][-AS_FAR:]
        if noun in {"area", "stronghold", "bastion", "enclave", "pocket", "place", "city", "town"}:
            before = [seen for seen in before if not self.scope.is_admin(seen)] or before
        here = self._sentence_at(mention.start)
        if noun in listed("places", "strongholds"):  # "besieged in X after ... a road into their last stronghold"
            near = [seen for seen in before if seen.sentence == here and not seen.landmark and not seen.doubtful]
            before = near or before
        about = self._topic_called(noun, here, before)
        for test, pool in (
            (self._same_noun_near, before),
            (self._no_landmark, [seen for seen in before if self._is_near(seen.sentence, here)]),
            (self._no_landmark, about or before),
            (self._any, about or before),
        ):
            for seen in reversed(pool):
                if test(seen, noun, before[-1].sentence):
                    if not mention.text.lower().startswith(("a ", "an ")):  # ", a Kurdish area"
                        self._referred[here] = seen
                    return self._standing_for(seen, mention, noun)
        return None

    def there(self, at: int) -> PlaceMention | None:
        """What a "there" at the offset ``at`` stands for: named in its sentence, or where the one before was."""
        sentence = self._sentence_at(at)
        own = [each for each in seen_before(self._places, at) if each.sentence == sentence]
        own = [each for each in own if self._can_be_where(each)]
        mention = Mention(at, at + len("there"), "there")
        if own:
            return self._standing_for(own[-1], mention, "")
        if self._scene is not None and sentence - self._scene[0] <= SOON:
            return replace(self._scene[1], mention=mention, by_reference=True)
        return self.last_place(at)

    def capital(self, mention: Mention, nation: str = "") -> PlaceMention | None:
        """What "the capital" stands for: what the report calls so, else that of its country or of ``nation``."""
        called = [each for each in seen_before(self._places, mention.start) if each.noun == "capital"]
        if called and not nation:
            return self._standing_for(called[-1], mention, "city")
        home = self.area.countries[0] if self.scope.in_area and self.area.countries else self.scope.home
        if not nation and not home:
            return None
        name = seat_of(nation or home)
        known = self.scope.here(tuple(each.id for each in self.area.places_named(name)))
        return PlaceMention(mention, name, known, by_reference=True)

    def abroad(self, sentence: int) -> PlaceMention | None:
        """The other country that the paragraph of a sentence has turned to: "In Iraq, ... Militias there ..."."""
        for seen in reversed(self._abroad):
            if seen.sentence <= sentence:
                near = sentence - seen.sentence <= SOON
                same = self._paragraphs[seen.sentence] == self._paragraphs[sentence]
                back = any(
                    each.start > seen.start and each.sentence <= sentence and self._can_be_where(each)
                    for each in self._places
                )
                found = PlaceMention(
                    Mention(seen.start, seen.start, ""), seen.name, seen.candidates, by_reference=True
                )
                return found if near and same and not back else None
        return None

    def _is_abroad(self, seen: Seen, text: str) -> bool:
        """Whether a sentence opens with "in" and a country which is none of the area: "In Iraq, ..."."""
        if not self.scope.is_country(seen) or seen.landmark:
            return False
        own = self.area.places[seen.candidates[0]].country in self.area.countries
        return not own and text[self._starts[seen.sentence] : seen.start].lower().split() in INSIDE

    def _is_near(self, earlier: int, sentence: int) -> bool:
        """Whether what one sentence names is still before the reader's eyes in another."""
        return sentence - earlier <= 1 and self._paragraphs[earlier] == self._paragraphs[sentence]

    def _topic_called(self, noun: str, sentence: int, before: Sequence[Seen]) -> list[Seen]:
        """What the report is about, where it is called so, or where no other has been named of late."""
        topic = self.scope.topic
        if topic is None or not before or not self._fits(topic, noun):
            return []
        called = any(each.noun == noun for each in before if each.name == topic.name)
        of_late = any(
            each.sentence >= sentence - SOON and self._no_landmark(each, noun, sentence) for each in before
        )
        return [topic] if called or not of_late else []

    def _can_be_where(self, seen: Seen) -> bool:
        return not (seen.landmark or seen.doubtful or self.scope.is_country(seen))

    def _standing_for(self, seen: Seen, mention: Mention, noun: str) -> PlaceMention:
        """The place ``seen`` under another mention: "the province" after "Idlib" is no city."""
        kinds = {self.area.places[each].kind for each in seen.candidates if each in self.area.places}
        kind = next((KINDS[each] for each in (noun, seen.noun) if KINDS.get(each) in kinds), None)
        return PlaceMention(mention, seen.name, seen.candidates, kind, by_reference=True)

    def last_place(self, before: int) -> PlaceMention | None:
        """The place that the report last spoke of before the offset ``before``, if any."""
        seen = [each for each in seen_before(self._places, before) if self._can_be_where(each)]
        sentence = self._sentence_at(before)
        back = sentence - self._goes_on[sentence] if sentence >= 0 else 0
        here = any(each.sentence >= back for each in seen)
        scene = None if here or sentence in self._referred else self._scene_of(sentence)
        if scene is not None:
            return replace(scene, mention=Mention(before, before, ""), by_reference=True)
        if self.scope.topic is not None and not here:
            seen = [self._referred.get(sentence, self.scope.topic)]
        latest = seen[-1].sentence if seen else 0
        settled = [each for each in seen if not self.scope.is_admin(each) and latest - each.sentence <= 2]
        for each in reversed(settled or seen):
            return self._standing_for(each, Mention(before, before, ""), "")
        first = self.scope.first  # not named yet: "The bombing killed five. It hit a market in X."
        soon = first is not None and 0 <= first.sentence - sentence <= SOON
        return self._standing_for(first, Mention(before, before, ""), "") if first and soon else None

    @staticmethod
    def _same_noun_near(seen: Seen, noun: str, latest: int) -> bool:
        return is_so_called(seen, noun) and latest - seen.sentence <= 2

    @staticmethod
    def _no_landmark(seen: Seen, noun: str, latest: int) -> bool:
        called = seen.noun and seen.noun not in listed("places", "strongholds") - {"capital"}
        otherwise = bool(called) and noun != "area" and not is_so_called(seen, noun)
        named_otherwise = otherwise and latest - seen.sentence <= 2
        return not seen.landmark and not seen.doubtful and not named_otherwise

    @staticmethod
    def _any(seen: Seen, noun: str, latest: int) -> bool:
        return not seen.doubtful

    def _fits(self, seen: Seen, noun: str) -> bool:
        if not seen.candidates:
            if class_of(seen) and class_of(seen) != CLASS.get(noun, class_of(seen)):
                return False  # "the city" is no quarter
            return noun not in words("sites") or seen.noun == noun or noun in seen.name.lower()
        kinds = {self.area.places[each].kind for each in seen.candidates if each in self.area.places}
        wanted = FITTING.get(noun)
        return bool(kinds & wanted) if wanted else not kinds <= {PlaceKind.COUNTRY}


def _alike(one: PlaceMention, other: PlaceMention) -> bool:
    return (one.candidates[:1] or one.name) == (other.candidates[:1] or other.name)


def _paragraphs(sentences: Sequence[Sentence], text: str) -> list[int]:
    """The number of the paragraph of each sentence; all of one where most sentences have their own."""
    ends = [each.tokens[-1].end for each in sentences]
    begins = [each.tokens[0].start for each in sentences]
    gaps = [text[end:start] for end, start in zip(ends[:-1], begins[1:], strict=True)]
    blank = any(BLANK in gap for gap in gaps)
    numbers = [0]
    for gap in gaps:
        numbers.append(numbers[-1] + (BLANK in gap if blank else "\n" in gap))
    return numbers if 2 * numbers[-1] < len(numbers) else [0] * len(numbers)


def seen_before(seen: Sequence[Seen], start: int) -> Sequence[Seen]:
    """The last of ``seen`` that stand before the offset ``start``, in order; never more than AS_FAR."""
    end = bisect_left(seen, start, key=lambda each: each.start)
    return seen[max(0, end - AS_FAR) : end]


def seen_after(seen: Sequence[Seen], start: int) -> Sequence[Seen]:
    """The first of ``seen`` that stand behind the offset ``start``, in order; never more than AS_FAR."""
    begin = bisect_right(seen, start, key=lambda each: each.start)
    return seen[begin : begin + AS_FAR]
