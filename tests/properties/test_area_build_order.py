"""Laws of building an area, over gazetteers drawn at random."""

from __future__ import annotations

import csv
import itertools
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marsad.areas.area import load_area
from marsad.areas.build import Sources, build
from marsad.areas.build.entries import Entry
from marsad.areas.build.joining import NEAR_KM, Node, Rule, joined
from marsad.areas.tables import great_circle_km
from marsad.model.terms import PlaceKind

NAMES = ["Al-Bab", "El Bab", "Bab", "Suran", "Soran", "Kafr Nasih", "Kafr Naseeh", "Tadif"]
KINDS = [PlaceKind.VILLAGE, PlaceKind.TOWN, PlaceKind.HILL, PlaceKind.SUBDISTRICT]
near = st.integers(-30, 30).map(lambda step: step * 0.003)  # a third of a kilometre

entries = st.lists(
    st.builds(
        Entry,
        source=st.sampled_from(["ocha", "osm", "geonames", "mine"]),
        ref=st.integers(0, 6).map(str),
        name=st.sampled_from(NAMES),
        kind=st.sampled_from(KINDS),
        lat=near.map(lambda step: 36.3 + step),
        lon=near.map(lambda step: 37.3 + step),
        name_ar=st.sampled_from([None, "الباب", "صوران"]),
        country=st.just("SY"),
        pcode=st.sampled_from([None, None, None, "SY0202", "SY0203"]),
        row=st.just("x line 1"),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda entry: (entry.source, entry.ref),
)


@given(entries, st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_joining_does_not_depend_on_the_order_of_rows(rows: list[Entry], chance: object) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert joined(map(Node, rows)) == joined(map(Node, shuffled))


@given(entries)
@settings(max_examples=80, deadline=None)
def test_every_row_is_one_place_and_distinct_sources_never_lose_one(rows: list[Entry]) -> None:
    found = joined(map(Node, rows))
    assert sorted(itertools.chain(*found.groups)) == list(range(len(rows)))
    for group in found.groups:
        ocha = [found.nodes[each].entry for each in group if found.nodes[each].entry.source == "ocha"]
        assert len(ocha) <= 1
    for pair in found.pairs:
        one, other = found.nodes[pair.a].entry, found.nodes[pair.b].entry
        if pair.rule >= Rule.ARABIC and one.kind is not PlaceKind.SUBDISTRICT:
            assert great_circle_km(one.lat, one.lon, other.lat, other.lon) <= NEAR_KM


def write(path: Path, rows: Sequence[Entry]) -> None:
    with path.open("w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table)
        writer.writerow(["id", "name", "name_ar", "kind", "lat", "lon", "country"])
        for row in rows:
            cells = [
                row.ref,
                row.name,
                row.name_ar or "",
                row.kind.value,
                f"{row.lat:.5f}",
                f"{row.lon:.5f}",
                "SY",
            ]
            writer.writerow(cells)


def tables(folder: Path) -> dict[str, bytes]:
    skipped = {"columns.csv"}
    return {each.name: each.read_bytes() for each in sorted(folder.iterdir()) if each.name not in skipped}


@given(entries, entries)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_source_that_comes_later_takes_no_id_away(first: list[Entry], later: list[Entry]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "first.csv", [row for row in first if row.source == "mine"] or first[:1])
        write(folder / "later.csv", [row for row in later if row.source == "osm"] or later[:1])
        build("drawn", Sources(csv=(folder / "first.csv",)), out=folder / "area")
        before = (folder / "area" / "crossrefs.csv").read_text(encoding="utf-8").splitlines()
        build("drawn", Sources(csv=(folder / "later.csv", folder / "first.csv")), out=folder / "area")
        after = (folder / "area" / "crossrefs.csv").read_text(encoding="utf-8").splitlines()
        assert {tuple(line.split(",")[:3]) for line in before} <= {tuple(line.split(",")[:3]) for line in after}


@given(entries, st.permutations(["ocha", "osm", "geonames", "mine"]))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_building_from_sources_in_any_order_gives_the_same_area(rows: list[Entry], order: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = []
        for source in order:
            of_source = [row for row in rows if row.source == source]
            if of_source:
                paths.append(folder / f"{source}_table.csv")
                write(paths[-1], of_source)
        once, again = folder / "once", folder / "again"
        build("drawn", Sources(csv=tuple(paths)), out=once)
        build("drawn", Sources(csv=tuple(sorted(paths))), out=again)
        assert tables(once) == tables(again)
        built_twice = tables(once)
        build("drawn", Sources(csv=tuple(reversed(paths))), out=once)
        assert tables(once) == built_twice
        load_area.cache_clear()
        assert len(load_area(str(once)).places) >= 1
