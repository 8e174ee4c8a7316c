"""``marsad read``: claims from files, without an observatory."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TextIO

from marsad.areas import load_area
from marsad.errors import UsageError
from marsad.model import Claim, Report
from marsad.pipeline import claims_of, prepared
from marsad.publication.report_page import claims_html
from marsad.publication.writing import write_whole
from marsad.reports.receive import Received, ReportDefaults, receive
from marsad.terminal import progress_bar, say, say_error, write_claims

BATCH_WORTH_A_BAR = 20


def read_files(
    files: Sequence[Path],
    *,
    published: date | None,
    publisher: str | None,
    area: str,
    format: str,
    out: Path | None,
) -> int:
    """Read every file and write the claims as ``format``; the number of files or lines that were refused."""
    chosen = load_area(area)
    refused: list[str] = []
    reports = list(_reports(files, ReportDefaults(publisher, published), refused))
    if format == "html" and len(reports) > 1:
        raise UsageError(
            f"html shows one report, and here are {len(reports)}: give one file, or use --format jsonl"
        )
    stream = io.StringIO() if out else sys.stdout
    bar = progress_bar("Reading") if len(reports) >= BATCH_WORTH_A_BAR else nullcontext()
    with bar as progress:
        for done, report in enumerate(reports, start=1):
            _write(stream, report, claims_of(report, chosen).claims, format)
            if progress:
                progress("reports", done, len(reports))
    if out and isinstance(stream, io.StringIO):
        _keep(out, stream.getvalue())
    for message in refused:
        say_error(message)
    if out is not None:
        say(f"Wrote {out}.")
    return len(refused)


def _reports(files: Iterable[Path], defaults: ReportDefaults, refused: list[str]) -> Iterator[Report]:
    today = datetime.now(UTC).date()
    for file in files:
        for each in receive(file, defaults=defaults):
            if isinstance(each, Received):
                yield prepared(each.report, today)
            else:
                refused.append(str(each))


def _keep(out: Path, text: str) -> None:
    if out.is_dir():
        raise UsageError(f"{out} is a folder: give --out the name of a file in it")
    if not out.parent.is_dir():
        raise UsageError(f"{out.parent} is not there: make the folder first")
    write_whole(out, text.encode("utf-8"))


def _write(stream: TextIO, report: Report, claims: Sequence[Claim], format: str) -> None:
    if format == "jsonl":
        for claim in claims:
            form = replace(claim, report_ref=report.ref).to_json()
            stream.write(json.dumps(form, ensure_ascii=False) + "\n")
    elif format == "html":
        stream.write(claims_html(report, claims))
    else:
        write_claims(stream, claims, report.title or report.ref or "Report")
