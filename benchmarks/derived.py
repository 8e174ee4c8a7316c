"""Derived tables: bringing them up to date after one report, and who held every place on one day.

``MARSAD_BENCH_REPORTS`` sets how many; the rows say which number was used.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from marsad.areas import Area, load_area
from marsad.areas.area import ADMIN_KINDS
from marsad.derived.file import STILL, opened
from marsad.derived.kept import Derived
from marsad.ledger import bodies
from marsad.ledger.entries import EntryKind, NewEntry
from marsad.ledger.store import Ledger
from marsad.model import Claim, ClaimedActor, ClaimedPlace, ClaimType, Days, PlacePrecision, Report

REPORTS = int(os.environ.get("MARSAD_BENCH_REPORTS", "2000"))
PLACES, INTERVALS = 20_000, 1_300_000
BEGAN = date(2013, 1, 1)
TYPES = (ClaimType.CAPTURE, ClaimType.CONTROL, ClaimType.CLASH, ClaimType.SHELLING, ClaimType.AIR_STRIKE)
WORDS = [f"word{number}" for number in range(3_000)]


def measure() -> Iterator[tuple[str, float, str, float | None, bool]]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _one_more(Path(folder), load_area("syria"))
        yield from _control(Path(folder))


def _one_more(folder: Path, area: Area) -> Iterator[tuple[str, float, str, float | None, bool]]:
    """Claims of one place in three go to the commonest tenth of places, as in reports of a war."""
    chance = random.Random(1)
    path = folder / "ledger.sqlite"
    with Ledger.create(path) as ledger:
        for start in range(0, REPORTS, 500):
            ledger.append_all(
                [each for n in range(start, min(start + 500, REPORTS)) for each in _told(n, area, chance)]
            )
        with Derived(folder / "derived.sqlite", lambda: Ledger.open(path), area) as derived:
            started = perf_counter()
            derived.catch_up()
            seconds = perf_counter() - started
            yield f"deriving {REPORTS:,} reports at one go", REPORTS / seconds, "reports/s", None, True
            taken = []
            for number in range(REPORTS, REPORTS + 20):
                started = perf_counter()
                ledger.append_all(_told(number, area, chance))
                derived.catch_up()
                taken.append(perf_counter() - started)
            what = f"one report more among {REPORTS:,}, recorded and every table up to date"
            yield f"{what}, median of 20", median(taken), "s", 1, False
            yield f"{what}, slowest of 20", max(taken), "s", 1, False
            derived.picture(derived.at)
            for name, at in (("now", derived.at), ("half of all entries ago", derived.at // 2)):
                started = perf_counter()
                derived.views(at)[0].kept.execute(
                    "SELECT count(body) FROM control WHERE valid_from <= :d AND valid_to > :d "
                    "AND known_from <= :at AND known_to > :at", {"at": at, "d": "2015-01-01"},
                ).fetchone()  # fmt: skip
                yield f"who held every place, known {name}", (perf_counter() - started) * 1000, "ms", None, False


def _told(number: int, area: Area, chance: random.Random) -> list[NewEntry]:
    places = [place for place in area.places.values() if place.kind not in ADMIN_KINDS]
    actors = sorted(area.actors)[:6]
    day = BEGAN + timedelta(days=number * 1_500 // REPORTS)
    text = " ".join(chance.choices(WORDS, k=40)) + f" {number}."
    report = Report(Report.id_of(text, "Wire", day, None), text, published=day, publisher="Wire", language="en")
    claims = []
    for at in range(2):
        place = chance.choice(places[: len(places) // 10] if chance.random() < 1 / 3 else places)
        where = ClaimedPlace(
            place.id, place.name, place.name, place.lat, place.lon, PlacePrecision.PLACE, place.kind
        )
        who = chance.choice(actors)
        claims.append(
            Claim(
                report=report.id, type=chance.choice(TYPES), quote="word", start_char=at, end_char=at + 1,
                agents=(ClaimedActor(who, who, who),), place=where,
                days=Days.on(day - timedelta(days=chance.randint(0, 2))), reader="benchmark 1",
            )
        )  # fmt: skip
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    reading = bodies.reading_body(report.id, claims, (), area.hash, "benchmark 1")
    return [
        NewEntry(EntryKind.REPORT, bodies.report_body(report), moment),
        NewEntry(EntryKind.READING, reading, moment),
    ]


def _control(folder: Path) -> Iterator[tuple[str, float, str, float | None, bool]]:
    kept = opened(folder / "control.sqlite")
    kept.execute("BEGIN")
    kept.executemany("INSERT INTO control VALUES (?, ?, ?, ?, 0, 'reported', '', ?, ?)", _intervals())
    kept.execute("COMMIT")
    places = json.dumps([f"plc_{place:05}" for place in range(PLACES)])
    asked = (
        "SELECT value, (SELECT holder FROM control WHERE place = value AND valid_from <= :day AND valid_to > :day "
        "AND known_from <= :at AND known_to > :at ORDER BY valid_from DESC LIMIT 1) FROM json_each(:places)"
    )
    for known, at in (("now", 900_000), ("a year ago", 400_000)):
        taken = []
        for _ in range(5):
            started = process_time()
            rows = kept.execute(asked, {"day": "2016-06-01", "at": at, "places": places}).fetchall()
            taken.append((process_time() - started) * 1000)
        assert len(rows) == PLACES and all(holder for _, holder in rows)
        what = f"who held each of {PLACES:,} places among {INTERVALS:,} intervals, known {known}"
        yield what, min(taken), "ms", 50, False
    kept.close()


def _intervals() -> Iterator[Sequence[object]]:
    """Sixty-five intervals a place: half of them known from the beginning and no longer, half known since."""
    each = INTERVALS // PLACES // 2
    for place in range(PLACES):
        for version in range(2):
            bounds = [(BEGAN + timedelta(days=60 * n)).isoformat() for n in range(each + 1)]
            bounds[-1] = "9999-12-31"
            known = (0, 500_000) if version == 0 else (500_000, STILL)
            for n in range(each):
                yield (f"plc_{place:05}", bounds[n], bounds[n + 1], f"act_{n % 4}", *known)


if __name__ == "__main__":
    for what, value, unit, to_reach, _ in measure():
        print(f"{what}: {value:,.3g} {unit}" + (f" (to reach {to_reach:,g})" if to_reach else ""), flush=True)
