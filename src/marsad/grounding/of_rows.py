"""What a row of a desk's own spreadsheet says beside its text: the day on which it happened, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from marsad.areas import Area
from marsad.areas.names import normalised
from marsad.areas.tables import great_circle_km
from marsad.claims.coded.spots import MOST_APART_KM, spot
from marsad.claims.drafts import Mention, PlaceMention
from marsad.grounding import Grounded
from marsad.grounding.places import Settled
from marsad.model import (
    Claim,
    ClaimedPlace,
    ClaimType,
    Days,
    Issue,
    Modality,
    PlacePrecision,
    Report,
    Row,
    Stage,
)

TABLE = "table"  # the form of rows of spreadsheets that hold no codes
LASTING = frozenset({ClaimType.CONTROL, ClaimType.SIEGE, ClaimType.SUPPORT})  # they may have begun long before
SAID = frozenset({Modality.ASSERTED, Modality.DENIED})
UNKNOWN_PLACE = (
    "no place of the area is so called where the row says; add it to the area's tables or leave it as named"
)
_BEFORE = re.compile(r"\b(had|earlier|previously|formerly|before|since)\b", re.IGNORECASE)


def with_row(grounded: Grounded, report: Report, area: Area) -> Grounded:
    """The same claims, with what the row's columns say of the day and the place where the text says nothing.

    A claim without a time is of the row's day, unless it tells of what had been before, of a running total or of
    a state that lasts. A claim without a place is at the row's; one at a place so called lies where
    the row's coordinates are: of the places so called, at the one near them, else at them. What the text says of
    other places and days stays as it is.
    """
    row = report.row
    if row is None or row.form != TABLE:
        return grounded
    place = _place(row, report, area)
    claims = tuple(_with_day(_with_place(claim, row, place), row) for claim in grounded.claims)
    now = {before.id: after for before, after in zip(grounded.claims, claims, strict=True) if before is not after}
    return replace(grounded, claims=claims, issues=tuple(_issues(grounded.issues, now, place, report)))


def point_of(row: Row) -> tuple[float, float] | None:
    """The row's coordinates, degrees north and east."""
    return (float(row["lat"]), float(row["lon"])) if row["lat"] else None


def _place(row: Row, report: Report, area: Area) -> ClaimedPlace | None:
    """Where the row says it was; None where it does not."""
    name, point = row["place"], point_of(row)
    if point is None:
        if not name:
            return None
        heading = f"{name}. {report.text}"
        return Settled(area, heading).ground(PlaceMention(Mention(0, len(name), name), name, _known(name, area)))
    return spot(name or f"{point[0]:g}, {point[1]:g}", point, PlacePrecision.PLACE, area)


def _known(name: str, area: Area) -> tuple[str, ...]:
    return tuple(each.id for each in area.places_named(name))


def _with_place(claim: Claim, row: Row, place: ClaimedPlace | None) -> Claim:
    if place is None or claim.route is not None:
        return claim
    said = claim.place
    if said is None:
        return replace(claim, place=place)
    same = row["place"] and normalised(row["place"]) in {normalised(said.mention), normalised(said.name)}
    point = point_of(row)
    if not same or point is None or said.precision not in MOST_APART_KM:
        return claim
    if _within_km(MOST_APART_KM[said.precision], said, point):
        return claim
    return replace(claim, place=replace(place, mention=said.mention, precision=said.precision))


def _within_km(bound: float, place: ClaimedPlace, point: tuple[float, float]) -> bool:
    if place.lat is None or place.lon is None:
        return False
    return great_circle_km(*point, place.lat, place.lon) <= bound


def _with_day(claim: Claim, row: Row) -> Claim:
    day = row["date"]
    if not day or claim.days != Days() or claim.modality not in SAID or claim.cumulative or claim.type in LASTING:
        return claim
    return claim if _BEFORE.search(claim.quote) else replace(claim, days=Days.on(date.fromisoformat(day)))


def _issues(
    issues: Iterable[Issue], now: Mapping[str, Claim], place: ClaimedPlace | None, report: Report
) -> Iterator[Issue]:
    """The issues of the claims as they are now, without those of a place that was found, with one of the row's."""
    for issue in issues:
        claim = now.get(issue.claim or "")
        if claim is None:
            yield issue
        elif not _found(claim.place, issue.words):
            yield replace(issue, claim=claim.id)
    if place is not None and place.id is None:
        at = next((claim for claim in now.values() if claim.place is place), None)
        if at is not None:
            yield Issue(Stage.GROUND, UNKNOWN_PLACE, report.id, at.id, place.name, at.start_char, at.end_char)


def _found(place: ClaimedPlace | None, words: str | None) -> bool:
    return place is not None and place.id is not None and words in {place.mention, place.name}
