"""Bad input at the command line: a clear message naming what and what to do, exit code 2, no traceback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]
REPORT = "Turkish-backed rebels captured Bazaa from Islamic State on Friday, the monitor said.\n"


@pytest.fixture
def observatory(marsad: Run, tmp_path: Path) -> Path:
    assert marsad("init", "desk").returncode == 0
    return tmp_path / "desk"


def refused(done: Done, *names: str) -> None:
    said = " ".join((done.stderr + done.stdout).split())
    assert done.returncode == 2, said
    assert "Traceback" not in said
    for name in names:
        assert name in said, said


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("report.xyz", b"text", ("report.xyz", ".txt")),
        ("empty.txt", b"", ("empty.txt", "empty")),
        ("blank.txt", b" \n\t\n", ("blank.txt",)),
        ("binary.txt", b"MZ\x90\x00\x03\x00\x00\x00" * 40, ("binary.txt",)),
        ("latin.txt", "Alep, assi\xe9g\xe9e".encode("latin-1"), ("latin.txt", "UTF-8")),
        ("front.md", b"---\npublished: sometime\ntitle: x\n---\nText.\n", ("front.md", "published")),
        ("batch.jsonl", b'{"id": "a", "text": "ISIS took Bazaa."}\n{broken\n', ("batch.jsonl", "line 2")),
    ],
)
def test_a_file_that_is_no_report_is_named_and_the_others_are_kept(
    marsad: Run, observatory: Path, tmp_path: Path, name: str, content: bytes, told: tuple[str, ...]
) -> None:
    bad = write(tmp_path, name, content)
    good = write(tmp_path, "good.txt", REPORT.encode())
    refused(marsad("add", bad, good, "-o", observatory, "--published", "2017-02-04"), *told)
    again = marsad("add", good, "-o", observatory, "--published", "2017-02-04")
    assert "1 known already" in again.stdout
    assert again.returncode == 0


def test_a_file_of_over_50_mb_is_refused_by_its_size(marsad: Run, observatory: Path, tmp_path: Path) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(51_000_000)
    refused(marsad("add", huge, "-o", observatory), "huge.txt", "MB")


def test_a_file_that_is_not_there(marsad: Run, observatory: Path) -> None:
    refused(marsad("add", "nowhere.txt", "-o", observatory), "nowhere.txt")


def test_a_date_that_is_none(marsad: Run, observatory: Path) -> None:
    refused(marsad("siege", "Al-Bab", "-o", observatory, "--as-of", "2017-02-31"), "2017-02-31", "2017-02-06")
    refused(marsad("brief", "-o", observatory, "--known-at", "noon"), "noon", "2017-02-06T12:00")


@pytest.mark.parametrize("day", ["2017-W05-1", "20170206", "9999-12-31", "0001-01-01"])
def test_a_day_is_written_one_way_and_lies_in_our_time(marsad: Run, observatory: Path, day: str) -> None:
    refused(marsad("siege", "Al-Bab", "-o", observatory, "--as-of", day), day)
    refused(marsad("brief", "-o", observatory, "--known-at", f"{day}T00:00+14:00"), day)


def test_a_place_that_is_not_in_the_area_offers_the_nearest(marsad: Run, observatory: Path) -> None:
    refused(marsad("siege", "Al-Babb", "-o", observatory, "--as-of", "2017-02-06"), "Al-Babb", "Al-Bab")


def test_an_area_that_is_none(marsad: Run) -> None:
    refused(marsad("init", "elsewhere", "--area", "atlantis"), "atlantis", "syria")


def test_a_folder_that_is_no_observatory(marsad: Run, tmp_path: Path) -> None:
    refused(marsad("brief", "-o", tmp_path), "marsad init")


def test_a_folder_that_is_full_is_not_made_an_observatory(marsad: Run, observatory: Path) -> None:
    refused(marsad("init", observatory), "desk")


def test_a_port_in_use(marsad: Run, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused(marsad("demo", "--no-open", "--port", str(port), "--out", tmp_path / "d"), str(port), "--port")


def test_a_demo_does_not_overwrite_a_folder_of_something_else(marsad: Run, tmp_path: Path) -> None:
    write(tmp_path, "precious.txt", b"mine")
    refused(marsad("demo", "--no-open", "--no-serve", "--out", tmp_path), "--out")
    assert (tmp_path / "precious.txt").read_bytes() == b"mine"


def test_an_edition_of_nothing_or_of_centuries_is_refused(marsad: Run, observatory: Path, tmp_path: Path) -> None:
    out = tmp_path / "edition"
    refused(marsad("publish", "-o", observatory, "--out", out), "marsad add")
    refused(marsad("publish", "-o", observatory, "--out", out, "--as-of", "2017-02-06"), "marsad add")
    write(tmp_path, "good.txt", REPORT.encode())
    assert marsad("add", "good.txt", "-o", observatory, "--published", "2017-02-04").returncode == 0
    days = ("--from", "2017-02-01", "--to", "2017-02-06")
    refused(marsad("publish", "-o", observatory, "--out", out, *days, "--as-of", "2018-01-01"), "2018-01-01")
    refused(
        marsad("publish", "-o", observatory, "--out", out, "--from", "1950-01-01", "--to", "2017-02-06"), "days"
    )
    refused(
        marsad("publish", "-o", observatory, "--out", out, "--from", "2017-02-06", "--to", "2017-02-01"), "--to"
    )
    assert not out.exists()


def test_an_edition_does_not_overwrite_a_folder_of_something_else(
    marsad: Run, observatory: Path, tmp_path: Path
) -> None:
    write(tmp_path, "good.txt", REPORT.encode())
    assert marsad("add", "good.txt", "-o", observatory, "--published", "2017-02-04").returncode == 0
    precious = tmp_path / "precious"
    precious.mkdir()
    write(precious, "mine.txt", b"mine")
    refused(marsad("publish", "-o", observatory, "--out", precious), "precious")
    assert (precious / "mine.txt").read_bytes() == b"mine"


def test_ctrl_c_elsewhere_is_said_without_a_traceback(marsad: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("marsad.demo.show.make_demo", interrupted)
    refused(marsad("demo", "--no-open", "--no-serve"), "stopped by you")


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file size are set otherwise on Windows")
def test_a_full_disk_is_said_and_loses_nothing(marsad: Run, observatory: Path, tmp_path: Path) -> None:
    good = write(tmp_path, "good.txt", REPORT.encode())
    assert marsad("add", good, "-o", observatory).returncode == 0
    ledger = observatory / "ledger.sqlite"
    many = tmp_path / "many"
    many.mkdir()
    for number in range(12):  # twice what there is room for
        write(many, f"{number}.txt", f"{REPORT} Note {number}. {'Nothing else is known. ' * 400}".encode())

    size = ledger.stat().st_size + 60_000
    program = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}));"
        "from marsad.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "add", str(many), "-o", str(observatory)],
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    refused(done, "ledger")
    verified = marsad("verify", "-o", observatory)
    assert verified.returncode == 0, verified.stderr
    assert marsad("add", many, "-o", observatory, "--processes", "1").returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
def test_ctrl_c_in_the_middle_of_add_keeps_what_was_accepted(observatory: Path, tmp_path: Path) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(250):
        write(many, f"{number:03}.txt", f"{REPORT} It was clash number {number}.".encode())
    program = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"  # background jobs ignore it
        "from marsad.cli import main; main()"
    )
    adding = subprocess.Popen(
        [sys.executable, "-c", program, "add", str(many), "-o", str(observatory)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "NO_COLOR": "1"},
    )  # fmt: skip
    deadline = time.monotonic() + 120
    originals = observatory / "originals"
    while time.monotonic() < deadline and sum(each.is_file() for each in originals.rglob("*")) < 21:
        time.sleep(0.01)
    adding.send_signal(signal.SIGINT)
    said = " ".join(adding.communicate(timeout=120)[1].split())
    assert adding.returncode == 2, said
    assert "Traceback" not in said
    assert "kept" in said and "again" in said

    from marsad.observatory import Observatory

    opened = Observatory(observatory)
    kept = len(opened.reports())
    assert 0 < kept < 250
    assert opened.verify().faults == ()
    assert len(opened.add([many]).known_already) == kept
    assert len(opened.reports()) == 250


def test_claims_are_written_into_a_file_whole_or_not_at_all(marsad: Run, tmp_path: Path) -> None:
    good = write(tmp_path, "good.txt", REPORT.encode())
    refused(marsad("read", good, "--format", "jsonl", "--out", tmp_path), "folder")
    refused(marsad("read", good, "--format", "jsonl", "--out", tmp_path / "none" / "claims.jsonl"), "none")
    out = tmp_path / "claims.jsonl"
    assert marsad("read", good, "--format", "jsonl", "--out", out).returncode == 0
    assert '"type": "capture"' in out.read_text(encoding="utf-8").splitlines()[0]
