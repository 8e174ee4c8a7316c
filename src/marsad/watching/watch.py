"""The watch itself: one process that asks feeds as they fall due and records what comes, each report once.

A feed's place (its ETag, its last mail) is written only after its reports are durable in the ledger. Stopped at
any moment, it gives some reports again, and the ledger knows them already: nothing is lost, nothing there twice.
Feeds are asked side by side, so that a slow one holds up no other; only this thread writes.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from marsad.errors import (
    LedgerError,
    MarsadError,
    UnreachableError,
    UnreadableReportError,
    UsageError,
    VaultError,
)
from marsad.events.silence import SILENT_TIMES, silent_for
from marsad.observatory import Observatory
from marsad.plugins import feed_named
from marsad.receiving import Added, Intake
from marsad.reports.feeds import Polled
from marsad.reports.feeds.endpoint import EndpointSettings, Handed, Listener
from marsad.reports.feeds.settings import checked
from marsad.reports.form import Receipt, Received
from marsad.watching.diary import Diary, read_diary, write_diary
from marsad.watching.register import ENDPOINT, FEEDS_FILE, FeedEntry, read_feeds

LOCK_FILE = "watch.lock"
POLLS_AT_ONCE = 4
HEARTBEAT_S = 1.0
HANDED_WAIT_S = 15.0  # that a bot waits for its report to be durable before it is told to come again
TRIES_AT_LEDGER = 5  # where another marsad is writing; waited for 0.2, 0.4, 0.8, 1.6 s


@dataclass(slots=True)
class _Asked:
    """What a poll came to."""

    entry: FeedEntry
    polled: Polled | None = None
    failed: MarsadError | None = None


@dataclass(slots=True)
class _HandedIn:
    """A report that a bot waits to be told of."""

    feed: str
    received: Received
    done: threading.Event = field(default_factory=threading.Event)
    handed: Handed | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One line of what happened: at what moment, of which feed, what; ``wrong`` where a person should look."""

    at: datetime
    feed: str
    what: str
    wrong: bool = False


class Watch:
    """Asks the feeds of an observatory until it is stopped, as the only one to do so."""

    def __init__(
        self, observatory: Observatory, tell: Callable[[Told], None], *, silent_times: float = SILENT_TIMES
    ) -> None:
        """Watch the feeds of ``observatory``; ``tell`` is given a line for each poll and each report handed in."""
        self._observatory, self._folder, self._tell = observatory, observatory.path, tell
        self._silent_times = silent_times
        self._events: queue.SimpleQueue[_Asked | _HandedIn] = queue.SimpleQueue()
        self._running: set[str] = set()
        self._silent: set[str] = set()
        self._feeds: dict[str, FeedEntry] = {}
        self._diaries: dict[str, Diary] = {}
        self._listeners: list[Listener] = []
        self._changed: float | None = None
        self._intake: Intake | None = None
        self._stopping = False

    def run(self, *, once: bool = False) -> None:
        """Ask the feeds as they fall due, until Ctrl-C; with ``once`` each of them once, due or not."""
        with _only_watch(self._folder):
            try:
                self._intake = self._observatory.intake()
                self._read_feeds()
                if once:
                    self._ask_all_once()
                else:
                    while True:
                        self._turn()
            finally:
                self._stopping = True
                self._close_listeners()
                if self._intake is not None:
                    self._intake.close()

    # --- the loop ------------------------------------------------------------------------------------------------

    def _turn(self) -> None:
        """One turn: feeds that are due are asked, and what has come is recorded."""
        self._read_feeds()
        now = self._observatory.now()
        due = [name for name, diary in self._diaries.items() if name not in self._running and diary.due(now)]
        for name in sorted(due, key=lambda name: (self._diaries[name].next_at or now, name)):
            if self._feeds[name].kind != ENDPOINT and len(self._running) < POLLS_AT_ONCE:
                self._ask(self._feeds[name])
        self._look_for_silence(now)
        with suppress(queue.Empty):
            self._take(self._events.get(timeout=HEARTBEAT_S))

    def _ask_all_once(self) -> None:
        waiting = [entry for _, entry in sorted(self._feeds.items()) if entry.kind != ENDPOINT]
        while waiting or self._running:
            while waiting and len(self._running) < POLLS_AT_ONCE:
                self._ask(waiting.pop(0))
            event = self._events.get()
            more = isinstance(event, _Asked) and event.polled is not None and event.polled.again_in_s == 0
            self._take(event)
            if more and isinstance(event, _Asked) and not self._diaries[event.entry.name].failures:
                waiting.append(event.entry)
        self._look_for_silence(self._observatory.now())

    def _ask(self, entry: FeedEntry) -> None:
        self._running.add(entry.name)
        state = self._diaries[entry.name].state
        source = entry.settings.get("source")
        given = self._observatory.receipt(source if isinstance(source, str) else None)
        now = self._observatory.now()
        threading.Thread(target=self._asked, args=(entry, state, given, now), daemon=True).start()

    def _asked(self, entry: FeedEntry, state: Mapping[str, object], given: Receipt, now: datetime) -> None:
        """Ask one feed, in a thread of its own; whatever comes of it is an event."""
        try:
            polled = feed_named(entry.kind).poll(entry.settings, state, given, now)  # type: ignore[arg-type]
            self._events.put(_Asked(entry, polled=polled))
        except MarsadError as error:
            self._events.put(_Asked(entry, failed=error))
        except OSError as error:
            self._events.put(_Asked(entry, failed=UnreachableError(error.strerror or "it was not reached")))
        except Exception as error:  # noqa: BLE001  the one boundary: a feed that fails must not hold up the rest
            self._events.put(_Asked(entry, failed=UnreachableError(f"its reader failed ({type(error).__name__})")))

    # --- what came -----------------------------------------------------------------------------------------------

    def _take(self, event: _Asked | _HandedIn) -> None:
        if isinstance(event, _HandedIn):
            self._take_handed(event)
            return
        name = event.entry.name
        self._running.discard(name)
        if name not in self._diaries:  # removed meanwhile
            return
        if event.polled is None:
            self._note_failure(name, event.failed or UnreachableError("it was not reached"))
            return
        received = [each for each in event.polled.reports if isinstance(each, Received)]
        try:
            added = self._recorded(received) if received else Added()
        except (LedgerError, VaultError) as error:  # a damaged vault, which has the key for sealing
            self._note_failure(name, error)
            return
        self._note_poll(name, event.polled, added)

    def _note_poll(self, name: str, polled: Polled, added: Added) -> None:
        now = self._observatory.now()
        unread = [str(each) for each in polled.reports if isinstance(each, UnreadableReportError)]
        state = self._diaries[name].state if added.refused else polled.state  # asked again for what was refused
        new, known = len(added.accepted), len(added.known_already)
        diary = self._diaries[name].after_poll(now, state, polled.again_in_s, new, (*unread, *added.refused))
        self._keep(diary)
        if new:
            self._silent.discard(name)
        moved = " its address has moved; mend it" if "moved_to" in polled.state else ""
        refused = len(unread) + len(added.refused)
        counted = f"{new} new, {known} known, {refused} refused"
        self._say(name, f"{counted}; next {_hour(diary.next_at, now)}{moved}", wrong=bool(refused or moved))

    def _note_failure(self, name: str, error: MarsadError) -> None:
        now = self._observatory.now()
        after_s = error.after_s if isinstance(error, UnreachableError) else None
        diary = self._diaries[name].after_failure(now, str(error), after_s)
        self._keep(diary)
        self._say(name, f"{error}; again {_hour(diary.next_at, now)}", wrong=True)

    def _recorded(self, received: list[Received]) -> Added:
        """Record them, waiting a little where another marsad is writing. Raises LedgerError."""
        if self._intake is None:
            raise LedgerError("the watch has not begun")
        for attempt in range(TRIES_AT_LEDGER):
            try:
                return self._observatory.take(received, self._intake)
            except LedgerError:
                if attempt == TRIES_AT_LEDGER - 1:
                    raise
                time.sleep(0.2 * 2**attempt)
        raise LedgerError("the ledger was not reached")

    def _keep(self, diary: Diary) -> None:
        self._diaries[diary.name] = diary
        try:
            write_diary(self._folder, diary)
        except OSError as error:
            self._say(diary.name, f"its place cannot be kept ({error.strerror}); check the disk", wrong=True)

    def _say(self, name: str, what: str, *, wrong: bool = False) -> None:
        self._tell(Told(self._observatory.now(), name, what, wrong))

    def _look_for_silence(self, now: datetime) -> None:
        for name, diary in self._diaries.items():
            silence = silent_for(diary.arrived, now, self._silent_times)
            if silence is None:
                self._silent.discard(name)
            elif name not in self._silent:
                self._silent.add(name)
                self._say(name, f"has told nothing for {spell(silence)}, far longer than usual", wrong=True)

    # --- reports that are handed in ------------------------------------------------------------------------------

    def _accept(self, name: str, received: Received) -> Handed:
        """Called in a thread of the listener: wait until the report is durable."""
        if self._stopping:
            raise UnreachableError("the watch is stopping; hand it in again later", 60.0)
        event = _HandedIn(name, received)
        self._events.put(event)
        if not event.done.wait(HANDED_WAIT_S) or event.handed is None:
            raise UnreachableError("the desk is busy; hand it in again, it is recorded once", 30.0)
        return event.handed

    def _take_handed(self, event: _HandedIn) -> None:
        try:
            added = self._recorded([event.received])
        except (LedgerError, VaultError):
            event.handed = Handed(None, refused="the ledger cannot be written to now; hand it in again")
            self._say(event.feed, "a report could not be recorded; check the ledger", wrong=True)
        else:
            kept = (*added.accepted, *added.known_already)
            event.handed = (
                Handed(kept[0], new=bool(added.accepted)) if kept else Handed(None, refused="it was not accepted")
            )
            now = self._observatory.now()
            if event.feed in self._diaries:
                self._keep(self._diaries[event.feed].after_poll(now, {}, 0.0, len(added.accepted)))
            self._say(event.feed, f"{len(added.accepted)} new, {len(added.known_already)} known")
        finally:
            event.done.set()

    # --- which feeds there are -----------------------------------------------------------------------------------

    def _read_feeds(self) -> None:
        """The feeds as the file names them now: a running watch sees what is added and removed."""
        path = self._folder / FEEDS_FILE
        changed = path.stat().st_mtime_ns if path.exists() else 0
        if changed == self._changed:
            return
        try:
            feeds = read_feeds(self._folder)
        except UsageError as error:
            if self._changed is None:
                raise
            self._changed = changed
            self._say(FEEDS_FILE, f"{error}; the feeds stay as they were", wrong=True)
            return
        self._changed = changed
        for name, entry in feeds.items():
            if self._feeds.get(name) != entry:
                self._diaries[name] = replace(read_diary(self._folder, name), next_at=None)
        self._diaries = {name: diary for name, diary in self._diaries.items() if name in feeds}
        endpoints = {name: entry for name, entry in feeds.items() if entry.kind == ENDPOINT}
        if endpoints != {name: entry for name, entry in self._feeds.items() if entry.kind == ENDPOINT}:
            self._listen(endpoints)
        self._feeds = feeds

    def _listen(self, endpoints: Mapping[str, FeedEntry]) -> None:
        """Listen for them, at one address for all that share it."""
        self._close_listeners()
        by_address: dict[tuple[str, int], dict[str, EndpointSettings]] = {}
        for name, entry in sorted(endpoints.items()):
            chosen = checked(EndpointSettings, entry.settings)
            by_address.setdefault((chosen.host, chosen.port), {})[name] = chosen
        for (host, _), sources in by_address.items():
            try:
                listener = Listener(sources, self._accept, self._observatory.receipt)
            except UnreachableError as error:
                self._say(next(iter(sources)), str(error), wrong=True)
                continue
            self._listeners.append(listener)
            self._say(next(iter(sources)), f"listening at {host}, port {listener.port}")

    def _close_listeners(self) -> None:
        for listener in self._listeners:
            listener.close()
        self._listeners.clear()


@contextmanager
def _only_watch(folder: Path) -> Iterator[None]:
    lock = FileLock(folder / LOCK_FILE, timeout=0, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise UsageError(f"{folder} is being watched by another marsad watch; stop that one first") from error
    try:
        yield
    finally:
        lock.release()


def _hour(moment: datetime | None, now: datetime) -> str:
    if moment is None or moment <= now:
        return "at once"
    return f"in {spell(moment - now)}"


def spell(span: timedelta) -> str:
    """A span of time in its largest unit: "40 s", "12 min", "5 h", "3 d"."""
    seconds = max(0, round(span.total_seconds()))
    for unit, name in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * unit:
            return f"{round(seconds / unit)} {name}"
    return f"{seconds} s"
