"""Whatever the text: exact spans, in order, no exception, the same twice."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.areas import load_area
from marsad.claims import read
from marsad.grounding import ground
from marsad.model import Report

VOCABULARY = (
    "the army Turkish troops captured besieged al-Bab and , . ' \" said Observatory it from south to road cut ISIS"
    " killed 5 at least not may vowed by of which that Monday town Rebel-held - ( RSF ) ’s : towards no"
)
WORDS = st.sampled_from(VOCABULARY.split(" "))
PROSE = st.lists(WORDS, max_size=60).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=300), PROSE))
def test_any_text_gives_exact_spans_and_never_raises(text: str) -> None:
    area = load_area("syria")
    report = Report("rep_test", text, published=date(2017, 2, 6), language="en")
    reading = read(report, area)
    found = ground(reading, report, area)
    for draft in reading.drafts:
        assert 0 <= draft.start < draft.end <= len(text)
        trigger = draft.provenance.trigger
        assert text[trigger.start : trigger.end] == trigger.text
    for claim in found.claims:
        assert text[claim.start_char : claim.end_char] == claim.quote
    starts = [claim.start_char for claim in found.claims]
    assert starts == sorted(starts)
    assert ground(read(report, area), report, area) == found


def test_a_long_run_without_a_full_stop_is_read_in_bounded_steps() -> None:
    area = load_area("syria")
    text = "the army and " * 20_000 + "so on. The army captured al-Bab"
    assert read(Report("rep_test", text, language="en"), area).drafts
