"""Coded events: rows of ACLED- and UCDP-shaped tables as claims of whoever made the table, never as truth.

What a row says by its codes becomes claims; its words are their passage. Nothing is made more precise than its
precision codes, nothing that no column says is filled in, and a code that no table here knows is an issue.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from marsad.areas import Area
from marsad.claims.coded import acled, ucdp
from marsad.claims.coded.noted import Noted
from marsad.model import Claim, Issue, Report, Row

_READERS: Mapping[str, tuple[str, Callable[[Row, Report, Area], Noted]]] = {
    "acled": ("coded-acled 1", acled.noted),
    "ucdp": ("coded-ucdp 1", ucdp.noted),
}


@dataclass(frozen=True, slots=True)
class CodedReading:
    """The claims and issues of one row, by the reader of that name and version."""

    reader: str
    claims: tuple[Claim, ...]
    issues: tuple[Issue, ...]


def is_coded(report: Report) -> bool:
    """Whether ``report`` is the row of a table of coded events."""
    return report.row is not None and report.row.form in _READERS


def read_coded(report: Report, area: Area) -> CodedReading:
    """What the codes of such a row say, with its places and actors as ``area`` knows them. Pure; never raises."""
    if report.row is None or report.row.form not in _READERS:
        return CodedReading("none", (), ())
    name, read = _READERS[report.row.form]
    said = read(report.row, report, area)
    return CodedReading(name, said.claims(name), said.issues())
