"""Coverage-guided fuzzing of every format, for seconds each here; for hours by hand (see ``harness.py``)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from marsad.plugins import formats

pytestmark = pytest.mark.slow
SECONDS = int(os.environ.get("MARSAD_FUZZ_SECONDS", "5"))
SEEDS = Path(__file__).parents[1] / "contracts" / "test_formats.py"


def seeds() -> dict[str, bytes]:
    """The files that the law of formats begins with."""
    said: dict[str, object] = {"__name__": "seeds"}
    exec(compile(SEEDS.read_text(encoding="utf-8"), str(SEEDS), "exec"), said)
    found = said["SEEDS"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("format", [each.name for each in formats()])
def test_no_input_breaks_it(format: str, tmp_path: Path) -> None:
    pytest.importorskip("atheris")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "seed").write_bytes(seeds().get(format, b"text"))
    limits = [f"-max_total_time={SECONDS}", "-timeout=10", "-rss_limit_mb=1000", "-max_len=20000"]
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("harness.py")), format, str(corpus), *limits],
        cwd=tmp_path, capture_output=True, text=True, timeout=SECONDS * 4 + 120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3_000:]
