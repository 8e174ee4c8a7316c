"""What is noted while a row is read: its claims, and what of it could not be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from marsad.model import Claim, ClaimedActor, ClaimedPlace, Issue, Report, Stage

UNKNOWN_PLACE = (
    "no place of the area is so called near the row's coordinates; they were kept, add the place or leave it"
)
UNKNOWN_ACTOR = "no actor of the area is so called; add the name to its aliases or leave it as named"


@dataclass(slots=True)
class Noted:
    """The drafts of one row's claims, and its doubts. ``quoted``: which part of the report's text they rest on."""

    report: Report
    quoted: tuple[int, int]
    _claims: list[Claim] = field(default_factory=list)
    _doubts: list[tuple[Stage, str, str | None]] = field(default_factory=list)

    def add(self, claim: Claim) -> None:
        """Keep a claim; its passage is filled in."""
        start, end = self.quoted
        quote = self.report.text[start:end]
        self._claims.append(
            replace(claim, quote=quote, start_char=start, end_char=end, report_ref=self.report.ref)
        )

    def doubt(self, reason: str, words: str | None = None, stage: Stage = Stage.READ) -> None:
        """Keep what could not be told; ``words`` are those of the row that it is about."""
        self._doubts.append((stage, reason, words))

    def claims(self, reader: str) -> tuple[Claim, ...]:
        """The claims, each with the reader's name."""
        return tuple(replace(each, reader=reader) for each in self._claims)

    def issues(self) -> tuple[Issue, ...]:
        """The doubts of the row, and each name of its claims that the area does not know, once."""
        start, end = self.quoted
        claim = self._claims[0].id if self._claims else None
        doubts = [*self._doubts, *dict.fromkeys(_unknown(self._claims))]
        return tuple(
            Issue(stage, reason, self.report.id, claim, words, start, end) for stage, reason, words in doubts
        )


def _unknown(claims: Iterable[Claim]) -> Iterable[tuple[Stage, str, str | None]]:
    for claim in claims:
        places: list[ClaimedPlace | None] = [claim.place]
        actors: tuple[ClaimedActor, ...] = (*claim.agents, *claim.targets)
        for place in places:
            if place is not None and place.id is None:
                yield Stage.GROUND, UNKNOWN_PLACE, place.name
        for actor in actors:
            if actor.id is None:
                yield Stage.GROUND, UNKNOWN_ACTOR, actor.name
