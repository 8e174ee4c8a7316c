"""Laws of the place graph, on small countries drawn at random."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree.ElementTree import Element, ElementTree, SubElement

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("osmium", reason="needs the extra area-build")

from marsad.areas.build.roads import RoadGraph, roads
from marsad.areas.tables import great_circle_km
from marsad.model import Place, PlaceKind

Spot = tuple[int, int]  # kilometres east and north of 0, 0
Road = tuple[str, tuple[Spot, ...]]
DEGREES = 1 / 111.195
spots = st.tuples(st.integers(0, 12), st.integers(0, 12))
courses = st.lists(spots, min_size=2, max_size=4, unique=True).map(tuple)
drawn_roads = st.lists(
    st.tuples(st.sampled_from(["primary", "track", "residential"]), courses), min_size=1, max_size=9
)
drawn_places = st.lists(st.tuples(spots, st.sampled_from(["village", "town", "hill"])), max_size=7)
settlements = st.lists(st.tuples(spots, st.sampled_from(["village", "town"])), max_size=7)


def graph(drawn: list[Road], places: list[tuple[Spot, str]]) -> RoadGraph:
    root = Element("osm", version="0.6")
    number = {spot: each for each, spot in enumerate(sorted({spot for _, road in drawn for spot in road}), 1)}
    for (east, north), each in number.items():
        SubElement(root, "node", id=str(each), lat=f"{north * DEGREES:.7f}", lon=f"{east * DEGREES:.7f}")
    for each, (highway, course) in enumerate(drawn, 1):
        way = SubElement(root, "way", id=str(each))
        for spot in course:
            SubElement(way, "nd", ref=str(number[spot]))
        SubElement(way, "tag", k="highway", v=highway)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.osm"
        ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
        return roads(path, [placed(each, spot, kind) for each, (spot, kind) in enumerate(places)])


def placed(number: int, spot: Spot, kind: str) -> Place:
    return Place(f"plc_{number}", str(number), PlaceKind(kind), spot[1] * DEGREES, spot[0] * DEGREES)


@settings(max_examples=40, deadline=None)
@given(drawn_roads, drawn_places)
def test_links_are_rows_that_an_area_may_hold(drawn: list[Road], places: list[tuple[Spot, str]]) -> None:
    found = graph(drawn, places)
    where = {f"plc_{number}": (spot[1] * DEGREES, spot[0] * DEGREES) for number, (spot, _) in enumerate(places)}
    assert len({link.ends for link in found.links}) == len(found.links)
    for link in found.links:
        assert link.a < link.b
        assert link.km >= great_circle_km(*where[link.a], *where[link.b])


@settings(max_examples=25, deadline=None)
@given(drawn_roads.flatmap(lambda drawn: st.tuples(st.just(drawn), st.permutations(drawn))), drawn_places)
def test_the_order_of_roads_does_not_matter(
    both: tuple[list[Road], list[Road]], places: list[tuple[Spot, str]]
) -> None:
    one, other = (graph(drawn, places) for drawn in both)
    assert [link.ends for link in one.links] == [link.ends for link in other.links]


@settings(max_examples=25, deadline=None)
@given(drawn_roads, settlements, spots)
def test_one_place_more_parts_no_others(drawn: list[Road], places: list[tuple[Spot, str]], spot: Spot) -> None:
    before, after = joined(graph(drawn, places)), joined(graph(drawn, [*places, (spot, "village")]))
    for one, group in before.items():
        assert group <= after.get(one, set())


def joined(found: RoadGraph) -> dict[str, set[str]]:
    """Each place that has a link, with all that chains of links join to it."""
    groups: dict[str, set[str]] = {}
    for link in found.links:
        together = groups.get(link.a, {link.a}) | groups.get(link.b, {link.b})
        for place in together:
            groups[place] = together
    return groups
