"""How many were killed, injured or displaced; told with the attack that caused it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marsad.claims.drafts import ActorMention, ClaimDraft, CountDraft, PlaceMention
from marsad.claims.lang.en.chunks import VerbGroup
from marsad.claims.lang.en.coordination import coordinated_after
from marsad.claims.lang.en.counts import ATTACKS, count_of, harm_of, victims_of
from marsad.claims.lang.en.frames import Frame
from marsad.claims.lang.en.settling import Settling
from marsad.claims.lang.en.syntax import Slots
from marsad.claims.lang.en.tables import listed, table, words
from marsad.model import ActorKind, ClaimType
from marsad.records import replace

PLAIN_HARM = frozenset({"killing", "killed", "wounding", "wounded", "injuring", "injured"})


LYING = frozenset({"be", "lie", "lay", "remain"})
DONE_TO_PEOPLE = frozenset({ClaimType.VIOLENCE_AGAINST_CIVILIANS, ClaimType.ABDUCTION})
# What civilians do not do: the residents who tell of it have been read as its doers.
CIVIL_NEVER = frozenset({ClaimType.CASUALTIES, ClaimType.AIR_STRIKE, ClaimType.SHELLING, ClaimType.BOMBING})


class Tolls(Settling):
    """Counts the harm that one sentence tells."""

    def _count(self, phrases: Sequence[int]) -> CountDraft | None:
        counted = (self._summed(at) for at in phrases if not self._is_share(at))
        return count_of(self.sentence, self.phrases, counted)

    def _summed(self, at: int) -> int:
        """The 350 people of "a total of 350 people"; else the phrase itself."""
        chunks = self.sentence.chunks
        total = chunks[at].low == "total" and at + 2 < len(chunks) and chunks[at + 1].low == "of"
        return at + 2 if total else at

    def _is_share(self, at: int) -> bool:
        """The six of "wounded 23 others, six of them seriously": some of those already counted."""
        chunks = self.sentence.chunks
        of_them = [chunk.low for chunk in chunks[at + 1 : at + 3]] in (["of", "them"], ["of", "whom"])
        return of_them and at > 0 and chunks[at - 1].kind == "comma"

    def _counted(self, draft: ClaimDraft, frame: Frame, group: VerbGroup, slots: Slots) -> ClaimDraft:
        if "counts" not in frame.flags:
            return draft
        if self._is_total(draft, group, slots):
            draft = replace(draft, cumulative=True, agents=())
        fields: dict[str, Any] = self._harm(frame, group, slots)
        if not fields:
            return replace(draft, victims=self._whose(frame, slots))
        victims = victims_of(next(iter(fields.values())).whose) or self._whose(frame, slots)
        return replace(draft, victims=victims, targets=tuple(filter(_is_side, draft.targets)), **fields)

    def _harm(self, frame: Frame, group: VerbGroup, slots: Slots) -> dict[str, CountDraft]:
        """The fields that the clause counts, by name."""
        lives = self._lives(slots)
        if frame.type is ClaimType.ABDUCTION:
            return {}
        if "toll" in frame.flags:
            said = (*slots.objects, *(at for p, each in slots.pps if p in {"to", "at"} for at in each))
            named = self._by_head(slots.objects)
            toll = self._count(said) or self._count([whom for at in slots.objects for whom in self._of_whom(at)])
            return named or ({"killed": toll} if toll else {})
        if frame.type is ClaimType.CASUALTIES and group.low in {"leave", "render"}:
            return self._by_head(slots.objects)
        if frame.type is ClaimType.CASUALTIES and group.low in LYING:
            called = next((table("tolls")["dead"].get(self.sentence.chunks[at].low) for at in slots.objects), None)
            lie = self._count(slots.subjects) if called else None
            return {called: lie} if called and lie else {}
        # "12 dead and 30 wounded": the dead are counted as such
        others = [at for at in slots.objects if self.sentence.chunks[at].low not in table("tolls")["dead"]]
        count = self._count(lives or others) or self._count(self._bearers(group, slots))
        fled = "displaced" if frame.type is ClaimType.DISPLACEMENT else None
        harmed = "killed" if lives else fled or harm_of(group.low)
        bearing = group.low in listed("tolls", "bearing")
        if count is None or (count.single and not others and not bearing):
            return {}
        if "neutralised" in frame.flags:
            return {"killed": count, "injured": count}
        fields = {harmed: count} if harmed else {}
        either = self.sentence.lows(max(0, group.start - 2), group.end + 2)
        if any(f"killed or {hurt}" in either for hurt in ("wounded", "injured", "hurt")):
            return {"killed": count, "injured": count}
        return fields

    def _whose(self, frame: Frame, slots: Slots) -> str | None:
        """Whom violence or an abduction that counts nobody is done to: "raped women", "fired on mourners"."""
        if frame.type not in DONE_TO_PEOPLE:
            return None
        phrases = (
            *slots.objects,
            *(at for p, each in slots.pps if p in {"on", "at", "with", "into"} for at in each),
        )
        return victims_of(" ".join(self.sentence.chunks[at].low for at in phrases))

    def _of_whom(self, at: int) -> tuple[int, ...]:
        """The civilians of "the deaths of 45 civilians"."""
        chunks = self.sentence.chunks
        named = at + 2 < len(chunks) and chunks[at + 1].low == "of" and chunks[at + 2].kind == "np"
        return coordinated_after(chunks, at + 2)[0] if named else ()

    def _bearers(self, group: VerbGroup, slots: Slots) -> tuple[int, ...]:
        """The subjects that are counted: "nine died", "lost their lives", "and 33 others wounded"."""
        lost = group.low == "lose" and any(
            self.sentence.chunks[at].low in {"lives", "life"} for at in slots.objects
        )
        aside = not slots.objects or self.sentence.chunks[slots.objects[0] - 1].kind == "comma"
        elliptic = group.low in listed("tolls", "elliptic") and aside and not slots.passive
        return slots.subjects if lost or elliptic or group.low in listed("tolls", "bearing") else ()

    def _by_head(self, phrases: Sequence[int]) -> dict[str, CountDraft]:
        """ "left 12 dead and 30 wounded"; "left 12 rebels and eight soldiers dead": each as it is called."""
        fields: dict[str, CountDraft] = {}
        group: list[int] = []
        for at in phrases:
            group.append(at)
            field = table("tolls")["dead"].get(self.sentence.chunks[at].low)
            count = self._count(group) if field else None
            if field and count:
                fields.setdefault(field, count)
                group = []
        return fields

    def _lives(self, slots: Slots) -> tuple[int, ...]:
        """The three people of "claimed the lives of three people"; the eleven lives of "claimed eleven lives"."""
        chunks = self.sentence.chunks
        for at in slots.objects:
            if chunks[at].low in {"lives", "life"}:
                owned = at + 2 < len(chunks) and chunks[at + 1].low == "of"
                return (at + 2,) if owned else (at,)
        return ()

    def _is_total(self, draft: ClaimDraft, group: VerbGroup, slots: Slots) -> bool:
        """Whether a count is a running total: "the war has killed", "have been killed since", "so far"."""
        wars = table("frames")["wars"]
        heads = [self.roles.noun(at).head for at in slots.subjects]
        tails = [
            self.sentence.chunks[at + 2].low
            for at in slots.subjects
            if at + 2 < len(self.sentence.chunks) and self.sentence.chunks[at + 1].low == "of"
        ]
        if set(heads + tails) & set(wars):
            return True
        return draft.type is ClaimType.CASUALTIES and group.perfect and not draft.agents and self._sums_up()

    def _sums_up(self) -> bool:
        """ "since", "so far", "in all": the sentence counts up to its day."""
        lows = f" {self.sentence.lows(0, len(self.sentence.tokens))} "
        return any(f" {word} " in lows for word in table("tolls")["totals"])

    # -- one claim for an attack and its dead -------------------------------------------------------------------

    def _with_counts(self, drafts: list[ClaimDraft]) -> list[ClaimDraft]:
        """Deaths are told with the attack that caused them; killed and wounded of one sentence go together."""
        drafts = [self._without_civilians(each) for each in _joined_harm(drafts) if _says_how_many(each)]
        drafts = _without_outcomes(drafts)
        attacks = [each for each in drafts if each.type in ATTACKS and each.killed is None]
        harm = [each for each in drafts if each.type is ClaimType.CASUALTIES and not _is_running(each)]
        if len(harm) != 1 or not attacks:
            return drafts
        attacks = [each for each in attacks if not _elsewhere(harm[0], each)]
        if not attacks:
            return drafts
        attack = min(attacks, key=lambda each: (abs(each.start - harm[0].start), each.start))
        merged = with_harm(attack, harm[0])
        return [merged if each is attack else each for each in drafts if each is not harm[0]]

    def _without_civilians(self, draft: ClaimDraft) -> ClaimDraft:
        """Civilians are victims: no side that anybody fights, and no doers of what befell them."""
        actors = self.memory.area.actors

        def civil(actor: ActorMention) -> bool:
            found = actors.get(actor.candidates[0]) if actor.candidates else None
            return found is not None and found.kind is ActorKind.CIVILIAN

        harmless = draft.type in CIVIL_NEVER
        agents = tuple(each for each in draft.agents if not harmless or not civil(each))
        targets = tuple(each for each in draft.targets if not civil(each))
        same = len(agents) == len(draft.agents) and len(targets) == len(draft.targets)
        return draft if same else replace(draft, agents=agents, targets=targets)


def _is_side(actor: ActorMention) -> bool:
    """Not the "nine fighters" of nobody named: who they fought for is not said."""
    counting = listed("actors", "combatants") | words("shades") | words("number_words") | {"men", "no", "fewer"}
    named = [low for low in actor.name.lower().split() if low not in counting and not low[0].isdigit()]
    return bool(actor.candidates or named)


def with_harm(attack: ClaimDraft, harm: ClaimDraft) -> ClaimDraft:
    """``attack`` with the dead and wounded that ``harm`` counts, and with whose they were."""
    sides = harm.agents or harm.targets
    fought = attack.type in {ClaimType.CLASH, ClaimType.ASSAULT} and not attack.agents
    paired = fought and attack.type is ClaimType.CLASH and not attack.targets
    agents = attack.agents or (sides[:1] if paired else harm.agents if fought else ())
    hit = sides[1:] if paired else harm.targets
    return replace(
        attack,
        killed=harm.killed or attack.killed,
        injured=harm.injured or attack.injured,
        victims=harm.victims or attack.victims,
        attribution=attack.attribution or harm.attribution,
        agents=agents,
        targets=attack.targets or tuple(each for each in hit if each.name not in {a.name for a in agents}),
        start=min(attack.start, harm.start),
        end=max(attack.end, harm.end),
        places=_surer(attack.places, harm.places),
    )


def _surer(of_attack: tuple[PlaceMention, ...], of_harm: tuple[PlaceMention, ...]) -> tuple[PlaceMention, ...]:
    """Where an attack was: as the clause of the attack names it, else as that of its toll does."""
    named = (each for each in (of_attack, of_harm) if each and not each[0].by_reference)
    said = (each for each in (of_attack, of_harm) if each and each[0].mention.text)  # "there"
    return next(named, None) or next(said, None) or of_attack or of_harm


def _without_outcomes(drafts: list[ClaimDraft]) -> list[ClaimDraft]:
    """ "Shelled X, killing three", "attacked X and killed three": the dead are told with the attack before."""
    kept: list[ClaimDraft] = []
    for draft in drafts:
        attack = next((at for at in range(len(kept) - 1, -1, -1) if _is_outcome(draft, kept[at])), None)
        if attack is None:
            kept.append(draft)
        else:
            kept[attack] = with_harm(kept[attack], draft)
    return kept


def _is_outcome(draft: ClaimDraft, attack: ClaimDraft) -> bool:
    """Whether ``draft`` says no more than whom ``attack`` killed or hurt, by the same side or by nobody named."""
    verb = draft.provenance.trigger.text.lower().split()[-1]
    plain = draft.type is ClaimType.VIOLENCE_AGAINST_CIVILIANS and verb in PLAIN_HARM
    told = (attack.killed and draft.killed) or (attack.injured and draft.injured)
    armed = attack.type in ATTACKS - {draft.type, ClaimType.ADVANCE} and attack.modality is draft.modality
    follows = attack.provenance.trigger.start < draft.provenance.trigger.start
    doers = {each.name for each in draft.agents}
    same = doers <= {each.name for each in attack.agents} or verb.endswith("ing")
    return plain and armed and follows and same and not told


def _says_how_many(draft: ClaimDraft) -> bool:
    return draft.type is not ClaimType.CASUALTIES or bool(draft.killed or draft.injured)


def _is_running(draft: ClaimDraft) -> bool:
    """A total of its own: not the dead of the attack told beside it."""
    return draft.cumulative and draft.provenance.frame != "toll"


def _joined_harm(drafts: list[ClaimDraft]) -> list[ClaimDraft]:
    """The dead and the wounded of one sentence, by one attack or by none named, as one."""
    found: list[ClaimDraft] = []
    for draft in drafts:
        near = range(len(found) - 1, -1 if draft.type is ClaimType.CASUALTIES else len(found) - 2, -1)
        partner = next((number for number in near if number >= 0 and _goes_with(draft, found[number])), None)
        if partner is None:
            found.append(draft)
            continue
        last = found[partner]
        found[partner] = replace(
            last,
            killed=last.killed or draft.killed,
            injured=last.injured or draft.injured,
            victims=last.victims or draft.victims,
            cumulative=last.cumulative or draft.cumulative,
            start=min(last.start, draft.start),
            end=max(last.end, draft.end),
        )
    return found


def _goes_with(draft: ClaimDraft, last: ClaimDraft) -> bool:
    alike = draft.type in {ClaimType.CASUALTIES, last.type} and last.type in ATTACKS | {ClaimType.CASUALTIES}
    apart = bool(draft.killed) != bool(last.killed) and bool(draft.injured) != bool(last.injured)
    counted = bool(draft.killed or draft.injured) and bool(last.killed or last.injured)
    return alike and apart and counted and draft.modality is last.modality and not _elsewhere(draft, last)


def _elsewhere(draft: ClaimDraft, last: ClaimDraft) -> bool:
    """ "Wounded ten in Homs and killed six in Hama": two tolls, not "struck Homs, killing six in a suburb"."""
    spots = [each.places[0] for each in (draft, last) if each.places and not each.places[0].by_reference]
    following = draft.provenance.trigger.text.lower().endswith("ing")
    return not following and len(spots) == 2 and _spot(spots[0]) != _spot(spots[1])


def _spot(place: PlaceMention) -> str:
    return place.candidates[0] if place.candidates else place.name
