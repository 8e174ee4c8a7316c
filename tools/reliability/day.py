"""A day of reports received in an hour while a desk asks: nothing lost, and how long each question took.

    python tools/reliability/day.py [--reports 20000] [--in-minutes 60] [--folder FOLDER]
    python tools/reliability/with_server.py python tools/reliability/day.py --reports 20000 --store STORE

One process receives N short reports (2,000 unless told otherwise), twenty at a time, as a feed gives them: as
fast as it can, or spread over so many minutes. They tell of 300 places, one in three of them of the thirty
commonest, and one in twenty prints an earlier one. Another process asks meanwhile, over and over, in one
observatory that stays open: the brief of a week, a siege, control of all places, what has changed in the last
minute, and the reports that were known ten seconds ago. Ends with exit code 1 where a report is missing, twice
or without its reading, the ledger does not verify, a question failed, or what is derived is not what fusing
everything anew gives.

With a folder, what is there is kept: ended by Ctrl-C and begun again, it goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time, sleep

from marsad.areas import load_area
from marsad.areas.area import ADMIN_KINDS
from marsad.ledger.entries import EntryKind
from marsad.observatory import Observatory
from marsad.pipeline import picture_of
from marsad.publication.brief import brief
from marsad.reports.receive import Received, receive

AT_ONCE, SAY_EVERY = 20, 400
AS_OF = date(2017, 2, 20)
WEEK = (AS_OF - timedelta(days=6), AS_OF)
PLACES, COMMON = 300, 30
SAID = (
    "The army captured {place} on {day}, {who} said.",
    "Shells fell on {place} on {day} and killed {dead} civilians, {who} said.",
    "ISIS fighters withdrew from {place} overnight, {who} said.",
    "Warplanes struck {place} on {day}. {dead} people were wounded, {who} said.",
    "Rebels and government troops clashed near {place} on {day}, according to {who}.",
    "The army has surrounded {place}, {who} said on {day}.",
    "The road from {place} to Aleppo was cut on {day}, {who} said.",
    "Turkish forces entered {place} on {day}, {who} reported.",
)
WHO = (
    "residents of the town", "a monitor", "an activist reached by telephone", "hospital staff", "drivers",
    "a commander of the rebels", "state television", "relief workers", "a teacher", "the governor's office",
)  # fmt: skip
BESIDES = (
    "Bread has become hard to find.", "The bakery near the market was closed.", "Snow fell in the hills.",
    "Families left on foot before dawn.", "No convoy has arrived since the autumn.", "Schools stayed shut.",
    "The telephone network failed for several hours.", "Water is brought by lorry from wells.",
    "Drones were heard all through the night.", "The price of fuel doubled within a week.",
    "A field hospital asked for blood of all groups.", "Farmers could not reach their olive groves.",
    "Burnt vehicles stood along the way in.", "The power station has not worked since the summer.",
    "Children were taken to cellars.", "Two bridges are said to be mined.", "Fog hid the plain until noon.",
    "Prayers were held indoors.", "Most shops did not open.", "Tents were put up beside the mill.",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    asked.add_argument("--reports", type=int, default=2_000)
    asked.add_argument("--in-minutes", type=float, default=0.0)
    asked.add_argument("--folder", type=Path, help="where all is kept, so that a later run goes on")
    asked.add_argument("--store", default="", help="the address of a PostgreSQL server; the schema must be new")
    asked.add_argument("--receive", nargs=2, metavar=("OBSERVATORY", "FILE"), help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.receive:
        return take_in(Path(given.receive[0]), Path(given.receive[1]), given.reports, given.in_minutes * 60)
    with nullcontext(given.folder) if given.folder else tempfile.TemporaryDirectory() as folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        path, file, times = (Path(folder) / name for name in ("observatory", "day.jsonl", "times.jsonl"))
        if not path.exists():
            Observatory.create(path, store=given.store)
        file.write_text("".join(f"{json.dumps(each)}\n" for each in reports(given.reports)))
        begun = perf_counter()
        told = ["--receive", str(path), str(file), "--reports", str(given.reports)]
        told += ["--in-minutes", str(given.in_minutes)]
        receiving = subprocess.Popen([sys.executable, __file__, *told])
        try:
            failed = questions(Observatory(path), times, lambda: receiving.poll() is None)
        finally:
            receiving.terminate()
            receiving.wait()
        print(f"all received {(perf_counter() - begun) / 60:.1f} minutes after this run began", flush=True)
        tell(times)
        return receiving.returncode or check(path, given.reports) or failed


def reports(many: int) -> list[dict[str, str]]:
    """Short reports, the same for the same number of them."""
    chance = random.Random(many)
    names = sorted(place.name for place in load_area("syria").places.values() if place.kind not in ADMIN_KINDS)
    names = chance.sample(names, PLACES)
    made: list[dict[str, str]] = []
    for number in range(many):
        place = chance.choice(names[:COMMON] if chance.random() < 1 / 3 else names)
        said = chance.choice(SAID).format(
            place=place, day=chance.choice(DAYS), who=chance.choice(WHO), dead=chance.randint(2, 40)
        )
        text = " ".join([said, *chance.sample(BESIDES, 3), f"Item {number}."])
        if number > 40 and chance.random() < 1 / 20:
            text = f"{chance.choice(made[-40:])['text']} Printed again."
        day = date(2017, 1, 25) + timedelta(days=chance.randint(0, 26))
        source = f"Wire {chance.randint(1, 31)}"
        made.append({"id": str(number), "published": day.isoformat(), "source": source, "text": text})
    return made


def take_in(path: Path, file: Path, many: int, seconds: float) -> int:
    """Receive the file, twenty reports at a time; what is there already is known again."""
    opened = Observatory(path)
    intake = opened.intake()
    arrivals = receive(file)
    begun, done, before = perf_counter(), 0, len(intake.known)
    while some := list(islice(arrivals, AT_ONCE)):
        sleep(max(0.0, begun + seconds * done / many - perf_counter()))
        opened.take([each for each in some if isinstance(each, Received)], intake)
        done += len(some)
        if done % SAY_EVERY == 0:
            a_second = done / (perf_counter() - begun)
            print(f"  {done} of {many} received ({before} were there before), {a_second:.0f} a second,"
                  f" {(many - done) / a_second / 60:.0f} min left", flush=True)  # fmt: skip
    print(f"{many} received in {perf_counter() - begun:.0f} s, {many / (perf_counter() - begun):.0f} a second")
    return 0


def questions(opened: Observatory, times: Path, going_on: Callable[[], bool]) -> int:
    """Ask until all is received, and write down how many seconds each took; 1 where one failed."""
    asked: dict[str, Callable[[], object]] = {
        "the brief of a week": lambda: brief(opened.content(as_of=AS_OF, days=WEEK), AS_OF),
        "a siege": lambda: opened.siege("Al-Bab", as_of=AS_OF).headline,
        "control of all places": opened.control,
        "what changed in the last minute": lambda: opened.difference(ago(60), as_of=AS_OF),
        "which reports were known ten seconds ago": lambda: opened.reports(known_at=ago(10)),
    }
    failed = 0
    while going_on() and not opened.reports():
        sleep(0.1)
    while going_on():
        for name, ask in asked.items():
            begun, worked = perf_counter(), process_time()
            try:
                ask()
            except Exception as error:  # noqa: BLE001  whatever it is, it is what this looks for
                failed = 1
                print(f"FAILED: {name}: {error!r}", flush=True)
            with times.open("a") as file:
                file.write(f"{json.dumps([name, perf_counter() - begun, process_time() - worked])}\n")
    return failed


def ago(seconds: float) -> datetime:
    """The moment so long before now."""
    return datetime.now(UTC) - timedelta(seconds=seconds)


def tell(times: Path) -> None:
    """Print the rows of a table: how often each question was asked, and how long it took."""
    took: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for line in times.read_text().splitlines() if times.exists() else ():
        name, seconds, worked = json.loads(line)
        took[name].append((seconds, worked))
    print("| question, meanwhile | asked | median | 95th of 100 | slowest | processor: median | slowest |")
    print("|---|---|---|---|---|---|---|")
    for name, each in took.items():
        waited, worked = (sorted(column) for column in zip(*each, strict=True))
        shown = (
            waited[len(each) // 2],
            waited[len(each) * 95 // 100],
            waited[-1],
            worked[len(each) // 2],
            worked[-1],
        )
        print(f"| {name} | {len(each)} | {' | '.join(f'{seconds:.2f} s' for seconds in shown)} |")


def check(path: Path, many: int) -> int:
    """Count what is there, verify it, and compare what is derived with fusing everything anew."""
    opened = Observatory(path)
    found = opened.verify()
    with opened.ledger() as ledger:
        ids = [str(entry.body["id"]) for entry in ledger.entries([EntryKind.REPORT])]
        read = [str(entry.body["report"]) for entry in ledger.entries([EntryKind.READING])]
    each_once = len(ids) == len(set(ids)) == many and sorted(ids) == sorted(read)
    known = opened.knowledge()
    same = opened.picture() == picture_of(known.reports, known.claims, known.sources, opened.area)
    print(f"lost {many - len(set(ids))}; {len(ids)} of {many} recorded, each once and with its reading:"
          f" {each_once}; {found.entries} entries and {found.originals} originals verify: {found.whole};"
          f" derived as anew: {same}")  # fmt: skip
    return 0 if each_once and found.whole and same else 1


if __name__ == "__main__":
    sys.exit(main())
