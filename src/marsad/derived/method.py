"""Which method made a derived table: the version of Marsad, and a hash of the code and tables of the stages."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import marsad

STAGES = (
    "model", "areas", "events", "control", "casualties", "derived", "reports/copies.py",
    "reports/near.py", "reports/versions.py",
)  # fmt: skip


@lru_cache(maxsize=1)
def method() -> str:
    """``0.1.0 a1b2c3…``: another method means that everything is derived again.

    It changes with any letter of the code, so that nobody must remember to say that a method changed.
    """
    package = Path(marsad.__file__).parent
    seen = sha256()
    for stage in STAGES:
        at = package / stage
        files = [at] if at.is_file() else sorted(p for p in at.glob("*") if p.suffix in {".py", ".csv", ".yaml"})
        for file in files:
            seen.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return f"{marsad.__version__} {seen.hexdigest()[:16]}"
