"""Outlets of an area: whose side who tells is held to be on, under any of its names."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from marsad.areas import bundled_areas, load_area
from marsad.areas.area import BUNDLED
from marsad.areas.check import check
from marsad.errors import AreaError
from marsad.events import origin_of
from marsad.model import Claim, ClaimType, Origin, Outlet, Report, Source, SourceKind

SYRIA = load_area("syria")
REPORT = Report("rep_x", "It is said.", published=date(2017, 2, 6), publisher="A paper", language="en")


def origin(*chain: str, publisher: str = "A paper", sources: dict[str, Source] | None = None) -> Origin:
    claim = Claim("rep_x", ClaimType.CLASH, "It is said.", 0, 11, attribution=chain)
    return origin_of(claim, replace(REPORT, publisher=publisher), sources or {}, SYRIA, {})


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("SANA", "act_syrian_government"),
        ("Syria's state news agency", "act_syrian_government"),
        ("Amaq", "act_isis"),
        ("Anadolu", "act_turkey"),
        ("Press TV", "act_iran"),
        ("Reuters", None),
    ],
)
def test_an_outlet_is_known_by_any_name_as_speaker_and_as_publisher(name: str, side: str | None) -> None:
    assert origin(name).allegiance == side
    assert origin(publisher=name).allegiance == side


def test_all_names_of_an_outlet_are_one_origin() -> None:
    assert origin("SANA").key == origin("Syrian Arab News Agency").key != origin("Amaq").key


def test_whom_an_outlet_quotes_speaks_for_himself() -> None:
    assert origin("SANA", "Abu Khaled Tadefi").key != origin("SANA").key


def test_what_a_desk_has_registered_counts_before_the_table() -> None:
    ours = Source("src_sana", "SANA", SourceKind.AGENCY, allegiance="act_russia")
    assert origin("SANA", sources={"src_sana": ours}) == Origin("src_sana", "SANA", "act_russia")


def test_an_outlet_is_no_actor() -> None:
    for name in bundled_areas():
        area = load_area(name)
        assert not {each.name for each in area.outlets} & {actor.name for actor in area.actors.values()}


def test_unknown_sides_and_shared_names_are_found() -> None:
    more = (*SYRIA.outlets, Outlet("New agency", ("Sana",), "act_x"))
    said = [str(fault) for fault in check(replace(SYRIA, outlets=more))]
    assert len(said) == 2
    assert "act_x" in said[0]
    assert "SANA" in said[1]


def test_an_area_may_do_without_and_a_bad_row_is_refused(tmp_path: Path) -> None:
    shutil.copytree(BUNDLED / "syria", tmp_path / "area")
    table = tmp_path / "area/outlets.csv"
    table.write_text("name,aliases,allegiance,note,source\nThe paper,,,,x\n", encoding="utf-8")
    with pytest.raises(AreaError, match=r"outlets.csv line 2.*allegiance"):
        load_area(str(tmp_path / "area"))
    table.unlink()
    bare = load_area(str(tmp_path / "area"))
    assert bare.outlets == ()
    assert bare.hash != SYRIA.hash
