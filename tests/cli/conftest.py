"""``marsad`` as a person types it, in this process: exit code, answers and errors, at 80 columns, in a folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from marsad.cli import main


@pytest.fixture
def marsad(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., subprocess.CompletedProcess[str]]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")

    def run(*words: str | Path, typed: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run it with these words; ``typed`` line by line where it asks, None: nobody is at a keyboard."""
        monkeypatch.setattr(sys, "argv", ["marsad", *map(str, words)])
        monkeypatch.setattr(sys.stdin, "isatty", lambda: typed is not None, raising=False)
        lines = iter((typed or "").splitlines())
        monkeypatch.setattr("typer.prompt", lambda *_args, **_options: next(lines))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code
        return subprocess.CompletedProcess(words, code if isinstance(code, int) else 0, *capsys.readouterr())

    return run
