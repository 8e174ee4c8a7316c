"""Ids: a prefix and the sha256 of canonical bytes, so that the same thing has the same id on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import rfc8785

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

ID_HEX_DIGITS = 20


def canonical_bytes(value: Json) -> bytes:
    """The one way to write ``value`` as bytes (RFC 8785, JSON Canonicalization Scheme)."""
    return rfc8785.dumps(value)


def sha256_hex(content: bytes) -> str:
    """The sha256 of ``content``, as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def content_id(prefix: str, content: Json) -> str:
    """``prefix`` (such as ``clm``) and the first 20 hexadecimal digits of the sha256 of the canonical bytes."""
    return f"{prefix}_{sha256_hex(canonical_bytes(content))[:ID_HEX_DIGITS]}"
