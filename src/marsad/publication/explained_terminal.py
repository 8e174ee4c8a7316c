"""Why each claim of a report is what it is, in a terminal of 80 columns; plain where it goes into a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from rich.console import RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from marsad.claims.drafts import PassedOver
from marsad.grounding.explanation import Explanation
from marsad.model import Modality
from marsad.model.wording import counted
from marsad.pipeline import Reading
from marsad.publication.explained import Piece, lacking, marked, outside, pieces, quoted, reasons
from marsad.publication.wording import claim_words
from marsad.terminal import console_for

MOST_ROWS_LACKING = 4
PART_STYLES = {  # also of the line that tells what became of the part
    "trigger": "bold underline",
    "row": "bold",
    "agent": "cyan",
    "target": "yellow",
    "place": "green",
    "route": "green",
    "side": "cyan",
    "time": "bright_blue",
    "days": "bright_blue",
    "modality": "magenta",
    "speech": "italic",
    "said by": "italic",
    "left open": "red",
}


def write_explained(stream: TextIO, reading: Reading, title: str) -> None:
    """Why each claim of one report is what it is, then the words that rows know and that made no claim."""
    console = console_for(stream)
    shown = _shown(reading, title)
    if console.is_terminal:
        for each in shown:
            console.print(each)
        return
    with console.capture() as said:
        for each in shown:
            console.print(each)
    stream.writelines(f"{line.rstrip()}\n" for line in said.get().splitlines())


def _shown(reading: Reading, title: str) -> Iterator[RenderableType]:
    yield f"[bold]{escape(title)}[/]: {counted(len(reading.why), 'claim')}"
    for number, why in enumerate(reading.why, start=1):
        claim = why.claim
        manner = "" if claim.modality is Modality.ASSERTED else f", [magenta]{claim.modality.value}[/]"
        yield f"\n[bold]{number}  {claim_words(claim.type)}[/]{manner}"
        yield Padding(_sentence(pieces(why)), (0, 0, 0, 3))
        yield _reasons(why)
    apart = outside(reading.passed_over, reading.claims)
    if apart:
        yield f"\n[bold]Words that the tables know, and no claim: {len(apart)}[/]"
    for each in apart:
        yield from _passed_over(each)
    within = [quoted(each.trigger.text) for each in reading.passed_over if each not in apart]
    if within:
        yield Padding(f"[dim]and within the passages of claims:[/] {escape(', '.join(within))}", (1, 0, 0, 3))
    for issue in reading.issues:
        if issue.claim is None:
            yield f"\n[red]issue[/] {escape(issue.reason)}"
    yield ""


def _reasons(why: Explanation) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=3)
    grid.add_column(width=10, no_wrap=True)
    grid.add_column(overflow="fold")
    for name, words in reasons(why):
        style = PART_STYLES.get(name.partition(" ")[0], PART_STYLES.get(name, "dim"))
        grid.add_row("", Text(name, style), escape(words))
    return grid


def _passed_over(passed: PassedOver) -> Iterator[RenderableType]:
    yield Padding(_sentence(marked(passed.sentence, [("trigger", passed.trigger)])), (1, 0, 0, 3))
    rows = list(lacking(passed))
    shown: Sequence[tuple[str, str]] = rows[:MOST_ROWS_LACKING]
    for row, needs in shown:
        yield Padding(f"[dim]{escape(row)}[/] {escape(needs)}", (0, 0, 0, 5))
    if len(rows) > len(shown):
        yield f"     and {counted(len(rows) - len(shown), 'more row')}; --format jsonl has all"


def _sentence(found: Iterable[Piece]) -> Text:
    """A sentence on one line of thought, the trigger between «» so that it shows without colour too."""
    text = Text(overflow="fold")
    for piece in found:
        words = re.sub(r"\s+", " ", piece.text)
        text.append(f"«{words}»" if piece.part == "trigger" else words, PART_STYLES.get(piece.part, ""))
    return text
