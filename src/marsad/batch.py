"""``marsad read``: claims from files, without an observatory."""

from __future__ import annotations

import io
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TextIO

from marsad.areas import load_area
from marsad.errors import UnreadableReportError, UsageError
from marsad.grounding.explanation import passed_over_json
from marsad.model import Report, Source, Stage
from marsad.model.ids import Json
from marsad.pipeline import Reading, claims_of, prepared
from marsad.plugins import AnyReader, is_remote, reader_named
from marsad.reports.form import Fields, receipt, received
from marsad.reports.lines import shown
from marsad.reports.receive import Received, ReportDefaults, receive
from marsad.reports.tellers import tellers_of
from marsad.terminal import err, progress_bar, say, say_error, write_claims

BATCH_WORTH_A_BAR = 20


@dataclass(frozen=True)
class Given:
    """What ``marsad read`` was given: files and texts, and what they do not say of themselves."""

    files: Sequence[Path]
    text: str | None  # a text itself, beside the files; "-" stands for standard input
    published: date | None
    publisher: str | None
    reader: str | None = None  # by name; else the one of each report's language
    sources: Path | None = None  # a register: which sources are confidential


def read_files(given: Given, *, area: str, format: str, explained: bool, out: Path | None) -> int:
    """Read all that was given and write the claims as ``format``; the number of files or lines refused."""
    chosen = load_area(area)
    refused: list[str] = []
    tellers: dict[str, Source] = {}
    reports = list(_reports(given, refused, tellers))
    stream = io.StringIO() if out else sys.stdout
    bar = progress_bar("Reading") if len(reports) >= BATCH_WORTH_A_BAR or (given.reader and out) else nullcontext()
    read: list[tuple[Report, Reading]] = []
    with named_reader(given.reader) as (reader, note), bar as progress:
        for done, report in enumerate(reports, start=1):
            wanted = explained or format == "html"
            reading = claims_of(report, chosen, explained=wanted, reader=reader, source=tellers.get(report.id))
            if note(reading):
                refused.append(f"{shown(report.ref or 'a report')}: nothing was read of it; the issues say why")
            if format == "html":
                read.append((report, reading))
            else:
                _write(stream, report, reading, format, explained)
            if progress:
                progress("reports", done, len(reports))
    if format == "html":
        from marsad.publication.reading_page import reading_page  # noqa: PLC0415  heavy: only when asked for

        stream.write(reading_page(read))
    if out and isinstance(stream, io.StringIO):
        _keep(out, stream.getvalue())
    for message in refused:
        say_error(message)
    if out is not None:
        say(f"Wrote {out}.")
    return len(refused)


@contextmanager
def named_reader(name: str | None) -> Iterator[tuple[AnyReader | None, Callable[[Reading], bool]]]:
    """The reader of that name, and a function to note each of its readings, which says whether nothing was read.

    What a reader refused or could not read, and what a remote one has taken, is told on standard error at the end,
    also when the run is stopped.
    """
    reader = reader_named(name) if name else None
    remote = reader if reader is not None and is_remote(reader) else None
    told: Counter[str] = Counter()

    def note(reading: Reading) -> bool:
        reasons = [issue.reason for issue in reading.issues if issue.stage is Stage.READ]
        told.update(reasons)
        return remote is not None and bool(reasons) and not reading.claims

    try:
        yield reader, note
    finally:
        if remote is not None:
            remote.close()
        lines = [f"{count} × {reason}" if count > 1 else reason for reason, count in told.most_common()]
        for line in (*lines, *(remote.account() if remote is not None else ())):
            err.print(line, markup=False, soft_wrap=True)


def _reports(given: Given, refused: list[str], tellers: dict[str, Source]) -> Iterator[Report]:
    today = datetime.now(UTC).date()
    defaults = ReportDefaults(given.publisher, given.published)
    found = [each for file in given.files for each in receive(file, defaults=defaults)]
    if given.text is not None:
        found.append(_typed(given.text, defaults, today))
    tellers |= tellers_of([each for each in found if isinstance(each, Received)], given.sources)
    for each in found:
        if isinstance(each, Received):
            yield prepared(each.report, today)
        else:
            refused.append(str(each))


def _typed(text: str, defaults: ReportDefaults, today: date) -> Received | UnreadableReportError:
    """A text given on the command line, or on standard input."""
    words = sys.stdin.read() if text == "-" else text
    try:
        if not words.strip():
            raise ValueError("holds no text")
        return received(words, Fields(), (words.encode("utf-8", "replace"), "text"), receipt(defaults, today))
    except ValueError as error:
        return UnreadableReportError(f"--text: {error}")


def _keep(out: Path, text: str) -> None:
    if out.is_dir():
        raise UsageError(f"{out} is a folder: give --out the name of a file in it")
    if not out.parent.is_dir():
        raise UsageError(f"{out.parent} is not there: make the folder first")
    from marsad.writing import write_whole  # noqa: PLC0415

    write_whole(out, text.encode("utf-8"))


def _write(stream: TextIO, report: Report, reading: Reading, format: str, explained: bool) -> None:
    title = report.title or report.ref or "Report"
    if format == "jsonl":
        for line in _lines(report, reading):
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")
    elif explained:
        from marsad.publication.explained_terminal import write_explained  # noqa: PLC0415

        write_explained(stream, reading, title)
    else:
        write_claims(stream, reading.claims, title)


def _lines(report: Report, reading: Reading) -> Iterator[dict[str, Json]]:
    """One claim a line, with its explanation where there is one; then the words passed over, one a line."""
    why = {each.claim.id: each.to_json() for each in reading.why}
    for claim in reading.claims:
        form = replace(claim, report_ref=report.ref).to_json()
        yield {**form, "explanation": why[claim.id]} if claim.id in why else form
    for each in reading.passed_over:
        yield {"passed_over": passed_over_json(each), "report": report.id, "report_ref": report.ref}
