"""Finding time expressions. What days they mean is for ``marsad.grounding.dates``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marsad.claims.lang.en.time_grammar import expressions_of
from marsad.claims.lang.en.tokens import Token


@dataclass(frozen=True, slots=True)
class TimeWords:
    """A time expression at ``tokens[start:end]``."""

    start: int
    end: int
    kind: str = ""  # the row of ``times.yaml`` that it is of


def times_of(text: str, tokens: Sequence[Token]) -> tuple[TimeWords, ...]:
    """The time expressions among ``tokens`` of ``text``, in order."""
    return tuple(TimeWords(each.start, each.end, each.kind) for each in expressions_of(tokens))
