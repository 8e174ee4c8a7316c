"""Reading the flat tables of a Lua data module, as Wikipedia keeps its detailed maps, without running anything.

Only what such modules hold is read: tables in tables, keys, strings, numbers, names and comments. A row is a table
that holds values; names such as ``mk.rus`` are looked up in the tables of strings of the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from marsad.errors import AreaError

DEEPEST = 40  # tables within tables
_PLAIN = re.compile(r"[A-Za-z_][\w.]*|-?\d+(?:\.\d+)?|[{}=,;]")
_BLANK = re.compile(r"\s+")
_QUOTED = {quote: re.compile(rf"{quote}((?:[^{quote}\\\n]|\\.)*+){quote}") for quote in "\"'"}
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class LuaRow:
    """The keys and values of one table, all as text, and the line of the text on which it begins."""

    line: int
    values: Mapping[str, str]


@dataclass(slots=True)
class _Open:
    line: int
    name: str
    values: dict[str, str] = field(default_factory=dict)


def lua_rows(text: str, title: str, names: Mapping[str, str] | None = None) -> Iterator[LuaRow]:
    """Every table of ``text``, in order of their ends. ``names`` explains names that the text itself does not.

    Raises AreaError naming ``title`` and the line where a string, a comment or a table never ends.
    """
    rows, own = _read(text, title)
    named = {**(names or {}), **own}
    for row in rows:
        yield LuaRow(row.line, {key: _said(value, named) for key, value in row.values.items()})


def _said(value: str, named: Mapping[str, str]) -> str:
    """A string without its quotes; what a name stands for, where the text says so."""
    return value[1:] if value.startswith('"') else named.get(value, value)


def _read(text: str, title: str) -> tuple[list[LuaRow], dict[str, str]]:
    """The tables, values not yet looked up, and what the names of their members stand for: "mk.rus"."""
    rows: list[LuaRow] = []
    named: dict[str, str] = {}
    open_tables: list[_Open] = []
    key = last = ""
    for word, line in _tokens(text, title):
        if word == "{":
            if len(open_tables) >= DEEPEST:
                raise AreaError(f"{title} line {line}: more than {DEEPEST} tables within each other")
            open_tables.append(_Open(line, key))
            key = last = ""
        elif word == "}":
            if not open_tables:
                raise AreaError(f"{title} line {line}: a table ends that never began")
            done = open_tables.pop()
            _keep(done, key, last)
            rows.append(LuaRow(done.line, done.values))
            strings = {member: value[1:] for member, value in done.values.items() if value.startswith('"')}
            named |= {f"{done.name}.{member}": value for member, value in strings.items() if done.name}
            key = last = ""
        elif word == "=":
            key, last = last, ""
        elif word in {",", ";"}:
            if open_tables:
                _keep(open_tables[-1], key, last)
            key = last = ""
        else:
            last = word
    if open_tables:
        raise AreaError(f"{title} line {open_tables[-1].line}: a table begins that never ends")
    return rows, named


def _keep(table: _Open, key: str, value: str) -> None:
    if key and value:
        table.values[key] = value


def _tokens(text: str, title: str) -> Iterator[tuple[str, int]]:
    """Names, numbers, marks, and strings with a quote before them, each with its line; no comments."""
    at, line = 0, 1
    while at < len(text):
        start = at
        if (blank := _BLANK.match(text, at)) is not None:
            at = blank.end()
        elif text.startswith("--[[", at):
            at = _end_of(text, at, "]]", f"{title} line {line}: a comment")
        elif text.startswith("--", at):
            end = text.find("\n", at)
            at = end if end >= 0 else len(text)
        elif text.startswith("[[", at) or text.startswith("[=[", at):
            closing = "]]" if text.startswith("[[", at) else "]=]"
            at = _end_of(text, at, closing, f"{title} line {line}: a string")
            yield '"' + text[start + len(closing) : at - len(closing)], line
        elif text[at] in _QUOTED:
            quoted = _QUOTED[text[at]].match(text, at)
            if quoted is None:
                raise AreaError(f"{title} line {line}: a string begins that never ends")
            at = quoted.end()
            yield '"' + _ESCAPED.sub(r"\1", quoted.group(1)), line
        elif (plain := _PLAIN.match(text, at)) is not None:
            at = plain.end()
            yield plain.group(), line
        else:
            at += 1  # operators and brackets, which data have no need of
        line += text.count("\n", start, at)


def _end_of(text: str, at: int, closing: str, what: str) -> int:
    end = text.find(closing, at + 2)
    if end < 0:
        raise AreaError(f"{what} begins that never ends")
    return end + len(closing)
