"""Reports that bots hand in: acknowledged once durable, bounded, and clear about what is wrong."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from marsad.errors import UnreachableError
from marsad.reports.feeds import serving
from marsad.reports.feeds.endpoint import EndpointSettings, Handed, Listener, new_token
from marsad.reports.form import Receipt, Received

Post = Callable[..., tuple[int, dict[str, Any], Any]]


class Desk:
    """What the ledger would do, as each test wants it."""

    def __init__(self) -> None:
        self.took: list[tuple[str, Received]] = []
        self.act: Callable[[], None] = lambda: None

    def accept(self, name: str, received: Received) -> Handed:
        self.act()
        new = all(each.report.id != received.report.id for _, each in self.took)
        self.took.append((name, received))
        return Handed(received.report.id, new)


@pytest.fixture
def desk() -> Desk:
    return Desk()


TOKEN, HASH = new_token()


@pytest.fixture
def clock() -> list[float]:
    return [0.0]


@pytest.fixture
def listener(desk: Desk, given: Receipt, clock: list[float]) -> Iterator[Listener]:
    settings = EndpointSettings(source="Field bot", token_sha256=HASH, port=0, per_minute=30)
    running = Listener({"bot": settings}, desk.accept, lambda: given, lambda: clock[0])
    yield running
    running.close()


@pytest.fixture
def post(listener: Listener) -> Post:
    def posted(
        body: object, *, path: str = "/reports", method: str = "POST", **headers: str
    ) -> tuple[int, Any, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", listener.port, timeout=5)
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        said = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json", **headers}
        connection.request(method, path, content, {name.replace("_", "-"): value for name, value in said.items()})
        answer = connection.getresponse()
        form = json.loads(answer.read() or b"{}")
        connection.close()
        return answer.status, form, answer.headers

    return posted


REPORT = {
    "text": "Shells fell on Tadef.",
    "published": "2017-02-06T10:00:00Z",
    "id": "n1",
    "url": "https://n.example/1",
}


def test_a_report_is_taken_under_the_name_of_the_tokens_source(post: Post, desk: Desk) -> None:
    status, said, _ = post(REPORT)
    ((name, received),) = desk.took
    assert (status, said) == (202, {"report": received.report.id, "known_already": False})
    assert (name, received.report.publisher, received.report.ref) == ("bot", "Field bot", "n1")
    assert (received.arrival.by, received.arrival.url) == ("endpoint 1", "https://n.example/1")
    assert json.loads(received.original) == REPORT
    assert post(REPORT)[0] == 200


def test_nothing_is_acknowledged_before_it_is_durable(post: Post, desk: Desk) -> None:
    durable = threading.Event()

    def slowly() -> None:
        time.sleep(0.3)
        durable.set()

    desk.act = slowly
    assert post(REPORT)[0] == 202 and durable.is_set()

    def fail() -> None:
        raise UnreachableError("the ledger is busy", 7)

    desk.act = fail
    status, said, headers = post(REPORT)
    assert (status, said, headers["Retry-After"]) == (503, {"error": "the ledger is busy"}, "7")


@pytest.mark.parametrize(
    ("body", "more", "status", "said"),
    [
        (REPORT, {"Authorization": "Bearer wrong"}, 401, "token"),
        (REPORT, {"Authorization": ""}, 401, "token"),
        (REPORT, {"path": "/"}, 404, "/reports"),
        (REPORT, {"method": "GET"}, 405, "POST"),
        (REPORT, {"Content_Type": "text/plain"}, 415, "JSON"),
        (REPORT, {"Transfer_Encoding": "chunked"}, 411, "Content-Length"),
        (b"x" * 1_000_001, {}, 413, "1 MB"),
        (b"{", {}, 400, "not JSON at character 1"),
        (b"[]", {}, 400, "field text"),
        (b"[" * 90_000, {}, 400, "nested too deep"),
        ({"text": 5}, {}, 400, "field text"),
        ({"text": " "}, {}, 400, "empty"),
        ({"text": "a", "published": "soon"}, {}, 400, "field published"),
        ({"text": "a", "source": "Another"}, {}, 400, "not known"),
        ({"text": "a", "url": "file:///etc/passwd"}, {}, 400, "field url"),
        ({"text": "a", "published": "2137-01-01"}, {}, 400, "future"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_taken(
    post: Post, desk: Desk, body: object, more: dict[str, str], status: int, said: str
) -> None:
    found, form, _ = post(body, **more)
    assert found == status and said in form["error"]
    assert desk.took == []


def test_a_source_that_comes_too_often_is_told_when_to_come_again(post: Post, clock: list[float]) -> None:
    assert [post(REPORT)[0] for _ in range(31)][-2:] == [200, 429]
    assert post(REPORT)[2]["Retry-After"] == "2"
    clock[0] += 2.0
    assert post(REPORT)[0] == 200


def test_guessing_tokens_is_slowed_down(post: Post) -> None:
    found = [post(REPORT, Authorization=f"Bearer {number}")[0] for number in range(12)]
    assert found == [401] * 10 + [429] * 2
    assert post(REPORT)[0] == 202  # whoever has the token is served


def test_who_sends_slowly_is_cut_off_and_holds_up_nobody(
    listener: Listener, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "DEADLINE_S", 0.3)
    slow = [socket.create_connection(("127.0.0.1", listener.port)) for _ in range(serving.AT_ONCE)]
    for each in slow:
        each.sendall(b"POST /reports HTTP/1.0\r\nContent-Le")
    time.sleep(0.1)
    with socket.create_connection(("127.0.0.1", listener.port)) as one_more:
        assert one_more.recv(100).startswith(b"HTTP/1.0 503")
    for each in slow:
        each.settimeout(5)
        assert each.recv(1_000) == b""  # cut off
        each.close()
    deadline = time.monotonic() + 5
    while post(REPORT)[0] == 503 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert post(REPORT)[0] in (200, 202)


def test_a_port_that_is_taken_is_told(listener: Listener, desk: Desk, given: Receipt) -> None:
    settings = EndpointSettings(source="B", token_sha256=HASH, port=listener.port)
    with pytest.raises(UnreachableError, match="choose another"):
        Listener({"b": settings}, desk.accept, lambda: given)


def test_the_token_is_nowhere_but_with_the_bot(listener: Listener) -> None:
    assert TOKEN not in repr(vars(listener)) and len(TOKEN) >= 43
