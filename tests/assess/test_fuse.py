from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from marsad.casualties import tolls
from marsad.events import Fusion
from marsad.model import Claim, ClaimType, Count, Days, Event, Grade, PlacePrecision, Report, Row

Tell = Callable[..., Claim]
Publish = Callable[..., Report]
Fuse = Callable[..., Fusion]
DAYS = ("2017-02-03", "2017-02-04")
SEVENTH = "2017-02-07"


def only(fusion: Fusion) -> Event:
    assert len(fusion.events) == 1, fusion.events
    return fusion.events[0]


def test_copies_of_one_text_are_one_origin_through_three_outlets(
    claim: Tell, report: Publish, fused: Fuse
) -> None:
    reports = [
        report("r1", source="src_wire"),
        report("r2", source="src_daily"),
        report("r3", source="src_gazette"),
    ]
    claims = [claim("capture", "plc_bzaah", agents="act_fsa", on="2017-02-03", report=r.id) for r in reports]
    event = only(fused(claims, reports, {"r2": "r1", "r3": "r1"}))
    assert [origin.key for origin in event.origins] == ["src_wire"]
    assert len(event.outlets) == 3
    assert event.grade is Grade.REPORTED


def test_an_event_is_no_closer_known_than_the_closest_claim(claim: Tell, report: Publish, fused: Fuse) -> None:
    reports = [report("r1", source="src_wire"), report("r2", source="src_field")]

    def strike(name: str, precision: str) -> Claim:
        return claim("air_strike", "plc_bzaah", on="2017-02-03", report=name, precision=precision)

    assert only(fused([strike("r1", "near"), strike("r2", "area")], reports)).precision is PlacePrecision.NEAR
    assert only(fused([strike("r1", "near"), strike("r2", "place")], reports)).precision is PlacePrecision.PLACE


def test_two_independent_origins_corroborate(claim: Tell, report: Publish, fused: Fuse) -> None:
    reports = [report("r1", source="src_wire"), report("r2", source="src_field")]
    claims = [
        claim("capture", "plc_bzaah", agents="act_fsa", targets="act_isis", on="2017-02-03", report="r1"),
        claim(
            "capture", "plc_bzaah", agents="act_turkey act_fsa", on="2017-02-03", until="2017-02-04", report="r2"
        ),
    ]
    event = only(fused(claims, reports))
    assert event.grade is Grade.CORROBORATED
    assert event.days == Days.on(date(2017, 2, 3))  # the days that both share
    assert event.agents == ("act_fsa", "act_turkey")  # the most named first


def test_a_capture_and_its_reversal_are_two_events(claim: Tell, report: Publish, fused: Fuse) -> None:
    claims = [
        claim("capture", "plc_bzaah", agents="act_fsa", targets="act_isis", on="2017-02-03"),
        claim("capture", "plc_bzaah", agents="act_isis", targets="act_fsa", on="2017-02-04"),
    ]
    assert len(fused(claims, [report("r1")]).events) == 2


def test_what_recurs_daily_is_not_joined_across_days_and_what_lasts_is(
    claim: Tell, report: Publish, fused: Fuse
) -> None:
    def told(kind: str) -> list[Event]:
        days = ("2017-02-05", "2017-02-06", "2017-02-07")
        found = fused([claim(kind, "plc_al_bab", agents="act_turkey", on=day) for day in days], [report("r1")])
        return list(found.events)

    assert len(told("air_strike")) == 3
    assert len(told("siege")) == 1


def test_an_unnamed_attacker_never_joins_the_strikes_of_two_who_are_no_friends(
    claim: Tell, report: Publish, fused: Fuse
) -> None:
    claims = [
        claim("air_strike", "plc_al_bab", agents="act_turkey", on="2017-02-05"),
        claim("air_strike", "plc_al_bab", agents="act_russia", on="2017-02-05"),
        claim("air_strike", "plc_al_bab", on="2017-02-05"),
    ]
    found = fused(claims, [report("r1")]).events
    assert sorted(len(event.claims) for event in found) == [1, 2]


def test_long_fights_and_undated_ones_are_not_thrown_together(claim: Tell, report: Publish, fused: Fuse) -> None:
    reports = [report("r1", "2017-01-19"), report("r2", "2017-02-08", source="src_wire")]
    since = claim("clash", "plc_al_bab", agents="act_fsa", on="2016-11-01", until="2017-01-19")
    undated = claim("clash", "plc_al_bab", agents="act_fsa", report="r2", killed=(2, 2))
    dated = claim("clash", "plc_al_bab", agents="act_fsa", on="2017-01-18")
    assert len(fused([since, undated, dated], reports).events) == 3
    next_day = claim("clash", "plc_al_bab", agents="act_fsa", on="2017-02-07")
    assert len(fused([undated, next_day], reports).events) == 1


def test_planned_and_possible_things_never_become_events(claim: Tell, report: Publish, fused: Fuse) -> None:
    claims = [
        claim("capture", "plc_manbij", agents="act_fsa", modality="planned"),
        claim("clash", "plc_al_bab", agents="act_turkey", targets="act_syrian_government", modality="possible"),
    ]
    fusion = fused(claims, [report("r1")])
    assert fusion.events == ()
    assert {each.id for each in fusion.announced} == {each.id for each in claims}


def test_a_denial_is_a_testimony_against_and_makes_it_disputed(claim: Tell, report: Publish, fused: Fuse) -> None:
    reports = [report("r1"), report("r2", "2017-02-07", source="src_field")]
    claims = [
        claim("capture", "plc_tadef", agents="act_syrian_government", on="2017-02-06"),
        claim("capture", "plc_tadef", agents="act_syrian_government", modality="denied", report="r2"),
    ]
    event = only(fused(claims, reports))
    assert event.grade is Grade.DISPUTED
    assert [origin.key for origin in event.disputed_by] == ["src_field"]


def test_a_denial_of_what_nobody_says_is_no_event(claim: Tell, report: Publish, fused: Fuse) -> None:
    denial = claim("withdrawal", "plc_tadef", agents="act_isis", modality="denied")
    fusion = fused([denial], [report("r1")])
    assert fusion.events == ()
    assert fusion.denied == (denial,)


def test_a_denial_does_not_answer_what_is_told_only_weeks_later(claim: Tell, report: Publish, fused: Fuse) -> None:
    reports = [report("r1", "2017-02-04"), report("r2", "2017-02-23", source="src_field")]
    stays = claim("withdrawal", "plc_al_bab", agents="act_isis", modality="denied")
    left = claim("withdrawal", "plc_al_bab", agents="act_isis", report="r2")
    assert only(fused([stays, left], reports)).grade is Grade.REPORTED


def test_an_undated_denial_answers_what_happened_lately_and_not_what_happened_weeks_ago(
    claim: Tell, report: Publish, fused: Fuse
) -> None:
    advance = claim("advance", "plc_al_bab", agents="act_syrian_government", on="2017-02-05")
    denial = claim("advance", "plc_al_bab", agents="act_syrian_government", modality="denied", report="r2")
    for published, grade in (("2017-02-18", Grade.DISPUTED), ("2017-02-24", Grade.REPORTED)):
        reports = [report("r1", "2017-02-05"), report("r2", published, source="src_field")]
        assert only(fused([advance, denial], reports)).grade is grade


def test_a_denial_that_a_siege_is_complete_is_none_of_a_partial_one(
    claim: Tell, report: Publish, fused: Fuse
) -> None:
    reports = [report("r1"), report("r2", source="src_field")]
    partial = claim("siege", "plc_al_bab", on="2017-02-06", degree="partial")
    denial = claim("siege", "plc_al_bab", on="2017-02-06", degree="complete", modality="denied", report="r2")
    fusion = fused([partial, denial], reports)
    assert (only(fusion).grade, fusion.denied) == (Grade.REPORTED, (denial,))


def test_an_origin_that_later_denies_its_own_word_takes_it_back(claim: Tell, report: Publish, fused: Fuse) -> None:
    reports = [report("r1"), report("r2", "2017-02-07")]
    said = claim("capture", "plc_tadef", agents="act_syrian_government", on="2017-02-06")
    unsaid = claim("capture", "plc_tadef", agents="act_syrian_government", modality="denied", report="r2")
    assert only(fused([said, unsaid], reports)).grade is Grade.RETRACTED
    earlier = claim("capture", "plc_tadef", agents="act_syrian_government", modality="denied", report="r0")
    before = [report("r0", "2017-02-05"), report("r1")]
    assert all(event.grade is Grade.REPORTED for event in fused([said, earlier], before).events)


def test_a_passage_left_contradicts_a_complete_siege_and_the_desk_is_told(
    claim: Tell, report: Publish, fused: Fuse
) -> None:
    reports = [report("r1"), report("r2", "2017-02-07", source="src_wire")]
    commander = "a commander in the alliance that fights for the Syrian government"
    claims = [
        claim("siege", "plc_al_bab", targets="act_isis", on="2017-02-06", degree="complete"),
        claim(
            "siege",
            "plc_al_bab",
            targets="act_isis",
            on="2017-02-07",
            degree="partial",
            report="r2",
            by=[commander],
        ),
    ]
    fusion = fused(claims, reports)
    assert {event.grade for event in fusion.events} == {Grade.DISPUTED}
    assert len(fusion.issues) == 1
    spoken = [t for event in fusion.events for t in event.testimonies if t.origin.name == commander]
    assert any(testimony.against_interest for testimony in spoken)


def test_one_origin_does_not_dispute_itself(claim: Tell, report: Publish, fused: Fuse) -> None:
    claims = [
        claim("siege", "plc_al_bab", on="2017-02-06", degree="complete"),
        claim("siege", "plc_al_bab", on="2017-02-06", degree="partial", start_char=9),
    ]
    assert all(event.grade is Grade.REPORTED for event in fused(claims, [report("r1")]).events)


def test_control_by_two_who_are_no_friends_on_one_day_is_a_contradiction(
    claim: Tell, report: Publish, fused: Fuse
) -> None:
    reports = [report("r1"), report("r2", source="src_field")]
    rival = claim("control", "plc_tadef", agents="act_syrian_government", on="2017-02-06", report="r2")
    friend = claim("control", "plc_tadef", agents="act_isis", on="2017-02-06", report="r2")
    said = claim("control", "plc_tadef", agents="act_isis", on="2017-02-06")
    assert {event.grade for event in fused([said, rival], reports).events} == {Grade.DISPUTED}
    assert {event.grade for event in fused([said, friend], reports).events} == {Grade.CORROBORATED}
    taken = claim("capture", "plc_tadef", agents="act_syrian_government", on="2017-02-06", report="r2")
    assert Grade.DISPUTED not in {event.grade for event in fused([said, rival, taken], reports).events}


def test_different_tolls_are_a_range_and_no_contradiction(claim: Tell, report: Publish, fused: Fuse) -> None:
    reports = [report("r1"), report("r2", source="src_field")]
    claims = [
        claim("air_strike", "plc_al_bab", on="2017-02-05", killed=(8, 8)),
        claim("air_strike", "plc_al_bab", on="2017-02-05", killed=(12, None), report="r2"),
    ]
    event = only(fused(claims, reports))
    assert event.killed == Count(8, None)
    assert event.grade is Grade.CORROBORATED


def test_a_claim_without_a_date_is_known_by_its_publication_and_has_no_start(
    claim: Tell, report: Publish, fused: Fuse
) -> None:
    event = only(fused([claim("capture", "plc_tadef", agents="act_syrian_government")], [report("r1")]))
    assert (event.days.start, event.days.end) == (None, date(2017, 2, 7))
    undated = fused([claim("capture", "plc_tadef", agents="act_syrian_government")], [report("r1", None)])
    assert only(undated).days == Days()


def test_an_undated_mention_joins_the_capture_it_recalls_but_not_one_long_ago(
    claim: Tell, report: Publish, fused: Fuse
) -> None:
    dated = claim("capture", "plc_bzaah", agents="act_fsa", on="2017-02-03")
    recalled = claim("capture", "plc_bzaah", agents="act_fsa", report="r2")
    soon = [report("r1", "2017-02-03"), report("r2", "2017-02-06", source="src_field")]
    assert only(fused([dated, recalled], soon)).days == Days.on(date(2017, 2, 3))
    late = [report("r1", "2017-02-03"), report("r2", "2017-03-06", source="src_field")]
    assert len(fused([dated, recalled], late).events) == 2
    nameless = claim("capture", "plc_bzaah", report="r2")
    week = [report("r1", "2017-02-03"), report("r2", "2017-02-10", source="src_field")]
    assert len(fused([dated, nameless], week).events) == 2


def test_an_events_id_stays_when_later_reports_join_it(claim: Tell, report: Publish, fused: Fuse) -> None:
    reports = [report("r1", "2017-02-03"), report("r2", "2017-02-04", source="src_field")]
    first = claim("capture", "plc_bzaah", agents="act_fsa", on="2017-02-03")
    second = claim("capture", "plc_bzaah", agents="act_fsa", on="2017-02-03", report="r2")
    assert only(fused([first], reports)).id == only(fused([first, second], reports)).id


def test_a_claim_of_an_unknown_report_is_left_out_with_an_issue(claim: Tell, fused: Fuse) -> None:
    fusion = fused([claim("capture", "plc_tadef", agents="act_fsa")], [])
    assert fusion.events == ()
    assert len(fusion.issues) == 1


def test_severed_and_under_fire_are_kept_apart(claim: Tell, report: Publish, fused: Fuse) -> None:
    road = ("plc_al_bab", "plc_raqqa")
    claims = [
        claim("route_cut", route=road, on="2017-02-05", until="2017-02-06"),
        claim("route_cut", route=road, on="2017-02-06", means="fire control"),
        claim("route_cut", route=(road[1], road[0]), on="2017-02-06"),
    ]
    found = fused(claims, [report("r1")]).events
    assert sorted((event.means or "", len(event.claims)) for event in found) == [("", 2), ("fire control", 1)]
    assert {event.type for event in found} == {ClaimType.ROUTE_CUT}


def test_two_rows_of_one_dataset_are_two_events_and_their_dead_are_added(
    claim: Tell, report: Publish, fused: Fuse
) -> None:
    rows = [replace(report(f"row{n}", source="src_wire"), row=Row("acled", ())) for n in (1, 2)]
    other = replace(report("row3", source="src_daily"), row=Row("ucdp", ()))
    told = [
        claim("clash", "plc_bzaah", agents="act_fsa", targets="act_isis", on="2017-02-03", killed=(3, 3), report=r)
        for r in ("row1", "row2", "row3", "r1")
    ]
    fusion = fused(told, [*rows, other, report("r1", source="src_field")])
    assert sorted(len(event.testimonies) for event in fusion.events) == [1, 3]
    assert {event.grade for event in fusion.events} == {Grade.REPORTED, Grade.CORROBORATED}
    assert [(toll.scope, toll.killed_low) for toll in tolls(fusion.events)] == [("all", 6), ("plc_bzaah", 6)]


def test_rows_that_span_long_do_not_meet_in_one_event_either(claim: Tell, report: Publish, fused: Fuse) -> None:
    rows = [replace(report(f"row{n}", source="src_wire"), row=Row("ucdp", ())) for n in (1, 2)]
    told = [
        claim("capture", "plc_bzaah", agents="act_fsa", on="2017-02-03", report="r1"),
        *(
            claim("capture", "plc_bzaah", agents="act_fsa", on="2017-02-01", until="2017-02-20", report=row.id)
            for row in rows
        ),
    ]
    fusion = fused(told, [*rows, report("r1", source="src_field")])
    assert sorted(len(event.testimonies) for event in fusion.events) == [1, 2]
