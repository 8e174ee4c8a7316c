"""Kill -9 at random moments of receiving, reading and deriving: nothing acknowledged is lost or half there.

    python tools/reliability/killed.py --times 200 [--folder FOLDER]
    python tools/reliability/with_server.py python tools/reliability/killed.py --times 200 --seed 2 --store STORE

One observatory is worked on by one process after another. Each says what it is at: receiving short reports,
reading and recording them, which of them are kept, and bringing the derived tables up to date. It is killed in the
phase in which the fewest were killed so far, at a random moment of it: as long after its beginning as such a phase
of that process lasted before, at most. Every other one has two processes that read beside it, and one that
derives, which must end with it. After each kill the ledger is verified, every report that was said to be kept must
be in it with its reading, no report may be there twice, and the picture from the derived tables must be the one
that fusing everything anew gives. Ends with exit code 1 where one of these is not so.

With a folder, what is there is kept: ended by Ctrl-C and begun again, it goes on to the number of kills asked for.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from time import perf_counter, sleep

from marsad import observatory as module
from marsad.ledger.entries import EntryKind
from marsad.observatory import Observatory
from marsad.pipeline import picture_of

PHASES = ("receiving", "reading", "deriving")
LIFE_S = 1.5  # at most, once it is ready, before the phase to die in is waited for
PATIENCE_S = 120.0  # for one phase to come round
AT_ONCE = {1: 5, 2: 12}  # reports, where so many processes read
SHORTEST_S = 0.02  # of the time in which to kill after a phase has begun
WORK = """
import sys
from pathlib import Path
from marsad import observatory as module
from marsad.reading import ahead
module.FUSED_ANEW = 0
ahead.ENOUGH = 0
many, processes = int(sys.argv[3]), int(sys.argv[4])
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
        for each in range(number, number + many)))
    at("receiving")
    added = opened.add([inbox], progress=lambda what, done, of: at(what), processes=processes)
    print("kept", *added.accepted, flush=True)
    at("deriving")
    opened.picture()
    at("waiting")

print("ready", flush=True)
for number in range(int(sys.argv[2]), sys.maxsize, many):
    put(number)
"""


class Life:
    """A process at work, and what it has said so far, each with the second at which it did."""

    def __init__(self, path: Path, number: int, processes: int) -> None:
        many = AT_ONCE[processes]
        self.said: list[tuple[str, float]] = []
        self.child = subprocess.Popen(
            [sys.executable, "-c", WORK, str(path), str(number), str(many), str(processes)],
            stdout=subprocess.PIPE,
            text=True,
        )
        self._reading = threading.Thread(target=self._listen)
        self._reading.start()

    def _listen(self) -> None:
        assert self.child.stdout is not None
        self.said.extend((line.rstrip("\n"), perf_counter()) for line in self.child.stdout if line.endswith("\n"))

    def comes_to(self, line: str, after: int = 0) -> None:
        """Wait until it says ``line``, later than what it had said ``after`` so many lines."""
        until = perf_counter() + PATIENCE_S
        while line not in [said for said, _ in self.said[after:]]:
            assert self.child.poll() is None, "the process ended by itself"
            assert perf_counter() < until, f"the process never came to {line!r}"
            sleep(0.0005)

    def lasted(self, phase: str) -> float:
        """How long such a phase lasted when it last came to its end; 0 where none has."""
        said = [(line, moment) for line, moment in self.said if line.startswith("at ")]
        ended = [then - moment for (line, moment), (_, then) in pairwise(said) if line == f"at {phase}"]
        return ended[-1] if ended else 0.0

    def kill(self) -> str:
        """Kill it; gives the phase that it was in."""
        self.child.send_signal(signal.SIGKILL)
        self.child.wait()
        self._reading.join()
        return next((line[3:] for line, _ in reversed(self.said) if line.startswith("at ")), "starting")

    def kept(self) -> list[str]:
        """The reports that it acknowledged."""
        return [each for line, _ in self.said if line.startswith("kept ") for each in line.split()[1:]]


@dataclass
class Tally:
    """What was seen so far, kept beside the observatory."""

    times: int = 0
    derived: int = 0
    died: Counter[str] = field(default_factory=Counter)
    acknowledged: list[str] = field(default_factory=list)

    @classmethod
    def kept_in(cls, file: Path) -> Tally:
        """The one in ``file``, or a new one."""
        said = json.loads(file.read_text()) if file.exists() else {}
        return cls(**{**said, "died": Counter(said.get("died", {}))})

    def keep(self, file: Path) -> None:
        """Write it down, at once or not at all."""
        new = file.with_suffix(".new")
        new.write_text(json.dumps(vars(self)))
        new.replace(file)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    asked.add_argument("--times", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--folder", type=Path, help="where the observatory is kept, so that a later run goes on")
    asked.add_argument("--store", default="", help="the address of a PostgreSQL server; the schema must be new")
    given = asked.parse_args()
    module.FUSED_ANEW = 0
    with nullcontext(given.folder) if given.folder else tempfile.TemporaryDirectory() as folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        path, file = Path(folder) / "observatory", Path(folder) / "tally.json"
        if not path.exists():
            Observatory.create(path, store=given.store)
        try:
            return rounds(path, file, given.times, given.seed)
        except AssertionError as error:
            print(f"NOT WHOLE: {error}")
            return 1


def rounds(path: Path, file: Path, times: int, seed: int) -> int:
    """Kill until it was done so many times, and say after each what was found."""
    tally, kept, begun, first = Tally.kept_in(file), 0, perf_counter(), None
    while tally.times < times:
        first = tally.times if first is None else first
        chance = random.Random(f"{seed} {tally.times}")
        life = Life(path, 1_000_000 * (tally.times + 1), 1 + tally.times % 2)
        phase = one_death(life, chance, min(PHASES, key=lambda each: tally.died[each]))
        tally.acknowledged += life.kept()
        kept = check(path, tally.acknowledged)
        tally.died[phase] += 1
        tally.times += 1
        tally.derived += [line for line, _ in life.said].count("at waiting")
        tally.keep(file)
        left = (perf_counter() - begun) / (tally.times - first) * (times - tally.times)
        print(f"killed {tally.times} of {times} while {phase}: {len(tally.acknowledged)} reports acknowledged,"
              f" {kept} kept, all there; {left / 60:.0f} min left", flush=True)  # fmt: skip
    hit = ", ".join(f"{tally.died[phase]} while {phase}" for phase in sorted(tally.died))
    print(f"{tally.times} kills ({hit}), {len(tally.acknowledged)} reports acknowledged,"
          f" {kept or check(path, tally.acknowledged)} kept, {tally.derived} times derived:"
          " nothing lost, nothing half there, nothing twice")  # fmt: skip
    return 0


def one_death(life: Life, chance: random.Random, wanted: str) -> str:
    """Let a process work for a while, then kill it within the phase that is wanted; gives the phase it was in."""
    try:
        life.comes_to("ready")
        life.comes_to("at waiting")
        sleep(chance.uniform(0, LIFE_S))
        life.comes_to(f"at {wanted}", after=len(life.said))
        sleep(chance.uniform(0, max(life.lasted(wanted), SHORTEST_S)))
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
