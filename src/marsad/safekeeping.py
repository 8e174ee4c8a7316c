"""Keeping the record safe: erasing for a person's safety, backing up, proving that nothing was altered."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from pathlib import Path

from marsad import __version__
from marsad.errors import UsageError
from marsad.ledger import anchors, bodies
from marsad.ledger.backup import BackedUp, backup
from marsad.ledger.backup import Progress as Steps
from marsad.ledger.entries import Anchor, EntryKind
from marsad.ledger.erasing import Erased, Plan, erase, plan_of
from marsad.ledger.opening import OriginalsStore, verified
from marsad.ledger.protocol import LedgerStore
from marsad.ledger.walk import Verification
from marsad.settings import Settings
from marsad.vault.envelope import AsReceived, key_text
from marsad.vault.identities import VAULT_FILE, Vault
from marsad.vault.originals import original_of


class Safekeeping(ABC):
    """What keeps an observatory's record safe; :class:`marsad.Observatory` is what people use."""

    path: Path
    settings: Settings
    originals: OriginalsStore

    @abstractmethod
    def ledger(self, *, writable: bool = False) -> LedgerStore:
        """Open the ledger that the settings name: a context manager. Raises LedgerError."""

    @abstractmethod
    def moment(self, ledger: LedgerStore, told: datetime | None = None) -> datetime:
        """The moment of a new entry."""

    @abstractmethod
    def _forget_answers(self) -> None:
        """Drop what is held in memory of the answers: what was recorded before is another than it was."""

    def erasure_of(self, report: str) -> Plan:
        """What erasing this report (its id, or your own for it) would take away. Raises UsageError."""
        with self.ledger() as ledger:
            return plan_of(ledger, report)

    def erase(self, report: str, reason: str, *, claims: bool = True) -> Erased:
        """Erase a report's words for a person's safety: text, title, passages, original; hashes and the fact stay.

        Its coded claims stay without words, unless they would count as a witness that they are not; with
        ``claims`` False none stays. ``reason`` is recorded for good: name nobody in it. Backups, exports and
        editions made before still hold the words. Raises UsageError, LedgerError.
        """
        if not reason.strip():
            raise UsageError("an erasure needs a reason; it is recorded for good, so name nobody in it")
        with self.ledger(writable=True) as ledger:
            plan, at = plan_of(ledger, report), self.moment(ledger)
            erased = erase(ledger, self.originals, plan, reason=reason, at=at, claims=claims, folder=self.path)
        self._forget_answers()
        return erased

    def original(self, report: str, passphrase: str, *, number: int = 1) -> AsReceived:
        """The sealed original of this report (its id, or your own for it), to the byte as it was received.

        Of several ``number`` says which, from 1. Raises UsageError where nothing of it is sealed, VaultError for a
        wrong passphrase or another desk's vault, VerificationError where the original was altered.
        """
        vault = Vault.open(self.path / VAULT_FILE, passphrase)
        with self.ledger() as ledger:
            return original_of(ledger, self.originals, vault, report, number)

    def share_key(self, vault: Vault) -> None:
        """Record the public key of ``vault``: desks of this ledger that have none seal with it from now on.

        Raises UsageError where the vault has no key, LedgerError.
        """
        if vault.public_key is None:
            raise UsageError(
                "this vault has no key, because it could not be written to; free the disk and open it"
            )
        key = key_text(vault.public_key)
        with self.ledger(writable=True) as ledger:
            replay = any(bodies.is_replay(entry.body) for entry in ledger.entries([EntryKind.POLICY]))
            body = bodies.policy_body(replay=replay, version=__version__, sealing_key=key)
            ledger.append(EntryKind.POLICY, body, self.moment(ledger))

    def backup(self, out: str | Path, passphrase: str, *, progress: Steps | None = None) -> BackedUp:
        """Write the whole observatory into one new encrypted file, while others work on; see ``restore``.

        Raises UsageError where ``out`` is there, VerificationError where the ledger was altered.
        """
        area = Path(self.settings.area)
        own = area if area.is_dir() else None
        return backup(self.path, self.settings.store, Path(out), passphrase, area=own, progress=progress)

    def verify(self, anchor: Anchor | None = None) -> Verification:
        """Prove the ledger's chain and every original; the answer lists each fault found.

        ``anchor`` is a head noted elsewhere, such as an edition's: only with one is a chain that somebody made
        anew, or an older copy put in its place, found too. Those noted in this folder are always held against it.
        """
        noted = [kept for kept, _ in anchors.kept(self.path)]
        return verified(self.path, self.settings.store, self.originals, [*noted, *([anchor] if anchor else [])])
