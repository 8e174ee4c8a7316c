"""On which questions the answer may have changed between two entries, and because of which claims."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from marsad.derived.taking import REPORT_COLUMNS, report_kept
from marsad.derived.view import AT, View
from marsad.model import Claim, ClaimType, Report

_SAME_WORDS = "SELECT DISTINCT attribution FROM claims WHERE attribution <> '' AND " + AT


def changed_questions(before: View, now: View) -> dict[str, set[str]]:
    """The questions with new, other or gone claims, or with claims behind which somebody else is found to stand.

    Each with the ids of the claims of the latter kind: they say the same as before, and count for another.
    """
    found: dict[str, set[str]] = {}
    span = {"before": before.at, "now": now.at}
    for column in ("known_from", "known_to"):
        rows = now.kept.execute(
            f"SELECT DISTINCT question FROM claims WHERE {column} > :before AND {column} <= :now",
            span,
        )
        for (question,) in rows:
            found.setdefault(question, set())
    for question, claim in (*_of_other_groups(now, span), *_of_other_voices(before, now)):
        found.setdefault(question, set()).add(claim)
    return found


def _of_other_groups(now: View, span: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Unattributed claims of reports that are, or are no more, copies of another than before."""
    for column in ("known_from", "known_to"):
        yield from now.kept.execute(
            f"SELECT question, id FROM claims WHERE {AT} AND attribution = '' AND report IN "
            f"(SELECT report FROM copies WHERE {column} > :before AND {column} <= :now)",
            {**span, "at": now.at},
        )


def _of_other_voices(before: View, now: View) -> Iterator[tuple[str, str]]:
    """Claims of which the sources registered meanwhile say who stands behind them."""
    if before.sources == now.sources:
        return
    any_report = Report("", "")
    for (words,) in now.kept.execute(_SAME_WORDS, {"at": now.at}).fetchall():
        claim = replace(_NO_CLAIM, attribution=tuple(json.loads(words)))
        if before.origins.of(claim, any_report) != now.origins.of(claim, any_report):
            yield from now.kept.execute(
                f"SELECT question, id FROM claims WHERE {AT} AND attribution = :words",
                {"at": now.at, "words": words},
            )
    yield from _of_other_publishers(before, now)


def _of_other_publishers(before: View, now: View) -> Iterator[tuple[str, str]]:
    publishers = now.kept.execute(
        f"SELECT {REPORT_COLUMNS} FROM reports WHERE seq <= ? GROUP BY publisher, source", (now.at,)
    ).fetchall()
    for row in publishers:
        report = replace(report_kept(row), id="")  # any of theirs, and a copy of none
        if before.origins.of(_NO_CLAIM, report) != now.origins.of(_NO_CLAIM, report):
            yield from now.kept.execute(
                "WITH ours AS (SELECT id FROM reports WHERE publisher IS :publisher AND source IS :source) "
                f"SELECT question, id FROM claims WHERE {AT} AND attribution = '' AND (report IN ours "
                "OR report IN (SELECT report FROM copies WHERE first IN ours))",
                {"at": now.at, "publisher": report.publisher, "source": report.source},
            )


_NO_CLAIM = Claim("", ClaimType.CONTROL, "", 0, 0)
