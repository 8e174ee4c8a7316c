"""Archives of web pages: each page with its address and when it was fetched; one made to harm is stopped."""

from __future__ import annotations

import gzip
import io
import zlib
from datetime import date
from pathlib import Path

import pytest

from marsad.errors import UnreadableReportError
from marsad.reports.receive import Received, receive

PAGE = (
    "<html lang='ar'><head><title>تادف</title><meta property='article:published_time' content='2017-02-26'></head>"
    "<body><p>سيطر الجيش على تادف &amp; بزاعة</p></body></html>"
)
URL = "https://user:secret@Monitor.example:443/tadef?id=7&utm_source=x&token=s3cret#top"


def record(kind: str, block: bytes, **headers: str) -> bytes:
    said = {"WARC-Type": kind, "WARC-Target-URI": URL, "WARC-Date": "2017-02-27T10:00:00Z", **headers}
    said["Content-Length"] = said.get("Content-Length", str(len(block)))
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in said.items())
    return b"WARC/1.0\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"


def answer(body: bytes, *headers: str, status: str = "200 OK", kind: str = "text/html") -> bytes:
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Type: {kind}", *headers])
    block = head.encode() + b"\r\n\r\n" + body
    return record("response", block, **{"Content-Type": "application/http; msgtype=response"})


def all_of(path: Path, content: bytes) -> tuple[list[Received], list[str]]:
    path.write_bytes(content)
    found = list(receive(path))
    refused = [str(each).removeprefix(str(path)) for each in found if isinstance(each, UnreadableReportError)]
    return [each for each in found if isinstance(each, Received)], refused


def test_a_page_comes_with_its_address_and_leads_back_to_its_markup(tmp_path: Path) -> None:
    whole = answer(PAGE.encode("windows-1256"), kind="text/html; charset=windows-1256")
    (found,), refused = all_of(tmp_path / "a.warc", record("warcinfo", b"software: x") + whole)
    assert refused == []
    assert found.report.text == "سيطر الجيش على تادف & بزاعة"
    assert (found.report.title, found.report.language, found.report.published) == ("تادف", "ar", date(2017, 2, 26))
    assert found.arrival.url == "https://monitor.example/tadef?id=7"
    assert (found.arrival.by, found.arrival.notes[0]) == ("warc 1", "fetched at 2017-02-27T10:00:00Z")
    assert found.original == whole.removesuffix(b"\r\n\r\n")
    assert found.original_name == "a.warc record 2"
    for each in found.arrival.locations:
        assert isinstance(each.at, int)
        there = PAGE[each.at : each.at + (each.width or each.end - each.start)]
        assert there.replace("&amp;", "&") == found.report.text[each.start : each.end]


def deflated(content: bytes, bits: int) -> bytes:
    packing = zlib.compressobj(wbits=bits)
    return packing.compress(content) + packing.flush()


BODY = b"<p>The army took Tadef.</p>"


@pytest.mark.parametrize(
    "sent",
    [
        answer(gzip.compress(BODY), "Content-Encoding: gzip"),
        answer(deflated(BODY, 15), "Content-Encoding: deflate"),
        answer(deflated(BODY, -15), "Content-Encoding: deflate"),
        answer(b"5;x=y\r\n<p>Th\r\n16\r\ne army took Tadef.</p>\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
        answer(BODY, "Transfer-Encoding: chunked"),  # as archives keep it that joined the chunks
        record("resource", BODY, **{"Content-Type": "text/html"}),
        answer(b"The army took Tadef.", kind="text/plain"),
    ],
)
def test_a_page_is_unpacked_as_its_server_packed_it(tmp_path: Path, sent: bytes) -> None:
    (found,), _ = all_of(tmp_path / "a.warc.gz", gzip.compress(sent))
    assert found.report.text == "The army took Tadef."
    assert found.arrival.url == "https://monitor.example/tadef?id=7"


def test_what_is_no_page_is_passed_over_and_what_is_bad_named(tmp_path: Path) -> None:
    content = b"".join(
        [
            record("request", b"GET / HTTP/1.1\r\n\r\n", **{"Content-Type": "application/http"}),
            answer(BODY, status="404 Not Found"),
            answer(b"\xff\xd8", kind="image/jpeg"),
            answer(BODY, "Content-Encoding: br"),
            answer(b"<script>only()</script>"),
            answer(b"", kind="text/plain"),
            answer(BODY),
        ]
    )
    found, refused = all_of(tmp_path / "a.warc", content)
    assert [each.report.text for each in found] == ["The army took Tadef."]
    assert [each.split(";")[0] for each in refused] == [
        " record 4: is packed in a way that is not unpacked here",
        " record 5: has no text",
        " record 6: is empty",
    ]
    assert all_of(tmp_path / "b.warc", record("warcinfo", b"x"))[1] == [": holds no page that a server sent"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"text", "is no archive of web pages after record 0"),
        (answer(BODY)[:-10], "is a broken archive from here on"),
        (answer(BODY) + b"junk", "is no archive of web pages after record 1"),
        (record("response", b"", **{"Content-Length": "9" * 14}), "is a broken archive from here on"),
        (record("response", b"x", **{"Content-Length": "-1"}), "gives no length for record 1"),
        (gzip.compress(answer(BODY))[:-20], "is a broken archive from here on"),
        (b"\x1f\x8b" + b"\0" * 50, "is a broken archive from here on"),
        (gzip.compress(answer(b"\0" * 50_000_000)), "unpacks to far more than an archive of its size holds"),
        (answer(deflated(b"<p>" * 10_000_000, 15), "Content-Encoding: deflate"), "unpacks to more than 10 MB"),
        (answer(b"<p>x</p>" * 210_000), "has more than 400000 tags"),
        (answer(b"x" * 10_000_001), "is larger than 10 MB"),
        (record("response", b"x" * 21_000_000, **{"Content-Type": "application/http"}), "is larger than 20 MB"),
        (record("response", b"no http", **{"Content-Type": "application/http"}), "is no response of a web server"),
    ],
)  # fmt: skip
def test_a_broken_archive_or_a_bomb_is_stopped(tmp_path: Path, content: bytes, says: str) -> None:
    _, refused = all_of(tmp_path / "a.warc", content)
    assert says in refused[-1]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # warcio leaves files open
def test_an_archive_that_another_program_wrote_is_read(tmp_path: Path) -> None:
    writer = pytest.importorskip("warcio.warcwriter")
    headers = pytest.importorskip("warcio.statusandheaders")
    stream = io.BytesIO()
    warc = writer.WARCWriter(stream, gzip=True)
    for at in range(3):
        said = headers.StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.0")
        page = io.BytesIO(f"<p>The army took village {at}.</p>".encode())
        warc.write_record(warc.create_warc_record(f"https://a.example/{at}", "response", page, http_headers=said))
    found, refused = all_of(tmp_path / "a.warc.gz", stream.getvalue())
    assert refused == []
    assert [each.report.text for each in found] == [f"The army took village {at}." for at in range(3)]
    assert [each.arrival.url for each in found] == [f"https://a.example/{at}" for at in range(3)]
