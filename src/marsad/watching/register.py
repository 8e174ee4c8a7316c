"""The feeds of an observatory: ``feeds.toml`` in its folder, written by ``marsad feed`` and by hand."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from marsad.errors import UsageError
from marsad.plugins import feed_names
from marsad.reports.feeds.endpoint import EndpointSettings
from marsad.reports.feeds.settings import checked
from marsad.writing import write_whole

FEEDS_FILE = "feeds.toml"
ENDPOINT = "endpoint"  # is not asked but asks: it has no poll
OWNER_ONLY = 0o600  # addresses of feeds may hold keys
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)
_HEADING = (
    "# The feeds of this observatory, asked by marsad watch. Change them here or with marsad feed; a watch that\n"
    "# runs sees it. No passwords: they are in environment variables.\n"
)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One feed: what it is called, of which kind it is, and its settings."""

    name: str
    kind: str
    settings: Mapping[str, object] = field(repr=False)


def read_feeds(folder: Path) -> dict[str, FeedEntry]:
    """The feeds of the observatory in ``folder``, by name. Raises UsageError naming the feed that is wrong."""
    path = folder / FEEDS_FILE
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not valid TOML: {error}") from error
    feeds = {name: _entry(path, name, table) for name, table in tables.items()}
    tokens = [str(each.settings["token_sha256"]) for each in feeds.values() if each.kind == ENDPOINT]
    if len(set(tokens)) < len(tokens):
        raise UsageError(f"{path}: two endpoints have the same token; make a new one for one of them")
    return feeds


def _entry(path: Path, name: str, table: object) -> FeedEntry:
    if not isinstance(table, dict) or not isinstance(table.get("kind"), str):
        raise UsageError(f'{path}: {name!r} is no table with a kind; feeds look like [{name}] and kind = "rss"')
    made = FeedEntry(name, table["kind"], {key: value for key, value in table.items() if key != "kind"})
    try:
        must_be_a_feed(made)
    except UsageError as error:
        raise UsageError(f"{path}, feed {name}: {error}") from error
    return made


def must_be_a_feed(entry: FeedEntry) -> None:
    """Raise UsageError where its name or kind cannot be, or an endpoint's settings; others are checked later."""
    if not _NAME.fullmatch(entry.name):
        raise UsageError(f"the name {entry.name!r} is not small letters, digits and - (40 at most)")
    if entry.kind == ENDPOINT:
        checked(EndpointSettings, entry.settings)
    elif entry.kind not in feed_names():
        raise UsageError(
            f"there is no feed of the kind {entry.kind!r}; there are: {', '.join((*feed_names(), ENDPOINT))}"
        )


def write_feeds(folder: Path, feeds: Mapping[str, FeedEntry]) -> None:
    """Write all of them anew, whole or not at all, for the owner alone to read."""
    tables = [
        "\n".join(
            [f"[{name}]", f'kind = "{entry.kind}"', *(_line(key, value) for key, value in entry.settings.items())]
        )
        for name, entry in sorted(feeds.items())
    ]
    write_whole(folder / FEEDS_FILE, (_HEADING + "\n" + "\n\n".join(tables) + "\n").encode(), private=True)


def _line(key: str, value: object) -> str:
    if isinstance(value, bool | int | float):
        return f"{key} = {str(value).lower()}"
    return f"{key} = {json.dumps(str(value), ensure_ascii=False)}".replace("\x7f", "\\u007f")
