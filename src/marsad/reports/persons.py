"""Persons who write in chats or fill in forms: known by a pseudonym, and without what gives them away."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from marsad.reports.pseudonyms import Pseudonyms

POSITION_LEFT_OUT = "[position left out]"
NUMBER_LEFT_OUT = "[number left out]"
# A pin that somebody sends says where they stand, to the metre.
_POSITION = re.compile(
    r"(?:https?://)?(?:(?:www\.|maps\.)?google\.[a-z.]{2,6}/maps|maps\.google\.[a-z.]{2,6}|maps\.apple\.com"
    r"|goo\.gl/maps|maps\.app\.goo\.gl|(?:www\.)?openstreetmap\.org|osm\.org|yandex\.[a-z]{2,3}/maps|waze\.com/ul)\S*"
    r"|\bgeo:-?\d\S*"
    r"|(?<![\d.])[-+]?\d{1,2}\.\d{4,12}°?\s{0,3}[,،;]\s{0,3}[-+]?\d{1,3}\.\d{4,12}\d*°?(?![\d.])",
    re.IGNORECASE,
)
_NAME_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_COPIED = re.compile(r"^(\w[^:\n]{0,60}):", re.MULTILINE)
_ARTICLES = frozenset({"al", "el", "the"})
_SHORTEST_NAME = 5
_IN_POSITIONS = ("maps", "openstreetmap", "osm.org", "waze", "geo:")  # one of them, or decimals, is in any
_DECIMALS = re.compile(r"\.\d{4}")
_MAY_BE_TRACE = re.compile(r"\d{3}|[/:]")  # what any of them has
_NUMBER = re.compile(r"(?<![\w.])(?:\+|00)\d(?:[\s().\-\u00a0\u202f\u2011]{0,2}\d){7,14}(?!\w)")
_PHONE = re.compile(r"\+?\d[\d\s().\-]{5,}\d")


@dataclass(slots=True)
class Senders:
    """Gives each person of one chat a name to be known by.

    Without ``pseudonyms`` they are numbered as they come, which holds within one file alone.
    """

    pseudonyms: Pseudonyms | None
    _met: dict[str, str] = field(default_factory=dict, repr=False)
    _as_written: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)

    def of(self, kind: str, person: str) -> str:
        """The pseudonym of ``person``: a name, number or account of that ``kind`` ("whatsapp").

        Direction marks do not count, nor how a telephone number is written.
        """
        written = (kind, person)
        if written not in self._as_written:
            whom = f"{kind}:{compared(person)}"
            if whom not in self._met:
                number = f"Sender {len(self._met) + 1}"
                self._met[whom] = self.pseudonyms.of(whom) if self.pseudonyms else number
            self._as_written[written] = self._met[whom]
        return self._as_written[written]


def compared(person: str) -> str:
    """A name or telephone number as it is compared: without case, spaces and marks that do not show."""
    plain = person
    if not person.isascii():
        normal = unicodedata.normalize("NFKC", person)
        plain = "".join(char for char in normal if unicodedata.category(char) != "Cf")
    if _PHONE.fullmatch(plain.strip()):
        return "".join(str(unicodedata.digit(char)) for char in plain if char.isdigit())
    return " ".join(plain.casefold().split())


def without_traces(text: str) -> str:
    """What a person wrote, without positions to the metre and telephone numbers, which can give people away."""
    if not _MAY_BE_TRACE.search(text):
        return text
    folded = text.casefold()
    if any(word in folded for word in _IN_POSITIONS) or _DECIMALS.search(text):
        text = _POSITION.sub(POSITION_LEFT_OUT, text)
    return _NUMBER.sub(NUMBER_LEFT_OUT, text) if "+" in text or "00" in text else text


class NamesOfSenders:
    """The names of those who write in one chat, to be left out of what they write of each other.

    A name of two words or more is left out wherever it stands as it is written, between borders of words; a single
    word, which may be a town or any word, only where a line begins with it and a colon, as what is copied from a
    chat does. An article and one word ("Al Bab") count as a single word.
    """

    def __init__(self, names: Mapping[str, str], pseudonym_of: Callable[[str], str]) -> None:
        """``names``: each as its app shows it, with what ``pseudonym_of`` gives the pseudonym of, once needed."""
        self._pseudonym_of = pseudonym_of
        self._by_first: dict[str, list[tuple[str, str]]] = {}
        self._single: dict[str, str] = {}
        for name in sorted(names, key=lambda each: (-len(each), each)):
            words = list(_NAME_WORD.finditer(name))
            if not words or _PHONE.fullmatch(name.strip()):
                continue
            plain = name[words[0].start() : words[-1].end()]
            many = len(words) - (words[0][0].casefold() in _ARTICLES) > 1
            if many and len(plain) >= _SHORTEST_NAME:
                self._by_first.setdefault(words[0][0], []).append((plain, names[name]))
            else:
                self._single[plain] = names[name]

    def left_out_of(self, text: str) -> str:
        """``text`` with the pseudonyms in brackets where those names stood."""
        if self._single and ":" in text:
            text = _COPIED.sub(self._copied, text)
        if not any(first in text for first in self._by_first):
            return text
        pieces, done = list[str](), 0
        for found in _NAME_WORD.finditer(text):
            named = self._named(text, found) if found.start() >= done and found[0] in self._by_first else None
            if named is not None:
                pieces += [text[done : found.start()], f"[{self._pseudonym_of(named[1])}]"]
                done = found.start() + len(named[0])
        return "".join([*pieces, text[done:]]) if pieces else text

    def _named(self, text: str, found: re.Match[str]) -> tuple[str, str] | None:
        """The longest name that begins there, and whose it is."""
        for name, whose in self._by_first[found[0]]:
            end = found.start() + len(name)
            if text.startswith(name, found.start()) and not text[end : end + 1].isalnum():
                return name, whose
        return None

    def _copied(self, found: re.Match[str]) -> str:
        whose = self._single.get(found[1])
        return found[0] if whose is None else f"[{self._pseudonym_of(whose)}]:"
