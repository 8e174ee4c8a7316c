"""A page of a chat that Telegram Desktop exported as HTML, as the same messages that its JSON gives.

A page does not say whether a chat is a channel or a talk with one person: both post under the chat's title. So
everybody is a person here but the channel that the user names. A message without a sender is by the sender of the
one before it ("joined").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from marsad.errors import UnreadableReportError
from marsad.reports.chats.messages import Message, Wordless
from marsad.reports.chats.telegram import Chat, message_of
from marsad.reports.persons import NamesOfSenders, Senders, compared

_BEGINS = re.compile(r'<div class="message (?:default|service)')
_ID = re.compile(r'<div class="message (default|service)[^"]*" id="message(-?\d{1,20})"')
_TITLE = re.compile(
    r'<div class="page_header">.{0,2000}?<div class="text bold">\s*([^<]{0,400}?)\s*</div>', re.DOTALL
)
_DATE = re.compile(r"(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d:\d\d)(?: UTC([+-]\d\d:\d\d))?", re.ASCII)
_TELLER = re.compile(r'<div class="from_name">\s*([^<]{1,400}?)\s*(?:<span|</div>)')
_ANSWERED = re.compile(r"#go_to_message(\d{1,20})")
_NAMES_PERSONS = re.compile(r'class="(?:signature|reaction|userpic[^"]*"[^>]*\btitle=)')
_VOID = {"br", "img", "input", "hr", "meta", "link", "source", "wbr"}
_MEDIA = ("photos/", "video_files/", "files/", "voice_messages/", "round_video_messages/", "stickers/")


def messages_on(
    page: str, senders: Senders, channel: str | None
) -> Iterator[Message | Wordless | UnreadableReportError]:
    """The messages of the page in their order; those under the page's title are the ``channel``'s of that name."""
    title = _title(page)
    ours = title is not None and channel is not None and compared(title) == compared(channel)
    chat, last = Chat(title, "public_channel") if ours else Chat(), None
    told = {_line(_unescaped(each)) for each in set(_TELLER.findall(page))} - {None, title if ours else None}
    persons = {each: each for each in told if each is not None}
    names = NamesOfSenders(persons, lambda name: senders.of("telegram", name))
    starts = [found.start() for found in _BEGINS.finditer(page)]
    for start, end in zip(starts, [*starts[1:], len(page)], strict=True):
        exact = page[start:end]
        found = _Message.in_markup(exact)
        last = found.sender or last
        raw = found.raw(last)
        if _NAMES_PERSONS.search(exact):
            raw["signed"] = "left out"  # so that the message is not kept to the byte
        yield message_of(raw, exact.strip().encode("utf-8", "surrogatepass"), chat, senders, names)


def _title(page: str) -> str | None:
    found = _TITLE.search(page[:20_000])
    return " ".join(_unescaped(found[1]).split()) or None if found else None


def _unescaped(markup: str) -> str:
    parts = _Words()
    parts.feed(markup)
    parts.close()
    return "".join(parts.pieces)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


@dataclass
class _Message:
    """What the markup of one message says."""

    kind: str = "service"
    id: str | None = None
    date: str | None = None
    sender: str | None = None
    origin: str | None = None  # whom it was forwarded from
    answered: str | None = None
    text: str = ""
    media: list[str] = field(default_factory=list)

    @classmethod
    def in_markup(cls, markup: str) -> _Message:
        parser = _Parts()
        parser.feed(markup)
        parser.close()
        made = parser.message
        if found := _ID.match(markup):
            made.kind, made.id = found[1], found[2]
        made.text = _lines("".join(parser.pieces["text"]))
        made.sender = _line("".join(parser.pieces["from_name"]))
        made.origin = _line("".join(parser.pieces["origin"]))
        return made

    def raw(self, sender: str | None) -> dict[str, object]:
        """The message in the form of the JSON export."""
        when = _DATE.fullmatch(self.date or "")
        raw: dict[str, object] = {
            "id": self.id,
            "type": "message" if self.kind == "default" else "service",
            "date": f"{when[3]}-{when[2]}-{when[1]}T{when[4]}" if when else None,
            "zone": when[5] if when else None,
            "from": sender,
            "text": self.text,
        }
        raw.update({"forwarded_from": self.origin} if self.origin else {})
        raw.update({"reply_to_message_id": self.answered} if self.answered else {})
        raw.update({"file": self.media[0]} if self.media else {})
        return raw


class _Parts(HTMLParser):
    """The parts of one message by the classes of its elements; parts within a forwarded body are the origin's."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.message = _Message()
        self.pieces: dict[str, list[str]] = {"text": [], "from_name": [], "origin": []}
        self._open: list[tuple[str, str, bool]] = []  # elements not ended: what they hold, whether forwarded
        self._depth: Counter[str] = Counter()  # how many of each name are among them

    def updatepos(self, i: int, j: int) -> int:
        """Nobody asks for lines and columns, which take a tenth of the time."""
        return j

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {key: value or "" for key, value in attrs}
        if tag == "br":
            self._add("\n")
        if tag == "a":
            self._link(said.get("href", ""))
        if tag in _VOID:
            return
        _, held, forwarded = self._open[-1] if self._open else ("", "", False)
        role = self._role(said.get("class", "").split(), said, forwarded)
        self._open.append((tag, held if role in ("", "forwarded") else role, forwarded or role == "forwarded"))
        self._depth[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        ended = None
        while self._depth[tag] and ended != tag:
            ended = self._open.pop()[0]
            self._depth[ended] -= 1

    def handle_data(self, data: str) -> None:
        self._add(data.replace("\r", " ").replace("\n", " "))

    def _role(self, classes: list[str], said: dict[str, str], forwarded: bool) -> str:
        if "date" in classes:
            if self.message.date is None and not forwarded:
                self.message.date = said.get("title")
            return "silent"
        if "forwarded" in classes:
            return "forwarded"
        if "from_name" in classes:
            return "origin" if forwarded else "from_name"
        if "text" in classes and "bold" not in classes:
            return "text"
        return "silent" if {"reply_to", "signature", "reactions", "userpic", "initials"} & set(classes) else ""

    def _link(self, target: str) -> None:
        if found := _ANSWERED.search(target):
            self.message.answered = self.message.answered or found[1]
        elif target.startswith(_MEDIA):
            self.message.media.append(target)

    def _add(self, words: str) -> None:
        role = self._open[-1][1] if self._open else ""
        if role in self.pieces:
            self.pieces[role].append(words)


def _lines(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.strip().split("\n"))


def _line(text: str) -> str | None:
    return " ".join(text.split()) or None
