"""Chats exported from Telegram Desktop: channels under their names, persons under pseudonyms, origins kept."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.reports.formats import telegram
from marsad.reports.formats.telegram import TelegramExport
from marsad.reports.persons import Senders

CHANNEL = {"name": "Northern News", "type": "public_channel", "id": 1234}
PRIVATE = {"name": "Abu Khalil", "type": "personal_chat", "id": 777001}


def message(number: int, text: object, **more: object) -> dict[str, object]:
    """One message of the channel, as the export writes it; two hours ahead of UTC."""
    return {
        "id": number, "type": "message", "date": "2017-02-06T01:30:00", "date_unixtime": "1486337400",
        "from": "Northern News", "from_id": "channel1234", "text": text, "text_entities": [], **more,
    }  # fmt: skip


def export(*messages: dict[str, object], **chat: object) -> str:
    return json.dumps({**(chat or CHANNEL), "messages": list(messages)}, ensure_ascii=False, indent=1)


def test_a_channels_message_is_a_report_under_its_name_with_its_moment(take: Any) -> None:
    text = ["The army took ", {"type": "bold", "text": "Tadef"}, ".\nMore to come."]
    (received,), refused = take(
        "result.json", export(message(17, text, edited="2017-02-06T02:00:00", photo="photos/1.jpg"))
    )
    report = received.report
    assert refused == []
    assert report.text == "The army took Tadef.\nMore to come."
    assert (report.publisher, report.ref) == ("Northern News", "1234/17")
    assert (report.published, report.published_at) == (date(2017, 2, 6), datetime(2017, 2, 5, 23, 30, tzinfo=UTC))
    assert received.arrival.by == "telegram 1"
    assert received.arrival.locations[0].at == "message 17"
    assert received.arrival.notes == ("edited by its sender on 2017-02-06", "with photos/1.jpg")
    assert json.loads(received.original)["id"] == 17  # the very bytes of the export
    assert (
        received.original in export(message(17, text, edited="2017-02-06T02:00:00", photo="photos/1.jpg")).encode()
    )


def test_without_both_times_no_moment_is_made_up(take: Any) -> None:
    old = message(1, "The army took Tadef.")
    del old["date_unixtime"]
    (received,), _ = take("result.json", export(old))
    assert (received.report.published, received.report.published_at) == (date(2017, 2, 6), None)


def test_a_forwarded_message_is_told_by_its_origin(take: Any) -> None:
    from_channel = message(1, "Shells fell.", forwarded_from="Front Line", forwarded_from_id="channel9")
    from_person = message(2, "I saw it.", forwarded_from="Abu Khalil", forwarded_from_id="user5")
    unknown = message(3, "So they say.", forwarded_from="Someone")
    reports, _ = take("result.json", export(from_channel, from_person, unknown))
    assert reports[0].report.publisher == "Front Line"
    assert reports[0].arrival.notes == ("passed on by the channel Northern News; told by who wrote it",)
    assert all((each.report.publisher or "").startswith("Sender ") for each in reports[1:])
    assert b"Khalil" not in reports[1].original and b"Someone" not in reports[2].original


def test_persons_and_what_they_share_of_themselves_are_not_kept(take: Any) -> None:
    somebody = {"type": "mention_name", "text": "Samira", "user_id": 8}
    number = {"type": "phone", "text": "0944123456"}
    stood = {"latitude": 36.371234, "longitude": 37.5}
    sender: dict[str, object] = {"from": "Abu Khalil", "from_id": "user777001", "location_information": stood}
    said = message(5, ["I am with ", somebody, ", call ", number], **sender)
    (received,), _ = take("result.json", export(said, **PRIVATE))
    assert received.report.text == "I am with @[person], call [number left out]"
    assert received.report.published_at is None and received.report.ref is None
    assert received.source is not None and received.source.confidential
    kept = received.original + repr(received).encode()
    for secret in (b"Khalil", b"777001", b"36.37", b"Samira", b"0944", b"01:30"):
        assert secret not in kept


def test_who_signed_or_reacted_is_left_out_of_a_channels_message(take: Any) -> None:
    reactions = [{"type": "emoji", "recent": [{"from": "Samira", "from_id": "user8"}]}]
    (received,), _ = take(
        "result.json", export(message(5, "The road is open.", author="Omar", reactions=reactions))
    )
    assert b"Samira" not in received.original and b"Omar" not in received.original
    assert json.loads(received.original)["from"] == "Northern News"


def test_an_export_of_all_chats_gives_the_messages_of_each(take: Any) -> None:
    first = {**CHANNEL, "messages": [message(1, "One.")]}
    second = {**PRIVATE, "messages": [message(2, "Two.", **{"from": "Abu Khalil", "from_id": "user777001"})]}
    whole = {
        "about": "Here is the data",
        "personal_information": {"phone_number": "+963"},
        "chats": {"list": [first, second]},
    }
    reports, _ = take("result.json", json.dumps(whole))
    assert [each.report.text for each in reports] == ["One.", "Two."]
    assert reports[0].report.publisher == "Northern News"
    assert (reports[1].report.publisher or "").startswith("Sender ")


def test_media_without_words_and_notices_are_counted(take: Any) -> None:
    service = {
        "id": 9,
        "type": "service",
        "date": "2017-02-06T01:30:00",
        "action": "pin_message",
        "actor": "x",
        "text": "",
    }
    (received,), _ = take("result.json", export(message(1, "One."), message(2, "", photo="a.jpg"), service))
    assert received.arrival.notes == (
        "1 other messages of this chat hold only notices of the app",
        "1 other messages of this chat hold only pictures, sound, video or files",
    )


def test_an_export_is_read_a_piece_at_a_time_with_the_same_result(
    take: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = export(*(message(number, f"Report {number} — Ḥalab.") for number in range(40)))
    whole, _ = take("result.json", content)
    monkeypatch.setattr(telegram, "CHUNK", 97)
    pieces, _ = take("result.json", content)
    assert pieces == whole and len(whole) == 40


@pytest.mark.parametrize("cut", [0.5, 0.9, 0.99])
def test_a_cut_export_gives_what_came_before_and_says_so(take: Any, cut: float) -> None:
    content = export(*(message(number, f"Report {number}.") for number in range(40)))
    reports, (refused,) = take("result.json", content[: int(len(content) * cut)])
    assert "export it again" in refused
    assert 0 < len(reports) < 41


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_a_damaged_export_never_fails_in_another_way_than_said(damage: bytes, at: int) -> None:
    content = export(message(1, "One."), message(2, ["Two", {"type": "x"}], edited=4)).encode()
    content = content[:at] + damage + content[at:]
    found = io.BytesIO(content)
    try:
        list(telegram._messages(found, Senders(None)))
    except ValueError as error:
        assert str(error)
    assert TelegramExport().takes("x.json", content) in (0, 3)


PAGE = """<!DOCTYPE html><html><body><div class="page_wrap"><div class="page_header"><div class="content">
<div class="text bold">
Northern News
</div></div></div><div class="page_body chat_page"><div class="history">
<div class="message service" id="message-1"><div class="body details">6 February 2017</div></div>
<div class="message default clearfix" id="message17">
 <div class="pull_left userpic_wrap"><div class="userpic userpic5"><div class="initials">N</div></div></div>
 <div class="body">
  <div class="pull_right date details" title="06.02.2017 01:30:00 UTC+02:00">01:30</div>
  <div class="from_name">
Northern News
  </div>
  <div class="media_wrap clearfix"><a class="photo_wrap clearfix pull_left" href="photos/photo_1.jpg"></a></div>
  <div class="text">
The army took &quot;<strong>Tadef</strong>&quot;
and more.<br>So it says.
  </div>
 </div>
</div>
<div class="message default clearfix joined" id="message18">
 <div class="body">
  <div class="pull_right date details" title="06.02.2017 01:31:00 UTC+02:00">01:31</div>
  <div class="reply_to details">
In reply to <a href="#go_to_message17">this message</a></div>
  <div class="text">The road is cut.</div>
 </div>
</div>
<div class="message default clearfix" id="message19">
 <div class="body">
  <div class="pull_right date details" title="06.02.2017 01:32:00 UTC+02:00">01:32</div>
  <div class="from_name">Northern News</div>
  <div class="forwarded body"><div class="from_name">Abu Khalil
 <span class="date details" title="05.02.2017 10:00:00">05.02.2017</span></div>
  <div class="text">I saw it.</div></div>
 </div>
</div>
</div></div></div></body></html>"""


def test_a_page_of_the_channel_that_the_user_names_is_read_as_its_json_would_be(take: Any) -> None:
    reports, refused = take("messages.html", PAGE, publisher="Northern News")
    assert refused == []
    assert [each.report.text for each in reports] == [
        'The army took "Tadef" and more.\nSo it says.', "The road is cut.", "I saw it.",
    ]  # fmt: skip
    assert [each.report.publisher for each in reports[:2]] == ["Northern News", "Northern News"]
    assert reports[0].report.published_at == datetime(2017, 2, 5, 23, 30, tzinfo=UTC)
    assert reports[1].arrival.notes == ("in reply to message 17",)
    assert reports[0].arrival.notes == ("with photos/photo_1.jpg",)
    assert (reports[2].report.publisher or "").startswith("Sender ")
    assert b"Khalil" not in b"".join(each.original for each in reports)


def test_on_a_page_everybody_is_a_person_unless_the_user_names_the_channel(take: Any) -> None:
    reports, _ = take("messages.html", PAGE)
    assert all((each.report.publisher or "").startswith("Sender ") for each in reports)
    assert reports[0].senders == ("Northern News",)  # found where the desk has it in its register
    assert b"Northern" not in b"".join(each.original for each in reports)


def test_a_page_of_elements_that_never_end_is_read_all_the_same(take: Any) -> None:
    begins = PAGE.index('<div class="text">')
    broken = PAGE[:begins] + "<i>" * 30_000 + "</b>" * 30_000 + PAGE[begins:]
    reports, refused = take("messages.html", broken, publisher="Northern News")
    assert refused == [] and reports[1].report.text == "The road is cut."
