"""Tables of what changed and of copies, for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from rich.markup import escape
from rich.table import Table

from marsad.areas import Area
from marsad.areas.index import place_anywhere
from marsad.derived.copies import CopyOf
from marsad.derived.difference import Change
from marsad.model import Report
from marsad.terminal import out, say

CAUSES_SHOWN = 3
WORDS_AROUND = 3


def say_changes(changes: Sequence[Change], area: Area, reports: Iterable[Report] = ()) -> None:
    """What is told otherwise: one row a change, with the ``reports`` behind it by their publisher and title."""
    if not changes:
        say("Nothing is told otherwise.")
        return
    table = Table(title=f"{len(changes)} told otherwise", title_justify="left", show_lines=True)
    for heading in ("what", "where", "before", "after", "because of"):
        table.add_column(heading, overflow="fold")
    named = {each.id: _named(each) for each in reports}
    for change in changes:
        place = place_anywhere(area, change.subject)
        where = place.name if place else change.subject
        table.add_row(*map(escape, (change.what, where, change.before, change.after, _causes(change, named))))
    out.print(table)


def _named(report: Report) -> str:
    title = f"“{report.title}”" if report.title else report.id
    return f"{report.publisher}, {title}" if report.publisher else title


def _causes(change: Change, named: Mapping[str, str]) -> str:
    said = [
        f"{cause.kind} {cause.seq}: {named.get(cause.subject or '', cause.subject or '')}"
        for cause in change.because[:CAUSES_SHOWN]
    ]
    more = len(change.because) - CAUSES_SHOWN
    return "\n".join([*said, *([f"and {more} more"] if more > 0 else [])])


def say_copies(found: Sequence[CopyOf]) -> None:
    """The reports of one group, the first of them first, each with the words in which it differs from that one."""
    if len(found) < 2:
        say("No other report prints nearly the same text.")
        return
    for each in found:
        who = each.report.publisher or "unnamed source"
        day = each.report.published.isoformat() if each.report.published else "undated"
        share = "published first" if each is found[0] else f"shares {each.shared:.0%} of all runs of three words"
        out.print(f"[bold]{escape(each.report.id)}[/bold] {escape(who)}, {day}: {share}")
        if each is not found[0]:
            for line in differences(found[0].report.text, each.report.text):
                out.print(f"  {escape(line)}")


def differences(one: str, other: str) -> Iterator[str]:
    """In which words ``other`` differs from ``one``: - taken out, + put in, with some words around."""
    a, b = one.split(), other.split()
    for kind, first, end, start, until in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        before = " ".join(a[max(0, first - WORDS_AROUND) : first])
        gone, new = " ".join(a[first:end]), " ".join(b[start:until])
        changed = f"{f' [- {gone} -]' if gone else ''}{f' [+ {new} +]' if new else ''}"
        yield f"… {before}{changed} …".replace("…  ", "… ")
