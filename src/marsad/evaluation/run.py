"""``marsad eval``: read the coded reports as any others, and score what was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from marsad.areas import load_area
from marsad.evaluation.gold import GoldReport, read_gold
from marsad.evaluation.score import Scores, score
from marsad.model import Report
from marsad.pipeline import claims_of

_ROWS: tuple[tuple[str, Callable[[Scores], float]], ...] = (
    ("precision", lambda scores: scores.claims.precision),
    ("recall", lambda scores: scores.claims.recall),
    ("F1", lambda scores: scores.claims.f1),
    ("agents F1", lambda scores: scores.agents.f1),
    ("targets F1", lambda scores: scores.targets.f1),
    ("days", lambda scores: scores.days),
    ("modality", lambda scores: scores.modality),
    ("attribution", lambda scores: scores.attribution),
    ("F1 with agents and modality", lambda scores: scores.full.f1),
)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The strict and the lenient scores of one reader on one folder of coded reports."""

    strict: Scores
    lenient: Scores

    @property
    def reports(self) -> int:
        """How many reports were read."""
        return self.strict.reports

    @property
    def gold(self) -> int:
        """How many claims their coders took."""
        return self.strict.claims.coded

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """Each score with its name, strict and lenient, as shown to people."""
        yield "claims read", str(self.strict.claims.read), str(self.lenient.claims.read)
        yield "right", str(self.strict.claims.right), str(self.lenient.claims.right)
        for name, value in _ROWS:
            yield name, f"{value(self.strict):.3f}", f"{value(self.lenient):.3f}"
        yield "quotes not in the text", str(self.strict.bad_quotes), str(self.lenient.bad_quotes)

    def types(self) -> Iterator[tuple[str, int, int, int]]:
        """Each type with how many were right, read and coded, scored strictly."""
        for type_, tally in self.strict.types.items():
            yield type_.value, tally.right, tally.read, tally.coded


def evaluate(folder: Path, area: str = "syria") -> Evaluation:
    """Read the coded reports in ``folder`` with the area of that name, and score the claims.

    Raises UsageError where the folder holds no coded reports, UnknownAreaError.
    """
    gold = read_gold(folder)
    chosen = load_area(area)
    claims = {report.id: claims_of(as_report(report), chosen).claims for report in gold}
    return Evaluation(score(gold, claims), score(gold, claims, lenient=True))


def as_report(gold: GoldReport) -> Report:
    """The report that a coder had before them, as if it had just been received."""
    return Report(
        id=Report.id_of(gold.text, gold.publisher, gold.published, gold.title),
        text=gold.text,
        published=gold.published,
        publisher=gold.publisher,
        title=gold.title,
        language=gold.language,
        ref=gold.id,
    )
