"""A day of reports received as fast as possible while a desk asks: nothing lost, and how long each question took.

    python tools/reliability/day.py [--reports 20000] [--store STORE]

One process receives N short reports (2,000 unless told otherwise), twenty at a time, as a feed gives them.
Another asks meanwhile, over and over, in one observatory that stays open: the brief of a week, a siege, control of
all places, and the reports that were known ten seconds ago. Ends with exit code 1 where a report is missing, twice
or without its reading, the ledger does not verify, a question failed, or what is derived is not what fusing
everything anew gives.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter, sleep

from marsad.ledger.entries import EntryKind
from marsad.observatory import Observatory
from marsad.pipeline import picture_of
from marsad.publication.brief import brief
from marsad.reports.receive import Received, receive

AT_ONCE = 20
AS_OF = date(2017, 2, 20)
WEEK = (AS_OF - timedelta(days=6), AS_OF)
PLACES = ("Tadef", "Qabasin", "Bzaa", "Al-Bab", "Al-Rai", "Manbij", "Akhtarin", "Dabiq", "Jarabulus", "Azaz")
SAID = (
    "The army captured {place} on Monday, residents of the town said. It was report {number} of that day.",
    "Shells fell on {place} on Sunday and killed {dead} civilians, a monitor said in note {number}.",
    "ISIS fighters withdrew from {place} overnight, an activist said in message {number}.",
    "Warplanes struck {place} on Saturday. {dead} people were wounded, hospital sources said. Bulletin {number}.",
    "The road to {place} was cut on Friday, drivers said. Item {number} of the day.",
)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    asked.add_argument("--reports", type=int, default=2_000)
    asked.add_argument("--store", default="", help="the address of a PostgreSQL server; the schema must be new")
    asked.add_argument("--receive", nargs=2, metavar=("OBSERVATORY", "FILE"), help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.receive:
        return take_in(*map(Path, given.receive))
    with tempfile.TemporaryDirectory() as folder:
        path, file = Path(folder) / "observatory", Path(folder) / "day.jsonl"
        Observatory.create(path, store=given.store)
        file.write_text("".join(f"{json.dumps(report(number))}\n" for number in range(given.reports)))
        begun = perf_counter()
        receiving = subprocess.Popen([sys.executable, __file__, "--receive", str(path), str(file)])
        took = questions(Observatory(path), lambda: receiving.poll() is None)
        receiving.wait()
        seconds = perf_counter() - begun
        print(f"{given.reports} reports in {seconds:.0f} s ({given.reports / seconds:.0f} a second, "
              f"20,000 in {20_000 / given.reports * seconds / 60:.0f} minutes at this pace)")  # fmt: skip
        for name, each in took.items():
            each.sort()
            print(f"{name}: asked {len(each)} times, median {each[len(each) // 2]:.2f} s,"
                  f" slowest {each[-1]:.2f} s")  # fmt: skip
        return receiving.returncode or check(path, given.reports)


def report(number: int) -> dict[str, str]:
    """A short report, unlike the others."""
    said = SAID[number % len(SAID)].format(
        place=PLACES[number // 5 % len(PLACES)], number=number, dead=2 + number % 9
    )
    day = date(2017, 1, 25) + timedelta(days=number % 27)
    return {"id": str(number), "published": day.isoformat(), "source": f"Wire {number % 31}", "text": said}


def take_in(path: Path, file: Path) -> int:
    """Receive the file, twenty reports at a time."""
    opened = Observatory(path)
    intake = opened.intake()
    some: list[Received] = []
    for each in receive(file):
        assert isinstance(each, Received), str(each)
        some.append(each)
        if len(some) == AT_ONCE:
            opened.take(some, intake)
            some = []
    opened.take(some, intake)
    return 0


def questions(opened: Observatory, going_on: Callable[[], bool]) -> dict[str, list[float]]:
    """Ask until all is received; gives the seconds that each question took."""
    asked: dict[str, Callable[[], object]] = {
        "brief": lambda: brief(opened.content(as_of=AS_OF, days=WEEK), AS_OF),
        "siege": lambda: opened.siege("Al-Bab", as_of=AS_OF).headline,
        "control": opened.control,
        "known ten seconds ago": lambda: opened.reports(known_at=datetime.now(UTC) - timedelta(seconds=10)),
    }
    took: dict[str, list[float]] = defaultdict(list)
    while going_on() and not opened.reports():
        sleep(0.1)
    while going_on():
        for name, ask in asked.items():
            begun = perf_counter()
            ask()
            took[name].append(perf_counter() - begun)
    return took


def check(path: Path, reports: int) -> int:
    """Count what is there, verify it, and compare what is derived with fusing everything anew."""
    opened = Observatory(path)
    found = opened.verify()
    with opened.ledger() as ledger:
        ids = [str(entry.body["id"]) for entry in ledger.entries([EntryKind.REPORT])]
        read = [str(entry.body["report"]) for entry in ledger.entries([EntryKind.READING])]
    each_once = len(ids) == len(set(ids)) == reports and sorted(ids) == sorted(read)
    known = opened.knowledge()
    same = opened.picture() == picture_of(known.reports, known.claims, known.sources, opened.area)
    print(f"{len(ids)} of {reports} recorded, each once and with its reading: {each_once}; {found.entries} entries"
          f" and {found.originals} originals verify: {found.whole}; derived as anew: {same}")  # fmt: skip
    return 0 if each_once and found.whole and same else 1


if __name__ == "__main__":
    sys.exit(main())
