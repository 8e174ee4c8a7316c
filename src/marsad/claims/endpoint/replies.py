"""What an answer over HTTP comes to: a reply, a reason to ask again, or a reason to give up. Pure.

Nothing that a service says is repeated in a reason, but for codes of a closed list: it may hold the report or
the key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from marsad.claims.endpoint.account import Spent

TOLD_CODES = frozenset(
    {
        "content_filter", "context_length_exceeded", "insufficient_quota", "invalid_api_key", "model_not_found",
        "rate_limit_exceeded", "unsupported_parameter", "unsupported_value",
    }
)  # fmt: skip
NO_ACCESS = {401: "refused the key", 402: "wants to be paid first", 403: "gives no access with this key"}
NOT_PASSING = frozenset({501, 505})  # of the errors of a server those that asking again does not mend
PASSING = frozenset({408, 425, 429})
MOST_TOKENS = 1_000_000_000  # a count beyond it is no count


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model wrote. ``cut_short`` where it reached the most tokens that it may write."""

    content: str
    cut_short: bool = False


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Why there is no reply. ``for_good`` where no other request would fare better in this run."""

    reason: str
    for_good: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """A failure that may pass. ``after_s``: the seconds that the service asks to wait."""

    reason: str
    after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Plainer:
    """The service refuses the form of the request: ask again without structured output."""


def outcome(
    status: int, headers: Mapping[str, str], body: bytes, *, structured: bool
) -> tuple[Reply | Unanswered | Again | Plainer, Spent]:
    """What the response comes to. ``headers`` by their small-letter names; ``structured`` as was asked for."""
    if status == 200:
        return _replied(_json(body))
    code = _code(_json(body))
    told = f"{status}, {code}" if code else str(status)
    if 300 <= status < 400:
        return Unanswered(
            f"the endpoint redirects ({told}), which is not followed; set its own url", True
        ), Spent()
    if status in NO_ACCESS or code == "insufficient_quota":
        return Unanswered(
            f"the endpoint {NO_ACCESS.get(status, 'says the quota is used up')} ({told})", True
        ), Spent()
    if status == 404:
        return Unanswered(f"the endpoint knows no such path or model ({told}); check url and model", True), Spent()
    if status in {400, 422} and structured and code != "context_length_exceeded":
        return Plainer(), Spent()
    if status in PASSING or (500 <= status < 600 and status not in NOT_PASSING):
        return Again(f"the endpoint answered {told}", _retry_after(headers)), Spent()
    return Unanswered(f"the endpoint refused the request ({told})"), Spent()


def _replied(answer: Any) -> tuple[Reply | Unanswered, Spent]:  # noqa: ANN401  data from outside
    spent = _usage(answer)
    choice = _first(_at(answer, "choices"))
    content, ended = _at(_at(choice, "message"), "content"), _at(choice, "finish_reason")
    if ended == "content_filter" or _at(_at(choice, "message"), "refusal"):
        return Unanswered("the service declined to read it"), spent
    if ended == "length":
        return Reply(content if isinstance(content, str) else "", cut_short=True), spent
    if not isinstance(content, str):
        return Unanswered("the service answered in a form that is not that of chat completions"), spent
    return Reply(content), spent


def _usage(answer: Any) -> Spent:  # noqa: ANN401  data from outside
    usage = _at(answer, "usage")
    read, written = _count(_at(usage, "prompt_tokens")), _count(_at(usage, "completion_tokens"))
    uncounted = read is None or written is None
    return Spent(tokens_in=read or 0, tokens_out=written or 0, uncounted=int(uncounted))


def _count(said: object) -> int | None:
    if isinstance(said, int) and not isinstance(said, bool) and 0 <= said <= MOST_TOKENS:
        return said
    return None


def _code(answer: Any) -> str | None:  # noqa: ANN401  data from outside
    error = _at(answer, "error")
    return next((each for each in (_at(error, "code"), _at(error, "type")) if each in TOLD_CODES), None)


def _json(body: bytes) -> Any:  # noqa: ANN401  data from outside
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _at(form: object, name: str) -> Any:  # noqa: ANN401  data from outside
    return form.get(name) if isinstance(form, dict) else None


def _first(forms: object) -> object:
    return forms[0] if isinstance(forms, list) and forms else None


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds of ``Retry-After``: a number, or a moment counted from the response's own ``Date``."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit() and len(said) < 9:
        return float(said)
    until, now = _moment(said), _moment(headers.get("date", ""))
    if until is None or now is None:
        return None
    return max(0.0, (until - now).total_seconds())


def _moment(said: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(said)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else None
