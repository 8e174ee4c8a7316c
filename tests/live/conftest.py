"""A web server on 127.0.0.1 that answers as each test tells it to, also badly."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from marsad.reports.form import Receipt, ReportDefaults
from marsad.reports.pseudonyms import Pseudonyms

Act = Callable[["Handler"], None]
TODAY = date(2026, 3, 1)


@dataclass
class Seen:
    path: str
    headers: dict[str, str]


class Misbehaving(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.acts: dict[str, list[Act]] = {}
        self.seen: list[Seen] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def on(self, path: str, *acts: Act) -> None:
        """What the server does when asked for ``path``: one act after another, the last for ever."""
        self.acts[path] = list(acts)

    def paths(self) -> list[str]:
        return [each.path for each in self.seen]

    @staticmethod
    def answer(body: str | bytes, status: int = 200, **headers: str) -> Act:
        content = body.encode() if isinstance(body, str) else body
        return lambda handler: handler.send(status, content, **headers)

    @staticmethod
    def sends_on(to: str, status: int = 302) -> Act:
        return lambda handler: handler.send(status, b"", Location=to)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is what many of these tests are about."""


class Handler(BaseHTTPRequestHandler):
    server: Misbehaving
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        headers = {key.lower(): value for key, value in self.headers.items()}
        self.server.seen.append(Seen(self.path, headers))
        acts = self.server.acts.get(self.path)
        if not acts:
            self.send(404, b"")
            return
        act = acts.pop(0) if len(acts) > 1 else acts[0]
        act(self)

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def web() -> Iterator[Misbehaving]:
    running = Misbehaving()
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield running
    running.over.set()
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture
def given() -> Receipt:
    return Receipt(ReportDefaults(), TODAY, pseudonyms=Pseudonyms(b"k" * 32))
