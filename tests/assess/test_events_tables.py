"""The tables beside the stages: complete, and in the form that the code reads."""

from __future__ import annotations

from marsad.events import origins
from marsad.events.families import families
from marsad.model import ClaimType
from marsad.sieges.definitions import definitions


def test_every_claim_type_has_its_row() -> None:
    assert set(families()) == set(ClaimType)
    roles = {"agents", "targets", ""}
    assert all({family.gains, family.loses} <= roles for family in families().values())


def test_speakers_words_are_single_words_in_small_letters() -> None:
    table = origins._table()
    assert set(table) == {"organisation", "spokesman", "office"}
    assert all(word == word.lower() and word.isalpha() for words in table.values() for word in words)


def test_definitions_have_wording_and_source() -> None:
    assert [each.key for each in definitions()] == ["reported", "ocha", "siege_watch", "siege_watch_watchlist"]
    assert all(each.name and each.wording and each.source for each in definitions())
