"""What an edition shows, assembled from what was known and what was concluded from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta

from marsad import __version__
from marsad.areas import Area
from marsad.errors import UsageError
from marsad.ledger.knowledge import Knowledge
from marsad.model import ClaimType, Issue, PlacePrecision, RoadAssessment, SiegeVerdict, Stage
from marsad.pipeline import Picture
from marsad.publication.content import EditionContent

LONGEST_DAYS = 731  # two years: each day is assessed anew and has its own state in the pages
Progress = Callable[[str, int, int | None], None]  # stage, done, of how many


def assemble(
    knowledge: Knowledge,
    picture: Picture,
    *,
    title: str,
    as_of: date | None = None,
    days: tuple[date, date] | None = None,
    known_at: datetime | None = None,
    full_texts: bool = False,
    demonstration: bool = False,
    progress: Progress | None = None,
) -> EditionContent:
    """Every day of ``days`` (both ends included), opening at ``as_of``; :class:`EditionContent` says what is what.

    Raises UsageError where there is nothing to publish.
    """
    first, last = days or _span(picture, as_of)
    opening = as_of or last
    if not first <= opening <= last:
        raise UsageError(f"the day to open at, {opening}, does not lie between {first} and {last}")
    if (last - first).days > LONGEST_DAYS:
        raise UsageError(
            f"an edition of {(last - first).days} days, {first} to {last}, is too long: name at most"
            f" {LONGEST_DAYS} days with --from and --to"
        )
    roads: dict[date, Mapping[tuple[str, str], RoadAssessment]] = {}
    sieges: dict[str, dict[date, SiegeVerdict]] = {place: {} for place in places_to_watch(picture)}
    length = (last - first).days + 1
    for done in range(length):
        day = first + timedelta(days=done)
        roads[day] = picture.roads(day)
        for place, verdicts in sieges.items():
            verdicts[day] = picture.siege(place, day)
        if progress:
            progress("assessing", done + 1, length)
    return EditionContent(
        area=picture.area,
        title=title,
        as_of=opening,
        days=(first, last),
        known_at=known_at,
        reports=picture.reports,
        sources=knowledge.sources,
        claims=picture.claims,
        events=picture.fusion.events,
        announced=picture.fusion.announced,
        control=picture.control,
        roads_by_day=roads,
        sieges=sieges,
        tolls=picture.tolls,
        issues=(
            *knowledge.issues,
            *picture.fusion.issues,
            *picture.road_book.issues,
            *_differences(sieges, opening),
        ),
        ledger_head=knowledge.head,
        replayed=knowledge.replayed,
        demonstration=demonstration,
        methods={
            "Marsad": __version__,
            "reading": ", ".join(knowledge.readers),
            "area": _area_words(picture.area),
        },
        full_texts=full_texts,
        replaced=knowledge.newest.replaced,
        reliability=knowledge.reliability,
    )


def _area_words(area: Area) -> str:
    return f"{area.name} {area.version}, {area.hash[:12]}"


def _span(picture: Picture, as_of: date | None) -> tuple[date, date]:
    """The days an edition covers where none are asked for: from the first to the last that a report speaks of."""
    days = sorted(report.published for report in picture.reports.values() if report.published)
    if days and as_of:
        days = sorted([*days, as_of])
    if not days:
        raise UsageError(
            "nothing to publish: the observatory holds no dated report. Add some with: marsad add PATH"
        )
    return days[0], days[-1]


def _differences(sieges: Mapping[str, Mapping[date, SiegeVerdict]], opening: date) -> Iterator[Issue]:
    """Where reports of a siege and its roads differ on the day the edition opens at: for the desk to settle."""
    for place, verdicts in sieges.items():
        for difference in verdicts[opening].differences:
            yield Issue(Stage.ASSESS, difference, subjects=(place,))


def places_to_watch(picture: Picture) -> tuple[str, ...]:
    """Places that any claim calls besieged, in order of id; not those near which something else is."""
    sieges = (event for event in picture.fusion.events if event.type is ClaimType.SIEGE)
    at = {event.place for event in sieges if event.place and event.precision is not PlacePrecision.NEAR}
    return tuple(sorted(at))
