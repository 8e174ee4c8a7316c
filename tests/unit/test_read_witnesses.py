"""Who does what in a clause: constructions that part a verb from its roles, and the two witnesses to them."""

from __future__ import annotations

from datetime import date

import pytest

from marsad.areas import load_area
from marsad.model import Claim, ClaimType, Modality, Report
from marsad.pipeline import claims_of


def claims(text: str) -> dict[ClaimType, Claim]:
    report = Report("rep_1", text, published=date(2017, 2, 6), language="en")
    return {claim.type: claim for claim in claims_of(report, load_area("syria")).claims}


@pytest.mark.parametrize(
    ("text", "kind", "agents"),
    [
        ("ISIS still controls the town of Tadef.", ClaimType.CONTROL, ["act_isis"]),
        ("Tadef remains besieged by the army.", ClaimType.SIEGE, ["act_syrian_government"]),
        ("Having lost Dabiq to Turkey in October, ISIS is weak.", ClaimType.CAPTURE, ["act_turkey"]),
        ("The rebels holding Idlib fired rockets at Foua.", ClaimType.SHELLING, ["act_rebels"]),
        ("Rebels fighting the army in Daraya have seized Irbin.", ClaimType.CAPTURE, ["act_rebels"]),
        ("Warplanes of Russia, which struck Tadef twice, have left.", ClaimType.AIR_STRIKE, ["act_russia"]),
        ("ISIS put to death ten prisoners in Tadef.", ClaimType.VIOLENCE_AGAINST_CIVILIANS, ["act_isis"]),
    ],
)
def test_a_verb_finds_who_does_it(text: str, kind: ClaimType, agents: list[str]) -> None:
    assert [agent.id for agent in claims(text)[kind].agents] == agents


def test_what_stays_closed_is_closed() -> None:
    assert claims("The road to Aleppo stays closed.")[ClaimType.ROUTE_CUT].modality is Modality.ASSERTED


def test_who_denies_having_done_it_did_it_if_anybody() -> None:
    shelling = claims("Turkey denied having shelled Afrin.")[ClaimType.SHELLING]
    assert ([agent.id for agent in shelling.agents], shelling.modality) == (["act_turkey"], Modality.DENIED)


def test_elders_are_taken_away_and_not_whom_they_are_said_to_help() -> None:
    text = "Thirteen elders accused of helping the army were taken away from Tadef by ISIS last week."
    taken = claims(text)[ClaimType.ABDUCTION]
    assert "act_syrian_government" not in [target.id for target in taken.targets]


def test_the_witnesses_agreement_is_part_of_the_confidence() -> None:
    report = Report("rep_1", "Rebels took Tadef on Sunday.", published=date(2017, 2, 6), language="en")
    found = claims_of(report, load_area("syria"), explained=True)
    parts = dict(found.why[0].sureness)
    assert parts["the tree names the same doer"] == pytest.approx(0.05)
    assert sum(parts.values()) == pytest.approx(found.claims[0].confidence)
