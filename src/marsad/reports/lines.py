"""Lines that people will see in a terminal or a page: fields of reports, names of sources, names of files."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path

_SPACES = re.compile(r"[\t\n\r\u2028\u2029]+")
# They change the order in which everything after them is shown (Unicode Bidirectional Algorithm, UAX 9). The marks
# U+200E, U+200F and U+061C only stand for a letter of their direction and stay.
_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CHAT_OF = re.compile(r"[^/\\]*(?:whats\W?app|واتس\W?اب)[^/\\]*?(\.\w{1,4})?(?=[/\\]|\Z)", re.IGNORECASE)
CHAT = "WhatsApp chat […]"
REPLACEMENT = "\ufffd"


def line_from(written: str) -> str:
    """``written`` as one line: breaks and tabs are spaces, controls of direction are taken out, ends are trimmed.

    Raises ValueError at any other control character (a terminal may obey it) and at half of a surrogate pair.
    """
    if written.isascii() and written.isprintable():
        return written.strip()
    line = _BIDI_CONTROLS.sub("", _SPACES.sub(" ", written)).strip()
    for at, char in enumerate(line):
        if unicodedata.category(char) == "Cc":
            raise ValueError(f"character {at} is the control character U+{ord(char):04X}; take it out")
        if unicodedata.category(char) == "Cs":
            raise ValueError(f"character {at} is half of a surrogate pair; export it again")
    return line


def shown(path: Path | str) -> str:
    """The name of a file as it may be shown and recorded: what is not UTF-8 or steers a terminal is U+FFFD.

    WhatsApp calls an exported chat by the person or group whose it is: what is called so keeps its ending alone.
    """
    name = os.fsencode(path).decode("utf-8", "replace")
    return _CHAT_OF.sub(rf"{CHAT}\1", "".join(REPLACEMENT if _steers(char) else char for char in name))


def _steers(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Zl", "Zp") or _BIDI_CONTROLS.match(char) is not None
