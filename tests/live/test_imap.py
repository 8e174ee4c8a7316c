"""A mailbox over IMAP: each mail once, nothing marked there, and an end to what a server may send."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from nacl import pwhash

from marsad import Observatory
from marsad.errors import UnreachableError, UnreadableReportError, UsageError
from marsad.reports.feeds import FeedState, Polled, imap
from marsad.reports.feeds.imap import ImapFeed
from marsad.reports.form import Receipt, Received
from marsad.vault.identities import VAULT_FILE, Vault
from marsad.vault.passphrase import Cost
from marsad.watching.register import FeedEntry, write_feeds
from marsad.watching.watch import Told, Watch

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def mail(number: int, text: str = "Shells fell on Tadef.") -> bytes:
    return (
        f"From: Omar K <omar@n.example>\r\nTo: desk@n.example\r\nSubject: Report {number}\r\n"
        f"Date: Mon, 06 Feb 2017 10:00:00 +0200\r\nMessage-ID: <{number}@n.example>\r\n\r\n{text} ({number})\r\n"
    ).encode()


class Stub(socketserver.ThreadingTCPServer):
    """As much of IMAP as a poll needs. Notes every command."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.mails: dict[int, bytes] = {}
        self.sizes: dict[int, int] = {}
        self.validity = 7
        self.commands: list[str] = []
        self.floods = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


class Session(socketserver.StreamRequestHandler):
    server: Stub

    def handle(self) -> None:
        self.say("* OK ready")
        while line := self.rfile.readline():
            tag, _, command = line.decode().strip().partition(" ")
            self.server.commands.append(command)
            if not self.answer(tag, command):
                return

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def answer(self, tag: str, command: str) -> bool:
        name = command.upper().removeprefix("UID ").split()[0]
        if self.server.floods and name == "SEARCH":
            while True:
                self.wfile.write(b"* SEARCH " + b"1 " * 5_000 + b"\r\n")
        if name == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1")
        elif name == "LOGIN" and "secret" not in command:
            self.say(f"{tag} NO [AUTHENTICATIONFAILED] wrong password for omar")
            return True
        elif name == "EXAMINE":
            self.say(f"* {len(self.server.mails)} EXISTS")
            self.say(f"* OK [UIDVALIDITY {self.server.validity}] valid")
            if "Nowhere" in command:
                self.say(f"{tag} NO no such folder")
                return True
        elif name == "SEARCH":
            first = int(re.search(r"UID (\d+):\*", command)[1])  # type: ignore[index]
            last = max(self.server.mails, default=0)
            uids = [uid for uid in sorted(self.server.mails) if uid >= min(first, last)]
            self.say("* SEARCH " + " ".join(map(str, uids)))
        elif name == "FETCH":
            self.fetch(int(command.split()[2]), command)
        elif name == "LOGOUT":
            self.say("* BYE")
            self.say(f"{tag} OK done")
            return False
        self.say(f"{tag} OK done")
        return True

    def fetch(self, uid: int, command: str) -> None:
        content = self.server.mails[uid]
        if "SIZE" in command:
            self.say(f"* 1 FETCH (UID {uid} RFC822.SIZE {self.server.sizes.get(uid, len(content))})")
        else:
            self.say(f"* 1 FETCH (UID {uid} BODY[] {{{len(content)}}}")
            self.wfile.write(content)
            self.say(")")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    monkeypatch.setenv("DESK_MAIL", "secret")
    running = Stub()
    thread = threading.Thread(target=running.serve_forever, args=(0.01,))
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


def poll(server: Stub, given: Receipt, state: FeedState | None = None, **more: Any) -> Polled:
    settings = {
        "host": "127.0.0.1", "port": server.server_address[1], "user": "desk", "password_env": "DESK_MAIL",
        "security": "none", **more,
    }  # fmt: skip
    return ImapFeed().poll(settings, state or {}, given, NOW)


def texts(polled: Polled) -> list[str]:
    return [each.report.text.strip() for each in polled.reports if isinstance(each, Received)]


def test_each_mail_is_received_once_and_none_is_marked(server: Stub, given: Receipt) -> None:
    server.mails = {3: mail(3), 5: mail(5)}
    first = poll(server, given)
    assert texts(first) == ["Shells fell on Tadef. (3)", "Shells fell on Tadef. (5)"]
    assert first.state == {"uidvalidity": "7", "uid": 5}
    assert texts(poll(server, given, first.state)) == []
    server.mails[9] = mail(9)
    assert texts(poll(server, given, first.state)) == ["Shells fell on Tadef. (9)"]
    changing = ("SELECT", "STORE", "EXPUNGE", "COPY", "MOVE", "CLOSE", "DELETE", "BODY[]")
    assert not [each for each in server.commands if each.upper().replace("UID ", "").startswith(changing)]
    assert not [each for each in server.commands if " (BODY[]" in each or "RFC822)" in each]


def test_a_mailbox_that_was_made_anew_is_read_from_its_beginning(server: Stub, given: Receipt) -> None:
    server.mails = {3: mail(3)}
    state = poll(server, given).state
    server.validity, server.mails = 8, {1: mail(1), 2: mail(2)}
    polled = poll(server, given, state)
    assert len(texts(polled)) == 2 and polled.state == {"uidvalidity": "8", "uid": 2}


def test_many_mails_come_in_parts(server: Stub, given: Receipt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "MOST_MAILS", 2)
    server.mails = {uid: mail(uid) for uid in range(1, 6)}
    state: FeedState = {}
    parts: list[Polled] = []
    while not parts or parts[-1].again_in_s == 0:
        parts.append(poll(server, given, state))
        state = dict(parts[-1].state)
    assert [len(texts(each)) for each in parts] == [2, 2, 1]


def test_who_sent_a_mail_is_a_pseudonym(server: Stub, given: Receipt) -> None:
    server.mails = {3: mail(3)}
    (received,) = poll(server, given).reports
    assert isinstance(received, Received)
    assert "omar" not in repr(received).casefold()
    assert received.original_name.startswith("mail 3")


def test_a_mail_that_cannot_be_received_is_told_and_passed(server: Stub, given: Receipt) -> None:
    server.mails, server.sizes = {3: mail(3), 4: mail(4), 5: mail(5)}, {3: 60_000_000}
    server.mails[4] = b"Subject: nothing\r\n\r\n"
    polled = poll(server, given)
    errors = [str(each) for each in polled.reports if isinstance(each, UnreadableReportError)]
    assert [each.partition(":")[0] for each in errors] == ["mail 3", "mail 4"]
    assert len(texts(polled)) == 1 and polled.state["uid"] == 5


def test_a_refusal_tells_nothing_of_who_asked(
    server: Stub, given: Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_MAIL", "wrong")
    with pytest.raises(UnreachableError, match="name or password") as failed:
        poll(server, given)
    assert "omar" not in str(failed.value)
    with pytest.raises(UnreachableError, match="no such folder"):
        monkeypatch.setenv("DESK_MAIL", "secret")
        poll(server, given, folder="Nowhere")
    monkeypatch.delenv("DESK_MAIL")
    with pytest.raises(UsageError, match="DESK_MAIL"):
        poll(server, given)


def test_a_server_that_goes_on_sending_is_given_up(
    server: Stub, given: Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap.Client, "left", 1_000_000)
    server.mails, server.floods = {1: mail(1)}, True
    with pytest.raises(UnreachableError, match="broke off"):
        poll(server, given)


def test_a_server_that_is_not_there_is_told(given: Receipt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_MAIL", "secret")
    with pytest.raises(UnreachableError, match="not reached"):
        settings = {"host": "127.0.0.1", "port": 9, "user": "u", "password_env": "DESK_MAIL", "security": "none"}
        ImapFeed().poll(settings, {}, given, NOW)


def test_folders_may_have_any_name() -> None:
    assert imap._quoted("INBOX") == '"INBOX"'
    assert imap._quoted('a "b" & c') == '"a \\"b\\" &- c"'
    assert imap._quoted("تقارير") == '"&BioGQgYnBjEGSgYx-"'


def test_a_watched_mailbox_keeps_its_mails_sealed(server: Stub, tmp_path: Path) -> None:
    folder, secret = tmp_path / "desk", "correct horse battery staple"
    Observatory.create(folder)
    Vault.create(folder / VAULT_FILE, secret, Cost(pwhash.argon2id.OPSLIMIT_MIN, pwhash.argon2id.MEMLIMIT_MIN))
    settings = {"host": "127.0.0.1", "port": server.server_address[1], "user": "desk",
                "password_env": "DESK_MAIL", "security": "none"}  # fmt: skip
    write_feeds(folder, {"desk": FeedEntry("desk", "imap", settings)})
    signed = mail(3, "Shells fell on Tadef.\r\n\r\n-- \r\nOmar K, +963 944 123 456\r\n")
    server.mails = {3: mail(1), 4: signed}
    told: list[Told] = []
    Watch(Observatory(folder), told.append).run(once=True)
    assert [line.what.partition(";")[0] for line in told] == ["2 new, 0 known, 0 refused"]
    kept = [path for path in folder.rglob("*") if path.is_file()]
    words = (b"Omar K", b"omar@n.example", b"944 123", b"10:00:00", b"b21hckBuLmV4YW1wbGU")
    assert [path.name for path in kept if any(word in path.read_bytes() for word in words)] == []
    desk = Observatory(folder)
    came = {desk.original(report.id, secret).content for report in desk.reports()}
    assert came == {mail(1), signed}
