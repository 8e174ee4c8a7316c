"""Anchors: heads of the ledger noted in public places, which show later that nothing before them was made anew.

An anchor is a short text file without a word of any report. Put it where others keep it and its day is known: a
newspaper, a forum, a colleague's mail, a time-stamping service. Those made here are also listed in the folder.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from marsad.errors import LedgerError, UsageError
from marsad.ledger.entries import Anchor, Entry, recorded_text
from marsad.ledger.protocol import LedgerStore

ANCHORS_FILE = "anchors.txt"  # in the observatory's folder: SEQ:HASH and the moment, one a line
TEXT = """\
An anchor of a ledger kept with Marsad
ledger: {ledger}
head: {head}
recorded: {recorded}

Whoever holds this line can show later that the ledger's first {seq} entries are those that it had then:
marsad anchor --check FILE, or verify.py --head {head}
"""
_FIELD = re.compile(r"^(ledger|head): *(\S+) *$", re.MULTILINE)
LONGEST_FILE = 10_000


@dataclass(frozen=True, slots=True)
class Since:
    """What a ledger has gained since an anchor."""

    anchor: Anchor
    first: Entry | None  # the entry after the anchor
    last: Entry | None
    kinds: Mapping[str, int]  # how many of each kind


def anchor_text(ledger: LedgerStore) -> tuple[Anchor, str]:
    """The head of ``ledger`` and the text to be put in a public place. Raises LedgerError for an empty one."""
    first, head = next(ledger.entries(), None), ledger.head()
    if first is None or head is None:
        raise LedgerError(f"{ledger.place} is empty: there is no head to note")
    recorded = recorded_text(head.recorded_at)
    return head.anchor, TEXT.format(ledger=first.hash, head=head.anchor, seq=head.seq, recorded=recorded)


def anchor_from(path: Path) -> tuple[str | None, Anchor]:
    """The ledger (its first entry's hash, where the file says so) and the head in ``path``. Raises UsageError."""
    try:
        with path.open("rb") as file:
            text = file.read(LONGEST_FILE).decode("utf-8", "replace")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    fields = dict(_FIELD.findall(text))
    if "head" not in fields:
        raise UsageError(f"{path} is no anchor: it has no line that begins head: and goes on with SEQ:HASH")
    return fields.get("ledger"), Anchor.parse(fields["head"])


def keep(folder: Path, anchor: Anchor, noted: str) -> None:
    """Add ``anchor`` to the list in ``folder``; ``noted`` is the moment, as the ledger writes them."""
    descriptor = os.open(folder / ANCHORS_FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{anchor} {noted}\n")
        file.flush()
        os.fsync(file.fileno())


def kept(folder: Path) -> tuple[tuple[Anchor, str], ...]:
    """The anchors made in ``folder``, each with the moment when. Raises UsageError naming a line that is none."""
    path = folder / ANCHORS_FILE
    if not path.is_file():
        return ()
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        head, _, noted = line.partition(" ")
        try:
            found.append((Anchor.parse(head), noted))
        except UsageError as error:
            raise UsageError(f"{path} line {number}: {error}") from error
    return tuple(found)


def since(ledger: LedgerStore, anchor: Anchor) -> Since:
    """What was added after ``anchor``."""
    first, last, kinds = None, None, Counter[str]()
    for entry in ledger.entries(after=anchor.seq):
        first, last = first or entry, entry
        kinds[entry.kind.value] += 1
    return Since(anchor, first, last, dict(sorted(kinds.items())))
