"""What kind of attack it was: what was launched, with which weapons, by each or by all."""

from __future__ import annotations

from collections.abc import Iterator

from marsad.claims.drafts import ClaimDraft
from marsad.claims.lang.en.bargains import Bargains
from marsad.claims.lang.en.chunks import VerbGroup
from marsad.claims.lang.en.frames import actors_in, places_in
from marsad.claims.lang.en.heads import counted
from marsad.claims.lang.en.phrase_kinds import listed_weapons
from marsad.claims.lang.en.syntax import Slots
from marsad.claims.lang.en.tables import words
from marsad.model import ClaimType
from marsad.records import replace

SPLIT_BY = frozenset({"each", "both", "respectively"})


class Attacks(Bargains):
    """Reads with what one sentence says that somebody attacked."""

    def _each(self, group: VerbGroup, at: int) -> bool:
        above = self.sentence.chunks[group.governor] if group.governor is not None else group
        lows = self.sentence.lows(max(0, above.start - 1), group.end).split()
        return bool(SPLIT_BY & set(lows)) and "between" not in lows

    def _launched(self, draft: ClaimDraft, slots: Slots) -> ClaimDraft:
        """ "launched air strikes on": the object says what kind of attack, and where, and on whom."""
        for at in (counted(self.roles, each) for each in slots.objects):
            frame = self._noun_frame(at)
            if frame is not None:
                inner = self._noun_slots(at)
                targets = draft.targets or actors_in(frame.target, self.roles, inner)
                return replace(
                    draft,
                    type=frame.type,
                    targets=targets,
                    means=frame.means,
                    places=places_in(frame.place, self.roles, slots)
                    or draft.places
                    or places_in(frame.place, self.roles, inner),
                )
        return draft

    def _by_weapon(self, draft: ClaimDraft, slots: Slots) -> Iterator[ClaimDraft]:
        """ "struck the town with artillery and with drones": one claim for each kind of fire."""
        kinds: dict[ClaimType, str] = {
            ClaimType(noun.weapon): noun.head for noun in map(self.roles.noun, slots.subjects) if noun.weapon
        }
        for at in slots.subjects:
            for kind, asked in (
                ("air_strike", "aircraft"),
                ("shelling", "artillery"),
                ("bombing", "blast"),
                ("bombing", "bomber"),
            ):
                if self.roles.is_a(at, asked):
                    kinds.setdefault(ClaimType(kind), self.roles.noun(at).head)
        for preposition, phrases in slots.pps:
            manned = any(
                self.roles.noun(at).head in words("own_men") and not self.roles.is_a(at, "aircraft")
                for at in phrases
            )  # "with tanks and infantry"
            told = not manned and preposition in {"with", "by", "using", "from", "with of", "in"}
            for at in phrases if told else ():
                for kind in ("air_strike", "shelling", "bombing"):
                    if (
                        self.roles.noun(at).weapon == kind
                        or self._weapon_words(at, kind)
                        or self._of_weapon(at, kind)
                    ):
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
        """ "a barrage of drones"."""
        chunks = self.sentence.chunks
        barrage = chunks[at].low in {"barrage", "salvo", "wave", "volley", "hail", "series"}
        return barrage and at + 2 < len(chunks) and chunks[at + 1].low == "of" and self._weapon_words(at + 2, kind)
