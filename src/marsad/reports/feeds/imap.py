"""A mailbox over IMAP: each new mail is received as its file would be. Nothing there is marked, moved or deleted.

The standard library's client suffices, held to so many bytes and seconds: a mailbox is opened for reading alone
(EXAMINE), mails are fetched without marking them as read (BODY.PEEK), and the place where the last poll stopped is
kept as UIDVALIDITY and UID (RFC 9051), so that no mail is passed over and none fetched twice.
"""

from __future__ import annotations

import base64
import imaplib
import os
import re
import ssl
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from marsad.errors import UnreachableError, UnreadableReportError, UsageError
from marsad.reports.feeds import FeedState, Polled
from marsad.reports.feeds.settings import FeedSettings, checked
from marsad.reports.form import Receipt, Received
from marsad.reports.receive import received_from

MOST_MAILS = 50  # in one poll; the rest in the next, at once
MOST_MAIL_BYTES = 50_000_000
MOST_POLL_BYTES = 400_000_000
DEADLINE_S = 300.0
SILENCE_S = 30.0
DEFAULT_VARIABLE = "MARSAD_MAIL_PASSWORD"
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,12})")


class ImapSettings(FeedSettings):
    """What can be set for one mailbox. The password is in an environment variable, never in a file of settings."""

    host: Annotated[str, Field(min_length=1, max_length=253)]
    user: Annotated[str, Field(min_length=1, max_length=320)]
    password_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] = DEFAULT_VARIABLE
    port: Annotated[int, Field(ge=1, le=65_535)] = 993
    security: Literal["tls", "starttls", "none"] = "tls"
    folder: Annotated[str, Field(max_length=500)] = "INBOX"
    every_minutes: Annotated[float, Field(ge=1, le=1_440)] = 5


class Client(imaplib.IMAP4):
    """A client that gives up after so many bytes and seconds, whatever the server goes on to send."""

    until: float = float("inf")
    left: int = MOST_POLL_BYTES

    def read(self, size: int) -> bytes:
        """Read what the server announced. Raises ``abort`` where that is more than any mail."""
        self._spend(size)
        return super().read(size)

    def readline(self) -> bytes:
        """Read one line. Raises ``abort`` where too much came, or too slowly."""
        line = super().readline()
        self._spend(len(line))
        return line

    def _spend(self, count: int) -> None:
        self.left -= count
        if self.left < 0 or time.monotonic() > self.until:
            raise self.abort("too much, or too slow")


class SecureClient(Client, imaplib.IMAP4_SSL):
    """The same over TLS."""


def connected(chosen: ImapSettings) -> Client:
    """A client that is logged in. Raises UsageError without a password, UnreachableError where it is refused."""
    password = os.environ.get(chosen.password_env)
    if not password:
        raise UsageError(f"the password of the mailbox is missing; set it in the variable {chosen.password_env}")
    if chosen.security == "tls":
        client: Client = SecureClient(
            chosen.host, chosen.port, ssl_context=ssl.create_default_context(), timeout=SILENCE_S
        )
    else:
        client = Client(chosen.host, chosen.port, timeout=SILENCE_S)
    client.until = time.monotonic() + DEADLINE_S
    if chosen.security == "starttls":
        client.starttls(ssl.create_default_context())
    try:
        client.login(chosen.user, password)
    except imaplib.IMAP4.error as error:
        client.shutdown()
        if isinstance(error, imaplib.IMAP4.abort):
            raise
        raise UnreachableError("the mailbox refused the user's name or password; check both") from None
    return client


@dataclass(frozen=True, slots=True)
class ImapFeed:
    """New mails of one folder of a mailbox, with their attachments."""

    name: str = "imap"
    version: str = "1"
    title: str = "mailbox over IMAP"
    connect: Callable[[ImapSettings], Client] = connected

    def poll(self, settings: Mapping[str, object], state: FeedState, given: Receipt, now: datetime) -> Polled:
        """The mails that came since. Raises UnreachableError (an OSError) and UsageError."""
        chosen = checked(ImapSettings, settings)
        ours = replace(
            given, defaults=replace(given.defaults, publisher=chosen.source or given.defaults.publisher)
        )
        with _open(self.connect, chosen) as client:
            validity = _selected(client, chosen.folder)
            last = state.get("uid") if state.get("uidvalidity") == validity else 0
            after = last if isinstance(last, int) else 0
            uids = _after(client, after)
            found: list[Received | UnreadableReportError] = []
            for uid in uids[:MOST_MAILS]:
                found += _mail(client, uid, ours)
                after = uid
        waiting = len(uids) > MOST_MAILS
        return Polled(
            tuple(found), {"uidvalidity": validity, "uid": after}, 0.0 if waiting else chosen.every_minutes * 60
        )


@contextmanager
def _open(connect: Callable[[ImapSettings], Client], chosen: ImapSettings) -> Iterator[Client]:
    try:
        client = connect(chosen)
        try:
            yield client
        finally:
            try:
                client.logout()
            except (imaplib.IMAP4.error, OSError):
                client.shutdown()
    except UnreachableError:
        raise
    except ssl.SSLError as error:
        raise UnreachableError("the mail server cannot prove who it is; check its name and port") from error
    except (imaplib.IMAP4.error, OSError) as error:
        raise UnreachableError("the mail server was not reached, or broke off") from error


def _selected(client: Client, folder: str) -> str:
    """Open the folder for reading alone; the number that says whether its mails still have the same UIDs."""
    said, _ = client.select(_quoted(folder), readonly=True)
    if said != "OK":
        raise UnreachableError("the mailbox has no such folder; check its name")
    (validity,) = client.response("UIDVALIDITY")[1] or [None]
    return validity.decode("ascii", "replace") if isinstance(validity, bytes) else ""


def _after(client: Client, uid: int) -> list[int]:
    """The UIDs beyond ``uid``, rising. Where there is none a server gives the last mail (RFC 9051, 6.4.9)."""
    said, data = client.uid("SEARCH", f"UID {uid + 1}:*")
    if said != "OK":
        raise UnreachableError("the mail server did not say which mails are new")
    numbers = b" ".join(each for each in data if isinstance(each, bytes)).split()
    return sorted({int(each) for each in numbers if each.isdigit() and int(each) > uid})


def _mail(client: Client, uid: int, given: Receipt) -> list[Received | UnreadableReportError]:
    where = f"mail {uid}"
    _, sized = client.uid("FETCH", str(uid), "(RFC822.SIZE)")
    size = next((int(found[1]) for each in sized if (found := _SIZE.search(_first(each)))), 0)
    if size > MOST_MAIL_BYTES:
        return [UnreadableReportError(f"{where}: is larger than {MOST_MAIL_BYTES // 1_000_000} MB")]
    _, data = client.uid("FETCH", str(uid), "(BODY.PEEK[])")
    content = next((each[1] for each in data if isinstance(each, tuple) and b"BODY[]" in each[0].upper()), None)
    if content is None:
        return [UnreadableReportError(f"{where}: went away before it could be fetched")]
    return list(_received(content, where, given))


def _first(each: object) -> bytes:
    if isinstance(each, tuple):
        each = each[0]
    return each if isinstance(each, bytes) else b""


def _received(content: bytes, where: str, given: Receipt) -> Iterator[Received | UnreadableReportError]:
    """The mail by its format, from a file that is there for as long as that takes."""
    with tempfile.TemporaryDirectory(prefix="marsad-") as folder:
        file = Path(folder) / "mail.eml"
        file.write_bytes(content)
        try:
            for each in received_from(file, given):
                if isinstance(each, UnreadableReportError):
                    yield UnreadableReportError(f"{where}: {str(each).removeprefix(str(file)).strip(': ')}")
                else:
                    yield replace(each, original_name=each.original_name.replace("mail.eml", where))
        except ValueError as error:
            yield UnreadableReportError(f"{where}: {error}")


def _quoted(folder: str) -> str:
    """The folder's name as the protocol has it: quoted, and in its own UTF-7 (RFC 3501, 5.1.3)."""
    pieces = re.split(r"([^\x20-\x7e]+)", folder)
    coded = [_utf7(piece) if at % 2 else piece.replace("&", "&-") for at, piece in enumerate(pieces)]
    return '"' + "".join(coded).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _utf7(piece: str) -> str:
    coded = base64.b64encode(piece.encode("utf-16-be")).rstrip(b"=").replace(b"/", b",")
    return f"&{coded.decode('ascii')}-"
