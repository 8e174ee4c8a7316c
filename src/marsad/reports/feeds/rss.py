"""RSS and Atom feeds: asked politely, and only for what changed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType
from typing import Annotated
from urllib.parse import urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from pydantic import Field

from marsad.errors import UnreachableError, UnreadableReportError, UsageError
from marsad.model.ids import Json, sha256_hex
from marsad.reports.arrival import Arrival, Location
from marsad.reports.decoding import decoded
from marsad.reports.feeds import AGENT, FeedState, Polled
from marsad.reports.feeds.entries import Entry, FeedDocument, read_feed
from marsad.reports.feeds.settings import FeedSettings, checked
from marsad.reports.form import Receipt, Received, fields_from, received
from marsad.reports.page_text import PageText, declared_charset, read_page

LEAST_S = 15 * 60.0  # between two polls of one feed, whatever it says
MOST_S = 24 * 3_600.0
MOST_PAGES = 10  # fetched in one poll; the others in the next
BETWEEN_PAGES_S = 1.0
KEPT_HASHES = 4_000
KEY_LETTERS, LETTERS = 10, 20  # of the hashes of an entry's key, and of all that it says
ACCEPTS = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"


class RssSettings(FeedSettings):
    """What can be set for one feed. Without a ``source`` the feed's own title says who publishes it."""

    url: Annotated[str, Field(max_length=2_000)]
    every_minutes: Annotated[float, Field(ge=15, le=1_440)] = 15
    private_addresses: bool = False  # also of this machine and its network
    pages: bool = False  # fetch the page of an entry that is shortened


@dataclass(frozen=True, slots=True)
class RssFeed:
    """New and changed entries of a feed, each with the address of its page."""

    name: str = "rss"
    version: str = "1"
    title: str = "RSS or Atom feed"
    sleep: Callable[[float], None] = time.sleep

    def poll(self, settings: Mapping[str, object], state: FeedState, given: Receipt, now: datetime) -> Polled:
        """What is new or changed. Raises UnreachableError (an OSError) and UsageError."""
        chosen = checked(RssSettings, settings)
        answer = _web().fetched(chosen.url, _conditions(state), private=chosen.private_addresses, now=now)
        if answer.status == 304:
            return Polled((), state, self._wait_s(chosen, _minutes(state)))
        if answer.status == 410:
            raise UnreachableError("is gone for good (410); remove the feed", MOST_S)
        if answer.status != 200:
            raise UnreachableError(f"was refused ({answer.status}); check its address")
        try:
            document = read_feed(answer.body, answer.headers.get("content-type", ""), answer.url)
        except ValueError as error:
            raise UnreachableError(str(error)) from error
        seen, pages = _Seen(_seen(state), document), _Pages(chosen, self.sleep) if chosen.pages else None
        found, hashes = [], list[str]()
        for entry in document.entries:
            digest = _digest(entry)
            if digest in seen or digest in hashes:
                hashes.append(digest)
                continue
            made = self._report(entry, document, chosen, given, pages)
            if made is not None:
                found.append(made)
                hashes.append(digest)
        if document.more:
            found.append(UnreadableReportError(f"{document.more} entries beyond the first 2,000 were left out"))
        new: dict[str, Json] = {
            "etag": answer.headers.get("etag"),
            "modified": answer.headers.get("last-modified"),
            "seen": list(dict.fromkeys((*hashes, *_seen(state))))[:KEPT_HASHES],
            "minutes": document.minutes,
        }
        if answer.moved_to:
            new["moved_to"] = answer.moved_to
        if pages is not None and pages.put_off:
            new["etag"] = new["modified"] = None  # so that the rest of them comes with the next poll
        return Polled(tuple(found), new, self._wait_s(chosen, document.minutes))

    def _wait_s(self, chosen: RssSettings, minutes: float | None) -> float:
        return min(MOST_S, max(LEAST_S, chosen.every_minutes * 60, (minutes or 0.0) * 60))

    def _report(
        self, entry: Entry, document: FeedDocument, chosen: RssSettings, given: Receipt, pages: _Pages | None
    ) -> Received | UnreadableReportError | None:
        """The entry as a report; None where its page shall be fetched with a later poll."""
        try:
            text, original, notes = read_page(entry.markup).text, entry.original, ("the text that the feed gives",)
            if pages is not None and entry.url and not entry.whole:
                page = pages.of(entry.url)
                if page is None:
                    return None
                if isinstance(page, str):
                    notes = (f"the text that the feed gives; its page was not taken: {page}",)
                elif len(page[0].text) > len(text):
                    text, original, notes = page[0].text, page[1], ("the text of its page",)
            said = {"publisher": chosen.source or document.title, "published": entry.said, "title": entry.title}
            text = text or entry.title or ""
            return received(
                text,
                fields_from(said),
                (original, f"entry {entry.number} of a feed"),
                given,
                arrival=Arrival(
                    by=f"{self.name} {self.version}",
                    url=entry.url,
                    locations=(Location(0, len(text), f"entry {entry.number}"),),
                    notes=notes,
                ),
            )
        except ValueError as error:
            return UnreadableReportError(f"entry {entry.number}: {error}")


class _Pages:
    """Fetches the pages of entries, where their sites allow it to robots, slowly, and so many at once at most."""

    def __init__(self, chosen: RssSettings, sleep: Callable[[float], None]) -> None:
        self.put_off = False
        self._chosen, self._sleep = chosen, sleep
        self._count = 0
        self._robots: dict[str, RobotFileParser | None] = {}

    def of(self, url: str) -> tuple[PageText, bytes] | str | None:
        """The page and its bytes; why there is none; or None where it is the turn of a later poll."""
        try:
            robots = self._rules(url)
            if robots is not None and not robots.can_fetch(AGENT, url):
                return "its site does not allow it to robots"
            if self._count >= MOST_PAGES:
                self.put_off = True
                return None
            if self._count:
                self._sleep(BETWEEN_PAGES_S)
            self._count += 1
            answer = _web().fetched(url, {"Accept": "text/html"}, private=self._chosen.private_addresses)
            if answer.status != 200 or "html" not in answer.headers.get("content-type", "").lower():
                return f"it answered {answer.status}, or with something else than a page"
            return read_page(decoded(answer.body, declared_charset(answer.body))), answer.body
        except (OSError, ValueError) as error:
            return str(error)

    def _rules(self, url: str) -> RobotFileParser | None:
        """What the site asks of robots (RFC 9309); None where it has no such file. Raises OSError, ValueError."""
        site = urlunsplit((*urlsplit(url)[:2], "/robots.txt", "", ""))
        if site not in self._robots:
            answer = _web().fetched(site, {"Accept": "text/plain"}, private=self._chosen.private_addresses)
            rules = RobotFileParser()
            rules.parse(answer.body[:500_000].decode("utf-8", "replace").splitlines())
            self._robots[site] = rules if answer.status == 200 else None
        return self._robots[site]


def _conditions(state: FeedState) -> dict[str, str]:
    headers = {"Accept": ACCEPTS}
    for name, header in (("etag", "If-None-Match"), ("modified", "If-Modified-Since")):
        if isinstance(value := state.get(name), str) and value.isascii() and value.isprintable():
            headers[header] = value
    return headers


class _Seen:
    """The entries of earlier polls: an entry is new where it is not as it was last, also if it was so before that.

    Where one feed gives several entries the same id, each is told once.
    """

    def __init__(self, digests: list[str], document: FeedDocument) -> None:
        self._all = set(digests)
        self._last = {digest[:KEY_LETTERS]: digest for digest in reversed(digests) if len(digest) > LETTERS}
        counts = Counter(_key(entry) for entry in document.entries)
        self._shared = {key for key, count in counts.items() if count > 1}

    def __contains__(self, digest: str) -> bool:
        key = digest[:KEY_LETTERS]
        if key in self._shared or key not in self._last:
            return digest in self._all or digest[KEY_LETTERS:] in self._all  # as an earlier version kept it
        return self._last[key] == digest


def _key(entry: Entry) -> str:
    return sha256_hex(entry.key.encode("utf-8", "replace"))[:KEY_LETTERS]


def _digest(entry: Entry) -> str:
    """Letters of its key, then those of all that it says."""
    said = f"{entry.key}\n{entry.title}\n{entry.markup}\n{entry.said}"
    return _key(entry) + sha256_hex(said.encode("utf-8", "replace"))[:LETTERS]


def _seen(state: FeedState) -> list[str]:
    seen = state.get("seen")
    return [str(each) for each in seen] if isinstance(seen, list) else []


def _minutes(state: FeedState) -> float | None:
    minutes = state.get("minutes")
    return float(minutes) if isinstance(minutes, int | float) else None


def _web() -> ModuleType:
    """What asks the web. Raises UsageError where the extra ``feeds`` is not installed."""
    try:
        from marsad.reports.feeds import fetching  # noqa: PLC0415  needs the extra
    except ModuleNotFoundError as error:
        raise UsageError("the feed 'rss' needs an extra: pip install 'marsad[feeds]'") from error
    return fetching
