"""The templates of pages: every value put into them is escaped, and a name they do not know is an error."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

SITE = Path(__file__).parent / "site"


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
    )
    found.filters["capitalize_first"] = lambda words: words[:1].upper() + words[1:]
    return found
