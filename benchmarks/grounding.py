"""Grounding and areas: mentions put at places, areas opened, the world in memory."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from time import process_time

from marsad.areas import Area, bundled_areas, load_area
from marsad.claims import read
from marsad.claims.drafts import PlaceMention
from marsad.demo import reports_folder
from marsad.grounding.places import Settled
from marsad.model import Report
from marsad.reports.receive import Received, ReportDefaults, receive

ROUNDS = 20
OPENED = """
from pathlib import Path
from time import process_time
from marsad.areas import load_area
from marsad.areas.index import index_of
def kilobytes():
    said = Path("/proc/self/status")
    lines = said.read_text().splitlines() if said.is_file() else ()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)
before, started = kilobytes(), process_time()
area = load_area("{name}")
found = index_of(area).named("Aleppo"), index_of(area).named("Kharkiv")
print(process_time() - started, (kilobytes() - before) / 1000)
"""


def measure() -> Iterator[tuple[str, float, str, float | None, bool]]:
    reports = [
        each.report for each in receive(reports_folder(), defaults=ReportDefaults()) if isinstance(each, Received)
    ]
    for name in ("syria", "world"):
        if name in bundled_areas():
            yield (
                f"mentions grounded, area {name}",
                _mentions_a_second(reports, load_area(name)),
                "a second",
                50_000,
                True,
            )
    for name in ("syria", "world"):
        if name in bundled_areas():
            seconds, memory = _opened(name)
            yield f"area {name} opened and first asked, fresh process", seconds, "s", 0.3, False
            yield f"area {name} in memory", memory, "MB", 400 if name == "world" else None, False


def _mentions_a_second(reports: list[Report], area: Area) -> float:
    """All places that the drafts of the bundled reports name, each report afresh, its whole text weighed."""
    drafted = [(report.text, _mentions(report, area)) for report in reports]
    count = sum(len(mentions) for _, mentions in drafted)
    best = 0.0
    for _ in range(3):
        started = process_time()
        for _ in range(ROUNDS):
            for text, mentions in drafted:
                settled = Settled(area, text, mentions)
                for mention in mentions:
                    settled.add(settled.ground(mention))
        best = max(best, ROUNDS * count / (process_time() - started))
    return best


def _mentions(report: Report, area: Area) -> list[PlaceMention]:
    drafts = read(report, area).drafts
    return [each for draft in drafts for each in (*draft.places, *(draft.route or ()))]


def _opened(name: str) -> tuple[float, float]:
    """Seconds of one core and megabytes (0 where the system does not tell), the best of three; imports before."""
    runs = []
    for _ in range(3):
        code = OPENED.format(name=name)
        said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        runs.append(tuple(map(float, said.stdout.split())))
    seconds, memory = min(runs)
    return seconds, memory


if __name__ == "__main__":
    for what, value, unit_of, to_reach, _ in measure():
        print(f"{what}: {value:,.3g} {unit_of}" + (f" (to reach {to_reach:,g})" if to_reach else ""))
