"""Which rows are one place: same id, same p-code, same name close by; and which only look so."""

from __future__ import annotations

from typing import Any

import pytest

from marsad.areas.build.entries import Entry
from marsad.areas.build.joining import Joined, Node, Rule, joined
from marsad.areas.build.keys import bare_unit_name
from marsad.areas.build.merging import merged
from marsad.model.terms import PlaceKind

KM = 1 / 111.2  # a kilometre in degrees of latitude


def row(source: str, ref: str, name: str, north_km: float = 0.0, **more: Any) -> Entry:
    kind = more.pop("kind", PlaceKind.VILLAGE)
    return Entry(source, ref, name, kind, 36.0 + north_km * KM, 37.0, **more)


def groups(*entries: Entry) -> set[frozenset[str]]:
    found = joined(Node(entry) for entry in entries)
    return {frozenset(found.nodes[each].entry.ref for each in group) for group in found.groups}


def rules(found: Joined) -> list[Rule]:
    return [pair.rule for pair in found.pairs]


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        (
            row("ocha", "a", "Bza'a", name_ar="بزاعة"),
            row("geonames", "b", "Buza`ah", 1.5, names=("بزاعه",)),
            Rule.ARABIC,
        ),
        (row("ocha", "a", "Al-Bab"), row("geonames", "b", "El Bab", 1.0), Rule.LATIN),
        (
            row("ocha", "a", "Al-Hawl", name_ar="الهول"),
            row("osm", "b", "Al Hawl", 0.1, name_ar="الحول دوار"),
            Rule.LATIN,
        ),
        (row("ocha", "a", "Qabasin"), row("geonames", "b", "Kabbassine", 1.0), Rule.CONSONANTS),
        (row("osm", "a", "X"), row("geonames", "b", "Y", 9.0, refs=("osm:a",)), Rule.SAME_ID),
        (
            row("osm", "a", "X", refs=("wikidata:Q1",)),
            row("geonames", "b", "Y", refs=("wikidata:Q1",)),
            Rule.SAME_ID,
        ),
        (row("ocha", "a", "X", pcode="C1"), row("mine", "b", "Y", 3.0, pcode="C1"), Rule.SAME_PCODE),
        (
            row("ocha", "a", "Al Bab", kind=PlaceKind.SUBDISTRICT),
            row("geonames", "b", "Nāḩiyat al Bāb", 12.0, kind=PlaceKind.SUBDISTRICT),
            Rule.LATIN,
        ),
    ],
)
def test_rows_of_two_sources_are_one_place(one: Entry, other: Entry, rule: Rule) -> None:
    for entries in ((one, other), (other, one)):
        found = joined(Node(entry) for entry in entries)
        assert len(found.groups) == 1
        assert rules(found) == [rule]


def test_what_tells_namesakes_apart_is_no_part_of_their_name() -> None:
    hand = row("hand", "plc_baath_daraa", "Baath (Daraa)", name_ar="البعث (درعا)")
    assert len(groups(hand, row("ocha", "N0494", "Baath", 0.1, name_ar="البعث"))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (row("ocha", "a", "Al-Bab"), row("geonames", "b", "Al-Bab", 2.1)),  # too far
        (row("ocha", "a", "Al-Bab"), row("geonames", "b", "Al-Bab", kind=PlaceKind.HILL)),  # another kind
        (row("ocha", "a", "Suran"), row("ocha", "b", "Suran", 1.0)),  # OCHA's rows are distinct places
        (row("ocha", "a", "Tal Refat", name_ar="تل رفعت"), row("osm", "b", "Tell Arfad", 0.5, name_ar="تل أرفاد")),
        (row("ocha", "a", "Bab"), row("geonames", "b", "Bib")),  # one consonant is no name
        (row("osm", "a", "X"), row("geonames", "b", "Y", 30.0, refs=("osm:a",))),  # an id cannot be that wrong
        (
            row("ocha", "a", "Karamah", pcode="SY01", kind=PlaceKind.SUBDISTRICT),
            row("mine", "b", "Karamah", pcode="SY02", kind=PlaceKind.SUBDISTRICT),
        ),
    ],
)
def test_rows_that_only_look_alike_stay_two(one: Entry, other: Entry) -> None:
    assert groups(one, other) == {frozenset({"a"}), frozenset({"b"})}


def test_the_nearest_namesake_joins_and_the_other_stays() -> None:
    found = groups(
        row("ocha", "near", "Suran", 0.5), row("ocha", "far", "Suran", 1.5), row("geonames", "g", "Suran", 0.0)
    )
    assert found == {frozenset({"near", "g"}), frozenset({"far"})}


def test_a_place_that_geonames_has_twice_is_one() -> None:
    assert groups(row("geonames", "1", "Qabasin"), row("geonames", "2", "Qabasin", 0.8)) == {frozenset({"1", "2"})}


def test_two_rows_of_ones_own_table_are_one_only_on_one_spot() -> None:
    assert len(groups(row("mine", "1", "Checkpoint"), row("mine", "2", "Checkpoint", 0.8))) == 2
    assert len(groups(row("mine", "1", "Qabasin"), row("mine", "2", "Qabasin", 0.2))) == 1


def test_arabic_goes_before_latin() -> None:
    found = groups(
        row("ocha", "right", "Safa", 1.5, name_ar="الصفا"),
        row("opensyria", "wrong", "Safah", 0.2, name_ar="السفاح"),
        row("geonames", "g", "Safa", name_ar="الصفا"),
    )
    assert frozenset({"right", "g"}) in found


def test_one_name_in_two_sources_three_kilometres_apart_is_doubtful() -> None:
    found = joined([Node(row("ocha", "a", "Al-Bab")), Node(row("geonames", "b", "Al-Bab", 3.0))])
    assert len(found.groups) == 2
    assert [why for _, why in found.doubts] == ["same name 3.0 km apart"]


def test_two_places_of_an_earlier_build_stay_two() -> None:
    nodes = [Node(row("hand", "plc_a", "Al-Bab"), "plc_a"), Node(row("hand", "plc_b", "Al-Bab", 0.1), "plc_b")]
    found = joined([*nodes, Node(row("geonames", "g", "Al-Bab", 0.08))])
    ids = {frozenset(found.nodes[each].entry.ref for each in group) for group in found.groups}
    assert ids == {frozenset({"plc_a"}), frozenset({"plc_b", "g"})}


def test_a_row_stays_with_its_place_however_it_moved() -> None:
    nodes = [Node(row("hand", "plc_a", "Old name"), "plc_a"), Node(row("osm", "o", "New", 40.0), "plc_a")]
    assert len(joined(nodes).groups) == 1


def test_namesakes_are_found_across_the_date_line() -> None:
    east = Entry("osm", "a", "Lavena", PlaceKind.VILLAGE, -16.0, 179.999)
    west = Entry("geonames", "b", "Lavena", PlaceKind.VILLAGE, -16.0, -179.999)
    many = [Entry("osm", f"x{i}", "Lavena", PlaceKind.VILLAGE, 10.0 + i, 20.0) for i in range(40)]
    assert frozenset({"a", "b"}) in groups(east, west, *many)


def test_words_for_units_are_left_out() -> None:
    for name in ("Al Bab Subdistrict", "Nahiyat Al Bab", "Al Bab"):
        assert bare_unit_name(name) == "Al Bab"
    assert bare_unit_name("ناحية مركز الباب") == "الباب"
    assert bare_unit_name("مركزالحفة") == "الحفة"  # as OCHA writes it, without a blank
    assert bare_unit_name("Markaz") == "Markaz"


# --- merging -----------------------------------------------------------------------------------------------------


def test_each_field_is_of_the_source_whose_word_counts_first() -> None:
    ocha = row("ocha", "C1", "Al Bab", name_ar="الباب", kind=PlaceKind.VILLAGE, pcode="C1")
    osm = row("osm", "n1", "Al-Bab", 0.5, kind=PlaceKind.TOWN, names=("El Bab", "Bab"))
    geonames = row("geonames", "1", "Bab", 1.0, kind=PlaceKind.CITY, population=60_000)
    for rows in ([ocha, osm, geonames], [geonames, osm, ocha]):
        place = merged(rows)
        assert (place.name, place.name_ar, place.lat, place.source) == ("Al Bab", "الباب", 36.0, "OCHA")
        assert place.kind is PlaceKind.CITY  # the largest that any source makes it
        assert (place.population, place.pcode) == (60_000, "C1")
        assert place.spellings == ()  # all the same but for article, case and hyphen


def test_the_users_own_word_counts_before_all_others() -> None:
    place = merged([row("ocha", "C1", "Al Bab", kind=PlaceKind.TOWN), row("mine", "7", "The Gate", 1.0)])
    assert (place.name, place.kind, place.source, place.spellings) == (
        "The Gate",
        PlaceKind.VILLAGE,
        "mine",
        ("Al Bab",),
    )


def test_a_semicolon_in_a_name_does_not_break_the_table() -> None:
    place = merged([row("mine", "1", "A;B", names=("C\nD;E",))])
    assert place.name == "A,B"
    assert set(place.spellings) == {"A", "B", "C", "D", "E"}


def test_marks_that_steer_a_terminal_or_turn_text_round_are_left_out() -> None:
    place = merged([row("mine", "1", "Al\x1b[31mBab\u202e", names=("می\u200cخواهم", "a\x00b"))])
    assert place.name == "Al [31mBab"
    assert place.spellings == ("a b", "می\u200cخواهم")
