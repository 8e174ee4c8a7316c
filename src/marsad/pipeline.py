"""The flow as code: reports -> claims -> events -> control, roads, sieges, casualties. No logic of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from marsad.areas import Area
from marsad.casualties.tolls import tolls
from marsad.claims import read, read_together
from marsad.claims.coded import is_coded, read_coded
from marsad.claims.drafts import PassedOver, ReadReport
from marsad.control.assess import assess_control
from marsad.events.fuse import Fusion, fuse
from marsad.grounding import ground
from marsad.grounding.datelines import dateline
from marsad.grounding.explanation import Explanation, explain
from marsad.grounding.of_rows import with_row
from marsad.model import Claim, Control, Issue, Report, RoadAssessment, SiegeVerdict, Source, Stage, Toll
from marsad.plugins import AnyReader
from marsad.reports.copies import copies
from marsad.reports.language import language_of
from marsad.reports.published import is_a_day_of_reports
from marsad.sieges.assess import assess_siege
from marsad.sieges.ground import Ground
from marsad.sieges.roads import RoadBook
from marsad.sieges.stretches import Placed
from marsad.sieges.terrain import Terrain
from marsad.sieges.told import EventsByPlace


@dataclass(frozen=True, slots=True)
class Reading:
    """The claims and issues that a named reader took from one report."""

    report: str
    reader: str
    claims: tuple[Claim, ...]
    issues: tuple[Issue, ...]
    why: tuple[Explanation, ...] = ()  # one for each claim, where asked for
    passed_over: tuple[PassedOver, ...] = ()  # triggers without a claim, where asked for


def prepared(report: Report, today: date) -> Report:
    """The report with its day from its dateline and its language from its text, where nobody says them.

    A dateline that cannot be a day of publication as of ``today`` is left alone; what nobody tells stays None.
    """
    day = report.published or dateline(report.text)
    if day is not None and not is_a_day_of_reports(day, today):
        day = None
    return replace(report, published=day, language=report.language or language_of(report.text))


def claims_of(
    report: Report,
    area: Area,
    *,
    explained: bool = False,
    reader: AnyReader | None = None,
    source: Source | None = None,
    ahead: Callable[[], ReadReport] | None = None,
) -> Reading:
    """What ``report`` says, read and grounded, and what could not be; ``explained`` says why as well.

    ``reader`` takes the place of the one of the report's language; a remote one must be told the ``source``.
    ``ahead`` gives what the reader says where it was begun with other reports.
    The row of a table of coded events is read by its codes, whichever reader is named, and is never sent anywhere.
    A report on which the reader itself fails is kept unread, with an issue; it never stops the others.
    """
    try:
        if is_coded(report):
            coded = read_coded(report, area)
            return Reading(report.id, coded.reader, coded.claims, coded.issues)
        said = ahead() if ahead else read(report, area, reader, source)
        grounded = with_row(ground(said, report, area), report, area)
        why = explain(grounded, report, area) if explained else ()
    except Exception as error:  # noqa: BLE001  the one boundary: a hostile report must not hold up the rest
        reason = f"the reader failed on this report ({type(error).__name__}); it was kept but not read"
        return Reading(report.id, "none", (), (Issue(Stage.READ, reason, report=report.id),))
    passed_over = said.passed_over if explained else ()
    return Reading(report.id, said.reader, grounded.claims, grounded.issues, why, passed_over)


def readings_of(
    told: Sequence[tuple[Report, Source | None]], area: Area, *, reader: AnyReader | None = None
) -> Iterator[Reading]:
    """What each report, given with its source, says, in their order: of each the same as :func:`claims_of` gives.

    Sooner than one by one, where readers do part of their work for several reports at once: twenty are enough.
    """
    uncoded = [number for number, (report, _) in enumerate(told) if not is_coded(report)]
    try:
        together = read_together([told[number][0] for number in uncoded], area, reader)
    except Exception:  # noqa: BLE001  one of them is hostile: each is read by itself, and that one tells of it
        together = []
    ahead = dict(zip(uncoded, together, strict=False))
    for number, (report, source) in enumerate(told):
        yield claims_of(report, area, reader=reader, source=source, ahead=ahead.get(number))


@dataclass(frozen=True)
class Picture:
    """Everything concluded from the claims of some reports: derived, never stored as truth."""

    area: Area
    reports: Mapping[str, Report]
    claims: Mapping[str, Claim]
    fusion: Fusion
    control: Control
    tolls: tuple[Toll, ...]
    terrain: Terrain | None = field(default=None, repr=False, compare=False)  # what others on the area have found
    placed: Placed | None = field(default=None, repr=False, compare=False)  # where roads told of were put
    _grounds: dict[date, Ground] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def _terrain(self) -> Terrain:
        return self.terrain or Terrain(self.area)

    @cached_property
    def road_book(self) -> RoadBook:
        """What reports say of roads, put on links once for all days."""
        return RoadBook(self.fusion.events, self.control, self.area, self._terrain, self.placed)

    @cached_property
    def _told(self) -> EventsByPlace:
        return EventsByPlace(self.fusion.events)

    def ground(self, as_of: date) -> Ground:
        """Who can travel where on the day ``as_of``."""
        if as_of not in self._grounds:
            self._grounds[as_of] = Ground(self.road_book.on(as_of), self.control, self.area, as_of, self._terrain)
        return self._grounds[as_of]

    def roads(self, as_of: date) -> Mapping[tuple[str, str], RoadAssessment]:
        """The state of every link on the day ``as_of``."""
        return self.ground(as_of).roads

    def siege(self, place: str, as_of: date) -> SiegeVerdict:
        """Whether the place with this id is besieged on the day ``as_of``, as reported and as its roads say."""
        return assess_siege(
            place,
            as_of,
            events=self._told,
            claims=self.claims,
            reports=self.reports,
            control=self.control,
            area=self.area,
            ground=self.ground(as_of),
        )


def picture_of(
    reports: Sequence[Report], claims: Iterable[Claim], sources: Mapping[str, Source], area: Area
) -> Picture:
    """Fuse and assess: the whole picture that these claims of these reports give."""
    by_report = {report.id: report for report in reports}
    by_id = {claim.id: claim for claim in claims}
    fusion = fuse(by_id.values(), by_report, sources, area, copies(reports))
    return Picture(
        area=area,
        reports=by_report,
        claims=by_id,
        fusion=fusion,
        control=assess_control(fusion.events, area),
        tolls=tolls(fusion.events),
    )
