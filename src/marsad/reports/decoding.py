"""From bytes to text, with an error that says where and what to do; nothing is guessed or replaced."""

from __future__ import annotations

import codecs
import re

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CONTROLS_AT_MOST = 0.01  # share of characters
_CONTROLS = frozenset(map(chr, range(32))) - frozenset("\t\n\v\f\r")
_TERMINAL_COMMAND = re.compile("[\x1b\x90\x98\x9b\x9d-\x9f]")  # what commands to a terminal begin with (ECMA-48)


def decoded(content: bytes, declared: str | None = None) -> str:
    """The text in ``content``: UTF-8, UTF-16 or UTF-32 by its mark, else the ``declared`` encoding, else UTF-8.

    Raises ValueError naming the byte where it stops being text. Newlines stay as they are.
    """
    encoding = next((name for mark, name in BYTE_ORDER_MARKS if content.startswith(mark)), declared or "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8" and b"\0" in content:
            raise ValueError(f"is not text: byte {content.index(0)} is zero; export it as text first") from error
        raise ValueError(
            f"is not {encoding.upper()}: byte {error.start} does not fit; save it again as UTF-8 from the program "
            "that wrote it, or convert it with iconv -f ITS-ENCODING -t UTF-8, where ITS-ENCODING is what it was "
            "written in (for instance windows-1256 for Arabic, windows-1252 for Western languages)"
        ) from error
    must_be_text(text)
    return text


def must_be_text(text: str) -> None:
    """Raise ValueError where ``text`` is empty, binary, or holds what no file can carry."""
    if not text.strip():
        raise ValueError("is empty")
    if "\0" in text:
        raise ValueError(f"is not text: character {text.index(chr(0))} is zero; export it as text first")
    if text.isprintable():
        return
    if sum(map(text.count, _CONTROLS)) > CONTROLS_AT_MOST * len(text):
        raise ValueError("is not text: it is full of control characters; export it as text first")
    if command := _TERMINAL_COMMAND.search(text):
        raise ValueError(
            f"character {command.start()} is the control character U+{ord(command[0]):04X}, "
            "which begins a command to a terminal; take it out"
        )
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError(f"character {error.start} is half of a surrogate pair; export it again") from error
