"""When feeds are asked again, and when a silence is worth an alarm."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.events.silence import silent_for, usual_interval
from marsad.watching.diary import FURTHEST, Diary
from marsad.watching.schedule import (
    LONGEST_BACK_OFF_S,
    SPREAD,
    wait_after_failure,
    wait_after_poll,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NAMES = st.text(min_size=1, max_size=20)


@settings(deadline=None)
@given(st.floats(0, 1e6), NAMES, st.integers(0, 1_000))
def test_a_feed_is_never_asked_sooner_than_it_wants(asked_s: float, name: str, count: int) -> None:
    assert asked_s <= wait_after_poll(asked_s, name, count) <= asked_s * (1 + SPREAD) * (1 + 1e-9)


@settings(deadline=None)
@given(st.integers(1, 60), st.floats(0, 1e5), NAMES, st.none() | st.floats(0, 1e7))
def test_a_failed_feed_waits_longer_and_longer_and_as_long_as_it_asks(
    failures: int, usual_s: float, name: str, after_s: float | None
) -> None:
    wait = wait_after_failure(failures, usual_s, name, after_s)
    assert wait >= min(usual_s, LONGEST_BACK_OFF_S) and wait >= min(after_s or 0, 7 * 86_400)
    assert wait <= max(LONGEST_BACK_OFF_S * (1 + SPREAD), min(after_s or 0, 7 * 86_400))
    assert wait_after_failure(failures + 2, 0, name) >= wait_after_failure(failures, 0, name) / (1 + SPREAD)


def test_waits_are_the_same_on_any_machine_and_not_the_same_for_all_feeds() -> None:
    assert wait_after_poll(900, "rss-1", 3) == wait_after_poll(900, "rss-1", 3)
    assert len({wait_after_poll(900, f"rss-{number}", 3) for number in range(50)}) == 50


def arrivals(*hours: float) -> list[datetime]:
    return [NOW - timedelta(hours=each) for each in hours]


def test_a_silence_is_told_by_what_is_usual_for_the_source() -> None:
    hourly = arrivals(9, 8, 7, 6)
    assert usual_interval(hourly) is None and silent_for(hourly, NOW) is None  # too few to tell
    hourly = arrivals(29, 28, 27, 26, 25)
    assert usual_interval(hourly) == timedelta(hours=1)
    assert silent_for(hourly, NOW) == timedelta(hours=25)
    assert silent_for(hourly, NOW, times=26) is None
    busy = arrivals(23.9, 23.88, 23.86, 23.84, 23.82)
    assert silent_for(busy, NOW) is None  # less than a day is no alarm
    daily = arrivals(24 * 6, 24 * 5, 24 * 4, 24 * 3, 24 * 2)
    assert silent_for(daily, NOW) is None
    assert silent_for(daily, NOW + timedelta(days=1)) == timedelta(days=3)


def test_reports_of_one_moment_say_nothing_of_what_is_usual() -> None:
    daily = [each for each in arrivals(24 * 6, 24 * 5, 24 * 4, 24 * 3, 24 * 2) for _ in range(10)]
    assert usual_interval(daily[:40]) is None
    assert usual_interval(daily) == timedelta(days=1)


def test_a_clock_that_jumped_back_stops_no_feed() -> None:
    assert not Diary("a", next_at=NOW + timedelta(hours=1)).due(NOW)
    assert Diary("a", next_at=NOW + FURTHEST + timedelta(hours=1)).due(NOW)
    assert Diary("a").due(NOW)


def test_the_same_issue_again_and_again_is_one_row() -> None:
    diary = Diary("a")
    for minute in range(50):
        diary = diary.after_failure(NOW + timedelta(minutes=minute), "did not answer in time")
    assert len(diary.issues) == 1 and diary.issues[0].at == NOW + timedelta(minutes=49)
    assert diary.failures == 50
    assert diary.after_poll(NOW, {}, 900.0, 1).failures == 0
