"""An area's tables are refused with the table, the line and the column that break a rule."""

import shutil
from pathlib import Path

import pytest

from marsad.areas import Area, bundled_areas, load_area
from marsad.areas.area import BUNDLED
from marsad.errors import AreaError, UnknownAreaError, UnknownPlaceError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the bundled area that a test may break."""
    copy = tmp_path / "area"
    shutil.copytree(BUNDLED / "syria", copy)
    return copy


def broken(folder: Path, table: str, old: str, new: str) -> str:
    """What reading says after ``old`` was replaced by ``new`` once in ``table``."""
    path = folder / table
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(AreaError) as caught:
        load_area(str(folder))
    return str(caught.value)


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        ("places.csv", "36.3705,37.5157", "north,37.5157", ("places.csv line 2", "column lat", "'north'")),
        ("places.csv", "36.3705,37.5157", "136.3705,37.5157", ("places.csv line 2", "not on earth")),
        ("places.csv", ",city,36.3705", ",metropolis,36.3705", ("places.csv line 2", "column kind", "village")),
        ("places.csv", "plc_al_bab,Al-Bab", "al_bab,Al-Bab", ("places.csv line 2", "column id", "plc_")),
        ("places.csv", "plc_al_bab,Al-Bab", "plc_al_bab,Al-Bab,more", ("places.csv line 2", "columns")),
        ("links.csv", "plc_al_bab,", "plc_nowhere,", ("links.csv line 2", "plc_nowhere")),
        ("relations.csv", "2013-01-01", "1 January 2013", ("relations.csv line 2", "column from", "2017-02-06")),
        ("relations.csv", ",allied,", ",friends,", ("relations.csv line 2", "column kind", "hostile")),
        (
            "lifelines.csv",
            "2014-07-14,2017-10-17",
            "2017-10-17,2014-07-14",
            ("line 2", "columns from, to", "end after"),
        ),
        ("baseline.csv", "2017-01-01", "", ("baseline.csv line 2", "as_of")),
        ("actors.yaml", "kind: state_force", "kind: army", ("actors.yaml actor 1", "column kind")),
        ("actors.yaml", "name: Syrian government forces", "title: x", ("actors.yaml actor 1", "name")),
        ("actors.yaml", "\n- id:", "\n  - [: id:", ("actors.yaml",)),
        ("actors.yaml", "colour: ", "color: ", ("actors.yaml actor 1", "color", "colour")),
        ("actors.yaml", '"#b8292f"', "red", ("actors.yaml actor 1", "column colour", "'red'")),
        ("actors.yaml", "adjectives: [Syrian, Assadist]", "adjectives: Syrian", ("actor 1", "column adjectives")),
        ("actors.yaml", "act_tiger_forces", "act_syrian_government", ("actors.yaml", "act_syrian_government")),
        ("places.csv", "plc_tadef,", "plc_al_bab,", ("places.csv", "plc_al_bab is there twice")),
        ("area.toml", 'name = "syria"', "name = ", ("area.toml",)),
    ],
)
def test_a_broken_row_is_named(folder: Path, table: str, old: str, new: str, said: tuple[str, ...]) -> None:
    message = broken(folder, table, old, new)
    for words in said:
        assert words in message


def test_a_missing_table_is_named(folder: Path) -> None:
    (folder / "links.csv").unlink()
    with pytest.raises(AreaError, match=r"links\.csv"):
        load_area(str(folder))


def test_a_table_in_another_encoding_is_named(folder: Path) -> None:
    (folder / "roles.csv").write_bytes("actor,role,from,to,source\nact_isis,\xe9tat,,,x\n".encode("latin-1"))
    with pytest.raises(AreaError, match=r"roles\.csv.*UTF-8"):
        load_area(str(folder))


def test_an_unknown_area_is_refused_with_those_there_are(tmp_path: Path) -> None:
    assert "syria" in bundled_areas()
    with pytest.raises(UnknownAreaError, match=r"atlantis.*syria"):
        load_area("atlantis")
    with pytest.raises(UnknownAreaError, match=r"area\.toml"):
        load_area(str(tmp_path))


def test_an_unknown_place_is_refused_with_the_nearest_names() -> None:
    with pytest.raises(UnknownPlaceError, match=r"Qabasin.*add-a-place"):
        load_area("syria").place("Qabasinn")
    with pytest.raises(UnknownPlaceError) as caught:
        load_area("syria").place("Xyzzyqwx")
    assert "Did you mean" not in str(caught.value)


@pytest.mark.parametrize("name", ["plc_bzaah", "Bazaa", "bza'a", "BIZAAH", "بزاعة"])
def test_a_place_is_found_by_id_and_by_any_of_its_names(name: str) -> None:
    assert load_area("syria").place(name).id == "plc_bzaah"


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("Aleppo", ["plc_aleppo", "plc_aleppo_province"]),  # a town before the unit that bears its name
        ("Aleppo province", ["plc_aleppo_province"]),
        ("Sinjar", ["plc_sinjar_idlib", "plc_sinjar_iraq"]),  # the area's own country first
        ("Ankara", ["plc_ankara"]),
        ("Al-Seen military airport", ["plc_seen_airbase"]),
        ("Nowhere", []),
    ],
)
def test_all_bearers_of_a_name_are_found_in_order(name: str, ids: list[str]) -> None:
    assert [place.id for place in load_area("syria").places_named(name)] == ids


def test_the_hash_is_of_the_tables(folder: Path) -> None:
    assert load_area(str(folder)).hash == load_area("syria").hash
    table = folder / "roles.csv"
    table.write_bytes(table.read_bytes() + b"act_isis,a role more,,,x\n")
    load_area.cache_clear()
    changed: Area = load_area(str(folder))
    assert changed.hash != load_area("syria").hash
    assert changed.roles[-1].role == "a role more"
