"""What can go wrong, as a shallow tree; every error is also the nearest builtin.

Each message names the file, line or field and says what to do. None ever carries a source's name, a
reporter's position or the text of a report.
"""


class MarsadError(Exception):
    """Anything Marsad stops for. The command line prints it without a traceback and exits with 2."""


class UsageError(MarsadError, ValueError):
    """The user asked for something that cannot be: a date that is none, an option out of range."""


class UnreadableReportError(MarsadError, ValueError):
    """A file that cannot be received as a report: unknown type, empty, too large, not text."""


class AreaError(MarsadError, ValueError):
    """A table of an area breaks its own rules; the message names table, line and column."""


class UnknownPlaceError(MarsadError, LookupError):
    """A place that the area does not hold; the message offers the nearest names."""


class UnknownAreaError(MarsadError, LookupError):
    """No area of that name is bundled or lies at that path."""


class NotAnObservatoryError(MarsadError, FileNotFoundError):
    """The folder holds no observatory."""


class UnreachableError(MarsadError, OSError):
    """A live source gave nothing to use: asked again later, no sooner than in ``after_s`` seconds."""

    def __init__(self, reason: str, after_s: float | None = None) -> None:
        super().__init__(reason)
        self.after_s = after_s


class LedgerError(MarsadError, RuntimeError):
    """The ledger cannot be written or read: disk full, locked by another process, not ours."""


class VerificationError(MarsadError, RuntimeError):
    """The ledger or an original was altered. The message names the entry (exit code 1)."""


class VaultError(MarsadError, RuntimeError):
    """A vault or a backup cannot be opened or written: wrong passphrase, altered, not there."""


class PublicationError(MarsadError, RuntimeError):
    """An edition or a picture cannot be written."""
