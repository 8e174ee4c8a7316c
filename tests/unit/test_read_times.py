"""Which claims a time dates: carried on where the story goes on, ahead where it is planned."""

from __future__ import annotations

from datetime import date

import pytest

from marsad.areas import load_area
from marsad.claims import read
from marsad.grounding import ground
from marsad.model import Report


def days(text: str) -> list[tuple[str, str | None, str | None]]:
    area = load_area("syria")
    report = Report("rep_test", text, published=date(2017, 2, 6), language="en")
    claims = ground(read(report, area), report, area).claims
    return [
        (
            claim.type.value,
            str(claim.days.start) if claim.days.start else None,
            str(claim.days.last) if claim.days.last else None,
        )
        for claim in claims
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the story goes on: in the next sentence of a paragraph, with "they", "later"
        (
            "Rebels captured Tadef on Friday. ISIS shelled Bza'a.",
            [("capture", "2017-02-03", "2017-02-03"), ("shelling", "2017-02-03", "2017-02-03")],
        ),
        (
            "Rebels captured Tadef on Friday.\n\nLater they shelled Bza'a.",
            [("capture", "2017-02-03", "2017-02-03"), ("shelling", "2017-02-03", "2017-02-03")],
        ),
        # it does not: another paragraph, a plan, the present, a time of its own
        (
            "Rebels captured Tadef on Friday.\n\nISIS shelled Bza'a.",
            [("capture", "2017-02-03", "2017-02-03"), ("shelling", None, None)],
        ),
        (
            "Rebels captured Tadef since 2014. ISIS shelled Bza'a.",
            [("capture", "2014-01-01", "2017-02-06"), ("shelling", None, None)],
        ),
        (
            "Rebels captured Tadef on Friday. ISIS shells Bza'a every day.",
            [("capture", "2017-02-03", "2017-02-03"), ("shelling", None, None)],
        ),
        # counted on from a time told before
        (
            "Rebels captured Tadef on 29 January; two days later they captured Bza'a.",
            [("capture", "2017-01-29", "2017-01-29"), ("capture", "2017-01-31", "2017-01-31")],
        ),
        # the day of the strike, not of the telling
        (
            "The monitor counted nine dead in Sunday's air strike on Tadef.",
            [("air_strike", "2017-02-05", "2017-02-05")],
        ),
        # what is to come, and what was vowed
        ("Rebels will leave Tadef on Saturday.", [("withdrawal", "2017-02-11", "2017-02-11")]),
        ("Rebels vowed on Sunday to capture Tadef.", [("capture", "2017-02-05", "2017-02-05")]),
        # the news of the day at the head of a report
        ("Rebels have captured Tadef.", [("capture", "2017-02-06", "2017-02-06")]),
    ],
)  # fmt: skip
def test_which_day_a_claim_is_of(text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert days(text) == expected
