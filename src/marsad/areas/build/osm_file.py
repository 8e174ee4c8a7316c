"""OpenStreetMap extracts, opened with suspicion: what is truncated, forged or explosive is refused by name.

An extract comes from anywhere and is read by a library that trusts its size. So the file is walked once before:
its blocks (``.osm.pbf``) or its text (``.osm``, ``.osm.gz``, ``.osm.bz2``) must be whole, unpack to a size that
honest extracts have, and declare no XML entities.
"""

from __future__ import annotations

import bz2
import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, TypeAlias, cast

from marsad.errors import AreaError

Progress: TypeAlias = Callable[[str, int, int | None], None]  # what is done, how many, of how many where known
Element: TypeAlias = Any  # a node, way or relation of pyosmium
Tags: TypeAlias = Mapping[str, str]
SUFFIXES = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2")
ANEW = "fetch the extract anew and compare its checksum"
SMALL_BYTES = 256 * 2**20  # what unpacks to less than this harms nobody
MOST_GROWTH = {".pbf": 20, ".gz": 100, ".bz2": 200}  # honest extracts: about 3, 12 and 20 times their size
LONGEST_HEADER = 64 * 2**10  # of a block of a .pbf file, by the format's own rules
LARGEST_BLOCK = 32 * 2**20
CHUNK = 2**20
STEP = 20_000  # elements between two calls of ``progress``


def silent(what: str, done: int, total: int | None) -> None:
    """No progress shown."""


def elements(
    path: Path,
    keys: tuple[str, ...],
    progress: Progress = silent,
    *,
    relations_only: bool = False,
    other_way: Callable[[Element], None] | None = None,
) -> Iterator[tuple[Element, Tags]]:
    """Every node, way and relation of the extract with one of the tags ``keys``, with all its tags, in order.

    Nodes of ways have their locations where the file holds them. Raises AreaError naming the file and the last
    element that could be read. An element is only good until the next one is asked for. ``other_way`` is told
    each way without those tags: boundaries are often drawn over ways that have none.
    """
    osmium = _osmium()
    entities = osmium.osm.RELATION if relations_only else osmium.osm.ALL
    last = "the start"
    what = f"{path.name}: relations" if relations_only else f"{path.name}: elements"
    try:
        found = osmium.FileProcessor(str(path), entities)
        if not relations_only:
            found = found.with_locations()
        found = found.with_filter(osmium.filter.KeyFilter(*keys))
        if other_way is not None:
            found = found.handler_for_filtered(osmium.make_simple_handler(way=other_way))
        for number, each in enumerate(found, start=1):
            here = f"{_WORD[each.type_str()]} {each.id}"
            yield each, _tags(each, f"{path.name} {here}")
            last = here
            if number % STEP == 0:
                progress(what, number, None)
    except (RuntimeError, osmium.InvalidLocationError) as error:
        raise AreaError(f"{path.name}: cannot be read on after {last}: {error}; {ANEW}") from error


def _tags(element: Element, row: str) -> Tags:
    try:
        return {tag.k: tag.v for tag in element.tags}
    except UnicodeDecodeError as error:
        raise AreaError(f"{row}: its tags are not in UTF-8, as those of an extract are; {ANEW}") from error


_WORD = {"n": "node", "w": "way", "r": "relation"}


def _osmium() -> Any:  # noqa: ANN401
    try:
        import osmium  # noqa: PLC0415  of the extra area-build
    except ImportError as error:
        raise AreaError("reading OpenStreetMap extracts needs the extra area-build of marsad") from error
    return osmium


def check_extract(path: Path) -> None:
    """Raises AreaError where the extract is no file of a known form, not whole, or grows beyond honest size."""
    if not path.is_file():
        raise AreaError(f"{path.name}: there is no such file")
    if not path.name.endswith(SUFFIXES):
        raise AreaError(f"{path.name}: an OpenStreetMap extract is called {', '.join(SUFFIXES)}")
    if path.stat().st_size == 0:
        raise AreaError(f"{path.name}: the file is empty; {ANEW}")
    if path.suffix == ".pbf":
        _check_blocks(path)
    else:
        _check_text(path)


def _most_bytes(path: Path) -> int:
    return max(SMALL_BYTES, path.stat().st_size * MOST_GROWTH.get(path.suffix, 1))


def _check_blocks(path: Path) -> None:
    """Walk over the blocks of a .pbf file, by its format: length, header with the block's size, block."""
    size, unpacked, number, most = path.stat().st_size, 0, 0, _most_bytes(path)
    with path.open("rb") as file:
        while file.tell() < size:
            where = f"{path.name} block {number} at byte {file.tell()}"
            length = int.from_bytes(_exactly(file, 4, where), "big")
            if length > LONGEST_HEADER:
                raise AreaError(f"{where}: no block of a .pbf file begins here; {ANEW}")
            header = _fields(_exactly(file, length, where), where)
            block = header.get(3, -1)
            if not 0 < block <= LARGEST_BLOCK or file.tell() + block > size:
                raise AreaError(f"{where}: the block is not whole: the file is truncated or damaged; {ANEW}")
            following = file.tell() + block
            inside = _fields(_exactly(file, min(block, 32), where), where)
            raw = inside.get(2, block if 1 in inside else LARGEST_BLOCK)
            if raw > LARGEST_BLOCK:
                raise AreaError(f"{where}: a block may unpack to {LARGEST_BLOCK} bytes, not to {raw}")
            unpacked, number = unpacked + raw, number + 1
            if unpacked > most:
                raise AreaError(f"{where}: unpacks to over {most // 2**20} MiB, more than any extract of its size")
            file.seek(following)


def _exactly(file: IO[bytes], count: int, where: str) -> bytes:
    read = file.read(count)
    if len(read) < count:
        raise AreaError(f"{where}: the file ends in the middle of a block; {ANEW}")
    return read


def _fields(message: bytes, where: str) -> dict[int, int]:
    """The numbers of a protobuf message by field, as far as they stand before its first long string."""
    fields: dict[int, int] = {}
    at = 0
    while at < len(message):
        key, at = _varint(message, at, where)
        value, at = _varint(message, at, where)
        fields.setdefault(key >> 3, value)
        if key & 7 == 2:  # a string: ``value`` is its length
            at += value
        elif key & 7 != 0:
            raise AreaError(f"{where}: not the header of a block of a .pbf file; {ANEW}")
    return fields


def _varint(message: bytes, at: int, where: str) -> tuple[int, int]:
    value = shift = 0
    for byte in message[at : at + 10]:
        value |= (byte & 0x7F) << shift
        shift, at = shift + 7, at + 1
        if byte < 0x80:
            return value, at
    raise AreaError(f"{where}: not the header of a block of a .pbf file; {ANEW}")


def _check_text(path: Path) -> None:
    """Walk over the text of an XML extract: whole, without declarations, of honest size."""
    most, unpacked, tail = _most_bytes(path), 0, b""
    try:
        with _opened(path) as file:
            while chunk := file.read(CHUNK):
                unpacked += len(chunk)
                if path.suffix != ".osm" and unpacked > most:
                    raise AreaError(f"{path.name}: unpacks to over {most // 2**20} MiB, more than any extract")
                if b"<!DOCTYPE" in (text := tail + chunk) or b"<!ENTITY" in text:
                    raise AreaError(f"{path.name}: declares XML entities, which no extract does; it is not read")
                if b"<" not in chunk and len(chunk) == CHUNK:
                    raise AreaError(f"{path.name}: no element within a mebibyte of text at byte {unpacked}")
                tail = chunk[-64:]
    except (EOFError, OSError, zlib.error) as error:
        raise AreaError(f"{path.name}: truncated or damaged after {unpacked} bytes unpacked; {ANEW}") from error
    if not tail.rstrip().endswith(b"</osm>"):
        raise AreaError(f"{path.name}: does not end with </osm>: truncated, or no OpenStreetMap file; {ANEW}")


def _opened(path: Path) -> IO[bytes]:
    if path.suffix == ".gz":
        return cast(IO[bytes], gzip.open(path, "rb"))
    if path.suffix == ".bz2":
        return bz2.open(path, "rb")
    return path.open("rb")
