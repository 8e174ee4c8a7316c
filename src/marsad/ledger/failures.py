"""What SQLite says when it cannot, told so that a person knows what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
# What a damaged file makes the driver raise: it cannot even decode SQLite's message where that quotes the damage.
DATABASE_ERRORS = (DBAPIError, UnicodeDecodeError)
PRIMARY_CODE_BITS = 0xFF  # SQLite's extended codes carry the primary one in the low byte


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the database raises within into a LedgerError that names ``path`` and what to do."""
    try:
        yield
    except DATABASE_ERRORS as error:
        raise LedgerError(f"the ledger {path}: {explanation(error)}") from error


def explanation(error: DBAPIError | UnicodeDecodeError) -> str:
    """What went wrong and what to do, without the statement that SQLAlchemy would print."""
    if isinstance(error, UnicodeDecodeError):
        return _ADVICE[sqlite3.SQLITE_CORRUPT]
    code = getattr(error.orig, "sqlite_errorcode", None)
    advice = _ADVICE.get(code & PRIMARY_CODE_BITS) if isinstance(code, int) else None
    return advice or f"it cannot be used ({error.orig}); run marsad verify"
