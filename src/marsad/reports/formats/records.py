"""Reports as records: one in a ``.json``, one on each line of a ``.jsonl``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from marsad.errors import UnreadableReportError
from marsad.reports.decoding import decoded
from marsad.reports.form import Receipt, Received, fields_from, received
from marsad.reports.formats.content import MAX_REPORT_BYTES, by_name, content_of
from marsad.reports.lines import shown


class Record:
    """One report: a JSON object with a field ``text`` and maybe others."""

    name = "record"
    version = "1"
    title = "one report as a JSON object"
    suffixes = (".json",)

    def takes(self, name: str, head: bytes) -> int:
        """By its name."""
        return by_name(name, self.suffixes)

    def reports(self, file: Path, given: Receipt) -> Iterator[Received]:
        """The one report. Raises ValueError where it is no record."""
        yield _record(content_of(file), shown(file.name), given)


class Records:
    """Many reports: a JSON object on each line."""

    name = "records"
    version = "1"
    title = "a report on each line, as JSON objects"
    suffixes = (".jsonl",)

    def takes(self, name: str, head: bytes) -> int:
        """By its name."""
        return by_name(name, self.suffixes)

    def reports(self, file: Path, given: Receipt) -> Iterator[Received | UnreadableReportError]:
        """The report of each line. Raises ValueError where there is none at all."""
        nothing, name = True, shown(file.name)
        with file.open("rb") as lines:
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
                    yield UnreadableReportError(f"line {number}: {error}")
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
