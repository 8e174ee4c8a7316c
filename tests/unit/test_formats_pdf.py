"""PDF: the text of each page with its page; a scan is refused with what to do; nothing runs for long."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from marsad.errors import UnreadableReportError
from marsad.reports.formats import pdf
from marsad.reports.formats.pdf_paragraphs import Line, paragraphs, text_of, without_repeated
from marsad.reports.receive import Received, receive

pytest.importorskip("pypdfium2")


def pdf_of(pages: list[list[str]], *, info: str = "", extra: bytes = b"") -> bytes:
    """A PDF with these lines on its pages, in Helvetica of 12 points, 14 apart, an empty one for half a gap."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for lines in pages:
        words = [f"({line.replace('(', '').replace(')', '')}) Tj 0 -14 Td" for line in lines]
        stream = ("BT /F1 12 Tf 72 720 Td " + " ".join(words) + " ET" if lines else "").encode("latin-1") + extra
        packed = zlib.compress(stream)
        objects.append(b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed))
        content = len(objects)
        page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {content} 0 R"
        objects.append(f"{page}/Resources<</Font<</F1 3 0 R>>>>>>".encode())
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    objects.append(f"<<{info}>>".encode())
    out = b"%PDF-1.4\n"
    places: list[int] = []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"trailer<</Size %d/Root 1 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        size,
        len(objects),
        len(out),
    )
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + trailer


def one(path: Path, content: bytes) -> Received:
    path.write_bytes(content)
    (only,) = receive(path)
    assert isinstance(only, Received), str(only)
    return only


def refusal(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    (only,) = receive(path)
    assert isinstance(only, UnreadableReportError)
    return str(only).removeprefix(str(path))


def test_pages_are_places_and_a_paragraph_runs_on_over_lines_and_pages(tmp_path: Path) -> None:
    first = [
        "The army took the village of Tadef on Sunday, said",
        "the monitor, and rebels left it.",
        "",
        "The road",
    ]
    second = ["to Raqqa is now cut.", "", "Two were killed."]
    found = one(tmp_path / "a.pdf", pdf_of([first, second], info="/Title(Day 3)/Author(A. Person)"))
    assert found.report.text.split("\n\n") == [
        "The army took the village of Tadef on Sunday, said the monitor, and rebels left it.",
        "The road to Raqqa is now cut.",
        "Two were killed.",
    ]
    said = {each.at: found.report.text[each.start : each.end] for each in found.arrival.locations}
    assert list(said) == ["page 1", "page 2"]
    assert said["page 1"].endswith("The road") and said["page 2"].startswith("to Raqqa")
    assert (found.report.title, found.report.published) == ("Day 3", None)
    assert "Person" not in repr(found)


def test_a_scan_is_refused_and_said_to_need_ocr(tmp_path: Path) -> None:
    assert "has no text layer: it is a scan" in refusal(tmp_path / "a.pdf", pdf_of([[], []]))
    assert "ocrmypdf OLD.pdf NEW.pdf" in refusal(tmp_path / "a.pdf", pdf_of([[]]))
    found = one(tmp_path / "a.pdf", pdf_of([["The army took Tadef."], [], []]))
    assert found.arrival.notes == ("no text on 2 of 3 pages (run OCR if they are scans): 2, 3",)


def test_it_is_known_by_its_first_bytes_whatever_its_name(tmp_path: Path) -> None:
    assert one(tmp_path / "a.txt", pdf_of([["The army took Tadef."]])).arrival.by == "pdf 1"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"%PDF-1.4 and no more", "is no PDF, or a broken one"),
        (b"text", "is no PDF, or a broken one"),
        (pdf_of([["x"]]).replace(b"trailer<<", b"trailer<</Encrypt<</Filter/None>>"), None),
        (pdf_of([["x"]] * 3).replace(b"/Kids[", b"/Kids[2 0 R "), None),
        (pdf_of([["The army took Tadef."]], extra=b" q" * 1_000_000), None),
        (pdf_of([["The army took Tadef."]], extra=b" BT /F1 12 Tf (word) Tj ET" * 200_000), None),
    ],
)  # fmt: skip
def test_what_is_no_pdf_or_a_trap_is_refused_or_read(tmp_path: Path, content: bytes, says: str | None) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    for each in receive(tmp_path / "a.pdf"):
        assert says is None or (isinstance(each, UnreadableReportError) and says in str(each))


def test_a_damaged_pdf_never_raises(tmp_path: Path) -> None:
    whole = pdf_of([["The army took Tadef."]])
    for at in range(0, len(whole), len(whole) // 8):
        (tmp_path / "a.pdf").write_bytes(whole[:at] + b"\xff" + whole[at + 1 :])
        list(receive(tmp_path / "a.pdf"))


def test_reading_is_stopped_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "TIME_LIMIT_S", 0.001)
    assert "takes too long to read; split it" in refusal(tmp_path / "a.pdf", pdf_of([["Text."]]))


def test_without_the_package_it_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find_spec", lambda name: None)
    assert "pip install 'marsad[feeds]'" in refusal(tmp_path / "a.pdf", pdf_of([["Text."]]))


def line(text: str, row: float, left: float = 72, right: float = 500, size: float = 12) -> Line:
    return Line(text, left, right, 720 - row * 14 + size, 720 - row * 14, size)


def test_words_broken_at_the_end_of_a_line_are_whole_again() -> None:
    pages = [[Line("The govern\ufffement took north\ufffeeast Al\x02Bab.")]]
    assert text_of(pages)[0] == "The government took north-east Al-Bab."


def test_headings_of_pages_are_left_out_and_nothing_else() -> None:
    said = [
        ["Army takes Tadef.", "Two killed."],
        ["The road is cut.", "Aid waits."],
        ["They left.", "Others came."],
    ]
    pages = [
        [Line("Situation report 3"), *map(Line, words), Line(f"Page {at} of 4")] for at, words in enumerate(said)
    ]
    assert [[each.text for each in page] for page in without_repeated(pages)] == said
    assert text_of(pages)[2] is True
    assert text_of(pages[:2])[2] is False  # too few pages to tell


def test_paragraphs_begin_at_gaps_other_sizes_bullets_and_indents() -> None:
    page = [
        line("A heading", 0, size=18),
        line("One that runs", 2),
        line("over two lines.", 3, right=160),
        line("Two after a short line.", 4),
        line("Three behind a gap", 7),
        line("• Four", 8),
        line("• Five", 9),
        line("Six ended here at the margin.", 11),
        line("Seven is indented.", 12, left=90),
    ]
    assert list(paragraphs(page)) == [
        "A heading",
        "One that runs over two lines.",
        "Two after a short line.",
        "Three behind a gap",
        "• Four",
        "• Five",
        "Six ended here at the margin.",
        "Seven is indented.",
    ]
