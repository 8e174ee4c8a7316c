"""Chats as WhatsApp exports them: a ``.txt``, or a ``.zip`` with it and the media."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from marsad.errors import UnreadableReportError
from marsad.reports.chats.messages import reports_of
from marsad.reports.chats.whatsapp import begins_as_chat, messages_in
from marsad.reports.decoding import decoded
from marsad.reports.form import Receipt, Received
from marsad.reports.formats.content import content_of
from marsad.reports.persons import Senders

CHAT_BYTES = 60_000_000  # WhatsApp exports at most 40,000 messages: some 5 MB
MOST_ENTRIES = 50_000
_CHAT_IN_ZIP = re.compile(r"(?:_chat|.{0,60}\bwhatsapp\b.{0,200})\.txt", re.IGNORECASE)
_EXPORTED = re.compile(r"whats\W?app.{0,20}\bchat\b|\bchat\b.{0,20}whats\W?app|\A_chat\.txt\Z", re.IGNORECASE)
_CHAT_IN_HEAD = re.compile(rb"PK\x03\x04.{26}(?:_chat\.txt|[^/]{0,60}WhatsApp[^/]{0,200}\.txt)", re.DOTALL)
_IN_HEAD = re.compile(
    rb"PK\x03\x04.{26}(?:\d{8}-(?:PHOTO|VIDEO|AUDIO|STICKER|GIF)-|(?:IMG|VID|AUD|PTT|DOC|STK)-\d{8}-WA)", re.DOTALL
)


class WhatsAppChat:
    """Every message with words of a chat, each by a sender who is known by a pseudonym alone."""

    name = "whatsapp"
    version = "1"
    title = "WhatsApp chat export"
    suffixes = (".txt", ".zip")

    def takes(self, name: str, head: bytes) -> int:
        """By the date, hour and name that a chat begins with; in an archive by the names of its files.

        What is called as WhatsApp calls a chat is one or refused: as a text it would bring everybody's names in.
        """
        if name.lower().endswith(".txt"):
            return 3 if begins_as_chat(head.decode("utf-8", "ignore")) or _EXPORTED.search(name) else 0
        ours = name.lower().endswith(".zip") and (_CHAT_IN_HEAD.search(head) or _IN_HEAD.search(head))
        return 3 if ours else 0

    def reports(self, file: Path, given: Receipt) -> Iterator[Received | UnreadableReportError]:
        """The messages in their order.

        Raises ValueError where there is no chat, where its dates can be read in two ways, or where it is larger
        than any chat that WhatsApp exports.
        """
        content = _chat_in(file) if zipfile.is_zipfile(file) else content_of(file, CHAT_BYTES)
        messages = messages_in(decoded(content), Senders(given.pseudonyms), given.today, given.defaults.day_first)
        yield from reports_of(messages, "WhatsApp chat", given)


def _chat_in(file: Path) -> bytes:
    """The one chat in an archive. Its other files stay where they are; nothing is unpacked to disk."""
    try:
        with zipfile.ZipFile(file) as archive:
            chats = [each for each in archive.infolist()[:MOST_ENTRIES] if _CHAT_IN_ZIP.fullmatch(each.filename)]
            if len(chats) != 1:
                raise ValueError(f"holds {len(chats)} chats where one is needed; export each chat by itself")
            with archive.open(chats[0]) as chat:
                content = chat.read(CHAT_BYTES + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise ValueError("is a damaged or locked archive; export the chat again") from error
    if len(content) > CHAT_BYTES:
        raise ValueError(f"holds a chat larger than {CHAT_BYTES // 1_000_000} MB, which WhatsApp exports none of")
    return content
