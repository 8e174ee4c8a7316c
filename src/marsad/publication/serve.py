"""Serve an edition on this machine alone, for a look at it; for the public, put the folder on any file host."""

from __future__ import annotations

import errno
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType

from marsad.errors import PublicationError

LOOPBACK = "127.0.0.1"


class _Quiet(SimpleHTTPRequestHandler):
    """Files of the edition, without a log of who asked for what, and without caching."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: who reads an edition is nobody's business."""

    def end_headers(self) -> None:
        """Add headers that keep a later edition from being hidden by an earlier one."""
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        super().end_headers()

    def list_directory(self, path: object) -> None:
        """No listings of folders."""
        self.send_error(404)


class EditionServer:
    """A server of one edition's folder on 127.0.0.1. ``port`` 0 takes any free one.

    The port is taken at once; raises PublicationError where another process has it.
    """

    def __init__(self, folder: Path, port: int) -> None:
        handler = partial(_Quiet, directory=str(folder))
        try:
            self._server = ThreadingHTTPServer((LOOPBACK, port), handler)
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                raise PublicationError(
                    f"port {port} on {LOOPBACK} is in use or not allowed:"
                    " choose another with --port, or --port 0 for any free one"
                ) from error
            raise

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the edition."""
        return f"http://{LOOPBACK}:{self._server.server_address[1]}/index.html"

    def serve_until_interrupted(self) -> None:
        """Serve until Ctrl-C."""
        try:
            self._server.serve_forever()
        except KeyboardInterrupt:
            return

    def shutdown(self) -> None:
        """Stop serving, from another thread."""
        self._server.shutdown()

    def __enter__(self) -> EditionServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.server_close()
