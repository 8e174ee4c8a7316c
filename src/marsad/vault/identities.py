"""The vault: who the confidential sources are, in one encrypted file that opens for a passphrase alone.

File ``identities.vault``: one line of JSON (the header: form, cost and salt of the key, nonce), then the
identities as XChaCha20-Poly1305 ciphertext with that very line as associated data. So nobody can change a
parameter or a byte unseen. The plaintext is padded to a multiple of 4 KiB: its size hides how many there are.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
)
from nacl.exceptions import CryptoError

from marsad.errors import UsageError, VaultError
from marsad.vault.passphrase import DEFAULT_COST, Cost, Derivation, must_be_strong
from marsad.writing import write_whole

VAULT_FILE = "identities.vault"
FORM = "marsad vault 1"
LONGEST_HEADER, LARGEST_VAULT_BYTES = 1_000, 64_000_000
PADDED_TO_BYTES = 4_096
LONGEST_FIELD = 10_000
NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
WRONG = "the passphrase is wrong, or the file was altered"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a confidential source is. None of it is in the ledger, and none of it is ever printed by ``repr``."""

    name: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)  # how to reach them
    notes: str = field(default="", repr=False)  # who may know, what was promised, what would endanger them

    def __post_init__(self) -> None:
        for each in fields(self):
            if len(getattr(self, each.name)) > LONGEST_FIELD:
                raise UsageError(f"the field {each.name} has more than {LONGEST_FIELD:,} characters")


class Vault:
    """An opened vault. Every change is written at once, whole or not at all."""

    def __init__(self, path: Path, derivation: Derivation, key: bytes, identities: dict[str, Identity]) -> None:
        self.path = path
        self._derivation, self._key = derivation, key
        self._identities = identities

    @classmethod
    def create(cls, path: Path, passphrase: str, cost: Cost = DEFAULT_COST) -> Vault:
        """Make an empty vault. Raises VaultError where there is one, UsageError for a weak passphrase."""
        derivation = Derivation.new(cost)
        if path.exists():
            raise VaultError(f"{path} is there already; a vault is never overwritten")
        vault = cls(path, derivation, derivation.key(must_be_strong(passphrase)), {})
        vault._write()
        return vault

    @classmethod
    def open(cls, path: Path, passphrase: str) -> Vault:
        """Open the vault at ``path``. Raises VaultError: not there, altered, wrong passphrase."""
        header, sealed = _parts(path)
        try:
            form = json.loads(header)
            nonce = base64.b64decode(form["nonce"], validate=True)
            known = form["form"] == FORM and len(nonce) == NONCE_BYTES
        except (ValueError, KeyError, TypeError, binascii.Error, RecursionError) as error:
            raise VaultError(f"{path}: its header was altered, or it is no vault; restore a backup") from error
        if not known:
            raise VaultError(f"{path}: its header was altered or is of a later Marsad; restore a backup")
        try:
            derivation = Derivation.from_json(form)
            key = derivation.key(passphrase)
            content = crypto_aead_xchacha20poly1305_ietf_decrypt(sealed, header, nonce, key)
        except VaultError as error:
            raise VaultError(f"{path}: {error}") from error
        except (CryptoError, ValueError) as error:
            raise VaultError(f"{path}: {WRONG}") from error
        return cls(path, derivation, key, _identities(content))

    def __getitem__(self, pseudonym: str) -> Identity:
        try:
            return self._identities[pseudonym]
        except KeyError:
            raise UsageError("the vault has nobody under this pseudonym; marsad vault list shows them") from None

    def __contains__(self, pseudonym: str) -> bool:
        return pseudonym in self._identities

    def __iter__(self) -> Iterator[str]:
        """The pseudonyms, in order."""
        return iter(sorted(self._identities))

    def __len__(self) -> int:
        return len(self._identities)

    def add(self, pseudonym: str, identity: Identity) -> None:
        """Keep who ``pseudonym`` is, durably; what was kept under it before is replaced."""
        before = dict(self._identities)
        self._identities[pseudonym] = identity
        try:
            self._write()
        except BaseException:
            self._identities = before
            raise

    def change_passphrase(self, passphrase: str, cost: Cost = DEFAULT_COST) -> None:
        """Seal the vault with another passphrase and a new salt. Copies made before open with the old one."""
        derivation = Derivation.new(cost)
        self._key, self._derivation = derivation.key(must_be_strong(passphrase)), derivation
        self._write()

    def _write(self) -> None:
        nonce = os.urandom(NONCE_BYTES)  # 24 random bytes: never the same twice
        form = {"form": FORM, **self._derivation.to_json(), "nonce": base64.b64encode(nonce).decode("ascii")}
        header = json.dumps(form, sort_keys=True).encode("ascii") + b"\n"
        people = {
            pseudonym: {each.name: getattr(identity, each.name) for each in fields(identity)}
            for pseudonym, identity in sorted(self._identities.items())
        }
        content = json.dumps(people).encode("ascii")
        padded = content + b" " * (-len(content) % PADDED_TO_BYTES)
        _write(self.path, header + crypto_aead_xchacha20poly1305_ietf_encrypt(padded, header, nonce, self._key))


def _parts(path: Path) -> tuple[bytes, bytes]:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_VAULT_BYTES + 1)
    except FileNotFoundError as error:
        raise VaultError(f"{path} is not there: marsad vault init makes it") from error
    except OSError as error:
        raise VaultError(f"{path} cannot be read: {error.strerror}") from error
    end = content.find(b"\n", 0, LONGEST_HEADER) + 1
    if end == 0 or len(content) > LARGEST_VAULT_BYTES:
        raise VaultError(f"{path}: its header was altered, or it is no vault; restore a backup")
    return content[:end], content[end:]


def _identities(content: bytes) -> dict[str, Identity]:
    people: Mapping[str, Mapping[str, Any]] = json.loads(content)
    return {pseudonym: Identity(**person) for pseudonym, person in people.items()}


def _write(path: Path, content: bytes) -> None:
    """Replace ``path`` by a file of its owner's alone, all or nothing, durably. Raises VaultError."""
    try:
        write_whole(path, content, private=True)
    except OSError as error:
        raise VaultError(f"{path} cannot be written: {error.strerror}; it is as it was before") from error
