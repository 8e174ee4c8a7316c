"""A watch: what comes is recorded once, whatever happens in between, and everybody sees how each feed stands."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import marsad.watching.watch
from marsad.cli import app
from marsad.errors import UsageError
from marsad.observatory import Observatory
from marsad.reports.feeds.endpoint import new_token
from marsad.watching.diary import read_diary
from marsad.watching.register import FEEDS_FILE, FeedEntry, read_feeds, write_feeds
from marsad.watching.watch import Told, Watch

pytest.importorskip("httpcore", reason="the extra 'feeds' is not installed")
ITEM = """<item><title>Report {n}</title><link>https://n.example/{n}</link><guid>{n}</guid>
<pubDate>Mon, 06 Feb 2017 10:00:00 +0200</pubDate>
<description>Shells fell on Tadef, {n} times.</description></item>"""


def rss(count: int) -> str:
    items = "".join(ITEM.format(n=n) for n in range(count))
    return f"<rss version='2.0'><channel><title>Northern News</title>{items}</channel></rss>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Observatory.create(tmp_path / "desk", area="syria")
    return tmp_path / "desk"


def add(folder: Path, name: str, kind: str, **settings: Any) -> None:
    write_feeds(folder, {**read_feeds(folder), name: FeedEntry(name, kind, settings)})


def watch_once(folder: Path) -> list[Told]:
    told: list[Told] = []
    Watch(Observatory(folder), told.append).run(once=True)
    return told


def texts(folder: Path) -> list[str]:
    return [report.text for report in Observatory(folder).reports()]


def test_what_feeds_tell_is_recorded_and_read_and_nothing_comes_twice(
    web: Any, folder: Path, tmp_path: Path
) -> None:
    web.on("/feed", web.answer(rss(3)))
    put = tmp_path / "put"
    put.mkdir()
    (put / "tadef.txt").write_text("The army captured Tadef on 5 February 2017.")
    os.utime(put / "tadef.txt", (1, 1))
    add(folder, "news", "rss", url=web.url + "/feed", private_addresses=True)
    add(folder, "put", "folder", path=str(put), source="Northern Monitor")
    told = watch_once(folder)
    observatory = Observatory(folder)
    assert len(observatory.reports()) == 4
    assert [claim.type.value for claim in observatory.claims() if claim.place and claim.type.value == "capture"]
    assert sorted(each.feed for each in told) == ["news", "put"]
    assert observatory.verify().faults == ()
    assert [each.what.partition(";")[0] for each in watch_once(folder)] == ["0 new, 0 known, 0 refused"] * 2
    assert len(texts(folder)) == 4


def test_a_stop_before_the_place_is_kept_loses_and_doubles_nothing(
    web: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.on("/feed", web.answer(rss(3)), web.answer(rss(4)))
    add(folder, "news", "rss", url=web.url + "/feed", private_addresses=True)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(marsad.watching.watch, "write_diary", killed)
        with pytest.raises(KeyboardInterrupt):
            watch_once(folder)
    assert len(texts(folder)) == 3 and read_diary(folder, "news").polls == 0
    (told,) = watch_once(folder)
    assert told.what.startswith("1 new, 3 known") and len(texts(folder)) == 4


def test_an_entry_that_is_changed_back_counts_again(web: Any, folder: Path) -> None:
    one = rss(1).replace("Shells fell on Tadef, 0 times.", "Shelling killed three people in Tadef on Monday.")
    two = one.replace("three", "five")
    web.on("/feed", *map(web.answer, (one, two, one)))
    add(folder, "news", "rss", url=web.url + "/feed", private_addresses=True)
    for said in (3, 5, 3):
        watch_once(folder)
        assert {each.killed.low for each in Observatory(folder).claims() if each.killed} == {said}
    assert len(Observatory(folder).reports()) == 2 and Observatory(folder).verify().faults == ()


def test_reports_that_another_marsad_added_meanwhile_are_known(web: Any, folder: Path, tmp_path: Path) -> None:
    text = tmp_path / "same.json"
    text.write_text(json.dumps({"text": "Shells fell on Tadef.", "publisher": "N", "published": "2017-02-06"}))
    observatory = Observatory(folder)
    intake = observatory.intake()
    from marsad.reports.receive import Received, receive

    received = [each for each in receive(text) if isinstance(each, Received)]
    Observatory(folder).add([text])
    added = observatory.take(received, intake)
    assert (len(added.accepted), len(added.known_already)) == (0, 1)
    assert len(texts(folder)) == 1


def test_a_second_watch_of_the_same_folder_is_refused(folder: Path) -> None:
    with (
        marsad.watching.watch._only_watch(folder),
        pytest.raises(UsageError, match="being watched by another"),
    ):
        watch_once(folder)
    watch_once(folder)


def test_a_feed_that_fails_shows_and_holds_up_no_other(web: Any, folder: Path) -> None:
    web.on("/bad", web.answer("no", 500))
    web.on("/good", web.answer(rss(1)))
    add(folder, "bad", "rss", url=web.url + "/bad", private_addresses=True)
    add(folder, "good", "rss", url=web.url + "/good", private_addresses=True)
    add(folder, "wrong", "rss", url="http://[", private_addresses=True)
    by_feed = {each.feed: each for each in watch_once(folder)}
    assert by_feed["bad"].wrong and "500" in by_feed["bad"].what
    assert by_feed["wrong"].wrong and not by_feed["good"].wrong
    assert read_diary(folder, "bad").failures == 1 and len(texts(folder)) == 1
    shown = CliRunner().invoke(app, ["feed", "list", "--issues", "-o", str(folder)])
    assert "the server failed (500)" in " ".join(shown.output.split())
    assert max(map(len, shown.output.splitlines()[:-4])) <= 80


def test_a_busy_ledger_is_waited_for_and_then_told(
    web: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    web.on("/feed", web.answer(rss(2)))
    add(folder, "news", "rss", url=web.url + "/feed", private_addresses=True)
    with Observatory(folder).ledger(writable=True):
        (told,) = watch_once(folder)
    assert told.wrong and "written to by another" in told.what and texts(folder) == []
    (told,) = watch_once(folder)
    assert told.what.startswith("2 new")


def test_a_damaged_diary_is_told_and_loses_nothing(web: Any, folder: Path) -> None:
    web.on("/feed", web.answer(rss(2)))
    add(folder, "news", "rss", url=web.url + "/feed", private_addresses=True)
    watch_once(folder)
    (folder / "feeds" / "news.json").write_text('{"state": [')
    (told,) = watch_once(folder)
    assert told.what.startswith("0 new, 2 known")
    assert any("damaged" in issue.reason for issue in read_diary(folder, "news").issues)


def test_a_poll_in_parts_goes_on_at_once(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marsad.reports.feeds.folder.MOST_FILES", 2)
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text(f"Shells fell on Tadef, {number}.")
        os.utime(tmp_path / f"{number}.txt", (1, 1))
    add(folder, "put", "folder", path=str(tmp_path))
    told = watch_once(folder)
    assert len(told) == 3 and len([text for text in texts(folder) if text.startswith("Shells")]) == 5
    (tmp_path / "0.txt").write_text("Shells fell on Tadef, changed.")
    os.utime(tmp_path / "0.txt", (2, 2))
    assert watch_once(folder)[0].what.startswith("1 new, 0 known")
    assert "0.txt" not in (folder / "feeds" / "put.json").read_text()


def test_a_chat_that_can_be_read_both_ways_waits_for_the_users_word(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text("1/2/17, 10:00 - A: The army took Tadef.\n3/4/17, 10:01 - A: Two.\n")
    os.utime(tmp_path / "chat.txt", (1, 1))
    add(folder, "put", "folder", path=str(tmp_path))
    (told,) = watch_once(folder)
    assert told.wrong and "1 refused" in told.what
    (folder / "feeds" / "put.json").unlink()
    add(folder, "put", "folder", path=str(tmp_path), day_first=False)
    watch_once(folder)
    days = {str(report.published) for report in Observatory(folder).reports()}
    assert {"2017-01-02", "2017-03-04"} <= days


def test_a_spreadsheet_put_into_a_folder_is_read_as_it_was_confirmed_once(folder: Path, tmp_path: Path) -> None:
    put = tmp_path / "put"
    put.mkdir()
    rows = "Notes;Day\nThe army took Tadef.;2017-02-05\nShells fell on Bzaah.;2017-02-06\n"
    (put / "week.csv").write_text(rows)
    os.utime(put / "week.csv", (1, 1))
    add(folder, "put", "folder", path=str(put), source="Northern Monitor")
    assert watch_once(folder)[0].wrong and texts(folder) == []
    first = tmp_path / "first.csv"
    first.write_text("Notes;Day\nThe road is cut.;2017-02-04\n")
    Observatory(folder).add([first], publisher="Northern Monitor", columns={"text": "Notes", "date": "Day"})
    (folder / "feeds" / "put.json").unlink()
    assert watch_once(folder)[0].what.startswith("2 new")


# --- as a person starts and stops it ---------------------------------------------------------------------------


PROGRAM = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"  # background jobs ignore it
    "from marsad.cli import main; main()"
)


@pytest.fixture
def started(folder: Path) -> Iterator[Any]:
    running: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "watch", "-o", str(folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def wait_for(true: Any, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come to that in time"
        time.sleep(0.05)


def post(port: int, token: str, number: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    body = json.dumps({"text": f"Shells fell on Tadef, {number} times.", "published": "2017-02-06"})
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection.request("POST", "/reports", body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_a_watch_that_is_killed_again_and_again_keeps_what_it_acknowledged(
    web: Any, folder: Path, started: Any
) -> None:
    token, digest = new_token()
    port = 20_000 + random.Random(str(folder)).randrange(20_000)
    add(folder, "bot", "endpoint", source="Field bot", token_sha256=digest, port=port, per_minute=10_000)
    acknowledged: list[int] = []
    dice, number = random.Random(5), 0
    for _ in range(3):
        process = started()
        until = time.monotonic() + 20
        stop = None
        while time.monotonic() < until and (stop is None or time.monotonic() < stop):
            try:
                number += 1
                if post(port, token, number) in (200, 202):
                    acknowledged.append(number)
                    stop = stop or time.monotonic() + dice.random()
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
        process.send_signal(signal.SIGKILL)
        process.wait()
    kept = texts(folder)
    assert len(acknowledged) > 3
    assert {f"Shells fell on Tadef, {each} times." for each in acknowledged} <= set(kept)
    assert len(kept) == len(set(kept)) and Observatory(folder).verify().faults == ()


@pytest.mark.slow
@pytest.mark.parametrize("signals", [signal.SIGINT, signal.SIGTERM])
def test_a_watch_ends_cleanly_and_sees_feeds_that_are_added(
    web: Any, folder: Path, started: Any, signals: int
) -> None:
    process = started()
    wait_for((folder / "watch.lock").exists)
    time.sleep(1.5)
    web.on("/feed", web.answer(rss(2)))
    add(folder, "news", "rss", url=web.url + "/feed", private_addresses=True)
    wait_for((folder / "feeds" / "news.json").exists)
    time.sleep(1.0)
    process.send_signal(signals)
    said, _ = process.communicate(timeout=20)
    assert process.returncode == 0, said
    assert "news: 2 new, 0 known, 0 refused" in said and "Stopped." in said and "Traceback" not in said
    assert len(texts(folder)) == 2
    watch_once(folder)  # the lock was let go


def test_feeds_are_added_listed_tested_and_removed(web: Any, folder: Path) -> None:
    runner, at = CliRunner(), ["-o", str(folder)]
    web.on("/feed", web.answer(rss(2)))
    added = runner.invoke(
        app, ["feed", "add", "rss", web.url + "/feed", "--private", "--source", "Northern News", *at]
    )
    assert added.exit_code == 0 and "rss-1" in added.output
    tested = runner.invoke(app, ["feed", "test", "rss-1", *at])
    assert "2 reports would come" in tested.output and texts(folder) == []
    token = (
        runner.invoke(app, ["feed", "add", "endpoint", "--source", "Field bot", *at])
        .output.split("this once: ")[1]
        .split()[0]
    )
    assert token not in (folder / FEEDS_FILE).read_text() and len(token) >= 43
    watched = runner.invoke(app, ["watch", "--once", *at])
    assert watched.exit_code == 0 and "Northern News" not in watched.output
    listed = runner.invoke(app, ["feed", "list", *at]).output
    assert "endpoint-1" in listed and "well" in listed and "Northern News" in listed
    assert max(map(len, listed.splitlines())) <= 80
    assert runner.invoke(app, ["feed", "remove", "rss-1", *at]).exit_code == 0
    assert set(read_feeds(folder)) == {"endpoint-1"} and not (folder / "feeds" / "rss-1.json").exists()
    if os.name == "posix":
        assert (folder / FEEDS_FILE).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["rss"], "the url is missing"),
        (["endpoint", "x", "--source", "A"], "takes no address"),
        (["endpoint"], "source"),
        (["imap", "mail.example.org"], "user"),
        (["rss", "https://n.example/", "--every", "5"], "every_minutes"),
        (["rss", "https://n.example/", "--user", "me"], "user"),
        (["folder", "x", "--name", "Not A Name"], "small letters"),
    ],
)
def test_what_cannot_be_is_refused_when_it_is_added(folder: Path, arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(app, ["feed", "add", *arguments, "-o", str(folder)])
    assert isinstance(result.exception, UsageError) and said in str(result.exception)
    assert read_feeds(folder) == {}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[a", "not valid TOML"),
        ("a = 1", "no table with a kind"),
        ('[a]\nkind = "tv"', "there are: folder, imap, rss, endpoint"),
        ('["A B"]\nkind = "rss"', "small letters"),
        ('[a]\nkind = "endpoint"\nsource = "x"', "token_sha256"),
    ],
)
def test_a_file_of_feeds_that_is_wrong_is_told_with_the_feed(folder: Path, written: str, said: str) -> None:
    (folder / FEEDS_FILE).write_text(written)
    with pytest.raises(UsageError, match=r"feeds\.toml") as wrong:
        watch_once(folder)
    assert said in str(wrong.value)


def test_what_is_written_of_feeds_reads_back(folder: Path) -> None:
    settings = {"url": 'https://n.example/?a="b"\\c', "source": "مرصد \x7f", "every_minutes": 20.5, "pages": True}
    add(folder, "a", "rss", **settings)
    assert read_feeds(folder)["a"].settings == settings
