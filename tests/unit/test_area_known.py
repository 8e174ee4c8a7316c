"""``marsad area show`` and ``check``: what is known and from where, fit for 80 columns and for programs."""

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from marsad.areas import Area, load_area
from marsad.areas.known import bearers, facts_of_actor, facts_of_place
from marsad.commands import area_answers
from marsad.commands.area_answers import say_check, say_known
from marsad.errors import UnknownPlaceError

SYRIA = load_area("syria")


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """A terminal of 120 columns without colour."""
    shown = io.StringIO()
    console = Console(file=shown, width=120, highlight=False)
    for module in ("marsad.commands.area_answers", "marsad.terminal"):
        monkeypatch.setattr(f"{module}.out", console)
    return shown


def test_a_place_is_found_by_any_spelling_and_by_id() -> None:
    for name in ("al bab", "EL-BAB", "الباب", "plc_al_bab"):
        assert [place.id for place in bearers(SYRIA, name).places] == ["plc_al_bab"]


def test_a_name_of_two_things_gives_both() -> None:
    known = bearers(SYRIA, "Damascus")
    assert known.places[0].id == "plc_damascus"
    assert known.actors[0].id == "act_syrian_government"


def test_words_in_context_find_the_actor_after_names() -> None:
    assert bearers(SYRIA, "the regime").actors[0].id == "act_syrian_government"


def test_a_name_that_nothing_bears_offers_the_nearest() -> None:
    with pytest.raises(UnknownPlaceError, match=r"no actor called 'Hezbolah'\. Did you mean .*Hezbollah"):
        bearers(SYRIA, "Hezbolah")


def test_facts_of_a_place_name_roads_holder_and_sources() -> None:
    facts = facts_of_place(SYRIA, SYRIA.places["plc_al_bab"])
    tadef = next(each for each in facts["roads"] if each["to"] == "Tadef (plc_tadef)")
    assert (tadef["km"], tadef["road_class"]) == (2.8, "main")
    assert facts["baseline"][0]["holder"] == "ISIS (act_isis)"
    assert facts["baseline"][0]["as_of"] == "2017-01-01"
    assert facts["pcode"] == "SY020200"
    assert facts["source"]


def test_relations_are_told_from_the_side_of_the_actor() -> None:
    kinds = {each["kind"] for each in facts_of_actor(SYRIA, SYRIA.actors["act_fsa"])["relations"]}
    assert "backed_by" in kinds
    assert "backs" not in kinds
    assert "backs" in {each["kind"] for each in facts_of_actor(SYRIA, SYRIA.actors["act_turkey"])["relations"]}


def test_places_and_actors_can_be_shown_in_eighty_columns(screen: io.StringIO) -> None:
    for identity in (*list(SYRIA.places)[::10], *list(SYRIA.actors)[::4]):
        say_known(SYRIA, identity)
    lines = screen.getvalue().splitlines()
    assert max(map(len, lines)) <= area_answers.WIDTH
    assert len(lines) > 500


def test_show_as_json_says_which_area(screen: io.StringIO) -> None:
    say_known(SYRIA, "Damascus", as_json=True)
    answer = json.loads(screen.getvalue())
    assert (answer["area"], answer["hash"]) == ("syria", SYRIA.hash)
    assert answer["places"][0]["id"] == "plc_damascus"
    assert answer["actors"][0]["id"] == "act_syrian_government"


def test_check_says_well_of_the_bundled_area(screen: io.StringIO) -> None:
    assert say_check(SYRIA)
    assert "0 faults" in screen.getvalue()


def test_check_lists_faults_by_table(screen: io.StringIO) -> None:
    assert not say_check(_with_tadef(lat=37.54, lon=36.35))
    assert "lat and lon look swapped" in screen.getvalue()
    assert "places.csv: 2" in screen.getvalue()


def test_faults_as_json(screen: io.StringIO) -> None:
    assert not say_check(_with_tadef(lat=34.5, lon=34.0), as_json=True)
    faults = json.loads(screen.getvalue())["faults"]
    assert [each["subject"] for each in faults if "in the sea" in each["message"]] == ["plc_tadef"]


def _with_tadef(**changes: float) -> Area:
    """The area with Tadef elsewhere, a part of Al-Bab so that it needs no road."""
    tadef = replace(SYRIA.places["plc_tadef"], within="plc_al_bab", **changes)  # type: ignore[arg-type]
    links = tuple(link for link in SYRIA.links if tadef.id not in link.ends)
    return replace(SYRIA, links=links, places={**SYRIA.places, tadef.id: tadef})
