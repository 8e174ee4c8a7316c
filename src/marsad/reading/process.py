"""A process that reads reports for another, which sends it reports through a pipe and gets their readings back.

It opens no ledger and writes no file.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Event, Thread
from typing import IO

from marsad.areas import Area, load_area
from marsad.model import Report
from marsad.plugins import AnyReader, reader_named
from marsad.processes import Process, keep_for_good, received, send, serve
from marsad.reading.recorded import Read, read_bodies

WARMING = "The army captured Tadef on Sunday, residents said. Qabasin: IS still holds it, 2 KIA."


@dataclass(frozen=True, slots=True)
class Order:
    """What the process must know: the area by name or folder, what it holds for the other, and the reader.

    ``reader`` is empty for that of each report's language.
    """

    area: str
    area_hash: str
    reader: str


class ReadingProcess(Process):
    """The process as the other sees it: it gives back in the order in which it was given."""

    def __init__(self, order: Order) -> None:
        """Start it; :attr:`ready` turns true by itself. Raises OSError where it cannot be started."""
        super().__init__(__name__)
        self._held: deque[int] = deque()
        self._is_ready = Event()
        self._send(order)
        Thread(target=self._await, daemon=True).start()

    @property
    def ready(self) -> bool:
        """Whether it has said that it is ready to read."""
        return self._is_ready.is_set()

    @property
    def characters(self) -> int:
        """How much it has to read and to give back."""
        return sum(self._held)

    def give(self, reports: Sequence[Report], characters: int) -> bool:
        """Have it read these reports of so many characters; whether it took them."""
        taken = not self._ended and self._send(reports)
        if taken:
            self._held.append(characters)
        return taken

    def take(self) -> Read | None:
        """What it read from the reports that it was given first; None where it could not, or has ended."""
        self._held.popleft()
        read = self._received()
        assert read is None or isinstance(read, list)  # noqa: S101
        return read

    def _await(self) -> None:
        """Wait for its first word, which says that it is ready."""
        if self._received() is True:
            self._is_ready.set()
        else:
            self._ended = True


def main() -> None:
    """Read for the process at the other end of the pipes until it ends."""
    serve(_read_all)


def _read_all(given: IO[bytes], back: IO[bytes]) -> None:
    order = received(given)
    assert isinstance(order, Order)  # noqa: S101
    area = load_area(order.area)
    if area.hash != order.area_hash:
        return  # its tables have changed since the other opened them
    reader = reader_named(order.reader) if order.reader else None
    read_bodies([(Report("rep_0", WARMING, language="en"), None)], area, reader)
    keep_for_good()
    send(back, True)
    asked: SimpleQueue[Sequence[Report] | None] = SimpleQueue()
    Thread(target=_take_in, args=(given, asked), daemon=True).start()  # whoever gives never waits for this reader
    while (reports := asked.get()) is not None:
        send(back, _read(reports, area, reader))


def _read(reports: Sequence[Report], area: Area, reader: AnyReader | None) -> Read | None:
    try:
        return read_bodies([(report, None) for report in reports], area, reader)
    except Exception:  # noqa: BLE001  the other reads them itself, and what goes wrong is told there
        return None


def _take_in(given: IO[bytes], asked: SimpleQueue[Sequence[Report] | None]) -> None:
    try:
        while True:
            reports = received(given)
            assert isinstance(reports, list)  # noqa: S101
            asked.put(reports)
    except (EOFError, OSError):
        asked.put(None)
