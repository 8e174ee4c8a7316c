"""How a report came: by which format or feed, from which address, and where its text stands in the original."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# What a query says of the visitor rather than of the page: it may open an account, or tell who read it.
_OF_THE_VISITOR = re.compile(
    r"(?i)utm_.*|.*(token|secret|passw|session|signature|credential|api_?key|auth).*"
    r"|sig|key|sid|jwt|code|fbclid|gclid|mc_[ce]id|igshid|x-amz-.*"
)
_LONGEST_ADDRESS = 2_000


@dataclass(frozen=True, slots=True)
class Location:
    """Where characters ``start`` to ``end`` (not included) of a report's text stand in its original.

    ``at`` is the offset in the decoded original of the first of them, or, where an original has no such offsets,
    words for people: "page 3", "paragraph 12", "row 17, column Notes", "message 5123". ``width`` is how many
    characters they take there, where it is not as many ("&amp;" takes five).
    """

    start: int
    end: int
    at: int | str
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a report came.

    ``by`` is the name and version of the format or feed that received it ("pdf 1"). ``url`` is its address, as
    :func:`address` leaves it. ``locations`` come in order of their start and do not overlap; characters between
    them are in no original (blank lines put between blocks). ``notes`` are remarks for people, such as how the
    main text was found.
    """

    by: str = ""
    url: str | None = None
    locations: tuple[Location, ...] = ()
    notes: tuple[str, ...] = ()


def joined(locations: Iterable[Location]) -> tuple[Location, ...]:
    """The same locations with those that run on into each other made one."""
    runs: list[Location] = []
    for each in locations:
        if each.start == each.end:
            continue
        if runs and runs[-1].end == each.start and _runs_on(runs[-1], each):
            runs[-1] = Location(runs[-1].start, each.end, runs[-1].at)
        else:
            runs.append(each)
    return tuple(runs)


def _runs_on(one: Location, other: Location) -> bool:
    if one.width is not None or other.width is not None:
        return False
    if isinstance(one.at, str) or isinstance(other.at, str):
        return one.at == other.at
    return one.at + one.end - one.start == other.at


def address(url: str) -> str | None:
    """``url`` without credentials, fragment and what its query says of the visitor; None where it is none.

    Two copies of a page that were fetched by different people have the same address. Only http and https.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or re.search(r"[\s\x00-\x1f\x7f]", url.strip()):
        return None
    host = f"[{host}]" if ":" in host else host
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if not _OF_THE_VISITOR.fullmatch(name)]  # fmt: skip
    where = host if port in (None, 80, 443) else f"{host}:{port}"
    clean = urlunsplit((parts.scheme.lower(), where, parts.path or "/", urlencode(kept), ""))
    return clean if len(clean) <= _LONGEST_ADDRESS else None
