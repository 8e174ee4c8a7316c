"""The ledger: durable single appends, batches, reading and verifying, on the disk of the temporary folder.

With ``MARSAD_BENCH_STORE=postgresql://user@host/database`` (a role that may make schemas) the same on that server.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, time_ns

from marsad.ledger.entries import EntryKind, NewEntry
from marsad.ledger.postgresql import PostgresLedger
from marsad.ledger.protocol import LedgerStore
from marsad.ledger.server import Address
from marsad.ledger.store import Ledger

SINGLES = 500
BATCH = 20_000
BATCHES, TOGETHER = 100, 100
TEXT = "Government forces took the hill south-east of the town overnight, a monitor said. " * 6
AT = datetime(2017, 2, 6, tzinfo=UTC)

Figure = tuple[str, float, str, float | None, bool]


def measure() -> Iterator[Figure]:
    """What, value, unit, value to reach (None: none), whether more is better."""
    with tempfile.TemporaryDirectory() as folder, Ledger.create(Path(folder) / "ledger.sqlite") as ledger:
        yield from measured(ledger, "ledger")
    if store := os.environ.get("MARSAD_BENCH_STORE"):
        schema = f"bench_{time_ns()}"
        address = Address.parse(f"{store}{'&' if '?' in store else '?'}schema={schema}")
        with PostgresLedger.create(address) as shared:
            yield from measured(shared, "ledger on PostgreSQL")
            with shared.writing() as connection:
                connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")


def measured(ledger: LedgerStore, name: str) -> Iterator[Figure]:
    """The figures of one store, which is empty."""
    started = perf_counter()
    for number in range(SINGLES):
        ledger.append(EntryKind.REPORT, {"number": number, "text": TEXT}, AT)
    yield f"{name}, each entry durable", SINGLES / (perf_counter() - started), "entries/s", 500, True

    some = [NewEntry(EntryKind.REPORT, {"number": number, "text": TEXT}, AT) for number in range(TOGETHER)]
    started = perf_counter()
    for _ in range(BATCHES):
        ledger.append_all(some)
    together = BATCHES * TOGETHER / (perf_counter() - started)
    yield f"{name}, {TOGETHER} at a time, durable", together, "entries/s", 10_000, True

    batch = [NewEntry(EntryKind.REPORT, {"number": number, "text": TEXT}, AT) for number in range(BATCH)]
    started = perf_counter()
    ledger.append_all(batch)
    yield f"{name}, in one batch", BATCH / (perf_counter() - started), "entries/s", 20_000, True

    started = perf_counter()
    read = sum(1 for _ in ledger.entries())
    yield f"{name}, read and checked", read / (perf_counter() - started), "entries/s", None, True

    started = perf_counter()
    found = ledger.verify()
    yield f"{name}, verified", found.entries / (perf_counter() - started), "entries/s", None, True


if __name__ == "__main__":
    for what, value, unit, _, _ in measure():
        print(f"{what}: {value:,.0f} {unit}")
