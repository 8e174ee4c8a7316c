"""An HTTP response as it was kept in an archive: its status, type, encoding and body."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message

MAX_BODY_BYTES = 10_000_000
_WINDOW = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": 32 + zlib.MAX_WBITS}


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered; ``kind`` is the media type and ``charset`` the encoding that it gave."""

    status: int
    kind: str
    charset: str | None
    body: bytes


def response(block: bytes) -> Response:
    """Read ``block``: a status line, headers, an empty line, the body. Raises ValueError, RFC 9112."""
    head, _, body = block.partition(b"\r\n\r\n")
    if not _:
        head, _, body = block.partition(b"\n\n")
    first, *lines = head.decode("latin-1").splitlines() or [""]
    words = first.split()
    if len(words) < 2 or not words[0].startswith("HTTP/") or not words[1].isascii() or not words[1].isdigit():
        raise ValueError("is no response of a web server")
    headers = headers_of(lines)
    kind, charset = media_type(headers.get("content-type", ""))
    return Response(int(words[1][:3]), kind, charset, _unpacked(body, headers))


def headers_of(lines: list[str]) -> dict[str, str]:
    """Names, in small letters, and values of headers; the first of each name counts."""
    headers: dict[str, str] = {}
    for line in lines[:500]:
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    return headers


def media_type(said: str) -> tuple[str, str | None]:
    """``text/html`` and ``utf-8`` of ``text/html; charset=utf-8``."""
    message = Message()
    message["Content-Type"] = said[:500].replace("\r", " ").replace("\n", " ")
    try:
        charset = message.get_content_charset()
    except (LookupError, ValueError):
        charset = None
    return message.get_content_type() if "/" in said else "", charset


def _unpacked(body: bytes, headers: Mapping[str, str]) -> bytes:
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _joined_chunks(body)
    for packing in headers.get("content-encoding", "").lower().replace(" ", "").split(","):
        if packing in _WINDOW:
            body = _inflated(body, _WINDOW[packing])
        elif packing not in ("", "identity"):
            raise ValueError("is packed in a way that is not unpacked here; save the page as a file")
    return body


def _joined_chunks(body: bytes) -> bytes:
    """The chunks of ``body`` as one; ``body`` itself where it is in no chunks, as some archives keep it."""
    pieces: list[bytes] = []
    at = 0
    while at < len(body):
        end = body.find(b"\r\n", at, at + 100)
        try:
            size = int(body[at:end].split(b";")[0], 16) if end >= 0 else -1
        except ValueError:
            size = -1
        if size < 0:
            return body if not pieces else b"".join(pieces)
        if size == 0:
            break
        pieces.append(body[end + 2 : end + 2 + size])
        at = end + 4 + size
    return b"".join(pieces)


def _inflated(body: bytes, window: int) -> bytes:
    for bits in (window, -zlib.MAX_WBITS):  # some servers leave the head of "deflate" out
        unpacking = zlib.decompressobj(bits)
        try:
            content = unpacking.decompress(body, MAX_BODY_BYTES + 1)
        except zlib.error:
            continue
        if len(content) > MAX_BODY_BYTES:
            raise ValueError(f"unpacks to more than {MAX_BODY_BYTES // 1_000_000} MB, which no page does")
        return content
    raise ValueError("is broken: it cannot be unpacked; save the page as a file")
