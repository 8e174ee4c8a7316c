"""Days in words are never finer, and never narrower, than the source gives them."""

from __future__ import annotations

from datetime import date

import pytest

from marsad.model import Days, TimePrecision
from marsad.publication.wording import days_words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (Days(), "no date given"),
        (Days.on(date(2017, 2, 6)), "6 February 2017"),
        (Days(date(2017, 2, 5), date(2017, 2, 7), TimePrecision.DAY), "between 5 and 6 February 2017"),
        (Days(None, date(2017, 2, 7)), "by 6 February 2017"),
        (Days(date(2016, 12, 1), date(2017, 1, 1), TimePrecision.MONTH), "in December 2016"),
        (Days(date(2016, 8, 1), date(2017, 2, 10), TimePrecision.MONTH), "from August 2016 to 9 February 2017"),
        (Days(date(2013, 1, 1), date(2014, 1, 1), TimePrecision.YEAR), "in 2013"),
        (Days(date(2011, 1, 1), date(2017, 2, 7), TimePrecision.YEAR), "from 2011 to 6 February 2017"),
        (Days(date(2011, 1, 1), None, TimePrecision.YEAR), "from 2011 on"),
    ],
)
def test_days_in_words(days: Days, words: str) -> None:
    assert days_words(days) == words
