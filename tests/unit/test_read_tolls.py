"""How many were killed and injured: whose count it is, and of which attack."""

from __future__ import annotations

from datetime import date

import pytest

from marsad.areas import Area, load_area
from marsad.claims import read
from marsad.grounding import ground
from marsad.model import Claim, ClaimType, Count, Modality, Report


@pytest.fixture(scope="module")
def area() -> Area:
    return load_area("syria")


def claims(text: str, area: Area) -> tuple[Claim, ...]:
    report = Report("rep_test", text, published=date(2017, 2, 6), language="en")
    return ground(read(report, area), report, area).claims


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("The blast in Azaz killed nine people and wounded 20.", Count(9, 9), Count(20, 20)),
        ("Shelling of Douma left 12 dead and 30 wounded.", Count(12, 12), Count(30, 30)),
        ("Clashes in Bazaa left 12 rebels and eight soldiers dead.", Count(20, 20), None),
        ("Mortar fire killed a woman and two children in Damascus.", Count(3, 3), None),
        ("Between 20 and 30 people were wounded by mortar fire in Damascus.", None, Count(20, 30)),
        ("A blast in Azaz injured 20 people, three of them critically.", None, Count(20, 20)),
        ("The death toll from the bombing in Azaz rose to 60.", Count(60, 60), None),
        ("A bombing in Azaz claimed eleven lives.", Count(11, 11), None),
        ("Air strikes hit Douma on Sunday. At least ten people died.", Count(10, None), None),
        (
            "A bomb went off in Azaz. No fewer than 10 people were killed and 15 wounded.",
            Count(10, None),
            Count(15, 15),
        ),
    ],
)
def test_an_attack_is_told_with_its_dead_and_wounded(
    text: str, killed: Count | None, injured: Count | None, area: Area
) -> None:
    (claim,) = claims(text, area)
    assert claim.type is not ClaimType.CASUALTIES
    assert (claim.killed, claim.injured) == (killed, injured)
    assert claim.modality is Modality.ASSERTED


@pytest.mark.parametrize(
    "text",
    [
        "Air strikes hit Douma on Sunday. About 300 people have been killed in Idlib since November.",
        "Jets struck Douma on Sunday. In the recent fighting dozens of civilians were killed.",
        "The army shelled Douma. It has lost 46 soldiers.",
    ],
)
def test_a_total_is_not_the_toll_of_the_attack_before_it(text: str, area: Area) -> None:
    found = {claim.type: claim for claim in claims(text, area)}
    assert ClaimType.CASUALTIES in found
    assert all(claim.killed is None for kind, claim in found.items() if kind is not ClaimType.CASUALTIES)


def test_the_dead_fighters_are_those_who_were_hit(area: Area) -> None:
    (claim,) = claims("Three Turkish soldiers were killed in an air strike near al-Bab.", area)
    assert [actor.id for actor in claim.targets] == ["act_turkey"]
    assert claim.victims == "combatants"


def test_civilians_are_victims_and_no_side(area: Area) -> None:
    (claim,) = claims("Government shelling of Douma killed 12 civilians.", area)
    assert (claim.targets, claim.victims) == ((), "civilians")
