"""Mails: one in an ``.eml``, many in an ``.mbox``. Who sent one is known by a pseudonym alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from email import message_from_bytes, policy
from email.message import Message
from pathlib import Path

from marsad.errors import UnreadableReportError
from marsad.model.ids import sha256_hex
from marsad.plugins import HEAD_BYTES, format_of
from marsad.reports.arrival import Arrival
from marsad.reports.form import LEFT_OUT, Open, Receipt, Received, fields_from, received, sent_by
from marsad.reports.formats.content import by_name, content_of
from marsad.reports.formats.mail_body import Attachment, attachments, body_of
from marsad.reports.formats.mail_head import Head, head_of, without_persons
from marsad.reports.formats.parts import received_part, within
from marsad.reports.lines import shown
from marsad.reports.persons import without_traces

MAX_MAIL_BYTES = 50_000_000
MOST_PARTS = 200
MOST_SEPARATORS = 4_000
MOST_LINES = 1_000_000  # 50 MB of an attachment take 700,000
_LINES_TIMES_PARTS = 20_000_000  # the time that the standard library takes for a mail goes with it
_HEADER = re.compile(rb"(?im)^(from|to|date|subject|received|return-path|message-id|mime-version|delivered-to):")
_ESCAPED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Mail:
    """A mail: its bytes as they are kept and as they came, what it is called, what its head says, who sent it."""

    content: bytes
    as_received: bytes | None  # where they are others
    called: str
    head: Head
    pseudonym: str | None


class Mail:
    """One report: the text of the mail; and those of each attachment of a known format."""

    name = "mail"
    version = "1"
    title = "mail with its attachments"
    suffixes = (".eml",)

    def takes(self, name: str, head: bytes) -> int:
        """By its name, more surely where it begins as mails do."""
        return by_name(name, self.suffixes) * (2 if _HEADER.search(head[:4_096]) else 1)

    def reports(self, file: Path, given: Receipt) -> Iterator[Received | UnreadableReportError]:
        """The reports of the mail. Raises ValueError where it has no text and no attachment that can be read."""
        yield from _reports(content_of(file, MAX_MAIL_BYTES), shown(file.name), given)


class Mailbox:
    """The reports of each mail of a mailbox, in their order there."""

    name = "mailbox"
    version = "1"
    title = "mailbox of many mails"
    suffixes = (".mbox", ".mbx")

    def takes(self, name: str, head: bytes) -> int:
        """By its name, more surely where it begins as mailboxes do."""
        return by_name(name, self.suffixes) * (2 if head.startswith(b"From ") else 1)

    def reports(self, file: Path, given: Receipt) -> Iterator[Received | UnreadableReportError]:
        """The reports of each mail. Raises ValueError where it is no mailbox."""
        for number, content in enumerate(_mails(file), start=1):
            try:
                if content is None:
                    raise ValueError(f"is larger than {MAX_MAIL_BYTES // 1_000_000} MB")
                for each in _reports(content, f"{shown(file.name)} message {number}", given):
                    is_error = isinstance(each, UnreadableReportError)
                    yield UnreadableReportError(f"message {number} {each}") if is_error else each
            except ValueError as error:
                yield UnreadableReportError(f"message {number}: {error}")


def _mails(file: Path) -> Iterator[bytes | None]:
    """The mails of a mailbox (RFC 4155), each None where it is too large; one is held at a time."""
    with file.open("rb") as lines:
        if not lines.readline(10_000).startswith(b"From "):
            raise ValueError("is no mailbox: it does not begin with a line From; export it again as mbox")
        kept: list[bytes] = []
        size, blank = 0, False
        while line := lines.readline(1 << 20):
            if blank and line.startswith(b"From "):
                yield _unescaped(kept) if size <= MAX_MAIL_BYTES else None
                kept, size = [], 0
                continue
            size += len(line)
            if size <= MAX_MAIL_BYTES:
                kept.append(line)
            else:
                kept.clear()
            blank = not line.strip(b"\r\n")
        yield _unescaped(kept) if size <= MAX_MAIL_BYTES else None


def _unescaped(lines: list[bytes]) -> bytes:
    return _ESCAPED_FROM.sub(rb"\1", b"".join(lines))


def _reports(content: bytes, called: str, given: Receipt) -> Iterator[Received | UnreadableReportError]:
    message = _message(content)
    head = head_of(message, given.today)
    known, unknown = _of_known_format(attachments(message))
    pseudonym = _pseudonym(head, given)
    body = body_of(message, without_traces if pseudonym else str)
    if not body.text and not known:
        raise ValueError("has no text, and no attachment of a known format")
    notes, as_received = [*head.notes, *body.notes], content if pseudonym else None
    if pseudonym:  # what could tell who it is: headers, and the hour of writing
        content, head = without_persons(content), replace(head, published=head.published and head.published[:10])
        notes.append(LEFT_OUT)
    mail = _Mail(content, as_received, called, head, pseudonym)
    if body.text:
        if unknown:
            notes.append(f"attachments of no known format, which were not read: {unknown}")
        said = {"title": head.subject, "published": head.published, "pseudonym": mail.pseudonym}
        arrival = Arrival(locations=body.locations, notes=tuple(notes))
        made = received(
            body.text, fields_from(said), (content, called), given, arrival=arrival, senders=head.senders
        )
        yield _from_mail(made, mail)
    for attachment in known:
        yield from _attached(attachment, mail, given)


def _message(content: bytes) -> Message:
    parts = content.lower().count(b"boundary")
    separators = content.count(b"\n--") if parts else 0
    if (
        parts > MOST_PARTS
        or separators > MOST_SEPARATORS
        or content.count(b"\n") > min(MOST_LINES, _LINES_TIMES_PARTS // (parts + 1))
    ):
        raise ValueError("has too many parts or lines; save its text and its attachments as files")
    try:
        message = message_from_bytes(content, policy=policy.compat32)
    except (RecursionError, LookupError, UnicodeError, AssertionError, TypeError) as error:
        raise ValueError("is no mail, or a broken one; export it again") from error
    if not message.keys():
        raise ValueError("is no mail: it has no head; export it again")
    return message


def _pseudonym(head: Head, given: Receipt) -> str | None:
    """Of its sender, unless the user says who the publisher is. None where no pseudonyms are kept."""
    if given.pseudonyms is None or given.defaults.publisher is not None or not head.senders:
        return None
    return given.pseudonyms.of(head.senders[0])


def _of_known_format(files: tuple[Attachment, ...]) -> tuple[list[Attachment], int]:
    """Those that a format takes, and how many others there are (pictures, signatures, keys)."""
    known = [each for each in files if format_of(each.name, each.content()[:HEAD_BYTES]) is not None]
    return known, len(files) - len(known)


def _attached(attachment: Attachment, mail: _Mail, given: Receipt) -> Iterator[Received | UnreadableReportError]:
    """The reports of one attachment, of the mail's day and sender where it says none itself.

    Their original is the mail: what its head says of the way it came is part of what was received.
    """
    defaults = given.defaults
    if said := mail.head.published:
        published = datetime.fromisoformat(said) if "T" in said else date.fromisoformat(said)
        defaults = replace(defaults, published=published)
    try:
        inside = within(replace(given, defaults=defaults))
    except ValueError as error:
        yield UnreadableReportError(f"{attachment.label}: {error}")
        return

    def write(to: Path) -> None:
        to.write_bytes(attachment.content())

    for each in received_part(write, attachment.name, attachment.label, inside):
        if isinstance(each, UnreadableReportError):
            yield each
            continue
        whole = replace(each, original=mail.content, original_name=f"{mail.called} {each.original_name}")
        whole = replace(whole, report=replace(each.report, original_sha256=sha256_hex(mail.content)))
        yield sent_by(_from_mail(whole, mail), mail.pseudonym, mail.head.senders)


def _from_mail(report: Received, mail: _Mail) -> Received:
    """A report that came in this mail. Its signature, its hour and what lies in its files stay in the original."""
    return replace(report, as_received=mail.as_received, open=Open.NEVER if mail.as_received else Open.IF_NAMED)
