"""Prove that a ledger, and the originals it names, are as they were recorded.

What is found: any edited, inserted, deleted, swapped or renumbered entry; a changed time, kind, body or hash; a
changed table, index or trigger; damage to the file; entries cut from the end by SQL; a lost or altered original;
a body that is gone without an erasure that says so.
What nobody can find from the file alone: that it was replaced as a whole by an earlier copy of itself, or that
every hash from some entry on was computed anew. For these, note the head (``SEQ:HASH``) somewhere else, for
instance in a published edition, and give it back as the anchor.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from marsad.errors import LedgerError
from marsad.ledger.entries import Anchor
from marsad.ledger.failures import DATABASE_ERRORS, explanation
from marsad.ledger.file import engine_for, must_be_ours
from marsad.ledger.store import Ledger
from marsad.ledger.walk import Fault, OriginalsReader, Verification

__all__ = ["Fault", "OriginalsReader", "Verification", "verify"]


def verify(
    path: Path,
    originals: OriginalsReader | None = None,
    anchor: Anchor | None = None,
    anchors: Iterable[Anchor] = (),
) -> Verification:
    """Verify the ledger at ``path`` and, if given, the originals of its reports. A file too damaged to open is a
    fault too; a missing one raises LedgerError.
    """
    if not path.is_file():
        raise LedgerError(f"{path} is not there")
    with Ledger(path, engine_for(path, writable=False), lock=None) as ledger:
        try:
            with ledger._engine.connect() as connection:
                must_be_ours(connection, path)
            return ledger.verify(anchor, originals, anchors)
        except LedgerError as error:
            return Verification(0, (Fault(None, str(error)),))
        except DATABASE_ERRORS as error:
            return Verification(0, (Fault(None, explanation(error)),))
