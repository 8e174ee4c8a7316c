"""Questions about a day: the brief, the siege of a place, a map."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from marsad.commands.arguments import (
    HERE,
    AsCsv,
    AsJson,
    Day,
    Folder,
    KnownAt,
    asked_words,
    command,
    day_asked,
    opened_at,
)

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
    day = day_asked(opened, as_of, known_at)
    content = opened.content(as_of=day, days=(day - timedelta(days=6), day), known_at=known_at)
    say_markdown(write_brief(content, day))


def siege(
    place: Annotated[
        str | None, typer.Argument(metavar="[PLACE]", help="A name in any spelling, or an id. Default: list all.")
    ] = None,
    observatory: Folder = HERE,
    as_of: Day = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Say whether a place is besieged, as reported and as its roads say, with every reason.

    Without PLACE: every place that any claim calls besieged, a row each.

    Example: marsad siege Al-Bab --as-of 2017-02-06 --known-at 2017-02-06T12:00
    """
    from marsad.commands import rows
    from marsad.commands.answers import say_answer
    from marsad.terminal import say_siege

    opened = opened_at(observatory)
    day = day_asked(opened, as_of, known_at)
    if place and not as_json and not as_csv:
        say_siege(*opened.siege_shown(place, as_of=day, known_at=known_at))
        return
    found = [opened.siege(place, as_of=day, known_at=known_at)] if place else opened.sieges(day, known_at)
    answer = rows.sieges(found, opened.area, asked_words(day, known_at))
    say_answer(answer, as_json=as_json, as_csv=as_csv)


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
    day = day_asked(opened, as_of, known_at)
    picture(opened.content(as_of=day, days=(day, day), known_at=known_at), day, out)
    say(f"Wrote {out}.")
