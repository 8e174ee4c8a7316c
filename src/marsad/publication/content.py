"""What an edition is made from, and the manifest that says what was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType

from marsad.areas import Area
from marsad.model import (
    Claim,
    Control,
    Event,
    Issue,
    Reliability,
    Report,
    RoadAssessment,
    SiegeVerdict,
    Source,
    Toll,
)

NO_METHODS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class EditionContent:
    """One published state: everything that pages, pictures, briefs and exports are made from.

    ``days`` are the first and the last day that the slider shows, both included; ``as_of`` is the day shown
    first. ``known_at`` is the moment in the ledger up to which reports count; None where all do. ``sieges`` holds
    a verdict for each place and day that was assessed. ``announced`` are claims of planned or possible things,
    which are no events. ``replayed`` says that times of knowledge are taken from publication, as for an archive;
    ``demonstration`` that the reports were written by the Marsad developers and none is a real one.
    Reports are shown in full only with ``full_texts`` (the publisher has the right to) and never where the source
    is confidential: else only the sentences that claims rest on.
    """

    area: Area
    title: str
    as_of: date
    days: tuple[date, date]
    known_at: datetime | None
    reports: Mapping[str, Report]
    sources: Mapping[str, Source]
    claims: Mapping[str, Claim]
    events: tuple[Event, ...]
    control: Control
    roads_by_day: Mapping[date, Mapping[tuple[str, str], RoadAssessment]]
    sieges: Mapping[str, Mapping[date, SiegeVerdict]]
    tolls: tuple[Toll, ...] = ()
    issues: tuple[Issue, ...] = ()
    announced: tuple[Claim, ...] = ()
    ledger_head: str | None = None
    replayed: bool = False
    demonstration: bool = False
    methods: Mapping[str, str] = field(default_factory=lambda: NO_METHODS)  # stage -> name and version
    full_texts: bool = False
    replaced: Mapping[str, str] = field(default_factory=dict)  # of reports changed since, the newer version
    reliability: Mapping[str, Reliability] = field(default_factory=dict)  # of sources by id, as the desk judged

    @property
    def all_days(self) -> tuple[date, ...]:
        """Every day that the edition shows, in order."""
        first, last = self.days
        return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))


@dataclass(frozen=True, slots=True)
class EditionManifest:
    """What one edition holds: its id, made from the sha256 of each of its files, and those hashes."""

    edition: str  # its id: edn_...
    title: str
    as_of: date
    files: Mapping[str, str]
    bytes: int
