from __future__ import annotations

from collections.abc import Callable

from marsad.events import Fusion, dispute_pairs, disputes_once
from marsad.model import Claim, Degree, Grade, Report

Tell = Callable[..., Claim]
Publish = Callable[..., Report]
Fuse = Callable[..., Fusion]


def sieges(fusion: Fusion) -> dict[Degree | None, Grade]:
    return {event.degree: event.grade for event in fusion.events}


def test_a_dispute_of_two_events_is_shown_once_with_the_whole_before_the_part(
    claim: Tell, report: Publish, fused: Fuse
) -> None:
    claims = [
        claim("siege", "plc_al_bab", on="2017-02-06", degree="partial", by=["A commander"]),
        claim("siege", "plc_al_bab", on="2017-02-06", degree="complete"),
        claim("control", "plc_tadef", agents="act_isis", on="2017-02-06", by=["Residents"]),
    ]
    events = fused(claims, [report("r1")]).events
    by_degree = {event.degree: event.id for event in events if event.disputed_by}
    assert dispute_pairs(events) == ((by_degree[Degree.COMPLETE], by_degree[Degree.PARTIAL]),)
    assert [event.degree for event in disputes_once(events)] == [Degree.COMPLETE]


def test_a_mere_denial_has_no_mirror(claim: Tell, report: Publish, fused: Fuse) -> None:
    claims = [
        claim("capture", "plc_tadef", agents="act_fsa", on="2017-02-06"),
        claim("capture", "plc_tadef", agents="act_fsa", on="2017-02-06", modality="denied", by=["A commander"]),
    ]
    events = fused(claims, [report("r1")]).events
    assert dispute_pairs(events) == ()
    assert len(disputes_once(events)) == 1


def test_besieged_alone_does_not_dispute_that_a_way_is_left(claim: Tell, report: Publish, fused: Fuse) -> None:
    part = claim("siege", "plc_al_bab", on="2017-02-06", degree="partial", by=["A commander"])
    plain = claim("siege", "plc_al_bab", on="2017-02-06", by=["Residents"])
    whole = claim("siege", "plc_al_bab", on="2017-02-06", degree="complete", by=["The Monitor"])
    reports = [report("r1")]
    assert Grade.DISPUTED not in sieges(fused([part, plain], reports)).values()
    both = fused([part, plain, whole], reports)
    disputing = next(event for event in both.events if event.degree is Degree.PARTIAL).disputed_by
    assert [origin.key for origin in disputing] == ["src_monitor"]


def test_denying_that_they_entered_does_not_dispute_that_they_came_nearer(
    claim: Tell, report: Publish, fused: Fuse
) -> None:
    forward = {"agents": "act_syrian_government", "on": "2017-02-06"}
    towards = claim("advance", "plc_al_bab", **forward, precision="area")
    entered = claim("advance", "plc_al_bab", **forward, by=["Residents"])
    denied = claim("advance", "plc_al_bab", **forward, modality="denied", by=["A commander"])
    reports = [report("r1")]
    assert [event.grade for event in fused([towards, denied], reports).events] == [Grade.REPORTED]
    found = {event.precision.value: event.grade for event in fused([towards, entered, denied], reports).events}
    assert found == {"area": Grade.REPORTED, "place": Grade.DISPUTED}
