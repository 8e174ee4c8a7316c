"""Chats exported from WhatsApp: lines put together, dates told apart, nobody named."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.model import SourceKind
from marsad.reports.chats.messages import Wordless
from marsad.reports.chats.whatsapp import NOTICE, days_of, lines_of, messages_in, notices
from marsad.reports.persons import Senders

ANDROID = """13/01/2017, 21:15 - Messages and calls are end-to-end encrypted. No one else can read them.
13/01/2017, 21:16 - Abu Khalil created group "North: news"
13/01/2017, 21:17 - Abu Khalil: Shells fell on the market of Al-Bab.
Two people were hurt.
13/01/2017, 21:18 - +963 944 123 456: <Media omitted>
14/01/2017, 09:02 - +963 944 123 456: IMG-20170114-WA0003.jpg (file attached)
The bridge near Tadef is closed.
14/01/2017, 09:03 - Abu Khalil: This message was deleted
"""
IOS = (
    "\u200e[14.01.17, 09:15:03] Nord Gruppe: \u200eNachrichten sind Ende-zu-Ende-verschlüsselt.\n"
    "[14.01.17, 09:16:03] ~\u202fSamira: Der Ort wurde beschossen.\n"
    "[14.01.17, 09:17:03] ~\u202fSamira: \u200eBild weggelassen\n"
    "[14.01.17, 09:18:44] ~\u202fSamira: Die Straße ist zu. \u200e<Diese Nachricht wurde bearbeitet.>\n"
    "[15.01.17, 10:18:44] ~\u202fSamira: Zerstörtes Haus \u200e<Anhang: 00000012-PHOTO-2017-01-15-10-18-44.jpg>\n"
)
HEADERS = [
    ("1/31/17, 9:15\u202fPM - ", date(2017, 1, 31)),
    ("31/01/17, 9:15 p.\u00a0m. - ", date(2017, 1, 31)),
    ("31.01.17, 21:15 - ", date(2017, 1, 31)),
    ("31.01.2017 21:15 - ", date(2017, 1, 31)),
    ("2017-01-31, 21:15 - ", date(2017, 1, 31)),
    ("2017/01/31, 下午9:15 - ", date(2017, 1, 31)),
    ("[31/01/2017, 21:15:03] ", date(2017, 1, 31)),
    ("\u200e[1/31/17, 9:15:03\u202fPM] ", date(2017, 1, 31)),
    ("[2017-01-31 9:15:03 PM] ", date(2017, 1, 31)),
    ("\u200f٣١\u200f/٠١\u200f/٢٠١٧، ٩:١٥ م - ", date(2017, 1, 31)),
    ("31/01/2017، 9:15 م - ", date(2017, 1, 31)),
    ("31-01-17 21.15 - ", date(2017, 1, 31)),
]


def test_messages_of_an_android_phone_come_with_their_days_and_without_names(take: Any) -> None:
    reports, refused = take("WhatsApp Chat with Abu Khalil.txt", ANDROID)
    assert refused == []
    assert [each.report.text for each in reports] == [
        "Shells fell on the market of Al-Bab.\nTwo people were hurt.",
        "The bridge near Tadef is closed.",
    ]
    assert [each.report.published for each in reports] == [date(2017, 1, 13), date(2017, 1, 14)]
    assert all(each.report.published_at is None for each in reports)
    assert reports[0].report.publisher != reports[1].report.publisher
    assert reports[0].source is not None and reports[0].source.confidential
    assert reports[0].source.kind is SourceKind.FIELD
    assert reports[0].arrival.locations[0].at == "message 3 (line 3)"
    assert reports[1].arrival.notes[0] == "with a file"
    kept = b"".join(each.original for each in reports) + repr(reports).encode()
    for secret in (b"Khalil", b"963", b"944", b"21:17", b"WA0003"):
        assert secret not in kept


def test_the_user_may_register_a_sender_by_name_or_number_without_its_being_kept(take: Any) -> None:
    reports, _ = take("chat.txt", ANDROID)
    assert [each.senders for each in reports] == [("Abu Khalil",), ("+963 944 123 456",)]
    assert "Khalil" not in repr(reports)


def test_what_the_app_of_an_iphone_says_is_nobodys_word(take: Any) -> None:
    reports, _ = take("_chat.txt", IOS)
    assert [each.report.text for each in reports] == [
        "Der Ort wurde beschossen.",
        "Die Straße ist zu.",
        "Zerstörtes Haus",
    ]
    assert [each.arrival.notes[:1] for each in reports] == [(), ("edited by its sender",), ("with a file",)]
    assert "2 other messages of this chat hold only notices of the app" in reports[-1].arrival.notes


@pytest.mark.parametrize(("header", "day"), HEADERS, ids=[header for header, _ in HEADERS])
def test_the_date_of_any_phone_is_read(take: Any, header: str, day: date) -> None:
    reports, refused = take("chat.txt", f"{header}Abu Khalil: The road is cut.\n")
    assert refused == []
    assert [(each.report.published, each.report.text) for each in reports] == [(day, "The road is cut.")]


def test_the_order_of_day_and_month_is_found_from_the_whole_chat(take: Any) -> None:
    reports, _ = take("chat.txt", "2/1/17, 10:00 - A: one\n2/1/17, 10:01 - A: two\n2/14/17, 10:01 - A: three\n")
    assert [each.report.published for each in reports] == [date(2017, 2, 1), date(2017, 2, 1), date(2017, 2, 14)]
    # As days first the second would stand ten months before the first.
    reports, _ = take("chat.txt", "12/1/17, 10:00 - A: one\n1/2/17, 10:01 - A: two\n")
    assert [each.report.published for each in reports] == [date(2017, 1, 12), date(2017, 2, 1)]


def test_a_chat_that_can_be_read_both_ways_is_refused_until_the_user_says(take: Any) -> None:
    chat = "1/2/17, 10:00 - A: one\n3/4/17, 10:01 - A: two\n"
    reports, (refused,) = take("chat.txt", chat)
    assert reports == [] and "--day-first or --month-first" in refused
    assert take("chat.txt", chat, day_first=True)[0][0].report.published == date(2017, 2, 1)
    assert take("chat.txt", chat, day_first=False)[0][0].report.published == date(2017, 1, 2)
    assert take("chat.txt", "2/2/17, 10:00 - A: one\n")[0][0].report.published == date(2017, 2, 2)


@pytest.mark.parametrize(
    "chat",
    [
        "31/02/2017, 10:00 - A: one\n",
        "13/01/1438, 10:00 - A: one\n",
        "13/01/2017, 1:00 - A: a\n13/01/2016, 1:00 - A: b\n",
    ],
    ids=["no such day", "another calendar", "back in time"],
)
def test_dates_that_cannot_be_are_refused(take: Any, chat: str) -> None:
    reports, (refused,) = take("chat.txt", chat)
    assert reports == [] and "fit no order" in refused


def test_what_gives_a_person_away_is_left_out_of_their_words(take: Any) -> None:
    words = (
        "I am at https://maps.google.com/?q=36.371234,37.517654 call +963 944 123 456 or ask @\u2068Samira\u2069 "
        "and @963944777888, 36.37123, 37.51234"
    )
    reports, _ = take("chat.txt", f"13/01/2017, 1:00 - Abu: {words}\n13/01/2017, 1:01 - Samira: yes, true\n")
    text, samira = reports[0].report.text, reports[1].report.publisher
    assert text == (
        f"I am at [position left out] call [number left out] or ask @[{samira}] and @[person], [position left out]"
    )
    assert b"37.5" not in reports[0].original


def test_the_same_sender_has_the_same_pseudonym_in_every_chat_and_none_without_the_key(take: Any) -> None:
    chat = "13/01/2017, 1:00 - +963 944 123 456: one\n"
    same = "14/01/2017, 1:00 - \u202a+963\u00a0944\u00a0123456\u202c: two\n"
    assert take("a.txt", chat)[0][0].report.publisher == take("b.txt", same)[0][0].report.publisher
    assert take("a.txt", chat, key=b"o" * 32)[0][0].report.publisher != take("a.txt", chat)[0][0].report.publisher
    assert take("a.txt", chat, key=None)[0][0].report.publisher == "Sender 1"


def zipped(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return made.getvalue()


def test_a_chat_in_its_archive_is_received_without_unpacking_the_media(take: Any) -> None:
    reports, refused = take("chat.zip", zipped(_chat__txt=IOS.encode(), photo__jpg=b"\xff\xd8"))
    assert (len(reports), refused) == (3, [])


def test_an_archive_that_unfolds_into_more_than_a_chat_is_refused(
    take: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("marsad.reports.formats.whatsapp.CHAT_BYTES", 10_000)
    reports, (refused,) = take("bomb.zip", zipped(_chat__txt=b"13/01/2017, 1:00 - A: " + b"a" * 5_000_000))
    assert reports == [] and "larger than" in refused


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="0123456789/.,:-[] \n\u200e\u202f@<>+()aPMم", max_size=400))
def test_no_text_makes_reading_a_chat_fail_in_another_way_than_said(text: str) -> None:
    try:
        for each in messages_in(text, Senders(None), date(2026, 1, 1)):
            assert each is not None
    except ValueError as error:
        assert str(error)


@pytest.mark.parametrize("words, form", notices(), ids=range(len(notices())))
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_whatever_a_notice_of_the_app_says_it_has_a_word_by_which_it_is_looked_for(
    words: tuple[str, ...], form: re.Pattern[str], data: st.DataObject
) -> None:
    short = re.sub(r"\{0,\d+\}", "{0,4}", form.pattern)  # what stands around the words may be anything
    notice = data.draw(st.from_regex(re.compile(short, form.flags), fullmatch=True))
    assert any(word in notice.casefold() for word in words)
    (found,) = messages_in(f"13/01/2017, 21:16 - {notice}", Senders(None), date(2026, 1, 1))
    assert found == Wordless(NOTICE)


def test_the_words_of_notices_have_no_letter_that_counts_as_one_with_others_only_for_the_forms() -> None:
    letters = {letter for words, _ in notices() for word in words for letter in word} - {" "}
    others = "".join(chr(code) for code in range(0x2200))  # with ſ, İ, ı
    for letter in letters:
        assert {each.casefold() for each in re.findall(letter, others, re.IGNORECASE)} == {letter}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.dates(date(2015, 1, 1), date(2020, 1, 1)), min_size=1, max_size=20),
    st.sampled_from(["dmy", "mdy", "ymd"]),
)
def test_a_chat_is_never_read_in_a_wrong_order(days: list[date], order: str) -> None:
    days.sort()
    part = {"d": "%d", "m": "%m", "y": "%Y"}
    chat = "".join(f"{day.strftime('/'.join(part[each] for each in order))}, 10:00 - A: word\n" for day in days)
    try:
        assert days_of(lines_of(chat), date(2026, 1, 1)) == days
    except ValueError as error:
        assert "both ways" in str(error) and order != "ymd"


@pytest.mark.parametrize("text", [ANDROID, ANDROID.replace("\n", "\r\n"), IOS, "\ufeff" + ANDROID])
def test_what_came_of_each_message_is_its_part_of_the_chat_to_the_character(take: Any, text: str) -> None:
    reports, refused = take("WhatsApp Chat.txt", text, day_first=True)
    assert reports and refused == []
    places = [text.index(each.as_received.decode()) for each in reports]
    assert places == sorted(places)
    for each, at in zip(reports, places, strict=True):
        part = each.as_received.decode()
        assert all(line.strip() in part for line in each.report.text.split("\n"))
        assert part.endswith("\n") and text[at - 1 : at] in ("\n", "\ufeff", "")
