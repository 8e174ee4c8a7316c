"""The brief: one page, every sentence with its reports, and nothing that had not happened."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from markdown_it import MarkdownIt

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
    assert casualties.index("Running total, added to nothing") > casualties.index("11 killed")


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
