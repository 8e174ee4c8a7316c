"""Settings of feeds, checked where they come in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from marsad.errors import UsageError


class FeedSettings(BaseModel):
    """What can be set for every feed."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    source: Annotated[str, Field(min_length=1, max_length=200)] | None = (
        None  # who tells, where reports do not say
    )


Chosen = TypeVar("Chosen", bound=FeedSettings)


def checked(kind: type[Chosen], settings: Mapping[str, object]) -> Chosen:
    """The settings, each of them as it must be. Raises UsageError naming the field, never what it holds."""
    try:
        return kind.model_validate(dict(settings))
    except ValidationError as error:
        first = error.errors(include_input=False, include_context=False, include_url=False)[0]
        raise UsageError(f"field {'.'.join(map(str, first['loc']))}: {first['msg'].lower()}") from error
