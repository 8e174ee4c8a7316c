"""``marsad watch`` and ``marsad feed``: live sources, asked again and again."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from marsad.commands.arguments import HERE, Folder, command, opened_at
from marsad.errors import UsageError

if TYPE_CHECKING:
    from marsad.watching.register import FeedEntry

FAILED_CHECK = 1

app = typer.Typer(
    help="Add, list, test and remove the live sources that marsad watch asks.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)


class FeedKind(StrEnum):
    """What a live source is."""

    RSS = "rss"
    IMAP = "imap"
    FOLDER = "folder"
    ENDPOINT = "endpoint"


def register(main: typer.Typer) -> None:
    """Add these commands to ``marsad``."""
    command(main, "watch", "Keep")(watch)
    main.add_typer(app, name="feed", rich_help_panel="Keep")


def watch(
    observatory: Folder = HERE,
    once: Annotated[
        bool, typer.Option("--once", help="Ask every feed once, now, and stop: for a timer or a test.")
    ] = False,
    silent_times: Annotated[
        float,
        typer.Option(
            min=1,
            metavar="N",
            help="Alarm where a source tells nothing for N times its usual interval, a day at least.",
        ),
    ] = 3,
) -> None:
    """Ask the feeds of an observatory as they fall due, and record and read what comes, until Ctrl-C.

    One process watches an observatory; a second one is refused. Stopped or killed at any moment, it goes on where
    it stopped: nothing is lost and nothing is there twice. Feeds that you add or remove meanwhile are seen.

    A source that is not reached is asked again later and later, up to every six hours, never sooner than it asks
    for. A line tells of each poll; marsad feed list shows how every feed stands.

    Ends with 0, or with 2 where this observatory is watched already. With --once it ends with 1 where a feed
    could not be reached.

    Example: marsad feed add rss https://example.org/feed.xml --source "Northern News", then marsad watch
    """
    from marsad.commands.feed_answers import say_feeds, say_told
    from marsad.terminal import say
    from marsad.watching.stopping import stopped_by_signal
    from marsad.watching.watch import Watch

    opened = opened_at(observatory)
    watching = Watch(opened, say_told, silent_times=silent_times)
    try:
        with stopped_by_signal():
            watching.run(once=once)
    except KeyboardInterrupt:
        say("Stopped. What came is recorded; the next watch goes on from here.")
    failing = say_feeds(opened.path, opened.now(), silent_times)
    if once and failing:
        raise typer.Exit(FAILED_CHECK)


@command(app, "add")
def add(
    kind: Annotated[FeedKind, typer.Argument(metavar="KIND", help="rss, imap, folder or endpoint.")],
    address: Annotated[
        str | None,
        typer.Argument(
            metavar="[ADDRESS]", help="The feed's URL, the mail server's name, or the folder; none for endpoint."
        ),
    ] = None,
    observatory: Folder = HERE,
    source: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Who tells, as registered; published as it stands, so maybe a pseudonym."
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="What the feed is called here. Default: made from the rest.")
    ] = None,
    user: Annotated[str | None, typer.Option(metavar="NAME", help="imap: whose mailbox.")] = None,
    password_env: Annotated[
        str | None,
        typer.Option(metavar="VARIABLE", help="imap: the environment variable with the password."),
    ] = None,
    mail_folder: Annotated[
        str | None, typer.Option(metavar="NAME", help="imap: which folder. Default: INBOX.")
    ] = None,
    host: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="endpoint: where to listen. Default: this machine alone.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, metavar="N", help="imap, endpoint: the port. Default: 993, 8418."),
    ] = None,
    every: Annotated[
        float | None, typer.Option(min=1, metavar="MINUTES", help="rss (15 at least), imap: how often to ask.")
    ] = None,
    day_first: Annotated[
        bool | None,
        typer.Option("--day-first/--month-first", help="folder: in dates of chats that can be read both ways."),
    ] = None,
    pages: Annotated[
        bool, typer.Option("--pages", help="rss: fetch the page of a shortened entry where robots.txt allows it.")
    ] = False,
    private: Annotated[
        bool, typer.Option("--private", help="rss: the address may be one of this machine or its network.")
    ] = False,
) -> None:
    """Add a live source. marsad feed test tries it; marsad watch asks it from then on.

    The password of a mailbox is never written down: put it into an environment variable. The token of an endpoint
    is shown once and kept as a hash: a bot sends it as Authorization: Bearer TOKEN with each report.

    Examples:

    marsad feed add rss https://example.org/feed.xml --source "Northern News"

    marsad feed add imap mail.example.org --user desk@example.org --password-env DESK_MAIL

    marsad feed add folder ~/from-the-field

    marsad feed add endpoint --source "Field bot"
    """
    from marsad.reports.feeds.endpoint import new_token
    from marsad.terminal import say
    from marsad.watching.register import FeedEntry, must_be_a_feed, read_feeds, write_feeds

    opened = opened_at(observatory)
    given: dict[str, Any] = {
        "user": user,
        "password_env": password_env,
        "folder": mail_folder,
        "host": host,
        "port": port,
        "every_minutes": every,
        "day_first": day_first,
        "pages": pages or None,
        "private_addresses": private or None,
        "source": source,
    }
    settings = _settings(kind, address, {key: value for key, value in given.items() if value is not None})
    token = None
    if kind is FeedKind.ENDPOINT:
        token, settings["token_sha256"] = new_token()
    feeds = read_feeds(opened.path)
    made = FeedEntry(name or _name(kind, feeds), kind.value, settings)
    if made.name in feeds:
        raise UsageError(f"there is a feed {made.name} already; choose another --name, or remove it first")
    must_be_a_feed(made)
    _must_have_settings(made)
    write_feeds(opened.path, {**feeds, made.name: made})
    say(f"Added the feed {made.name}.")
    if token:
        say(f"Its token, shown this once: {token}")
        say('A bot hands in a report so: POST /reports, Authorization: Bearer TOKEN, {"text": "..."}')
    else:
        say(f"Next: marsad feed test {made.name} -o {observatory}")


@command(app, "list")
def list_(
    observatory: Folder = HERE,
    issues: Annotated[bool, typer.Option("--issues", help="What went wrong lately with each, as well.")] = False,
) -> None:
    """Show every feed: when it was asked, when it told something last, when it is asked next, what is wrong."""
    from marsad.commands.feed_answers import say_feeds, say_issues

    opened = opened_at(observatory)
    say_feeds(opened.path, opened.now(), named=True)
    if issues:
        say_issues(opened.path)


@command(app, "test")
def test(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As marsad feed list shows it.")],
    observatory: Folder = HERE,
) -> None:
    """Ask a feed once and show what would come. Nothing is recorded, and its place is not moved.

    Ends with 0, or with 2 where it gives nothing that can be used.
    """
    from marsad.commands.feed_answers import say_tested
    from marsad.plugins import feed_named
    from marsad.watching.register import ENDPOINT

    opened = opened_at(observatory)
    entry = _entry(opened.path, name)
    if entry.kind == ENDPOINT:
        raise UsageError(
            f"{name} is an endpoint: it is not asked but asks; start marsad watch and hand in a report"
        )
    now = opened.now()
    source = entry.settings.get("source")
    given = opened.receipt(source if isinstance(source, str) else None)
    say_tested(feed_named(entry.kind).poll(entry.settings, {}, given, now))


@command(app, "remove")
def remove(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As marsad feed list shows it.")],
    observatory: Folder = HERE,
) -> None:
    """Ask a source no more. Reports that it gave stay; added again, it is asked from its beginning."""
    from marsad.terminal import say
    from marsad.watching.diary import forget
    from marsad.watching.register import read_feeds, write_feeds

    opened = opened_at(observatory)
    _entry(opened.path, name)
    write_feeds(opened.path, {key: each for key, each in read_feeds(opened.path).items() if key != name})
    forget(opened.path, name)
    say(f"Removed the feed {name}.")


def _entry(folder: Path, name: str) -> FeedEntry:
    from marsad.watching.register import read_feeds

    feeds = read_feeds(folder)
    if name not in feeds:
        there = ", ".join(sorted(feeds)) or "none yet"
        raise UsageError(f"there is no feed {name!r}; there are: {there}")
    return feeds[name]


_ADDRESS = {FeedKind.RSS: "url", FeedKind.IMAP: "host", FeedKind.FOLDER: "path"}


def _settings(kind: FeedKind, address: str | None, given: dict[str, Any]) -> dict[str, Any]:
    """The settings as they are kept. Raises UsageError where the address is missing or too much."""
    field = _ADDRESS.get(kind)
    if field is None:
        if address is not None:
            raise UsageError("an endpoint takes no address: bots come to it; say where it listens with --host")
        return given
    if address is None:
        raise UsageError(f"the {field} is missing: marsad feed add {kind.value} {field.upper()}")
    if field == "path":
        address = str(Path(address).expanduser().resolve())
    return {field: address, **given}


def _must_have_settings(entry: FeedEntry) -> None:
    """Raise UsageError naming the option that does not belong to this kind of feed, or is missing."""
    from marsad.reports.feeds.folder import FolderSettings
    from marsad.reports.feeds.imap import ImapSettings
    from marsad.reports.feeds.rss import RssSettings
    from marsad.reports.feeds.settings import FeedSettings, checked

    kinds: dict[str, type[FeedSettings]] = {"rss": RssSettings, "imap": ImapSettings, "folder": FolderSettings}
    if entry.kind in kinds:
        checked(kinds[entry.kind], entry.settings)


def _name(kind: FeedKind, taken: dict[str, FeedEntry]) -> str:
    """A name for the feed: its kind and a number, and not its source, because the watch tells it in each line."""
    return next(name for number in range(1, 10_000) if (name := f"{kind.value}-{number}") not in taken)
