"""The expected claims of the demonstration reports keep the rules of the coding guide."""

from __future__ import annotations

import itertools
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from marsad.areas import load_area
from marsad.areas.tables import great_circle_km
from marsad.demo import reports_folder
from marsad.model import ClaimType, Degree, Modality, Sector

FOLDER = Path(__file__).parent / "demo"
GOLD: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("demo-*.json"))
}
REQUIRED = {"type", "agents", "targets", "place", "start", "end", "attribution", "modality", "quote"}
OPTIONAL = {"route", "sides", "degree", "killed", "injured", "displaced", "victims", "cumulative", "means"}
COUNTS = ("killed", "injured", "displaced")


def reports() -> dict[str, tuple[dict[str, Any], str]]:
    found = {}
    for path in sorted(reports_folder().glob("*.md")):
        _, head, text = path.read_text(encoding="utf-8").split("---\n", 2)
        fields = yaml.safe_load(head)
        found[fields["id"]] = (fields, text)
    return found


REPORTS = reports()


def test_every_report_is_coded() -> None:
    assert list(GOLD) == list(REPORTS)
    assert all(gold["report"] == gold["id"] == name for name, gold in GOLD.items())


@pytest.mark.parametrize("name", GOLD)
class TestTheClaimsOfEachReport:
    def test_have_the_fields_of_the_guide(self, name: str) -> None:
        for claim in GOLD[name]["claims"]:
            assert set(claim) >= REQUIRED, claim["quote"]
            assert set(claim) <= REQUIRED | OPTIONAL, claim["quote"]
            ClaimType(claim["type"])
            Modality(claim["modality"])

    def test_quote_the_report_word_for_word(self, name: str) -> None:
        for claim in GOLD[name]["claims"]:
            assert claim["quote"] in REPORTS[name][1]
            assert "\n" not in claim["quote"]

    def test_name_actors_and_places_that_are_listed_and_list_none_in_vain(self, name: str) -> None:
        actors, places = set(), set()
        for claim in GOLD[name]["claims"]:
            actors |= {*claim["agents"], *claim["targets"], *itertools.chain(*claim.get("sides", {}).values())}
            places |= {*claim.get("route", []), claim["place"]} - {None}
        assert actors == set(GOLD[name]["actors"])
        assert places == set(GOLD[name]["places"])

    def test_have_sides_and_degree_only_for_sieges_and_two_ends_for_routes(self, name: str) -> None:
        for claim in GOLD[name]["claims"]:
            assert claim["type"] == ClaimType.SIEGE or not {"sides", "degree"} & set(claim), claim["quote"]
            assert set(claim.get("sides", {})) <= set(Sector), claim["quote"]
            assert claim.get("degree") in {None, *Degree}, claim["quote"]
            if "route" in claim:
                assert claim["place"] is None, claim["quote"]
                assert len(set(claim["route"])) == 2, claim["quote"]

    def test_have_days_in_order_of_which_only_planned_and_possible_ones_lie_ahead(self, name: str) -> None:
        published: date = REPORTS[name][0]["published"].date()
        for claim in GOLD[name]["claims"]:
            if claim["start"] is None:
                assert claim["end"] is None, claim["quote"]
                continue
            start, end = date.fromisoformat(claim["start"]), date.fromisoformat(claim["end"])
            ahead = claim["modality"] in (Modality.PLANNED, Modality.POSSIBLE)
            latest = published + timedelta(days=31) if ahead else published
            assert date(2011, 1, 1) <= start <= end <= latest, claim["quote"]

    def test_have_numbers_as_ranges(self, name: str) -> None:
        for claim in GOLD[name]["claims"]:
            counts = [claim[field] for field in COUNTS if field in claim]
            assert all(low >= 0 and (high is None or high >= low) for low, high in counts), claim["quote"]
            assert counts or claim["type"] != ClaimType.CASUALTIES, claim["quote"]


def test_the_story_has_what_the_demonstration_promises() -> None:
    every = [claim for gold in GOLD.values() for claim in gold["claims"]]
    assert {claim["modality"] for claim in every} == set(Modality)
    cumulative = [claim for claim in every if claim.get("cumulative")]
    assert any(claim["killed"] == [310000, None] for claim in cumulative)
    sieges = [claim for claim in every if claim["type"] == "siege"]
    assert {claim.get("degree") for claim in sieges} == {"complete", "partial", None}
    assert any(set(claim.get("sides", {})) == {"S", "N", "E", "W"} for claim in sieges)
    assert any(claim["modality"] == "denied" for claim in sieges)
    assert any(claim.get("means") == "fire control" for claim in every if claim["type"] == "route_cut")
    bzaah = [
        (claim["agents"][0], claim["end"])
        for claim in every
        if claim["type"] == "capture" and claim["place"] == "bzaah" and claim["modality"] == "asserted"
    ]
    assert {("fsa", "2017-02-03"), ("isis", "2017-02-04"), ("fsa", "2017-02-08")} <= set(bzaah)


def test_the_complete_siege_has_one_origin_and_the_disputing_one_another() -> None:
    origins: dict[str, set[str]] = {"supports": set(), "disputes": set()}
    for name, gold in GOLD.items():
        for claim in gold["claims"]:
            if claim["type"] != "siege" or claim["place"] != "al_bab":
                continue
            origin = claim["attribution"][-1] if claim["attribution"] else REPORTS[name][0]["source"]
            disputes = claim["modality"] == "denied" or claim.get("degree") == "partial"
            origins["disputes" if disputes else "supports"].add(origin)
    assert origins["supports"] == {"Northern Syria Monitoring Network"}
    assert origins["disputes"] == {"commander in the alliance that fights for the Syrian government"}


def test_keys_of_actors_and_places_are_ids_of_the_area_without_their_prefix() -> None:
    """So that a coded claim can be set beside a read one. Susyan and the relief desk may be unknown to it."""
    area = load_area("syria")
    for name, gold in GOLD.items():
        assert {f"act_{key}" for key in gold["actors"]} - {"act_relief_desk"} <= set(area.actors), name
        assert {f"plc_{key}" for key in gold["places"]} - {"plc_susyan"} <= set(area.places), name
        for key, place in gold["places"].items():
            known = area.places.get(f"plc_{key}")
            if known is not None and place["kind"] not in {"country", "region"}:
                away_km = great_circle_km(known.lat, known.lon, place["lat"], place["lon"])
                assert away_km < 10, (name, key, away_km)
