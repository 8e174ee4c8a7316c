"""A table of many lines in one gzip file, made of parts that are unpacked when a line of them is first asked for.

Any tool that reads gzip reads such a file whole. Each part is a member of it (RFC 1952, 2.2) whose extra field
``ML`` says how long it is, how many lines come before it and what its first line begins with, so that opening the
file reads no more than that. A plain gzip file is one part, unpacked at once.
"""

from __future__ import annotations

import struct
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from marsad.errors import AreaError

LARGEST_BYTES = 64_000_000  # of a table once unpacked: a file that unpacks to more is refused
PART_BYTES = 32_768  # of lines that are packed together
GZIP = 31  # the format, as zlib numbers them
RAW = -15  # a part without its header and its sum
OPENING = (
    b"\x1f\x8b\x08\x04" + bytes(5) + b"\xff"
)  # of a part: gzip, deflated, with an extra field, no time, no system
MARK = b"ML"
HEAD = struct.Struct(
    "<10sH2sHII"
)  # opening, length of the extra field, mark, length of what follows, packed, before
SUMS = struct.Struct("<II")  # at the end of a part: CRC-32 and length of what it holds


def pack(lines: Iterable[str]) -> bytes:
    """The gzip file of ``lines``, which have no line ends; the same lines give the same bytes."""
    return b"".join(_packed(first, part) for first, part in _parts(line.encode() + b"\n" for line in lines))


def _parts(lines: Iterable[bytes]) -> Iterator[tuple[int, list[bytes]]]:
    """The lines by parts, each with how many lines come before it."""
    before, size = 0, 0
    part: list[bytes] = []
    for line in lines:
        if part and size + len(line) > PART_BYTES:
            yield before, part
            before, size, part = before + len(part), 0, []
        part.append(line)
        size += len(line)
    if part:
        yield before, part


def _packed(before: int, part: list[bytes]) -> bytes:
    text, first = b"".join(part), _first(part[0])
    deflating = zlib.compressobj(9, wbits=RAW)
    body = deflating.compress(text) + deflating.flush() + SUMS.pack(zlib.crc32(text), len(text))
    length = HEAD.size + len(first) + len(body)
    return HEAD.pack(OPENING, 12 + len(first), MARK, 8 + len(first), length, before) + first + body


def _first(line: bytes) -> bytes:
    """The first column of a line."""
    return line.partition(b"\t")[0].rstrip(b"\n")


class PackedLines:
    """The lines of a packed table, by number or by the first column. What was unpacked stays in memory."""

    def __init__(self, path: Path) -> None:
        """Read the file. Raises AreaError, naming it, where it is no table, cut off or too large."""
        self._name = path.name
        try:
            self._packed = path.read_bytes()
        except OSError as error:
            raise AreaError(f"{path.name}: cannot be read: {error.strerror}") from error
        self._starts: list[int] = []  # of each part in the file, and the end of the last
        self._befores: list[int] = []  # how many lines come before each part
        self._firsts: list[bytes] = []  # the first column of the first line of each
        self._parts: list[list[bytes] | None] = []
        if self._packed[:10] == OPENING:
            self._note_parts()
        else:
            self._note_whole()

    def _note_parts(self) -> None:
        at, unpacked, end = 0, 0, len(self._packed)
        while at < end:
            if at + HEAD.size > end:
                raise AreaError(f"{self._name}: is cut off")
            opening, extra, mark, _, length, before = HEAD.unpack_from(self._packed, at)
            if (opening, mark) != (OPENING, MARK) or length < HEAD.size + SUMS.size or at + length > end:
                raise AreaError(f"{self._name}: cannot be unpacked: the part at byte {at} is damaged or cut off")
            self._starts.append(at)
            self._befores.append(before)
            self._firsts.append(self._packed[at + HEAD.size : at + 12 + extra])
            at += length
            unpacked += SUMS.unpack_from(self._packed, at - SUMS.size)[1]
        if unpacked > LARGEST_BYTES:
            raise AreaError(f"{self._name}: too large once unpacked")
        self._parts = [None] * len(self._starts)
        self._starts.append(end)
        self._count = self._befores[-1] + len(self._part(len(self._befores) - 1))

    def _note_whole(self) -> None:
        lines = self._lines(self._packed, LARGEST_BYTES)
        self._starts, self._befores, self._parts = [0, len(self._packed)], [0], [lines]
        self._firsts, self._count = [_first(lines[0]) if lines else b""], len(lines)

    def _lines(self, packed: bytes, largest: int) -> list[bytes]:
        unpacking = zlib.decompressobj(wbits=GZIP)
        try:
            text = unpacking.decompress(packed, largest + 1)
        except zlib.error as error:
            raise AreaError(f"{self._name}: cannot be unpacked: {error}") from error
        if not unpacking.eof:
            raise AreaError(f"{self._name}: {'too large once unpacked' if len(text) > largest else 'is cut off'}")
        if unpacking.unused_data:
            raise AreaError(f"{self._name}: cannot be unpacked: more follows where it ends")
        return text.split(b"\n")[:-1]

    def _part(self, number: int) -> list[bytes]:
        """The lines of a part. Raises AreaError where it is damaged."""
        found = self._parts[number]
        if found is None:
            packed = self._packed[self._starts[number] : self._starts[number + 1]]
            found = self._parts[number] = self._lines(packed, SUMS.unpack(packed[-SUMS.size :])[1])
        return found

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[bytes]:
        """Every line in order."""
        return chain.from_iterable(map(self._part, range(len(self._parts))))

    def line(self, number: int) -> bytes:
        """The line of that number, from 0. Raises AreaError where its part is damaged."""
        at = bisect_right(self._befores, number) - 1
        return self._part(at)[number - self._befores[at]]

    def beginning_with(self, first: bytes) -> bytes | None:
        """The line with that first column, in a table that is sorted by it; None where there is none."""
        at = bisect_right(self._firsts, first) - 1
        if at < 0:
            return None
        part = self._part(at)
        found = bisect_left(part, first, key=_first)  # a line sorts otherwise: by what follows the tab as well
        return part[found] if found < len(part) and _first(part[found]) == first else None
