"""Every source of places, as it should be and as it should not: the message names file and row."""

from __future__ import annotations

import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from marsad.areas.build.entries import Entry, Refusal
from marsad.areas.build.sources import files, geonames, ocha, opensyria, spreadsheet
from marsad.areas.build.sources.degrees import degrees, point
from marsad.errors import AreaError
from marsad.model.terms import PlaceKind


def dump_row(ref: int, name: str, lat: object, lon: object, **more: object) -> str:
    """A row of a GeoNames dump."""
    cells = [
        str(ref),
        name,
        more.get("plain", name),
        more.get("others", ""),
        lat,
        lon,
        "P",
        more.get("code", "PPL"),
    ]
    cells += [more.get("country", "SY"), "", more.get("admin1", "09"), "", "", "", more.get("people", 0), "", "10"]
    return "\t".join(map(str, [*cells, "Asia/Damascus", "2020-01-01"]))


DUMP = "\n".join(
    [
        dump_row(1, "Al Bāb", 36.37, 37.52, plain="Al Bab", others="Bab,El Bab,DAM,باب,الباب,بابێ", people=63069),
        dump_row(2, "Ḩalab", 36.2, 37.16, plain="Aleppo Governorate", code="ADM1"),
        dump_row(3, "Wadi", 36.3, 37.1, code="WAD"),
        dump_row(4, "Tādif", 36.35, 37.53, plain="Tadif", people=16360),
        dump_row(5, "Jirah", 36.09, 37.93, code="AIRB"),
    ]
)


def only(rows: object) -> Entry:
    found = list(rows)  # type: ignore[call-overload]
    assert len(found) == 1
    assert isinstance(found[0], Entry), found[0]
    return found[0]


def refused(rows: object) -> Refusal:
    found = [row for row in rows if isinstance(row, Refusal)]  # type: ignore[attr-defined]
    assert len(found) == 1, found
    return found[0]


# --- GeoNames ----------------------------------------------------------------------------------------------------


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "SY.txt"
    path.write_text(DUMP, encoding="utf-8")
    return path


def test_a_geonames_dump_gives_places_with_kinds_units_and_the_arabic_name(dump: Path) -> None:
    bab, aleppo, tadif, jirah = (row for row in geonames.entries(dump) if isinstance(row, Entry))
    assert (bab.name, bab.name_ar, bab.kind, bab.ref) == ("Al Bab", "الباب", PlaceKind.CITY, "1")
    assert bab.admin1 == "Aleppo Governorate"
    assert "DAM" not in bab.names
    assert (aleppo.kind, tadif.kind, jirah.kind) == (PlaceKind.PROVINCE, PlaceKind.TOWN, PlaceKind.AIRBASE)
    assert tadif.row == "SY.txt line 4"


def test_a_zipped_dump_is_the_same(dump: Path, tmp_path: Path) -> None:
    zipped = tmp_path / "SY.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.write(dump, "SY.txt")
        archive.writestr("readme.txt", "what the columns are")
    plain = [row.ref for row in geonames.entries(dump) if isinstance(row, Entry)]
    assert [row.ref for row in geonames.entries(zipped) if isinstance(row, Entry)] == plain


def test_a_dump_that_is_cut_off_names_its_last_line(dump: Path) -> None:
    dump.write_text(DUMP[:-40], encoding="utf-8")
    assert refused(geonames.entries(dump)).row == "SY.txt line 5"


def test_another_table_is_no_dump(dump: Path) -> None:
    dump.write_text("name,lat,lon\nAl-Bab,36.37,37.52\n", encoding="utf-8")
    with pytest.raises(AreaError, match=r"SY\.txt line 1: not a GeoNames dump.* 19 columns"):
        list(geonames.entries(dump))


def test_a_coordinate_that_is_no_number_is_refused_with_its_line(dump: Path) -> None:
    dump.write_text(dump_row(1, "A", 36.1, 37.1) + "\n" + dump_row(2, "B", "north", 37.1), encoding="utf-8")
    assert refused(geonames.entries(dump)) == Refusal(
        "geonames", "SY.txt line 2", "its coordinate 'north', '37.1' is no number"
    )


def test_a_truncated_archive_is_named(tmp_path: Path) -> None:
    whole = tmp_path / "whole.zip"
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("SY.txt", DUMP * 50)
    cut = tmp_path / "SY.zip"
    for size in (0, 10, 200, whole.stat().st_size - 10):
        cut.write_bytes(whole.read_bytes()[:size])
        with pytest.raises(AreaError, match=r"SY\.zip: a damaged or truncated zip"):
            list(geonames.entries(cut))


def test_a_damaged_member_is_named(tmp_path: Path) -> None:
    path = tmp_path / "SY.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("SY.txt", DUMP)
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(bytes(content))
    with pytest.raises(AreaError, match=r"SY\.zip: a damaged"):
        list(geonames.entries(path))


def test_a_zip_that_unpacks_to_50_gb_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "SY.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("SY.txt", DUMP)
    content = path.read_bytes()
    listed = content.index(b"PK\x01\x02") + 24
    path.write_bytes(content[:listed] + struct.pack("<I", 4_294_967_294) + content[listed + 4 :])
    with pytest.raises(AreaError, match=r"SY\.zip: unpacks to 4\.3 GB"):
        list(geonames.entries(path))


def test_a_zip_bomb_of_many_members_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 1000)
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"{number}.txt", "x" * 400)
    with pytest.raises(AreaError, match=r"bomb\.zip: unpacks to"):
        list(geonames.entries(path))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "SY.txt", tmp_path / "SY.zip"):
        with pytest.raises(AreaError, match="there is no such file"):
            list(geonames.entries(path))


# --- Tables of one's own -----------------------------------------------------------------------------------------


def table(tmp_path: Path, content: str | bytes, name: str = "villages.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    "content",
    [
        "Village name,Latitude,Longitude\nSusian,36.4192,37.4381\n",
        "name;lat;lng\nSusian;36,4192;37,4381\n",
        "Y\tX\tName_EN\n36.4192\t37.4381\tSusian\n",
        "place|coordinates\nSusian|36.4192, 37.4381\n",
        "place|coordinates\nSusian|POINT (37.4381 36.4192)\n",
        "name,lat,lon\nSusian,36°25'9.12\"N,37°26'17.16\"E\n",
    ],
)
def test_columns_are_guessed_from_any_headers(tmp_path: Path, content: str) -> None:
    given = {"name": "Village name"} if "Village name" in content else None
    entry = only(spreadsheet.entries(table(tmp_path, content), "mine", given))
    assert (entry.name, round(entry.lat, 4), round(entry.lon, 4)) == ("Susian", 36.4192, 37.4381)
    assert entry.row == "villages.csv line 2"


def test_a_column_of_arabic_words_is_the_arabic_name_whatever_its_header(tmp_path: Path) -> None:
    path = table(tmp_path, "name,arabisch,lat,lon\nSusian,سوسيان,36.4,37.4\nTadif,تادف,36.3,37.5\n")
    assert [row.name_ar for row in spreadsheet.entries(path, "mine") if isinstance(row, Entry)] == [
        "سوسيان",
        "تادف",
    ]


def test_a_second_line_of_hxl_tags_is_no_place(tmp_path: Path) -> None:
    path = table(tmp_path, "name,lat,lon\n#loc+name,#geo+lat,#geo+lon\nSusian,36.4,37.4\n")
    assert only(spreadsheet.entries(path, "mine")).name == "Susian"


def test_utf_16_as_spreadsheets_write_it_is_read(tmp_path: Path) -> None:
    path = table(tmp_path, "name\tname_ar\tlat\tlon\nSusian\tسوسيان\t36.4\t37.4\n".encode("utf-16"))
    assert only(spreadsheet.entries(path, "mine")).name_ar == "سوسيان"


def test_a_constant_stands_for_a_column(tmp_path: Path) -> None:
    path = table(tmp_path, "name,lat,lon\nSusian,36.4,37.4\n")
    given = {"kind": "=hill", "country": "=Syria"}
    entry = only(spreadsheet.entries(path, "mine", given))
    assert (entry.kind, entry.country) == (PlaceKind.HILL, "SY")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name,lat,lon\nقرية,36,37\n".encode("cp1256"), r"villages\.csv line 2: not UTF-8.*Windows-1256"),
        (b"name,lat,lon\nA,1,2\n" + b"B\0C,1,2\n", r"villages\.csv line 3: not a text file"),
        (b"PK\x03\x04rest", r"villages\.csv: is a zip archive or an \.xlsx workbook"),
        ("just words\nand more\n", r"villages\.csv line 1: no table"),
        ("", r"villages\.csv line 1: no table"),
        ("name,name,lat,lon\nA,B,1,2\n", r"villages\.csv line 1: two columns are called 'name'"),
        ("wer,lat,lon\nA,1,2\n", r"villages\.csv: no column was recognised as name.*--map \"villages\.csv:name="),
        ('name,lat,lon\n"A,1,2\n' + "x" * 140_000, r"villages\.csv line \d+: field larger"),
    ],
)
def test_what_is_no_table_is_named_with_its_line(tmp_path: Path, content: str | bytes, said: str) -> None:
    with pytest.raises(AreaError, match=said):
        list(spreadsheet.entries(table(tmp_path, content), "mine"))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Susian,36.4", "does not have 3 cells"),
        (",36.4,37.4", "has no name"),
        ("Susian,,37.4", "has no coordinate"),
        ("Susian,north,37.4", "'north' is not a coordinate"),
        ("Susian,nan,37.4", "is not a coordinate"),
        ("Susian,1e999,37.4", "is not a coordinate"),
        ("Ø³Ùˆسيان Ø§Ù„Ø¨Ø§Ø¨,36.4,37.4", "wrong encoding"),
    ],
)
def test_a_bad_row_is_refused_and_the_others_stay(tmp_path: Path, row: str, said: str) -> None:
    rows = list(spreadsheet.entries(table(tmp_path, f"name,lat,lon\nTadif,36.35,37.53\n{row}\n"), "mine"))
    assert isinstance(rows[0], Entry)
    assert isinstance(rows[1], Refusal)
    assert rows[1].row == "villages.csv line 3"
    assert said in rows[1].reason


def test_an_unknown_kind_is_refused_and_a_known_word_taken(tmp_path: Path) -> None:
    path = table(tmp_path, "name,type,lat,lon\nA,hamlet,36,37\nB,مطار عسكري,36,37\nC,thing,36,37\n")
    hamlet, airbase, thing = spreadsheet.entries(path, "mine")
    assert isinstance(hamlet, Entry)
    assert isinstance(airbase, Entry)
    assert (hamlet.kind, airbase.kind) == (PlaceKind.VILLAGE, PlaceKind.AIRBASE)
    assert isinstance(thing, Refusal)
    assert "'thing'" in thing.reason


@pytest.mark.parametrize("bad", ["", "36°70'N", "36N 37S", "-36.1S", "inf", "36.3.7", "٣٦x"])
def test_what_is_no_coordinate_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="coordinate"):
        degrees(bad)


def test_coordinates_are_read_as_people_write_them() -> None:
    assert degrees("36°22'12\"S") == pytest.approx(-36.37)
    assert degrees("E 037 31.2'") == pytest.approx(37.52)
    assert point("36,37; 37,52") == pytest.approx((36.37, 37.52))
    with pytest.raises(ValueError, match="pair"):
        point("36.37")


# --- OpenSyria ---------------------------------------------------------------------------------------------------


def test_opensyria_gives_units_with_p_codes_and_ids_elsewhere(tmp_path: Path) -> None:
    province: dict[str, Any] = {
        "id": "sy-aleppo",
        "name": {"en": "Aleppo", "ar": "حلب"},
        "aliases": [{"value": "Halab"}],
        "centroid": {"latitude": 36.2, "longitude": 37.6},
        "externalIds": {"geonames": "170063", "ochaPcode": "SY02"},
    }
    district = {**province, "id": "sy-aleppo-al-bab", "governorateId": "sy-aleppo", "name": {"en": "Al-Bab"}}
    (tmp_path / "governorates.json").write_text(json.dumps([province]), encoding="utf-8")
    (tmp_path / "districts.json").write_text(json.dumps([district, {"id": "x"}]), encoding="utf-8")
    aleppo, bab, broken = opensyria.entries(tmp_path)
    assert isinstance(aleppo, Entry)
    assert isinstance(bab, Entry)
    assert (aleppo.pcode, aleppo.refs, aleppo.name_ar) == ("SY02", ("geonames:170063",), "حلب")
    assert (bab.admin1, bab.admin2) == ("Aleppo", "Al-Bab")
    assert isinstance(broken, Refusal)
    assert broken.row == "districts.json item 2"


@pytest.mark.parametrize("content", ["{", '{"a": 1}', "[1, 2]", "[" * 100_000])
def test_json_that_is_no_list_of_places_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "districts.json").write_text(content, encoding="utf-8")
    with pytest.raises(AreaError, match=r"districts\.json"):
        list(opensyria.entries(tmp_path))


def test_a_folder_without_opensyria_is_named(tmp_path: Path) -> None:
    with pytest.raises(AreaError, match=r"holds none of governorates\.json"):
        list(opensyria.entries(tmp_path))


# --- OCHA's CSV --------------------------------------------------------------------------------------------------


def test_ocha_places_carry_their_p_code_and_that_of_their_unit(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "featureName_en,featureName_ar,featurePcode,admin3Name_en,admin3Pcode,admin0Pcode,Lat,Long\n"
        "Susian,سوسيان,C1590,Al Bab,SY020200,SY,36.4,37.4\n",
        "places.csv",
    )
    entry = only(ocha.entries(path))
    assert (entry.ref, entry.pcode, entry.unit, entry.admin3) == ("C1590", "C1590", "SY020200", "Al Bab")
    assert entry.country == "SY"


def test_a_table_of_units_gives_units(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "admin1Name_en,admin1Pcode,admin2Name_en,admin2Pcode,lat,lon\nAleppo,SY02,Al Bab,SY0202,36.4,37.4\n",
        "adm2.csv",
    )
    entry = only(ocha.entries(path))
    assert (entry.kind, entry.name, entry.pcode, entry.unit) == (PlaceKind.DISTRICT, "Al Bab", "SY0202", "SY02")
