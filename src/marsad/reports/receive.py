"""Receive: files and folders become reports; what cannot be received becomes an error, and the rest goes on."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from marsad.errors import UnreadableReportError, UsageError
from marsad.reports.decoding import decoded
from marsad.reports.form import Fields, Receipt, Received, ReportDefaults, fields_from, receipt, received
from marsad.reports.front_matter import split_front_matter
from marsad.reports.lines import shown
from marsad.reports.web_page import declared_charset, read_page

__all__ = ["MAX_REPORT_BYTES", "Received", "ReportDefaults", "receive"]

MAX_REPORT_BYTES = 10_000_000  # a novel has one million; a larger file is no report
NOT_REPORTS = {"sources.csv"}  # what may lie in a folder of reports without being one


def receive(
    path: Path, *, defaults: ReportDefaults | None = None, today: date | None = None
) -> Iterator[Received | UnreadableReportError]:
    """The reports in a file (.txt .md .html .json, or .jsonl with one on each line) or a folder of them.

    In order: of names within a folder (and its folders), of lines within a batch. A file or line that cannot be
    received comes as an error in its place, naming the file as the user gave it, the line or field, and what to
    do; the others are received. Hidden files and ``sources.csv`` are passed over, links that leave the folder are
    not followed. No report is of a day before 1900 or more than two days after ``today`` (UTC; the system's where
    it is left out). Raises UsageError where there is nothing at ``path`` or ``defaults`` cannot be.
    """
    given = receipt(defaults or ReportDefaults(), today or datetime.now(UTC).date())
    if path.is_dir():
        closed: list[OSError] = []
        for file in _files(path, closed.append):
            yield from _receive_file(file, given, within=path)
        for error in closed:
            yield UnreadableReportError(f"{shown(error.filename)}: {_why_closed(error)}")
    elif path.exists() or path.is_symlink():
        yield from _receive_file(path, given)
    else:
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
        read = READERS_BY_SUFFIX.get(path.suffix.lower())
        if within is not None and not _leads_within(path, within):
            raise ValueError("is a link that leaves the folder, and was not followed; give its target itself")
        if read is None:
            raise ValueError(f"is of no known type; known are {', '.join(READERS_BY_SUFFIX)}")
        if not stat.S_ISREG(path.stat().st_mode):
            raise ValueError("is not a file with content of its own; save it as one first")
        if path.suffix.lower() == ".jsonl":
            yield from _batch(path, given)
        else:
            yield read(_content(path), shown(path.name), given)
    except ValueError as error:
        yield UnreadableReportError(f"{shown(path)}: {error}")
    except OSError as error:
        yield UnreadableReportError(f"{shown(path)}: {_why_closed(error, path)}")


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


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(MAX_REPORT_BYTES + 1)
    if len(content) > MAX_REPORT_BYTES:
        raise ValueError(
            f"is larger than {MAX_REPORT_BYTES // 1_000_000} MB, which no report is; "
            "split it, or put many reports into a .jsonl, one a line"
        )
    return content


def _text_file(content: bytes, name: str, given: Receipt) -> Received:
    whole = decoded(content)
    said, start = split_front_matter(whole, Fields.model_fields)
    if not whole[start:].strip():
        raise ValueError("has no text after its front matter")
    return received(whole[start:], fields_from(said), (content, name), given, text_offset=start)


def _page_file(content: bytes, name: str, given: Receipt) -> Received:
    page = read_page(decoded(content, declared_charset(content)))
    if not page.text:
        raise ValueError("has no text; save the page again once it is shown in full")
    return received(page.text, fields_from(page.fields), (content, name), given)


def _record_file(content: bytes, name: str, given: Receipt) -> Received:
    return _record(content, name, given)


def _batch(path: Path, given: Receipt) -> Iterator[Received | UnreadableReportError]:
    nothing, name = True, shown(path.name)
    with path.open("rb") as lines:
        number = 0
        while line := lines.readline(MAX_REPORT_BYTES + 1):
            number += 1
            if not line.strip():
                continue
            nothing = False
            try:
                _must_fit(line, lines.readline)
                yield _record(line, f"{name} line {number}", given)
            except ValueError as error:
                yield UnreadableReportError(f"{shown(path)} line {number}: {error}")
    if nothing:
        raise ValueError("is empty")


def _must_fit(line: bytes, readline: Callable[[int], bytes]) -> None:
    if len(line) <= MAX_REPORT_BYTES:
        return
    while line and not line.endswith(b"\n"):  # pass over the rest of it, without keeping it
        line = readline(MAX_REPORT_BYTES)
    raise ValueError(f"is longer than {MAX_REPORT_BYTES // 1_000_000} MB, which no report is")


def _record(content: bytes, name: str, given: Receipt) -> Received:
    record = _json(decoded(content))
    text = record.get("text")
    if not isinstance(text, str):
        raise ValueError("field text: is missing or is not text")
    said = {key: value for key, value in record.items() if key != "text"}
    return received(text, fields_from(said), (content, name), given)


def _json(text: str) -> Mapping[str, object]:
    try:
        record = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON at character {error.pos}: {error.msg.lower()}") from error
    except RecursionError as error:
        raise ValueError("is not a report: its JSON is nested too deep") from error
    if not isinstance(record, dict):
        raise ValueError("is not a report: a JSON object with a field text is needed; put a list into a .jsonl")
    return record


READERS_BY_SUFFIX: Mapping[str, Callable[[bytes, str, Receipt], Received]] = {
    ".txt": _text_file,
    ".md": _text_file,
    ".html": _page_file,
    ".htm": _page_file,
    ".json": _record_file,
    ".jsonl": _record_file,
}
