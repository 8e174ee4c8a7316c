"""Finding words in a report exactly as they stand there, so that nothing a model made up is taken for its text."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable

from marsad.claims.drafts import Mention

LONGEST_WORDS = 200  # characters of a name, a time or a number
_MARKS = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "‛": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"'}
    | dict.fromkeys("‐‑‒–—―−", "-")
)


def sendable(text: str) -> str:
    """``text`` as it can be sent: the same characters in the same places, with unprintable ones blanked.

    Control characters become spaces, and halves of characters U+FFFD: an answer cannot repeat them.
    """
    return "".join(map(_printable, text))


def _printable(char: str) -> str:
    if char in "\n\t" or char.isprintable():
        return char
    kind = unicodedata.category(char)
    return {"Cc": " ", "Cs": "�"}.get(kind, char)


class Wording:
    """The words of one report, to be found whatever an answer makes of its spaces, quotes and dashes.

    Found means: the same letters in the same case, between word ends. Runs of white space count as one space,
    typographic quotes and dashes as plain ones, and characters that nobody sees as nothing. What is given back
    is always the report's own span.
    """

    def __init__(self, text: str) -> None:
        """Prepare ``text`` for searching; offsets count in it."""
        self.text = text
        self._folded, self._offsets = _folded(sendable(text))
        self._found: dict[str, tuple[tuple[int, int], ...]] = {}

    def within(self, words: str, start: int, end: int) -> Mention | None:
        """The first place of ``words`` between the offsets ``start`` and ``end``; None where they are not."""
        for at, to in self._places(words):
            if at >= start and to <= end:
                return Mention(at, to, self.text[at:to])
        return None

    def nearest(self, words: str, start: int, end: int) -> Mention | None:
        """Within ``start`` to ``end`` if they stand there; else the last place before it, else the first after."""
        if inside := self.within(words, start, end):
            return inside
        places = self._places(words)
        if not places:
            return None
        after = bisect_left(places, (start, 0))
        at, to = places[after - 1] if after else places[0]
        return Mention(at, to, self.text[at:to])

    def any_near(self, words: Iterable[str], mention: Mention, reach: int) -> bool:
        """Whether one of ``words``, in any case, stands in ``mention`` or up to ``reach`` characters from it."""
        around = self.text[max(0, mention.start - reach) : mention.end + reach].casefold()
        return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", around) for word in words)

    def _places(self, words: str) -> tuple[tuple[int, int], ...]:
        if words not in self._found:
            self._found[words] = tuple(self._search(words))
        return self._found[words]

    def _search(self, words: str) -> list[tuple[int, int]]:
        needle = _folded(words)[0].strip()
        found: list[tuple[int, int]] = []
        if not any(char.isalnum() for char in needle):
            return found
        text, at = self._folded, self._folded.find(needle)
        while at >= 0:
            to = at + len(needle)
            if not (_joined(text, at) or _joined(text, to)):
                found.append((self._offsets[at], self._offsets[to - 1] + 1))
            at = text.find(needle, to)
        return found


def _joined(text: str, at: int) -> bool:
    """Whether ``at`` lies inside a word."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _folded(text: str) -> tuple[str, list[int]]:
    kept: list[str] = []
    offsets: list[int] = []
    for offset, char in enumerate(text.translate(_MARKS)):
        if char.isspace():
            if kept and kept[-1] == " ":
                continue
            char = " "  # noqa: PLW2901
        elif not char.isprintable() and unicodedata.category(char) in {"Cf", "Cc", "Cs"}:
            continue
        kept.append(char)
        offsets.append(offset)
    return "".join(kept), offsets
