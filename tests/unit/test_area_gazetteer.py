"""The gazetteer of the world: every town by any of its names, and nothing invented where a table is damaged."""

import gzip
from pathlib import Path

import pytest

from marsad.areas import load_area
from marsad.areas.gazetteer import CITIES, NAMES, Gazetteer
from marsad.errors import AreaError
from marsad.model import PlaceKind

WORLD = load_area("world")
ROWS = (
    "11\tHoms\tSY\t\t34.7268\t36.7234\t775404\n",
    "12\tMekele\tET\t\t13.4967\t39.4753\t310000\n",
    "10\tBab\tSY\t\t36.3705\t37.5157\t0\n",
    "13\tBab\tSK\t\t48.3\t17.9\t1200\n",
)
KEYS = ("bab\t2 3\t\n", "emesa\t\t0\n", "homs\t0\t\n", "makale\t\t1\n", "mekele\t1\t\n", "حمص\t\t0\n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / CITIES).write_bytes(gzip.compress("".join(ROWS).encode()))
    (tmp_path / NAMES).write_bytes(gzip.compress("".join(KEYS).encode()))
    return tmp_path


def test_a_town_is_found_by_each_of_its_names(folder: Path) -> None:
    gazetteer = Gazetteer(folder)
    for name in ("Homs", "homs", "Emesa", "حمص"):
        assert [place.id for place in gazetteer.named(name)] == ["plc_gn_11"]
    assert [place.id for place in gazetteer.named("al-Bab")] == ["plc_gn_10", "plc_gn_13"]
    assert gazetteer.named("Ho") == gazetteer.named("zz") == gazetteer.named("") == gazetteer.named("'") == ()


def test_own_names_are_told_from_other_names(folder: Path) -> None:
    gazetteer = Gazetteer(folder)
    assert [place.name for place in gazetteer.with_own_name("Mekele")] == ["Mekele"]
    assert gazetteer.with_own_name("Makale") == ()


def test_a_town_is_found_by_its_id(folder: Path) -> None:
    gazetteer = Gazetteer(folder)
    place = gazetteer.place("plc_gn_13")
    assert place is not None
    assert (place.name, place.country, place.lat, place.lon) == ("Bab", "SK", 48.3, 17.9)
    assert gazetteer.population("plc_gn_11") == 775404
    for unknown in ("plc_gn_14", "plc_gn_", "plc_gn_x", "plc_bab", "plc_gn_99999999999999999999", "plc_gn_²"):
        assert gazetteer.place(unknown) is None
        assert gazetteer.population(unknown) == 0


def test_kinds_follow_the_number_of_people(folder: Path) -> None:
    kinds = [place.kind for place in Gazetteer(folder)]
    assert kinds == [PlaceKind.CITY, PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE]


@pytest.mark.parametrize("table", [CITIES, NAMES])
def test_a_damaged_table_is_refused_by_name(folder: Path, table: str) -> None:
    whole = (folder / table).read_bytes()
    for broken in (whole[:-20], b"plain text", b"", whole[:12] + b"\xff\xff\xff" + whole[15:]):
        (folder / table).write_bytes(broken)
        with pytest.raises(AreaError, match=table):
            Gazetteer(folder)


def test_a_table_that_unpacks_to_too_much_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / NAMES).write_bytes(gzip.compress(b"a" * 5_000_000))
    monkeypatch.setattr("marsad.areas.gazetteer.LARGEST_BYTES", 1_000_000)
    with pytest.raises(AreaError, match="too large"):
        Gazetteer(folder)


@pytest.mark.parametrize(
    ("name", "country", "lat", "lon"),
    [
        ("Mekelle", "ET", 13.5, 39.48),
        ("Djibo", "BF", 14.1, -1.63),
        ("Bucha", "UA", 50.55, 30.21),
        ("El Fasher", "SD", 13.63, 25.35),
        ("Bakhmut", "UA", 48.59, 38.0),
        ("Бахмут", "UA", 48.59, 38.0),
        ("الموصل", "IQ", 36.335, 43.119),
        ("Kidal", "ML", 18.44, 1.41),
        ("Sake", "CD", -1.57, 29.05),
    ],
)
def test_a_report_from_anywhere_finds_its_town(name: str, country: str, lat: float, lon: float) -> None:
    found = [place for place in WORLD.places_named(name) if place.country == country]
    assert found
    assert abs(found[0].lat - lat) < 0.1
    assert abs(found[0].lon - lon) < 0.1
    assert WORLD.places[found[0].id] == found[0]


def test_every_name_of_the_index_leads_to_a_town_and_every_town_has_its_name() -> None:
    gazetteer = WORLD.gazetteer
    assert gazetteer is not None
    assert len(gazetteer) > 200_000
    for number, place in enumerate(gazetteer):
        if number % 997 == 0:
            assert place in gazetteer.with_own_name(place.name)
            assert gazetteer.place(place.id) == place


def test_the_places_of_an_area_are_its_own_and_its_gazetteers_by_id() -> None:
    assert len(WORLD.places) == len(list(WORLD.places)) < 5_000
    homs = WORLD.places_named("Homs")[0]
    assert WORLD.places[homs.id].country == "SY"
    assert "plc_nowhere" not in WORLD.places
    with pytest.raises(KeyError):
        WORLD.places["plc_gn_1"]
