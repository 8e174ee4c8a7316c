"""The real table of UCDP beside the checkout: every row read, and as much of it resolved as before."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from marsad.areas import load_area
from marsad.model import Claim, TimePrecision
from marsad.pipeline import claims_of
from marsad.reports.receive import Received, receive

TABLE = Path(__file__).parents[3] / "shared" / "data" / "ucdp-ged" / "ucdpged_sample_1000.csv"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not TABLE.is_file(), reason="needs the folder ../shared/data/ucdp-ged"),
]


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def claims(rows: dict[str, dict[str, str]]) -> dict[str, Claim]:
    area = load_area("syria")
    found = list(receive(TABLE, today=date(2025, 1, 1)))
    assert all(isinstance(each, Received) for each in found)
    read = [claims_of(each.report, area) for each in found if isinstance(each, Received)]
    assert {reading.reader for reading in read} == {"coded-ucdp 1"}
    return {claim.report_ref or "": claim for reading in read for claim in reading.claims}


def test_every_row_is_one_claim_with_the_users_id(
    rows: dict[str, dict[str, str]], claims: dict[str, Claim]
) -> None:
    assert claims.keys() == rows.keys() and len(rows) == 1000


def test_days_and_dead_are_those_of_the_row(rows: dict[str, dict[str, str]], claims: dict[str, Claim]) -> None:
    for ref, claim in claims.items():
        row = rows[ref]
        first, last = date.fromisoformat(row["date_start"][:10]), date.fromisoformat(row["date_end"][:10])
        assert (claim.days.start, claim.days.end) == (first, last + timedelta(days=1))
        assert (claim.days.precision is TimePrecision.DAY) == row["date_prec"].startswith("1")
        dead = [int(float(row[each])) for each in ("low", "best", "high")]
        low, high = (claim.killed.low, claim.killed.high) if claim.killed else (0, 0)
        assert (low, high) == (min(dead), max(dead))


def test_of_the_rows_on_syria_no_fewer_places_and_actors_are_resolved_than_before(
    rows: dict[str, dict[str, str]], claims: dict[str, Claim]
) -> None:
    counted: Counter[str] = Counter()
    for ref, claim in claims.items():
        if rows[ref]["country"] == "Syria" and claim.place is not None:
            counted["places"] += claim.place.id is not None
            named = (*claim.agents, *claim.targets)
            counted["actors"] += sum(each.id is not None for each in named)
            counted["unknown actors"] += sum(each.id is None for each in named)
    assert counted["places"] >= 200, "of 265"
    assert counted["actors"] / (counted["actors"] + counted["unknown actors"]) >= 0.9
