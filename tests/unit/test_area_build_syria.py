"""The real boundaries of Syria: without p-codes, each subdistrict is found in the bundled area and OpenSyria."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from marsad.areas import load_area
from marsad.areas.build.entries import Entry
from marsad.areas.build.joining import Node, joined
from marsad.areas.build.kept import entry_of_place
from marsad.areas.build.keys import keys_of
from marsad.areas.build.sources import ocha, opensyria
from marsad.errors import AreaError
from marsad.model.terms import PlaceKind

SHARED = Path(__file__).parents[3] / "shared" / "data" / "syria-admin"
SUBDISTRICTS = 272

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="needs the folder ../shared/data/syria-admin"),
]
pytest.importorskip("shapefile", reason="pyshp is not installed (extra area-build)")
pytest.importorskip("shapely", reason="shapely is not installed (extra area-build)")


@pytest.fixture(scope="module")
def subdistricts() -> list[Entry]:
    rows = ocha.entries(SHARED / "ocha_cod_shp" / "syr_admin3.shp")
    return [row for row in rows if isinstance(row, Entry)]


def others(which: str) -> list[Entry]:
    if which == "opensyria":
        rows = [row for row in opensyria.entries(SHARED / "opensyria") if isinstance(row, Entry)]
    else:
        rows = [entry_of_place(place) for place in load_area("syria").places.values()]
    return [row for row in rows if row.kind is PlaceKind.SUBDISTRICT]


@pytest.mark.parametrize("which", ["opensyria", "bundled"])
def test_every_subdistrict_joins_its_own_without_ids(subdistricts: list[Entry], which: str) -> None:
    pcode = {row.ref: row.pcode for row in others(which)}
    blind = [replace(row, source="other", pcode=None, refs=(), unit=None) for row in others(which)]
    found = joined(Node(replace(row, pcode=None, unit=None) if row.source == "ocha" else row)
                   for row in (*subdistricts, *blind))  # fmt: skip
    pairs = [tuple(found.nodes[each].entry.ref for each in group) for group in found.groups if len(group) == 2]
    right = [pair for pair in pairs if pcode.get(pair[1]) == pair[0]]
    assert len(subdistricts) == SUBDISTRICTS
    assert len(pairs) - len(right) == 0
    assert len(right) >= 0.98 * SUBDISTRICTS


@pytest.mark.parametrize("which", ["opensyria", "bundled"])
def test_by_names_alone_nearly_all_are_found_and_namesakes_are_several(
    subdistricts: list[Entry], which: str
) -> None:
    there = [(row.pcode, keys_of(row)) for row in others(which)]
    right = ambiguous = 0
    for row in subdistricts:
        keys = keys_of(row)
        by_arabic = [pcode for pcode, other in there if other.arabic & keys.arabic]
        found = by_arabic or [pcode for pcode, other in there if other.latin & keys.latin]
        right += found == [row.pcode]
        ambiguous += len(found) > 1 and row.pcode in found
    assert right >= 0.98 * SUBDISTRICTS
    assert right + ambiguous == SUBDISTRICTS


def test_the_settlement_points_lack_their_names_and_say_so() -> None:
    with pytest.raises(AreaError, match=r"syr_humanitarian_locations\.dbf must lie beside it"):
        list(ocha.rows(SHARED / "ocha_cod_shp" / "syr_humanitarian_locations.shp"))
