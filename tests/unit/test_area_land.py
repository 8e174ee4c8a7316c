"""Which country lies where: coasts, borders, small islands, and land that two countries call theirs."""

import pytest

from marsad.areas import bundled_areas, load_area
from marsad.areas.area import ADMIN_KINDS
from marsad.areas.land import NAMELESS, countries_around


@pytest.mark.parametrize(
    ("where", "lat", "lon", "countries"),
    [
        ("Al-Bab", 36.37, 37.52, {"SY"}),
        ("Jarablus, on the border", 36.82, 38.01, {"SY", "TR"}),
        ("the Mediterranean", 34.5, 34.0, set()),
        ("the Atlantic", 0.0, -30.0, set()),
        ("Arwad, an island of a kilometre", 34.856, 35.858, {"SY"}),
        ("Snake Island, of half a kilometre", 45.255, 30.204, {"UA"}),
        ("Saint-Denis of Réunion, a code of its own", -20.88, 55.45, {"RE"}),
        ("Majuro, an atoll", 7.09, 171.38, {"MH"}),
        ("Melitopol", 46.85, 35.37, {"UA"}),
        ("Simferopol", 44.95, 34.1, {NAMELESS}),
        ("the north pole", 90.0, 180.0, set()),
        ("Antarctica", -80.0, 20.0, {"AQ"}),
        ("Taveuni, on the day line", -16.85, 179.97, {"FJ"}),
    ],
)
def test_countries_around(where: str, lat: float, lon: float, countries: set[str]) -> None:
    assert countries_around(lat, lon) == countries, where


@pytest.mark.parametrize("name", bundled_areas())
def test_bundled_places_lie_in_their_country(name: str) -> None:
    area = load_area(name)
    places = [each for each in area.places.values() if each.kind not in ADMIN_KINDS]
    assert [
        each.id for each in places if not countries_around(each.lat, each.lon) & {each.country, NAMELESS}
    ] == []
