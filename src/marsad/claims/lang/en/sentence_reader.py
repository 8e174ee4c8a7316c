"""Reading one sentence: every frame whose needs hold becomes a draft, with its roles filled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from marsad.claims.drafts import ActorMention, ClaimDraft, CountDraft, Mention, PlaceMention, Provenance
from marsad.claims.lang.en.attribution import Speech, chain_at
from marsad.claims.lang.en.chunks import Sentence, VerbGroup
from marsad.claims.lang.en.counts import ATTACKS, HARMED, count_in, victims_of
from marsad.claims.lang.en.frames import Frame, actors_in, frames_of, holds, noun_frames, places_in
from marsad.claims.lang.en.memory import Memory
from marsad.claims.lang.en.modality import modality_of, of_noun, of_object, under
from marsad.claims.lang.en.phrases import PhraseReader
from marsad.claims.lang.en.roles import Roles, listed_weapons
from marsad.claims.lang.en.syntax import OBJECT_CONTROL, Slots, coordinated_after, slots_of
from marsad.claims.lang.en.tables import listed, table
from marsad.model import ClaimType, Degree, Modality

PLACELESS = frozenset({ClaimType.SUPPORT, ClaimType.CEASEFIRE})
PREVENTING = frozenset("halt stop prevent repel repulse foil thwart end break resist stem contain".split())
SPLIT_BY = frozenset({"each", "both", "respectively"})


class SentenceReader:
    """Reads the claims of one sentence. Made anew for each sentence; the memory of the report goes along."""

    def __init__(self, sentence: Sentence, text: str, memory: Memory, phrases: PhraseReader, speeches: Sequence[Speech]) -> None:
        """Prepare to read ``sentence`` of ``text``."""
        self.sentence, self.text, self.memory, self.phrases, self.speeches = sentence, text, memory, phrases, speeches
        self.roles = Roles(sentence, phrases)
        self._used: set[int] = set()  # event nouns that a verb has already made a claim of
        self._modal: dict[int, Modality] = {}

    def drafts(self) -> list[ClaimDraft]:
        """The claims of the sentence in the order of their triggers."""
        found: list[ClaimDraft] = []
        for at, chunk in enumerate(self.sentence.chunks):
            if isinstance(chunk, VerbGroup):
                found += self._of_verb(at, chunk)
        for at, chunk in enumerate(self.sentence.chunks):
            if chunk.kind == "np":
                if at not in self._used:
                    found += self._of_noun(at)
                found += self._of_state(at)
        found += self._passages()
        return self._with_counts(self._placed(self._together(found)))

    # -- verbs --------------------------------------------------------------------------------------------------

    def _of_verb(self, at: int, group: VerbGroup) -> Iterator[ClaimDraft]:
        frames = frames_of(group)
        if self._is_purpose(at, group) or under(self.sentence, at, frozenset({"whether"})):
            return
        slots = self._with_topic(slots_of(self.sentence.chunks, at))
        for each in slots.objects:
            preventing = group.low in PREVENTING
            self._modal.setdefault(each, Modality.ASSERTED if preventing else of_object(self.sentence, at))
        for frame in frames:
            found = self._found(frame, slots)
            if all(holds(need, frame, self.roles, slots, found) for need in frame.needs):
                yield from self._drafts_of(frame, at, group, slots)
                return

    def _with_topic(self, slots: Slots) -> Slots:
        """"Bazaa: IS retook": the place that opens a message is what its verbs are about."""
        topic = self._topic()
        if topic and not slots.objects and not slots.passive:
            return replace(slots, objects=(0,))
        return slots

    def _topic(self) -> tuple[PlaceMention, ...]:
        chunks = self.sentence.chunks
        if len(chunks) > 2 and chunks[0].kind == "np" and chunks[1].low == ":":
            return self.roles.places((0,))
        return ()

    def _is_purpose(self, at: int, group: VerbGroup) -> bool:
        """"fighting to topple", "a push to take": why something is done is no claim of its own."""
        if group.form != "inf" or group.perfect or at == 0:
            return False
        before = self.sentence.chunks[at - 1]
        above = self.sentence.chunks[group.governor] if group.governor is not None else None
        if before.kind == "np" and (above is None or above.low not in OBJECT_CONTROL | {"be", "have", "want", "plan"}):
            return before.low not in table("frames")["purposes"]
        return above is not None and above.low in {"fight", "advance", "battle", "attack", "clash", "use", "refocus"}

    def _found(self, frame: Frame, slots: Slots) -> Mapping[str, Any]:
        counted = "count found" in frame.needs
        placed = "place found" in frame.needs
        return {
            "count": self._count(slots.objects) or self._count(slots.subjects) if counted else None,
            "place": places_in(frame.place, self.roles, slots) if placed else None,
        }

    def _count(self, phrases: Sequence[int]) -> CountDraft | None:
        for at in phrases:
            counted = count_in(self.sentence, self.phrases, self.sentence.chunks[at])
            if counted:
                return counted
        return None

    def _drafts_of(self, frame: Frame, at: int, group: VerbGroup, slots: Slots) -> Iterator[ClaimDraft]:
        agents = actors_in(frame.agent, self.roles, slots)
        targets = actors_in(frame.target, self.roles, slots)
        held = tuple(each for o in slots.objects for each in self.roles.noun(o).holders)
        targets = targets or held or tuple(
            each for _, phrases in slots.pps for p in phrases for each in self.roles.noun(p).holders
        )
        targets = tuple(each for each in targets if each.name not in {a.name for a in agents} or each.candidates == ())
        places = places_in(frame.place, self.roles, slots)
        used = [o for o in (*slots.objects, *slots.subjects) if self._event_head(o)]
        self._used |= set(used) if frame.type is not ClaimType.CASUALTIES else set()
        start, end = self._span(at, slots)
        modality = modality_of(self.sentence, at)
        if group.low in PREVENTING and frame.type is ClaimType.ASSAULT and modality is Modality.DENIED:
            modality = Modality.ASSERTED
        if frame.type is ClaimType.CEASEFIRE and group.low in {"propose", "offer", "call"}:
            modality = Modality.PLANNED
        if frame.type in {ClaimType.CASUALTIES, ClaimType.DISPLACEMENT} and not (
            self._count(slots.objects) or self._count(slots.subjects) or frame.type is ClaimType.DISPLACEMENT
        ):
            return
        draft = ClaimDraft(
            frame.type, start, end, Provenance(frame.name, self.phrases.mention(group.start, group.end)),
            agents=agents, targets=targets, places=places, means=frame.means, modality=modality,
            present=self._is_present(frame, group), victims=None, confidence=self._confidence(frame, agents, places),
        )  # fmt: skip
        draft = self._counted(draft, frame, group, slots)
        if draft.modality is Modality.ASSERTED and self._of_none(slots):
            draft = replace(draft, modality=Modality.DENIED)
        for each in self._special(draft, frame, at, group, slots):
            done = self._finished(each, at)
            if done.type is ClaimType.AID_DELIVERY and done.modality is Modality.DENIED:
                done = replace(done, type=ClaimType.AID_BLOCKED, modality=Modality.ASSERTED)
            if done.type is not ClaimType.DISPLACEMENT or done.modality is not Modality.PLANNED or done.displaced:
                yield done
        self.memory.act(agents or (targets if frame.type is ClaimType.WITHDRAWAL else ()), self.sentence.number)

    def _of_none(self, slots: Slots) -> bool:
        """"No convoy has entered": the subject is nobody."""
        surface = slots.objects if slots.passive else slots.subjects
        return any(self.sentence.tokens[self.sentence.chunks[at].start].low in {"no", "neither", "none"} for at in surface)

    def _special(self, draft: ClaimDraft, frame: Frame, at: int, group: VerbGroup, slots: Slots) -> Iterator[ClaimDraft]:
        if frame.type in {ClaimType.ROUTE_CUT, ClaimType.ROUTE_OPENED}:
            yield self._routed(draft, slots)
        elif frame.type is ClaimType.SIEGE:
            yield self._besieged(draft)
        elif "from_object" in frame.flags:
            launched = self._launched(draft, slots)
            apart = launched.type is ClaimType.AIR_STRIKE and len(launched.agents) > 1 and self._each(group, at)
            yield from (replace(launched, agents=(agent,)) for agent in launched.agents) if apart else (launched,)
        elif "fire" in frame.flags:
            yield from self._by_weapon(draft, slots)
        elif frame.type is ClaimType.SUPPORT:
            yield from (replace(draft, agents=(agent,)) for agent in draft.agents)
        elif frame.type in {ClaimType.AIR_STRIKE} and len(draft.agents) > 1 and self._each(group, at):
            yield from (replace(draft, agents=(agent,)) for agent in draft.agents)
        else:
            yield draft

    def _each(self, group: VerbGroup, at: int) -> bool:
        lows = self.sentence.lows(max(0, group.start - 2), group.end).split()
        return bool(SPLIT_BY & set(lows))

    def _launched(self, draft: ClaimDraft, slots: Slots) -> ClaimDraft:
        """"launched air strikes on": the object says what kind of attack, and where, and on whom."""
        for at in slots.objects:
            frame = self._noun_frame(at)
            if frame is not None:
                inner = self._noun_slots(at)
                targets = draft.targets or actors_in(frame.target, self.roles, inner)
                return replace(
                    draft, type=frame.type, targets=targets, means=frame.means,
                    places=places_in(frame.place, self.roles, slots) or draft.places,
                )  # fmt: skip
        return draft

    def _by_weapon(self, draft: ClaimDraft, slots: Slots) -> Iterator[ClaimDraft]:
        """"struck the town with artillery and with drones": one claim for each kind of fire."""
        kinds: dict[ClaimType, str] = {}
        for preposition, phrases in slots.pps:
            for at in phrases if preposition in {"with", "by", "using", "from", "with of", "in"} else ():
                for kind in ("air_strike", "shelling", "bombing"):
                    if self.roles.noun(at).weapon == kind or self._weapon_words(at, kind) or self._of_weapon(at, kind):
                        kinds.setdefault(ClaimType(kind), self.roles.noun(at).head)
        if not kinds:
            yield draft
        for kind, means in kinds.items():
            yield replace(draft, type=kind, means=means)

    def _weapon_words(self, at: int, kind: str) -> bool:
        chunk = self.sentence.chunks[at]
        lows = self.sentence.lows(chunk.start, chunk.end).split()
        return bool({lows[-1], " ".join(lows[-2:])} & listed_weapons(kind))

    def _of_weapon(self, at: int, kind: str) -> bool:
        """"a barrage of drones"."""
        chunks = self.sentence.chunks
        barrage = chunks[at].low in {"barrage", "salvo", "wave", "volley", "hail", "series"}
        return barrage and at + 2 < len(chunks) and chunks[at + 1].low == "of" and self._weapon_words(at + 2, kind)

    def _routed(self, draft: ClaimDraft, slots: Slots) -> ClaimDraft:
        road = next((at for at in (*slots.objects, *slots.subjects, *(p for _, each in slots.pps for p in each))
                     if self.roles.is_a(at, "route")), None)  # fmt: skip
        if road is None:
            return draft
        places = tuple(dict.fromkeys(self.roles.road_places(road)))
        places = tuple(each for each in places if not self._is_country(each))
        noun = self.roles.noun(road)
        agents = draft.agents
        held = tuple(noun.owners) or draft.targets or self._held_after(road)
        draft = replace(draft, targets=tuple(t for t in held if t.name not in {a.name for a in agents}))
        if len(places) >= 2 and noun.place is None:
            return replace(draft, route=(places[0], places[1]), places=())
        focus = self.memory.last_place(self.sentence.tokens[self.sentence.chunks[road].start].start)
        if noun.place is not None or not places:
            return replace(draft, places=places[:1] or ((focus,) if focus else ()))
        if focus is not None and focus.candidates != places[0].candidates and focus.name != places[0].name:
            return replace(draft, route=(focus, places[0]), places=())
        return replace(draft, places=places[:1])

    def _held_after(self, road: int) -> tuple[ActorMention, ...]:
        for at in range(road + 1, min(road + 10, len(self.sentence.chunks))):
            if self.sentence.chunks[at].kind == "np" and (self.roles.noun(at).holders):
                return self.roles.noun(at).holders
        return ()

    def _is_country(self, place: PlaceMention) -> bool:
        found = self.memory.area.places.get(place.candidates[0]) if place.candidates else None
        return found is not None and found.kind.value == "country"

    def _besieged(self, draft: ClaimDraft) -> ClaimDraft:
        sides = self.roles.sides()
        besiegers = {actor.name: actor for actor in draft.agents}
        targets = {each.name for each in draft.targets}
        sides = tuple((s, tuple(a for a in group if a.name not in targets)) for s, group in sides)
        for _, group in sides:
            for actor in group:
                besiegers.setdefault(actor.name, actor)
        return replace(
            draft, agents=tuple(besiegers.values()), sides={s: group for s, group in sides if group},
            degree=self._degree(draft),
        )  # fmt: skip

    def _degree(self, draft: ClaimDraft) -> Degree | None:
        lows = " ".join(t.low for t in self.sentence.tokens)
        for degree in (Degree.PARTIAL, Degree.COMPLETE):
            if any(f" {word} " in f" {lows} " for word in table("frames")["degrees"][degree.value]):
                return degree
        return None

    # -- event nouns --------------------------------------------------------------------------------------------

    def _event_head(self, at: int) -> bool:
        return self._noun_frame(at) is not None

    def _noun_frame(self, at: int) -> Frame | None:
        chunk = self.sentence.chunks[at]
        lows = self.sentence.lows(chunk.start, chunk.end).replace(" - ", "-").split()
        frames = noun_frames()
        for length in (3, 2, 1):
            found = frames.get(" ".join(lows[-length:])) if len(lows) >= length else None
            if found:
                return found[0]
        return None

    def _noun_slots(self, at: int) -> Slots:
        chunks = self.sentence.chunks
        pps: list[tuple[str, tuple[int, ...]]] = []
        here, preposition = at + 1, ""
        while here < len(chunks):
            kind = chunks[here].kind
            if kind == "prep":
                preposition = chunks[here].low
                here += 1
            elif kind == "np" and preposition:
                phrases, here = coordinated_after(chunks, here)
                pps.append((preposition, phrases))
                preposition = ""
            elif kind in {"time", "adv"}:
                here += 1
            elif kind == "vg" and self._occurs(here):
                slots = slots_of(chunks, here)
                return Slots((), slots.objects, (*pps, *slots.pps), slots.end, slots.passive)
            else:
                break
        return Slots((), (), tuple(pps), here - 1, False)

    def _occurs(self, at: int) -> bool:
        group = self.sentence.chunks[at]
        assert isinstance(group, VerbGroup)  # noqa: S101
        named = f"{group.low} {group.particle}".strip()
        return group.form == "finite" and not group.passive and named in table("frames")["event_verbs"]

    def _verb_of(self, at: int) -> VerbGroup | None:
        """The verb group that says that the event noun at ``at`` begins, goes on or kills."""
        for after in range(at + 1, min(at + 8, len(self.sentence.chunks))):
            chunk = self.sentence.chunks[after]
            if isinstance(chunk, VerbGroup):
                return chunk if self._occurs(after) else None
            if chunk.kind not in {"prep", "np", "time", "adv"}:
                return None
        return None

    def _of_noun(self, at: int) -> Iterator[ClaimDraft]:
        frame = self._noun_frame(at)
        if frame is None:
            return
        chunk, slots, noun = self.sentence.chunks[at], self._noun_slots(at), self.roles.noun(at)
        head = self.sentence.lows(chunk.start, chunk.end).split()
        if head[-1] in frame.quiet or " ".join(head[-2:]) in frame.quiet:
            return
        agents = noun.owners if "owner" in frame.agent else ()
        if "pairs" in frame.flags or frame.type is ClaimType.CEASEFIRE:
            agents = agents or self.roles.actors(a for p, each in slots.pps if p == "between" for a in each)
        agents = agents or actors_in([name for name in frame.agent if name != "owner"], self.roles, slots)
        targets = actors_in(frame.target, self.roles, slots)
        if frame.type is ClaimType.CLASH and not targets and len(agents) > 1 and any(p == "between" for p, _ in slots.pps):
            agents, targets = agents[:1], agents[1:]
        places = places_in(frame.place, self.roles, slots)
        backing = at > 0 and self.sentence.chunks[at - 1].low in {"by", "of"} and self._is_cover(at)
        occurring = self._verb_of(at)
        places = places or self._topic()
        if not agents:
            agents = self._engaged(at)
        if frame.type is ClaimType.CLASH and any(p == "between" for p, _ in slots.pps):
            places = places_in([name for name in frame.place if name != "loc"], self.roles, slots) or self.roles.located(
                [each for each in slots.pps if each[0] != "between"], ("loc",))
        if not (agents or targets or places or backing or occurring) and not self._harms(at):
            return
        if occurring is not None and occurring.low == "be" and not (agents or targets or places):
            return
        if frame.type is ClaimType.CLASH and not agents:
            agents = self._still_acting(targets)
        modality = self._modal.get(at, Modality.ASSERTED)
        if occurring is not None:
            modality = modality_of(self.sentence, self.sentence.chunks.index(occurring))
        own = of_noun(self.sentence, chunk)
        start, end = chunk.start, self.sentence.chunks[slots.end].end
        draft = ClaimDraft(
            frame.type, self.sentence.tokens[start].start, self.sentence.tokens[end - 1].end,
            Provenance(frame.name, self.phrases.mention(chunk.start, chunk.end)),
            agents=agents, targets=tuple(t for t in targets if t.name not in {a.name for a in agents}), places=places,
            means=frame.means, modality=own if own is not Modality.ASSERTED else modality, confidence=0.55,
        )  # fmt: skip
        if frame.type is ClaimType.SIEGE:
            draft = self._besieged(draft)
        yield self._finished(draft, at)

    def _still_acting(self, targets: tuple[ActorMention, ...]) -> tuple[ActorMention, ...]:
        """"and fighting with ISIL went on": by whoever has just been said to act."""
        if not targets:
            return ()
        group = self.memory.last_acting(each.name for each in targets)
        return group if self.memory.acted_near(self.sentence.number) else ()

    def _engaged(self, at: int) -> tuple[ActorMention, ...]:
        """"were locked in fighting with": the subject of the verb fights."""
        chunks = self.sentence.chunks
        if at > 1 and chunks[at - 1].low == "in" and isinstance(chunks[at - 2], VerbGroup) and chunks[at - 2].low in {"lock", "engage", "involve", "embroil"}:
            slots = slots_of(chunks, at - 2)
            return self.roles.actors(slots.objects if slots.passive else slots.subjects)
        return ()

    def _is_cover(self, at: int) -> bool:
        before = self.sentence.lows(max(0, self.sentence.chunks[at].start - 3), self.sentence.chunks[at].start)
        return any(word in before for word in ("backed by", "cover of", "supported by", "helped by", "support of"))

    def _harms(self, at: int) -> bool:
        """Whether the event noun is what kills in the next verb: "the blast killed five"."""
        following = self.sentence.chunks[at + 1 : at + 4]
        return any(isinstance(each, VerbGroup) and HARMED.get(each.low) in {"killed", "injured"} for each in following)

    # -- a way that is left -------------------------------------------------------------------------------------

    def _passages(self) -> Iterator[ClaimDraft]:
        """"one narrow passage is left": a partial siege, whatever else the sentence says of it."""
        tokens = self.sentence.tokens
        lows = {token.low for token in tokens}
        if not lows & {"left", "open", "remains", "remained", "remaining", "remain"}:
            return
        for at, chunk in enumerate(self.sentence.chunks):
            words_in = set(self.sentence.lows(chunk.start, chunk.end).split())
            single = words_in & {"one", "only", "single", "last", "narrow"}
            if chunk.kind == "np" and chunk.low in table("frames")["passages"] and single and not words_in & {"no"}:
                span = self.phrases.mention(chunk.start, chunk.end)
                last = tokens[self._noun_slots(at).end if False else min(len(tokens), chunk.end + 6) - 1]
                yield self._finished(ClaimDraft(
                    ClaimType.SIEGE, span.start, max(last.end, span.end), Provenance("passage", span),
                    degree=Degree.PARTIAL, confidence=0.5), at)  # fmt: skip
                return

    # -- states: who holds what, who backs whom -------------------------------------------------------------------

    def _of_state(self, at: int) -> Iterator[ClaimDraft]:
        noun, chunk = self.roles.noun(at), self.sentence.chunks[at]
        span = self.phrases.mention(chunk.start, chunk.end)
        yield from self._in_hands(at)
        if noun.holders:
            places = self._held_places(at)
            if places:
                yield self._finished(ClaimDraft(
                    ClaimType.CONTROL, span.start, span.end, Provenance("state control", span), agents=noun.holders,
                    places=places, present=True, confidence=0.7), at, state=True)  # fmt: skip
        backers = noun.backers or self._backers_in_name(noun.actors)
        if backers and noun.actors:
            yield self._finished(ClaimDraft(
                ClaimType.SUPPORT, span.start, span.end, Provenance("state support", span), agents=backers,
                targets=noun.actors, confidence=0.7), at, state=True)  # fmt: skip

    def _backers_in_name(self, actors: tuple[ActorMention, ...]) -> tuple[ActorMention, ...]:
        """The Turkey of "Turkish-backed rebels", where the area knows the whole as one actor's name."""
        for actor in actors:
            head, dash, rest = actor.mention.text.partition("-")
            if dash and rest.startswith(("backed", "supported")):
                backer = self.memory.backer(head.split()[-1])
                if backer and not any(self.memory.is_part(backer.candidates[0], each) for each in actor.candidates):
                    start = actor.mention.start
                    return (replace(backer, mention=Mention(start, start + len(head), head)),)
        return ()

    def _in_hands(self, at: int) -> Iterator[ClaimDraft]:
        """"is in the hands of X", "under X control", "remains in X hands"."""
        chunks, chunk = self.sentence.chunks, self.sentence.chunks[at]
        if chunk.low not in {"hands", "control"} or at == 0 or chunks[at - 1].low not in {"in", "under"}:
            return
        if chunk.low == "control" and chunks[at - 1].low == "in":
            yield from self._in_control(at)
            return
        holders = self.roles.owners((at,)) or self._whose_hands(at)
        back = at - 2
        while back >= 0 and chunks[back].kind in {"adv", "time", "mark"}:
            back -= 1
        verb = chunks[back] if back >= 0 else None
        if isinstance(verb, VerbGroup):
            places = self.roles.places(slots_of(chunks, back).subjects)
            if verb.low not in {"be", "remain", "stay", "seem", "appear", "hold", "fall", "come"}:
                return
        else:
            places = self.roles.places((back,)) if back >= 0 and chunks[back].kind == "np" else ()
        if not holders:
            if chunk.low == "control" and chunk.end - chunk.start == 1:
                places = self.roles.located(self._noun_slots(at).pps, ("of",)) or places
            holders = ()
        if not places or not holders:
            return
        subjects = slots_of(chunks, back).subjects if isinstance(verb, VerbGroup) else ()
        start = self.sentence.tokens[chunks[min((*subjects, back))].start].start
        modality = modality_of(self.sentence, back) if isinstance(verb, VerbGroup) else Modality.ASSERTED
        mention = self.phrases.mention(chunk.start, chunk.end)
        yield self._finished(ClaimDraft(
            ClaimType.CONTROL, start, mention.end, Provenance("in hands", mention), agents=holders, places=places,
            present=not isinstance(verb, VerbGroup) or verb.present, modality=modality, confidence=0.7), at)  # fmt: skip

    def _in_control(self, at: int) -> Iterator[ClaimDraft]:
        """"X is in control of Y"."""
        chunks = self.sentence.chunks
        verb = chunks[at - 2] if at > 1 else None
        if not isinstance(verb, VerbGroup) or verb.low not in {"be", "remain", "stay", "seem"}:
            return
        subjects = slots_of(chunks, at - 2).subjects
        holders = self.roles.actors(subjects)
        places = self.roles.located(self._noun_slots(at).pps, ("of", "over", "in"))
        if holders and places and subjects:
            mention = self.phrases.mention(chunks[subjects[0]].start, chunks[self._noun_slots(at).end].end)
            yield self._finished(ClaimDraft(
                ClaimType.CONTROL, mention.start, mention.end, Provenance("in control", mention), agents=holders,
                places=places, present=verb.present, modality=modality_of(self.sentence, at - 2), confidence=0.75), at)  # fmt: skip

    def _whose_hands(self, at: int) -> tuple[ActorMention, ...]:
        chunks = self.sentence.chunks
        if at + 2 < len(chunks) and chunks[at + 1].low == "of" and chunks[at + 2].kind == "np":
            return self.roles.actors((at + 2,))
        chunk = chunks[at]
        if self.sentence.tokens[chunk.start].low in {"its", "their"}:
            return self.memory.pronoun("it", self.phrases.mention(chunk.start, chunk.start + 1), self.sentence.number)
        return ()

    def _held_places(self, at: int) -> tuple[PlaceMention, ...]:
        noun, chunks = self.roles.noun(at), self.sentence.chunks
        own = self.roles.places((at,))
        if own:
            return own
        inside = self.sentence.chunks[at + 1 : at + 2]
        ground = noun.head in {"territory", "territories", "areas", "area", "part", "parts", "districts", "districts", "neighbourhoods"}
        if noun.head in {"capital", "stronghold", "bastion", "redoubt", "heartland", "fiefdom", "city", "town"}:
            for other, comma in ((at - 2, at - 1), (at + 2, at + 1)):
                if 0 <= other < len(chunks) and chunks[comma].kind == "comma" and chunks[other].kind == "np":
                    apposed = self.roles.places((other,))
                    if apposed:
                        return apposed
            copula = at - 1
            if copula >= 0 and isinstance(chunks[copula], VerbGroup) and chunks[copula].low == "be":
                said = self.roles.places(slots_of(chunks, copula).subjects)
                if said:
                    return said
            before = self.memory.last_place(self.sentence.tokens[chunks[at].start].start)
            return (before,) if before else ()
        if ground and inside and inside[0].kind == "prep" and inside[0].low in {"in", "of", "around", "near"}:
            return self.roles.located(self._noun_slots(at).pps, ("in", "of", "loc"))
        return ()

    # -- finishing ----------------------------------------------------------------------------------------------

    def _span(self, at: int, slots: Slots) -> tuple[int, int]:
        chunks = self.sentence.chunks
        parts = [at, slots.end, *slots.objects, *slots.subjects]
        near = [each for each in parts if abs(each - at) < 12]
        first, last = min(near), max(near)
        while last + 1 < len(chunks) and chunks[last + 1].kind in {"time", "particle"}:
            last += 1
        return self.sentence.tokens[chunks[first].start].start, self.sentence.tokens[chunks[last].end - 1].end

    def _is_present(self, frame: Frame, group: VerbGroup) -> bool:
        lows = set(self.sentence.lows(group.start, group.end).split())
        state = frame.type in {ClaimType.CONTROL, ClaimType.SIEGE}
        return "now" in lows or "currently" in lows or (state and group.present and not group.perfect)

    @staticmethod
    def _confidence(frame: Frame, agents: tuple[ActorMention, ...], places: tuple[PlaceMention, ...]) -> float:
        score = 0.55 + 0.15 * bool(agents) + 0.15 * bool(places and not places[0].by_reference)
        return score - 0.1 * any(agent.by_reference for agent in agents)

    def _counted(self, draft: ClaimDraft, frame: Frame, group: VerbGroup, slots: Slots) -> ClaimDraft:
        if "counts" not in frame.flags:
            return draft
        harmed = HARMED.get(group.low)
        if group.low == "leave" and draft.type is ClaimType.CASUALTIES:
            harmed = "killed"
        count = self._count(slots.objects) or (self._count(slots.subjects) if group.low in {"die", "perish", "flee", "leave", "escape", "starve"} else None)
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

    def _whole_war(self, slots: Slots) -> bool:
        """Whether a count is of the whole war: "the conflict has killed", "eight months of fighting have killed"."""
        wars = table("frames")["wars"]
        heads = [self.roles.noun(at).head for at in slots.subjects]
        tails = [self.sentence.chunks[at + 2].low for at in slots.subjects if at + 2 < len(self.sentence.chunks)
                 and self.sentence.chunks[at + 1].low == "of"]  # fmt: skip
        lows = {token.low for token in self.sentence.tokens}
        return bool(set(heads + tails) & set(wars)) or bool(lows & {"toll", "total"} and "since" in lows)

    def _together(self, drafts: list[ClaimDraft]) -> list[ClaimDraft]:
        return drafts

    def _finished(self, draft: ClaimDraft, at: int, *, state: bool = False) -> ClaimDraft:
        """With its time, its speakers and, where the clause names none, the place that was being spoken of."""
        chunk = self.sentence.chunks[at]
        chain, denied = chain_at(self.speeches, chunk.start)
        modality = draft.modality
        if denied and modality is Modality.ASSERTED:
            modality = Modality.DENIED
        places, confidence = draft.places, draft.confidence
        when = None if state else self._time_near(at)
        if when is None and not state and self._recent(at):
            when = self._day_of_speech(at)
        return replace(
            draft, attribution=chain, modality=modality, places=places, when=when,
            present=draft.present or bool(when and when.text.lower() == "now"), confidence=max(0.1, round(confidence, 2)),
        )  # fmt: skip

    def _placed(self, drafts: list[ClaimDraft]) -> list[ClaimDraft]:
        """Every draft with a place: its own, the nearest claim's in the sentence, a place named there, the last one."""
        sure = [(each.provenance.trigger.start, each.places or each.route or ()) for each in drafts
                if (each.places and not each.places[0].by_reference) or each.route]  # fmt: skip
        return [each if each.places or each.route else self._with_place(each, sure) for each in drafts]

    def _with_place(self, draft: ClaimDraft, sure: list[tuple[int, tuple[PlaceMention, ...]]]) -> ClaimDraft:
        where = draft.provenance.trigger.start
        places = self._anaphoric(draft) or self._named_near(where, draft)
        if not places and sure:
            nearest = min(sure, key=lambda each: (abs(each[0] - where), each[0]))
            places = tuple(replace(each, by_reference=True) for each in nearest[1][:1])
        if not places:
            last = self.memory.last_place(where)
            places = (last,) if last else ()
        return replace(draft, places=places, confidence=max(0.1, round(draft.confidence - 0.1, 2)))

    def _anaphoric(self, draft: ClaimDraft) -> tuple[PlaceMention, ...]:
        """"there"; and the country for what a whole war has cost."""
        if draft.type in {ClaimType.CASUALTIES, ClaimType.DISPLACEMENT} and draft.cumulative:
            country = self.memory.country()
            return (country,) if country else ()
        return ()

    def _named_near(self, where: int, draft: ClaimDraft) -> tuple[PlaceMention, ...]:
        chunks = self.sentence.chunks
        here = next(at for at, chunk in enumerate(chunks) if self.sentence.tokens[chunk.end - 1].end > where)
        locating = {"in", "at", "near", "around", "outside", "on", "out of", "inside", "into", "towards"}
        for other in sorted(range(1, len(chunks)), key=lambda each: (abs(each - here), each)):
            before = chunks[other - 1]
            preposition = f"{chunks[other - 2].low} {before.low}" if other > 1 and before.low == "of" else before.low
            crossed = any(chunks[each].kind == "sub" for each in range(min(here, other), max(here, other)))
            if chunks[other].kind == "np" and before.kind == "prep" and preposition in locating and not crossed:
                located = self.roles.places((other,))
                if located and not self._is_country(located[0]):
                    return located
        return ()

    def _time_near(self, at: int) -> Mention | None:
        """The time expression of the clause: the nearest one not behind another verb of an event."""
        chunks = self.sentence.chunks
        times = [index for index, chunk in enumerate(chunks) if chunk.kind == "time"]
        best: tuple[int, int] | None = None
        for index in times:
            between = range(min(at, index) + 1, max(at, index))
            walls = sum(1 for each in between if chunks[each].kind in {"sub", "rel"} or self._is_event(each))
            said = self._beside_speech(index)
            cost = abs(index - at) + 12 * walls + 30 * said
            if best is None or cost < best[0]:
                best = (cost, index)
        if best is None or best[0] > 24:
            return None
        chunk = chunks[best[1]]
        return self.phrases.mention(chunk.start, chunk.end)

    def _recent(self, at: int) -> bool:
        """"has taken", "are now surrounded": so on the day it is said."""
        chunk = self.sentence.chunks[at]
        return isinstance(chunk, VerbGroup) and chunk.present

    def _day_of_speech(self, at: int) -> Mention | None:
        for index, chunk in enumerate(self.sentence.chunks):
            if chunk.kind == "time" and self._beside_speech(index):
                return self.phrases.mention(chunk.start, chunk.end)
        return None

    def _is_event(self, at: int) -> bool:
        chunk = self.sentence.chunks[at]
        return isinstance(chunk, VerbGroup) and chunk.form == "finite" and bool(frames_of(chunk))

    def _beside_speech(self, at: int) -> bool:
        """"the Observatory said on Monday": the day of the saying, unless nothing else is dated."""
        before = self.sentence.chunks[max(0, at - 2) : at]
        return any(isinstance(each, VerbGroup) and each.low in listed("attribution", "verbs") and not frames_of(each) for each in before)

    # -- counts across the sentence -------------------------------------------------------------------------------

    def _with_counts(self, drafts: list[ClaimDraft]) -> list[ClaimDraft]:
        """Deaths are told with the attack that caused them; killed and wounded of one sentence go together."""
        drafts = _joined_harm(drafts)
        attacks = [each for each in drafts if each.type in ATTACKS and each.killed is None]
        harm = [each for each in drafts if each.type is ClaimType.CASUALTIES]
        if len(harm) != 1 or not attacks:
            return drafts
        attack = min(attacks, key=lambda each: (abs(each.start - harm[0].start), each.start))
        merged = replace(
            attack, killed=harm[0].killed, injured=harm[0].injured, victims=harm[0].victims,
            start=min(attack.start, harm[0].start), end=max(attack.end, harm[0].end),
            places=attack.places if attack.places and not attack.places[0].by_reference else harm[0].places or attack.places,
        )  # fmt: skip
        return [merged if each is attack else each for each in drafts if each is not harm[0]]


def _joined_harm(drafts: list[ClaimDraft]) -> list[ClaimDraft]:
    found: list[ClaimDraft] = []
    for draft in drafts:
        last = found[-1] if found else None
        joinable = last is not None and draft.type is ClaimType.CASUALTIES and draft.killed is None and last.injured is None
        if joinable and last is not None and (last.killed is not None):
            found[-1] = replace(last, injured=draft.injured, end=max(last.end, draft.end))
        else:
            found.append(draft)
    return found
