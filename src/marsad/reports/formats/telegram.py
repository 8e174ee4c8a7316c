"""Chats as Telegram Desktop exports them: ``result.json``, or the pages ``messages.html``, ``messages2.html``."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from marsad.errors import UnreadableReportError
from marsad.reports.chats.messages import Message, Wordless, reports_of
from marsad.reports.chats.telegram import NOBODY, Chat, message_of
from marsad.reports.chats.telegram_pages import messages_on
from marsad.reports.decoding import decoded
from marsad.reports.form import Receipt, Received
from marsad.reports.formats.content import MAX_REPORT_BYTES, content_of
from marsad.reports.persons import NamesOfSenders, Senders

CHUNK = 1 << 20
HEADER_CHARS = 65_536  # before the messages of a chat: its name, type and id stand just there
_MESSAGES = re.compile(r'"messages"\s*:\s*\[')
_HEADER = re.compile(r'"(name|type|id)"\s*:\s*("(?:[^"\\]|\\.){0,400}"|-?\d{1,20}|null)')
_TYPES = re.compile(
    rb'"type"\s*:\s*"(?:saved_messages|replies|personal_chat|bot_chat|(?:private|public)_(?:group|supergroup|channel))"'
)
_PAGE = re.compile(rb'class="(?:page_body chat_page|message (?:default|service) clearfix|message service)"')
_PERSON = re.compile(rb'"from"\s*:\s*("(?:[^"\\]|\\.){1,400}")\s*,\s*"from_id"\s*:\s*"(user\d{1,20})"')
LONGEST_PERSON = 600
_BLANK = re.compile(r"[\s,]*")


class TelegramExport:
    """Every message of a chat, or of all chats, exported as machine-readable JSON."""

    name = "telegram"
    version = "1"
    title = "Telegram Desktop export, JSON"
    suffixes = (".json",)

    def takes(self, name: str, head: bytes) -> int:
        """By the kind of chat that its beginning names."""
        ours = _TYPES.search(head) or b'"text_entities"' in head
        return 3 if name.lower().endswith(self.suffixes) and ours and b'"messages"' in head else 0

    def reports(self, file: Path, given: Receipt) -> Iterator[Received | UnreadableReportError]:
        """The messages, read a piece at a time. Raises ValueError where the file is cut or damaged."""
        senders = Senders(given.pseudonyms)
        with file.open("rb") as stream:
            names = NamesOfSenders(dict(_persons(stream)), lambda account: senders.of("telegram", account))
            stream.seek(0)
            yield from reports_of(_messages(stream, senders, names), "Telegram export", given)


class TelegramPage:
    """The messages on one page of a chat exported as HTML."""

    name = "telegram-page"
    version = "1"
    title = "Telegram Desktop export, HTML"
    suffixes = (".html",)

    def takes(self, name: str, head: bytes) -> int:
        """By what the pages of exports call their parts."""
        return 3 if name.lower().endswith((".html", ".htm")) and _PAGE.search(head) else 0

    def reports(self, file: Path, given: Receipt) -> Iterator[Received | UnreadableReportError]:
        """The messages in their order. Raises ValueError where the page is too large or not text."""
        messages = messages_on(decoded(content_of(file)), Senders(given.pseudonyms), given.defaults.publisher)
        yield from reports_of(messages, "Telegram export", given)


def _persons(stream: BinaryIO) -> Iterator[tuple[str, str]]:
    """Everyone who writes in the export, with the account; each once. What cannot be read is told later."""
    seen, before = set[bytes](), b""
    while chunk := stream.read(CHUNK):
        for name, account in _PERSON.findall(before + chunk):
            if name not in seen:
                seen.add(name)
                try:
                    yield json.loads(name), account.decode("ascii")
                except ValueError:
                    continue
        before = chunk[-LONGEST_PERSON:]


def _messages(
    stream: BinaryIO, senders: Senders, names: NamesOfSenders = NOBODY
) -> Iterator[Message | Wordless | UnreadableReportError]:
    window = _Window(stream)
    while (header := window.up_to_messages()) is not None:
        chat = _chat(header)
        for raw, exact in window.objects():
            if isinstance(raw, dict):
                yield message_of(raw, exact.encode("utf-8", "surrogatepass"), chat, senders, names)
    if not window.lists:
        raise ValueError("is no export of a chat: it holds no list of messages; export it again as JSON")


def _chat(header: str) -> Chat:
    try:
        found = {key: json.loads(value, strict=False) for key, value in _HEADER.findall(header)}
    except json.JSONDecodeError:
        return Chat()
    return Chat(*(None if found.get(key) is None else str(found[key]) for key in ("name", "type", "id")))


class _Window:
    """A part of a JSON file that moves on, so that an export of any size takes little memory."""

    def __init__(self, stream: BinaryIO) -> None:
        self.lists = 0
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._json = json.JSONDecoder(strict=False)
        self._text, self._at, self._ended = "", 0, False

    def up_to_messages(self) -> str | None:
        """What stands before the next list of messages, the last of it; None where there is no further list."""
        while True:
            if found := _MESSAGES.search(self._text, self._at):
                header = self._text[max(self._at, found.start() - HEADER_CHARS) : found.start()]
                self._at = found.end()
                self.lists += 1
                return header
            self._at = max(self._at, len(self._text) - HEADER_CHARS)
            if not self._grow():
                return None

    def objects(self) -> Iterator[tuple[object, str]]:
        """The values of the list at hand, each with its characters. Raises ValueError where it breaks off."""
        number = 0
        while True:
            while (at := self._after_blank()) == len(self._text):
                if not self._grow():
                    raise ValueError(f"breaks off after {number} messages of a chat; export it again")
            self._at = at
            if self._text[at] == "]":
                self._at += 1
                return
            value, end = self._value(number)
            yield value, self._text[self._at : end]
            self._at = end
            number += 1

    def _after_blank(self) -> int:
        found = _BLANK.match(self._text, self._at)
        return found.end() if found else self._at

    def _value(self, number: int) -> tuple[object, int]:
        while True:
            try:
                return self._json.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if len(self._text) - self._at > MAX_REPORT_BYTES or not self._grow():
                    raise ValueError(
                        f"message {number + 1} of a chat is cut or is no JSON; export it again"
                    ) from error
            except RecursionError as error:
                raise ValueError(f"message {number + 1} of a chat is nested too deep") from error

    def _grow(self) -> bool:
        """Read on, and forget what lies behind; False at the end of the file."""
        if self._ended:
            return False
        piece = self._stream.read(CHUNK)
        self._ended = not piece
        try:
            more = self._decoder.decode(piece, final=self._ended)
        except UnicodeDecodeError as error:
            raise ValueError("is not UTF-8; export it again") from error
        self._text, self._at = self._text[self._at :] + more, 0
        return bool(more) or not self._ended
