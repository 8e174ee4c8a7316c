"""Originals sealed as they were received: by any desk that has a vault's public key, opened by its passphrase.

What names a person who reports is left out of what lies open. Where a key is there, the bytes as received are kept
too, sealed, beside what lies open; or in its place, where that may still tell who a confidential source is.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from marsad.errors import UsageError, VaultError
from marsad.ledger.bodies import sealing_key_in
from marsad.ledger.entries import EntryKind
from marsad.ledger.erasure import erasure_of
from marsad.ledger.opening import OriginalsStore
from marsad.ledger.protocol import LedgerStore
from marsad.ledger.reports import kept_report
from marsad.model.ids import sha256_hex
from marsad.reports.form import LEFT_OUT, Open, Received
from marsad.vault.envelope import AsReceived, Randomness, key_from, sealed
from marsad.vault.identities import VAULT_FILE, Vault, public_key_in

REMEMBERED = 1_000  # bytes that several reports came in (a mail with attachments, a table) are sealed once
SEALED_NAME = "sealed as received"


def shared_key(ledger: LedgerStore) -> bytes | None:
    """The key that the ledger last named for desks without a vault; None for none. Raises VaultError."""
    named = None
    for entry in ledger.entries([EntryKind.POLICY]):
        named = sealing_key_in(entry.body) or named
    try:
        return key_from(named) if named is not None else None
    except ValueError as error:
        raise VaultError(
            "the key that the ledger names for sealing is none; run marsad vault share-key"
        ) from error


def sealing_key(folder: Path, ledger: LedgerStore) -> bytes | None:
    """The key that a desk seals with: its own vault's, else the one that the ledger names. Raises VaultError."""
    return public_key_in(folder / VAULT_FILE) or shared_key(ledger)


class Sealer:
    """Seals what is received for one key; without a key it leaves everything as it is."""

    def __init__(
        self,
        public: bytes | None = None,
        erased: Mapping[str, tuple[str, ...]] | None = None,
        randomness: Randomness = os.urandom,
    ) -> None:
        """``erased``: the sha256 of the originals of each report that was erased, which are not kept again."""
        self.public, self._randomness = public, randomness
        self._erased = dict(erased or {})
        self._gone = {sha256 for originals in self._erased.values() for sha256 in originals}
        self._spoiled: dict[str, str] = {}  # by sha256 of what came: what was erased of it
        self._sealed: dict[str, bytes] = {}

    @classmethod
    def of(cls, folder: Path, ledger: LedgerStore, randomness: Randomness = os.urandom) -> Sealer:
        """For the desk in ``folder``. Raises VaultError where its vault, or the ledger's key, is damaged."""
        public = sealing_key(folder, ledger)
        judgements = ledger.entries([EntryKind.JUDGEMENT]) if public is not None else ()
        erasures = [found for entry in judgements if (found := erasure_of(entry.body))]
        return cls(public, {each.report: each.originals for each in erasures if each.originals}, randomness)

    def look(self, arrivals: Iterable[Received]) -> None:
        """See which of what came holds an erased report: it is not sealed again for the sake of others in it."""
        for each in arrivals:
            if originals := self._erased.get(each.report.id):
                self._spoiled[sha256_hex(_came(each))] = originals[0]

    def sealed(self, received: Received, *, confidential: bool) -> Received:
        """``received`` with what is to be kept sealed of it, whose source is ``confidential`` or not."""
        alone = received.open is Open.NEVER or (confidential and received.open is not Open.ALWAYS)
        gone = received.report.original_sha256 in self._gone
        if self.public is None or gone or not (alone or holds_less(received)):
            return received
        came = _came(received)
        sha256 = sha256_hex(came)
        if erased := self._spoiled.get(sha256):
            return _known_as(received, erased) if alone else received
        content = self._once(sha256, AsReceived(received.original_name, came), self.public)
        if not alone:
            return replace(received, sealed=(content,))
        return replace(_known_as(received, sha256_hex(content)), original=content, sealed=(content,))

    def seal(self, name: str, content: bytes) -> bytes | None:
        """``content`` sealed as what was received under that name; None without a key."""
        if self.public is None:
            return None
        return sealed(AsReceived(name, content), self.public, self._randomness)

    def _once(self, sha256: str, came: AsReceived, public: bytes) -> bytes:
        if sha256 not in self._sealed:
            if len(self._sealed) >= REMEMBERED:
                self._sealed.clear()
            self._sealed[sha256] = sealed(came, public, self._randomness)
        return self._sealed[sha256]


def holds_less(received: Received) -> bool:
    """Whether what is kept open of a report is not all that came."""
    return received.as_received is not None and received.as_received != received.original


def original_of(
    ledger: LedgerStore, originals: OriginalsStore, vault: Vault, report: str, number: int = 1
) -> AsReceived:
    """The sealed original of a report (its id, the beginning of it, or the user's own), as it was received.

    Of several ``number`` says which, from 1. Raises UsageError where there is none, VaultError where it is sealed
    for another vault, VerificationError where it was altered.
    """
    names = kept_report(ledger, report).sealed
    if not names:
        raise UsageError(
            "no original of this report is sealed: what was kept of it lies open, as marsad show says"
        )
    if not 1 <= number <= len(names):
        raise UsageError(f"this report has {len(names)} sealed originals: there is no number {number}")
    sha256 = names[number - 1]
    if sha256 not in originals and sha256 in _erased_originals(ledger):
        raise UsageError("its sealed original was erased; it is nowhere here")
    return vault.opened(originals.read(sha256))


def _erased_originals(ledger: LedgerStore) -> set[str]:
    erasures = (erasure_of(entry.body) for entry in ledger.entries([EntryKind.JUDGEMENT]))
    return {sha256 for erasure in erasures if erasure for sha256 in erasure.originals}


def _came(received: Received) -> bytes:
    return received.original if received.as_received is None else received.as_received


def _known_as(received: Received, sha256: str) -> Received:
    """With this original alone, under a name that tells nothing, and without the note of what lies open."""
    by = received.arrival.by.rpartition(" ")[0] or "report"
    notes = tuple(note for note in received.arrival.notes if note != LEFT_OUT)
    return replace(
        received,
        report=replace(received.report, original_sha256=sha256),
        original_name=f"{by}, {SEALED_NAME}",
        arrival=replace(received.arrival, notes=notes),
    )
