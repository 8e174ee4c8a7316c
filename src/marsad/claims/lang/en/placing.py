"""Where an event is whose clause names no place: there, at the nearest claim, in the town that is spoken of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marsad.claims.drafts import ClaimDraft, CountDraft, PlaceMention
from marsad.claims.lang.en.attribution import Speech
from marsad.claims.lang.en.chunks import Chunk, Sentence, VerbGroup
from marsad.claims.lang.en.clauses import Clauses
from marsad.claims.lang.en.frames import Frame
from marsad.claims.lang.en.homeland import nations
from marsad.claims.lang.en.lines import is_so_far
from marsad.claims.lang.en.memory import Memory
from marsad.claims.lang.en.phrases import PhraseReader
from marsad.claims.lang.en.place_asides import described_by
from marsad.claims.lang.en.roles import Roles
from marsad.claims.lang.en.syntax import Slots
from marsad.claims.lang.en.tables import listed, words
from marsad.claims.lang.en.tracing import Lacking
from marsad.claims.lang.en.tree import Tree
from marsad.model import ClaimType
from marsad.records import replace

WHOLE = 100_000  # killed in a whole war; forty times as many displaced
LEAVING = frozenset({ClaimType.DISPLACEMENT, ClaimType.EVACUATION, ClaimType.WITHDRAWAL})
ROADS = frozenset({ClaimType.ROUTE_CUT, ClaimType.ROUTE_OPENED})
WAYS = frozenset({"across", "along", "through", "over", "via", "beyond", "compass"})
PASSING = LEAVING | {ClaimType.AID_DELIVERY, ClaimType.AID_BLOCKED}
LOCATING = frozenset({"in", "at", "near", "around", "outside", "on", "between", "out of", "inside", "compass"})
BATTLES = ("attack", "offensive", "operation", "assault", "battle", "siege")
FOUGHT_OVER = frozenset({"for", "over", "on", "in", "of", "against", "at", "around", "near"})
TOWARDS = frozenset({"into", "towards"})


class Placing:
    """Places drafts of one sentence. The root of the sentence reader's line of classes."""

    def __init__(
        self, sentence: Sentence, text: str, memory: Memory, phrases: PhraseReader, speeches: Sequence[Speech]
    ) -> None:
        """Prepare to read ``sentence`` of ``text``."""
        self.sentence, self.text, self.memory, self.phrases, self.speeches = (
            sentence,
            text,
            memory,
            phrases,
            speeches,
        )
        self.roles = Roles(sentence, phrases)
        self.tree = Tree(sentence.chunks, sentence.low_words, sentence.analysis)
        self.clauses = Clauses(self.roles, self.tree)
        self._used: set[int] = set()  # event nouns that a verb has already made a claim of
        self._objects: dict[int, tuple[int, ...] | None] = {}  # of each verb that tells, in order, once found
        self._lacked: Lacking = {}

    def _without_ways(self, frame: Frame, slots: Slots) -> Slots:
        """``slots`` without the river of "withdrew across the river", "pulled back north of it"."""
        if frame.type is not ClaimType.WITHDRAWAL:
            return slots
        stays = tuple(each for each in slots.pps if each[0] not in WAYS or self._is_from(each[1][0] - 2))
        return slots if len(stays) == len(slots.pps) else replace(slots, pps=stays)

    def _is_from(self, at: int) -> bool:
        return at >= 0 and self.sentence.chunks[at].low in {"from", "out of"}

    def _says(self, word: str) -> bool:
        return word in self.sentence.low_words

    def _is_country(self, place: PlaceMention) -> bool:
        found = self.memory.area.places.get(place.candidates[0]) if place.candidates else None
        return found is not None and found.kind.value == "country"

    def _placed(self, drafts: list[ClaimDraft]) -> list[ClaimDraft]:
        """Every draft with a place: its own, the nearest claim's, one named in the sentence, the last."""
        sure = [
            (_trigger(each), each.places or each.route or ())
            for each in drafts
            if (each.places and not each.places[0].by_reference and not each.places[0].border) or each.route
        ]
        placed = [each if each.places or each.route else self._with_place(each, sure) for each in drafts]
        self._note_where(placed)
        return placed

    def _note_where(self, drafts: list[ClaimDraft]) -> None:
        """Where the sentence is at: where its events are, else what it says that somebody holds."""
        told = sorted((each for each in drafts if each.places and each.type not in ROADS), key=_trigger)
        events = [each for each in told if each.type is not ClaimType.CONTROL] or told
        staying = [each for each in events if each.type not in PASSING]
        found = [each.places[0] for each in staying or events]
        self.memory.focus.be_at(self.sentence.number, found, passing=not staying)

    def _with_place(self, draft: ClaimDraft, sure: list[tuple[int, tuple[PlaceMention, ...]]]) -> ClaimDraft:
        where = draft.provenance.trigger.start
        of_noun_only = draft.provenance.frame.startswith("noun") and bool(sure)
        places = self._there(where) or self._anaphoric(draft) or self._around(where, draft)
        places = places or (() if of_noun_only else self._named_near(where, draft))
        here = self._chunk_of(where)
        sure = [each for each in sure if self._lends(self._chunk_of(each[0]), here)] if not places else []
        if not places and sure:
            nearest = min(sure, key=lambda each: (self._walls(each[0], where), abs(each[0] - where), each[0]))
            places = tuple(replace(each, by_reference=True) for each in nearest[1][:1])
        places = places or self._at_the_fight(draft) or self._country_named()
        places = places or self.roles.on_road(where) or self._witnessed()
        if not places and self._is_general(draft):
            country = self.memory.country(self.sentence.number)
            places = (country,) if country else ()
        elif not places:
            last = self.memory.focus.abroad(self.sentence.number) or self.memory.focus.last_place(where)
            places = (last,) if last else ()
        return replace(draft, places=places, confidence=max(0.1, round(draft.confidence - 0.1, 2)))

    def _around(self, where: int, draft: ClaimDraft) -> tuple[PlaceMention, ...]:
        """Where the clauses are that the verb at the offset ``where`` stands with: not where people left for."""
        at = self._chunk_of(where)
        apart = draft.type in LEAVING or draft.type is ClaimType.SUPPORT
        if apart or not isinstance(self.sentence.chunks[at], VerbGroup):
            return ()
        return tuple(each for each in self.clauses.around(at)[:1] if not self._is_country(each))

    def _is_general(self, draft: ClaimDraft) -> bool:
        """ "Across the country", "have repeatedly", a toll of "last year": of no town spoken of before."""
        lows = f" {self.sentence.lows(0, len(self.sentence.tokens))} "
        tolled = draft.type in {ClaimType.CASUALTIES, ClaimType.DISPLACEMENT}
        cues = words("general", "yearly") if tolled else words("general")
        return any(f" {cue} " in lows for cue in cues)

    def _at_the_fight(self, draft: ClaimDraft) -> tuple[PlaceMention, ...]:
        """The X of "have fled since the campaign for X opened", "died in the battle over X"."""
        if draft.type not in {ClaimType.CASUALTIES, ClaimType.DISPLACEMENT}:
            return ()
        chunks = self.sentence.chunks
        for at in range(len(chunks) - 2):
            fight = chunks[at].kind == "np" and chunks[at].low in words("fights")
            if fight and chunks[at + 1].low in FOUGHT_OVER and chunks[at + 2].kind == "np":
                found = self.roles.places((at + 2,))
                if found:
                    return tuple(replace(each, by_reference=True) for each in found[:1])
        return ()

    def _country_named(self) -> tuple[PlaceMention, ...]:
        """ "Rebels in Syria have been battling": the country, where the sentence names no other place."""
        chunks = self.sentence.chunks
        for at in range(1, len(chunks)):
            lead = chunks[at - 2] if at > 1 else chunks[0]
            based = isinstance(lead, VerbGroup) and lead.low in words("positioned")
            if (
                chunks[at].kind == "np"
                and chunks[at - 1].low in {"in", "inside", "across", "throughout"}
                and not based
            ):
                found = self.roles.places((at,))
                if found and not found[0].by_reference and self._is_country(found[0]):
                    return found
        return ()

    def _there(self, where: int) -> tuple[PlaceMention, ...]:
        """ "Ten people died there": behind the offset ``where`` and before the next verb; not "there were"."""
        ahead = False
        for chunk in self.sentence.chunks if self._says("there") else ():
            start = self.sentence.tokens[chunk.start].start
            if ahead and isinstance(chunk, VerbGroup) and chunk.form == "finite":
                return ()
            if start >= where and chunk.low == "there":
                found = self.memory.focus.there(start)
                return (found,) if found else ()
            ahead = ahead or (start >= where and isinstance(chunk, VerbGroup))
        return ()

    def _anaphoric(self, draft: ClaimDraft) -> tuple[PlaceMention, ...]:
        """ "there"; and the country for what a whole war has cost."""
        whole = draft.cumulative and (draft.provenance.frame != "toll" or self._says("since"))
        if any(self._says(word) for word in BATTLES) and not any(map(self._says, words("whole_wars"))):
            whole = False  # "since the start of the attack"
        whole = whole or _of_a_people(draft.killed, WHOLE) or _of_a_people(draft.displaced, 40 * WHOLE)
        if draft.type in {ClaimType.CASUALTIES, ClaimType.DISPLACEMENT} and whole:
            country = self.memory.country(self.sentence.number)
            return (country,) if country else ()
        return ()

    def where_told(self, at: int) -> tuple[PlaceMention, ...]:
        """Where what the word in chunk ``at`` tells took place, as far as its own sentence names it.

        Of a verb: where its clause is or those that it stands with; else what is named nearest as where something
        is, with no other clause between: "In X, three were shot".
        """
        chunk = self.sentence.chunks[at]
        found = self.clauses.where(at) if isinstance(chunk, VerbGroup) else ()
        near = self._near(at, LOCATING) if not found and chunk.low not in words("speaking") | {"be"} else ()
        return found or next((each for each in near if not each[0].by_reference), ())

    def _named_near(self, where: int, draft: ClaimDraft) -> tuple[PlaceMention, ...]:
        locating = LOCATING if draft.type in LEAVING else LOCATING | TOWARDS
        locating = locating - WAYS if draft.type is ClaimType.WITHDRAWAL else locating
        near = self._near(self._chunk_of(where), locating)
        return next((each for each in near if not self._is_country(each[0])), ())

    def _near(self, here: int, locating: frozenset[str]) -> Iterator[tuple[PlaceMention, ...]]:
        """The places named as where something is, nearest to chunk ``here`` first."""
        chunks = self.sentence.chunks
        for other in sorted(self._located_phrases(locating), key=lambda each: (abs(each - here), each)):
            between = chunks[min(here, other) : max(here, other)]
            if any(each.kind == "sub" or each.low == ";" for each in between) or not self._lends(other, here):
                continue
            meant = described_by(self.roles, other)
            before = chunks[meant - 1].low
            located = self.roles.located([(before, (meant,))], (before,))
            if located:
                yield located

    def _chunk_of(self, where: int) -> int:
        """The chunk at the offset ``where``."""
        tokens = self.sentence.tokens
        return next(at for at, chunk in enumerate(self.sentence.chunks) if tokens[chunk.end - 1].end > where)

    def _walls(self, one: int, other: int) -> int:
        """How many further clauses begin with "and" between two offsets: "took A after a battle and hold B"."""
        first, last = sorted((self._chunk_of(one), self._chunk_of(other)))
        chunks = self.sentence.chunks
        return sum(
            chunks[at].kind == "and" and any(self._is_finite(each) for each in (at + 1, at + 2))
            for at in range(first + 1, min(last, len(chunks) - 2))
        )

    def _is_finite(self, at: int) -> bool:
        chunk = self.sentence.chunks[at]
        return isinstance(chunk, VerbGroup) and chunk.form == "finite"

    def _lends(self, other: int, here: int) -> bool:
        """Whether what is said at ``other`` can be where ``here`` happened: nothing told aside of another."""
        return self.tree.asides(other) <= self.tree.asides(here)

    def _located_phrases(self, locating: frozenset[str]) -> Iterator[int]:
        """The phrases that say where: not those that say where somebody fired from or spoke."""
        chunks = self.sentence.chunks
        for at in range(1, len(chunks)):
            if chunks[at].kind != "np" or chunks[at - 1].kind != "prep":
                continue
            before = chunks[at - 1]
            lead = chunks[at - 2] if at > 1 else before
            opening = lead.particle if isinstance(lead, VerbGroup) else lead.low
            preposition = f"{opening} {before.low}" if before.low == "of" else before.low
            positioned = isinstance(lead, VerbGroup) and lead.low in words("positioned")
            said = preposition in locating or is_so_far(self.roles, at)
            if said and not positioned and not self._is_where_one_spoke(lead):
                yield at

    def _witnessed(self) -> tuple[PlaceMention, ...]:
        """The X of "residents of X said", "the mayor of X": who tells of what befell them."""
        chunks = self.sentence.chunks
        for at in range(len(chunks) - 2):
            voice = chunks[at].low in words("on_the_spot") or (
                chunks[at].low in words("local_voices") and chunks[at + 2].low not in nations()
            )
            tells = chunks[at].kind == "np" and voice
            if tells and chunks[at + 1].low in {"in", "of", "from"} and chunks[at + 2].kind == "np":
                found = self.roles.places((at + 2,))
                if found and not self._is_country(found[0]):
                    return tuple(replace(each, by_reference=True) for each in found[:1])
        return ()

    def _is_of_speaker(self, at: int) -> bool:
        """The Aleppo of "ten died, a medical official in Aleppo said"."""
        chunks = self.sentence.chunks
        if at < 3 or at + 1 >= len(chunks) or chunks[at - 3].kind != "comma" or chunks[at - 2].kind != "np":
            return False
        saying = chunks[at + 1]
        return isinstance(saying, VerbGroup) and saying.low in listed("attribution", "verbs")

    @staticmethod
    def _is_where_one_spoke(lead: Chunk) -> bool:
        """ "Told a crowd in X", "a medical official in X said": not where what is told happened."""
        people = (listed("attribution", kind) for kind in ("audiences", "offices", "witnesses"))
        return lead.kind == "np" and any(lead.low in each for each in people)


def _of_a_people(count: CountDraft | None, least: int) -> bool:
    """ "More than 310,000" killed, "10 million" displaced: what a whole war has cost, ``least`` or more."""
    said = count.mention.text.lower() if count else ""
    digits = "".join(each for each in said.partition(".")[0] if each.isdigit())
    scale = 1_000_000 if "million" in said else 1
    vague = "millions" in said or (least == WHOLE and "hundreds of thousands" in said)
    return vague or (digits != "" and int(digits) * scale >= least)


def _trigger(draft: ClaimDraft) -> int:
    return draft.provenance.trigger.start
