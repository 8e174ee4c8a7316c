"""Shapes with their columns out of a shapefile or a GeoJSON file, in WGS 84 degrees, or a clear refusal of it.

Needs the packages of the extra ``area-build`` (pyshp, shapely).
"""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marsad.areas.build.entries import Refusal
from marsad.areas.build.sources.files import file_bytes, members, text
from marsad.errors import AreaError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

PARTS = (".shp", ".dbf", ".shx", ".prj", ".cpg")
PROJECTED = ("PROJCS", "PROJCRS")  # how a .prj begins whose coordinates are metres and no degrees
DEGREES_ENOUGH = (-180.5, -90.5, 180.5, 90.5)
MISSING = "the packages for boundaries are not installed: pip install 'marsad[area-build]'"


@dataclass(frozen=True)
class Shape:
    """One shape with what its row says of it, by header; ``row`` is where it stands."""

    row: str
    record: Mapping[str, str]
    geometry: BaseGeometry

    @property
    def point(self) -> tuple[float, float]:
        """Lat, lon of the point, or of the shape's middle where that lies inside, else of a point inside."""
        middle = self.geometry.centroid
        inside = middle if self.geometry.covers(middle) else self.geometry.representative_point()
        return float(inside.y), float(inside.x)

    @property
    def is_surface(self) -> bool:
        """Whether it has an extent, as boundaries have."""
        return self.geometry.geom_type in {"Polygon", "MultiPolygon"}


def shapes(path: Path, source: str) -> Iterator[Shape | Refusal]:
    """Every shape of the file at ``path``: ``.shp`` with the parts beside it, ``.zip`` of one, or GeoJSON.

    Raises AreaError where the file is cut off, lacks its table of names, or is in a projection.
    """
    if path.suffix.lower() in {".geojson", ".json"}:
        return _geojson(path, source)
    return _shapefile(path, source)


def _shapefile(path: Path, source: str) -> Iterator[Shape | Refusal]:
    parts = _parts(path)
    if ".dbf" not in parts:
        raise AreaError(
            f"{path.name}: lacks its table of names: the file {path.stem}.dbf must lie beside it, as downloaded"
        )
    projection = parts.get(".prj", b"").decode("utf-8", errors="replace").strip()
    if projection.upper().startswith(PROJECTED):
        raise AreaError(f"{path.name}: is in the projection {projection.split(',')[0]}; save it in WGS 84 degrees")
    encoding = parts.get(".cpg", b"UTF-8").decode("ascii", errors="replace").strip() or "UTF-8"
    yield from _read(path.name, parts, encoding, source)


def _parts(path: Path) -> dict[str, bytes]:
    """The parts of a shapefile by ending, from the folder or the archive that holds them."""
    if path.suffix.lower() != ".zip":
        beside = {each.suffix.lower(): each for each in sorted(path.parent.glob(f"{_literal(path.stem)}.*"))}
        file_bytes(path)
        return {ending: file_bytes(beside[ending]) for ending in PARTS if ending in beside}
    inside = members(path, PARTS)
    tables = sorted(name for name in inside if name.lower().endswith(".shp"))
    if len(tables) != 1:
        raise AreaError(f"{path.name}: holds {len(tables)} shapefiles; unpack it and give the .shp that you mean")
    stem = tables[0][: -len(".shp")]
    return {name[len(stem) :].lower(): inside[name] for name in inside if name.startswith(f"{stem}.")}


def _literal(stem: str) -> str:
    return "".join(f"[{char}]" if char in "[]*?" else char for char in stem)


def _read(name: str, parts: Mapping[str, bytes], encoding: str, source: str) -> Iterator[Shape | Refusal]:
    try:
        import shapefile  # noqa: PLC0415
        from shapely.errors import ShapelyError  # noqa: PLC0415
        from shapely.geometry import shape as geometry_of  # noqa: PLC0415
    except ImportError as error:
        raise AreaError(MISSING) from error
    row = 0
    shapefile.VERBOSE = False  # else it speaks to the log of rings that it turns round
    _check_whole(name, parts)
    try:
        opened = {
            ending: io.BytesIO(parts[f".{ending}"]) for ending in ("shp", "dbf", "shx") if f".{ending}" in parts
        }
        reader = shapefile.Reader(**opened, encoding=encoding, encodingErrors="strict")
        _check_degrees(name, reader.bbox, ".prj" in parts)
        shapes_there, rows_there = len(reader.shapes()), len(reader)
        if shapes_there != rows_there:
            raise AreaError(f"{name}: has {shapes_there} shapes but its .dbf {rows_there} rows; fetch it again")
        for each in reader.iterShapeRecords():
            row += 1
            where = f"{name} row {row}"
            if each.shape.shapeType == shapefile.NULL:
                yield Refusal(source, where, "has no shape")
                continue
            record = {key: "" if value is None else str(value) for key, value in each.record.as_dict().items()}
            yield _shape(where, record, geometry_of(each.shape.__geo_interface__), source)
    except (UnicodeDecodeError, LookupError) as error:
        raise AreaError(f"{name} row {row + 1}: its .dbf is not {encoding} text; mend its .cpg") from error
    except (shapefile.ShapefileException, struct.error, ShapelyError, OSError, ValueError, IndexError) as error:
        if isinstance(error, AreaError):
            raise
        if "decode" in str(error):
            raise AreaError(f"{name} row {row + 1}: its .dbf is not {encoding} text; mend its .cpg") from error
        raise AreaError(f"{name} row {row + 1}: damaged or cut off ({error}); fetch it again") from error


def _check_whole(name: str, parts: Mapping[str, bytes]) -> None:
    """Both parts tell how long they are: the .shp in words of two bytes, the .dbf by its rows."""
    shp, dbf = parts[".shp"], parts[".dbf"]
    told = struct.unpack(">i", shp[24:28])[0] * 2 if len(shp) >= 100 else -1
    if told != len(shp):
        raise AreaError(f"{name}: damaged or cut off: {len(shp)} bytes where it says {told}; fetch it again")
    rows, head, length = struct.unpack("<IHH", dbf[4:12]) if len(dbf) >= 32 else (1, 0, len(dbf) + 1)
    if len(dbf) < head + rows * length:
        raise AreaError(f"{name}: its .dbf is damaged or cut off; fetch it again")


def _check_degrees(name: str, box: object, told: bool) -> None:
    """Without a .prj, coordinates that can be degrees are taken for WGS 84; others stop the import."""
    if not isinstance(box, (list, tuple)) or len(box) < 4:
        return
    west, south, east, north = (float(each) for each in box[:4])
    low_x, low_y, high_x, high_y = DEGREES_ENOUGH
    if not (low_x <= west <= east <= high_x and low_y <= south <= north <= high_y):
        why = "are not degrees" if told else "are not degrees, and without its .prj nobody can tell what they are"
        raise AreaError(f"{name}: its coordinates ({west:.0f}, {south:.0f} ...) {why}; save it in WGS 84 degrees")


def _shape(row: str, record: Mapping[str, str], geometry: BaseGeometry, source: str) -> Shape | Refusal:
    """The shape, with rings that cross themselves mended, as boundaries often have some."""
    from shapely import make_valid  # noqa: PLC0415

    west, south, east, north = geometry.bounds
    low_x, low_y, high_x, high_y = DEGREES_ENOUGH
    if not (low_x <= west <= east <= high_x and low_y <= south <= north <= high_y):
        return Refusal(source, row, "has a corner that is not on earth")
    return Shape(row, record, geometry if geometry.is_valid else make_valid(geometry))


def _geojson(path: Path, source: str) -> Iterator[Shape | Refusal]:
    try:
        from shapely.errors import ShapelyError  # noqa: PLC0415
        from shapely.geometry import shape as geometry_of  # noqa: PLC0415
    except ImportError as error:
        raise AreaError(MISSING) from error
    written = text(file_bytes(path), path.name)
    try:
        content: Any = json.loads(written)
    except (json.JSONDecodeError, RecursionError) as error:
        raise AreaError(f"{path.name}: no JSON, or cut off: {error}") from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise AreaError(f"{path.name}: not a GeoJSON FeatureCollection")
    _check_crs(path.name, content)
    for number, feature in enumerate(features, start=1):
        where = f"{path.name} feature {number}"
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict) or not isinstance(feature.get("geometry"), dict):
            yield Refusal(source, where, "has no properties or no geometry")
            continue
        record = {str(key): "" if value is None else str(value) for key, value in properties.items()}
        try:
            geometry = geometry_of(feature["geometry"])
            if geometry.is_empty:
                raise ValueError("empty")
            yield _shape(where, record, geometry, source)
        except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
            yield Refusal(source, where, f"has a geometry that cannot be read: {error}")


def _check_crs(name: str, content: Mapping[str, Any]) -> None:
    """GeoJSON is WGS 84 (RFC 7946); older files name their system."""
    crs = content.get("crs")
    named = str(crs.get("properties", {}).get("name", "")) if isinstance(crs, dict) else ""
    if named and not any(known in named.upper() for known in ("CRS84", "4326", "WGS84", "WGS 84")):
        raise AreaError(f"{name}: is in the system {named}; save it in WGS 84 degrees")
