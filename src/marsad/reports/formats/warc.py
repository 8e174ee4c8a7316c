"""Archives of web pages (WARC, ISO 28500): each page that a server sent, with its address."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, cast

from marsad.errors import UnreadableReportError
from marsad.model.ids import sha256_hex
from marsad.reports.arrival import address
from marsad.reports.form import Open, Receipt, Received
from marsad.reports.formats.http_message import headers_of, media_type, response
from marsad.reports.formats.parts import received_part, within
from marsad.reports.formats.web_page import MAX_PAGE_BYTES, Page, report_of_page
from marsad.reports.lines import shown
from marsad.reports.page_text import known_charset

MAX_RECORD_BYTES = 20_000_000
MOST_RECORDS = 200_000
MOST_UNPACKED_TO = 20  # times the file's size, and the first of these
_FREE_BYTES = 10_000_000
_CHUNK_BYTES = 1 << 20
_PAGES = {"text/html", "application/xhtml+xml"}
_FILES = {"application/pdf": "page.pdf", "text/plain": "page.txt"}
_FETCHED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z", re.ASCII)
_SENT = 200


@dataclass(frozen=True, slots=True)
class _Record:
    """One record: its headers, and its bytes as they stand in the archive; None where they are too many."""

    headers: Mapping[str, str]
    whole: bytes | None
    block: bytes


class Warc:
    """The main text of each page, and the reports in each text or PDF, with the address it was fetched from."""

    name = "warc"
    version = "1"
    title = "archive of web pages"
    suffixes = (".warc", ".warc.gz")

    def takes(self, name: str, head: bytes) -> int:
        """By its first bytes or its name."""
        return 3 if head.startswith(b"WARC/") else 2 * name.lower().endswith(self.suffixes)

    def reports(self, file: Path, given: Receipt) -> Iterator[Received | UnreadableReportError]:
        """The reports of each record that holds what a server sent. Raises ValueError where there is none."""
        nothing = True
        for number, record in enumerate(_records(file), start=1):
            label = f"record {number}"
            called = f"{shown(file.name)} {label}"
            try:
                for each in _reports(record, called, label, given):
                    nothing = False
                    yield each
            except ValueError as error:
                nothing = False
                yield UnreadableReportError(f"{label}: {error}")
        if nothing:
            raise ValueError("holds no page that a server sent")


def _reports(
    record: _Record, called: str, label: str, given: Receipt
) -> Iterator[Received | UnreadableReportError]:
    kind, headers = record.headers.get("warc-type", ""), record.headers
    if kind not in ("response", "resource"):
        return
    if record.whole is None:
        raise ValueError(f"is larger than {MAX_RECORD_BYTES // 1_000_000} MB, which no page is")
    if kind == "response":
        if not headers.get("content-type", "").startswith("application/http"):
            return
        answer = response(record.block)
        if answer.status != _SENT:
            return
        body, media, charset = answer.body, answer.kind, answer.charset
    else:
        body, (media, charset) = record.block, media_type(headers.get("content-type", ""))
    url = address(headers.get("warc-target-uri", "").strip("<>"))
    fetched = headers.get("warc-date", "")
    notes = (f"fetched at {fetched}",) if _FETCHED.fullmatch(fetched) else ()
    if media in _PAGES:
        if len(body) > MAX_PAGE_BYTES:
            raise ValueError(f"is larger than {MAX_PAGE_BYTES // 1_000_000} MB, which no page is")
        encoding = known_charset(charset) if charset else None
        yield report_of_page(Page(body, (record.whole, called), url, encoding, notes), given)
    elif media in _FILES:
        for each in received_part(lambda to: _write(to, body), _FILES[media], label, within(given)):
            yield (
                each
                if isinstance(each, UnreadableReportError)
                else _of_record(each, record.whole, called, url, notes)
            )


def _write(to: Path, body: bytes) -> None:
    to.write_bytes(body)


def _of_record(each: Received, whole: bytes, called: str, url: str | None, notes: tuple[str, ...]) -> Received:
    arrival = replace(each.arrival, url=url, notes=(*notes, *each.arrival.notes))
    report = replace(each.report, original_sha256=sha256_hex(whole))
    came = replace(each, report=report, original=whole, original_name=called, arrival=arrival)
    return replace(came, as_received=None, open=Open.IF_NAMED)


def _records(file: Path) -> Iterator[_Record]:
    """The records of an archive, one held at a time. Raises ValueError where it stops being one."""
    with file.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        stream = _Bounded(cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if packed else raw, file.stat().st_size)
        try:
            yield from _read_all(stream)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise ValueError("is a broken archive from here on; fetch it again") from error


def _read_all(stream: _Bounded) -> Iterator[_Record]:
    for number in range(MOST_RECORDS + 1):
        line = stream.line()
        while line in (b"\r\n", b"\n"):
            line = stream.line()
        if not line:
            return
        if not line.startswith(b"WARC/"):
            raise ValueError(f"is no archive of web pages after record {number}; fetch it again")
        if number == MOST_RECORDS:
            raise ValueError(f"holds more than {MOST_RECORDS} records; split it")
        head = [line]
        while (line := stream.line()) not in (b"\r\n", b"\n", b""):
            head.append(line)
        headers = headers_of([each.decode("utf-8", "replace") for each in head[1:]])
        length = headers.get("content-length", "")
        if not (length.isascii() and length.isdigit() and len(length) < 15):
            raise ValueError(f"gives no length for record {number + 1}; fetch it again")
        block = stream.block(int(length), kept=headers.get("warc-type") in ("response", "resource"))
        yield _Record(headers, None if block is None else b"".join((*head, b"\r\n", block)), block or b"")


class _Bounded:
    """Reads from an archive no more than an archive of its size can hold."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._stream = stream
        self._left = _FREE_BYTES + MOST_UNPACKED_TO * size

    def line(self) -> bytes:
        """The next line, at most 64 KiB of it."""
        return self._counted(self._stream.readline(1 << 16))

    def block(self, length: int, *, kept: bool) -> bytes | None:
        """The next ``length`` bytes; None where they are not to be ``kept`` or too many. Raises EOFError."""
        kept = kept and length <= MAX_RECORD_BYTES
        pieces: list[bytes] = []
        while length:
            chunk = self._counted(self._stream.read(min(length, _CHUNK_BYTES)))
            if not chunk:
                raise EOFError
            length -= len(chunk)
            if kept:
                pieces.append(chunk)
        return b"".join(pieces) if kept else None

    def _counted(self, content: bytes) -> bytes:
        self._left -= len(content)
        if self._left < 0:
            raise ValueError("unpacks to far more than an archive of its size holds; fetch it again")
        return content
