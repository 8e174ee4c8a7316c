"""What attacked, once, with its dead; and war words that tell of no attack."""

from __future__ import annotations

from datetime import date

import pytest

from marsad.areas import load_area
from marsad.claims import read
from marsad.grounding import ground
from marsad.model import Claim, Report


def claims_of(text: str) -> tuple[Claim, ...]:
    """The claims of a report of a Monday."""
    area = load_area("syria")
    report = Report("rep_1", text, published=date(2017, 2, 6), language="en")
    return ground(read(report, area), report, area).claims


@pytest.mark.parametrize(
    ("text", "kind", "killed"),
    [
        ("Government forces shelled Jobar, killing three.", "shelling", 3),
        ("ISIS attacked Tadef and killed 20 civilians.", "assault", 20),
        ("Gunmen killed nine soldiers in a raid on an army post near Tadef.", "assault", 9),
        ("Mortar shells fell in Damascus on Friday. Five people were killed in the attack.", "shelling", 5),
        ("Rockets hit Afrin on Friday. The attack killed five people.", "shelling", 5),
        ("Heavy bombing of Douma killed ten people on Sunday.", "air_strike", 10),
        ("A bombing in Azaz killed ten people.", "bombing", 10),
        ("Ten rebels were killed in clashes near Tadef and five in shelling of Bzaah.", "clash", 10),
    ],
)
def test_an_attack_is_told_once_with_its_dead(text: str, kind: str, killed: int) -> None:
    told = [(claim.type.value, claim.killed.low) for claim in claims_of(text) if claim.killed]
    assert told == [(kind, killed)]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Two suicide car bombs in the Hamdaniya quarter opened the way in.", ["bombing"]),
        ("Russian warplanes carried out dozens of strikes on Tadef.", ["air_strike"]),
        ("Thousands fled Tadef amid heavy shelling of residential areas.", ["shelling"]),
        ("Tadef was quiet on Tuesday after a month of bombardment.", ["shelling"]),
        ("Saladin captured Azaz in 1176 after a siege of thirty-eight days.", []),
        ("A vaccination offensive begins in Sarmada on Thursday.", []),
        ("The prisoners began a hunger strike in Idlib.", []),
        ("Buses drove into Daraya on Friday to take out the people of the town.", []),
    ],
)
def test_what_is_an_attack_and_what_is_none(text: str, kinds: list[str]) -> None:
    attacks = {"air_strike", "shelling", "bombing", "assault", "abduction", "capture", "siege"}
    assert [claim.type.value for claim in claims_of(text) if claim.type.value in attacks] == kinds


def test_the_place_of_who_speaks_is_not_where_people_died() -> None:
    claims = claims_of("At least 11 soldiers died on Monday, a medical official in Aleppo said.")
    assert [claim.place for claim in claims] == [None]


def test_a_toll_lists_its_dead_and_wounded() -> None:
    (claim,) = claims_of("Syria's toll since October 2015: 3,823 dead, 15,859 wounded.")
    assert claim.cumulative
    assert claim.killed is not None and claim.injured is not None
    assert (claim.killed.low, claim.injured.low) == (3823, 15859)
