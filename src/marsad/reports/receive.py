"""Receive: files and folders become reports; what cannot be received becomes an error, and the rest goes on."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from marsad.errors import UnreadableReportError, UsageError
from marsad.reports.decoding import decoded
from marsad.reports.form import Received, ReportDefaults, fields_from, received
from marsad.reports.front_matter import split_front_matter
from marsad.reports.web_page import declared_charset, read_page

__all__ = ["MAX_REPORT_BYTES", "Received", "ReportDefaults", "receive"]

MAX_REPORT_BYTES = 10_000_000  # a novel has one million; a larger file is no report
NOT_REPORTS = {"sources.csv"}  # what may lie in a folder of reports without being one


def receive(path: Path, *, defaults: ReportDefaults | None = None) -> Iterator[Received | UnreadableReportError]:
    """The reports in a file (.txt .md .html .json, or .jsonl with one on each line) or a folder of them.

    In order: of names within a folder (and its folders), of lines within a batch. A file or line that cannot be
    received comes as an error in its place, naming the file as the user gave it, the line or field, and what to
    do; the others are received. Hidden files and ``sources.csv`` are passed over, links that leave the folder are
    not followed. Raises UsageError where there is nothing at ``path``.
    """
    defaults = defaults or ReportDefaults()
    if path.is_dir():
        closed: list[OSError] = []
        for file in _files(path, closed.append):
            yield from _receive_file(file, defaults, within=path)
        for error in closed:
            yield UnreadableReportError(
                f"{error.filename}: cannot be read ({error.strerror}); check its permissions"
            )
    elif path.exists():
        yield from _receive_file(path, defaults)
    else:
        raise UsageError(f"{path} is not there; check the name")


def _files(folder: Path, on_closed: Callable[[OSError], None]) -> Iterator[Path]:
    for name, folders, files in os.walk(folder, onerror=on_closed, followlinks=False):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for file in sorted(files):
            if not file.startswith(".") and file not in NOT_REPORTS:
                yield Path(name, file)


def _receive_file(
    path: Path, defaults: ReportDefaults, within: Path | None = None
) -> Iterator[Received | UnreadableReportError]:
    try:
        read = READERS_BY_SUFFIX.get(path.suffix.lower())
        if within is not None and not path.resolve().is_relative_to(within.resolve()):
            raise ValueError("is a link that leaves the folder, and was not followed; give its target itself")
        if read is None:
            raise ValueError(f"is of no known type; known are {', '.join(READERS_BY_SUFFIX)}")
        if not stat.S_ISREG(path.stat().st_mode):
            raise ValueError("is not a file with content of its own; save it as one first")
        if path.suffix.lower() == ".jsonl":
            yield from _batch(path, defaults)
        else:
            yield read(_content(path), path.name, defaults)
    except ValueError as error:
        yield UnreadableReportError(f"{path}: {error}")
    except OSError as error:
        yield UnreadableReportError(f"{path}: cannot be read ({error.strerror or error}); check its permissions")


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(MAX_REPORT_BYTES + 1)
    if len(content) > MAX_REPORT_BYTES:
        raise ValueError(
            f"is larger than {MAX_REPORT_BYTES // 1_000_000} MB, which no report is; "
            "split it, or put many reports into a .jsonl, one a line"
        )
    return content


def _text_file(content: bytes, name: str, defaults: ReportDefaults) -> Received:
    whole = decoded(content)
    said, start = split_front_matter(whole)
    if not whole[start:].strip():
        raise ValueError("has no text after its front matter")
    return received(whole[start:], fields_from(said), (content, name), defaults, text_offset=start)


def _page_file(content: bytes, name: str, defaults: ReportDefaults) -> Received:
    page = read_page(decoded(content, declared_charset(content)))
    if not page.text:
        raise ValueError("has no text; save the page again once it is shown in full")
    return received(page.text, fields_from(page.fields), (content, name), defaults)


def _record_file(content: bytes, name: str, defaults: ReportDefaults) -> Received:
    return _record(content, name, defaults)


def _batch(path: Path, defaults: ReportDefaults) -> Iterator[Received | UnreadableReportError]:
    nothing = True
    with path.open("rb") as lines:
        number = 0
        while line := lines.readline(MAX_REPORT_BYTES + 1):
            number += 1
            if not line.strip():
                continue
            nothing = False
            try:
                _must_fit(line, lines.readline)
                yield _record(line, f"{path.name} line {number}", defaults)
            except ValueError as error:
                yield UnreadableReportError(f"{path} line {number}: {error}")
    if nothing:
        raise ValueError("is empty")


def _must_fit(line: bytes, readline: Callable[[int], bytes]) -> None:
    if len(line) <= MAX_REPORT_BYTES:
        return
    while line and not line.endswith(b"\n"):  # pass over the rest of it, without keeping it
        line = readline(MAX_REPORT_BYTES)
    raise ValueError(f"is longer than {MAX_REPORT_BYTES // 1_000_000} MB, which no report is")


def _record(content: bytes, name: str, defaults: ReportDefaults) -> Received:
    record = _json(decoded(content))
    text = record.get("text")
    if not isinstance(text, str):
        raise ValueError("field text: is missing or is not text")
    said = {key: value for key, value in record.items() if key != "text"}
    return received(text, fields_from(said), (content, name), defaults)


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


READERS_BY_SUFFIX: Mapping[str, Callable[[bytes, str, ReportDefaults], Received]] = {
    ".txt": _text_file,
    ".md": _text_file,
    ".html": _page_file,
    ".htm": _page_file,
    ".json": _record_file,
    ".jsonl": _record_file,
}
