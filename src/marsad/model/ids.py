"""Ids: a prefix and the sha256 of canonical bytes, so that the same thing has the same id on every machine."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias, cast

import rfc8785

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

ID_HEX_DIGITS = 20
SAFE_INTEGER = 2**53 - 1
SMALLEST_WRITTEN_OUT, LARGEST_WRITTEN_OUT = 1e-4, 1e15  # floats without an exponent, in Python as in ECMAScript
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, check_circular=False)

# What may be another number, or another order of fields, in RFC 8785 than the standard library writes.
_ODD = re.compile(r"[\[:,]-?(?:\d+(?:\.\d+)?e|\d+\.0[,\]}]|\d{16}|NaN|Infinity)|[\U00010000-\U0010ffff]", re.ASCII)


def canonical_bytes(value: Json) -> bytes:
    """The one way to write ``value`` as bytes (RFC 8785, JSON Canonicalization Scheme).

    Raises ValueError for what JSON cannot carry exactly. The standard library's encoder, many times faster,
    writes the same bytes for all but some floats and keys; a test holds the two equal.
    """
    if _is_plain(value):
        return _ENCODER.encode(value).encode("utf-8")
    return rfc8785.dumps(value)


def _is_plain(value: object) -> bool:
    """Whether the standard library writes it as RFC 8785 asks."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return True
    if kind is dict:
        for key, each in cast("dict[object, object]", value).items():  # loops: this is asked of every entry
            if type(key) is not str or not key.isascii():
                return False
            if type(each) is not str and each is not None and not _is_plain(each):
                return False
        return True
    if kind is list or kind is tuple:
        return all(map(_is_plain, cast("list[object]", value)))
    if kind is int:
        return -SAFE_INTEGER <= cast("int", value) <= SAFE_INTEGER
    if kind is float:
        number = cast("float", value)
        return SMALLEST_WRITTEN_OUT <= abs(number) < LARGEST_WRITTEN_OUT and not number.is_integer()
    return False


def sha256_hex(content: bytes) -> str:
    """The sha256 of ``content``, as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def content_id(prefix: str, content: Json) -> str:
    """``prefix`` (such as ``clm``) and the first 20 hexadecimal digits of the sha256 of the canonical bytes."""
    return f"{prefix}_{sha256_hex(_canonical_bytes_of_ours(content))[:ID_HEX_DIGITS]}"


def _canonical_bytes_of_ours(content: Json) -> bytes:
    """As :func:`canonical_bytes`, for what is known to have nothing but strings as names of its fields."""
    written = _ENCODER.encode(content)
    return canonical_bytes(content) if _ODD.search(written) else written.encode("utf-8")
