from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pytest

from marsad.areas import Area
from marsad.control import assess_control
from marsad.events import Fusion
from marsad.model import Claim, Grade, Report, RoadAssessment, RoadState
from marsad.sieges import RoadBook, assess_roads

Tell = Callable[..., Claim]
Roads = Callable[..., Mapping[tuple[str, str], RoadAssessment]]
OUT = ("plc_deir_hafir", "plc_tadef")
TO_RAQQA = ("plc_al_bab", "plc_raqqa")
HILL_TAKEN = {"kind": "capture", "at": "plc_tal_uwayshiyah", "agents": "act_syrian_government", "on": "2017-02-06"}
CUT = {"kind": "route_cut", "route": TO_RAQQA, "agents": "act_syrian_government", "targets": "act_isis"}


@pytest.fixture
def roads(area: Area, report: Callable[..., Report], fused: Callable[..., Fusion]) -> Roads:
    """The roads on a day of February 2017, after these claims."""

    def on(day: int, *claims: Claim) -> Mapping[tuple[str, str], RoadAssessment]:
        events = fused(claims, [report("r1", "2017-02-06")]).events
        return assess_roads(events, assess_control(events, area), area, date(2017, 2, day))

    return on


def test_without_reports_the_ends_decide(roads: Roads) -> None:
    found = roads(5)
    assert found["plc_al_bab", "plc_tadef"].state is RoadState.OPEN
    assert found["plc_al_rai", "plc_qabasin"].state is RoadState.CUT
    assert found["plc_al_rai", "plc_qabasin"].grade is Grade.INFERRED
    assert "ISIS" in found["plc_al_rai", "plc_qabasin"].reason
    assert all(ends == tuple(sorted(ends)) for ends in found)


def test_friends_at_both_ends_keep_it_open_and_neutrals_do_not(roads: Roads, claim: Tell) -> None:
    found = roads(
        8,
        claim("capture", "plc_abu_al_zandin", agents="act_fsa", on="2017-02-06"),
        claim("capture", "plc_deir_hafir", agents="act_hezbollah", on="2017-02-06"),
        claim("capture", "plc_tadef", agents="act_fsa", on="2017-02-06"),
    )
    assert found["plc_abu_al_zandin", "plc_al_rai"].state is RoadState.OPEN
    assert found["plc_deir_hafir", "plc_kweires_airbase"].state is RoadState.OPEN
    assert found[OUT].state is RoadState.CUT


def test_an_end_that_is_contested_or_unknown_says_so(roads: Roads, claim: Tell) -> None:
    left = roads(8, claim("withdrawal", "plc_tadef", agents="act_isis", on="2017-02-06"))
    assert left["plc_al_bab", "plc_tadef"].state is RoadState.UNKNOWN
    fought = roads(
        8,
        claim("capture", "plc_tadef", agents="act_fsa", on="2017-02-06"),
        claim("capture", "plc_tadef", agents="act_syrian_government", on="2017-02-06"),
    )
    assert fought["plc_al_bab", "plc_tadef"].state is RoadState.CONTESTED


def test_a_cut_lies_on_the_stretch_nearest_to_those_who_cut_it(roads: Roads, claim: Tell) -> None:
    cut = claim(**CUT, on="2017-02-05", until="2017-02-06")
    found = roads(6, claim(**HILL_TAKEN), cut)
    assert found[OUT].state is RoadState.CUT
    assert found[OUT].explicit
    assert found[OUT].claims == (cut.id,)
    assert "nearest to Tal Uwayshiyah" in found[OUT].reason
    assert [ends for ends, road in found.items() if road.explicit] == [OUT]
    assert not roads(5, claim(**HILL_TAKEN), cut)[OUT].explicit  # certain on the 6th only


def test_a_road_runs_over_the_ground_of_its_users(roads: Roads, claim: Tell) -> None:
    def cut_for(users: str, cutter: str) -> set[str]:
        told = claim(
            "route_cut", route=("plc_al_bab", "plc_al_rai"), agents=cutter, targets=users, on="2017-02-06"
        )
        return {end for ends, road in roads(6, told).items() if told.id in road.claims for end in ends}

    assert "plc_abu_al_zandin" in cut_for("act_euphrates_shield", "act_isis")
    assert "plc_qabasin" in cut_for("act_isis", "act_euphrates_shield")


def test_a_road_to_a_province_leads_to_its_chief_town(roads: Roads, claim: Tell) -> None:
    told = {**CUT, "route": ("plc_al_bab", "plc_raqqa_province")}
    assert roads(6, claim(**HILL_TAKEN), claim(**told, on="2017-02-06"))[OUT].state is RoadState.CUT


def test_a_road_with_one_known_end_is_a_link_out_of_it(roads: Roads, claim: Tell) -> None:
    told = {**CUT, "route": ("plc_tadef", "plc_somewhere")}
    found = roads(6, claim(**HILL_TAKEN), claim(**told, on="2017-02-06"))
    assert [ends for ends, road in found.items() if road.explicit] == [OUT]


def test_fire_alone_puts_it_under_fire(roads: Roads, claim: Tell) -> None:
    found = roads(6, claim(**HILL_TAKEN), claim(**CUT, on="2017-02-06", means="fire control"))
    assert found[OUT].state is RoadState.UNDER_FIRE
    assert found[OUT].grade is Grade.REPORTED


@pytest.mark.parametrize(
    "other",
    [
        {**CUT, "means": "fire control", "on": "2017-02-06"},
        {"kind": "siege", "at": "plc_al_bab", "targets": "act_isis", "degree": "partial", "on": "2017-02-07"},
    ],
    ids=["under fire", "a passage left"],
)
def test_where_sources_differ_it_is_taken_to_be_under_fire(
    roads: Roads, claim: Tell, other: Mapping[str, str]
) -> None:
    severed = claim(**CUT, on="2017-02-06")
    found = roads(6, claim(**HILL_TAKEN), severed, claim(**other, by=["Field source A"]))
    assert found[OUT].state is RoadState.UNDER_FIRE
    assert found[OUT].grade is Grade.DISPUTED
    assert "Sources differ" in found[OUT].reason
    own_word = roads(6, claim(**HILL_TAKEN), severed, claim(**other))
    assert own_word[OUT].grade is not Grade.DISPUTED  # an origin does not dispute itself


def test_a_cut_that_another_denies_is_contested(roads: Roads, claim: Tell) -> None:
    denial = claim(**CUT, on="2017-02-06", modality="denied", by=["Field source A"])
    found = roads(6, claim(**HILL_TAKEN), claim(**CUT, on="2017-02-06"), denial)
    assert found[OUT].state is RoadState.CONTESTED
    assert found[OUT].grade is Grade.DISPUTED


def test_a_cut_ends_when_the_road_is_opened_or_an_end_changes_hands(roads: Roads, claim: Tell) -> None:
    hill, cut = claim(**HILL_TAKEN), claim(**CUT, on="2017-02-06")
    opened = claim("route_opened", route=OUT, agents="act_isis", on="2017-02-09")
    assert roads(8, hill, cut, opened)[OUT].state is RoadState.CUT
    assert roads(9, hill, cut, opened)[OUT].state is RoadState.OPEN
    taken = [claim("capture", end, agents="act_syrian_government", on="2017-02-10") for end in OUT]
    after = roads(10, hill, cut, *taken)[OUT]
    assert (after.state, after.explicit) == (RoadState.OPEN, False)


def test_a_report_never_makes_a_road_better_than_its_ends(roads: Roads, claim: Tell) -> None:
    fire = claim(
        "route_cut", route=("plc_qabasin", "plc_al_rai"), agents="act_turkey", means="fire", on="2017-02-06"
    )
    assert roads(6, fire)["plc_al_rai", "plc_qabasin"].state is RoadState.CUT


def test_one_book_gives_the_same_for_every_day(
    area: Area, claim: Tell, report: Callable[..., Report], fused: Callable[..., Fusion]
) -> None:
    events = fused([claim(**HILL_TAKEN), claim(**CUT, on="2017-02-06")], [report("r1")]).events
    control = assess_control(events, area)
    book = RoadBook(events, control, area)
    for day in (5, 6, 7):
        assert book.on(date(2017, 2, day)) == assess_roads(events, control, area, date(2017, 2, day))
