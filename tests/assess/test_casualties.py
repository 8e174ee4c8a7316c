from __future__ import annotations

from collections.abc import Callable

from marsad.casualties import tolls
from marsad.events import Fusion
from marsad.model import Claim, Report, Toll

Tell = Callable[..., Claim]
Publish = Callable[..., Report]
Fuse = Callable[..., Fusion]
LATER = "2017-02-06"


def by_scope(found: tuple[Toll, ...]) -> dict[str, tuple[int, int | None]]:
    return {toll.scope: (toll.killed_low, toll.killed_high) for toll in found if not toll.cumulative}


def test_copies_and_a_second_origin_add_no_dead(claim: Tell, report: Publish, fused: Fuse) -> None:
    reports = [report("r1", source="src_wire"), report("r2", source="src_daily"), report("r3", source="src_field")]
    claims = [claim("air_strike", "plc_al_bab", on="2017-02-05", killed=(12, 12), report=r.id) for r in reports]
    once = tolls(fused(claims[:1], reports).events)
    assert (
        by_scope(tolls(fused(claims, reports, {"r2": "r1"}).events))
        == by_scope(once)
        == {
            "all": (12, 12),
            "plc_al_bab": (12, 12),
        }
    )


def test_incidents_add_up_and_running_totals_never(claim: Tell, report: Publish, fused: Fuse) -> None:
    claims = [
        claim("air_strike", "plc_al_bab", on="2017-02-05", killed=(12, 15)),
        claim("bombing", "plc_bzaah", on="2017-02-04", killed=(3, None)),
        claim(
            "casualties", "plc_al_bab", on="2017-01-01", until="2017-02-06", killed=(120, None), cumulative=True
        ),
    ]
    found = tolls(fused(claims, [report("r1")]).events)
    assert by_scope(found) == {"all": (15, None), "plc_al_bab": (12, 15), "plc_bzaah": (3, None)}
    assert [(toll.scope, toll.killed_low) for toll in found if toll.cumulative] == [("plc_al_bab", 120)]


def test_the_dead_of_a_day_may_be_those_of_its_attacks(claim: Tell, report: Publish, fused: Fuse) -> None:
    claims = [
        claim("air_strike", "plc_al_bab", on="2017-02-05", killed=(12, 12)),
        claim("casualties", "plc_al_bab", on="2017-02-05", killed=(14, 14)),
    ]
    assert by_scope(tolls(fused(claims, [report("r1")]).events))["plc_al_bab"] == (14, 26)


def test_the_dead_of_a_province_may_be_those_of_its_towns(claim: Tell, report: Publish, fused: Fuse) -> None:
    claims = [
        claim("air_strike", "plc_al_bab", on="2017-02-05", killed=(12, 12)),
        claim("air_strike", "plc_aleppo_province", on="2017-02-05", killed=(20, 20), precision="admin1"),
    ]
    assert by_scope(tolls(fused(claims, [report("r1")]).events))["all"] == (20, 32)
