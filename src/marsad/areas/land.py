"""Which country lies where on earth, to a tenth of a degree: enough to find a place in the sea or abroad.

From Natural Earth (public domain), by ``tools/land.py``. Borders there are neutral lines of a small map: they say
nothing on who ought to hold what, and what is asked here leaves a cell (7 to 11 km) of doubt on every side.
"""

from __future__ import annotations

import gzip
from bisect import bisect_right
from functools import cache
from importlib.resources import files

CELL_DEG = 0.1
COLUMNS, ROWS = 3600, 1800
NAMELESS = "--"  # land that no country code names, or two: counts for every country

Run = tuple[int, int, str]  # first column, first column behind it, ISO 3166-1 code


def countries_around(lat: float, lon: float) -> frozenset[str]:
    """The ISO codes of the countries at a point and within a cell of it; empty: far out at sea.

    ``NAMELESS`` stands for land without a code, or of two countries (Crimea, the Golan). Islands smaller than a
    cell are there; reefs are not.
    """
    row, column = int((lat + 90) / CELL_DEG), int((lon + 180) / CELL_DEG)
    around = (
        _code(near, (column + step) % COLUMNS)
        for near in range(max(0, row - 1), min(ROWS, row + 2))
        for step in (-1, 0, 1)
    )
    return frozenset(code for code in around if code)


@cache
def border(one: str, other: str) -> tuple[tuple[float, float], ...]:
    """Where the cells of two countries meet, as points (lat, lon), from south to north; () where they do not."""
    found: set[tuple[int, int]] = set()  # in halves of a cell
    below: frozenset[tuple[int, str]] = frozenset()
    for row in range(ROWS):
        cells = _cells(row, one, other)
        for column, code in cells:
            against = other if code == one else one
            if (column + 1, against) in cells:
                found.add((2 * row + 1, 2 * column + 2))
            if (column, against) in below:
                found.add((2 * row, 2 * column + 1))
        below = cells
    half = CELL_DEG / 2
    return tuple((round(row * half - 90, 2), round(column * half - 180, 2)) for row, column in sorted(found))


def _cells(row: int, *codes: str) -> frozenset[tuple[int, str]]:
    """The cells of a row that lie in these countries."""
    if not any(f" {code}" in _rows()[row] for code in codes):
        return frozenset()
    return frozenset(
        (column, code) for start, end, code in _runs(row) if code in codes for column in range(start, end)
    )


def _code(row: int, column: int) -> str:
    runs = _runs(row)
    at = bisect_right(runs, (column, COLUMNS, "~")) - 1
    return runs[at][2] if at >= 0 and column < runs[at][1] else ""


@cache
def _runs(row: int) -> tuple[Run, ...]:
    said = _rows()[row].split()
    triples = zip(said[::3], said[1::3], said[2::3], strict=True)
    return tuple((int(first), int(first) + int(length), code) for first, length, code in triples)


@cache
def _rows() -> list[str]:
    return gzip.decompress((files("marsad.areas") / "land.txt.gz").read_bytes()).decode("ascii").split("\n")
