"""The bytes of a file, no more of them than a report can have."""

from __future__ import annotations

from pathlib import Path

MAX_REPORT_BYTES = 10_000_000  # a novel has one million; a larger file is no report


def content_of(file: Path, at_most: int = MAX_REPORT_BYTES) -> bytes:
    """All of ``file``. Raises ValueError where it holds more than ``at_most`` bytes, OSError."""
    with file.open("rb") as stream:
        content = stream.read(at_most + 1)
    if len(content) > at_most:
        raise ValueError(
            f"is larger than {at_most // 1_000_000} MB, which no report is; "
            "split it, or put many reports into a .jsonl, one a line"
        )
    return content


def suffix_of(name: str) -> str:
    """The suffix of ``name`` in small letters, such as ``.pdf``; empty where it has none fit to be shown."""
    suffix = Path(name).suffix.lower()
    return suffix if suffix.isascii() and suffix[1:].isalnum() and len(suffix) <= 10 else ""


def by_name(name: str, suffixes: tuple[str, ...]) -> int:
    """1 where ``name`` ends with one of ``suffixes``, whatever its case; else 0."""
    return int(name.lower().endswith(suffixes))
