"""Reports as records: one in a ``.json``, one on each line of a ``.jsonl``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from marsad.errors import UnreadableReportError
from marsad.reports.arrival import Arrival, Location
from marsad.reports.decoding import decoded
from marsad.reports.form import Receipt, Received, fields_from, received
from marsad.reports.formats.content import MAX_REPORT_BYTES, by_name, content_of
from marsad.reports.lines import shown

_NO_SPACE = re.compile(r"[^ \t\r\n]")


class Record:
    """One report: a JSON object with a field ``text`` and maybe others; or a list of such objects."""

    name = "record"
    version = "1"
    title = "reports as JSON objects"
    suffixes = (".json",)

    def takes(self, name: str, head: bytes) -> int:
        """By its name."""
        return by_name(name, self.suffixes)

    def reports(self, file: Path, given: Receipt) -> Iterator[Received | UnreadableReportError]:
        """The report, or those of the list, each with its own stretch of the file. Raises ValueError."""
        content, name = content_of(file), shown(file.name)
        whole = decoded(content)
        if not whole.lstrip().startswith("["):
            yield _record(_json(whole), content, name, given)
            return
        nothing = True
        for number, (item, stretch) in enumerate(_items(whole), start=1):
            nothing = False
            try:
                yield _record(_object(item), stretch.encode("utf-8"), f"{name} item {number}", given)
            except ValueError as error:
                yield UnreadableReportError(f"item {number}: {error}")
        if nothing:
            raise ValueError("is empty")


class Records:
    """Many reports: a JSON object on each line."""

    name = "records"
    version = "1"
    title = "a report on each line, as JSON objects"
    suffixes = (".jsonl", ".ndjson")

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
                    yield _record(_json(decoded(line)), line, f"{name} line {number}", given)
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


def _record(record: Mapping[str, object], content: bytes, name: str, given: Receipt) -> Received:
    text = record.get("text")
    if not isinstance(text, str):
        raise ValueError("field text: is missing or is not text")
    said = {key: value for key, value in record.items() if key != "text"}
    arrival = Arrival(locations=(Location(0, len(text), "field text"),))
    return received(text, fields_from(said), (content, name), given, arrival=arrival)


def _json(text: str) -> Mapping[str, object]:
    return _object(_read(json.loads, text))


def _items(text: str) -> Iterator[tuple[object, str]]:
    """Each item of the JSON list in ``text``, and how it is written there. Raises ValueError: it is no JSON."""
    decoder, at = json.JSONDecoder(), text.index("[") + 1
    ended = _after_space(text, at)
    while text[ended : ended + 1] != "]":
        item, end = _read(decoder.raw_decode, text, ended)
        yield item, text[ended:end]
        at = _after_space(text, end)
        if text[at : at + 1] not in (",", "]"):
            raise ValueError(f"is not JSON at character {at}: a comma or the end of the list is missing")
        ended = at if text[at] == "]" else _after_space(text, at + 1)


def _read(reading: Callable[..., Any], *given: object) -> Any:  # noqa: ANN401
    try:
        return reading(*given)
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON at character {error.pos}: {error.msg.lower()}") from error
    except RecursionError as error:
        raise ValueError("is not a report: its JSON is nested too deep") from error
    except ValueError as error:  # a number of more digits than Python takes
        raise ValueError("is not a report: its JSON holds a number of thousands of digits") from error


def _after_space(text: str, at: int) -> int:
    found = _NO_SPACE.search(text, at)
    return found.start() if found else len(text)


def _object(item: object) -> Mapping[str, object]:
    if not isinstance(item, dict):
        raise ValueError("is not a report: a JSON object with a field text is needed")
    return item
