"""``marsad area build --osm``: links written beside the places, what people made of them kept."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from marsad.areas import load_area
from marsad.areas.build import Sources, build
from marsad.areas.build.report import Outcome
from marsad.areas.build.road_network import read_network
from marsad.errors import AreaError

HEADER = "a,b,km,road,road_class,bridge"
EAST_KM, NORTH_KM = 4_000, 3_900  # in Syria, as seen from 0, 0


@pytest.fixture
def drawn(extract: Any, tmp_path: Path) -> Path:
    """Three towns in a row along a main road, and a road from the last to nowhere."""
    towns = [(EAST_KM + 15 * step, NORTH_KM) for step in range(3)]
    for name, point in zip(("Ash", "Birch", "Cedar"), towns, strict=True):
        extract.node(*point, place="town", name=name)
    extract.line(*towns, (EAST_KM + 60, NORTH_KM), highway="primary", ref="M4")
    path: Path = extract.write(tmp_path / "x.osm")
    return path


def links(folder: Path) -> list[tuple[str, str, str]]:
    with (folder / "links.csv").open(encoding="utf-8", newline="") as table:
        return [(row["a"], row["b"], row["road"]) for row in csv.DictReader(table)]


def build_at(folder: Path, *extracts: Path) -> Any:
    return build("land", Sources(osm=extracts), out=folder, country_codes=["SY"])


def test_a_build_writes_places_links_and_the_network(drawn: Path, tmp_path: Path) -> None:
    report = build_at(tmp_path / "land", drawn)
    assert report.count(Outcome.DOUBTFUL) == 0
    assert links(tmp_path / "land") == [("plc_ash", "plc_birch", "M4"), ("plc_birch", "plc_cedar", "M4")]
    area = load_area(str(tmp_path / "land"))
    assert [link.road_class for link in area.links] == ["main", "main"]
    assert len(read_network(tmp_path / "land" / "roads.npz")) == 1


def test_the_same_extracts_write_the_same_bytes(drawn: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        build_at(tmp_path / name, drawn)
    files = ("links.csv", "links_built.csv", "roads.npz", "report.csv")
    one, two = ([(tmp_path / name / file).read_bytes() for file in files] for name in ("one", "two"))
    assert one == two


def test_links_that_a_person_added_changed_or_deleted_stay_so(drawn: Path, tmp_path: Path) -> None:
    folder = tmp_path / "land"
    build_at(folder, drawn)
    by_hand = ["plc_ash,plc_cedar,31,desert track,track,", "plc_birch,plc_ash,15,Old road,secondary,"]
    (folder / "links.csv").write_text("\n".join([HEADER, *by_hand, ""]), encoding="utf-8")
    build_at(folder, drawn)
    assert links(folder) == [("plc_ash", "plc_cedar", "desert track"), ("plc_birch", "plc_ash", "Old road")]


def test_without_an_extract_links_stay_as_they_are(drawn: Path, tmp_path: Path) -> None:
    folder = tmp_path / "land"
    build_at(folder, drawn)
    before = links(folder)
    table = tmp_path / "more.csv"
    table.write_text("name,lat,lon,kind\nElm,35.2,36.2,town\n", encoding="utf-8")
    build("land", Sources(csv=(table,)), out=folder, country_codes=["SY"])
    assert links(folder) == before


def test_two_extracts_that_overlap_make_one_network(drawn: Path, tmp_path: Path) -> None:
    twin = tmp_path / "y.osm"
    text = drawn.read_text(encoding="utf-8")
    more = '<way id="9" version="1"><nd ref="4"/><nd ref="6"/><tag k="highway" v="track"/></way></osm>'
    twin.write_text(text.replace("</osm>", more), encoding="utf-8")
    build_at(tmp_path / "land", drawn, twin)
    assert len(read_network(tmp_path / "land" / "roads.npz")) == 2


def test_a_bad_extract_leaves_the_area_as_it_was(drawn: Path, tmp_path: Path) -> None:
    folder = tmp_path / "land"
    build_at(folder, drawn)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    drawn.write_bytes(drawn.read_bytes()[:-200])
    with pytest.raises(AreaError, match=r"x\.osm"):
        build_at(folder, drawn)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert not list(tmp_path.glob(".land*"))


def test_a_faulty_table_of_borders_stops_the_build(drawn: Path, tmp_path: Path) -> None:
    build_at(tmp_path / "land", drawn)
    (tmp_path / "land" / "borders.csv").write_text("a,b,state\nSY,TR,ajar\n", encoding="utf-8")
    with pytest.raises(AreaError, match=r"borders\.csv line 2"):
        build_at(tmp_path / "land", drawn)
