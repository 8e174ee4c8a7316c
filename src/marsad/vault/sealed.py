"""A sealed stream: a file written and read piece by piece, encrypted under a passphrase, no piece to be changed,
moved or left out unseen.

One line of JSON (the header), then pieces of libsodium's secretstream (XChaCha20-Poly1305), each with that line as
associated data, all of one length but the last, which alone carries the final tag.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import IO

from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES,
    crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    crypto_secretstream_xchacha20poly1305_init_pull,
    crypto_secretstream_xchacha20poly1305_init_push,
    crypto_secretstream_xchacha20poly1305_pull,
    crypto_secretstream_xchacha20poly1305_push,
    crypto_secretstream_xchacha20poly1305_state,
    crypto_secretstream_xchacha20poly1305_TAG_FINAL,
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
)
from nacl.exceptions import CryptoError

from marsad.errors import VaultError
from marsad.vault.passphrase import DEFAULT_COST, Cost, Derivation, must_be_strong

PIECE_BYTES = 64 * 1024
SEALED_BYTES = PIECE_BYTES + crypto_secretstream_xchacha20poly1305_ABYTES
LONGEST_HEADER = 1_000
ALTERED = "the passphrase is wrong, or the file was altered or cut"


class SealedWriter:
    """Write bytes, then :meth:`close`; without that the file is known to be cut."""

    def __init__(self, file: IO[bytes], form: str, passphrase: str, cost: Cost = DEFAULT_COST) -> None:
        self._file, self._held = file, bytearray()
        derivation = Derivation.new(cost)
        self._state = crypto_secretstream_xchacha20poly1305_state()
        key = derivation.key(must_be_strong(passphrase))
        stream = crypto_secretstream_xchacha20poly1305_init_push(self._state, key)
        header = {"form": form, **derivation.to_json(), "stream": base64.b64encode(stream).decode("ascii")}
        self._header = json.dumps(header, sort_keys=True).encode("ascii") + b"\n"
        file.write(self._header)

    def write(self, content: bytes) -> int:
        """Take ``content``; whole pieces go to the file."""
        self._held += content
        while len(self._held) > PIECE_BYTES:  # one piece is always held back, for the end
            self._push(bytes(self._held[:PIECE_BYTES]), crypto_secretstream_xchacha20poly1305_TAG_MESSAGE)
            del self._held[:PIECE_BYTES]
        return len(content)

    def close(self) -> None:
        """Write the last piece."""
        self._push(bytes(self._held), crypto_secretstream_xchacha20poly1305_TAG_FINAL)

    def _push(self, piece: bytes, tag: int) -> None:
        self._file.write(crypto_secretstream_xchacha20poly1305_push(self._state, piece, self._header, tag))


class SealedReader:
    """Read bytes back. Raises VaultError: another form, wrong passphrase, altered, cut, more after the end."""

    def __init__(self, file: IO[bytes], form: str, passphrase: str) -> None:
        self._file, self._ready, self._ended = file, b"", False
        self._header = file.readline(LONGEST_HEADER)
        try:
            header = json.loads(self._header)
            stream = base64.b64decode(header["stream"], validate=True)
            known = header["form"] == form and len(stream) == crypto_secretstream_xchacha20poly1305_HEADERBYTES
        except (ValueError, KeyError, TypeError, binascii.Error, RecursionError) as error:
            raise VaultError("it is no backup of Marsad, or its first line was altered") from error
        if not known:
            raise VaultError("it is no backup of Marsad, or one of a later version")
        key = Derivation.from_json(header).key(passphrase)
        self._state = crypto_secretstream_xchacha20poly1305_state()
        crypto_secretstream_xchacha20poly1305_init_pull(self._state, stream, key)

    def read(self, size: int) -> bytes:
        """``size`` bytes, fewer at the end alone."""
        while len(self._ready) < size and not self._ended:
            self._ready += self._pull()
        given, self._ready = self._ready[:size], self._ready[size:]
        return given

    def finish(self) -> None:
        """Read to the end, so that a cut is found also where nobody asked for the last bytes."""
        while not self._ended:
            self._ready = self._pull()

    def _pull(self) -> bytes:
        sealed = self._file.read(SEALED_BYTES)
        try:
            piece, tag = crypto_secretstream_xchacha20poly1305_pull(self._state, sealed, self._header)
        except (CryptoError, ValueError) as error:
            raise VaultError(ALTERED) from error
        self._ended = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL
        if self._ended and self._file.read(1):
            raise VaultError(ALTERED)
        return bytes(piece)
