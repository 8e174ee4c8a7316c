"""Rows of ACLED- and UCDP-shaped tables as claims: what their codes say, and never more."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from marsad.areas import load_area
from marsad.claims.coded import CodedReading, read_coded
from marsad.claims.coded.spans import span
from marsad.claims.coded.tables import FOLDER, code, number, rows
from marsad.events.origins import origin_of
from marsad.model import ClaimType, Count, Days, PlacePrecision, Report, Row, SourceKind, TimePrecision
from marsad.model.reports import CODED_FORMS
from marsad.pipeline import claims_of, picture_of
from marsad.plugins import reader_named
from marsad.reports.receive import Received, ReportDefaults, receive
from marsad.reports.tables.shapes import shape_of, shapes

AREA = load_area("syria")
UCDP = {
    "id": "1001.0", "relid": "SYR-2017-1-1-1", "type_of_violence": "1.0", "side_a": "Government of Syria",
    "side_b": "IS", "where_prec": "1.0", "where_coordinates": "Al Bab town", "where_description": "near the silos",
    "adm_1": "Aleppo governorate", "adm_2": "Al Bab district", "country": "Syria", "latitude": "36.37",
    "longitude": "37.52", "event_clarity": "1.0", "date_prec": "1.0", "date_start": "2017-02-06",
    "date_end": "2017-02-06", "deaths_a": "2.0", "deaths_b": "3.0", "deaths_civilians": "0.0",
    "deaths_unknown": "0.0", "best": "5.0", "low": "4.0", "high": "8.0", "source_original": "a monitor; army",
    "source_headline": "Fighting at the silos", "source_article": "An agency, 2017-02-07",
}  # fmt: skip
ACLED = {
    "event_id_cnty": "SYR77", "event_date": "2017-02-06", "year": "2017", "time_precision": "1",
    "event_type": "Battles", "sub_event_type": "Armed clash", "actor1": "Military Forces of Syria (2000-2024)",
    "inter1": "State forces", "actor2": "Islamic State (Syria)", "inter2": "Rebel group", "country": "Syria",
    "admin1": "Aleppo", "admin2": "Al Bab", "location": "Al-Bab", "latitude": "36.3705", "longitude": "37.5157",
    "geo_precision": "1", "source": "A monitor; An outlet", "notes": "On 6 February the two fought at the silos.",
    "fatalities": "4",
}  # fmt: skip


def written(folder: Path, *given: Mapping[str, str], name: str = "events.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(given[0]))
        table.writeheader()
        table.writerows(given)
    return path


def received(path: Path, publisher: str | None = None) -> list[Received]:
    found = list(receive(path, defaults=ReportDefaults(publisher), today=date(2025, 1, 1)))
    assert all(isinstance(each, Received) for each in found), [str(each) for each in found]
    return [each for each in found if isinstance(each, Received)]


def coded(form: str, base: Mapping[str, str], **changed: str) -> CodedReading:
    cells = {**base, **changed}
    text = "\n".join(value for value in cells.values() if value)
    kept = tuple(sorted((name, value) for name, value in cells.items() if value))
    return read_coded(Report("rep_x", text, row=Row(form, kept), ref=cells.get("id")), AREA)


def ucdp(**changed: str) -> CodedReading:
    return coded("ucdp", UCDP, **changed)


def acled(**changed: str) -> CodedReading:
    return coded("acled", ACLED, **changed)


# --- UCDP ---


def test_a_row_of_ucdp_is_one_claim_of_its_codes() -> None:
    reading = ucdp()
    (claim,) = reading.claims
    assert reading.reader == claim.reader == "coded-ucdp 1"
    assert claim.type is ClaimType.CLASH
    assert [each.id for each in claim.agents] == ["act_syrian_government"]
    assert [each.id for each in claim.targets] == ["act_isis"]
    assert claim.place is not None
    assert (claim.place.id, claim.place.precision) == ("plc_al_bab", PlacePrecision.PLACE)
    assert claim.days == Days.on(date(2017, 2, 6))
    assert claim.killed == Count(4, 8)
    assert claim.victims == "2 of Government of Syria, 3 of IS"
    assert claim.attribution == ("a monitor",)
    assert claim.report_ref == "1001.0"
    assert reading.issues == ()


@pytest.mark.parametrize(
    ("deaths", "kind", "agents", "targets"),
    [
        (("0", "3", "0", "0"), "casualties", ["act_syrian_government"], ["act_isis"]),
        (("3", "0", "0", "0"), "casualties", ["act_isis"], ["act_syrian_government"]),
        (("0", "0", "3", "0"), "casualties", [], []),
        (("0", "2", "1", "0"), "casualties", [], []),
        (("1", "2", "1", "0"), "clash", ["act_syrian_government"], ["act_isis"]),
    ],
)
def test_who_killed_is_said_only_where_the_dead_of_one_side_tell(
    deaths: tuple[str, ...], kind: str, agents: list[str], targets: list[str]
) -> None:
    columns = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
    (claim,) = ucdp(**dict(zip(columns, deaths, strict=True))).claims
    assert (claim.type.value, [each.id for each in claim.agents]) == (kind, agents)
    assert [each.id for each in claim.targets] == targets


def test_one_sided_violence_is_against_civilians() -> None:
    (claim,) = ucdp(
        type_of_violence="3", side_b="Civilians", deaths_a="0", deaths_b="0", deaths_civilians="5"
    ).claims
    assert (claim.type, claim.victims) == (ClaimType.VIOLENCE_AGAINST_CIVILIANS, "civilians")
    assert [each.id for each in claim.targets] == ["act_civilians"]


@pytest.mark.parametrize(
    ("prec", "precision", "found"),
    [("1", "place", "plc_al_bab"), ("2", "area", "plc_al_bab"), ("5", "country", None),
     ("6", "country", "plc_syria"), ("7", "country", None)],
)  # fmt: skip
def test_a_place_is_never_known_better_than_its_code(prec: str, precision: str, found: str | None) -> None:
    (claim,) = ucdp(where_prec=prec).claims
    assert claim.place is not None
    assert (claim.place.precision.value, claim.place.id) == (precision, found)


def test_a_province_is_a_province_though_its_town_has_the_same_name() -> None:
    (claim,) = ucdp(where_prec="4").claims
    assert claim.place is not None and claim.place.kind is not None
    assert (claim.place.precision.value, claim.place.kind.value) == ("admin1", "province")


@pytest.mark.parametrize(
    ("prec", "first", "last", "days"),
    [
        ("1", "2017-02-06", "2017-02-06", ("2017-02-06", "2017-02-07", "day")),
        ("2", "2017-02-06", "2017-02-09", ("2017-02-06", "2017-02-10", "week")),
        ("3", "2017-02-06", "2017-02-12", ("2017-02-06", "2017-02-13", "week")),
        ("4", "2017-02-01", "2017-02-28", ("2017-02-01", "2017-03-01", "month")),
        ("5", "2017-01-01", "2017-11-30", ("2017-01-01", "2017-12-01", "year")),
        ("2", "2017-02-06", "2017-02-06", ("2017-01-31", "2017-02-13", "week")),
        ("4", "2017-02-15", "2017-02-15", ("2017-02-01", "2017-03-01", "month")),
        ("5", "2017-06-15", "2017-06-15", ("2017-01-01", "2018-01-01", "year")),
        ("1", "2017-02-06 00:00:00.000", "2017-02-06 00:00:00.000", ("2017-02-06", "2017-02-07", "day")),
    ],
)
def test_days_keep_their_range_and_their_code(
    prec: str, first: str, last: str, days: tuple[str, str, str]
) -> None:
    (claim,) = ucdp(date_prec=prec, date_start=first, date_end=last).claims
    assert (str(claim.days.start), str(claim.days.end), claim.days.precision.value) == days


@pytest.mark.parametrize(
    ("changed", "killed", "told"),
    [
        ({"low": "0", "best": "0", "high": "0"}, None, 0),
        ({"low": "", "high": ""}, Count(5, 5), 0),
        ({"low": "6", "best": "5", "high": "8"}, Count(5, 8), 1),
        ({"low": "-9"}, Count(5, 8), 1),
        ({"high": "many"}, Count(4, 5), 1),
    ],
)
def test_the_dead_are_a_range_and_what_is_no_number_is_told(
    changed: Mapping[str, str], killed: Count | None, told: int
) -> None:
    reading = ucdp(**changed)
    assert reading.claims[0].killed == killed
    assert len(reading.issues) == told


@pytest.mark.parametrize(
    "changed",
    [{"type_of_violence": "4"}, {"date_start": "06.02.17"}, {"date_end": "2017-02-01"}, {"where_prec": "9"},
     {"latitude": "north"}, {"date_prec": ""}],
)  # fmt: skip
def test_what_the_codes_do_not_tell_is_an_issue_and_not_made_up(changed: dict[str, str]) -> None:
    reading = ucdp(**changed)
    assert reading.issues
    if "date_start" in changed or "date_end" in changed:
        assert reading.claims[0].days == Days()


def test_an_unknown_name_stays_as_named_with_the_rows_coordinates_and_an_issue() -> None:
    reading = ucdp(where_coordinates="Nowhere village", side_b="Nobody's Brigade", side_a="")
    (claim,) = reading.claims
    assert claim.place is not None
    assert (claim.place.id, claim.place.name, claim.place.lat) == (None, "Nowhere village", 36.37)
    assert [(each.id, each.name) for each in claim.targets] == [(None, "Nobody's Brigade")]
    assert {issue.words for issue in reading.issues} == {"Nowhere village", "Nobody's Brigade"}


def test_a_place_of_the_area_spelled_alike_goes_before_one_of_the_world() -> None:
    (claim,) = ucdp(where_coordinates="Busra ash Sham town", latitude="32.5186", longitude="36.4823").claims
    assert claim.place is not None and claim.place.id in AREA.places


def test_allies_of_one_side_are_each_named() -> None:
    (claim,) = ucdp(side_b="Jabhat Fateh al-Sham, Nobody's Brigade").claims
    assert [each.id for each in claim.targets] == ["act_hts", None]


def test_a_state_that_fell_is_not_meant_by_the_name_of_its_government() -> None:
    (claim,) = ucdp(date_start="2025-03-01", date_end="2025-03-01").claims
    assert claim.agents[0].id is None


def test_an_aggregate_of_many_incidents_is_a_total() -> None:
    (claim,) = ucdp(event_clarity="2", deaths_a="0", date_prec="4", date_end="2017-02-28").claims
    assert claim.cumulative


# --- ACLED ---


def test_a_row_of_acled_is_one_claim_of_its_codes() -> None:
    reading = acled()
    (claim,) = reading.claims
    assert claim.reader == "coded-acled 1"
    assert claim.type is ClaimType.CLASH
    assert [each.id for each in claim.agents] == ["act_syrian_government"]
    assert [each.id for each in claim.targets] == ["act_isis"]
    assert claim.place is not None and claim.place.id == "plc_al_bab"
    assert (claim.killed, claim.attribution) == (Count(4, 4), ("A monitor",))
    assert claim.quote == ACLED["notes"]


@pytest.mark.parametrize(
    ("sub_event", "changed", "kind", "agents"),
    [
        ("Government regains territory", {}, "capture", ["act_syrian_government"]),
        ("Non-state actor overtakes territory", {}, "capture", ["act_isis"]),
        ("Non-state actor overtakes territory", {"inter1": "2"}, "capture", []),
        ("Air/drone strike", {}, "air_strike", ["act_syrian_government"]),
        ("Suicide bomb", {}, "bombing", ["act_syrian_government"]),
        ("Excessive force against protesters", {}, "violence_against_civilians", ["act_isis"]),
        ("Non-violent transfer of territory", {}, "capture", []),
        ("Non-violent transfer of territory", {"actor2": ""}, "capture", ["act_syrian_government"]),
        ("Chemical weapon", {}, "casualties", ["act_syrian_government"]),
    ],
)
def test_the_doer_is_named_where_the_sub_event_type_tells_which_of_the_two(
    sub_event: str, changed: Mapping[str, str], kind: str, agents: list[str]
) -> None:
    (claim,) = acled(sub_event_type=sub_event, **changed).claims
    assert (claim.type.value, [each.id for each in claim.agents]) == (kind, agents)


@pytest.mark.parametrize(
    ("prec", "days"),
    [
        ("1", ("2017-02-06", "2017-02-07")),
        ("2", ("2017-01-31", "2017-02-13")),
        ("3", ("2017-02-01", "2017-03-01")),
    ],
)
def test_a_day_that_stands_for_a_week_or_a_month_is_all_of_it(prec: str, days: tuple[str, str]) -> None:
    (claim,) = acled(time_precision=prec).claims
    assert (str(claim.days.start), str(claim.days.end)) == days


def test_a_province_stands_for_what_is_known_to_the_region_alone() -> None:
    (claim,) = acled(geo_precision="3").claims
    assert claim.place is not None and claim.place.kind is not None
    assert (claim.place.precision.value, claim.place.kind.value) == ("admin1", "province")


def test_out_of_scope_makes_no_claim_but_the_dead_are_never_lost() -> None:
    assert acled(sub_event_type="Peaceful protest", fatalities="0") == CodedReading("coded-acled 1", (), ())
    (claim,) = acled(sub_event_type="Mob violence", fatalities="2").claims
    assert (claim.type, claim.agents, claim.killed) == (ClaimType.CASUALTIES, (), Count(2, 2))


@pytest.mark.parametrize("sub_event", ["Agreement", "Something new"])
def test_a_type_that_says_too_little_or_is_unknown_is_an_issue(sub_event: str) -> None:
    reading = acled(sub_event_type=sub_event, fatalities="0")
    assert reading.claims == () and [issue.words for issue in reading.issues] == [sub_event]


# --- as they are received ---


def test_shapes_are_known_by_their_headings() -> None:
    names = {form: shape_of(list(row)) for form, row in (("acled", ACLED), ("ucdp", UCDP))}
    assert {form: shape.name for form, shape in names.items() if shape} == {"acled": "acled", "ucdp": "ucdp"}
    assert shape_of(["Event date", "Notes", "Best"]) is None


def test_a_coded_row_is_received_with_its_codes_and_read_by_them(tmp_path: Path) -> None:
    (one, other) = received(written(tmp_path, UCDP, {**UCDP, "id": "1002", "relid": "SYR-2"}), "A dataset")
    assert one.report.ref == "1001.0" and one.report.row is not None and one.report.row["best"] == "5.0"
    assert one.report.id != other.report.id
    for each in one.arrival.locations:
        assert one.report.text[each.start : each.end] in UCDP.values()
    reading = claims_of(one.report, AREA, reader=reader_named("frames-en"))
    assert reading.reader == "coded-ucdp 1"
    (claim,) = reading.claims
    assert one.report.text[claim.start_char : claim.end_char] == claim.quote


def test_only_the_makers_own_export_is_taken_for_the_makers(tmp_path: Path) -> None:
    (shaped,) = received(written(tmp_path, ACLED))
    assert shaped.report.publisher is None
    whole = {**ACLED, **dict.fromkeys(next(each for each in shapes() if each.name == "acled").whole, "x")}
    (exported,) = received(written(tmp_path, {**whole, "timestamp": "1486500000"}))
    assert exported.source is not None and exported.source.kind is SourceKind.DATASET
    assert (exported.report.publisher, exported.report.published) == ("ACLED", date(2017, 2, 7))


def test_a_row_adds_no_origin_to_what_its_original_source_said(tmp_path: Path) -> None:
    (row,) = received(written(tmp_path, {**UCDP, "source_original": "Northern Monitor"}), "A dataset")
    (claim,) = claims_of(row.report, AREA).claims
    assert origin_of(claim, row.report, {}, AREA, {}).name == "Northern Monitor"
    (without,) = received(written(tmp_path, {**UCDP, "source_original": ""}), "A dataset")
    (claim,) = claims_of(without.report, AREA).claims
    assert origin_of(claim, without.report, {}, AREA, {}).name == "A dataset"


def test_rows_are_fused_as_claims_and_graded_as_reported(tmp_path: Path) -> None:
    rows_ = received(written(tmp_path, UCDP, {**UCDP, "id": "2", "relid": "SYR-2", "date_start": "2017-02-08",
                                              "date_end": "2017-02-08"}))  # fmt: skip
    claims = [claim for row in rows_ for claim in claims_of(row.report, AREA).claims]
    picture = picture_of([row.report for row in rows_], claims, {}, AREA)
    assert [event.grade.value for event in picture.fusion.events] == ["reported", "reported"]


def test_a_table_can_be_taken_as_plain_reports_though_it_is_in_the_shape_of_codes(tmp_path: Path) -> None:
    path = written(tmp_path, ACLED)
    (only,) = receive(path, options={"table": {"given": {"shape": "plain", "text": "notes"}}})
    assert isinstance(only, Received) and only.report.text == ACLED["notes"]


# --- the tables beside the code ---


def test_the_rows_of_every_shape_are_held_to_be_events_of_their_own() -> None:
    assert {each.name for each in shapes()} == CODED_FORMS


def test_every_type_of_the_crosswalks_is_a_claim_type_or_says_why_not() -> None:
    for row in rows("acled_types.csv"):
        assert (row["claim"] in {each.value for each in ClaimType}) or (not row["claim"] and row["note"]), row
        assert row["agents"] in (
            {"both", "first", "second", "state", "not_state", "only"} if row["claim"] else {""}
        )
    assert len(rows("acled_types.csv")) == 25
    for row in rows("ucdp_types.csv"):
        assert {row["claim"], row["both_lost"] or row["claim"]} <= {each.value for each in ClaimType}


def test_every_precision_code_means_one_of_ours() -> None:
    ours = {each.value for each in PlacePrecision} | {each.value for each in TimePrecision}
    for table in FOLDER.glob("*_precision.csv"):
        assert {row["precision"] for row in rows(table.name)} <= ours


@pytest.mark.parametrize(
    ("said", "expected"), [("1.0", "1"), (" 2 ", "2"), ("1.5", "1.5"), ("", ""), ("-1.0", "-1")]
)
def test_codes_are_read_as_statistics_programs_write_them(said: str, expected: str) -> None:
    assert code(said) == expected


@pytest.mark.parametrize("said", ["-9", "2.5", "five", "1e9", "999999999999"])
def test_what_is_no_number_of_people_is_refused(said: str) -> None:
    with pytest.raises(ValueError):
        number(said)


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError):
        span(date(2017, 2, 6), date(2017, 2, 5), TimePrecision.DAY)
