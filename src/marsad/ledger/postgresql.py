"""The ledger in a PostgreSQL schema: several desks at once, each append in its turn, readers never in the way.

An advisory lock, held to the end of the transaction, orders the appends of all desks. A server that goes away
while a desk is receiving is waited for. Whether a commit went through whose answer was lost is then looked up by
the hash of its last entry, under that lock: nothing acknowledged is lost, and nothing is recorded twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from marsad.errors import LedgerError
from marsad.ledger.entries import Entry
from marsad.ledger.failures import explained
from marsad.ledger.layout import LAYOUT, statements, structure_faults
from marsad.ledger.rows import TEXT_COLUMNS, entries_table
from marsad.ledger.server import PATIENCE_SECONDS, Address, Server
from marsad.ledger.sql import Ready, SqlLedger, chained_to, rows_of
from marsad.model.ids import sha256_hex

COLUMNS = ("seq", *TEXT_COLUMNS)
_LAST = f"SELECT {', '.join(COLUMNS)} FROM entries ORDER BY seq DESC LIMIT 1"  # noqa: S608  names of ours
_COPY = f"COPY entries ({', '.join(COLUMNS)}) FROM STDIN"
_INSERT = f"INSERT INTO entries ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608
_ERASING = (
    "GRANT UPDATE ON entries TO CURRENT_USER",
    "ALTER TABLE entries DISABLE TRIGGER entries_no_change",
)
_ERASED = (
    "ALTER TABLE entries ENABLE TRIGGER entries_no_change",
    "REVOKE UPDATE ON entries FROM CURRENT_USER",
)


class PostgresLedger(SqlLedger):
    """The append-only record that several desks share; :class:`marsad.ledger.protocol.LedgerStore` is its law."""

    def __init__(self, server: Server, *, writable: bool) -> None:
        super().__init__(str(server.address), server.engine, writable=writable)
        self.server = server
        self._lock_key = int(sha256_hex(f"marsad {server.address.schema}".encode())[:15], 16)

    @classmethod
    def create(cls, address: Address) -> PostgresLedger:
        """Make an empty ledger, open for writing. Raises LedgerError where its schema is there already."""
        server = Server(address, patience_s=PATIENCE_SECONDS)
        try:
            with explained(address), server.engine.begin() as connection:
                _must_be_safe(connection, address)
                _must_be_free(connection, address)
                for statement in statements(address.schema):
                    connection.exec_driver_sql(statement)
        except BaseException:
            server.engine.dispose()
            raise
        return cls(server, writable=True)

    @classmethod
    def open(cls, address: Address, writable: bool = False) -> PostgresLedger:
        """Open the ledger there. Raises LedgerError: out of reach, no such ledger, of a later layout."""
        server = Server(address, patience_s=PATIENCE_SECONDS if writable else 0.0)
        ledger = cls(server, writable=writable)
        try:
            server.patiently(ledger._must_be_ours)
        except BaseException:
            ledger.close()
            raise
        return ledger

    def _must_be_ours(self) -> None:
        with self._engine.connect() as connection:
            layout = connection.exec_driver_sql("SELECT layout FROM about").scalar_one()
            if layout != LAYOUT:
                raise LedgerError(f"{self.place} has layout {layout}, this Marsad reads {LAYOUT}")
            if self.writable:
                _must_be_safe(connection, self.server.address)

    def record(self, ready: Ready) -> tuple[Entry, ...]:
        """Record in one transaction; again where the server went away, unless the first try went through.

        Past SQLAlchemy, which would cost more than all the rest of one entry.
        """
        tried: list[tuple[Entry, ...]] = []

        def attempt() -> tuple[Entry, ...]:
            with self._engine.connect() as connection, _as_sqlalchemy_raises(connection):
                driver = self._driver(connection)
                found = driver.execute(f"SELECT pg_advisory_xact_lock({self._lock_key}); {_LAST}")
                found.nextset()
                row = found.fetchone()
                for entries in tried:
                    if self._holds(connection, entries[-1]):
                        return entries
                tried.append(chained_to(None if row is None else self._entry(row, connection), ready))
                _insert(driver, rows_of(tried[-1], ready))
                driver.commit()
            return tried[-1]

        return self.server.patiently(attempt)

    def _driver(self, connection: Connection) -> Any:  # noqa: ANN401  psycopg is an extra, and may not be there
        driver = connection.connection.driver_connection
        if driver is None:
            raise LedgerError(f"{self.place}: the connection was closed")
        return driver

    def _holds(self, connection: Connection, entry: Entry) -> bool:
        found = connection.execute(select(entries_table.c.hash).where(entries_table.c.seq == entry.seq)).scalar()
        return found == entry.hash

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for a question; a pooled one that the server has ended meanwhile is replaced first."""
        with explained(self.place), self.server.patiently(self.server.answering) as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection that sees one moment throughout; by itself PostgreSQL gives each statement a new one."""
        with self._engine.connect() as connection:
            yield connection.execution_options(isolation_level="REPEATABLE READ")

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction in which no other desk records."""
        with explained(self.place), self._transaction() as connection:
            yield connection

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({self._lock_key})")
            yield connection

    def insert(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert ``rows`` by one statement, so that the server checks their numbers once; many of them by COPY."""
        with _as_sqlalchemy_raises(connection):
            _insert(self._driver(connection), rows)

    @contextmanager
    def unlocked(self, connection: Connection) -> Iterator[None]:
        """Give the owner back the right that it gave up, and take it away again, in the same transaction."""
        for statement in _ERASING:
            connection.exec_driver_sql(statement)
        yield
        for statement in _ERASED:
            connection.exec_driver_sql(statement)

    def scrub(self) -> tuple[str, ...]:
        """Have the server write the tables anew without what was erased. Readers wait meanwhile."""
        with explained(self.place), self._engine.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            for table in ("entries", "originals"):
                alone.exec_driver_sql(f"VACUUM (FULL) {table}")
        return ("the server's write-ahead log, its archive, its replicas and its backups may still hold what was"
                " erased until they are recycled: tell whoever keeps the server",)  # fmt: skip

    def structure_faults(self, connection: Connection) -> Iterator[str]:
        """Tables, triggers, functions and rights that are not as Marsad laid them out."""
        yield from structure_faults(connection, self.server.address.schema)

    def highest_ever(self, connection: Connection) -> int:
        """The server's own note of the highest number given."""
        found = connection.exec_driver_sql("SELECT highest FROM about").scalar()
        return found if isinstance(found, int) else 0


def _insert(driver: Any, rows: Sequence[Mapping[str, Any]]) -> None:  # noqa: ANN401
    if len(rows) == 1:
        driver.execute(_INSERT, [rows[0][name] for name in COLUMNS])
        return
    with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        for row in rows:
            copy.write_row([row[name] for name in COLUMNS])


@contextmanager
def _as_sqlalchemy_raises(connection: Connection) -> Iterator[None]:
    """What the driver raises past SQLAlchemy, told as that would have; the connection is not used again."""
    dbapi = connection.dialect.dbapi
    assert dbapi is not None  # noqa: S101  there is a connection
    try:
        yield
    except dbapi.Error as error:
        connection.invalidate(error)  # else the pool tries to end its transaction, and logs the server's words
        raise DBAPIError(None, None, error) from error


def _must_be_safe(connection: Connection, address: Address) -> None:
    """Raise LedgerError where the server would break the promise that an accepted entry is on its disk."""
    if connection.exec_driver_sql("SHOW fsync").scalar() != "on":
        raise LedgerError(f"{address}: the server runs with fsync off and may lose what it accepted; switch it on")
    if connection.exec_driver_sql("SHOW server_encoding").scalar() != "UTF8":
        raise LedgerError(f"{address}: the database is not in UTF-8; make one with createdb -E UTF8")


def _must_be_free(connection: Connection, address: Address) -> None:
    there = connection.execute(text("SELECT 1 FROM pg_namespace WHERE nspname = :name"), {"name": address.schema})
    if there.first():
        raise LedgerError(f"{address} is there already; a ledger is never overwritten. --join works on it")
