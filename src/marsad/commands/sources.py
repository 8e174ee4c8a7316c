"""``marsad sources``: who tells, how often, who fell silent, and what others said of what they say."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from marsad.commands.arguments import HERE, Day, Folder, KnownAt, command, day_asked, opened_at


def register(app: typer.Typer) -> None:
    """Add this command to ``marsad``."""
    command(app, "sources", "Ask")(sources)


def sources(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="One source in detail: its name, id, key or alias.")
    ] = None,
    observatory: Folder = HERE,
    as_of: Day = None,
    known_at: KnownAt = None,
    silent_times: Annotated[
        float,
        typer.Option(min=1, metavar="N", help="Silent: nothing for N times its usual interval, a day at least."),
    ] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="As data: one source a line.")] = False,
) -> None:
    """List the sources: who they are, when each told last and how often, and who fell silent.

    And how many of the events that each vouches for were corroborated or disputed by independent origins, or
    taken back by itself. Who only copies or quotes others vouches for nothing. Publishers that no register names
    are listed too. A confidential source stands under its pseudonym.

    Example: marsad sources "Harbour Daily" --as-of 2017-02-06 --known-at 2017-02-06T12:00
    """
    from marsad.commands.source_answers import say_source, say_sources
    from marsad.terminal import say

    opened = opened_at(observatory)
    day = day_asked(opened, as_of)
    records = opened.sources(name, as_of=day, known_at=known_at, silent_times=silent_times)
    asked = f"as of {day}" + (f", known at {known_at:%Y-%m-%d %H:%M} UTC" if known_at else "")
    if as_json:
        for each in records:
            say(json.dumps(each.to_json(), ensure_ascii=False))
    elif name is None:
        say_sources(records, opened.area, asked, silent_times)
    else:
        say_source(records[0], opened.events(known_at=known_at), opened.area, asked, silent_times)
