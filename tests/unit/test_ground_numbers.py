"""Counts in words, as ranges."""

from __future__ import annotations

import pytest

from marsad.grounding.numbers import resolve
from marsad.model import Count


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("five", 5, 5),
        ("12", 12, 12),
        ("at least five", 5, None),
        ("no fewer than 10", 10, None),
        ("more than 310,000", 310_000, None),
        ("over 2 million", 2_000_000, None),
        ("1.9 million", 1_900_000, 1_900_000),
        ("at least 2.5 million", 2_500_000, None),
        ("4.5 thousand", 4_500, 4_500),
        ("1.500", 1_500, 1_500),
        ("up to 20", 1, 20),
        ("as many as 114,000", 1, 114_000),
        ("about 500", 500, 500),
        ("20 to 30", 20, 30),
        ("between 20 and 30", 20, 30),
        ("two hundred", 200, 200),
        ("twenty-five", 25, 25),
        ("three thousand five hundred", 3_500, 3_500),
        ("dozens", 24, None),
        ("several", 3, None),
        ("thousands", 2_000, None),
        ("millions", 1_000_000, None),
    ],
)
def test_what_a_count_comes_to(words: str, low: int, high: int | None) -> None:
    assert resolve(words) == Count(low, high)


@pytest.mark.parametrize("words", ["", "many of them", "people", "99999999999999999999", "8.5", "1.5 billion"])
def test_words_without_a_number_give_none(words: str) -> None:
    assert resolve(words) is None
