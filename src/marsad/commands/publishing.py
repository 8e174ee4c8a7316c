"""``marsad publish``: an edition, as a static site."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from marsad.commands.arguments import HERE, Day, Folder, KnownAt, command, opened_at, parse_day
from marsad.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add this command to ``marsad``."""
    command(app, "publish", "Publish")(publish)


def publish(
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder of the edition.")],
    observatory: Folder = HERE,
    as_of: Day = None,
    first: Annotated[
        date | None, typer.Option("--from", parser=parse_day, metavar="DATE", help="First day of the slider.")
    ] = None,
    last: Annotated[
        date | None, typer.Option("--to", parser=parse_day, metavar="DATE", help="Last day of the slider.")
    ] = None,
    known_at: KnownAt = None,
    full_texts: Annotated[
        bool, typer.Option("--full-texts", help="Show reports whole; only where you may publish them.")
    ] = False,
) -> None:
    """Write an edition: a static site with map, slider and evidence, for any file host or none."""
    from marsad.terminal import progress_bar, say

    opened = opened_at(observatory)
    if (first is None) != (last is None):
        raise UsageError("--from and --to go together: give both, or neither for the days that reports speak of")
    days = (first, last) if first and last else None
    if days and days[1] < days[0]:
        raise UsageError(f"--to {days[1]} lies before --from {days[0]}")
    with progress_bar("Publishing") as progress:
        opened.publish(out, as_of=as_of, days=days, known_at=known_at, full_texts=full_texts, progress=progress)
    say(f"Wrote an edition into {out}: open {out / 'index.html'} or put the folder on any host.")
