"""A report with its claims marked: overlapping passages, hostile text, and nothing lost of the words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.model import Claim, ClaimedActor, ClaimType, Modality, Report
from marsad.publication import EditionContent, claims_html
from marsad.publication.highlight import segments
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


def test_the_page_stands_alone_and_shows_each_claim(content: EditionContent) -> None:
    report = next(
        each for each in content.reports.values() if each.title == "Army closes in on Al-Bab from the south"
    )
    claims = [each for each in content.claims.values() if each.report == report.id]
    page = claims_html(report, claims)
    assert "<script" not in page
    assert not re.search(r"(src|href)=\"(?!#|data:)", page)
    assert "@font-face" not in page
    assert len(re.findall(r'<li id="clm_', page)) == len(claims) == 3
    assert re.search(r'<span class="hl f-siege" data-claims="1"[^>]*>.*?Al-Bab is now completely besieged<', page)
    assert "planned" in page


def test_markup_in_a_report_is_shown_as_words() -> None:
    text = "<script>alert(1)</script> ISIS took it."
    report = Report("rep_x", text, title="<b>Bold</b>", publisher='"><i>')
    page = claims_html(report, [claim(text, 0, 8)])
    assert "<script>" not in page
    assert "<b>Bold" not in page
    assert "&lt;script&gt;" in page


def test_a_report_without_claims_says_so() -> None:
    page = claims_html(Report("rep_x", "Nothing happened."), [])
    assert "No claim was read in it." in page
    assert "Untitled report" in page


def test_planned_and_denied_claims_look_unsure() -> None:
    text = "Ankara vowed to take it."
    planned = Claim("rep_x", ClaimType.CAPTURE, text[:5], 0, 5, modality=Modality.PLANNED)
    assert 'f-ground unsure" data-claims="0"' in claims_html(Report("rep_x", text), [planned])


def test_a_statement_comes_with_the_rest_of_its_sentence() -> None:
    text = "First one. The army, it said, took the hill on Monday. Then rain."
    start = text.index("took")
    assert surroundings(text, start, start + len("took the hill")) == ("The army, it said, ", " on Monday.")


@pytest.mark.parametrize(
    ("text", "title", "heading"),
    [
        (" Town changes hands \n \nRebels took it.", None, "Town changes hands"),
        ("Town changes hands\n\nRebels took it.", "As titled", "As titled"),
        ("Town changes hands\nRebels took it.", None, "Untitled report"),
        ("w" * 200 + "\n\nRebels took it.", None, "Untitled report"),
        ("Rebels took it.", None, "Untitled report"),
    ],
)
def test_a_short_first_line_is_the_heading_where_there_is_no_title(
    text: str, title: str | None, heading: str
) -> None:
    assert f"<h1>{heading}</h1>" in claims_html(Report("rep_x", text, title=title), [])


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
