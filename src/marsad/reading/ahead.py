"""Reading many reports: some at a time, in this process, or in several that read ahead of what is recorded.

Whoever reads, the same reports give the same readings in the same order, to the byte. Processes that read are
started only once there is enough to read, and this one goes on reading until they are ready. Where one ends by
itself, what it had is read here, and nothing is lost.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, Protocol, Self, TypeVar

from marsad.areas import Area
from marsad.model import Report, Source
from marsad.plugins import AnyReader, is_remote
from marsad.reading.process import Order, ReadingProcess
from marsad.reading.recorded import Read, read_bodies

MOST_PROCESSES = 4  # where nobody says how many: recording is one process's work, and keeps up with no more
ENOUGH = 30_000  # characters, about a second's reading: as long as a process takes to start
AHEAD = 4  # batches that a process has at most: the one that it reads and the next


class Batch(Protocol):
    """Reports that are read, and then recorded, together."""

    @property
    def told(self) -> Sequence[tuple[Report, Source | None]]:
        """The reports, each with its registered source."""


B = TypeVar("B", bound=Batch)


def processes_at_hand() -> int:
    """How many processes read where nobody says: one for each processor that this one may use, at most four."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST_PROCESSES)


class ReadingAhead(Generic[B]):
    """Reads batches of reports, in ``processes`` processes once there is enough to read; close it by ``with``.

    ``processes`` 0: as :func:`processes_at_hand` says. One is this process, and starts no other.

    A remote reader reads in this process, whatever is asked for: it is paid for and keeps an account.
    It is ``one_by_one`` that its reports are better given. ``remarks`` tells what went wrong with processes, in
    sentences.
    """

    def __init__(self, area: Area, named: str, reader: AnyReader | None, processes: int) -> None:
        """Start nothing yet. ``named`` is the area's name or folder, as it is loaded by."""
        self._area, self._reader = area, reader
        self._order = Order(named, area.hash, reader.name if reader is not None else "")
        self.one_by_one = reader is not None and is_remote(reader)
        self._wanted = 1 if self.one_by_one else processes or processes_at_hand()
        self._processes: list[ReadingProcess] = []
        self._characters = 0
        self.remarks: dict[str, None] = {}

    @property
    def in_several(self) -> bool:
        """Whether others read, because there is enough to read and more than one processor for it."""
        return bool(self._processes)

    def read(self, batches: Iterable[B]) -> Iterator[tuple[B, Read]]:
        """Each of ``batches`` with what was read from it, in order; they are asked for ahead of what is given."""
        waiting: deque[tuple[B, ReadingProcess | None]] = deque()
        for batch in batches:
            waiting.append((batch, self._given(batch)))
            while len(waiting) > AHEAD * len(self._ready()):
                yield self._taken(*waiting.popleft())
        while waiting:
            yield self._taken(*waiting.popleft())

    def close(self) -> None:
        """End the processes. What they hold is not recorded, and is read again where it is received again."""
        for each in self._processes:
            each.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ready(self) -> list[ReadingProcess]:
        return [each for each in self._processes if each.ready and not each.has_ended()]

    def _given(self, batch: B) -> ReadingProcess | None:
        """The process that reads ``batch``: the one that has least to read. None: this one."""
        characters = sum(len(report.text) for report, _ in batch.told)
        self._characters += characters
        if self._wanted > 1 and not self._processes and self._characters >= ENOUGH:
            self._start()
        for process in sorted(self._ready(), key=lambda each: each.characters):
            if process.give([report for report, _ in batch.told], characters):
                return process
            self._lost(process)
        return None

    def _taken(self, batch: B, process: ReadingProcess | None) -> tuple[B, Read]:
        if process is not None and not process.has_ended():
            read = process.take()
            if read is not None:
                return batch, read
            if process.has_ended():
                self._lost(process)
        return batch, read_bodies(batch.told, self._area, self._reader)

    def _start(self) -> None:
        for _ in range(self._wanted):
            try:
                self._processes.append(ReadingProcess(self._order))
            except OSError as error:
                self._wanted = len(self._processes) or 1
                self.remarks[f"no other process could be started to read ({error.strerror}); this one read"] = None
                return

    def _lost(self, process: ReadingProcess) -> None:
        status = process.end()
        why = "" if status is None else f" with exit status {status}"
        self.remarks[f"a process that read ended{why}; what it had was read by another, and nothing is lost"] = (
            None
        )
