"""Who holds what and who backs whom: "X-held Y", "in the hands of X", "X-backed"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from marsad.claims.drafts import ActorMention, ClaimDraft, Mention, PlaceMention, Provenance
from marsad.claims.lang.en.chunks import Chunk, VerbGroup
from marsad.claims.lang.en.modality import modality_of
from marsad.claims.lang.en.phrases import DRIVING
from marsad.claims.lang.en.syntax import Slots, slots_of
from marsad.claims.lang.en.tables import listed
from marsad.claims.lang.en.toll_nouns import TollNouns
from marsad.model import ActorKind, ClaimType, Modality
from marsad.records import replace

HELD_IN = frozenset({"hands", "control"})
HELD_LIKE = frozenset({"grip", "possession", "clutches", "rule", "sway", "occupation", "thumb"})
PREDICATES = frozenset({"held", "occupied", "controlled"})
GRIPS = frozenset({"control", "hold", "grip", "rule", "sway", "occupation", "domination"})
LASTING = frozenset({"last", "begin", "start", "hold", "endure", "drag", "be", "continue"})


@cache
def _state_words() -> frozenset[str]:
    """Words of which one stands where a phrase says who holds or backs; "the town" too, for what comes after."""
    kinds = ("besieged", "held", "strongholds", "references")
    return frozenset.union(HELD_IN, HELD_LIKE, GRIPS, DRIVING, *(listed("places", kind) for kind in kinds))


class States(TollNouns):
    """Reads what one sentence says of who holds and who backs."""

    def _tells_states(self) -> bool:
        """Whether the sentence has a word of a state at all."""
        return not _state_words().isdisjoint(self.sentence.low_words)

    def _tells_state(self, chunk: Chunk) -> bool:
        """Whether a phrase, with what may be tied to it by a hyphen, has a word of a state at all."""
        return not _state_words().isdisjoint(self.sentence.low_words[chunk.start : chunk.end + 2])

    def _of_state(self, at: int) -> Iterator[ClaimDraft]:
        noun, chunk = self.roles.noun(at), self.sentence.chunks[at]
        if chunk.low in HELD_IN or chunk.low in HELD_LIKE:
            yield from self._in_hands(at)
        if chunk.low in GRIPS:
            yield from self._gripped(at)
        yield from self._called_besieged(at)
        stronghold = self._whose_stronghold(at)
        holders = noun.holders or stronghold
        if holders:
            places = self._located_stronghold(at) if stronghold else self._held_places(at)
            if places:
                span = self.phrases.mention(chunk.start, chunk.end)
                yield self._finished(
                    ClaimDraft(
                        ClaimType.CONTROL,
                        span.start,
                        span.end,
                        Provenance("state control", span),
                        agents=holders,
                        places=places,
                        present=True,
                        confidence=0.7,
                    ),
                    at,
                    state=True,
                )
        backers = noun.backers or self._backers_in_name(noun.actors)
        backers = tuple(each for each in backers if not self._is_bystander(each))  # "the UN-backed government"
        if backers and noun.actors:
            span = self.phrases.mention(chunk.start, chunk.end)
            yield self._finished(
                ClaimDraft(
                    ClaimType.SUPPORT,
                    span.start,
                    span.end,
                    Provenance("state support", span),
                    agents=backers,
                    targets=noun.actors,
                    confidence=0.7,
                ),
                at,
                state=True,
            )

    def _is_bystander(self, actor: ActorMention) -> bool:
        kinds = {self.memory.area.actors[each].kind for each in actor.candidates}
        return ActorKind.INTERNATIONAL in kinds or actor.name in {"UN", "U.N.", "United Nations"}

    def _whose_stronghold(self, at: int) -> tuple[ActorMention, ...]:
        """The ISIS of "the de facto capital of ISIS"; nobody of "the capital of Syria"."""
        chunks = self.sentence.chunks
        if chunks[at].low not in listed("places", "strongholds") or chunks[at].low in {"territory", "territories"}:
            return ()
        if at + 2 >= len(chunks) or chunks[at + 1].low != "of" or chunks[at + 2].kind != "np":
            return ()
        return () if self.roles.places((at + 2,)) else self.roles.actors((at + 2,))

    def _located_stronghold(self, at: int) -> tuple[PlaceMention, ...]:
        """The Raqqa of "Raqqa, the capital of ISIS", "Raqqa is a bastion of ISIS", "an ISIS bastion in Raqqa"."""
        places = self._same_as(at) or self.roles.located(self._noun_slots(at).pps, ("in", "around", "near"))
        return tuple(each for each in places if not self._is_country(each))

    def _called_besieged(self, at: int) -> Iterator[ClaimDraft]:
        """ "the besieged town of X", "besieged X"."""
        chunk = self.sentence.chunks[at]
        if listed("places", "besieged").isdisjoint(self.sentence.low_words[chunk.start : chunk.end - 1]):
            return
        named = (each for each in self.roles.places((at,)) if not each.by_reference)
        places = tuple(each for each in named if not self._is_country(each))
        if places and self._is_ground(chunk, places[0]):
            span = self.phrases.mention(chunk.start, chunk.end)
            draft = ClaimDraft(
                ClaimType.SIEGE,
                span.start,
                span.end,
                Provenance("state besieged", span),
                places=places,
                present=True,
                confidence=0.6,
            )
            yield self._finished(draft, at, state=True)

    def _gripped(self, at: int) -> Iterator[ClaimDraft]:
        """ "Al-Shabaab's hold on Jilib", "the Turkish occupation of Afrin": not what somebody loses or takes."""
        holders, verb = self.roles.owners((at,)), self._verb_over(at)
        if not holders or (verb is not None and self.sentence.chunks[verb].low not in {"be", "remain"}):
            return
        places = self.roles.located(self._noun_slots(at).pps, ("of", "on", "over", "in"))
        places = tuple(each for each in places if not self._is_country(each))
        if places:
            span = self.phrases.mention(
                self.sentence.chunks[at].start, self.sentence.chunks[self._noun_slots(at).end].end
            )
            yield self._finished(
                ClaimDraft(
                    ClaimType.CONTROL,
                    span.start,
                    span.end,
                    Provenance("state grip", span),
                    agents=holders,
                    places=places,
                    present=True,
                    confidence=0.6,
                ),
                at,
                state=True,
            )

    def _is_ground(self, chunk: Chunk, place: PlaceMention) -> bool:
        """Whether the phrase is the place or part of it: not "the besieged Omdurman coach"."""
        grounds = _state_words() | listed("places", "parts") | listed("places", "routes")
        return place.mention.end >= self.sentence.tokens[chunk.end - 1].end or chunk.low in grounds

    def _lifted(self, draft: ClaimDraft, slots: Slots) -> Iterator[ClaimDraft]:
        """ "Ended a siege by ISIS that had lasted three years": the siege is told as well as its end."""
        own = {each.name for each in draft.agents}  # "lifted their blockade"
        yield replace(draft, targets=tuple(each for each in draft.targets if each.name not in own))
        chunks = self.sentence.chunks
        for at in slots.objects:
            inner = self._noun_slots(at)
            told = chunks[inner.end + 1 : inner.end + 3]
            if len(told) == 2 and told[0].kind == "rel" and told[1].low in LASTING:
                besiegers = self.roles.owners((at,)) or self.roles.actors(
                    each for preposition, phrases in inner.pps if preposition == "by" for each in phrases
                )
                names = {each.name for each in besiegers}
                lifters = tuple(each for each in draft.agents if each.name not in names)
                yield replace(draft, type=ClaimType.SIEGE, agents=besiegers, targets=lifters, present=False)

    def _backers_in_name(self, actors: tuple[ActorMention, ...]) -> tuple[ActorMention, ...]:
        """The Turkey of "Turkish-backed rebels", where the area knows the whole as one actor's name."""
        for actor in actors:
            head, dash, rest = actor.mention.text.partition("-")
            if dash and rest.startswith(("backed", "supported")):
                backer = self.memory.backer(head.split()[-1])
                if backer and not any(
                    self.memory.is_part(backer.candidates[0], each) for each in actor.candidates
                ):
                    start = actor.mention.start
                    return (replace(backer, mention=Mention(start, start + len(head), head)),)
        return ()

    def _in_hands(self, at: int) -> Iterator[ClaimDraft]:
        """ "is in the hands of X", "under X control", "remains in X hands"."""
        chunks, chunk = self.sentence.chunks, self.sentence.chunks[at]
        outside = at > 0 and chunks[at - 1].low in {"outside", "beyond"}
        if at == 0 or not (outside or chunks[at - 1].low in {"in", "under"}):
            return
        if chunk.low == "control" and chunks[at - 1].low == "in":
            yield from self._in_control(at)
            return
        holders = self.roles.owners((at,)) or self._whose_hands(at)
        back = at - 2
        while back >= 0 and (
            chunks[back].kind in {"adv", "time", "mark", "comma"}
            or self.sentence.tokens[chunks[back].start].low[0].isdigit()
        ):
            back -= 1
        verb = chunks[back] if back >= 0 else None
        if isinstance(verb, VerbGroup):
            places = self.roles.places(slots_of(chunks, back).subjects)
            back_again = not {"back", "again"}.isdisjoint(self.sentence.low_words[verb.end : chunk.start])
            if back_again or verb.low not in {"be", "remain", "stay", "seem", "appear", "hold"}:
                return
        else:
            places = self._held_before(back, at)
        if not holders:
            if chunk.low == "control" and chunk.end - chunk.start == 1:
                places = self.roles.located(self._noun_slots(at).pps, ("of",)) or places
            holders = ()
        if not places or not holders:
            return
        subjects = slots_of(chunks, back).subjects if isinstance(verb, VerbGroup) else ()
        start = self.sentence.tokens[chunks[min((*subjects, max(back, 0)))].start].start
        modality = modality_of(self.sentence, back) if isinstance(verb, VerbGroup) else Modality.ASSERTED
        modality = Modality.DENIED if outside and modality is Modality.ASSERTED else modality
        mention = self.phrases.mention(chunk.start, chunk.end)
        yield self._finished(
            ClaimDraft(
                ClaimType.CONTROL,
                start,
                mention.end,
                Provenance("in hands", mention),
                agents=holders,
                places=places,
                present=not isinstance(verb, VerbGroup) or verb.present,
                modality=modality,
                confidence=0.7,
            ),
            at,
        )

    def _held_before(self, back: int, at: int) -> tuple[PlaceMention, ...]:
        """The X of "X, in the hands of Y,", "X, the last city in the grip of Y", "Under Y's rule, X"."""
        chunks = self.sentence.chunks
        if back < 0:
            finite = (n for n in range(at + 1, len(chunks)) if getattr(chunks[n], "form", "") == "finite")
            main = next(finite, None)
            return self.roles.places(slots_of(chunks, main).subjects) if main is not None else ()
        back -= chunks[back].kind == "comma"
        if back < 0 or chunks[back].kind != "np" or (back and chunks[back - 1].low in {"have", "hold", "keep"}):
            return ()  # "has X in its hands": of the verb
        return self.roles.places((back,)) or self._same_as(back)

    def _in_control(self, at: int) -> Iterator[ClaimDraft]:
        """ "X is in control of Y"."""
        chunks = self.sentence.chunks
        verb_at = next((each for each in range(at - 2, -1, -1) if chunks[each].kind != "adv"), 0)
        verb = chunks[verb_at]
        aside = verb.kind == "comma" and verb_at > 0 and chunks[verb_at - 1].kind == "np"
        if not aside and not (isinstance(verb, VerbGroup) and verb.low in {"be", "remain", "stay", "seem"}):
            return
        subjects = (verb_at - 1,) if aside else slots_of(chunks, verb_at).subjects
        holders = self.roles.actors(subjects)
        places = self.roles.located(self._noun_slots(at).pps, ("of", "over", "in"))
        if holders and places and subjects:
            mention = self.phrases.mention(chunks[subjects[0]].start, chunks[self._noun_slots(at).end].end)
            yield self._finished(
                ClaimDraft(
                    ClaimType.CONTROL,
                    mention.start,
                    mention.end,
                    Provenance("in control", mention),
                    agents=holders,
                    places=places,
                    present=not isinstance(verb, VerbGroup) or verb.present,
                    modality=Modality.ASSERTED if aside else modality_of(self.sentence, verb_at),
                    confidence=0.75,
                ),
                at,
            )

    def _whose_hands(self, at: int) -> tuple[ActorMention, ...]:
        chunks = self.sentence.chunks
        if at + 2 < len(chunks) and chunks[at + 1].low == "of" and chunks[at + 2].kind == "np":
            return self.roles.actors((at + 2,))
        chunk = chunks[at]
        if self.sentence.tokens[chunk.start].low in {"its", "their"}:
            return self.memory.pronoun(
                "it", self.phrases.mention(chunk.start, chunk.start + 1), self.sentence.number
            )
        return ()

    def _held_places(self, at: int) -> tuple[PlaceMention, ...]:
        noun, chunks = self.roles.noun(at), self.sentence.chunks
        own = self.roles.places((at,))
        if own:
            return own
        inside = self.sentence.chunks[at + 1 : at + 2]
        if noun.head in PREDICATES:
            return self._same_as(at)  # "all of X is now Russian-occupied"
        ground = noun.head in {
            "territory",
            "territories",
            "areas",
            "area",
            "part",
            "parts",
            "districts",
            "neighbourhoods",
        }
        if noun.head in {
            "capital",
            "stronghold",
            "bastion",
            "redoubt",
            "heartland",
            "fiefdom",
            "city",
            "town",
        }:
            same = self._same_as(at)
            if same:
                return same
            before = self.memory.focus.last_place(self.sentence.tokens[chunks[at].start].start)
            return (before,) if before else ()
        if ground and inside and inside[0].kind == "prep" and inside[0].low in {"in", "of", "around", "near"}:
            return self.roles.located(self._noun_slots(at).pps, ("in", "of", "loc"))
        return ()

    def _same_as(self, at: int) -> tuple[PlaceMention, ...]:
        """The place that the phrase at ``at`` is said to be: in apposition, or by "is" and "remains"."""
        chunks = self.sentence.chunks
        after = self._noun_slots(at).end + 1
        for other, comma in ((at - 2, at - 1), (after + 1, after)):
            if 0 <= other < len(chunks) and chunks[comma].kind == "comma" and chunks[other].kind == "np":
                apposed = self.roles.places((other,))
                if apposed:
                    return apposed
        copula = chunks[at - 1] if at else None
        if isinstance(copula, VerbGroup) and copula.low in {"be", "remain", "become"}:
            return self.roles.places(slots_of(chunks, at - 1).subjects)
        ahead = chunks[after] if after < len(chunks) else None
        if isinstance(ahead, VerbGroup) and ahead.low in {"be", "remain"} and ahead.main is not None:
            return self.roles.places(slots_of(chunks, after).objects)  # "the last rebel enclave is X"
        return ()
