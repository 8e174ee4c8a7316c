"""Files of tables: what is read out of text of any delimiter and of workbooks, and what is refused."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook as Book

from marsad.reports.tables.cells import NoValue, column_letters, words
from marsad.reports.tables.delimited import delimited_rows
from marsad.reports.tables.sheets import Sheet, sheets_of
from marsad.reports.tables.worksheet import from_serial

ROWS = [
    ["ID", "Day", "Notes"],
    ["1", "2017-02-06", "Shelling; two, maybe three, hurt"],
    ["2", "2017-02-07", "Quiet"],
]


def read(path: Path) -> list[list[str]]:
    return [[words(cell) for cell in row.cells] for row in delimited_rows(path)]


def written(delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(ROWS)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "،", "^"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(written(delimiter), encoding="utf-8")
    assert read(path) == ROWS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_the_encoding_is_that_of_the_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("المكان,النص\nالباب,قصف\n".encode(encoding))
    assert read(path) == [["المكان", "النص"], ["الباب", "قصف"]]


def test_the_line_in_which_excel_says_its_delimiter_is_no_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=;\r\nA;B,C\r\n1;2,5\r\n")
    assert read(path) == [[], ["A", "B,C"], ["1", "2,5"]]


def test_text_in_another_encoding_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"A,B\nx,y\n" + "الباب,قصف\n".encode("windows-1256"))
    with pytest.raises(ValueError, match=r"line 3 .*windows-1256"):
        read(path)


def test_a_quotation_mark_that_is_never_closed_costs_its_row_and_not_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('A,B\n1,"open\n' + "x,y\n" * 100_000)
    rows = list(delimited_rows(path))
    assert [row.number for row in rows if row.wrong][:1] == [2]
    assert sum(row.wrong is None for row in rows) > 30_000


def test_a_line_without_end_is_refused_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("A,B\n" + "x" * 2_000_000 + "\n1,2\n")
    assert [(row.wrong is None, len(row.cells)) for row in delimited_rows(path)] == [
        (True, 2),
        (False, 0),
        (True, 2),
    ]


def test_columns_are_called_as_in_spreadsheets() -> None:
    assert [column_letters(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


# --- workbooks ---


def save(book: Book, path: Path) -> Path:
    book.save(path)
    return path


def sheets(path: Path) -> list[Sheet]:
    with sheets_of(path) as found:
        kept = [each for each in found if isinstance(each, Sheet)]
        for each in kept:
            list(each.rows())
    return kept


def rows_of(path: Path, sheet: int = 0) -> list[tuple[object, ...]]:
    with sheets_of(path) as found:
        chosen = found[sheet]
        assert isinstance(chosen, Sheet)
        return [row.cells for row in chosen.rows()]


def book_of(rows: Sequence[Sequence[object]]) -> Book:
    book = Book()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    return book


def test_a_workbook_gives_the_cells_that_openpyxl_finds_in_it(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Day", "Hour", "Moment", "Notes", "Number", "Share", "Yes"],
        [date(2017, 2, 6), time(14, 30), datetime(2017, 2, 6, 14, 30), "Two\nlines", 7, 0.25, True],
        [date(2024, 2, 29), time(0, 5), datetime(1999, 12, 31, 23, 59, 59), "نص", 10**12, -1.5, False],
    ]
    path = save(book_of(rows), tmp_path / "a.xlsx")
    found = rows_of(path)
    sheet = openpyxl.load_workbook(path, data_only=True).active
    assert sheet is not None
    expected = [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=2)]
    as_days = [
        tuple(c.date() if isinstance(c, datetime) and c.time() == time() else c for c in r) for r in expected
    ]
    assert found == as_days


def test_a_formula_counts_by_its_computed_value_and_is_never_evaluated(tmp_path: Path) -> None:
    path = save(book_of([["Place", "Dead"], ["Al-Bab", "=1+1"], ["Tadef", "=HYPERLINK(1)"]]), tmp_path / "a.xlsx")
    assert all(isinstance(row[1], NoValue) for row in rows_of(path))  # openpyxl writes no computed values
    edit(path, "xl/worksheets/sheet1.xml", b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
    edit(path, "xl/worksheets/sheet1.xml", b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
    assert rows_of(path)[0] == ("Al-Bab", 2)


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    book = book_of([["Place", "Notes"]])
    assert book.active is not None
    book.active.append(["Al-Bab", "x"])
    book.active["B2"].value = "=cmd|' /C calc'!A0"
    book.active["B2"].data_type = "s"
    assert rows_of(save(book, tmp_path / "a.xlsx")) == [("Al-Bab", "=cmd|' /C calc'!A0")]


def test_the_word_of_a_merged_cell_is_in_every_row_that_it_covers(tmp_path: Path) -> None:
    book = book_of(
        [["Day", "Place", "Notes"], ["2017-02-06", "Al-Bab", "a"], [None, "Tadef", "b"], ["x", "y", "c"]]
    )
    assert book.active is not None
    book.active.merge_cells("A2:A3")
    assert [row[0] for row in rows_of(save(book, tmp_path / "a.xlsx"))] == ["2017-02-06", "2017-02-06", "x"]


def test_headings_need_not_stand_in_the_first_row_nor_rows_follow_each_other(tmp_path: Path) -> None:
    rows = [
        ["Weekly log of the northern desk"],
        [],
        ["No", "Day", "Notes"],
        ["1", "2017-02-06", "a"],
        [],
        ["2", "", "b"],
    ]
    path = save(book_of(rows), tmp_path / "a.xlsx")
    with sheets_of(path) as (sheet,):
        assert isinstance(sheet, Sheet)
        assert (sheet.headings.number, sheet.names) == (3, ("No", "Day", "Notes"))
        assert [row.number for row in sheet.rows()] == [4, 6]


def test_every_sheet_is_there_and_hidden_ones_say_so(tmp_path: Path) -> None:
    book = book_of([["Day", "Notes"], ["2017-02-06", "a"]])
    other = book.create_sheet("Codes")
    other.append(["Code", "Meaning"])
    other.append(["1", "shelling"])
    other.sheet_state = "hidden"
    book.create_sheet("Empty")
    found = sheets(save(book, tmp_path / "a.xlsx"))
    assert [(each.name, each.hidden) for each in found] == [("Sheet", False), ("Codes", True)]


def test_headings_that_come_twice_or_are_blank_get_names_of_their_own(tmp_path: Path) -> None:
    path = save(book_of([["Day", "Notes", None, "Notes"], ["2017-02-06", "a", "b", "c"]]), tmp_path / "a.xlsx")
    assert sheets(path)[0].names == ("Day", "Notes", "column C", "Notes (2)")


@pytest.mark.parametrize(
    ("number", "expected"),
    [(42772.0, date(2017, 2, 6)), (42772.604166666664, datetime(2017, 2, 6, 14, 30)), (0.5, time(12)), (5.0, 5.0)],
)
def test_days_as_spreadsheets_count_them(number: float, expected: object) -> None:
    assert from_serial(number) == expected


def test_days_of_a_workbook_that_counts_from_1904() -> None:
    assert from_serial(41310.0, from_1904=True) == date(2017, 2, 6)


# --- hostile ---


def edit(path: Path, part: str, old: bytes, new: bytes) -> None:
    """Change one part of a workbook, as a hand that writes no sound file would."""
    with zipfile.ZipFile(path) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def share_strings(path: Path) -> Path:
    """Put the strings of a workbook's one sheet into a part that cells point to, as Excel writes them."""
    with zipfile.ZipFile(path) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    strings: list[bytes] = []

    def shared(match: re.Match[bytes]) -> bytes:
        strings.append(match[1])
        return b't="s"><v>%d</v></c>' % (len(strings) - 1)

    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = re.sub(rb't="inlineStr"><is><t>(.*?)</t></is></c>', shared, parts[sheet])
    items = b"".join(
        b"<si><r><t>" + each[:1] + b"</t></r><r><t>" + each[1:] + b"</t></r></si>" for each in strings
    )
    spoken = b"<si><t>x</t><rPh><t>eks</t></rPh></si>"
    parts["xl/sharedStrings.xml"] = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + items + spoken + b"</sst>"
    )
    rels = "xl/_rels/workbook.xml.rels"
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = b'<Relationship Id="rId99" Type="' + kind + b'" Target="sharedStrings.xml"/></Relationships>'
    parts[rels] = parts[rels].replace(b"</Relationships>", link)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return share_strings(save(book_of([["Day", "Notes"], ["2017-02-06", "ab"]]), tmp_path / "a.xlsx"))


def test_parts_are_found_wherever_the_package_says_they_lie(sound: Path) -> None:
    with zipfile.ZipFile(sound) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    parts["book.xml"] = parts.pop("xl/workbook.xml")
    parts["_rels/book.xml.rels"] = (
        parts.pop("xl/_rels/workbook.xml.rels")
        .replace(b'"sharedStrings.xml"', b'"other/../xl/sharedStrings.xml"')
        .replace(b'Target="/xl', b'Target="xl')
    )
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"xl/workbook.xml", b"book.xml")
    with zipfile.ZipFile(sound, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert rows_of(sound) == [("2017-02-06", "ab")]


def test_strings_that_cells_share_are_found(sound: Path) -> None:
    assert rows_of(sound) == [("2017-02-06", "ab")]


BILLION = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


PARTS = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"]


@pytest.mark.parametrize("part", PARTS)
def test_entities_are_refused_in_every_part(sound: Path, part: str) -> None:
    with zipfile.ZipFile(sound) as archive:
        root = archive.read(part)
    start = root.index(b"<", root.index(b"?>") if root.startswith(b"<?xml") else 0)
    edit(sound, part, root, root[:start] + BILLION + root[start:])
    with pytest.raises(ValueError, match="document type"):
        rows_of(sound)


def test_a_workbook_that_unpacks_beyond_reason_is_not_opened(sound: Path) -> None:
    with zipfile.ZipFile(sound, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b" " * 60_000_000)
    with pytest.raises(ValueError, match="would unpack to 60 MB"):
        rows_of(sound)


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/worksheets/sheet1.xml", b't="s"><v>0<', b't="s"><v>999999999<'),
        ("xl/worksheets/sheet1.xml", b"</sheetData>", b""),
        ("xl/workbook.xml", b"<sheets>", b"<leaves>"),
        ("xl/_rels/workbook.xml.rels", b"Target", b"Aim"),
    ],
)
def test_a_damaged_workbook_is_an_error_that_says_so(sound: Path, part: str, old: bytes, new: bytes) -> None:
    edit(sound, part, old, new)
    with pytest.raises(ValueError, match=r"damaged|no workbook"):
        rows_of(sound)


def test_rows_and_columns_far_out_take_no_memory(sound: Path) -> None:
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row></sheetData>'
    edit(sound, "xl/worksheets/sheet1.xml", b"</sheetData>", far)
    assert len(rows_of(sound)) == 1  # the column lies beyond those that are read
    edit(sound, "xl/worksheets/sheet1.xml", b'r="1048576"', b'r="99999999999999"')
    assert len(rows_of(sound)) == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nonsense", b"\xd0\xcf\x11\xe0old", b"not a zip at all"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"damaged|old \.xls"):
        rows_of(path)
