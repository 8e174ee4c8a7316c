"""A process that derives while another receives, reads and records, so that the first question need not wait.

It writes the file of derived tables alone, a few thousand entries in one transaction. Ended at any moment, what it
derived by then stays, and the next question derives the rest.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import IO, Self

from marsad.areas import load_area
from marsad.derived.file import DERIVED_FILE
from marsad.derived.kept import OF_VERY_MANY_AT_ONCE, Derived
from marsad.ledger.opening import ledger_in
from marsad.processes import Process, keep_for_good, received, send, serve

LOOK_AGAIN_SECONDS = 0.2
Told = Callable[[int, int], None]  # entries done, of how many


@dataclass(frozen=True, slots=True)
class Order:
    """What the process must know: the observatory's folder, its store, its area, and what that holds."""

    folder: Path
    store: str
    area: str
    area_hash: str


class DerivingProcess(Process):
    """The process as the other sees it."""

    def __init__(self, order: Order) -> None:
        """Start it. Raises OSError where it cannot be started."""
        super().__init__(__name__)
        self._send(order)

    def finish(self, told: Told | None = None) -> None:
        """Have it derive all that is recorded by now, and end; ``told`` what it has done of what is left."""
        self._send(True)
        while isinstance(step := self._received(), tuple):
            if told:
                told(*step)


class Deriving:
    """Derives beside other work, from :meth:`begin` on, to be closed by ``with``; what is left waits."""

    def __init__(self, order: Order) -> None:
        """Start nothing yet."""
        self._order = order
        self._process: DerivingProcess | None = None
        self._begun = False

    def begin(self) -> None:
        """Start the process, once; where it cannot be started, whoever asks first derives."""
        if not self._begun:
            self._begun = True
            with suppress(OSError):
                self._process = DerivingProcess(self._order)

    def finish(self, told: Told | None = None) -> None:
        """Wait until all that is recorded is derived, where that was begun."""
        if self._process is not None:
            self._process.finish(told)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.end()


def main() -> None:
    """Derive for the process at the other end of the pipes until it says that all is recorded, or ends."""
    serve(_derive_all)


def _derive_all(given: IO[bytes], back: IO[bytes]) -> None:
    order = received(given)
    assert isinstance(order, Order)  # noqa: S101
    area = load_area(order.area)
    if area.hash != order.area_hash:
        return  # its tables have changed since the other opened them
    all_recorded = Event()
    Thread(target=_await_all, args=(given, all_recorded), daemon=True).start()
    file = order.folder / DERIVED_FILE
    with suppress(sqlite3.Error), Derived(file, lambda: ledger_in(order.folder, order.store), area) as derived:
        keep_for_good()
        while not all_recorded.wait(LOOK_AGAIN_SECONDS):
            if derived.behind >= OF_VERY_MANY_AT_ONCE:
                derived.catch_up(at_once=OF_VERY_MANY_AT_ONCE)
        derived.catch_up(lambda done, many: send(back, (done, many)), OF_VERY_MANY_AT_ONCE)


def _await_all(given: IO[bytes], all_recorded: Event) -> None:
    try:
        received(given)
    except (EOFError, OSError):
        os._exit(0)  # the other has ended: what is derived stays, and what is being derived is taken back
    all_recorded.set()
