"""Camps: who fights whom in one report, as its claims and the area's relations leave it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from marsad.areas import Area
from marsad.claims.lang.en.homeland import nation_of
from marsad.grounding.tables import listed
from marsad.model import Claim, ClaimedActor, ClaimType, Modality

Actors = tuple[ClaimedActor, ...]
ATTACKS = frozenset(
    {
        ClaimType.CAPTURE,
        ClaimType.ADVANCE,
        ClaimType.SIEGE,
        ClaimType.ROUTE_CUT,
        ClaimType.ASSAULT,
        ClaimType.CLASH,
    }
)
FIRE = frozenset({ClaimType.BOMBING, ClaimType.AIR_STRIKE, ClaimType.SHELLING})
ON_FOOT = ATTACKS - {ClaimType.ASSAULT, ClaimType.ROUTE_CUT} | {ClaimType.CONTROL, ClaimType.WITHDRAWAL}
HOLDING = frozenset({ClaimType.CONTROL, ClaimType.WITHDRAWAL})
TAKING = frozenset({ClaimType.CAPTURE})
TOGETHER = 250  # characters between two claims of one place that are told together
WITHIN = 40  # fights that a claim is compared with, the nearest ones
# Words that say no more than that it is armed: "Ukrainian units" and "Ukrainian troops" are one side.
PLAIN = listed("plain")
# After a nation these too: "Ukraine's defence ministry", "Kenyan government troops" are of one side each.
OF_A_STATE = PLAIN | listed("of_a_state")
VAGUE = PLAIN | listed("vague_sides")


@dataclass(frozen=True, slots=True)
class Fight:
    """Two sides that a report sets against each other, where and at which offset; ``one`` attacks."""

    one: Actors
    other: Actors
    spot: str
    start: int


def spot_of(claim: Claim) -> str:
    """The place of a claim as a key; "" for none. A road stands at its first end."""
    place = claim.place or (claim.route[0] if claim.route else None)
    return (place.id or place.name.casefold()) if place else ""


def keys(actors: Iterable[ClaimedActor]) -> frozenset[str]:
    """The sides that ``actors`` are, by id or by the words of the name that tell sides apart."""
    return frozenset(actor.id or _telling(actor.name) for actor in actors)


def is_named(actors: Actors) -> bool:
    """Whether any of ``actors`` is called by more than words that fit many sides: "a group", "ethnic fighters"."""
    return any(actor.id or not VAGUE.issuperset(_telling(actor.name).split()) for actor in actors)


@cache
def _telling(name: str) -> str:
    words = name.casefold().replace("'s", "").split()
    nation = nation_of(name)
    if nation and all(word in OF_A_STATE - listed("of_no_state") for word in words[1:]):
        return nation
    told = [word for word in words if word not in PLAIN]
    return " ".join(told).rstrip("s") or name.casefold()


class Camps:
    """The fights of one report's claims; asks the area only about sides that both have an id."""

    def __init__(self, claims: Sequence[Claim], area: Area, published: date | None) -> None:
        """Note who fights whom in ``claims``, which stand in order of start."""
        self.area, self.published, self.claims = area, published, claims
        self._enemies: dict[tuple[str, str], bool] = {}
        self._aloft = _aloft(claims)
        self._camp = _allied(claims)
        self.fights = [*_said(claims), *self._over_ground(claims)]
        self._on_foot = [
            each for each in self.fights if not self.only_flies(each.one) and not self.only_flies(each.other)
        ]
        self._pairs = {frozenset((keys(each.one), keys(each.other))) for each in self._on_foot}

    def _over_ground(self, claims: Sequence[Claim]) -> Iterator[Fight]:
        """Who attacks a place, against who is said to hold it, to have left it or else to have taken it."""
        holding: dict[str, list[Actors]] = {}
        for kinds in (HOLDING, TAKING):
            for claim in claims:
                if claim.type in kinds and is_named(claim.agents) and spot_of(claim):
                    holding.setdefault(spot_of(claim), []).append(claim.agents)
        for claim in claims:
            if claim.type not in ATTACKS or not claim.agents or claim.targets:
                continue
            against = holding.get(spot_of(claim), [])[:WITHIN]
            held = next((each for each in against if not self._together(claim.agents, each)), None)
            if held is not None:
                yield Fight(claim.agents, held, spot_of(claim), claim.start_char)

    def only_flies(self, actors: Actors) -> bool:
        """Whether the report tells of ``actors`` only what was done from the air: they take and hold no ground."""
        return bool(actors) and keys(actors) <= self._aloft

    def friends(self, some: Actors, others: Actors) -> bool:
        """Whether the two share a side, by name or as the area knows it."""
        if keys(some) & keys(others):
            return True
        known = [(one.id, other.id) for one in some for other in others if one.id and other.id]
        return self.published is not None and any(self.area.friendly(a, b, self.published) for a, b in known)

    def _together(self, some: Actors, others: Actors) -> bool:
        """Whether the two are friends, or of one camp by what they do together in the report."""
        return self.friends(some, others) or not self._camps(some).isdisjoint(self._camps(others))

    def _camps(self, actors: Actors) -> frozenset[str]:
        return frozenset(self._camp.get(key, key) for key in keys(actors))

    def may_fight(self, some: Actors, others: Actors) -> bool:
        """Whether the two can be opponents: not friends and, where the area knows both, known to fight."""
        if not some or self.friends(some, others):
            return False
        known = any(one.id and other.id for one in some for other in others)
        return not known or self.published is None or self.hostile(some, others)

    def hostile(self, some: Actors, others: Actors) -> bool:
        """Whether the area knows any of the two as enemies on the day of the report."""
        known = [(one.id, other.id) for one in some for other in others if one.id and other.id]
        return any(self._at_war(a, b) for a, b in known)

    def _at_war(self, one: str, other: str) -> bool:
        """Whether the area knows the two as enemies on the day of the report, asked once for each two."""
        found = self._enemies.get((one, other))
        if found is None:
            found = self.published is not None and self.area.hostile(one, other, self.published)
            self._enemies[one, other] = found
        return found

    def against(self, side: Actors, claim: Claim) -> Actors:
        """Who fights ``side`` in the nearest fight of the report, at the claim's place if there is one.

        One that is named comes before "insurgents" and the like.
        """
        mine, spot = self._camps(side), spot_of(claim)
        vague: Actors = ()
        near = sorted(self.fights, key=lambda each: (each.spot != spot, abs(each.start - claim.start_char)))
        for fight in near[:WITHIN]:
            one, other = self._camps(fight.one), self._camps(fight.other)
            if one & mine and not other & mine:
                found = fight.other
            elif other & mine and not one & mine:
                found = fight.one
            else:
                continue
            if self.may_fight(found, side) and not (claim.type in ATTACKS and self.only_flies(found)):
                if is_named(found):
                    return found
                vague = vague or found
        return vague

    def parties(self) -> Actors:
        """The two sides of a report in which one side fights one other and nobody else does; else ()."""
        pairs = {frozenset((self._camps(each.one), self._camps(each.other))) for each in self._on_foot}
        if len(pairs) != 1 or not self._on_foot:
            return ()
        first = self._on_foot[0]
        return (*first.one[:1], *first.other[:1])

    def attackers(self, claim: Claim) -> Actors:
        """Who attacks the claim's place just before or after, or alone does; else who attacks in the only pair."""
        spot = spot_of(claim)
        near = [
            each
            for each in self.claims
            if each.type in ATTACKS and each.agents and not self.only_flies(each.agents)
        ]
        here = [each for each in near if spot and spot_of(each) == spot]
        nearest = min(here, key=lambda each: abs(each.start_char - claim.start_char), default=claim)
        told_together = abs(nearest.start_char - claim.start_char) < TOGETHER
        if here and (told_together or len({keys(each.agents) for each in here}) == 1):
            return nearest.agents
        if not here and len({keys(each.agents) for each in near}) == 1:
            return near[0].agents
        return self._of_only_pair()

    def _of_only_pair(self) -> Actors:
        if len(self._pairs) != 1:
            return ()
        first = Counter(keys(each.one) for each in self._on_foot if each.one)
        attacking = max(sorted(first, key=sorted), key=lambda side: first[side])
        return next(each.one for each in self._on_foot if keys(each.one) == attacking)


def _said(claims: Sequence[Claim]) -> Iterator[Fight]:
    for claim in claims:
        both = claim.agents and claim.targets and not keys(claim.agents) & keys(claim.targets)
        if both and claim.type in ATTACKS | FIRE:
            yield Fight(claim.agents, claim.targets, spot_of(claim), claim.start_char)


def _aloft(claims: Sequence[Claim]) -> frozenset[str]:
    """The sides that a report sends into the air and never says to stand on the ground."""
    flying = {key for claim in claims if claim.type is ClaimType.AIR_STRIKE for key in keys(claim.agents)}
    walking = {key for claim in claims if claim.type in ON_FOOT for key in keys((*claim.agents, *claim.targets))}
    return frozenset(flying - walking)


def _allied(claims: Sequence[Claim]) -> dict[str, str]:
    """The camp of each side that acts together with another in the report, or is backed by it: by one of them."""
    camp: dict[str, str] = {}

    def of(key: str) -> str:
        while camp.get(key, key) != key:
            key = camp[key]
        return key

    for claim in claims:
        if claim.modality is Modality.DENIED or claim.type is ClaimType.CLASH:
            continue
        together = claim.agents + (claim.targets if claim.type is ClaimType.SUPPORT else ())
        first, *others = sorted(keys(together)) or ("",)
        for other in others:
            camp[of(other)] = of(first)
    return {key: of(key) for key in camp}
