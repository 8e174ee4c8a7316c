"""Every stretch of a report's text is found again in its original, at the place that its location gives."""

from __future__ import annotations

import html
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marsad.reports.arrival import Location, joined
from marsad.reports.receive import Received, receive

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LETTERS = "abcdefgh éßñ حلبتادف Алеппо &<>\"' -.,;0123456789"
paragraph = st.text(LETTERS, min_size=1, max_size=40).map(lambda said: " ".join(said.split())).filter(bool)
paragraphs = st.lists(paragraph, min_size=1, max_size=6)


def plain(said: list[str]) -> bytes:
    return ("---\ntitle: T\n---\n" + "\r\n\n".join(said)).encode()


def page(said: list[str]) -> bytes:
    blocks = "".join(f"<p> {escape(each)} </p>\n<nav>menu</nav>" for each in said)
    return f"<html><head><meta charset=utf-8><title>T</title></head><body>{blocks}</body></html>".encode()


def record(said: list[str]) -> bytes:
    return json.dumps({"text": "\n\n".join(said)}).encode()


def document(said: list[str]) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{escape(each)}</w:t></w:r></w:p><w:p/>" for each in said)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
    return stream.getvalue()


def mail(said: list[str]) -> bytes:
    parts = "".join(f"--b\nContent-Type: text/plain; charset=utf-8\n\n{each}\n" for each in said)
    return f"Subject: T\nContent-Type: multipart/mixed; boundary=b\n\n{parts}--b--\n".encode()


def warc(said: list[str]) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page(said)
    head = "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\n"
    return f"{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def of_characters(whole: str) -> Callable[[Location], str]:
    def there(location: Location) -> str:
        assert isinstance(location.at, int)
        return html.unescape(whole[location.at : location.at + (location.width or location.end - location.start)])

    return there


def in_document(original: bytes) -> Callable[[Location], str]:
    with zipfile.ZipFile(io.BytesIO(original)) as archive:
        found = re.findall(r"<w:p/>|<w:p>(.*?)</w:p>", archive.read("word/document.xml").decode(), re.DOTALL)
    texts = [html.unescape(re.sub(r"<[^>]*>", "", each)) for each in found]
    return lambda location: texts[int(str(location.at).removeprefix("paragraph ")) - 1]


def in_mail(original: bytes) -> Callable[[Location], str]:
    parts = [
        part.get_payload(decode=True) for part in message_from_bytes(original).walk() if not part.is_multipart()
    ]
    return lambda location: parts[int(str(location.at).rpartition(" ")[2]) - 1].decode()  # type: ignore[union-attr]


def of_record(original: bytes) -> Callable[[Location], str]:
    said = json.loads(original)
    return lambda location: str(said[str(location.at).removeprefix("field ")])


KINDS: dict[str, tuple[Callable[[list[str]], bytes], Callable[[bytes], Callable[[Location], str]]]] = {
    "a.txt": (plain, lambda original: of_characters(original.decode())),
    "a.html": (page, lambda original: of_characters(original.decode())),
    "a.json": (record, of_record),
    "a.docx": (document, in_document),
    "a.eml": (mail, in_mail),
    "a.warc": (warc, lambda original: of_characters(original.split(b"\r\n\r\n", 2)[2].decode())),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_each_stretch_leads_back(name: str) -> None:
    write, opened = KINDS[name]

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(paragraphs)
    def holds(said: list[str]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, name).write_bytes(write(said))
            for each in receive(Path(folder, name)):
                if not isinstance(each, Received):
                    continue
                there, text, located = opened(each.original), each.report.text, set[int]()
                for location in each.arrival.locations:
                    words = " ".join(text[location.start : location.end].split())
                    assert words in " ".join(there(location).split())
                    located |= set(range(location.start, location.end))
                assert all(char.isspace() for at, char in enumerate(text) if at not in located)

    holds()


@given(
    st.lists(st.tuples(st.integers(0, 5), st.one_of(st.integers(0, 40), st.sampled_from(["page 1", "page 2"]))))
)
def test_joined_runs_say_of_each_character_what_they_said_before(runs: list[tuple[int, int | str]]) -> None:
    locations, start = [], 0
    for length, at in runs:
        locations.append(Location(start, start + length, at))
        start += length

    def said(of: list[Location] | tuple[Location, ...]) -> dict[int, int | str]:
        return {
            char: each.at + char - each.start if isinstance(each.at, int) else each.at
            for each in of
            for char in range(each.start, each.end)
        }

    assert said(joined(locations)) == said(locations)
    assert len(joined(locations)) <= len(locations)
