"""Receive: files and folders become reports; what cannot be received becomes an error, and the rest goes on."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from marsad.errors import UnreadableReportError, UsageError
from marsad.plugins import HEAD_BYTES, format_of, formats
from marsad.records import replace
from marsad.reports.attachments import is_shot
from marsad.reports.form import Receipt, Received, ReportDefaults, receipt
from marsad.reports.formats.content import MAX_REPORT_BYTES
from marsad.reports.lines import shown
from marsad.reports.pseudonyms import Pseudonyms

__all__ = ["MAX_REPORT_BYTES", "Received", "ReportDefaults", "receive"]

MOST_ERRORS_IN_A_ROW = 1_000  # of one file: ten megabytes can hold five million
NOT_REPORTS = {"sources.csv"}  # what may lie in a folder of reports without being one


def receive(
    path: Path,
    *,
    defaults: ReportDefaults | None = None,
    today: date | None = None,
    pseudonyms: Pseudonyms | None = None,
    options: Mapping[str, Mapping[str, object]] | None = None,
) -> Iterator[Received | UnreadableReportError]:
    """The reports in a file of any format that is installed, or in a folder of them.

    In order: of names within a folder (and its folders), of lines within a batch. A file or line that cannot be
    received comes as an error in its place, naming the file as the user gave it, the line or field, and what to
    do; the others are received. Hidden files and ``sources.csv`` are passed over, links that leave the folder are
    not followed. No report is of a day before 1900 or more than two days after ``today`` (UTC; the system's where
    it is left out). Senders of messages come under ``pseudonyms``, or unnamed; ``options`` are what the user chose
    for a format, by its name. Raises UsageError where there is nothing at ``path`` or ``defaults`` cannot be.
    """
    given = receipt(defaults or ReportDefaults(), today or datetime.now(UTC).date())
    given = replace(given, pseudonyms=pseudonyms, options=options or {})
    if path.is_dir():
        closed: list[OSError] = []
        given, shots = replace(given, taken=set()), list[Path]()
        for file in _files(path, closed.append):
            if is_shot(file.name):
                shots.append(file)  # a submission may name it
            else:
                yield from _receive_file(file, given, within=path)
        for file in shots:
            if os.path.realpath(file) not in (given.taken or ()):
                yield from _receive_file(file, given, within=path)
        for error in closed:
            yield UnreadableReportError(f"{shown(error.filename)}: {_why_closed(error)}")
    else:
        must_be_there(path)
        yield from _receive_file(path, given)


def must_be_there(path: Path) -> None:
    """Raise UsageError where there is nothing at ``path``."""
    if not (path.exists() or path.is_symlink()):
        raise UsageError(f"{shown(path)} is not there; check the name")


def _files(folder: Path, on_closed: Callable[[OSError], None]) -> Iterator[Path]:
    for name, folders, files in os.walk(folder, onerror=on_closed, followlinks=False):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for file in sorted(files):
            if not file.startswith(".") and file not in NOT_REPORTS:
                yield Path(name, file)


def _receive_file(
    path: Path, given: Receipt, within: Path | None = None
) -> Iterator[Received | UnreadableReportError]:
    try:
        if within is not None and not _leads_within(path, within):
            raise ValueError("is a link that leaves the folder, and was not followed; give its target itself")
        for each in received_from(path, given):
            yield (
                UnreadableReportError(f"{shown(path)} {each}") if isinstance(each, UnreadableReportError) else each
            )
    except OSError as error:
        yield UnreadableReportError(f"{shown(path)}: {_why_closed(error, path)}")
    except ValueError as error:
        yield UnreadableReportError(f"{shown(path)}: {error}")


def received_from(path: Path, given: Receipt) -> Iterator[Received | UnreadableReportError]:
    """The reports in the file ``path``, by its format, with errors in their places.

    Raises ValueError and OSError for the file as a whole. No error names the file: the caller does.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise ValueError("is not a file with content of its own; save it as one first")
    with path.open("rb") as file:
        format = format_of(path.name, file.read(HEAD_BYTES))
    if format is None:
        known = ", ".join(sorted({suffix for each in formats() for suffix in each.suffixes}))
        raise ValueError(f"is of no known type; known are {known}")
    in_a_row = 0
    for each in format.reports(path, given):
        if in_a_row == MOST_ERRORS_IN_A_ROW:
            yield UnreadableReportError(
                f"was left there: {in_a_row} parts of it in a row cannot be received; see whether it is what its "
                "name says"
            )
            return
        in_a_row = in_a_row + 1 if isinstance(each, UnreadableReportError) else 0
        if isinstance(each, UnreadableReportError) or each.arrival.by:
            yield each
        else:
            yield replace(each, arrival=replace(each.arrival, by=f"{format.name} {format.version}"))


def _leads_within(path: Path, folder: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _why_closed(error: OSError, path: Path | None = None) -> str:
    if path is not None and path.is_symlink() and error.errno in (errno.ENOENT, errno.ELOOP):
        return "is a link to a file that is not there; mend the link or take it away"
    advice = {
        errno.EACCES: "check its permissions",
        errno.EPERM: "check its permissions",
        errno.ENOENT: "it went away meanwhile; put it back and do it again",
    }
    return (
        f"cannot be read ({error.strerror or 'the disk failed'}); {advice.get(error.errno or 0, 'check the disk')}"
    )
