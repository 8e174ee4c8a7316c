"""Claims inside noun phrases: "Russian air strikes on X", "the siege of X is over"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from marsad.claims.drafts import ActorMention, ClaimDraft, PlaceMention
from marsad.claims.lang.en.aims import with_aim
from marsad.claims.lang.en.captives import as_taken
from marsad.claims.lang.en.chunks import VerbGroup
from marsad.claims.lang.en.coordination import coordinated_after
from marsad.claims.lang.en.counts import harm_of
from marsad.claims.lang.en.frames import Frame, actors_in, noun_endings, noun_frames, places_in
from marsad.claims.lang.en.heads import is_bombing_run
from marsad.claims.lang.en.lines import way_told
from marsad.claims.lang.en.modality import is_asked, modality_of
from marsad.claims.lang.en.noun_modality import listed_plans, of_noun, of_object
from marsad.claims.lang.en.phrase_words import weapon_of
from marsad.claims.lang.en.sieges import Sieges
from marsad.claims.lang.en.syntax import Slots, slots_of
from marsad.claims.lang.en.tables import listed, table, words
from marsad.claims.lang.en.tracing import provenance_of
from marsad.model import ClaimType, Modality

PREVENTING = words("preventing")
SPELLS = frozenset({"days", "weeks", "months", "hours", "day", "week", "month", "night", "nights"})
THERE = frozenset(
    {ClaimType.CLASH, ClaimType.SIEGE, ClaimType.SHELLING, ClaimType.AIR_STRIKE, ClaimType.CEASEFIRE}
)
OF_NOUN = (("a row of an event noun applied", 0.55),)


@cache
def _of_roads() -> frozenset[str]:
    """The event nouns of what is done to roads."""
    rows = (row for row in table("frames")["nouns"] if str(row["type"]).startswith("route"))
    return frozenset(str(word) for row in rows for word in row["words"])


class EventNouns(Sieges):
    """Reads the event nouns of one sentence."""

    def _topic(self) -> tuple[PlaceMention, ...]:
        chunks = self.sentence.chunks
        if len(chunks) > 2 and chunks[0].kind == "np" and chunks[1].low == ":":
            return self.roles.places((0,))
        return ()

    def _with_topic(self, slots: Slots) -> Slots:
        """ "Bazaa: IS retook": the place that opens a message is what its verbs are about."""
        loose = not slots.objects or self.sentence.chunks[slots.objects[0] - 1].kind == "comma"
        if loose and not slots.passive and self._topic():
            return replace(slots, objects=(0,))
        return slots

    def _event_head(self, at: int) -> bool:
        return self._noun_frame(at) is not None

    def _is_peaceful(self, at: int) -> bool:
        """ "A vaccination offensive": the word before the head says that it is no event of war."""
        end = self.sentence.chunks[at].end
        return end > 1 and self.sentence.tokens[end - 2].low in listed("frames", "peaceful")

    def _noun_frame(self, at: int) -> Frame | None:
        """The row of the event noun that the phrase at chunk ``at`` ends in, if there is one."""
        chunk = self.sentence.chunks[at]
        if self._is_called(at):
            return noun_frames()["operation"][0]
        if self.sentence.low_words[chunk.end - 1] not in noun_endings() or self._is_peaceful(at):
            return None
        if chunk.low in _of_roads() and not self._of_road(at):
            return None
        if chunk.low == "truce" and self.sentence.lows(max(0, chunk.start - 2), chunk.start) == "flag of":
            return None
        lows = self.sentence.lows(chunk.start, chunk.end).replace(" - ", "-").split()
        frames = noun_frames()
        for length in (3, 2, 1):
            found = frames.get(" ".join(lows[-length:])) if len(lows) >= length else None
            if found:
                aerial = self.memory.aerial and lows[-1] in {"raid", "raids"}
                aerial |= length == 1 and is_bombing_run(self.roles, at)
                raid = next((each for each in found if aerial and each.type is ClaimType.AIR_STRIKE), None)
                return raid or as_taken(self.roles, found[0], at)
        return None

    def _is_called(self, at: int) -> bool:
        """ "Operation Euphrates Shield": an operation by its name."""
        chunk = self.sentence.chunks[at]
        return chunk.low == "operation" and self.sentence.low_words[chunk.end - 1] != "operation"

    def _of_road(self, at: int) -> bool:
        """Whether the closure at ``at`` is of a road, a bridge or a crossing, not of a school."""
        of = self.sentence.chunks[at + 1 : at + 3]
        return [each.low for each in of[:1]] == ["of"] and len(of) > 1 and self.roles.is_a(at + 2, "route")

    def _stands_as_told(self, at: int, frame: Frame, slots: Slots) -> bool:
        """ "After a month of bombardment", "amid heavy shelling of homes": fire that a clause looks back on."""
        chunks = self.sentence.chunks
        if frame.type not in {ClaimType.SHELLING, ClaimType.AIR_STRIKE, ClaimType.CLASH} or not at:
            return False
        spell = at > 1 and (chunks[at - 2].kind == "time" or chunks[at - 2].low in SPELLS)
        lasting = spell and chunks[at - 1].low == "of"
        struck = any(p in {"on", "of", "against"} for p, _ in slots.pps)
        return lasting or chunks[at - 1].low in {"amid", "despite", "following"} or struck

    def _is_there(self, at: int, frame: Frame) -> bool:
        """ "There was a blockade", "there is no fighting": the event itself is what the clause tells."""
        being = self.sentence.chunks[at - 1] if at > 1 else None
        named = isinstance(being, VerbGroup) and being.low == "be" and self.sentence.chunks[at - 2].low == "there"
        return named and frame.type in THERE

    def _spoken_of(self, at: int) -> tuple[PlaceMention, ...]:
        last = self.memory.focus.last_place(self.sentence.tokens[self.sentence.chunks[at].start].start)
        return (last,) if last else ()

    @staticmethod
    def _is_quiet(frame: Frame, head: Sequence[str]) -> bool:
        """Whether the longest word of the row that the phrase ends in is quiet: "bombs" is, "car bombs" is not."""
        ends = (" ".join(head[-length:]) for length in (3, 2, 1))
        return next((end in frame.quiet for end in ends if end in frame.words), False)

    def _armed(self, frame: Frame, at: int, slots: Slots) -> Frame:
        """ "Attacks with rocket shells", "rocket terrorist attacks": the weapon says of what kind it was."""
        if "fire" not in frame.flags or frame.type is not ClaimType.ASSAULT:
            return frame
        chunk = self.sentence.chunks[at]
        before = self.sentence.low_words[chunk.start : chunk.end - 1]
        own = next((low for low in before if low in words("launched")), "")
        if own:
            return replace(frame, type=ClaimType(weapon_of([own])), means=own)
        for preposition, phrases in slots.pps:
            for with_ in phrases if preposition in {"with", "by", "using"} else ():
                weapon = self.roles.noun(with_).weapon or (self.roles.is_a(with_, "aircraft") and "air_strike")
                if weapon:
                    return replace(frame, type=ClaimType(weapon), means=self.roles.noun(with_).head)
        return frame

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
            elif kind == "vg" and self._is_aim(here):
                driving = chunks[here].low in words("driving")
                phrases, here = coordinated_after(chunks, here + 1)  # "a push to take the city"
                pps.append(("against" if driving else "for", phrases))
                if driving and here + 1 < len(chunks) and chunks[here].low == "from":
                    phrases, here = coordinated_after(chunks, here + 1)  # "to drive the rebels from the city"
                    pps.append(("for", phrases))
            elif kind == "vg" and self._occurs(here):
                slots = slots_of(chunks, here)
                return Slots((), slots.objects, (*pps, *slots.pps), slots.end, slots.passive)
            else:
                break
        return Slots((), (), tuple(pps), here - 1, False)

    def _where_they_are(self, slots: Slots) -> tuple[PlaceMention, ...]:
        """ "The garrison in X was encircled": where those stand to whom it is done."""
        found = (self.roles.located(self._noun_slots(at).pps, ("loc",)) for at in slots.objects)
        return next((places for places in found if places), ())

    def _is_aim(self, at: int) -> bool:
        group, chunks = self.sentence.chunks[at], self.sentence.chunks
        taking = (
            isinstance(group, VerbGroup)
            and group.form == "inf"
            and group.low in words("taking") | words("driving")
        )
        return taking and at + 1 < len(chunks) and chunks[at + 1].kind == "np"

    def _occurs(self, at: int) -> bool:
        group = self.sentence.chunks[at]
        assert isinstance(group, VerbGroup)  # noqa: S101
        named = f"{group.low} {group.particle}".strip()
        listed = table("frames")["event_verbs_passive" if group.passive else "event_verbs"]
        return group.form == "finite" and named in listed

    def _verb_of(self, at: int) -> VerbGroup | None:
        """The verb group that says that the event noun at ``at`` begins, goes on or kills."""
        for after in range(at + 1, min(at + 8, len(self.sentence.chunks))):
            chunk = self.sentence.chunks[after]
            if isinstance(chunk, VerbGroup) and chunk.form != "inf":
                return chunk if self._occurs(after) else None
            if chunk.kind not in {"prep", "np", "time", "adv", "vg"}:
                return None
        return None

    def _of_noun(self, at: int) -> Iterator[ClaimDraft]:
        frame = self._noun_frame(at)
        if frame is None:
            return
        chunk, slots = self.sentence.chunks[at], self._noun_slots(at)
        head = self.sentence.lows(chunk.start, chunk.end).split()
        if frame.type is ClaimType.SUPPORT and at and self.sentence.chunks[at - 1].low in {"with", "under"}:
            yield from self._helped(at, frame)
            return
        if frame.type is ClaimType.SUPPORT and at and self.sentence.chunks[at - 1].low in {"in", "for"}:
            return
        if head == ["strike"] and at and self.sentence.chunks[at - 1].low == "on":
            return  # "pilots went on strike"
        if head[0] in {"his", "her", "my", "such"}:
            self._lack(at, (frame,), "to be an event of the war: not anybody's own, not such a one", slots)
            return  # "his push for a vote", "such attacks"
        if self._is_quiet(frame, head):
            self._lack(at, (frame,), "a verb of its own: the word is quiet", slots)
            return
        agents = self.roles.owners((at,)) if "owner" in frame.agent else ()
        if "pairs" in frame.flags or frame.type is ClaimType.CEASEFIRE:
            agents = agents or self.roles.actors(a for p, each in slots.pps if p == "between" for a in each)
        agents = agents or actors_in([name for name in frame.agent if name != "owner"], self.roles, slots)
        targets = actors_in(frame.target, self.roles, slots)
        if (
            frame.type is ClaimType.CLASH
            and not targets
            and len(agents) > 1
            and any(p == "between" for p, _ in slots.pps)
        ):
            agents, targets = agents[:1], agents[1:]
        frame = self._armed(frame, at, slots)
        places = places_in(frame.place, self.roles, slots)
        if not places and "whose" in frame.place:
            places = self.roles.places_of((at,))
        backing = at > 0 and self.sentence.chunks[at - 1].low in {"by", "of"} and self._is_cover(at)
        occurring = self._verb_of(at)
        sided = not (way := way_told(self.roles, slots.pps)) and any(p == "between" for p, _ in slots.pps)
        places = (self._under_siege(at) if frame.type is ClaimType.SIEGE else ()) or way or places or self._topic()
        if not agents:
            agents = self._engaged(at) or self._planning(at) or self._accused(at)
        if frame.type is ClaimType.CLASH and sided:
            places = places_in(
                [name for name in frame.place if name != "loc"], self.roles, slots
            ) or self.roles.located([each for each in slots.pps if each[0] != "between"], ("loc",))
        there = at + 1 < len(self.sentence.chunks) and self.sentence.chunks[at + 1].low == "there"
        if self._is_there(at, frame):
            there, places = True, places or self._spoken_of(at)
        told = "alone" in frame.flags or there or sided or backing or self._stands_as_told(at, frame, slots)
        unsided = ("sided" in frame.flags and not agents) or (self._is_called(at) and occurring is None)
        if unsided or (not (agents or targets or places or occurring or told) and not self._harms(at)):
            self._lack(at, (frame,), "somebody or a place beside it, or a verb of happening", slots)
            return
        if occurring is not None and occurring.low == "be" and not (agents or targets or places):
            return
        if occurring is not None and is_asked(self.sentence, self.sentence.chunks.index(occurring)):
            self._lack(at, (frame,), "to be said as an event: here it is a question", slots)
            return  # "it determines whether strikes were carried out by Russia"
        if frame.type is ClaimType.CLASH and not agents:
            agents = self._still_acting(targets)
        modality = self._as_object(at)
        if occurring is not None:
            modality = modality_of(self.sentence, self.sentence.chunks.index(occurring))
        own = of_noun(self.sentence, at)
        start, end = chunk.start, self.sentence.chunks[slots.end].end
        draft = ClaimDraft(
            frame.type,
            self.sentence.tokens[start].start,
            self.sentence.tokens[end - 1].end,
            provenance_of(frame, (chunk.start, chunk.end), slots, self.phrases, OF_NOUN),
            agents=agents,
            targets=tuple(t for t in targets if t.name not in {a.name for a in agents}),
            places=places,
            means=frame.means,
            modality=own if own is not Modality.ASSERTED else modality,
            confidence=OF_NOUN[0][1],
        )
        yield self._finished(self._closed_off(draft, at, slots, occurring), at)

    def _is_ending(self, at: int) -> bool:
        """ "The lifting of the siege of X", "an end to the blockade"."""
        chunks = self.sentence.chunks
        of = at > 1 and chunks[at - 1].low in {"of", "to"}
        return of and chunks[at - 2].kind == "np" and chunks[at - 2].low in listed("frames", "endings")

    def _closed_off(self, draft: ClaimDraft, at: int, slots: Slots, occurring: VerbGroup | None) -> ClaimDraft:
        """Which road a closure is of; how far a siege goes, and whether it is over."""
        if self.sentence.chunks[at].low in _of_roads():
            return self._routed(draft, slots)
        if draft.type is not ClaimType.SIEGE:
            return draft
        over = self._is_over(at, occurring)
        told = replace(draft, type=ClaimType.SIEGE_LIFTED) if over else self._besieged(draft)
        if not over and self._is_ending(at):
            said = of_noun(self.sentence, at - 2)
            said = said if said is not Modality.ASSERTED else self._as_object(at - 2)
            told = replace(told, type=ClaimType.SIEGE_LIFTED, modality=said, agents=(), targets=told.agents)
        return replace(told, present=occurring is not None and occurring.low == "be" and occurring.present)

    def _as_object(self, at: int) -> Modality:
        """What the verb over an event noun says of it: "risks a clash", "averted an attack" (which was one)."""
        verb = self._verb_over(at)
        if verb is None or self.sentence.chunks[verb].low in PREVENTING:
            return Modality.ASSERTED
        return of_object(self.sentence, verb)

    def _verb_over(self, at: int) -> int | None:
        """The first verb that has the phrase at ``at`` for its object; one that no row knows is looked at here."""
        for verb, asked in self._objects.items():
            objects = asked
            if objects is None:
                objects = self._objects[verb] = self._with_topic(with_aim(self.sentence.chunks, verb)).objects
            if at in objects:
                return verb
        return None

    def _helped(self, at: int, frame: Frame) -> Iterator[ClaimDraft]:
        """ "advanced with Turkish air support", "with the help of Russia": whoever acts there is backed."""
        slots = self._noun_slots(at)
        backers = self.roles.owners((at,)) or self.roles.all_of(
            each for p, phrases in slots.pps for each in phrases if p in {"of", "from", "by"}
        )
        backed = self._acting_around(at)
        backed = tuple(each for each in backed if each.name not in {backer.name for backer in backers})
        if not backers or not backed:
            return
        start, end = self.sentence.chunks[at - 1].start, self.sentence.chunks[slots.end].end
        span = self.phrases.mention(start, end)
        for backer in backers:
            draft = ClaimDraft(
                frame.type,
                span.start,
                span.end,
                provenance_of(frame, (start, end), slots, self.phrases, OF_NOUN),
                agents=(backer,),
                targets=backed,
                confidence=OF_NOUN[0][1],
            )
            yield self._finished(draft, at, state=True)

    def _acting_around(self, at: int) -> tuple[ActorMention, ...]:
        """Who acts in the clause of the phrase at ``at``: by the verb before it, else by the one after."""
        chunks = self.sentence.chunks
        before = next((each for each in range(at - 1, -1, -1) if isinstance(chunks[each], VerbGroup)), None)
        after = next((each for each in range(at + 1, len(chunks)) if isinstance(chunks[each], VerbGroup)), None)
        for verb in (before, after):
            found = self.roles.actors(slots_of(chunks, verb).subjects) if verb is not None else ()
            if found:
                return found
        return ()

    def _still_acting(self, targets: tuple[ActorMention, ...]) -> tuple[ActorMention, ...]:
        """ "and fighting with ISIL went on": by whoever has just been said to act."""
        if not targets:
            return ()
        group = self.memory.last_acting(each.name for each in targets)
        return group if self.memory.acted_near(self.sentence.number) else ()

    def _accused(self, at: int) -> tuple[ActorMention, ...]:
        """ "accused X of attacks": X attacked, by the accuser's word."""
        chunks = self.sentence.chunks
        if at > 2 and chunks[at - 1].low == "of":
            for back in range(at - 2, max(-1, at - 6), -1):
                if isinstance(chunks[back], VerbGroup):
                    slots = slots_of(chunks, back)
                    return self.roles.actors(slots.objects) if chunks[back].low == "accuse" else ()
        return ()

    def _engaged(self, at: int) -> tuple[ActorMention, ...]:
        """ "were locked in fighting with": the subject of the verb fights."""
        chunks = self.sentence.chunks
        if (
            at > 1
            and chunks[at - 1].low == "in"
            and isinstance(chunks[at - 2], VerbGroup)
            and chunks[at - 2].low in {"lock", "engage", "involve", "embroil"}
        ):
            slots = slots_of(chunks, at - 2)
            return self.roles.actors(slots.objects if slots.passive else slots.subjects)
        return ()

    def _planning(self, at: int) -> tuple[ActorMention, ...]:
        """ "is preparing an offensive": whoever plans it is who would do it."""
        group = self.sentence.chunks[at - 1] if at else None
        if not isinstance(group, VerbGroup) or group.low not in listed_plans() or group.passive:
            return ()
        return self.roles.actors(slots_of(self.sentence.chunks, at - 1).subjects)

    def _is_cover(self, at: int) -> bool:
        before = self.sentence.lows(max(0, self.sentence.chunks[at].start - 3), self.sentence.chunks[at].start)
        return any(word in before for word in ("backed by", "cover of", "supported by", "helped by", "support of"))

    def _harms(self, at: int) -> bool:
        """Whether the event noun is what kills in the next verb: "the blast killed five"."""
        following = self.sentence.chunks[at + 1 : at + 4]
        return any(
            isinstance(each, VerbGroup) and harm_of(each.low) in {"killed", "injured"} for each in following
        )
