from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from marsad.areas import Area, load_area
from marsad.control import assess_control
from marsad.events import Fusion
from marsad.model import Claim, IsolationLevel, Place, PlaceKind, Report, Sector
from marsad.sieges import Ground, RoadBook, assess_roads, isolation, isolation_levels, isolation_on
from marsad.sieges.bearings import bearing_deg, distance_to_stretch_km, sector_of
from marsad.sieges.ground import READINGS

Tell = Callable[..., Claim]
Grounds = Callable[..., Ground]
FIFTH = date(2017, 2, 5)
WAY_OUT = ("plc_al_bab", "plc_tadef", "plc_deir_hafir", "plc_maskanah", "plc_raqqa")
CUT = {"kind": "route_cut", "route": ("plc_tadef", "plc_deir_hafir"), "agents": "act_syrian_government"}


@pytest.fixture
def ground(area: Area, report: Callable[..., Report], fused: Callable[..., Fusion]) -> Grounds:
    """The ground on a day of February 2017, after these claims."""

    def on(day: int, *claims: Claim) -> Ground:
        events = fused(claims, [report("r1")]).events
        control = assess_control(events, area)
        as_of = date(2017, 2, day)
        return Ground(assess_roads(events, control, area, as_of), control, area, as_of)

    return on


def test_one_last_route_is_named_to_its_end(ground: Grounds) -> None:
    found = isolation_on(ground(5), "plc_al_bab")
    assert found.level is IsolationLevel.LAST_ROUTE
    assert found.last_route == WAY_OUT


def test_two_ways_that_share_a_road_are_one_and_two_that_do_not_connect(ground: Grounds, claim: Tell) -> None:
    assert isolation_on(ground(5), "plc_bzaah").level is IsolationLevel.LAST_ROUTE
    taken = [claim("capture", place, agents="act_isis", on="2017-02-04") for place in ("plc_arima", "plc_manbij")]
    still = isolation_on(ground(5, *taken), "plc_bzaah")
    assert still.level is IsolationLevel.LAST_ROUTE  # Manbij is no lifeline of ISIS
    assert isolation_on(ground(5), "plc_raqqa").level is IsolationLevel.CONNECTED
    assert isolation_on(ground(5), "plc_abu_al_zandin").level is IsolationLevel.LAST_ROUTE
    assert isolation_on(ground(5), "plc_al_rai").level is IsolationLevel.CONNECTED  # by two crossings


def test_cut_is_encircled_and_fire_is_fire_control(ground: Grounds, claim: Tell) -> None:
    cut = isolation_on(ground(6, claim(**CUT, on="2017-02-06")), "plc_al_bab")
    assert (cut.level, cut.routes, cut.last_route) == (IsolationLevel.ENCIRCLED, (), None)
    fire = isolation_on(ground(6, claim(**CUT, on="2017-02-06", means="fire control")), "plc_al_bab")
    assert (fire.level, fire.last_route) == (IsolationLevel.FIRE_CONTROLLED, WAY_OUT)
    assert fire.enclave == ("plc_al_bab", "plc_bzaah", "plc_qabasin", "plc_tadef")


def test_sides_are_the_hostile_edge_by_bearing(ground: Grounds, claim: Tell) -> None:
    hill = claim("capture", "plc_tal_uwayshiyah", agents="act_syrian_government", on="2017-02-06")
    cut = claim(**CUT, on="2017-02-06", means="fire control")
    sides = isolation_on(ground(6, hill, cut), "plc_al_bab").sides
    assert sides[Sector.W] == sides[Sector.N] == ("act_euphrates_shield",)
    assert sides[Sector.E] == ("act_sdf",)
    assert sides[Sector.SE] == sides[Sector.S] == ("act_syrian_government",)
    assert Sector.NW not in sides


def test_the_edge_of_what_is_cut_off_counts_however_far_and_other_edges_only_when_near(
    ground: Grounds, claim: Tell
) -> None:
    lost = claim("capture", "plc_deir_hafir", agents="act_syrian_government", on="2017-02-04")
    fallen = claim("capture", "plc_raqqa", agents="act_sdf", on="2017-02-04")
    cut_off = isolation_on(ground(5, lost, fallen), "plc_maskanah").sides
    assert cut_off == {Sector.E: ("act_sdf",), Sector.NW: ("act_syrian_government",)}
    supplied = isolation_on(ground(5, fallen), "plc_deir_ez_zor")
    assert supplied.level is IsolationLevel.CONNECTED
    assert supplied.sides == {}  # Raqqa, the edge of its ground, is 120 km away


def test_neutrals_are_no_side(ground: Grounds) -> None:
    sides = isolation_on(ground(5), "plc_aleppo").sides
    assert "act_euphrates_shield" not in {actor for side in sides.values() for actor in side}


def test_unknown_ground_is_passable_for_the_optimist_only(ground: Grounds, claim: Tell) -> None:
    left = ground(6, claim("withdrawal", "plc_deir_hafir", agents="act_isis", on="2017-02-06"))
    levels = [isolation_on(left, "plc_al_bab", reading).level for reading in READINGS]
    assert levels == [IsolationLevel.LAST_ROUTE, IsolationLevel.ENCIRCLED, IsolationLevel.ENCIRCLED]
    quiet = ground(6, claim("withdrawal", "plc_maskanah", agents="act_isis", on="2017-02-06"))
    levels = [isolation_on(quiet, "plc_al_bab", reading).level for reading in READINGS]
    assert levels == [IsolationLevel.LAST_ROUTE, IsolationLevel.LAST_ROUTE, IsolationLevel.ENCIRCLED]


def test_a_lifeline_that_falls_is_none(ground: Grounds, claim: Tell) -> None:
    fallen = [
        claim("capture", place, agents="act_sdf", on="2017-02-04") for place in ("plc_raqqa", "plc_deir_ez_zor")
    ]
    assert isolation_on(ground(5, *fallen), "plc_al_bab").level is IsolationLevel.ENCIRCLED


@pytest.mark.parametrize("place", ["plc_nowhere", "plc_tal_uwayshiyah"])
def test_where_no_holder_or_no_road_is_known_nothing_is_concluded(ground: Grounds, place: str) -> None:
    on_fifth = ground(5)
    levels = [isolation_on(on_fifth, place, reading).level for reading in READINGS]
    assert levels == [IsolationLevel.CONNECTED, IsolationLevel.CONNECTED, IsolationLevel.ENCIRCLED]


def test_the_public_function_is_the_same_as_one_ground(area: Area, ground: Grounds) -> None:
    control = assess_control((), area)
    roads = assess_roads((), control, area, FIFTH)
    assert isolation("plc_al_bab", roads, control, area, FIFTH, "likely") == isolation_on(ground(5), "plc_al_bab")


def test_all_at_once_is_the_same_as_one_by_one_in_syria() -> None:
    syria = load_area("syria")
    control = assess_control((), syria)
    ground = Ground(RoadBook((), control, syria).on(FIFTH), control, syria, FIFTH)
    levels = isolation_levels(ground)
    assert len(levels) > 200
    assert {place: isolation_on(ground, place).level for place in levels} == dict(levels)
    assert levels["plc_al_bab"] is IsolationLevel.LAST_ROUTE
    # Besieged that winter, as is well known; nobody's report says so here.
    assert {levels[place] for place in ("plc_foah", "plc_madaya", "plc_douma")} == {IsolationLevel.ENCIRCLED}


def place(lat: float, lon: float) -> Place:
    return Place("plc_x", "X", PlaceKind.TOWN, lat, lon)


@pytest.mark.parametrize(
    ("bearing", "sector"),
    [(0, Sector.N), (22.4, Sector.N), (22.5, Sector.NE), (337.4, Sector.NW), (337.5, Sector.N), (180, Sector.S)],
)
def test_sectors_are_centred_on_their_names(bearing: float, sector: Sector) -> None:
    assert sector_of(bearing) is sector


def test_bearings_run_clockwise_from_north() -> None:
    here = place(36.0, 37.0)
    bearings = [bearing_deg(here, place(*other)) for other in ((37, 37), (36, 38), (35, 37), (36, 36))]
    assert bearings == pytest.approx([0, 90, 180, 270], abs=0.5)


def test_distance_to_a_stretch_is_to_its_nearest_point() -> None:
    a, b = place(36.0, 37.0), place(36.0, 38.0)
    assert distance_to_stretch_km(place(36.1, 37.5), a, b) == pytest.approx(11.12, abs=0.05)
    assert distance_to_stretch_km(place(36.0, 36.9), a, b) == pytest.approx(9.0, abs=0.1)
    assert distance_to_stretch_km(place(36.1, 37.0), a, a) == pytest.approx(11.12, abs=0.05)
