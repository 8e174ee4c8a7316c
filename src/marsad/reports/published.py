"""When a report was published, as its file or its user says. Nothing is filled in that was not said."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache

EARLIEST = date(1900, 1, 1)
DAYS_AHEAD = 2  # of the present day in UTC: no zone is further ahead than 14 hours, and clocks go wrong
_FORM = re.compile(
    r"\d{4}-\d\d-\d\d([T ]([01]\d|2[0-3]):\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d(:?\d\d)?)?)?", re.ASCII
)


@lru_cache(maxsize=4_096)  # the messages of a chat are of few days
def published_from(said: str, today: date) -> tuple[date, datetime | None]:
    """The day, and the moment in UTC where the hour and its zone are given; ``today`` is the present day in UTC.

    The day is that of the zone as written, because day words in the text are counted from it. An hour without a
    zone is left out: it names no moment. Raises ValueError for what is no date, or no day of a report.
    """
    moment = _moment(said)
    must_be_a_day_of_reports(moment.date(), today)
    return moment.date(), None if moment.utcoffset() is None else moment.astimezone(UTC)


def is_a_day_of_reports(day: date, today: date) -> bool:
    """Whether a report can have been published on ``day``: from 1900 on, at most two days after ``today``."""
    return day >= EARLIEST and (day - today).days <= DAYS_AHEAD


def must_be_a_day_of_reports(published: date, today: date) -> None:
    """Raise ValueError where ``published`` lies before 1900 or more than two days after ``today``."""
    if published < EARLIEST:
        raise ValueError(f"'{published}' lies before {EARLIEST}; write the day of publication, as in 2017-02-06")
    if (published - today).days > DAYS_AHEAD:
        raise ValueError(f"'{published}' lies in the future; write the day of publication, as in 2017-02-06")


def _moment(said: str) -> datetime:
    text = said.strip()
    try:
        if not _FORM.fullmatch(text):
            raise ValueError(text)
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(
            f"{said!r} is not a date; write 2017-02-06, or 2017-02-06T10:30:00Z with its zone"
        ) from error
