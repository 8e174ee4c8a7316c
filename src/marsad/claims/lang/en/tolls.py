"""How many were killed, injured or displaced; told with the attack that caused it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from marsad.claims.drafts import ClaimDraft, CountDraft
from marsad.claims.lang.en.chunks import VerbGroup
from marsad.claims.lang.en.counts import ATTACKS, HARMED, count_in, victims_of
from marsad.claims.lang.en.frames import Frame
from marsad.claims.lang.en.settling import Settling
from marsad.claims.lang.en.syntax import Slots
from marsad.claims.lang.en.tables import table, words
from marsad.model import ClaimType


class Tolls(Settling):
    """Counts the harm that one sentence tells."""

    def _count(self, phrases: Sequence[int]) -> CountDraft | None:
        for at in phrases:
            counted = count_in(self.sentence, self.phrases, self.sentence.chunks[at])
            if counted:
                return counted
        return None

    def _counted(self, draft: ClaimDraft, frame: Frame, group: VerbGroup, slots: Slots) -> ClaimDraft:
        if "counts" not in frame.flags:
            return draft
        harmed = HARMED.get(group.low)
        if self._lives(slots) or (draft.type is ClaimType.CASUALTIES and group.low == "leave"):
            harmed = "killed"
        count = self._count(self._lives(slots) or slots.objects) or (
            self._count(slots.subjects)
            if group.low in {"die", "perish", "flee", "leave", "escape", "starve"}
            or (
                group.low == "lose"
                and any(self.sentence.chunks[at].low in {"lives", "life"} for at in slots.objects)
            )
            else None
        )
        if "toll" in frame.flags:
            said = (*slots.objects, *(at for p, each in slots.pps if p in {"to", "at"} for at in each))
            harmed, count = "killed", self._count(said)
        if count is None or (harmed is None and "neutralised" not in frame.flags):
            return draft
        victims = victims_of(count.whose)
        whole = self._whole_war(slots)
        if whole:
            draft = replace(draft, cumulative=True, agents=())
        fields: dict[str, Any] = {harmed: count} if harmed else {"killed": count, "injured": count}
        lows = self.sentence.lows(group.start, group.end + 4).split()
        if group.low == "kill" and set(lows[:6]) & {"wounded", "injured"} and "or" in lows:
            fields["injured"] = count
        return replace(draft, victims=victims, **fields)

    def _lives(self, slots: Slots) -> tuple[int, ...]:
        """The three people of "claimed the lives of three people"."""
        chunks = self.sentence.chunks
        for at in slots.objects:
            if chunks[at].low in {"lives", "life"} and at + 2 < len(chunks) and chunks[at + 1].low == "of":
                return (at + 2,)
        return ()

    def _whole_war(self, slots: Slots) -> bool:
        """Whether a count is of the whole war: "the conflict has killed", "months of war have killed"."""
        wars = table("frames")["wars"]
        heads = [self.roles.noun(at).head for at in slots.subjects]
        tails = [
            self.sentence.chunks[at + 2].low
            for at in slots.subjects
            if at + 2 < len(self.sentence.chunks) and self.sentence.chunks[at + 1].low == "of"
        ]
        lows = {token.low for token in self.sentence.tokens}
        since = "since" in lows and bool(lows & ({"toll", "total"} | words("whole_wars")))
        return bool(set(heads + tails) & set(wars)) or since

    def _with_counts(self, drafts: list[ClaimDraft]) -> list[ClaimDraft]:
        """Deaths are told with the attack that caused them; killed and wounded of one sentence go together."""
        drafts = _joined_harm(drafts)
        attacks = [each for each in drafts if each.type in ATTACKS and each.killed is None]
        harm = [each for each in drafts if each.type is ClaimType.CASUALTIES]
        if len(harm) != 1 or not attacks:
            return drafts
        attack = min(attacks, key=lambda each: (abs(each.start - harm[0].start), each.start))
        fought = attack.type in {ClaimType.CLASH, ClaimType.ASSAULT} and not attack.agents and bool(harm[0].agents)
        merged = replace(
            attack,
            killed=harm[0].killed,
            injured=harm[0].injured,
            victims=harm[0].victims,
            agents=attack.agents or (harm[0].agents if fought else ()),
            targets=attack.targets or (harm[0].targets if fought else ()),
            start=min(attack.start, harm[0].start),
            end=max(attack.end, harm[0].end),
            places=attack.places
            if attack.places and not attack.places[0].by_reference
            else harm[0].places or attack.places,
        )
        return [merged if each is attack else each for each in drafts if each is not harm[0]]


def _joined_harm(drafts: list[ClaimDraft]) -> list[ClaimDraft]:
    found: list[ClaimDraft] = []
    for draft in drafts:
        last = found[-1] if found else None
        joinable = (
            last is not None
            and draft.type is ClaimType.CASUALTIES
            and draft.killed is None
            and last.injured is None
        )
        if joinable and last is not None and (last.killed is not None):
            found[-1] = replace(last, injured=draft.injured, end=max(last.end, draft.end))
        else:
            found.append(draft)
    return found
