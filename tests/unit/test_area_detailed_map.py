"""Baseline control from maps' wikitext of our own writing, and from tables: marks, colours, sieges, bad input."""

import csv
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.areas import bundled_areas, load_area
from marsad.areas.build.baseline import Baseline, as_table, read_baseline
from marsad.areas.build.detailed_map import (
    Besieger,
    MapHolding,
    Mark,
    MarkState,
    holdings,
    legend,
    marks,
    meaning,
    own_key,
)
from marsad.areas.build.entries import Refusal
from marsad.areas.build.lua_tables import lua_rows
from marsad.errors import AreaError
from marsad.model import PlaceKind, Sector

SYRIA = load_area("syria")
NEW_YEAR = date(2017, 1, 1)
WHOSE = legend("syria", NEW_YEAR)
MODULE = """-- towns around Al-Bab, as we drew them
local mk = { ours = "Location dot red.svg" }
return {
\tsecondaryModules = { [[Module:Another map]] },
\tmarks = {
%s
\t},
\tcontainerArgs = { 'Al-Bab', width = 400, caption = [=[Control : [[File:Location_dot_red.svg|11px]] Government ;
[[File:Location dot black.svg|11px]] [[Islamic State|ISIL]]<br/>]=] }
}
"""


def at(mark: str, place: str = "Al-Bab", lat: str = "36.3705", lon: str = "37.5157", size: str = "10") -> str:
    label = f', label = "[[{place}]]"' if place else ""
    return f'\t\t{{ lat = "{lat}", long = "{lon}", mark = {mark}, marksize = "{size}"{label} }},'


def module(folder: Path, *rows: str) -> Path:
    path = folder / "map.lua"
    path.write_text(MODULE % "\n".join(rows), encoding="utf-8")
    return path


def read(folder: Path, *rows: str) -> list[MapHolding | Refusal]:
    found = list(marks(module(folder, *rows)))
    return [
        *holdings((each for each in found if isinstance(each, Mark)), WHOSE),
        *(e for e in found if isinstance(e, Refusal)),
    ]


@pytest.mark.parametrize(
    ("file", "state", "colours", "kind", "side"),
    [
        ("Location dot red.svg", MarkState.HELD, ("red",), None, None),
        ("Location_dot_Black.svg", MarkState.HELD, ("black",), None, None),
        ("Dot yellow ff4.svg", MarkState.HELD, ("yellow",), None, None),
        ("Map-dot-grey-68a.svg", MarkState.HELD, ("grey",), None, None),
        ("Abm-lime-icon.png", MarkState.HELD, ("lime",), PlaceKind.MILITARY_BASE, None),
        ("Fighter-jet-red-icon.svg", MarkState.HELD, ("red",), PlaceKind.AIRBASE, None),
        ("Gota03.svg", MarkState.HELD, ("blue",), PlaceKind.OILFIELD, None),
        ("Gota05.svg", MarkState.SIGN, (), None, None),
        ("80x80-red-lime-anim.gif", MarkState.CONTESTED, ("red", "lime"), None, None),
        ("80x80-red-lime-yellow-anim.gif", MarkState.CONTESTED, ("red", "lime", "yellow"), None, None),
        ("Map-ctl2-red+yellow.svg", MarkState.MIXED, ("red", "yellow"), None, None),
        ("Map-arcNE-red.svg", MarkState.PRESSED, ("red",), None, Sector.NE),
        ("map-arcWW-grey.svg", MarkState.PRESSED, ("grey",), None, Sector.W),
        ("Map-circle-lime.svg", MarkState.ENCIRCLED, ("lime",), None, None),
        ("3x3dot-blue.svg", MarkState.PRESENCE, ("blue",), None, None),
        ("Mountain pass 12x12 n.svg", MarkState.SIGN, (), None, None),
    ],
)
def test_what_a_picture_means(
    file: str, state: str, colours: tuple[str, ...], kind: str | None, side: str | None
) -> None:
    assert meaning(file) == (state, colours, kind, side)


def test_a_dot_is_held_and_its_label_loses_its_markup(tmp_path: Path) -> None:
    (held,) = read(tmp_path, at('"Location dot black.svg"', "Al-Bab, Syria|'''Al-Bab'''"))
    assert isinstance(held, MapHolding)
    assert (held.name, held.holders, held.contested, held.besiegers) == ("Al-Bab", ("act_isis",), False, ())
    assert held.row == "map.lua line 6"


def test_arcs_around_a_dot_are_besiegers_with_their_sides(tmp_path: Path) -> None:
    arcs = (at(f'"Map-arc{side}.svg"', "", size="16") for side in ("SS-red", "SW-red", "NN-lime"))
    (held,) = read(tmp_path, at('"Location dot black.svg"'), *arcs)
    assert isinstance(held, MapHolding)
    assert held.besiegers == (
        Besieger("act_syrian_government", (Sector.S, Sector.SW)),
        Besieger("act_rebels", (Sector.N,)),
    )


@pytest.mark.parametrize("ring", ['"Map-circle-red.svg"', '"Location dot red.svg"', "mk.ours"])
def test_a_ring_around_a_dot_besieges_from_all_sides(tmp_path: Path, ring: str) -> None:
    (held,) = read(tmp_path, at(ring, "", size="18"), at('"Location dot lime.svg"', size="8"))
    assert isinstance(held, MapHolding)
    assert (held.holders, held.besiegers) == (("act_rebels",), (Besieger("act_syrian_government", ()),))


def test_fighting_and_holding_together_are_told_apart(tmp_path: Path) -> None:
    fought, shared = read(
        tmp_path,
        at('"80x80-lime-black-anim.gif"', "Qabasin", "36.43", "37.58"),
        at('"Map-ctl2-red+yellow.svg"', "Arima", "36.45", "37.75"),
    )
    assert isinstance(fought, MapHolding)
    assert isinstance(shared, MapHolding)
    assert (fought.contested, fought.holders) == (True, ("act_rebels", "act_isis"))
    assert (shared.contested, shared.holders) == (False, ("act_syrian_government", "act_sdf"))


def test_signs_and_presence_say_nothing_of_a_holder(tmp_path: Path) -> None:
    assert read(tmp_path, at('"Mountain pass 12x12 n.svg"'), at('"3x3dot-red.svg"', "X", "36.1", "37.1")) == []


def test_what_cannot_be_read_is_refused_with_its_line(tmp_path: Path) -> None:
    refused = read(
        tmp_path,
        at('"Arrow.svg"'),
        at('"Location dot red.svg"', lat="336.4"),
        at('"Location dot red.svg"', lat="north"),
        at('"Location dot pink.svg"', "Y", "36.0", "39.0"),
        at("mk.theirs", "Z", "36.0", "40.0"),
    )
    assert all(isinstance(each, Refusal) for each in refused)
    reasons = {each.row.rpartition(" ")[2]: each.reason for each in refused if isinstance(each, Refusal)}
    assert {line: reason.split()[0] for line, reason in reasons.items()} == {
        "6": "the", "7": "336.4,", "8": "'north',", "9": "the", "10": "the",
    }  # fmt: skip
    assert "pink" in reasons["9"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("return {", "line 1: a table begins that never ends"),
        ("return { }}", "a table ends that never began"),
        ('return { lat = "1', "a string begins that never ends"),
        ("\n--[[ note", "line 2: a comment begins that never ends"),
        ("return { caption = [[x }", "a string begins that never ends"),
        ("{" * 99, "tables within each other"),
        ("<html>no map</html>", "has no marks"),
        ("", "has no marks"),
    ],
)
def test_a_text_that_is_no_module_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "map.lua").write_text(text, encoding="utf-8")
    with pytest.raises(AreaError, match=message) as error:
        list(marks(tmp_path / "map.lua"))
    assert "map.lua" in str(error.value)


def test_a_module_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "map.lua").write_bytes("{ lat = 'الباب' }".encode("cp1256"))
    with pytest.raises(AreaError, match="not UTF-8"):
        list(marks(tmp_path / "map.lua"))


@given(st.text(alphabet="{}[]=,;\"'-\\ \nalt1.mk", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        rows = list(lua_rows(text, "x"))
    except AreaError:
        return
    assert len(rows) <= text.count("{")


def test_the_maps_own_key_is_read() -> None:
    assert own_key(MODULE) == {"location dot red.svg": "Government", "location dot black.svg": "ISIL"}


# --- legends ---------------------------------------------------------------------------------------------------


def test_colours_change_hands_with_time() -> None:
    assert legend("syria", NEW_YEAR)["red"] == "act_syrian_government"
    assert legend("syria", date(2025, 1, 1))["red"] == "act_russia"
    assert "black" not in legend("syria", date(2012, 1, 1))


@pytest.mark.parametrize("war", ["syria", "iraq", "ukraine", "yemen", "sudan"])
def test_every_actor_of_a_legend_is_one_of_the_wars_area(war: str) -> None:
    with (files("marsad.areas.build") / "map_legends.csv").open(encoding="utf-8") as table:
        named = {row["actor"] for row in csv.DictReader(table) if row["war"] == war}
    assert named
    if war in bundled_areas():
        assert named - set(load_area(war).actors) == set()


def test_a_war_without_a_legend_and_a_legend_at_odds_are_named(tmp_path: Path) -> None:
    with pytest.raises(AreaError, match="no legend for the maps of 'gaul'"):
        legend("gaul", NEW_YEAR)
    own = tmp_path / "own.csv"
    own.write_text(
        "war,colour,actor,from,to,note\ngaul,red,act_rome,,,\ngaul,red,act_gauls,,,\n", encoding="utf-8"
    )
    with pytest.raises(AreaError, match="gives red to act_rome and act_gauls"):
        legend("gaul", NEW_YEAR, own)
    own.write_text("war,colour\ngaul,red\n", encoding="utf-8")
    with pytest.raises(AreaError, match="needs the columns"):
        legend("gaul", NEW_YEAR, own)


# --- baselines -------------------------------------------------------------------------------------------------


def of_map(folder: Path, *rows: str) -> Baseline:
    return read_baseline(module(folder, *rows), SYRIA, NEW_YEAR, "our own map", war="syria")[0]


def test_a_map_becomes_rows_of_the_areas_places(tmp_path: Path) -> None:
    made = of_map(
        tmp_path,
        at('"Location dot black.svg"', "al Bab"),
        at('"Map-arcSS-red.svg"', "", size="16"),
        at('"Location dot red.svg"', "A name that no table has", "36.349", "37.531"),
        at('"80x80-lime-black-anim.gif"', "Qabasin", "36.43", "37.58"),
    )
    assert [(row.place, row.holder) for row in made.rows] == [
        ("plc_al_bab", "act_isis"),
        ("plc_tadef", "act_syrian_government"),
        ("plc_qabasin", None),
    ]
    assert made.rows[0].note == "besieged or hard pressed by Syrian government forces from S"
    assert made.rows[2].note == "contested between Syrian rebels and ISIS"
    assert made.refused == ()


def test_what_the_area_lacks_is_told_and_never_put_at_a_neighbour(tmp_path: Path) -> None:
    made = of_map(
        tmp_path,
        at('"Location dot red.svg"', "Nowhere", "36.33", "37.30"),
        at('"Location dot red.svg"', "Al-Bab", "35.0", "39.0"),  # the name, far away
    )
    assert made.rows == ()
    assert [each.reason for each in made.refused] == [
        "Nowhere: no such place in the area",
        "Al-Bab: no such place in the area",
    ]


def test_a_map_needs_its_war(tmp_path: Path) -> None:
    with pytest.raises(AreaError, match="--war"):
        read_baseline(module(tmp_path, at('"Location dot red.svg"')), SYRIA, NEW_YEAR, "x")


def test_a_table_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(
        "place,holder,note\nالباب,Daesh,\nTadef,contested,since Monday\nNowhere,ISIS,\nTadef,ISIS,\n"
        "Aleppo province,ISIS,\nQabasin,the Martians,\n",
        encoding="utf-8",
    )
    made, _ = read_baseline(path, SYRIA, NEW_YEAR, "our notes")
    assert list(as_table(made.rows))[1:] == [
        ("plc_al_bab", "act_isis", "2017-01-01", "our notes", ""),
        ("plc_tadef", "contested", "2017-01-01", "our notes", "since Monday"),
    ]
    assert [each.row.rpartition(" ")[2] for each in made.refused] == ["4", "5", "6", "7"]


def test_a_table_without_its_columns_is_named(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("town,who\nx,y\n", encoding="utf-8")
    with pytest.raises(AreaError, match=r"own\.csv: a baseline needs the columns place and holder"):
        read_baseline(tmp_path / "own.csv", SYRIA, NEW_YEAR, "x")
