"""The first story: Al-Bab, winter 2017, from the bundled reports to who besieges it, since when and who says so.

The reports arrive as they were published (a replayed ledger). ``as_of`` is the day on the ground, ``known_at`` the
moment at which one asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import marsad
from marsad.demo import reports_folder, sources_file
from marsad.model import (
    ClaimType,
    Degree,
    Event,
    Grade,
    IsolationLevel,
    Modality,
    ReportedSiege,
    RoadState,
    Sector,
    SiegeVerdict,
)

GOVERNMENT, ISIS, TURKEY, FSA = "act_syrian_government", "act_isis", "act_turkey", "act_fsa"
AL_BAB, BZAAH, TADEF, QABASIN = "plc_al_bab", "plc_bzaah", "plc_tadef", "plc_qabasin"
MONITOR = "Northern Syria Monitoring Network"
SIXTH = date(2017, 2, 6)
BEFORE_DAWN_ON_THE_6TH = datetime(2017, 2, 6, 5, tzinfo=UTC)
NOON_ON_THE_6TH = datetime(2017, 2, 6, 12, tzinfo=UTC)
NOON_ON_THE_8TH = datetime(2017, 2, 8, 12, tzinfo=UTC)
END_OF_THE_STORY = datetime(2017, 2, 28, tzinfo=UTC)


@pytest.fixture(scope="module")
def observatory(tmp_path_factory: pytest.TempPathFactory) -> marsad.Observatory:
    made = marsad.Observatory.create(tmp_path_factory.mktemp("story") / "al-bab", area="syria", replay=True)
    made.add_sources(sources_file())
    added = made.add([reports_folder()])
    assert added.refused == []
    assert len(added.accepted) == len(list(reports_folder().glob("*.md")))
    return made


def day(number: int) -> date:
    return date(2017, 2, number)


def siege(observatory: marsad.Observatory, on: date, known_at: datetime | None = None) -> SiegeVerdict:
    return observatory.siege("Al-Bab", as_of=on, known_at=known_at)


def reported(verdict: SiegeVerdict) -> ReportedSiege:
    assert verdict.reported is not None, verdict.headline
    return verdict.reported


def held_by(observatory: marsad.Observatory, place: str, side: str, on: date) -> bool:
    """Whether ``side``, or one that shares its ground, holds the whole place on that day."""
    state = observatory.control().at(place, on)
    if state is None or state.holder is None or state.contested:
        return False
    return observatory.area.friendly(state.holder, side, on)


def said_to_have_happened(observatory: marsad.Observatory) -> Iterator[Event]:
    return (event for event in observatory.events() if event.origins)


class TestOnTheFifthOneRoadIsLeft:
    def test_nobody_reports_a_siege(self, observatory: marsad.Observatory) -> None:
        assert siege(observatory, day(5)).reported is None

    def test_the_town_is_held_by_isis_and_the_last_route_leads_by_tadef_and_deir_hafir(
        self, observatory: marsad.Observatory
    ) -> None:
        verdict = siege(observatory, day(5))
        assert verdict.holder == ISIS
        assert verdict.computed.level is IsolationLevel.LAST_ROUTE
        assert verdict.computed.last_route is not None
        assert verdict.computed.last_route[0] == AL_BAB
        assert {TADEF, "plc_deir_hafir"} <= set(verdict.computed.last_route)


class TestOnTheSixthTheTownIsBesieged:
    def test_it_is_reported_completely_besieged_by_two_besiegers_who_are_no_allies(
        self, observatory: marsad.Observatory
    ) -> None:
        said = reported(siege(observatory, SIXTH))
        assert said.degree is Degree.COMPLETE
        assert {GOVERNMENT, TURKEY, FSA} <= set(said.besiegers)
        assert not observatory.area.friendly(GOVERNMENT, TURKEY, SIXTH)
        assert ISIS in said.besieged
        assert said.since == SIXTH

    def test_from_the_south_by_the_government_and_from_north_east_and_west_by_turkey_and_the_fsa(
        self, observatory: marsad.Observatory
    ) -> None:
        sides = reported(siege(observatory, SIXTH)).sides
        assert set(sides[Sector.S]) == {GOVERNMENT}
        for sector in (Sector.N, Sector.E, Sector.W):
            assert set(sides[sector]) == {TURKEY, FSA}, sector

    def test_one_origin_says_so_through_four_outlets_and_one_disputes_it(
        self, observatory: marsad.Observatory
    ) -> None:
        said = reported(siege(observatory, SIXTH))
        assert [origin.name for origin in said.origins] == [MONITOR]
        assert set(said.outlets) == {MONITOR, "Crossroads Wire", "Harbour Daily", "Evening Lantern"}
        assert len(said.disputed_by) == 1
        assert "commander" in said.disputed_by[0].name.casefold()
        assert said.grade is Grade.DISPUTED

    def test_its_roads_say_that_the_last_way_is_under_fire_and_not_held(
        self, observatory: marsad.Observatory
    ) -> None:
        verdict = siege(observatory, SIXTH)
        assert verdict.computed.level is IsolationLevel.FIRE_CONTROLLED
        assert RoadState.UNDER_FIRE in {road.state for road in verdict.roads if road.explicit}

    def test_where_reports_and_roads_differ_the_verdict_says_so(self, observatory: marsad.Observatory) -> None:
        verdict = siege(observatory, SIXTH)
        assert verdict.differences
        assert all(sentence.strip() for sentence in verdict.differences)

    def test_every_word_of_it_leads_to_a_sentence_of_a_report(self, observatory: marsad.Observatory) -> None:
        said = reported(siege(observatory, SIXTH))
        claims = {claim.id: claim for claim in observatory.claims()}
        texts = {report.id: report.text for report in observatory.reports()}
        assert said.claims
        assert said.disputing_claims
        for claim_id in (*said.claims, *said.disputing_claims):
            claim = claims[claim_id]
            assert texts[claim.report][claim.start_char : claim.end_char] == claim.quote
        quotes = [claims[claim_id].quote for claim_id in said.claims]
        assert any("the north, the east and the west" in quote for quote in quotes)


class TestOnTheTenthItStillStands:
    def test_reported_complete_disputed_and_by_its_roads_under_fire(self, observatory: marsad.Observatory) -> None:
        verdict = siege(observatory, day(10))
        assert reported(verdict).degree is Degree.COMPLETE
        assert reported(verdict).since == SIXTH
        assert len(reported(verdict).disputed_by) == 1
        assert verdict.computed.level is IsolationLevel.FIRE_CONTROLLED
        assert verdict.ended is None


class TestOnTheTwentyFourthThereIsNoSiege:
    def test_it_ended_with_the_fall_of_the_town_the_day_before(self, observatory: marsad.Observatory) -> None:
        verdict = siege(observatory, day(24))
        assert verdict.ended == day(23)
        assert verdict.holder is not None
        assert observatory.area.friendly(verdict.holder, FSA, day(24))
        assert verdict.computed.level is IsolationLevel.CONNECTED

    def test_the_day_before_the_fall_it_stood(self, observatory: marsad.Observatory) -> None:
        assert siege(observatory, day(22)).ended is None
        assert siege(observatory, day(22)).holder == ISIS


class TestWhatWasKnownWhen:
    def test_before_dawn_on_the_sixth_nothing_is_known_of_a_cut_road_or_a_siege(
        self, observatory: marsad.Observatory
    ) -> None:
        verdict = siege(observatory, SIXTH, BEFORE_DAWN_ON_THE_6TH)
        assert verdict.reported is None
        assert verdict.computed.level is IsolationLevel.LAST_ROUTE

    def test_by_noon_one_origin_says_the_siege_is_complete_and_nobody_disputes_it(
        self, observatory: marsad.Observatory
    ) -> None:
        verdict = siege(observatory, SIXTH, NOON_ON_THE_6TH)
        said = reported(verdict)
        assert said.degree is Degree.COMPLETE
        assert [origin.name for origin in said.origins] == [MONITOR]
        assert set(said.outlets) == {MONITOR, "Crossroads Wire", "Harbour Daily"}
        assert said.disputed_by == ()
        assert said.grade is Grade.REPORTED
        assert verdict.computed.level is IsolationLevel.ENCIRCLED  # a cut road: of fire control nothing is known

    def test_by_noon_on_the_eighth_it_is_disputed_and_the_road_known_to_be_cut_by_fire(
        self, observatory: marsad.Observatory
    ) -> None:
        verdict = siege(observatory, SIXTH, NOON_ON_THE_8TH)
        said = reported(verdict)
        assert said.grade is Grade.DISPUTED
        assert [origin.name for origin in said.origins] == [MONITOR]
        assert len(said.outlets) == 4
        assert len(said.disputed_by) == 1
        assert verdict.computed.level is IsolationLevel.FIRE_CONTROLLED

    def test_both_answers_explain_themselves(self, observatory: marsad.Observatory) -> None:
        at_noon = siege(observatory, SIXTH, NOON_ON_THE_6TH)
        later = siege(observatory, SIXTH, NOON_ON_THE_8TH)
        assert at_noon.reasons
        assert later.reasons
        assert at_noon.headline != later.headline
        learned = {claim for reason in later.reasons for claim in reason.claims}
        learned -= {claim for reason in at_noon.reasons for claim in reason.claims}
        assert learned & set(reported(later).disputing_claims)

    def test_bzaah_is_lost_as_known_on_the_sixth_and_taken_again_as_known_on_the_eighth(
        self, observatory: marsad.Observatory
    ) -> None:
        for moment, side in ((NOON_ON_THE_6TH, ISIS), (NOON_ON_THE_8TH, FSA)):
            state = observatory.control(known_at=moment).at(BZAAH, day(8))
            assert state is not None
            assert state.holder is not None
            assert observatory.area.friendly(state.holder, side, day(8)), moment

    def test_reports_that_came_later_do_not_change_what_was_known(
        self, observatory: marsad.Observatory, tmp_path: Path
    ) -> None:
        """A desk that has only what was out by noon on the 6th gives the same answer as one that asks back."""
        desk = marsad.Observatory.create(tmp_path / "desk", area="syria", replay=True)
        desk.add_sources(sources_file())
        early = sorted(reports_folder().glob("*.md"))[:9]  # demo-09 came out at 11:05
        desk.add(early)
        assert siege(desk, SIXTH) == siege(observatory, SIXTH, NOON_ON_THE_6TH)

    def test_reading_the_same_reports_again_changes_nothing(
        self, observatory: marsad.Observatory, tmp_path: Path
    ) -> None:
        before = siege(observatory, SIXTH)
        again = observatory.add([reports_folder()])
        assert again.accepted == []
        assert siege(observatory, SIXTH) == before


class TestWhoHoldsWhat:
    @pytest.mark.parametrize(
        ("place", "on", "side"),
        [
            (BZAAH, day(2), ISIS),
            (BZAAH, day(3), FSA),
            (BZAAH, day(4), ISIS),
            (BZAAH, day(7), ISIS),
            (BZAAH, day(8), FSA),
            ("plc_tal_uwayshiyah", day(6), GOVERNMENT),
            (AL_BAB, date(2017, 1, 15), ISIS),
            (AL_BAB, day(22), ISIS),
            (AL_BAB, day(23), FSA),
            (QABASIN, day(22), ISIS),
            (QABASIN, day(23), FSA),
            (TADEF, day(25), ISIS),
            (TADEF, day(26), GOVERNMENT),
            ("plc_deir_hafir", day(28), ISIS),
            ("plc_kweires_airbase", day(1), GOVERNMENT),
        ],
    )
    def test_day_by_day(self, observatory: marsad.Observatory, place: str, on: date, side: str) -> None:
        state = observatory.control().at(place, on)
        assert held_by(observatory, place, side, on), state


class TestWhatDidNotHappen:
    def test_a_risked_or_denied_confrontation_is_no_event(self, observatory: marsad.Observatory) -> None:
        for event in said_to_have_happened(observatory):
            parties = {*event.agents, *event.targets}
            fought = event.type in {ClaimType.CLASH, ClaimType.SHELLING, ClaimType.ASSAULT}
            assert not (fought and GOVERNMENT in parties and parties & {TURKEY, FSA}), event

    def test_a_vow_to_take_a_town_is_no_capture(self, observatory: marsad.Observatory) -> None:
        for event in said_to_have_happened(observatory):
            if event.type is ClaimType.CAPTURE and event.place == AL_BAB:
                assert event.days.last == day(23), event
            assert not (event.type is ClaimType.CAPTURE and event.place == "plc_manbij"), event
            assert not (event.type is ClaimType.ADVANCE and event.place == "plc_khafsah"), event

    def test_a_rumour_that_is_called_false_is_no_withdrawal(self, observatory: marsad.Observatory) -> None:
        for event in said_to_have_happened(observatory):
            if event.type is ClaimType.WITHDRAWAL and event.place == TADEF:
                assert event.days.start is None or event.days.start >= day(24), event

    def test_planned_and_possible_things_are_read_all_the_same(self, observatory: marsad.Observatory) -> None:
        said = {claim.modality for claim in observatory.claims()}
        assert said == set(Modality)


class TestTheDead:
    def test_the_total_of_the_war_is_a_running_total_and_no_incident(
        self, observatory: marsad.Observatory
    ) -> None:
        totals = [event for event in observatory.events() if event.killed and event.killed.low >= 100_000]
        assert totals
        assert all(event.cumulative for event in totals)

    def test_the_mistaken_air_strike_has_its_dead_and_injured_once(self, observatory: marsad.Observatory) -> None:
        strikes = [
            event
            for event in said_to_have_happened(observatory)
            if event.type is ClaimType.AIR_STRIKE and event.killed is not None
        ]
        assert len(strikes) == 1
        assert strikes[0].killed is not None
        assert strikes[0].injured is not None
        assert (strikes[0].killed.low, strikes[0].injured.low) == (3, 11)
        assert strikes[0].days.start == day(9)


def test_the_ledger_of_the_story_is_whole(observatory: marsad.Observatory) -> None:
    assert observatory.verify().faults == ()


def test_the_end_of_the_story_is_all_there_is(observatory: marsad.Observatory) -> None:
    """A replayed ledger knows everything by the publication of its last report."""
    assert observatory.claims(known_at=END_OF_THE_STORY) == observatory.claims()
