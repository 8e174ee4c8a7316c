"""Runs and bars: the same state on following days is one, and what the baseline says is no change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.model import Control, Days, Grade, Holding, Link, RoadAssessment, RoadState, TimePrecision
from marsad.publication import EditionContent
from marsad.publication.drawing import Bar, join, timeline
from marsad.publication.runs import control_changes, road_runs, since_words
from marsad.publication.wording import sentences

FIRST = date(2017, 1, 15)
BASELINE = date(2017, 1, 1)


def held(holder: str | None, start: date, end: date | None, grade: Grade) -> Holding:
    return Holding("plc_deir_hafir", Days(start, end, TimePrecision.DAY), holder, grade)


HOLDINGS = (
    held("act_isis", BASELINE, date(2017, 2, 6), Grade.BASELINE),
    held("act_isis", date(2017, 2, 6), date(2017, 2, 20), Grade.REPORTED),
    held("act_syrian_government", date(2017, 2, 20), None, Grade.REPORTED),
)


def test_what_a_report_says_after_the_baseline_is_no_change_of_holder(content: EditionContent) -> None:
    control = Control({**content.control.holdings, "plc_deir_hafir": HOLDINGS})
    days = [
        change.day
        for change in control_changes(replace(content, control=control), BASELINE, date(2017, 2, 28))
        if change.place == "plc_deir_hafir"
    ]
    assert days == [date(2017, 2, 20)]


def test_the_baseline_does_not_say_since_when(content: EditionContent) -> None:
    content = replace(content, control=Control({"plc_deir_hafir": HOLDINGS}))
    assert [since_words(content, each) for each in HOLDINGS] == [
        "on 1 January 2017 (baseline) or before",
        "on 1 January 2017 (baseline) or before; reported from 6 February 2017 on",
        "since 20 February 2017",
    ]


states = st.lists(st.sampled_from([None, RoadState.OPEN, RoadState.CUT]), min_size=1, max_size=12)


@given(states)
def test_the_runs_of_a_road_give_each_day_its_state(states: list[RoadState | None]) -> None:
    content = bare_content(len(states))
    link = Link("plc_a", "plc_b", 1.0)
    days = [FIRST + timedelta(days=number) for number in range(len(states))]
    roads = {
        day: {} if state is None else {link.ends: RoadAssessment(link, state, False, Grade.INFERRED)}
        for day, state in zip(days, states, strict=True)
    }
    found = road_runs(replace(content, roads_by_day=roads)).get(link.ends, ())
    for day, state in zip(days, states, strict=True):
        assert [run.state.state for run in found if day in run] == ([] if state is None else [state])
    assert all(
        one.last + timedelta(days=1) < other.first or one.state.state is not other.state.state
        for one, other in pairwise(found)
    )


def bare_content(days: int) -> EditionContent:
    from marsad.areas import Area

    area = Area("x", "X", "1", "0" * 64, ("SY",), (35.0, 36.0, 37.0, 39.0), BASELINE, {}, {}, (), (), (), (), ())
    last = FIRST + timedelta(days=days - 1)
    return EditionContent(area, "X", FIRST, (FIRST, last), None, {}, {}, {}, (), Control({}), {}, {})


def test_bars_that_are_alike_are_one_without_a_seam() -> None:
    day = timedelta(days=1)
    bars = [
        Bar(FIRST, FIRST, "#111111", "ISIS", ("baseline",)),
        Bar(FIRST + day, FIRST + 3 * day, "#111111", "ISIS", ("reported",)),
        Bar(FIRST + 4 * day, FIRST + 5 * day, "#111111", "ISIS", ("reported",), hatched=True),
        Bar(FIRST + 7 * day, FIRST + 8 * day, "#111111", "ISIS", ("reported",), hatched=True),
    ]
    joined = join(bars)
    assert [(bar.first, bar.last) for bar in joined] == [
        (FIRST, FIRST + 3 * day),
        (FIRST + 4 * day, FIRST + 5 * day),
        (FIRST + 7 * day, FIRST + 8 * day),
    ]
    assert joined[0].words == "ISIS: 15 to 18 January 2017, baseline, then reported"
    drawn = timeline(bars, [FIRST + number * day for number in range(10)])
    assert drawn.count("<title>") == 3


@pytest.mark.parametrize(
    ("words", "count", "first", "rest"),
    [
        ("One. Two. Three.", 1, "One.", "Two. Three."),
        ("One. Two.", 2, "One. Two.", ""),
        ("Held by St. anne 2.5 km off. Then more.", 1, "Held by St. anne 2.5 km off.", "Then more."),
        ("", 1, "", ""),
    ],
)
def test_the_first_sentences_and_the_rest(words: str, count: int, first: str, rest: str) -> None:
    assert sentences(words, count) == (first, rest)
