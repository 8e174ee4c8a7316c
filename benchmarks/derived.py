"""Derived tables: bringing them up to date after one report, and who held every place on one day.

``MARSAD_BENCH_REPORTS`` sets how many; the rows say which number was used.
"""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from marsad.areas import Area, load_area
from marsad.areas.allegiances import Allegiances
from marsad.areas.area import ADMIN_KINDS
from marsad.derived.file import SPANS, opened
from marsad.derived.holders import FOR_EVER, LAST_ENTRY, ROW_BITS, STATE_BITS, holders_at
from marsad.derived.kept import Derived
from marsad.derived.stepping import Step
from marsad.derived.view import View
from marsad.ledger import bodies
from marsad.ledger.entries import EntryKind, NewEntry
from marsad.ledger.store import Ledger
from marsad.model import Claim, ClaimedActor, ClaimedPlace, ClaimType, Days, PlacePrecision, Report

REPORTS = int(os.environ.get("MARSAD_BENCH_REPORTS", "2000"))
PLACES, CHANGES, DAYS, ENTRIES = 20_000, 32, 3_650, 900_000  # 1.3 million intervals
BEGAN = date(2013, 1, 1)
TYPES = (ClaimType.CAPTURE, ClaimType.CONTROL, ClaimType.CLASH, ClaimType.SHELLING, ClaimType.AIR_STRIKE)
WORDS = [f"word{number}" for number in range(3_000)]


def measure() -> Iterator[tuple[str, float, str, float | None, bool]]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _one_more(Path(folder), load_area("syria"))
        yield from _control(Path(folder), load_area("syria"))


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


def _control(folder: Path, area: Area) -> Iterator[tuple[str, float, str, float | None, bool]]:
    """Places that changed hands on days of their own, each change known soon after it."""
    kept = opened(folder / "control.sqlite")
    kept.execute("BEGIN")
    places, states = ((n, f"plc_{n:05}", 0) for n in range(PLACES)), ((n, f"act_{n}") for n in range(CHANGES + 1))
    kept.executemany("INSERT INTO control_places VALUES (?, ?, ?)", places)
    kept.executemany("INSERT INTO control_states VALUES (?, ?, '[]', 0, 'reported')", states)
    kept.executemany(f"INSERT INTO {SPANS} VALUES (?, ?, ?, ?, ?)", _spans())
    kept.execute("COMMIT")
    (intervals,) = kept.execute(f"SELECT count(*) FROM {SPANS}").fetchone()
    for known, at in (("now", ENTRIES), ("a year ago", ENTRIES * 9 // 10), ("halfway", ENTRIES // 2)):
        taken = []
        for day in range(BEGAN.toordinal() + 400, BEGAN.toordinal() + DAYS, 400):
            view = View(kept, at, area, Allegiances(area))
            started = process_time()
            found = holders_at(view, Step(), date.fromordinal(day))
            taken.append((process_time() - started) * 1000)
            assert len(found) == PLACES
        what = f"who held each of {PLACES:,} places among {intervals:,} intervals, known {known}"
        yield f"{what}, median of {len(taken)} days", median(taken), "ms", 50, False
    kept.close()


def _spans() -> Iterator[Sequence[int]]:
    """The holdings of every place: the open one, and the closed one in its stead once the next change is known."""
    chance = random.Random(3)
    for place in range(PLACES):
        since, known = 0, 0
        days = sorted(chance.sample(range(1, DAYS), CHANGES))
        for change, day in enumerate(days):
            number = place << STATE_BITS + ROW_BITS | change << ROW_BITS | change * 2
            later = min(day * ENTRIES // DAYS + chance.randrange(1, 3_000), ENTRIES)
            start = BEGAN.toordinal() + since if since else 0
            yield number, start, FOR_EVER.toordinal(), known, max(known, later - 1)
            yield number + 1, start, BEGAN.toordinal() + day - 1, later, LAST_ENTRY
            since, known = day, max(known + 1, later)
        number = place << STATE_BITS + ROW_BITS | CHANGES << ROW_BITS | CHANGES * 2
        yield number, BEGAN.toordinal() + since, FOR_EVER.toordinal(), known, LAST_ENTRY


if __name__ == "__main__":
    for what, value, unit, to_reach, _ in measure():
        print(f"{what}: {value:,.3g} {unit}" + (f" (to reach {to_reach:,g})" if to_reach else ""), flush=True)
