"""100,000 mutations of a valid ledger, each checked by `marsad verify` and by the standalone file.

    python tools/reliability/mutations.py [COUNT] [SEED]

A small ledger with reports, readings and an erasure is mutated in two forms: the SQLite file, and the export. Each
mutation is a flip (of a bit, a byte, a run), cut, swap, insertion or deletion, of bytes of the file, or of entries
by SQL. For each it is asked whether `verify`, given the head that was noted before, finds it, and whether the
standalone file does; where one of the two does not, whether the ledger still says, entry for entry and byte for
byte, what it said. SQLite's file has bytes that carry nothing (free space in its pages, counters in its header):
changing those changes no entry, and is counted apart. Anything else that is not found is counted as missed, kept
in the current folder, and ends the run with exit code 1.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from marsad.errors import MarsadError
from marsad.ledger.bodies import report_body
from marsad.ledger.entries import EntryKind, NewEntry
from marsad.ledger.erasure import Erasure, erasure_body, remaining_report, sha256_of
from marsad.ledger.export import export_ledger
from marsad.ledger.rows import SCHEMA, TEXT_COLUMNS
from marsad.ledger.standalone_verify import Check, check_export, check_file
from marsad.ledger.store import Ledger
from marsad.ledger.verify import verify
from marsad.model import Report

NOON = datetime(2017, 2, 6, 12, tzinfo=UTC)
ENTRIES = 10
TRIGGERS = ("entries_no_update", "entries_no_delete")
Mutate = Callable[[bytes, random.Random], bytes]


def make(folder: Path) -> Path:
    """A ledger of a few entries, one of them longer than a page and one erased."""
    path = folder / "ledger.sqlite"
    with Ledger.create(path) as ledger:
        for n in range(ENTRIES):
            at = NOON + timedelta(minutes=n)
            text = f"Al-Bab الباب, report {n}. " * (300 if n == 4 else n + 2)
            if n % 3:
                ledger.append(EntryKind.REPORT, report_body(Report(f"rep_{n}", text)), at)
            else:
                ledger.append(EntryKind.READING, {"report": f"rep_{n}", "claims": [], "n": n, "words": text}, at)
        erased = next(ledger.entries(after=5))
        remains = remaining_report({**erased.body, "id": "rep_5"})
        body = erasure_body(Erasure("rep_5", "a test", {erased.seq: (erased.body_hash, sha256_of(remains))}))
        ledger.erase({erased.seq: remains}, NewEntry(EntryKind.JUDGEMENT, body, NOON + timedelta(hours=1)))
        ledger.scrub()
    return path


def flip(content: bytes, chance: random.Random) -> bytes:
    altered = bytearray(content)
    start = chance.randrange(len(altered))
    for at in range(start, min(start + chance.choice([1, 1, 1, 2, 8, 64]), len(altered))):
        altered[at] ^= chance.choice([1 << chance.randrange(8), chance.randrange(1, 256)])
    return bytes(altered)


def span(content: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(content))
    return start, min(len(content), start + chance.choice([1, 2, 7, 64, 512, 4096, 8192]))


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def delete(content: bytes, chance: random.Random) -> bytes:
    start, end = span(content, chance)
    return content[:start] + content[end:]


def insert(content: bytes, chance: random.Random) -> bytes:
    start, end = span(content, chance)
    new = chance.choice([chance.randbytes(end - start), b"\0" * (end - start), content[start:end]])
    return content[:start] + new + content[start:]


def swap(content: bytes, chance: random.Random) -> bytes:
    length = chance.choice([1, 4, 64, 512, 4096])
    length = min(length, len(content) // 2)
    first = chance.randrange(len(content) - 2 * length + 1)
    second = chance.randrange(first + length, len(content) - length + 1)
    one, other = content[first : first + length], content[second : second + length]
    return content[:first] + other + content[first + length : second] + one + content[second + length :]


def swap_lines(content: bytes, chance: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    one, other = chance.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def through_sql(path: Path, chance: random.Random) -> str:
    """Change whole entries as somebody would who knows the layout and puts its triggers back."""
    one, other = chance.sample(range(1, ENTRIES + 2), 2)
    column = chance.choice(TEXT_COLUMNS)
    statements = {
        "flip": [f"UPDATE entries SET {column} = substr({column}, 1, {other}) || '~' || "
                     f"substr({column}, {other} + 2) WHERE seq = {one}"],
        "cut": [f"DELETE FROM entries WHERE seq > {min(one, other)}"],
        "swap": [f"UPDATE entries SET seq = -1 WHERE seq = {one}",
                     f"UPDATE entries SET seq = {one} WHERE seq = {other}",
                     f"UPDATE entries SET seq = {other} WHERE seq = -1"],
        "insert": [f"INSERT INTO entries SELECT {ENTRIES + 2}, {', '.join(TEXT_COLUMNS)} FROM entries "
                       f"WHERE seq = {one}"],
        "delete": [f"DELETE FROM entries WHERE seq = {min(one, other)}"],
    }  # fmt: skip
    kind = chance.choice(sorted(statements))
    with closing(sqlite3.connect(path)) as connection:
        for trigger in TRIGGERS:
            connection.execute(f"DROP TRIGGER {trigger}")
        for statement in statements[kind]:
            connection.execute(statement)
        for trigger in TRIGGERS:
            connection.execute(SCHEMA[trigger])
        connection.commit()
    return kind


def rows_of(path: Path) -> list[tuple[object, ...]] | None:
    """Every row, as any reader gets it; None where that fails."""
    try:
        with Ledger.open(path) as ledger:
            list(ledger.entries())
            return [tuple(row) for row in ledger.rows()]
    except MarsadError:
        return None


def standalone(path: Path, head: str) -> Check:
    check = Check(None, (head,) if head else ())
    (check_export if path.suffix == ".jsonl" else check_file)(path, check)
    return check


KINDS: dict[str, Mutate] = {"flip": flip, "cut": cut, "swap": swap, "insert": insert, "delete": delete}
VERDICTS = ("found by all", "found by one alone", "says what it said", "MISSED")


class Trial:
    """A ledger, its export, and what becomes of copies of them."""

    def __init__(self, folder: Path) -> None:
        self.source, self.copy = make(folder), folder / "copy.sqlite"
        with Ledger.open(self.source) as ledger:
            head = ledger.head()
            export_ledger(ledger, None, folder / "export")
        assert head is not None and verify(self.source).whole
        self.anchor = head.anchor
        self.before, self.file = rows_of(self.source), self.source.read_bytes()
        self.exported, self.export = folder / "copy.jsonl", (folder / "export" / "ledger.jsonl").read_bytes()
        self.exported.write_bytes(self.export)
        assert not standalone(self.source, "").faults and not standalone(self.exported, "").faults

    def of_export(self, chance: random.Random) -> tuple[str, str | None]:
        kind = chance.choice([*KINDS, "swap lines"])
        altered = (swap_lines if kind == "swap lines" else KINDS[kind])(self.export, chance)
        self.exported.write_bytes(altered)
        if altered == self.export:
            return kind, None
        return kind, VERDICTS[0] if standalone(self.exported, "").faults else VERDICTS[3]

    def of_file(self, chance: random.Random) -> tuple[str, str | None]:
        kind = chance.choice(sorted(KINDS))
        altered = KINDS[kind](self.file, chance)
        self.fresh(altered)
        return kind, None if altered == self.file else self.verdict()

    def of_sql(self, chance: random.Random) -> tuple[str, str | None]:
        self.fresh(self.file)
        return through_sql(self.copy, chance), self.verdict()

    def fresh(self, content: bytes) -> None:
        for part in self.copy.parent.glob("copy.sqlite*"):
            part.unlink()
        self.copy.write_bytes(content)

    def verdict(self) -> str:
        found = [
            not verify(self.copy, anchor=self.anchor).whole,
            bool(standalone(self.copy, str(self.anchor)).faults),
        ]
        if all(found) or any(found):
            return VERDICTS[0] if all(found) else VERDICTS[1]
        return VERDICTS[2] if rows_of(self.copy) == self.before else VERDICTS[3]


def main(count: int, seed: int) -> int:
    chance, counts, started = random.Random(seed), Counter[tuple[str, str]](), time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        trial = Trial(Path(name))
        turns = {"file": trial.of_file, "file, by SQL": trial.of_sql, "export": trial.of_export}
        while (done := counts.total()) < count:
            form = ("file", "file, by SQL", "export", "file")[done % 4]
            kind, verdict = turns[form](chance)
            if verdict is None:
                continue  # two alike were swapped, or nothing taken away: no mutation
            if verdict == VERDICTS[3]:
                shutil.copyfile(trial.exported if form == "export" else trial.copy, f"missed-{done}.bin")
            counts[f"{form}: {kind}", verdict] += 1
            if sys.stderr.isatty() and done % 500 == 0:
                print(f"\r{done:,} of {count:,}", end="", file=sys.stderr)
        sizes = f"a file of {len(trial.file):,} bytes and an export of {len(trial.export):,}"
    print(f"{counts.total():,} mutations, seed {seed}, {time.perf_counter() - started:,.0f} s; {sizes}")
    print(f"{'':22}" + "".join(f"{verdict:>20}" for verdict in VERDICTS))
    for row in [*sorted({row for row, _ in counts}), "all"]:
        numbers = [
            sum(n for (r, v), n in counts.items() if v == verdict and row in {r, "all"}) for verdict in VERDICTS
        ]
        print(f"{row:22}" + "".join(f"{number:>20,}" for number in numbers))
    return 1 if any(verdict == VERDICTS[3] for _, verdict in counts) else 0


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:3]]
    sys.exit(main(*(given + [100_000, 2017][len(given) :])))
