"""Sieges in all their wordings: who closes a place off, from which sides, how far, and what way is left open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marsad.claims.drafts import ActorMention, ClaimDraft, PlaceMention, Provenance
from marsad.claims.lang.en.chunks import VerbGroup
from marsad.claims.lang.en.homeland import nations
from marsad.claims.lang.en.phrase_kinds import is_last, is_road_name
from marsad.claims.lang.en.sides import sides_of
from marsad.claims.lang.en.syntax import Slots, slots_of
from marsad.claims.lang.en.tables import listed, table
from marsad.claims.lang.en.tagging import listed_compass
from marsad.claims.lang.en.tolls import Tolls
from marsad.model import ClaimType, Degree
from marsad.records import replace

LEFT = frozenset({"left", "open", "remains", "remained", "remaining", "remain"})
RELIEF = frozenset({"humanitarian", "safe", "evacuation", "green"})  # a corridor to leave by, not what is left
BESIDE = frozenset({"at", "in", "near", "outside", "of"})
LEADING = frozenset({"in", "out", "into"})


class Sieges(Tolls):
    """Reads what one sentence says of places closed off and of the ways left open."""

    def _besieged(self, draft: ClaimDraft) -> ClaimDraft:
        sides = sides_of(self.roles)
        if draft.places:
            self.memory.besieged = (self.sentence.number, draft.places)
        besiegers = {actor.name: actor for actor in draft.agents}
        targets = {each.name for each in draft.targets}
        sides = tuple((s, tuple(a for a in group if a.name not in targets)) for s, group in sides)
        for _, group in sides:
            for actor in group:
                besiegers.setdefault(actor.name, actor)
        return replace(
            draft,
            end=max(draft.end, self._end_of_sides()) if sides else draft.end,
            agents=tuple(besiegers.values()),
            sides={s: group for s, group in sides if group},
            degree=self._degree(),
        )

    def _end_of_sides(self) -> int:
        """Where the words for the last side end: the quote of a siege holds them all."""
        compass = [chunk for chunk in self.sentence.chunks if chunk.kind == "np" and chunk.low in listed_compass()]
        return self.sentence.tokens[compass[-1].end - 1].end if compass else 0

    def _degree(self) -> Degree | None:
        """How far the sentence says that the place is closed off."""
        lows = [token.low for token in self.sentence.tokens]
        plain = " ".join(low for at, low in enumerate(lows) if not self._rounds(at, low))
        for degree in (Degree.PARTIAL, Degree.COMPLETE):
            if any(f" {word} " in f" {plain} " for word in table("frames")["degrees"][degree.value]):
                return degree
        return Degree.PARTIAL if self._way_left() is not None else None

    def _rounds(self, at: int, low: str) -> bool:
        """The "nearly" of "nearly two years": of the number, not of the siege."""
        tags = self.sentence.tags
        return low in {"nearly", "almost", "virtually"} and at + 1 < len(tags) and tags[at + 1].value == "num"

    def _way_left(self) -> int | None:
        """The one way that the sentence says is left: "left a single gate", "only the X road links"."""
        left = not LEFT.isdisjoint(self.sentence.low_words)
        ways = (
            at for at, chunk in enumerate(self.sentence.chunks) if chunk.kind == "np" and is_last(self.roles, at)
        )
        for at in ways:
            passage = self.sentence.chunks[at].low in listed("frames", "passages")
            if self.roles.is_a(at, "lastway") or (passage and left):
                return at
        return None

    def _is_over(self, at: int, occurring: VerbGroup | None) -> bool:
        """ "The siege of X is over", "the siege ended"."""
        if occurring is None:
            return False
        following = self.sentence.lows(occurring.end, occurring.end + 2).split()
        return occurring.low == "end" or (
            occurring.low == "be" and bool({"over", "lifted", "broken"} & set(following))
        )

    def _under_siege(self, at: int) -> tuple[PlaceMention, ...]:
        """ "villages that are under siege", "X, under siege since May": the copula's subject, or what leads."""
        chunks = self.sentence.chunks
        if at < 2 or chunks[at - 1].low != "under":
            return ()
        back = at - 2
        while back > 0 and chunks[back].kind in {"adv", "time", "comma"}:
            back -= 1
        if isinstance(chunks[back], VerbGroup):
            return self.roles.places(slots_of(chunks, back).subjects)
        return self.roles.places((back,)) if chunks[back].kind == "np" else ()

    # -- ways left open ------------------------------------------------------------------------------------------

    def _passages(self, found: Sequence[ClaimDraft]) -> Iterator[ClaimDraft]:
        """ "one narrow passage is left", "the last road out of X", "no way into X": a siege, and how far.

        Where ``found`` holds a siege of the same sentence that is partial, the passage says no more.
        """
        told = any(each.type is ClaimType.SIEGE and each.degree is Degree.PARTIAL for each in found)
        told = told or any(each.type is ClaimType.ROUTE_CUT and not each.means for each in found)
        for at, chunk in enumerate(self.sentence.chunks):
            if chunk.kind != "np" or chunk.low not in listed("frames", "passages"):
                continue
            words_in = self.sentence.words_of(chunk)
            if not RELIEF.isdisjoint(words_in):
                continue
            left = not LEFT.isdisjoint(self.sentence.low_words)
            places, end = self._led_out_of(at)
            if "no" in words_in and places:
                yield self._passage(at, Degree.COMPLETE, places, end)
                return
            if is_last(self.roles, at) and (left or places) and "no" not in words_in:
                self.memory.passage = self.sentence.number
                if not told:
                    yield self._passage(at, Degree.PARTIAL, places, end)
                return

    def _led_out_of(self, at: int) -> tuple[tuple[PlaceMention, ...], int]:
        """The X of "in or out of X", "into X" after the passage at chunk ``at``, and the token where it ends."""
        chunks, words_out = self.sentence.chunks, False
        for after in range(at + 1, min(at + 6, len(chunks))):
            chunk = chunks[after]
            if chunk.kind == "np":
                places = self.roles.places((after,)) if words_out else ()
                return places, chunk.end if places else chunks[at].end
            if chunk.kind not in {"prep", "and", "adv", "particle"}:
                break
            words_out = words_out or bool(LEADING & set(self.sentence.lows(chunk.start, chunk.end).split()))
        return (), chunks[at].end

    def _passage(self, at: int, degree: Degree, places: tuple[PlaceMention, ...], end: int) -> ClaimDraft:
        chunk, tokens = self.sentence.chunks[at], self.sentence.tokens
        span = self.phrases.mention(chunk.start, chunk.end)
        number, besieged = self.memory.besieged
        if not places and self.sentence.number - number == 1:
            places, end = besieged, chunk.end
        last = tokens[(end if places else min(len(tokens), chunk.end + 6)) - 1]
        draft = ClaimDraft(
            ClaimType.SIEGE,
            span.start,
            max(last.end, span.end),
            Provenance("passage", span),
            places=places,
            degree=degree,
            confidence=0.5,
        )
        return self._finished(draft, at)

    def _in_range(self) -> Iterator[ClaimDraft]:
        """ "It is within range of our guns": the passage left open is under fire."""
        tokens = self.sentence.tokens
        opening = next((at for at, token in enumerate(tokens[:2]) if token.low == "it"), None)
        if opening is None or not 0 < self.sentence.number - self.memory.passage < 3:
            return
        lows = self.sentence.lows(opening, min(len(tokens), opening + 5))
        if lows.startswith(("it is within range of", "it is within firing range", "it is in range of")):
            last = next((at for at in range(opening, len(tokens)) if tokens[at].text in ",.\"”'’"), len(tokens))
            span = self.phrases.mention(opening, last)
            here = next(at for at, chunk in enumerate(self.sentence.chunks) if chunk.end > opening)
            draft = ClaimDraft(
                ClaimType.ROUTE_CUT,
                span.start,
                span.end,
                Provenance("passage in range", span),
                means="fire control",
                present=True,
                confidence=0.5,
            )
            yield self._finished(draft, here)

    # -- roads ---------------------------------------------------------------------------------------------------

    def _routed(self, draft: ClaimDraft, slots: Slots) -> ClaimDraft:
        """Which road: by the places that its words name, "from X", "between X and Y"."""
        road = self._road_in(slots)
        if road is None:
            return self._apart(draft, slots)
        named = self._bridged(road) or self.roles.road_places(road)
        ends = self._ends(road)
        if ends:
            return replace(draft, route=ends, places=(), targets=())
        places = tuple({each.candidates or each.name: each for each in named}.values())
        places = tuple(each for each in places if not self._is_country(each))
        noun, chunk = self.roles.noun(road), self.sentence.chunks[road]
        if not places and is_road_name(chunk.low):
            span = self.phrases.mention(chunk.end - 1, chunk.end)
            places = (PlaceMention(span, span.text),)
        names = {each.name for each in draft.agents}
        owners = tuple(each for each in noun.owners if each.name.lower() not in nations())
        held = owners or draft.targets or self._held_after(road)
        draft = replace(draft, targets=tuple(each for each in held if each.name not in names))
        if len(places) >= 2 and noun.place is None:
            return replace(draft, route=(places[0], places[1]), places=())
        focus = self.memory.focus.last_place(self.sentence.tokens[self.sentence.chunks[road].start].start)
        if noun.place is not None or not places:
            return replace(draft, places=places[:1] or ((focus,) if focus else ()))
        if focus is not None and focus.candidates != places[0].candidates and focus.name != places[0].name:
            return replace(draft, route=(focus, places[0]), places=())
        return replace(draft, places=places[:1])

    def _ends(self, road: int) -> tuple[PlaceMention, PlaceMention] | None:
        """Both ends of "the X-Y highway", of the road so called."""
        chunk = self.sentence.chunks[road]
        ends = self.phrases.ends(chunk) if not self.roles.is_a(road, "bridge") else ()
        if len(ends) == 2:
            return ends[0], ends[1]
        owner, other = self.phrases.owning_place(chunk), self.sentence.chunks[road + 1 : road + 3]
        if owner is None or [each.kind for each in other] != ["prep", "np"] or other[0].low not in {"to", "with"}:
            return None
        there = self.roles.places((road + 2,))  # "Bakhmut's road to Chasiv Yar"
        return (owner, there[0]) if there else None

    def _bridged(self, road: int) -> tuple[PlaceMention, ...]:
        """The X of "a bridge over the river at X": a bridge stands at one place."""
        chunks = self.sentence.chunks
        if not self.roles.is_a(road, "bridge") or self.roles.noun(road).place is not None:
            return ()
        for at in range(road + 2, min(road + 7, len(chunks))):
            if chunks[at].kind == "np" and chunks[at - 1].low in BESIDE:
                return self.roles.places((at,))[:1]
        return ()

    def _road_in(self, slots: Slots) -> int | None:
        said = (*slots.objects, *slots.subjects, *(each for _, phrases in slots.pps for each in phrases))
        return next((at for at in said if self.roles.is_a(at, "route")), None)

    def _apart(self, draft: ClaimDraft, slots: Slots) -> ClaimDraft:
        """ "cut X off from Y": what is severed is the way between them."""
        apart = next((self.roles.places(each) for p, each in slots.pps if p == "between"), ())
        if len(apart) == 2:
            return replace(draft, route=(apart[0], apart[1]), places=())  # "cut all links between X and Y"
        other = self.roles.located(slots.pps, ("from",))
        if draft.places and other and draft.places[0].name != other[0].name:
            return replace(draft, route=(draft.places[0], other[0]), places=())
        return draft

    def _held_after(self, road: int) -> tuple[ActorMention, ...]:
        for at in range(road + 1, min(road + 10, len(self.sentence.chunks))):
            if self.sentence.chunks[at].kind == "np" and (self.roles.noun(at).holders):
                return self.roles.noun(at).holders
        return ()
