"""The neutral background of maps: borders, coasts and rivers of Natural Earth, cut to what is shown."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import accumulate
from math import asinh, cos, degrees, radians, tan
from typing import cast

Point = tuple[float, float]  # lat, lon in degrees
Box = tuple[float, float, float, float]  # south, west, north, east in degrees
BACKGROUND = files("marsad.publication") / "site" / "vendor" / "background.json.gz"


@dataclass(frozen=True)
class Background:
    """Lines of the background inside a box, as points ``(lat, lon)``."""

    borders: tuple[tuple[Point, ...], ...]
    rivers: tuple[tuple[Point, ...], ...]


MARGIN_DEG = 6.0


@lru_cache(maxsize=4)
def background(view: Box) -> Background:
    """Borders (1:10m, simplified to 400 m) and rivers (1:50m) around ``view``, as far as a reader can move."""
    box = widened(view, MARGIN_DEG)
    layers = cast("dict[str, list[list[int]]]", json.loads(gzip.decompress(BACKGROUND.read_bytes())))
    return Background(
        tuple(_inside(layers["borders"], box)),
        tuple(_inside(layers["rivers"], box)),
    )


def _inside(lines: Iterable[list[int]], box: Box) -> Iterator[tuple[Point, ...]]:
    south, west, north, east = (round(edge * 1000) for edge in box)
    for steps in lines:
        xs, ys = list(accumulate(steps[::2])), list(accumulate(steps[1::2]))
        if max(xs) < west or min(xs) > east or max(ys) < south or min(ys) > north:
            continue
        part: list[Point] = []
        for x, y in zip(xs, ys, strict=True):
            if west <= x <= east and south <= y <= north:
                part.append((y / 1000, x / 1000))
            else:
                if len(part) > 1:
                    yield tuple(part)
                part = []
        if len(part) > 1:
            yield tuple(part)


def parts_inside(lines: Iterable[tuple[Point, ...]], box: Box) -> Iterator[tuple[Point, ...]]:
    """The lines that have a point in ``box``, whole."""
    south, west, north, east = box
    for line in lines:
        if any(south <= lat <= north and west <= lon <= east for lat, lon in line):
            yield line


def widened(box: Box, by_deg: float) -> Box:
    """The box with ``by_deg`` degrees more on every side."""
    south, west, north, east = box
    return (south - by_deg, west - by_deg, north + by_deg, east + by_deg)


@dataclass(frozen=True)
class Frame:
    """Web Mercator fitted into ``width`` by ``height`` pixels, with a box of degrees in the middle."""

    box: Box
    width: float
    height: float

    def xy(self, lat: float, lon: float) -> Point:
        """Where a point lies, in pixels from the top left."""
        middle_x, middle_y = self._middle
        return (
            self.width / 2 + (lon - middle_x) * self.pixels_per_deg,
            self.height / 2 - (_mercator(lat) - middle_y) * self.pixels_per_deg,
        )

    @cached_property
    def _middle(self) -> Point:
        south, west, north, east = self.box
        return (west + east) / 2, (_mercator(south) + _mercator(north)) / 2

    @cached_property
    def pixels_per_deg(self) -> float:
        """Pixels for one degree of longitude: the most with which the whole box fits."""
        south, west, north, east = self.box
        return min(self.width / (east - west), self.height / (_mercator(north) - _mercator(south)))


def _mercator(lat: float) -> float:
    return degrees(asinh(tan(radians(max(-85.0, min(85.0, lat))))))


def km_per_pixel(frame: Frame, lat: float) -> float:
    """How many kilometres one pixel spans at ``lat``."""
    return 40_075.0 * cos(radians(lat)) / 360 / frame.pixels_per_deg
