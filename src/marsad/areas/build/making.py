"""The places of an area out of joined rows: merged, put into their units, named, with ids that last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from marsad.areas.build.entries import Entry
from marsad.areas.build.joining import Joined
from marsad.areas.build.kept import Earlier, Row
from marsad.areas.build.kinds import levels
from marsad.areas.build.known_sources import HAND
from marsad.areas.build.merging import Draft, merged
from marsad.areas.build.naming import ids_of, named
from marsad.areas.build.units import Assigned, Units
from marsad.areas.build.within import settlements_of

PLACES_A_STEP = 500  # after how many the bar moves
Counted = Callable[[int, int], None]  # how many are done, of how many


@dataclass(frozen=True)
class Made:
    """The places of an area as a build makes them, with the groups of rows that each came from."""

    ids: tuple[str, ...]
    drafts: tuple[Draft, ...]
    units: tuple[Assigned, ...]
    rows: tuple[Row, ...]
    joined: Joined


def made_places(groups: Joined, before: Earlier, units: Units, progress: Counted | None = None) -> Made:
    """The places: what stands by hand as it stands, the others merged from their rows, placed and named.

    ``progress`` is told how many of how many places have been merged.
    """
    told = [[groups.nodes[each] for each in group] for group in groups.groups]
    known = [next((node.place for node in nodes if node.place), None) for nodes in told]
    stands = [
        place is not None and (before.by_hand(place) or all(node.entry.source == HAND for node in nodes))
        for place, nodes in zip(known, told, strict=True)
    ]
    drafts = []
    for number, (nodes, by_hand) in enumerate(zip(told, stands, strict=True), start=1):
        drafts.append(merged(_rows_that_count([node.entry for node in nodes], by_hand)))
        if progress and (number % PLACES_A_STEP == 0 or number == len(told)):
            progress(number, len(told))
    assigned = [units.assigned(draft) for draft in drafts]
    located = [
        (replace(draft, country=draft.country or each.country), each)
        for draft, each in zip(drafts, assigned, strict=True)
    ]
    ids = ids_of(located, known, before.all_ids)
    drafts = named(located, {number for number, by_hand in enumerate(stands) if by_hand})
    parts = [ids[part] if part is not None else "" for part in settlements_of(drafts)]
    rows = [
        dict(before.rows[id_]) if by_hand else _row(id_, draft, each, part)
        for id_, draft, each, part, by_hand in zip(ids, drafts, assigned, parts, stands, strict=True)
    ]
    return Made(tuple(ids), tuple(drafts), tuple(assigned), tuple(rows), groups)


def _rows_that_count(rows: Sequence[Entry], by_hand: bool) -> list[Entry]:
    """The area's own row where the place stands as it is, else the rows of sources."""
    return [row for row in rows if (row.source == HAND) is by_hand]


def _row(id_: str, draft: Draft, units: Assigned, within: str) -> Row:
    return {
        "id": id_,
        "name": draft.name,
        "name_ar": draft.name_ar or "",
        "kind": draft.kind.value,
        "lat": repr(draft.lat),
        "lon": repr(draft.lon),
        "spellings": ";".join(draft.spellings),
        "admin1": units.names[0] or "",
        "admin2": units.names[1] or "",
        "admin3": units.names[2] or "",
        "country": draft.country,
        "pcode": (draft.pcode if draft.kind in levels() else units.pcode) or "",
        "within": within,
        "source": draft.source,
    }
