"""What was concluded, as rows: each names who says so and how well it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from marsad.areas import Area
from marsad.areas.index import place_anywhere
from marsad.commands.answers import Answer, Row
from marsad.model import (
    Claim,
    Count,
    Days,
    Event,
    Holding,
    Issue,
    Modality,
    Report,
    RoadAssessment,
    SiegeVerdict,
    Toll,
)
from marsad.model.wording import counted
from marsad.publication.claims_export import COLUMNS as CLAIM_COLUMNS
from marsad.publication.claims_export import claim_rows
from marsad.publication.events_worded import count_words, event_words
from marsad.publication.standing import in_force, lapsed
from marsad.publication.wording import actor_name, isolation_words, place_name

CONTROL = ("place", "place_name", "from", "to", "holder", "holder_name", "co_holders", "contested", "grade",
           "sources", "disputed_by", "note", "events")  # fmt: skip
EVENT = ("id", "type", "words", "place", "place_name", "precision", "route_from", "route_to", "from", "to",
         "agents", "targets", "grade", "origins", "sources", "disputed_by", "killed_low", "killed_high",
         "cumulative", "claims")  # fmt: skip
ROAD = ("from", "from_name", "to", "to_name", "road", "state", "grade", "explicit", "since", "until", "sources",
        "reason")  # fmt: skip
TOLL = ("scope", "place_name", "from", "to", "killed_low", "killed_high", "running_total", "grades", "sources",
        "why_apart", "events")  # fmt: skip
ISSUE = ("stage", "reason", "words", "report", "source", "published", "subjects")
REPORT = ("report", "report_ref", "published", "source", "title", "language", "claims")
SIEGE = ("place", "place_name", "headline", "holder", "reported", "grade", "since", "sources", "disputed_by",
         "roads", "ended", "differences", "outdated")  # fmt: skip
Outlets = Mapping[str, str]  # of claims, by id


def control(found: Mapping[str, Holding], outlets: Outlets, area: Area, asked: str) -> Answer:
    """Who holds each place."""
    rows = [_control(place, each, outlets, area) for place, each in found.items()]
    rows.sort(key=lambda row: (str(row["place_name"]), str(row["place"])))
    return Answer(
        f"Who holds what, {asked}: {counted(len(rows), 'place')}", CONTROL, rows,
        ("Place", "Held by", "Since", "Grade", "Who says so"),
        [(str(row["place_name"]), _holder(row, area), str(row["from"] or ""), str(row["grade"]), _who(row))
         for row in rows],
        f"Nothing is known of who held what, {asked}.",
    )  # fmt: skip


def _control(place: str, holding: Holding, outlets: Outlets, area: Area) -> Row:
    return {
        "place": place, "place_name": place_name(area, place), **_days(holding.days), "holder": holding.holder,
        "holder_name": actor_name(area, holding.holder), "co_holders": list(holding.co_holders),
        "contested": holding.contested, "grade": holding.grade.value, "sources": _named(holding.claims, outlets),
        "disputed_by": [origin.name for origin in holding.disputed_by], "note": holding.note,
        "events": list(holding.events),
    }  # fmt: skip


def _holder(row: Row, area: Area) -> str:
    words = " and ".join([str(row["holder_name"]), *(actor_name(area, each) for each in _list(row["co_holders"]))])
    return f"contested; before: {words}" if row["contested"] else words


def _who(row: Row) -> str:
    """The sources of a row, and who disputes it; the area's baseline where nobody has said it yet."""
    says, against = _list(row["sources"]), _list(row["disputed_by"])
    return "\n".join(filter(None, ("; ".join(says) or str(row.get("note") or ""), _against(against))))


def _against(names: Sequence[str]) -> str:
    return f"disputed by {'; '.join(names)}" if names else ""


def events(found: Sequence[Event], area: Area, asked: str) -> Answer:
    """What happened, in order of time; what is not dated last."""
    ordered = sorted(found, key=lambda each: (each.days.last or each.days.start or date.max, each.id))
    rows = [_event(each, area) for each in ordered]
    return Answer(
        f"{counted(len(rows), 'event')}{f', {asked}' if asked else ''}", EVENT, rows,
        ("Day", "What", "Grade", "Who says so"),
        [(_day_words(each.days), str(row["words"]), each.grade.value, _origins(each))
         for each, row in zip(ordered, rows, strict=True)],
        "No event is known.",
    )  # fmt: skip


def _event(event: Event, area: Area) -> Row:
    killed = event.killed or Count(0, 0)
    return {
        "id": event.id, "type": event.type.value, "words": event_words(area, event), "place": event.place,
        "place_name": place_name(area, event.place) if event.place else event.place_name,
        "precision": event.precision.value, "route_from": event.route[0] if event.route else None,
        "route_to": event.route[1] if event.route else None, **_days(event.days), "agents": list(event.agents),
        "targets": list(event.targets), "grade": event.grade.value,
        "origins": [each.name for each in event.origins], "sources": list(event.outlets),
        "disputed_by": [each.name for each in event.disputed_by],
        "killed_low": killed.low if event.killed else None, "killed_high": killed.high if event.killed else None,
        "cumulative": event.cumulative, "claims": list(event.claims),
    }  # fmt: skip


def _origins(event: Event) -> str:
    origins, outlets = [each.name for each in event.origins], list(event.outlets)
    through = f"through {'; '.join(outlets)}" if sorted(outlets) != sorted(origins) else ""
    against = _against([each.name for each in event.disputed_by])
    return "\n".join(filter(None, ("; ".join(origins), through, against)))


def roads(found: Iterable[RoadAssessment], outlets: Outlets, area: Area, asked: str) -> Answer:
    """The state of the ways between places, those that reports speak of first."""
    ordered = sorted(found, key=lambda each: not each.explicit)
    rows = [_road(each, outlets, area) for each in ordered]
    return Answer(
        f"Roads, {asked}: {counted(len(rows), 'way')} between places", ROAD, rows,
        ("Between", "State", "Since", "Grade", "Why, and who says so"),
        [(f"{row['from_name']} – {row['to_name']}", str(row["state"]).replace("_", " "), str(row["since"] or ""),
          str(row["grade"]), _because(row)) for row in rows],
        f"No report speaks of a road, and none is contested, {asked}; --all lists every one.",
    )  # fmt: skip


def _because(row: Row) -> str:
    return "\n".join(filter(None, (str(row["reason"]), "; ".join(_list(row["sources"])))))


def _road(road: RoadAssessment, outlets: Outlets, area: Area) -> Row:
    return {
        "from": road.link.a, "from_name": place_name(area, road.link.a), "to": road.link.b,
        "to_name": place_name(area, road.link.b), "road": road.link.road, "state": road.state.value,
        "grade": road.grade.value, "explicit": road.explicit, "since": _iso(road.since), "until": _iso(road.until),
        "sources": _named(road.claims, outlets), "reason": road.reason,
    }  # fmt: skip


def tolls(found: Iterable[Toll], by_id: Mapping[str, Event], outlets: Outlets, area: Area, asked: str) -> Answer:
    """The dead: in all first, then by place, then running totals, which are added to nothing."""
    ordered = list(found)
    rows = [_toll(each, by_id, outlets, area) for each in ordered]
    return Answer(
        f"Said to have been killed{f', {asked}' if asked else ''}", TOLL, rows,
        ("Where", "Killed", "Days", "Grades of its events", "Who says so"),
        [(str(row["place_name"]) + (" (running total)" if row["running_total"] else ""), _killed(row),
          _day_words(each.days), ", ".join(_list(row["grades"])), "; ".join(_list(row["sources"])))
         for each, row in zip(ordered, rows, strict=True)],
        "No report tells of anybody killed.",
        "Never the same dead twice. A running total is added to nothing.",
    )  # fmt: skip


def _toll(toll: Toll, by_id: Mapping[str, Event], outlets: Outlets, area: Area) -> Row:
    grades = [by_id[each].grade.value for each in toll.events]
    name = place_name(area, toll.scope) if place_anywhere(area, toll.scope) else toll.scope
    return {
        "scope": toll.scope, "place_name": name, **_days(toll.days),
        "killed_low": toll.killed_low, "killed_high": toll.killed_high, "running_total": toll.cumulative,
        "grades": [f"{grades.count(each)} {each}" for each in sorted(set(grades))],
        "sources": _named(toll.claims, outlets), "why_apart": toll.why_apart, "events": list(toll.events),
    }  # fmt: skip


def _killed(row: Row) -> str:
    low, high = row["killed_low"], row["killed_high"]
    return count_words(Count(int(str(low)), int(str(high)) if high is not None else None))


def issues(found: Iterable[Issue], reports: Mapping[str, Report], asked: str) -> Answer:
    """What could not be read, resolved or reconciled."""
    rows = [_issue(each, reports) for each in found]
    return Answer(
        f"{counted(len(rows), 'issue')}{f', {asked}' if asked else ''}", ISSUE, rows,
        ("Stage", "What", "Words", "Report"),
        [(str(row["stage"]), str(row["reason"]), str(row["words"] or ""), _report_words(row)) for row in rows],
        "Nothing is in question.",
    )  # fmt: skip


def _report_words(row: Row) -> str:
    return f"{row['source']}, {row['published'] or 'undated'}" if row["report"] else ""


def _issue(issue: Issue, reports: Mapping[str, Report]) -> Row:
    report = reports.get(issue.report or "")
    return {
        "stage": issue.stage.value, "reason": issue.reason, "words": issue.words, "report": issue.report,
        "source": (report.publisher or "unnamed source") if report else None,
        "published": _iso(report.published) if report else None, "subjects": list(issue.subjects),
    }  # fmt: skip


def reports(found: Sequence[Report], claims: Iterable[Claim], asked: str) -> Answer:
    """The reports, in the order of their arrival."""
    of: dict[str, int] = {}
    for claim in claims:
        of[claim.report] = of.get(claim.report, 0) + 1
    rows: list[Row] = [
        {
            "report": each.id, "report_ref": each.ref, "published": _iso(each.published),
            "source": each.publisher or "unnamed source", "title": each.title, "language": each.language,
            "claims": of.get(each.id, 0),
        }
        for each in found
    ]  # fmt: skip
    return Answer(
        f"{counted(len(rows), 'report')}{f', {asked}' if asked else ''}", REPORT, rows,
        ("Report", "Published", "Source", "Title", "Claims"),
        [(str(row["report_ref"] or str(row["report"])[:12]), str(row["published"] or "undated"),
          str(row["source"]), str(row["title"] or ""), str(row["claims"])) for row in rows],
        "There are no reports.",
    )  # fmt: skip


def claims(found: Sequence[Claim], by_id: Mapping[str, Report], asked: str) -> Answer:
    """What reports say, each claim with its words."""
    told = [by_id[own] for own in dict.fromkeys(each.report for each in found)]
    rows = list(claim_rows(told, found))
    return Answer(
        f"{counted(len(rows), 'claim')}{f', {asked}' if asked else ''}", CLAIM_COLUMNS, rows,
        ("What", "Where and when", "Who", "As said", "Source"),
        [_claim_shown(each, by_id[each.report]) for each in found],
        "No claim is known.",
    )  # fmt: skip


def _claim_shown(claim: Claim, report: Report) -> tuple[str, ...]:
    modality = "" if claim.modality is Modality.ASSERTED else f" ({claim.modality.value})"
    where = " – ".join(each.name for each in claim.route or (claim.place,) if each)
    who = ", ".join(each.name for each in claim.agents)
    against = ", ".join(each.name for each in claim.targets)
    said = f"“{claim.quote}”" + (f" – {', '.join(claim.attribution)}" if claim.attribution else "")
    return (
        f"{claim.type.value}{modality}", f"{where} {_day_words(claim.days)}".strip(),
        f"{who}{f' → {against}' if against else ''}", said,
        f"{report.publisher or 'unnamed source'}, {report.published or 'undated'}",
    )  # fmt: skip


def sieges(found: Iterable[SiegeVerdict], area: Area, asked: str) -> Answer:
    """Places that any claim calls besieged: as reported, and as their roads say."""
    verdicts = list(found)
    rows = [siege(each, area) for each in verdicts]
    return Answer(
        f"Sieges, {asked}", SIEGE, rows,
        ("Place", "As reported", "By roads and who holds them", "Grade", "Who says so"),
        [(str(row["place_name"]), str(row["reported"]), str(row["roads"]), str(row["grade"] or ""), _who(row))
         for row in rows],
        f"No report calls a place besieged, {asked}.",
        "marsad siege PLACE says why.",
    )  # fmt: skip


def siege(verdict: SiegeVerdict, area: Area) -> Row:
    """One verdict as a row."""
    told = verdict.reported or verdict.lapsed
    return {
        "place": verdict.place, "place_name": place_name(area, verdict.place), "headline": verdict.headline,
        "holder": verdict.holder, "reported": _reported(verdict), "grade": told.grade.value if told else None,
        "since": _iso(told.since) if told else None, "sources": [o.name for o in told.origins] if told else [],
        "disputed_by": [o.name for o in told.disputed_by] if told else [],
        "roads": isolation_words(verdict.computed), "ended": _iso(verdict.ended),
        "differences": list(verdict.differences), "outdated": verdict.outdated,
    }  # fmt: skip


def _reported(verdict: SiegeVerdict) -> str:
    stands = in_force(verdict)
    if stands is not None:
        return stands.degree.value if stands.degree else "besieged"
    if verdict.ended is not None:
        return f"ended by {verdict.ended}"
    return "not heard of for long" if lapsed(verdict) else "not besieged"


def _named(claims: Iterable[str], outlets: Outlets) -> list[str]:
    return sorted({outlets[each] for each in claims if each in outlets})


def _days(days: Days) -> dict[str, str | None]:
    """The first day, and the first day after: half-open, as everywhere."""
    return {"from": _iso(days.start), "to": _iso(days.end)}


def _day_words(days: Days) -> str:
    start, last = days.start, days.last
    if start is None and last is None:
        return "undated"
    return str(start) if start == last else f"{start or '…'} to {last or '…'}"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _list(cell: object) -> list[str]:
    return cell if isinstance(cell, list) else []
