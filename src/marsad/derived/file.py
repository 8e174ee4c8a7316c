"""The SQLite file of derived tables: its layout, and opening it. It may be deleted at any time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from marsad.errors import LedgerError

DERIVED_FILE = "derived.sqlite"
LAYOUT = "6"
OWNER_ONLY = 0o600  # it holds what confidential sources told, as the ledger does
BUSY_SECONDS = 30.0
LOOK_AGAIN_MS = 200  # how far another process that writes has come meanwhile
STILL = 1 << 62  # ``known_to`` of what is known still
VERSIONED = "known_from INTEGER NOT NULL, known_to INTEGER NOT NULL"  # numbers of entries of the ledger, half-open

# Rows are never changed but for the end of what they were known for: what was known before stays as it was.
TABLES = {
    "meta": "(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "entries": "(seq INTEGER PRIMARY KEY, recorded_at TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT)",
    "cuts": "(seq INTEGER PRIMARY KEY, hash TEXT NOT NULL)",  # up to which entries everything below was derived
    "sources": f"(id TEXT NOT NULL, body TEXT NOT NULL, {VERSIONED})",
    "reports": (
        "(id TEXT PRIMARY KEY, seq INTEGER NOT NULL, published TEXT, published_at TEXT, publisher TEXT, "
        "source TEXT, row_form TEXT, published_order TEXT NOT NULL, wording INTEGER NOT NULL) WITHOUT ROWID"
    ),
    "versions": (  # entries of reports that a later one may take the place of, or that take that of an earlier one
        "(seq INTEGER PRIMARY KEY, report TEXT NOT NULL, key TEXT, ref TEXT, supersedes TEXT)"
    ),
    "readings": (
        f"(report TEXT NOT NULL, reader TEXT, area_hash TEXT NOT NULL, issues TEXT NOT NULL, {VERSIONED})"
    ),
    "claims": (
        "(id TEXT NOT NULL, report TEXT NOT NULL, at INTEGER NOT NULL, question TEXT NOT NULL, "
        "modality TEXT NOT NULL, attribution TEXT NOT NULL, statement TEXT NOT NULL, body TEXT NOT NULL, "
        f"{VERSIONED})"
    ),
    "replaced": "(report TEXT PRIMARY KEY) WITHOUT ROWID",  # reports of which a newer version counts
    "wordings": (
        "(number INTEGER PRIMARY KEY, hash BLOB NOT NULL, first_order TEXT NOT NULL, "
        "first_report TEXT NOT NULL, leader INTEGER NOT NULL, runs BLOB NOT NULL)"
    ),
    "buckets": "(bucket_and_first INTEGER PRIMARY KEY, further BLOB NOT NULL)",
    "copies": f"(report TEXT NOT NULL, first TEXT NOT NULL, {VERSIONED})",
    "fused": (
        "(id TEXT NOT NULL, question TEXT NOT NULL, members TEXT NOT NULL, denied INTEGER NOT NULL, place TEXT, "
        f"type TEXT NOT NULL, first_day TEXT, end_day TEXT, first_told TEXT, body TEXT, {VERSIONED})"
    ),
    "idle_denials": f"(question TEXT NOT NULL, claim TEXT NOT NULL, {VERSIONED})",
    "events": (
        "(id TEXT NOT NULL, type TEXT NOT NULL, place TEXT, scope TEXT, grade TEXT NOT NULL, first_day TEXT, "
        f"end_day TEXT, killed_low INTEGER, on_route INTEGER NOT NULL, body TEXT NOT NULL, {VERSIONED})"
    ),
    "issues": f"(place TEXT NOT NULL, body TEXT NOT NULL, {VERSIONED})",
    "control": (
        "(id INTEGER PRIMARY KEY, place TEXT NOT NULL, valid_from TEXT NOT NULL, valid_to TEXT NOT NULL, "
        f"holder TEXT, contested INTEGER NOT NULL, grade TEXT NOT NULL, body TEXT NOT NULL, {VERSIONED})"
    ),
    "control_places": "(number INTEGER PRIMARY KEY, place TEXT NOT NULL UNIQUE, rows INTEGER NOT NULL)",
    "control_states": (
        "(number INTEGER PRIMARY KEY, holder TEXT, co_holders TEXT NOT NULL, contested INTEGER NOT NULL, "
        "grade TEXT NOT NULL)"
    ),
}
INDEXES = {
    "versions_by_report": "versions (report, seq)",
    "entries_by_moment": "entries (recorded_at)",
    "sources_by_id": "sources (id, known_to)",
    "readings_by_report": "readings (report, known_to)",
    "claims_by_question": "claims (question, known_to, known_from, modality, id, statement)",
    "claims_by_report": "claims (report, known_to)",
    "claims_by_id": "claims (id)",
    "claims_from": "claims (known_from)",
    "claims_to": "claims (known_to) WHERE known_to < 4611686018427387904",
    "claims_by_attribution": "claims (attribution, known_to)",
    "reports_by_wording": "reports (wording)",
    "wordings_by_hash": "wordings (hash)",
    "wordings_by_leader": "wordings (leader) WHERE leader <> number",
    "copies_by_report": "copies (report, known_to)",
    "copies_by_first": "copies (first)",
    "copies_from": "copies (known_from)",
    "copies_to": "copies (known_to) WHERE known_to < 4611686018427387904",
    "fused_by_question": (
        "fused (question, known_to, known_from, members, id, denied, first_day, end_day, first_told)"
    ),
    "fused_by_id": "fused (id, known_to)",
    "fused_by_place": "fused (place, type, known_to)",
    "idle_denials_by_question": "idle_denials (question, known_to)",
    "events_by_id": "events (id, known_to)",
    "events_by_place": "events (place, type, known_to, known_from, grade, first_day, end_day, id)",
    "events_by_type": "events (type, known_to)",
    "events_on_route": "events (known_to) WHERE on_route",
    "events_by_scope": "events (scope, known_to) WHERE killed_low IS NOT NULL",
    "events_from": "events (known_from)",
    "events_to": "events (known_to) WHERE known_to < 4611686018427387904",
    "issues_by_place": "issues (place, known_to)",
    "control_by_place": "control (place, known_to)",
    "control_states_by_what": "control_states (holder, co_holders, contested, grade)",
    "control_from": "control (known_from)",
    "control_to": "control (known_to) WHERE known_to < 4611686018427387904",
}
SEARCH = "rtree_i32"  # SQLite's search for rectangles
SPANS = "control_spans"  # from which day to which, and from which entry to which, each row of control holds


def opened(path: Path) -> sqlite3.Connection:
    """The tables at ``path``, made where they are not there, or not of this layout. Raises ``sqlite3.Error``."""
    if not path.exists():
        path.touch(mode=OWNER_ONLY)
    kept = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, cached_statements=256)
    kept.execute("PRAGMA journal_mode = WAL")
    kept.execute("PRAGMA synchronous = NORMAL")  # what a crash of the machine takes away is derived again
    kept.execute("PRAGMA cache_size = -65536")
    if not _laid_out(kept):
        with written_at_once(kept):
            if not _laid_out(kept):  # another process may have been quicker
                lay_out(kept)
    return kept


def _nothing_known() -> int:
    return 0


@contextmanager
def written_at_once(kept: sqlite3.Connection, progress: Callable[[], int] = _nothing_known) -> Iterator[None]:
    """All that is written within, or nothing; others go on reading what was there before.

    Where another process writes just now, this waits for as long as ``progress`` rises, and ``BUSY_SECONDS`` more;
    then it raises ``sqlite3.OperationalError``.
    """
    _begin(kept, progress)
    try:
        yield
    except BaseException:
        if kept.in_transaction:
            kept.execute("ROLLBACK")
        raise
    kept.execute("COMMIT")


def _begin(kept: sqlite3.Connection, progress: Callable[[], int]) -> None:
    seen, since = progress(), monotonic()
    kept.execute(f"PRAGMA busy_timeout = {LOOK_AGAIN_MS}")
    try:
        while True:
            try:
                kept.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
                if (now := progress()) != seen:
                    seen, since = now, monotonic()
                elif monotonic() - since > BUSY_SECONDS:
                    raise
    finally:
        kept.execute(f"PRAGMA busy_timeout = {round(BUSY_SECONDS * 1000)}")


def lay_out(kept: sqlite3.Connection) -> None:
    """Drop every table, of whichever layout, and make ours anew, empty.

    Raises LedgerError where the file is not ours to drop: it has tables, and does not say of which layout.
    """
    names = {name for (name,) in kept.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if names and ("meta" not in names or "layout" not in meta(kept)):
        raise LedgerError(f"{DERIVED_FILE} holds tables that Marsad did not make; move it elsewhere")
    kept.execute(f"DROP TABLE IF EXISTS {SPANS}")  # first: a search has tables of its own, which go with it
    for name in sorted(names):
        kept.execute(f'DROP TABLE IF EXISTS "{name}"')
    for name, columns in TABLES.items():
        kept.execute(f"CREATE TABLE {name} {columns}")
    for name, columns in INDEXES.items():
        kept.execute(f"CREATE INDEX {name} ON {columns}")
    _lay_out_spans(kept)
    kept.execute("INSERT INTO meta VALUES ('layout', ?)", (LAYOUT,))


def _lay_out_spans(kept: sqlite3.Connection) -> None:
    """Days and entries as two sides of a rectangle, both ends included: one search finds all that hold a point.

    An SQLite without R-trees holds them in a plain table, which gives the same answers, more slowly.
    """
    columns = "id, valid_from, valid_last, known_from, known_last"
    try:
        kept.execute(f"CREATE VIRTUAL TABLE {SPANS} USING {SEARCH}({columns})")
    except sqlite3.OperationalError:
        kept.execute(f"CREATE TABLE {SPANS} ({columns}, PRIMARY KEY (id)) WITHOUT ROWID")


def meta(kept: sqlite3.Connection) -> dict[str, str]:
    """What the tables say of themselves: layout, method, area."""
    return dict(kept.execute("SELECT key, value FROM meta"))


def _laid_out(kept: sqlite3.Connection) -> bool:
    there = kept.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone()
    return there is not None and meta(kept).get("layout") == LAYOUT
