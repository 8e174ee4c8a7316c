"""The gazetteer of the world: every town by any of its names, and nothing invented where a table is damaged."""

import gzip
from collections import defaultdict
from pathlib import Path

import pytest

from marsad.areas import load_area
from marsad.areas.area import BUNDLED
from marsad.areas.gazetteer import CITIES, NAMES, SOUNDS, Gazetteer
from marsad.areas.index import Likeness, index_of
from marsad.areas.names import consonant_key, normalised
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


def test_own_names_are_told_from_other_names_and_people_are_counted(folder: Path) -> None:
    gazetteer = Gazetteer(folder)
    assert [(place.name, people, own) for place, people, own in gazetteer.bearing("mekele")] == [
        ("Mekele", 310_000, True)
    ]
    assert [(place.name, people, own) for place, people, own in gazetteer.bearing("makale")] == [
        ("Mekele", 310_000, False)
    ]


def test_a_town_is_found_by_its_sound_in_its_country_without_a_table_of_sounds(folder: Path) -> None:
    gazetteer = Gazetteer(folder)
    assert [place.name for place in gazetteer.sounding(consonant_key("Mekelle"), "ET")] == ["Mekele"]
    assert gazetteer.sounding(consonant_key("Mekelle"), "SY") == ()
    assert gazetteer.sounding(consonant_key("Bab"), "SY") == ()  # too few consonants


def test_a_town_is_found_by_its_id(folder: Path) -> None:
    gazetteer = Gazetteer(folder)
    place = gazetteer.place("plc_gn_13")
    assert place is not None
    assert (place.name, place.country, place.lat, place.lon) == ("Bab", "SK", 48.3, 17.9)
    for unknown in ("plc_gn_14", "plc_gn_", "plc_gn_x", "plc_bab", "plc_gn_99999999999999999999", "plc_gn_²"):
        assert gazetteer.place(unknown) is None
    assert gazetteer.place("plc_gn_13") == place


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
    monkeypatch.setattr("marsad.areas.packed.LARGEST_BYTES", 1_000_000)
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


def test_the_answers_are_those_of_a_plain_search_through_all_lines() -> None:
    """Names, ids and sounds of a sample, against the unpacked tables read from the first line to the last."""
    gazetteer, index = WORLD.gazetteer, index_of(WORLD)
    assert gazetteer is not None
    lines = gzip.decompress((BUNDLED / "world" / CITIES).read_bytes()).decode().splitlines()
    towns = [line.split("\t") for line in lines]
    bearers = {
        key: [*own.split(), *other.split()]
        for key, own, other in (
            line.split("\t")
            for line in gzip.decompress((BUNDLED / "world" / NAMES).read_bytes()).decode().splitlines()
        )
    }
    assert len(gazetteer) == len(towns) > 200_000
    heard = defaultdict(list)
    for identity, name, country, *_ in towns:
        heard[country, consonant_key(name)].append(identity)
    for number in range(0, len(towns), 997):
        identity, name, country, *_, people = towns[number]
        key = normalised(name)
        found = list(gazetteer.bearing(key))
        assert [place.id for place, _, _ in found] == [f"plc_gn_{towns[int(each)][0]}" for each in bearers[key]]
        assert (f"plc_gn_{identity}", int(people), True) in [(place.id, count, own) for place, count, own in found]
        assert (
            gazetteer.place(f"plc_gn_{identity}")
            == found[[p.id for p, _, _ in found].index(f"plc_gn_{identity}")][0]
        )
        if len(consonant_key(name)) > 2:
            sounding = gazetteer.sounding(consonant_key(name), country)
            assert [place.id for place in sounding] == [
                f"plc_gn_{each}" for each in heard[country, consonant_key(name)]
            ]
            named = {each.place.id for each in index.named(name)}
            assert {f"plc_gn_{towns[int(each)][0]}" for each in bearers[key]} <= named


def test_what_sounds_alike_in_a_country_is_told_by_letters_or_by_sound() -> None:
    index = index_of(WORLD)
    found = {each.place.name: each.likeness for each in index.sounding_in("Bakhmuut", "UA")}
    assert found["Bakhmut"] is Likeness.LETTERS
    assert index.sounding_in("Bakhmuut", "IQ") == index.sounding_in("Bab", "SY") == ()


def test_its_tables_are_read_by_any_tool_and_unpacked_in_parts() -> None:
    for table in (CITIES, NAMES, SOUNDS):
        text = gzip.decompress((BUNDLED / "world" / table).read_bytes())
        assert text.endswith(b"\n")
        if table != CITIES:
            firsts = [line.partition(b"\t")[0] for line in text.splitlines()]
            assert firsts == sorted(firsts)
            assert len(firsts) == len(set(firsts))


def test_the_places_of_an_area_are_its_own_and_its_gazetteers_by_id() -> None:
    assert len(WORLD.places) == len(list(WORLD.places)) < 5_000
    homs = WORLD.places_named("Homs")[0]
    assert WORLD.places[homs.id].country == "SY"
    assert "plc_nowhere" not in WORLD.places
    with pytest.raises(KeyError):
        WORLD.places["plc_gn_1"]
