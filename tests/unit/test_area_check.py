"""Faults that were planted in an area are found, one by one; the bundled area has none."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from marsad.areas import Area, load_area
from marsad.areas.check import check
from marsad.model import BaselineHolding, Days, Lifeline, Link, Place, PlaceKind, Relation, RelationKind, Role

NEW_YEAR = date(2017, 1, 1)
SYRIA = load_area("syria")


def with_place(**changes: object) -> Area:
    """The area with Tadef changed; without changes there would be no fault."""
    tadef = replace(SYRIA.places["plc_tadef"], **changes)  # type: ignore[arg-type]
    return replace(SYRIA, places={**SYRIA.places, tadef.id: tadef})


def with_actor(actor: str, **changes: object) -> Area:
    changed = replace(SYRIA.actors[actor], **changes)  # type: ignore[arg-type]
    return replace(SYRIA, actors={**SYRIA.actors, actor: changed})


def with_link(*links: Link) -> Area:
    return replace(SYRIA, links=(*SYRIA.links, *links))


def with_relation(a: str, b: str, kind: RelationKind, days: Days) -> Area:
    return replace(SYRIA, relations=(*SYRIA.relations, Relation(a, b, kind, days)))


def without_links_of(place: str) -> Area:
    return replace(SYRIA, links=tuple(link for link in SYRIA.links if place not in link.ends))


def with_baseline(place: str, holder: str | None, as_of: date = NEW_YEAR) -> Area:
    rows = tuple(row for row in SYRIA.baseline if row.place != place)
    return replace(SYRIA, baseline=(*rows, BaselineHolding(place, holder, as_of, "x")))


def test_the_area_has_no_fault_before_one_is_planted() -> None:
    assert [str(fault) for fault in check(SYRIA)] == []


PLANTED: list[tuple[str, Callable[[], Area], str, str]] = [
    (
        "a place off the map",
        lambda: replace(SYRIA, bounds=(33.0, 35.7, 37.4, 42.4)),
        "places.csv",
        "outside the area's bounds",
    ),
    ("part of an unknown place", lambda: with_place(within="plc_x"), "places.csv", "plc_x"),
    ("a namesake", lambda: with_place(name="Marea"), "places.csv", "name and kind of"),
    ("an unknown parent", lambda: with_actor("act_fsa", parent="act_x"), "actors.yaml", "act_x"),
    ("a circle of parts", lambda: with_actor("act_rebels", parent="act_fsa"), "actors.yaml", "a part of itself"),
    (
        "a shared alias",
        lambda: with_actor("act_iran", aliases=("Daesh",)),
        "actors.yaml",
        "'Daesh' is also",
    ),
    ("a generic alias", lambda: with_actor("act_iran", generic=("ISIL",)), "actors.yaml", "generic word 'ISIL'"),
    ("a holder without a colour", lambda: with_actor("act_isis", colour=None), "actors.yaml", "colour"),
    (
        "a road to nowhere",
        lambda: with_link(Link("plc_tadef", "plc_x", 3.0)),
        "links.csv",
        "plc_x is no place",
    ),
    (
        "a road twice",
        lambda: with_link(Link("plc_tadef", "plc_al_bab", 3.0)),
        "links.csv",
        "is there twice",
    ),
    ("a road in a circle", lambda: with_link(Link("plc_tadef", "plc_tadef", 3.0)), "links.csv", "to itself"),
    (
        "a road to a province",
        lambda: with_link(Link("plc_tadef", "plc_aleppo_province", 90.0)),
        "links.csv",
        "administrative",
    ),
    (
        "a road of no class",
        lambda: with_link(Link("plc_tadef", "plc_bzaah", 6.0, road_class="lane")),
        "links.csv",
        "lane",
    ),
    ("a long road", lambda: with_link(Link("plc_tadef", "plc_raqqa", 150.0)), "links.csv", "over 120"),
    ("a road too short", lambda: with_link(Link("plc_tadef", "plc_bzaah", 1.0)), "links.csv", "crow"),
    ("an island", lambda: without_links_of("plc_tadef"), "links.csv", "no chain of links"),
    (
        "an unknown friend",
        lambda: with_relation("act_isis", "act_x", RelationKind.ALLIED, Days()),
        "relations.csv",
        "act_x",
    ),
    (
        "friends who are foes",
        lambda: with_relation("act_isis", "act_turkey", RelationKind.ALLIED, Days.on(date(2017, 2, 6))),
        "relations.csv",
        "allied and hostile",
    ),
    (
        "an unknown role bearer",
        lambda: replace(SYRIA, roles=(Role("act_x", "r", Days()),)),
        "roles.csv",
        "act_x",
    ),
    ("an unknown holder", lambda: with_baseline("plc_tadef", "act_x"), "baseline.csv", "act_x"),
    ("an unknown place held", lambda: with_baseline("plc_x", "act_isis"), "baseline.csv", "no place"),
    (
        "a baseline of another day",
        lambda: with_baseline("plc_tadef", None, date(2016, 1, 1)),
        "baseline.csv",
        "as_of",
    ),
    (
        "a place held twice",
        lambda: replace(SYRIA, baseline=(*SYRIA.baseline, SYRIA.baseline[0])),
        "baseline.csv",
        "twice",
    ),
    (
        "an unknown lifeline",
        lambda: replace(SYRIA, lifelines=(Lifeline("plc_raqqa", "act_isis", "tunnel", Days()),)),
        "lifelines.csv",
        "tunnel",
    ),
]


@pytest.mark.parametrize(("name", "plant", "table", "words"), PLANTED, ids=[each[0] for each in PLANTED])
def test_a_planted_fault_is_found(name: str, plant: Callable[[], Area], table: str, words: str) -> None:
    found = check(plant())
    assert any(fault.table == table and words in fault.message for fault in found), (name, found)
    assert all(fault.table in {table, "actors.yaml"} for fault in found), found  # and nothing else is


def test_enemies_may_have_been_friends_before() -> None:
    before = Days(date(2010, 1, 1), date(2011, 1, 1))
    assert check(with_relation("act_isis", "act_turkey", RelationKind.ALLIED, before)) == ()


def test_a_part_of_a_town_needs_no_road_of_its_own() -> None:
    quarter = Place(
        "plc_quarter", "Quarter", PlaceKind.NEIGHBOURHOOD, 36.37, 37.51, country="SY", within="plc_al_bab"
    )
    assert check(replace(SYRIA, places={**SYRIA.places, quarter.id: quarter})) == ()


def test_a_place_off_the_graph_is_no_island_unless_somebody_held_it() -> None:
    hamlet = Place("plc_hamlet", "Hamlet", PlaceKind.VILLAGE, 36.3, 37.6, country="SY")
    area = replace(SYRIA, places={**SYRIA.places, hamlet.id: hamlet})
    assert check(area) == ()
    held = replace(area, baseline=(*area.baseline, BaselineHolding("plc_hamlet", "act_isis", NEW_YEAR, "x")))
    assert [fault.subject for fault in check(held)] == ["plc_hamlet"]


def test_a_place_outside_the_unit_it_claims_is_found() -> None:
    tadef = SYRIA.places["plc_tadef"]

    def locate(lat: float, lon: float) -> str | None:
        here = [place for place in SYRIA.places.values() if (place.lat, place.lon) == (lat, lon) and place.admin3]
        at = [place.pcode for place in here]
        return None if (lat, lon) == (tadef.lat, tadef.lon) else at[0]

    assert [fault.subject for fault in check(SYRIA, locate)] == ["plc_tadef"]
