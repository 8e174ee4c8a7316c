"""Which settlement a neighbourhood is a part of: that of the p-code, else the nearest of that name."""

from __future__ import annotations

from collections.abc import Sequence

from marsad.areas.build.kinds import SETTLEMENTS
from marsad.areas.build.merging import Draft
from marsad.areas.names import normalised
from marsad.areas.tables import great_circle_km
from marsad.model.terms import PlaceKind

PARTS = frozenset({PlaceKind.NEIGHBOURHOOD, PlaceKind.CAMP})
LARGEST_CITY_KM = 25.0  # from a city's middle to its farthest neighbourhoods


def settlements_of(drafts: Sequence[Draft]) -> list[int | None]:
    """For each draft, the number of the settlement that it is a part of; None where nothing is said or found."""
    wanted = {normalised(draft.part_of) for draft in drafts if draft.kind in PARTS and draft.part_of}
    if not wanted:
        return [None] * len(drafts)
    by_code: dict[str, int] = {}
    by_name: dict[str, list[int]] = {}
    for number, draft in enumerate(drafts):
        if draft.kind in SETTLEMENTS:
            for row in draft.rows:
                if row.pcode:
                    by_code.setdefault(row.pcode, number)
            for key in {normalised(each) for each in (draft.name, draft.name_ar or "", *draft.spellings)} & wanted:
                by_name.setdefault(key, []).append(number)
    return [_settlement_of(draft, drafts, by_code, by_name) for draft in drafts]


def _settlement_of(
    draft: Draft, drafts: Sequence[Draft], by_code: dict[str, int], by_name: dict[str, list[int]]
) -> int | None:
    if draft.kind not in PARTS or not draft.part_of:
        return None
    if draft.part_of in by_code:
        return by_code[draft.part_of]
    namesakes = by_name.get(normalised(draft.part_of), ())
    near = [(_km(draft, drafts[each]), drafts[each].first, each) for each in namesakes]
    return min((each for each in near if each[0] <= LARGEST_CITY_KM), default=(0.0, ("", ""), None))[2]


def _km(one: Draft, other: Draft) -> float:
    return great_circle_km(one.lat, one.lon, other.lat, other.lon)
