"""Laws of roads and isolation, on small graphs drawn at random and against brute force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import chain, combinations, pairwise, product

from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.areas import Area
from marsad.control import assess_control
from marsad.model import (
    Actor,
    ActorKind,
    BaselineHolding,
    Days,
    Grade,
    IsolationLevel,
    Lifeline,
    Link,
    Place,
    PlaceKind,
    Relation,
    RelationKind,
    RoadAssessment,
    RoadState,
)
from marsad.sieges import Ground, assess_roads, isolation_levels, isolation_on
from marsad.sieges.ground import READINGS
from marsad.sieges.routes import disjoint_routes, doubly_connected

DAY = date(2017, 2, 6)
NAMES = [f"plc_{letter}" for letter in "abcdefg"]
PAIRS = list(combinations(NAMES, 2))
ACTORS = ["act_us", "act_ours", "act_foe"]
SEVERITY = list(IsolationLevel)


def small_area(
    links: list[tuple[str, str]], holders: Mapping[str, str | None], lifelines: Mapping[str, str]
) -> Area:
    places = {
        name: Place(name, name, PlaceKind.TOWN, 36 + (i % 3) / 10, 37 + i / 10) for i, name in enumerate(NAMES)
    }
    relations = [
        Relation("act_us", "act_ours", RelationKind.ALLIED, Days()),
        Relation("act_us", "act_foe", RelationKind.HOSTILE, Days()),
        Relation("act_ours", "act_foe", RelationKind.HOSTILE, Days()),
    ]
    return Area(
        name="small",
        title="small",
        version="1",
        hash="",
        countries=("SY",),
        view=(35.0, 36.0, 37.0, 38.0),
        baseline_date=DAY,
        places=places,
        actors={actor: Actor(actor, actor, ActorKind.REBEL) for actor in ACTORS},
        links=tuple(Link(a, b, 1.0 + i) for i, (a, b) in enumerate(links)),
        relations=tuple(relations),
        roles=(),
        baseline=tuple(BaselineHolding(p, h, DAY, "test") for p, h in holders.items() if h != "nobody knows"),
        lifelines=tuple(Lifeline(place, "act_us", kind, Days()) for place, kind in lifelines.items()),
    )


# Made once: a strategy that is made anew at each draw takes longer than the draw.
some_links = st.lists(st.sampled_from(PAIRS), unique=True, max_size=12)
some_holders = st.tuples(*[st.sampled_from([*ACTORS, "act_us", None, "nobody knows"])] * len(NAMES))
some_lifelines = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["hinterland", "crossing"]), max_size=3)
any_state = st.sampled_from(list(product(RoadState, [Grade.REPORTED, Grade.DISPUTED])))


@st.composite
def areas(draw: st.DrawFn) -> Area:
    holders = dict(zip(NAMES, draw(some_holders), strict=True))
    return small_area(draw(some_links), holders, draw(some_lifelines))


any_area = areas()


@st.composite
def grounds(draw: st.DrawFn) -> Ground:
    """An area with roads in any state, whatever their ends say."""
    area = draw(any_area)
    control = assess_control((), area)
    roads = {}
    for ends, road in assess_roads((), control, area, DAY).items():
        state, grade = draw(any_state)
        roads[ends] = replace(road, state=state, grade=grade)
    return Ground(roads, control, area, DAY)


def with_road(ground: Ground, ends: tuple[str, str], state: RoadState) -> Ground:
    roads: Mapping[tuple[str, str], RoadAssessment] = {
        **ground.roads,
        ends: replace(ground.roads[ends], state=state, grade=Grade.REPORTED),
    }
    return Ground(roads, ground.control, ground.area, DAY)


def severity(level: IsolationLevel) -> int:
    return SEVERITY.index(level)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PAIRS), unique=True, max_size=9), st.sets(st.sampled_from(NAMES[1:]), max_size=3))
def test_edge_disjoint_routes_equal_the_smallest_cut_found_by_brute_force(
    links: list[tuple[str, str]], goals: set[str]
) -> None:
    ways: dict[str, dict[str, float]] = {}
    for a, b in links:
        ways.setdefault(a, {})[b] = ways.setdefault(b, {})[a] = 1.0
    routes = disjoint_routes("plc_a", goals, ways)
    used = [frozenset(step) for route in routes for step in pairwise(route)]
    assert len(used) == len(set(used))
    assert all(route[0] == "plc_a" and route[-1] in goals for route in routes)
    assert all(tuple(sorted(step)) in links for step in used)
    every_cut = chain.from_iterable(combinations(links, size) for size in range(len(links) + 1))
    smallest = next(len(cut) for cut in every_cut if not reaches("plc_a", goals, set(links) - set(cut)))
    assert len(routes) == smallest
    assert ("plc_a" in doubly_connected(goals, ways)) == (smallest >= 2)


def reaches(start: str, goals: set[str], links: set[tuple[str, str]]) -> bool:
    """Whether a way leads to a goal, by trying every link again until nothing is added."""
    seen = {start}
    while True:
        more = {end for link in links for end in link if set(link) & seen} - seen
        if not more:
            return bool(seen & goals)
        seen |= more


@settings(max_examples=150, deadline=None)
@given(areas())
def test_encirclement_equals_brute_force(area: Area) -> None:
    control = assess_control((), area)
    ground = Ground(assess_roads((), control, area, DAY), control, area, DAY)
    ours = {row.place for row in area.baseline if row.holder in {"act_us", "act_ours"}}
    links = {link.ends for link in area.links if set(link.ends) <= ours}
    for place in ours & set(area.links_of):
        goals = {line.place for line in area.lifelines} & ours
        encircled = isolation_on(ground, place, "pessimistic").level is IsolationLevel.ENCIRCLED
        assert encircled == (not reaches(place, goals, links))


@settings(max_examples=150, deadline=None)
@given(grounds())
def test_all_at_once_equals_one_by_one(ground: Ground) -> None:
    for reading in READINGS:
        levels = isolation_levels(ground, reading)
        assert levels == {place: isolation_on(ground, place, reading).level for place in levels}


@settings(max_examples=150, deadline=None)
@given(grounds())
def test_an_optimist_never_finds_a_place_more_isolated_than_a_pessimist(ground: Ground) -> None:
    for place in NAMES:
        levels = [severity(isolation_on(ground, place, reading).level) for reading in READINGS]
        assert levels == sorted(levels)


@settings(max_examples=150, deadline=None)
@given(grounds(), st.data())
def test_cutting_a_road_never_lifts_a_siege_and_opening_one_never_makes_one(
    ground: Ground, data: st.DataObject
) -> None:
    if not ground.roads:
        return
    ends = data.draw(st.sampled_from(sorted(ground.roads)))
    cut, opened = with_road(ground, ends, RoadState.CUT), with_road(ground, ends, RoadState.OPEN)
    for place in NAMES:
        for reading in READINGS:
            before = severity(isolation_on(ground, place, reading).level)
            assert severity(isolation_on(cut, place, reading).level) >= before
            assert severity(isolation_on(opened, place, reading).level) <= before
