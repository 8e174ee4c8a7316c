"""Boundaries: shapefiles and GeoJSON with all their parts, without some, cut off, in a projection."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from marsad.areas.build.entries import Entry, Refusal
from marsad.areas.build.sources import ocha
from marsad.areas.build.sources.ocha import Boundary
from marsad.errors import AreaError
from marsad.model.terms import PlaceKind

shapefile = pytest.importorskip("shapefile", reason="pyshp is not installed (extra area-build)")
pytest.importorskip("shapely", reason="shapely is not installed (extra area-build)")

WGS84 = 'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]]]'
UTM = 'PROJCS["WGS_1984_UTM_Zone_37N",GEOGCS["GCS_WGS_1984"]]'
UNITS = (
    ("Al Bab", "الباب", "SY020200", 37.4),
    ("Tadaf", "تادف", "SY020201", 37.6),
)


def square(west: float, south: float = 36.2, size: float = 0.2) -> list[list[float]]:
    """A ring, clockwise as shapefiles want it."""
    return [[west, south], [west, south + size], [west + size, south + size], [west + size, south], [west, south]]


@pytest.fixture
def boundaries(tmp_path: Path) -> Path:
    """Two subdistricts side by side, with OCHA's columns."""
    path = tmp_path / "adm3.shp"
    with shapefile.Writer(str(path.with_suffix("")), shapeType=shapefile.POLYGON, encoding="utf-8") as writer:
        for column in ("NAME_EN", "NAME_AR", "PCODE", "ADM2_EN", "ADM2_PCODE", "ADM1_EN", "ADM0_PCODE"):
            writer.field(column, "C", size=60)
        for name, arabic, pcode, west in UNITS:
            writer.poly([square(west)])
            writer.record(name, arabic, pcode, "Al Bab", "SY0202", "Aleppo", "SY")
    path.with_suffix(".prj").write_text(WGS84)
    path.with_suffix(".cpg").write_text("UTF-8")
    return path


def read(path: Path) -> list[Entry | Boundary | Refusal]:
    return list(ocha.rows(path))


def test_polygons_are_units_with_names_p_codes_and_parents(boundaries: Path) -> None:
    bab, tadaf = read(boundaries)
    assert isinstance(bab, Boundary)
    entry = bab.entry
    assert (entry.kind, entry.name, entry.name_ar, entry.pcode) == (
        PlaceKind.SUBDISTRICT,
        "Al Bab",
        "الباب",
        "SY020200",
    )
    assert (entry.admin1, entry.admin2, entry.admin3, entry.unit) == ("Aleppo", "Al Bab", "Al Bab", "SY0202")
    assert (entry.lat, entry.lon) == pytest.approx((36.3, 37.5))
    assert entry.row == "adm3.shp row 1"
    assert isinstance(tadaf, Boundary)


def test_a_zip_of_the_parts_is_the_same(boundaries: Path, tmp_path: Path) -> None:
    path = tmp_path / "adm3.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in boundaries.parent.glob("adm3.*"):
            if part != path:
                archive.write(part, f"folder/{part.name}")
    assert len([row for row in read(path) if isinstance(row, Boundary)]) == len(UNITS)


def test_without_its_table_of_names_a_shapefile_is_refused(boundaries: Path) -> None:
    boundaries.with_suffix(".dbf").unlink()
    with pytest.raises(AreaError, match=r"adm3\.shp: lacks its table of names: the file adm3\.dbf"):
        read(boundaries)


def test_without_prj_degrees_are_taken_for_degrees(boundaries: Path) -> None:
    boundaries.with_suffix(".prj").unlink()
    assert len(read(boundaries)) == len(UNITS)


def test_without_shx_all_is_read(boundaries: Path) -> None:
    boundaries.with_suffix(".shx").unlink()
    assert len(read(boundaries)) == len(UNITS)


@pytest.mark.parametrize("told", [True, False])
def test_metres_are_no_degrees(tmp_path: Path, told: bool) -> None:
    path = tmp_path / "utm.shp"
    with shapefile.Writer(str(path.with_suffix("")), shapeType=shapefile.POINT) as writer:
        writer.field("NAME_EN", "C")
        writer.point(362_000.0, 4_026_000.0)
        writer.record("Al Bab")
    if told:
        path.with_suffix(".prj").write_text(UTM)
    with pytest.raises(
        AreaError, match=r"utm\.shp: (is in the projection PROJCS|its coordinates .* are not degrees)"
    ):
        read(path)


@pytest.mark.parametrize("part", [".shp", ".dbf"])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.97])
def test_a_part_that_is_cut_off_stops_the_import(boundaries: Path, part: str, share: float) -> None:
    path = boundaries.with_suffix(part)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(AreaError, match=r"adm3\.shp"):
        read(boundaries)


def test_a_table_in_another_encoding_is_named(boundaries: Path) -> None:
    boundaries.with_suffix(".cpg").write_text("ASCII")
    with pytest.raises(AreaError, match=r"adm3\.shp row 1: its \.dbf is not ASCII text"):
        read(boundaries)
    boundaries.with_suffix(".cpg").write_text("no-such-code")
    with pytest.raises(AreaError, match=r"adm3\.shp row 1: its \.dbf is not no-such-code text"):
        read(boundaries)


def test_a_shapefile_without_known_columns_is_named(tmp_path: Path) -> None:
    path = tmp_path / "odd.shp"
    with shapefile.Writer(str(path.with_suffix("")), shapeType=shapefile.POINT) as writer:
        writer.field("QQ", "C")
        writer.point(37.0, 36.0)
        writer.record("Al Bab")
    with pytest.raises(AreaError, match=r"odd\.shp: none of its columns is known to hold names: 'QQ'"):
        read(path)


# --- GeoJSON -----------------------------------------------------------------------------------------------------


def feature(properties: object, geometry: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


GOOD = feature(
    {"ADM3_EN": "Al Bab", "ADM3_AR": "الباب", "ADM3_PCODE": "SY020200", "ADM2_EN": "Al Bab", "ADM1_EN": "Aleppo"},
    {"type": "Polygon", "coordinates": [square(37.4)]},
)


def geojson(tmp_path: Path, *features: object, **more: object) -> Path:
    path = tmp_path / "adm3.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), encoding="utf-8")
    return path


def test_geojson_boundaries_are_units(tmp_path: Path) -> None:
    (row,) = read(geojson(tmp_path, GOOD))
    assert isinstance(row, Boundary)
    assert (row.entry.kind, row.entry.name, row.entry.country) == (PlaceKind.SUBDISTRICT, "Al Bab", "SY")


@pytest.mark.parametrize(
    "bad",
    [
        feature({"ADM3_EN": "X"}, None),
        feature(None, GOOD["geometry"]),
        feature({"ADM3_EN": "X"}, {"type": "Polygon", "coordinates": [[[1, 2]]]}),
        feature({"ADM3_EN": "X"}, {"type": "Polygon", "coordinates": "no"}),
        feature({"ADM3_EN": "X"}, {"type": "Cube", "coordinates": []}),
        feature({"ADM3_EN": "X"}, {"type": "Polygon", "coordinates": []}),
        "no feature",
    ],
)
def test_a_bad_feature_is_refused_with_its_number(tmp_path: Path, bad: object) -> None:
    good, refusal = read(geojson(tmp_path, GOOD, bad))
    assert isinstance(good, Boundary)
    assert isinstance(refusal, Refusal)
    assert refusal.row == "adm3.geojson feature 2"


@pytest.mark.parametrize("content", ['{"type": "FeatureCollection", "features": [', '["x"]', '{"features": 1}'])
def test_a_file_that_is_no_geojson_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "adm3.geojson"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(AreaError, match=r"adm3\.geojson"):
        read(path)


def test_geojson_in_another_system_is_named(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32637"}}
    with pytest.raises(AreaError, match=r"adm3\.geojson: is in the system .*32637"):
        read(geojson(tmp_path, GOOD, crs=crs))
