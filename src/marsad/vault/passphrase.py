"""From a passphrase to a key: Argon2id, with its costs written down where they are needed again."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nacl import pwhash
from nacl.exceptions import CryptoError

from marsad.errors import UsageError, VaultError

KEY_BYTES = 32
SALT_BYTES = pwhash.argon2id.SALTBYTES
SHORTEST_PASSPHRASE = 12
# Bounds for what a file may ask for: a hostile header must not take the machine's memory or an hour.
LARGEST_MEMORY_BYTES, MOST_PASSES = 1 << 30, 16

Ask = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Cost:
    """How dear one guess is: passes over this much memory. The default takes about a second and 256 MiB."""

    passes: int = pwhash.argon2id.OPSLIMIT_MODERATE
    memory_bytes: int = pwhash.argon2id.MEMLIMIT_MODERATE


DEFAULT_COST = Cost()


@dataclass(frozen=True, slots=True)
class Derivation:
    """All but the passphrase: cost and salt. Stands in a file's header, authenticated with the content."""

    cost: Cost
    salt: bytes

    @classmethod
    def new(cls, cost: Cost = DEFAULT_COST) -> Derivation:
        """With a fresh salt."""
        return cls(cost, os.urandom(SALT_BYTES))

    def to_json(self) -> dict[str, str | int]:
        """As it stands in a header."""
        salt = base64.b64encode(self.salt).decode("ascii")
        return {
            "derivation": "argon2id13",
            "passes": self.cost.passes,
            "memory_bytes": self.cost.memory_bytes,
            "salt": salt,
        }

    @classmethod
    def from_json(cls, form: Mapping[str, Any]) -> Derivation:
        """Read :meth:`to_json` back. Raises VaultError for anything else, and for costs out of bounds."""
        try:
            passes, memory = form["passes"], form["memory_bytes"]
            salt = base64.b64decode(form["salt"], validate=True)
            known = form["derivation"] == "argon2id13" and len(salt) == SALT_BYTES
        except (KeyError, TypeError, binascii.Error, ValueError) as error:
            raise VaultError("its header was altered or is of a later Marsad") from error
        bounds = ((passes, pwhash.argon2id.OPSLIMIT_MIN, MOST_PASSES),
                  (memory, pwhash.argon2id.MEMLIMIT_MIN, LARGEST_MEMORY_BYTES))  # fmt: skip
        if not known or not all(type(value) is int and low <= value <= high for value, low, high in bounds):
            raise VaultError("its header was altered or is of a later Marsad")
        return cls(Cost(passes, memory), salt)

    def key(self, passphrase: str) -> bytes:
        """The key that this passphrase gives. Raises VaultError where the machine lacks the memory."""
        try:
            return pwhash.argon2id.kdf(
                KEY_BYTES, passphrase.encode("utf-8"), self.salt, self.cost.passes, self.cost.memory_bytes
            )
        except (CryptoError, MemoryError) as error:
            mebibytes = self.cost.memory_bytes >> 20
            raise VaultError(f"the key cannot be made: it takes {mebibytes} MiB of memory; free some") from error
        except UnicodeEncodeError as error:
            raise UsageError("the passphrase has characters that are none; type it anew") from error


def must_be_strong(passphrase: str) -> str:
    """``passphrase`` as it is. Raises UsageError where it is too short to keep anybody out."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise UsageError(f"a passphrase has {SHORTEST_PASSPHRASE} characters or more: five random words are good")
    return passphrase
