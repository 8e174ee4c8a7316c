"""Making an area from what a user has: gazetteers, boundaries, spreadsheets, road extracts."""

from marsad.areas.build.building import build
from marsad.areas.build.gathering import Sources
from marsad.areas.build.report import BuildReport, Outcome

__all__ = ["BuildReport", "Outcome", "Sources", "build"]
