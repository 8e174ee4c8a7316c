"""What the area alone says is found once, and is what looking through everything gives."""

from __future__ import annotations

import random
from datetime import date

import pytest

from marsad.areas import Area, load_area
from marsad.areas.area import ADMIN_KINDS
from marsad.control import assess_control
from marsad.model import Link, Place, Sector
from marsad.sieges.bearings import distance_km, distance_to_stretch_km, sector_from
from marsad.sieges.sides import Sides
from marsad.sieges.stretches import Stretches
from marsad.sieges.terrain import EDGE_KM, Terrain

DAY = date(2017, 2, 6)


@pytest.fixture(scope="module")
def syria() -> Area:
    return load_area("syria")


@pytest.fixture(scope="module")
def terrain(syria: Area) -> Terrain:
    return Terrain(syria)


@pytest.mark.parametrize("place", ["plc_al_bab", "plc_aleppo", "plc_deir_ez_zor"])
def test_neighbours_are_all_settlements_so_near_in_order(syria: Area, terrain: Terrain, place: str) -> None:
    here = syria.places[place]
    near: list[tuple[float, str, Sector]] = [
        (km, other.id, sector_from(here, other))
        for other in syria.places.values()
        if other is not here
        and other.kind not in ADMIN_KINDS
        and (km := distance_km(here, other)) < EDGE_KM - 0.01
    ]
    assert near
    assert list(terrain.neighbours(place))[: len(near)] == [(other, sector) for _, other, sector in sorted(near)]


def test_the_nearest_of_any_places_is_the_nearest_of_all_compared(syria: Area, terrain: Terrain) -> None:
    chance = random.Random(7)
    finder = Stretches(assess_control((), syria), terrain)
    far = []
    for _ in range(60):
        way = chance.sample(syria.links, chance.choice([1, 2, 6]))
        held = frozenset(chance.sample(sorted(syria.places), chance.choice([0, 1, 3, 40, 400])))
        expected = nearest_by_comparing(syria, way, held)
        assert finder.nearest(way, held) == expected
        far += [link for link in way if not held.intersection(place for _, place in terrain.along(link))]
    assert far  # some had to be looked for among all


def nearest_by_comparing(area: Area, way: list[Link], held: frozenset[str]) -> tuple[Link, Place] | None:
    found = []
    for order, link in enumerate(way):
        ends = area.places[link.a], area.places[link.b]
        for place in (area.places[each] for each in held):
            nearer = min(distance_km(place, end) for end in ends)
            found.append((distance_to_stretch_km(place, *ends), nearer, order, place.id))
    if not found:
        return None
    _, _, order, nearest = min(found)
    return way[order], area.places[nearest]


def test_places_of_friends_and_foes_are_those_whose_holder_is_one(syria: Area, terrain: Terrain) -> None:
    control = assess_control((), syria)
    sides = Sides(control, terrain.allegiances, DAY)
    holders = {
        place: each.holder for place in control.holdings if (each := control.at(place, DAY)) and each.holder
    }
    ours = {place for place, who in holders.items() if syria.friendly(who, "act_isis", DAY) or who == "act_isis"}
    theirs = {place for place, who in holders.items() if syria.hostile(who, "act_isis", DAY)}
    assert set(sides.of_friends(["act_isis"])) == ours
    assert set(sides.of_foes(["act_isis"])) == theirs
    assert ours and theirs
