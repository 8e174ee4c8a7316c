"""What the phrases of a clause say of aid and of truces: whose it is, between whom, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from marsad.claims.drafts import ClaimDraft, PlaceMention, Provenance
from marsad.claims.lang.en.frames import Frame, places_in
from marsad.claims.lang.en.noun_modality import is_none
from marsad.claims.lang.en.parties import Actors
from marsad.claims.lang.en.states import States
from marsad.claims.lang.en.syntax import Slots
from marsad.model import ClaimType, Modality
from marsad.records import replace

# Where the phrases of a clause say it is: "access to X was refused".
BESIDE_NOUNS: dict[ClaimType, tuple[str, ...]] = {
    ClaimType.AID_DELIVERY: ("to", "into", "for", "in"),
    ClaimType.AID_BLOCKED: ("to", "into", "for", "in"),
    ClaimType.CEASEFIRE: ("in", "for", "on", "at", "around", "along"),
}
LEADING_TO = frozenset({"under", "of", "with", "to", "after", "by", "following", "in"})  # "as part of a deal"
ADMITTING = frozenset({"let", "allow", "allowed", "admit", "admitted", "permit", "permitted"})


class Bargains(States):
    """Reads whose aid and whose truce one sentence tells of."""

    def _of_phrases(self, frame: Frame, slots: Slots) -> tuple[PlaceMention, ...]:
        """ "Access to X was refused", "a truce for X was signed": where the phrases of the clause say it is."""
        said = BESIDE_NOUNS.get(frame.type, ())
        for at in (*slots.subjects, *slots.objects) if said else ():
            places = places_in(said, self.roles, self._noun_slots(at))
            if places:
                return places
        return ()

    def _concerned(self, frame: Frame, slots: Slots, agents: Actors, targets: Actors) -> tuple[Actors, Actors]:
        """Whose aid it is, where the clause does not say who brings it; who is bound by a truce: both sides."""
        if frame.type not in BESIDE_NOUNS:
            return agents, targets
        if frame.type is not ClaimType.CEASEFIRE:
            return agents or (() if slots.passive else self._whose_goods(slots)), targets
        bound = self._parties(slots) or agents
        return (tuple({each.name: each for each in (*bound, *targets)}.values()), ()) if bound else ((), targets)

    def _whose_goods(self, slots: Slots) -> Actors:
        """The X of "a convoy of X brought food"."""
        beside = (pp for at in slots.subjects for pp in self._noun_slots(at).pps)
        return self.roles.actors(
            each for preposition, phrases in beside if preposition == "of" for each in phrases
        )

    def _parties(self, slots: Slots) -> Actors:
        """The X and Y of "the truce between X and Y took effect"."""
        for at in (*slots.subjects, *slots.objects):
            for preposition, phrases in self._noun_slots(at).pps:
                if preposition == "between" and (found := self.roles.actors(self._both(phrases))):
                    return found
        return ()

    def _both(self, phrases: tuple[int, ...]) -> tuple[int, ...]:
        """The X and Y of "between X and Y | took effect", of which the verb behind takes Y for its subject."""
        after = phrases[-1] + 1
        chunks = self.sentence.chunks[after : after + 2]
        alone = len(phrases) == 1 and [each.kind for each in chunks] == ["and", "np"]
        return (*phrases, after + 1) if alone else phrases

    def _bargained(self, found: Sequence[ClaimDraft]) -> Iterator[ClaimDraft]:
        """ "Left on buses under a deal with the army": who leaves by agreement no longer fights."""
        left = next((each for each in found if each.type is ClaimType.EVACUATION), None)
        if left is None or any(each.type is ClaimType.CEASEFIRE for each in found):
            return
        chunks = self.sentence.chunks
        for at in range(1, len(chunks)):
            led = chunks[at - 1].low in LEADING_TO
            if chunks[at].kind != "np" or not led or not self.roles.is_a(at, "bargain"):
                continue
            sides = [each for p, each in self._noun_slots(at).pps if p in {"with", "between"}]
            agents = self.roles.actors(each for phrases in sides for each in self._both(phrases))
            if agents:
                start, end = chunks[at].start, chunks[self._noun_slots(at).end].end
                span = self.phrases.mention(start, end)
                both = tuple({each.name: each for each in (*agents, *left.targets)}.values())
                draft = ClaimDraft(
                    ClaimType.CEASEFIRE,
                    span.start,
                    span.end,
                    Provenance("bargain", span),
                    agents=both,
                    places=left.places,
                    confidence=0.5,
                )
                yield self._finished(draft, at, state=True)
                return

    def _let_in(self, draft: ClaimDraft, slots: Slots) -> ClaimDraft:
        """ "No convoy has entered" is aid blocked; who "has brought in no food" has not delivered it."""
        if draft.type is not ClaimType.AID_DELIVERY:
            return draft
        if not slots.passive and self._none_of(slots.objects):
            return replace(draft, modality=Modality.DENIED)
        if draft.modality is Modality.DENIED:
            agents = draft.agents if draft.provenance.trigger.text.split()[-1] in ADMITTING else ()
            return replace(draft, type=ClaimType.AID_BLOCKED, modality=Modality.ASSERTED, agents=agents)
        return draft

    def _of_none(self, slots: Slots) -> bool:
        """ "No convoy has entered": the subject is nobody."""
        return self._none_of(slots.objects if slots.passive else slots.subjects)

    def _none_of(self, phrases: Iterable[int]) -> bool:
        chunks = [self.sentence.chunks[at] for at in phrases]
        lows = self.sentence.low_words
        openings = (lows[chunk.start - 1 : chunk.start + 1] for chunk in chunks if chunk.start)
        if any(low == "not" and following in {"one", "a"} for low, following in openings):
            return True  # "not one truck has entered", "not a single convoy"
        return any(is_none(self.sentence.lows(chunk.start, chunk.end).split()) for chunk in chunks)
