"""Small drawings in SVG: compass roses of sides, rings around besieged places, bars over time.

Only presentation attributes are used, no style sheet and no script: a strict content policy lets them pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import cos, radians, sin

from markupsafe import Markup, escape

from marsad.areas import Area
from marsad.model import Sector
from marsad.publication.wording import run_words, sides_words

INK, QUIET, UNSAID = "#26221d", "#8a857c", "#dfdacf"
SECTOR_DEG = 45.0
GAP_DEG = 3.0
Sides = Mapping[Sector, tuple[str, ...]]


@dataclass(frozen=True)
class Arc:
    """A stretch of a ring in degrees of bearing, clockwise from north, in one colour."""

    start_deg: float
    end_deg: float
    colour: str


def arcs(area: Area, sides: Sides) -> tuple[Arc, ...]:
    """The ring of ``sides``: each sector in the colour of its actor, shared where there are several."""
    found = []
    for number, sector in enumerate(Sector):
        colours = list(dict.fromkeys(area.colour_of(actor) for actor in sides.get(sector, ()))) or [UNSAID]
        start = number * SECTOR_DEG - SECTOR_DEG / 2 + GAP_DEG / 2
        width = (SECTOR_DEG - GAP_DEG) / max(len(colours), 1)
        found += [
            Arc(start + part * width, start + (part + 1) * width, colour) for part, colour in enumerate(colours)
        ]
    return tuple(found)


def arc_path(x: float, y: float, inner: float, outer: float, arc: Arc) -> str:
    """The outline of a piece of a ring around ``x, y`` (y grows downward), for the ``d`` of a path."""
    corners = [
        (x + radius * sin(radians(bearing)), y - radius * cos(radians(bearing)))
        for radius, bearing in (
            (outer, arc.start_deg),
            (outer, arc.end_deg),
            (inner, arc.end_deg),
            (inner, arc.start_deg),
        )
    ]
    (a, b), (c, d), (e, f), (g, h) = corners
    return (
        f"M{a:.1f} {b:.1f}A{outer:.1f} {outer:.1f} 0 0 1 {c:.1f} {d:.1f}"
        f"L{e:.1f} {f:.1f}A{inner:.1f} {inner:.1f} 0 0 0 {g:.1f} {h:.1f}Z"
    )


def ring(area: Area, sides: Sides, centre: tuple[float, float], inner: float, outer: float) -> Markup:
    """The pieces of a ring of sides as SVG paths; grey where no side is known."""
    return Markup("").join(
        Markup('<path d="{}" fill="{}" stroke="#fff" stroke-width="0.8"/>').format(
            arc_path(*centre, inner, outer, piece), piece.colour
        )
        for piece in arcs(area, sides)
    )


def rose(area: Area, sides: Sides, holder_colour: str) -> Markup:
    """A compass rose: which side is held against the place by whom; the holder's colour in the middle."""
    words = sides_words(area, sides) or "no side is known"
    letters = Markup("").join(
        Markup(
            '<text x="{}" y="{}" font-size="11" font-weight="600" text-anchor="middle" fill="{}">{}</text>'
        ).format(x, y, INK, letter)
        for letter, x, y in (("N", 60, 12), ("E", 112, 64), ("S", 60, 116), ("W", 8, 64))
    )
    return Markup(
        '<svg class="rose" viewBox="0 0 120 120" role="img"><title>{}</title>{}'
        '<circle cx="60" cy="60" r="9" fill="{}" stroke="#fff" stroke-width="2"/>{}</svg>'
    ).format(words[0].upper() + words[1:], ring(area, sides, (60, 60), 20, 42), holder_colour, letters)


@dataclass(frozen=True)
class Bar:
    """A stretch of days in a timeline, both included; ``hatched`` for what is disputed or contested.

    ``name`` says what it stands for; ``notes`` what more there is to say of it, one after the other.
    """

    first: date
    last: date
    colour: str
    name: str
    notes: tuple[str, ...] = ()
    hatched: bool = False

    @property
    def words(self) -> str:
        """What it stands for, on which days: ``ISIS: 15 January to 22 February 2017, baseline, then reported``."""
        notes = f", {', then '.join(self.notes)}" if self.notes else ""
        return f"{self.name}: {run_words(self.first, self.last)}{notes}"

    def joined(self, later: Bar) -> Bar | None:
        """Both as one bar where ``later`` follows at once and looks and reads the same; else None."""
        alike = (self.colour, self.name, self.hatched) == (later.colour, later.name, later.hatched)
        if not alike or later.first != self.last + timedelta(days=1):
            return None
        return replace(self, last=later.last, notes=tuple(dict.fromkeys((*self.notes, *later.notes))))


def timeline(bars: Iterable[Bar], days: Sequence[date], height: int = 22) -> Markup:
    """A row of bars over ``days``, in per cent of its width so that it fits any screen; no seam between equals."""
    step = 100 / len(days)
    pieces = []
    for bar in join(bars):
        left, width = (bar.first - days[0]).days * step, ((bar.last - bar.first).days + 1) * step
        place = f'x="{left:.3f}%" y="0" width="{width:.3f}%" height="{height}"'
        pieces.append(f'<rect {place} fill="{escape(bar.colour)}"><title>{escape(bar.words)}</title></rect>')
        if bar.hatched:
            pieces.append(f'<rect {place} fill="url(#hatch)" pointer-events="none"/>')
        pieces.append(f'<rect x="{left:.3f}%" y="0" width="1.5" height="{height}" fill="#fff"/>')
    cursor = f'<rect class="cursor" x="-5%" y="0" width="2" height="{height}" fill="{INK}"/>'
    return Markup(  # noqa: S704 - every word in it is escaped above
        f'<svg class="bars" width="100%" height="{height}" role="img" aria-hidden="true" focusable="false">'
        f'<rect width="100%" height="{height}" fill="#f0ede6"/>{"".join(pieces)}{cursor}</svg>'
    )


def join(bars: Iterable[Bar]) -> list[Bar]:
    """Bars that follow one another and are alike as one bar."""
    found: list[Bar] = []
    for bar in bars:
        both = found[-1].joined(bar) if found else None
        if both is None:
            found.append(bar)
        else:
            found[-1] = both
    return found


HATCH = Markup(
    '<svg width="0" height="0" aria-hidden="true" focusable="false"><defs><pattern id="hatch" width="6" height="6"'
    ' patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="2.4" height="6" fill="#fff"'
    ' fill-opacity="0.75"/></pattern></defs></svg>'
)
