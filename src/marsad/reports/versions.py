"""Versions: a report with another text from the same address, or under the same id, is a new version of one."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from urllib.parse import urlsplit

from marsad.areas.names import normalised
from marsad.model import Report
from marsad.reports.arrival import Arrival

MOST_LINES = 5_000  # of either version: comparing takes time with the square of them

TABLE = "table"  # the format of which each row may have an id, one among those of its publisher
FORMS = frozenset({"odk", "odk-xml"})  # formats of submissions, whose ids are one of a kind anywhere


def version_key(report: Report, arrival: Arrival) -> str | None:
    """What a later report has in common with this one where it is a new version of it; None where none can be.

    For the row of a table its publisher and the user's own id for it, for a submission of a form the id that the
    form gave it, for anything else its own address. A row of which nobody says who publishes it has none: ids
    such as "17" stand in many tables.
    """
    format_ = arrival.by.rpartition(" ")[0]
    if format_ in FORMS and report.ref:
        return f"form\n{report.ref}"
    if format_ == TABLE and report.ref and report.publisher:
        shape = report.row.form if report.row is not None and report.row.coded else TABLE
        return f"{shape}\n{normalised(report.publisher)}\n{report.ref}"
    return own_address(arrival)


def own_address(arrival: Arrival) -> str | None:
    """The address of the report itself; None where it has none, or only cites one.

    A site's front page shows another text every hour, and a row of a table names the page that it was taken from:
    neither is an address whose text the report is.
    """
    if arrival.url is None:
        return None
    parts = urlsplit(arrival.url)
    is_front = parts.path in ("", "/") and not parts.query
    is_row = any(isinstance(each.at, str) and each.at.startswith("row ") for each in arrival.locations)
    return None if is_front or is_row else arrival.url


def changes(earlier: str, later: str) -> Iterator[str]:
    """What changed from one version to the next: lines gone begin with ``- ``, new ones with ``+ ``.

    Lines that are alike stand together, the earlier first; those that did not change are left out.
    """
    one, other = _lines(earlier), _lines(later)
    for tag, start, end, there, until in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from (f"- {line}" for line in one[start:end])
            yield from (f"+ {line}" for line in other[there:until])


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()][:MOST_LINES]
