"""What the area alone says is found once, and is what looking through everything gives."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from marsad.areas import Area, load_area
from marsad.areas.area import ADMIN_KINDS
from marsad.control import assess_control
from marsad.model import ClaimType, Control, Days, Event, Grade, Holding, Link, Place, Sector, TimePrecision
from marsad.sieges.bearings import distance_km, distance_to_stretch_km, sector_from
from marsad.sieges.roads import RoadBook
from marsad.sieges.sides import HoldersByDay, Sides
from marsad.sieges.stretches import Placed, Stretches
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
    sides = Sides(HoldersByDay(control).on(DAY), terrain.allegiances, DAY)
    holders = {
        place: each.holder for place in control.holdings if (each := control.at(place, DAY)) and each.holder
    }
    ours = {place for place, who in holders.items() if syria.friendly(who, "act_isis", DAY) or who == "act_isis"}
    theirs = {place for place, who in holders.items() if syria.hostile(who, "act_isis", DAY)}
    assert set(sides.of_friends(["act_isis"])) == ours
    assert set(sides.of_foes(["act_isis"])) == theirs
    assert ours and theirs


def test_the_holders_of_a_day_are_those_of_control_in_whatever_order_days_are_asked() -> None:
    chance = random.Random(3)
    for _ in range(20):
        control = Control({f"plc_{n}": tuple(holdings(f"plc_{n}", chance)) for n in range(8)})
        by_day = HoldersByDay(control)
        days = [DAY + timedelta(days=n) for n in range(-3, 45)]
        chance.shuffle(days)
        for day in days:
            at = {place: control.at(place, day) for place in control.holdings}
            assert by_day.on(day) == {place: each.holder for place, each in at.items() if each and each.holder}


def holdings(place: str, chance: random.Random) -> Iterator[Holding]:
    """None, one or several, the first perhaps without a beginning, the last perhaps with an end."""
    bounds = sorted(chance.sample(range(40), chance.randint(0, 6)))
    days: list[date | None] = [DAY + timedelta(days=n) for n in bounds]
    days = [*([None] if chance.random() < 0.3 else []), *days, *([None] if chance.random() < 0.7 else [])]
    for start, end in itertools.pairwise(days):
        who = chance.choice(["act_isis", "act_fsa", None])
        yield Holding(place, Days(start, end, TimePrecision.DAY), who, Grade.REPORTED)


def test_a_report_of_a_road_is_put_elsewhere_when_its_ground_changes_hands(syria: Area) -> None:
    terrain, placed = Terrain(syria), Placed()
    kept = ("plc_aleppo", "plc_hama", "plc_homs", "plc_al_bab", "plc_manbij", "plc_raqqa")
    ways = [(a, b) for a in kept for b in kept if a < b]
    events = [told_cut(number, way) for number, way in enumerate(ways)]
    chance = random.Random(5)
    seen = set()
    for _ in range(6):
        held = {**assess_control((), syria).holdings} | {
            place: (Holding(place, Days(DAY, None, TimePrecision.DAY), who, Grade.REPORTED),)
            for place in chance.sample(sorted(syria.places), 300)
            if (who := chance.choice(["act_isis", "act_syrian_government", "act_fsa"]))
        }
        again = RoadBook(events, Control(held), syria, terrain, placed)
        assert again.on(DAY) == RoadBook(events, Control(held), syria).on(DAY)
        assert again.unplaced == RoadBook(events, Control(held), syria).unplaced
        seen.add(tuple(road.reason for road in again.on(DAY).values() if road.explicit))
    assert len(seen) > 1


def told_cut(number: int, way: tuple[str, str]) -> Event:
    return Event(
        id=f"evt_{number}",
        type=ClaimType.ROUTE_CUT,
        place=None,
        route=way,
        days=Days.on(DAY),
        agents=(),
        targets=(),
        grade=Grade.REPORTED,
        testimonies=(),
    )
