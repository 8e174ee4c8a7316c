"""Speakers behind clauses, pronouns and surnames; the days of hours and clauses; what was tried in vain."""

from __future__ import annotations

from datetime import date

import pytest

from marsad.areas import load_area
from marsad.claims import read
from marsad.grounding import ground
from marsad.model import Claim, Modality, Report


def last_claim(text: str) -> Claim:
    report = Report("rep_who", text, published=date(2017, 2, 6), language="en")
    return ground(read(report, load_area("syria")), report, load_area("syria")).claims[-1]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Residents who had stayed behind said that rebels shelled Azaz.", ("residents",)),
        ("Residents whom we reached had another story. Rebels captured Azaz, they said.", ("residents",)),
        ("A source at the Police Command in Aleppo spoke. Rebels have reportedly captured Azaz.", ("reports",)),
        ("Rami Nasser, the head of the Coast Observatory, said rebels left Azaz. Nasser said they shelled Manbij.",
         ("Rami Nasser", "Coast Observatory")),
        ("Activists said that Azaz was calm, adding that rebels shelled Manbij.", ("Activists",)),
    ],
)  # fmt: skip
def test_who_says_it(text: str, who: tuple[str, ...]) -> None:
    assert last_claim(text).attribution == who


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("On 8 January 2017 rebels entered Al-Bab. Three car bombs hit Azaz in the afternoon.", date(2017, 1, 8)),
        ("Rebels have besieged Azaz since the offensive began on January 16.", date(2017, 1, 16)),
        ("On January 13 soldiers took over the base at Azaz.", date(2017, 1, 13)),
        ("Rebels ruled Azaz until 2009, when the army captured the town.", date(2009, 1, 1)),
        ("Three car bombs hit Azaz in the afternoon.", None),
    ],
)
def test_the_day_that_a_clause_or_an_hour_gives(text: str, first: date | None) -> None:
    assert last_claim(text).days.start == first


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("In 2015 the rebels tried to regain Azaz, and failed.", Modality.DENIED),
        ("The rebels tried in vain to take Azaz.", Modality.DENIED),
        ("Rebels almost captured Azaz.", Modality.POSSIBLE),
        ("The army attempted to storm Azaz but was beaten back.", Modality.ASSERTED),
    ],
)
def test_what_was_tried_or_almost_done(text: str, modality: Modality) -> None:
    assert last_claim(text).modality is modality
