"""Another process of this Python that works for this one: what both say to each other goes through two pipes.

It is this Python started anew, on every system alike: nothing of this process's memory, and no need for a program
to guard its main module. It is not stopped by Ctrl-C, and ends when this one ends, however that ends.
"""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import IO

from marsad.errors import MarsadError

LENGTH_BYTES = 8
SECONDS_TO_END = 5.0
SELDOM = (50_000, 20, 50)  # objects until Python looks for unused ones among them: tables are never unused


class Process:
    """The process as this one sees it."""

    def __init__(self, module: str) -> None:
        """Start Python with ``main()`` of ``module``. Raises OSError where it cannot be started."""
        if not sys.executable:
            raise OSError(0, "this Python does not know its own program")
        begin = f"import sys; sys.path[:] = {[*map(str, sys.path)]!r}; from {module} import main; main()"
        self._child = subprocess.Popen(  # noqa: S603  this Python, with our own words
            [sys.executable, "-P", "-c", begin],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what it would say there may hold words of a report
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        self._ended = False

    def has_ended(self) -> bool:
        """Whether it is known to have ended: it takes nothing more and gives nothing back."""
        return self._ended

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

    def _received(self) -> object:
        """What it says next; None where it has ended."""
        assert self._child.stdout is not None  # noqa: S101
        try:
            return received(self._child.stdout)
        except (EOFError, OSError, ValueError):  # it ended, or was ended here meanwhile
            self._ended = True
            return None

    def _send(self, what: object) -> bool:
        """Tell it something; whether it can still be told."""
        assert self._child.stdin is not None  # noqa: S101
        try:
            send(self._child.stdin, what)
        except OSError:
            self._ended = True
        return not self._ended


def serve(work: Callable[[IO[bytes], IO[bytes]], None]) -> None:
    """In the process: do ``work`` with what it is given and what it gives back, and end.

    What plug-ins print goes elsewhere. It ends without a word where the other has ended, or a file cannot be had.
    """
    given, back = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with suppress(EOFError, OSError, MarsadError):
        work(given, back)
    os._exit(0)  # a thread that takes in may wait for more


def keep_for_good() -> None:
    """Say that what is in memory now stays, so that it is not looked through for what is unused."""
    gc.freeze()
    gc.set_threshold(*SELDOM)


def send(pipe: IO[bytes], what: object) -> None:
    """Say something through ``pipe``. Raises OSError."""
    content = pickle.dumps(what, pickle.HIGHEST_PROTOCOL)
    pipe.write(len(content).to_bytes(LENGTH_BYTES) + content)
    pipe.flush()


def received(pipe: IO[bytes]) -> object:
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
