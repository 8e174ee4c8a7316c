"""What people see in the terminal: answers on standard output, progress and errors on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from marsad.areas.index import place_anywhere
from marsad.model import (
    Claim,
    ClaimedPlace,
    Isolation,
    IsolationLevel,
    ReportedSiege,
    Sector,
    SiegeVerdict,
    Source,
)
from marsad.model.wording import beside_words

if TYPE_CHECKING:
    from marsad.bench import Measurement
    from marsad.doctor import Finding
    from marsad.evaluation.cases import GroupScores
    from marsad.evaluation.places import Sheet
    from marsad.evaluation.run import Evaluation
    from marsad.ledger.verify import Verification
    from marsad.pipeline import Picture
    from marsad.receiving import Added

PLAIN_WIDTH = 80
MOST_ROWS_SHOWN = 15

out = Console(highlight=False, soft_wrap=False, emoji=False)  # words of reports, such as :x:, stay as they are
err = Console(stderr=True, highlight=False, emoji=False)


def say(text: str) -> None:
    """A plain line for the reader. Nothing in ``text`` is taken as markup."""
    out.print(escape(text), soft_wrap=True)


def say_aside(text: str) -> None:
    """A plain line on standard error: what a run has taken, not an answer."""
    err.print(escape(text), soft_wrap=True)


def say_error(message: str) -> None:
    """An error: what is wrong and what to do, without a traceback."""
    err.print(f"[bold red]error:[/] {escape(message)}", soft_wrap=True)


def say_markdown(text: str) -> None:
    """A brief, rendered for a terminal, or as plain Markdown where the output goes into a file."""
    if out.is_terminal:
        from rich.markdown import Markdown  # noqa: PLC0415  heavy: only when asked for

        out.print(Markdown(text), width=min(out.width, 100))
    else:
        out.out(text, end="")


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[str, int, int | None], None]]:
    """A progress bar on standard error; yields a function ``(stage, done, total)``."""
    columns = (
        TextColumn("[bold]{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=False) as bar:
        tasks: dict[str, int] = {}

        def progress(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(f"{title}: {stage}", total=total)
            bar.update(tasks[stage], completed=done, total=total)  # type: ignore[arg-type]

        yield progress


# --- claims ------------------------------------------------------------------------------------------------------


def claims_table(claims: Sequence[Claim], title: str) -> Table:
    """Claims as a table that fits 80 columns: what, where, when, who says so, and the words."""
    table = Table(title=escape(title), title_justify="left", show_lines=True, expand=False)
    for heading, width in (("What", 16), ("Where and when", 18), ("Who", 17), ("As said", 24)):
        table.add_column(heading, max_width=width, overflow="fold")
    for claim in claims:
        what = claim.type.value + ("" if claim.modality.value == "asserted" else f"\n({claim.modality.value})")
        table.add_row(
            escape(what),
            escape("\n".join(filter(None, (_where(claim), _when(claim))))),
            escape("\n".join(filter(None, (_who(claim), _harm(claim))))),
            escape(f"“{claim.quote}”" + (f"\n– {', '.join(claim.attribution)}" if claim.attribution else "")),
        )
    return table


def _where(claim: Claim) -> str:
    if claim.route:
        return " – ".join(_place(place) for place in claim.route)
    return _place(claim.place) if claim.place else ""


def _place(place: ClaimedPlace) -> str:
    words = f"{beside_words(place.precision, place.kind)} {place.name}".strip()
    return words if place.id else f"{words} (?)"


def _when(claim: Claim) -> str:
    start, last = claim.days.start, claim.days.last
    if start and last:
        return start.isoformat() if start == last else f"{start} to {last}"
    if start:
        return f"from {start}"
    return f"by {last}" if last else ""


def _who(claim: Claim) -> str:
    agents = ", ".join(actor.name for actor in claim.agents)
    targets = ", ".join(actor.name for actor in claim.targets)
    return agents + (f"\n→ {targets}" if targets else "")


def _harm(claim: Claim) -> str:
    def said(what: str, low: int, high: int | None) -> str:
        return f"{what} {low}" if low == high else f"{what} {low}+" if high is None else f"{what} {low}–{high}"

    counts = (("killed", claim.killed), ("injured", claim.injured), ("displaced", claim.displaced))
    return ", ".join(said(what, count.low, count.high) for what, count in counts if count)


def write_claims(stream: TextIO, claims: Sequence[Claim], title: str) -> None:
    """The claims of one report as a table, to the terminal or into a file."""
    console = console_for(stream)
    if not claims:
        console.print(escape(f"{title}: no claims found."))
        return
    console.print(claims_table(claims, f"{title}: {_counted(len(claims), 'claim')}"))


def console_for(stream: TextIO) -> Console:
    """The terminal itself for standard output; else a file of 80 columns, without colour."""
    return out if stream is sys.stdout else Console(file=stream, width=PLAIN_WIDTH, highlight=False, emoji=False)


# --- answers -----------------------------------------------------------------------------------------------------


def say_sources(registered: Sequence[Source]) -> None:
    """The sources that were registered, with what will be published of the confidential ones."""
    if registered:
        say(f"{_counted(len(registered), 'source')} registered.")
    hidden = [source.name for source in registered if source.confidential]
    if hidden:
        say(f"Confidential, and published under these names alone: {', '.join(hidden)}. Each must be a pseudonym.")


def say_added(added: Added) -> None:
    """What an ``add`` did, with the files that were refused."""
    for message in added.refused:
        say_error(message)
    say(
        f"{_counted(len(added.accepted), 'report')} accepted with {_counted(added.claims, 'claim')}"
        + (f", {len(added.known_already)} known already" if added.known_already else "")
        + (f", {len(added.refused)} refused" if added.refused else "")
        + "."
    )
    if len(added.formats) > 1:
        counts = sorted(added.formats.items(), key=lambda each: (-each[1], each[0]))
        say(f"By format: {', '.join(f'{name} {count}' for name, count in counts)}.")
    if added.issues:
        say(f"{_counted(added.issues, 'issue')}: words that could not be resolved; an edition lists them.")
    if added.unsealed:
        say(
            f"Originals kept without what names persons: {added.unsealed}. With a vault (marsad vault init; an"
            " older one is opened once, by marsad vault list) they are kept sealed too, as received."
        )


def _counted(count: int, one: str) -> str:
    return f"{count} {one}" if count == 1 else f"{count} {one}s"


def say_siege(verdict: SiegeVerdict, picture: Picture) -> None:
    """A verdict with its reasons: what is reported, what the roads say, where they differ."""
    out.print(f"[bold]{escape(verdict.headline)}[/]")
    out.print()
    out.print(_side_by_side(verdict, picture))
    _say_list("Where reports and roads differ", map(escape, verdict.differences))
    _say_list("Why", (escape(reason.sentence) for reason in verdict.reasons))
    words = {True: "met", False: "not met", None: "cannot tell"}
    _say_list(
        "By definition",
        (f"{escape(each.name)}: [bold]{words[each.met]}[/]. {escape(each.why)}" for each in verdict.definitions),
    )
    _say_list("What it rests on", _evidence(verdict, picture))


def _say_list(heading: str, lines: Iterable[str]) -> None:
    """A heading and its points, each with a hanging indent; nothing where there are none."""
    points = list(lines)
    if not points:
        return
    grid = Table.grid(padding=(0, 1))
    for line in points[:MOST_ROWS_SHOWN]:
        grid.add_row(" •", line)
    if len(points) > MOST_ROWS_SHOWN:
        grid.add_row("", f"and {len(points) - MOST_ROWS_SHOWN} more; an edition shows them all")
    out.print(f"\n[bold]{heading}[/]")
    out.print(grid)


def _side_by_side(verdict: SiegeVerdict, picture: Picture) -> Table:
    table = Table(show_header=True, expand=False)
    table.add_column(f"As of {verdict.as_of}", max_width=12, overflow="fold")
    table.add_column("As reported", max_width=30, overflow="fold")
    table.add_column("By roads and who holds them", max_width=30, overflow="fold")
    reported, computed = verdict.reported, verdict.computed
    span = computed.level.value.replace("_", " ")
    if not computed.computable:
        span = f"cannot be computed: {computed.why_not}"
    elif verdict.optimistic is not verdict.pessimistic:
        span += f" ({verdict.optimistic.value} at best, {verdict.pessimistic.value} at worst)".replace("_", " ")
    table.add_row("Verdict", _reported_verdict(reported), escape(span))
    table.add_row("Sides", _sides(reported.sides if reported else {}, picture), _sides(computed.sides, picture))
    if reported:
        table.add_row("Who says", _who_says(reported), "")
    table.add_row("Ways out", "", escape(_ways(computed, picture)))
    return table


def _ways(computed: Isolation, picture: Picture) -> str:
    if not computed.computable:
        return ""
    if computed.last_route:
        return " – ".join(_name(place, picture) for place in computed.last_route)
    return "two or more" if computed.level is IsolationLevel.CONNECTED else "none"


def _reported_verdict(reported: ReportedSiege | None) -> str:
    if reported is None:
        return "nobody says besieged"
    return f"{reported.degree.value if reported.degree else 'besieged'}; {reported.grade.value}"


def _who_says(reported: ReportedSiege) -> str:
    origins = ", ".join(origin.name for origin in reported.origins)
    against = ", ".join(origin.name for origin in reported.disputed_by)
    says = f"{origins} (through {', '.join(reported.outlets)})"
    return escape(says + (f"; disputed by {against}" if against else ""))


def _sides(sides: Mapping[Sector, tuple[str, ...]], picture: Picture) -> str:
    rows = ((sector, sides.get(sector, ())) for sector in Sector)
    return escape(
        "\n".join(
            f"{sector.value}: {', '.join(_actor(each, picture) for each in ids)}" for sector, ids in rows if ids
        )
    )


def _name(place: str, picture: Picture) -> str:
    known = place_anywhere(picture.area, place)
    return known.name if known else place


def _actor(actor: str, picture: Picture) -> str:
    known = picture.area.actors.get(actor)
    return known.name if known else actor


def _evidence(verdict: SiegeVerdict, picture: Picture) -> Iterator[str]:
    """Each sentence that the verdict rests on, once, with all who printed it."""
    printed: dict[str, list[str]] = {}
    for claim in dict.fromkeys(claim for reason in verdict.reasons for claim in reason.claims):
        if claim in picture.claims:
            said = picture.claims[claim]
            report = picture.reports[said.report]
            day = report.published.isoformat() if report.published else "undated"
            printed.setdefault(said.quote, []).append(f"{report.publisher or 'unnamed source'}, {day}")
    for quote, where in printed.items():
        yield f"“{escape(quote)}” – {escape('; '.join(where))}"


def say_faults(answer: Verification) -> None:
    """The faults that verification found, the first of them in full."""
    for fault in answer.faults[:MOST_ROWS_SHOWN]:
        say_error(f"entry {fault.seq}: {fault.what}" if fault.seq is not None else fault.what)
    if len(answer.faults) > MOST_ROWS_SHOWN:
        say_error(f"and {len(answer.faults) - MOST_ROWS_SHOWN} more")


def say_scores(evaluation: Evaluation) -> None:
    """Scores as a table: strict and lenient, then by type of claim."""
    table = Table(title=f"{evaluation.reports} reports, {evaluation.gold} coded claims", title_justify="left")
    table.add_column("")
    for heading in ("strict", "lenient"):
        table.add_column(heading, justify="right")
    for name, strict, lenient in evaluation.rows():
        table.add_row(name, strict, lenient)
    out.print(table)
    by_type = Table(title="By type (strict)", title_justify="left")
    for heading in ("type", "right", "read", "coded"):
        by_type.add_column(heading, justify="left" if heading == "type" else "right")
    for type_, right, read, coded in evaluation.types():
        by_type.add_row(type_, str(right), str(read), str(coded))
    out.print(by_type)


def say_group_scores(scored: Sequence[GroupScores]) -> None:
    """One row a golden group: cases wholly right, claims found (type and place), claims wholly right."""
    table = Table(title="Golden groups", title_justify="left")
    for heading in ("group", "cases", "all right", "found F1", "precision", "recall", "whole F1"):
        table.add_column(heading, justify="left" if heading == "group" else "right")
    for each in scored:
        shares = (each.found.f1, each.found.precision, each.found.recall, each.whole.f1)
        table.add_row(each.group, str(each.cases), str(each.right), *(f"{share:.2f}" for share in shares))
    out.print(table)


def say_sheets(sheets: Iterable[Sheet]) -> None:
    """Tables of scores, each with its remark."""
    for sheet in sheets:
        table = Table(title=escape(sheet.title), title_justify="left")
        for number, heading in enumerate(sheet.headings):
            table.add_column(heading, justify="right" if number else "left", overflow="fold")
        for row in sheet.rows:
            table.add_row(*map(escape, row))
        out.print(table)
        if sheet.remark:
            out.print(escape(sheet.remark), width=min(out.width, PLAIN_WIDTH))


def say_measurements(measurements: Iterable[Measurement]) -> None:
    """Measurements as they come, each with what was to be reached and the machine they were taken on."""
    table = Table(title_justify="left")
    for heading in ("what", "measured", "to reach", "ratio"):
        table.add_column(heading, justify="left" if heading == "what" else "right", overflow="fold")
    title = ""
    with err.status("measuring"):
        for each in measurements:
            title = each.machine
            table.add_row(each.what, each.measured, each.to_reach, each.ratio)
    table.title = escape(f"On {title}")
    out.print(table)


def say_examined(findings: Iterable[Finding]) -> None:
    """What ``doctor`` found, one line each, with what to do where something is wrong."""
    for finding in findings:
        mark = "[green]ok[/] " if finding.well else "[bold red]bad[/]"
        out.print(f"{mark} {escape(finding.what)}: {escape(finding.found)}")
        if not finding.well:
            out.print(f"    {escape(finding.advice)}")
