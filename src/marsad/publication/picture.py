"""The map as one picture: an SVG of our own, and a PNG drawn from it with a bundled font."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from markupsafe import escape

from marsad.errors import PublicationError, UsageError
from marsad.model import Days, Grade, Holding, RoadState
from marsad.model.wording import day_words, listed
from marsad.publication.basemap import Frame
from marsad.publication.content import EditionContent
from marsad.publication.drawing import INK
from marsad.publication.labels import LETTER_WIDTH
from marsad.publication.map_drawing import map_parts
from marsad.publication.signs import REPORTED_CUT, ROAD_STROKES, dot, legend_actors
from marsad.publication.standing import besieged_on
from marsad.publication.wording import actor_name, place_name
from marsad.writing import write_whole

WIDTH, HEIGHT = 1200, 800
HEAD, FOOT = 62, 24  # pixels of the strips above and below the map
SITE = Path(__file__).parent / "site"
FONTS = ("noto-sans-latin-400", "noto-sans-latin-600", "noto-sans-ext-400", "noto-sans-ext-600",
         "noto-sans-arabic-400")  # fmt: skip
CONTESTED = Holding("", Days(), None, Grade.REPORTED, contested=True)


def picture(content: EditionContent, as_of: date, out: Path) -> None:
    """Write the map of ``as_of`` to ``out``, as .svg or .png by its ending.

    Raises UsageError for another ending and PublicationError where the file cannot be written; then an earlier
    picture of that name stands.
    """
    if out.suffix.lower() not in {".svg", ".png"}:
        raise UsageError(f"a picture is written as .svg or .png; {out.name!r} ends otherwise")
    text = picture_svg(content, as_of)
    written = text.encode() if out.suffix.lower() == ".svg" else png(text)
    try:
        write_whole(out, written)
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
    legend, legend_height = _legend(content, as_of)
    frame = Frame(content.area.view, WIDTH, HEIGHT - HEAD - legend_height - FOOT)
    below = HEAD + frame.height
    drawn = "".join(map_parts(content, as_of, frame))
    parts = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<svg y="{HEAD}" width="{WIDTH}" height="{frame.height}">{drawn}</svg>',
        f'<path d="M0 {HEAD}H{WIDTH}M0 {below}H{WIDTH}" stroke="#cfcac0"/>',
        *_title(content, as_of),
        f'<g transform="translate(0 {below})">{legend}</g>',
        *_foot(content),
    ]
    return _document(content, as_of, WIDTH, HEIGHT, parts)


def bare_map_svg(content: EditionContent, as_of: date, width: int = 900, height: int = 660) -> str:
    """The map alone, for a page that has title and legend of its own."""
    frame = Frame(content.area.view, width, height)
    return _document(content, as_of, width, height, map_parts(content, as_of, frame))


def _document(content: EditionContent, as_of: date, width: int, height: int, parts: Iterable[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" font-family="Noto Sans, sans-serif"><title>{escape(message(content, as_of))}</title>'
        f"{''.join(parts)}</svg>"
    )


def message(content: EditionContent, as_of: date) -> str:
    """What the picture says, in one sentence."""
    besieged = [place_name(content.area, verdict.place) for verdict in besieged_on(content, as_of)]
    if not besieged:
        return f"{day_words(as_of)}: no place is reported besieged."
    return f"{day_words(as_of)}: {listed(besieged)} reported besieged."


def _title(content: EditionContent, as_of: date) -> Iterator[str]:
    words = escape(message(content, as_of))
    yield (
        f'<text x="18" y="28" font-size="21" font-weight="600" fill="{INK}">{words}</text>'
        f'<text x="18" y="51" font-size="14.5" fill="#57524a">{escape(content.title)}</text>'
    )


def _legend(content: EditionContent, as_of: date) -> tuple[str, float]:
    """The legend in rows, and how high it is."""
    signs = [*_holder_signs(content, as_of), *_road_signs()]
    parts, x, y = [], 16.0, 20.0
    for number, (sign, words) in enumerate(signs):
        width = len(words) * 12.5 * LETTER_WIDTH + 50
        first_road = number == len(signs) - len(_road_signs())
        if first_road or x + width > WIDTH:
            x, y = 16.0, y + 24
        parts.append(
            f'<g transform="translate({x:.1f} {y})">{sign}'
            f'<text x="32" y="4.5" font-size="12.5" fill="{INK}">{escape(words)}</text></g>'
        )
        x += width
    return "".join(parts), y + 18


def _holder_signs(content: EditionContent, as_of: date) -> list[tuple[str, str]]:
    held = [
        (
            f'<circle cx="18" r="6" fill="{escape(content.area.colour_of(actor))}"/>',
            actor_name(content.area, actor),
        )
        for actor in legend_actors(content, as_of)
    ]
    return [*held, (dot(content, CONTESTED, 18, 0, 6), "contested"), (dot(content, None, 18, 0, 6), "not known")]


def _road_signs() -> list[tuple[str, str]]:
    strokes = (
        ("road reported cut", REPORTED_CUT),
        ("road under fire", ROAD_STROKES[RoadState.UNDER_FIRE]),
        ("road contested", ROAD_STROKES[RoadState.CONTESTED]),
        ("road across a front line", ROAD_STROKES[RoadState.CUT]),
        ("road open", ROAD_STROKES[RoadState.OPEN]),
    )
    roads = [
        (
            f'<path d="M2 0H26" stroke="{stroke}" stroke-width="{width}" stroke-dasharray="{dashes or "none"}"/>',
            words,
        )
        for words, (stroke, width, dashes) in strokes
    ]
    ring_sign = f'<circle cx="16" r="7" fill="none" stroke="{INK}" stroke-width="3.4" stroke-dasharray="8 3"/>'
    return [*roads, (ring_sign, "besieged: from which sides, by whom")]


def _foot(content: EditionContent) -> Iterator[str]:
    yield f'<rect y="{HEIGHT - FOOT}" width="{WIDTH}" height="{FOOT}" fill="#f0ede6"/>'
    yield (
        f'<text x="18" y="{HEIGHT - 8}" font-size="11.5" fill="#57524a">Roads are schematic: straight lines'
        " between places. Borders and rivers: Natural Earth, a neutral background. Drawn by Marsad"
        f" from {len(content.reports)} reports.</text>"
    )
