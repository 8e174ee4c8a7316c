"""The one place of receiving that asks the web: bounded in time and size, and never the desk's own network.

An address in a feed may lead anywhere, also to the router, the database or the cloud's key service beside the desk
(SSRF). So every name is resolved here, each address that it has is checked, and the connection is made to the one
that was checked, for the first request and after each redirect. No proxy, cookie or netrc of the machine is used.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

import httpcore

from marsad.errors import UnreachableError, UsageError
from marsad.reports.feeds import AGENT

MOST_BYTES = 10_000_000
DEADLINE_S = 60.0  # for all of one answer, redirects too
SILENCE_S = 20.0  # between two pieces of it
MOST_REDIRECTS = 5
LONGEST_ADDRESS = 2_000
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_KEPT_IN_ADDRESSES = "!#$%&'()*+,/:;=?@[]~"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the web answered: ``body`` unpacked, ``headers`` with small names, ``url`` where it was in the end."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: str = field(repr=False)
    moved_to: str | None = field(default=None, repr=False)  # where the address has moved for good


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much an answer may take."""

    most_bytes: int = MOST_BYTES
    deadline_s: float = DEADLINE_S
    silence_s: float = SILENCE_S


def fetched(
    url: str,
    headers: Mapping[str, str],
    *,
    private: bool = False,
    bounds: Bounds = Bounds(),
    now: datetime | None = None,
) -> Answer:
    """What lies at ``url``: an answer with any status but a redirect or a failure of the server.

    ``private`` allows addresses of this machine and its network. A Retry-After that is a date counts from ``now``.
    Raises UnreachableError where nothing usable came; UsageError where the address cannot be asked at all.
    """
    until = time.monotonic() + bounds.deadline_s
    at, moved = _address(url), None
    only_permanent = True
    for _ in range(MOST_REDIRECTS + 1):
        answer = _asked(at, headers, _Guarded(until, private=private), bounds)
        if answer.status not in _REDIRECTS or "location" not in answer.headers:
            return _usable(Answer(answer.status, answer.headers, answer.body, urlunsplit(at), moved), now)
        there = _sent_on(at, answer.headers["location"])
        only_permanent = only_permanent and answer.status in (301, 308)
        at, moved = there, urlunsplit(there) if only_permanent else moved
    raise UnreachableError(f"sends on more than {MOST_REDIRECTS} times; check its address")


def _usable(answer: Answer, now: datetime | None) -> Answer:
    after_s = retry_after_s(answer.headers.get("retry-after"), now or datetime.now(UTC))
    if answer.status == 429:
        raise UnreachableError("asks to be left alone for a while (429)", after_s)
    if answer.status >= 500 or answer.status == 408:
        raise UnreachableError(f"the server failed ({answer.status})", after_s)
    return answer


def retry_after_s(said: str | None, now: datetime) -> float | None:
    """How long a server asks to wait: seconds, or until a date (RFC 9110, 10.2.3). None where it does not say."""
    if not said:
        return None
    if said.strip().isdecimal():
        return float(said.strip()[:9])
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    return max(0.0, ((until if until.tzinfo else until.replace(tzinfo=UTC)) - now).total_seconds())


def _address(url: str) -> SplitResult:
    """The address, ready to be asked. Raises UsageError where it cannot be."""
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise UsageError("the address is no address of the web; write https://...") from error
    if parts.scheme not in ("http", "https") or not host or len(url) > LONGEST_ADDRESS:
        raise UsageError("the address is no address of the web; write https://...")
    if parts.username or parts.password:
        raise UsageError("the address holds a name or password before an @; a feed must be open without one")
    path = quote(parts.path or "/", safe=_KEPT_IN_ADDRESSES)
    return parts._replace(path=path, query=quote(parts.query, safe=_KEPT_IN_ADDRESSES), fragment="")


def _sent_on(at: SplitResult, location: str) -> SplitResult:
    try:
        there = _address(urljoin(urlunsplit(at), location))
    except (UsageError, ValueError) as error:
        raise UnreachableError("sends on to what is no address of the web; check its address") from error
    if at.scheme == "https" and there.scheme == "http":
        raise UnreachableError("sends on from a secured address to an open one; check its address")
    return there


def _asked(at: SplitResult, headers: Mapping[str, str], backend: _Guarded, bounds: Bounds) -> Answer:
    limits = dict.fromkeys(("connect", "read", "write", "pool"), bounds.silence_s)
    said = {"User-Agent": AGENT, "Accept-Encoding": "gzip", "Connection": "close", **headers}
    try:
        with (
            httpcore.ConnectionPool(ssl_context=_ssl(at), network_backend=backend, retries=0) as pool,
            pool.stream(
                "GET", urlunsplit(at), headers=list(said.items()), extensions={"timeout": limits}
            ) as response,
        ):
            found = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            body = _body(response.iter_stream(), found.get("content-encoding", ""), bounds.most_bytes)
            return Answer(response.status, found, body, "")
    except httpcore.TimeoutException as error:
        raise UnreachableError("did not answer in time") from error
    except (httpcore.NetworkError, httpcore.RemoteProtocolError, ssl.SSLError) as error:
        raise UnreachableError("the connection was not made, or broke") from error
    except (httpcore.LocalProtocolError, httpcore.UnsupportedProtocol, UnicodeError) as error:
        raise UsageError("the address cannot be asked; check it") from error


def _ssl(at: SplitResult) -> ssl.SSLContext | None:
    return httpcore.default_ssl_context() if at.scheme == "https" else None


def _body(pieces: Iterable[bytes], packed: str, most: int) -> bytes:
    """The body, unpacked, never more than ``most`` bytes of it in memory."""
    if packed.strip().lower() in ("gzip", "x-gzip", "deflate"):
        pieces = _unpacked(pieces, most)
    elif packed.strip().lower() not in ("", "identity"):
        raise UnreachableError("the answer is packed in a way that was not asked for")
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > most:
            raise UnreachableError(f"the answer is larger than {most / 1e6:g} MB, which no feed or page is")
    return bytes(body)


def _unpacked(pieces: Iterable[bytes], most: int) -> Iterable[bytes]:
    unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    try:
        for piece in pieces:
            yield unpack.decompress(piece, most + 1)
            while unpack.unconsumed_tail:
                yield unpack.decompress(unpack.unconsumed_tail, most + 1)
    except zlib.error as error:
        raise UnreachableError("the answer is packed and damaged") from error
    if not unpack.eof:
        raise UnreachableError("the answer is packed and cut")


# --- connections that go nowhere private and know how much time is left ------------------------------------------


def is_public(address: str) -> bool:
    """Whether ``address`` (IPv4 or IPv6) lies in the public internet, also where one wraps the other."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        within = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in _NAT64:
            within = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if within is not None and not is_public(str(within)):
            return False
    return found.is_global and not found.is_multicast


class _Guarded(httpcore.NetworkBackend):
    """Opens connections to addresses that were checked, held to the time that is left."""

    def __init__(self, until: float, *, private: bool) -> None:
        self._until, self._private = until, private
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError from error
        addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
        if not self._private and not all(map(is_public, addresses)):
            raise UnreachableError(
                "leads to this machine or its own network, which no feed may unless it was added with --private"
            )
        stream = self._plain.connect_tcp(
            addresses[0], port, _left(self._until, timeout), local_address, socket_options
        )
        return _Held(stream, lambda limit: _left(self._until, limit))


def _left(until: float, limit: float | None) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left if limit is None else min(left, limit)


class _Held(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, left: Callable[[float | None], float]) -> None:
        self._stream, self._left = stream, left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Held(self._stream.start_tls(ssl_context, server_hostname, self._left(timeout)), self._left)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  as httpcore has it
        return self._stream.get_extra_info(info)
