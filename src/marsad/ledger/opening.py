"""The one place that knows which store an observatory's settings name: a file in its folder, or a server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from marsad.errors import NotAnObservatoryError
from marsad.ledger.entries import Anchor
from marsad.ledger.postgresql import PostgresLedger
from marsad.ledger.protocol import LedgerStore
from marsad.ledger.server import Address, is_server
from marsad.ledger.shared_originals import SharedOriginals
from marsad.ledger.store import Ledger
from marsad.ledger.verify import verify
from marsad.ledger.walk import OriginalsReader, Verification
from marsad.reports.originals import Originals

LEDGER_FILE = "ledger.sqlite"
ORIGINALS_FOLDER = "originals"


class OriginalsStore(OriginalsReader, Protocol):
    """Where the bytes of reports are kept as received, by their sha256."""

    def keep_all(self, contents: Iterable[bytes]) -> tuple[str, ...]:
        """Keep each, durably; gives their sha256."""
        ...

    def remove(self, sha256: str) -> None:
        """Take away the original of an erased report; nothing where it is gone already."""
        ...

    def __contains__(self, sha256: str) -> bool: ...

    def __iter__(self) -> Iterator[str]: ...


def new_ledger(folder: Path, store: str = "") -> LedgerStore:
    """Make an empty ledger, open for writing. Raises LedgerError, or UsageError for the address."""
    return PostgresLedger.create(Address.parse(store)) if store else Ledger.create(folder / LEDGER_FILE)


def ledger_in(folder: Path, store: str = "", *, writable: bool = False) -> LedgerStore:
    """Open the ledger of the observatory in ``folder``; its setting ``store`` is "" for the folder's own file.

    Raises LedgerError where it is not there, is no ledger, or cannot be written to.
    """
    if store:
        return PostgresLedger.open(Address.parse(store), writable=writable)
    return Ledger.open(folder / LEDGER_FILE, writable=writable)


def must_have_ledger(folder: Path, store: str = "") -> None:
    """Raise NotAnObservatoryError where the folder lacks its own file; a server is asked when it is needed."""
    if not store and not (folder / LEDGER_FILE).is_file():
        raise NotAnObservatoryError(f"{folder} has settings but no {LEDGER_FILE}: restore the ledger")


def originals_in(folder: Path, store: str = "") -> OriginalsStore:
    """The originals: files in the folder, or a table of the server where several desks share a ledger."""
    return SharedOriginals(Address.parse(store)) if is_server(store) else Originals(folder / ORIGINALS_FOLDER)


def verified(
    folder: Path, store: str, originals: OriginalsReader | None, anchors: Iterable[Anchor] = ()
) -> Verification:
    """Prove the ledger, its originals, and that each of ``anchors`` is still in it."""
    if not store:
        return verify(folder / LEDGER_FILE, originals, anchors=anchors)
    with ledger_in(folder, store) as ledger:
        return ledger.verify(None, originals, anchors)
