"""Lemmas: exceptions by word and tag, else the rule of the longest ending; what is unknown is its own lemma."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from marsad.claims.lang.en.pipeline.words import PLAIN

LONGEST_ENDING = 5
NAMES = frozenset({"NNP", "NNPS", "ADD", "GW", "FW"})  # these keep their capitals


@dataclass(frozen=True, slots=True)
class Lemmas:
    """Lemmas under tags: ``exceptions`` by (word, tag), and (cut, add) in ``endings`` by (ending, tag)."""

    exceptions: Mapping[tuple[str, str], str]
    endings: Mapping[tuple[str, str], tuple[int, str]]

    def lemma(self, word: str, tag: str) -> str:
        """The lemma of ``word``, a token as it stands in the text, under the PTB tag ``tag``."""
        plain = word.translate(PLAIN)
        low = plain if tag in NAMES else plain.lower()
        known = self.exceptions.get((low, tag))
        if known is not None:
            return known
        for size in range(min(LONGEST_ENDING, len(low) - 1), -1, -1):
            rule = self.endings.get((low[len(low) - size :], tag))
            if rule and len(low) > rule[0]:
                return low[: len(low) - rule[0]] + rule[1]
        return low
