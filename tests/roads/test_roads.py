"""From an extract to the place graph: which places a road joins, how far, on what road, over which bridge."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from marsad.areas.build.barriers import BorderState, read_borders
from marsad.areas.build.precincts import precincts
from marsad.areas.build.road_network import highways, read_network, write_network
from marsad.areas.build.roads import CLASSES, RoadGraph, roads
from marsad.areas.check import ROAD_CLASSES
from marsad.errors import AreaError
from marsad.model import Link, Place

Make = Callable[..., Place]


def linked(graph: RoadGraph) -> set[tuple[str, str]]:
    return {(link.a.removeprefix("plc_"), link.b.removeprefix("plc_")) for link in graph.links}


def only(graph: RoadGraph) -> Link:
    assert len(graph.links) == 1
    return graph.links[0]


def test_a_road_links_the_places_along_it_and_no_others(extract: Any, place: Make, tmp_path: Path) -> None:
    extract.line((0, 0), (10, 0), (20, 0), highway="primary", ref="M4")
    places = [place("ash", 0, 0), place("birch", 10, 0.3), place("cedar", 20, 0)]
    graph = roads(extract.write(tmp_path / "x.osm"), places)
    assert linked(graph) == {("ash", "birch"), ("birch", "cedar")}
    first = graph.links[0]
    assert (first.road, first.road_class, first.bridge) == ("M4", "main", None)
    assert first.km == pytest.approx(10, abs=0.2)
    assert graph.doubts == ()


def test_a_village_between_the_points_of_a_straight_road_is_passed(
    extract: Any, place: Make, tmp_path: Path
) -> None:
    extract.line((0, 0), (40, 0), highway="track")
    places = [place("ash", 0, 0), place("birch", 17, 0.5), place("cedar", 40, 0)]
    assert linked(roads(extract.write(tmp_path / "x.osm"), places)) == {("ash", "birch"), ("birch", "cedar")}


def test_a_road_around_a_town_joins_its_neighbours_only_where_it_is_theirs(
    extract: Any, place: Make, tmp_path: Path
) -> None:
    a, b, c = extract.node(0, 0), extract.node(10, 0), extract.node(20, 0)
    extract.way([a, b, c], highway="secondary")
    extract.way([a, extract.node(10, 3), c], highway="secondary")  # 3 km off: still nearest to birch? no junction
    places = [place("ash", 0, 0), place("birch", 10, 0), place("cedar", 20, 0)]
    assert ("ash", "cedar") in linked(roads(extract.write(tmp_path / "x.osm"), places))
    extract.way([extract.node(10, 3.01), b], highway="secondary")  # not joined to the bypass
    assert ("ash", "cedar") in linked(roads(extract.write(tmp_path / "y.osm"), places))


def test_a_long_way_round_is_no_link(extract: Any, place: Make, tmp_path: Path) -> None:
    a, b, c = extract.node(0, 0), extract.node(5, 0), extract.node(10, 0)
    extract.way([a, b, c], highway="secondary")
    extract.way([a, extract.node(0, 20), extract.node(10, 20), c], highway="secondary")
    places = [place("ash", 0, 0), place("birch", 5, 0), place("cedar", 10, 0)]
    assert ("ash", "cedar") not in linked(roads(extract.write(tmp_path / "x.osm"), places))


def test_the_better_road_is_the_links_though_a_track_is_shorter(extract: Any, place: Make, tmp_path: Path) -> None:
    a, b = extract.node(0, 0), extract.node(20, 0)
    extract.way([a, b], highway="track")
    extract.way([a, extract.node(10, 5), b], highway="primary", name="Northern road")
    link = only(roads(extract.write(tmp_path / "x.osm"), [place("ash", 0, 0), place("birch", 20, 0)]))
    assert (link.road, link.road_class) == ("Northern road", "main")
    assert link.km == pytest.approx(22.4, abs=0.2)


def test_a_bridge_is_named_and_an_island_is_reported(extract: Any, place: Make, tmp_path: Path) -> None:
    a, b = extract.node(0, 0), extract.node(20, 0)
    west, east = extract.node(9.9, 0), extract.node(10.1, 0)
    extract.way([a, west], highway="primary")
    extract.way([west, east], highway="primary", bridge="yes")
    extract.way([east, b], highway="primary")
    extract.line((10, -50), (10, 50), waterway="river", name="Nahr", name__en="Great River")
    extract.line((40, 40), (45, 40), highway="primary")
    places = [place("ash", 0, 0), place("birch", 20, 0), place("isle", 40, 40)]
    graph = roads(extract.write(tmp_path / "x.osm"), places)
    assert only(graph).bridge == "bridge over Great River"
    assert [doubt.places for doubt in graph.doubts] == [("plc_isle",)]


def test_ferries_and_bridges_bear_their_own_names(extract: Any, place: Make, tmp_path: Path) -> None:
    nodes = [extract.node(east, 0) for east in (0, 5, 6, 15, 20)]
    extract.way(nodes[:2], highway="primary")
    extract.way(nodes[1:3], highway="primary", bridge="yes", bridge__name="Old Bridge")
    extract.way(nodes[2:4], route="ferry", name="Strait line")
    extract.way(nodes[3:], highway="primary")
    link = only(roads(extract.write(tmp_path / "x.osm"), [place("ash", 0, 0), place("birch", 20, 0)]))
    assert link.bridge is not None
    assert set(link.bridge.split(", ")) == {"Old Bridge", "ferry Strait line"}


def test_a_footbridge_and_a_ferry_for_walkers_carry_no_link(extract: Any, place: Make, tmp_path: Path) -> None:
    nodes = [extract.node(east, 0) for east in (0, 9, 11, 20)]
    extract.way(nodes[:2], highway="primary")
    extract.way(nodes[1:3], highway="footway", bridge="yes")
    extract.way(nodes[1:3], route="ferry", motor_vehicle="no")
    extract.way(nodes[2:], highway="primary")
    assert roads(extract.write(tmp_path / "x.osm"), [place("ash", 0, 0), place("birch", 20, 0)]).links == ()


def test_a_road_over_a_river_without_a_bridge_is_doubtful(extract: Any, place: Make, tmp_path: Path) -> None:
    extract.line((0, 0), (20, 0), highway="track")
    extract.line((10, -5), (10, 5), waterway="river", name="Wadi")
    places = [place("ash", 0, 0), place("birch", 20, 0)]
    graph = roads(extract.write(tmp_path / "x.osm"), places)
    assert len(graph.links) == 1
    assert [doubt.reason for doubt in graph.doubts] == [
        "its road crosses Wadi where the extract has no bridge, tunnel, ford or dam"
    ]


@pytest.mark.parametrize("crossing", ["ford", "dam"])
def test_a_ford_or_a_dam_crosses_a_river(extract: Any, place: Make, tmp_path: Path, crossing: str) -> None:
    middle = extract.node(10, 0, **({"ford": "yes"} if crossing == "ford" else {}))
    extract.way([extract.node(0, 0), middle, extract.node(20, 0)], highway="primary")
    extract.line((10, -5), (10, 5), waterway="river", name="Wadi")
    if crossing == "dam":
        extract.line((9.5, 0), (10.5, 0), waterway="dam", name="High Dam")
    graph = roads(extract.write(tmp_path / "x.osm"), [place("ash", 0, 0), place("birch", 20, 0)])
    assert graph.doubts == ()
    assert only(graph).bridge == ("High Dam" if crossing == "dam" else None)


def test_a_town_is_not_on_both_banks_of_a_river_without_a_bridge(
    extract: Any, place: Make, tmp_path: Path
) -> None:
    extract.line((0, 0), (20, 0), highway="primary")
    extract.line((20, 0.5), (0, 0.5), highway="primary")
    places = [place("ash", 0, 0), place("birch", 10, 0, "city"), place("cedar", 20, 0.5)]
    assert ("birch", "cedar") in linked(roads(extract.write(tmp_path / "dry.osm"), places))
    extract.line((-5, 0.25), (30, 0.25), waterway="river", name="Furat")
    graph = roads(extract.write(tmp_path / "wet.osm"), places)
    assert linked(graph) == {("ash", "birch")}
    assert [doubt.places for doubt in graph.doubts] == [("plc_cedar",)]


def test_a_road_without_an_exit_is_in_the_place_only_well_inside(
    extract: Any, place: Make, tmp_path: Path
) -> None:
    extract.line((0, 0), (20, 0), highway="motorway")
    extract.line((10, 0.3), (10, 0.9), highway="residential")
    ends = [place("ash", 0, 0), place("cedar", 20, 0)]
    path = extract.write(tmp_path / "x.osm")
    assert linked(roads(path, [*ends, place("birch", 10, 0.3)])) == {("ash", "birch"), ("birch", "cedar")}
    assert linked(roads(path, [*ends, place("birch", 10, 0.6)])) == {("ash", "cedar")}


def test_a_base_beside_a_road_is_joined_straight_but_not_across_a_river(
    extract: Any, place: Make, tmp_path: Path
) -> None:
    extract.line((0, 0), (20, 0), highway="primary")
    places = [place("ash", 0, 0), place("base", 10, 2, "military_base"), place("cedar", 20, 0)]
    graph = roads(extract.write(tmp_path / "dry.osm"), places)
    assert ("ash", "base") in linked(graph)
    assert [doubt.places for doubt in graph.doubts] == [("plc_base",)]
    extract.line((-5, 1), (30, 1), waterway="river", name="Furat")
    graph = roads(extract.write(tmp_path / "wet.osm"), places)
    assert linked(graph) == {("ash", "cedar")}


def border(extract: Any) -> None:
    """A border from south to north at 10 km east, between AA and BB, drawn over ways without tags."""
    line = extract.line((10, -50), (10, 50))
    for code in ("AA", "BB"):
        extract.relation([line], boundary="administrative", admin_level="2", name=code, **{"ISO3166-1": code})


def test_a_border_is_crossed_at_crossings_alone(extract: Any, place: Make, tmp_path: Path) -> None:
    border(extract)
    extract.line((0, 0), (20, 0), highway="primary")
    west, east = place("ash", 0, 0, country="AA"), place("birch", 20, 0, country="BB")
    path = extract.write(tmp_path / "x.osm")
    assert roads(path, [west, east]).links == ()
    gate = place("gate", 9.7, 0, "crossing", "AA")
    assert linked(roads(path, [west, east, gate])) == {("ash", "gate"), ("birch", "gate")}
    pair = frozenset(("AA", "BB"))
    assert linked(roads(path, [west, east], {pair: BorderState.OPEN})) == {("ash", "birch")}
    assert linked(roads(path, [west, east, gate], {pair: BorderState.CLOSED})) == {("ash", "gate")}


def test_a_border_control_of_the_extract_is_a_crossing(extract: Any, place: Make, tmp_path: Path) -> None:
    border(extract)
    extract.line((0, 0), (20, 0), highway="primary")
    extract.node(10.4, 0, barrier="border_control")
    places = [place("ash", 0, 0, country="AA"), place("birch", 20, 0, country="BB")]
    assert linked(roads(extract.write(tmp_path / "x.osm"), places)) == {("ash", "birch")}


def test_where_the_border_is_not_drawn_the_countries_of_places_tell(
    extract: Any, place: Make, tmp_path: Path
) -> None:
    extract.line((0, 0), (20, 0), highway="primary")
    path = extract.write(tmp_path / "x.osm")
    west, east = place("ash", 0, 0, country="AA"), place("birch", 20, 0, country="BB")
    gate = place("gate", 10, 0, "crossing", "AA")
    assert roads(path, [west, east]).links == ()
    assert linked(roads(path, [west, east, gate])) == {("ash", "gate"), ("birch", "gate")}
    assert linked(roads(path, [west, east, gate], {frozenset(("AA", "BB")): BorderState.CLOSED})) == {
        ("ash", "gate")
    }


def test_provinces_are_no_places_of_the_graph(extract: Any, place: Make, tmp_path: Path) -> None:
    extract.line((0, 0), (20, 0), highway="primary")
    places = [place("ash", 0, 0), place("land", 10, 0, "province"), place("birch", 20, 0)]
    assert linked(roads(extract.write(tmp_path / "x.osm"), places)) == {("ash", "birch")}


def test_any_form_of_the_file_gives_the_same_graph(
    extract: Any, place: Make, tmp_path: Path, as_pbf: Callable[[Path], Path]
) -> None:
    import gzip

    extract.line((0, 0), (3, 1), (20, 0), highway="primary", ref="M4")
    places = [place("ash", 0, 0), place("birch", 20, 0)]
    plain = extract.write(tmp_path / "x.osm")
    packed = tmp_path / "x.osm.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    rows = [list(roads(path, places).rows()) for path in (plain, packed, as_pbf(plain))]
    assert rows[0] == rows[1] == rows[2]
    assert rows[0] == [
        {"a": "plc_ash", "b": "plc_birch", "km": "20.2", "road": "M4", "road_class": "main", "bridge": ""}
    ]


def test_the_full_network_is_kept_and_reads_back(extract: Any, place: Make, tmp_path: Path) -> None:
    extract.line((0, 0), (3, 1), (20, 0), highway="primary", ref="M4")
    extract.line((0, 0), (0, 7), highway="track", access="private")
    network = roads(extract.write(tmp_path / "x.osm"), [place("ash", 0, 0)]).network
    write_network(network, tmp_path / "roads.npz", "x.osm", "nobody")
    again = read_network(tmp_path / "roads.npz")
    write_network(network, tmp_path / "twice.npz", "x.osm", "nobody")
    assert (tmp_path / "roads.npz").read_bytes() == (tmp_path / "twice.npz").read_bytes()
    assert list(again.named("M4")) == [0]
    assert len(again) == 2
    for number in range(2):
        assert again.road(number) == [pytest.approx(point, abs=1e-6) for point in network.road(number)]
    assert again.marks.tolist() == network.marks.tolist() == [0, 16]


def test_a_damaged_network_is_refused(extract: Any, place: Make, tmp_path: Path) -> None:
    extract.line((0, 0), (3, 1), (20, 0), highway="primary", ref="M4")
    network = roads(extract.write(tmp_path / "x.osm"), [place("ash", 0, 0)]).network
    path = tmp_path / "roads.npz"
    write_network(network, path, "x.osm", "nobody")
    whole = path.read_bytes()
    for damaged in (b"", b"no archive", whole[: len(whole) // 2], whole.replace(b"head", b"tail")):
        path.write_bytes(damaged)
        with pytest.raises(AreaError, match=r"roads\.npz"):
            read_network(path)


def test_the_table_of_borders_names_its_faulty_line(tmp_path: Path) -> None:
    path = tmp_path / "borders.csv"
    path.write_text("a,b,state\nsy,TR,closed\n", encoding="utf-8")
    assert read_borders(path) == {frozenset(("SY", "TR")): BorderState.CLOSED}
    path.write_text("a,b,state\nSY,TR,closed\nSY,IQ,ajar\n", encoding="utf-8")
    with pytest.raises(AreaError, match=r"borders\.csv line 3"):
        read_borders(path)
    path.write_text("a,b\nSY,TR\n", encoding="utf-8")
    with pytest.raises(AreaError, match=r"borders\.csv line 2"):
        read_borders(path)


def test_the_tables_agree_with_the_areas_rules() -> None:
    assert {each.road_class for each in highways().values()} == set(CLASSES) == set(ROAD_CLASSES)
    assert all(each.radius_km > 0 and each.reach_km >= 0 for each in precincts().values())


def test_the_page_on_roads_explains_every_array_and_column(extract: Any, place: Make, tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "roads.md").read_text(encoding="utf-8")
    extract.line((0, 0), (3, 1), highway="primary")
    network = roads(extract.write(tmp_path / "x.osm"), [place("ash", 0, 0)]).network
    write_network(network, tmp_path / "roads.npz", "x.osm", "nobody")
    with np.load(tmp_path / "roads.npz") as arrays:
        assert set(arrays) <= set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    (example,) = re.findall(r"```csv borders.csv\n(.+?)```", page, re.DOTALL)
    (tmp_path / "borders.csv").write_text(example, encoding="utf-8")
    assert set(read_borders(tmp_path / "borders.csv").values()) <= set(BorderState)
    for state in BorderState:
        assert f"`{state.value}`: " in page
