"""Persons who write in chats or fill in forms: known by a pseudonym, and without what gives them away."""

from __future__ import annotations

import re
import unicodedata
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
    plain = "".join(char for char in unicodedata.normalize("NFKC", person) if unicodedata.category(char) != "Cf")
    if _PHONE.fullmatch(plain.strip()):
        return "".join(str(unicodedata.digit(char)) for char in plain if char.isdigit())
    return " ".join(plain.casefold().split())


def without_traces(text: str) -> str:
    """What a person wrote, without positions to the metre and telephone numbers, which can give people away."""
    if not _MAY_BE_TRACE.search(text):
        return text
    return _NUMBER.sub(NUMBER_LEFT_OUT, _POSITION.sub(POSITION_LEFT_OUT, text))
