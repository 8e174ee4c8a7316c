"""A PostgreSQL server and the schema in it that keeps a ledger: the address, connections, patience.

The password never stands in an address: PostgreSQL's own means give it (``PGPASSWORD``, ``~/.pgpass``, a
service file), so that no settings file, message or log can show it.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from marsad.errors import LedgerError, UsageError
from marsad.ledger.failures import explained, is_gone

SCHEMES = ("postgresql://", "postgres://")
PARAMETERS = {"service", "host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey", "passfile", "schema"}
SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,40}", re.ASCII)
CONNECT_SECONDS = 10
LOCK_SECONDS = 60  # how long one desk waits for another's entries to be recorded
PATIENCE_SECONDS = 120.0  # how long a desk that is receiving waits for a server that is gone
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 15.0

T = TypeVar("T")
log = logging.getLogger("marsad.ledger")


def is_server(store: str) -> bool:
    """Whether the setting ``store`` names a PostgreSQL server rather than the file in the folder."""
    return store.startswith(SCHEMES)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a shared ledger is: a server's URL without a password, and a schema."""

    url: URL
    schema: str

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read ``postgresql://user@host/database?schema=NAME``. Raises UsageError, never with ``text`` in it."""
        if not is_server(text):
            raise UsageError("a store is an address such as postgresql://desk@host/database?schema=aleppo")
        try:
            url = make_url(text)
        except (ArgumentError, ValueError) as error:
            raise UsageError("the store's address cannot be read; postgresql://desk@host/database") from error
        if url.password is not None or {"password", "passfile_content"} & set(url.query):
            raise UsageError(
                "leave the password out of the store's address: PGPASSWORD, ~/.pgpass or a service file gives it"
            )
        if unknown := sorted(set(url.query) - PARAMETERS):
            raise UsageError(f"the store's address takes {', '.join(sorted(PARAMETERS))}; not {unknown[0]}")
        schema = url.query.get("schema", "marsad")
        if not isinstance(schema, str) or not SCHEMA.fullmatch(schema) or schema.startswith("pg_"):
            raise UsageError("a schema is small letters, digits and _, at most 41 of them, and does not begin pg_")
        return cls(url.difference_update_query(["schema"]).set(drivername="postgresql+psycopg"), schema)

    def __str__(self) -> str:
        where = self.url.host or self.url.query.get("host") or self.url.query.get("service") or "this machine"
        return f"{self.url.database or ''} on {where}, schema {self.schema}"


class Server:
    """Connections to a ledger's schema."""

    def __init__(self, address: Address, *, patience_s: float = 0.0) -> None:
        self.address = address
        self.patience_s = patience_s  # 0: say at once that the server is gone
        self.engine = engine_for(address)

    def patiently(self, act: Callable[[], T]) -> T:
        """Do ``act``, again and again with longer pauses while the server is gone and patience lasts.

        ``act`` must find out by itself whether an earlier try went through. Raises LedgerError.
        """
        pause, until = FIRST_PAUSE_SECONDS, time.monotonic() + self.patience_s
        with explained(self.address):
            while True:
                try:
                    return act()
                except DBAPIError as error:
                    left = until - time.monotonic()
                    if not is_gone(error) or left <= 0:
                        raise
                    self.engine.dispose()
                    log.warning("the server does not answer; trying again (for %d s more)", round(left))
                    time.sleep(min(pause, left))
                    pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def answering(self) -> Connection:
        """A connection that has just answered: one that the server ended meanwhile is replaced by a new one."""
        connection = self.engine.connect()
        try:
            connection.exec_driver_sql("SELECT 1")
            connection.rollback()
        except DBAPIError:
            connection.close()
            self.engine.dispose()
            connection = self.engine.connect()
        return connection


def engine_for(address: Address) -> Engine:
    """Connections that see the schema alone and wait for nothing for ever. Opens nothing yet."""
    options = f"-c search_path={address.schema} -c lock_timeout={LOCK_SECONDS}s -c synchronous_commit=on"
    try:
        return create_engine(
            address.url,
            pool_size=1,
            hide_parameters=True,
            connect_args={
                "options": options,
                "connect_timeout": CONNECT_SECONDS,
                "application_name": "marsad",
                "client_encoding": "utf8",
                "keepalives_idle": 30,
                "keepalives_interval": 10,
                "keepalives_count": 3,
            },
        )
    except ModuleNotFoundError as error:
        raise LedgerError("a PostgreSQL store needs one package more: pip install 'marsad[postgresql]'") from error
