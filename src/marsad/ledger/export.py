"""A ledger as a folder that anyone can check: its entries, the sha256 of its originals, the program that checks.

``ledger.jsonl``: a first line ``{"format", "head", "last"}``, then one line for each entry, its body as the very
text whose sha256 is ``body_hash``. Each line is in one exact form (keys in order, no spaces, nothing escaped that
need not be), so that no byte of it can change unseen. ``originals.sha256`` is in the form of ``sha256sum -c``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from marsad.errors import UsageError, VerificationError
from marsad.ledger import standalone_verify
from marsad.ledger.bodies import originals_in
from marsad.ledger.entries import GENESIS, Anchor, EntryKind
from marsad.ledger.protocol import LedgerStore
from marsad.ledger.rows import TEXT_COLUMNS, EntryRow

FORMAT = "marsad ledger 1"
LEDGER, ORIGINALS, SUMS, PROGRAM, README = (
    "ledger.jsonl",
    "originals",
    "originals.sha256",
    "verify.py",
    "README.txt",
)
OWNER_ONLY = 0o600
HOW = """\
The ledger of an observatory, made by Marsad. It holds every report in full: give it only to who may read them.

To check it, with Python 3.11 or later and nothing else:

    python3 verify.py .

The head (a number, a colon and 64 digits) that it prints is the head that was exported: {head}
If you noted an earlier one elsewhere, give it: python3 verify.py . --head SEQ:HASH
verify.py is under 200 lines; read it before you trust it.
"""

Progress = Callable[[str, int, int | None], None]


class OriginalsToRead(Protocol):
    """Originals by their sha256."""

    def read(self, sha256: str) -> bytes:
        """The bytes with that sha256. Raises VerificationError."""
        ...


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export holds."""

    entries: int
    originals: int  # whose bytes are in it
    named: int  # whose sha256 is
    head: Anchor | None


def export_ledger(
    ledger: LedgerStore, originals: OriginalsToRead | None, out: Path, progress: Progress | None = None
) -> Exported:
    """Write ``ledger`` into the new or empty folder ``out``, with the originals where they are given.

    Raises UsageError where something lies there; an original that was erased is left out, and one that is lost
    or altered stops it with a VerificationError.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} is not an empty folder: choose another")
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    head = ledger.head()
    anchor = head.anchor if head else None
    named: dict[str, None] = {}
    erased: set[str] = set()
    count = 0
    with _owners(out / LEDGER) as file:
        for count, line in enumerate(lines(ledger.rows(), anchor, named, erased)):
            file.write(line)
            if progress and count % 1_000 == 0:
                progress("entries", count, anchor.seq if anchor else 0)
    if progress:
        progress("entries", count, count)
    there = [sha256 for sha256 in named if sha256 not in erased]
    with _owners(out / SUMS) as file:
        file.writelines(f"{sha256}  {ORIGINALS}/{sha256[:2]}/{sha256}\n".encode() for sha256 in there)
    (out / PROGRAM).write_bytes(Path(standalone_verify.__file__).read_bytes())
    (out / README).write_text(HOW.format(head=anchor or "none: the ledger is empty"), encoding="utf-8")
    copied = _copied(originals, there, out / ORIGINALS, progress) if originals is not None else 0
    return Exported(count, copied, len(there), anchor)


def lines(
    rows: Iterable[EntryRow], head: Anchor | None, named: dict[str, None], erased: set[str]
) -> Iterator[bytes]:
    """The lines of an export up to ``head``; notes on the way which originals are ``named``, which ``erased``."""
    yield _line({"format": FORMAT, "last": head.seq if head else 0, "head": head.hash if head else GENESIS})
    for row in rows:
        if head is None or row.seq > head.seq:
            break
        if row.kind in {EntryKind.REPORT.value, EntryKind.JUDGEMENT.value}:
            body = _body(row)
            named.update(dict.fromkeys(originals_in(body)))
            erased.update(body.get("originals") or () if body.get("judgement") == "erasure" else ())
        yield _line({name: getattr(row, name) for name in ("seq", *TEXT_COLUMNS)})


def _body(row: EntryRow) -> Mapping[str, Any]:
    try:
        body = json.loads(row.body)
    except (ValueError, RecursionError, TypeError):
        body = None
    if not isinstance(body, dict):
        raise VerificationError(f"ledger entry {row.seq}: damaged; run marsad verify")
    return body


def _line(content: Mapping[str, Any]) -> bytes:
    try:
        return (json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()
    except UnicodeEncodeError as error:
        raise VerificationError(f"ledger entry {content.get('seq')}: damaged; run marsad verify") from error


def _copied(originals: OriginalsToRead, wanted: list[str], folder: Path, progress: Progress | None) -> int:
    for number, sha256 in enumerate(wanted):
        path = folder / sha256[:2] / sha256
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _owners(path) as file:
            file.write(originals.read(sha256))
        if progress:
            progress("originals", number + 1, len(wanted))
    return len(wanted)


def _owners(path: Path) -> Any:  # noqa: ANN401  a binary file
    """A new file that its owner alone may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb")
