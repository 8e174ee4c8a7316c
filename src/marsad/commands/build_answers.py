"""What ``marsad area build`` prints: each file's rows, columns of one's own tables, what a person should see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.markup import escape
from rich.table import Table

from marsad.areas.build.report import BuildReport, Outcome, ReportRow
from marsad.terminal import out, say, say_aside

FEW = 5  # rows of one outcome that are shown; report.csv has all
TOLD = {
    Outcome.REFUSED: "Refused",
    Outcome.DOUBTFUL: "Doubtful: look at these",
    Outcome.REMOVED: "Left out, as you had deleted their places",
    Outcome.KEPT: "Kept, though no source of this build names them",
}


def say_build(report: BuildReport) -> None:
    """Print what the build did, the outcome last."""
    out.print(_files(report))
    for file, columns in report.columns.items():
        used = ", ".join(f"{field} = {header}" for field, header in columns.items())
        say(f"Columns of {file} (columns.csv remembers them; --map changes them): {used}")
        if "kind" not in columns:
            say("  It does not say what its places are: by their population a city, a town or else a village.")
    for what, heading in TOLD.items():
        _say_rows(heading, [row for row in report.rows if row.what is what])
    say(
        f"{report.name} {report.version}: {report.places} places, {report.new} of them new; "
        f"{report.count(Outcome.JOINED)} rows joined, {report.count(Outcome.DOUBTFUL)} doubtful, "
        f"{report.refused} refused; {report.by_hand} places by hand, kept."
    )
    say(f"Written to {report.folder}. Every row's fate: {report.folder / 'report.csv'}")
    say_aside(f"Next: marsad area check {report.folder}")


def _files(report: BuildReport) -> Table:
    table = Table(title_justify="left")
    for heading in ("source", "file", "taken", "refused", "abroad"):
        table.add_column(heading, justify="left" if heading in {"source", "file"} else "right", overflow="fold")
    for tally in report.files:
        counts = (f"{count:,}" for count in (tally.taken, tally.refused, tally.abroad))
        table.add_row(escape(tally.source), escape(tally.file), *counts)
    return table


def _say_rows(heading: str, rows: list[ReportRow]) -> None:
    if rows:
        out.print(f"\n[bold]{heading}[/]")
        for line in _lines(rows[:FEW]):
            say(f" • {line}")
        if len(rows) > FEW:
            say(f"   and {len(rows) - FEW:,} more in report.csv")


def _lines(rows: Iterable[ReportRow]) -> Iterator[str]:
    for row in rows:
        line = f"{row.row}: {row.reason}" + (f" [{row.place}]" if row.place else "")
        yield "".join(char if char.isprintable() else "?" for char in line)
