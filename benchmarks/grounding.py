"""Grounding and areas: mentions put at places, areas opened, the world in memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from time import process_time

from marsad.areas import Area, bundled_areas, load_area
from marsad.claims import read
from marsad.claims.drafts import PlaceMention
from marsad.demo import reports_folder
from marsad.grounding.places import Settled
from marsad.model import PlaceKind, Report
from marsad.reports.receive import Received, ReportDefaults, receive

ROUNDS = 20
EVERY = 71  # towns of the gazetteer between two that are named in the reports of names not met before
TOGETHER = 12  # towns of one country in each of these
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
STRANGE = """
import json, sys
from time import process_time
from marsad.areas import load_area
from marsad.claims.drafts import Mention, PlaceMention
from marsad.grounding.places import Settled
reports, area = json.load(sys.stdin), load_area("world")
made = []
for country, names in reports:
    text = f"In {country}: " + ", ".join(names)
    starts = [text.index(name) for name in names]
    made.append((text, [PlaceMention(Mention(at, at + len(name), name), name) for at, name in zip(starts, names)]))
started, count = process_time(), 0
for text, mentions in made:
    settled = Settled(area, text, mentions)
    for mention in mentions:
        settled.add(settled.ground(mention))
    count += len(mentions)
print(count / (process_time() - started))
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
    if "world" in bundled_areas():
        strange = json.dumps(_strange(load_area("world")))
        run = [sys.executable, "-c", STRANGE]
        said = subprocess.run(run, input=strange, check=True, capture_output=True, text=True)
        yield (
            "mentions grounded, area world, each name for the first time",
            float(said.stdout),
            "a second",
            None,
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


def _strange(area: Area) -> list[tuple[str, list[str]]]:
    """Reports as country and towns: a sample of the gazetteer, each town in one report of its country."""
    countries = {place.country: place.name for place in area.places.values() if place.kind is PlaceKind.COUNTRY}
    towns: dict[str, dict[str, None]] = {}
    for number, place in enumerate(area.gazetteer or ()):
        if number % EVERY == 0 and place.country in countries:
            towns.setdefault(place.country, {})[place.name] = None
    return [
        (countries[code], list(named)[start : start + TOGETHER])
        for code, named in towns.items()
        for start in range(0, len(named), TOGETHER)
    ]


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
