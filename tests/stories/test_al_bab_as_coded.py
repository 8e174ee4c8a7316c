"""The first story with a reader that makes no mistakes: the hand-coded claims of the bundled reports, assessed.

Where this passes and ``test_al_bab`` fails, reading is at fault; where both fail, it is what follows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from marsad.areas import Area, load_area
from marsad.demo import reports_folder, sources_file
from marsad.model import (
    Claim,
    ClaimedActor,
    ClaimedPlace,
    ClaimType,
    Count,
    Days,
    Degree,
    Grade,
    IsolationLevel,
    Modality,
    PlacePrecision,
    Report,
    Sector,
    SiegeVerdict,
    TimePrecision,
)
from marsad.pipeline import Picture, picture_of
from marsad.reports.receive import Received, ReportDefaults, receive
from marsad.reports.sources import read_sources

GOLD = Path(__file__).parents[1] / "golden" / "demo"
MONITOR = "Northern Syria Monitoring Network"
SIXTH = date(2017, 2, 6)
NOON_ON_THE_6TH = datetime(2017, 2, 6, 12, tzinfo=UTC)
NOON_ON_THE_8TH = datetime(2017, 2, 8, 12, tzinfo=UTC)


def coded_claim(form: Mapping[str, Any], gold: Mapping[str, Any], report: Report, area: Area) -> Claim:
    """The claim that the coder wrote down, as a reader would give it."""
    start = report.text.index(form["quote"])
    route = [_place(key, gold, area) for key in form.get("route", [])]
    return Claim(
        report=report.id,
        type=ClaimType(form["type"]),
        quote=form["quote"],
        start_char=start,
        end_char=start + len(form["quote"]),
        agents=tuple(_actor(key, gold, area) for key in form["agents"]),
        targets=tuple(_actor(key, gold, area) for key in form["targets"]),
        place=_place(form["place"], gold, area) if form["place"] else None,
        route=(route[0], route[1]) if route else None,
        sides={Sector(s): tuple(f"act_{key}" for key in keys) for s, keys in form.get("sides", {}).items()},
        degree=Degree(form["degree"]) if "degree" in form else None,
        days=_days(form["start"], form["end"]),
        killed=_count(form, "killed"),
        injured=_count(form, "injured"),
        displaced=_count(form, "displaced"),
        victims=form.get("victims"),
        cumulative=form.get("cumulative", False),
        means=form.get("means"),
        attribution=tuple(form["attribution"]),
        modality=Modality(form["modality"]),
        reader="coded by hand",
    )


def _actor(key: str, gold: Mapping[str, Any], area: Area) -> ClaimedActor:
    known = area.actors.get(f"act_{key}")
    name = gold["actors"][key][0]
    return ClaimedActor(known.id if known else None, known.name if known else name, name)


def _place(key: str, gold: Mapping[str, Any], area: Area) -> ClaimedPlace:
    known, said = area.places.get(f"plc_{key}"), gold["places"][key]
    name = said["names"][0]
    if known is None:
        return ClaimedPlace(None, name, name, None, None, PlacePrecision.PLACE)
    return ClaimedPlace(known.id, known.name, name, known.lat, known.lon, PlacePrecision.PLACE, known.kind)


def _days(start: str | None, end: str | None) -> Days:
    if start is None or end is None:
        return Days()
    return Days(date.fromisoformat(start), date.fromisoformat(end) + timedelta(days=1), TimePrecision.DAY)


def _count(form: Mapping[str, Any], field: str) -> Count | None:
    return Count(form[field][0], form[field][1]) if field in form else None


def received() -> dict[str, Report]:
    """The bundled reports by their own ids."""
    found = {}
    for each in receive(reports_folder(), defaults=ReportDefaults()):
        assert isinstance(each, Received), each
        assert each.report.ref is not None
        found[each.report.ref] = each.report
    return found


@cache
def picture(known_at: datetime | None = None) -> Picture:
    area = load_area("syria")
    reports, claims = [], []
    for name, report in received().items():
        assert report.published_at is not None
        if known_at is None or report.published_at <= known_at:
            gold = json.loads((GOLD / f"{name}.json").read_text(encoding="utf-8"))
            reports.append(report)
            claims += [coded_claim(form, gold, report, area) for form in gold["claims"]]
    sources = {source.id: source for source in read_sources(sources_file())}
    return picture_of(reports, claims, sources, area)


def siege(number: int, known_at: datetime | None = None) -> SiegeVerdict:
    return picture(known_at).siege("plc_al_bab", date(2017, 2, number))


def test_on_the_fifth_one_road_is_left_and_no_siege_is_reported() -> None:
    verdict = siege(5)
    assert verdict.reported is None
    assert verdict.computed.level is IsolationLevel.LAST_ROUTE
    assert verdict.computed.last_route is not None
    assert {"plc_tadef", "plc_deir_hafir"} <= set(verdict.computed.last_route)


@pytest.mark.parametrize("number", [6, 10])
def test_it_is_reported_complete_disputed_and_by_its_roads_under_fire(number: int) -> None:
    verdict = siege(number)
    assert verdict.reported is not None
    assert verdict.reported.degree is Degree.COMPLETE
    assert {sector: set(who) for sector, who in verdict.reported.sides.items()} == {
        Sector.S: {"act_syrian_government"},
        Sector.N: {"act_turkey", "act_fsa"},
        Sector.E: {"act_turkey", "act_fsa"},
        Sector.W: {"act_turkey", "act_fsa"},
    }
    assert verdict.reported.since == SIXTH
    assert [origin.name for origin in verdict.reported.origins] == [MONITOR]
    assert len(verdict.reported.outlets) == 4
    assert len(verdict.reported.disputed_by) == 1
    assert verdict.computed.level is IsolationLevel.FIRE_CONTROLLED
    assert verdict.ended is None


def test_it_ends_with_the_fall_of_the_town() -> None:
    assert siege(22).ended is None
    assert siege(24).ended == date(2017, 2, 23)
    assert siege(24).computed.level is IsolationLevel.CONNECTED


def test_at_noon_on_the_sixth_nobody_disputes_it_and_the_road_is_simply_cut() -> None:
    verdict = siege(6, NOON_ON_THE_6TH)
    assert verdict.reported is not None
    assert verdict.reported.grade is Grade.REPORTED
    assert verdict.reported.disputed_by == ()
    assert len(verdict.reported.outlets) == 3
    assert verdict.computed.level is IsolationLevel.ENCIRCLED


def test_at_noon_on_the_eighth_it_is_disputed_and_the_road_cut_by_fire() -> None:
    verdict = siege(6, NOON_ON_THE_8TH)
    assert verdict.reported is not None
    assert verdict.reported.grade is Grade.DISPUTED
    assert len(verdict.reported.disputed_by) == 1
    assert verdict.computed.level is IsolationLevel.FIRE_CONTROLLED


@pytest.mark.parametrize(
    ("place", "on", "side"),
    [
        ("plc_bzaah", 2, "act_isis"),
        ("plc_bzaah", 3, "act_fsa"),
        ("plc_bzaah", 4, "act_isis"),
        ("plc_bzaah", 7, "act_isis"),
        ("plc_bzaah", 8, "act_fsa"),
        ("plc_tal_uwayshiyah", 6, "act_syrian_government"),
        ("plc_al_bab", 22, "act_isis"),
        ("plc_al_bab", 23, "act_fsa"),
        ("plc_qabasin", 22, "act_isis"),
        ("plc_qabasin", 23, "act_fsa"),
        ("plc_tadef", 25, "act_isis"),
        ("plc_tadef", 26, "act_syrian_government"),
        ("plc_deir_hafir", 28, "act_isis"),
    ],
)
def test_who_holds_what(place: str, on: int, side: str) -> None:
    day = date(2017, 2, on)
    state = picture().control.at(place, day)
    assert state is not None
    assert state.holder is not None, state
    assert not state.contested, state
    assert picture().area.friendly(state.holder, side, day), state


def test_the_copies_of_the_agency_share_its_origin_and_no_other_report_is_a_copy() -> None:
    reports = received()
    events = picture().fusion.events
    complete = [event for event in events if event.type is ClaimType.SIEGE and event.degree is Degree.COMPLETE]
    assert [origin.name for event in complete for origin in event.origins] == [MONITOR]
    lost = [
        event
        for event in events
        if event.type is ClaimType.CAPTURE and event.place == "plc_bzaah" and "act_isis" in event.agents
    ]
    outlets = {name for event in lost for name in event.outlets}
    origins = {origin.name for event in lost for origin in event.origins}
    assert {"Crossroads Wire", "Harbour Daily"} <= outlets
    assert "Harbour Daily" not in origins
    assert len(reports) == 18
