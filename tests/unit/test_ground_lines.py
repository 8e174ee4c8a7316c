"""Where on a line: on the road between two places, by the border of two countries, 5 km from a town."""

from __future__ import annotations

from datetime import date

import pytest

from marsad.areas import load_area
from marsad.areas.land import border
from marsad.areas.tables import great_circle_km
from marsad.claims import read
from marsad.grounding import Grounded, ground
from marsad.grounding.explanation import Resolving, explain
from marsad.grounding.lines import way_between
from marsad.model import Claim, ClaimedPlace, PlaceKind, PlacePrecision, Report

AREA = load_area("syria")


def report(text: str) -> Report:
    return Report("rep_test", text, published=date(2017, 2, 6), language="en")


def grounded(text: str) -> Grounded:
    return ground(read(report(text), AREA), report(text), AREA)


def place_of(text: str) -> ClaimedPlace:
    (claim,) = grounded(text).claims
    assert claim.place is not None
    return claim.place


@pytest.mark.parametrize(
    "where",
    [
        "on the road between Azaz and Aleppo",
        "on the road from Azaz to Aleppo",
        "on the highway that links Azaz to Aleppo",
        "on the Azaz-Aleppo highway",
        "between Azaz and Aleppo",
        "between the cities of Azaz and Aleppo",
    ],
)
def test_what_is_on_the_way_between_two_places_is_at_neither(where: str) -> None:
    found = place_of(f"A car bomb went off {where} on Sunday.")
    assert (found.id, found.name, found.described) == (
        None, "stretch between Azaz and Aleppo", "between Azaz and Aleppo",
    )  # fmt: skip
    assert found.lat is not None and found.lon is not None and found.within_km is not None
    for end in (AREA.place("Azaz"), AREA.place("Aleppo")):
        assert great_circle_km(found.lat, found.lon, end.lat, end.lon) <= found.within_km + 1


def test_the_way_follows_the_place_graph() -> None:
    aleppo, damascus, homs = (AREA.place(each) for each in ("Aleppo", "Damascus", "Homs"))
    region = way_between(AREA, aleppo, damascus)
    assert region is not None
    assert great_circle_km(region.lat, region.lon, homs.lat, homs.lon) < 40  # the straight line passes 70 km east
    assert region.precision is PlacePrecision.AREA


def test_no_way_where_two_places_are_close_far_apart_or_provinces() -> None:
    al_bab, tadef, aleppo = AREA.place("Al-Bab"), AREA.place("Tadef"), AREA.place("plc_aleppo_province")
    assert way_between(AREA, al_bab, tadef) is None
    assert way_between(AREA, al_bab, aleppo) is None
    found = place_of("Clashes broke out between al-Bab and Tadef on Sunday.")
    assert (found.id, found.precision) == ("plc_al_bab", PlacePrecision.NEAR)


def test_sides_between_which_there_is_fighting_are_no_places() -> None:
    (claim,) = grounded("Clashes between ISIS and the army broke out in Tadef on Sunday.").claims
    assert claim.place is not None
    assert claim.place.id == "plc_tadef"


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("25 km south of the border with Turkey", "25 km south of the border with Turkey"),
        ("south of the Turkish border", "south of the Turkish border"),
        ("3 km from the Turkish border", "3 km from the Turkish border"),
        ("on the Syrian-Turkish border", "near the Syrian-Turkish border"),
    ],
)
def test_what_is_by_a_border_is_put_along_it(where: str, words: str) -> None:
    found = place_of(f"Turkish troops shelled ISIS fighters {where} on Sunday.")
    assert (found.id, found.name, found.described) == (None, "border of Syria and Turkey", words)
    assert found.precision is PlacePrecision.AREA
    assert found.within_km is not None
    assert found.within_km > 300


def test_a_border_that_nobody_names_is_that_of_the_only_neighbour_in_the_report() -> None:
    assert place_of("A bomb went off near the border on Sunday, the Turkish army said.").name.endswith("Turkey")
    either = place_of("A bomb went off near the border on Sunday, the Turkish and the Iraqi army said.")
    assert (either.id, either.lat, either.described) == (None, None, None)


def test_a_town_says_more_than_a_border() -> None:
    assert place_of("Shells fell near the Turkish border in Azaz on Sunday.").id == "plc_azaz"


def test_an_issue_says_how_far_the_stretch_goes_and_the_explanation_that_it_is_described() -> None:
    text = "A car bomb went off on the road between Azaz and Aleppo on Sunday."
    found = grounded(text)
    (reason,) = [each.reason for each in found.issues]
    assert "'between Azaz and Aleppo' says no place" in reason
    (why,) = explain(found, report(text), AREA)
    assert [each.resolving for each in why.roles if each.role == "place"] == [Resolving.DESCRIBED]
    (claim,) = found.claims
    assert Claim.from_json(claim.to_json()) == claim


def test_how_far_from_a_town_is_kept() -> None:
    found = place_of("A car bomb went off a few miles away from al-Bab on Sunday.")
    assert (found.id, found.precision, found.within_km) == ("plc_al_bab", PlacePrecision.NEAR, 4.8)


def test_borders_run_where_two_countries_meet() -> None:
    assert border("DE", "SY") == ()
    points = border("SY", "TR")
    assert set(points) == set(border("TR", "SY"))
    for each in (place for place in AREA.places.values() if place.kind is PlaceKind.CROSSING):
        if each.lat > 36.3 and each.lon < 41:  # the crossings into Turkey
            assert min(great_circle_km(each.lat, each.lon, *point) for point in points) < 12
