"""ACLED's export: one sub-event type, where, when, who, and an estimate of the dead.

By its codebook: ``geo_precision``, ``time_precision``; ``fatalities`` is one number, in which 0 also stands for
"none told of". The two actors stand in no order of doing but where the sub-event type has one (an attack, a
strike): there the first one did it. Which types are claims of which kind is told in ``acled_types.csv``; rows out
of its scope make a claim of ``casualties`` where somebody died, and none otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from marsad.areas import Area
from marsad.claims.coded.cast import actor
from marsad.claims.coded.noted import Noted
from marsad.claims.coded.spans import span
from marsad.claims.coded.spots import spot
from marsad.claims.coded.tables import code, number, precisions, rows
from marsad.claims.coded.ucdp import point_of
from marsad.model import (
    Claim,
    ClaimedActor,
    ClaimedPlace,
    ClaimType,
    Count,
    Days,
    PlacePrecision,
    Report,
    Row,
    TimePrecision,
)
from marsad.reports.tables.days import day_of

PRECISION = "acled_precision.csv"
STATE = frozenset({"1", "state forces"})
OUT_OF_SCOPE = "Out of scope"
Get = Callable[[str], str]
Pair = tuple[tuple[ClaimedActor, ...], tuple[ClaimedActor, ...]]


def noted(row: Row, report: Report, area: Area) -> Noted:
    """The claim of one row, if its sub-event type is one, and what its codes do not tell."""
    said = dict(row.cells)
    get: Get = lambda column: said.get(column, "")  # noqa: E731
    found = Noted(report, _quoted(get("notes"), report))
    kind = _kind(get("sub_event_type"))
    killed = _killed(get, found)
    if kind is None:
        found.doubt("its sub_event_type is unknown here", get("sub_event_type") or None)
    elif not kind["claim"] and not kind["note"].startswith(OUT_OF_SCOPE):
        found.doubt("its sub_event_type does not say what happened: read its notes", get("sub_event_type"))
    if (kind is None or not kind["claim"]) and killed is None:
        return found
    days = _days(get, found)
    agents, targets = _parties(kind, get, area, days, found) if kind and kind["claim"] else ((), ())
    targeted = "civilians" if get("civilian_targeting") else None
    found.add(
        Claim(
            report=report.id,
            type=ClaimType(kind["claim"] or "casualties") if kind else ClaimType.CASUALTIES,
            quote="",
            start_char=0,
            end_char=0,
            agents=agents,
            targets=targets,
            place=_place(get, area, found),
            days=days,
            killed=killed,
            victims=(kind["victims"] if kind else "") or targeted,
            means=(kind["means"] if kind else "") or None,
            attribution=_attribution(get("source")),
        )
    )
    return found


def _kind(sub_event: str) -> Mapping[str, str] | None:
    key = sub_event.casefold()
    return next((each for each in rows("acled_types.csv") if each["sub_event_type"].casefold() == key), None)


def _quoted(notes: str, report: Report) -> tuple[int, int]:
    """Where the row's notes stand in the report, or else the whole of it."""
    at = report.text.find(notes) if notes else -1
    return (at, at + len(notes)) if at >= 0 else (0, len(report.text))


def _parties(kind: Mapping[str, str], get: Get, area: Area, days: Days, found: Noted) -> Pair:
    """Who did it to whom, as far as the sub-event type says which of the two actors did."""
    first, second = (actor(get(column), area, days.start) for column in ("actor1", "actor2"))
    one, other = tuple(filter(None, (first,))), tuple(filter(None, (second,)))
    doer = kind["agents"]
    if doer in {"state", "not_state"}:
        states = [get(column).casefold() in STATE for column in ("inter1", "inter2")]
        states = states if any(get(column) for column in ("inter1", "inter2")) else []
        taking = [at for at, is_state in enumerate(states) if is_state == (doer == "state")]
        if len(taking) != 1 or (doer == "not_state" and not second):
            taking = [0] if not other else []
        doer = ("first", "second")[taking[0]] if taking else ""
    elif doer == "only":
        doer = "" if other else "first"
    if doer in {"first", "both"}:
        return one, other
    if doer == "second":
        return other, one
    found.doubt("the row does not say which of its two actors took the place; nobody is named for it")
    return (), ()


def _days(get: Get, found: Noted) -> Days:
    precision = precisions(PRECISION).get(("time_precision", code(get("time_precision"))))
    if precision is None:
        found.doubt("its time_precision is none of 1 to 3: its day is taken to the month", get("time_precision"))
    try:
        if (day := day_of(get("event_date"))) is not None:
            return span(day, day, TimePrecision(precision or "month"))
    except (ValueError, OverflowError):
        pass
    found.doubt("event_date is no day such as 2017-02-06")
    return Days()


def _killed(get: Get, found: Noted) -> Count | None:
    try:
        dead = number(get("fatalities"))
    except ValueError:
        found.doubt("fatalities is no number of people; it was left out", get("fatalities"))
        return None
    return Count(dead, dead) if dead else None


def _place(get: Get, area: Area, found: Noted) -> ClaimedPlace | None:
    level = code(get("geo_precision"))
    precision = PlacePrecision(precisions(PRECISION).get(("geo_precision", level), "admin1"))
    if ("geo_precision", level) not in precisions(PRECISION):
        found.doubt("its geo_precision is none of 1 to 3: its place is taken to the province", level or None)
    point = point_of(get("latitude"), get("longitude"))
    if point is None and get("latitude"):
        found.doubt("latitude and longitude are no degrees; the place was looked for by its name alone")
    name = get("location")
    if precision is PlacePrecision.ADMIN1:
        name = get("admin1") or name
    return spot(name, point, precision, area) if name else None


def _attribution(sources: str) -> tuple[str, ...]:
    """The first whom the row names as its source; the row is one word of one origin, however many it names."""
    first = sources.split(";", maxsplit=1)[0].strip()
    return (first,) if first else ()
