"""Days in columns: every form that desks write, and the order of day and month found from the whole column."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import pytest

from marsad.reports.tables.cells import Cell
from marsad.reports.tables.days import Forms, Order, day_of, plain


def forms(*cells: Cell) -> Forms:
    found = Forms()
    for row, cell in enumerate(cells, start=2):
        found.see(cell, row)
    return found


@pytest.mark.parametrize(
    "written",
    [
        "2017-02-06", "2017/2/6", "2017.02.06", "20170206", "6 February 2017", "6 Feb 2017", "Feb 6, 2017",
        "February 6 2017", "Monday, 6 February 2017", "Mon 6 Feb 2017", "6-Feb-2017", "06/Feb/17",
        "6. Februar 2017", "6 février 2017", "6 de febrero de 2017",
        "6 февраля 2017 г.", "6 лютого 2017", "6 شباط 2017",
        "٦ فبراير ٢٠١٧",
        "6 Şubat 2017", "2017-02-06 14:30", "2017-02-06T14:30:00Z", "6 Feb 2017 2:30 pm", "42772", "42772.5",
        "\u200f6 شباط 2017",
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_form_that_leaves_no_question(written: str) -> None:
    assert day_of(written) == date(2017, 2, 6)


def test_what_a_spreadsheet_keeps_as_a_date_is_that_day() -> None:
    assert day_of(datetime(2017, 2, 6, 14, 30)) == date(2017, 2, 6)
    assert day_of(date(2017, 2, 6)) == date(2017, 2, 6)


@pytest.mark.parametrize(
    "written", ["", "early February", "Ramadan 2017", "17", "2017", "12 Foo 2017", "x" * 100_000]
)
def test_what_says_no_day_gives_none(written: str) -> None:
    assert day_of(written, Order.DMY) is None


@pytest.mark.parametrize("written", ["2017-02-30", "31/02/2017", "31 April 2017"])
def test_a_day_that_is_in_no_calendar_is_an_error(written: str) -> None:
    with pytest.raises(ValueError):
        day_of(written, Order.DMY)


def test_the_order_of_day_and_month_is_that_of_the_column() -> None:
    assert day_of("04/05/2017", Order.DMY) == date(2017, 5, 4)
    assert day_of("04/05/2017", Order.MDY) == date(2017, 4, 5)
    assert day_of("04/05/2017") is None


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["04/05/2017", "13/05/2017"], Order.DMY),
        (["04/05/2017", "05/13/2017"], Order.MDY),
        (["04.05.2017", "06.05.2017"], Order.DMY),
        (["04/05/2017", "06/05/2017"], None),
        (["13/05/2017", "05/13/2017"], None),
        (["13/05/17", "14/05/17"], None),
    ],
)
def test_one_row_that_can_be_read_one_way_only_settles_the_column(
    cells: Iterable[str], order: Order | None
) -> None:
    found = forms(*cells)
    assert found.order is order
    assert (found.in_question is None) == (order is not None)


def test_the_question_names_the_rows_that_contradict_each_other() -> None:
    asked = forms("13/05/2017", "01/02/2017", "05/14/2017").in_question
    assert asked is not None and "row 2" in asked and "row 4" in asked


def test_a_column_that_a_spreadsheet_half_converted_is_asked_about() -> None:
    # Of "03/04/2017" and "13/04/2017", written day first, an American program makes 4 March and leaves the other.
    asked = forms(date(2017, 3, 4), date(2017, 1, 2), "13/04/2017", "25/04/2017").in_question
    assert asked is not None and "took some days for dates" in asked
    assert forms(date(2017, 3, 24), "13/04/2017").in_question is None


def test_words_too_long_for_a_day_are_not_looked_into() -> None:
    assert len(plain("1 " * 50_000)) == 1
