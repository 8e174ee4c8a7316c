"""How well claims that were read agree with those that a coder took.

A claim that was read is right when a coded claim of the same report has the same type (or, scored leniently, one
of the same group) and the same place; one to one, the best pairs first: those that share most actors, words of
the quote, and the modality. Agents, targets, days, modality and attribution are then scored on the right ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from marsad.evaluation.gold import GoldClaim, GoldReport
from marsad.evaluation.matching import actors_shared, days_agree, names_agree, where_agrees, words_shared
from marsad.model.claims import Claim
from marsad.model.terms import ClaimType, Modality

LENIENT_GROUPS = (
    frozenset({ClaimType.CLASH, ClaimType.ASSAULT}),
    frozenset({ClaimType.CAPTURE, ClaimType.CONTROL}),
    frozenset({ClaimType.DISPLACEMENT, ClaimType.EVACUATION}),
    frozenset({ClaimType.ADVANCE, ClaimType.ASSAULT}),
)


@dataclass(frozen=True, slots=True)
class Tally:
    """What was right, of what was read and of what was coded."""

    right: int = 0
    read: int = 0
    coded: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.read + other.read, self.coded + other.coded)

    @property
    def precision(self) -> float:
        """The share of what was read that is right; 0 where nothing was read."""
        return self.right / self.read if self.read else 0.0

    @property
    def recall(self) -> float:
        """The share of what was coded that was read; 0 where nothing was coded."""
        return self.right / self.coded if self.coded else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of some reports, and for each type of claim; shares lie between 0 and 1.

    ``days`` and ``attribution`` count only where the coder gave them; ``full`` counts a claim as right only if
    its agents and modality are right too. ``bad_quotes`` are quotes that are not in the text, which is a bug.
    """

    reports: int
    claims: Tally
    agents: Tally
    targets: Tally
    days: float
    modality: float
    attribution: float
    full: Tally
    bad_quotes: int
    types: Mapping[ClaimType, Tally] = field(default_factory=dict)


@dataclass(slots=True)
class _Sums:
    claims: Tally = field(default_factory=Tally)
    agents: Tally = field(default_factory=Tally)
    targets: Tally = field(default_factory=Tally)
    days: Tally = field(default_factory=Tally)
    attribution: Tally = field(default_factory=Tally)
    modality: int = 0
    full: int = 0
    bad_quotes: int = 0
    right_types: Counter[ClaimType] = field(default_factory=Counter)
    read_types: Counter[ClaimType] = field(default_factory=Counter)
    coded_types: Counter[ClaimType] = field(default_factory=Counter)


def score(gold: Sequence[GoldReport], claims: Mapping[str, Sequence[Claim]], lenient: bool = False) -> Scores:
    """Score ``claims``, by the id of the coded report they were read from, against ``gold``."""
    sums = _Sums()
    for report in gold:
        read = claims.get(report.id, ())
        sums.claims += Tally(0, len(read), len(report.claims))
        sums.bad_quotes += sum(1 for claim in read if claim.quote and claim.quote not in report.text)
        sums.read_types.update(claim.type for claim in read)
        sums.coded_types.update(claim.type for claim in report.claims)
        for coded, found in pairs(report, read, lenient):
            _count(sums, coded, found, report)
    return _scores(len(gold), sums)


def pairs(report: GoldReport, read: Sequence[Claim], lenient: bool) -> Iterator[tuple[GoldClaim, Claim]]:
    """Right pairs, one to one, best first; among equals those later in the text first, so that it is settled."""
    candidates = [
        (_nearness(coded, found, report), i, j)
        for i, coded in enumerate(report.claims)
        for j, found in enumerate(read)
        if _same_type(coded.type, found.type, lenient) and where_agrees(found, coded, report)
    ]
    taken_coded: set[int] = set()
    taken_read: set[int] = set()
    for _, i, j in sorted(candidates, reverse=True):
        if i not in taken_coded and j not in taken_read:
            taken_coded.add(i)
            taken_read.add(j)
            yield report.claims[i], read[j]


def _same_type(coded: ClaimType, read: ClaimType, lenient: bool) -> bool:
    return coded is read or (lenient and any({coded, read} <= group for group in LENIENT_GROUPS))


def _nearness(coded: GoldClaim, read: Claim, report: GoldReport) -> float:
    actors = actors_shared(read.agents, coded.agents, report) + actors_shared(read.targets, coded.targets, report)
    return actors + words_shared(read.quote, coded.quote) + (read.modality == coded.modality) * 0.5


def _count(sums: _Sums, coded: GoldClaim, read: Claim, report: GoldReport) -> None:
    agents = Tally(actors_shared(read.agents, coded.agents, report), len(read.agents), len(coded.agents))
    shared_targets = actors_shared(read.targets, coded.targets, report)
    same_modality = read.modality is (coded.modality or Modality.ASSERTED)
    sums.claims += Tally(right=1)
    sums.right_types[coded.type] += 1
    sums.agents += agents
    sums.targets += Tally(shared_targets, len(read.targets), len(coded.targets))
    sums.modality += same_modality
    sums.full += same_modality and agents.right == agents.read == agents.coded
    if coded.start:
        sums.days += Tally(right=days_agree(read, coded), coded=1)
    if coded.attribution:
        sums.attribution += Tally(right=names_agree(read.attribution, coded.attribution), coded=1)


def _scores(reports: int, sums: _Sums) -> Scores:
    types = sorted(sums.read_types.keys() | sums.coded_types.keys())
    return Scores(
        reports=reports,
        claims=sums.claims,
        agents=sums.agents,
        targets=sums.targets,
        days=sums.days.recall,
        modality=sums.modality / max(1, sums.claims.right),
        attribution=sums.attribution.recall,
        full=Tally(sums.full, sums.claims.read, sums.claims.coded),
        bad_quotes=sums.bad_quotes,
        types={
            type_: Tally(sums.right_types[type_], sums.read_types[type_], sums.coded_types[type_])
            for type_ in types
        },
    )
