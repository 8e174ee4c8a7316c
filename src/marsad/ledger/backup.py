"""A backup: ledger, originals, settings, vault and all else of an observatory's folder in one encrypted file.

Taken while others work on: the ledger's rows are read from one moment, and originals are always there before the
entries that name them. What can be made again (derived tables), editions and locks stay out.
"""

from __future__ import annotations

import io
import json
import os
import re
import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from marsad.errors import UsageError, VerificationError
from marsad.ledger.entries import Anchor
from marsad.ledger.opening import ORIGINALS_FOLDER, ledger_in, originals_in
from marsad.ledger.rows import TEXT_COLUMNS, EntryRow
from marsad.ledger.walk import Walk
from marsad.vault.passphrase import DEFAULT_COST, Cost
from marsad.vault.sealed import SealedWriter

FORM = "marsad backup 1"
ABOUT, LEDGER, ORIGINALS, FILES, AREA = "about.json", "ledger", "originals", "files", "area"
ROWS_TOGETHER = 2_000
LEFT_OUT = re.compile(r"(ledger|derived)\.sqlite.*|.*\.(lock|part)", re.DOTALL)
EDITION = "manifest.json"  # a folder with one is an edition, which can be published again

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds."""

    head: Anchor | None
    entries: int
    originals: int
    files: int


def backup(
    folder: Path,
    store: str,
    out: Path,
    passphrase: str,
    *,
    area: Path | None = None,
    cost: Cost = DEFAULT_COST,
    progress: Progress | None = None,
) -> BackedUp:
    """Write a backup of the observatory in ``folder`` to the new file ``out``; ``area`` is its area's own folder.

    Raises UsageError where ``out`` is there, VerificationError where the ledger was altered (copy it aside then),
    and leaves nothing half-written behind.
    """
    if out.exists():
        raise UsageError(f"{out} is there already; a backup never overwrites another: choose another name")
    part = out.with_name(f"{out.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            sealed = SealedWriter(file, FORM, passphrase, cost)
            with tarfile.open(fileobj=cast("IO[bytes]", sealed), mode="w|") as tar:
                done = _write(_Tar(tar), (folder, store, area), progress, leave_out={out, part})
            sealed.close()
            file.flush()
            os.fsync(file.fileno())
        part.replace(out)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return done


class _Tar:
    """Members of a tar stream, without owners, rights or times: a backup tells nothing of the machine."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.count = 0

    def add(self, name: str, content: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        self._tar.addfile(member, io.BytesIO(content))
        self.count += 1


def _write(
    tar: _Tar, whole: tuple[Path, str, Path | None], progress: Progress | None, leave_out: set[Path]
) -> BackedUp:
    folder, store, area = whole
    with ledger_in(folder, store) as ledger:
        head = ledger.head()
        anchor = head.anchor if head else None
        entries = _write_ledger(tar, ledger.rows(), anchor, progress)
    kept = originals_in(folder, store)
    names = list(kept)
    for number, sha256 in enumerate(names, 1):
        tar.add(f"{ORIGINALS}/{sha256}", kept.read(sha256))
        if progress:
            progress("originals", number, len(names))
    before = tar.count
    leave_out |= {area} if area else set()
    for prefix, root in ((FILES, folder), (AREA, area)):
        for path in _files(root, leave_out) if root else ():
            tar.add(f"{prefix}/{path.relative_to(root or folder).as_posix()}", path.read_bytes())
    files = tar.count - before
    about = {"head": str(anchor or ""), "entries": entries, "originals": len(names), "files": files}
    tar.add(ABOUT, json.dumps(about).encode("ascii"))
    return BackedUp(anchor, entries, len(names), files)


def _write_ledger(tar: _Tar, rows: Iterable[EntryRow], head: Anchor | None, progress: Progress | None) -> int:
    """The rows up to ``head``, proved on the way, in members that each fit into memory."""
    walk, held, count = Walk(), [], 0
    for row in rows:
        if head is None or row.seq > head.seq:
            break
        walk.visit(row)
        held.append(json.dumps([row.seq, *(getattr(row, name) for name in TEXT_COLUMNS)]))
        count += 1
        if len(held) == ROWS_TOGETHER:
            tar.add(f"{LEDGER}/{count:08}.jsonl", "\n".join(held).encode("ascii"))
            held.clear()
            if progress and head:
                progress("entries", count, head.seq)
    if held:
        tar.add(f"{LEDGER}/{count:08}.jsonl", "\n".join(held).encode("ascii"))
    walk.end(count)
    if not walk.verification().whole:
        raise VerificationError("this ledger was altered or damaged: copy its folder aside, run marsad verify")
    return count


def _files(folder: Path, leave_out: set[Path]) -> Iterator[Path]:
    """The regular files of a folder that a backup takes, in order; links are not followed."""
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or path in leave_out or LEFT_OUT.fullmatch(path.name):
            continue
        if path.is_file():
            yield path
        elif path.is_dir() and path.name != ORIGINALS_FOLDER and not (path / EDITION).exists():
            yield from _files(path, leave_out)
