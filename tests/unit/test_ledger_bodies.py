"""Every noun that goes into the ledger comes out of it equal."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from marsad.ledger import bodies
from marsad.model import (
    Claim,
    ClaimedActor,
    ClaimedPlace,
    ClaimType,
    Count,
    Days,
    Degree,
    Issue,
    Modality,
    PlaceKind,
    PlacePrecision,
    Report,
    Sector,
    Source,
    SourceKind,
    Stage,
)
from marsad.model.ids import Json, canonical_bytes, sha256_hex
from marsad.reports.arrival import Arrival, Location
from marsad.reports.sources import Sources

PLACE = ClaimedPlace("plc_al_bab", "Al-Bab", "the town", 36.0, 37.52, PlacePrecision.PLACE, PlaceKind.CITY)
ACTOR = ClaimedActor("act_isis", "Islamic State", "IS")
CLAIM = Claim(
    report="rep_a",
    type=ClaimType.SIEGE,
    quote="besieged",
    start_char=3,
    end_char=11,
    agents=(ACTOR,),
    targets=(ClaimedActor(None, "somebody", "they"),),
    place=PLACE,
    route=(PLACE, PLACE),
    sides={Sector.S: ("act_syrian_government",)},
    degree=Degree.COMPLETE,
    days=Days.on(date(2017, 2, 6)),
    killed=Count(3, None),
    attribution=("a monitor", "its head"),
    modality=Modality.POSSIBLE,
    confidence=0.85,
    reader="frames-en 1.0.0",
    issues=("unsure",),
)


def through_the_ledger(body: dict[str, Json]) -> dict[str, Json]:
    kept: dict[str, Json] = json.loads(canonical_bytes(body))
    return kept


@pytest.mark.parametrize(
    "source",
    [
        Source("src_a", "A"),
        Source("src_b", "B", SourceKind.MONITOR, "ar", "act_rebels", ("الشبكة", "the network")),
        Source("src_c", "Field source C", SourceKind.FIELD, confidential=True, alias_hashes=("0" * 64,)),
    ],
)
def test_sources(source: Source) -> None:
    assert bodies.source_of(through_the_ledger(bodies.source_body(source))) == source


def test_the_aliases_of_a_confidential_source_are_written_as_hashes() -> None:
    field = Source("src_c", "Field source C", SourceKind.FIELD, aliases=("Ammar K",), confidential=True)
    body = through_the_ledger(bodies.source_body(field))
    assert "ammar" not in json.dumps(body).lower()
    assert body["alias_hashes"] == [sha256_hex(b"ammar k")]
    assert Sources([bodies.source_of(body)]).named("AMMAR-K.") == bodies.source_of(body)


def test_the_aliases_that_an_older_ledger_holds_are_not_given_out() -> None:
    body = {"id": "src_c", "name": "Field source C", "kind": "field", "aliases": ["Ammar K"], "confidential": True}
    source = bodies.source_of(body)
    assert (source.aliases, source.alias_hashes) == ((), (sha256_hex(b"ammar k"),))


@pytest.mark.parametrize(
    "report",
    [
        Report("rep_a", "text"),
        Report(
            "rep_b",
            "نص\r\n",
            date(2017, 2, 6),
            datetime(2017, 2, 6, 9, 15, 0, 1, UTC),
            "Wire",
            "src_wire",
            "T",
            "ar",
            "7",
            "0" * 64,
        ),
    ],
)
def test_reports(report: Report) -> None:
    body = through_the_ledger(bodies.report_body(report, "batch.jsonl line 3"))
    assert bodies.report_of(body) == report
    assert body["original_name"] == "batch.jsonl line 3"


def test_how_a_report_came() -> None:
    arrival = Arrival(
        "pdf 1", "https://a.example/", (Location(0, 3, 7), Location(3, 4, 10, 5), Location(5, 9, "page 2"))
    )
    body = through_the_ledger(bodies.report_body(Report("rep_b", "text"), "a.pdf", arrival, "rep_a"))
    assert bodies.arrival_of(body) == arrival
    assert body["supersedes"] == "rep_a"
    assert bodies.report_of(body) == Report("rep_b", "text")
    assert bodies.arrival_of(bodies.report_body(Report("rep_b", "text"))) is None


def test_readings() -> None:
    issue = Issue(Stage.GROUND, "no such place", "rep_a", None, "Tell X", 3, 9, ("plc_a",))
    body = bodies.reading_body("rep_a", [CLAIM], [issue, Issue(Stage.READ, "?")], "f" * 64)
    reading = bodies.reading_of(through_the_ledger(body))
    assert (reading.report, reading.area_hash, reading.reader) == ("rep_a", "f" * 64, "frames-en 1.0.0")
    assert reading.claims == (CLAIM,)
    assert reading.claims[0].id == CLAIM.id
    assert reading.issues == (issue, Issue(Stage.READ, "?"))
    assert bodies.reading_of(bodies.reading_body("rep_a", [], [], "f" * 64)).reader is None


def test_policies_and_editions() -> None:
    assert bodies.is_replay(through_the_ledger(bodies.policy_body(replay=True, version="0.1.0"))) is True
    assert bodies.is_replay(bodies.policy_body(replay=False, version="0.1.0")) is False
    with pytest.raises(ValueError, match="sundial"):
        bodies.is_replay({"clock": "sundial"})
    body = bodies.edition_body("edn_a", {"index.html": "0" * 64}, head=f"3:{'0' * 64}")
    assert through_the_ledger(body) == {"id": "edn_a", "files": {"index.html": "0" * 64}, "head": f"3:{'0' * 64}"}
