"""Who did it, against whom and where, as a report of any war leaves it to be understood."""

from __future__ import annotations

from datetime import date

import pytest

from marsad.areas import load_area
from marsad.claims import read
from marsad.grounding import ground
from marsad.model import Claim, ClaimType, Report


def claims_of(text: str) -> tuple[Claim, ...]:
    """The claims of a report of a Monday."""
    area = load_area("syria")
    report = Report("rep_1", text, published=date(2017, 2, 6), language="en")
    return ground(read(report, area), report, area).claims


def agents_of(text: str, kind: ClaimType) -> list[list[str]]:
    """The agents of each claim of one type, by name."""
    return [[actor.name for actor in claim.agents] for claim in claims_of(text) if claim.type is kind]


@pytest.mark.parametrize(
    ("text", "kind", "agents"),
    [
        ("The M23 rebels took Minova. Congolese troops shelled Sake. The rebels withdrew.", "withdrawal", "M23"),
        (
            "The Sudanese army left Wad Madani. The RSF took it. The army bombed Nyala.",
            "air_strike",
            "Sudanese army",
        ),
        ("Kyiv's forces captured Balakliia.", "capture", "Ukrainian forces"),
        ("The military said it had captured Hsihseng.", "capture", "military"),
        (
            "On Thursday rebels of the Karen National Union seized the town of Myawaddy.",
            "capture",
            "Karen National Union",
        ),
        (
            "The Libyan National Army took Derna. The LNA withdrew from Benghazi.",
            "withdrawal",
            "Libyan National Army",
        ),
    ],
)
def test_plain_words_mean_the_sides_of_the_reports_own_war(text: str, kind: str, agents: str) -> None:
    assert agents_of(text, ClaimType(kind)) == [[agents]]


def test_a_siege_of_nobody_named_is_by_who_alone_attacks_the_place() -> None:
    text = "The RSF attacked El Fasher on Sunday. El Fasher has been besieged since May."
    assert agents_of(text, ClaimType.SIEGE) == [["RSF"]]


def test_a_siege_stays_nobodys_where_the_report_names_no_attacker() -> None:
    assert agents_of("El Fasher has been besieged since May.", ClaimType.SIEGE) == [[]]


def test_pro_russian_rebels_are_no_russians() -> None:
    (claim,) = claims_of("Pro-Russian rebels captured Debaltseve on Sunday.")
    assert [actor.id for actor in claim.agents] == [None]


def test_a_report_of_elsewhere_names_no_place_or_side_of_the_area() -> None:
    claims = claims_of("Afghan troops left Kunduz. The Taliban captured Kunduz, then Al-Wahda near Kunduz.")
    assert claims
    assert {actor.id for claim in claims for actor in claim.agents} == {None, "act_afghanistan"}
    assert "act_afghanistan" not in load_area("syria").cast
    assert not {claim.place.id for claim in claims if claim.place} & set(load_area("syria").places)


def test_an_event_without_a_place_is_where_the_report_is_mostly_about() -> None:
    text = (
        "The army stormed Derna on Sunday. Derna has been under fire for weeks. A convoy left Shahat on Friday. "
        "Eleven people were killed on Monday."
    )
    (toll,) = (claim for claim in claims_of(text) if claim.killed)
    assert toll.place is not None
    assert toll.place.name == "Derna"


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("A local official in the town, Samir Haddad, said rebels had captured Tadef.", ("Samir Haddad",)),
        ("Rebels captured Tadef, the defence ministry in Moscow said.", ("Russian defence ministry",)),
        ("Rebels captured Tadef, a police officer there said.", ("police officer",)),
        ("Rebels have captured Tadef, a town near Al-Bab, said Ann Smith, a UN official.", ("Ann Smith", "UN")),
        ("Rebels captured Tadef, according to the camp's clinic.", ("camp's clinic",)),
        ("Under fire, rebels captured Tadef according to plan.", ()),
    ],
)
def test_speakers_are_the_names_behind_their_offices(text: str, speakers: tuple[str, ...]) -> None:
    assert [claim.attribution for claim in claims_of(text) if claim.type is ClaimType.CAPTURE] == [speakers]


def test_where_somebody_spoke_is_not_where_it_happened() -> None:
    text = "The president told a crowd in Canakkale that troops had left. Rebels were killed by a bomb."
    assert all(claim.place is None or claim.place.name != "Canakkale" for claim in claims_of(text))
