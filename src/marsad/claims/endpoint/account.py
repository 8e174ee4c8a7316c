"""What reading at an endpoint has taken: requests, tokens and, where prices are set, money."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Spent:
    """Requests made, of them repeated ones, and the tokens that the service counted.

    ``uncounted`` requests were answered without a count, so that the tokens are a lower bound.
    """

    requests: int = 0
    repeated: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    uncounted: int = 0

    def __add__(self, other: Spent) -> Spent:
        """Both together."""
        return Spent(
            self.requests + other.requests,
            self.repeated + other.repeated,
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.uncounted + other.uncounted,
        )

    @property
    def tokens(self) -> int:
        """In and out together."""
        return self.tokens_in + self.tokens_out


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost."""

    tokens_in: float
    tokens_out: float
    currency: str

    def of(self, spent: Spent) -> float:
        """The cost of ``spent`` in ``currency``."""
        return (spent.tokens_in * self.tokens_in + spent.tokens_out * self.tokens_out) / 1_000_000


@dataclass(slots=True)
class Account:
    """What each report of one run has taken, in order of reading. ``prices`` None: tokens are counted alone."""

    prices: Prices | None = None
    by_report: dict[str, Spent] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)  # reports that could not be read in whole

    @property
    def total(self) -> Spent:
        """All reports together."""
        return sum(self.by_report.values(), Spent())

    def book(self, report: str, spent: Spent) -> None:
        """Put ``spent`` down to the report with that id."""
        self.by_report[report] = self.by_report.get(report, Spent()) + spent

    def lines(self) -> Iterator[str]:
        """The account for people: the whole run, then each report by its id."""
        total = self.total
        yield f"{_counted(len(self.by_report), 'report')} put to the model: {self._said(total)}"
        if self.unread:
            yield f"{_counted(len(self.unread), 'report')} not read, or not in whole; the issues say why"
        if len(self.by_report) > 1:
            yield from (f"  {report}: {self._said(spent)}" for report, spent in self.by_report.items())

    def _said(self, spent: Spent) -> str:
        said = _counted(spent.requests, "request") + (f" ({spent.repeated} repeated)" if spent.repeated else "")
        said += f", {spent.tokens_in:,} tokens in, {spent.tokens_out:,} out"
        if self.prices:
            said += f", {self.prices.of(spent):.4f} {self.prices.currency}"
        if spent.uncounted:
            said += f"; at least: {_counted(spent.uncounted, 'answer')} came without a count"
        return said


def _counted(count: int, one: str) -> str:
    return f"{count} {one}" if count == 1 else f"{count} {one}s"
