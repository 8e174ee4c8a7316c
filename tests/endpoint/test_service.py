"""What an endpoint does badly: asked again or given up in good time, and never told more than it needs."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from marsad.areas import Area, load_area
from marsad.claims.clearance import ClearedReport
from marsad.claims.drafts import ReadReport
from marsad.model import Report

TEXT = "Government forces captured the town of Tadef on Sunday, residents said."
CAPTURE = {"quote": TEXT[:45], "type": "capture", "modality": "asserted"}


@pytest.fixture(scope="module")
def area() -> Area:
    return load_area("syria")


def reading(reader: Any, area: Area, text: str = TEXT, identity: str = "rep_1") -> ReadReport:
    found: ReadReport = reader.read(ClearedReport(Report(identity, text, language="en")), area)
    return found


def unread(found: ReadReport, *words: str) -> None:
    assert found.drafts == ()
    [issue] = found.issues
    assert issue.report == "rep_1"
    for word in words:
        assert word in issue.reason, issue.reason


def test_what_is_asked_is_fixed_structured_and_of_the_text_alone(desk: Any, area: Area) -> None:
    desk.will(desk.claims(CAPTURE))
    report = Report("rep_1", TEXT, publisher="A Publisher", title="A Title", ref="ref-77", language="en")
    assert len(desk.reader(seed=5).read(ClearedReport(report), area).drafts) == 1
    [seen] = desk.server.seen
    assert seen.path == "/v1/chat/completions"
    assert seen.headers["Authorization"] == f"Bearer {desk.key}"
    assert (seen.form["temperature"], seen.form["seed"], seen.form["model"]) == (0, 5, "test-model")
    assert seen.form["response_format"]["json_schema"]["strict"] is True
    sent = json.dumps(seen.form)
    assert "captured the town of Tadef" in sent
    assert not [word for word in ("A Publisher", "A Title", "ref-77", "rep_1", desk.key) if word in sent]


def test_asked_again_in_plain_form_once_where_the_structured_one_is_refused(desk: Any, area: Area) -> None:
    refusal = desk.status(400, {"error": {"message": "response_format is not supported"}})
    desk.will(refusal, desk.says("```json\n" + json.dumps({"claims": [CAPTURE]}) + "\n```"), desk.claims(CAPTURE))
    reader = desk.reader()
    assert len(reading(reader, area).drafts) == 1
    reading(reader, area, identity="rep_2")
    assert ["response_format" in seen.form for seen in desk.server.seen] == [True, False, False]
    assert desk.clock.slept == []


def test_refused_in_both_forms_is_given_up(desk: Any, area: Area) -> None:
    desk.will(desk.status(400, {"error": {"message": TEXT + desk.key, "code": "unsupported_value"}}))
    found = reading(desk.reader(), area)
    unread(found, "refused the request (400, unsupported_value)")
    assert len(desk.server.seen) == 2


def test_too_many_requests_waits_as_long_as_it_is_told(desk: Any, area: Area) -> None:
    desk.will(desk.status(429, Retry_After="17"), desk.claims(CAPTURE))
    assert len(reading(desk.reader(), area).drafts) == 1
    assert desk.clock.slept == [17.0]


def test_a_wait_until_a_moment_is_counted_from_the_servers_own_clock(desk: Any, area: Area) -> None:
    def busy(handler: Any) -> None:
        handler.send_response_only(503)
        handler.send_header("Date", "Mon, 06 Feb 2017 12:00:00 GMT")
        handler.send_header("Retry-After", "Mon, 06 Feb 2017 12:00:42 GMT")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    desk.will(busy, desk.claims(CAPTURE))
    assert len(reading(desk.reader(), area).drafts) == 1
    assert desk.clock.slept == [42.0]


def test_a_wait_longer_than_the_time_set_is_not_begun(desk: Any, area: Area) -> None:
    desk.will(desk.status(429, Retry_After="3600"))
    unread(reading(desk.reader(deadline_s=180), area), "answered 429", "180 seconds")
    assert desk.clock.slept == [] and len(desk.server.seen) == 1


@pytest.mark.parametrize("said", ["-5", "nan", "soon", "9" * 400, ""])
def test_a_wait_that_is_none_is_our_own(desk: Any, area: Area, said: str) -> None:
    desk.will(desk.status(429, Retry_After=said), desk.claims(CAPTURE))
    assert len(reading(desk.reader(), area).drafts) == 1
    assert desk.clock.slept == [1.0]


def test_500_twice_then_well_with_growing_waits(desk: Any, area: Area) -> None:
    desk.will(desk.status(500), desk.status(502), desk.claims(CAPTURE))
    assert len(reading(desk.reader(), area).drafts) == 1
    assert desk.clock.slept == [1.0, 2.0]


def test_500_for_ever_is_given_up_after_so_many(desk: Any, area: Area) -> None:
    desk.will(desk.status(500))
    unread(reading(desk.reader(attempts=3), area), "answered 500", "asked 3 times")
    assert len(desk.server.seen) == 3


def test_a_server_that_never_answers_is_left(desk: Any, area: Area) -> None:
    desk.will(lambda handler: handler.server.over.wait(30))
    unread(reading(desk.reader(silence_s=0.15, attempts=2), area), "fell silent", "asked 2 times")


def close_at_once(handler: Any) -> None:
    handler.close_connection = True


def cut_off(handler: Any) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [{"message": {"content": "{\\"claims')
    handler.close_connection = True


def no_http(handler: Any) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
    handler.close_connection = True


@pytest.mark.parametrize("act", [close_at_once, cut_off, no_http])
def test_a_connection_that_breaks_is_made_again(desk: Any, area: Area, act: Any) -> None:
    desk.will(act, desk.claims(CAPTURE))
    assert len(reading(desk.reader(), area).drafts) == 1
    desk.will(act)
    unread(reading(desk.reader(attempts=2), area), "connection to the endpoint broke")


def test_nobody_listening_is_an_issue(desk: Any, area: Area) -> None:
    unread(reading(desk.reader(url="http://127.0.0.1:1/v1", attempts=2), area), "broke or was not made")


def drip_body(handler: Any) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    for _ in range(1_000_000):
        handler.wfile.write(b" ")


def drip_headers(handler: Any) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for _ in range(1_000_000):
        handler.wfile.write(b"X: y\r\n")


@pytest.mark.parametrize("act", [drip_body, drip_headers])
def test_a_slow_stream_is_cut_when_its_time_is_up(desk: Any, area: Area, act: Any) -> None:
    """Each look at the clock takes half a second here: the stream is read, byte by byte, until the time is up."""
    desk.clock.tick_s = 0.5
    desk.will(act)
    found = reading(desk.reader(deadline_s=20, answer_bytes=50_000_000), area)
    assert found.drafts == () and len(found.issues) == 1
    assert desk.clock.now < 60


def test_a_huge_answer_is_not_read_to_its_end(desk: Any, area: Area) -> None:
    written = []

    def huge(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(10**12))
        handler.end_headers()
        for _ in range(2_000):
            written.append(handler.wfile.write(b" " * 65_536))

    desk.will(huge)
    unread(reading(desk.reader(answer_bytes=100_000), area), "answer_bytes")
    assert len(written) < 1_000


def test_a_packed_answer_is_not_unpacked(desk: Any, area: Area) -> None:
    desk.will(desk.says("{}", Content_Encoding="gzip"))
    unread(reading(desk.reader(), area), "packed")
    assert desk.server.seen[0].headers["Accept-Encoding"] == "identity"


def test_a_redirect_is_not_followed(desk: Any, area: Area) -> None:
    elsewhere = f"{desk.server.url}/elsewhere"
    desk.will(desk.status(307, Location=elsewhere), desk.claims(CAPTURE))
    unread(reading(desk.reader(), area), "redirect")
    assert len(desk.server.seen) == 1


@pytest.mark.parametrize("code", [401, 402, 403, 404])
def test_what_no_other_report_would_mend_ends_the_run(desk: Any, area: Area, code: int) -> None:
    desk.will(desk.status(code))
    reader = desk.reader()
    unread(reading(reader, area), str(code))
    unread(reading(reader, area), "not sent", str(code))
    assert len(desk.server.seen) == 1


def test_a_service_that_is_down_is_not_asked_for_every_report(desk: Any, area: Area) -> None:
    desk.will(desk.status(503))
    reader = desk.reader(attempts=1)
    for _ in range(6):
        found = reading(reader, area)
    unread(found, "not sent", "in a row")
    assert len(desk.server.seen) == 3


MALFORMED = [
    b"",
    b"\xff\xfe",
    b"not json",
    b'{"choices": [{"message": {"content": "{\\"cl',
    b"[]",
    b"null",
    b'{"choices": []}',
    b'{"choices": [{"message": {"content": null}}]}',
    b'{"choices": [{"message": {"content": [1, 2]}}]}',
    b'{"choices": {"message": 5}}',
    b"[" * 100_000,
    b'{"usage": ' + b"9" * 5_000 + b"}",
]


@pytest.mark.parametrize("body", MALFORMED, ids=range(len(MALFORMED)))
def test_an_answer_of_no_known_form_is_an_issue(desk: Any, area: Area, body: bytes) -> None:
    desk.will(lambda handler: handler.send(200, body))
    unread(reading(desk.reader(), area), "not that of chat completions")


def test_a_refusal_of_the_model_is_an_issue(desk: Any, area: Area) -> None:
    desk.will(desk.says("", ended="content_filter"))
    unread(reading(desk.reader(), area), "declined")


def test_tokens_and_costs_are_counted_by_report_and_in_all(desk: Any, area: Area) -> None:
    desk.will(desk.status(500), desk.claims(CAPTURE))
    reader = desk.reader(price_in=2.0, price_out=10.0, currency="EUR")
    reading(reader, area)
    reading(reader, area, identity="rep_2")
    assert reader.account() == (
        "2 reports put to the model: 3 requests (1 repeated), 2,000 tokens in, 400 out, 0.0080 EUR",
        "  rep_1: 2 requests (1 repeated), 1,000 tokens in, 200 out, 0.0040 EUR",
        "  rep_2: 1 request, 1,000 tokens in, 200 out, 0.0040 EUR",
    )


@pytest.mark.parametrize("usage", [{}, "many", {"prompt_tokens": -1, "completion_tokens": True}, [7]])
def test_an_answer_without_a_count_makes_the_account_a_lower_bound(desk: Any, area: Area, usage: object) -> None:
    desk.will(desk.says('{"claims": []}', usage=usage))
    reader = desk.reader()
    assert reading(reader, area).issues == ()
    assert reader.account() == (
        "1 report put to the model: 1 request, 0 tokens in, 0 out; at least: 1 answer came without a count",
    )


def test_a_run_stops_at_its_limit_of_tokens(desk: Any, area: Area) -> None:
    desk.will(desk.claims(CAPTURE))
    reader = desk.reader(run_tokens=1_500)
    assert [len(reading(reader, area).drafts) for _ in range(4)] == [1, 1, 0, 0]
    assert len(desk.server.seen) == 2


def test_the_key_is_in_no_word_that_anyone_sees(desk: Any, area: Area, caplog: pytest.LogCaptureFixture) -> None:
    """The server gives the key back wherever it can; logs of every library are on."""
    caplog.set_level(logging.DEBUG)
    echo = {"quote": f"the key is {desk.key}", "type": "capture", "modality": "asserted"}
    named = {**CAPTURE, "agents": [{"mention": desk.key}], "when": desk.key, "means": f"a {desk.key}"}
    error = {"error": {"message": desk.key, "code": desk.key, "type": desk.key}}
    desk.will(desk.status(500, error), desk.claims(echo, named), desk.status(401, error))
    reader = desk.reader()
    seen = [repr(reading(reader, area)), repr(reading(reader, area)), *reader.account(), caplog.text]
    seen += [repr(reader), str(vars(reader)), repr(reader._settings), reader._settings.model_dump_json()]
    assert desk.server.seen[0].headers["Authorization"].endswith(desk.key)
    assert not [words for words in seen if desk.key in words]


def test_connections_are_let_go_when_the_user_stops(
    desk: Any, area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.will(desk.status(500))

    def stop(seconds: float) -> None:
        raise KeyboardInterrupt

    desk.clock.sleep = stop
    reader = desk.reader()
    with pytest.raises(KeyboardInterrupt):
        reading(reader, area)
    reader.close()
    assert reader._service._pool.connections == []
