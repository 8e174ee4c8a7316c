"""A report's text with its claims marked: overlapping passages, and nothing lost of the words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.model import Claim, ClaimedActor, ClaimType
from marsad.publication.highlight import lanes, segments
from marsad.publication.report_page import fields, paragraphs
from marsad.publication.statements import surroundings


def claim(text: str, start: int, end: int, kind: ClaimType = ClaimType.CLASH) -> Claim:
    return Claim("rep_x", kind, text[start:end], start, end)


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6))
def test_the_pieces_are_the_text_and_name_just_the_claims_that_cover_them(
    text: str, spans: list[tuple[int, int]]
) -> None:
    claims = [claim(text, min(pair), min(max(pair), len(text))) for pair in spans]
    pieces = segments(text, claims)
    assert "".join(piece.text for piece in pieces) == text
    at = 0
    for piece in pieces:
        covering = {
            n for n, each in enumerate(claims) if each.start_char <= at and at + len(piece.text) <= each.end_char
        }
        assert set(piece.covers) == covering
        at += len(piece.text)
    opened = [number for piece in pieces for number in piece.opens]
    assert sorted(opened) == [n for n, each in enumerate(claims) if each.start_char < each.end_char]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)), max_size=12))
def test_passages_that_overlap_have_lines_of_their_own(spans: list[tuple[int, int]]) -> None:
    claims = [claim("x" * 60, start, start + length) for start, length in spans]
    found = lanes(claims)
    for one, (at, end) in enumerate((each.start_char, each.end_char) for each in claims):
        for other in range(one):
            if claims[other].start_char < end and at < claims[other].end_char:
                assert found[one] != found[other]
    assert max(found, default=0) < max(1, len(claims))


def test_the_shortest_claim_gives_the_colour() -> None:
    text = "The army besieged the town that ISIS holds."
    wide, narrow = claim(text, 0, 42, ClaimType.SIEGE), claim(text, 27, 42, ClaimType.CONTROL)
    families = {piece.text: piece.family for piece in segments(text, [wide, narrow])}
    assert families == {"The army besieged the town ": "siege", "that ISIS holds": "ground", ".": None}


def test_a_passage_over_a_paragraph_break_is_marked_on_both_sides() -> None:
    text = "One thing.\n\nAnother thing."
    found = list(paragraphs(segments(text, [claim(text, 4, 19)])))
    assert [[piece.text for piece in paragraph if piece.covers] for paragraph in found] == [
        ["thing."],
        ["Another"],
    ]
    assert sum(len(piece.opens) for paragraph in found for piece in paragraph) == 1


def test_a_statement_comes_with_the_rest_of_its_sentence() -> None:
    text = "First one. The army, it said, took the hill on Monday. Then rain."
    start = text.index("took")
    assert surroundings(text, start, start + len("took the hill")) == ("The army, it said, ", " on Monday.")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (ClaimType.ROUTE_CUT, "against"),
        (ClaimType.CONTROL, "against"),
        (ClaimType.CAPTURE, "from"),
        (ClaimType.SUPPORT, "for"),
        (ClaimType.CASUALTIES, "to whom"),
    ],
)
def test_the_other_side_of_a_claim_is_named_by_what_is_done_to_it(kind: ClaimType, words: str) -> None:
    isis = ClaimedActor("act_isis", "ISIS", "ISIS")
    assert (words, "ISIS") in fields(Claim("rep_x", kind, "it", 0, 2, targets=(isis,)))
