from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from marsad.areas import Area, load_area
from marsad.areas.allegiances import Allegiances
from marsad.control import assess_control, holder_of
from marsad.events import Fusion
from marsad.model import Claim, Control, Grade, Holding, Report

Tell = Callable[..., Claim]
Assess = Callable[..., Control]
DAY = date(2017, 2, 6)


@pytest.fixture
def control(area: Area, report: Callable[..., Report], fused: Callable[..., Fusion]) -> Assess:
    """Control after these claims, all published on 10 February by independent origins named in ``by``."""

    def assess(*claims: Claim) -> Control:
        return assess_control(fused(claims, [report("r1", "2017-02-10")]).events, area)

    return assess


def state(control: Control, place: str, day: int) -> Holding:
    holding = control.at(place, date(2017, 2, day))
    assert holding is not None
    return holding


def test_the_baseline_holds_until_a_report_speaks(control: Assess) -> None:
    found = control()
    assert state(found, "plc_al_bab", 6).holder == "act_isis"
    assert state(found, "plc_al_bab", 6).grade is Grade.BASELINE
    assert found.at("plc_al_bab", date(2016, 12, 31)) is None
    assert found.at("plc_nowhere", DAY) is None


def test_a_capture_and_its_reversal_the_next_day(control: Assess, claim: Tell) -> None:
    found = control(
        claim("capture", "plc_bzaah", agents="act_turkey act_fsa", targets="act_isis", on="2017-02-03"),
        claim("capture", "plc_bzaah", agents="act_isis", targets="act_fsa", on="2017-02-04"),
        claim("capture", "plc_bzaah", agents="act_turkey act_fsa", on="2017-02-08"),
    )
    holders = {day: state(found, "plc_bzaah", day).holder for day in (2, 3, 4, 7, 8)}
    shield = "act_euphrates_shield"
    assert holders == {2: "act_isis", 3: shield, 4: "act_isis", 7: "act_isis", 8: shield}
    assert state(found, "plc_bzaah", 3).co_holders == ("act_fsa", "act_turkey")


def test_a_reversal_within_the_day_leaves_it_with_who_came_back(control: Assess, claim: Tell) -> None:
    found = control(
        claim("capture", "plc_bzaah", agents="act_fsa", targets="act_isis", on="2017-02-03", until="2017-02-04"),
        claim("capture", "plc_bzaah", agents="act_isis", targets="act_fsa", on="2017-02-04"),
    )
    assert [state(found, "plc_bzaah", day).holder for day in (3, 4, 5)] == ["act_isis"] * 3
    assert not state(found, "plc_bzaah", 4).contested
    assert "Free Syrian Army had taken it" in state(found, "plc_bzaah", 4).note


@pytest.mark.parametrize("spans", [(0, 1), (1, 0), (2, 5), (5, 2)])
def test_who_held_it_at_dawn_retook_it_last(control: Assess, claim: Tell, spans: tuple[int, int]) -> None:
    """Each drove out the other on one day; the ids of the events, which hang on the spans, decide nothing."""
    found = control(
        claim("capture", "plc_bzaah", agents="act_isis", targets="act_fsa", on="2017-02-04", start_char=spans[0]),
        claim("capture", "plc_bzaah", agents="act_fsa", targets="act_isis", on="2017-02-04", start_char=spans[1]),
    )
    assert (state(found, "plc_bzaah", 4).holder, state(found, "plc_bzaah", 4).contested) == ("act_isis", False)


def test_an_undated_capture_that_another_undid_came_before_it(control: Assess, claim: Tell) -> None:
    found = control(
        claim("capture", "plc_bzaah", agents="act_fsa", targets="act_isis"),
        claim("capture", "plc_bzaah", agents="act_isis", targets="act_fsa", on="2017-02-04"),
    )
    assert state(found, "plc_bzaah", 10).holder == "act_isis"


def test_an_undated_capture_after_an_old_reversal_is_a_new_one(
    area: Area, claim: Tell, report: Callable[..., Report], fused: Callable[..., Fusion]
) -> None:
    claims = [
        claim("capture", "plc_bzaah", agents="act_fsa", targets="act_isis", on="2017-02-03"),
        claim("capture", "plc_bzaah", agents="act_isis", targets="act_fsa", on="2017-02-04"),
        claim("capture", "plc_bzaah", agents="act_fsa", targets="act_isis", report="r2"),
    ]
    events = fused(claims, [report("r1"), report("r2", "2017-02-23")]).events
    found = assess_control(events, area)
    held = [state(found, "plc_bzaah", day).holder for day in (3, 4, 22, 23)]
    assert held == ["act_fsa", "act_isis", "act_isis", "act_fsa"]
    assert "The day is not said" in state(found, "plc_bzaah", 23).note


def test_a_capture_takes_effect_on_the_first_day_on_which_it_is_certain(control: Assess, claim: Tell) -> None:
    found = control(
        claim("capture", "plc_tal_uwayshiyah", agents="act_hezbollah", on="2017-02-05", until="2017-02-06")
    )
    assert state(found, "plc_tal_uwayshiyah", 5).holder == "act_isis"
    assert state(found, "plc_tal_uwayshiyah", 6).holder == "act_hezbollah"


def test_captures_by_two_sides_on_one_day_leave_it_contested(control: Assess, claim: Tell) -> None:
    found = control(
        claim("capture", "plc_tadef", agents="act_fsa", on="2017-02-06", by=["The Monitor"]),
        claim("capture", "plc_tadef", agents="act_syrian_government", on="2017-02-06", by=["Field source A"]),
    )
    holding = state(found, "plc_tadef", 6)
    assert (holding.contested, holding.holder, holding.grade) == (True, "act_isis", Grade.DISPUTED)


def test_a_capture_that_another_denies_leaves_it_contested(control: Assess, claim: Tell) -> None:
    found = control(
        claim("capture", "plc_tadef", agents="act_fsa", on="2017-02-06", by=["The Monitor"]),
        claim("capture", "plc_tadef", agents="act_fsa", on="2017-02-06", modality="denied", by=["Field source A"]),
    )
    holding = state(found, "plc_tadef", 6)
    assert (holding.contested, holding.holder, holding.grade) == (True, "act_isis", Grade.DISPUTED)
    assert [origin.key for origin in holding.disputed_by] == ["src_field"]


def test_a_mention_confirms_the_holder_and_the_states_do_not_multiply(control: Assess, claim: Tell) -> None:
    found = control(
        claim("control", "plc_al_bab", agents="act_isis", on="2017-02-06", by=["The Monitor"]),
        claim("control", "plc_al_bab", agents="act_isis", on="2017-02-08", by=["Field source A"]),
        claim("control", "plc_al_rai", agents="act_turkey", on="2017-02-08"),
    )
    assert [holding.grade for holding in found.holdings["plc_al_bab"]] == [Grade.BASELINE, Grade.CORROBORATED]
    assert state(found, "plc_al_bab", 6).grade is Grade.CORROBORATED
    assert state(found, "plc_al_rai", 9).holder == "act_euphrates_shield"


def test_a_word_confirms_the_baseline_from_its_day_on_and_not_before(control: Assess, claim: Tell) -> None:
    found = control(claim("control", "plc_deir_hafir", agents="act_isis", on="2017-02-06"))
    before, since = state(found, "plc_deir_hafir", 5), state(found, "plc_deir_hafir", 6)
    assert (before.grade, before.claims, before.events) == (Grade.BASELINE, (), ())
    assert (since.grade, since.holder, since.contested) == (Grade.REPORTED, before.holder, False)
    assert since.note == "As in the baseline."
    on_its_day = control(claim("control", "plc_deir_hafir", agents="act_isis", on="2017-01-01"))
    assert [holding.grade for holding in on_its_day.holdings["plc_deir_hafir"]] == [Grade.REPORTED]


def test_a_place_taken_after_its_holder_was_confirmed_passes_on(control: Assess, claim: Tell) -> None:
    found = control(
        claim("control", "plc_tadef", agents="act_isis", on="2017-02-03"),
        claim("capture", "plc_tadef", agents="act_syrian_government", on="2017-02-06", by=["The Monitor"]),
        claim(
            "capture", "plc_tadef", agents="act_syrian_government", on="2017-02-06", modality="denied", by=["X Y"]
        ),
    )
    assert [state(found, "plc_tadef", day).holder for day in (2, 3, 6)] == ["act_isis"] * 3
    assert state(found, "plc_tadef", 6).contested


def test_an_old_word_after_a_capture_disputes_it_and_undoes_nothing(control: Assess, claim: Tell) -> None:
    found = control(
        claim("capture", "plc_tadef", agents="act_syrian_government", on="2017-02-06", by=["The Monitor"]),
        claim("control", "plc_tadef", agents="act_isis", on="2017-02-08", by=["Field source A"]),
    )
    holding = state(found, "plc_tadef", 9)
    assert (holding.holder, holding.grade) == ("act_syrian_government", Grade.DISPUTED)
    that_day = control(
        claim("capture", "plc_tadef", agents="act_syrian_government", on="2017-02-06", by=["The Monitor"]),
        claim("control", "plc_tadef", agents="act_isis", on="2017-02-06", by=["Field source A"]),
    )
    assert state(that_day, "plc_tadef", 9).grade is Grade.REPORTED


def test_a_statement_founds_a_holding_where_nothing_was_known(control: Assess, claim: Tell) -> None:
    found = control(claim("control", "plc_nowhere", agents="act_isis", on="2017-02-06"))
    assert found.at("plc_nowhere", date(2017, 2, 5)) is None
    assert state(found, "plc_nowhere", 6).holder == "act_isis"


@pytest.mark.parametrize("kind", ["control", "capture"])
def test_provinces_and_the_ground_nearby_change_no_town(control: Assess, claim: Tell, kind: str) -> None:
    found = control(
        claim(kind, "plc_aleppo_province", agents="act_sdf", on="2017-02-06", precision="admin1"),
        claim(kind, "plc_al_bab", agents="act_sdf", on="2017-02-06", precision="area"),
        claim(kind, "plc_al_bab", agents="act_sdf", on="2017-02-07", precision="near"),
    )
    assert "plc_aleppo_province" not in found.holdings
    assert state(found, "plc_al_bab", 9).holder == "act_isis"
    assert state(found, "plc_al_bab", 9).grade is Grade.BASELINE


def test_who_leaves_leaves_it_unknown(control: Assess, claim: Tell) -> None:
    found = control(claim("withdrawal", "plc_tadef", agents="act_isis", on="2017-02-06"))
    assert state(found, "plc_tadef", 5).holder == "act_isis"
    assert state(found, "plc_tadef", 6).holder is None
    assert not state(found, "plc_tadef", 6).contested


def test_what_happened_before_the_baseline_is_in_it_already(control: Assess, claim: Tell) -> None:
    found = control(claim("capture", "plc_aleppo", agents="act_sdf", on="2016-12-01", until="2016-12-31"))
    assert state(found, "plc_aleppo", 6).holder == "act_syrian_government"


def test_allies_without_a_common_whole_hold_under_the_state_of_the_land(control: Assess, claim: Tell) -> None:
    found = control(
        claim(
            "capture", "plc_tadef", agents="act_allied_militia act_russia act_syrian_government", on="2017-02-06"
        )
    )
    assert state(found, "plc_tadef", 6).holder == "act_syrian_government"
    assert state(found, "plc_tadef", 6).co_holders == ("act_allied_militia", "act_russia")


def test_a_friend_of_a_joint_campaign_holds_with_it() -> None:
    syria = load_area("syria")
    allies = Allegiances(syria)
    assert holder_of(("act_rebels", "act_turkey"), DAY, allies)[0] == "act_euphrates_shield"
    assert holder_of(("act_fsa", "act_rebels", "act_turkey"), DAY, allies)[0] == "act_euphrates_shield"
    assert holder_of(("act_us_coalition", "act_manbij_military_council"), DAY, allies)[0] == "act_sdf"
    assert holder_of(("act_hezbollah", "act_syrian_government"), DAY, allies)[0] == "act_syrian_government"
