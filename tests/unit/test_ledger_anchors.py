"""Anchors and exports: what is written for others, and what they find with it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from marsad import Observatory
from marsad.cli import app
from marsad.errors import UsageError, VerificationError
from marsad.ledger import anchors, standalone_verify
from marsad.ledger.entries import EntryKind, NewEntry
from marsad.ledger.export import export_ledger
from marsad.ledger.standalone_verify import Check, check_export
from marsad.ledger.store import Ledger

NOON = datetime(2017, 2, 6, 12, tzinfo=UTC)
PROGRAM = Path(standalone_verify.__file__)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    observatory = Observatory.create(folder)
    (tmp_path / "report.txt").write_text("The army captured Tadef, the monitor said.\u2028Second line.")
    observatory.add([tmp_path / "report.txt"])
    return folder


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_an_anchor_is_made_checked_and_listed(desk: Path, tmp_path: Path) -> None:
    noted = tmp_path / "anchor.txt"
    run("anchor", "--out", noted, "-o", desk)
    assert "Tadef" not in noted.read_text()
    assert "Nothing was added since" in run("anchor", "--check", noted, "-o", desk)
    (tmp_path / "more.txt").write_text("Rebels attacked Qabasin.")
    Observatory(desk).add([tmp_path / "more.txt"])
    assert "1 reading, 1 report" in run("anchor", "--check", noted, "-o", desk)
    assert run("anchor", "--list", "-o", desk).startswith("4:")
    with pytest.raises(UsageError, match="no anchor"):
        run("anchor", "--check", tmp_path / "more.txt", "-o", desk)


def test_a_ledger_made_anew_is_found_by_the_anchors_of_its_folder(desk: Path, tmp_path: Path) -> None:
    noted = tmp_path / "anchor.txt"
    run("anchor", "--out", noted, "-o", desk)
    with Ledger.open(desk / "ledger.sqlite") as ledger:
        told = list(ledger.entries())
    (desk / "ledger.sqlite").unlink()
    with Ledger.create(desk / "ledger.sqlite") as forged:
        forged.append_all(
            [
                *(NewEntry(each.kind, each.body, each.recorded_at) for each in told[:2]),
                *[NewEntry(EntryKind.SOURCE, {"id": "src_x", "name": "x", "kind": "unknown"}, NOON)] * 2,
            ]
        )
        assert forged.verify().whole
    assert [fault.seq for fault in Observatory(desk).verify().faults] == [4]
    with pytest.raises(VerificationError, match="not the one that was noted"):
        run("anchor", "--check", noted, "-o", desk)


def test_the_anchor_of_another_ledger_is_told_apart(desk: Path, tmp_path: Path) -> None:
    noted = tmp_path / "anchor.txt"
    run("anchor", "--out", noted, "-o", desk)
    Observatory.create(tmp_path / "other")
    with pytest.raises(UsageError, match="another ledger"):
        run("anchor", "--check", noted, "-o", tmp_path / "other")


def test_the_standalone_file_is_short_and_needs_nothing_but_python() -> None:
    text = PROGRAM.read_text()
    assert len(text.splitlines()) < 200
    imported = {
        line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))
    }
    assert imported <= set(sys.stdlib_module_names)


def test_an_export_is_checked_by_an_outsider(desk: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("export-ledger", out, "--originals", "-o", desk)

    def check(*more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "-S", str(out / "verify.py"), str(out), *more]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    assert check().returncode == 0
    head = next(line for line in (out / "README.txt").read_text().splitlines() if "exported: " in line)
    assert check("--head", head.rpartition(" ")[2]).returncode == 0
    assert check("--head", f"2:{'0' * 64}").returncode == 1
    assert check("--head", "2").returncode == 2
    original = next(path for path in (out / "originals").rglob("*") if path.is_file())
    original.write_bytes(original.read_bytes() + b".")
    assert "entry 3: its original" in check().stdout
    original.unlink()
    assert check().returncode == 1
    assert check().stderr == ""
    with pytest.raises(UsageError, match="not an empty folder"):
        run("export-ledger", out, "-o", desk)


def test_every_byte_of_an_export_is_guarded(desk: Path, tmp_path: Path) -> None:
    with Ledger.open(desk / "ledger.sqlite") as ledger:
        export_ledger(ledger, None, tmp_path / "out")
    path = tmp_path / "out" / "ledger.jsonl"
    content = path.read_bytes()
    missed = []
    for at in range(0, len(content), 3):
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        check = Check()
        check_export(path, check)
        if not check.faults:
            missed.append(at)
    assert missed == []


@pytest.mark.parametrize(
    "line",
    [b"", b"{}\n", b"[]\n", b'["body","body_hash","hash","kind","previous_hash","recorded_at","seq"]\n',
     b'{"format":"marsad ledger 1","head":5,"last":"x"}\n',
     b'{"format":"marsad ledger 1","head":"x","last":true}\n',
     b"[" * 100_000 + b"\n", b'"\\ud800"\n', b"\xff\xfe\n", b"1" * 5_000 + b"\n"],
)  # fmt: skip
def test_no_export_however_hostile_breaks_the_check(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "ledger.jsonl").write_bytes(line * 2)
    check = Check()
    check_export(tmp_path / "ledger.jsonl", check)
    assert check.faults or not line


def test_an_empty_ledger_is_exported_and_whole(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "ledger.sqlite") as ledger:
        done = export_ledger(ledger, None, tmp_path / "out")
        with pytest.raises(Exception, match="no head"):
            anchors.anchor_text(ledger)
    check = Check()
    check_export(tmp_path / "out" / "ledger.jsonl", check)
    assert (check.faults, done.entries, done.head) == ([], 0, None)
    assert json.loads((tmp_path / "out" / "ledger.jsonl").read_text())["last"] == 0
