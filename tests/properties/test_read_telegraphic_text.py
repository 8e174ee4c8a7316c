"""Whatever the lines: telegraphic ones give exact spans too, and prose is never rewritten."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.areas import load_area
from marsad.claims import read
from marsad.grounding import ground
from marsad.model import Report

VOCABULARY = (
    "Bazaa Tadef IS FSA SAA retook out back in 2 SVBIED 6 KIA 15 WIA nr #Idlib_city arty on town , : ; . - -> | \n"
    " \n 04/02 0530 x3 (x2) 060600 FEB 17 rd Homs-Palmyra cut by same under siege BREAKING: Observatory * 1) Place"
    " Held by Killed type killd vs and still holds it no hits quiet tonite w/ 7/2 [05/02/2017, 21:14] A: + # _ →"
)
LINES = st.lists(st.sampled_from(VOCABULARY.split(" ")), max_size=40).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(LINES)
def test_telegraphic_lines_give_exact_spans_and_never_raise(text: str) -> None:
    area = load_area("syria")
    report = Report("rep_test", text, published=date(2017, 2, 6), language="en")
    reading = read(report, area)
    for draft in reading.drafts:
        assert 0 <= draft.start < draft.end <= len(text)
        trigger = draft.provenance.trigger
        assert text[trigger.start : trigger.end] == trigger.text
        for place in draft.places:
            assert text[place.mention.start : place.mention.end] == place.mention.text
    found = ground(reading, report, area)
    assert all(text[claim.start_char : claim.end_char] == claim.quote for claim in found.claims)
    assert ground(read(report, area), report, area) == found
