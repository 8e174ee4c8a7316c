"""The templates of pages: every value put into them is escaped, and a name they do not know is an error."""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

from marsad.writing import write_whole

SITE = Path(__file__).parent / "site"
COMPILED = Path(__file__).parent / "__pycache__"


class CompiledTemplates(BytecodeCache):
    """Templates compiled once for each process, and kept beside Python's compiled modules where that is allowed.

    A bucket's head names the versions of Jinja and Python and the hash of the source: what does not fit is made
    anew. A folder that cannot be written or read costs time and nothing else.
    """

    def __init__(self) -> None:
        self._here: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket from this process or the folder, if either has it."""
        kept = self._here.get(bucket.key)
        if kept is None:
            with suppress(OSError):
                kept = self._file(bucket).read_bytes()
        if kept is not None:
            with suppress(EOFError, ValueError, TypeError):
                bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._here[bucket.key] = made = bucket.bytecode_to_string()
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                COMPILED.mkdir(exist_ok=True)
                write_whole(self._file(bucket), made)

    @staticmethod
    def _file(bucket: Bucket) -> Path:
        return COMPILED / f"template-{bucket.key}.{sys.implementation.cache_tag}.jinja"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The one environment of all pages."""
    found = Environment(
        loader=FileSystemLoader(SITE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=CompiledTemplates(),
    )
    found.filters["capitalize_first"] = lambda words: words[:1].upper() + words[1:]
    return found
