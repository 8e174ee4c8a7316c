"""Spreadsheets of any headings as reports: columns guessed, rows read, ids kept, doubt asked about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from marsad.areas import load_area
from marsad.errors import UnreadableReportError, UsageError
from marsad.ledger.bodies import report_body, report_of
from marsad.model import Row
from marsad.pipeline import claims_of, prepared
from marsad.reports.arrival import Location
from marsad.reports.receive import Received, ReportDefaults, receive
from marsad.reports.tables.columns import every_heading, fields, known_headings, parsed
from marsad.reports.tables.proposal import Proposal, proposal
from marsad.reports.tables.remembered import Remembered, confirmed, forget, remember, remembered
from marsad.reports.tables.sheets import Sheet, sheets_of
from marsad.reports.tables.table import CONFIRMED, GIVEN, NAME

LOG = "Ref,Day,Town,What happened\nA-1,2017-02-06,Al-Bab,Shelling killed three people.\n"


def table(folder: Path, text: str, name: str = "log.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def received(path: Path, given: Mapping[str, str] | None = None, publisher: str | None = None) -> list[Received]:
    found = list(
        receive(
            path, defaults=ReportDefaults(publisher), today=date(2020, 1, 1), options={NAME: {GIVEN: given or {}}}
        )
    )
    assert all(isinstance(each, Received) for each in found), [str(each) for each in found]
    return [each for each in found if isinstance(each, Received)]


def refusals(path: Path, given: Mapping[str, str] | None = None) -> list[str]:
    found = receive(path, today=date(2020, 1, 1), options={NAME: {GIVEN: given or {}}})
    return [str(each).removeprefix(str(path)) for each in found if isinstance(each, UnreadableReportError)]


def proposed(path: Path, given: Mapping[str, str] | None = None) -> Proposal:
    with sheets_of(path) as sheets:
        (sheet,) = sheets
        assert isinstance(sheet, Sheet)
        return proposal(sheet, given or {})


# --- which column says what ---


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ("Case ID,Incident Date,Location,Description,Latitude,Longitude,Source,Link",
         "id date place text lat lon source url"),
        ("الرقم,التاريخ,المكان,الوصف,خط العرض,خط الطول,المصدر,الرابط", "id date place text lat lon source url"),
        ("Номер,Дата,Место,Описание,Широта,Долгота,Источник,Ссылка", "id date place text lat lon source url"),
        ("Numéro,Date de l'événement,Lieu,Récit,Lat,Lon,Source,Lien", "id date place text lat lon source url"),
        ("Nummer,Datum,Ort,Beschreibung,Breite,Länge,Quelle,URL", "id date place text lat lon source url"),
        ("No,Fecha,Lugar,Descripción,Latitud,Longitud,Fuente,Enlace", "id date place text lat lon source url"),
        ("Numara,Tarih,Yer,Açıklama,Enlem,Boylam,Kaynak,Bağlantı", "id date place text lat lon source url"),
        ("unit_id,article_date,Town,article_content,lat,lon,news_agency,article_url",
         "id published place text lat lon source url"),
        ("ref,yyy,where,zzz,lat,lon,publisher,qqq", "id date place text lat lon source url"),
    ],
)  # fmt: skip
def test_columns_are_found_by_headings_of_many_languages_and_by_cells(
    tmp_path: Path, headings: str, expected: str
) -> None:
    row = "7,2017-02-06,Al-Bab,Shelling killed three people in the market,36.37,37.51,A monitor,https://example.org/1"
    found = proposed(table(tmp_path, f"{headings}\n{row}\n")).columns
    assert {field: found[field] for field in expected.split()} == dict(
        zip(expected.split(), headings.split(","), strict=True)
    )


def test_a_heading_counts_only_where_the_cells_bear_it_out(tmp_path: Path) -> None:
    found = proposed(table(tmp_path, "Date,Reported on,Notes\nearly,2017-02-06,Shelling hit the town\n")).columns
    assert found == {"published": "Reported on", "text": "Notes"}


def test_of_two_columns_of_text_the_one_that_tells_more_is_taken(tmp_path: Path) -> None:
    path = table(tmp_path, "Notes,Details\nok,Shelling hit the market of the town\n-,Quiet all day and night\n")
    assert proposed(path).columns["text"] == "Details"


def test_what_the_user_says_goes_before_the_guess(tmp_path: Path) -> None:
    path = table(tmp_path, "Notes,Details,Day\nShelling hit Tadef today,ok,2017-02-06\n")
    given = {"text": "Notes", "date": "", "language": "=ar"}
    assert proposed(path, given).columns == {"text": "Notes", "language": "=ar"}


@pytest.mark.parametrize("given", [{"text": "Nothing so called"}, {"colour": "Notes"}, {"dates": "ymd"}])
def test_what_cannot_be_is_refused(tmp_path: Path, given: Mapping[str, str]) -> None:
    with pytest.raises(UsageError):
        proposed(table(tmp_path, LOG), given)


def test_what_is_given_on_the_command_line_is_parsed() -> None:
    assert parsed('text="Notes, long",date=Day, place=,language==ar') == {
        "text": "Notes, long", "date": "Day", "place": "", "language": "=ar",
    }  # fmt: skip
    with pytest.raises(UsageError, match="the fields are"):
        parsed("Notes")


def test_no_heading_is_known_for_two_fields_of_which_one_hides_the_other() -> None:
    for field, headings in known_headings().items():
        assert field in fields() and len(set(headings)) == len(headings), field
    assert len(every_heading()) > 300


# --- rows ---


def test_a_row_becomes_a_report_of_its_text_with_its_day_and_place_beside_it(tmp_path: Path) -> None:
    (only,) = received(table(tmp_path, LOG), publisher="North Desk")
    report = only.report
    assert report.text == "Shelling killed three people."
    assert report.title == "Al-Bab, 2017-02-06"
    assert report.row == Row("table", (("date", "2017-02-06"), ("place", "Al-Bab")))
    assert (report.published, report.publisher, report.ref) == (date(2017, 2, 6), "North Desk", "A-1")
    assert only.original == LOG.encode()
    assert only.original_name == "log.csv row 2"
    assert only.arrival.locations == (Location(0, len(report.text), "row 2, column D"),)


def test_its_claims_are_of_that_day_and_place_and_carry_the_users_own_id(tmp_path: Path) -> None:
    (only,) = received(table(tmp_path, LOG))
    (claim,) = claims_of(prepared(only.report, date(2020, 1, 1)), load_area("syria")).claims
    assert claim.place is not None
    assert (claim.type.value, claim.place.id, claim.days.start) == ("shelling", "plc_al_bab", date(2017, 2, 6))
    assert claim.report_ref == "A-1"


def test_a_workbook_row_is_kept_with_its_headings(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["Ref", "Day", "Notes"], [17, date(2017, 2, 6), "=not a formula but words, shelling hit Tadef"]):
        book.active.append(row)
    book.active["C2"].data_type = "s"
    book.save(tmp_path / "log.xlsx")
    (only,) = received(tmp_path / "log.xlsx")
    assert only.report.text == "=not a formula but words, shelling hit Tadef"
    assert only.report.ref == "17"
    assert json.loads(only.original)["cells"] == {
        "Ref": "17", "Day": "2017-02-06", "Notes": "=not a formula but words, shelling hit Tadef",
    }  # fmt: skip


def test_sheets_are_told_apart_and_one_can_be_chosen(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "North"
    for title in ("South", "Codes"):
        book.create_sheet(title)
    for title in ("North", "South"):
        book[title].append(["Day", "Notes"])
        book[title].append(["2017-02-06", f"Shelling hit the {title}"])
    book["Codes"].append(["Code", "Count"])
    book["Codes"].append(["x", 3])
    path = tmp_path / "log.xlsx"
    book.save(path)
    found = list(receive(path, options={NAME: {GIVEN: {}}}))
    assert [each.original_name for each in found if isinstance(each, Received)] == [
        "log.xlsx sheet 1, row 2", "log.xlsx sheet 2, row 2",
    ]  # fmt: skip
    assert any("sheet 3: no column was recognised as the text" in str(each) for each in found)
    assert [each.original_name for each in received(path, {"sheet": "South"})] == ["log.xlsx sheet 2, row 2"]


def test_a_row_that_cannot_be_read_is_named_by_row_and_column_and_the_rest_goes_on(tmp_path: Path) -> None:
    rows = "A-1,2017-02-31,Tadef,Shelling\nA-2,soon,Tadef,Shelling\n"
    rows += "A-3,2017-02-06,Tadef,\nA-4,2017-02-06,Tadef,Shelling\n"
    path = table(tmp_path, LOG + rows)
    assert refusals(path) == [
        " row 3, column B: is no day of the calendar; mend it",
        " row 4, column B: is no day that can be told; write it as 2017-02-06",
        " row 5, column D: has no text; fill the cell, or take the row out",
    ]
    assert len([each for each in receive(path) if isinstance(each, Received)]) == 2


def test_no_refusal_holds_what_the_file_says(tmp_path: Path) -> None:
    path = table(
        tmp_path, LOG + "SECRET-1,31/31/2017,SECRET-2,SECRET-3\nSECRET-4,2017-02-06,SECRET-5,\x1b[2JSECRET-6\n"
    )
    said = refusals(path)
    assert len(said) == 2 and not any("SECRET" in each for each in said)


def test_no_refusal_of_a_whole_sheet_holds_its_name_or_headings(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "SECRET-1"
    book.create_sheet("SECRET-2")
    for sheet, row in (("SECRET-1", ["x", 3]), ("SECRET-2", ["04/05/2017", "Shelling hit the town again"])):
        book[sheet].append(["SECRET-3 day", "SECRET-4"])
        book[sheet].append(row)
    book.save(tmp_path / "log.xlsx")
    said = refusals(tmp_path / "log.xlsx")
    assert len(said) == 2 and not any("SECRET" in each for each in said)


def test_an_order_of_days_that_nothing_shows_has_to_be_said(tmp_path: Path) -> None:
    path = table(tmp_path, "Day,Notes\n04/05/2017,Shelling hit the town\n05/06/2017,Quiet in the town\n")
    assert "dates=dmy or dates=mdy" in refusals(path)[0]
    assert [each.report.published for each in received(path, {"dates": "mdy"})] == [
        date(2017, 4, 5), date(2017, 5, 6),
    ]  # fmt: skip


def test_a_later_row_settles_the_order_of_an_earlier_one(tmp_path: Path) -> None:
    rows = "".join("04/05/2017,Shelling hit the town again\n" for _ in range(3_000))
    path = table(tmp_path, f"Day,Notes\n{rows}13/05/2017,Quiet in the town\n")
    assert next(iter(received(path))).report.published == date(2017, 5, 4)


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        (None, None),
        ("+03:00", datetime(2017, 2, 6, 11, 30, tzinfo=UTC)),
        ("Asia/Damascus", datetime(2017, 2, 6, 12, 30, tzinfo=UTC)),
    ],
)
def test_an_hour_counts_where_its_zone_is_said(tmp_path: Path, zone: str | None, moment: datetime | None) -> None:
    path = table(tmp_path, "Day,Time,Notes\n2017-02-06,14:30,Shelling hit the town\n")
    assert received(path, {"zone": zone} if zone else {})[0].report.published_at == moment


def test_rows_that_differ_in_place_alone_are_two_reports(tmp_path: Path) -> None:
    path = table(tmp_path, LOG + "A-2,2017-02-06,Tadef,Shelling killed three people.\n")
    assert len({each.report.id for each in received(path)}) == 2


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Shelling killed three people.", date(2017, 2, 6)),
        ("Shelling killed three people on 2 February 2017.", date(2017, 2, 2)),
        ("Rebels, who had captured the village of Bzaah, were shelled.", None),
    ],
)
def test_the_day_of_the_row_is_that_of_what_happened_then_alone(
    tmp_path: Path, text: str, day: date | None
) -> None:
    path = table(tmp_path, f'Day,Town,Notes\n2017-02-06,Al-Bab,"{text}"\n')
    (only,) = received(path)
    claims = claims_of(prepared(only.report, date(2020, 1, 1)), load_area("syria")).claims
    first = next(claim for claim in claims if day or claim.type.value == "capture")
    assert first.days.start == day


def test_the_day_of_telling_and_that_of_happening_are_two(tmp_path: Path) -> None:
    path = table(tmp_path, "Event date,Reported,Notes\n2017-02-04,2017-02-06,Shelling hit the town of Tadef\n")
    (only,) = received(path)
    assert only.report.published == date(2017, 2, 6)
    (claim,) = claims_of(only.report, load_area("syria")).claims
    assert claim.days.start == date(2017, 2, 4)


def test_an_address_is_kept_without_its_tokens(tmp_path: Path) -> None:
    path = table(tmp_path, "Notes,Link\nShelling hit the town,https://user:pw@example.org/a?id=1&token=s\n")
    assert received(path)[0].arrival.url == "https://example.org/a?id=1"


def test_tags_under_the_headings_are_no_row(tmp_path: Path) -> None:
    path = table(
        tmp_path, "Day,Place,Notes\n#date,#loc+name,#description\n2017-02-06,Tadef,Shelling hit the town\n"
    )
    assert len(received(path)) == 1


# --- places by coordinates ---


@pytest.mark.parametrize(
    ("place", "lat", "lon", "expected"),
    [
        ("Al-Bab", "36.37", "37.51", "plc_al_bab"),
        ("Bazaa", "36,3834", "37,56", "plc_bzaah"),
        ("Al-Bab", "33.10", "36.60", None),
        ("Nowhere Farm", "36.20", "37.30", None),
    ],
)
def test_a_place_lies_where_the_row_puts_it(
    tmp_path: Path, place: str, lat: str, lon: str, expected: str | None
) -> None:
    path = table(
        tmp_path, f"Day;Place;Lat;Lon;Notes\n2017-02-06;{place};{lat};{lon};Shelling killed three people\n"
    )
    (only,) = received(path)
    (claim,) = claims_of(prepared(only.report, date(2020, 1, 1)), load_area("syria")).claims
    assert claim.place is not None and claim.place.id == expected
    if expected is None:
        assert (claim.place.lat, claim.place.lon) == (float(lat), float(lon))
    assert report_of(report_body(only.report)) == only.report


def test_a_coordinate_that_is_none_refuses_its_row(tmp_path: Path) -> None:
    path = table(tmp_path, "Notes,Lat,Lon\nShelling hit the town,36.1,37.1\nQuiet in the town,north,37.1\n")
    assert refusals(path) == [" row 3, column B: is no coordinate in degrees, such as 36.37; mend it"]


# --- confirmed once, remembered, forgotten ---


def test_where_confirmation_is_asked_for_an_unconfirmed_table_is_refused(tmp_path: Path) -> None:
    path = table(tmp_path, LOG)
    (refused,) = receive(path, options={NAME: {CONFIRMED: {}}})
    assert isinstance(refused, UnreadableReportError) and "has not been confirmed" in str(refused)


def test_columns_are_remembered_by_headings_and_source(tmp_path: Path) -> None:
    with sheets_of(table(tmp_path, LOG)) as (sheet,):
        assert isinstance(sheet, Sheet)
        one = Remembered(sheet.signature, "", "log.csv", {"text": "What happened"})
    other = Remembered(one.headings, "abc", "log.csv", {"text": "Town"})
    remember(tmp_path, [one, other])
    remember(tmp_path, [Remembered(one.headings, "", "log2.csv", {"text": "Day"})])
    assert confirmed(tmp_path, None) == {one.headings: {"text": "Day"}}
    assert confirmed(tmp_path, "Somebody else") == {}
    forget(tmp_path, "log2.csv")
    assert remembered(tmp_path) == (other,)
    with pytest.raises(UsageError, match=r"log\.csv"):
        forget(tmp_path, "unknown.csv")


def test_a_publisher_is_not_written_into_the_table_of_columns(tmp_path: Path) -> None:
    from marsad.reports.tables.remembered import source_key

    remember(tmp_path, [Remembered("tbl_1", source_key("Jane of Tadef"), "log.csv", {"text": "Notes"})])
    assert "Jane" not in (tmp_path / "columns.csv").read_text()


def test_a_broken_table_of_columns_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "columns.csv").write_text("headings,source,file,field,column\nx,,a.csv,colour,Notes\n")
    with pytest.raises(UsageError, match="line 2"):
        remembered(tmp_path)
