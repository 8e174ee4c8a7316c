"""That a person judged how reliable a source is: a ``judgement`` entry of the form ``reliability``. No IO here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marsad.ledger.entries import Body, Entry
from marsad.model import Reliability

RELIABILITY = "reliability"
AS_REGISTERED = "as the table of sources says"  # the reason where a table judges


def reliability_body(source: str, judged: Reliability | None, reason: str) -> Body:
    """The body of the entry; it holds from then on, until a newer one on the same source (its id).

    ``judged`` None takes back what was judged before.
    """
    return {
        "judgement": RELIABILITY,
        "source": source,
        "reliability": judged.value if judged else None,
        "reason": reason,
    }


def reliability_of(body: Mapping[str, Any]) -> tuple[str, Reliability | None] | None:
    """The source's id and what was judged; None for any other judgement, and for what is not in that form."""
    if body.get("judgement") != RELIABILITY or not isinstance(body.get("source"), str):
        return None
    if body.get("reliability", "") is None:
        return str(body["source"]), None
    try:
        return str(body["source"]), Reliability(str(body.get("reliability")))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Judged:
    """One judgement of a source: when it was recorded, in which entry, the letter (None: taken back), and why."""

    at: datetime
    seq: int
    reliability: Reliability | None
    reason: str


def judgements_of(source: str, entries: Iterable[Entry]) -> tuple[Judged, ...]:
    """What was judged of the source with this id, the first before the later ones, from ``judgement`` entries."""
    found = ((entry, reliability_of(entry.body)) for entry in entries)
    return tuple(
        Judged(entry.recorded_at, entry.seq, judged[1], str(entry.body.get("reason") or ""))
        for entry, judged in found
        if judged is not None and judged[0] == source
    )
