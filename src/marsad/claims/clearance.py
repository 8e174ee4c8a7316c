"""Which reports may leave this machine: never one of a confidential source, nor of one that nobody knows."""

from __future__ import annotations

from dataclasses import dataclass

from marsad.errors import MarsadError
from marsad.model import Report, Source, SourceKind


class ConfidentialReportError(MarsadError, PermissionError):
    """A report that must not be sent anywhere. The message names neither the report nor its source."""


@dataclass(frozen=True, slots=True)
class ClearedReport:
    """A report that may be sent to a service. A reader of a service is given this and never a bare report.

    ``source`` is the registered source of the report; None only where it has none. Raises
    ConfidentialReportError on making one of a report that must stay, so that there is none to be sent.
    """

    report: Report
    source: Source | None = None

    def __post_init__(self) -> None:
        """Refuse a report that must stay."""
        if why := _why_it_stays(self.report, self.source):
            raise ConfidentialReportError(why)


def _why_it_stays(report: Report, source: Source | None) -> str | None:
    if source is None:
        if report.source is None:
            return None
        return "its source is registered, and whether it is confidential was not told"
    if source.confidential:
        return "its source is confidential"
    if source.kind is SourceKind.FIELD:
        return "its source is on the ground, and such sources are always confidential"
    if report.source not in (None, source.id):
        return "it is of another source than the one that was named"
    return None
