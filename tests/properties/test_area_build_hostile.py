"""Whatever is done to a file, reading it gives rows and refusals or an AreaError: never anything else."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marsad.areas.build.sources import geonames, ocha, opensyria, spreadsheet
from marsad.errors import AreaError

shapefile = pytest.importorskip("shapefile", reason="pyshp is not installed (extra area-build)")
pytest.importorskip("shapely", reason="shapely is not installed (extra area-build)")

ODD = (0, 10, 27, 34, 44, 91, 123, 127, 255)
RING = [[37.4, 36.2], [37.4, 36.4], [37.6, 36.4], [37.6, 36.2], [37.4, 36.2]]
DUMP = "\t".join(
    ["1", "Al Bāb", "Al Bab", "الباب,DAM", "36.37", "37.52", "P", "PPL", "SY", *[""] * 5, "6", "", "", "", ""]
)
FEATURE = {
    "type": "Feature",
    "properties": {"ADM3_EN": "Al Bab", "ADM3_PCODE": "SY020200", "ADM1_EN": "Aleppo"},
    "geometry": {"type": "Polygon", "coordinates": [RING]},
}
ITEM = {"id": "sy-a", "name": {"en": "A", "ar": "ب"}, "centroid": {"latitude": 36.2, "longitude": 37.6}}


def zipped() -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("SY.txt", DUMP)
    return content.getvalue()


def shape_parts() -> dict[str, bytes]:
    shp, shx, dbf = BytesIO(), BytesIO(), BytesIO()
    with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, shapeType=shapefile.POLYGON, encoding="utf-8") as writer:
        writer.field("NAME_EN", "C")
        writer.field("PCODE", "C")
        writer.poly([RING])
        writer.record("Al Bab", "SY020200")
    return {"m.shp": shp.getvalue(), "m.shx": shx.getvalue(), "m.dbf": dbf.getvalue(), "m.cpg": b"UTF-8"}


FILES: dict[str, tuple[dict[str, bytes], Callable[[Path], Iterable[object]]]] = {
    "dump": ({"m.txt": DUMP.encode()}, geonames.entries),
    "zip": ({"m.zip": zipped()}, geonames.entries),
    "table": (
        {"m.csv": "id,name,name_ar,lat,lon,population\n1,Al-Bab,الباب,36.4,37.5,9\n".encode()},
        lambda path: spreadsheet.entries(path, "mine"),
    ),
    "geojson": ({"m.geojson": json.dumps({"features": [FEATURE]}).encode()}, ocha.rows),
    "opensyria": ({"districts.json": json.dumps([ITEM]).encode()}, opensyria.entries),
    "shapefile": (shape_parts(), ocha.rows),
}


def spoilt(content: bytes, chance: Random) -> bytes:
    """The content cut off, with bytes changed, or with bytes added."""
    spoilt = bytearray(content)
    if chance.random() < 0.3:
        spoilt = spoilt[: chance.randrange(len(spoilt) + 1)]
    for _ in range(chance.choice([0, 1, 2, 9])):
        if spoilt:
            spoilt[chance.randrange(len(spoilt))] = chance.choice([*ODD, chance.randrange(256)])
    return bytes(spoilt)


@pytest.mark.parametrize("format_", sorted(FILES))
@given(st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_spoilt_file_gives_rows_refusals_or_an_area_error(format_: str, chance: Random) -> None:
    parts, read = FILES[format_]
    with tempfile.TemporaryDirectory() as name:
        which = chance.choice(sorted(parts))
        for part, content in parts.items():
            (Path(name) / part).write_bytes(spoilt(content, chance) if part == which else content)
        try:
            list(read(Path(name) / next(iter(parts))))
        except AreaError as error:
            assert next(iter(parts)).split(".")[0] in str(error) or "holds none" in str(error)
