"""``marsad read --reader endpoint``: by name alone, with its account at the end, and nothing confidential sent."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from marsad.cli import main
from marsad.plugins import is_remote, reader_for, reader_named

pytestmark = pytest.mark.usefixtures("installed")

TEXT = "Government forces captured the town of Tadef on Sunday, residents said.\n"
CAPTURE = {
    "quote": "Government forces captured the town of Tadef",
    "type": "capture",
    "modality": "asserted",
    "places": [{"mention": "Tadef"}],
}


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


@pytest.fixture
def run(desk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("MARSAD_ENDPOINT_URL", desk.server.url)
    monkeypatch.setenv("MARSAD_ENDPOINT_MODEL", "test-model")
    monkeypatch.setenv("MARSAD_ENDPOINT_KEY", desk.key)

    def command(*words: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["marsad", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code
        said = capsys.readouterr()
        assert desk.key not in said.out + said.err
        return Done(code if isinstance(code, int) else 0, said.out, said.err)

    return command


Command = Callable[..., Done]


def test_claims_go_to_standard_output_and_the_account_to_standard_error(desk: Any, run: Command) -> None:
    desk.will(desk.claims(CAPTURE, {**CAPTURE, "quote": "It never happened"}))
    Path("report.txt").write_text(TEXT, encoding="utf-8")
    done = run("read", "report.txt", "--reader", "endpoint", "--format", "jsonl", "--published", "2017-02-06")
    [claim] = map(json.loads, done.out.splitlines())
    assert (claim["reader"], claim["place"]["id"]) == ("endpoint 0.1.0 test-model", "plc_tadef")
    assert done.code == 0
    assert "a claim (capture) was refused" in done.err
    assert "1 report put to the model: 1 request, 1,000 tokens in, 200 out" in done.err


def test_nothing_is_sent_unless_the_reader_is_named(desk: Any, run: Command) -> None:
    Path("report.txt").write_text(TEXT, encoding="utf-8")
    assert run("read", "report.txt", "--format", "jsonl").code == 0
    assert desk.server.connections == 0
    chosen = reader_for("en")
    assert chosen is not None and not is_remote(chosen)


def test_a_confidential_report_in_a_batch_stays_and_the_others_are_read(desk: Any, run: Command) -> None:
    desk.will(desk.claims(CAPTURE))
    records = [
        {"id": "a", "text": TEXT, "pseudonym": "Olive Tree"},
        {"id": "b", "text": TEXT, "publisher": "An Agency"},
        {"id": "c", "text": TEXT, "publisher": "Abu Example"},
    ]
    Path("batch.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    register = "name,kind,aliases,confidential\nThe Poplar,outlet,Abu Example,yes\n"
    Path("sources.csv").write_text(register, encoding="utf-8")
    done = run("read", "batch.jsonl", "--reader", "endpoint", "--format", "jsonl", "--sources", "sources.csv")
    assert [json.loads(line)["report_ref"] for line in done.out.splitlines()] == ["b"]
    assert (done.code, len(desk.server.seen)) == (2, 1)
    assert "2 × the report was not sent" in done.err
    assert not [name for name in ("Olive", "Poplar", "Abu") if name in done.err]


def test_a_service_that_fails_is_said_and_the_exit_code_tells(desk: Any, run: Command) -> None:
    desk.will(desk.status(401))
    Path("report.txt").write_text(TEXT, encoding="utf-8")
    done = run("read", "report.txt", "--reader", "endpoint")
    assert done.code == 2
    assert "refused the key (401)" in done.err and "Traceback" not in done.err


def test_a_reader_that_there_is_not_is_refused_with_those_there_are(run: Command) -> None:
    Path("report.txt").write_text(TEXT, encoding="utf-8")
    done = run("read", "report.txt", "--reader", "oracle")
    assert done.code == 2
    assert "frames-en, endpoint" in " ".join(done.err.split())


def test_stopping_lets_connections_go_and_still_gives_the_account(
    desk: Any, run: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.will(desk.claims(CAPTURE))
    records = [{"id": str(number), "text": f"{TEXT} {number}"} for number in range(3)]
    Path("batch.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    from marsad.claims.endpoint.service import Endpoint

    plain, asked = Endpoint.ask, []

    def stopped(self: Endpoint, messages: list[dict[str, str]]) -> object:
        asked.append(messages)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return plain(self, messages)

    monkeypatch.setattr(Endpoint, "ask", stopped)
    done = run("read", "batch.jsonl", "--reader", "endpoint", "--format", "jsonl")
    assert done.code == 2 and "stopped by you" in done.err
    assert "1 report put to the model: 1 request" in done.err
    assert len(done.out.splitlines()) == 1


def test_a_reader_near_by_may_be_named_too() -> None:
    assert reader_named("frames-en").name == "frames-en"
