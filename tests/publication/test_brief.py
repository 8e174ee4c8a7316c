"""The brief: one page, every sentence with its reports, and nothing that had not happened."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from markdown_it import MarkdownIt

from marsad.model import ClaimType, Days, Degree, IsolationLevel, TimePrecision, Toll
from marsad.publication import EditionContent, brief

DAY = date(2017, 2, 6)


def test_the_siege_leads_with_its_sources_and_the_difference(content: EditionContent) -> None:
    flat = " ".join(brief(content, DAY).split())
    sieges = flat.split("## Sieges")[1].split("##")[0]
    assert "Al-Bab, held by ISIS, is reported completely besieged as of 6 February 2017" in sieges
    assert "Reported by one origin through two outlets." in sieges
    assert "only routes under fire" in sieges
    assert "one way is left, under fire" in sieges
    assert re.search(r"\[\d", sieges)


def test_every_number_leads_to_a_report(content: EditionContent) -> None:
    text = brief(content, DAY)
    body, named = text.split("## Reports named")
    cited = {int(number) for group in re.findall(r"\[([\d, ]+)\]", body) for number in group.split(",")}
    listed = {int(number) for number in re.findall(r"^(\d+)\. ", named, re.MULTILINE)}
    assert cited == listed == set(range(1, len(listed) + 1))
    assert "“Army closes in on Al-Bab from the south”, A news agency, 6 February 2017" in " ".join(named.split())


def test_it_fits_a_terminal(content: EditionContent) -> None:
    for day in (DAY, date(2017, 1, 20), date(2017, 2, 24)):
        assert all(len(line) <= 80 for line in brief(content, day).splitlines())


def test_planned_things_and_running_totals_stand_apart(content: EditionContent) -> None:
    flat = " ".join(brief(content, DAY).split())
    announced = flat.split("## Announced")[1].split("##")[0]
    assert "Ankara has vowed to take the town" in announced
    assert "vowed" not in flat.split("## Announced")[0]
    casualties = flat.split("## Casualties")[1].split("##")[0]
    assert "Bza'ah: 11 killed" in casualties
    apart = "Running total, given by sources and not added to anything here. Syria: at least 310,000 killed"
    assert casualties.index(apart) > casualties.index("11 killed")


def test_nothing_of_a_later_day_is_told(content: EditionContent) -> None:
    text = brief(content, date(2017, 2, 1))
    assert "None that a report tells of." in text
    assert "besieged as of" not in text
    assert "11 killed" not in text


def test_the_end_of_a_siege_is_told(content: EditionContent) -> None:
    assert "The siege of Al-Bab ended on 23 February 2017." in brief(content, date(2017, 2, 24))


def test_marks_in_a_title_are_words(content: EditionContent) -> None:
    named = "[click](http://example.invalid) <b>*loud*</b>"
    reports = {key: replace(report, title=named) for key, report in content.reports.items()}
    html = MarkdownIt("commonmark", {"html": False}).render(brief(replace(content, reports=reports), DAY))
    assert "<a " not in html
    assert "<em>" not in html
    assert "[click](http://example.invalid) &lt;b&gt;*loud*&lt;/b&gt;" in html


def test_the_heading_names_the_day_whatever_the_title(content: EditionContent) -> None:
    first = brief(replace(content, title="Winter: a demonstration"), DAY).splitlines()[0]
    assert first == "# Winter: a demonstration, as of 6 February 2017"


def test_no_issue_is_said_as_such(content: EditionContent) -> None:
    assert "One issue:" in brief(content, DAY)
    without = brief(replace(content, issues=()), DAY)
    assert "Nothing: no issue was raised." in without
    assert "No issues" not in without


def test_scopes_of_tolls_are_said_in_words(content: EditionContent) -> None:
    days = Days(date(2017, 2, 3), date(2017, 2, 5), TimePrecision.DAY)
    tolls = (Toll("all", days, 14, 14), Toll("unresolved: Tal Nowhere", days, 3, 3))
    flat = " ".join(brief(replace(content, tolls=tolls), DAY).split())
    assert "- All incidents of this edition together: 14 killed" in flat
    assert "- Tal Nowhere (not resolved): 3 killed" in flat
    assert "all:" not in flat


def test_two_sides_of_one_dispute_are_told_once(content: EditionContent) -> None:
    siege = next(event for event in content.events if event.type is ClaimType.SIEGE)
    other_way = tuple(replace(told, supports=not told.supports) for told in siege.testimonies)
    partial = replace(siege, id="evt_partial", degree=Degree.PARTIAL, testimonies=other_way)
    flat = " ".join(brief(replace(content, events=(partial, *content.events)), date(2017, 2, 8)).split())
    disputes = flat.split("## In dispute")[1].split("##")[0]
    assert disputes.count("disputed by") == 1
    assert "said by Northern plains monitoring network" in disputes


def test_an_isolation_that_cannot_be_computed_is_no_connection(content: EditionContent) -> None:
    at_al_bab = dict(content.sieges["plc_al_bab"])
    verdict = at_al_bab[DAY]
    unknown = replace(
        verdict.computed, level=IsolationLevel.CONNECTED, computable=False, why_not="who holds it is not known"
    )
    at_al_bab[DAY] = replace(verdict, computed=unknown, differences=())
    flat = " ".join(brief(replace(content, sieges={"plc_al_bab": at_al_bab}), DAY).split())
    assert "By its roads and holders: cannot be computed: who holds it is not known." in flat
    assert "connected" not in flat


def test_a_siege_not_heard_of_for_long_is_told_as_past(content: EditionContent) -> None:
    at_al_bab = dict(content.sieges["plc_al_bab"])
    reported = at_al_bab[DAY].reported
    assert reported is not None
    old = replace(reported, last_reported=date(2016, 7, 21), stale=True)
    words = "Al-Bab was last reported besieged on 21 July 2016; nothing since."
    at_al_bab[DAY] = replace(at_al_bab[DAY], reported=None, lapsed=old, headline=words)
    sieges = " ".join(brief(replace(content, sieges={"plc_al_bab": at_al_bab}), DAY).split()).split("##")[1]
    assert words in sieges
    assert "**" not in sieges
