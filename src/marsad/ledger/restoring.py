"""Restoring a backup into a new folder, and proving it: every entry, every original, the head that was noted."""

from __future__ import annotations

import json
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

from marsad.errors import UsageError, VaultError, VerificationError
from marsad.ledger import anchors
from marsad.ledger.backup import ABOUT, AREA, FILES, FORM, LEDGER, ORIGINALS, Progress
from marsad.ledger.opening import ORIGINALS_FOLDER, new_ledger, originals_in, verified
from marsad.ledger.rows import TEXT_COLUMNS
from marsad.ledger.walk import Verification
from marsad.settings import SETTINGS_FILE, with_setting
from marsad.vault.sealed import SealedReader

ORIGINALS_TOGETHER = 50
LARGEST_FILE_BYTES = 1 << 30
_MEMBER = re.compile(r"about\.json|ledger/\d{8}\.jsonl|originals/[0-9a-f]{64}|(files|area)/[^\0]+", re.DOTALL)


def restore(
    file: Path, folder: Path, passphrase: str, *, store: str = "", progress: Progress | None = None
) -> Verification:
    """Make the observatory in ``folder``, which must be new or empty, from the backup ``file``, and verify it.

    ``store`` is the address of a server for its ledger; left out, the ledger is a file in the folder, wherever it
    was kept before. Raises UsageError where something lies there, VaultError for a wrong passphrase or an altered
    file, VerificationError where what came out is not what went in; nothing is left behind then.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not an empty folder: a backup is never restored over something")
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-restoring-"))
    try:
        try:
            with file.open("rb") as sealed:
                about = _read(sealed, making, passphrase, store, progress)
            _settle(making, folder, store)
        except OSError as error:
            raise UsageError(f"{file}: {error.strerror or 'cannot be read'}") from error
        except VaultError as error:
            raise VaultError(f"{file}: {error}") from error
        noted = [anchor for anchor, _ in anchors.kept(making)]
        found = verified(making, store, originals_in(making, store), noted)
        if not found.whole or str(found.head or "") != about["head"]:
            raise VerificationError(f"{file}: what came out is not what went in; use another backup")
        if folder.exists():
            folder.rmdir()
        making.replace(folder)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return found


def _read(file: IO[bytes], making: Path, passphrase: str, store: str, progress: Progress | None) -> dict[str, Any]:
    """Read a backup into ``making``; gives what it says about itself."""
    total = os.fstat(file.fileno()).st_size
    sealed = SealedReader(file, FORM, passphrase)
    restoring = _Restoring(making, store)
    try:
        with tarfile.open(fileobj=cast("IO[bytes]", sealed), mode="r|") as tar:
            for member in tar:
                restoring.take(member.name, _content(tar, member))
                if progress:
                    progress("reading", file.tell(), total)
    except tarfile.TarError as error:
        raise VaultError("what it holds is no backup") from error
    sealed.finish()
    if not restoring.about:
        raise VaultError("what it holds is no backup")
    restoring.keep_originals()
    return restoring.about


class _Restoring:
    """Takes the members of a backup in the order in which they were written: ledger, originals, files, about."""

    def __init__(self, making: Path, store: str) -> None:
        self.about: dict[str, Any] = {}
        self._making, self._store = making, store
        self._rows: Path | None = Path(tempfile.mkdtemp(dir=making, prefix=".rows-"))
        self._waiting: list[bytes] = []

    def take(self, member: str, content: bytes) -> None:
        """Put one member where it belongs. Raises VaultError for one that comes out of its turn."""
        kind, _, name = member.partition("/")
        if kind == LEDGER:
            if self._rows is None:
                raise VaultError("what it holds is no backup")
            (self._rows / name).write_bytes(content)
            return
        self._make_ledger()
        if kind == ORIGINALS:
            self._waiting.append(content)
            if len(self._waiting) == ORIGINALS_TOGETHER:
                self.keep_originals()
        elif kind == ABOUT:
            self.about = json.loads(content)
        else:
            _put(self._making if kind == FILES else self._making / AREA, name, content)

    def keep_originals(self) -> None:
        """Keep those that wait."""
        originals_in(self._making, self._store).keep_all(self._waiting)
        self._waiting.clear()

    def _make_ledger(self) -> None:
        if self._rows is None:
            return
        with new_ledger(self._making, self._store) as ledger:
            ledger.adopt(_batches(self._rows))
        shutil.rmtree(self._rows)
        self._rows = None
        if not self._store:
            (self._making / ORIGINALS_FOLDER).mkdir()


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    if not (member.isreg() and _MEMBER.fullmatch(member.name) and member.size <= LARGEST_FILE_BYTES):
        raise VaultError("it holds something that no backup holds")
    source = tar.extractfile(member)
    content = source.read() if source else b""
    if len(content) != member.size:
        raise VaultError("it was cut")
    return content


def _put(root: Path, name: str, content: bytes) -> None:
    """A file below ``root``, for its owner alone. Raises VaultError for a path that leads elsewhere."""
    path = root / name
    if ".." in Path(name).parts or Path(name).is_absolute():
        raise VaultError("it holds a path that leads out of its folder")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def _settle(making: Path, folder: Path, store: str) -> None:
    """Settings that fit the new place: its store, and the area's folder where that came along."""
    path = making / SETTINGS_FILE
    if not path.is_file():
        raise VaultError("what it holds is no backup: the settings are missing")
    text = with_setting(path.read_text(encoding="utf-8"), "store", store)
    if (making / AREA).is_dir():
        text = with_setting(text, "area", str((folder / AREA).resolve()))
    path.write_text(text, encoding="utf-8")


def _batches(rows: Path) -> Iterator[list[dict[str, Any]]]:
    for path in sorted(rows.iterdir()):
        lines = path.read_text(encoding="ascii").split("\n")
        yield [dict(zip(("seq", *TEXT_COLUMNS), json.loads(line), strict=True)) for line in lines]
