"""Time as it stands in news and field messages: the exact days of each expression, none where none is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from marsad.claims.lang.en.timing import times_of
from marsad.claims.lang.en.tokens import tokens_of
from marsad.grounding.dates import resolve

ROWS: list[list[Any]] = yaml.safe_load(
    (Path(__file__).parent / "reading" / "time_expressions.yaml").read_text(encoding="utf-8")
)
BY_THE_VERB = {"now"}  # the reader takes it from the verb group: "is now besieged"


def days_found(words: str, published: date) -> list[tuple[date | None, date | None]]:
    tokens = tuple(tokens_of(words))
    spans = [(tokens[each.start].start, tokens[each.end - 1].end) for each in times_of(words, tokens)]
    days = [resolve(words[start:end], published) for start, end in spans]
    return [(each.start, each.end) for each in days if each is not None]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1]}")
def test_the_days_that_words_give(row: list[Any]) -> None:
    words, published, *days = row
    expected = [] if days == [None] or words in BY_THE_VERB else [tuple(days)]
    assert days_found(words, published) == expected


def test_words_that_the_verb_group_says_are_resolved_too() -> None:
    assert {row[0] for row in ROWS if row[0] in BY_THE_VERB} == BY_THE_VERB
    for words, published, start, end in (row for row in ROWS if row[0] in BY_THE_VERB):
        found = resolve(words, published)
        assert found is not None
        assert (found.start, found.end) == (start, end)


def test_the_cases_are_many_and_differ() -> None:
    assert len(ROWS) >= 240
    assert len({(row[0], row[1]) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("The convoy of 40 trucks, due since late June, entered on Friday (11 November) at noon.",
         ["since late June", "on Friday (11 November)", "at noon"]),
        ("In May 20 people were killed, up to 20 may have died since, and 2015 families fled.", ["In May"]),
        ("For the first time since 2012 they fired on the 26 September Street every Friday.", []),
        ("Fighters of the 14 March Alliance began their march on Damascus at dawn.", ["at dawn"]),
        ("Sat phones were cut on Sat, FSA out 4 Feb.", ["on Sat", "4 Feb"]),
    ],
)  # fmt: skip
def test_the_words_found_in_a_sentence(sentence: str, words: list[str]) -> None:
    tokens = tuple(tokens_of(sentence))
    found = [sentence[tokens[each.start].start : tokens[each.end - 1].end] for each in times_of(sentence, tokens)]
    assert found == words
