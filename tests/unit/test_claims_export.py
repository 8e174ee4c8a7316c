"""Claims given back to the desk with its own ids: as a table, on a map, line by line."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from marsad.errors import UsageError
from marsad.observatory import Observatory
from marsad.publication.claims_export import COLUMNS, write_claims

LOG = (
    "Case,Day,Town,Notes\n"
    "=1+1,2017-02-06,Al-Bab,Shelling killed three people.\n"
    "N-2,2017-02-06,Tadef,Nothing to tell\n"
    "N-3,2017-02-07,Nowhere Farm,Air strikes killed two people.\n"
)


@pytest.fixture
def desk(tmp_path: Path) -> Observatory:
    made = Observatory.create(tmp_path / "desk")
    log = tmp_path / "log.csv"
    log.write_text(LOG)
    assert len(made.add([log], columns={"text": "Notes"}, publisher="North Desk").accepted) == 3
    return made


def written(desk: Observatory, name: str) -> str:
    path = desk.path / name
    known = desk.knowledge()
    assert write_claims(path, known.reports, known.claims) == 3
    return path.read_text(encoding="utf-8")


def test_no_id_is_lost_and_none_becomes_a_formula(desk: Observatory) -> None:
    rows = list(csv.DictReader(written(desk, "claims.csv").splitlines()))
    assert [(row["report_ref"], row["type"]) for row in rows] == [
        ("'=1+1", "shelling"), ("N-2", ""), ("N-3", "air_strike"),
    ]  # fmt: skip
    assert (rows[0]["place"], rows[0]["from"], rows[0]["killed_low"]) == ("plc_al_bab", "2017-02-06", "3")
    assert (rows[2]["place"], rows[2]["place_name"]) == ("", "Nowhere Farm")


def test_a_map_has_them_where_they_were_and_keeps_what_is_nowhere(desk: Observatory) -> None:
    features = json.loads(written(desk, "claims.geojson"))["features"]
    assert [each["properties"]["report_ref"] for each in features] == ["=1+1", "N-2", "N-3"]
    lon, lat = features[0]["geometry"]["coordinates"]
    assert (round(lat, 1), round(lon, 1)) == (36.4, 37.5)
    assert features[1]["geometry"] is None


def test_lines_hold_every_column(desk: Observatory) -> None:
    lines = [json.loads(line) for line in written(desk, "claims.jsonl").splitlines()]
    assert all(tuple(line) == COLUMNS for line in lines)
    assert lines[0]["report_ref"] == "=1+1"


def test_an_edition_leaves_the_desks_ids_out(desk: Observatory, tmp_path: Path) -> None:
    desk.publish(tmp_path / "edition", as_of=date(2017, 2, 7), days=(date(2017, 2, 6), date(2017, 2, 7)))
    for each in (tmp_path / "edition" / "data").glob("*"):
        assert "N-3" not in each.read_text(encoding="utf-8")


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.csv"):
        write_claims(tmp_path / "claims.ods", (), ())
