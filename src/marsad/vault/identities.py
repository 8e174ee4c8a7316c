"""The vault: who the confidential sources are, in one encrypted file that opens for a passphrase alone.

File ``identities.vault``: one line of JSON (the header: form, cost and salt of the key, nonce, and the public key
that originals are sealed with), then the identities and the secret keys as XChaCha20-Poly1305 ciphertext with that
very line as associated data. So nobody can change a parameter or a byte unseen. The plaintext is padded to a
multiple of 4 KiB: its size hides how many there are.
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
from marsad.vault.envelope import AsReceived, KeyPair, Randomness, key_from, key_text, opened
from marsad.vault.passphrase import DEFAULT_COST, Cost, Derivation, must_be_strong
from marsad.writing import write_whole

VAULT_FILE = "identities.vault"
FORM, KEYLESS = "marsad vault 2", "marsad vault 1"  # the older one is read, and written again with a key
SEALS_WITH = "seals_with"  # in the header: the public key
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

    def __init__(
        self,
        path: Path,
        derivation: Derivation,
        key: bytes,
        identities: dict[str, Identity],
        pairs: tuple[KeyPair, ...] = (),
    ) -> None:
        """``pairs``: those that originals were sealed with, the one in use last."""
        self.path = path
        self._derivation, self._key = derivation, key
        self._identities, self._pairs = identities, pairs
        self._header = b""  # of the file as it was read or written last

    @classmethod
    def create(
        cls, path: Path, passphrase: str, cost: Cost = DEFAULT_COST, *, randomness: Randomness = os.urandom
    ) -> Vault:
        """Make an empty vault. Raises VaultError where there is one, UsageError for a weak passphrase.

        ``randomness`` gives the key pair that originals are sealed with.
        """
        derivation = Derivation.new(cost)
        if path.exists():
            raise VaultError(f"{path} is there already; a vault is never overwritten")
        pair = KeyPair.new(randomness)
        vault = cls(path, derivation, derivation.key(must_be_strong(passphrase)), {}, (pair,))
        vault._write()
        return vault

    @classmethod
    def open(cls, path: Path, passphrase: str) -> Vault:
        """Open the vault at ``path``. Raises VaultError: not there, altered, wrong passphrase.

        One that has no key pair yet gets one and is written again, where it can be.
        """
        header, sealed = _parts(path)
        try:
            form = json.loads(header)
            nonce = base64.b64decode(form["nonce"], validate=True)
            known = form["form"] in (FORM, KEYLESS) and len(nonce) == NONCE_BYTES
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
        vault = cls(path, derivation, key, *_held(content, form["form"]))
        vault._header = header
        if not vault._pairs:
            vault._take_key()
        return vault

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

    @property
    def public_key(self) -> bytes | None:
        """What originals are sealed with; None for an older vault that could not be written again."""
        return self._pairs[-1].public if self._pairs else None

    def has_key(self, public: bytes) -> bool:
        """Whether it opens what is sealed with this key."""
        return any(pair.public == public for pair in self._pairs)

    def opened(self, original: bytes) -> AsReceived:
        """What a sealed original holds. Raises VaultError where it is sealed for another vault, or altered."""
        return opened(original, self._pairs)

    def change_passphrase(
        self, passphrase: str, cost: Cost = DEFAULT_COST, *, randomness: Randomness = os.urandom
    ) -> None:
        """Seal the vault with another passphrase and a new salt, and originals with a new key pair from now on.

        Copies made before open with the old passphrase: they open what was sealed before, and nothing after. The
        pairs before stay, for what was sealed with them.
        """
        before = self._key, self._derivation, self._pairs
        derivation = Derivation.new(cost)
        self._key, self._derivation = derivation.key(must_be_strong(passphrase)), derivation
        self._pairs = (*self._pairs, KeyPair.new(randomness))
        try:
            self._write()
        except BaseException:
            self._key, self._derivation, self._pairs = before
            raise

    def _take_key(self) -> None:
        """A key pair for a vault that was made before there were any; none where it cannot be written."""
        self._pairs = (KeyPair.new(),)
        try:
            self._write()
        except VaultError:
            self._pairs = ()

    def _write(self) -> None:
        nonce = os.urandom(NONCE_BYTES)  # 24 random bytes: never the same twice
        form = {"form": FORM if self._pairs else KEYLESS, **self._derivation.to_json()}
        form["nonce"] = base64.b64encode(nonce).decode("ascii")
        form.update({SEALS_WITH: key_text(self._pairs[-1].public)} if self._pairs else {})
        header = json.dumps(form, sort_keys=True).encode("ascii") + b"\n"
        content = json.dumps(self._content()).encode("ascii")
        padded = content + b" " * (-len(content) % PADDED_TO_BYTES)
        sealed = header + crypto_aead_xchacha20poly1305_ietf_encrypt(padded, header, nonce, self._key)
        _write(self.path, sealed, instead_of=self._header)
        self._header = header

    def _content(self) -> dict[str, Any]:
        people = {
            pseudonym: {each.name: getattr(identity, each.name) for each in fields(identity)}
            for pseudonym, identity in sorted(self._identities.items())
        }
        if not self._pairs:
            return people
        return {
            "people": people,
            "pairs": [[key_text(pair.public), key_text(pair.secret)] for pair in self._pairs],
        }


def public_key_in(path: Path) -> bytes | None:
    """The key that the vault at ``path`` seals originals with, which needs no passphrase.

    None where there is no vault, or one without a key: opened once, it gets one. Raises VaultError for a damaged
    file. That the key is the vault's own shows when the vault is opened.
    """
    if not path.exists():
        return None
    header, _ = _parts(path)
    try:
        form = json.loads(header)
        return key_from(form[SEALS_WITH]) if form["form"] == FORM else None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise VaultError(f"{path}: its header was altered, or it is no vault; restore a backup") from error


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


def _held(content: bytes, form: str) -> tuple[dict[str, Identity], tuple[KeyPair, ...]]:
    held = json.loads(content)
    people: Mapping[str, Mapping[str, Any]] = held["people"] if form == FORM else held
    pairs = held["pairs"] if form == FORM else []
    return (
        {pseudonym: Identity(**person) for pseudonym, person in people.items()},
        tuple(KeyPair(key_from(public), key_from(secret)) for public, secret in pairs),
    )


def _write(path: Path, content: bytes, *, instead_of: bytes) -> None:
    """Replace ``path`` by a file of its owner's alone, all or nothing, durably. Raises VaultError.

    Only where its header is still ``instead_of``: a passphrase or key that another process set meanwhile would be
    lost, and with it what was sealed since.
    """
    try:
        if (_parts(path)[0] if path.exists() else b"") != instead_of:
            raise VaultError(f"{path} was changed by another meanwhile; do it again")
        write_whole(path, content, private=True)
    except OSError as error:
        raise VaultError(f"{path} cannot be written: {error.strerror}; it is as it was before") from error
