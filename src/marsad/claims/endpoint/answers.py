"""The form of an answer: what the service is asked for as a JSON Schema, and how what comes back is checked.

An answer is data from outside. Each claim in it is checked by itself, so that one that is wrong spoils no other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from marsad.claims.drafts import Nearness
from marsad.model import ClaimType, Degree, Modality, PlaceKind, Sector

MOST_CLAIMS = 200  # of one passage; no passage of a report has as many
MOST_NAMED = 30  # in one role
VICTIMS = ("civilians", "combatants", "children", "women")
Words = Annotated[str, Field(strict=True, max_length=2_000)]
Flag = Annotated[bool, Field(strict=True)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class NamedActor(_Part):
    """Who: the words in or near the passage, and the words by which the report names them elsewhere."""

    mention: Words
    name: Words | None = None


class NamedPlace(_Part):
    """Where: the words, the name that the report gives elsewhere, and how it stands to what happened."""

    mention: Words
    name: Words | None = None
    kind: PlaceKind | None = None
    nearness: Nearness = Nearness.AT
    sector: Sector | None = None


class NamedSide(_Part):
    """Who besieges from one side."""

    sector: Sector
    actors: list[NamedActor] = Field(max_length=MOST_NAMED)


class ClaimAnswer(_Part):
    """One claim as the service gives it: the report's words, and terms out of closed sets."""

    quote: Words
    type: ClaimType
    modality: Modality
    agents: list[NamedActor] = Field([], max_length=MOST_NAMED)
    targets: list[NamedActor] = Field([], max_length=MOST_NAMED)
    places: list[NamedPlace] = Field([], max_length=MOST_NAMED)
    route: list[NamedPlace] = Field([], max_length=2)
    sides: list[NamedSide] = Field([], max_length=8)
    degree: Degree | None = None
    when: Words | None = None
    present: Flag = False
    killed: Words | None = None
    injured: Words | None = None
    displaced: Words | None = None
    victims: Annotated[str, Field(strict=True, pattern=f"^({'|'.join(VICTIMS)})$")] | None = None
    cumulative: Flag = False
    means: Words | None = None
    attribution: list[Words] = Field([], max_length=8)


@dataclass(frozen=True, slots=True)
class Refused:
    """Something in an answer that cannot be used, and why."""

    reason: str
    words: str | None = None


def claims_in(content: str) -> Iterator[ClaimAnswer | Refused]:
    """The claims in the text of an answer, in its order; each that has not the form as a :class:`Refused`.

    The answer may stand in a Markdown fence, as models without structured output like to give it.
    """
    try:
        answer = json.loads(_unfenced(content))
    except (ValueError, RecursionError):
        yield Refused("the answer is no JSON")
        return
    claims = answer.get("claims") if isinstance(answer, dict) else answer
    if not isinstance(claims, list):
        yield Refused("the answer holds no list of claims")
        return
    for claim in claims[:MOST_CLAIMS]:
        yield _checked(claim)
    if len(claims) > MOST_CLAIMS:
        yield Refused(f"the answer holds more than {MOST_CLAIMS} claims; the rest was left out")


def _unfenced(content: str) -> str:
    stripped = content.strip()
    if stripped.startswith("```") and stripped.endswith("```") and "\n" in stripped:
        return stripped[stripped.index("\n") : -3]
    return stripped


def _checked(claim: object) -> ClaimAnswer | Refused:
    if not isinstance(claim, dict):
        return Refused("a claim of the answer is no object")
    try:
        return ClaimAnswer.model_validate(_without_nothing(claim))
    except ValidationError as error:
        where = error.errors(include_input=False, include_context=False, include_url=False)[0]["loc"]
        name = ".".join(str(part) for part in where if not isinstance(part, int))
        said = claim.get("quote")
        return Refused(f"a claim of the answer has no usable {name}", said if isinstance(said, str) else None)


def _without_nothing(claim: Mapping[str, Any]) -> dict[str, Any]:
    """Without the fields given as null or as an empty text, which say nothing; needed ones are then missing."""
    return {name: value for name, value in claim.items() if value is not None and value != ""}


# --- the same as a JSON Schema in the strict form: every field required, nothing else allowed --------------------


def answer_schema() -> dict[str, Any]:
    """What the service is asked to answer with. By hand: strict servers know only a part of JSON Schema."""
    actor = _object(mention=_TEXT, name=_OPEN)
    place = _object(
        mention=_TEXT,
        name=_OPEN,
        kind=_one_of(PlaceKind, open_=True),
        nearness=_one_of(Nearness),
        sector=_one_of(Sector, open_=True),
    )
    claim = _object(
        quote=_TEXT,
        type=_one_of(ClaimType),
        modality=_one_of(Modality),
        agents=_list(actor),
        targets=_list(actor),
        places=_list(place),
        route=_list(place),
        sides=_list(_object(sector=_one_of(Sector), actors=_list(actor))),
        degree=_one_of(Degree, open_=True),
        when=_OPEN,
        present={"type": "boolean"},
        killed=_OPEN,
        injured=_OPEN,
        displaced=_OPEN,
        victims=_one_of(VICTIMS, open_=True),
        cumulative={"type": "boolean"},
        means=_OPEN,
        attribution=_list(_TEXT),
    )
    return _object(claims=_list(claim))


_TEXT = {"type": "string"}
_OPEN = {"type": ["string", "null"]}


def _object(**fields: object) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(fields),
        "required": list(fields),
        "additionalProperties": False,
    }


def _list(items: object) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _one_of(terms: Any, *, open_: bool = False) -> dict[str, Any]:  # noqa: ANN401  an enum or a tuple of texts
    values = [str(term.value if hasattr(term, "value") else term) for term in terms]
    if not open_:
        return {"type": "string", "enum": values}
    return {"type": ["string", "null"], "enum": [*values, None]}
