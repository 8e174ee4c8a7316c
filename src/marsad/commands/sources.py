"""``marsad sources``: who tells, how often, who fell silent, what others said of it; and judging one."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from marsad.commands.arguments import HERE, Day, Folder, KnownAt, asked_words, command, day_asked, opened_at


class Letter(StrEnum):
    """The letters of the Admiralty scale, and none."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"
    NONE = "none"


def register(app: typer.Typer) -> None:
    """Add these commands to ``marsad``."""
    command(app, "sources", "Ask")(sources)
    command(app, "judge-source", "Keep the record safe")(judge_source)


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
    from marsad.commands.source_answers import say_judged, say_source, say_sources
    from marsad.ledger.entries import EntryKind
    from marsad.ledger.reliability import judgements_of
    from marsad.terminal import say

    opened = opened_at(observatory)
    day = day_asked(opened, as_of, known_at)
    records = opened.sources(name, as_of=day, known_at=known_at, silent_times=silent_times)
    asked = asked_words(day, known_at)
    if as_json:
        for each in records:
            say(json.dumps(each.to_json(), ensure_ascii=False))
    elif name is None:
        say_sources(records, opened.area, asked, silent_times)
    else:
        say_source(records[0], opened.events(day, known_at), opened.area, asked, silent_times)
        if records[0].id is not None:
            with opened.ledger() as ledger:
                entries = ledger.entries([EntryKind.JUDGEMENT], known_at=known_at)
                say_judged(judgements_of(records[0].id, entries))


def judge_source(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A registered source: its name, id, key or alias.")],
    reliability: Annotated[
        Letter, typer.Option(help="How far it can be relied on, by the Admiralty scale; none takes it back.")
    ],
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="Why; recorded for good, so name nobody who is in danger.")
    ],
    observatory: Folder = HERE,
) -> None:
    """Record how far a source can be relied on, from now on. A later judgement takes the place of an earlier one.

    A completely, B usually, C fairly, D not usually reliable, E unreliable, F cannot be judged. It stands beside
    the source in marsad sources, marsad show and an edition, where a confidential source is shown without it. No
    grade of an event follows from it: grades count independent origins.

    Example: marsad judge-source "Harbour Daily" --reliability B --reason "right in nine of ten cases"
    """
    from marsad.terminal import say

    opened = opened_at(observatory)
    opened.judge_source(name, None if reliability is Letter.NONE else reliability.value, reason)
    (record,) = opened.sources(name)
    judged = record.reliability
    said = (
        f"{judged.value}, {judged.definition}" if judged else "not judged; what was judged before is taken back."
    )
    say(f"{record.name}, from now on: {said}")
