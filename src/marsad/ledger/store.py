"""The ledger in one SQLite file: one writer at a time, any number of readers.

WAL with ``synchronous=FULL``: an entry that ``append`` returned survives a crash of the process, and of the
machine as far as the disk keeps its word. Two writers are kept apart by a lock on a file beside it, because
SQLite from 3.7 to 3.51.2 can lose a frame of its WAL when two connections write and checkpoint at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock
from sqlalchemy import Connection, Engine

from marsad.errors import LedgerError
from marsad.ledger.failures import explained
from marsad.ledger.file import (
    engine_for,
    lay_out,
    must_be_ours,
    must_take_entries,
    writer_lock,
    written_anew,
    written_at_once,
)
from marsad.ledger.rows import SCHEMA
from marsad.ledger.sql import SqlLedger

TRIGGERS = ("entries_no_update", "entries_no_delete")


class Ledger(SqlLedger):
    """The append-only record of one observatory; :class:`marsad.ledger.protocol.LedgerStore` is its law."""

    def __init__(self, path: Path, engine: Engine, lock: FileLock | None) -> None:
        super().__init__(str(path), engine, writable=lock is not None)
        self.path = path
        self._lock = lock

    @classmethod
    def create(cls, path: Path) -> Ledger:
        """Make an empty ledger at ``path``, open for writing. Raises LedgerError where something lies there."""
        lock = writer_lock(path)
        try:
            with explained(path):
                return cls(path, lay_out(path), lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def open(cls, path: Path, writable: bool = False) -> Ledger:
        """Open the ledger at ``path``. Raises LedgerError: not there, not a ledger, read-only, in use."""
        if not path.is_file():
            raise LedgerError(f"{path} is not there; marsad init makes an observatory with its ledger")
        ledger = cls(path, engine_for(path, writable), writer_lock(path) if writable else None)
        try:
            with explained(path), ledger._engine.connect() as connection:
                must_be_ours(connection, path)
            if writable:
                with ledger.writing() as connection:
                    must_take_entries(connection)
        except BaseException:
            ledger.close()
            raise
        return ledger

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction; the lock beside the file keeps other writers away."""
        with explained(self.path), written_at_once(self._engine) as connection:
            yield connection

    @contextmanager
    def unlocked(self, connection: Connection) -> Iterator[None]:
        """Take the triggers away and put them back, to the letter, in the same transaction."""
        for trigger in TRIGGERS:
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        yield
        for trigger in TRIGGERS:
            connection.exec_driver_sql(SCHEMA[trigger])

    def scrub(self) -> tuple[str, ...]:
        """Write the file anew without what was erased, and empty its log.

        Freed pages were overwritten already (``secure_delete``). Old copies of the file, and blocks that a disk
        moved by itself, are out of reach.
        """
        if written_anew(self._engine, self.path):
            return ()
        reason = "because another program reads the ledger; end that and run the same command again"
        return (f"{self.path}-wal still holds what was erased, {reason}",)

    def structure_faults(self, connection: Connection) -> Iterator[str]:
        """Damage that SQLite finds in its file, and tables, indexes or triggers that are not ours."""
        for (message,) in connection.exec_driver_sql("PRAGMA integrity_check").all():
            if message != "ok":
                yield f"SQLite finds damage: {message}"
        listed = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master").all()
        schema = {name: sql for name, sql in listed if not str(name).startswith("sqlite_")}
        for name in sorted(schema.keys() | SCHEMA.keys(), key=str):
            if schema.get(name) != SCHEMA.get(name):
                yield f"its table, index or trigger {name} is missing, altered or not ours"

    def highest_ever(self, connection: Connection) -> int:
        """SQLite's own note of the highest number given."""
        found = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'entries'").scalar()
        return found if isinstance(found, int) else 0

    def close(self) -> None:
        """Let go of the file, and of the right to write."""
        super().close()
        if self._lock is not None:
            self._lock.release()
