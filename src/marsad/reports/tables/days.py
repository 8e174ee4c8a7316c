"""Days in a column of somebody's table: in what form they are written, found from the whole column.

"04/05/2017" alone may be April or May. A column in which some first part is over 12 is written day first; where
no row decides, nobody guesses: the user says it (``dates=dmy`` or ``dates=mdy``).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from marsad.reports.tables.cells import Cell, words

FIRST_SERIAL, LAST_SERIAL = 18_264, 73_050  # 1950-01-01 and 2100-01-01 as spreadsheets count days
DAY_ZERO = date(1899, 12, 30)
LATEST_SHORT_YEAR = 49  # "17" is 2017, "68" is 1968
_NUMBERS = re.compile(r"(\d{1,2})\s*([/.\-\u2010-\u2015 ])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})\s*[/.\-\u2010-\u2015]\s*(\d{1,2})\s*[/.\-\u2010-\u2015]\s*(\d{1,2})")
_COMPACT = re.compile(r"(19|20)\d{6}")
_HOUR = re.compile(
    r"[T ,]+\d{1,2}[:.h]\d{2}([:.]\d{2}(\.\d+)?)?\s*([ap]\.?m\.?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$", re.I
)
_WEEKDAY = re.compile(r"^[^\W\d_]+\.?,?\s+(?=[^\W_])")
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|\.|er|º)?\s*[-/ ]?\s*(?:de\s+|of\s+)?([^\W\d_][^\d,]*?)\.?,?\s*[-/ ]?\s*(?:de\s+)?"
    r"(\d{4}|\d{2})\s*(?:г\.?|р\.?|م)?"
)
_MONTH_DAY = re.compile(r"([^\W\d_][^\d,]*?)\.?\s*[-/ ]?\s*(\d{1,2})(?:st|nd|rd|th)?\s*,?\s*[-/ ]?\s*(\d{4})")
LONGEST_DAY = 60  # characters; what is longer is no day, and is not looked into


class Order(StrEnum):
    """In which order the numbers of a date stand, where its form alone does not say."""

    DMY = "dmy"
    MDY = "mdy"


@dataclass(slots=True)
class Forms:
    """How the days of one column are written, counted over all its rows."""

    cells: int = 0  # that say anything
    days: int = 0  # that are days in some form
    numbers: int = 0  # such as 04/05/2017: the order is in question
    first_over_12: int = 0
    second_over_12: int = 0
    short_years: int = 0
    dotted: int = 0
    serials: int = 0
    typed: int = 0  # a date to the spreadsheet itself
    typed_over_12: int = 0  # of those, days after the 12th
    rows: dict[str, int] = field(default_factory=dict)  # the first row of each kind, to be named

    def see(self, cell: Cell, row: int) -> None:
        """Count one cell."""
        if isinstance(cell, date):
            self.cells, self.days, self.typed = self.cells + 1, self.days + 1, self.typed + 1
            self.typed_over_12 += cell.day > 12
            return
        said = plain(words(cell))
        if not said:
            return
        self.cells += 1
        numbers = _numbers(said)
        if numbers and min(numbers[:2]) > 12:
            self.days += 1  # it has the form, and is no day in any order: it says nothing of the order
        elif numbers:
            first, second, year, mark = numbers
            self.numbers, self.days = self.numbers + 1, self.days + 1
            self._over("first_over_12", first, row)
            self._over("second_over_12", second, row)
            self.short_years += len(year) == 2
            self.dotted += mark == "."
        elif _serial(said) is not None:
            self.serials += 1
        elif _looks_like_a_day(said):
            self.days += 1

    def _over(self, name: str, part: int, row: int) -> None:
        if part > 12:
            setattr(self, name, getattr(self, name) + 1)
            self.rows.setdefault(name, row)

    @property
    def order(self) -> Order | None:
        """The order that the column itself shows; None where no row, or rows of both orders, tell it."""
        if self.first_over_12 and self.second_over_12:
            return None
        if self.short_years or self.half_converted:
            return None
        if self.first_over_12 or (self.dotted == self.numbers and not self.second_over_12):
            return Order.DMY  # with points between, nobody writes the month first
        return Order.MDY if self.second_over_12 else None

    @property
    def half_converted(self) -> bool:
        """Whether a spreadsheet took some days for dates of the wrong order, and left as text those it could not.

        Its mark: no date after the 12th, while every day that is still text has a part over 12.
        """
        texts = self.numbers and self.first_over_12 + self.second_over_12 >= self.numbers
        return bool(self.typed and not self.typed_over_12 and texts)

    @property
    def in_question(self) -> str | None:
        """What the user has to say of the column before it can be read; None where nothing is in question."""
        if not self.numbers or self.order is not None:
            return None
        if self.first_over_12 and self.second_over_12:
            return (
                f"row {self.rows['first_over_12']} has the day first and row {self.rows['second_over_12']} the"
                " month; mend the rows that are wrong, or say what holds: dates=dmy or dates=mdy"
            )
        if self.half_converted:
            return (
                "the spreadsheet took some days for dates and left others as text, so it may have read 3 April as"
                " 4 March; write the column as 2017-02-06, or say dates=dmy or dates=mdy if its dates are right"
            )
        if self.short_years:
            return "its years have two digits; say in which order day and month stand: dates=dmy or dates=mdy"
        return "no row shows whether the day or the month comes first; say dates=dmy or dates=mdy"

    @property
    def share(self) -> float:
        """How many of the cells that say anything are days; numbers of days count where nothing else is there."""
        counted = self.days or self.serials
        return counted / self.cells if self.cells else 0.0


def day_of(cell: Cell, order: Order | None = None) -> date | None:
    """The day that a cell says, its hour apart; None where it says none, or none that can be told.

    Raises ValueError where it has the form of a day and is none: 2017-02-30.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    said = plain(words(cell))
    if numbers := _numbers(said):
        if order is None:
            return None
        first, second, year, _ = numbers
        day, month = (first, second) if order is Order.DMY else (second, first)
        return date(_year(year), month, day)
    serial = _serial(said)
    return serial if serial is not None else day_in(said)


def day_in(said: str) -> date | None:
    """The day that :func:`plain` words say, in a form that leaves no question. Raises ValueError for 30 Feb."""
    bare = _HOUR.sub("", said).strip()
    if match := _ISO.fullmatch(bare):
        return date(*(int(part) for part in match.groups()))
    if _COMPACT.fullmatch(bare):
        return date(int(bare[:4]), int(bare[4:6]), int(bare[6:]))
    for words_ in dict.fromkeys((bare, _WEEKDAY.sub("", bare))):
        if (match := _DAY_MONTH.fullmatch(words_)) and (month := _months().get(_key(match[2]))):
            return date(_year(match[3]), month, int(match[1]))
        if (match := _MONTH_DAY.fullmatch(words_)) and (month := _months().get(_key(match[1]))):
            return date(_year(match[3]), month, int(match[2]))
    return None


def _looks_like_a_day(said: str) -> bool:
    """Whether it has the form of a day, also of one that is in no calendar."""
    try:
        return day_in(said) is not None
    except ValueError:
        return True


def plain(said: str) -> str:
    """Words with digits of any script as 0 to 9, marks of direction taken out, blanks single.

    What is too long for a day gives one character that is in none, so that nobody looks into it further.
    """
    if len(said) > LONGEST_DAY:
        return "…"
    if not said.isascii():
        said = "".join(
            str(unicodedata.decimal(each))
            if each.isdecimal()
            else ""
            if unicodedata.category(each) == "Cf"
            else each
            for each in said
        )
    return " ".join(said.split())


def _numbers(said: str) -> tuple[int, int, str, str] | None:
    match = _NUMBERS.fullmatch(_HOUR.sub("", said).strip())
    return (int(match[1]), int(match[3]), match[4], match[2]) if match else None


def _serial(said: str) -> date | None:
    """The day that a bare number of days since 1899-12-30 means, as spreadsheets keep it."""
    whole = said.partition(".")[0]
    if not whole.isascii() or not whole.isdecimal() or not FIRST_SERIAL <= int(whole[:9]) < LAST_SERIAL:
        return None
    return DAY_ZERO + timedelta(days=int(whole))


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else int(digits) + (2000 if int(digits) <= LATEST_SHORT_YEAR else 1900)


def _key(month: str) -> str:
    """The month's name in small letters, without accents, points and blanks."""
    marks = unicodedata.normalize("NFKD", month.casefold())
    return "".join(each for each in marks if each.isalpha() or each.isdecimal())


@lru_cache(maxsize=1)
def _months() -> Mapping[str, int]:
    with (Path(__file__).parent / "months.csv").open(encoding="utf-8", newline="") as table:
        return {_key(name): int(row["month"]) for row in csv.DictReader(table) for name in row["names"].split(";")}
