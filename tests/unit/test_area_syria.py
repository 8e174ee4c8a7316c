"""The bundled area: what the reports of the winter of 2016-17 need, and what is known of that winter."""

from collections import Counter
from datetime import date
from itertools import combinations
from math import dist
from pathlib import Path

import pytest

from marsad.areas import load_area
from marsad.areas.area import ADMIN_KINDS
from marsad.areas.check import check
from marsad.areas.tables import great_circle_km
from marsad.model import PlaceKind

SYRIA = load_area("syria")
DAY = date(2017, 2, 6)
SHARED = Path(__file__).parents[2] / "../shared/data/syria-admin/ocha_cod_shp"
FOES_OF_ISIS = (
    *("act_syrian_government", "act_ndf", "act_hezbollah", "act_russia", "act_iran", "act_turkey", "act_fsa"),
    *("act_euphrates_shield", "act_rebels", "act_hts", "act_sdf", "act_ypg", "act_us_coalition"),
)
HELD = {row.place: row.holder for row in SYRIA.baseline}


def test_it_is_as_large_as_the_reports_need() -> None:
    places = [place for place in SYRIA.places.values() if place.country == "SY" and place.kind not in ADMIN_KINDS]
    assert len(places) >= 900
    units = [place for place in SYRIA.places.values() if place.country == "SY" and place.kind in ADMIN_KINDS]
    counted = Counter(place.kind for place in units)
    assert counted[PlaceKind.PROVINCE] == 14
    assert counted[PlaceKind.DISTRICT] == 62
    assert counted[PlaceKind.SUBDISTRICT] == 272
    coded = [place for place in units if place.kind not in {PlaceKind.REGION, PlaceKind.COUNTRY}]
    assert len({place.pcode for place in coded}) == len(coded)
    assert all(place.name_ar and place.pcode and place.source for place in coded)
    assert len(SYRIA.links) >= 350
    assert len(SYRIA.actors) >= 60
    assert all(place.name_ar and place.source for place in places)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Mezzeh", "plc_mezzeh"),
        ("al-Jamiliyeh", "plc_al_jamiliyah"),
        ("Jisreen", "plc_jisrin"),
        ("Hass", "plc_hass"),
        ("ناحية دارة عزة", "plc_darat_izza_subdistrict"),
        ("Zahraa (Homs)", "plc_zahra_homs"),
        ("al-Bab", "plc_al_bab"),  # and no gate of any city
        ("Zahraa", "plc_al_zahraa_aleppo"),  # the town by Nubl, and no quarter of Homs or Aleppo
        ("Rusafa", "plc_rusafah"),
        ("Hama", "plc_hama"),
    ],
)
def test_a_name_means_whom_it_meant_before_quarters_were_added(name: str, place: str) -> None:
    assert SYRIA.place(name).id == place


def test_every_row_of_the_baseline_is_labelled_with_its_day_and_source() -> None:
    assert {row.as_of for row in SYRIA.baseline} == {date(2017, 1, 1)}
    assert all("baseline" in row.source for row in SYRIA.baseline)


@pytest.mark.parametrize(
    ("holder", "places"),
    [
        ("act_isis", "al_bab tadef bzaah qabasin deir_hafir maskanah khafsah tabqa raqqa palmyra hayyan_oilfield"),
        ("act_euphrates_shield", "jarablus al_rai akhtarin azaz dabiq abu_al_zandin marea"),
        (
            "act_syrian_government",
            "aleppo kweires_airbase damascus homs seen_airbase khanasser nubl",
        ),
        ("act_manbij_military_council", "manbij arima"),
    ],
)
def test_who_held_what_on_new_years_day(holder: str, places: str) -> None:
    assert {HELD[f"plc_{place}"] for place in places.split()} == {holder}


def test_deir_ez_zor_is_contested() -> None:
    assert "plc_deir_ez_zor" in HELD
    assert HELD["plc_deir_ez_zor"] is None


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        ("act_turkey", "act_fsa", "friendly"),
        ("act_turkey", "act_euphrates_shield", "friendly"),
        ("act_sultan_murad", "act_turkey", "friendly"),
        ("act_euphrates_shield", "act_rebels", "friendly"),
        ("act_syrian_government", "act_hezbollah", "friendly"),
        ("act_syrian_government", "act_ndf", "friendly"),
        ("act_russia", "act_iran", "friendly"),
        ("act_manbij_military_council", "act_sdf", "friendly"),
        ("act_syrian_government", "act_turkey", "neither"),
        ("act_syrian_government", "act_euphrates_shield", "neither"),
        ("act_syrian_government", "act_sdf", "neither"),
        ("act_syrian_government", "act_rebels", "hostile"),
        ("act_sdf", "act_euphrates_shield", "hostile"),
        ("act_manbij_military_council", "act_turkey", "hostile"),
        *(("act_isis", foe, "hostile") for foe in FOES_OF_ISIS),
        ("act_isis", "act_khalid_ibn_al_walid_army", "friendly"),
    ],
)
def test_friend_and_foe_on_the_day(one: str, other: str, what: str) -> None:
    for a, b in ((one, other), (other, one)):
        assert SYRIA.friendly(a, b, DAY) is (what == "friendly")
        assert SYRIA.hostile(a, b, DAY) is (what == "hostile")


def test_alliances_have_their_days() -> None:
    assert not SYRIA.friendly("act_turkey", "act_euphrates_shield", date(2016, 8, 23))
    assert SYRIA.friendly("act_turkey", "act_euphrates_shield", date(2016, 8, 24))
    assert not SYRIA.friendly("act_russia", "act_syrian_government", date(2015, 9, 29))
    assert SYRIA.friendly("act_zinki", "act_hts", date(2017, 2, 6))
    assert SYRIA.hostile("act_jaysh_al_mujahideen", "act_hts", date(2017, 2, 6))
    assert not SYRIA.hostile("act_jaysh_al_mujahideen", "act_hts", date(2017, 1, 6))


def test_friend_and_foe_hold_both_ways_and_exclude_each_other() -> None:
    for one, other in combinations(SYRIA.actors, 2):
        friendly, hostile = SYRIA.friendly(one, other, DAY), SYRIA.hostile(one, other, DAY)
        back = SYRIA.friendly(other, one, DAY), SYRIA.hostile(other, one, DAY)
        assert (friendly, hostile) == back, (one, other)
        assert not (friendly and hostile)


def neighbours(place: str) -> set[str]:
    ends = (end for link in SYRIA.links_of[f"plc_{place}"] for end in link.ends)
    return {end.removeprefix("plc_") for end in ends} - {place}


def test_the_roads_around_al_bab() -> None:
    assert {"tadef", "bzaah", "qabasin", "abu_al_zandin"} <= neighbours("al_bab")
    assert {"arima", "qabasin", "al_bab"} <= neighbours("bzaah")
    assert "al_rai" in neighbours("qabasin")
    assert "akhtarin" in neighbours("abu_al_zandin")
    assert {"tadef", "deir_hafir"} == neighbours("rasm_al_harmal")
    assert {"khafsah", "mahdum", "kweires_airbase"} <= neighbours("deir_hafir")
    assert "ithriya" in neighbours("khanasser")


def reachable(start: str, without: frozenset[str]) -> set[str]:
    """Places that ISIS reaches from ``start`` over ground it holds, leaving out the link between ``without``."""
    reached, edge = {start}, [start]
    while edge:
        for link in SYRIA.links_of[edge.pop()]:
            new = set(link.ends) - reached
            if frozenset(link.ends) != without and all(HELD.get(end) == "act_isis" for end in new):
                reached |= new
                edge += sorted(new)
    return reached


def test_one_road_leads_out_of_the_al_bab_pocket() -> None:
    assert "plc_raqqa" in reachable("plc_al_bab", frozenset())
    for a, b in (("tadef", "rasm_al_harmal"), ("rasm_al_harmal", "deir_hafir")):
        pocket = reachable("plc_al_bab", frozenset({f"plc_{a}", f"plc_{b}"}))
        assert "plc_deir_hafir" not in pocket
        assert {line.place for line in SYRIA.lifelines if line.actor == "act_isis"}.isdisjoint(pocket)


@pytest.mark.parametrize(
    ("place", "lat", "lon", "km"),
    [
        ("al_bab", 36.3705, 37.5157, 1.0),
        ("tadef", 36.349, 37.531, 1.0),
        ("bzaah", 36.378, 37.561, 1.5),  # between the coordinates that coders and gazetteers give
        ("bzaah", 36.3683, 37.5722, 2.0),
        ("qabasin", 36.434, 37.562, 1.0),
        ("deir_hafir", 36.158, 37.705, 1.0),
        ("kweires_airbase", 36.187, 37.583, 1.0),
        ("tal_uwayshiyah", 36.31, 37.59, 1.0),
        ("palmyra", 34.5624, 38.284, 1.0),
    ],
)
def test_the_story_lies_where_it_happened(place: str, lat: float, lon: float, km: float) -> None:
    found = SYRIA.places[f"plc_{place}"]
    assert great_circle_km(found.lat, found.lon, lat, lon) <= km


def simulated(colour: str, sight: tuple[tuple[float, float, float], ...]) -> tuple[float, float, float]:
    """CIE L*a*b* of ``colour`` as a person of that ``sight`` sees it (matrix on linear RGB)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    r, g, b = (min(1.0, max(0.0, sum(w * c for w, c in zip(row, linear, strict=True)))) for row in sight)
    xyz = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505, 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (*xyz, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


SIGHTS = {  # Machado, Oliveira and Fernandes 2009, severity 1.0
    "common": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "deuteranopia": ((0.3673, 0.8606, -0.2280), (0.2801, 0.6725, 0.0474), (-0.0118, 0.0429, 0.9689)),
    "protanopia": ((0.1523, 1.0526, -0.2049), (0.1145, 0.7863, 0.0992), (-0.0039, -0.0481, 1.0520)),
    "tritanopia": ((1.2555, -0.0767, -0.1788), (-0.0784, 0.9308, 0.1476), (0.0047, 0.6914, 0.3039)),
}


@pytest.mark.parametrize("sight", SIGHTS)
def test_colours_of_the_main_holders_can_be_told_apart(sight: str) -> None:
    holders = ["syrian_government", "isis", "euphrates_shield", "rebels", "hts", "sdf"]
    colours = {each: SYRIA.colour_of(f"act_{each}") for each in holders} | {"nobody": SYRIA.colour_of(None)}
    seen = {each: simulated(colour, SIGHTS[sight]) for each, colour in colours.items()}
    for one, other in combinations(seen, 2):
        assert dist(seen[one], seen[other]) > 15, (one, other)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared/data/syria-admin beside the checkout")
def test_every_place_lies_in_the_subdistrict_it_claims() -> None:
    shapefile = pytest.importorskip("shapefile", reason="needs the extra area-build")
    shapely = pytest.importorskip("shapely", reason="needs the extra area-build")
    reader = shapefile.Reader(str(SHARED / "syr_admin3.shp"))
    units = [shapely.geometry.shape(each.__geo_interface__) for each in reader.shapes()]
    codes = [record["PCODE"] for record in reader.records()]
    tree = shapely.STRtree(units)

    def locate(lat: float, lon: float) -> str | None:
        nearest = int(tree.nearest(shapely.Point(lon, lat)))
        return codes[nearest] if units[nearest].distance(shapely.Point(lon, lat)) < 0.02 else None

    assert [str(fault) for fault in check(SYRIA, locate)] == []
