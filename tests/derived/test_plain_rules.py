"""Rules over the many events of one place, found by order of time, give what comparing everything gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, permutations, product
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.areas import load_area
from marsad.areas.allegiances import Allegiances
from marsad.casualties.running import SAME_TOTAL, running_totals, why_apart
from marsad.casualties.tolls import scope_of, tolls
from marsad.control.changes import TOLD_WITHIN_DAYS, changes
from marsad.events.contradictions import PASSAGE_DAYS, contradicted
from marsad.model import (
    ClaimType,
    Count,
    Days,
    Degree,
    Event,
    Grade,
    Origin,
    PlacePrecision,
)
from marsad.model import Testimony as Said
from marsad.sieges.told import EventsByPlace

AREA = load_area(str(Path(__file__).parents[1] / "assess" / "area"))
ALLEGIANCES = Allegiances(AREA)
FIRST = date(2017, 2, 1)
PLACES = ["plc_al_bab", "plc_al_bab", "plc_bzaah", None]
CAPTURE, CONTROL, SIEGE = ClaimType.CAPTURE, ClaimType.CONTROL, ClaimType.SIEGE
AIR_STRIKE, CASUALTIES = ClaimType.AIR_STRIKE, ClaimType.CASUALTIES
# Made once, and drawn together where independent: else drawing takes ten times as long as the rules.
SIDES = ["act_isis", "act_fsa", "act_turkey", "act_syrian_government"]
actors = st.sampled_from([()] * 12 + [(each,) for each in SIDES] * 3 + list(permutations(SIDES, 2)))
tellers = st.sampled_from(
    [(each,) for each in product("abc", [False, True])] * 6
    + list(product(product("abc", [False, True]), repeat=2))
)  # fmt: skip
killed = st.sampled_from(
    [None] * 7 + [Count(low, high) for low in (0, 3, 40, 90, 1_000, 1_500, 4_000) for high in (low, None)]
)
others = st.sampled_from(
    list(
        product(
            [Grade.REPORTED, Grade.DISPUTED],
            [None, *Degree],
            [PlacePrecision.PLACE, PlacePrecision.PLACE, PlacePrecision.NEAR],
        )
    )
)
sizes, numbers = st.integers(0, 14), st.integers(0, 99)


def span(after: int, length: int, has_start: bool, has_end: bool) -> Days:
    start = FIRST + timedelta(days=after)
    return Days(start if has_start else None, start + timedelta(days=length) if has_end else None)


days = st.sampled_from(
    [
        span(*each)
        for each in product(range(21), [1, 1, 2, 3, 20, 40], [True, True, False], [True, True, True, False])
    ]
)


def told(*kinds: ClaimType) -> st.SearchStrategy[list[Event]]:
    """Events of these kinds alone, for those of the others are not looked at."""
    return some(st.sampled_from(list(product(kinds, PLACES, [False, True]))))


@st.composite
def some(draw: st.DrawFn, kinds_and_places: st.SearchStrategy[tuple[ClaimType, str | None, bool]]) -> list[Event]:
    made = []
    for number in range(draw(sizes)):
        kind, place, cumulative = draw(kinds_and_places)
        grade, degree, precision = draw(others)
        said = tuple(
            Said(f"clm_{number}_{at}", Origin(key, key), key, supports)
            for at, (key, supports) in enumerate(draw(tellers))
        )
        made.append(
            Event(
                id=f"evt_{draw(numbers)}_{number}", type=kind, place=place, route=None, days=draw(days),
                agents=draw(actors), targets=draw(actors), grade=grade, testimonies=said, degree=degree,
                killed=draw(killed), cumulative=cumulative and kind is CASUALTIES, precision=precision,
            )
        )  # fmt: skip
    return made


@settings(max_examples=300, deadline=None)
@given(told(CONTROL, CONTROL, SIEGE, SIEGE, CAPTURE))
def test_two_events_contradict_as_the_rule_says(events: list[Event]) -> None:
    held, issues = contradicted(events, ALLEGIANCES, {})
    pairs = [
        (one, other)
        for one, other in combinations(sorted(events, key=lambda event: event.id), 2)
        if one.place and (one.place, one.type) == (other.place, other.type) and at_odds(one, other, events)
    ]
    against: dict[str, set[str]] = {event.id: set() for event in events}
    for one, other in pairs:
        against[one.id] |= independent(other, one)
        against[other.id] |= independent(one, other)
    for event, before in zip(held, events, strict=True):
        found = {said.claim for said in event.testimonies} - {said.claim for said in before.testimonies}
        assert found == against[event.id]
    told_of = {(issue.subjects[-2], issue.subjects[-1]) for issue in issues}
    both = {(one.id, other.id) for one, other in pairs if independent(one, other) or independent(other, one)}
    assert told_of == both


def at_odds(one: Event, other: Event, events: Iterable[Event]) -> bool:
    if one.type is ClaimType.SIEGE:
        by_degree = {one.degree: one.days, other.degree: other.days}
        if set(by_degree) != {Degree.COMPLETE, Degree.PARTIAL}:
            return False
        whole, part = by_degree[Degree.COMPLETE], by_degree[Degree.PARTIAL]
        return part.overlaps(Days(whole.start, whole.end + timedelta(days=PASSAGE_DAYS) if whole.end else None))
    if one.type is not ClaimType.CONTROL or not all(dated(each) and exact(each) for each in (one, other)):
        return False
    taken = any(
        event.type is ClaimType.CAPTURE
        and event.place == one.place
        and event.precision is not PlacePrecision.NEAR
        and dated(event)
        and event.days.overlaps(one.days)
        and event.days.overlaps(other.days)
        for event in events
    )
    on = one.days.last or date.max
    friends = any(ALLEGIANCES.friendly(a, b, on) for a in one.agents for b in other.agents)
    return bool(one.agents and other.agents) and one.days.overlaps(other.days) and not friends and not taken


def dated(event: Event) -> bool:
    return event.days.start is not None and event.days.end is not None


def exact(event: Event) -> bool:
    return event.precision is PlacePrecision.PLACE


def independent(by: Event, of: Event) -> set[str]:
    own = {origin.key for origin in of.origins}
    return {said.claim for said in by.testimonies if said.supports and said.origin.key not in own}


@settings(max_examples=300, deadline=None)
@given(told(AIR_STRIKE, CASUALTIES, CAPTURE))
def test_counts_of_dead_are_held_against_the_attacks_of_their_time(events: list[Event]) -> None:
    counted = [event for event in events if event.killed is not None and not why_apart(event)]
    for toll in tolls(events):
        group = [event for event in counted if scope_of(event) == toll.scope]
        if toll.cumulative or toll.scope == "all":
            continue
        attacks = [event for event in group if event.type is not ClaimType.CASUALTIES]
        low = sum(dead(attack) for attack in attacks)
        for count in (event for event in group if event.type is ClaimType.CASUALTIES):
            then = sum(dead(attack) for attack in attacks if attack.days.overlaps(count.days))
            low += max(0, dead(count) - then)
        assert toll.killed_low == low


@settings(max_examples=300, deadline=None)
@given(told(CASUALTIES, CASUALTIES, CASUALTIES, AIR_STRIKE))
def test_an_undated_total_belongs_to_the_dated_one_it_comes_nearest_to(events: list[Event]) -> None:
    """Held against looking at each event of each total again."""
    apart = [replace(e, killed=e.killed or Count(5, 5)) for e in events if e.type is ClaimType.CASUALTIES]
    made = running_totals(apart, {event.id: "here" for event in apart})
    groups: dict[str, list[Event]] = {}
    for event in sorted(apart, key=lambda e: (e.days.start is None, e.days.last or e.days.start or date.min, dead(e), e.id)):  # fmt: skip # noqa: E501
        key = began(event)
        if event.days.start is None:
            scored = [(likeness(event, groups[each]), each) for each in groups if each]
            best = max(scored, default=(0.0, ""))
            key = best[1] if best[0] >= SAME_TOTAL else ""
        groups.setdefault(key, []).append(event)
    assert sorted(toll.events for toll in made) == sorted(
        tuple(sorted(event.id for event in group)) for group in groups.values()
    )


def began(event: Event) -> str:
    start, end = event.days.start, event.days.end
    if start is None:
        return ""
    brief = end is not None and (end - start).days <= 31 and not event.cumulative
    return start.isoformat() if brief else str(start.year)


def likeness(event: Event, group: Sequence[Event]) -> float:
    low, other = dead(event), max(dead(each) for each in group)
    return min(low, other) / max(low, other, 1)


def dead(event: Event) -> int:
    return event.killed.low if event.killed else 0


@settings(max_examples=300, deadline=None)
@given(told(CAPTURE, CAPTURE, CONTROL))
def test_an_undated_capture_comes_before_the_one_that_undid_it(events: list[Event]) -> None:
    captures = [
        replace(event, type=ClaimType.CAPTURE, place="plc_al_bab", precision=PlacePrecision.PLACE)
        for event in events
        if event.agents and event.days.last
    ]
    of = {event.id: event for event in captures}
    found = changes(captures, AREA, ALLEGIANCES).get("plc_al_bab", [])
    assert len(found) == len(captures)
    for change in found:
        assert change.day == plain_day(of[change.event.id], captures)


def plain_day(event: Event, captures: Sequence[Event]) -> date:
    day = event.days.last
    assert day is not None
    if event.days.start is not None:
        return day
    others = [(each, each.days.last) for each in captures if each.days.start is not None and each.days.last]
    undone = [
        on
        for other, on in others
        if timedelta() < day - on <= timedelta(days=TOLD_WITHIN_DAYS)
        and friends(other.targets, event.agents, on)
        and not friends(other.agents, event.agents, on)
    ]
    if not undone:
        return day
    last = max(undone)
    came_in = any(on <= last and friends(other.agents, event.agents, last) for other, on in others)
    return day if came_in else last


def friends(some: Iterable[str], others: Sequence[str], on: date) -> bool:
    return any(ALLEGIANCES.friendly(a, b, on) for a in some for b in others)


@settings(max_examples=300, deadline=None)
@given(told(CAPTURE, CONTROL, SIEGE, AIR_STRIKE, CASUALTIES), st.integers(-5, 90))
def test_what_was_last_heard_of_a_place_is_found_by_asking_each_event(events: list[Event], after: int) -> None:
    events = [replace(event, grade=Grade.RETRACTED) if event.id[-1] == "7" else event for event in events]
    as_of = FIRST + timedelta(days=after)
    here = [event for event in events if event.place == "plc_al_bab" and event.grade is not Grade.RETRACTED]
    days = [
        FIRST + timedelta(days=n)
        for n in range(-5, after + 1)
        if any(tells_of(event, FIRST + timedelta(days=n), as_of) for event in here)
    ]
    assert EventsByPlace(events).last_heard("plc_al_bab", as_of) == max(days, default=None)


def tells_of(event: Event, day: date, as_of: date) -> bool:
    """Its last day; as long as it goes on, each of its days; of one whose end nobody gives, the first."""
    if event.days.last is not None and event.days.last <= as_of:
        return day == event.days.last
    if event.days.start is None:
        return False
    return day == event.days.start if event.days.end is None else event.days.start <= day
