"""A process that reads reports for another, which sends it reports through a pipe and gets their readings back.

It is this Python started anew, on every system alike: nothing of the other's memory, and no need for a program to
guard its main module. It opens no ledger, writes no file, is not stopped by Ctrl-C, and ends when the other ends,
however that ends.
"""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Event, Thread
from typing import IO

from marsad.areas import Area, load_area
from marsad.errors import MarsadError
from marsad.model import Report
from marsad.plugins import AnyReader, reader_named
from marsad.reading.recorded import Read, read_bodies

LENGTH_BYTES = 8
SECONDS_TO_END = 5.0
WARMING = "The army captured Tadef on Sunday, residents said. Qabasin: IS still holds it, 2 KIA."
SELDOM = (50_000, 20, 50)  # objects until Python looks for unused ones among them: tables are never unused


@dataclass(frozen=True, slots=True)
class Order:
    """What the process must know: the area by name or folder, what it holds for the other, and the reader.

    ``reader`` is empty for that of each report's language.
    """

    area: str
    area_hash: str
    reader: str


class ReadingProcess:
    """The process as the other sees it: it gives back in the order in which it was given."""

    def __init__(self, order: Order) -> None:
        """Start it; :attr:`ready` turns true by itself. Raises OSError where it cannot be started."""
        if not sys.executable:
            raise OSError(0, "this Python does not know its own program")
        begin = f"import sys; sys.path[:] = {[*map(str, sys.path)]!r}; from {__name__} import main; main()"
        self._child = subprocess.Popen(  # noqa: S603  this Python, with our own words
            [sys.executable, "-P", "-c", begin],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what it would say there may hold words of a report
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        self._held: deque[int] = deque()
        self._is_ready = Event()
        self._ended = not self._send(order)
        Thread(target=self._await, daemon=True).start()

    @property
    def ready(self) -> bool:
        """Whether it has said that it is ready to read."""
        return self._is_ready.is_set()

    @property
    def characters(self) -> int:
        """How much it has to read and to give back."""
        return sum(self._held)

    def has_ended(self) -> bool:
        """Whether it is known to have ended: it takes nothing more and gives nothing back."""
        return self._ended

    def give(self, reports: Sequence[Report], characters: int) -> bool:
        """Have it read these reports of so many characters; whether it took them."""
        self._ended = self._ended or not self._send(reports)
        if not self._ended:
            self._held.append(characters)
        return not self._ended

    def take(self) -> Read | None:
        """What it read from the reports that it was given first; None where it could not, or has ended."""
        self._held.popleft()
        read = self._received()
        assert read is None or isinstance(read, list)  # noqa: S101
        return read

    def end(self) -> int | None:
        """End it; gives its exit status where it had ended by itself."""
        self._ended = True
        status = self._child.poll()
        if status is None:
            self._child.kill()
            self._child.wait(SECONDS_TO_END)
        for pipe in (self._child.stdin, self._child.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        return status

    def _await(self) -> None:
        """Wait for its first word, which says that it is ready."""
        if self._received() is True:
            self._is_ready.set()
        else:
            self._ended = True

    def _received(self) -> object:
        assert self._child.stdout is not None  # noqa: S101
        try:
            return _received(self._child.stdout)
        except (EOFError, OSError, ValueError):  # it ended, or was ended here meanwhile
            self._ended = True
            return None

    def _send(self, what: object) -> bool:
        assert self._child.stdin is not None  # noqa: S101
        try:
            _send(self._child.stdin, what)
        except OSError:
            return False
        return True


def main() -> None:
    """Read for the process at the other end of the pipes until it ends; what plug-ins print goes elsewhere."""
    given, back = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with suppress(EOFError, OSError, MarsadError):
        _serve(given, back)
    os._exit(0)  # the thread that takes in may wait for more


def _serve(given: IO[bytes], back: IO[bytes]) -> None:
    order = _received(given)
    assert isinstance(order, Order)  # noqa: S101
    area = load_area(order.area)
    if area.hash != order.area_hash:
        return  # its tables have changed since the other opened them
    reader = reader_named(order.reader) if order.reader else None
    read_bodies([(Report("rep_0", WARMING, language="en"), None)], area, reader)
    gc.freeze()
    gc.set_threshold(*SELDOM)
    _send(back, True)
    asked: SimpleQueue[Sequence[Report] | None] = SimpleQueue()
    Thread(target=_take_in, args=(given, asked), daemon=True).start()  # whoever gives never waits for this reader
    while (reports := asked.get()) is not None:
        _send(back, _read(reports, area, reader))


def _read(reports: Sequence[Report], area: Area, reader: AnyReader | None) -> Read | None:
    try:
        return read_bodies([(report, None) for report in reports], area, reader)
    except Exception:  # noqa: BLE001  the other reads them itself, and what goes wrong is told there
        return None


def _take_in(given: IO[bytes], asked: SimpleQueue[Sequence[Report] | None]) -> None:
    try:
        while True:
            reports = _received(given)
            assert isinstance(reports, list)  # noqa: S101
            asked.put(reports)
    except (EOFError, OSError):
        asked.put(None)


def _send(pipe: IO[bytes], what: object) -> None:
    content = pickle.dumps(what, pickle.HIGHEST_PROTOCOL)
    pipe.write(len(content).to_bytes(LENGTH_BYTES) + content)
    pipe.flush()


def _received(pipe: IO[bytes]) -> object:
    """The next thing in ``pipe``. Raises EOFError where it has ended."""
    length = int.from_bytes(_exactly(pipe, LENGTH_BYTES))
    return pickle.loads(_exactly(pipe, length))  # noqa: S301  from our own process alone


def _exactly(pipe: IO[bytes], length: int) -> bytes:
    content = bytearray()
    while len(content) < length:
        part = pipe.read(length - len(content))
        if not part:
            raise EOFError
        content += part
    return bytes(content)
