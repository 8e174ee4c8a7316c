"""Files that belong to a report: photographs, videos, recordings that a form names, found beside its submissions.

A camera writes where and when it stood into a picture. That is left out of what is kept open of JPEG and PNG
pictures (their pixels stay to the bit); what else is attached is kept as it came.
"""

from __future__ import annotations

import os
import stat
import tempfile
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol, cast

from marsad.model.ids import sha256_hex

MOST_BYTES = 100_000_000  # of one file
MOST_FILES = 100  # of one report
MOST_LISTED = 20_000  # files of a folder among which one is looked for
MOST_LEVELS = 6  # of folders: KoBo puts them five deep
SHOT = frozenset(
    [
        ".jpg",
        ".jpeg",
        ".png",
        ".gif",
        ".webp",
        ".heic",
        ".bmp",
        ".mp4",
        ".3gp",
        ".3gpp",
        ".mov",
        ".avi",
        ".mkv",
        ".webm",
        ".mp3",
        ".m4a",
        ".amr",
        ".aac",
        ".wav",
        ".ogg",
        ".opus",
        ".flac",
        ".svg",
    ]
)  # what a phone takes, and no format of reports
_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_JPEG_END, _JPEG_SCAN, _JPEG_COLOURS = 0xD9, 0xDA, 0xE2
_NOT_THE_PICTURE = frozenset({0xFE, *range(0xE1, 0xF0)} - {0xEE})  # of JPEG: comments, and all that programs add
_OF_THE_PICTURE = frozenset(
    [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs"]
)


class Beside(Protocol):
    """Where the files are that were given together with the file at hand."""

    def find(self, name: str, near: str | None) -> bytes:
        """The content of the file called ``name``, of several that in a folder called ``near``.

        Raises ValueError with why it cannot be had.
        """
        ...


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to a report: the question that it answers, its bytes as received, and those to lie open.

    ``clean``: what its camera wrote into it is known to be left out of ``read()``.
    """

    question: str
    clean: bool
    shortened: bool
    read: Callable[[], bytes] = field(repr=False, compare=False)
    as_received: Callable[[], bytes] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class KeptAttachment:
    """What a ledger says of a file that belongs to a report. None: nothing lies open, or nothing is sealed."""

    question: str
    size: int  # bytes as received
    received_sha256: str
    sha256: str | None
    sealed_sha256: str | None


Seal = Callable[[str, bytes], bytes | None]


def kept_of(attachment: Attachment, seal: Seal) -> tuple[KeptAttachment, tuple[bytes, ...]]:
    """What is said of a file, and the contents to be kept of it.

    ``seal`` seals what came under a name, or gives None where nothing can be sealed. Where it can, what is not
    known to be clean lies open nowhere, and of what was shortened the whole is sealed too.
    """
    came = attachment.as_received()
    sealed = seal(attachment.question, came) if attachment.shortened or not attachment.clean else None
    content = attachment.read() if attachment.clean or sealed is None else None
    kept = tuple(each for each in (content, sealed) if each is not None)
    return KeptAttachment(
        attachment.question,
        len(came),
        sha256_hex(came),
        sha256_hex(content) if content is not None else None,
        sha256_hex(sealed) if sealed is not None else None,
    ), kept


class Spool:
    """Contents that wait to be kept, in one nameless file on the disk; gone with the last that asks for it."""

    def __init__(self) -> None:
        self._file = cast("BinaryIO", tempfile.TemporaryFile(prefix="marsad-"))  # noqa: SIM115  closed below
        weakref.finalize(self, self._file.close)

    def put(self, content: bytes) -> Callable[[], bytes]:
        """Put ``content`` there; gives what reads it back. Raises OSError where the disk is full."""
        start = self._file.seek(0, os.SEEK_END)
        self._file.write(content)

        def read() -> bytes:
            self._file.seek(start)
            return self._file.read(len(content))

        return read


def attached(question: str, received: bytes, spool: Spool) -> Attachment:
    """What is to be kept of a file that came as the answer to ``question``."""
    content = without_camera(received)
    whole = spool.put(received)
    if content is None:
        return Attachment(question, False, False, whole, whole)
    shortened = content != received
    return Attachment(question, True, shortened, spool.put(content) if shortened else whole, whole)


class InFolder:
    """The files of a folder and those below it, each looked for by its name alone. No link is followed."""

    def __init__(self, folder: Path, taken: set[str] | None = None) -> None:
        self._folder, self._taken = folder, taken
        self._by_name: dict[str, list[Path]] | None = None

    def find(self, name: str, near: str | None) -> bytes:
        """The content of the one file of that name. Raises ValueError, OSError."""
        if self._by_name is None:
            self._by_name = {}
            for path in _files(self._folder):
                self._by_name.setdefault(path.name, []).append(path)
        found = self._by_name.get(last_step(name), [])
        path = the_one(found, [path.parent.parts for path in found], near)
        content = _regular(path)
        if self._taken is not None:
            self._taken.add(os.path.realpath(path))
        return content


def the_one(found: list[Path], folders: list[tuple[str, ...]], near: str | None) -> Path:
    """The one of ``found``, or of several the one in a folder called ``near``. Raises ValueError."""
    if len(found) > 1:
        found = [path for path, parts in zip(found, folders, strict=True) if near in parts] or found
    if not found:
        raise ValueError("is not beside the submissions")
    if len(found) > 1:
        raise ValueError("is there several times")
    return found[0]


def last_step(name: str) -> str:
    """The last step of a name, whatever path it gives."""
    return PurePosixPath(name.replace("\\", "/")).name


def is_shot(name: str) -> bool:
    """Whether a file is by its name a photograph, a video or a recording, which is no report by itself."""
    return PurePosixPath(name.lower()).suffix in SHOT


def _files(folder: Path) -> Iterator[Path]:
    count = 0
    for at, folders, files in os.walk(folder, followlinks=False):
        depth = len(Path(at).relative_to(folder).parts)
        folders[:] = sorted(each for each in folders if not each.startswith(".")) if depth < MOST_LEVELS else []
        for name in sorted(files):
            count += 1
            if count > MOST_LISTED:
                return
            yield Path(at, name)


def _regular(path: Path) -> bytes:
    """The content of a regular file. Raises ValueError for a link, a device, or what is too large; OSError."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if path.is_symlink():
        raise ValueError("is a link, and was not followed")
    with os.fdopen(os.open(path, flags), "rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise ValueError("is no file with content of its own")
        if about.st_size > MOST_BYTES:
            raise ValueError(f"is larger than {MOST_BYTES // 1_000_000} MB")
        return file.read(MOST_BYTES)


def without_camera(content: bytes) -> bytes | None:
    """A picture without what its camera and other programs wrote beside its pixels.

    JPEG: EXIF, XMP, IPTC, comments, and what stands after the end. PNG: texts, times, EXIF. None for anything
    else, and for a picture whose parts cannot be followed to its end.
    """
    try:
        if content.startswith(_JPEG):
            return b"".join(_jpeg_parts(content))
        if content.startswith(_PNG):
            return _PNG + b"".join(_png_parts(content))
    except (IndexError, ValueError):
        pass
    return None


def _jpeg_parts(content: bytes) -> Iterator[bytes]:
    """The segments to be kept and the scans between them, up to the end of the picture (ITU T.81, annex B)."""
    yield content[:2]
    at = 2
    while True:
        if content[at] != 0xFF:
            raise ValueError("it is no picture")
        kind = content[at + 1]
        if kind == 0xFF:  # padding
            at += 1
            continue
        if kind == _JPEG_END:
            yield content[at : at + 2]
            return
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        end = at + 2 + length
        if length < 2 or end > len(content):
            raise ValueError("a part of it is cut")
        if kind == _JPEG_SCAN:
            end = _end_of_scan(content, end)
        colours = kind == _JPEG_COLOURS and content.startswith(b"ICC_PROFILE", at + 4)
        if kind not in _NOT_THE_PICTURE or colours:
            yield content[at:end]
        at = end


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the coded pixels end: at the first mark that is neither stuffed nor a restart."""
    while True:
        at = content.index(b"\xff", at)
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2


def _png_parts(content: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while True:
        length, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(content):
            raise ValueError("a part of it is cut")
        if kind in _OF_THE_PICTURE:
            yield content[at:end]
        if kind == b"IEND":
            return
        at = end
