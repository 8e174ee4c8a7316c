"""Archives: a ``.zip`` of files of any known format."""

from __future__ import annotations

import errno
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath

from marsad.errors import UnreadableReportError
from marsad.reports.attachments import is_shot, last_step, the_one
from marsad.reports.form import Receipt, Received
from marsad.reports.formats.content import by_name
from marsad.reports.formats.parts import received_part, within
from marsad.reports.lines import shown

MAX_ENTRIES = 10_000
MAX_ENTRY_BYTES = 50_000_000
MOST_UNPACKED_TO = 200  # times its size: text is packed to a tenth at best, and zeros to a thousandth
_BOMB_BYTES = 5_000_000
TOO_MUCH = "was not unpacked, because the archive holds far more than its size suggests"
_CHUNK_BYTES = 1 << 20
_PASSED_OVER = {"sources.csv"}
UNPACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError, UnicodeError)


@contextmanager
def broken_as(says: str) -> Iterator[None]:
    """Raise ValueError with these words for whatever the standard library raises at a broken archive."""
    try:
        yield
    except _BROKEN as error:
        raise ValueError(says) from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a place before the file's beginning, as the archive gives it
            raise
        raise ValueError(says) from error


class Archive:
    """The reports of every file in the archive, in order of their names; nothing is unpacked beside it."""

    name = "archive"
    version = "1"
    title = "archive of files of these formats"
    suffixes = (".zip",)

    def takes(self, name: str, head: bytes) -> int:
        """By its name, more surely where it begins as archives do."""
        return by_name(name, self.suffixes) * (2 if head.startswith((b"PK\3\4", b"PK\5\6")) else 1)

    def reports(self, file: Path, given: Receipt) -> Iterator[Received | UnreadableReportError]:
        """The reports of each entry. Raises ValueError where it is no archive, is empty or lies too deep.

        Hidden files, ``sources.csv`` and folders are passed over, as in a folder.
        """
        inside = within(given)
        with broken_as("is no archive, or a broken one; make it again"):
            archive = zipfile.ZipFile(file)
        with archive:
            entries = [each for each in archive.infolist() if not _is_passed_over(each.filename)]
            if not entries:
                raise ValueError("is empty")
            if len(entries) > MAX_ENTRIES:
                raise ValueError(f"holds more than {MAX_ENTRIES} files; unpack it and give the folder")
            beside = _InArchive(archive, entries, inside)
            inside = replace(inside, beside=beside)
            for entry in sorted(
                entries, key=lambda each: (is_shot(each.filename), each.filename, each.header_offset)
            ):
                if entry.filename in beside.taken:
                    continue
                label = f"entry {shown(entry.filename)}"
                if inside.allowance is not None and inside.allowance.bytes_left < 0:
                    yield UnreadableReportError(f"{label}: {TOO_MUCH}; nor was what follows")
                    return
                write = partial(_unpack, archive, entry, inside)
                for each in received_part(write, entry.filename, label, inside):
                    if isinstance(each, UnreadableReportError):
                        yield each
                    else:
                        yield replace(each, original_name=f"{shown(file.name)} {each.original_name}")


def _order(entry: zipfile.ZipInfo) -> tuple[bool, str, int]:
    """By name; photographs last, because a submission may name them."""
    return is_shot(entry.filename), entry.filename, entry.header_offset


class _InArchive:
    """The files of an archive, each looked for by its name alone; unpacked with all the archive's limits."""

    def __init__(self, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], given: Receipt) -> None:
        self.taken: set[str] = set()
        self._archive, self._given = archive, given
        self._by_name: dict[str, list[zipfile.ZipInfo]] = {}
        for entry in entries:
            self._by_name.setdefault(last_step(entry.filename), []).append(entry)

    def find(self, name: str, near: str | None) -> bytes:
        """The content of the one entry of that name. Raises ValueError."""
        entries = {Path(each.filename): each for each in self._by_name.get(last_step(name), [])}
        entry = entries[the_one(list(entries), [path.parent.parts for path in entries], near)]
        with tempfile.TemporaryDirectory(prefix="marsad-") as folder:
            file = Path(folder, "part")
            _unpack(self._archive, entry, self._given, file)
            content = file.read_bytes()
        self.taken.add(entry.filename)
        return content


def _is_passed_over(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    hidden = any(part.startswith((".", "__MACOSX")) and part.strip(".") for part in path.parts)
    return name.endswith("/") or hidden or path.name in _PASSED_OVER


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, given: Receipt, to: Path) -> None:
    if entry.flag_bits & 1:
        raise ValueError("is locked with a password; unpack the archive and give the folder")
    if entry.compress_type not in UNPACKED:
        raise ValueError("is packed in a way that is not unpacked here; make the archive again as plain zip")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise ValueError("is a link, and was not followed; put its target into the archive")
    if entry.file_size > max(_BOMB_BYTES, MOST_UNPACKED_TO * entry.compress_size):
        raise ValueError(TOO_MUCH)
    allowance = given.allowance
    with (
        broken_as("is broken in the archive; make it again"),
        archive.open(entry) as source,
        to.open("wb") as target,
    ):
        size = 0
        while chunk := source.read(_CHUNK_BYTES):
            size += len(chunk)
            if allowance is not None:
                allowance.bytes_left -= len(chunk)
                if allowance.bytes_left < 0:
                    raise ValueError(TOO_MUCH)
            if size > MAX_ENTRY_BYTES:
                raise ValueError(f"is larger than {MAX_ENTRY_BYTES // 1_000_000} MB, which no report is")
            target.write(chunk)
