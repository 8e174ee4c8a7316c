"""An endpoint on 127.0.0.1 that answers as each test tells it to, also badly; and a clock that never waits."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import pytest

import marsad.plugins
from marsad.claims.endpoint.reader import EndpointReader
from marsad.claims.endpoint.settings import EndpointSettings
from marsad.plugins import READERS, REMOTE_READERS

KEY = "sk-never-to-be-seen"
Act = Callable[["Handler"], None]


@dataclass
class Seen:
    path: str
    headers: dict[str, str]
    form: dict[str, Any]


class Misbehaving(ThreadingHTTPServer):
    """Answers each request with the next act; the last one goes on for ever. Notes all that it saw."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.acts: list[Act] = []
        self.seen: list[Seen] = []
        self.connections = 0
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def get_request(self) -> Any:
        self.connections += 1
        return super().get_request()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is what many of these tests are about."""


class Handler(BaseHTTPRequestHandler):
    server: Misbehaving
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append(Seen(self.path, dict(self.headers), json.loads(body)))
        act = self.server.acts[0]
        if len(self.server.acts) > 1:
            self.server.acts.pop(0)
        act(self)

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


@dataclass
class Still:
    """A clock that only goes on when somebody sleeps, or by ``tick_s`` whenever it is looked at."""

    now: float = 0.0
    tick_s: float = 0.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        self.now += self.tick_s
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class Desk:
    """One server, and readers that ask it."""

    server: Misbehaving
    clock: Still
    key: str = KEY
    _opened: list[EndpointReader] = field(default_factory=list)

    def will(self, *acts: Act) -> None:
        """What the server does with the next requests; with all that follow, the last."""
        self.server.acts[:] = acts

    @staticmethod
    def says(content: str, *, usage: object = None, ended: str = "stop", **headers: str) -> Act:
        """An answer in good form with this content."""
        counted = {"prompt_tokens": 1_000, "completion_tokens": 200} if usage is None else usage
        message = {"role": "assistant", "content": content}
        answer = {"choices": [{"message": message, "finish_reason": ended}], "usage": counted}
        return lambda handler: handler.send(200, json.dumps(answer).encode(), **headers)

    @classmethod
    def claims(cls, *given: dict[str, Any]) -> Act:
        """An answer with these claims."""
        return cls.says(json.dumps({"claims": list(given)}))

    @staticmethod
    def status(code: int, body: object = None, **headers: str) -> Act:
        """A refusal."""
        said = json.dumps(body or {"error": {"message": "no"}}).encode()
        return lambda handler: handler.send(code, said, **headers)

    def reader(self, **settings: Any) -> EndpointReader:
        """A reader that asks the server, by the clock of the desk."""
        from marsad.claims.endpoint.service import Endpoint, Patience

        given = {"url": self.server.url, "model": "test-model", "key": KEY, "silence_s": 5.0, **settings}
        chosen = EndpointSettings(**given)
        patience = Patience(clock=self.clock, sleep=self.clock.sleep, dice=lambda: 1.0)
        reader = EndpointReader(chosen, Endpoint(chosen, patience))
        self._opened.append(reader)
        return reader

    def close(self) -> None:
        for reader in self._opened:
            reader.close()


@pytest.fixture
def server() -> Iterator[Misbehaving]:
    running = Misbehaving()
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield running
    running.over.set()
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture
def desk(server: Misbehaving, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    for name in ("URL", "MODEL", "KEY"):
        monkeypatch.delenv(f"MARSAD_ENDPOINT_{name}", raising=False)
    pytest.importorskip("httpcore", reason="the extra 'endpoint' is not installed")
    made = Desk(server, Still())
    yield made
    made.close()


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both readers found by their entry points, whether or not this checkout is installed."""
    points = {
        READERS: [EntryPoint("frames-en", "marsad.claims.lang.en:FramesReader", READERS)],
        REMOTE_READERS: [EntryPoint("endpoint", "marsad.claims.endpoint:endpoint_reader", REMOTE_READERS)],
    }
    others = entry_points
    monkeypatch.setattr(marsad.plugins, "entry_points", lambda group: points.get(group) or others(group=group))
