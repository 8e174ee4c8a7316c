"""Laws of fusing, control and tolls, over claims drawn at random."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.areas import load_area
from marsad.casualties import tolls
from marsad.control import assess_control
from marsad.events import Fusion, fuse
from marsad.model import (
    Claim,
    ClaimedActor,
    ClaimedPlace,
    ClaimType,
    Count,
    Days,
    Degree,
    Grade,
    Modality,
    PlacePrecision,
    Report,
    Row,
    TimePrecision,
    Toll,
)

AREA = load_area(str(Path(__file__).parents[1] / "assess" / "area"))
FIRST = date(2017, 2, 1)
PLACES = ["plc_al_bab", "plc_bzaah", "plc_nowhere", "plc_aleppo_province"]
ACTORS = ["act_isis", "act_fsa", "act_turkey", "act_syrian_government"]
REPORTS = {
    f"rep_{i}": Report(f"rep_{i}", f"text {i}", FIRST + timedelta(days=2 * i), publisher=f"Outlet {i}")
    for i in range(4)
}
ROWS = {  # of two datasets
    f"row_{i}": Report(f"row_{i}", f"row {i}", publisher=f"Coders {i % 2}", row=Row("ucdp", ())) for i in range(4)
}
TYPES = [
    ClaimType.CAPTURE, ClaimType.CONTROL, ClaimType.WITHDRAWAL, ClaimType.SIEGE, ClaimType.AIR_STRIKE,
    ClaimType.CASUALTIES,
]  # fmt: skip


def actors(ids: Sequence[str]) -> tuple[ClaimedActor, ...]:
    return tuple(ClaimedActor(each, each, each) for each in ids)


# Made once, and drawn together where independent: else drawing takes longer than what is tested.
SINGLE, PAIRS = [actors([each]) for each in ACTORS], [actors(each) for each in itertools.permutations(ACTORS, 2)]
parties = st.sampled_from(list(itertools.product([()] * 12 + SINGLE * 3 + PAIRS, [()] * 4 + SINGLE)))
where_and_what = st.sampled_from(list(itertools.product(PLACES, TYPES)))
days = st.sampled_from(
    [Days()] * 63
    + [
        Days(FIRST + timedelta(days=after), FIRST + timedelta(days=after + length), TimePrecision.DAY)
        for after, length in itertools.product(range(9), range(1, 8))
    ]
)
killed = st.sampled_from([None] * 21 + [Count(low, high) for low in range(21) for high in (low, None, low + 5)])
degrees = st.sampled_from(list(itertools.product([None, *Degree], [False, True])))
said = st.sampled_from(
    list(
        itertools.product(
            range(4),
            [(), ("The Monitor",), ("A commander",)],
            [Modality.ASSERTED] * 4 + [Modality.DENIED, Modality.PLANNED],
        )
    )
)


@st.composite
def claims(draw: st.DrawFn, by: st.SearchStrategy[str] = st.sampled_from(sorted(REPORTS))) -> Claim:  # noqa: B008
    name, kind = draw(where_and_what)
    known = AREA.places[name]
    agents, targets = draw(parties)
    degree, cumulative = draw(degrees)
    start, attribution, modality = draw(said)
    return Claim(
        report=draw(by),
        type=kind,
        quote="quote",
        start_char=start,
        end_char=9,
        agents=agents,
        targets=targets,
        place=ClaimedPlace(name, known.name, name, known.lat, known.lon, PlacePrecision.PLACE, known.kind),
        degree=degree if kind is ClaimType.SIEGE else None,
        days=draw(days),
        killed=draw(killed),
        cumulative=cumulative and kind is ClaimType.CASUALTIES,
        attribution=attribution,
        modality=modality,
    )


def fused(told: Sequence[Claim], copied_from: Mapping[str, str] | None = None) -> Fusion:
    return fuse(told, REPORTS, {}, AREA, copied_from or {})


many = st.lists(claims(), max_size=12)


@settings(max_examples=120, deadline=None)
@given(many, st.randoms(use_true_random=False))
def test_the_order_of_claims_and_telling_them_twice_change_nothing(told: list[Claim], random: object) -> None:
    shuffled = [*told, *told[::2]]
    getattr(random, "shuffle")(shuffled)  # noqa: B009 - hypothesis types its Random loosely
    assert fused(shuffled) == fused(told)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(claims(st.sampled_from(sorted({**REPORTS, **ROWS}))), max_size=12), st.randoms(use_true_random=False)
)
def test_no_event_has_two_rows_of_one_dataset_in_whatever_order_they_are_told(
    told: list[Claim], random: object
) -> None:
    fusion = fuse(told, {**REPORTS, **ROWS}, {}, AREA, {})
    of = {claim.id: ROWS.get(claim.report) for claim in told}
    for event in fusion.events:
        rows = {
            row.id: row.publisher for t in event.testimonies if t.supports and (row := of[t.claim]) is not None
        }
        assert len(rows) == len(set(rows.values()))
    shuffled = [*told, *told[::2]]
    getattr(random, "shuffle")(shuffled)  # noqa: B009 - hypothesis types its Random loosely
    assert fuse(shuffled, {**REPORTS, **ROWS}, {}, AREA, {}) == fusion


@settings(max_examples=120, deadline=None)
@given(many)
def test_every_asserted_claim_supports_exactly_one_event(told: list[Claim]) -> None:
    fusion = fused(told)
    supporting = [t.claim for event in fusion.events for t in event.testimonies if t.supports]
    asserted = {claim.id for claim in told if claim.modality is Modality.ASSERTED}
    assert len(supporting) == len(set(supporting))
    assert set(supporting) == asserted
    assert len({event.id for event in fusion.events}) == len(fusion.events)


@settings(max_examples=120, deadline=None)
@given(many)
def test_no_event_is_more_precise_than_its_claims_together(told: list[Claim]) -> None:
    by_id = {claim.id: claim for claim in told}
    for event in fused(told).events:
        own = [by_id[t.claim] for t in event.testimonies if t.supports]
        starts = {claim.days.start for claim in own}
        assert event.days.start in starts or event.days.start is None
        assert (event.days.start is None) == (starts == {None})


@settings(max_examples=120, deadline=None)
@given(many)
def test_each_place_has_one_state_on_each_day(told: list[Claim]) -> None:
    control = assess_control(fused(told).events, AREA)
    assert "plc_aleppo_province" not in control.holdings
    for place, holdings in control.holdings.items():
        assert all(holding.place == place for holding in holdings)
        for earlier, later in itertools.pairwise(holdings):
            assert earlier.days.end == later.days.start  # without gap or overlap
        assert holdings[-1].days.end is None
        for day in (FIRST + timedelta(days=n) for n in range(-40, 30)):
            assert sum(day in holding.days for holding in holdings) <= 1


@settings(max_examples=120, deadline=None)
@given(many)
def test_what_the_baseline_alone_says_rests_on_no_report_and_what_reports_say_rests_on_one(
    told: list[Claim],
) -> None:
    for holdings in assess_control(fused(told).events, AREA).holdings.values():
        for holding in holdings:
            assert (holding.grade is Grade.BASELINE) == (holding.claims == ()), holding


@settings(max_examples=120, deadline=None)
@given(many)
def test_a_copy_adds_no_origin_and_no_dead(told: list[Claim]) -> None:
    original = [claim for claim in told if claim.report == "rep_0"]
    copied = [replace(claim, report="rep_1", days=_dated(claim)) for claim in original]
    original = [replace(claim, days=_dated(claim)) for claim in original]
    once, twice = fused(original), fused([*original, *copied], {"rep_1": "rep_0"})
    assert [event.origins for event in once.events] == [event.origins for event in twice.events]
    assert _dead(tolls(once.events)) == _dead(tolls(twice.events))


def _dated(claim: Claim) -> Days:
    """Without a date the two reports would bound the same claim by two days."""
    return claim.days if claim.days.start else Days.on(FIRST)


def _dead(found: Sequence[Toll]) -> list[tuple[str, int, int | None, bool]]:
    return [(toll.scope, toll.killed_low, toll.killed_high, toll.cumulative) for toll in found]


@settings(max_examples=120, deadline=None)
@given(many)
def test_the_low_toll_is_never_above_the_high_one(told: list[Claim]) -> None:
    for toll in tolls(fused(told).events):
        assert toll.killed_high is None or toll.killed_low <= toll.killed_high
