"""Word documents: each paragraph with its place, and no document that harms."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from marsad.errors import UnreadableReportError
from marsad.reports.formats import docx
from marsad.reports.receive import Received, receive

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
CORE = (
    '<cp:coreProperties xmlns:cp="x" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title> Day 3 </dc:title>'
    "<dc:creator>A. Person</dc:creator></cp:coreProperties>"
)


def par(*runs: str) -> str:
    return "<w:p>" + "".join(f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs) + "</w:p>"


def document(body: str, *, head: str = "", **parts: str | bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", f"{head}<w:document {W} {MC}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            file.writestr({"core": "docProps/core.xml"}.get(name, f"word/{name}.xml"), content)
    return stream.getvalue()


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


def test_paragraphs_tables_and_notes_with_their_places(tmp_path: Path) -> None:
    cell = "<w:tc>{}</w:tc>"
    table = f"<w:tbl><w:tr>{cell.format(par('Tadef'))}{cell.format(par('2 killed'))}</w:tr></w:tbl>"
    notes = f"<w:footnotes {W}><w:footnote>{par('As the desk heard.')}</w:footnote></w:footnotes>"
    body = par("The army took ", "Tadef &amp; Bazaa.") + "<w:p/>" + table + par("The road is cut.")
    found = one(tmp_path / "a.docx", document(body, footnotes=notes, core=CORE))
    said = {each.at: found.report.text[each.start : each.end] for each in found.arrival.locations}
    assert said == {
        "paragraph 1": "The army took Tadef & Bazaa.",
        "table 1, row 1, column 1": "Tadef",
        "table 1, row 1, column 2": "2 killed",
        "paragraph 3": "The road is cut.",
        "footnote paragraph 1": "As the desk heard.",
    }
    assert found.report.text == "\n\n".join(said.values())
    assert (found.report.title, found.arrival.by) == ("Day 3", "docx 1")


def test_what_was_taken_back_is_not_said_and_breaks_stay(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>Two</w:t><w:tab/><w:t>men</w:t><w:br/><w:t>left</w:t><w:noBreakHyphen/><w:t>over</w:t></w:r>"
        "<w:del><w:r><w:delText>no</w:delText></w:r></w:del><w:ins><w:r><w:t> now</w:t></w:r></w:ins>"
        "<w:r><w:instrText>HYPERLINK</w:instrText></w:r></w:p>"
    )
    assert one(tmp_path / "a.docx", document(body)).report.text == "Two men\nleft-over now"


def test_a_text_box_stands_by_itself_and_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{par('In a box.')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>Before </w:t><mc:AlternateContent>"
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent><w:t>behind.</w:t></w:r></w:p>"
    )
    assert one(tmp_path / "a.docx", document(body)).report.text == "In a box.\n\nBefore behind."


LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"text", "is no Word document"),
        (b"PK\3\4" + b"x" * 100, "is no Word document"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "is locked with a password or an old Word file"),
        (document("<w:p/>"), "has no text; if it holds pictures of text, run OCR"),
        (document(par("&b;"), head=LAUGHS), "holds XML with a document type"),
        (document(par("&a;"), head=OUTSIDE), "holds XML with a document type"),
        (document("<w:p><w:r>"), "holds XML that cannot be read"),
        (document("<w:p/>", core=b"\0"), "holds XML that cannot be read"),
        (document("<w:p/>" * 410_000), "has more than 400000 elements"),
        (document(par("x" * 41_000_000)), "unpacks to more than 40 MB"),
        (document(par("\x85&#x9b;[2J" + "x" * 300)), "which begins a command to a terminal"),
    ],
)  # fmt: skip
def test_what_is_no_document_or_a_trap_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    assert says in refusal(tmp_path / "a.docx", content)


def test_a_part_packed_as_word_never_does_is_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as file:
        file.writestr("word/document.xml", "<d/>")
    assert "is packed in a way that Word does not" in refusal(tmp_path / "a.docx", stream.getvalue())


def test_deep_elements_and_damage_never_raise(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    assert "or 1000 in each other" in refusal(path, document("<w:p>" * 50_000 + "</w:p>" * 50_000))
    whole = document(par("The army took Tadef."), core=CORE)
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        list(receive(path))


def test_a_writer_is_never_named(tmp_path: Path) -> None:
    found = one(tmp_path / "a.docx", document(par("Text."), core=CORE))
    assert "Person" not in repr(found)
    assert docx.Document().takes("A.DOCX", b"PK\3\4") == 2
