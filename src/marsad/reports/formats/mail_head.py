"""What the head of a mail says: subject, date, sender. Read leniently: its receiver cannot mend it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_tz

from marsad.reports.published import is_a_day_of_reports

LONGEST_HEADER = 2_000
_NAMING = re.compile(
    rb"(?<=\n)(?:from|to|cc|bcc|sender|reply-to|return-path|received|delivered-to|envelope-to|message-id|in-reply-to"
    rb"|references|dkim-signature|authentication-results|received-spf|user-agent|thread-[a-z]{1,20}"
    rb"|(?:x|arc|resent|disposition|list)-[a-z0-9-]{1,60}):[^\n]*\n(?:[ \t]+[^ \t\r\n][^\n]*\n)*",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s<>,;:\"()@]{1,100}@[^\s<>,;:\"()@]{1,200}")
_BRACKETED = re.compile(r"<[^<>]*>")
_LIST_NAME = re.compile(r"<([^<>\s]{1,200})>")


@dataclass(frozen=True, slots=True)
class Head:
    """What a mail says of itself. ``senders`` are never recorded or shown: addresses and names of its sender."""

    subject: str | None = None
    published: str | None = None  # the day, or the moment with its zone, as ISO 8601
    senders: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def without_persons(content: bytes) -> bytes:
    """``content`` without the headers that say who wrote, who received and by which way, also of mails within it.

    What names a person who sends reports is kept nowhere. The first line says what was left out.
    """
    left, names = _NAMING.subn(b"", b"\n" + content)
    said = b"Left-Out-When-Received: headers that name persons (%d)\n" % names if names else b""
    return said + left.removeprefix(b"\n")


def head_of(message: Message, today: date) -> Head:
    """The head of ``message``. A date that cannot be read or cannot be is left out, with a note."""
    said = header(message, "Date")
    published = _published(said, today) if said else None
    notes = ("the mail's own date cannot be read, and was left out",) if said and not published else ()
    return Head(header(message, "Subject") or None, published, _senders(message), notes)


def header(message: Message, name: str) -> str:
    """The header called ``name`` as one line without control characters; empty where there is none."""
    raw = str(message.get(name) or "")[:LONGEST_HEADER]
    try:
        pieces = decode_header(raw)
        text = "".join(piece if isinstance(piece, str) else _decoded(piece, charset) for piece, charset in pieces)
    except (HeaderParseError, ValueError, AssertionError):
        text = raw
    clean = "".join(" " if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") else char for char in text)
    return " ".join(clean.split())


def _decoded(piece: bytes, charset: str | None) -> str:
    try:
        return piece.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):
        return piece.decode("utf-8", "replace")


def _published(said: str, today: date) -> str | None:
    try:
        read = parsedate_tz(said)
        if read is None:
            return None
        zone = "" if read[9] is None or "-0000" in said else _zone(read[9])
        moment = datetime(*read[:6], tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if not is_a_day_of_reports(moment.date(), today):
        return None
    return f"{moment:%Y-%m-%d}T{moment:%H:%M:%S}{zone}" if zone else f"{moment:%Y-%m-%d}"


def _zone(seconds: int) -> str:
    """``+02:00``; nothing where it is no zone on earth."""
    minutes = abs(seconds) // 60
    if minutes > 14 * 60:
        return ""
    return f"{'-' if seconds < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"


def _senders(message: Message) -> tuple[str, ...]:
    said = header(message, "From")  # not by the standard library: it counts brackets without an end
    names = [*_ADDRESS.findall(said), _BRACKETED.sub("", said).strip(" \"'")]
    names += _LIST_NAME.findall(header(message, "List-Id"))
    return tuple(dict.fromkeys(name for name in names if name))
