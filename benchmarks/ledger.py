"""The ledger: durable single appends, batches, reading and verifying, on the disk of the temporary folder."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from marsad.ledger.entries import EntryKind, NewEntry
from marsad.ledger.store import Ledger

SINGLES = 500
BATCH = 20_000
TEXT = "Government forces took the hill south-east of the town overnight, a monitor said. " * 6
AT = datetime(2017, 2, 6, tzinfo=UTC)


def measure() -> Iterator[tuple[str, float, str, float | None, bool]]:
    """What, value, unit, value to reach (None: none), whether more is better."""
    with tempfile.TemporaryDirectory() as folder, Ledger.create(Path(folder) / "ledger.sqlite") as ledger:
        started = perf_counter()
        for number in range(SINGLES):
            ledger.append(EntryKind.REPORT, {"number": number, "text": TEXT}, AT)
        yield "ledger, each entry durable", SINGLES / (perf_counter() - started), "entries/s", 500, True

        batch = [NewEntry(EntryKind.REPORT, {"number": number, "text": TEXT}, AT) for number in range(BATCH)]
        started = perf_counter()
        ledger.append_all(batch)
        yield "ledger, in one batch", BATCH / (perf_counter() - started), "entries/s", 20_000, True

        started = perf_counter()
        read = sum(1 for _ in ledger.entries())
        yield "ledger, read and checked", read / (perf_counter() - started), "entries/s", None, True

        started = perf_counter()
        found = ledger.verify()
        yield "ledger, verified", found.entries / (perf_counter() - started), "entries/s", None, True


if __name__ == "__main__":
    for what, value, unit, _, _ in measure():
        print(f"{what}: {value:,.0f} {unit}")
