"""Originals are kept as received, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from marsad.errors import LedgerError, VerificationError
from marsad.model.ids import sha256_hex
from marsad.reports.originals import Originals


def test_what_is_kept_comes_back_by_its_hash(tmp_path: Path) -> None:
    originals = Originals(tmp_path / "originals")
    content = "نص\r\n\0".encode()
    sha256 = originals.keep(content)
    assert sha256 == sha256_hex(content)
    assert originals.read(sha256) == content
    assert sha256 in originals
    path = tmp_path / "originals" / sha256[:2] / sha256
    assert path.read_bytes() == content
    assert path.stat().st_mode & 0o077 == 0  # nobody but its owner reads what sources wrote


def test_the_same_content_is_kept_once(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    kept = originals.keep_all([b"a", b"b", b"a"])
    assert kept[0] == kept[2]
    assert list(originals) == sorted(set(kept))


def test_what_is_lost_or_altered_is_never_given_out(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    sha256 = originals.keep(b"content")
    (tmp_path / sha256[:2] / sha256).write_bytes(b"Content")
    with pytest.raises(VerificationError, match="altered"):
        originals.read(sha256)
    with pytest.raises(VerificationError, match="lost"):
        originals.read("0" * 64)
    with pytest.raises(VerificationError, match="not a sha256"):
        originals.read("../../etc/passwd")


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_full_disk_or_an_interruption_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(_: int) -> None:
        raise error

    originals = Originals(tmp_path / "originals")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises((LedgerError, KeyboardInterrupt)) as caught:
        originals.keep(b"content")
    if caught.type is LedgerError:
        assert "No space left on device; free some space" in str(caught.value)
    monkeypatch.undo()
    assert [path for path in (tmp_path / "originals").rglob("*") if path.is_file()] == []
    assert originals.read(originals.keep(b"content")) == b"content"


def test_an_original_is_durable_before_its_name_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    sync, replace = os.fsync, Path.replace

    def noted_sync(descriptor: int) -> None:
        steps.append("sync")
        sync(descriptor)

    def noted_replace(path: Path, target: Path) -> Path:
        steps.append("name")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    Originals(tmp_path).keep(b"content")
    assert steps[:2] == ["sync", "name"]
    assert "sync" in steps[2:]
