"""How each submission of a file of many is written there, to the character: what is sealed as it was received."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

_BETWEEN = re.compile(r"[\s,:]*")


def as_written(text: str, lists: Sequence[str]) -> Iterator[str]:
    """Each submission in ``text``, which is JSON: a list, an object with one under the first of ``lists`` that
    it has, or one submission.
    """
    start = _after(text, 0)
    if text[start] == "{":
        found = dict(_members(text, start + 1))  # of two of one name the last, as it is read
        named = next((found[name] for name in lists if name in found and text[found[name]] == "["), None)
        if named is None:
            yield text
            return
        start = named
    decode, at = json.JSONDecoder().raw_decode, _after(text, start + 1)
    while text[at] != "]":
        _, end = decode(text, at)
        yield text[at:end]
        at = _after(text, end)


def _members(text: str, at: int) -> Iterator[tuple[str, int]]:
    """The names in the object that begins before ``at``, each with where its value begins."""
    decode, at = json.JSONDecoder().raw_decode, _after(text, at)
    while text[at] != "}":
        name, end = decode(text, at)
        value = _after(text, end)
        yield name, value
        at = _after(text, decode(text, value)[1])


def _after(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at
