"""Which of several namesakes a report means, and where the words put what no table knows."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.areas import load_area
from marsad.areas.area import FALLBACK
from marsad.areas.index import Likeness, PlaceIndex, index_of, place_anywhere
from marsad.claims import read
from marsad.claims.drafts import Mention, PlaceMention
from marsad.grounding import Grounded, ground
from marsad.grounding.choice import FEATURES, coefficients
from marsad.grounding.described import described, moved, said_apart_km, without_kind
from marsad.grounding.places import Settled
from marsad.grounding.surroundings import Surroundings, apart_km, point_of
from marsad.model import Claim, ClaimedPlace, Place, PlaceKind, PlacePrecision, Report

AREA = load_area("syria")


def grounded(text: str, area: str = "syria") -> Grounded:
    report = Report("rep_test", text, published=date(2017, 2, 6), language="en")
    chosen = load_area(area)
    return ground(read(report, chosen), report, chosen)


def place_of(text: str, area: str = "syria") -> ClaimedPlace:
    (claim,) = grounded(text, area).claims
    assert claim.place is not None
    return claim.place


def settled(text: str, *names: str) -> list[ClaimedPlace]:
    """Where each name lands, the names being all mentions of a report on the world."""
    world = load_area(FALLBACK)
    mentions = [PlaceMention(Mention(at := text.index(name), at + len(name), name), name) for name in names]
    book = Settled(world, text, mentions)
    return [book.ground(each) for each in mentions]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Rival militias clashed in Tripoli, the capital of Libya.", "LY"),
        ("Rival militias clashed in Tripoli, in the north of Lebanon.", "LB"),
        ("Shells fell on Tripoli. The Libyan army left Misrata and Zawiya.", "LY"),
    ],
)
def test_namesakes_are_told_apart_by_what_else_the_report_names(text: str, country: str) -> None:
    (found,) = settled(text, "Tripoli")
    assert found.id is not None
    place = place_anywhere(AREA, found.id)
    assert place is not None
    assert place.country == country


def test_other_places_of_the_report_tell_namesakes_apart() -> None:
    near, *_ = settled("Lebanon, Hershey and Reading had rain.", "Lebanon", "Hershey", "Reading")
    assert near.confidence is not None
    assert near.confidence < 1


def test_a_name_that_the_area_lacks_is_found_in_the_world_and_keeps_its_spelling() -> None:
    found = place_of("Wagner fighters seized the town of Bakhmut in Ukraine on Friday.")
    assert (found.id, found.name, found.precision) == ("plc_gn_713174", "Bakhmut", PlacePrecision.PLACE)
    assert place_anywhere(AREA, "plc_gn_713174") is not None


def test_a_report_plainly_of_the_area_names_no_small_place_abroad() -> None:
    text = "The Syrian army captured Tadef and Qabasin. Rebels lost Springfield on Sunday."
    claims = [each for each in grounded(text).claims if each.place and "Springfield" in each.place.mention]
    assert claims
    assert {each.place.id for each in claims if each.place} == {None}


@pytest.mark.parametrize(
    ("words", "bearing", "km", "within"),
    [
        (", southeast of al-Bab", 135, 16.0, 16.0),
        (", 12 km west of al-Bab", 270, 12.0, 4.8),
        (", some 10 miles to the north of al-Bab", 0, 16.1, 6.4),
        (", a village east of al-Bab", 90, 16.0, 16.0),
        (" near al-Bab", 0, 0.0, 18.0),
        (", a few kilometres from al-Bab", 0, 0.0, 5.0),
        (" in the western countryside of al-Bab", 0, 0.0, 30.0),
    ],
)
def test_a_place_that_no_table_knows_lies_where_the_words_put_it(
    words: str, bearing: float, km: float, within: float
) -> None:
    al_bab = AREA.place("al-Bab")
    found = place_of(f"Rebels captured Nowherabad{words} on Sunday.")
    assert found.id is None
    assert found.described is not None
    assert "al-Bab" in found.described
    lat, lon = moved(al_bab.lat, al_bab.lon, bearing, km)
    assert found.lat == pytest.approx(lat, abs=0.01)
    assert found.lon == pytest.approx(lon, abs=0.01)
    assert found.within_km == pytest.approx(within, abs=0.1)
    assert found.precision is (PlacePrecision.NEAR if within <= 20 else PlacePrecision.AREA)


def test_an_issue_asks_the_desk_to_add_a_described_place_and_says_where() -> None:
    found = grounded("Rebels captured Nowherabad, 12 km west of Jarablus, on Sunday.")
    (reason,) = [each.reason for each in found.issues]
    assert "'Nowherabad' is no place of the area" in reason
    assert "12 km west of Jarablus" in reason
    assert "within 4.8 km" in reason


def test_a_place_described_by_a_province_is_no_closer_than_it() -> None:
    found = place_of("Rebels captured Nowherabad in Homs province on Sunday.")
    assert (found.id, found.precision) == (None, PlacePrecision.ADMIN1)


def test_a_list_describes_nothing() -> None:
    claims = grounded("Rebels captured Nowherabad, Tadef and Qabasin on Sunday.").claims
    assert {each.place.described for each in claims if each.place} == {None}


def test_how_far_from_a_known_place_is_kept() -> None:
    found = place_of("Clashes broke out 25 km south of al-Bab.")
    assert (found.id, found.within_km, found.precision) == ("plc_al_bab", 25.0, PlacePrecision.AREA)
    assert said_apart_km("south of al-Bab", 9) is None


def test_confidence_is_no_part_of_a_claims_identity() -> None:
    (claim,) = grounded("The army captured Tadef on Sunday.").claims
    assert claim.place is not None
    form = claim.to_json()
    assert isinstance(form["place"], dict)
    assert form["place"]["confidence"] == claim.place.confidence
    form["place"]["confidence"] = 0.1
    assert Claim.from_json(form).id == claim.id


def test_the_form_of_a_described_place_reads_back() -> None:
    (claim,) = grounded("Rebels captured Nowherabad, 12 km west of Jarablus, on Sunday.").claims
    assert Claim.from_json(claim.to_json()) == claim


@pytest.mark.parametrize(
    ("asked", "found", "likeness"),
    [
        ("Al-Bab", "plc_al_bab", Likeness.NAME),
        ("الباب", "plc_al_bab", Likeness.NAME),
        ("bza'a", "plc_bzaah", Likeness.SPELLING),
    ],
)
def test_names_are_found_in_any_spelling_and_script(asked: str, found: str, likeness: Likeness) -> None:
    (only,) = index_of(AREA).named(asked)
    assert (only.place.id, only.likeness) == (found, likeness)


def test_names_alike_are_a_letter_off_or_sound_the_same() -> None:
    index = PlaceIndex([Place("plc_a", "Qabasin", PlaceKind.TOWN, 36.4, 37.6)])
    assert [each.likeness for each in index.alike("Qabasen")] == [Likeness.LETTERS]
    assert [each.likeness for each in index.alike("Kabbaseen")] == [Likeness.SOUND]
    assert index.alike("Qab") == ()


def test_every_feature_has_a_weight_and_what_told_against_a_place_has_words() -> None:
    assert [feature for feature, _, _ in coefficients()] == list(FEATURES)
    assert all(
        lost for feature, _, lost in coefficients() if feature in {"far", "people", "country_named", "beside"}
    )


@given(st.floats(-80, 80), st.floats(-179, 179), st.floats(0, 359), st.floats(0, 50))
def test_a_point_moved_lies_as_far_off_as_it_was_moved(lat: float, lon: float, bearing: float, km: float) -> None:
    north, east = moved(lat, lon, bearing, km)
    assert apart_km(point_of(lat, lon), point_of(north, east)) == pytest.approx(km, abs=0.02 * km + 0.05)


@given(st.text(max_size=120))
def test_any_words_describe_a_region_or_nothing(text: str) -> None:
    found = described(text, 0, lambda name, end, kind: AREA.place("al-Bab") if text[:end].endswith(name) else None)
    assert found is None or (found.reach_km > 0 and found.words)


def test_sites_and_provinces_are_called_after_towns() -> None:
    assert without_kind("Gondar airport") == "Gondar"
    assert without_kind("Gondar") == "Gondar"
    found = place_of("Rebels in Ethiopia captured Gondar airport on Sunday.")
    assert (found.id, found.described, found.precision) == (None, "called after Gondar", PlacePrecision.NEAR)


def test_the_surroundings_count_countries_by_name_and_people() -> None:
    around = Surroundings(AREA, "Turkish troops entered Syria. Syria's army left. Damascus was silent.")
    assert dict(around.named) == {"TR": 1, "SY": 2}
    assert around.plain


def test_what_is_said_to_be_in_a_city_that_a_province_is_called_after_may_lie_anywhere_in_it() -> None:
    village = place_of("Rebels captured Nowherabad in Homs on Sunday.")
    assert (village.precision, village.within_km) == (PlacePrecision.ADMIN1, 120)
    quarter = place_of("Rebels captured the Nowherabad neighbourhood in Homs on Sunday.")
    assert quarter.within_km == 8


def test_names_that_sound_alike_are_found_in_the_countries_that_a_report_names() -> None:
    text = "Al-Shabaab fighters in Somalia left Beledweyne. The group captured Bulobarde on Sunday."
    (found,) = (each.place for each in grounded(text).claims if each.place and each.place.mention == "Bulobarde")
    assert (found.id, found.name) == ("plc_gn_63689", "Bulobarde")
    notes = [each.reason for each in grounded(text).issues]
    assert any("'Bulobarde' was read as Buulobarde" in each for each in notes)


def test_what_follows_a_word_that_opens_names_is_no_name_of_its_own() -> None:
    text = "Iraqi forces captured Mosul. Families left Tal Afar in Iraq on Sunday. Shells fell on Tal Adar."
    _, found, unknown = settled(text, "Mosul", "Afar", "Adar")
    assert (found.id, found.name) == ("plc_gn_90393", "Tal Afar")
    assert (unknown.id, unknown.name) == (None, "Tal Adar")


def test_a_river_is_no_country() -> None:
    (country,) = settled("The army of Niger left.", "Niger")
    assert country.id == "plc_niger"
    world = load_area(FALLBACK)
    text = "The army of Mali lost a boat on the Niger."
    mention = PlaceMention(Mention(36, 41, "Niger"), "Niger", ("plc_niger",))
    river = Settled(world, text, [mention]).ground(mention)
    assert text[36:41] == "Niger"
    assert river.kind is not PlaceKind.COUNTRY


def test_the_capital_of_a_province_is_the_largest_town_of_it_that_the_report_names() -> None:
    iraq = load_area("iraq")
    anbar, ramadi = iraq.place("Anbar province"), iraq.place("Ramadi")
    text = "ISIS took the capital of Anbar province. Ramadi fell on Sunday."
    capital = PlaceMention(Mention(25, 39, text[25:39]), "Anbar province", (anbar.id,), PlaceKind.CITY)
    named = PlaceMention(Mention(41, 47, "Ramadi"), "Ramadi", (ramadi.id,))
    assert Settled(iraq, text, [capital, named]).ground(capital).id == ramadi.id
    assert Settled(iraq, text, [capital]).ground(capital).id is None
