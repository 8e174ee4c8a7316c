"""A sealed original: the bytes of a report as they were received, for whoever opens the vault and nobody else.

One line of JSON (the form, and the public key it is sealed for), then a sealed box of libsodium: X25519 with a key
pair made for this one box and thrown away, XSalsa20-Poly1305. In the box: a line with the name under which it came
and how many bytes it has, the bytes, zeros up to a whole KiB, so that its size does not tell how long a name is.

Whoever has the public key alone can seal and cannot open: a desk that receives needs no passphrase.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from nacl.bindings import (
    crypto_box,
    crypto_box_NONCEBYTES,
    crypto_box_PUBLICKEYBYTES,
    crypto_box_seal_open,
    crypto_box_seed_keypair,
    crypto_box_SEEDBYTES,
)
from nacl.exceptions import CryptoError

from marsad.errors import VaultError

FORM = "marsad sealed original 1"
PADDED_TO_BYTES = 1_024
LONGEST_HEADER = 1_000
ALTERED = "the sealed original was altered, or it is none; run marsad verify"

Randomness = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A key pair of X25519: ``public`` seals, ``secret`` opens."""

    public: bytes
    secret: bytes = field(repr=False)

    @classmethod
    def new(cls, randomness: Randomness = os.urandom) -> KeyPair:
        """A key pair from fresh randomness."""
        return cls(*crypto_box_seed_keypair(randomness(crypto_box_SEEDBYTES)))


@dataclass(frozen=True, slots=True)
class AsReceived:
    """What a sealed original holds: the bytes to the last, and the name under which they came."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)


def sealed(received: AsReceived, public: bytes, randomness: Randomness = os.urandom) -> bytes:
    """``received`` for whoever has the secret key to ``public``. Raises VaultError where that is no key.

    The same bytes sealed twice are two different ciphertexts: nobody can confirm a guess of what is in one.
    """
    said = json.dumps({"bytes": len(received.content), "name": received.name}, sort_keys=True).encode("ascii")
    plain = said + b"\n" + received.content
    plain += b"\0" * (-len(plain) % PADDED_TO_BYTES)
    once = KeyPair.new(randomness)
    try:
        box = crypto_box(plain, _nonce(once.public, public), public, once.secret)
    except (CryptoError, ValueError, TypeError) as error:
        raise VaultError("the key for sealing originals is none: its file or entry was altered") from error
    return _header(public) + once.public + box


def opened(content: bytes, pairs: Iterable[KeyPair]) -> AsReceived:
    """What :func:`sealed` sealed, by that of ``pairs`` for which it is. Raises VaultError: altered, another's."""
    public, box = _parts(content)
    pair = next((each for each in pairs if each.public == public), None)
    if pair is None:
        raise VaultError("the original is sealed for another vault; open it on the desk that has that one")
    try:
        plain = crypto_box_seal_open(box, pair.public, pair.secret)
        said, _, rest = plain.partition(b"\n")
        form = json.loads(said)
        return AsReceived(str(form["name"]), rest[: int(form["bytes"])])
    except (CryptoError, ValueError, KeyError, TypeError) as error:
        raise VaultError(ALTERED) from error


def key_from(text: object) -> bytes:
    """A key as it is written in base64. Raises ValueError for anything else."""
    if not isinstance(text, str):
        raise ValueError("a key is written in base64")
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("a key is written in base64") from error
    if len(key) != crypto_box_PUBLICKEYBYTES:
        raise ValueError("a key has 32 bytes")
    return key


def key_text(key: bytes) -> str:
    """A key in base64."""
    return base64.b64encode(key).decode("ascii")


def _nonce(once: bytes, public: bytes) -> bytes:
    """As libsodium's ``crypto_box_seal`` makes it: both public keys, hashed."""
    return hashlib.blake2b(once + public, digest_size=crypto_box_NONCEBYTES).digest()


def _header(public: bytes) -> bytes:
    return json.dumps({"form": FORM, "key": key_text(public)}, sort_keys=True).encode("ascii") + b"\n"


def _parts(content: bytes) -> tuple[bytes, bytes]:
    """The public key and the box. Raises VaultError for what is not in the one form that a header has."""
    end = content.find(b"\n", 0, LONGEST_HEADER) + 1
    try:
        form = json.loads(content[:end])
        public = key_from(form["key"])
        if form["form"] != FORM or _header(public) != content[:end]:
            raise ValueError("another form")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise VaultError(ALTERED) from error
    return public, content[end:]
