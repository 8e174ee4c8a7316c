"""What SQLite and PostgreSQL say when they cannot, told so that a person knows what to do.

Never their own words: PostgreSQL quotes the row that it refused, and a row may hold a report.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from marsad.errors import LedgerError

_ADVICE = {
    sqlite3.SQLITE_FULL: "the disk is full; nothing of this was recorded: free some space and do it again",
    sqlite3.SQLITE_READONLY: "it may not be written to; change its permissions or copy it elsewhere",
    sqlite3.SQLITE_BUSY: "another program holds it; wait until that has ended and do it again",
    sqlite3.SQLITE_LOCKED: "another program holds it; wait until that has ended and do it again",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; check that the folder is there and that you may use it",
    sqlite3.SQLITE_PERM: "you may not use it; check its permissions",
    sqlite3.SQLITE_NOTADB: "it is not a ledger, or its first bytes were altered; restore a copy",
    sqlite3.SQLITE_CORRUPT: "it is damaged; run marsad verify and restore a copy",
    sqlite3.SQLITE_IOERR: "the disk failed to read or write; nothing of this was recorded: check the disk",
}
# By SQLSTATE, whole or by its class (the first two characters).
_SERVER_ADVICE = {
    "08": "the server cannot be reached; check that it runs and that the network is there",
    "57": "the server has ended the connection; it may be starting or stopping: do it again in a minute",
    "28": "the server refuses this user; check PGPASSWORD, ~/.pgpass or the service, and the user's name",
    "3D": "the server has no database of that name; make it with createdb, or check the address",
    "3F": "there is no ledger of that schema; marsad init --store makes one",
    "42501": "this user lacks the right; the role that made the ledger can grant it (see docs/ledger.md)",
    "42P01": "there is no ledger of that schema; marsad init --store makes one",
    "53": "the server lacks room, memory or connections; nothing of this was recorded: free some and do it again",
    "25006": "the server takes no writing now; check that it is not a standby",
    "55P03": "another desk is recording and did not end; do it again in a minute",
    "40": "another desk was in the way; do it again",
    "58": "the server's disk failed; nothing of this was recorded: check the server",
    "XX": "the server finds its files damaged; run marsad verify and restore a copy",
}
# What is told before a connection stands comes without a SQLSTATE; by its words, then, which name no row.
_REFUSALS = {
    re.compile(
        r"authentication failed|no password supplied|role .* (does not exist|is not permitted)|pg_hba"
    ): "28",
    re.compile(r"database .* does not exist"): "3D",
    re.compile(r"too many (connections|clients)"): "53",
    re.compile(r"starting up|shutting down|recovery mode"): "57",
}
# What a damaged file makes the driver raise: it cannot even decode SQLite's message where that quotes the damage.
DATABASE_ERRORS = (DBAPIError, UnicodeDecodeError)
PRIMARY_CODE_BITS = 0xFF  # SQLite's extended codes carry the primary one in the low byte


@contextmanager
def explained(place: object) -> Iterator[None]:
    """Turn what the database raises within into a LedgerError that names the store's ``place`` and what to do."""
    try:
        yield
    except DATABASE_ERRORS as error:
        raise LedgerError(f"the ledger {place}: {explanation(error)}") from error


def explanation(error: DBAPIError | UnicodeDecodeError) -> str:
    """What went wrong and what to do, without the statement that SQLAlchemy would print."""
    if isinstance(error, UnicodeDecodeError):
        return _ADVICE[sqlite3.SQLITE_CORRUPT]
    state = None if isinstance(error.orig, sqlite3.Error) else _state_of(error)
    if state is not None:
        advice = _SERVER_ADVICE.get(state) or _SERVER_ADVICE.get(state[:2])
        return advice or f"the server cannot do it (SQLSTATE {state}); run marsad verify"
    code = getattr(error.orig, "sqlite_errorcode", None)
    advice = _ADVICE.get(code & PRIMARY_CODE_BITS) if isinstance(code, int) else None
    return advice or f"it cannot be used ({error.orig}); run marsad verify"


def is_gone(error: DBAPIError | UnicodeDecodeError) -> bool:
    """Whether the server is out of reach or going, so that it is worth trying again in a while."""
    if isinstance(error, UnicodeDecodeError) or isinstance(error.orig, sqlite3.Error):
        return False
    return _state_of(error).startswith(("08", "57", "53300", "40001", "40P01", "25006"))


def _state_of(error: DBAPIError) -> str:
    """The SQLSTATE; 08 where the connection failed before the server could say one, or in the midst of it."""
    state = getattr(error.orig, "sqlstate", None)
    if isinstance(state, str):
        return state
    said = str(error.orig)
    return next((state for words, state in _REFUSALS.items() if words.search(said)), "08")
