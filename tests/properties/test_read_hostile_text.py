"""Text as it really comes: unseen marks, left-over mark-up, other scripts. Claims or issues, never a crash."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.areas import load_area
from marsad.claims import read
from marsad.claims.lang.en.unread import LONGEST_REPORT
from marsad.grounding import Grounded, ground
from marsad.model import Report

DAY = date(2017, 2, 6)
SENTENCE = "Rebels captured Al-Bab from ISIS on Sunday, the Observatory said."
ARABIC = "قطعت قوات النظام الطريق الأخير المؤدي إلى مدينة الباب ليلة الأحد"
WORDS = (
    "the army Rebels captured besieged Al-Bab al-Bab Deir ez-Zor and , . ; : ' \" said it from road cut ISIS"
    " killed 5 20 at least not may by of which that Monday on Sunday 4 Feb 4/2 May since late 2016 the next day"
    " 310,000 overnight ago"
)
ODD = (
    "\u200b", "\u200d", "\u00ad", "\u200f", "\u202a", "\u202c", "\ufeff", "\u0301", "\u0300\u0316",
    "\x00", "\x1b[31m", "\ud800", "\udfff", "&nbsp;", "&amp;nbsp;", "&#39;", "&#x110000;", "&", "<br>", "<p>",
    "</b>", "<", "\r\n", "\t", "\n\n", "\u2028", "\u00a0", "\u201c", "\u201d", "''", "((", "[", "{", "\U0001f4a5",
    "\U0001f468\u200d\U0001f469", "\U0001f1f8\U0001f1fe", "\uff15", "\u00b2", "\u00bd", "\ufb01", "\uff21l",
    ARABIC, "Войска", "взяли", ",,,,", "....", "-", "--", "a" * 300, "A-" * 40, "\u0130", "ß", "ʿ", "%", "U.S.",
    "9999-12-31", "99999", "0",
)  # fmt: skip
UNSEEN = "\u200b\u200d\u00ad\u200f\u202c\ufeff\x00"
PIECES = st.one_of(st.sampled_from(WORDS.split(" ")), st.sampled_from(ODD), st.just(SENTENCE))
LINKS = st.sampled_from((" ", " ", " ", "", "\n", "\u00a0", "\u200b", "\r\n"))
HOSTILE = st.lists(st.tuples(PIECES, LINKS), max_size=60).map(lambda parts: "".join(a + b for a, b in parts))
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=200)


def grounded(text: str) -> Grounded:
    area = load_area("syria")
    report = Report("rep_test", text, published=DAY, language="en")
    return ground(read(report, area), report, area)


@settings(max_examples=200, deadline=None)
@given(st.one_of(HOSTILE, ANYTHING))
def test_hostile_text_gives_claims_or_issues_and_every_quote_is_of_the_text(text: str) -> None:
    area = load_area("syria")
    report = Report("rep_test", text, published=DAY, language="en")
    reading = read(report, area)
    found = ground(reading, report, area)
    for draft in reading.drafts:
        for mention in (draft.provenance.trigger, draft.when):
            assert mention is None or text[mention.start : mention.end] == mention.text
    for claim in found.claims:
        assert claim.quote
        assert text[claim.start_char : claim.end_char] == claim.quote
    for issue in found.issues:
        assert issue.start is None or issue.end is None or 0 <= issue.start <= issue.end <= len(text)
    again = grounded(text)
    assert [json.dumps(each.to_json()) for each in again.claims] == [json.dumps(c.to_json()) for c in found.claims]
    assert again.issues == found.issues


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, len(SENTENCE) - 1), st.sampled_from(UNSEEN)), max_size=6))
def test_marks_that_nobody_sees_change_no_claim(marks: list[tuple[int, str]]) -> None:
    text = SENTENCE
    for at, mark in sorted(marks, reverse=True):
        text = text[:at] + mark + text[at:]
    (claim,) = grounded(text).claims
    (plain,) = grounded(SENTENCE).claims
    assert (claim.type, claim.days, claim.attribution) == (plain.type, plain.days, plain.attribution)
    assert claim.place and claim.place.id == "plc_al_bab"
    assert [each.id for each in (*claim.agents, *claim.targets)] == ["act_rebels", "act_isis"]


@pytest.mark.parametrize(
    "text",
    [
        "<p>Rebels <b>captured</b> Al-Bab&nbsp;from ISIS on Sunday,<br/>the Observatory said.</p>",
        "Rebels\u00a0captured\tAl-Bab\r\nfrom ISIS on Sunday, the Observatory said.",
        "Rebels 💥 captured A\u0301l-Ba\u0302b from ISIS on Sunday 👍, the Observatory said.",
        "Ｒｅｂｅｌｓ captured Al-Bab from ISIS on Sunday, the Observatory said.",
        '"' * 10_000 + SENTENCE,
        "(" * 5_000 + SENTENCE + "[" * 5_000,
        "a" * 100_000 + " " + "," * 5_000 + " . " + SENTENCE,
        f"{ARABIC}. {SENTENCE}",
        f"{SENTENCE} {ARABIC}.",
    ],
    ids=lambda text: ascii(text[:30]),
)
def test_what_stands_among_it_is_read(text: str) -> None:
    claims = grounded(text).claims
    assert [(claim.type, claim.place and claim.place.id, str(claim.days.start)) for claim in claims] == [
        ("capture", "plc_al_bab", "2017-02-05")
    ]


@pytest.mark.parametrize("text", ["", " \n\t ", "Aleppo", "…", ARABIC, "Войска взяли город Алеппо в воскресенье."])
def test_what_cannot_be_read_is_an_issue(text: str) -> None:
    found = grounded(text)
    assert found.claims == ()
    assert len(found.issues) == 1


def test_sentences_in_another_script_are_said_to_be_unread() -> None:
    (issue,) = grounded(f"{SENTENCE} {ARABIC}. {SENTENCE}").issues
    assert issue.start == len(SENTENCE) + 1
    assert "script" in issue.reason


def test_a_report_longer_than_any_is_read_as_far_as_said() -> None:
    text = f"{SENTENCE} " + "x" * LONGEST_REPORT + f" {SENTENCE}"
    found = grounded(text)
    assert len(found.claims) == 1
    (issue,) = found.issues
    assert issue.start is not None
    assert issue.start <= LONGEST_REPORT
    assert issue.end == len(text)
