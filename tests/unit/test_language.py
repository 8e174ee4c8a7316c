"""A report is read only in a language that there is a reader for; the others are kept, and said to be unread."""

from __future__ import annotations

from datetime import date

import pytest

from marsad.areas import load_area
from marsad.demo import reports_folder
from marsad.model import Report
from marsad.pipeline import claims_of, prepared
from marsad.reports.language import language_of, languages_in
from marsad.reports.receive import Received, receive

TODAY = date(2026, 1, 1)
FRENCH = (
    "Les forces du gouvernement ont coupé la dernière route de la ville dans la nuit, selon un réseau de "
    "surveillance qui dit que des milliers de civils sont encore dans les quartiers du sud."
)
ARABIC = "قطعت قوات النظام الطريق الأخير المؤدي إلى مدينة الباب ليلة الأحد بحسب شبكة رصد محلية"
SERBIAN = "Владине снаге пресекле су последњи пут ка граду током ноћи"


@pytest.mark.parametrize(("text", "language"), [(FRENCH, "fr"), (ARABIC, "ar"), (SERBIAN, "ru"), ("", None)])
def test_the_language_is_recognised(text: str, language: str | None) -> None:
    assert language_of(text) == language


ENGLISH = (
    "The army took the town on Sunday and the road to it was cut, a monitor said, but some of them had left "
    "by then with all that they could carry."
)


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        (f"{ENGLISH}\n\n{ARABIC}\n\n{ARABIC}", ("ar", "en")),
        (f"{FRENCH}\n \n{ENGLISH}", ("fr", "en")),
        (f"{ENGLISH}\n\nToo short.", ("en",)),
        (f"{ENGLISH}\n\n" * 20 + SERBIAN, ("en",)),
        ("", ()),
    ],
)
def test_a_report_of_several_languages_is_told_by_its_paragraphs(text: str, languages: tuple[str, ...]) -> None:
    assert languages_in(text) == languages


def test_every_demonstration_report_is_english_or_too_short_to_tell() -> None:
    for each in receive(reports_folder()):
        assert isinstance(each, Received)
        assert language_of(each.report.text) in {"en", None}


def test_a_report_in_arabic_is_kept_unread_and_said_so() -> None:
    report = prepared(Report("rep_x", ARABIC), TODAY)
    reading = claims_of(report, load_area("syria"))
    assert reading.claims == ()
    assert [issue.report for issue in reading.issues] == ["rep_x"]


def test_what_the_sender_says_of_the_language_stands() -> None:
    assert prepared(Report("rep_x", ARABIC, language="en"), TODAY).language == "en"


class FailingReader:
    name, version, languages = "failing", "0", ("en",)

    def read(self, report: Report, area: object) -> object:
        raise RecursionError("an accident that no reader should have")


def test_a_report_on_which_the_reader_fails_is_kept_with_an_issue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marsad.claims.reader_for", lambda language: FailingReader())
    reading = claims_of(Report("rep_x", "ISIS took Bazaa.", language="en"), load_area("syria"))
    assert reading.claims == ()
    assert "RecursionError" in reading.issues[0].reason


def test_a_dateline_gives_the_day_unless_it_cannot_be_one() -> None:
    assert prepared(Report("rep_x", " date 2017-02-06 ISIS surrounded\n\nText."), TODAY).published == date(
        2017, 2, 6
    )
    assert prepared(Report("rep_x", " date 2099-02-06 ISIS surrounded\n\nText."), TODAY).published is None
