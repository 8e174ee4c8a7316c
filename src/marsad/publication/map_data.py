"""What the interactive map draws, as compact as its changes: states over runs of days, not a dump a day."""

from __future__ import annotations

import json
from datetime import date

from marsad.model import Place
from marsad.model.ids import Json
from marsad.publication.basemap import background
from marsad.publication.content import EditionContent
from marsad.publication.drawing import arcs
from marsad.publication.runs import RoadRuns, holding_runs, road_runs, siege_runs
from marsad.publication.signs import edge_of, is_foreign, shown_places
from marsad.publication.standing import reported_besieged, sides_shown
from marsad.publication.wording import actor_name, slug

GLOBAL = "MARSAD_EDITION"
EPOCH = date(1970, 1, 1)
CONTESTED, UNKNOWN = -2, -1


def day_number(day: date) -> int:
    """Days since 1970-01-01: the unit of time on the map."""
    return (day - EPOCH).days


def map_script(content: EditionContent, roads: RoadRuns | None = None) -> str:
    """The map's data as a classic script, which also loads from ``file://`` where fetching is not allowed."""
    text = json.dumps(map_data(content, roads), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    safe = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"window.{GLOBAL}={safe};\n"


def map_data(content: EditionContent, roads: RoadRuns | None = None) -> dict[str, Json]:
    """Places, holdings and roads over the edition's days, and the background.

    ``holdings`` are ``[place, first day, last day, holder, grade]`` with places and holders by their number in
    ``places`` and ``actors`` (-1 not known, -2 contested); ``roads`` are ``[place, place, first, last, state,
    1 where a report says so]``; ``rings`` are ``[place, first, last, arcs]`` of reported sieges, arcs as bearings
    in degrees with a colour. Both days are included.
    """
    places = shown_places(content)
    numbers = {place.id: number for number, place in enumerate(places)}
    actors = sorted(
        {held.holder for all_held in content.control.holdings.values() for held in all_held if held.holder}
    )
    lines = background(content.area.view)
    return {
        "view": list(content.area.view),
        "first": day_number(content.days[0]),
        "last": day_number(content.days[1]),
        "as_of": day_number(content.as_of),
        "actors": [
            [
                actor_name(content.area, actor),
                content.area.colour_of(actor),
                edge_of(content.area.colour_of(actor)),
            ]
            for actor in actors
        ],
        "places": [
            [slug(place.id), place.name, place.name_ar or "", _map_kind(content, place), place.lat, place.lon]
            for place in places
        ],
        "holdings": _holdings(content, numbers, {actor: number for number, actor in enumerate(actors)}),
        "roads": _roads(road_runs(content) if roads is None else roads, numbers),
        "rings": _rings(content, numbers),
        "borders": _flat(lines.borders),
        "rivers": _flat(lines.rivers),
    }


def _map_kind(content: EditionContent, place: Place) -> str:
    if is_foreign(content, place):
        return "foreign"
    return "part" if place.within else place.kind.value


def _holdings(content: EditionContent, places: dict[str, int], actors: dict[str, int]) -> list[Json]:
    found: list[Json] = []
    for place, number in places.items():
        for run in holding_runs(content, place):
            held = run.state
            holder = CONTESTED if held.contested else actors[held.holder] if held.holder else UNKNOWN
            found.append([number, day_number(run.first), day_number(run.last), holder, held.grade.value])
    return found


def _roads(roads: RoadRuns, places: dict[str, int]) -> list[Json]:
    return [
        [places[a], places[b], day_number(run.first), day_number(run.last), run.state.state.value,
         int(run.state.explicit)]
        for (a, b), found in roads.items()
        if a in places and b in places
        for run in found
    ]  # fmt: skip


def _rings(content: EditionContent, places: dict[str, int]) -> list[Json]:
    return [
        [places[place], day_number(run.first), day_number(run.last),
         [[arc.start_deg, arc.end_deg, arc.colour] for arc in arcs(content.area, sides_shown(run.state))]]
        for place, verdicts in sorted(content.sieges.items())
        if place in places
        for run in siege_runs(verdicts)
        if reported_besieged(run.state)
    ]  # fmt: skip


def _flat(lines: tuple[tuple[tuple[float, float], ...], ...]) -> list[Json]:
    return [[coordinate for lat, lon in line for coordinate in (lon, lat)] for line in lines]
