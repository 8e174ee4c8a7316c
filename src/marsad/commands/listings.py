"""Questions answered by a list: reports, claims, events, who holds what, roads, tolls, issues."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from marsad.commands.arguments import (
    HERE,
    AsCsv,
    AsJson,
    Day,
    Folder,
    KnownAt,
    UpTo,
    asked_words,
    command,
    day_asked,
    opened_at,
    parse_day,
)
from marsad.model import ClaimType, RoadState

ASK = "Ask"
Places = Annotated[list[str] | None, typer.Argument(metavar="[PLACE]...", help="Names in any spelling, or ids. Default: all.")]  # fmt: skip # noqa: E501
Place = Annotated[str | None, typer.Option("--place", metavar="PLACE", help="Only of this place: a name in any spelling, or an id.")]  # fmt: skip # noqa: E501
Kind = Annotated[ClaimType | None, typer.Option("--type", metavar="TYPE", help="Only of this type, such as capture or air_strike.")]  # fmt: skip # noqa: E501
Since = Annotated[date | None, typer.Option("--from", parser=parse_day, metavar="DATE", help="Only what may have lasted until this day or begun later.")]  # fmt: skip # noqa: E501
IN_QUESTION = frozenset({RoadState.CONTESTED, RoadState.UNDER_FIRE})


def register(app: typer.Typer) -> None:
    """Add these commands to ``marsad``."""
    for function in (control, roads, events, tolls, claims, reports, issues):
        command(app, function.__name__, ASK)(function)


def control(
    places: Places = None,
    observatory: Folder = HERE,
    as_of: Day = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Say who holds each place on a day: since when, how well that stands, and who says so.

    Example: marsad control Al-Bab Tadef --as-of 2017-02-06 --known-at 2017-02-06T12:00
    """
    from marsad.commands import rows
    from marsad.commands.answers import say_answer

    opened = opened_at(observatory)
    day = day_asked(opened, as_of, known_at)
    found = opened.holdings(day, known_at, places or None)
    outlets = opened.outlets((claim for each in found.values() for claim in each.claims), known_at)
    answer = rows.control(found, outlets, opened.area, asked_words(day, known_at))
    say_answer(answer, as_json=as_json, as_csv=as_csv)


def roads(
    places: Places = None,
    observatory: Folder = HERE,
    as_of: Day = None,
    known_at: KnownAt = None,
    all_: Annotated[bool, typer.Option("--all", help="Also those of which no report speaks.")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Say how the roads between places stand on a day: open, contested, under fire, cut; why, and who says so.

    With PLACE every road from there; otherwise those that reports speak of, and those that are contested.
    """
    from marsad.commands import rows
    from marsad.commands.answers import say_answer

    opened = opened_at(observatory)
    day = day_asked(opened, as_of, known_at)
    wanted = {opened.area.place(each).id for each in places or ()}
    found = [
        each
        for each in opened.roads(day, known_at)
        if ({each.link.a, each.link.b} & wanted if wanted else all_ or each.explicit or each.state in IN_QUESTION)
    ]
    outlets = opened.outlets((claim for each in found for claim in each.claims), known_at)
    answer = rows.roads(found, outlets, opened.area, asked_words(day, known_at))
    say_answer(answer, as_json=as_json, as_csv=as_csv)


def events(
    observatory: Folder = HERE,
    as_of: UpTo = None,
    known_at: KnownAt = None,
    first: Since = None,
    place: Place = None,
    type_: Kind = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the events, each fused from all claims of it: what, when, how well it stands, who says so.

    Example: marsad events --place Al-Bab --from 2017-02-01 --as-of 2017-02-06
    """
    from marsad.commands import rows
    from marsad.commands.answers import say_answer

    opened = opened_at(observatory)
    where = opened.area.place(place).id if place else None
    found = [
        each
        for each in opened.events(as_of, known_at)
        if (first is None or each.days.end is None or each.days.end > first)
        and (where is None or where in {each.place, *(each.route or ())})
        and (type_ is None or each.type is type_)
    ]
    answer = rows.events(found, opened.area, asked_words(as_of, known_at))
    say_answer(answer, as_json=as_json, as_csv=as_csv)


def tolls(
    place: Annotated[str | None, typer.Argument(metavar="[PLACE]", help="Only there.")] = None,
    observatory: Folder = HERE,
    as_of: UpTo = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Say how many are said to have been killed: in all, by place, and as running totals, always as a range.

    Never the same dead twice, and running totals are added to nothing.
    """
    from marsad.commands import rows
    from marsad.commands.answers import say_answer

    opened = opened_at(observatory)
    where = opened.area.place(place).id if place else None
    found = [each for each in opened.tolls(as_of, known_at) if where is None or each.scope == where]
    by_id = {each.id: each for each in opened.events(as_of, known_at)}
    outlets = opened.outlets((claim for each in found for claim in each.claims), known_at)
    answer = rows.tolls(found, by_id, outlets, opened.area, asked_words(as_of, known_at))
    say_answer(answer, as_json=as_json, as_csv=as_csv)


def claims(
    observatory: Folder = HERE,
    as_of: UpTo = None,
    known_at: KnownAt = None,
    place: Place = None,
    type_: Kind = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the claims: what each report says, word for word, by the newest reading of it.

    For the desk alone, as marsad export is: it names exact places, sources and your own ids.
    """
    from marsad.commands import rows
    from marsad.commands.answers import say_answer

    opened = opened_at(observatory)
    where = opened.area.place(place).id if place else None
    found = [
        each
        for each in opened.claims(known_at, as_of=as_of)
        if (where is None or where in {spot.id for spot in (each.place, *(each.route or ())) if spot})
        and (type_ is None or each.type is type_)
    ]
    reports = {each.id: each for each in opened.reports(known_at)}
    answer = rows.claims(found, reports, asked_words(as_of, known_at))
    say_answer(answer, as_json=as_json, as_csv=as_csv)


def reports(
    observatory: Folder = HERE,
    as_of: UpTo = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the reports in the order of their arrival: who published each, when, and how many claims it makes."""
    from marsad.commands import rows
    from marsad.commands.answers import say_answer

    opened = opened_at(observatory)
    found = opened.reports(known_at, as_of=as_of)
    answer = rows.reports(found, opened.claims(known_at), asked_words(as_of, known_at))
    say_answer(answer, as_json=as_json, as_csv=as_csv)


def issues(
    observatory: Folder = HERE,
    as_of: UpTo = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List what could not be read, resolved or reconciled: rows for the desk to settle."""
    from marsad.commands import rows
    from marsad.commands.answers import say_answer

    opened = opened_at(observatory)
    reports = {each.id: each for each in opened.reports(known_at)}
    answer = rows.issues(opened.issues(as_of, known_at), reports, asked_words(as_of, known_at))
    say_answer(answer, as_json=as_json, as_csv=as_csv)
