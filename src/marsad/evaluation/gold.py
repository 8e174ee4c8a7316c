"""Reports that people coded by hand: what a good reader should find in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from marsad.errors import UsageError
from marsad.model.terms import ClaimType, Modality

Range = tuple[int | None, int | None]  # people, from and to; to None: "more than"


class GoldPlace(BaseModel):
    """A place that the coder found, with every name for it; degrees where the coder knew them."""

    model_config = ConfigDict(frozen=True)

    names: tuple[str, ...]
    lat: float | None = None
    lon: float | None = None
    kind: str | None = None


class GoldClaim(BaseModel):
    """A claim that the coder took; actors and places are keys of the report. ``end`` is the last day, included."""

    model_config = ConfigDict(frozen=True)

    type: ClaimType
    quote: str = Field(min_length=1)
    agents: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    place: str | None = None
    route: tuple[str | None, ...] | None = None
    sides: Mapping[str, tuple[str, ...]] = {}
    degree: str | None = None
    start: date | None = None
    end: date | None = None
    killed: Range | None = None
    injured: Range | None = None
    displaced: Range | None = None
    victims: str | None = None
    cumulative: bool = False
    means: str | None = None
    attribution: tuple[str, ...] = ()
    modality: Modality | None = None  # None where the coder left it out, which means asserted


class GoldReport(BaseModel):
    """A report with the claims that a coder took from it. A key that is not explained names itself."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(min_length=1)
    text: str = Field(min_length=1)
    language: str = "en"
    published: date | None = None
    publisher: str | None = None
    title: str | None = None
    actors: Mapping[str, tuple[str, ...]] = {}
    places: Mapping[str, GoldPlace] = {}
    claims: tuple[GoldClaim, ...]


def read_gold(folder: Path) -> tuple[GoldReport, ...]:
    """The coded reports in ``folder``, one ``.json`` each, in order of their files' names.

    The text is in the file, or in the file beside it that ``text_file`` names. Raises UsageError with the file
    and the field where one is not as the coding guide says, or where the folder holds none.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder of coded reports")
    files: dict[str, Path] = {}
    gold: list[GoldReport] = []
    for path in sorted(folder.glob("*.json")):
        report = _report(path)
        if (other := files.setdefault(report.id, path)) is not path:
            raise UsageError(f"{path}: field id: {other.name} has the same one")
        gold.append(report)
    if not gold:
        raise UsageError(f"{folder} holds no coded report (.json)")
    return tuple(gold)


def _report(path: Path) -> GoldReport:
    try:
        form: Any = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(form, dict) and "text" not in form and "text_file" in form:
            form = {**form, "text": _beside(path, str(form["text_file"]))}
        return GoldReport.model_validate(form)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "the whole"
        raise UsageError(f"{path}: field {field}: {first['msg'].lower()}") from error
    except RecursionError as error:
        raise UsageError(f"{path}: is nested too deep to be a coded report") from error
    except ValueError as error:  # not UTF-8, not JSON
        raise UsageError(f"{path}: is not a coded report in JSON ({error})") from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error


def _beside(path: Path, name: str) -> str:
    if Path(name).name != name:
        raise UsageError(f"{path}: field text_file: {name!r} does not lie beside it")
    with (path.parent / name).open(encoding="utf-8", newline="") as file:
        return file.read()
