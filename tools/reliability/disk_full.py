"""A disk that runs full while a desk receives, asks and derives: what is said, and that nothing accepted is lost.

    mount -t tmpfs -o size=4m tmpfs /mnt/small        # any small file system of its own
    python tools/reliability/disk_full.py /mnt/small
    mount -t tmpfs -o size=100m tmpfs /mnt/small      # for a server
    python tools/reliability/with_server.py --in /mnt/small/server \\
        python tools/reliability/disk_full.py /mnt/small --store STORE --start START

A desk on that file system, or whose server lies there, adds reports, twenty at a time, until no byte is left, then
tries again and asks. Then some space is freed, the server started where it has ended, and it must go on by itself.
Ends with exit code 1 where an accepted report is missing or twice, the ledger does not verify, or anything but a
LedgerError was raised.
"""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from shutil import disk_usage
from time import sleep

from marsad import observatory as module
from marsad.errors import LedgerError
from marsad.ledger import postgresql, shared_originals
from marsad.observatory import Observatory

AT_ONCE, MOST = 20, 4_000
SPARE = 600_000  # bytes, freed later
LEFT = 3_000_000  # bytes that a server is left with
PATIENCE_S = 5.0  # for a server that has ended, instead of minutes
TRIES = 60
AS_OF = date(2017, 2, 20)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    asked.add_argument("small", type=Path)
    asked.add_argument("--store", default="", help="the address of a server whose files lie there")
    asked.add_argument("--start", default="", help="what starts that server again")
    given = asked.parse_args()
    module.FUSED_ANEW = 0  # derived tables are kept from the first entry on
    with tempfile.TemporaryDirectory() as other:
        path = Path(other) / "desk" if given.store else given.small / "desk"
        for each in (postgresql, shared_originals):
            vars(each).update(PATIENCE_SECONDS=PATIENCE_S)
        desk = Observatory.create(path, store=given.store)
        spare = given.small / "spare"
        free = disk_usage(given.small).free
        spare.write_bytes(b"\x01" * max(SPARE, free - LEFT if given.store else 0))
        accepted, start = filled(desk, Path(other))
        full = whole(path, accepted, "while it is full") if not given.store else True
        if given.store:
            say_what_a_question_is_told(path)
        spare.unlink()
        if given.store:
            answering(path, shlex.split(given.start))
        accepted += desk.add([reports(Path(other), start)]).accepted
        return 0 if whole(path, accepted, "after some space was freed") and full else 1


def filled(desk: Observatory, folder: Path) -> tuple[list[str], int]:
    """Add reports until it was refused three times; gives those accepted, and where the refused ones begin."""
    accepted: list[str] = []
    refusals, start = 0, 0
    while refusals < 3 and start < MOST:
        try:
            accepted += desk.add([reports(folder, start)]).accepted
            start += AT_ONCE
        except LedgerError as error:
            refusals += 1
            print(f"full after {len(accepted)} reports: {error}", flush=True)
    assert refusals == 3, "the file system is too large to be filled"
    return accepted, start


def answering(path: Path, start: list[str]) -> None:
    """Wait until the server answers again, and start it where it does not come back by itself."""
    for tried in range(TRIES):
        try:
            reports = Observatory(path).reports()
        except LedgerError:
            if tried == TRIES // 2:
                print("the server has ended, and is started again")
                subprocess.run(start, check=False, stdout=subprocess.DEVNULL)
            sleep(1)
        else:
            print(f"some space was freed; {tried} s later a question is answered: {len(reports)} reports")
            return


def say_what_a_question_is_told(path: Path) -> None:
    """Print what a question gives while the server's disk is full."""
    try:
        print(f"meanwhile a question is answered: {len(Observatory(path).reports())} reports")
    except LedgerError as error:
        print(f"meanwhile a question is told: {error}")


def reports(folder: Path, start: int) -> Path:
    """A file of short reports."""
    file = folder / "inbox.jsonl"
    file.write_text(
        "\n".join(
            json.dumps({
                "id": str(number), "published": f"2017-02-{1 + number % 20:02}", "source": f"Wire {number % 7}",
                "text": f"The army captured Tadef on Monday, residents said. Report {number} of that day.",
            })
            for number in range(start, start + AT_ONCE)
        )
    )  # fmt: skip
    return file


def whole(folder: Path, accepted: list[str], when: str) -> bool:
    """Ask, verify and count in a desk that is opened anew."""
    opened = Observatory(folder)
    kept = [report.id for report in opened.reports()]
    found = opened.verify()
    good = set(accepted) <= set(kept) and len(set(kept)) == len(kept) and found.whole
    print(f"{when}: {len(accepted)} reports accepted, {len(kept)} kept, all of them and none twice: {good};"
          f" verified: {found.whole}; siege of Tadef: {opened.siege('Tadef', as_of=AS_OF).headline}")  # fmt: skip
    return good


if __name__ == "__main__":
    sys.exit(main())
