"""Differences: where what is reported of a siege and what the roads say do not agree, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from marsad.model import Degree, Isolation, IsolationLevel, ReportedSiege, Sector
from marsad.sieges.ground import Ground
from marsad.sieges.wording import actor_names, from_words, way_words


def differences(reported: ReportedSiege | None, computed: Isolation, ground: Ground) -> tuple[str, ...]:
    """One sentence for each difference; empty where reports and roads agree.

    An isolation that could not be computed differs from nothing.
    """
    by_holder = _besieging_themselves(reported, ground)
    if not computed.computable:
        return tuple(by_holder)
    return (*by_holder, *_of_degree(reported, computed, ground), *_of_sides(reported, computed, ground))


def _besieging_themselves(reported: ReportedSiege | None, ground: Ground) -> Iterator[str]:
    if reported is not None and reported.left_out:
        names = actor_names(ground.area, reported.left_out)
        yield f"Reported besieged by {names}, who hold it or are friends of its holder: not counted as besiegers."


def ways_words(computed: Isolation, ground: Ground) -> str:
    """What the level says of the ways out: ``one way is left, under fire, to Raqqa by way of Tadef``."""
    if computed.level is IsolationLevel.ENCIRCLED:
        return "no way is left"
    if computed.level is IsolationLevel.CONNECTED:
        return "two or more ways lead out"
    named = way_words(ground.area, computed.routes[0]) if computed.routes else ""
    if computed.level is IsolationLevel.LAST_ROUTE:
        return f"one way is left, {named}"
    if len(computed.routes) > 1:
        return f"only ways under fire are left, the shortest {named}"
    return f"one way is left, under fire, {named}"


def _of_degree(reported: ReportedSiege | None, computed: Isolation, ground: Ground) -> Iterator[str]:
    ways = ways_words(computed, ground)
    if reported is None:
        if computed.level in (IsolationLevel.FIRE_CONTROLLED, IsolationLevel.ENCIRCLED):
            yield f"No source reports a siege, but by its roads {ways}."
    elif reported.degree is Degree.COMPLETE and computed.level is not IsolationLevel.ENCIRCLED:
        yield f"Reported completely besieged, but by its roads {ways}."
    elif reported.degree is Degree.PARTIAL and computed.level is IsolationLevel.ENCIRCLED:
        yield "Reported besieged with a way left, but by its roads no way is left."
    elif reported.degree is not Degree.PARTIAL and computed.level is IsolationLevel.CONNECTED:
        yield f"Reported besieged, but by its roads {ways}."


def _of_sides(reported: ReportedSiege | None, computed: Isolation, ground: Ground) -> Iterator[str]:
    """Sides on which sources place a besieger and the roads somebody else, or nobody near."""
    if reported is None:
        return
    told: set[str] = set()
    found: dict[tuple[tuple[str, ...], str], list[Sector]] = {}
    for sector in Sector:
        said, held = reported.sides.get(sector, ()), computed.sides.get(sector, ())
        beside = () if held else _beside(computed, sector)
        if said and not _any_friends(said, (*held, *beside), ground):
            found.setdefault((said, _held_words(held, beside, ground)), []).append(sector)
            told.update(held, beside)
    for (said, held_words), sectors in found.items():
        where = _in_words(from_words(sectors))
        yield f"Reported: {actor_names(ground.area, said)} in {where}; by the roads {held_words}."
    yield from _unnamed(reported, computed, told, ground)


def _held_words(held: tuple[str, ...], beside: tuple[str, ...], ground: Ground) -> str:
    if held:
        return f"the nearest hostile positions there are held by {actor_names(ground.area, held)}"
    if beside:
        return f"nobody hostile is found there, but on either side of it {actor_names(ground.area, beside)}"
    return "nobody hostile is found there"


def _unnamed(reported: ReportedSiege, computed: Isolation, told: set[str], ground: Ground) -> Iterator[str]:
    """Sides that the roads show and that no source names among the besiegers."""
    besiegers = (*reported.besiegers, *(actor for side in reported.sides.values() for actor in side))
    by_actor: dict[str, list[Sector]] = {}
    for sector, actors in computed.sides.items():
        for actor in actors:
            if actor not in told and besiegers and not _any_friends((actor,), besiegers, ground):
                by_actor.setdefault(actor, []).append(sector)
    for actor, sectors in by_actor.items():
        where = _in_words(from_words(sectors))
        name = actor_names(ground.area, [actor])
        yield f"Not named as a besieger, but by the roads on its edge in {where}: {name}."


def _in_words(where: str) -> str:
    return where if where.startswith("the ") else f"the {where}"


def _beside(computed: Isolation, sector: Sector) -> tuple[str, ...]:
    """Who holds the sectors on either side of one in which nobody is found."""
    sectors = list(Sector)
    at = sectors.index(sector)
    beside = (sectors[at - 1], sectors[(at + 1) % len(sectors)])
    return tuple(sorted({actor for each in beside for actor in computed.sides.get(each, ())}))


def _any_friends(some: Iterable[str], others: Sequence[str], ground: Ground) -> bool:
    return any(ground.friendly(a, b) for a in some for b in others)
