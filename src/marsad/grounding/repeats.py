"""What a report says twice is one claim: the most informative mention, completed by the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from marsad.areas.tables import great_circle_km
from marsad.grounding.numbers import VAGUE
from marsad.model import Claim, ClaimedActor, ClaimedPlace, ClaimType, Count, Days, PlacePrecision

INCIDENTS = frozenset(
    {ClaimType.BOMBING, ClaimType.AIR_STRIKE, ClaimType.SHELLING, ClaimType.VIOLENCE_AGAINST_CIVILIANS}
)
DEADLY = INCIDENTS | {ClaimType.CASUALTIES, ClaimType.ASSAULT, ClaimType.CLASH}
FEW = 3  # dead, fewer than which two events may well have alike
# Kilometres between two places of one event at most, by how closely the coarser of them is known.
WITHIN_KM = {
    PlacePrecision.PLACE: 15.0,
    PlacePrecision.NEAR: 25.0,
    PlacePrecision.AREA: 40.0,
    PlacePrecision.ADMIN2: 40.0,
    PlacePrecision.ADMIN1: 180.0,
    PlacePrecision.COUNTRY: 2000.0,
}
COMPARED = 60  # claims of one type and place that a new one is compared with, the latest ones
ROUTES = frozenset({ClaimType.ROUTE_CUT, ClaimType.ROUTE_OPENED})
ANYWHERE = frozenset({ClaimType.SUPPORT, *ROUTES})  # their places are compared in their own way
STATES = frozenset({ClaimType.CONTROL, ClaimType.SIEGE, ClaimType.SUPPORT})


def without_repeats(claims: Iterable[Claim]) -> list[Claim]:
    """``claims`` with each thing once. The kept one is the most informative; ties go to the first."""
    kept: list[Claim] = []
    told: dict[tuple[str, ...], list[int]] = {}  # numbers in ``kept`` by type, modality and place
    for claim in claims:
        where = () if claim.type in ANYWHERE else _spot(claim)
        alike = told.setdefault((claim.type.value, claim.modality.value, *where), [])
        for number in alike[-COMPARED:]:
            if _same(claim, kept[number]):
                kept[number] = _joined(claim, kept[number])
                break
        else:
            alike.append(len(kept))
            kept.append(claim)
    return _without_tolls_again(kept)


def _without_tolls_again(claims: Iterable[Claim]) -> list[Claim]:
    """``claims`` with each death toll once: "kills 29 in north Syria" and "killed 29 in Atareb" are one strike."""
    kept: list[Claim] = []
    told: dict[tuple[int, int | None], list[int]] = {}
    for claim in claims:
        if claim.killed is None or claim.type not in DEADLY or claim.cumulative or not _tells(claim.killed):
            kept.append(claim)
            continue
        alike = told.setdefault((claim.killed.low, claim.killed.high), [])
        number = next((each for each in alike[-COMPARED:] if _one_toll(claim, kept[each])), None)
        if number is None:
            alike.append(len(kept))
            kept.append(claim)
        else:
            kept[number] = _of_one_toll(kept[number], claim)
    return kept


def _tells(killed: Count) -> bool:
    """Whether a count tells an event from others: not two dead, and not "dozens"."""
    return killed.low >= FEW and not (killed.high is None and killed.low in VAGUE.values())


def _one_toll(one: Claim, other: Claim) -> bool:
    """Whether two claims that count as many dead tell the same event: nothing that both say differs."""
    types = {one.type, other.type} - {ClaimType.CASUALTIES}
    hurt = one.injured is None or other.injured is None or one.injured == other.injured
    days = _days_agree(one.days, other.days) or one.days.overlaps(other.days)
    alike = len(types) < 2 and one.modality is other.modality and hurt and days
    sides = _agree(one.agents, other.agents) and _agree(one.targets, other.targets)
    return alike and sides and _one_place(one.place, other.place)


def _one_place(one: ClaimedPlace | None, other: ClaimedPlace | None) -> bool:
    """Whether two places may be one, or one of them in the other: of one name, coarse, or close by."""
    if one is None or other is None or (one.id or one.name) == (other.id or other.name):
        return True
    reach = max(max(WITHIN_KM[each.precision], each.within_km or 0) for each in (one, other))
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return reach >= WITHIN_KM[PlacePrecision.ADMIN1]
    return great_circle_km(one.lat, one.lon, other.lat, other.lon) <= reach


def _of_one_toll(one: Claim, other: Claim) -> Claim:
    joined = _joined(one, other)
    named = [each for each in (one, other) if each.type is not ClaimType.CASUALTIES] or [joined]
    best = named[0] if joined.type is ClaimType.CASUALTIES else joined
    rest = other if best.start_char == one.start_char and best.type is one.type else one
    finest = min((best.place, rest.place), key=_coarseness)
    return replace(
        best,
        place=finest,
        agents=joined.agents,
        targets=joined.targets,
        days=joined.days,
        killed=joined.killed,
        injured=joined.injured,
        victims=joined.victims,
    )


def _coarseness(place: ClaimedPlace | None) -> int:
    return list(PlacePrecision).index(place.precision) if place is not None else len(PlacePrecision)


def says_the_same(one: Claim, other: Claim) -> bool:
    """Whether two claims of one report say the same: of one type, modality and place, and no contradiction."""
    if (one.type, one.modality) != (other.type, other.modality):
        return False
    return (one.type in ANYWHERE or _spot(one) == _spot(other)) and _same(one, other)


def _same(one: Claim, other: Claim) -> bool:
    """Whether two claims of one type, modality and place say the same thing."""
    if one.type is ClaimType.SUPPORT:
        return _names(one.agents) == _names(other.agents) and _names(one.targets) == _names(other.targets)
    if one.type in ROUTES:
        return _same_road(one, other)
    if one.degree and other.degree and one.degree is not other.degree:
        return False
    if one.type is ClaimType.SIEGE and _names(one.agents) & _names(other.agents):
        return True
    if not _agree(one.agents, other.agents):
        return False
    if one.type in STATES:
        return True
    if one.type in INCIDENTS and _names(one.agents) != _names(other.agents) and not _told_together(one, other):
        return False
    if one.killed and other.killed and one.killed != other.killed:
        return False
    if one.displaced and other.displaced and one.displaced != other.displaced:
        return False
    return _days_agree(one.days, other.days) and _agree(one.targets, other.targets)


def _told_together(one: Claim, other: Claim) -> bool:
    """Whether two claims are made of the same words: "a bomb dropped by a helicopter hit X" is one strike."""
    return one.start_char < other.end_char and other.start_char < one.end_char


def _same_road(one: Claim, other: Claim) -> bool:
    """The same road: both ends alike, or one names but a place on the other's way."""
    a, b = frozenset(_spot(one)), frozenset(_spot(other))
    alike = a == b or (not (one.route and other.route) and bool(a and b) and (a <= b or b <= a))
    days = _days_agree(one.days, other.days) or one.days.overlaps(other.days)
    return alike and days and _agree(one.agents, other.agents)


def _spot(claim: Claim) -> tuple[str, ...]:
    if claim.route:
        return tuple(sorted(each.id or each.name.casefold() for each in claim.route))
    return (claim.place.id or claim.place.name.casefold(),) if claim.place else ()


def _agree(one: tuple[ClaimedActor, ...], other: tuple[ClaimedActor, ...]) -> bool:
    a, b = _names(one), _names(other)
    return not a or not b or a <= b or b <= a


def _names(actors: tuple[ClaimedActor, ...]) -> frozenset[str]:
    return frozenset(actor.id or actor.name.casefold() for actor in actors)


def _days_agree(one: Days, other: Days) -> bool:
    return one == other or Days() in {one, other}


def _joined(one: Claim, other: Claim) -> Claim:
    """The more informative of two, with what only the other says of the same thing."""
    best, rest = (one, other) if _information(one) > _information(other) else (other, one)
    return replace(
        best,
        agents=best.agents if best.agents else rest.agents,
        targets=best.targets or rest.targets,
        days=best.days if best.days != Days() else rest.days,
        killed=best.killed or rest.killed,
        injured=best.injured or rest.injured,
        displaced=best.displaced or rest.displaced,
        victims=best.victims or rest.victims,
        sides=best.sides or rest.sides,
        degree=best.degree or rest.degree,
    )


def _information(claim: Claim) -> float:
    place = claim.place is not None and claim.place.id is not None
    return (
        len(claim.agents)
        + bool(claim.targets)
        + place
        + 2 * bool(claim.route)
        + 2 * bool(claim.sides)
        + bool(claim.degree)
        + bool(claim.attribution)
        + (claim.days != Days())
        + bool(claim.killed or claim.injured or claim.displaced)
        + claim.confidence
    )
