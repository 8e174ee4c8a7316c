"""Reading one sentence: every frame whose needs hold becomes a draft, with its roles filled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from marsad.claims.drafts import ClaimDraft, PassedOver, PlaceMention
from marsad.claims.lang.en.aims import with_aim
from marsad.claims.lang.en.attacks import Attacks
from marsad.claims.lang.en.chunks import VerbGroup
from marsad.claims.lang.en.counts import harm_of
from marsad.claims.lang.en.event_nouns import PREVENTING
from marsad.claims.lang.en.frames import Clause, Frame, actors_in, frames_of, noun_endings, places_in
from marsad.claims.lang.en.heads import counted
from marsad.claims.lang.en.modality import is_asked, modality_of
from marsad.claims.lang.en.own_side import leading
from marsad.claims.lang.en.parties import agents_of, parted, targets_of
from marsad.claims.lang.en.settling import is_bomber
from marsad.claims.lang.en.syntax import OBJECT_CONTROL, Slots, slots_of
from marsad.claims.lang.en.tables import table, words
from marsad.claims.lang.en.told_once import PLACED, of_itself, of_nothing, once_told
from marsad.claims.lang.en.tracing import passed_over, provenance_of, sureness_of
from marsad.claims.lang.en.witnesses import TREE_ALONE, heard, weighed
from marsad.model import ClaimType, Modality
from marsad.records import replace

# What snow, floods and fires do as well as men: "the landslide that cut the road".
OF_NATURE = PLACED - {ClaimType.SIEGE} | {ClaimType.EVACUATION, ClaimType.AID_BLOCKED}
CONTROL_OF_NOTHING = frozenset({"control of the situation", "control of the crisis", "control of the fire"})
AGREEING = frozenset({"agree", "commit", "undertake", "bind", "consent", "swear"})
REFLEXIVE = frozenset({"themselves", "itself", "himself"})


class SentenceReader(Attacks):
    """Reads the claims of one sentence. Made anew for each sentence; the memory of the report goes along."""

    def drafts(self) -> list[ClaimDraft]:
        """The claims of the sentence in the order of their triggers."""
        found: list[ClaimDraft] = []
        for at, chunk in enumerate(self.sentence.chunks):
            if isinstance(chunk, VerbGroup):
                found += self._of_verb(at, chunk)
        states, lows = self._tells_states(), self.sentence.low_words
        for at, chunk in enumerate(self.sentence.chunks):
            if chunk.kind == "np":
                if at not in self._used and (lows[chunk.end - 1] in noun_endings() or chunk.low == "operation"):
                    found += self._of_noun(at)
                if states and self._tells_state(chunk):
                    found += self._of_state(at)
        found += self._passages(found)
        found += self._in_range()
        found += self._tolls_told()
        found += self._dead_named(found)
        found += self._none_lost()
        found += self._bargained(found)
        self.memory.leading = (self.sentence.number, partial(leading, self.roles))
        kept = [each for each in once_told(found) if not of_nothing(each) and not of_itself(each)]
        if not words("calamities").isdisjoint(self.sentence.low_words):
            kept = [each for each in kept if each.agents or each.type not in OF_NATURE]
        return self._with_counts(self._placed(kept))

    def passed_over(self, drafts: Sequence[ClaimDraft]) -> Iterator[PassedOver]:
        """The words that rows know and that none of ``drafts``, read of this sentence, was made of."""
        return passed_over(self._lacked, drafts, self.phrases)

    def _of_verb(self, at: int, group: VerbGroup) -> Iterator[ClaimDraft]:
        frames = frames_of(group.low, self._particle(group))
        if group.low == "take" and self.sentence.lows(group.end, group.end + 1) == "place":
            return
        if group.low in words("won_at_polls") and self._at_the_polls():
            return
        if self.sentence.lows(group.end, group.end + 4) in CONTROL_OF_NOTHING:
            return
        if group.low == "take" and self.sentence.lows(group.end, group.end + 1) == "hold":
            frames = [each for each in frames if each.type is ClaimType.CEASEFIRE]  # "a truce took hold"
        if self._is_purpose(at, group) or is_asked(self.sentence, at):
            self._lack(at, frames[:1], "to be said as an event: here it is a purpose or a question")
            return
        if not frames:
            self._objects[at] = None
            return
        slots = self.tree.corrected(at, self._with_out_of(self._with_topic(with_aim(self.sentence.chunks, at))))
        slots = self._had_done(slots)
        self._objects[at] = slots.objects
        if group.low == "have" and self._is_done_after(slots):
            return  # "had the base surrounded": they surrounded it
        yield from self._of_frames(frames, at, group, slots)

    def _had_done(self, slots: Slots) -> Slots:
        """ "Had the base surrounded", "kept the town besieged": by the subject of that verb."""
        over = slots.objects[0] - 1 if slots.passive and slots.objects and not slots.subjects else 0
        above = self.sentence.chunks[over] if over > 0 else None
        if isinstance(above, VerbGroup) and above.low in {"have", "keep", "get"} and not above.passive:
            return replace(slots, subjects=slots_of(self.sentence.chunks, over).subjects)
        return slots

    def _is_done_after(self, slots: Slots) -> bool:
        follows = self.sentence.chunks[slots.end + 1 : slots.end + 2]
        return bool(follows) and isinstance(follows[0], VerbGroup) and follows[0].main == follows[0].start

    def _at_the_polls(self) -> bool:
        """ "Took the town in the by-election"."""
        return not words("polls").isdisjoint(self.sentence.low_words)

    def _particle(self, group: VerbGroup) -> str:
        """ "Is over", "are no longer" have one of their own."""
        ahead = self.sentence.words_of(group) + self.sentence.low_words[group.end : group.end + 2]
        after = self.sentence.lows(group.end, group.end + 1)
        if group.low == "be" and after in {"over", "back"}:
            return after
        return "longer" if not group.particle and "longer" in ahead and "no" in ahead else group.particle

    def _of_frames(self, frames: Sequence[Frame], at: int, group: VerbGroup, slots: Slots) -> Iterator[ClaimDraft]:
        """What the first row that applies makes of the clause; where none does, of the tree's clause."""
        frame, lacking = Clause(self.roles, slots, self._count).first_of(frames)
        self._lacked[at] = (lacking, slots)
        witness = self.tree.slots(at)
        if frame is not None:
            self._lack(at, (frame,), "a number of people, or somebody named", slots)
            yield from self._weighed(
                self._drafts_of(self._as_tried(frame, group), at, group, slots), frame, witness, slots
            )
        elif not slots.alike(witness):
            frame, _ = Clause(self.roles, witness, self._count).first_of(frames)
            if frame is not None:
                alone = self._drafts_of(self._as_tried(frame, group), at, group, witness)
                yield from (weighed(each, *TREE_ALONE) for each in alone)

    def _weighed(
        self, drafts: Iterable[ClaimDraft], frame: Frame, witness: Slots, slots: Slots
    ) -> Iterator[ClaimDraft]:
        """``drafts`` of the chunks, with what the tree says of who did it: not those to whom it is done."""
        dying = frame.type is ClaimType.CASUALTIES and not slots.objects  # who dies does nothing
        alike = dying or witness.subjects == slots.objects
        told = () if alike else actors_in(frame.agent, self.roles, witness)
        agents = tuple(each for each in told if each.candidates or not is_bomber(each))
        yield from (heard(draft, agents) if draft.type is frame.type else draft for draft in drafts)

    def _with_out_of(self, slots: Slots) -> Slots:
        """ "pulled out of X": the "out" belongs to the "of"; ", an official in X said" is no place of it."""
        said = tuple(
            (self._said_out_of(p, each[0]), each) for p, each in slots.pps if not self._is_of_speaker(each[0])
        )
        return slots if said == slots.pps else replace(slots, pps=said)

    def _said_out_of(self, preposition: str, at: int) -> str:
        start = self.sentence.chunks[at - 1].start
        out = preposition == "of" and start and self.sentence.tokens[start - 1].low == "out"
        return "out of" if out else preposition

    def _is_purpose(self, at: int, group: VerbGroup) -> bool:
        """ "fighting to topple", "a push to take": why something is done is no claim of its own."""
        if (
            group.form != "inf"
            or group.perfect
            or at == 0
            or self.sentence.tokens[group.start - 1].low == "enough"
        ):
            return False
        passed = (each for each in reversed(self.sentence.chunks[:at]) if each.kind != "time")
        before = next((each for each in passed if each.low not in REFLEXIVE), group)  # "bound themselves to stop"
        above = self.sentence.chunks[group.governor] if group.governor is not None else None
        if before.kind == "np" and (
            above is None or above.low not in OBJECT_CONTROL | {"be", "have", "want", "plan"}
        ):
            helping = above is not None and above.low in words("sending") and group.low in words("helping")
            return before.low not in table("frames")["purposes"] and not helping
        return above is not None and above.low in {
            "fight",
            "advance",
            "battle",
            "attack",
            "clash",
            "use",
            "refocus",
        }

    def _modality(self, frame: Frame, at: int, group: VerbGroup) -> Modality:
        """How a verb says it: a truce proposed is planned, an assault that was prevented took place."""
        if frame.type is ClaimType.CEASEFIRE and _is_proposed(group):
            return Modality.PLANNED
        found = self._tried(group, modality_of(self.sentence, at), frame)
        prevented = group.low in PREVENTING and frame.type is ClaimType.ASSAULT
        return Modality.ASSERTED if prevented and found is Modality.DENIED else found

    def _drafts_of(self, frame: Frame, at: int, group: VerbGroup, slots: Slots) -> Iterator[ClaimDraft]:
        """What the row ``frame`` makes of the clause, each draft finished."""
        filled = None if self._is_of_peace(frame, slots) else self._filled(frame, at, group, slots)
        told = None if filled is None else self._told_by(filled, frame, group, slots)
        if filled is None or told is None:
            return
        draft = self._counted(told, frame, group, slots)
        elsewhere = draft.places[1:] if draft.killed or draft.displaced else ()
        if elsewhere:
            draft = replace(draft, places=draft.places[:1])
        draft = self._said_by_row(draft, frame, slots)
        for each in self._special(draft, frame, at, group, slots):
            done = self._let_in(self._finished(each, at), slots)
            if done.type is not ClaimType.DISPLACEMENT or done.modality is not Modality.PLANNED or done.displaced:
                yield done
            if elsewhere and done.type is not ClaimType.CASUALTIES:
                yield replace(done, places=elsewhere, killed=None, injured=None, displaced=None)  # counted once
        acting = filled.agents or (filled.targets if frame.type is ClaimType.WITHDRAWAL else ())
        self.memory.act(acting, self.sentence.number)

    def _is_of_peace(self, frame: Frame, slots: Slots) -> bool:
        """ "Renewed his push for a vote", "launched a diplomatic offensive"."""
        firsts = {self.sentence.tokens[self.sentence.chunks[each].start].low for each in slots.objects}
        own = not firsts.isdisjoint({"his", "her", "my"})
        return "from_object" in frame.flags and (own or any(self._is_peaceful(each) for each in slots.objects))

    def _filled(self, frame: Frame, at: int, group: VerbGroup, slots: Slots) -> ClaimDraft | None:
        """The row with its roles filled; None where it wants people counted and the clause counts none."""
        agents = agents_of(frame, self.roles, at, slots)
        agents, targets = self._concerned(frame, slots, agents, targets_of(frame, self.roles, slots, agents))
        places = self._where_it_is(frame, slots)
        if frame.type is ClaimType.CAPTURE and targets and targets[0].by_reference and "obj" in frame.target:
            held_by = tuple(each for each in self.memory.holder() if each.name not in {a.name for a in agents})
            targets = held_by or targets
        holding = frame.type in {ClaimType.CONTROL, ClaimType.CAPTURE}
        if holding and modality_of(self.sentence, at) is Modality.ASSERTED:
            self.memory.hold(agents)
        self._use_up(frame, slots)
        start, end = self._span(at, slots, places)
        modality = self._modality(frame, at, group)
        if frame.type is ClaimType.CEASEFIRE and modality is Modality.PLANNED and _is_proposed(group):
            agents = ()  # who proposes a truce is not bound by it
        if frame.type is ClaimType.CASUALTIES and not self._counts_anybody(slots):
            return None
        sureness = sureness_of(agents, places)
        type_ = self._type_of(frame, group)
        return ClaimDraft(
            type_,
            start,
            end,
            provenance_of(frame, (group.start, group.end), slots, self.phrases, sureness),
            agents=agents,
            targets=targets,
            places=places,
            means=frame.means,
            modality=modality,
            present=self._is_present(replace(frame, type=type_), group),
            victims=None,
            confidence=sum(part for _, part in sureness),
        )

    def _counts_anybody(self, slots: Slots) -> bool:
        return bool(self._count(self._lives(slots) or slots.objects) or self._count(slots.subjects))

    def _type_of(self, frame: Frame, group: VerbGroup) -> ClaimType:
        """ "Is back in its hands": taken. "Has occupied it since March": held."""
        found = ClaimType.CAPTURE if self._is_back(frame, group) else frame.type
        if group.low == "occupy" and found is ClaimType.CAPTURE and self._lasts(group):
            return ClaimType.CONTROL
        return found

    def _told_by(self, draft: ClaimDraft, frame: Frame, group: VerbGroup, slots: Slots) -> ClaimDraft | None:
        """``draft`` as its verb tells it: who dies suffers it; None where it is no claim."""
        above = self.sentence.chunks[group.governor].low if group.governor is not None else ""
        if frame.type is ClaimType.CONTROL and group.form == "inf" and above in {"manage", "succeed"}:
            draft = replace(draft, type=ClaimType.CAPTURE, present=False)  # "managed to control the village"
        harm = frame.type in {ClaimType.VIOLENCE_AGAINST_CIVILIANS, ClaimType.CASUALTIES}
        if harm and group.low in {"kill", "wound", "injure"} and draft.type is frame.type:
            draft = self._killed_in(draft, slots)
        if draft.type is ClaimType.CASUALTIES:
            draft = self._by_attack(draft, slots)
        elif harm_of(group.low) and draft.agents:
            self._use_up_raids(draft, slots)
        acting = draft.agents
        draft = parted(draft, group, self.sentence.low_words[group.end : group.end + 8])
        if (group.low in {"die", "perish", "starve"} and frame.type is not ClaimType.SIEGE) or (
            group.low == "lose" and frame.type is ClaimType.CASUALTIES
        ):
            draft = replace(draft, agents=(), targets=acting)
        own = bool(acting) and all(not a.candidates and a.name.lower().endswith("air force") for a in acting)
        if frame.type is ClaimType.SUPPORT and (own or not draft.targets):
            return None
        attacks = {f.type for f in map(self._noun_frame, slots.subjects) if f}
        if "counts" in frame.flags and harm_of(group.low) and len(attacks) > 1:
            draft = replace(draft, type=ClaimType.CASUALTIES, means=None)  # "shelling and air strikes killed"
        return draft

    def _lasts(self, group: VerbGroup) -> bool:
        """ "Is occupied by", "has occupied since March": a state, no news."""
        since = "since" in self.sentence.low_words[group.end : group.end + 6]
        return group.form == "finite" and (since or (group.present and not group.perfect))

    def _no_more(self, group: VerbGroup) -> bool:
        """ "Is no longer besieged", "is not under siege any more"."""
        after = self.sentence.low_words[group.end : group.end + 6]
        return "longer" in (*self.sentence.words_of(group), *after) or "any more" in " ".join(after)

    def _is_back(self, frame: Frame, group: VerbGroup) -> bool:
        """ "Is back in the army's hands": it has been taken."""
        words_after = self.sentence.low_words[group.end : group.end + 3]
        return (
            frame.type is ClaimType.CONTROL
            and bool({"back", "again"} & set(words_after))
            and group.low in {"be", "have"}
        )

    def _tried(self, group: VerbGroup, modality: Modality, frame: Frame) -> Modality:
        """ "attempted to storm X": trying to storm is an assault, whatever comes of it."""
        governor = group.governor
        above = self.sentence.chunks[governor].low if governor is not None else ""
        if frame.type is ClaimType.CEASEFIRE and governor is not None and above in AGREEING:
            return modality_of(self.sentence, governor)  # "agreed to stop fighting": a truce that is agreed is one
        if frame.type is not ClaimType.ASSAULT or modality not in {Modality.PLANNED, Modality.DENIED}:
            return modality
        before = self.sentence.tokens[group.start - 1].low if group.start else ""
        if group.form == "inf" and before in {"attempt", "attempts", "bid"}:
            return Modality.ASSERTED  # "an attempt to storm the base failed"
        if governor is None:
            return modality
        return modality_of(self.sentence, governor) if self._is_tried(group) else modality

    def _is_tried(self, group: VerbGroup) -> bool:
        governor = group.governor
        return governor is not None and self.sentence.chunks[governor].low in table("modality")["tried"]

    def _said_by_row(self, draft: ClaimDraft, frame: Frame, slots: Slots) -> ClaimDraft:
        """ "Nobody entered" and "stalled" deny; "no soldier is left", "no longer in X" are what the row says."""
        if "gone" in frame.flags:
            return replace(draft, modality=Modality.ASSERTED) if draft.modality is Modality.DENIED else draft
        if "aimed" in frame.flags and draft.modality is Modality.ASSERTED:
            return replace(draft, modality=Modality.PLANNED)
        denied = "denied" in frame.flags or self._of_none(slots)
        return (
            replace(draft, modality=Modality.DENIED) if denied and draft.modality is Modality.ASSERTED else draft
        )

    def _as_tried(self, frame: Frame, group: VerbGroup) -> Frame:
        """ "Tried to break into the town": an assault, as trying to storm is."""
        entering = group.form == "inf" and group.low in words("entering")
        tried = frame.type is ClaimType.ADVANCE and entering and self._is_tried(group)
        return replace(frame, type=ClaimType.ASSAULT) if tried else frame

    def _where_it_is(self, frame: Frame, slots: Slots) -> tuple[PlaceMention, ...]:
        """The places that the clause names in the slots of its row, or where those are who are besieged."""
        left = self._without_ways(frame, slots)
        places = places_in(frame.place, self.roles, left) or self._where_it_happened(frame, left)
        return places or (self._where_they_are(slots) if frame.type is ClaimType.SIEGE else ())

    def _where_it_happened(self, frame: Frame, slots: Slots) -> tuple[PlaceMention, ...]:
        """ "The fighting in X displaced thousands": where the event noun that is the subject says."""
        for at in slots.subjects:
            event = self._noun_frame(at)
            places = places_in(event.place, self.roles, self._noun_slots(at)) if event else ()
            if places:
                return places
        return self._of_phrases(frame, slots)

    def _use_up(self, frame: Frame, slots: Slots) -> None:
        """ "Laid siege to", "came under attack": what a row has read makes no second claim."""
        asked = [o for need in frame.needs for p, each in slots.pps for o in each if f"{p} is " in need]
        if frame.type is not ClaimType.CASUALTIES:
            named = (counted(self.roles, each) for each in (*slots.objects, *slots.subjects, *asked))
            self._used |= {o for o in named if self._event_head(o)}

    def _special(
        self, draft: ClaimDraft, frame: Frame, at: int, group: VerbGroup, slots: Slots
    ) -> Iterator[ClaimDraft]:
        if frame.type in {ClaimType.ROUTE_CUT, ClaimType.ROUTE_OPENED}:
            yield self._routed(self._no_longer(draft, group), slots)
        elif frame.type is ClaimType.SIEGE:
            over = draft.modality is Modality.DENIED and self._no_more(group)
            over = over or (
                group.governor is not None and self.sentence.chunks[group.governor].low in words("ceasing")
            )
            ended = replace(draft, type=ClaimType.SIEGE_LIFTED, modality=Modality.ASSERTED)
            yield ended if over else self._besieged(draft)  # "is no longer besieged"
        elif frame.type is ClaimType.SIEGE_LIFTED:
            yield from self._lifted(draft, slots)
        elif "from_object" in frame.flags:
            launched = self._launched(draft, slots)
            apart = launched.type is ClaimType.AIR_STRIKE and len(launched.agents) > 1 and self._each(group, at)
            yield from (replace(launched, agents=(agent,)) for agent in launched.agents) if apart else (launched,)
        elif "fire" in frame.flags:
            yield from self._by_weapon(draft, slots)
        elif frame.type is ClaimType.SUPPORT or (
            len(draft.agents) > 1 and ("each" in frame.flags or self._each(group, at))
        ):
            yield from (replace(draft, agents=(agent,)) for agent in draft.agents)
        else:
            yield draft

    def _no_longer(self, draft: ClaimDraft, group: VerbGroup) -> ClaimDraft:
        """ "The road is no longer passable", "is not open": a road that is said not to be open is cut."""
        after = self.sentence.lows(group.end, group.end + 2)
        shut = after == "no longer" or (draft.modality is Modality.DENIED and group.low in {"be", "remain"})
        if draft.type is not ClaimType.ROUTE_OPENED or not shut:
            return draft
        return replace(draft, type=ClaimType.ROUTE_CUT, modality=Modality.ASSERTED)


def _is_proposed(group: VerbGroup) -> bool:
    return group.low in table("modality")["planned"]["truces"]
