"""What an erasure leaves of a report and its readings, and the entry that says so. No IO here.

A report's text can bring a person into danger. Its body, its title, its passages and its original go. What stays
in their place is written out again, its sha256 stands in a ``judgement`` entry of the form ``erasure``, and the
hashes of what stood there stay where they were: so the chain holds, and whoever kept the text can prove it.

Of the readings the coded claims stay, without quotes, mentions, or names that no table knows, so that a picture
that others have seen does not fall without a word. Two kinds go even so, because they would count as witnesses
that they are not: claims on somebody else's word (whose name is gone), and all claims where another report is a
copy of the erased one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marsad.ledger.entries import HASH, Body
from marsad.model.ids import Json, canonical_bytes, sha256_hex

ERASURE = "erasure"
ERASED = "[erased]"  # the quote of every claim that stays; it is also how the text of the report begins
REPORT_KEEPS = ("id", "published", "publisher", "source", "language", "original_sha256")
REPORT_KEEPS_IF_THERE = (
    "sealed_sha256",
    "attachments_sha256",
    "supersedes",
    "returned",
)  # the last two: so that no version comes back
BEGINS = '{"entries":['  # how the canonical body of an erasure begins, and no other judgement's


@dataclass(frozen=True, slots=True)
class Erasure:
    """That a report was erased: why, and for each entry concerned the sha256 of its body before and after."""

    report: str
    reason: str
    bodies: Mapping[int, tuple[str, str]]  # by seq: the sha256 recorded, and that of what remains
    originals: tuple[str, ...] = ()  # sha256 of each original that was taken away


def erasure_body(erasure: Erasure) -> Body:
    """The body of the ``judgement`` entry."""
    return {
        "judgement": ERASURE,
        "report": erasure.report,
        "reason": erasure.reason,
        "entries": [
            {"seq": seq, "body_hash": before, "remains": after}
            for seq, (before, after) in sorted(erasure.bodies.items())
        ],
        "originals": sorted(erasure.originals),
    }


def erasure_of(body: Mapping[str, Any]) -> Erasure | None:
    """Read :func:`erasure_body` back; None for any other judgement, and for what is not wholly in that form."""
    if body.get("judgement") != ERASURE:
        return None
    try:
        bodies = {each["seq"]: (each["body_hash"], each["remains"]) for each in body["entries"]}
        found = Erasure(body["report"], body["reason"], bodies, tuple(body["originals"]))
    except (KeyError, TypeError):
        return None
    hashes = [*found.originals, *(sha256 for pair in bodies.values() for sha256 in pair)]
    return found if all(isinstance(each, str) and HASH.fullmatch(each) for each in hashes) else None


def erased_text(report: str) -> str:
    """The text of an erased report: no two are alike, so that none is taken for a copy of another."""
    return f"{ERASED} {report}"


def remaining_report(body: Mapping[str, Any]) -> dict[str, Json]:
    """What stays of the body of a ``report`` entry."""
    kept = {name: body.get(name) for name in REPORT_KEEPS}
    kept.update({name: body[name] for name in REPORT_KEEPS_IF_THERE if name in body})
    return {**kept, "text": erased_text(str(body["id"])), "erased": True}


def remaining_reading(body: Mapping[str, Any], *, claims: bool = True) -> dict[str, Json]:
    """What stays of the body of a ``reading`` entry; with ``claims`` False none of its claims."""
    stay = [_remaining_claim(claim) for claim in body["claims"] if not claim.get("attribution")] if claims else []
    return {
        "report": body["report"],
        "reader": body.get("reader"),
        "area_hash": body["area_hash"],
        "claims": stay,
        "issues": [],
        "erased": True,
    }


def is_erased(body: Mapping[str, Any]) -> bool:
    """Whether a ``report`` or ``reading`` entry is what an erasure left."""
    return body.get("erased") is True


def sha256_of(body: Body) -> str:
    """The sha256 of the canonical bytes of ``body``, as an erasure notes it."""
    return sha256_hex(canonical_bytes(body))


def _remaining_claim(claim: Mapping[str, Any]) -> dict[str, Json]:
    kept = {
        **claim,
        "quote": ERASED,
        "start_char": 0,
        "end_char": len(ERASED),
        "agents": _named(claim.get("agents")),
        "targets": _named(claim.get("targets")),
        "place": _place(claim.get("place")),
        "route": [_place(place) for place in claim["route"]] if claim.get("route") else None,
        "means": None,
        "issues": [],
    }
    for words in ("id", "report_ref", "provenance"):  # its id is a hash of what it said
        kept.pop(words, None)
    if kept["route"] and not all(kept["route"]):
        kept["route"] = None
    return kept


def _named(actors: Sequence[Mapping[str, Any]] | None) -> list[Json]:
    """Actors that the area knows, under the area's name; the report's own words for them go."""
    return [{"id": each["id"], "name": each["name"], "mention": ""} for each in actors or () if each.get("id")]


def _place(place: Mapping[str, Any] | None) -> Json:
    if not place or not place.get("id"):
        return None
    return {name: value for name, value in {**place, "mention": ""}.items() if name != "described"}
