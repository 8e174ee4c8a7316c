from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from marsad.areas import Area
from marsad.events import origin_of
from marsad.model import Claim, Origin, Report, Source
from marsad.sieges.wording import origin_name


@pytest.fixture
def origin(
    area: Area, sources: Mapping[str, Source], claim: Callable[..., Claim], report: Callable[..., Report]
) -> Callable[..., Origin]:
    def find(*chain: str, publisher: str = "src_wire") -> Origin:
        said = claim("clash", "plc_al_bab", by=chain)
        return origin_of(said, report("r1", source=publisher), sources, area, {})

    return find


def test_what_a_report_itself_asserts_has_its_publisher_as_origin(origin: Callable[..., Origin]) -> None:
    assert origin().key == "src_wire"


@pytest.mark.parametrize(
    ("chain", "key"),
    [
        (("The Monitor",), "src_monitor"),
        (("the monitoring group",), "src_monitor"),
        (("the wire", "The Monitor"), "src_monitor"),
        (("Turkish military",), "act_turkey"),
        (("The Monitor", "Rami Abdel Karim"), "src_monitor"),
        (("The Monitor's director Rami Abdel Karim",), "src_monitor"),
        (("The Monitor", "its director"), "src_monitor"),
        (("Idlib Documentation Network", "Samer al-Halabi"), "idlibdocumentationnetwork"),
    ],
)
def test_a_spokesman_counts_as_the_body_he_speaks_for(
    origin: Callable[..., Origin], chain: tuple[str, ...], key: str
) -> None:
    assert origin(*chain).key == key


def test_whom_an_agency_quotes_speaks_for_himself(origin: Callable[..., Origin]) -> None:
    assert origin("Crossroads Wire", "Abu Khaled Tadefi").key not in {"src_wire", "src_monitor"}
    assert origin("a commander").key == origin("commander").key


def test_a_commander_has_the_allegiance_of_the_side_that_his_description_names(
    origin: Callable[..., Origin],
) -> None:
    commander = origin("a commander in the alliance that fights for the Syrian government")
    assert commander.allegiance == "act_syrian_government"
    assert origin("a Turkish cook").allegiance is None
    assert origin(publisher="src_gazette").allegiance == "act_syrian_government"


def test_a_copy_has_the_first_publisher_as_its_origin(
    area: Area, sources: Mapping[str, Source], claim: Callable[..., Claim], report: Callable[..., Report]
) -> None:
    first, copy = report("r1", source="src_wire"), report("r2", source="src_daily")
    said = claim("clash", "plc_al_bab", report="r2")
    alone = origin_of(said, copy, sources, area, {})
    known = origin_of(said, copy, sources, area, {"r2": "r1"}, {"r1": first, "r2": copy})
    assert (alone.key, known.key) == ("src_daily", "src_wire")


def test_what_tells_of_a_speaker_has_an_article_and_a_name_in_small_letters_has_none(
    origin: Callable[..., Origin],
) -> None:
    assert origin_name(origin("commander in the alliance")) == "a commander in the alliance"
    assert origin_name(origin("residents")) == "residents"
    assert origin_name(Origin("halabtoday", "halabtoday")) == "halabtoday"
