"""How long a word that a siege stands is good for: sieges are taken to stand unsaid for a time, not for ever."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from marsad.model import ReportedSiege
from marsad.model.wording import day_words
from marsad.sieges.evidence import SiegeEvidence, Statement

OLD_DAYS = 14  # after so long without a new word the headline says how old the last one is
# After so long without a word the siege is no longer asserted. Whoever follows a siege writes of it monthly (the
# United Nations' reports on besieged areas were monthly), so that a month of silence is no sign that it stands.
WATCH_DAYS = 30


def known_until(statement: Statement, evidence: SiegeEvidence) -> date:
    """The last day up to ``as_of`` on which the siege that it tells of is known to stand.

    That is the last day of which the statement speaks, or a later one on which aid is said to be kept out of
    the place, if no watch period passed in between.
    """
    until = min(statement.until, evidence.as_of)
    for day in evidence.sustained:
        if until < day <= until + timedelta(days=WATCH_DAYS):
            until = day
    return until


def watched(statement: Statement, evidence: SiegeEvidence) -> bool:
    """Whether the statement is fresh enough on ``as_of`` for the siege to be taken to stand."""
    return evidence.as_of - known_until(statement, evidence) <= timedelta(days=WATCH_DAYS)


def unbroken(stood: Iterable[Statement], evidence: SiegeEvidence) -> list[Statement]:
    """The statements, in order of day, since the last silence that was longer than the watch period."""
    chain: list[Statement] = []
    until = date.min
    for each in stood:
        if chain and each.day - until > timedelta(days=WATCH_DAYS):
            chain, until = [], date.min
        chain.append(each)
        until = max(until, known_until(each, evidence))
    return chain


def age_words(reported: ReportedSiege, evidence: SiegeEvidence) -> str:
    """``last reported on 21 July 2015, nothing since`` where the last word is older than two weeks, else empty."""
    last = reported.last_reported
    if last is None or evidence.as_of - last <= timedelta(days=OLD_DAYS):
        return ""
    return f"last reported on {day_words(last)}{'' if _heard_since(last, evidence) else ', nothing since'}"


def _heard_since(last: date, evidence: SiegeEvidence) -> bool:
    """Whether anything was said of the siege after ``last``: also that it is less than complete, or none."""
    words = (each.day for each in (*evidence.statements, *evidence.denials) if each.day <= evidence.as_of)
    return any(day > last for day in (*words, *evidence.sustained))
