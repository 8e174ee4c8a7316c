"""Read: what each source says, with its passage."""

from __future__ import annotations

from marsad.areas import Area
from marsad.claims.drafts import ReadReport
from marsad.model import Issue, Report, Stage
from marsad.plugins import Reader, reader_for

DEFAULT_LANGUAGE = "en"


def read(report: Report, area: Area, reader: Reader | None = None) -> ReadReport:
    """What ``report`` says, read by ``reader`` or else by the reader of the report's language.

    A report without a language is taken as English. Where no reader knows the language there are no drafts and
    one issue that says so. Never raises because of the text.
    """
    language = (report.language or DEFAULT_LANGUAGE).split("-")[0].lower()
    chosen = reader or reader_for(language)
    if chosen is None:
        reason = f"no reader knows the language {language!r}; the report was kept but not read"
        return ReadReport(report.id, (), (Issue(Stage.READ, reason, report=report.id),), "none")
    return chosen.read(report, area)
