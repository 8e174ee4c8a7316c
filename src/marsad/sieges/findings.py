"""Findings: all that a verdict on one place and day is worded from."""

from __future__ import annotations

from dataclasses import dataclass

from marsad.model import Isolation, IsolationLevel, ReportedSiege, RoadAssessment
from marsad.sieges.endings import Ending
from marsad.sieges.evidence import SiegeEvidence
from marsad.sieges.ground import Ground


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found of one place on the day of ``ground``, before it is put in words."""

    place: str
    ground: Ground
    computed: Isolation
    bounds: tuple[IsolationLevel, IsolationLevel]  # optimistic, pessimistic
    roads: tuple[RoadAssessment, ...]
    reported: ReportedSiege | None
    lapsed: ReportedSiege | None  # reported once, and too long ago to be taken to stand
    ending: Ending | None
    evidence: SiegeEvidence
    outdated: str  # a warning that nothing has been heard for long, or empty
