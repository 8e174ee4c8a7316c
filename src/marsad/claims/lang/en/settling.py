"""What every draft gets at the end: its span, its time and its speakers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from marsad.claims.drafts import ActorMention, ClaimDraft, Mention, PlaceMention
from marsad.claims.lang.en.attribution import chain_at
from marsad.claims.lang.en.chunks import Chunk, VerbGroup
from marsad.claims.lang.en.frames import Frame, frames_of
from marsad.claims.lang.en.placing import Placing
from marsad.claims.lang.en.syntax import Slots
from marsad.claims.lang.en.tables import listed
from marsad.claims.lang.en.tracing import placed
from marsad.model import ClaimType, Modality
from marsad.records import replace

# What lasts: in the present tense it is so on the day of publication.
LASTING = frozenset({ClaimType.CONTROL, ClaimType.SIEGE, ClaimType.ROUTE_CUT, ClaimType.ROUTE_OPENED})


class Settling(Placing):
    """Finishes drafts of one sentence."""

    def _lack(self, at: int, frames: Iterable[Frame], what: str, slots: Slots | None = None) -> None:
        """Note what rows lacked to make a draft of chunk ``at``: for whoever mends the tables, nothing else."""
        rows, _ = self._lacked.setdefault(at, ([], slots))
        rows += [(frame.name, what) for frame in frames]

    def _span(self, at: int, slots: Slots, places: Sequence[PlaceMention] = ()) -> tuple[int, int]:
        """The stretch of the clause, with ``places`` that are named behind it: "three towns: A and B"."""
        chunks = self.sentence.chunks
        parts = [at, slots.end, *slots.objects, *slots.subjects]
        near = [each for each in parts if abs(each - at) < 12]
        first, last = min(near), max(near)
        while last + 1 < len(chunks) and chunks[last + 1].kind in {"time", "particle"}:
            last += 1
        end = self.sentence.tokens[chunks[last].end - 1].end
        ends = (each.mention.end for each in places if each.mention.text)
        return self.sentence.tokens[chunks[first].start].start, max(end, *ends, end)

    def _is_present(self, frame: Frame, group: VerbGroup) -> bool:
        lows = set(self.sentence.lows(group.start, group.end).split())
        state = frame.type in LASTING or (group.low == "be" and frame.type is ClaimType.SIEGE_LIFTED)
        return "now" in lows or "currently" in lows or (state and group.present and not group.perfect)

    def _finished(self, draft: ClaimDraft, at: int, *, state: bool = False) -> ClaimDraft:
        """With its time and its speakers."""
        chunk = self.sentence.chunks[at]
        chain, denied = chain_at(self.speeches, chunk.start)
        modality = draft.modality
        if denied and modality is Modality.ASSERTED:
            modality = Modality.DENIED
        places, confidence = draft.places, draft.confidence
        when = None if state else self._since_clause(at) or self._time_near(at)
        if when and draft.cumulative and not when.text.lower().startswith("since") and self._says("since"):
            when = None  # "since the war broke out in 2011": a total is of no one year
        of_now = not state and when is None and self._told_as_now(draft, at)
        if when is None and not state and (of_now or self._recent(at)):
            when = self._day_of_speech(at)
        return replace(
            draft,
            provenance=placed(draft.provenance, at, self.speeches, self.phrases),
            agents=tuple(each for each in draft.agents if each.candidates or not is_bomber(each)),
            attribution=chain,
            modality=modality,
            places=places,
            when=when,
            when_written_out=self._day_of_when(at, when),
            present=draft.present or of_now or bool(when and when.text.lower() == "now"),
            confidence=max(0.1, round(confidence, 2)),
        )

    def _time_near(self, at: int) -> Mention | None:
        """The time expression of the clause: the nearest one not behind another verb of an event."""
        if not self.sentence.times:
            return None
        chunks = self.sentence.chunks
        times = [
            index
            for index, chunk in enumerate(chunks)
            if chunk.kind == "time" and not (index and chunks[index - 1].low == "after")
        ]  # "took it after a month of bombardment": counted from when it was taken
        hours = {each.start for each in self.sentence.times if each.kind == "part_of_day"}
        best: tuple[bool, int, int] | None = None
        for index in times:
            between = range(min(at, index) + 1, max(at, index))
            walls = sum(
                1
                for each in between
                if (chunks[each].kind in {"sub", "rel"} and not self._is_of_when(each, index))
                or chunks[each].low == ";"
                or self._is_event(each)
            )
            walls += self._lasts_since(at, index)
            cost = abs(index - at) + 12 * walls + 30 * self._beside_speech(index)
            hour = 12 * (chunks[index].start in hours)  # "at dawn" says less than "on Friday"
            rank = (self._is_dateline(index), cost + hour, index)
            if cost <= 24 and (best is None or rank < best):
                best = rank
        if best is None:
            return None
        chunk = chunks[best[2]]
        return self.phrases.mention(chunk.start, chunk.end)

    def _day_of_when(self, at: int, when: Mention | None) -> str | None:
        """ "Ruled it until 2009, when the army drove it out": the army did in 2009."""
        chunks = self.sentence.chunks
        opener = next((n for n in range(at - 1, max(0, at - 8), -1) if chunks[n].low == "when"), None)
        if when is None or opener is None or self.sentence.tokens[chunks[opener].start].start < when.start:
            return None
        lead, _, rest = when.text.partition(" ")
        return rest if lead.lower() in {"until", "till", "since", "by"} else None

    def _since_clause(self, at: int) -> Mention | None:
        """ "Have fled since the offensive began on 16 September": the time of the clause opens the stretch."""
        if not self._says("since"):
            return None
        chunks = self.sentence.chunks
        since = next((n for n, each in enumerate(chunks) if each.kind == "sub" and each.low == "since"), None)
        group = chunks[at]
        if since is None or not isinstance(group, VerbGroup) or not group.perfect:
            return None
        if at < since and any(self._is_event(each) for each in range(at + 1, since)):
            return None
        end = next((n for n in range(since, len(chunks)) if chunks[n].kind in {"comma", "mark"}), len(chunks))
        times = [here for here in range(since + 1, end) if chunks[here].kind == "time"]
        if not times or since < at <= times[-1]:
            return None
        return self.phrases.mention(chunks[since].start, chunks[times[-1]].end)

    def _is_of_when(self, at: int, time: int) -> bool:
        """ "On Friday when two rockets hit": the day of the clause too."""
        near = at - 1 - (self.sentence.chunks[at - 1].kind == "comma")
        return self.sentence.chunks[at].low == "when" and near == time

    def _lasts_since(self, at: int, time: int) -> int:
        """ "Has encircled the town, which they hold, since May": a wall less for what has been, one more else."""
        chunk = self.sentence.chunks[time]
        group = self.sentence.chunks[at]
        if self.sentence.tokens[chunk.start].low != "since" or not isinstance(group, VerbGroup):
            return 0
        if group.perfect:
            return -1 if time > at else 0
        return int(group.present)

    def _told_as_now(self, draft: ClaimDraft, at: int) -> bool:
        """ "He said that the town was in the army's hands", "was still going on": so when he says it."""
        group = self._verb_with(at)
        told = any(each.start <= group.start < each.end and not each.denies for each in self.speeches)
        if not told or not isinstance(group, VerbGroup) or group.perfect or group.modal or group.form != "finite":
            return False
        lows = set(self.sentence.lows(group.start, group.end).split())
        held = draft.type is ClaimType.CONTROL or (draft.type in LASTING and (group.low == "be" or group.passive))
        return held or "still" in lows

    def _verb_with(self, at: int) -> Chunk:
        """The verb of the clause that opens with the noun at ``at``; the chunk itself where it is a verb."""
        chunks = self.sentence.chunks
        for ahead in range(at, min(at + 5, len(chunks))):
            if isinstance(chunks[ahead], VerbGroup):
                return chunks[ahead]
            if chunks[ahead].kind not in {"np", "prep", "adv"}:
                break
        return chunks[at]

    def _is_dateline(self, at: int) -> bool:
        """ "Published 8 June 2016", "AFP Friday 12 Sep 2014" in a report's first sentence: when it was written."""
        chunk = self.sentence.chunks[at]
        lows = self.sentence.lows(chunk.start, chunk.end).split()
        dated = lows[-1].isdigit() and len(lows[-1]) == 4 and lows[0] not in {"on", "in", "since", "until", "by"}
        return self.sentence.number == 0 and dated and not any(lows[0] == low for low in ("late", "early"))

    def _recent(self, at: int) -> bool:
        """ "has taken", "are now surrounded": so on the day it is said."""
        chunk = self.sentence.chunks[at]
        return isinstance(chunk, VerbGroup) and chunk.present

    def _day_of_speech(self, at: int) -> Mention | None:
        for index, chunk in enumerate(self.sentence.chunks):
            if chunk.kind == "time" and self._beside_speech(index):
                return self.phrases.mention(chunk.start, chunk.end)
        return None

    def _is_event(self, at: int) -> bool:
        chunk = self.sentence.chunks[at]
        if not isinstance(chunk, VerbGroup) or chunk.form != "finite":
            return False
        return bool(frames_of(chunk.low, chunk.particle))

    def _beside_speech(self, at: int) -> bool:
        """ "the Observatory said on Monday": the day of the saying, unless nothing else is dated."""
        chunks = self.sentence.chunks
        if self.sentence.lows(chunks[at].end, chunks[at].end + 1) == "'s":
            return False  # "counted nine dead in Sunday's air strike": the day of the strike
        before = chunks[max(0, at - 2) : at]
        if len(before) == 2 and before[1].kind == "np" and before[0].low in {"say", "report"}:
            following = chunks[at + 1] if at + 1 < len(chunks) else None
            if following is not None and following.kind == "vg":
                return False  # "said shelling on Sunday hit": the day of the shelling
        return any(
            isinstance(each, VerbGroup)
            and each.low in listed("attribution", "verbs")
            and not frames_of(each.low, each.particle)
            for each in before
        )


def is_bomber(actor: ActorMention) -> bool:
    """ "A suicide bomber", "two men": whoever it was, no party that a claim could name."""
    *others, last = actor.name.lower().split()
    bomber = last in {"bomber", "bombers", "attacker", "attackers"}
    return bomber or (
        last in {"men", "man", "assailants", "assailant"} and "'s" not in actor.name and len(others) < 2
    )
