"""Pseudonyms for those who send messages: the same sender has the same one, and nobody can tell who it is."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from marsad.errors import LedgerError

KEY_BYTES = 32
_LETTERS = 8  # of 32: one pair of senders in a million million shares them


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Makes pseudonyms with a secret ``key``: without it, hashing a list of names or numbers tells nothing."""

    key: bytes = field(repr=False)

    def of(self, identity: str) -> str:
        """``Sender`` and eight letters for an address, phone number or name, whatever its case and spaces."""
        plain = "".join(unicodedata.normalize("NFKC", identity).casefold().split())
        digest = hmac.digest(self.key, plain.encode("utf-8", "surrogatepass"), hashlib.sha256)
        return f"Sender {base64.b32encode(digest).decode('ascii').lower()[:_LETTERS]}"


def pseudonyms_kept_in(path: Path) -> Pseudonyms:
    """The pseudonyms made with the key in the file ``path``.

    The key is made, for its owner alone to read, where there is none. Raises LedgerError where the file is no
    key, or cannot be made.
    """
    try:
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            key = path.read_bytes()
        else:
            with os.fdopen(descriptor, "wb") as file:
                key = os.urandom(KEY_BYTES)
                file.write(key)
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        raise LedgerError(f"{path} cannot be read or made ({error.strerror}); check the folder") from error
    if len(key) != KEY_BYTES:
        raise LedgerError(f"{path} is not the key of pseudonyms; restore it from a backup")
    return Pseudonyms(key)
