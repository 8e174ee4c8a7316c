"""The attack that a toll is of, and tolls told without a verb of harm: "two dead", "the death toll rose to 74"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marsad.claims.drafts import ClaimDraft, CountDraft, Provenance
from marsad.claims.lang.en.chunks import VerbGroup
from marsad.claims.lang.en.counts import AGAINST_POSITIONS, ATTACKS, victims_of
from marsad.claims.lang.en.event_nouns import EventNouns
from marsad.claims.lang.en.frames import places_in
from marsad.claims.lang.en.heads import counted
from marsad.claims.lang.en.syntax import Slots, slots_of
from marsad.claims.lang.en.tables import listed, table
from marsad.model import ClaimType, Modality
from marsad.records import replace


class TollNouns(EventNouns):
    """Finds which attack killed, and counts of the dead in noun phrases."""

    def _killed_in(self, draft: ClaimDraft, slots: Slots) -> ClaimDraft:
        """ "Killed in bombing raids by the coalition": the raids are what happened."""
        for preposition, phrases in slots.pps:
            at = phrases[0]
            frame = self._noun_frame(at) if self._is_of_cause(preposition, at) else None
            if frame is not None and frame.type not in AGAINST_POSITIONS:
                return draft  # "in clashes near X, five in shelling of Y": the first is what they died in
            if frame is not None:
                self._used.add(at)
                frame = self._armed(frame, at, self._noun_slots(at))
                agents = self.roles.owners((at,)) or draft.agents
                places = places_in(frame.place, self.roles, self._noun_slots(at)) or draft.places
                hit = tuple(each for each in draft.targets if each.name not in {a.name for a in agents})
                return replace(
                    draft, type=frame.type, means=frame.means, agents=agents, targets=hit, places=places
                )
        return draft

    def _use_up_raids(self, draft: ClaimDraft, slots: Slots) -> None:
        """ "The air force killed 20 in a series of air strikes": the strikes make no second claim."""
        for preposition, phrases in slots.pps:
            at = counted(self.roles, phrases[0])
            frame = self._noun_frame(at) if preposition in {"in", "with"} else None
            if frame is not None and frame.type is draft.type:
                self._used.add(at)

    def _is_of_cause(self, preposition: str, at: int) -> bool:
        """ "Killed in an attack", "as a result of an attack"; not "the captives of an attack"."""
        chunks = self.sentence.chunks
        result = preposition == "of" and at > 1 and chunks[at - 2].low in {"result", "consequence"}
        return result or preposition in {"in", "during", "due to", "because of"}

    def _by_attack(self, draft: ClaimDraft, slots: Slots) -> ClaimDraft:
        """ "The blast claimed three lives", "Turkish artillery neutralised 43": the attack is what happened."""
        for at in slots.subjects:
            frame, weapon = self._noun_frame(at), self.roles.noun(at).weapon
            kind = frame.type if frame is not None else ClaimType(weapon) if weapon else None
            if kind in AGAINST_POSITIONS:
                self._used.add(at)
                places = draft.places
                if frame is not None:
                    places = places or places_in(frame.place, self.roles, self._noun_slots(at))
                means = frame.means if frame is not None else self.roles.noun(at).head
                return replace(draft, type=kind, means=means, agents=self.roles.owners((at,)), places=places)
        return draft

    def _dead_named(self, found: Sequence[ClaimDraft]) -> Iterator[ClaimDraft]:
        """ "has counted 277 dead", "the deaths of 45 civilians": people called dead or wounded, in numbers."""
        dead = table("tolls")["dead"]
        heads = [at for at, chunk in enumerate(self.sentence.chunks) if chunk.kind == "np" and chunk.low in dead]
        if not heads:
            return
        told = (each for draft in found for each in (draft.killed, draft.injured) if each)
        attacked = any(each.type in ATTACKS for each in found)
        counted = {mention for each in told for mention in (each.mention, *each.also)}
        summed = self._says("toll")  # "The toll since May: 310 dead, 45 missing"
        for at in heads:
            count = self._count([at]) or self._count(self._of_whom(at))
            said = attacked or summed or not self._is_loose(at)
            if count and count.mention not in counted and said:
                field = dead[self.sentence.chunks[at].low]
                yield self._toll(at, at, {field: count}, total=summed or self._sums_up())

    def _none_lost(self) -> Iterator[ClaimDraft]:
        """ "There were no Turkish casualties", "suffered no losses"; not "no casualties were reported"."""
        if "no" not in self.sentence.low_words:
            return
        for at, chunk in enumerate(self.sentence.chunks):
            before = self.sentence.chunks[at - 1] if at and chunk.low in listed("tolls", "losses") else None
            if not isinstance(before, VerbGroup) or self.sentence.tokens[chunk.start].low != "no":
                continue
            if before.low in listed("tolls", "suffering") and not before.modal:
                none = CountDraft(self.phrases.mention(chunk.start, chunk.start + 1))
                sufferers = slots_of(self.sentence.chunks, at - 1).subjects
                whose = self.roles.owners((at,)) or self.roles.actors(sufferers)
                told = self._toll(at, at, {"killed": none}, total=False)
                yield replace(told, modality=Modality.DENIED, targets=whose)

    def _is_loose(self, at: int) -> bool:
        """ "Fighting near X, 20 dead": no verb says so; without its attack it would be a claim of nothing."""
        chunks, after = self.sentence.chunks, self._noun_slots(at).end + 1
        told = after < len(chunks) and isinstance(chunks[after], VerbGroup)  # "The bodies of 30 men were found"
        return not told and (at == 0 or chunks[at - 1].kind in {"comma", "mark"})

    def _tolls_told(self) -> Iterator[ClaimDraft]:
        """ "The death toll from the blast rose to 74", "put the number of dead in the raid at five"."""
        chunks = self.sentence.chunks
        for at, chunk in enumerate(chunks):
            if chunk.kind != "np" or chunk.low not in listed("tolls", "tolls"):
                continue
            of = chunks[at + 2].low if at + 2 < len(chunks) and chunks[at + 1].low == "of" else ""
            death = not {"death", "casualty"}.isdisjoint(self.sentence.words_of(chunk))
            if chunk.low != "toll" and not death and of not in listed("tolls", "tolls_of"):
                continue
            found = self._reached(at)
            if found is not None:
                field: str = table("tolls")["dead"].get(of, "killed")
                count = self._count(found)
                counted = self._by_head(found) or ({field: count} if count else {})
                yield self._toll(at, found[-1], counted, total=chunk.low == "toll" or self._sums_up())

    def _reached(self, at: int) -> tuple[int, ...] | None:
        """The phrases of the number that the toll at chunk ``at`` has reached."""
        chunks = self.sentence.chunks
        for here in (*range(at + 1, min(at + 12, len(chunks))), *range(max(0, at - 2), at)):
            group = chunks[here]
            if not isinstance(group, VerbGroup) or group.low not in listed("tolls", "reaching"):
                continue
            slots = slots_of(chunks, here)
            told = [phrases for prep, phrases in slots.pps if prep in {"to", "at"}]
            for group_told in (*told, slots.objects):
                if self._count([each for each in group_told if each > at]) is not None:
                    return group_told
        return None

    def _toll(self, at: int, last: int, counted: Mapping[str, Any], *, total: bool) -> ClaimDraft:
        chunks, tokens = self.sentence.chunks, self.sentence.tokens
        count: CountDraft = next(iter(counted.values()))
        places = self.roles.located(self._noun_slots(at).pps, ("loc",))
        span = self.phrases.mention(chunks[at].start, chunks[at].end)
        start, end = min(span.start, count.mention.start), max(tokens[chunks[last].end - 1].end, span.end)
        draft = ClaimDraft(
            ClaimType.CASUALTIES,
            start,
            end,
            Provenance("toll", span),
            places=places,
            victims=victims_of(count.whose),
            cumulative=total,
            confidence=0.5,
            **counted,
        )
        return self._finished(draft, at)
