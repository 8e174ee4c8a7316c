"""Whatever a table holds: what is received stands in its file where it is said to, and nothing else happens than
reports and refusals."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marsad.areas import load_area
from marsad.claims.coded import read_coded
from marsad.errors import UnreadableReportError
from marsad.model import Report, Row
from marsad.reports.form import Receipt, ReportDefaults
from marsad.reports.receive import Received
from marsad.reports.tables.cells import column_letters, words
from marsad.reports.tables.days import Order, day_of
from marsad.reports.tables.delimited import DELIMITERS, delimited_rows
from marsad.reports.tables.table import GIVEN, NAME, Table

TODAY = date(2026, 1, 1)
PLAIN = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)
CELLS = st.one_of(
    PLAIN, st.sampled_from(["2017-02-06", "=1+1", "13/02/2017", "36.37", "\n", '"', "Al-Bab", "a,b;c\td"])
)
ROWS = st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=6)
HEADINGS = ["Ref", "Day", "Town", "Notes"]
COLUMNS = {"id": "Ref", "date": "", "place": "Town", "text": "Notes", "dates": "dmy"}
BOUNDED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@contextmanager
def file(name: str, content: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        yield path


def received(path: Path) -> list[Received | UnreadableReportError]:
    given_ = Receipt(ReportDefaults(), TODAY, options={NAME: {GIVEN: COLUMNS}})
    return list(Table().reports(path, given_))


def as_csv(rows: list[list[str]], delimiter: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue().encode("utf-8")


@BOUNDED
@given(rows=ROWS, delimiter=st.sampled_from([",", ";", "\t", "|"]))
def test_every_word_of_a_report_stands_in_its_row_where_it_is_said_to(
    rows: list[list[str]], delimiter: str
) -> None:
    with file("log.csv", as_csv([HEADINGS, *rows], delimiter)) as path:
        read = {row.number: row.cells for row in delimited_rows(path)}
        for each in received(path):
            if isinstance(each, UnreadableReportError):
                continue
            report = each.report
            assert report.original_sha256 is not None
            for where in each.arrival.locations:
                number, _, letters = str(where.at).removeprefix("row ").partition(", column ")
                cells = {column_letters(at): words(cell) for at, cell in enumerate(read[int(number)])}
                assert report.text[where.start : where.end] == cells[letters]
            (place,) = each.arrival.locations
            row = int(str(place.at).removeprefix("row ").partition(",")[0])
            assert each.original == as_csv([HEADINGS, rows[row - 2]], delimiter)


@BOUNDED
@given(rows=ROWS)
def test_a_workbook_and_a_text_of_the_same_cells_give_the_same_reports(rows: list[list[str]]) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for number, row in enumerate([HEADINGS, *rows], start=1):
        for column, said in enumerate(row, start=1):
            cell = book.active.cell(number, column)
            cell.value = said or None
            cell.data_type = "s"
    content = io.BytesIO()
    book.save(content)

    def told(path: Path) -> list[tuple[str, str | None]]:
        found = (each.report for each in received(path) if isinstance(each, Received))
        return [(" ".join(each.text.split()), each.ref) for each in found]

    with (
        file("log.xlsx", content.getvalue()) as book_path,
        file("log.csv", as_csv([HEADINGS, *rows], ",")) as path,
    ):
        assert told(book_path) == told(path)


@BOUNDED
@given(content=st.binary(max_size=2_000), name=st.sampled_from(["a.csv", "a.tsv", "a.xlsx"]))
def test_any_bytes_are_reports_or_a_refusal(content: bytes, name: str) -> None:
    with file(name, content) as path:
        try:
            found = received(path)
        except ValueError as error:
            assert str(error)
        else:
            assert all(isinstance(each, Received | UnreadableReportError) for each in found)


@pytest.fixture(scope="module")
def sound() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (HEADINGS, ["1", "2017-02-06", "Al-Bab", "Shelling"], ["2", "2017-02-06", "Tadef", "Quiet"]):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@BOUNDED
@given(at=st.floats(0, 1, exclude_max=True), change=st.integers(1, 255), cut=st.booleans())
def test_a_damaged_workbook_is_reports_or_a_refusal(sound: bytes, at: float, change: int, cut: bool) -> None:
    place = int(at * len(sound))
    damaged = sound[:place] if cut else sound[:place] + bytes([sound[place] ^ change]) + sound[place + 1 :]
    with file("a.xlsx", damaged) as path:
        try:
            received(path)
        except ValueError as error:
            assert str(error)


@BOUNDED
@given(said=st.text(max_size=80), order=st.sampled_from([None, *Order]))
def test_any_words_are_a_day_none_or_no_day_of_the_calendar(said: str, order: Order | None) -> None:
    try:
        day = day_of(said, order)
    except ValueError:
        return
    assert day is None or isinstance(day, date)


CODES = st.one_of(st.sampled_from(["1", "2.0", "9", "-9", "", "2017-02-06", "36.4", "nan", "1e400"]), PLAIN)
UCDP = (
    "type_of_violence", "where_prec", "date_prec", "date_start", "date_end", "best", "low", "high", "deaths_a",
    "latitude", "longitude", "side_a", "side_b", "where_coordinates", "source_original",
)  # fmt: skip
ACLED = (
    "event_date", "time_precision", "geo_precision", "sub_event_type", "actor1", "actor2", "inter1", "location",
    "latitude", "longitude", "fatalities", "source", "notes",
)  # fmt: skip


@BOUNDED
@given(data=st.data(), form=st.sampled_from(["ucdp", "acled"]))
def test_no_codes_make_the_reader_fail_or_know_more_than_they_say(data: st.DataObject, form: str) -> None:
    columns = UCDP if form == "ucdp" else ACLED
    cells = {name: said for name in columns if (said := data.draw(CODES))}
    text = "\n".join(cells.values()) or "nothing"
    reading = read_coded(Report("rep_x", text, row=Row(form, tuple(sorted(cells.items())))), load_area("syria"))
    for claim in reading.claims:
        assert text[claim.start_char : claim.end_char] == claim.quote
        json.dumps(claim.to_json(), allow_nan=False)
        if claim.killed is not None and claim.killed.high is not None:
            assert claim.killed.low <= claim.killed.high


@BOUNDED
@given(
    rows=st.lists(st.lists(PLAIN, min_size=2, max_size=5), min_size=2, max_size=8),
    mark=st.sampled_from(DELIMITERS),
)
def test_rows_are_read_under_any_delimiter_or_refused(rows: list[list[str]], mark: str) -> None:
    with file("a.csv", as_csv(rows, mark)) as path:
        try:
            assert len(list(delimited_rows(path))) >= 1
        except ValueError as error:
            assert "is no table" in str(error)
