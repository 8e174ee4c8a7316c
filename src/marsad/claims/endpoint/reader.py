"""The reader: passage by passage to the service, and what comes back looked up in the report, word by word."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Literal, Protocol

from marsad.areas import Area
from marsad.claims.clearance import ClearedReport
from marsad.claims.drafts import ReadReport
from marsad.claims.endpoint.account import Account, Prices, Spent
from marsad.claims.endpoint.answers import ClaimAnswer, Refused, claims_in
from marsad.claims.endpoint.cast import Cast
from marsad.claims.endpoint.drafting import Drafting
from marsad.claims.endpoint.passages import Passage, halves, passages_of
from marsad.claims.endpoint.prompt import messages_of
from marsad.claims.endpoint.replies import Reply, Unanswered
from marsad.claims.endpoint.settings import EndpointSettings
from marsad.claims.endpoint.wording import Wording
from marsad.model import Issue, Report, Stage

LANGUAGE = "en"
MOST_UNANSWERED = 3  # in a row; then the service is held to be down for this run
LEAST_HALVED_CHARS = 600  # a passage this short whose answer does not fit is not cut any further


class Service(Protocol):
    """Whatever answers messages: the endpoint, or a stand-in."""

    def ask(self, messages: list[dict[str, str]]) -> tuple[Reply | Unanswered, Spent]:
        """The answer to ``messages``, or why there is none, and what asking has taken. Never raises."""
        ...

    def close(self) -> None:
        """Let connections go."""
        ...


class EndpointReader:
    """Reads English by asking a language model, and keeps of its answer what stands in the report.

    Not pure: the same report can be answered otherwise another day. Its version names the model, and a reading,
    once recorded, is not made anew. Never raises because of a text or an answer: what was not read is an issue.
    """

    name = "endpoint"
    version = "0.1.0"  # of the instructions and the checks
    languages: tuple[str, ...] = (LANGUAGE,)
    remote: Literal[True] = True

    def __init__(self, settings: EndpointSettings, service: Service) -> None:
        """Read with ``service``, as ``settings`` say."""
        self._settings, self._service = settings, service
        prices = settings.price_in is not None and settings.price_out is not None
        self.spent = Account(
            Prices(settings.price_in or 0, settings.price_out or 0, settings.currency) if prices else None
        )
        self.unanswered: Set[str] = set()
        self._in_a_row = 0  # passages left unanswered
        self._shut: str | None = None  # why no further request is made in this run
        self._casts: dict[str, Cast] = {}

    def read(self, cleared: ClearedReport, area: Area) -> ReadReport:
        """What the report says, in order of start, each claim with a passage that stands in it.

        Raises TypeError, before any connection, for a report that nobody cleared.
        """
        if not isinstance(cleared, ClearedReport):
            raise TypeError("a report must be cleared before it is sent: see marsad.claims.clearance")
        report = cleared.report
        reader = f"{self.name} {self.version} {self._settings.model}"
        language = (report.language or LANGUAGE).split("-")[0].lower()
        if language not in self.languages:
            reason = f"endpoint: reads English, not the language {language!r}; the report was not sent"
            return ReadReport(report.id, (), (Issue(Stage.READ, reason, report.id),), reader)
        drafting = Drafting(
            report.id, Wording(report.text[: self._settings.report_chars]), self._cast(area), self._is_secret
        )
        drafts = drafting.drafts(self._answers(report))
        return ReadReport(report.id, tuple(drafts), tuple(drafting.issues), reader)

    def account(self) -> tuple[str, ...]:
        """What the run has taken so far: the whole, then each report."""
        return tuple(self.spent.lines())

    def close(self) -> None:
        """Let connections go."""
        self._service.close()

    def _answers(self, report: Report) -> Iterator[tuple[Passage, ClaimAnswer | Refused]]:
        """What the service says of each passage, in order; why there is nothing, where there is nothing."""
        limit = self._settings.report_chars
        waiting = list(passages_of(report.text, self._settings.passage_chars, limit))[::-1]
        while waiting:
            passage = waiting.pop()
            reply = self._ask(report, passage)
            parts = None
            if isinstance(reply, Reply) and reply.cut_short and passage.end - passage.start > LEAST_HALVED_CHARS:
                parts = halves(report.text, passage)
            if parts:
                waiting += parts[::-1]
            elif isinstance(reply, Unanswered):
                self.unanswered |= {report.id}
                yield passage, self._unread(report, reply.reason)
            elif reply.cut_short:
                yield passage, self._unread(report, "the answer was longer than answer_tokens allows")
            else:
                for each in claims_in(reply.content):
                    yield passage, each
        if len(report.text) > limit:
            rest = Passage(limit, len(report.text), limit)
            yield rest, self._unread(report, f"only the first {limit} characters were sent; raise report_chars")

    def _ask(self, report: Report, passage: Passage) -> Reply | Unanswered:
        most = self._settings.run_tokens
        if most is not None and self.spent.total.tokens >= most:
            self._shut = f"the run's limit of {most} tokens was reached"
        if self._shut:
            return Unanswered(f"not sent: {self._shut}")
        reply, spent = self._service.ask(messages_of(report.text, passage))
        self.spent.book(report.id, spent)
        self._in_a_row = self._in_a_row + 1 if isinstance(reply, Unanswered) else 0
        if isinstance(reply, Unanswered) and reply.for_good:
            self._shut = reply.reason
        elif self._in_a_row >= MOST_UNANSWERED:
            self._shut = f"the service left {MOST_UNANSWERED} passages in a row unanswered"
        return reply

    def _unread(self, report: Report, reason: str) -> Refused:
        self.spent.unread.add(report.id)
        return Refused(f"a part of the report was not read: {reason}")

    def _cast(self, area: Area) -> Cast:
        if area.hash not in self._casts:
            self._casts[area.hash] = Cast(area)
        return self._casts[area.hash]

    def _is_secret(self, words: str) -> bool:
        """Whether a service sent the key back among its words."""
        key = self._settings.key.get_secret_value() if self._settings.key else ""
        return bool(key) and key in words
