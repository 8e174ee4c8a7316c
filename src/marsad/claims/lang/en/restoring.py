"""Words put back into telegraphic lines, and the way from the restored text to the words of the report."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar

from marsad.claims.drafts import ClaimDraft, CountDraft, Mention
from marsad.model import Issue

Read = TypeVar("Read")


@cache
def _fields_of(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of the restored text, and the stretch ``[start, end)`` of the report that they stand for.

    ``lent`` words are written elsewhere in the report (the place that opens a message) or nowhere at all.
    """

    text: str
    start: int
    end: int
    lent: bool = False


@dataclass(slots=True)
class Restored:
    """A report with its telegraphic lines put into clauses; ``back`` leads from it to the report's own words."""

    report: str
    pieces: Sequence[Piece]
    headed: bool = False  # whether a headline opens it
    text: str = ""
    _starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Join the pieces, noting where each starts."""
        length = 0
        for piece in self.pieces:
            self._starts.append(length)
            length += len(piece.text)
        self.text = "".join(piece.text for piece in self.pieces)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the report for ``[start, end)`` of the restored text: its own words before lent ones."""
        found = list(self._under(start, end))
        own = [(first, last) for first, last, lent in found if not lent]
        chosen = own or [(first, last) for first, last, _ in found]
        if not chosen:
            return 0, 0
        return min(first for first, _ in chosen), max(last for _, last in chosen)

    def _under(self, start: int, end: int) -> Iterable[tuple[int, int, bool]]:
        at = max(0, bisect_right(self._starts, start) - 1)
        while at < len(self.pieces) and self._starts[at] < max(end, start + 1):
            piece, opening = self.pieces[at], self._starts[at]
            at += 1
            if not piece.text.strip() or opening + len(piece.text) <= start:
                continue
            if self.report[piece.start : piece.end] == piece.text:
                first = max(start, opening) - opening
                last = min(end, opening + len(piece.text)) - opening
                yield piece.start + first, piece.start + last, piece.lent
            else:
                yield piece.start, piece.end, piece.lent

    def back(self, read: Read) -> Read:
        """``read``, a draft or anything made of mentions, with every mention in the words of the report."""
        found: Any = self._back(read)
        if isinstance(found, ClaimDraft):
            start, end = self.span(found.start, found.end)
            written_out = self._written_out(read.when)  # type: ignore[attr-defined]
            found = replace(found, start=start, end=end, when_written_out=written_out)
        return found  # type: ignore[no-any-return]

    def issue(self, issue: Issue) -> Issue:
        """``issue`` at its place in the report, where it was found in the words put back."""
        if issue.start is None or issue.end is None or issue.end > len(self.text):
            return issue
        start, end = self.span(issue.start, issue.end)
        return replace(issue, start=start, end=end)

    def _back(self, value: Any) -> Any:  # noqa: ANN401
        if value is None or isinstance(value, str | int | float):
            return value
        if isinstance(value, Mention):
            return self._mention(value)
        if isinstance(value, tuple):
            return tuple([self._back(each) for each in value])
        if isinstance(value, Mapping):
            return {key: self._back(each) for key, each in value.items()}
        if is_dataclass(value) and not isinstance(value, type):
            held = ((name, getattr(value, name)) for name in _fields_of(type(value)))
            back = {name: found for name, each in held if (found := self._back(each)) is not each}
            made: Any = replace(value, **back) if back else value
            if isinstance(value, CountDraft) and value.mention.text == "a" != made.mention.text:
                return replace(made, single=True)  # counted by an article that was put back
            return made
        return value

    def _written_out(self, when: Mention | None) -> str | None:
        """A day in the words put back, where those are not the report's own: "thurs" and "05/02"."""
        return None if when is None or self._mention(when).text == when.text else when.text

    def _mention(self, mention: Mention) -> Mention:
        if mention.start == mention.end:
            start = self.span(mention.start, mention.start + 1)[0]
            return Mention(start, start, "")
        start, end = self.span(mention.start, mention.end)
        return Mention(start, end, self.report[start:end])
