"""The answers of one submission as a report: words kept, positions and persons left out.

The phone's own position (a geopoint) says where a reporter stood, to the metre: it is left out of the report and
of what is kept of the submission. Where something happened is said by the form's own questions on places, in
words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

import yaml

from marsad.reports.arrival import Location
from marsad.reports.persons import without_traces

TABLE = Path(__file__).with_name("questions.yaml")
MOST_ANSWERS = 5_000
MOST_LEVELS = 30
WORDS_OF_A_SENTENCE = 5  # a shorter answer says little without its question
_POINT = r"-?\d{1,3}\.\d+[ ,]+-?\d{1,3}\.\d+(?:[ ,]+-?\d+(?:\.\d+)?){0,2}"
_POSITIONS = re.compile(rf"{_POINT}(?:\s*;\s*{_POINT})*;?\s*")
_NUMBERS = re.compile(r"[-\d.,;\s]+", re.ASCII)
LONG_CHARS = 10_000
_FILE = re.compile(
    r"[^\s/\\]{1,200}\.(?:jpe?g|png|gif|webp|heic|bmp|mp4|3gpp?|mov|avi|mkv|webm|mp3|m4a|amr|aac|wav|ogg|opus|flac"
    r"|pdf|docx?|xlsx?|csv|zip|kml|txt|svg)",
    re.IGNORECASE,
)
_CHOICES = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+(?: [a-z0-9]+(?:_[a-z0-9]+)*)*")
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ].*)?")
_NOT_A_NAME = re.compile(r"[^\w -]")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, with the names of the groups that the question stands in and its own, outermost first."""

    path: tuple[str, ...]
    value: str

    @property
    def question(self) -> str:
        """The question's own name, as names are compared."""
        return self.path[-1].lower()

    @property
    def name(self) -> str:
        """The question's name for people: groups that come several times keep their number."""
        return _name(self.path)


@lru_cache(maxsize=8_192)  # a form asks every submission the same
def _name(path: tuple[str, ...]) -> str:
    numbered = [part for part in path[:-1] if part[-1:].isdigit() and " " in part]
    words = " ".join([*numbered[-1:], path[-1]])
    return " ".join(_NOT_A_NAME.sub(" ", words.replace("_", " ")).split())[:80]


@dataclass(frozen=True, slots=True)
class Submission:
    """One form filled in. ``person`` tells who did, and is only ever turned into a pseudonym."""

    text: str
    locations: tuple[Location, ...]
    answers: tuple[tuple[str, str], ...]
    day: str | None
    id: str | None
    person: str | None
    notes: tuple[str, ...]
    files: tuple[tuple[str, str], ...] = ()  # the question, and what the phone called the file

    def kept(self) -> bytes:
        """What is kept of it: the answers, without persons, positions and hours."""
        form = {"day": self.day, "id": self.id, "answers": [list(each) for each in self.answers]}
        noted = {**form, "note": "kept without what tells who filled it in, where they stood and at what hour"}
        return json.dumps(noted, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")


def answers_in_json(form: Mapping[str, object]) -> tuple[Answer, ...]:
    """Every answer of a submission of KoBo or ODK Central. Raises ValueError where it is nested too deep."""
    return tuple(_answers(form, (), 0))


def _answers(value: object, path: tuple[str, ...], level: int) -> Iterator[Answer]:
    if level > MOST_LEVELS:
        raise ValueError("is nested too deep for a submission of a form")
    if isinstance(value, Mapping):
        if _is_position(value):
            yield Answer((*path, "position"), "0.0 0.0")
            return
        for key, each in value.items():
            named = tuple(part for part in str(key).split("/") if part)
            yield from _answers(each, (*path, *_beyond(named, path)), level + 1)
    elif isinstance(value, list):
        for number, each in enumerate(value, start=1):
            if isinstance(each, Mapping) and path:
                yield from _answers(each, path if number == 1 else (*path[:-1], f"{path[-1]} {number}"), level + 1)
            elif isinstance(each, str):
                yield from _answers(each, path, level + 1)
    elif isinstance(value, str | int | float) and not isinstance(value, bool) and path and str(value).strip():
        yield Answer(path, str(value).strip())


def _is_position(value: Mapping[object, object]) -> bool:
    return "coordinates" in value and value.get("type") in ("Point", "LineString", "Polygon")


def _beyond(named: tuple[str, ...], path: tuple[str, ...]) -> tuple[str, ...]:
    """The names of a question in a repeat, without those of the repeat: KoBo writes both in full."""
    bare = tuple(re.sub(r" \d+\Z", "", part) for part in path)
    for at in range(len(bare)):
        if named[: len(bare) - at] == bare[at:] and len(named) > len(bare) - at:
            return named[len(bare) - at :]
    return named


def submission_from(answers: Iterable[Answer]) -> Submission:
    """The report that these answers make. Raises ValueError where there are more than any form has."""
    given = tuple(answers)
    if len(given) > MOST_ANSWERS:
        raise ValueError(f"holds more than {MOST_ANSWERS} answers, which no form has")
    kept: list[tuple[str, str]] = []
    notes: list[str] = []
    files: list[tuple[str, str]] = []
    for answer in given:
        if _left_out(answer.path):
            continue
        if _is_point(answer.value):
            notes.append("a position was left out")
        elif _FILE.fullmatch(answer.value):
            files.append((answer.name, answer.value))
        else:
            kept.append((answer.name, without_traces(answer.value)))
    text, locations = _written(kept)
    return Submission(
        text=text,
        locations=locations,
        answers=tuple(kept),
        day=next((found[1] for said in _said(given, "days") if (found := _DAY.fullmatch(said))), None),
        id=next(_said(given, "ids"), None),
        person=_person(given),
        notes=tuple(dict.fromkeys(notes)),
        files=tuple(dict.fromkeys(files)),
    )


def _written(answers: Iterable[tuple[str, str]]) -> tuple[str, tuple[Location, ...]]:
    """Sentences stand alone, in paragraphs; shorter answers after their question's name."""
    pieces: list[str] = []
    locations: list[Location] = []
    length = 0
    for name, value in answers:
        words = value.replace("_", " ") if _CHOICES.fullmatch(value) else value
        before = "" if len(words.split()) >= WORDS_OF_A_SENTENCE else f"{name}: "
        start = length + (2 if pieces else 0) + len(before)
        locations.append(Location(start, start + len(words), f"question {name}"))
        pieces.append(before + words)
        length = start + len(words)
    return "\n\n".join(pieces), tuple(locations)


def _is_point(value: str) -> bool:
    """Whether it is a geopoint, or a line or shape of many: such a one may be megabytes long."""
    if len(value) > LONG_CHARS:
        return _NUMBERS.fullmatch(value) is not None
    return _POSITIONS.fullmatch(value) is not None


@lru_cache(maxsize=8_192)
def _left_out(path: tuple[str, ...]) -> bool:
    question = path[-1].lower()
    if question.startswith("_") or any(part.startswith("_") for part in path):
        return True
    hidden = {*_table()["accounts"], *_table()["devices"], *_table()["contacts"], *_table()["technical"], "today"}
    above = {part.lower() for part in path[:-1]}
    return question in hidden or bool(above & {"meta", "formhub"}) or _asks_who(question)


@lru_cache(maxsize=8_192)
def _asks_who(question: str) -> bool:
    return _persons().fullmatch(question) is not None


def _person(answers: Iterable[Answer]) -> str | None:
    """Who filled it in, as a question asks, else by the account, else by the phone."""
    given = list(answers)
    for answer in given:
        if _asks_who(answer.question):
            return answer.value
    return next(chain(_said(given, "accounts"), _said(given, "devices")), None)


def _said(answers: Iterable[Answer], names: str) -> Iterator[str]:
    """The answers to the questions that the table lists under ``names``, in its order."""
    said = {answer.question: answer.value for answer in reversed(list(answers))}
    return (said[name] for name in _table()[names] if name in said)


@lru_cache(maxsize=1)
def _table() -> dict[str, list[str]]:
    table: dict[str, list[str]] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return table


@lru_cache(maxsize=1)
def _persons() -> re.Pattern[str]:
    return re.compile("".join(str(_table()["persons"]).split()))
