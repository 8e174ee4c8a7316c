"""The record of each source: how it tells, when it fell silent, what others said of what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from marsad.areas import Area
from marsad.errors import UsageError
from marsad.events import Fusion
from marsad.events.source_records import SourceRecord, named, source_records
from marsad.model import Claim, Report, Source
from marsad.reports.sources import name_hash

AT = datetime(2017, 2, 12, 12, tzinfo=UTC)
Records = Callable[..., dict[str, SourceRecord]]


@pytest.fixture
def records(area: Area, sources: Mapping[str, Source], fused: Callable[..., Fusion]) -> Records:
    """The records by name, from reports and claims; ``copied_from`` maps copies to the first of their group."""

    def make(
        reports: Sequence[Report],
        claims: Sequence[Claim] = (),
        copied_from: Mapping[str, str] | None = None,
        at: datetime = AT,
    ) -> dict[str, SourceRecord]:
        events = fused(claims, reports, copied_from).events
        by_id = {claim.id: claim for claim in claims}
        found = source_records(reports, by_id, events, sources, area, at)
        return {each.name: each for each in found}

    return make


def days(report: Callable[..., Report], source: str, *on: str) -> list[Report]:
    return [report(f"{source} {day}", day, source=source) for day in on]


def test_who_told_daily_and_stopped_is_silent_and_comes_first(
    records: Records, report: Callable[..., Report]
) -> None:
    daily = [f"2017-02-0{day}" for day in range(3, 10)]
    stopped = days(report, "src_monitor", *daily[:6])
    goes_on = days(report, "src_wire", *daily, "2017-02-10", "2017-02-11")
    now_and_then = days(report, "src_daily", *daily[:4])
    found = records([*goes_on, *stopped, *now_and_then])
    monitor = found["The Monitor"]
    assert monitor.silent == timedelta(days=4, hours=4) and monitor.usual == timedelta(days=1)
    assert (monitor.last, monitor.reports, monitor.a_day) == (date(2017, 2, 8), 6, 6 / 30)
    assert found["Crossroads Wire"].silent is None
    assert found["Harbour Daily"].usual is None and found["Harbour Daily"].silent is None  # too few to tell
    assert next(iter(found)) == "The Monitor"
    before = records([*goes_on, *stopped], at=AT - timedelta(days=2))
    assert before["The Monitor"].silent is None  # two days and four hours are less than three times a day
    assert before["Crossroads Wire"].reports == 8  # what was published later is not told yet


def test_days_without_an_hour_count_at_their_end_and_the_undated_not_at_all(
    records: Records, report: Callable[..., Report]
) -> None:
    told = [replace(each, published_at=None) for each in days(report, "src_wire", "2017-02-12", "2017-02-13")]
    wire = records([*told, report("undated", None, source="src_wire")])["Crossroads Wire"]
    assert (wire.reports, wire.undated, wire.last, wire.a_day) == (2, 1, date(2017, 2, 12), 1 / 30)


def test_reports_of_more_than_thirty_days_ago_are_in_no_rate(
    records: Records, report: Callable[..., Report]
) -> None:
    wire = records(days(report, "src_wire", "2017-01-01", "2017-01-13", "2017-01-14"))["Crossroads Wire"]
    assert wire.reports == 3 and wire.a_day == 1 / 30


def test_a_copying_outlet_corroborates_nothing_and_vouches_for_nothing(
    records: Records, report: Callable[..., Report], claim: Callable[..., Claim]
) -> None:
    reports = [report("r1", source="src_wire"), report("r2", source="src_daily", hour=9)]
    taken = [
        claim("capture", "plc_al_bab", report=each, agents="act_fsa", on="2017-02-06") for each in ("r1", "r2")
    ]
    found = records(reports, taken, {"r2": "r1"})
    wire, copying = found["Crossroads Wire"], found["Harbour Daily"]
    assert len(wire.said) == 1 and wire.corroborated == () and wire.share(wire.corroborated) == 0
    assert copying.said == () and copying.passed_on == wire.said and copying.share(copying.corroborated) is None
    apart = records(reports, taken)  # had it been its own word, each would corroborate the other
    assert apart["Harbour Daily"].corroborated == apart["Crossroads Wire"].corroborated == wire.said


def test_whom_others_quote_has_said_it_and_they_passed_it_on(
    records: Records, report: Callable[..., Report], claim: Callable[..., Claim]
) -> None:
    reports = [report("r1", source="src_wire"), report("r2", source="src_daily")]
    quoted = [
        claim("clash", "plc_al_bab", report=each, on="2017-02-06", by=["The Monitor"]) for each in ("r1", "r2")
    ]
    found = records(reports, quoted)
    assert found["The Monitor"].reports == 0 and len(found["The Monitor"].said) == 1  # once, told by two
    assert found["The Monitor"].corroborated == ()
    assert found["Crossroads Wire"].said == () and len(found["Crossroads Wire"].passed_on) == 1


def test_a_source_that_was_contradicted_is_disputed_and_so_is_who_contradicts_it(
    records: Records, report: Callable[..., Report], claim: Callable[..., Claim]
) -> None:
    reports = [report("r1", source="src_monitor"), report("r2", source="src_wire")]
    held = [
        claim("control", "plc_al_bab", report="r1", agents="act_fsa", on="2017-02-06"),
        claim("control", "plc_al_bab", report="r2", agents="act_isis", on="2017-02-06"),
    ]
    found = records(reports, held)
    for name in ("The Monitor", "Crossroads Wire"):
        assert len(found[name].said) == 1 and found[name].disputed == found[name].said
        assert found[name].corroborated == found[name].retracted == ()


def test_a_denial_disputes_and_is_disputed_and_a_retraction_is_neither(
    records: Records, report: Callable[..., Report], claim: Callable[..., Claim]
) -> None:
    reports = [
        report("r1", source="src_monitor"),
        report("r2", "2017-02-07", source="src_wire"),
        report("r3", "2017-02-08", source="src_monitor"),
    ]
    taken = claim("capture", "plc_al_bab", report="r1", agents="act_fsa", on="2017-02-06")
    denied = replace(taken, report="r2", modality=claim("capture", modality="denied").modality)
    found = records(reports[:2], [taken, denied])
    monitor, wire = found["The Monitor"], found["Crossroads Wire"]
    assert monitor.disputed == monitor.said == wire.disputed == wire.said != ()
    taken_back = records(reports, [taken, replace(denied, report="r3")])["The Monitor"]
    assert taken_back.retracted == taken_back.said == monitor.said and taken_back.disputed == ()


def test_events_that_begin_later_are_in_no_share(
    records: Records, report: Callable[..., Report], claim: Callable[..., Claim]
) -> None:
    taken = claim("capture", "plc_al_bab", report="r1", agents="act_fsa", on="2017-02-06")
    assert records([report("r1")], [taken])["The Monitor"].said
    assert records([report("r1")], [taken], at=AT - timedelta(days=7))["The Monitor"].said == ()


def test_publishers_that_no_register_names_are_listed_apart_and_the_unnamed_as_one(
    records: Records, report: Callable[..., Report]
) -> None:
    other = [replace(each, source=None, publisher="Hill Post") for each in days(report, "src_wire", "2017-02-05")]
    unnamed = [
        replace(each, id=f"{each.id} unnamed", source=None, publisher=None)
        for each in days(report, "src_wire", *(f"2017-02-0{day}" for day in range(1, 7)))
    ]
    by_alias = replace(report("r9", source="src_monitor"), source=None, publisher="the monitoring group")
    found = records([*other, *unnamed, by_alias])
    assert found["Hill Post"].id is None and found["Hill Post"].reports == 1
    nobody = found["an unnamed publisher"]
    assert nobody.reports == 6 and nobody.silent is None  # they need not be one source
    assert found["The Monitor"].reports == 1 and len(found) == 5 + 2


def test_one_is_found_by_its_names_but_a_confidential_one_by_its_pseudonym_alone(area: Area) -> None:
    hidden = Source("src_field_a", "Field source A", confidential=True, alias_hashes=(name_hash("Samer Haddad"),))
    wire = Source("src_wire", "Crossroads Wire", aliases=("the wire",))
    known = source_records([], {}, [], {each.id: each for each in (hidden, wire)}, area, AT)
    for name in ("src_wire", "wire", "THE WIRE", "crossroads wire"):
        assert named(name, known).id == "src_wire"
    assert named("Field source A", known).confidential
    with pytest.raises(UsageError, match="no source 'Samer Haddad'"):
        named("Samer Haddad", known)
    assert "Haddad" not in str([each.to_json() for each in known]) and name_hash("Samer Haddad") not in str(known)
