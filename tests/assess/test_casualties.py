from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

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


def apart(found: tuple[Toll, ...]) -> list[tuple[str, int, int]]:
    return [(toll.scope, toll.killed_low, len(toll.claims)) for toll in found if toll.cumulative]


@pytest.mark.parametrize(
    ("count", "why"),
    [
        ({"killed": (1000, None), "on": "2017-02-05"}, "1,000 dead or more are no single incident"),
        ({"killed": (30, 2500), "on": "2017-02-05"}, "1,000 dead or more are no single incident"),
        ({"killed": (90, 90), "on": "2017-01-01", "until": LATER}, "a count over more than 31 days"),
        ({"killed": (90, 90)}, "a count without a first or a last day"),
    ],
)
def test_totals_that_the_reader_did_not_mark_are_kept_apart(
    claim: Tell, report: Publish, fused: Fuse, count: dict[str, Any], why: str
) -> None:
    claims = [
        claim("casualties", "plc_al_bab", **count),
        claim("air_strike", "plc_al_bab", on="2017-02-05", killed=(12, 12)),
    ]
    found = tolls(fused(claims, [report("r1")]).events)
    assert by_scope(found) == {"all": (12, 12), "plc_al_bab": (12, 12)}
    assert [toll.why_apart for toll in found if toll.cumulative] == [why]


@pytest.mark.parametrize("count", [{"on": "2017-02-05", "killed": (999, 999)}, {"killed": (5, 5)}])
def test_large_or_undated_attacks_are_incidents_still(
    claim: Tell, report: Publish, fused: Fuse, count: dict[str, Any]
) -> None:
    found = tolls(fused([claim("air_strike", "plc_al_bab", **count)], [report("r1")]).events)
    assert by_scope(found)["all"] == count["killed"]
    assert apart(found) == []


def test_of_a_running_total_the_latest_is_shown_with_the_claims_of_all(
    claim: Tell, report: Publish, fused: Fuse
) -> None:
    reports = [report("r1", "2017-01-20"), report("r2"), report("r3", "2017-02-10")]

    def war(killed: int, name: str, start: str | None, last: str | None) -> Claim:
        return claim(
            "casualties", "plc_aleppo", killed=(killed, None), cumulative=True, report=name, on=start, until=last
        )

    claims = [
        war(300_000, "r1", "2011-01-01", "2017-01-01"),
        war(310_000, "r2", "2011-03-15", "2017-02-06"),
        war(310_000, "r1", None, None),
        war(60, "r3", "2016-08-01", "2017-02-09"),
    ]
    found = tolls(fused(claims, reports).events)
    assert apart(found) == [("plc_aleppo", 310_000, 3), ("plc_aleppo", 60, 1)]
    assert by_scope(found) == {}
