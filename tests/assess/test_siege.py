"""The siege of Al-Bab, February 2017, told by hand: what each word and each road makes of the verdict."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from marsad.areas import Area
from marsad.control import assess_control
from marsad.events import Fusion
from marsad.model import (
    Claim,
    Degree,
    Grade,
    IsolationLevel,
    Report,
    Sector,
    SiegeVerdict,
)
from marsad.sieges import assess_siege

Tell = Callable[..., Claim]
Verdict = Callable[..., SiegeVerdict]
SHIELD = ("act_fsa", "act_turkey")
SIDES = {
    Sector.S: ("act_syrian_government",),
    Sector.N: SHIELD,
    Sector.E: SHIELD,
    Sector.W: SHIELD,
}
COMMANDER = "a commander in the alliance that fights for the Syrian government"


@pytest.fixture
def reports(report: Callable[..., Report]) -> list[Report]:
    return [
        report("r4", "2017-02-04", source="src_field"),
        report("r6", "2017-02-06", source="src_wire"),
        report("r6copy", "2017-02-06", source="src_daily", hour=10),
        report("r7", "2017-02-07", source="src_wire"),
        report("r23", "2017-02-23", source="src_field"),
    ]


@pytest.fixture
def story(claim: Tell) -> list[Claim]:
    """Everything that is told of Al-Bab, in the order in which it becomes known."""
    monitor = {"by": ["The Monitor"]}
    besieged = {
        "agents": "act_syrian_government act_turkey act_fsa",
        "targets": "act_isis",
        "on": "2017-02-06",
        "degree": "complete",
        "sides": SIDES,
    }
    cutters = "act_syrian_government act_hezbollah"
    road = {"route": ("plc_al_bab", "plc_raqqa"), "targets": "act_isis", "on": "2017-02-05", "until": "2017-02-06"}
    return [
        claim("capture", "plc_bzaah", agents="act_isis", targets="act_fsa", on="2017-02-04", report="r4"),
        claim("capture", "plc_tal_uwayshiyah", agents=cutters, on="2017-02-06", report="r6", **monitor),
        claim("route_cut", agents=cutters, report="r6", **road, **monitor),
        claim("siege", "plc_al_bab", report="r6", **besieged, **monitor),
        claim("siege", "plc_al_bab", report="r6copy", **besieged, **monitor),
        claim("clash", "plc_al_bab", agents="act_turkey", targets="act_syrian_government", modality="possible"),
        claim(
            "siege",
            "plc_al_bab",
            targets="act_isis",
            degree="partial",
            on="2017-02-07",
            report="r7",
            by=[COMMANDER],
        ),
        claim("capture", "plc_al_bab", agents="act_turkey act_fsa", on="2017-02-23", report="r23"),
    ]


@pytest.fixture
def verdict(
    area: Area, story: list[Claim], reports: list[Report], fused: Callable[..., Fusion]
) -> Callable[..., SiegeVerdict]:
    """The verdict on Al-Bab on a day of February, with what was published until ``known`` (a day, inclusive)."""

    def on(day: int, known: int = 28, extra: tuple[Claim, ...] = ()) -> SiegeVerdict:
        published = {each.id: each for each in reports if each.published and each.published.day <= known}
        told = {each.id: each for each in (*story, *extra) if each.report in published}
        events = fused(told.values(), published.values()).events
        control = assess_control(events, area)
        as_of = date(2017, 2, day)
        return assess_siege(
            "plc_al_bab", as_of, events=events, claims=told, reports=published, control=control, area=area
        )

    return on


def test_on_the_fifth_no_siege_is_reported_and_one_road_is_left(verdict: Verdict) -> None:
    found = verdict(5)
    assert found.reported is None
    assert found.computed.level is IsolationLevel.LAST_ROUTE
    assert found.headline == (
        "Al-Bab, held by ISIS, is not reported besieged as of 5 February 2017; by its roads one way is left,"
        " to Raqqa by way of Tadef, Deir Hafir and Maskanah."
    )


@pytest.mark.parametrize("day", [6, 10])
def test_on_the_sixth_it_is_reported_complete_disputed_and_under_fire(verdict: Verdict, day: int) -> None:
    found = verdict(day)
    assert found.headline == (
        f"Al-Bab, held by ISIS, is reported completely besieged as of {day} February 2017: by Syrian government"
        " forces from the south, by Turkish forces and the Free Syrian Army from north, east and west."
        " Reported by one origin through two outlets, disputed by one."
    )
    assert found.reported is not None
    assert found.reported.grade is Grade.DISPUTED
    assert found.reported.since == date(2017, 2, 6)
    assert found.sides == SIDES
    assert (found.optimistic, found.computed.level, found.pessimistic) == (
        IsolationLevel.FIRE_CONTROLLED,
        IsolationLevel.FIRE_CONTROLLED,
        IsolationLevel.ENCIRCLED,
    )


def test_what_is_besieged_or_freed_near_a_place_is_not_the_place(verdict: Verdict, claim: Tell) -> None:
    told = {"agents": "act_fsa", "on": "2017-02-04", "report": "r4"}
    assert verdict(4, extra=(claim("siege", "plc_al_bab", precision="near", **told),)).reported is None
    assert verdict(4, extra=(claim("siege", "plc_al_bab", **told),)).reported
    lifted = claim("siege_lifted", "plc_al_bab", on="2017-02-07", report="r7", precision="near")
    assert verdict(8, extra=(lifted,)).ended is None


def test_before_the_commander_speaks_nobody_disputes_it(verdict: Verdict) -> None:
    found = verdict(6, known=6)
    assert found.reported is not None
    assert (found.reported.grade, found.reported.disputed_by) == (Grade.REPORTED, ())
    assert found.computed.level is IsolationLevel.ENCIRCLED
    assert not any("completely besieged, but" in each for each in found.differences)


def test_differences_are_said_in_plain_words(verdict: Verdict) -> None:
    assert verdict(6).differences == (
        "Reported completely besieged, but by its roads one way is left, under fire, to Raqqa by way of Tadef,"
        " Deir Hafir and Maskanah.",
        "Reported: Turkish forces and the Free Syrian Army in the east; by the roads the nearest hostile positions"
        " there are held by SDF.",
    )


def test_reasons_go_from_the_ground_to_the_words_and_rest_on_claims(verdict: Verdict, story: list[Claim]) -> None:
    reasons = verdict(6).reasons
    sentences = [reason.sentence for reason in reasons]
    assert sentences[0].startswith("Al-Bab is held by ISIS")
    on_road = next(
        reason for reason in reasons if ("plc_deir_hafir", "plc_tadef") in reason.links and reason.claims
    )
    assert "under fire" in on_road.sentence
    assert story[2].id in on_road.claims
    reported = next(reason for reason in reasons if reason.sentence.startswith("Reported completely"))
    assert {story[3].id, story[4].id} <= set(reported.claims)
    disputed = next(reason for reason in reasons if reason.sentence.startswith("Disputed by"))
    assert disputed.claims == (story[6].id,)
    assert sentences.index(on_road.sentence) < sentences.index(reported.sentence)
    assert any("against the interest of their own side" in each for each in sentences)


def test_it_ends_on_the_day_the_town_falls(verdict: Verdict) -> None:
    assert verdict(22).reported is not None
    found = verdict(24)
    assert (found.reported, found.ended, found.holder) == (None, date(2017, 2, 23), "act_euphrates_shield")
    assert found.headline == (
        "Al-Bab is not besieged as of 24 February 2017: it fell to Turkish forces and the Free Syrian Army on"
        " 23 February 2017. It had been reported besieged since 6 February 2017."
    )


def test_an_old_word_told_after_the_fall_does_not_revive_it(verdict: Verdict, claim: Tell) -> None:
    late = claim("siege", "plc_al_bab", agents="act_turkey", targets="act_isis", on="2017-02-24", report="r23")
    assert verdict(25, extra=(late,)).reported is None


def test_it_ends_when_it_is_lifted(verdict: Verdict, claim: Tell) -> None:
    lifted = claim("siege_lifted", "plc_al_bab", on="2017-02-12", report="r23")
    assert verdict(11, extra=(lifted,)).reported is not None
    assert verdict(13, extra=(lifted,)).ended == date(2017, 2, 12)
    again = claim("siege", "plc_al_bab", targets="act_isis", on="2017-02-15", report="r23")
    revived = verdict(16, extra=(lifted, again)).reported
    assert revived is not None
    assert (revived.since, revived.degree) == (date(2017, 2, 15), None)


def test_an_origin_counts_with_its_latest_word(verdict: Verdict, claim: Tell) -> None:
    eased = claim(
        "siege",
        "plc_al_bab",
        targets="act_isis",
        degree="partial",
        on="2017-02-15",
        report="r23",
        by=["The Monitor"],
    )
    found = verdict(16, extra=(eased,)).reported
    assert found is not None
    assert found.degree is Degree.PARTIAL
    assert found.disputed_by == ()


def test_its_age_is_pointed_out(verdict: Verdict) -> None:
    def aged(day: int) -> bool:
        return any("days old" in reason.sentence for reason in verdict(day).reasons)

    assert [aged(20), aged(21)] == [False, True]


def test_definitions_differ_over_the_same_evidence(verdict: Verdict) -> None:
    met = {each.definition: each.met for each in verdict(6).definitions}
    assert met == {"reported": True, "ocha": None, "siege_watch": False, "siege_watch_watchlist": True}
    before = {each.definition: each.met for each in verdict(5).definitions}
    assert before == {"reported": False, "ocha": False, "siege_watch": False, "siege_watch_watchlist": None}
    assert all(each.why and each.name for each in verdict(6).definitions)


def test_a_denial_alone_disputes(verdict: Verdict, claim: Tell) -> None:
    denial = claim(
        "siege",
        "plc_al_bab",
        on="2017-02-06",
        report="r6",
        modality="denied",
        by=["Field source A"],
        degree="complete",
    )
    found = verdict(6, known=6, extra=(denial,))
    assert found.reported is not None
    assert [origin.key for origin in found.reported.disputed_by] == ["src_field"]
    assert found.computed.level is IsolationLevel.FIRE_CONTROLLED
