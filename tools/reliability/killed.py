"""Kill -9 at random moments of receiving, reading and deriving: nothing acknowledged is lost or half there.

    python tools/reliability/killed.py --times 200

One observatory is worked on by one process after another. Each receives and reads new reports, says which are
kept, brings the derived tables up to date, and is killed at a random moment. After each kill the ledger is
verified, every report that was said to be kept must be in it with its reading, and the picture from the derived
tables must be the one that fusing everything anew gives.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, sleep

from marsad import observatory as module
from marsad.ledger.entries import EntryKind
from marsad.observatory import Observatory
from marsad.pipeline import picture_of

LIFE_S = 6.0  # at most, once it is ready
WORK = """
import sys
from pathlib import Path
from marsad import observatory as module
module.FUSED_ANEW = 0
opened = module.Observatory(sys.argv[1])
print("ready", flush=True)
number = int(sys.argv[2])
while True:
    inbox = Path(sys.argv[1]).parent / "inbox.jsonl"
    lines = []
    for each in range(number, number + 5):
        lines.append('{"id": "%d", "published": "2017-02-%02d", "source": "Wire %d", "text": "%s"}' % (
            each, 1 + each % 27, each % 7,
            "The army captured Tadef on Monday, residents of the town said. Report %d of that day." % each))
    inbox.write_text("\\n".join(lines))
    for report in opened.add([inbox]).accepted:
        print("kept", report.id, flush=True)
    opened.picture()
    print("derived", flush=True)
    number += 5
"""


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--times", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    chance, module.FUSED_ANEW = random.Random(given.seed), 0
    acknowledged: set[str] = set()
    derived = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "observatory"
        Observatory.create(path)
        for time in range(given.times):
            said = one_life(path, 1_000_000 * (time + 1), chance)
            acknowledged.update(line.split()[1] for line in said if line.startswith("kept "))
            derived += said.count("derived")
            check(path, acknowledged)
            print(f"killed {time + 1}: {len(acknowledged)} reports acknowledged, all there", flush=True)
    print(f"{given.times} kills, {len(acknowledged)} reports acknowledged, {derived} times derived: nothing lost")
    return 0


def one_life(path: Path, number: int, chance: random.Random) -> list[str]:
    """Let a process work for some seconds once it is ready, kill it, and give what it said."""
    with subprocess.Popen(
        [sys.executable, "-c", WORK, str(path), str(number)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        until = perf_counter() + chance.uniform(0, LIFE_S)
        while perf_counter() < until:
            sleep(0.005)
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read()
    assert first.strip() == "ready", "the process did not start again by itself after a kill"
    return rest.split("\n")[:-1]


def check(path: Path, acknowledged: set[str]) -> None:
    """Raise AssertionError where something is lost, half there, or derived otherwise than anew."""
    opened = Observatory(path)
    assert opened.verify().whole, "the ledger or an original is damaged"
    with opened.ledger() as ledger:
        kinds = {kind: set[str]() for kind in (EntryKind.REPORT, EntryKind.READING)}
        for entry in ledger.entries(list(kinds)):
            kinds[entry.kind].add(entry.body["id" if entry.kind is EntryKind.REPORT else "report"])
    assert acknowledged <= kinds[EntryKind.REPORT], "a report that was acknowledged is lost"
    assert kinds[EntryKind.REPORT] == kinds[EntryKind.READING], "a report is there without its reading"
    known = opened.knowledge()
    anew = picture_of(known.reports, known.claims, known.sources, opened.area)
    assert opened.picture() == anew, "what is derived is not what fusing everything anew gives"


if __name__ == "__main__":
    sys.exit(main())
