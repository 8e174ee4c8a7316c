"""The one place that opens connections: messages to the endpoint, with patience, and with an end to it.

No redirect is followed, no proxy, cookie or netrc of the machine is used, nothing is unpacked: the connection is
made by httpcore alone. Every read and write is held to the time that is left, so that no stream is cut too late.
"""

from __future__ import annotations

import json
import random
import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import httpcore

from marsad.claims.endpoint.account import Spent
from marsad.claims.endpoint.answers import answer_schema
from marsad.claims.endpoint.replies import Again, Plainer, Reply, Unanswered, outcome
from marsad.claims.endpoint.settings import EndpointSettings

FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 30.0  # of our own; a service may ask for more
CONNECTION_KEPT_S = 5.0
_SILENT = "the endpoint fell silent"
_BROKEN = "the connection to the endpoint broke or was not made"


@dataclass(slots=True)
class Patience:
    """The clock (seconds), the sleep and the dice (0 to 1) of one service; tests bring their own."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    dice: Callable[[], float] = field(default_factory=lambda: random.Random().random)  # noqa: S311  no secret
    until: float = float("inf")  # when the passage being asked about must be done

    def left(self, limit: float | None = None) -> float:
        """The seconds left, at most ``limit``. Raises ReadTimeout where there are none."""
        left = self.until - self.clock()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left if limit is None else min(left, limit)

    def backed_off(self, failures: int) -> float:
        """How long to wait after so many failures: twice as long each time, and half of it by chance."""
        full: float = min(FIRST_WAIT_S * 2 ** (failures - 1), LONGEST_WAIT_S)
        return full * (0.5 + 0.5 * self.dice())


class Endpoint:
    """One endpoint of chat completions. Asked one passage at a time; never raises for what the endpoint does."""

    def __init__(self, settings: EndpointSettings, patience: Patience | None = None) -> None:
        """Prepare to ask the endpoint of ``settings``; nothing is connected yet."""
        self._settings = settings
        self._patience = patience or Patience()
        self._structured = True  # until the endpoint has answered in plain form what it refused in this one
        self._url = f"{str(settings.url).rstrip('/')}/chat/completions"
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpcore.default_ssl_context() if settings.url.scheme == "https" else None,
            max_connections=1,
            keepalive_expiry=CONNECTION_KEPT_S,
            network_backend=_HeldBackend(self._patience),
        )

    def ask(self, messages: list[dict[str, str]]) -> tuple[Reply | Unanswered, Spent]:
        """The answer to ``messages``, or why there is none, and what asking has taken."""
        patience, settings = self._patience, self._settings
        patience.until = patience.clock() + settings.deadline_s
        total, failures, structured = Spent(), 0, self._structured
        while True:
            found, spent = self._once(messages, structured=structured)
            total += spent + Spent(requests=1, repeated=int(total.requests > 0))
            if isinstance(found, Reply):
                self._structured = structured
            if isinstance(found, Reply | Unanswered):
                return found, total
            if isinstance(found, Plainer):
                structured = False
                continue
            failures += 1
            wait = max(patience.backed_off(failures), found.after_s or 0.0)
            if failures >= settings.attempts:
                return Unanswered(f"{found.reason}; asked {failures} times"), total
            if patience.clock() + wait >= patience.until:
                return Unanswered(f"{found.reason}; no time was left of {settings.deadline_s:g} seconds"), total
            patience.sleep(wait)

    def close(self) -> None:
        """Let connections go."""
        self._pool.close()

    def _once(
        self, messages: list[dict[str, str]], *, structured: bool
    ) -> tuple[Reply | Unanswered | Again | Plainer, Spent]:
        body = json.dumps(self._request(messages, structured=structured), ensure_ascii=True).encode("ascii")
        try:
            status, headers, content = self._exchanged(body)
        except httpcore.TimeoutException:
            return Again(_SILENT), Spent()
        except (httpcore.NetworkError, httpcore.RemoteProtocolError):
            return Again(_BROKEN), Spent()
        except (httpcore.LocalProtocolError, httpcore.UnsupportedProtocol, UnicodeError):
            return Unanswered("the endpoint's url cannot be asked; check it", for_good=True), Spent()
        if content is None:
            return Unanswered("the answer is packed, or larger than answer_bytes allows"), Spent(uncounted=1)
        return outcome(status, headers, content, structured=structured)

    def _request(self, messages: list[dict[str, str]], *, structured: bool) -> dict[str, Any]:
        settings = self._settings
        request: dict[str, Any] = {
            "model": settings.model,
            "messages": messages,
            "temperature": 0,
            "seed": settings.seed,
            "max_tokens": settings.answer_tokens,
            "stream": False,
        }
        if structured:
            form = {"name": "claims", "strict": True, "schema": answer_schema()}
            request["response_format"] = {"type": "json_schema", "json_schema": form}
        return request

    def _exchanged(self, body: bytes) -> tuple[int, dict[str, str], bytes | None]:
        """Status, headers and content of one exchange; the content None where it is too large or packed."""
        limits = dict.fromkeys(("connect", "read", "write", "pool"), self._settings.silence_s)
        with self._pool.stream(
            "POST", self._url, headers=self._headers(), content=body, extensions={"timeout": limits}
        ) as response:
            headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            if headers.get("content-encoding", "identity").lower() not in {"identity", ""}:
                return response.status, headers, None
            content = bytearray()
            for chunk in response.iter_stream():
                content += chunk
                if len(content) > self._settings.answer_bytes:
                    return response.status, headers, None
            return response.status, headers, bytes(content)

    def _headers(self) -> list[tuple[str, str]]:
        headers = [
            ("Content-Type", "application/json"),
            ("Accept", "application/json"),
            ("Accept-Encoding", "identity"),
            ("User-Agent", "marsad"),
        ]
        if self._settings.key:
            headers.append(("Authorization", f"Bearer {self._settings.key.get_secret_value()}"))
        return headers


def open_service(settings: EndpointSettings) -> Endpoint:
    """The endpoint that ``settings`` describe. Nothing is connected before the first passage."""
    return Endpoint(settings)


# --- connections that know how much time is left -----------------------------------------------------------------


class _HeldBackend(httpcore.NetworkBackend):
    """Opens connections whose every step is held to the time that is left."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        left = self._patience.left(timeout)
        return _HeldStream(
            self._plain.connect_tcp(host, port, left, local_address, socket_options), self._patience
        )


class _HeldStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, patience: Patience) -> None:
        self._stream, self._patience = stream, patience

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._patience.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._patience.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._patience.left(timeout))
        return _HeldStream(secured, self._patience)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  as httpcore has it
        return self._stream.get_extra_info(info)
