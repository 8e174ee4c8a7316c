"""A folder that is looked at again and again: what is put into it is received once it is written in full."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import Field

from marsad.errors import UnreachableError, UnreadableReportError
from marsad.model.ids import Json, sha256_hex
from marsad.reports.feeds import FeedState, Polled
from marsad.reports.feeds.settings import FeedSettings, checked
from marsad.reports.form import Receipt, Received
from marsad.reports.lines import shown
from marsad.reports.receive import NOT_REPORTS, received_from

MOST_FILES = 200  # in one poll; the rest in the next, at once
STILL_S = 2.0  # since its last change before a file counts as written in full


class FolderSettings(FeedSettings):
    """What can be set for one folder."""

    path: Annotated[str, Field(min_length=1, max_length=4_000)]
    day_first: bool | None = None  # in dates of chats that can be read both ways
    every_seconds: Annotated[float, Field(ge=1, le=86_400)] = 10


@dataclass(frozen=True, slots=True)
class FolderFeed:
    """New and changed files of a folder and its folders, of any known format."""

    name: str = "folder"
    version: str = "1"
    title: str = "folder of files"

    def poll(self, settings: Mapping[str, object], state: FeedState, given: Receipt, now: datetime) -> Polled:
        """The files that are new or changed. Raises UnreachableError where the folder is not there.

        The state holds no names of files: exported chats are called after the people in them.
        """
        chosen = checked(FolderSettings, settings)
        folder = Path(chosen.path)
        if not folder.is_dir():
            raise UnreachableError("the folder is not there; make it, or remove the feed")
        defaults = replace(given.defaults, publisher=chosen.source, day_first=chosen.day_first)
        ours = replace(given, defaults=defaults)
        seen: dict[str, Json] = {}
        found: list[Received | UnreadableReportError] = []
        taken, waiting = 0, False
        for file in _files(folder):
            key, mark = (
                sha256_hex(str(file.relative_to(folder)).encode("utf-8", "surrogateescape"))[:20],
                _mark(file),
            )
            if mark is None or now.timestamp() - mark[0] / 1e9 < STILL_S:
                waiting = waiting or mark is not None
                continue
            before = state.get(key)
            if before == mark:
                seen[key] = before
            elif taken < MOST_FILES:
                taken += 1
                found += _received(file, folder, ours)
                seen[key] = mark
            elif before is not None:
                seen[key] = before
        more = taken == MOST_FILES
        return Polled(tuple(found), seen, 0.0 if more else STILL_S if waiting else chosen.every_seconds)


def _mark(file: Path) -> list[int] | None:
    """When the file last changed (ns) and its size; None where it went away."""
    try:
        found = file.stat()
    except OSError:
        return None
    return [found.st_mtime_ns // 1_000 * 1_000, found.st_size]


def _files(folder: Path) -> Iterator[Path]:
    """The files in the folder and its folders, in the order of their names; hidden ones and links left out."""
    for name, folders, files in os.walk(folder, followlinks=False):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for file in sorted(files):
            path = Path(name, file)
            if not file.startswith(".") and file not in NOT_REPORTS and not path.is_symlink():
                yield path


def _received(file: Path, folder: Path, given: Receipt) -> Iterator[Received | UnreadableReportError]:
    called = shown(file.relative_to(folder))
    try:
        for each in received_from(file, given):
            if isinstance(each, UnreadableReportError):
                yield UnreadableReportError(f"{called} {str(each).removeprefix(shown(file)).strip()}")
            else:
                yield each
    except ValueError as error:
        yield UnreadableReportError(f"{called}: {error}")
    except OSError as error:
        yield UnreadableReportError(f"{called}: cannot be read ({error.strerror or 'the disk failed'})")
