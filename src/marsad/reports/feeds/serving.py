"""A small HTTP server for requests from outside: bounded in size and time, and in how many are served at once."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, TypeAlias

MOST_BYTES = 1_000_000
AT_ONCE = 16
DEADLINE_S = 20.0  # of one request
SILENCE_S = 10.0
LINGER_S = 1.0  # for a body that was refused
Answered: TypeAlias = tuple[int, Mapping[str, object], float]
# Path, headers (each word of a name capital), the peer's address and what reads the body, to an answer.
Answers: TypeAlias = Callable[[str, Mapping[str, str], str, Callable[[], bytes]], Answered]
Request: TypeAlias = Any
Address: TypeAlias = Any


class Refused(Exception):  # noqa: N818  an answer, not an error of ours
    """A request that is answered with this status, reason and, where it helps, how long to wait."""

    def __init__(self, status: int, reason: str, after_s: float = 0.0) -> None:
        super().__init__(reason)
        self.status, self.reason, self.after_s = status, reason, after_s


class Server(HTTPServer):
    """Serves each request in a thread of its own, so many at once, each for so long."""

    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, at: tuple[str, int], answered: Answers) -> None:
        """Listen at host and port. Raises OSError where it cannot be done."""
        self.answered = answered
        self._free = threading.BoundedSemaphore(AT_ONCE)
        self._open: dict[socket.socket, float] = {}
        self._guard = threading.Lock()
        if ":" in at[0]:
            self.address_family = socket.AF_INET6
        super().__init__(at, _Handler)

    def process_request(self, request: Request, client_address: Address) -> None:
        """Serve the request at once, or send it away where all are busy."""
        if not self._free.acquire(blocking=False):
            _busy(request)
            self.shutdown_request(request)
            return
        with self._guard:
            self._open[request] = time.monotonic() + DEADLINE_S
        threading.Thread(target=self._served, args=(request, client_address), daemon=True).start()

    def _served(self, request: Request, client_address: Address) -> None:
        try:
            with suppress(OSError):  # the bot went away, or was cut off
                self.finish_request(request, client_address)
        finally:
            with self._guard:
                self._open.pop(request, None)
            self.shutdown_request(request)
            self._free.release()

    def service_actions(self) -> None:
        """Cut off whoever takes too long (every fifth of a second)."""
        self.cut_off(time.monotonic())

    def cut_off(self, now: float = float("inf")) -> None:
        """Shut the connections whose time is over by ``now``; all of them where it is left out."""
        with self._guard:
            late = [request for request, until in self._open.items() if until <= now]
            for request in late:
                self._open.pop(request)
        for request in late:
            with suppress(OSError):
                request.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Request, client_address: Address) -> None:
        """A bot that goes away is no error of the desk; who it was is not told."""


def _busy(request: socket.socket) -> None:
    with suppress(OSError):
        request.settimeout(1.0)
        request.sendall(b"HTTP/1.0 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n")


class _Handler(BaseHTTPRequestHandler):
    server: Server
    timeout = SILENCE_S
    server_version, sys_version = "marsad", ""

    def do_POST(self) -> None:
        """Answer as the listener says."""
        headers = {name.title(): value for name, value in self.headers.items()}
        self._say(*self.server.answered(self.path, headers, self.client_address[0], self._body))

    def finish(self) -> None:
        """Let the answer arrive before closing: who still sends a body would lose it with the connection."""
        super().finish()
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(LINGER_S)
            for _ in range(4 * MOST_BYTES // 65_536):
                if not self.connection.recv(65_536):
                    break

    def _refuse_method(self) -> None:
        self._say(405, {"error": "reports are handed in by POST"})

    do_GET = do_HEAD = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = _refuse_method  # noqa: N815

    def _body(self) -> bytes:
        kind = self.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise Refused(415, "the body must be JSON; send Content-Type: application/json")
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdecimal()) or self.headers.get("Transfer-Encoding"):
            raise Refused(411, "the length is missing; send Content-Length")
        if len(length) > 9 or int(length) > MOST_BYTES:
            raise Refused(413, f"the body is larger than {MOST_BYTES // 1_000_000} MB, which no report is")
        content = self.rfile.read(int(length))
        if len(content) < int(length):
            raise Refused(400, "the body is shorter than its length")
        return content

    def _say(self, status: int, form: Mapping[str, object], after_s: float = 0.0) -> None:
        body = json.dumps(form, ensure_ascii=True).encode("ascii")
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        if after_s > 0:
            self.send_header("Retry-After", str(max(1, round(after_s))))
        if status == 401:
            self.send_header("WWW-Authenticate", "Bearer")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Who handed in what is in no log."""
