"""The whole contract of plug-ins. Each is one file and one entry point; nothing else is ever looked up.

Groups: ``marsad.readers`` (a class per reader of a language); ``marsad.remote_readers`` (a function per reader
that asks a service elsewhere: it takes settings and gives the reader).
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Literal, Protocol, TypeGuard, cast

from marsad.errors import UsageError

if TYPE_CHECKING:
    from marsad.areas import Area
    from marsad.claims.clearance import ClearedReport
    from marsad.claims.drafts import ReadReport
    from marsad.model import Report

READERS = "marsad.readers"
REMOTE_READERS = "marsad.remote_readers"


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


AnyReader = Reader | RemoteReader
Settings = Mapping[str, Mapping[str, object]]  # of each reader, by its name


def is_remote(reader: AnyReader) -> TypeGuard[RemoteReader]:
    """Whether ``reader`` sends what it reads elsewhere."""
    return getattr(reader, "remote", False) is True


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


def _points(group: str) -> list[EntryPoint]:
    return sorted(entry_points(group=group), key=lambda each: each.name)
