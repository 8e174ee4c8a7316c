"""An address on this machine where a desk's own bots hand in reports: one POST a report, a token for each source.

A report is acknowledged (202) only once it is durable in the ledger. Each source is bounded in how often it may
come. Tokens are kept as hashes alone: they are 256 random bits, which no list of guesses holds, so a plain hash is
enough.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from marsad.errors import UnreachableError, UsageError
from marsad.model.ids import sha256_hex
from marsad.reports.arrival import Arrival, address
from marsad.reports.decoding import decoded
from marsad.reports.feeds.serving import Answered, Refused, Server
from marsad.reports.feeds.settings import FeedSettings
from marsad.reports.form import Receipt, Received, fields_from, received

PATH = "/reports"
WRONG_TOKENS_A_MINUTE = 10  # from one address
TOKEN_BYTES = 32
NAME, VERSION = "endpoint", "1"
_FIELDS = ("text", "title", "published", "language", "id", "url")


class EndpointSettings(FeedSettings):
    """What can be set for one source that hands in reports."""

    source: Annotated[str, Field(min_length=1, max_length=200)]
    token_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8418
    per_minute: Annotated[int, Field(ge=1, le=100_000)] = 60


def new_token() -> tuple[str, str]:
    """A token, to be shown once, and the hash by which it is known from then on."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    return token, sha256_hex(token.encode())


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of a report that was handed in: its id, and whether it was new; or why it was not taken."""

    report: str | None
    new: bool = False
    refused: str | None = None


# Records a report of the feed of that name, durably. Raises UnreachableError where it cannot be done now.
Accept = Callable[[str, Received], Handed]


@dataclass(slots=True)
class _Bucket:
    """So many a minute, saved up for at most a minute."""

    per_minute: int
    clock: Callable[[], float]
    _left: float = field(init=False)
    _at: float = field(init=False)

    def __post_init__(self) -> None:
        self._left, self._at = float(self.per_minute), self.clock()

    def wait_s(self) -> float:
        """Take one: 0 where there was one, else how long until there is."""
        now = self.clock()
        self._left = min(float(self.per_minute), self._left + (now - self._at) * self.per_minute / 60)
        self._at = now
        if self._left >= 1:
            self._left -= 1
            return 0.0
        return (1 - self._left) * 60 / self.per_minute


class Listener:
    """Serves some sources at one address until it is closed."""

    def __init__(
        self,
        sources: Mapping[str, EndpointSettings],
        accept: Accept,
        given: Callable[[], Receipt],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Listen for ``sources``, by the names of their feeds, all of one host and port.

        Raises UnreachableError where the port is taken.
        """
        first = next(iter(sources.values()))
        self.accept, self.given, self.clock = accept, given, clock
        self.sources = dict(sources)
        self._lock = threading.Lock()
        self._rates = {name: _Bucket(each.per_minute, clock) for name, each in sources.items()}
        self._wrong: dict[str, _Bucket] = {}
        try:
            self._server = Server((first.host, first.port), self.answered)
        except OSError as error:
            raise UnreachableError(
                f"port {first.port} of {first.host} cannot be listened at ({error.strerror}); choose another"
            ) from error
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.2,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port that is listened at, also where any free one was asked for."""
        return int(self._server.server_address[1])

    def close(self) -> None:
        """Listen no longer; requests at hand are cut off."""
        self._server.shutdown()
        self._server.cut_off()
        self._server.server_close()
        self._thread.join()

    def answered(self, path: str, headers: Mapping[str, str], peer: str, body: Callable[[], bytes]) -> Answered:
        """What to answer to a POST: the status, what to say, and how long to wait before another."""
        try:
            if path != PATH:
                raise Refused(404, f"there is nothing here; reports go to {PATH}")
            name = self.source_of(headers.get("Authorization", ""), peer)
            handed = self.handed_in(name, body())
        except Refused as refused:
            return refused.status, {"error": refused.reason}, refused.after_s
        if handed.refused:
            return 503, {"error": handed.refused}, 30.0
        return 202 if handed.new else 200, {"report": handed.report, "known_already": not handed.new}, 0.0

    def source_of(self, authorization: str, peer: str) -> str:
        """The feed whose token this is. Raises Refused: 401, or 429 after too many wrong ones of one address."""
        token = authorization.removeprefix("Bearer ").strip()
        digest = hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
        found = [name for name, each in self.sources.items() if hmac.compare_digest(each.token_sha256, digest)]
        with self._lock:
            if not found:
                if len(self._wrong) > 10_000:
                    self._wrong.clear()
                bucket = self._wrong.setdefault(peer, _Bucket(WRONG_TOKENS_A_MINUTE, self.clock))
                if (wait := bucket.wait_s()) > 0:
                    raise Refused(429, "too many wrong tokens came from this address", wait)
                raise Refused(401, "the token is missing or unknown; send Authorization: Bearer TOKEN")
            if (wait := self._rates[found[0]].wait_s()) > 0:
                raise Refused(429, "this source hands in more reports a minute than it may", wait)
        return found[0]

    def handed_in(self, name: str, content: bytes) -> Handed:
        """Take the report in ``content``. Raises Refused where it is none, or cannot be recorded now."""
        try:
            made = _report(content, self.sources[name].source, self.given())
        except ValueError as error:
            raise Refused(400, str(error)) from error
        try:
            return self.accept(name, made)
        except UnreachableError as error:
            raise Refused(503, str(error), error.after_s or 30.0) from error


def _report(content: bytes, source: str, given: Receipt) -> Received:
    try:
        form = json.loads(decoded(content))
    except json.JSONDecodeError as error:
        raise ValueError(f"the body is not JSON at character {error.pos}: {error.msg.lower()}") from error
    except RecursionError as error:
        raise ValueError("the body is nested too deep") from error
    if not isinstance(form, dict) or not isinstance(text := form.get("text"), str):
        raise ValueError("field text: is missing or is not text")
    unknown = sorted(set(form) - set(_FIELDS))
    if unknown:
        raise ValueError(f"there are fields that are not known; known are {', '.join(_FIELDS)}")
    url = form.get("url")
    if url is not None and (not isinstance(url, str) or address(url) is None):
        raise ValueError("field url: is no address of the web")
    said = {name: value for name, value in form.items() if name not in ("text", "url")}
    return received(
        text,
        fields_from({**said, "publisher": source}),
        (content, "handed in by a bot"),
        given,
        arrival=Arrival(by=f"{NAME} {VERSION}", url=address(url) if url else None),
    )


def must_agree(sources: Mapping[str, EndpointSettings]) -> None:
    """Raise UsageError where two sources have one token: a report's source would be either."""
    tokens = [each.token_sha256 for each in sources.values()]
    if len(set(tokens)) < len(tokens):
        raise UsageError("two sources have the same token; give each one of its own")
