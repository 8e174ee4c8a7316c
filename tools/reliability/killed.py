"""Kill -9 at random moments of receiving, reading and deriving: nothing acknowledged is lost or half there.

    python tools/reliability/killed.py --times 200
    python tools/reliability/with_server.py python tools/reliability/killed.py --times 200 --store STORE

One observatory is worked on by one process after another. Each says what it is at: receiving short reports,
reading and recording them, which of them are kept, and bringing the derived tables up to date. It is killed at a
random moment, most often in a phase that is drawn beforehand. After each kill the ledger is verified, every
report that was said to be kept must be in it with its reading, no report may be there twice, and the picture
from the derived tables must be the one that fusing everything anew gives.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from time import perf_counter, sleep

from marsad import observatory as module
from marsad.ledger.entries import EntryKind
from marsad.observatory import Observatory
from marsad.pipeline import picture_of

PHASES = ("receiving", "reading", "deriving")
LIFE_S = 3.0  # at most, once it is ready, before the phase to die in is waited for
PATIENCE_S = 60.0  # for one phase to come round
WORK = """
import sys
from pathlib import Path
from marsad import observatory as module
module.FUSED_ANEW = 0
opened = module.Observatory(sys.argv[1])
inbox = Path(sys.argv[1]).parent / "inbox.jsonl"
places = ("Tadef", "Qabasin", "Bzaa", "Al-Bab", "Al-Rai", "Manbij", "Akhtarin")
phase = ""

def at(now):
    global phase
    if now != phase:
        phase = now
        print("at", now, flush=True)

def put(number):
    inbox.write_text("\\n".join(
        '{"id": "%d", "published": "2017-02-%02d", "source": "Wire %d", "text": "%s"}' % (
            each, 1 + each % 27, each % 7,
            "The army captured %s on Monday, residents of the town said. Report %d of that day." % (
                places[each % len(places)], each))
        for each in range(number, number + 5)))
    at("receiving")
    added = opened.add([inbox], progress=lambda what, done, of: at(what))
    print("kept", *(report.id for report in added.accepted), flush=True)
    at("deriving")
    opened.picture()
    at("waiting")

print("ready", flush=True)
for number in range(int(sys.argv[2]), sys.maxsize, 5):
    put(number)
"""


class Life:
    """A process at work, and what it has said so far."""

    def __init__(self, path: Path, number: int) -> None:
        self.said: list[str] = []
        self.child = subprocess.Popen(
            [sys.executable, "-c", WORK, str(path), str(number)], stdout=subprocess.PIPE, text=True
        )
        self._reading = threading.Thread(target=self._listen)
        self._reading.start()

    def _listen(self) -> None:
        assert self.child.stdout is not None
        self.said.extend(line.rstrip("\n") for line in self.child.stdout if line.endswith("\n"))

    def comes_to(self, line: str, after: int = 0) -> None:
        """Wait until it says ``line``, later than what it had said ``after`` so many lines."""
        until = perf_counter() + PATIENCE_S
        while line not in self.said[after:]:
            assert self.child.poll() is None, "the process ended by itself"
            assert perf_counter() < until, f"the process never came to {line!r}"
            sleep(0.001)

    def kill(self) -> str:
        """Kill it; gives the phase that it was in."""
        self.child.send_signal(signal.SIGKILL)
        self.child.wait()
        self._reading.join()
        return next((line[3:] for line in reversed(self.said) if line.startswith("at ")), "starting")

    def kept(self) -> list[str]:
        """The reports that it acknowledged."""
        return [each for line in self.said if line.startswith("kept ") for each in line.split()[1:]]


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    asked.add_argument("--times", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--store", default="", help="the address of a PostgreSQL server; the schema must be new")
    given = asked.parse_args()
    chance, module.FUSED_ANEW = random.Random(given.seed), 0
    acknowledged: list[str] = []
    died: Counter[str] = Counter()
    derived = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "observatory"
        Observatory.create(path, store=given.store)
        for time in range(given.times):
            life = Life(path, 1_000_000 * (time + 1))
            died[phase := one_death(life, chance)] += 1
            acknowledged.extend(life.kept())
            derived += life.said.count("at waiting")
            kept = check(path, acknowledged)
            print(f"killed {time + 1} while {phase}: {len(acknowledged)} reports acknowledged,"
                  f" {kept} kept, all there", flush=True)  # fmt: skip
    hit = ", ".join(f"{died[phase]} while {phase}" for phase in sorted(died))
    print(f"{given.times} kills ({hit}), {len(acknowledged)} reports acknowledged, {kept} kept,"
          f" {derived} times derived: nothing lost, nothing half there, nothing twice")  # fmt: skip
    return 0


def one_death(life: Life, chance: random.Random) -> str:
    """Let a process work for some seconds, then kill it at or after a phase begins; gives the phase it was in."""
    try:
        life.comes_to("ready")
        sleep(chance.uniform(0, LIFE_S))
        life.comes_to(f"at {chance.choice(PHASES)}", after=len(life.said))
        sleep(chance.uniform(0, 0.05) if chance.random() < 0.5 else chance.uniform(0, 0.5))
    finally:
        phase = life.kill()
    return phase


def check(path: Path, acknowledged: list[str]) -> int:
    """Raise AssertionError where something is lost, half there, twice, or derived otherwise than anew."""
    opened = Observatory(path)
    assert opened.verify().whole, "the ledger or an original is damaged"
    with opened.ledger() as ledger:
        reports = [entry.body["id"] for entry in ledger.entries([EntryKind.REPORT])]
        readings = [entry.body["report"] for entry in ledger.entries([EntryKind.READING])]
    assert set(acknowledged) <= set(reports), "a report that was acknowledged is lost"
    assert len(set(reports)) == len(reports), "a report is recorded twice"
    assert sorted(reports) == sorted(readings), "a report is there without its reading"
    known = opened.knowledge()
    anew = picture_of(known.reports, known.claims, known.sources, opened.area)
    assert opened.picture() == anew, "what is derived is not what fusing everything anew gives"
    return len(reports)


if __name__ == "__main__":
    sys.exit(main())
