"""UCDP's Georeferenced Event Dataset: who used armed force against whom, where, when, and how many died.

By its codebook (24.1): ``type_of_violence``, ``where_prec``, ``date_prec``, ``event_clarity``; ``best`` is the sum
of the dead of side A, of side B, of civilians and of unknown people, with ``low`` and ``high`` around it. It never
says how they were killed. So a row is a claim of that many killed: a clash where both armed sides lost people,
violence against civilians where it says so, else ``casualties``, with the side that killed where only the other
side lost anybody.
"""

from __future__ import annotations

from collections.abc import Callable

from marsad.areas import Area
from marsad.claims.coded.cast import actors
from marsad.claims.coded.noted import Noted
from marsad.claims.coded.spans import span
from marsad.claims.coded.spots import spot
from marsad.claims.coded.tables import code, number, precisions, rows
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

PRECISION = "ucdp_precision.csv"
VAGUE = frozenset({"5", "7"})  # of where_prec: a line, a vague region, the sea: no place of a table is that
AGGREGATED = "2"  # of event_clarity
DEATHS = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")


def noted(row: Row, report: Report, area: Area) -> Noted:
    """The claim of one row, if its codes tell one, and what they do not tell."""
    said = dict(row.cells)
    get: Callable[[str], str] = lambda column: said.get(column, "")  # noqa: E731
    found = Noted(report, (0, len(report.text)))
    kind = next(
        (each for each in rows("ucdp_types.csv") if each["type_of_violence"] == code(get("type_of_violence"))),
        None,
    )
    days, killed = _days(get, found), _killed(get, found)
    if kind is None:
        found.doubt("its type_of_violence is none of 1, 2 and 3: no claim was made of it", get("type_of_violence"))
        return found
    on = days.start
    sides = [actors(get(column), area, on) for column in ("side_a", "side_b")]
    dead = [_number(get, column, found) or 0 for column in DEATHS]
    both_lost = dead[0] > 0 and dead[1] > 0
    type_ = ClaimType(kind["both_lost"] if both_lost and kind["both_lost"] else kind["claim"])
    agents, targets = _directed(type_, sides, dead)
    found.add(
        Claim(
            report=report.id,
            type=type_,
            quote="",
            start_char=0,
            end_char=0,
            agents=agents,
            targets=targets,
            place=_place(get, area, found),
            days=days,
            killed=killed,
            victims=kind["victims"] or _victims(get, dead),
            cumulative=type_ is ClaimType.CASUALTIES and code(get("event_clarity")) == AGGREGATED,
            attribution=_attribution(get("source_original")),
        )
    )
    return found


def _directed(
    type_: ClaimType, sides: list[tuple[ClaimedActor, ...]], dead: list[int]
) -> tuple[tuple[ClaimedActor, ...], tuple[ClaimedActor, ...]]:
    """Who did it to whom. Sides A and B of a clash stand as the two who fought, in that order.

    Of ``casualties`` a side is the doer only where nobody died but people of the other side.
    """
    side_a, side_b = sides
    if type_ is ClaimType.CASUALTIES:
        lost_a, lost_b, civilians, unknown = dead
        if civilians or unknown or bool(lost_a) == bool(lost_b):
            return (), ()
        side_a, side_b = (side_b, side_a) if lost_a else (side_a, side_b)
    return side_a, side_b


def _victims(get: Callable[[str], str], dead: list[int]) -> str | None:
    """Who died, by side: "2 of Syrian insurgents, 1 civilian"; None where the row does not say."""
    lost_a, lost_b, civilians, unknown = dead
    if civilians and not (lost_a or lost_b or unknown):
        return "civilians"
    parts = [
        f"{lost_a} of {get('side_a')}" if lost_a else "",
        f"{lost_b} of {get('side_b')}" if lost_b else "",
        f"{civilians} {'civilian' if civilians == 1 else 'civilians'}" if civilians else "",
        f"{unknown} unknown" if unknown else "",
    ]
    return ", ".join(filter(None, parts)) or None


def _days(get: Callable[[str], str], found: Noted) -> Days:
    precision = precisions(PRECISION).get(("date_prec", code(get("date_prec"))))
    if precision is None:
        found.doubt("its date_prec is none of 1 to 5: its days are taken to the year", get("date_prec") or None)
    try:
        first, last = day_of(get("date_start")), day_of(get("date_end") or get("date_start"))
        if first is not None and last is not None:
            return span(first, last, TimePrecision(precision or "year"))
    except (ValueError, OverflowError):
        pass
    found.doubt("date_start and date_end are no days such as 2017-02-06, or end before they begin")
    return Days()


def _killed(get: Callable[[str], str], found: Noted) -> Count | None:
    """From ``low`` to ``high``; ``best`` where one is not given. None where nobody is said to have died."""
    low, best, high = (_number(get, column, found) for column in ("low", "best", "high"))
    given = [each for each in (low, best, high) if each is not None]
    if not given or not max(given):
        return None
    ordered = [each for each in (low, best, high) if each is not None]
    if ordered != sorted(ordered):
        found.doubt("low, best and high are not in this order; the range that holds all three was taken")
    return Count(min(given), max(given))


def _number(get: Callable[[str], str], column: str, found: Noted) -> int | None:
    try:
        return number(get(column))
    except ValueError:
        found.doubt(f"{column} is no number of people; it was left out", get(column))
        return None


def _place(get: Callable[[str], str], area: Area, found: Noted) -> ClaimedPlace | None:
    level = code(get("where_prec"))
    precision = PlacePrecision(precisions(PRECISION).get(("where_prec", level), "country"))
    if ("where_prec", level) not in precisions(PRECISION):
        found.doubt("its where_prec is none of 1 to 7: its place is taken to the country", level or None)
    point = point_of(get("latitude"), get("longitude"))
    if point is None and get("latitude"):
        found.doubt("latitude and longitude are no degrees; the place was looked for by its name alone")
    name = get("where_coordinates") or get("where_description")
    if level in VAGUE:
        lat, lon = point or (None, None)
        return ClaimedPlace(None, name or get("country"), name, lat, lon, precision)
    names = {"3": get("adm_2") or name, "4": get("adm_1") or name, "6": get("country") or name}
    name = names.get(level, name)
    return spot(name, point, precision, area) if name else None


def point_of(lat: str, lon: str) -> tuple[float, float] | None:
    """Degrees north and east; None where they are none."""
    try:
        north, east = float(lat), float(lon)
    except ValueError:
        return None
    return (north, east) if -90 <= north <= 90 and -180 <= east <= 180 else None


def _attribution(original: str) -> tuple[str, ...]:
    """The first whom the row names as its original source.

    A row is one word of one origin, however many it names: who of them said what, it does not tell.
    """
    first = original.split(";", maxsplit=1)[0].strip()
    return (first,) if first else ()
