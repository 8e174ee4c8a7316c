"""The map of one day as SVG: background, roads, rings around besieged places, dots and names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from markupsafe import escape

from marsad.model import Place, PlaceKind, RoadAssessment, RoadState, SiegeVerdict
from marsad.publication.basemap import Box as Degrees
from marsad.publication.basemap import Frame, Point, background, km_per_pixel, parts_inside, widened
from marsad.publication.content import EditionContent
from marsad.publication.drawing import INK, QUIET, ring
from marsad.publication.labels import Box, Label, place_labels
from marsad.publication.signs import (
    REPORTED_CUT,
    ROAD_STROKES,
    cross,
    dot,
    flash,
    is_foreign,
    shown_places,
    size_of,
)
from marsad.publication.standing import besieged_on, sides_shown

RING = 30.5  # the inner radius of a siege's ring in pixels: neighbours close by stand inside it or on it
SCALES_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500)


def map_parts(content: EditionContent, as_of: date, frame: Frame) -> Iterator[str]:
    """The drawing of ``as_of`` inside ``frame``, in pieces from the back to the front."""
    yield f'<rect width="{frame.width}" height="{frame.height}" fill="#faf8f3"/>'
    yield from _background(frame)
    yield from _roads(content, as_of, frame)
    yield from _places(content, as_of, frame)
    yield from _scale(frame)


def _background(frame: Frame) -> Iterator[str]:
    lines, seen = background(frame.box), _seen(frame)
    for river in parts_inside(lines.rivers, seen):
        yield f'<path d="{_path(river, frame)}" fill="none" stroke="#bcd3e0" stroke-width="2.5"/>'
    for border in parts_inside(lines.borders, seen):
        yield f'<path d="{_path(border, frame)}" fill="none" stroke="#fff" stroke-width="4"/>'
        yield (
            f'<path d="{_path(border, frame)}" fill="none" stroke="{QUIET}" stroke-width="1.2"'
            ' stroke-dasharray="8 3 2 3"/>'
        )


def _seen(frame: Frame) -> Degrees:
    south, west, north, east = frame.box
    wide = frame.width / frame.pixels_per_deg
    return widened((south, west, north, east), max(0.6, (wide - (east - west)) / 2 + 0.3))


def _path(points: Iterable[Point], frame: Frame) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (frame.xy(*point) for point in points))


def _roads(content: EditionContent, as_of: date, frame: Frame) -> Iterator[str]:
    order = [RoadState.UNKNOWN, RoadState.OPEN, RoadState.CUT, RoadState.CONTESTED, RoadState.UNDER_FIRE]
    roads = content.roads_by_day.get(as_of, {})
    for ends in sorted(roads, key=lambda key: (roads[key].explicit, order.index(roads[key].state), key)):
        yield from _road(content, roads[ends], frame)


def _road(content: EditionContent, road: RoadAssessment, frame: Frame) -> Iterator[str]:
    a, b = content.area.places.get(road.link.a), content.area.places.get(road.link.b)
    if a is None or b is None:
        return
    stroke, width, dashes = ROAD_STROKES[road.state]
    reported_cut = road.state is RoadState.CUT and road.explicit
    if reported_cut:
        stroke, width, dashes = REPORTED_CUT
    (x1, y1), (x2, y2) = frame.xy(a.lat, a.lon), frame.xy(b.lat, b.lon)
    line = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    if road.explicit and road.state is not RoadState.OPEN:
        yield f'<line {line} stroke="#fff" stroke-width="{width + 3}"/>'
    yield f'<line {line} stroke="{stroke}" stroke-width="{width}"{dash}/>'


def _road_marks(content: EditionContent, as_of: date, frame: Frame) -> Iterator[tuple[float, float, str]]:
    roads = content.roads_by_day.get(as_of, {})
    for ends in sorted(roads):
        a, b = content.area.places.get(ends[0]), content.area.places.get(ends[1])
        if a is None or b is None or not roads[ends].explicit:
            continue
        x, y = frame.xy((a.lat + b.lat) / 2, (a.lon + b.lon) / 2)
        if roads[ends].state is RoadState.CUT:
            yield x, y, cross(x, y)
        elif roads[ends].state is RoadState.UNDER_FIRE:
            yield x, y, flash(x, y)


def _places(content: EditionContent, as_of: date, frame: Frame) -> Iterator[str]:
    besieged = {verdict.place: verdict for verdict in besieged_on(content, as_of)}
    spoken_of = _spoken_of(content)
    labels, taken = [], [Box(frame.width - 230, frame.height - 44, frame.width, frame.height)]
    places = [place for place in shown_places(content) if place.within is None and _on_picture(place, frame)]
    for place in places:
        if place.id in besieged:
            yield _siege_ring(content, besieged[place.id], *frame.xy(place.lat, place.lon))
    for x, y, mark in _road_marks(content, as_of, frame):
        taken.append(Box(x - 9, y - 9, x + 9, y + 9))
        yield mark
    for place in sorted(places, key=lambda each: (each.id in besieged, size_of(each.kind), each.id)):
        x, y = frame.xy(place.lat, place.lon)
        foreign = is_foreign(content, place)
        radius = 2.6 if foreign else size_of(place.kind)
        if foreign:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{QUIET}"/>'
        else:
            yield dot(content, content.control.at(place.id, as_of), x, y, radius)
        clear = RING + 7 if place.id in besieged else radius
        taken.append(Box(x - clear, y - clear, x + clear, y + clear))
        label = _label(
            place,
            (x, y),
            clear=clear,
            besieged=place.id in besieged,
            spoken_of=place.id in spoken_of,
            foreign=foreign,
        )
        labels.append(label)
    for placed in place_labels(labels, taken, Box(4, 4, frame.width - 4, frame.height - 4)):
        weight = ' font-weight="600"' if placed.label.bold else ""
        yield (
            f'<text x="{placed.x:.1f}" y="{placed.y:.1f}" font-size="{placed.label.size}"{weight}'
            f' text-anchor="{placed.anchor}" fill="{QUIET if placed.label.quiet else INK}" stroke="#faf8f3"'
            f' stroke-width="3" paint-order="stroke" stroke-linejoin="round">{escape(placed.label.words)}</text>'
        )


def _siege_ring(content: EditionContent, verdict: SiegeVerdict, x: float, y: float) -> str:
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="33.5" fill="none" stroke="#fff" stroke-width="9"/>'
        f"{ring(content.area, sides_shown(verdict), (x, y), RING, RING + 6)}"
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="37.3" fill="none" stroke="{INK}" stroke-width="1"/>'
    )


def _spoken_of(content: EditionContent) -> set[str]:
    places = {event.place for event in content.events if event.place is not None}
    return places.union(*(event.route for event in content.events if event.route is not None))


def _on_picture(place: Place, frame: Frame) -> bool:
    x, y = frame.xy(place.lat, place.lon)
    return 0 < x < frame.width and 0 < y < frame.height


def _label(place: Place, at: Point, *, clear: float, besieged: bool, spoken_of: bool, foreign: bool) -> Label:
    rank = {PlaceKind.CITY: 2.0, PlaceKind.TOWN: 4.0, PlaceKind.VILLAGE: 6.0}.get(place.kind, 5.0)
    rank += 3.0 if foreign else -2.5 if spoken_of else 0.0
    size = 19.0 if besieged else {PlaceKind.CITY: 15.0, PlaceKind.TOWN: 12.5}.get(place.kind, 11.0)
    bold = besieged or (place.kind is PlaceKind.CITY and not foreign)
    size = min(size, 12.5) if foreign else size
    return Label(place.name, *at, clear, size, -1.0 if besieged else rank, bold, foreign)


def _scale(frame: Frame) -> Iterator[str]:
    south, _, north, _ = frame.box
    per_pixel = km_per_pixel(frame, (south + north) / 2)
    km = max((each for each in SCALES_KM if each / per_pixel <= 180), default=SCALES_KM[0])
    right, y = frame.width - 20, frame.height - 16
    left = right - km / per_pixel
    yield (
        f'<rect x="{left - 10:.1f}" y="{y - 24}" width="{right - left + 20:.1f}" height="32" fill="#faf8f3"/>'
        f'<path d="M{left:.1f} {y - 5}V{y}H{right}V{y - 5}" fill="none" stroke="{INK}" stroke-width="1.4"/>'
        f'<text x="{right}" y="{y - 8}" font-size="12" text-anchor="end" fill="{INK}">{km} km</text>'
    )
