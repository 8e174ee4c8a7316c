"""That a person judged how reliable a source is: a ``judgement`` entry of the form ``reliability``. No IO here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marsad.ledger.entries import Body
from marsad.model import Reliability

RELIABILITY = "reliability"


def reliability_body(source: str, judged: Reliability, reason: str) -> Body:
    """The body of the entry; it holds from then on, until a newer one on the same source (its id)."""
    return {"judgement": RELIABILITY, "source": source, "reliability": judged.value, "reason": reason}


def reliability_of(body: Mapping[str, Any]) -> tuple[str, Reliability] | None:
    """The source's id and what was judged; None for any other judgement, and for what is not in that form."""
    if body.get("judgement") != RELIABILITY or not isinstance(body.get("source"), str):
        return None
    try:
        return str(body["source"]), Reliability(str(body.get("reliability")))
    except ValueError:
        return None
