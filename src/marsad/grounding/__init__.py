"""Ground: dates, numbers, places and actors, each to the right one or to an issue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby

from marsad.areas import Area
from marsad.claims.drafts import ActorMention, ClaimDraft, CountDraft, ReadReport
from marsad.claims.lang.en.tables import listed
from marsad.grounding import actors, dates, numbers, places
from marsad.grounding.datelines import misdated
from marsad.grounding.described import Region
from marsad.grounding.opponents import with_opponents
from marsad.grounding.parties import without_carried_agents, without_own_targets, without_unarmed
from marsad.grounding.repeats import without_repeats
from marsad.grounding.states import state_named, with_states
from marsad.model import Claim, ClaimedPlace, Count, Days, Issue, Modality, Report, Stage, TimePrecision

LESS_SURE = 0.2  # of a claim whose place was found by a name spelled alike


@dataclass(frozen=True, slots=True)
class Grounded:
    """The claims of one report in order of start, and what could not be resolved.

    ``made`` is what each draft alone gave, before repeats were joined and opponents filled in from the report;
    ``settled`` knows which places were weighed for each name, and why the others lost.
    """

    claims: tuple[Claim, ...]
    issues: tuple[Issue, ...]
    made: tuple[tuple[ClaimDraft, Claim], ...] = ()
    settled: places.Settled | None = field(default=None, compare=False, repr=False)


def ground(read: ReadReport, report: Report, area: Area) -> Grounded:
    """The claims that ``read`` makes once its names, days and numbers are resolved against ``area``.

    Names that the area does not know are kept as named, with no id, and raise an issue each. Day words of a
    report without a publication date stay open, with an issue. What is said twice is one claim.
    """
    made: list[tuple[ClaimDraft, Claim]] = []
    mentions = [each for draft in read.drafts for each in (*draft.places, *(draft.route or ()))]
    settled = places.Settled(area, report.text, mentions)
    for draft in read.drafts:
        for claim in _claims_of(draft, read, report, area, settled):
            made.append((draft, claim))
            settled.add(claim.place, *(claim.route or ()))
    alone = (without_unarmed(without_carried_agents(claim, draft), area) for draft, claim in made)
    told = sorted(without_repeats(alone), key=lambda claim: (claim.start_char, claim.end_char))
    kept = [with_states(without_own_targets(each), area) for each in with_opponents(told, area, report.published)]
    ordered = tuple(
        claim for _, alike in groupby(sorted(kept, key=_where), key=_where) for claim in _by_id(list(alike))
    )
    dated = misdated(report)
    issues = (*read.issues, *((dated,) if dated else ()), *_issues(ordered, read, report))
    return Grounded(ordered, issues, tuple(made), settled)


def _where(claim: Claim) -> tuple[int, int, str]:
    return claim.start_char, -claim.end_char, claim.type.value


def _by_id(claims: list[Claim]) -> list[Claim]:
    """Claims of one type and passage by id, which is reckoned of few: it is a digest of the whole claim."""
    return sorted(claims, key=lambda claim: claim.id) if len(claims) > 1 else claims


def _claims_of(
    draft: ClaimDraft, read: ReadReport, report: Report, area: Area, settled: places.Settled
) -> Iterator[Claim]:
    spots = [settled.ground(each) for each in draft.places]
    route = tuple(settled.ground(each) for each in draft.route) if draft.route else None
    days = _days(draft, report)
    notes, read_as = _notes(draft, area, settled)
    targets: list[ClaimedPlace | None] = [*spots] or [None]
    for spot in targets:
        yield Claim(
            report=report.id,
            type=draft.type,
            quote=report.text[draft.start : draft.end],
            start_char=draft.start,
            end_char=draft.end,
            agents=actors.ground_all(draft.agents, area, report.published),
            targets=actors.ground_all(draft.targets, area, report.published),
            place=spot,
            route=(route[0], route[1]) if route else None,
            sides={sector: _ids(group, area, report.published) for sector, group in draft.sides.items()},
            degree=draft.degree,
            days=days,
            killed=_either(draft, draft.killed),
            injured=_either(draft, draft.injured),
            displaced=_count(draft.displaced),
            victims=draft.victims,
            cumulative=draft.cumulative,
            means=draft.means,
            attribution=draft.attribution,
            modality=draft.modality,
            confidence=max(0.1, round(draft.confidence - LESS_SURE * read_as, 2)),
            reader=read.reader,
            issues=(*notes, *_doubts(draft, days, report)),
            report_ref=report.ref,
        )


def _notes(draft: ClaimDraft, area: Area, settled: places.Settled) -> tuple[tuple[str, ...], bool]:
    """What the desk should know of the places of a draft, and whether one was taken for a name spelled alike."""
    notes: dict[str, None] = {}
    read_as = False
    for mention in (*draft.places, *(draft.route or ())):
        put = settled.put(mention)
        place, region = put.choice.place, put.region
        if put.alike and place is not None:
            read_as = True
            notes[f"the name {mention.name!r} was read as {place.name}, which is spelled alike"] = None
        elif place is not None and place.id not in area.places and place.country in area.countries:
            notes[
                f"{mention.name!r} was found in the gazetteer of the world alone; add it to the area's tables"
            ] = None
        elif region is not None:
            line = mention.border or mention.between
            name = put.name or mention.name
            notes[_on_line(name, region) if line else _asks_to_add(mention.name, region)] = None
    return tuple(notes), read_as


def _asks_to_add(name: str, region: Region) -> str:
    """What asks the desk to add a described place, and says where it must lie."""
    where = f"within {region.reach_km:g} km of {region.lat:.2f}, {region.lon:.2f}"
    return f"{name!r} is no place of the area; the report puts it {region.words!r}, {where}: add it to its tables"


def _on_line(name: str, region: Region) -> str:
    """What tells the desk that a stretch stands for a place, and how far it goes."""
    where = f"within {region.reach_km:g} km of {region.lat:.2f}, {region.lon:.2f}"
    return f"{region.words!r} says no place: it is put on the {name}, {where}"


def _ids(group: Iterable[ActorMention], area: Area, on: date | None) -> tuple[str, ...]:
    grounded = (actors.ground(mention, area, on) for mention in group)
    return tuple(dict.fromkeys(actor.id or _state_or_name(actor.name, area) for actor in grounded))


def _state_or_name(name: str, area: Area) -> str:
    state = state_named(name, area)
    return name if state is None else state.id


def _days(draft: ClaimDraft, report: Report) -> Days:
    if draft.when is not None:
        words = draft.when_written_out or draft.when.text
        ahead = _lies_ahead(draft, report)
        found = dates.resolve(words, report.published, ahead=ahead)
        if found is not None:
            return found if ahead else _so_far(found, draft, report)
    if draft.present and report.published is not None:
        return Days.on(report.published)
    return Days()


def _so_far(days: Days, draft: ClaimDraft, report: Report) -> Days:
    """ "In May" and "this year", told before they are over: what has happened lies before publication."""
    if days.precision is TimePrecision.DAY or report.published is None or draft.modality is not Modality.ASSERTED:
        return days
    today = report.published + timedelta(days=1)
    running = days.start is not None and days.end is not None and days.start < today < days.end
    return replace(days, end=today) if running else days


def _lies_ahead(draft: ClaimDraft, report: Report) -> bool:
    """Whether its day is to come: "will leave on Thursday", "said it would leave on Thursday".

    Not "vowed on Sunday to take", the day of the vow.
    """
    how = draft.provenance.how
    said = {*report.text[draft.start : draft.end].lower().split(), *(how.text.lower().split() if how else ())}
    if draft.modality is Modality.POSSIBLE:
        return bool(said & {"could", "can"}) and "have" not in said
    trigger, when = draft.provenance.trigger, draft.when
    behind = when is not None and when.start > trigger.start
    to_come = behind and (trigger.text.lower().startswith("to be ") or "would" in said)
    return draft.modality is Modality.PLANNED and (to_come or bool(said & listed("times", "ahead")))


def _count(draft: CountDraft | None) -> Count | None:
    if draft is None:
        return None
    told = (each.text for each in (draft.mention, *draft.also))
    return numbers.total(("one", *list(told)[1:]) if draft.single else told)


def _either(draft: ClaimDraft, count: CountDraft | None) -> Count | None:
    """ "neutralised 21" counts the killed and the wounded together: none to all of each."""
    found = _count(count)
    if found is None or draft.killed is None or draft.killed is not draft.injured:
        return found
    shared = "neutrali" in draft.provenance.trigger.text.lower()
    return Count(0 if shared else min(1, found.low), found.high if shared else None)


def _doubts(draft: ClaimDraft, days: Days, report: Report) -> tuple[str, ...]:
    if draft.when is not None and days == Days():
        return (f"the time {draft.when.text!r} could not be resolved",)
    return ()


def _issues(claims: Iterable[Claim], read: ReadReport, report: Report) -> Iterator[Issue]:
    """One issue for each name that the area does not know, at its first claim."""
    said: set[tuple[str, str]] = set()
    for claim in claims:
        spots = [each for each in (claim.place, *(claim.route or ())) if each is not None and each.id is None]
        spots = [each for each in spots if each.described is None]  # its own note asks for it
        unknown = [("place", each.name) for each in spots]
        unknown += [("actor", each.name) for each in (*claim.agents, *claim.targets) if each.id is None]
        for kind, name in unknown:
            if (kind, name) not in said:
                said.add((kind, name))
                reason = f"no {kind} of the area is so called; add it to the area's tables or leave it as named"
                yield Issue(Stage.GROUND, reason, report.id, claim.id, name, claim.start_char, claim.end_char)
        for doubt in claim.issues:
            yield Issue(Stage.GROUND, doubt, report.id, claim.id, None, claim.start_char, claim.end_char)
