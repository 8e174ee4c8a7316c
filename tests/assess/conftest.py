"""A small area around Al-Bab (``area/``), and short ways to write claims and reports by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from marsad.areas import Area, load_area
from marsad.events import Fusion, fuse
from marsad.model import (
    Claim,
    ClaimedActor,
    ClaimedPlace,
    ClaimType,
    Count,
    Days,
    Degree,
    Modality,
    PlacePrecision,
    Report,
    Source,
    SourceKind,
    TimePrecision,
)

FOLDER = Path(__file__).parent / "area"
SOURCES = {
    source.id: source
    for source in (
        Source("src_monitor", "The Monitor", SourceKind.MONITOR, aliases=("the monitoring group",)),
        Source("src_wire", "Crossroads Wire", SourceKind.AGENCY, aliases=("the wire",)),
        Source("src_daily", "Harbour Daily", SourceKind.OUTLET),
        Source("src_gazette", "Capital Gazette", SourceKind.OUTLET, allegiance="act_syrian_government"),
        Source("src_field", "Field source A", SourceKind.FIELD, confidential=True),
    )
}


@pytest.fixture(scope="session")
def area() -> Area:
    """The country around Al-Bab on 1 January 2017."""
    return load_area(str(FOLDER))


@pytest.fixture(scope="session")
def sources() -> Mapping[str, Source]:
    """A monitor, an agency, two outlets and a field source."""
    return SOURCES


@pytest.fixture(scope="session")
def report() -> Callable[..., Report]:
    """``report("r1", "2017-02-06", source="src_wire")``."""

    def make(
        name: str, published: str | None = "2017-02-06", source: str = "src_monitor", hour: int = 8
    ) -> Report:
        day = date.fromisoformat(published) if published else None
        at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC) if day else None
        return Report(name, name, day, at, SOURCES[source].name, source)

    return make


@pytest.fixture(scope="session")
def claim(area: Area) -> Callable[..., Claim]:
    """``claim("capture", "plc_al_bab", agents="act_fsa", on="2017-02-23")``; ``until`` is the last day."""

    def actors(ids: str) -> tuple[ClaimedActor, ...]:
        return tuple(ClaimedActor(each, area.actors[each].name, each) for each in ids.split())

    def place(key: str, precision: str = "place") -> ClaimedPlace:
        known = area.places.get(key)
        if known is None:
            return ClaimedPlace(None, key, key, None, None, PlacePrecision(precision))
        return ClaimedPlace(known.id, known.name, key, known.lat, known.lon, PlacePrecision(precision), known.kind)

    def make(
        kind: str,
        at: str | None = None,
        *,
        report: str = "r1",
        agents: str = "",
        targets: str = "",
        on: str | None = None,
        until: str | None = None,
        route: tuple[str, str] | None = None,
        precision: str = "place",
        killed: tuple[int, int | None] | None = None,
        modality: str = "asserted",
        degree: str | None = None,
        by: Iterable[str] = (),
        **more: Any,
    ) -> Claim:
        start = date.fromisoformat(on) if on else None
        last = date.fromisoformat(until) if until else start
        days = Days(start, last + timedelta(days=1) if last else None, TimePrecision.DAY) if last else Days()
        return Claim(
            report=report,
            type=ClaimType(kind),
            quote=kind,
            start_char=more.pop("start_char", 0),
            end_char=99,
            agents=actors(agents),
            targets=actors(targets),
            place=place(at, precision) if at else None,
            route=(place(route[0]), place(route[1])) if route else None,
            days=days,
            killed=Count(*killed) if killed else None,
            modality=Modality(modality),
            degree=Degree(degree) if degree else None,
            attribution=tuple(by),
            **more,
        )

    return make


@pytest.fixture(scope="session")
def fused(area: Area) -> Callable[..., Fusion]:
    """Fuse claims of these reports, with the registered sources."""

    def run(
        claims: Iterable[Claim], reports: Iterable[Report], copied_from: Mapping[str, str] | None = None
    ) -> Fusion:
        return fuse(claims, {each.id: each for each in reports}, SOURCES, area, copied_from or {})

    return run
