"""Files written whole or not at all: a full disk or a stop in between leaves what was there before."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

OWNER_ONLY = 0o600


def write_whole(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write ``data`` to ``path`` by way of a file beside it, which takes its place once it is whole.

    A ``private`` file is for its owner alone to read. A link is followed. What is no plain file, such as a device
    or a pipe, is written to as it is. Raises OSError; then nothing is left beside and the earlier file stands.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    fresh = target.with_name(f".{target.name}-{token_hex(4)}")
    try:
        made = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY if private else 0o666)
        with os.fdopen(made, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists() and not private:
            fresh.chmod(target.stat().st_mode & 0o7777)
        fresh.replace(target)
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise


def write_new(path: Path, data: bytes) -> None:
    """Write ``data`` to a new file of its owner's alone, durably. Raises OSError, also where something is there.

    Where it cannot be written whole, no file is left.
    """
    made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    try:
        with os.fdopen(made, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
