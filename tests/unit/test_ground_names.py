"""Places and actors: resolved where the area knows them, else kept as named, never finer than said."""

from __future__ import annotations

from datetime import date

import pytest

from marsad.areas import Area, load_area
from marsad.claims import read
from marsad.grounding import Grounded, ground
from marsad.model import PlacePrecision, Report


@pytest.fixture(scope="module")
def area() -> Area:
    return load_area("syria")


def claims_of(text: str, area: Area, published: date | None = date(2017, 2, 6)) -> Grounded:
    report = Report("rep_test", text, published=published, language="en")
    return ground(read(report, area), report, area)


@pytest.mark.parametrize(
    ("text", "place", "precision"),
    [
        ("The army captured al-Bab on Monday.", "plc_al_bab", PlacePrecision.PLACE),
        ("The army captured the town of El Bab.", "plc_al_bab", PlacePrecision.PLACE),
        ("The army made gains southeast of al-Bab overnight.", "plc_al_bab", PlacePrecision.NEAR),
        ("Rebels clashed with ISIS near Bza'a.", "plc_bzaah", PlacePrecision.NEAR),
        ("A bomb hit a convoy outside al-Bab.", "plc_al_bab", PlacePrecision.NEAR),
        ("Clashes broke out on the outskirts of al-Bab.", "plc_al_bab", PlacePrecision.NEAR),
        ("Shells fell some 5 km north of al-Bab.", "plc_al_bab", PlacePrecision.NEAR),
        ("The rebels advanced to within 3 km of al-Bab.", "plc_al_bab", PlacePrecision.NEAR),
        ("The army is less than a kilometre from the centre of al-Bab.", "plc_al_bab", PlacePrecision.NEAR),
        ("The army pushed on towards al-Bab.", "plc_al_bab", PlacePrecision.NEAR),
        ("Clashes broke out around al-Bab.", "plc_al_bab", PlacePrecision.AREA),
        ("Shells fell 60 km north of al-Bab.", "plc_al_bab", PlacePrecision.AREA),
        ("The army captured parts of al-Bab.", "plc_al_bab", PlacePrecision.AREA),
        ("Clashes broke out in the countryside of Palmyra.", "plc_palmyra", PlacePrecision.AREA),
        ("Clashes broke out near Homs province.", "plc_homs_province", PlacePrecision.ADMIN1),
        ("The army clashed with ISIS in Homs province.", "plc_homs_province", PlacePrecision.ADMIN1),
    ],
)
def test_a_known_place_is_found_and_no_finer_than_said(
    text: str, place: str, precision: PlacePrecision, area: Area
) -> None:
    (claim,) = claims_of(text, area).claims
    assert claim.place is not None
    assert (claim.place.id, claim.place.precision) == (place, precision)


def test_names_of_another_war_stay_as_named_with_an_issue_each(area: Area) -> None:
    found = claims_of("Aidar fighters seized the village of Klishchiivka on Friday.", area)
    (claim,) = found.claims
    assert claim.place is not None
    assert (claim.place.id, claim.place.name, claim.place.lat) == (None, "Klishchiivka", None)
    assert [actor.id for actor in claim.agents] == [None]
    assert {issue.words for issue in found.issues} == {"Klishchiivka", "Aidar fighters"}


def test_without_a_publication_date_a_weekday_stays_open_with_an_issue(area: Area) -> None:
    found = claims_of("The army captured al-Bab on Monday.", area, published=None)
    (claim,) = found.claims
    assert claim.days.start is None
    assert claim.days.end is None
    assert any("could not be resolved" in issue.reason for issue in found.issues)


def test_what_is_said_twice_is_one_claim_with_the_day_of_either(area: Area) -> None:
    found = claims_of("The army captured Tadef. Government forces captured Tadef on Sunday, a monitor said.", area)
    (claim,) = found.claims
    assert claim.days.start == date(2017, 2, 5)


def test_a_death_toll_told_twice_is_one_event_at_the_finer_place(area: Area) -> None:
    lead = "Air raids killed 29 people in northern Syria, a monitor said."
    text = f"{lead} Air strikes on a market in Atareb killed 29 people on Monday, the Observatory said."
    (claim,) = claims_of(text, area).claims
    assert claim.place is not None
    assert (claim.place.id, claim.days.start) == ("plc_atarib", date(2017, 2, 6))


def test_a_quarter_that_the_city_is_not_known_to_have_is_that_of_no_other_place(area: Area) -> None:
    (claim,) = claims_of("Shells fell on the Shahba neighbourhood of Aleppo on Sunday.", area).claims
    assert claim.place is not None
    assert (claim.place.id, claim.place.name) == (None, "Shahba")


def test_the_province_is_not_the_city_of_its_name(area: Area) -> None:
    text = "Shells fell on Idlib on Sunday. Forty people were killed in the province in a week, doctors said."
    found = {claim.place.id for claim in claims_of(text, area).claims if claim.place is not None}
    assert found == {"plc_idlib", "plc_idlib_province"}


def test_a_name_with_an_article_inside_is_one_name(area: Area) -> None:
    (claim,) = claims_of("A mass grave was found at Hammam al-Alil on Sunday.", area).claims
    assert claim.place is not None
    assert claim.place.name == "Hammam al-Alil"


def test_the_opponent_comes_from_the_report_alone(area: Area) -> None:
    (lone,) = claims_of("The army captured Tadef.", area).claims
    assert lone.targets == ()
    both = claims_of("ISIS has held Tadef since 2014. The army captured Tadef on Sunday.", area).claims
    assert [actor.id for actor in both[-1].targets] == ["act_isis"]


def test_claims_come_in_order_with_exact_quotes(area: Area) -> None:
    text = "Russian jets bombed Tadef. The army captured Qabasin, and rebels withdrew from Bza'a."
    claims = claims_of(text, area).claims
    assert len(claims) == 3
    assert [claim.start_char for claim in claims] == sorted(claim.start_char for claim in claims)
    assert all(text[claim.start_char : claim.end_char] == claim.quote for claim in claims)


@pytest.mark.parametrize(
    ("text", "day", "agent"),
    [
        ("Government forces captured Tadef.", date(2017, 2, 6), "act_syrian_government"),
        ("Government forces captured Tadef.", date(2025, 3, 6), None),
        ("Assad's forces captured Tadef.", date(2025, 3, 6), "act_syrian_government"),
    ],
)
def test_the_government_is_whoever_rules_on_that_day(text: str, day: date, agent: str | None, area: Area) -> None:
    (claim,) = claims_of(text, area, published=day).claims
    assert [each.id for each in claim.agents] == [agent]
