"""Days and places in words are never finer, and never narrower, than the source gives them."""

from __future__ import annotations

from datetime import date

import pytest

from marsad.areas import load_area
from marsad.model import ClaimedPlace, ClaimType, Days, Event, Grade, PlaceKind, PlacePrecision, TimePrecision
from marsad.publication.events_worded import event_words
from marsad.publication.report_page import _place_words
from marsad.publication.wording import days_words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (Days(), "no date given"),
        (Days.on(date(2017, 2, 6)), "6 February 2017"),
        (Days(date(2017, 2, 5), date(2017, 2, 7), TimePrecision.DAY), "between 5 and 6 February 2017"),
        (Days(None, date(2017, 2, 7)), "by 6 February 2017"),
        (Days(date(2016, 12, 1), date(2017, 1, 1), TimePrecision.MONTH), "in December 2016"),
        (Days(date(2016, 8, 1), date(2017, 2, 10), TimePrecision.MONTH), "from August 2016 to 9 February 2017"),
        (Days(date(2013, 1, 1), date(2014, 1, 1), TimePrecision.YEAR), "in 2013"),
        (Days(date(2011, 1, 1), date(2017, 2, 7), TimePrecision.YEAR), "from 2011 to 6 February 2017"),
        (Days(date(2011, 1, 1), None, TimePrecision.YEAR), "from 2011 on"),
    ],
)
def test_days_in_words(days: Days, words: str) -> None:
    assert days_words(days) == words


@pytest.mark.parametrize(
    ("kind", "near", "area"),
    [
        (ClaimType.CAPTURE, "ground near Tadef was captured", "ground in or around Tadef was captured"),
        (ClaimType.CLASH, "fighting near Tadef", "fighting in or around Tadef"),
        (ClaimType.AIR_STRIKE, "air strike near Tadef", "air strike in or around Tadef"),
        (ClaimType.SIEGE_LIFTED, "the siege near Tadef ended", "the siege in or around Tadef ended"),
    ],
)
def test_events_near_a_place_are_not_worded_as_in_it(kind: ClaimType, near: str, area: str) -> None:
    syria = load_area("syria")
    for precision, words in ((PlacePrecision.NEAR, near), (PlacePrecision.AREA, area)):
        event = Event("evt", kind, "plc_tadef", None, Days(), (), (), Grade.REPORTED, (), precision=precision)
        assert event_words(syria, event) == words
    region = Event(
        "evt", kind, "plc_eastern_ghouta", None, Days(), (), (), Grade.REPORTED, (), precision=PlacePrecision.AREA
    )
    assert syria.places["plc_eastern_ghouta"].kind is PlaceKind.REGION
    assert "around" not in event_words(syria, region)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (ClaimedPlace("plc_t", "Tadef", "Tadef", 36.3, 37.5, PlacePrecision.PLACE), "Tadef"),
        (
            ClaimedPlace("plc_t", "Tadef", "Tadef", 36.3, 37.5, PlacePrecision.NEAR, within_km=5.0),
            "near Tadef, within 5 km",
        ),
        (
            ClaimedPlace(None, "Nowherabad", "Nowherabad", None, None, PlacePrecision.PLACE),
            "Nowherabad, not resolved",
        ),
        (
            ClaimedPlace(
                None, "Nowherabad", "Nowherabad", 36.3, 37.5, PlacePrecision.NEAR, None, "12 km west of Tadef", 4.8
            ),
            "Nowherabad, described: “12 km west of Tadef”, within 4.8 km",
        ),
    ],
)
def test_where_a_claim_is_says_how_closely(place: ClaimedPlace, words: str) -> None:
    assert _place_words(place) == words
