#!/usr/bin/env python3
"""Check a ledger of Marsad without Marsad: python3 standalone_verify.py LEDGER [--originals DIR] [--head SEQ:HASH]
LEDGER is an observatory's ledger.sqlite, or what "marsad export-ledger" wrote (its folder, or the ledger.jsonl in
it). Python 3.11 and its standard library are all that is needed. Nothing is written, nothing is sent.

A ledger is a numbered list of entries: seq, recorded_at, kind, body, body_hash, previous_hash, hash.
  body_hash      is the sha256 of the body, as it is written
  previous_hash  is the hash of the entry before; 64 zeros for the first
  hash           is the sha256 of {"body_hash":..,"kind":..,"previous_hash":..,"recorded_at":..,"seq":..}
Whoever changes, adds, removes or moves an entry must compute every later hash anew; then the last one, the head,
is not the one that was noted elsewhere (--head). Originals are files named by their sha256. An erased report has
lost its words; a later entry says so, with the sha256 of what was left. Exit code 0: all is as recorded; 1: not.
"""

import argparse
import hashlib
import json
import re
import sqlite3
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

KINDS = {"source", "report", "reading", "judgement", "area", "policy", "edition"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
COLUMNS = ("seq", "recorded_at", "kind", "body", "body_hash", "previous_hash", "hash")
FURTHER = ("sealed_sha256", "attachments_sha256")  # lists of further originals of a report: encrypted, attached
HEADING = ("format", "last", "head")  # of an export
TEXTS = ", ".join(f"{name} TEXT NOT NULL" for name in COLUMNS[1:])
REFUSE = "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
LAID_OUT = {  # what a ledger.sqlite holds, and nothing else
    "entries": f"CREATE TABLE entries (seq INTEGER PRIMARY KEY AUTOINCREMENT, {TEXTS})",
    "entries_by_kind": "CREATE INDEX entries_by_kind ON entries (kind)",
    "entries_no_update": f"CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries {REFUSE}",
    "entries_no_delete": f"CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries {REFUSE}",
}


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


class Check:
    """Goes along the chain, entry by entry, and keeps what it finds wrong: (seq or None, what)."""

    def __init__(self, originals: Path | None = None, heads: tuple[str, ...] = ()) -> None:
        self.faults: list[tuple[int | None, str]] = []
        self.seq, self.hash, self.moment, self.entries = 0, "0" * 64, "", 0
        self.originals, self.heads = originals, dict(head.split(":") for head in heads)
        self.read, self.lost = set[str](), dict[str, tuple[int, str]]()  # originals: right ones, others
        self.altered: dict[int, tuple[str, str]] = {}  # bodies that are not what was recorded
        self.erased: dict[int, tuple[str, str]] = {}  # bodies that were erased: their hash, that of what is left
        self.erased_originals, self.erased_reports = set[str](), set[str]()

    def entry(self, row: tuple[Any, ...]) -> None:
        """Check the next entry, by itself and against the one before it."""
        seq, moment, kind, body, body_hash, previous, own = row
        if type(seq) is not int or any(type(cell) is not str for cell in row[1:]):
            wrong = ["a column holds another type than a ledger has"]
        else:
            hashed = dict(body_hash=body_hash, kind=kind, previous_hash=previous, recorded_at=moment, seq=seq)
            line = json.dumps(hashed, ensure_ascii=False, separators=(",", ":"))
            checks = {
                "its kind is unknown": kind not in KINDS,
                "its moment is not in the form of the ledger": not MOMENT.fullmatch(moment),
                "a hash is not 64 digits": not all(map(SHA256.fullmatch, (body_hash, previous, own))),
                "its body was altered, or its body_hash": sha256(body) != body_hash,
                "its hash does not fit: something in it was altered": sha256(line) != own,
            }
            wrong = [what for what, found in checks.items() if found]
            if wrong == ["its body was altered, or its body_hash"]:  # a later entry may say that it was erased
                self.altered[seq], wrong = (body_hash, sha256(body)), []
        checks = {
            f"the entry before it has number {self.seq}": seq != self.seq + 1,
            "it is not chained to the entry before it": previous != self.hash,
            "it was recorded before the entry before it": str(moment) < self.moment,
            "it is not the entry that was noted under this number": self.heads.get(str(seq), own) != own,
        }
        wrong += [what for what, found in checks.items() if found]
        self.faults += [(seq, what) for what in wrong]
        if not wrong:
            self.content(seq, moment, kind, body)
        self.seq, self.hash, self.moment, self.entries = seq, own, str(moment), self.entries + 1

    def content(self, seq: int, moment: str, kind: str, body: str) -> None:
        """Read what an entry says, and the originals that it names."""
        try:
            datetime.fromisoformat(moment)
            said = dict(json.loads(body).items())
        except (ValueError, AttributeError, RecursionError):
            self.faults.append((seq, "it was forged: its hashes fit, and still it cannot be read"))
            return
        if kind == "judgement" and said.get("judgement") == "erasure":
            self.erasure(seq, said)
        lists = [[said.get("original_sha256")], *map(said.get, FURTHER)] if kind == "report" else []
        for name in (each for found in lists if type(found) is list for each in found):
            if self.originals and isinstance(name, str) and name not in self.read and name not in self.lost:
                path = self.originals / name[:2] / name
                there = path.read_bytes() if SHA256.fullmatch(name) and path.is_file() else None
                if there is not None and hashlib.sha256(there).hexdigest() == name:
                    self.read.add(name)
                else:
                    self.lost[name] = (seq, f"its original {name} was {'lost' if there is None else 'altered'}")

    def erasure(self, seq: int, said: dict[str, Any]) -> None:
        """Note what an entry says was erased before it; what is not in that form accounts for no gap."""
        try:
            bodies = {each["seq"]: (each["body_hash"], each["remains"]) for each in said["entries"]}
            hashes = [*said["originals"], *(each for pair in bodies.values() for each in pair)]
            if all(type(at) is int and at < seq for at in bodies) and all(map(SHA256.fullmatch, hashes)):
                self.erased_reports.add(said["report"])
                self.erased_originals.update(said["originals"])
                self.erased.update(bodies)
        except (KeyError, TypeError):
            return

    def end(self, last: int) -> None:
        """Hold what was found against what is said elsewhere; ``last`` is the highest number ever given."""
        if last != self.seq:
            self.faults.append((None, f"entries were cut from the end: {self.seq} is the last, {last} were given"))
        for noted in filter(lambda noted: int(noted) > self.seq, self.heads):
            self.faults.append((None, f"the end is missing: {self.seq} is the last, and {noted} was noted"))
        for seq in sorted(self.altered.keys() | self.erased.keys()):
            if self.altered.get(seq) != self.erased.get(seq):
                self.faults.append((seq, "its body was altered, or an erased one is back"))
        self.faults += [fault for name, fault in self.lost.items() if name not in self.erased_originals]
        for name in self.erased_originals & self.read:
            self.faults.append((None, f"the original {name} was erased, and is back"))


def check_file(path: Path, check: Check) -> None:
    """A ledger.sqlite, read only."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    connection.text_factory = lambda cell: cell.decode("utf-8", "surrogateescape")
    try:
        for mark, ours in (("application_id", 0x4D525344), ("user_version", 1)):
            if connection.execute(f"PRAGMA {mark}").fetchone() != (ours,):
                check.faults.append((None, "this is not a ledger of Marsad, or its first bytes were altered"))
                return
        for (found,) in connection.execute("PRAGMA integrity_check"):
            if found != "ok":
                check.faults.append((None, f"the file is damaged: {found}"))
        listed = dict(connection.execute("SELECT name, sql FROM sqlite_master"))
        if {name: sql for name, sql in listed.items() if not str(name).startswith("sqlite_")} != LAID_OUT:
            check.faults.append((None, "a table, index or trigger is missing, altered or strange"))
        for row in connection.execute(f"SELECT {', '.join(COLUMNS)} FROM entries ORDER BY seq"):  # noqa: S608
            check.entry(row)
        given = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'entries'").fetchone()
        check.end(given[0] if given and isinstance(given[0], int) else 0)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        check.faults.append((None, f"after entry {check.seq} it cannot be read: {type(error).__name__}"))


def check_export(path: Path, check: Check) -> None:
    """A ledger.jsonl: a first line about the whole, then each entry on a line, in one exact form."""
    last = 0
    with path.open("rb") as file:
        for number, line in enumerate(file):
            try:
                read = json.loads(line)
                form = json.dumps(read, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
                right = f"{form}\n".encode() == line and sorted(read) == sorted(COLUMNS if number else HEADING)
                if right and number == 0:
                    last, check.heads[str(int(read["last"]))] = int(read["last"]), read["head"]
                    right = read["format"] == "marsad ledger 1" and type(read["last"]) is int
                elif right:
                    check.entry(tuple(read[name] for name in COLUMNS))
            except (ValueError, TypeError, RecursionError):
                right = False
            if not right:
                check.faults.append((None, f"line {number + 1} is not as it was exported"))
    check.end(last)


def main() -> int:
    options = argparse.ArgumentParser(description="Check a ledger of Marsad: exit code 0 if all is as recorded.")
    options.add_argument("ledger", type=Path, help="ledger.sqlite, ledger.jsonl, or the folder that holds one")
    options.add_argument("--originals", type=Path, help="default: the folder originals beside the ledger")
    options.add_argument("--head", action="append", default=[], help="SEQ:HASH that was noted elsewhere")
    given = options.parse_args()
    inside = [given.ledger / name for name in ("ledger.jsonl", "ledger.sqlite")]
    path = next(filter(Path.is_file, inside), given.ledger)
    if not path.is_file() or not all(re.fullmatch("[1-9][0-9]*:[0-9a-f]{64}", head) for head in given.head):
        options.error("LEDGER must be there, and --head look like 12: and then 64 digits of 0-9 a-f")
    beside = path.parent / "originals"
    check = Check(given.originals or (beside if beside.is_dir() else None), tuple(given.head))
    (check_export if path.suffix == ".jsonl" else check_file)(path, check)
    for seq, what in check.faults[:50]:
        print("the ledger:" if seq is None else f"entry {seq}:", what)
    print(f"{check.entries} entries and {len(check.read)} originals read; head {check.seq}:{check.hash}")
    print(f"reports erased, as recorded: {len(check.erased_reports)}; faults: {len(check.faults)}")
    return 1 if check.faults else 0


if __name__ == "__main__":
    sys.exit(main())
