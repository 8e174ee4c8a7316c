"""Names of those who write in a chat: left out of what others write, and of what files are called."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from marsad.observatory import Observatory
from marsad.reports.lines import shown
from marsad.reports.persons import NamesOfSenders

WHATSAPP = """13/02/2017, 21:15 - Omar Khaled: Shelling in Tadef now
13/02/2017, 21:16 - Rana: Omar Khaled is at the mill, and Omar Khaledi is not
13/02/2017, 21:17 - Omar Khaled: Rana: we stay
13/02/2017, 21:18 - Al Bab: Rana, is Al Bab quiet? The Al-Bab road: closed
"""
TELEGRAM = {
    "name": "Local group", "type": "private_group", "id": 5,
    "messages": [
        {"id": 1, "type": "message", "date": "2017-02-06T10:00:00", "from": "Omar Khaled", "from_id": "user7",
         "text": "Shelling in Tadef now"},
        {"id": 2, "type": "message", "date": "2017-02-06T10:01:00", "from": "Rana", "from_id": "user8",
         "text": "Omar Khaled is at the mill, ask @omar_k or mill@example.org"},
    ],
}  # fmt: skip
PAGE = """<html><div class="page_body chat_page"><div class="history">
<div class="message default clearfix" id="message1"><div class="body">
<div class="date" title="06.02.2017 10:00:00"></div>
<div class="from_name">Omar Khaled </div><div class="text">Shelling in Tadef now</div></div></div>
<div class="message default clearfix" id="message2"><div class="body">
<div class="date" title="06.02.2017 10:01:00"></div>
<div class="from_name">Rana</div><div class="text">Omar Khaled is at the mill, ask @omar_k</div></div></div>
</div></div></html>"""


def texts(take: Any, name: str, content: str) -> list[str]:
    received, refused = take(name, content)
    assert refused == []
    return [each.report.text for each in received]


def test_in_whatsapp_full_names_and_copied_lines_name_nobody_and_towns_stay(take: Any) -> None:
    said = texts(take, "_chat.txt", WHATSAPP)
    assert "Omar Khaled " not in " ".join(said) and "Omar Khaledi is not" in said[1]
    assert said[1].startswith("[Sender ") and said[2].startswith("[Sender ") and said[2].endswith(": we stay")
    assert said[3] == "Rana, is Al Bab quiet? The Al-Bab road: closed"


@pytest.mark.parametrize(("name", "content"), [("result.json", json.dumps(TELEGRAM)), ("messages.html", PAGE)])
def test_in_telegram_full_names_and_accounts_name_nobody(take: Any, name: str, content: str) -> None:
    said = texts(take, name, content)[1]
    assert said.startswith("[Sender ") and "] is at the mill, ask @[person]" in said
    assert name != "result.json" or said.endswith("mill@example.org")


def test_a_name_in_a_message_has_the_pseudonym_of_who_bears_it(take: Any) -> None:
    received, _ = take("result.json", json.dumps(TELEGRAM))
    assert received[1].report.text.startswith(f"[{received[0].report.publisher}]")


def test_of_names_that_begin_alike_the_longest_is_meant() -> None:
    names = NamesOfSenders({"Omar Khaled": "a", "Omar Khaled Aziz": "b", "+963 944 123 456": "c", "☆": "d"}, str)
    assert names.left_out_of("Omar Khaled Aziz met Omar Khaled. ☆") == "[b] met [a]. ☆"


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("in/WhatsApp Chat with Omar Khaled.txt", "in/WhatsApp chat […].txt"),
        ("WhatsApp Chat - Omar Khaled/_chat.txt", "WhatsApp chat […]/_chat.txt"),
        ("Chat de WhatsApp con Omar K.zip", "WhatsApp chat […].zip"),
        ("محادثة واتساب مع عمر.txt", "WhatsApp chat […].txt"),
        ("reports/chat of the day.txt", "reports/chat of the day.txt"),
    ],
)
def test_what_whatsapp_calls_by_a_person_is_shown_without(name: str, seen: str) -> None:
    assert shown(name) == seen


def test_no_name_is_printed_or_kept_of_a_chat_that_is_refused_or_packed(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "WhatsApp Chat with Omar Khaled.txt").write_text("no chat at all, Omar Khaled said")
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.writestr("in/WhatsApp Chat with Omar Khaled.txt", WHATSAPP)
        archive.writestr("in/WhatsApp Chat with Rana S.txt", "nothing")
    desk = Observatory.create(tmp_path / "desk")
    added = desk.add([folder])
    assert len(added.accepted) == 4 and len(added.refused) == 2
    assert not [each for each in added.refused if "Omar" in each or "Rana" in each]
    kept = [path.read_bytes() for path in desk.path.rglob("*") if path.is_file()]
    assert not [each for each in kept if b"Omar Khaled." in each or b"Rana S" in each or b"with Omar" in each]
