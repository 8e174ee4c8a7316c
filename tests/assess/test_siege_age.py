"""How long a word that a siege stands is good for, and what is said where nothing can be known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from marsad.areas import Area
from marsad.control import assess_control
from marsad.events import Fusion
from marsad.model import Claim, Days, Degree, Report, ReportedSiege, SiegeVerdict, TimePrecision
from marsad.sieges import assess_siege
from marsad.sieges.freshness import WATCH_DAYS

Tell = Callable[..., Claim]
Verdict = Callable[..., SiegeVerdict]
SIXTH = date(2017, 2, 6)
GOVERNMENT = "act_syrian_government"


@pytest.fixture
def verdict(area: Area, report: Callable[..., Report], fused: Callable[..., Fusion]) -> Verdict:
    """The verdict on a place and day after these claims, of reports ``r1`` (6 February) and ``r2``."""

    def on(day: date, *told: Claim, place: str = "plc_al_bab", second: str = "2017-02-06") -> SiegeVerdict:
        reports = {each.id: each for each in (report("r1"), report("r2", second, source="src_field"))}
        claims = {each.id: each for each in told}
        events = fused(told, reports.values()).events
        control = assess_control(events, area)
        return assess_siege(place, day, events=events, claims=claims, reports=reports, control=control, area=area)

    return on


@pytest.fixture
def siege(claim: Tell) -> Claim:
    return claim("siege", "plc_al_bab", targets="act_isis", on="2017-02-06", degree="complete")


def current(found: SiegeVerdict) -> ReportedSiege:
    assert found.reported is not None, found.headline
    return found.reported


def after(days: int) -> date:
    return SIXTH + timedelta(days=days)


def test_a_young_word_has_no_age_and_an_old_one_says_it_in_the_headline(verdict: Verdict, siege: Claim) -> None:
    assert "last reported" not in verdict(after(14), siege).headline
    old = verdict(after(15), siege)
    assert "; last reported on 6 February 2017, nothing since." in old.headline
    assert current(old).last_reported == SIXTH


def test_after_the_watch_period_it_is_no_longer_asserted(verdict: Verdict, siege: Claim) -> None:
    assert current(verdict(after(WATCH_DAYS), siege)).stale is False
    found = verdict(after(WATCH_DAYS + 1), siege)
    assert found.reported is None
    assert found.lapsed is not None
    assert found.lapsed.stale
    assert found.headline.startswith(
        "Al-Bab, held by ISIS, was last reported besieged on 6 February 2017, nothing since."
        " Whether it still is as of 9 March 2017 is not known. By its roads one way is left"
    )
    assert {each.met for each in found.definitions} == {None}
    assert any("no longer taken to stand" in reason.sentence for reason in found.reasons)


def test_years_later_nothing_of_it_is_news(verdict: Verdict, siege: Claim) -> None:
    found = verdict(date(2020, 1, 1), siege)
    assert found.reported is None
    assert found.headline.endswith(
        "No report of it or of the ground it can reach since 6 February 2017;"
        " holders are those of the baseline of 1 January 2017."
    )
    assert found.outdated in [reason.sentence for reason in found.reasons]


def test_one_that_is_said_to_go_on_stands_by_the_day_on_which_it_is_said(verdict: Verdict, claim: Tell) -> None:
    days = Days(date(2016, 6, 1), None, TimePrecision.MONTH)
    lasting = replace(claim("siege", "plc_al_bab", targets="act_isis"), days=days)
    found = current(verdict(after(20), lasting))
    assert (found.since, found.last_reported) == (date(2016, 6, 1), SIXTH)
    assert verdict(after(WATCH_DAYS + 1), lasting).reported is None


def test_a_report_of_aid_kept_out_keeps_it_standing(verdict: Verdict, siege: Claim, claim: Tell) -> None:
    blocked = claim("aid_blocked", "plc_al_bab", on="2017-03-01", report="r2")
    found = verdict(date(2017, 3, 20), siege, blocked, second="2017-03-01")
    assert current(found).last_reported == SIXTH
    assert "last reported on 6 February 2017." in found.headline  # not: nothing since
    assert verdict(date(2017, 4, 1), siege, blocked, second="2017-03-01").reported is None


def test_told_again_after_a_long_silence_it_stands_since_then(verdict: Verdict, siege: Claim, claim: Tell) -> None:
    again = claim("siege", "plc_al_bab", targets="act_isis", on="2017-05-01", report="r2")
    found = current(verdict(date(2017, 5, 2), siege, again, second="2017-05-01"))
    assert (found.since, found.degree) == (date(2017, 5, 1), None)
    assert len(found.origins) == 1


def test_an_expired_word_does_not_overrule_a_fresh_one(verdict: Verdict, siege: Claim, claim: Tell) -> None:
    eased = claim(
        "siege", "plc_al_bab", targets="act_isis", on="2017-03-04", degree="partial", report="r2", by=["Residents"]
    )
    assert current(verdict(date(2017, 3, 8), siege, eased, second="2017-03-04")).degree is Degree.COMPLETE
    assert current(verdict(date(2017, 3, 9), siege, eased, second="2017-03-04")).degree is Degree.PARTIAL


def test_a_fall_long_after_the_last_word_says_when_it_was_last_reported(
    verdict: Verdict, siege: Claim, claim: Tell
) -> None:
    fallen = claim("capture", "plc_al_bab", agents="act_fsa", on="2017-06-01", report="r2")
    found = verdict(date(2017, 6, 2), siege, fallen, second="2017-06-01")
    assert found.ended == date(2017, 6, 1)
    assert "It had last been reported besieged on 6 February 2017." in found.headline


@pytest.mark.parametrize(
    ("place", "day", "why"),
    [
        ("plc_aleppo_province", SIXTH, "it is a province and no single place"),
        ("plc_tal_uwayshiyah", SIXTH, "no road of the place graph leads to it"),
        ("plc_al_bab", date(2016, 12, 31), "the day is before the area's baseline"),
    ],
)
def test_what_cannot_be_computed_says_why_and_differs_from_nothing(
    verdict: Verdict, claim: Tell, place: str, day: date, why: str
) -> None:
    said = claim("siege", place, agents=GOVERNMENT, on=day.isoformat(), sides={}, degree="complete")
    found = verdict(day, said, place=place)
    assert found.reported is not None
    assert (found.computed.computable, found.computed.why_not) == (False, why)
    assert found.differences == ()
    quiet = verdict(day, place=place)
    assert f"its isolation cannot be computed: {why}." in quiet.headline
    assert [each.met for each in quiet.definitions if each.definition == "ocha"] == [None]


def test_where_nobody_is_known_to_hold_it_nothing_is_computed(verdict: Verdict, claim: Tell) -> None:
    left = claim("withdrawal", "plc_al_bab", agents="act_isis", on="2017-02-06")
    assert verdict(after(1), left).computed.why_not == "who holds it is not known"
    assert verdict(after(1)).computed.computable


def test_before_the_baseline_the_headline_says_so(verdict: Verdict, siege: Claim) -> None:
    assert "The area's baseline is of 1 January 2017" in verdict(date(2016, 12, 1)).headline
    assert verdict(date(2017, 3, 2)).outdated == ""
    assert "holders are those of the baseline of 1 January 2017" in verdict(date(2017, 3, 3)).headline
    assert verdict(date(2017, 3, 3), siege).outdated == ""


def test_nobody_besieges_himself(verdict: Verdict, claim: Tell) -> None:
    alone = claim("siege", "plc_aleppo", agents="act_syrian_government act_hezbollah", on="2017-02-06")
    found = verdict(SIXTH, alone, place="plc_aleppo")
    said = current(found)
    assert (said.besiegers, said.left_out) == ((), ("act_hezbollah", GOVERNMENT))
    assert found.headline.startswith(
        "Aleppo, held by Syrian government forces, is reported besieged as of 6 February 2017, but those named as"
        " its besiegers, Syrian government forces and Hezbollah, hold it or are friends of its holder."
    )
    assert found.differences[0].startswith("Reported besieged by Syrian government forces and Hezbollah, who hold")


def test_who_holds_it_is_left_out_of_the_besiegers_and_others_stay(verdict: Verdict, claim: Tell) -> None:
    both = claim("siege", "plc_aleppo", agents="act_syrian_government act_isis", on="2017-02-06")
    assert current(verdict(SIXTH, both, place="plc_aleppo")).besiegers == ("act_isis",)
