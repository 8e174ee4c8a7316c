"""Bytes and text out of a user's files, with bounds: what is truncated, too large or not text is an AreaError."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

from marsad.errors import AreaError

MOST_BYTES = 2_000_000_000  # a country's dump unpacks to 0.1 GB, that of all countries to 1.7 GB
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
BINARY = {
    b"PK\x03\x04": "a zip archive or an .xlsx workbook",
    b"\xd0\xcf\x11\xe0": "an .xls workbook",
    b"%PDF": "a PDF",
}


def file_bytes(path: Path) -> bytes:
    """The content of the file at ``path``. Raises AreaError where there is none or it is over MOST_BYTES."""
    if not path.is_file():
        raise AreaError(f"{path.name}: there is no such file")
    if path.stat().st_size > MOST_BYTES:
        raise AreaError(
            f"{path.name}: larger than {MOST_BYTES // 1_000_000_000} GB; give an extract of the country"
        )
    return path.read_bytes()


def members(path: Path, endings: tuple[str, ...]) -> dict[str, bytes]:
    """The members of the zip archive at ``path`` whose names end so, by name; no folder is written to.

    Raises AreaError where the archive is truncated or damaged, or where those members unpack to over MOST_BYTES
    together. A member never gives more bytes than the archive's list says, so the list is enough to judge by.
    """
    if not path.is_file():
        raise AreaError(f"{path.name}: there is no such file")
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            wanted = [each for each in archive.infolist() if each.filename.lower().endswith(endings)]
            if (size := sum(each.file_size for each in wanted)) > MOST_BYTES:
                raise AreaError(
                    f"{path.name}: unpacks to {size / 1e9:.1f} GB, more than any gazetteer; not opened"
                )
            for each in wanted:
                if each.flag_bits & 1:
                    raise AreaError(f"{path.name}: {each.filename} is locked with a password; unpack it first")
                found[each.filename] = archive.read(each)
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, NotImplementedError) as error:
        raise AreaError(f"{path.name}: a damaged or truncated zip archive ({error}); fetch it again") from error
    except UnicodeDecodeError as error:
        raise AreaError(f"{path.name}: a damaged or truncated zip archive ({error}); fetch it again") from error
    return found


def text(content: bytes, name: str) -> str:
    """``content`` as text: UTF-8, or UTF-16 with its mark. AreaError names the line that is neither."""
    for magic, what in BINARY.items():
        if content.startswith(magic):
            raise AreaError(f"{name}: is {what}, not text; save it as CSV in UTF-8")
    encoding = "utf-16" if content.startswith(UTF16_MARKS) else "utf-8-sig"
    try:
        decoded = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise AreaError(
            f"{name} line {line}: not UTF-8 text (byte 0x{content[error.start]:02x}); save it again as UTF-8."
            " Files from older Arabic software are often Windows-1256"
        ) from error
    if "\0" in decoded:
        raise AreaError(f"{name} line {decoded.count(chr(10), 0, decoded.index(chr(0))) + 1}: not a text file")
    return decoded
