"""The table of words that grounding asks about: everything in it is known and used as what it is."""

from __future__ import annotations

import pytest

from marsad.areas import load_area
from marsad.grounding import actors, camps, kinds, numbers, parties
from marsad.grounding.numbers import resolve
from marsad.grounding.tables import by_name, counting, listed
from marsad.model import ActorKind, Count, PlaceKind

AREAS = ("syria", "iraq", "sudan", "ukraine", "yemen", "world")


def test_bodies_with_forces_of_their_own_are_actors_of_an_area_and_international() -> None:
    known = {each.id: each.kind for name in AREAS for each in load_area(name).actors.values()}
    assert {known.get(each) for each in parties.ARMED_BODIES} == {ActorKind.INTERNATIONAL}
    assert "act_un" not in parties.ARMED_BODIES


def test_suffixes_are_of_kinds_of_place() -> None:
    assert set(by_name("suffixes")) <= {kind.value for kind in PlaceKind}
    assert "governorate" in kinds.SUFFIXES[PlaceKind.PROVINCE]


def test_lists_are_in_lower_case_and_apart() -> None:
    for kind in ("ruling", "former", "infighting", "plain", "of_a_state", "vague_sides"):
        assert listed(kind)
        assert all(word == word.lower() for word in listed(kind))
    assert not listed("ruling") & listed("former")
    assert listed("of_no_state") <= camps.PLAIN
    assert listed("ruling") == actors.RULING


@pytest.mark.parametrize(
    ("words", "count"), [("no", Count(0, 0)), ("dozens", Count(24, None)), ("ten", Count(10, 10))]
)
def test_numbers_in_words_count(words: str, count: Count) -> None:
    assert resolve(words) == count
    assert counting("units")["no"] == 0
    assert set(numbers.VAGUE).isdisjoint(numbers.UNITS)
