"""Questions about a day: the brief, the siege of a place, a map."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from marsad.commands.arguments import HERE, Day, Folder, KnownAt, command, day_asked, opened_at

ASK = "Ask"


def register(app: typer.Typer) -> None:
    """Add these commands to ``marsad``."""
    command(app, "brief", ASK)(brief)
    command(app, "siege", ASK)(siege)
    command(app, "map", ASK)(map_)


def brief(observatory: Folder = HERE, as_of: Day = None, known_at: KnownAt = None) -> None:
    """Print the brief: sieges, changes of control, roads, harm and disputes, each sentence with its source."""
    from marsad.publication.brief import brief as write_brief
    from marsad.terminal import say_markdown

    opened = opened_at(observatory)
    day = day_asked(opened, as_of)
    content = opened.content(as_of=day, days=(day - timedelta(days=6), day), known_at=known_at)
    say_markdown(write_brief(content, day))


def siege(
    place: Annotated[str, typer.Argument(metavar="PLACE", help="A name in any spelling, or an id.")],
    observatory: Folder = HERE,
    as_of: Day = None,
    known_at: KnownAt = None,
) -> None:
    """Say whether a place is besieged, as reported and as its roads say, with every reason.

    Example: marsad siege Al-Bab --as-of 2017-02-06 --known-at 2017-02-06T12:00
    """
    from marsad.terminal import say_siege

    opened = opened_at(observatory)
    verdict, picture = opened.siege_shown(place, as_of=day_asked(opened, as_of), known_at=known_at)
    say_siege(verdict, picture)


def map_(
    out: Annotated[Path, typer.Option(metavar="FILE", help="A picture: .png or .svg.")],
    observatory: Folder = HERE,
    as_of: Day = None,
    known_at: KnownAt = None,
) -> None:
    """Draw who holds what, the roads and the sieges of one day as a picture."""
    from marsad.publication.picture import picture
    from marsad.terminal import say

    opened = opened_at(observatory)
    day = day_asked(opened, as_of)
    picture(opened.content(as_of=day, days=(day, day), known_at=known_at), day, out)
    say(f"Wrote {out}.")
