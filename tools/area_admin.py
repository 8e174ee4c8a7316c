"""Fill the columns ``admin1``, ``admin2``, ``admin3`` and ``pcode`` of an area's ``places.csv`` from boundaries.

    python tools/area_admin.py src/marsad/areas/bundled/syria FOLDER/syr_admin3.shp [--settlements POINTS.shp]

The boundaries are a shapefile of third-level units with the OCHA columns (NAME_EN, PCODE, ADM2_EN); the English
name of the first level is taken from the table's own provinces. ``--settlements`` takes a shapefile of settlement
points, of which only the ``.shp`` is needed, and names every city, town and village that lies more than 1.2 km
from the nearest one: a coordinate to look at again. Needs the extra ``area-build``.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import shapefile
from shapely.geometry import Point, shape
from shapely.strtree import STRtree

from marsad.areas.tables import great_circle_km

SETTLEMENTS = ("city", "town", "village")
UNITS = ("subdistrict", "district", "province", "region", "country")
FAR_KM = 1.2
EDGE_DEGREES = 0.02  # border crossings and islets lie a little outside of the drawn units
Record = dict[str, Any]


def unit_locator(boundaries: Path) -> Callable[[float, float], Record | None]:
    """A function of lat, lon that gives the unit's record there, or of the nearest unit within EDGE_DEGREES."""
    reader = shapefile.Reader(str(boundaries))
    shapes = [shape(each.__geo_interface__) for each in reader.shapes()]
    records: list[Record] = [each.as_dict() for each in reader.records()]
    tree = STRtree(shapes)

    def locate(lat: float, lon: float) -> Record | None:
        point = Point(lon, lat)
        inside = [int(i) for i in tree.query(point) if shapes[int(i)].covers(point)]
        nearest = inside[0] if inside else int(tree.nearest(point))
        return records[nearest] if shapes[nearest].distance(point) <= EDGE_DEGREES else None

    return locate


def filled(rows: list[dict[str, str]], locate: Callable[[float, float], Record | None], country: str) -> list[str]:
    """Fill the columns of each settlement and site in place; return the ids that lie in no unit."""
    province = {row["pcode"]: row["admin1"] for row in rows if row["kind"] == "province"}
    nowhere = []
    for row in rows:
        if row["country"] != country or row["kind"] in UNITS:
            continue
        unit = locate(float(row["lat"]), float(row["lon"]))
        if unit is None:
            nowhere.append(row["id"])
            continue
        row["admin1"] = province[unit["ADM1_PCODE"]]
        row["admin2"], row["admin3"], row["pcode"] = unit["ADM2_EN"], unit["NAME_EN"], unit["PCODE"]
    return nowhere


def far_from_settlements(rows: list[dict[str, str]], points: Path, country: str) -> list[str]:
    """A line for each settlement of the table that lies more than FAR_KM from every settlement point."""
    with points.open("rb") as shp:
        known = [Point(each.points[0]) for each in shapefile.Reader(shp=shp).iterShapes()]
    tree = STRtree(known)
    lines = []
    for row in rows:
        if row["country"] == country and row["kind"] in SETTLEMENTS:
            lat, lon = float(row["lat"]), float(row["lon"])
            near = known[int(tree.nearest(Point(lon, lat)))]
            km = great_circle_km(lat, lon, near.y, near.x)
            if km > FAR_KM:
                lines.append(f"{row['id']}: {km:.1f} km from the nearest settlement, {near.y:.4f}, {near.x:.4f}")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("area", type=Path)
    parser.add_argument("boundaries", type=Path)
    parser.add_argument("--settlements", type=Path)
    parser.add_argument("--country", default="SY")
    chosen = parser.parse_args()
    table = chosen.area / "places.csv"
    with table.open(encoding="utf-8", newline="") as source:
        reader = csv.DictReader(source)
        rows, columns = list(reader), list(reader.fieldnames or ())
    for place in filled(rows, unit_locator(chosen.boundaries), chosen.country):
        print(f"{place}: in no unit")
    if chosen.settlements:
        print("\n".join(far_from_settlements(rows, chosen.settlements, chosen.country)))
    with table.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
