"""Reading English: words a second on one core over the bundled reports, and memory."""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from time import perf_counter

from marsad.areas import load_area
from marsad.demo import reports_folder
from marsad.model import Report
from marsad.pipeline import claims_of
from marsad.reports.receive import Received, ReportDefaults, receive

ROUNDS = 10


def bundled_reports() -> list[Report]:
    return [
        each.report for each in receive(reports_folder(), defaults=ReportDefaults()) if isinstance(each, Received)
    ]


def measure() -> Iterator[tuple[str, float, str, float | None, bool]]:
    area, reports = load_area("syria"), bundled_reports()
    words = sum(len(report.text.split()) for report in reports)
    started = perf_counter()
    claims_of(reports[0], area)
    yield "first report read, index made", (perf_counter() - started) * 1000, "ms", None, False
    for report in reports:
        claims_of(report, area)
    started = perf_counter()
    for _ in range(ROUNDS):
        for report in reports:
            claims_of(report, area)
    yield "reading English, one core", ROUNDS * words / (perf_counter() - started), "words/s", 10_000, True
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield "memory of reading", peak / (1e6 if sys.platform == "darwin" else 1e3), "MB", 500, False
