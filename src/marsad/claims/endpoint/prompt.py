"""What is asked of the service: the instructions, and one passage behind a fence that its text cannot close."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from marsad.claims.endpoint.answers import answer_schema
from marsad.claims.endpoint.passages import Passage
from marsad.claims.endpoint.wording import sendable
from marsad.model import ClaimType, Modality
from marsad.model.ids import sha256_hex
from marsad.model.terms import Term

INSTRUCTIONS = Path(__file__).with_name("instructions.md")


def messages_of(text: str, passage: Passage) -> list[dict[str, str]]:
    """The messages that ask for the claims of ``passage`` of the report ``text``. Nothing else of it is sent."""
    read = sendable(text[passage.start : passage.end])
    before = sendable(text[passage.context : passage.start])
    fence = _fence(before + read)
    parts = []
    if before.strip():
        parts += [
            f"What stood before it, only to understand it, between two lines {fence}",
            fence,
            before,
            fence,
            "",
        ]
    parts += [f"The passage to read, between two lines {fence}", fence, read, fence]
    return [{"role": "system", "content": _instructions()}, {"role": "user", "content": "\n".join(parts)}]


def _fence(text: str) -> str:
    """A line that ``text`` does not hold: whoever wrote it could not know the hash of what it would come to be."""
    fence = f"=== {sha256_hex(text.encode())[:24]} ==="
    return fence if fence not in text else _fence(text + fence)


@cache
def _instructions() -> str:
    form = "\n".join(_form_lines(answer_schema()["properties"]["claims"]["items"]))
    template = INSTRUCTIONS.read_text(encoding="utf-8")
    for name, words in (("types", _defined(ClaimType)), ("modalities", _defined(Modality)), ("form", form)):
        template = template.replace(f"{{{name}}}", words)
    return template


def _defined(terms: type[Term]) -> str:
    return "\n".join(f"- `{term.value}`: {term.definition}" for term in terms)


def _form_lines(claim: dict[str, Any]) -> list[str]:
    fields = claim["properties"]
    actor, place = fields["agents"]["items"], fields["places"]["items"]
    lines = [f"- `{name}`: {_form(schema, {'ACTOR': actor, 'PLACE': place})}" for name, schema in fields.items()]
    return [*lines, f"- ACTOR is {_form(actor, {})}", f"- PLACE is {_form(place, {})}"]


def _form(schema: dict[str, Any], named: dict[str, dict[str, Any]]) -> str:
    """A part of the schema in short; parts that are ``named`` by their name alone."""
    if name := next((name for name, each in named.items() if each == schema), None):
        return name
    if "enum" in schema:
        return " | ".join("null" if value is None else f'"{value}"' for value in schema["enum"])
    if schema["type"] == "array":
        return f"list of {_form(schema['items'], named)}"
    if schema["type"] == "object":
        return (
            "{" + ", ".join(f"{name}: {_form(each, named)}" for name, each in schema["properties"].items()) + "}"
        )
    return _PLAIN["null" if isinstance(schema["type"], list) else schema["type"]]


_PLAIN = {"string": "text", "boolean": "true | false", "null": "text or null"}
