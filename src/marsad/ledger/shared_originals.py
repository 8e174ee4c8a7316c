"""Originals in the PostgreSQL schema of a shared ledger, where every desk finds them; see docs/decisions/0008."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from marsad.errors import VerificationError
from marsad.ledger.failures import explained
from marsad.ledger.server import PATIENCE_SECONDS, Address, Server
from marsad.model.ids import sha256_hex

_ERASING = (
    "GRANT DELETE ON originals TO CURRENT_USER",
    "ALTER TABLE originals DISABLE TRIGGER originals_no_change",
)
_ERASED = (
    "ALTER TABLE originals ENABLE TRIGGER originals_no_change",
    "REVOKE DELETE ON originals FROM CURRENT_USER",
)


class SharedOriginals:
    """The table ``originals``: each content once, by its sha256, which the server itself checks."""

    def __init__(self, address: Address) -> None:
        self.place = f"{address}, table originals"
        self._address = address
        self._server = Server(address, patience_s=PATIENCE_SECONDS)
        weakref.finalize(self, self._server.engine.dispose)

    def keep(self, content: bytes) -> str:
        """Keep ``content`` durably and give its sha256. Raises LedgerError where the server cannot."""
        return self.keep_all([content])[0]

    def keep_all(self, contents: Iterable[bytes]) -> tuple[str, ...]:
        """Keep all in one transaction, durably; again where the server went away, for keeping twice is once."""
        rows = [{"sha256": sha256_hex(content), "content": content} for content in contents]
        inserting = text("INSERT INTO originals VALUES (:sha256, :content) ON CONFLICT DO NOTHING")

        def attempt() -> None:
            with self._server.engine.begin() as connection:
                connection.execute(inserting, rows)

        if rows:
            self._server.patiently(attempt)
        return tuple(str(row["sha256"]) for row in rows)

    def read(self, sha256: str) -> bytes:
        """The content with that sha256. Raises VerificationError where it is lost or was altered."""
        with self._reading() as connection:
            found = connection.execute(
                text("SELECT content FROM originals WHERE sha256 = :sha256"), {"sha256": sha256}
            ).scalar()
        if found is None:
            raise VerificationError(f"the original {sha256} is lost; restore it from a copy")
        content = bytes(found)
        if sha256_hex(content) != sha256:
            raise VerificationError(f"the original {sha256} was altered; restore it from a copy")
        return content

    def remove(self, sha256: str) -> None:
        """Take away the original of an erased report. Raises LedgerError where this role may not."""
        with explained(self._address), self._server.engine.begin() as connection:
            for statement in _ERASING:
                connection.exec_driver_sql(statement)
            connection.execute(text("DELETE FROM originals WHERE sha256 = :sha256"), {"sha256": sha256})
            for statement in _ERASED:
                connection.exec_driver_sql(statement)

    def __contains__(self, sha256: str) -> bool:
        with self._reading() as connection:
            found = connection.execute(
                text("SELECT 1 FROM originals WHERE sha256 = :sha256"), {"sha256": sha256}
            ).scalar()
        return found is not None

    def __iter__(self) -> Iterator[str]:
        """The sha256 of every original, in order."""
        with self._reading() as connection:
            yield from connection.execute(text("SELECT sha256 FROM originals ORDER BY sha256")).scalars().all()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        connection = self._server.patiently(self._server.answering)
        with explained(self._address), connection:
            yield connection
