"""The whole contract of plug-ins. Each is one file and one entry point; nothing else is ever looked up.

Groups: ``marsad.readers`` (a class per reader of a language); ``marsad.remote_readers`` (a function per reader
that asks a service elsewhere: it takes settings and gives the reader); ``marsad.formats`` (a class per format of
files); ``marsad.feeds`` (a class per kind of live feed).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from datetime import datetime
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeGuard, cast

from marsad.errors import UnreadableReportError, UsageError

if TYPE_CHECKING:
    from marsad.areas import Area
    from marsad.claims.clearance import ClearedReport
    from marsad.claims.drafts import ReadReport
    from marsad.model import Report
    from marsad.reports.feeds import FeedState, Polled
    from marsad.reports.form import Receipt, Received

READERS = "marsad.readers"
REMOTE_READERS = "marsad.remote_readers"
FORMATS = "marsad.formats"
FEEDS = "marsad.feeds"
HEAD_BYTES = 65_536  # of a file, shown to formats that say whether it is theirs


class Reader(Protocol):
    """Reads what a report says, in one language. Pure: the same report and area give the same drafts, anywhere.

    Law (``tests/contracts``): every draft's span lies in the text, spans are exact, drafts come in order of
    their start, and no text makes it raise.
    """

    name: str  # "frames-en"
    version: str  # of its method: a change of version means that claims may change
    languages: tuple[str, ...]  # ISO 639-1

    def read(self, report: Report, area: Area) -> ReadReport:
        """What ``report`` says, with names not yet resolved, and what could not be read."""
        ...


class ReadsTogether(Reader, Protocol):
    """A reader that does part of its work for several reports at once, which is quicker. No reader has to."""

    def readings(self, reports: Sequence[Report], area: Area) -> Sequence[Callable[[], ReadReport]]:
        """For each report what gives its reading when it is called: to the letter what ``read`` gives."""
        ...


class RemoteReader(Protocol):
    """Reads what a report says by sending it to a service, and so cannot be pure; else the law of readers holds.

    Chosen by name alone, never by language. It is given reports that are cleared for sending and no others: a
    report of a confidential source cannot be cleared. A service that fails makes an issue, not an error.
    """

    name: str
    version: str
    languages: tuple[str, ...]
    remote: Literal[True]
    unanswered: Set[str]  # ids of reports that the service left unread, in whole or in part: worth another try

    def read(self, cleared: ClearedReport, area: Area) -> ReadReport:
        """What the report says, with names not yet resolved, and what could not be read."""
        ...

    def account(self) -> tuple[str, ...]:
        """What the run has taken so far (requests, tokens, money), in lines for people."""
        ...

    def close(self) -> None:
        """Let connections go."""
        ...


class Format(Protocol):
    """Receives the reports in a file. Every file is hostile: it is read in bounded time and memory, or refused.

    Law (``tests/contracts``): no file makes it raise anything but ValueError or OSError; the same file gives the
    same reports, in the same order; each location leads to the same words in the original; no message holds the
    text of a report, or the name or address of its sender.
    """

    name: str  # "pdf"
    version: str  # of its method: a change means that the same file may give another text
    title: str  # what people call it: "PDF with a text layer"
    suffixes: tuple[str, ...]  # (".pdf",), small letters; several formats may share one

    def takes(self, name: str, head: bytes) -> int:
        """How sure it is of a file of that ``name`` (any case) which begins with ``head``; the surest gets it.

        0: not mine. 1: by its name alone. 2: by its name and its beginning. 3: by a mark that nothing else has.
        """
        ...

    def reports(self, file: Path, given: Receipt) -> Iterator[Received | UnreadableReportError]:
        """The reports in ``file``, one by one, and what could not be received in its place.

        An error that is given begins with where in the file: "line 4: ...". Raises ValueError, saying what is
        wrong and what to do, for the file as a whole ("is empty"). Neither names the file: the caller does.
        """
        ...


class Feed(Protocol):
    """Asks a live source for what is new since the last time."""

    name: str  # "rss"
    version: str
    title: str  # "RSS or Atom feed"

    def poll(self, settings: Mapping[str, object], state: FeedState, given: Receipt, now: datetime) -> Polled:
        """What is new since the poll that gave ``state``, which is empty for the first; ``now`` is UTC.

        Raises UsageError for settings that cannot be, OSError where the source cannot be reached for now.
        """
        ...


AnyReader = Reader | RemoteReader
Settings = Mapping[str, Mapping[str, object]]  # of each reader, by its name


def is_remote(reader: AnyReader) -> TypeGuard[RemoteReader]:
    """Whether ``reader`` sends what it reads elsewhere."""
    return getattr(reader, "remote", False) is True


def reads_together(reader: AnyReader) -> TypeGuard[ReadsTogether]:
    """Whether ``reader``, which is not remote, does part of its work for several reports at once."""
    return not is_remote(reader) and callable(getattr(reader, "readings", None))


@lru_cache(maxsize=64)
def reader_for(language: str) -> Reader | None:
    """The reader of that language, or None; the first by name where several offer it. Never a remote one."""
    for point in _points(READERS):
        reader = cast("Reader", point.load()())
        if language in reader.languages and not is_remote(reader):
            return reader
    return None


def reader_named(name: str, settings: Settings | None = None) -> AnyReader:
    """The reader of that name; a remote one set up as ``settings[name]`` says.

    Raises UsageError where there is none of that name, or where a remote one cannot be set up.
    """
    for point in _points(READERS):
        if point.name == name:
            return cast("Reader", point.load()())
    for point in _points(REMOTE_READERS):
        if point.name == name:
            return cast("RemoteReader", point.load()((settings or {}).get(name, {})))
    names = ", ".join(point.name for group in (READERS, REMOTE_READERS) for point in _points(group))
    raise UsageError(f"there is no reader {name!r}; there are: {names}")


@lru_cache(maxsize=1)
def formats() -> tuple[Format, ...]:
    """Every format that is installed, by name."""
    return tuple(cast("Format", point.load()()) for point in _points(FORMATS))


def format_of(name: str, head: bytes) -> Format | None:
    """The format surest of a file of that name and beginning, the first by name of several; None where none is."""
    sureness, found = max(((each.takes(name, head), each) for each in formats()), key=lambda each: each[0])
    return found if sureness else None


def feed_named(name: str) -> Feed:
    """The feed of that name. Raises UsageError where there is none."""
    for point in _points(FEEDS):
        if point.name == name:
            return cast("Feed", point.load()())
    raise UsageError(f"there is no feed {name!r}; there are: {', '.join(feed_names())}")


def feed_names() -> tuple[str, ...]:
    """The names of the feeds that are installed."""
    return tuple(each.name for each in _points(FEEDS))


def _points(group: str) -> list[EntryPoint]:
    return sorted(entry_points(group=group), key=lambda each: each.name)
