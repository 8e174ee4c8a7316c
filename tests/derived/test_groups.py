"""Which report copies which, kept report by report, is at every moment what all of them at once give."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.derived.buckets import FURTHER_AT_MOST, NUMBER_BITS, NUMBER_MASK, Buckets, packed
from marsad.derived.file import lay_out
from marsad.derived.groups import copies_of, grouped
from marsad.derived.view import AT
from marsad.model import Report
from marsad.reports.copies import are_copies, copies, is_copy, published_order
from marsad.reports.near import buckets, met_twice, shared_runs, shared_with_each, wording

WORDS = [f"word{number}" for number in range(60)]
DRIFT = [" ".join(WORDS[start : start + 40]) for start in range(0, 20, 4)]  # each a copy of the next alone
LONG = " ".join(WORDS)
TEXTS = [*DRIFT, LONG, LONG.upper(), f"{DRIFT[0]} at last", " ".join(WORDS[5:]), "Shelling was heard.", "Nothing."]


def report(number: int, text: str, day: int | None) -> Report:
    return Report(
        f"rep_{number:03}", text, published=date(2017, 2, 1) + timedelta(day) if day is not None else None
    )


def taken(kept: sqlite3.Connection, reports: list[Report]) -> Iterator[int]:
    filed = Buckets(kept)
    for seq, each in enumerate(reports, start=1):
        number = grouped(kept, filed, seq, each)
        kept.execute(
            "INSERT INTO reports VALUES (?, ?, NULL, NULL, NULL, NULL, NULL, ?, ?)",
            (each.id, seq, published_order(each), number),
        )
        if seq % 3 == 0:
            filed.write()
        yield seq
    filed.write()


def said(kept: sqlite3.Connection, seq: int) -> dict[str, str]:
    return dict(kept.execute(f"SELECT report, first FROM copies WHERE {AT}", {"at": seq}))


def empty() -> sqlite3.Connection:
    kept = sqlite3.connect(":memory:", isolation_level=None)
    lay_out(kept)
    return kept


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(TEXTS), st.none() | st.integers(0, 6)), max_size=14))
def test_at_every_moment_it_is_what_all_reports_at_once_give(told: list[tuple[str, int | None]]) -> None:
    reports = [report(number, *each) for number, each in enumerate(told)]
    kept = empty()
    for seq in taken(kept, reports):
        assert said(kept, seq) == copies(reports[:seq])
    for seq in range(len(reports) + 1):
        assert said(kept, seq) == copies(reports[:seq])


@pytest.mark.parametrize("order", ["as published", "backwards", "mixed"])
def test_a_form_that_many_fill_in_stays_one_row_each(order: str) -> None:
    form = " ".join(WORDS)
    reports = [report(number, f"{form} on day {number}", number) for number in range(120)]
    if order == "backwards":
        reports.reverse()
    elif order == "mixed":
        random.Random(1).shuffle(reports)
    kept = empty()
    assert len([*taken(kept, reports)]) == 120
    assert said(kept, 120) == copies(reports) == dict.fromkeys((f"rep_{n:03}" for n in range(1, 120)), "rep_000")
    assert kept.execute("SELECT count(*), count(DISTINCT leader) FROM wordings").fetchone() == (120, 1)
    if order == "as published":
        assert kept.execute("SELECT count(*) FROM copies").fetchone() == (119,)


def test_more_texts_than_are_compared_at_once_are_all_compared() -> None:
    form = " ".join(WORDS[:30])
    own = random.Random(2)
    texts = [f"{form} {' '.join(own.choices(WORDS, k=30))}" for _ in range(700)]
    kept = empty()
    assert [*taken(kept, [report(number, text, 0) for number, text in enumerate(texts)])]
    runs = wording(f"{texts[3]} indeed")
    alike = [number for number, text in enumerate(texts, start=1) if is_copy(runs, wording(text))]
    assert 4 in alike and copies_of(kept, runs, Buckets(kept).of(runs)) == alike


def test_what_is_put_into_buckets_one_by_one_is_what_is_packed_at_once() -> None:
    form = " ".join(WORDS[:30])
    own = random.Random(3)
    texts = [f"{form} {' '.join(own.choices(WORDS, k=9))}" for _ in range(700)]
    kept = empty()
    assert [*taken(kept, [report(number, text, 0) for number, text in enumerate(texts)])]
    keys = [
        bucket << NUMBER_BITS | number
        for number, text in enumerate(texts, start=1)
        for bucket in buckets(wording(text))
    ]
    rows = kept.execute("SELECT * FROM buckets ORDER BY 1").fetchall()
    assert rows == [*packed(np.unique(np.array(keys)))]
    most = max(len(further) for _, further in rows)
    assert most == FURTHER_AT_MOST and len(rows) < len(keys) / 2
    met = [key for key in keys if key >> NUMBER_BITS in buckets(wording(texts[5]))]
    assert Buckets(kept).of(wording(texts[5])).met_twice() == met_twice(np.array(met) & NUMBER_MASK)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 40), min_size=1, unique=True), min_size=1, max_size=9))
def test_counting_for_many_at_once_is_counting_one_by_one(sets: list[list[int]]) -> None:
    spread = [
        np.array(sorted(n % 8 << 48 | n << 3 for n in each), dtype="<u8") for each in sets
    ]  # same first bits
    packed = [each.tobytes() for each in spread]
    for one in spread:
        assert shared_with_each(one, packed).tolist() == [shared_runs(one, other) for other in spread]
        assert are_copies(one, packed) == [is_copy(one, other) for other in spread]
    assert are_copies(spread[0], []) == []
