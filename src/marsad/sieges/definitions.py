"""Definitions: whether each published definition of a siege is met; often the evidence cannot tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import yaml

from marsad.model import (
    ClaimType,
    Days,
    DefinitionVerdict,
    Degree,
    Event,
    Isolation,
    IsolationLevel,
    ReportedSiege,
)
from marsad.model.wording import counted, day_words, number_words

DAYS_PER_MONTH = 30.44
PASSABLE = frozenset({IsolationLevel.CONNECTED, IsolationLevel.LAST_ROUTE})


@dataclass(frozen=True, slots=True)
class Definition:
    """One row of ``definitions.yaml``: the wording that is shown, and who gives it."""

    key: str
    name: str
    wording: str
    source: str
    long_term_months: int | None = None


@lru_cache(maxsize=1)
def definitions() -> tuple[Definition, ...]:
    """The definitions that verdicts are given for, in the order in which they are shown."""
    rows = yaml.safe_load((Path(__file__).parent / "definitions.yaml").read_text(encoding="utf-8"))
    return tuple(Definition(**row) for row in rows)


def definition_verdicts(
    reported: ReportedSiege | None, computed: Isolation, at_place: Sequence[Event], as_of: date
) -> tuple[DefinitionVerdict, ...]:
    """Each definition's verdict on the day: met, not met, or None where the evidence cannot tell.

    Of a report that is ``stale`` no definition can tell whether it is still met.
    """
    if reported is not None and reported.stale and reported.last_reported is not None:
        why = f"It was last reported on {day_words(reported.last_reported)}; whether it still stands is not known."
        return tuple(DefinitionVerdict(each.key, each.name, None, why) for each in definitions())
    judged = {
        "reported": _reported(reported),
        "ocha": _ocha(reported, computed, at_place, as_of),
        "siege_watch": _long_term(reported, as_of),
        "siege_watch_watchlist": _watchlist(reported, as_of),
    }
    return tuple(DefinitionVerdict(each.key, each.name, *judged[each.key]) for each in definitions())


def _reported(reported: ReportedSiege | None) -> tuple[bool | None, str]:
    if reported is None:
        return False, "No source is known to say so."
    dispute = f", disputed by {counted(len(reported.disputed_by), 'other')}" if reported.disputed_by else ""
    return True, f"{counted(len(reported.origins), 'origin').capitalize()} said so{dispute}."


def _ocha(
    reported: ReportedSiege | None, computed: Isolation, at_place: Sequence[Event], as_of: date
) -> tuple[bool | None, str]:
    """Three tests, all needed: surrounded; aid cannot regularly enter; people cannot regularly leave."""
    if reported is None and not computed.computable:
        return None, f"It is not reported surrounded, and by its roads it cannot be told: {computed.why_not}."
    if reported is None and computed.level in PASSABLE:
        return False, "It is not reported surrounded, and by its roads a way is left."
    if reported is not None and reported.degree is Degree.COMPLETE and not reported.disputed_by:
        surrounded = "It is reported surrounded"
    elif computed.computable and computed.level is IsolationLevel.ENCIRCLED:
        surrounded = "By its roads it is surrounded"
    else:
        surrounded = "Whether it is wholly surrounded is open"
    since = reported.since if reported is not None else None
    aid, entered, left = (
        number_words(count) if count else "none"
        for count in (
            _seen(at_place, (ClaimType.AID_BLOCKED,), since, as_of),
            _seen(at_place, (ClaimType.AID_DELIVERY,), since, as_of),
            _seen(at_place, (ClaimType.EVACUATION, ClaimType.DISPLACEMENT), since, as_of),
        )
    )
    seen = f"reports since then: {aid} of aid kept out, {entered} of aid let in, {left} of people leaving"
    open_question = "That does not show whether aid and people are kept from passing regularly and for long."
    return None, f"{surrounded}; {seen}. {open_question}"


def _seen(events: Sequence[Event], types: tuple[ClaimType, ...], since: date | None, as_of: date) -> int:
    during = Days(since, as_of + timedelta(days=1))
    return sum(1 for event in events if event.type in types and event.days.overlaps(during))


def _long_term(reported: ReportedSiege | None, as_of: date) -> tuple[bool | None, str]:
    if reported is None or reported.since is None:
        return False, "No siege is reported, so none of long standing."
    if _months(reported.since, as_of) < _long_term_months():
        return False, f"It is reported since {day_words(reported.since)} only; the definition asks for six months."
    return None, (
        f"It is reported since {day_words(reported.since)}, six months or more; whether the project's other tests,"
        " on food, medicine and movement, are met is not known."
    )


def _watchlist(reported: ReportedSiege | None, as_of: date) -> tuple[bool | None, str]:
    if reported is None or reported.since is None:
        return None, "No siege is reported; whether it was at high risk of one is not assessed."
    if _months(reported.since, as_of) < _long_term_months():
        return True, f"It is reported besieged since {day_words(reported.since)}, for less than six months."
    if reported.degree is Degree.PARTIAL:
        return True, "It is reported partly besieged."
    return False, "It is reported besieged for six months or more, and so no longer a case for the watchlist."


def _long_term_months() -> int:
    return next(each.long_term_months or 0 for each in definitions() if each.key == "siege_watch")


def _months(since: date, as_of: date) -> float:
    return (as_of - since).days / DAYS_PER_MONTH
