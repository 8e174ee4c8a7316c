"""What is read from some reports at a time, as it is recorded: the bytes of its entry, made where it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from marsad.areas import Area
from marsad.ledger import bodies
from marsad.ledger.entries import Written
from marsad.model import Report, Source
from marsad.pipeline import readings_of
from marsad.plugins import AnyReader, is_remote


@dataclass(frozen=True, slots=True)
class ReadBody:
    """What was read from one report, as the ledger records it, with how many claims and issues that is."""

    body: Written
    claims: int
    issues: int


Read: TypeAlias = list[ReadBody | None]  # None: a remote reader left the report unanswered


def read_bodies(told: Sequence[tuple[Report, Source | None]], area: Area, reader: AnyReader | None = None) -> Read:
    """What was read from each of these reports, given with their sources."""
    found: Read = []
    for (report, _), read in zip(told, readings_of(told, area, reader=reader), strict=True):
        if reader is not None and is_remote(reader) and report.id in reader.unanswered:
            found.append(None)
            continue
        body = bodies.reading_body(report.id, read.claims, read.issues, area.hash, read.reader)
        found.append(ReadBody(Written.of(body), len(read.claims), len(read.issues)))
    return found
