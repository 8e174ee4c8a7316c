"""When a report was published, as its file or its user says. Nothing is filled in that was not said."""

from __future__ import annotations

from datetime import UTC, date, datetime


def published_from(said: str) -> tuple[date, datetime | None]:
    """The day, and the moment in UTC where the hour and its zone are given.

    The day is that of the zone as written, because day words in the text are counted from it. An hour without a
    zone is left out: it names no moment. Raises ValueError for what is no date.
    """
    text = said.strip()
    try:
        if len(text) <= len("2017-02-06"):
            return date.fromisoformat(text), None
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(
            f"{said!r} is not a date; write 2017-02-06, or 2017-02-06T10:30:00Z with its zone"
        ) from error
    if moment.utcoffset() is None:
        return moment.date(), None
    try:
        return moment.date(), moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{said!r} lies outside the years 1 to 9999") from error
