"""Versions of a page: a report from the same address with another text is a new version of the earlier one."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from urllib.parse import urlsplit

from marsad.reports.arrival import Arrival

MOST_LINES = 5_000  # of either version: comparing takes time with the square of them


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
