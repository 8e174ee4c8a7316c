"""The text of a mail, and its attachments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message

from marsad.reports.arrival import Location
from marsad.reports.decoding import decoded
from marsad.reports.formats.content import suffix_of
from marsad.reports.formats.mail_head import LONGEST_HEADER
from marsad.reports.page_text import declared_charset, known_charset, read_page

MAX_DEPTH = 20
_SIGNATURE = re.compile(r"^-- $", re.MULTILINE)  # RFC 3676, 4.3
_SOFT_BREAK = re.compile(r"(?<=[^\n]) \n(?!-- \n|\n|>)")
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail; ``label`` says which without its name, which may name a person."""

    name: str
    label: str  # "attachment 2 (.pdf)"
    part: Message

    def content(self) -> bytes:
        """Its bytes."""
        return _content(self.part)


@dataclass(frozen=True, slots=True)
class Body:
    """The text of a mail, where each stretch of it stands, and remarks."""

    text: str
    locations: tuple[Location, ...]
    notes: tuple[str, ...]


def body_of(message: Message, cleaned: Callable[[str], str] = str) -> Body:
    """The text of ``message``: of alternatives the plain one, else the page. Without a signature, and ``cleaned``.

    Raises ValueError naming the part that is not text in the encoding it gives.
    """
    pieces: list[str] = []
    locations: list[Location] = []
    notes: list[str] = []
    start = 0
    for number, part in enumerate(_texts(message, 0), start=1):
        is_page = part.get_content_type() == "text/html"
        label = f"{'page' if is_page else 'text'} of the mail, part {number}"
        try:
            text = _page(part) if is_page else _plain(part)
        except ValueError as error:
            raise ValueError(f"{label} {error}") from error
        if signature := _SIGNATURE.search(text):
            text = text[: signature.start()].rstrip()
            notes.append("a signature was left out")
        text = cleaned(text)
        if text:
            pieces.append(text)
            locations.append(Location(start, start + len(text), label))
            start += len(text) + 2
    return Body("\n\n".join(pieces), tuple(locations), tuple(dict.fromkeys(notes)))


def attachments(message: Message) -> tuple[Attachment, ...]:
    """The files that came with ``message``, in their order; a mail within it is one of them."""
    found = (part for part in _leaves(message, 0) if not _is_text(part))
    return tuple(_attachment(part, number) for number, part in enumerate(found, start=1))


def _attachment(part: Message, number: int) -> Attachment:
    if part.get_content_type() == "message/rfc822":
        return Attachment("mail.eml", f"attachment {number} (mail)", part)
    name = str(part.get_filename() or "")[:LONGEST_HEADER]
    return Attachment(name or "part", f"attachment {number} ({suffix_of(name) or 'no suffix'})", part)


def _leaves(part: Message, depth: int) -> Iterator[Message]:
    if depth <= MAX_DEPTH and part.is_multipart() and part.get_content_maintype() == "multipart":
        for each in _children(part):
            yield from _leaves(each, depth + 1)
    else:
        yield part


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def _is_text(part: Message) -> bool:
    """Whether it is a part of what the mail says, rather than a file that came with it."""
    named = part.get_content_disposition() == "attachment" or part.get_filename() is not None
    return part.get_content_type() in ("text/plain", "text/html") and not named


def _texts(part: Message, depth: int) -> Iterator[Message]:
    if depth > MAX_DEPTH or not part.is_multipart():
        if _is_text(part):
            yield part
        return
    if part.get_content_maintype() != "multipart":
        return
    children = [list(_texts(each, depth + 1)) for each in _children(part)]
    if part.get_content_subtype() != "alternative":
        for each in children:
            yield from each
        return
    said = [each for each in children if any(_content(text).strip() for text in each)]
    plain = [each for each in said if each[0].get_content_type() == "text/plain"]
    yield from next(iter(plain or said), [])


def _content(part: Message) -> bytes:
    payload = part.get_payload()
    if part.get_content_type() == "message/rfc822" and isinstance(payload, list):
        return _written(payload[0]) if payload and isinstance(payload[0], Message) else b""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _written(mail: Message) -> bytes:
    """A mail within a mail, as it stood there; nothing where it is too broken to be written out again."""
    try:
        return mail.as_bytes()
    except (RecursionError, LookupError, ValueError, TypeError, AttributeError):
        return b""


def _charset(part: Message) -> str | None:
    try:
        name = part.get_content_charset()
    except (LookupError, ValueError):
        return None
    return known_charset(name) if name and name != "us-ascii" else None


def _plain(part: Message) -> str:
    content = _content(part)
    if not content.strip():
        return ""
    text = decoded(content, _charset(part)).replace("\r\n", "\n").replace("\r", "\n")
    if str(part.get_param("format", "")).lower() == "flowed":
        text = _SOFT_BREAK.sub(" ", text)
    return _BLANK_LINES.sub("\n\n", text).strip()


def _page(part: Message) -> str:
    content = _content(part)
    if not content.strip():
        return ""
    return read_page(decoded(content, _charset(part) or declared_charset(content))).text
