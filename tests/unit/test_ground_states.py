"""Reports about other wars, read with an area that knows none of their sides: their states are known there too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from marsad.areas import load_area
from marsad.areas.check import check
from marsad.claims import read
from marsad.grounding import Grounded, ground
from marsad.grounding.states import state_named
from marsad.model import ActorKind, Report

AREA, WORLD = load_area("syria"), load_area("world")
UKRAINE = (
    "Ukrainian forces captured the town of Orikhiv from Russian troops on Wednesday, the Ukrainian army said. "
    "The army withdrew from Bakhmut on Thursday. Gunmen held Donetsk."
)
ETHIOPIA = (
    "Ethiopian government forces seized the town of Korem from Tigrayan fighters on Monday. "
    "The army shelled Mekelle on Tuesday. Eritrean troops entered Shire."
)


def grounded(text: str, area: str = "syria") -> Grounded:
    report, chosen = Report("rep_a", text, published=date(2023, 10, 12)), load_area(area)
    return ground(read(report, chosen), report, chosen)


def sides(text: str, area: str = "syria") -> set[tuple[str | None, str]]:
    return {
        (each.id, each.name) for claim in grounded(text, area).claims for each in (*claim.agents, *claim.targets)
    }


def test_a_report_about_ukraine_finds_its_states_and_calls_them_as_it_does() -> None:
    found = sides(UKRAINE)
    assert {("act_ukraine", "Ukrainian forces"), ("act_ukraine", "Ukrainian army")} <= found
    assert {name for identity, name in found if identity is None} == {"Gunmen"}
    assert AREA.actors["act_ukraine"].name == "Ukraine"


def test_a_report_about_ethiopia_keeps_who_is_no_state_as_named() -> None:
    found = sides(ETHIOPIA)
    assert {("act_ethiopia", "Ethiopian government forces"), ("act_eritrea", "Eritrean troops")} <= found
    assert (None, "Tigrayan fighters") in found
    assert all(identity != AREA.states["SY"].id for identity, _ in found)


def test_a_name_that_is_found_raises_no_issue_and_one_that_is_not_still_does() -> None:
    words = {issue.words for issue in grounded(ETHIOPIA).issues}
    assert "Tigrayan fighters" in words
    assert not words & {"Ethiopian government forces", "Eritrean troops"}


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("Ukrainian units", "act_ukraine"),
        ("Ukraine’s defence ministry", "act_ukraine"),
        ("military of Myanmar", "act_myanmar"),
        ("South Sudanese army", "act_south_sudan"),
        ("Sudanese Armed Forces", "act_sudan"),
        ("Somali National Army soldiers", "act_somalia"),
        ("United Arab Emirates", "act_united_arab_emirates"),
        ("Kenya", "act_kenya"),
    ],
)
def test_a_state_is_told_by_its_country_and_what_fights_in_its_name(name: str, state: str) -> None:
    found = state_named(name, AREA)
    assert found is not None
    assert found.id == state
    assert found.kind is ActorKind.STATE_FORCE


@pytest.mark.parametrize(
    "name",
    [
        "army",
        "government forces",
        "Ukrainian fighters",
        "Ukrainian rebels",
        "pro-Russian separatists",
        "Somali gunmen",
        "Libyan National Army",  # an armed group, for all its name
        "Syrian army",  # the area's own to name
        "Free Syrian Army",
        "Russian-backed forces",
        "Sudanese families",
        "Boko Haram",
        "",
    ],
)
def test_who_is_no_state_or_of_the_areas_own_war_stays_as_named(name: str) -> None:
    assert state_named(name, AREA) is None


def test_the_areas_own_name_for_a_state_wins() -> None:
    assert state_named("Turkish units", AREA) == AREA.states["TR"] == AREA.actors[AREA.states["TR"].id]
    named = {identity for identity, _ in sides("The army captured Tadef from ISIS. Ukrainian troops left Odesa.")}
    assert {"act_syrian_government", "act_ukraine"} <= named


def test_the_army_of_the_areas_war_is_never_anothers() -> None:
    text = (
        "The army captured Tadef from ISIS on Monday. Ukrainian officials spoke in Kyiv. The army then took Bazaa."
    )
    assert {identity for identity, _ in sides(text) if identity} == {"act_syrian_government", "act_isis"}


def test_without_a_fallback_nothing_is_found() -> None:
    assert state_named("Ukrainian forces", replace(AREA, open_fallback=None)) is None
    assert state_named("Ukrainian forces", WORLD) is None  # it has the name itself


def test_an_areas_cast_and_its_check_are_of_its_own_actors() -> None:
    assert "act_kenya" in AREA.actors
    assert "act_kenya" not in AREA.cast
    assert "act_kenya" not in set(AREA.actors)
    assert len(AREA.actors) == len(AREA.cast)
    assert "act_boko_haram" not in AREA.actors  # a state alone is looked up
    first = AREA.baseline[0]
    wrong = replace(AREA, baseline=(replace(first, holder="act_kenya"), *AREA.baseline[1:]))
    assert [fault.subject for fault in check(wrong) if "act_kenya" in fault.message] == [first.place]
