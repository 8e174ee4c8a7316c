"""A PostgreSQL server that is gone for a minute while a desk receives: what is said, and that nothing is lost.

    python tools/reliability/server_gone.py STORE FOLDER --stop "COMMAND" --start "COMMAND" [--seconds 60]

STORE is an address as for `marsad init --store`, FOLDER a folder of reports, and the two commands end the
server at once (`pg_ctl -m immediate stop`, as a power cut would) and start it again. A desk adds the reports;
after the first ones are accepted the server goes away. Then: was every report accepted, each once; does the
ledger verify; how long after the server's return was all received; what did a question say meanwhile.
"""

from __future__ import annotations

import argparse
import logging
import shlex
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from marsad import Observatory
from marsad.errors import LedgerError
from marsad.receiving import Added


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("store")
    options.add_argument("reports", type=Path)
    options.add_argument("--stop", required=True)
    options.add_argument("--start", required=True)
    options.add_argument("--seconds", type=float, default=60.0)
    given = options.parse_args()
    logging.basicConfig(format="    %(message)s")
    with tempfile.TemporaryDirectory() as name:
        observatory = Observatory.create(Path(name) / "desk", store=given.store)
        done: list[Added] = []
        desk = threading.Thread(target=lambda: done.append(observatory.add([given.reports])))
        desk.start()
        while len(list(Observatory(Path(name) / "desk").reports())) == 0:
            time.sleep(0.05)
        before = len(observatory.reports())
        subprocess.run(shlex.split(given.stop), check=True, stdout=subprocess.DEVNULL)
        print(f"the server is gone, {before} reports accepted; a question meanwhile:")
        asked = time.perf_counter()
        try:
            observatory.reports()
        except LedgerError as error:
            print(f"    {error} (after {time.perf_counter() - asked:.1f} s)")
        time.sleep(given.seconds)
        subprocess.run(shlex.split(given.start), check=True, stdout=subprocess.DEVNULL)
        back = time.perf_counter()
        desk.join()
        print(f"the server is back; all was received {time.perf_counter() - back:.1f} s later")
        accepted, found = done[0].accepted, observatory.verify()
        kept = [report.id for report in observatory.reports()]
        with observatory.ledger() as ledger:
            entries = [entry.body["id"] for entry in ledger.entries() if entry.kind.value == "report"]
        whole = sorted(accepted) == sorted(kept) == sorted(entries)
        print(f"{len(accepted)} reports acknowledged, {len(entries)} recorded, each once: {whole};"
              f" {found.entries} entries and {found.originals} originals verify: {found.whole}")  # fmt: skip
    return 0 if whole and found.whole and not done[0].refused else 1


if __name__ == "__main__":
    sys.exit(main())
