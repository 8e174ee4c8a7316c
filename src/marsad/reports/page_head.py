"""What the head of a web page says of it: publication, publisher, title, address."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

FROM_META = {
    "article:published_time": "published",
    "datepublished": "published",
    "dc.date.issued": "published",
    "dcterms.issued": "published",
    "pubdate": "published",
    "publishdate": "published",
    "og:site_name": "publisher",
    "og:title": "title",
    "og:url": "url",
}
_LONGEST_CHARS = 100_000
_MOST_OBJECTS = 200


def from_linked_data(script: str, fields: dict[str, str]) -> None:
    """Add to ``fields`` the publication of the article that a ``script`` of linked data (JSON-LD) describes.

    Only what the page's own elements did not say, and of the first article alone (schema.org/Article). What
    cannot be read adds nothing.
    """
    if len(script) > _LONGEST_CHARS:
        return
    try:
        said = json.loads(script)
    except (ValueError, RecursionError):
        return
    for each in _objects(said):
        kinds = each.get("@type")
        names = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(kind, str) and kind.endswith(("Article", "Posting", "Report")) for kind in names):
            if isinstance(day := each.get("datePublished"), str) and day.strip():
                fields.setdefault("published", day.strip())
            return


def _objects(said: object) -> Iterator[Mapping[str, object]]:
    waiting, seen = [said], 0
    while waiting and seen < _MOST_OBJECTS:
        each = waiting.pop(0)
        seen += 1
        if isinstance(each, list):
            waiting += each[:_MOST_OBJECTS]
        elif isinstance(each, dict):
            yield each
            waiting.append(each.get("@graph"))
