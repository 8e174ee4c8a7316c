"""What a text file says of itself, in YAML between two lines ``---`` at its top."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

import yaml

MAX_CHARS = 64_000
MAX_DEPTH = 8
_BLOCK = re.compile(r"---[ \t]*(?:\r\n|\r|\n)(.*?)^---[ \t]*(?:\r\n|\r|\n|\Z)", re.DOTALL | re.MULTILINE)
_OPENING = re.compile(r"---[ \t]*\Z")
_FIELD = re.compile(r"([A-Za-z][\w-]{0,40})[ \t]*:(?:[ \t].*)?\Z", re.ASCII)
# Every scalar stays the text that was written: no "no" that becomes False, no date that YAML half understands.
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def split_front_matter(text: str, known: Container[str] = ()) -> tuple[Mapping[str, object], int]:
    """The fields, lower case, and the offset at which the report's own text starts (0 without front matter).

    Raises ValueError for YAML that cannot be read, is too large or deep, or uses aliases (which can make a
    small file unfold into gigabytes), and for fields (one of ``known``, or two of any name) that no line ``---``
    ends: what they say would be lost. A block that is not a mapping is text, not front matter.
    """
    found = _BLOCK.match(text)
    if found is None:
        _must_not_be_left_open(text, known)
        return {}, 0
    block = found[1]
    if len(block) > MAX_CHARS:
        raise ValueError(f"its front matter is longer than {MAX_CHARS} characters")
    try:
        _must_be_plain(block)
        fields = yaml.load(block, Loader=_Loader)  # noqa: S506 -- the base loader makes text, lists and mappings only
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise ValueError(f"line {line} of its front matter is not YAML: {error.problem}") from error
    except yaml.YAMLError as error:  # yaml.reader.ReaderError: it names a character and no line
        raise ValueError("its front matter is not YAML; take control characters out of it") from error
    if not isinstance(fields, dict):
        return {}, 0
    return {str(key).strip().lower(): value for key, value in fields.items()}, found.end()


def _must_be_plain(block: str) -> None:
    depth = 0
    for event in yaml.parse(block, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            raise ValueError("its front matter uses an alias (*name); write the value out")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise ValueError(f"its front matter is nested deeper than {MAX_DEPTH}")


def _must_not_be_left_open(text: str, known: Container[str]) -> None:
    lines = text[:MAX_CHARS].splitlines()
    if not lines or not _OPENING.match(lines[0]):
        return
    names: list[str] = []
    for line in lines[1:]:
        if not (field := _FIELD.match(line)):
            break
        names.append(field[1].lower())
    if len(names) > 1 or any(name in known for name in names):
        raise ValueError(
            f"line 1 begins front matter that no line ends; write a line --- after line {len(names) + 1}, "
            "its last field"
        )
