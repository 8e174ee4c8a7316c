"""A chat that a phone exported from WhatsApp, as messages: lines put together, dates read, senders hidden.

The order of day and month is the phone's own and stands nowhere in the file. It is found from the chat as a whole:
the order under which every date is one and none goes back in time. Where two orders do, the file is refused, for a
wrong guess would put every report on a wrong day. Hours have no zone in such a file and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import yaml

from marsad.errors import UnreadableReportError
from marsad.reports.chats.messages import Message, Wordless
from marsad.reports.persons import NUMBER_LEFT_OUT, NamesOfSenders, Senders, compared, without_traces

TABLE = Path(__file__).with_name("whatsapp.yaml")
Order = Literal["dmy", "mdy", "ymd"]
ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")
FIRST_YEAR = 2009  # of WhatsApp: an earlier date is misread, or of another calendar
DAYS_BACK = 1  # that a message may stand behind the one before it: phones put late ones where they arrived
MEDIA_ONLY, DELETED, NOTICE = (
    "pictures, sound, video or files",
    "the note that they were deleted",
    "notices of the app",
)
_UNSEEN = "[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
_MARK = f"{_UNSEEN}{{0,4}}"
_MARKS = re.compile(f"{_UNSEEN}+")
_APPS_OWN = "\u200e"  # iOS writes it before everything that the app itself says
_LONGEST_NAME = 200
_MENTION = re.compile(f"@{_MARK}\u2068(.{{1,80}}?)\u2069|@{_MARK}\\+?(\\d{{7,15}})(?!\\w)")
_DIGITS = re.compile(r"(?<!\w)\d{9,15}(?!\w)")
LONGEST_PHRASE = 80
_FILE = re.compile(r"(?P<name>[^\n<>:]{1,200}\.\w{2,5}) \((?P<words>[^()\n]{1,60})\)", re.IGNORECASE)
_FILE_BY_FORM = re.compile(r"(?:IMG|VID|AUD|PTT|DOC|STK)-\d{8}-WA\d+\.\w{2,5} \([^()\n]{1,60}\)", re.IGNORECASE)
_NAMES_A_FILE = re.compile(r"\.\w{2,5}>")
_OWN_SUFFIX = re.compile(rf"\s*{_APPS_OWN}<[^<>\n]{{1,80}}>\s*\Z")


@dataclass(frozen=True, slots=True)
class Line:
    """The first line of a message, with those that run on from it."""

    number: int  # of its first line in the file, from 1
    digits: tuple[str, str, str]  # the date as written, in its order
    rest: str  # after the date and the hour
    ios: bool
    start: int  # its first character in the text


def begins_as_chat(text: str) -> bool:
    """Whether ``text``, the beginning of a file, is that of a chat: it begins with a date, an hour and a name."""
    first, _, more = text.lstrip("\ufeff").partition("\n")
    header = _header().match(first)
    if header is None:
        return False
    return ": " in first[header.end() :] or any(_header().match(line) for line in more.split("\n")[:50])


def lines_of(text: str) -> list[Line]:
    """The messages of the chat as they stand in the file. Raises ValueError where it begins with none."""
    found: list[Line] = []
    first: tuple[int, re.Match[str], int] | None = None  # of the message at hand: its number, its head, its start
    running: list[str] = []
    header = _header()
    marks = len(text) - len(text.lstrip("\ufeff"))
    begin, end = 0, marks
    for number, line in enumerate(text[marks:].split("\n"), start=1):
        begin, end = end, end + len(line) + 1
        head = header.match(line)
        if head is None:
            if first is None and line.strip():
                raise ValueError("line 1 has no date: is no chat exported from WhatsApp; export it again")
            running.append(line.rstrip("\r"))
            continue
        if first is not None:
            found.append(_line(*first, running))
        first = (number, head, begin)
        running = [line[head.end() :].rstrip("\r")]
    if first is not None:
        found.append(_line(*first, running))
    return found


def _line(number: int, head: re.Match[str], start: int, running: Sequence[str]) -> Line:
    a, b, c, ios = head.group("a", "b", "c", "ios")
    return Line(number, (a, b, c), "\n".join(running).rstrip("\n"), ios is not None, start)


def days_of(lines: Sequence[Line], today: date, day_first: bool | None = None) -> list[date]:
    """The day of each message. Raises ValueError where the order of day and month cannot be told, or none fits.

    ``day_first`` is the user's word on it, which goes first.
    """
    said: dict[bool, tuple[Order, ...]] = {True: ("dmy",), False: ("mdy",)}
    orders = ORDERS if day_first is None else said[day_first]
    fitting: dict[Order, list[date]] = {}
    for order in orders:
        days = _days(lines, order)
        if days is not None and _could_be(days, today):
            fitting[order] = days
    if not fitting:
        raise ValueError(
            "its dates fit no order of day, month and year, or go back in time; export the chat again, with the "
            "phone set to the Gregorian calendar, and do not put chats together in one file"
        )
    if len(fitting) > 1 and _by_year_first(lines):
        fitting.pop("ymd", None)  # two digits first are a year only where nothing else fits
    different = {tuple(days) for days in fitting.values()}
    if len(different) > 1:
        raise ValueError(
            "does not show whether the day or the month comes first in its dates: every date in it can be read "
            "both ways; say which with --day-first or --month-first, as the phone shows dates in its settings"
        )
    return next(iter(fitting.values()))


def _by_year_first(lines: Sequence[Line]) -> bool:
    return all(len(line.digits[0]) <= 2 for line in lines)


def _days(lines: Sequence[Line], order: Order) -> list[date] | None:
    written = {line.digits: _day(line.digits, order) for line in lines}
    days = [day for line in lines if (day := written[line.digits]) is not None]
    return days if len(days) == len(lines) else None


@lru_cache(maxsize=4_096)
def _day(digits: tuple[str, str, str], order: Order) -> date | None:
    parts = dict(zip(order, digits, strict=True))
    if len(parts["y"]) not in (2, 4) or max(len(parts["d"]), len(parts["m"])) > 2:
        return None
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    try:
        return date(year, int(parts["m"]), int(parts["d"]))
    except ValueError:
        return None


def _could_be(days: Sequence[date], today: date) -> bool:
    back = timedelta(days=DAYS_BACK)
    in_order = all(later >= earlier - back for earlier, later in pairwise(days))
    return in_order and all(day.year >= FIRST_YEAR and day - today <= timedelta(days=2) for day in days)


def messages_in(
    text: str, senders: Senders, today: date, day_first: bool | None = None
) -> Iterator[Message | Wordless | UnreadableReportError]:
    """The messages of an exported chat. Raises ValueError as :func:`lines_of` and :func:`days_of` do."""
    lines = lines_of(text)
    days = days_of(lines, today, day_first)
    split = [_told(line) for line in lines]
    written = dict.fromkeys(name for name, _ in split if name)
    known = {compared(name): name for name in written}
    names = NamesOfSenders({name: name for name in written}, lambda name: senders.of("whatsapp", name))
    hide = _Hide(senders, known, any(each.isdigit() for each in known), names)
    ends = [*(line.start for line in lines[1:]), len(text)]
    for number, (line, day, (name, words)) in enumerate(zip(lines, days, split, strict=True), start=1):
        if name is None:
            yield Wordless(NOTICE)
            continue
        exact = text[line.start : ends[number - 1]]
        passed_over = _without_words(words, line)
        yield passed_over or _message(number, line, day, (name, words, exact), hide)


@dataclass(frozen=True, slots=True)
class _Hide:
    """What is to be left out of what the persons of one chat write."""

    senders: Senders
    known: dict[str, str]  # the names as they are compared, each as it is written
    numbers: bool  # whether any of them is a telephone number
    names: NamesOfSenders


def _unmarked(text: str) -> str:
    return text if text.isascii() else _MARKS.sub("", text)


def _told(line: Line) -> tuple[str | None, str]:
    """Who wrote, and what; None where the app itself did."""
    plain = _unmarked(line.rest)
    name, colon, words = line.rest.partition(": ")
    if not colon and line.rest.endswith(":"):
        name, colon, words = line.rest[:-1], ":", ""
    if not colon or len(name) > _LONGEST_NAME or "\n" in name:
        return None, plain
    if not line.ios and _is_notice(plain.partition("\n")[0]):
        return None, plain
    return _unmarked(name).strip().removeprefix("~").strip(), words


def _without_words(words: str, line: Line) -> Wordless | None:
    plain = " ".join(_unmarked(words).split()).casefold()
    if plain in _phrases("media_left_out") or not plain:
        return Wordless(MEDIA_ONLY)
    if plain in _phrases("deleted"):
        return Wordless(DELETED)
    if line.ios and words.lstrip(" ").startswith(_APPS_OWN):
        return Wordless(MEDIA_ONLY if "<" in plain or "omitted" in plain else NOTICE)
    if _only_a_file(plain):
        return Wordless(MEDIA_ONLY)
    return None


def _only_a_file(plain: str) -> bool:
    if not plain.endswith(")"):
        return False
    named = _FILE.fullmatch(plain)
    return _FILE_BY_FORM.fullmatch(plain) is not None or (
        named is not None and named["words"] in _phrases("file_attached")
    )


def _message(number: int, line: Line, day: date, said: tuple[str, str, str], hide: _Hide) -> Message:
    name, words, exact = said
    teller = hide.senders.of("whatsapp", name)
    text, notes = _words(words, hide)
    original = f"{day.isoformat()} - {teller}: {text}"
    return Message(
        where=f"message {number} (line {line.number})",
        text=text,
        said=day.isoformat(),
        teller=teller,
        person=True,
        original=original.encode("utf-8", "surrogatepass"),
        as_received=exact.encode("utf-8", "surrogatepass"),
        notes=tuple(notes),
        senders=(name,),
    )


def _words(words: str, hide: _Hide) -> tuple[str, list[str]]:
    """The words of a person, without what the app put there and what tells who somebody is."""
    notes: list[str] = []
    own = _OWN_SUFFIX.search(words) if _APPS_OWN in words else None
    text, edited = words[: own.start()] if own else words, own is not None
    if own and _NAMES_A_FILE.search(own[0]):
        notes, edited = ["with a file"], False
    plain = _unmarked(text).rstrip()
    ending = plain[-LONGEST_PHRASE:].casefold()
    if ending.endswith(_endings()):
        phrase = next(each for each in _endings() if ending.endswith(each))
        text, edited = plain[: -len(phrase)], True
    if edited:
        notes.append("edited by its sender")
    lines = text.split("\n")
    if ")" in lines[0] and _only_a_file(" ".join(_unmarked(lines[0]).split()).casefold()):
        notes.append("with a file")
        lines = lines[1:]

    def hidden(mention: re.Match[str]) -> str:
        whom = compared(mention[1] or mention[2])
        return f"@[{hide.senders.of('whatsapp', hide.known[whom])}]" if whom in hide.known else "@[person]"

    text = "\n".join(lines)
    text = without_traces(_MENTION.sub(hidden, text) if "@" in text else text)
    if hide.numbers:
        text = _DIGITS.sub(lambda found: NUMBER_LEFT_OUT if compared(found[0]) in hide.known else found[0], text)
    return hide.names.left_out_of(_unmarked(text).strip()), notes


@lru_cache(maxsize=1)
def _table() -> dict[str, list[Any]]:
    table = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return {**table, "halves": [*table["halves"]["am"], *table["halves"]["pm"]]}


@lru_cache(maxsize=8)
def _phrases(name: str) -> frozenset[str]:
    return frozenset(str(phrase).casefold() for phrase in _table()[name])


@lru_cache(maxsize=1)
def _endings() -> tuple[str, ...]:
    return tuple(sorted(_phrases("edited")))


@lru_cache(maxsize=1)
def notices() -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    """The forms of the app's own notices, each with words of which every notice of that form has one."""
    return tuple((tuple(each["words"]), re.compile(each["form"], re.IGNORECASE)) for each in _table()["notices"])


@lru_cache(maxsize=1)
def _words_of_notices() -> tuple[str, ...]:
    return tuple(sorted({word for words, _ in notices() for word in words}))


def _is_notice(line: str) -> bool:
    folded = line.casefold()
    for word in _words_of_notices():  # before the forms, which look at each of the first 200 characters
        if word in folded:
            return any(form.fullmatch(line) for _, form in notices())
    return False


@lru_cache(maxsize=1)
def _header() -> re.Pattern[str]:
    """Date and hour at the beginning of a message, by any phone: 31/12/23, 9:15 PM - or [31.12.23, 21:15:03]."""
    gap = f"[\\s\u00a0\u202f]?{_MARK}"
    halves = "|".join(
        re.escape(half).replace(r"\ ", r"\s") for half in sorted(_phrases("halves"), key=len, reverse=True)
    )
    part = f"{_MARK}[/.\\-年월月년]{gap}"
    day = rf"(?P<a>\d{{1,4}}){part}(?P<b>\d{{1,2}}){part}(?P<c>\d{{1,4}}){_MARK}[.일日]?"
    hour = rf"(?:(?:{halves}){gap})?\d{{1,2}}[:.]\d\d(?:[:.]\d\d)?(?:{gap}(?:{halves}))?"
    begin, end = rf"{_MARK}(?P<ios>\[)?{_MARK}", rf"{_MARK}(?(ios)\]|{gap}[-–]){gap}"
    return re.compile(rf"{begin}{day}{_MARK}[,،]?{gap}{hour}{end}", re.IGNORECASE)
