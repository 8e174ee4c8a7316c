"""The law of formats: whatever a file holds, each format of this installation receives it or refuses it."""

from __future__ import annotations

import gzip
import io
import json
import tempfile
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marsad.errors import UnreadableReportError
from marsad.plugins import Format, formats
from marsad.reports.form import Receipt, Received, ReportDefaults
from marsad.reports.pseudonyms import Pseudonyms

RECEIPT = Receipt(ReportDefaults(), date(2026, 1, 1), pseudonyms=Pseudonyms(b"k" * 32))
WORDS = "The army took Tadef on Sunday, a monitor said."
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def zipped(**entries: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("_", "/").replace("DOT", "."), content)
    return stream.getvalue()


HEAD = "<html lang=en><head><title>T</title></head>"
PAGE = f"{HEAD}<body><nav>x</nav><p>{WORDS} &amp; more</p></body></html>".encode()
MAIL = (
    "From: a@b.example\nSubject: =?utf-8?q?T?=\nContent-Type: multipart/mixed; boundary=b\n\n"
    f"--b\n\n{WORDS}\n--b\nContent-Type: text/html; charset=utf-8\n"
    "Content-Disposition: attachment; filename=a.html\n\n<p>x</p>\n--b--\n"
)
HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(PAGE)
WARC = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n" % len(
    HTTP
)
MESSAGE = {"id": 1, "type": "message", "date": "2017-02-06T10:00:00", "from": "c", "text": WORDS}
SEEDS: dict[str, bytes] = {
    "text": f"---\ntitle: T\npublished: 2017-02-06\n---\n{WORDS}".encode(),
    "web-page": PAGE,
    "record": json.dumps([{"text": WORDS, "id": 1, "url": "https://a.example/b"}, {"text": WORDS}]).encode(),
    "records": json.dumps({"text": WORDS, "published": "2017-02-06"}).encode() + b"\n" + b'{"text": "x"}',
    "mail": MAIL.encode(),
    "mailbox": b"From a\n" + MAIL.encode() + b"\n\nFrom b\n" + MAIL.encode(),
    "docx": zipped(word_documentDOTxml=f"<w:document {W}><w:p><w:r><w:t>{WORDS}</w:t></w:r></w:p></w:document>"),
    "archive": zipped(aDOTtxt=WORDS, b_cDOTjson='{"text": "x"}'),
    "warc": WARC + HTTP + b"\r\n\r\n",
    "pdf": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n"
    b"trailer<</Root 1 0 R>>",
    "telegram": json.dumps({"name": "c", "type": "public_channel", "id": 1, "messages": [MESSAGE]}).encode(),
    "telegram-page": f'<div class="message default clearfix"><div class="text">{WORDS}</div>'.encode(),
    "whatsapp": f"[06/02/2017, 10:00:00] A. Person: {WORDS}\n[26/02/2017, 10:00:00] B: x\n".encode(),
    "odk": json.dumps([{"_id": 1, "_uuid": "u", "_submission_time": "2017-02-06", "notes": WORDS}]).encode(),
    "odk-xml": f'<data id="f"><notes>{WORDS}</notes><meta><instanceID>u</instanceID></meta></data>'.encode(),
    "table": f"Notes,Day\n{WORDS},2017-02-06\n=1+1,2017-02-07\n".encode(),
}  # fmt: skip
PIECES = [
    b"\0", b"\xff\xfe", b"<", b">", b"&", b'"', b"{", b"[", b"]", b"}", b"\n\n", b"--b", b"\x1b[2J", b"PK\1\2",
    b"9" * 30, b"Content-Length: -1\r\n", b"<!DOCTYPE x [<!ENTITY e 'e'>]>", b"\\ud800", b"=?x?b?", b"%",
]  # fmt: skip
SLOW = {"pdf"}  # each file in a process of its own


def changed(content: bytes) -> st.SearchStrategy[bytes]:
    """``content`` with a few stretches of it taken out, doubled, or replaced."""
    at = st.integers(0, len(content))
    edit = st.tuples(at, at, st.one_of(st.sampled_from(PIECES), st.binary(max_size=8)), st.booleans())

    def edited(edits: list[tuple[int, int, bytes, bool]]) -> bytes:
        said = content
        for one, other, piece, doubled in edits:
            start, end = sorted((one, other))
            said = said[:start] + (said[start:end] if doubled else b"") + piece + said[end if doubled else start :]
        return said

    return st.lists(edit, min_size=1, max_size=4).map(edited)


def all_of(format: Format, content: bytes) -> list[object]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"a{format.suffixes[0]}")
        file.write_bytes(content)
        try:
            return list(format.reports(file, RECEIPT))
        except ValueError as error:
            return [str(error)]


def must_hold(found: list[object]) -> None:
    for each in found:
        assert isinstance(each, (Received, UnreadableReportError, str))
        if isinstance(each, Received):
            end = 0
            for location in each.arrival.locations:
                assert end <= location.start < location.end <= len(each.report.text)
                assert location.at != "" and (isinstance(location.at, str) or location.at >= 0)
                end = location.end
        else:
            assert str(each).strip() and "\x1b" not in str(each)


ALL = pytest.mark.parametrize("format", formats(), ids=lambda format: format.name)


@ALL
def test_it_says_what_it_is(format: Format) -> None:
    assert format.name and format.version and format.title
    assert format.suffixes and all(each.startswith(".") and each == each.lower() for each in format.suffixes)
    assert format.takes(f"A{format.suffixes[0].upper()}", SEEDS.get(format.name, b"")) in (1, 2, 3)
    assert format.takes("a.nothing", b"\0\1\2") == 0


@ALL
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.text(max_size=12), head=st.binary(max_size=60))
def test_whether_a_file_is_its_own_is_always_answered(format: Format, name: str, head: bytes) -> None:
    assert format.takes(name, head) in (0, 1, 2, 3)


@ALL
def test_a_file_of_it_is_received_twice_alike(format: Format) -> None:
    content = SEEDS.get(format.name, b"")
    found = all_of(format, content)
    must_hold(found)
    assert found == all_of(format, content) or any(isinstance(each, UnreadableReportError) for each in found)


@ALL
def test_no_file_makes_it_raise_what_it_must_not(format: Format) -> None:
    @settings(
        max_examples=6 if format.name in SLOW else 60, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.one_of(st.binary(max_size=300), changed(SEEDS.get(format.name, WORDS.encode()))))
    def holds(content: bytes) -> None:
        must_hold(all_of(format, content))

    holds()
