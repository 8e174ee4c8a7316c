"""The signs of maps: dots of places, strokes and marks of roads; and which places and holders maps show."""

from __future__ import annotations

import re
from datetime import date

from markupsafe import escape

from marsad.areas.area import ADMIN_KINDS
from marsad.model import Holding, Place, PlaceKind, RoadState
from marsad.publication.content import EditionContent
from marsad.publication.drawing import INK

UNKNOWN_COLOUR = "#b9b4aa"
ROAD_STROKES = {
    RoadState.OPEN: ("#a9a399", 1.6, ""),
    RoadState.UNKNOWN: ("#cfcac0", 1.2, "1 3"),
    RoadState.CONTESTED: ("#8a6d1a", 2.0, "7 4"),
    RoadState.UNDER_FIRE: ("#e06c00", 3.6, "2 4"),
    RoadState.CUT: ("#d5948e", 1.5, "3 3"),
}
REPORTED_CUT = ("#b3170f", 3.6, "9 4")


def shown_places(content: EditionContent) -> tuple[Place, ...]:
    """The places that maps mark, in order of id: those of which the edition knows more than where they are.

    That is who held them at some time, a road of the area's table, or what a report says of them; and the cities
    abroad, by which readers find their way. An area may know ten times as many villages.
    """
    places, known = content.area.places, _known_places(content)
    return tuple(
        places[name]
        for name in sorted(places)
        if places[name].kind not in ADMIN_KINDS and (name in known or is_foreign(content, places[name]))
    )


def _known_places(content: EditionContent) -> set[str]:
    held = {name for name, held in content.control.holdings.items() if any(each.holder for each in held)}
    told = {each.place.id for each in content.claims.values() if each.place and each.place.id}
    ends = {each.id for claim in content.claims.values() for each in claim.route or () if each.id}
    return held | told | ends | set(content.area.links_of) | set(content.sieges)


def is_foreign(content: EditionContent, place: Place) -> bool:
    """Whether the place lies outside the area's countries, so that who holds it is no question of the edition."""
    return bool(place.country) and place.country not in content.area.countries


def legend_actors(content: EditionContent, as_of: date | None = None) -> tuple[str, ...]:
    """The actors that hold a place in the first view, those with the most places first.

    On ``as_of``, or at any time of the edition where that is None. Actors of one colour are named once.
    """
    south, west, north, east = content.area.view
    counts: dict[str, int] = {}
    for place in shown_places(content):
        if is_foreign(content, place):
            continue
        if south <= place.lat <= north and west <= place.lon <= east:
            for holding in content.control.holdings.get(place.id, ()):
                if holding.holder is not None and (as_of is None or as_of in holding.days):
                    counts[holding.holder] = counts.get(holding.holder, 0) + 1
    ordered = sorted(counts, key=lambda actor: (-counts[actor], actor))
    by_colour: dict[str, str] = {}
    for actor in ordered:
        by_colour.setdefault(content.area.colour_of(actor), actor)
    return tuple(by_colour.values())


def size_of(kind: PlaceKind) -> float:
    """The radius of a place's dot in pixels, by what it is."""
    return {PlaceKind.CITY: 7.0, PlaceKind.TOWN: 5.2, PlaceKind.VILLAGE: 3.6}.get(kind, 3.8)


def cross(x: float, y: float, half: float = 6.0) -> str:
    """The mark of a cut road."""
    strokes = f"M{x - half:.1f} {y - half:.1f}L{x + half:.1f} {y + half:.1f}"
    strokes += f"M{x - half:.1f} {y + half:.1f}L{x + half:.1f} {y - half:.1f}"
    return (
        f'<path d="{strokes}" stroke="#fff" stroke-width="6.5" fill="none"/>'
        f'<path d="{strokes}" stroke="#b3170f" stroke-width="3.4" fill="none"/>'
    )


def flash(x: float, y: float) -> str:
    """The mark of a road under fire: a zigzag in a white disc."""
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9.5" fill="#fff" stroke="#e06c00" stroke-width="1.6"/>'
        f'<path d="M{x + 1.5:.1f} {y - 7:.1f}l-5 7.6h4l-2 6.4l6-8.4h-4.2z" fill="#e06c00"/>'
    )


def edge_of(colour: str) -> str:
    """The colour of a dot's edge: white, or dark around a colour (``#rrggbb``) too pale for the paper."""
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
        return "#ffffff"
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#6b6656" if 0.299 * red + 0.587 * green + 0.114 * blue > 205 else "#ffffff"


def dot(content: EditionContent, holding: Holding | None, x: float, y: float, radius: float) -> str:
    """A place's dot: in its holder's colour, hatched where contested, hollow where nobody knows."""
    at = f'cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"'
    if holding is not None and holding.contested:
        reach = radius * 0.7
        hatch = "".join(
            f"M{x - reach + shift:.1f} {y + reach:.1f}L{x + reach + shift:.1f} {y - reach:.1f}"
            for shift in (-2, 2)
        )
        return (
            f'<circle {at} fill="#fff" stroke="{INK}" stroke-width="1.4"/>'
            f'<path d="{hatch}" stroke="{INK}" stroke-width="1.3" fill="none"/>'
        )
    if holding is None or holding.holder is None:
        return f'<circle {at} fill="#f1eee7" stroke="{UNKNOWN_COLOUR}" stroke-width="1.3"/>'
    colour = content.area.colour_of(holding.holder)
    return f'<circle {at} fill="{escape(colour)}" stroke="{edge_of(colour)}" stroke-width="1.2"/>'
