"""The map as one picture: an SVG of our own, and a PNG drawn from it with a bundled font."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from markupsafe import escape

from marsad.areas.area import ADMIN_KINDS
from marsad.errors import PublicationError, UsageError
from marsad.model import Days, Grade, Holding, Place, PlaceKind, RoadAssessment, RoadState
from marsad.publication.basemap import Box as Degrees
from marsad.publication.basemap import Frame, Point, background, km_per_pixel, widened
from marsad.publication.content import EditionContent
from marsad.publication.drawing import INK, QUIET, ring
from marsad.publication.labels import Box, Label, place_labels
from marsad.publication.standing import besieged_on, sides_shown
from marsad.publication.wording import actor_name, day_words, listed, place_name

WIDTH, HEIGHT = 1200, 800
UNKNOWN_COLOUR = "#b9b4aa"
SITE = Path(__file__).parent / "site"
FONTS = ("noto-sans-latin-400", "noto-sans-latin-600", "noto-sans-ext-400", "noto-sans-ext-600",
         "noto-sans-arabic-400")  # fmt: skip
ROAD_STROKES = {
    RoadState.OPEN: ("#a9a399", 1.6, ""),
    RoadState.UNKNOWN: ("#cfcac0", 1.2, "1 3"),
    RoadState.CONTESTED: ("#8a6d1a", 2.0, "7 4"),
    RoadState.UNDER_FIRE: ("#e06c00", 3.6, "2 4"),
    RoadState.CUT: ("#d5948e", 1.5, "3 3"),
}
REPORTED_CUT = ("#b3170f", 3.6, "9 4")
CONTESTED = Holding("", Days(), None, Grade.REPORTED, contested=True)
SCALES_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500)


def picture(content: EditionContent, as_of: date, out: Path) -> None:
    """Write the map of ``as_of`` to ``out``, as .svg or .png by its ending.

    Raises UsageError for another ending and PublicationError where the file cannot be written.
    """
    if out.suffix.lower() not in {".svg", ".png"}:
        raise UsageError(f"a picture is written as .svg or .png; {out.name!r} ends otherwise")
    text = picture_svg(content, as_of)
    written = text.encode() if out.suffix.lower() == ".svg" else png(text)
    try:
        out.write_bytes(written)
    except OSError as error:
        raise PublicationError(f"cannot write {out}: {error.strerror}; choose another place") from error


def png(svg: str, zoom: float = 1.5) -> bytes:
    """The picture as PNG; text in the bundled font alone, so that every machine draws the same."""
    import resvg_py  # noqa: PLC0415 - 2 MB that only pictures need

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            skip_system_fonts=True,
            font_files=[str(SITE / "vendor" / f"{name}.ttf") for name in FONTS],
            font_family="Noto Sans",
            sans_serif_family="Noto Sans",
            zoom=zoom,
        )
    )


def picture_svg(content: EditionContent, as_of: date) -> str:
    """The map of that day with title, legend, scale, date and where its lines come from."""
    frame = Frame(content.area.view, WIDTH, HEIGHT)
    parts = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#faf8f3"/>',
        *_background(frame),
        *_roads(content, as_of, frame),
        *_places(content, as_of, frame),
        *_title(content, as_of),
        *_legend(content, as_of),
        *_foot(content, frame),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f' role="img" font-family="Noto Sans, sans-serif"><title>{escape(message(content, as_of))}</title>'
        f"{''.join(parts)}</svg>"
    )


def message(content: EditionContent, as_of: date) -> str:
    """What the picture says, in one sentence."""
    besieged = [place_name(content.area, verdict.place) for verdict in besieged_on(content, as_of)]
    if not besieged:
        return f"{day_words(as_of)}: no place is reported besieged."
    return f"{day_words(as_of)}: {listed(besieged)} reported besieged."


def shown_places(content: EditionContent) -> tuple[Place, ...]:
    """The places that maps mark: all but administrative units, in order of id."""
    places = content.area.places
    return tuple(places[name] for name in sorted(places) if places[name].kind not in ADMIN_KINDS)


def size_of(kind: PlaceKind) -> float:
    """The radius of a place's dot in pixels, by what it is."""
    return {PlaceKind.CITY: 7.0, PlaceKind.TOWN: 5.2, PlaceKind.VILLAGE: 3.6}.get(kind, 3.8)


def _path(points: Iterable[Point], frame: Frame) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (frame.xy(*point) for point in points))


def _background(frame: Frame) -> Iterator[str]:
    lines = background(_seen(frame))
    for river in lines.rivers:
        yield f'<path d="{_path(river, frame)}" fill="none" stroke="#bcd3e0" stroke-width="2.5"/>'
    for border in lines.borders:
        yield f'<path d="{_path(border, frame)}" fill="none" stroke="#fff" stroke-width="4"/>'
        yield (
            f'<path d="{_path(border, frame)}" fill="none" stroke="{QUIET}" stroke-width="1.2"'
            ' stroke-dasharray="8 3 2 3"/>'
        )


def _seen(frame: Frame) -> Degrees:
    south, west, north, east = frame.box
    wide = frame.width / frame.pixels_per_deg
    return widened((south, west, north, east), max(0.6, (wide - (east - west)) / 2 + 0.3))


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
    if reported_cut:
        yield cross((x1 + x2) / 2, (y1 + y2) / 2)
    elif road.explicit and road.state is RoadState.UNDER_FIRE:
        yield flash((x1 + x2) / 2, (y1 + y2) / 2)


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


def dot(content: EditionContent, holding: Holding | None, x: float, y: float, radius: float) -> str:
    """A place's dot: in its holder's colour, hatched where contested, hollow where nobody knows."""
    at = f'cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"'
    if holding is not None and holding.contested:
        reach = radius * 0.7
        hatch = "".join(
            f"M{x - reach + shift:.1f} {y + reach:.1f}L{x + reach + shift:.1f} {y - reach:.1f}" for shift in (-2, 2)
        )
        return (
            f'<circle {at} fill="#fff" stroke="{INK}" stroke-width="1.4"/>'
            f'<path d="{hatch}" stroke="{INK}" stroke-width="1.3" fill="none"/>'
        )
    if holding is None or holding.holder is None:
        return f'<circle {at} fill="#f1eee7" stroke="{UNKNOWN_COLOUR}" stroke-width="1.3"/>'
    return f'<circle {at} fill="{content.area.colour_of(holding.holder)}" stroke="#fff" stroke-width="1.2"/>'


def _places(content: EditionContent, as_of: date, frame: Frame) -> Iterator[str]:
    besieged = {verdict.place: verdict for verdict in besieged_on(content, as_of)}
    labels, taken = [], [Box(0, 0, 520, 74), Box(0, HEIGHT - 250, 250, HEIGHT), Box(0, HEIGHT - 26, WIDTH, HEIGHT)]
    spoken_of = _spoken_of(content)
    places = [place for place in shown_places(content) if _on_picture(place, frame)]
    for place in places:
        if place.id in besieged:
            x, y = frame.xy(place.lat, place.lon)
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="25" fill="none" stroke="#fff" stroke-width="13"/>'
            yield str(ring(content.area, sides_shown(besieged[place.id]), x, y, 20, 29))
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="30" fill="none" stroke="{INK}" stroke-width="1"/>'
    for place in sorted(places, key=lambda each: (each.id in besieged, size_of(each.kind), each.id)):
        x, y = frame.xy(place.lat, place.lon)
        radius = size_of(place.kind)
        yield dot(content, content.control.at(place.id, as_of), x, y, radius)
        clear = 30.0 if place.id in besieged else radius
        taken.append(Box(x - clear, y - clear, x + clear, y + clear))
        labels.append(_label(place, x, y, clear, place.id in besieged, place.id in spoken_of))
    for placed in place_labels(labels, taken, Box(4, 4, WIDTH - 4, HEIGHT - 26)):
        weight = ' font-weight="600"' if placed.label.bold else ""
        yield (
            f'<text x="{placed.x:.1f}" y="{placed.y:.1f}" font-size="{placed.label.size}"{weight}'
            f' text-anchor="{placed.anchor}" fill="{INK}" stroke="#faf8f3" stroke-width="3" paint-order="stroke"'
            f' stroke-linejoin="round">{escape(placed.label.words)}</text>'
        )


def _spoken_of(content: EditionContent) -> set[str]:
    places = {event.place for event in content.events if event.place is not None}
    return places.union(*(event.route for event in content.events if event.route is not None))


def _on_picture(place: Place, frame: Frame) -> bool:
    x, y = frame.xy(place.lat, place.lon)
    return 0 < x < frame.width and 0 < y < frame.height


def _label(place: Place, x: float, y: float, clear: float, besieged: bool, spoken_of: bool) -> Label:
    rank = {PlaceKind.CITY: 2.0, PlaceKind.TOWN: 4.0, PlaceKind.VILLAGE: 6.0}.get(place.kind, 5.0)
    rank -= 2.5 if spoken_of else 0.0
    size = 19.0 if besieged else {PlaceKind.CITY: 15.0, PlaceKind.TOWN: 12.5}.get(place.kind, 11.0)
    bold = besieged or place.kind is PlaceKind.CITY
    return Label(place.name, x, y, clear, size, -1.0 if besieged else rank, bold)


def _title(content: EditionContent, as_of: date) -> Iterator[str]:
    yield '<rect width="520" height="74" fill="#faf8f3" fill-opacity="0.93"/>'
    yield (
        f'<text x="20" y="34" font-size="23" font-weight="600" fill="{INK}">{escape(content.title)}</text>'
        f'<text x="20" y="60" font-size="16" fill="{INK}">{escape(message(content, as_of))}</text>'
    )


def _legend(content: EditionContent, as_of: date) -> Iterator[str]:
    holders = legend_actors(content, as_of)
    rows = len(holders) + 2 + 4
    top = HEIGHT - 40 - rows * 21
    yield f'<rect x="12" y="{top - 18}" width="252" height="{rows * 21 + 14}" rx="3" fill="#fff" fill-opacity="0.93"/>'
    y = float(top)
    for actor in holders:
        yield f'<circle cx="28" cy="{y}" r="6" fill="{content.area.colour_of(actor)}" stroke="#fff"/>'
        yield _legend_words(actor_name(content.area, actor), y)
        y += 21
    yield dot(content, CONTESTED, 28, y, 6) + _legend_words("Contested", y)
    y += 21
    yield dot(content, None, 28, y, 6) + _legend_words("Not known", y)
    y += 21
    for words, (stroke, width, dashes) in (
        ("Road reported cut", REPORTED_CUT),
        ("Road under fire", ROAD_STROKES[RoadState.UNDER_FIRE]),
        ("Road crosses a front line", ROAD_STROKES[RoadState.CUT]),
        ("Road open", ROAD_STROKES[RoadState.OPEN]),
    ):
        yield (
            f'<line x1="18" y1="{y}" x2="40" y2="{y}" stroke="{stroke}" stroke-width="{width}"'
            f' stroke-dasharray="{dashes or "none"}"/>'
        ) + _legend_words(words, y)
        y += 21


def _legend_words(words: str, y: float) -> str:
    return f'<text x="50" y="{y + 4.5}" font-size="13" fill="{INK}">{escape(words)}</text>'


def legend_actors(content: EditionContent, as_of: date | None = None) -> tuple[str, ...]:
    """The actors that hold a place in the first view, those with the most places first.

    On ``as_of``, or at any time of the edition where that is None. Actors of one colour are named once.
    """
    south, west, north, east = content.area.view
    counts: dict[str, int] = {}
    for place in shown_places(content):
        if south <= place.lat <= north and west <= place.lon <= east:
            for holding in content.control.holdings.get(place.id, ()):
                if holding.holder is not None and (as_of is None or as_of in holding.days):
                    counts[holding.holder] = counts.get(holding.holder, 0) + 1
    ordered = sorted(counts, key=lambda actor: (-counts[actor], actor))
    by_colour: dict[str, str] = {}
    for actor in ordered:
        by_colour.setdefault(content.area.colour_of(actor), actor)
    return tuple(by_colour.values())


def _foot(content: EditionContent, frame: Frame) -> Iterator[str]:
    south, _, north, _ = frame.box
    per_pixel = km_per_pixel(frame, (south + north) / 2)
    km = max((each for each in SCALES_KM if each / per_pixel <= 180), default=SCALES_KM[0])
    left, y = WIDTH - 24 - km / per_pixel, HEIGHT - 44
    yield f'<rect x="{left - 12:.1f}" y="{y - 24}" width="{km / per_pixel + 36:.1f}" height="34" fill="#faf8f3" fill-opacity="0.9"/>'
    yield f'<path d="M{left:.1f} {y - 5}V{y}H{WIDTH - 24}V{y - 5}" fill="none" stroke="{INK}" stroke-width="1.4"/>'
    yield f'<text x="{WIDTH - 24}" y="{y - 9}" font-size="12" text-anchor="end" fill="{INK}">{km} km</text>'
    yield f'<rect y="{HEIGHT - 24}" width="{WIDTH}" height="24" fill="#f0ede6"/>'
    yield (
        f'<text x="14" y="{HEIGHT - 8}" font-size="11.5" fill="#57524a">Roads are schematic: straight lines between'
        " places. Borders and rivers: Natural Earth, a neutral background. Made with Marsad from the reports of the"
        f" edition “{escape(content.title)}”.</text>"
    )
