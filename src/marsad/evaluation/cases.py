"""Golden groups: short cases of our own wording, each with every claim that a coder would take from it.

A group is one YAML file: ``group``, ``title`` and ``cases``; a case is a ``text``, when it was ``published`` and
its ``claims``. Only the fields that a coded claim gives are compared. Places and actors are ids of the area or,
where the area does not know them, names. ``from`` and ``to`` are days, half-open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from marsad.areas import Area, load_area
from marsad.errors import UsageError
from marsad.evaluation.gold import Range
from marsad.evaluation.matching import names_agree
from marsad.evaluation.score import Tally
from marsad.model import Claim, ClaimedActor, ClaimedPlace, ClaimType, Degree, Modality, Report, Sector
from marsad.pipeline import claims_of

USUAL_DAY = date(2017, 2, 6)  # a Monday


class CaseClaim(BaseModel):
    """A claim that a case holds; a field left out is not compared, except the modality, which is then asserted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: ClaimType
    agents: tuple[str, ...] | None = None
    targets: tuple[str, ...] | None = None
    at: str | None = None
    route: tuple[str, ...] | None = None
    sides: Mapping[Sector, tuple[str, ...]] | None = None
    degree: Degree | None = None
    start: date | None = Field(default=None, alias="from")
    end: date | None = Field(default=None, alias="to")
    killed: Range | None = None
    injured: Range | None = None
    displaced: Range | None = None
    victims: str | None = None
    cumulative: bool | None = None
    attribution: tuple[str, ...] | None = None
    modality: Modality = Modality.ASSERTED


class Case(BaseModel):
    """A few sentences and the claims that a coder takes from them; none for a trap."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = Field(min_length=1)
    claims: tuple[CaseClaim, ...]
    published: date = USUAL_DAY


class Group(BaseModel):
    """The cases of one thing that the reader must get right."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    group: str
    title: str
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class GroupScores:
    """``found``: type and place right; ``whole``: every coded field too; ``right``: cases with nothing amiss."""

    group: str
    title: str
    cases: int
    right: int
    found: Tally
    whole: Tally


def read_groups(folder: Path) -> tuple[Group, ...]:
    """The groups in ``folder``, one ``.yaml`` each, by file name. Raises UsageError naming file and field."""
    groups: list[Group] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            groups.append(Group.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))))
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"])) or "the whole"
            raise UsageError(f"{path}: field {field}: {first['msg'].lower()}") from error
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise UsageError(f"{path}: is not a group of cases in YAML ({type(error).__name__})") from error
    if not groups:
        raise UsageError(f"{folder} holds no group of cases (.yaml)")
    return tuple(groups)


def score_groups(groups: Iterable[Group], area: str = "syria") -> tuple[GroupScores, ...]:
    """Read every case with the area of that name, and score each group."""
    chosen = load_area(area)
    return tuple(_scored(group, chosen) for group in groups)


def claims_in(case: Case, area: Area) -> tuple[Claim, ...]:
    """What the reader takes from a case."""
    report = Report(
        Report.id_of(case.text, None, case.published, None), case.text, published=case.published, language="en"
    )
    return claims_of(report, area).claims


def _scored(group: Group, area: Area) -> GroupScores:
    right, found, whole = 0, Tally(), Tally()
    for case in group.cases:
        read = claims_in(case, area)
        pairs = matched(case, read)
        wholly = sum(1 for coded, claim in pairs if not wrong_fields(coded, claim))
        found += Tally(len(pairs), len(read), len(case.claims))
        whole += Tally(wholly, len(read), len(case.claims))
        right += wholly == len(case.claims) == len(read)
    return GroupScores(group.group, group.title, len(group.cases), right, found, whole)


def matched(case: Case, read: Sequence[Claim]) -> list[tuple[CaseClaim, Claim]]:
    """Coded claims and those read of the same type and place, one to one, the best pairs first."""
    candidates = sorted(
        (len(wrong_fields(coded, claim)), i, j)
        for i, coded in enumerate(case.claims)
        for j, claim in enumerate(read)
        if coded.type is claim.type and _same_where(coded, claim)
    )
    taken: tuple[set[int], set[int]] = (set(), set())
    pairs: list[tuple[CaseClaim, Claim]] = []
    for _, i, j in candidates:
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            pairs.append((case.claims[i], read[j]))
    return pairs


def wrong_fields(coded: CaseClaim, claim: Claim) -> list[str]:
    """The names of the coded fields that were read otherwise."""
    given = coded.model_fields_set
    checks: dict[str, bool] = {
        "agents": coded.agents is None or _same_actors(claim.agents, coded.agents),
        "targets": coded.targets is None or _same_actors(claim.targets, coded.targets),
        "sides": coded.sides is None or _same_sides(claim, coded.sides),
        "degree": coded.degree is None or claim.degree is coded.degree,
        "days": not given & {"start", "end"} or (claim.days.start, claim.days.end) == (coded.start, coded.end),
        "modality": claim.modality is coded.modality,
        "cumulative": coded.cumulative is None or claim.cumulative == coded.cumulative,
        "attribution": coded.attribution is None or _same_speakers(claim.attribution, coded.attribution),
    }
    form = claim.to_json()
    for count in ("killed", "injured", "displaced"):
        wanted = getattr(coded, count)
        checks[count] = wanted is None or form[count] == list(wanted)
    checks["victims"] = coded.victims is None or form["victims"] == coded.victims
    return [field for field, right in checks.items() if not right]


def _same_where(coded: CaseClaim, claim: Claim) -> bool:
    spots = [spot for spot in (claim.place, *(claim.route or ())) if spot is not None]
    if coded.route is not None:
        return all(any(_is_place(spot, end) for spot in spots) for end in coded.route)
    return coded.at is None or any(_is_place(spot, coded.at) for spot in spots)


def _is_place(read: ClaimedPlace, coded: str) -> bool:
    return read.id == coded if coded.startswith("plc_") else names_agree((read.name, read.mention), (coded,))


def _is_actor(read: ClaimedActor, coded: str) -> bool:
    if coded.startswith("act_"):
        return read.id == coded
    return read.name.casefold() == coded.casefold() or names_agree((read.name, read.mention), (coded,))


def _same_actors(read: Sequence[ClaimedActor], coded: Sequence[str]) -> bool:
    left = list(read)
    for wanted in coded:
        found = next((actor for actor in left if _is_actor(actor, wanted)), None)
        if found is None:
            return False
        left.remove(found)
    return not left


def _same_sides(claim: Claim, coded: Mapping[Sector, tuple[str, ...]]) -> bool:
    return {sector: set(actors) for sector, actors in claim.sides.items()} == {
        sector: set(actors) for sector, actors in coded.items()
    }


def _same_speakers(read: Sequence[str], coded: Sequence[str]) -> bool:
    return names_agree(read, coded) if coded else not read
