"""Read: what each source says, with its passage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from marsad.areas import Area
from marsad.claims.clearance import ClearedReport, ConfidentialReportError
from marsad.claims.drafts import ReadReport
from marsad.model import Issue, Report, Source, Stage
from marsad.plugins import AnyReader, Reader, RemoteReader, is_remote, reader_for, reads_together

DEFAULT_LANGUAGE = "en"


def read(report: Report, area: Area, reader: AnyReader | None = None, source: Source | None = None) -> ReadReport:
    """What ``report`` says, read by ``reader`` or else by the reader of the report's language.

    A report without a language is taken as English. Where no reader knows the language there are no drafts and
    one issue that says so. A remote reader is given only what may be sent: the report of a confidential source
    stays, with an issue, and so does one whose registered ``source`` is not told. Never raises because of the
    text.
    """
    language = _language(report)
    chosen = reader or reader_for(language)
    if chosen is None or language not in chosen.languages:
        reason = f"no reader knows the language {language!r}; the report was kept but not read"
        return ReadReport(report.id, (), (Issue(Stage.READ, reason, report=report.id),), "none")
    if is_remote(chosen):
        return _read_elsewhere(report, area, chosen, source)
    return cast("Reader", chosen).read(report, area)


def read_together(
    reports: Sequence[Report], area: Area, reader: AnyReader | None = None
) -> list[Callable[[], ReadReport] | None]:
    """For each report what gives its reading when it is called, the same that :func:`read` gives; None: ask that.

    What readers do for several reports at once is done here.
    """
    found: list[Callable[[], ReadReport] | None] = [None] * len(reports)
    taken: dict[str, tuple[AnyReader, list[int]]] = {}
    for number, report in enumerate(reports):
        language = _language(report)
        chosen = reader or reader_for(language)
        if chosen is not None and language in chosen.languages:
            taken.setdefault(chosen.name, (chosen, []))[1].append(number)
    for chosen, numbers in taken.values():
        if reads_together(chosen):
            for number, reading in zip(
                numbers, chosen.readings([reports[number] for number in numbers], area), strict=True
            ):
                found[number] = reading
    return found


def _language(report: Report) -> str:
    return (report.language or DEFAULT_LANGUAGE).split("-")[0].lower()


def _read_elsewhere(report: Report, area: Area, reader: RemoteReader, source: Source | None) -> ReadReport:
    try:
        cleared = ClearedReport(report, source)
    except ConfidentialReportError as error:
        reason = f"the report was not sent to the reader {reader.name!r}: {error}"
        return ReadReport(report.id, (), (Issue(Stage.READ, reason, report=report.id),), "none")
    return reader.read(cleared, area)
