"""Field messages, headlines, lists and tables: put into clauses, quoted as they stand; prose is left alone."""

from __future__ import annotations

from datetime import date

import pytest

from marsad.areas import Area, load_area
from marsad.claims import read
from marsad.claims.lang.en.names import NameIndex
from marsad.claims.lang.en.telegraph import restored
from marsad.grounding import Grounded, ground
from marsad.model import Report

HELD = ("control", "act_isis")


@pytest.fixture(scope="module")
def area() -> Area:
    return load_area("syria")


@pytest.fixture(scope="module")
def index(area: Area) -> NameIndex:
    return NameIndex(area)


def grounded(text: str, area: Area) -> Grounded:
    report = Report("rep_test", text, published=date(2017, 2, 6), language="en")
    return ground(read(report, area), report, area)


def told(text: str, area: Area) -> list[tuple[str, str, str]]:
    """Type, agents and place of each claim, in order of the text."""
    claims = grounded(text, area).claims
    return [
        (
            claim.type.value,
            "+".join(str(agent.id) for agent in claim.agents),
            str(claim.place.id) if claim.place else "-".join(str(end.id) for end in claim.route or ()),
        )
        for claim in claims
    ]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        (
            "Qabasin: FSA back in, IS out",
            [("capture", "act_fsa", "plc_qabasin"), ("withdrawal", "act_isis", "plc_qabasin")],
        ),
        ("Atarib: rockets, 3 dead, 8 inj", [("shelling", "", "plc_atarib")]),
        ("Jobar: clashes FSA vs SAA", [("clash", "act_fsa", "plc_jobar")]),
        ("HTS -> Khan Shaykhun", [("advance", "act_hts", "plc_khan_shaykhun")]),
        ("rd Homs-Palmyra cut by IS nr Furqlus", [("route_cut", "act_isis", "plc_homs-plc_palmyra")]),
        ("Tadef: IS holds it. Bazaa same.", [(*HELD, "plc_tadef"), (*HELD, "plc_bzaah")]),
        ("Held by ISIS:\n* Tadef\n* Qabasin", [(*HELD, "plc_tadef"), (*HELD, "plc_qabasin")]),
        (
            "Town,Controlled by\nTadef,ISIS\nAzaz,FSA",
            [(*HELD, "plc_tadef"), ("control", "act_fsa", "plc_azaz")],
        ),
        (
            "Army Kills 30 ISIL Militants in Palmyra Countryside",
            [("casualties", "act_syrian_government", "plc_palmyra")],
        ),
        ("Weather tomorrow\nDamascus 11, rain\nAleppo 7, storm from the west", []),
    ],
)
def test_what_a_telegraphic_line_says(text: str, claims: list[tuple[str, str, str]], area: Area) -> None:
    assert told(text, area) == claims


def test_a_quote_holds_the_words_of_the_message_and_nothing_put_back(area: Area) -> None:
    text = "Bazaa: IS retook, FSA out, 4 Feb."
    assert [claim.quote for claim in grounded(text, area).claims] == ["Bazaa: IS retook", "FSA out"]


def test_tolls_go_with_what_caused_them(area: Area) -> None:
    (claim,) = grounded("Kafranbel, veg market, 2 air strikes 10.40 am: 6 KIA incl. 2 kids, 15 WIA", area).claims
    assert claim.killed is not None
    assert claim.injured is not None
    assert (claim.killed.low, claim.injured.low) == (6, 15)


@pytest.mark.parametrize(
    "text",
    [
        "Air activity, Sunday 5 February\n- Russian jets: Badama",
        "Badama: Russian air strike, 5 Feb",
        "5/2 Badama: Russian air strike",
        "Badama: Russian air strike Sun",
        "place;type;by;date\nBadama;air strike;Russia;05/02/2017",
        "[05/02/2017, 21:14] A: Russian air strike on Badama",
    ],
)
def test_the_day_comes_from_the_heading_the_line_or_the_column(text: str, area: Area) -> None:
    (claim,) = grounded(text, area).claims
    assert claim.days.start == date(2017, 2, 5)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Turkish jets hit al-Bab, 11 civilians dead -monitor", "monitor"),
        ("US-backed fighters cut Raqqa-Deir al-Zor road: Observatory", "Observatory"),
        ("Activists say 12 dead in air strike on Idlib", "Activists"),
    ],
)
def test_who_says_so_stands_before_or_after_a_headline(text: str, speaker: str, area: Area) -> None:
    assert {claim.attribution for claim in grounded(text, area).claims} == {(speaker,)}


@pytest.mark.parametrize(
    "text",
    [
        "BEIRUT - The army captured al-Bab on Sunday, residents said.",
        "Erdogan: we will take al-Bab. The troops are near, he said, and they will not stop before it is taken.",
        "The army captured al-Bab on Sunday.\nIt went on to Tadef, which it shelled.",
        "- The army captured al-Bab after weeks of fighting with the group, which had held it for three years.",
        "On Sunday, in Aleppo, in Idlib, and in Hama, shells fell; 3 people died.",
    ],
)
def test_prose_is_left_as_it_is(text: str, index: NameIndex) -> None:
    assert restored(text, index) is None


def test_a_name_spelled_alike_is_found_near_others_with_an_issue(area: Area) -> None:
    claims = grounded("The army captured Homs. Days later it captured the town of Talbeesah.", area).claims
    sure, alike = claims
    assert alike.place is not None
    assert alike.place.id == "plc_talbiseh"
    assert alike.confidence < sure.confidence
    assert any("spelled alike" in issue for issue in alike.issues)


def test_a_name_spelled_alike_means_nothing_in_a_report_of_another_country(area: Area) -> None:
    claims = grounded("The army shelled Tadeff on Sunday, residents of Kharkiv said.", area).claims
    assert [claim.place and claim.place.id for claim in claims] == [None]
