"""Originals: the bytes of reports as received, kept by their own sha256 and never changed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from marsad.errors import LedgerError, VerificationError
from marsad.model.ids import sha256_hex
from marsad.writing import write_whole

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
AT_ONCE = 8  # files written and synced at once
OWNER_ONLY = 0o700  # an original may hold what a confidential source wrote


class Originals:
    """A folder of files ``ab/abcdef...``, each named by the sha256 of its content."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, content: bytes) -> str:
        """Keep ``content`` durably and give its sha256; the same content is kept once.

        Raises LedgerError where the disk is full or may not be written to; nothing half-written is left.
        """
        return self.keep_all([content])[0]

    def keep_all(self, contents: Iterable[bytes]) -> tuple[str, ...]:
        """Keep each content; durable when it returns. Some are written at once: a disk syncs many as fast as one.

        Raises LedgerError as :meth:`keep` does; some of the contents may be kept then.
        """
        named = [(sha256_hex(content), content) for content in contents]
        try:
            new = {path: content for sha256, content in named if not (path := self._path(sha256)).exists()}
            folders = {path.parent for path in new}
            missing = [folder for folder in sorted(folders) if not folder.is_dir()]
            for folder in missing:
                folder.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
            _at_once(lambda path: write_whole(path, new[path], private=True), new)
            _at_once(_sync_folder, sorted({*folders, *([self.folder] if missing else [])}))
        except OSError as error:
            raise LedgerError(
                f"the original cannot be kept in {self.folder}: {error.strerror or 'the disk failed'}; "
                "free some space or check the folder, and do it again"
            ) from error
        return tuple(sha256 for sha256, _ in named)

    def read(self, sha256: str) -> bytes:
        """The content with that sha256. Raises VerificationError where it is lost or was altered."""
        try:
            content = self._path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise VerificationError(f"the original {sha256} is lost; restore it from a copy") from error
        except OSError as error:
            raise LedgerError(f"the original {sha256} cannot be read: {error.strerror}") from error
        if sha256_hex(content) != sha256:
            raise VerificationError(f"the original {sha256} was altered; restore it from a copy")
        return content

    def remove(self, sha256: str) -> None:
        """Take away the original of an erased report; nothing where it is gone already. Raises LedgerError."""
        path = self._path(sha256)
        try:
            path.unlink(missing_ok=True)
            if path.parent.is_dir():
                _sync_folder(path.parent)
        except OSError as error:
            raise LedgerError(f"the original {sha256} cannot be taken away: {error.strerror}") from error

    def __contains__(self, sha256: str) -> bool:
        return self._path(sha256).is_file()

    def __iter__(self) -> Iterator[str]:
        """The sha256 of every original, in order; files that are not named like one are passed over."""
        if self.folder.is_dir():
            yield from sorted(path.name for path in self.folder.glob("??/*") if _SHA256.fullmatch(path.name))

    def _path(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise VerificationError("the name of an original is not a sha256; the entry that gives it was altered")
        return self.folder / sha256[:2] / sha256


def _at_once(work: Callable[[Path], None], paths: Collection[Path]) -> None:
    """Do ``work`` for each path, some at a time. Raises the first OSError of any, once all are done."""
    if len(paths) < 2:
        for path in paths:
            work(path)
        return
    with ThreadPoolExecutor(min(len(paths), AT_ONCE)) as workers:
        for _ in workers.map(work, paths):
            pass


def _sync_folder(folder: Path) -> None:
    if not hasattr(os, "O_DIRECTORY"):  # Windows keeps names durable by itself and opens no folder
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
