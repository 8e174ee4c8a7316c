"""The SQLite file under a ledger: making it, opening it, and the right to be its one writer."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection

from marsad.errors import LedgerError
from marsad.ledger.rows import APPLICATION_ID, LAYOUT, SCHEMA, text_of

BUSY_SECONDS = 10.0
PRAGMAS_TO_WRITE = ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON")
WRITES = "marsad_writes"  # the option of a connection whose transaction writes
OWNER_ONLY = 0o600  # a ledger holds what confidential sources told


def writer_lock(path: Path) -> FileLock:
    """Take the right to write to ``path``. Raises LedgerError where another process or object has it."""
    lock = FileLock(f"{path}.lock", timeout=0, mode=OWNER_ONLY, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise LedgerError(f"{path} is being written to by another marsad; wait until that has ended") from error
    except OSError as error:
        raise LedgerError(f"{path} cannot be written to ({error.strerror}); check the folder") from error
    return lock


def lay_out(path: Path) -> Engine:
    """Make an empty ledger at ``path``. Raises LedgerError where something lies there or it cannot be made."""
    try:
        path.touch(mode=OWNER_ONLY, exist_ok=False)
    except FileExistsError as error:
        raise LedgerError(f"{path} is there already; a ledger is never overwritten") from error
    except OSError as error:
        raise LedgerError(f"{path} cannot be made ({error.strerror}); check the folder") from error
    engine = engine_for(path, writable=True)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {LAYOUT}")
            for statement in SCHEMA.values():
                connection.exec_driver_sql(statement)
    except BaseException:  # Ctrl-C too: half a ledger would stand in the way of the next attempt
        engine.dispose()
        for part in ("", "-wal", "-shm"):
            Path(f"{path}{part}").unlink(missing_ok=True)
        raise
    return engine


def engine_for(path: Path, writable: bool) -> Engine:
    """Connections to ``path``: WAL and durable to write, else ``mode=ro``. Opens nothing yet."""
    location = path.resolve().as_uri()
    options = "mode=rw" if writable else "mode=ro&immutable=1" if _at_rest(path) else "mode=ro"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            f"{location}?{options}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,  # SQLAlchemy says BEGIN below; the driver must not add its own
            check_same_thread=False,
        )

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=1)

    @event.listens_for(engine, "connect")
    def on_connect(connection: DBAPIConnection, _: object) -> None:
        connection.text_factory = text_of
        for pragma in PRAGMAS_TO_WRITE if writable else ("query_only = ON",):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _at_rest(path: Path) -> bool:
    """Whether the file can only be read as it lies: SQLite needs to make a file beside it otherwise."""
    effective = {"effective_ids": True} if os.access in os.supports_effective_ids else {}
    log = Path(f"{path}-wal")
    return not os.access(path.parent, os.W_OK, **effective) and not (log.exists() and log.stat().st_size)


def must_be_ours(connection: Connection, path: Path) -> None:
    """Raise LedgerError where the file is another program's, or of a later layout than this Marsad reads."""
    owner = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    layout = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if owner != APPLICATION_ID:
        raise LedgerError(f"{path} is not a ledger of Marsad")
    if layout != LAYOUT:
        raise LedgerError(f"{path} has layout {layout}, this Marsad reads {LAYOUT}: use the one that wrote it")


@contextmanager
def written_at_once(engine: Engine) -> Iterator[Connection]:
    """A transaction that has the right to write from its beginning, and waits for that.

    One that begins by reading would be refused at once where a reader has that right for a moment, to put the
    index of the log right. Raises the database's own error where the file may not be written to.
    """
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        yield connection


def must_take_entries(connection: Connection) -> None:
    """Raise the database's own error where the file may not be written to; SQLite opens it all the same."""
    connection.exec_driver_sql("DELETE FROM entries WHERE 0")


def written_anew(engine: Engine, path: Path) -> bool:
    """Write the file anew and empty its log; False where a reader kept the log from being emptied."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()  # not through SQLAlchemy, which would begin a transaction
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        row = cursor.fetchone()
    except sqlite3.Error as error:
        what = "the ledger could not be written anew, and may still hold what was erased in its file"
        raise LedgerError(f"{path}: {what} ({error}); make room and run the same command again") from error
    finally:
        connection.close()
    return row is not None and not row[0]
