"""Places out of an extract: what the tags say, in which units they lie, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from marsad.areas.build.entries import Entry, Refusal
from marsad.areas.build.sources.osm import entries, kind_of
from marsad.model import PlaceKind


def named(path: Path, name: str, **more: Any) -> Entry:
    found = [each for each in entries(path, **more) if isinstance(each, Entry) and each.name == name]
    assert len(found) == 1
    return found[0]


def test_a_town_with_all_its_names(extract: Any, tmp_path: Path) -> None:
    tags = {"name": "الباب", "name__en": "Al-Bab", "alt_name": "El Bab;Bab", "name__tr": "El Bab"}
    number = extract.node(1, 2, place="town", population="63,069", wikidata="Q1", **tags)
    town = named(extract.write(tmp_path / "x.osm"), "Al-Bab", country="SY")
    assert (town.kind, town.name_ar, town.names) == (PlaceKind.TOWN, "الباب", ("El Bab", "Bab"))
    assert (town.ref, town.row) == (f"node/{number}", f"x.osm node {number}")
    assert (town.country, town.population, town.refs) == ("SY", 63_069, ("wikidata:Q1",))


def test_a_population_in_words_is_none(extract: Any, tmp_path: Path) -> None:
    extract.node(1, 2, place="town", name="A", population="about 2000")
    assert named(extract.write(tmp_path / "x.osm"), "A").population is None


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"place": "hamlet"}, PlaceKind.VILLAGE),
        ({"aeroway": "aerodrome"}, PlaceKind.AIRPORT),
        ({"aeroway": "aerodrome", "military": "airfield"}, PlaceKind.AIRBASE),
        ({"aeroway": "aerodrome", "aerodrome:type": "military"}, PlaceKind.AIRBASE),
        ({"waterway": "dam"}, PlaceKind.DAM),
        ({"barrier": "border_control"}, PlaceKind.CROSSING),
        ({"landuse": "military"}, PlaceKind.MILITARY_BASE),
        ({"shop": "bakery"}, None),
    ],
)
def test_tags_make_kinds(tags: dict[str, str], kind: PlaceKind | None) -> None:
    assert kind_of(tags) is kind


def test_an_airfield_drawn_as_a_surface_lies_in_its_middle(extract: Any, tmp_path: Path) -> None:
    corners = [extract.node(east, north) for east, north in ((0, 0), (4, 0), (4, 2), (0, 2))]
    extract.way([*corners, corners[0]], aeroway="aerodrome", name="Kuweires")
    field = named(extract.write(tmp_path / "x.osm"), "Kuweires")
    assert (field.lat * 111.195, field.lon * 111.195) == pytest.approx((1, 2), abs=0.01)


def test_an_airfield_drawn_by_a_relation_lies_in_the_middle_of_its_points(extract: Any, tmp_path: Path) -> None:
    ways = [extract.line((0, north), (4, north)) for north in (0, 2)]
    extract.relation(ways, aeroway="aerodrome", name="Kuweires", type="multipolygon")
    field = named(extract.write(tmp_path / "x.osm"), "Kuweires")
    assert (field.kind, field.ref) == (PlaceKind.AIRPORT, "relation/1")
    assert (field.lat * 111.195, field.lon * 111.195) == pytest.approx((1, 2), abs=0.01)


def test_what_has_no_name_is_no_place(extract: Any, tmp_path: Path) -> None:
    extract.node(1, 2, place="village")
    extract.node(1, 2, place="village", name="  ")
    assert list(entries(extract.write(tmp_path / "x.osm"))) == []


def square(extract: Any, size_km: float) -> list[int]:
    """A square around 0, 0 out of two ways, the second without tags."""
    corners = [extract.node(x * size_km, y * size_km) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    return [extract.way(corners[:3], boundary="administrative"), extract.way([*corners[2:], corners[0]])]


def test_places_get_the_units_they_lie_in(extract: Any, tmp_path: Path) -> None:
    extract.node(1, 1, place="village", name="Inside")
    extract.node(30, 0, place="village", name="Outside")
    levels = (("2", 50, "Land"), ("4", 20, "Aleppo"), ("5", 10, "Bab"), ("6", 5, "Tadef"))
    for level, size, name in levels:
        tags = {"ISO3166-1": "SY"} if level == "2" else {"ISO3166-2": "SY-HL"}
        extract.relation(square(extract, size), boundary="administrative", admin_level=level, name=name, **tags)
    path = extract.write(tmp_path / "x.osm")
    inside, outside = named(path, "Inside"), named(path, "Outside")
    assert (inside.country, inside.admin1, inside.admin2, inside.admin3) == ("SY", "Aleppo", "Bab", "Tadef")
    assert (outside.country, outside.admin1) == ("SY", None)
    unit = named(path, "Tadef")
    assert (unit.kind, unit.admin1, unit.admin2, unit.admin3) == (PlaceKind.SUBDISTRICT, "Aleppo", "Bab", None)


def test_a_boundary_that_does_not_close_is_refused_by_row(extract: Any, tmp_path: Path) -> None:
    one, _ = square(extract, 5)
    extract.relation([one, 97, 98], boundary="administrative", admin_level="4", name="Neighbour")
    extract.relation([one], boundary="administrative", admin_level="4", name="Open")
    extract.relation([*square(extract, 5), 99], boundary="administrative", admin_level="4", name="Absent")
    rows = list(entries(extract.write(tmp_path / "x.osm")))
    assert rows == [
        Refusal("osm", f"x.osm relation {number}", "its boundary is not whole in this extract")
        for number in (2, 3)
    ]


def test_a_place_that_is_not_on_earth_is_refused_by_row(extract: Any, tmp_path: Path) -> None:
    extract.nodes.append('<node id="7" version="1" lat="137.5" lon="36"><tag k="place" v="town"/>')
    extract.nodes.append('<tag k="name" v="Nowhere"/></node>')
    assert list(entries(extract.write(tmp_path / "x.osm"))) == [
        Refusal("osm", "x.osm node 7", "its coordinates are missing or not on earth")
    ]
