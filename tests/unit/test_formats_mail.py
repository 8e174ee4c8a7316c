"""Mails: what they say becomes a report, who sent them stays hidden, and no mail is read for long."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from marsad.errors import UnreadableReportError
from marsad.ledger.bodies import report_body
from marsad.model import Source, SourceKind
from marsad.model.ids import sha256_hex
from marsad.reports.form import tied
from marsad.reports.pseudonyms import Pseudonyms
from marsad.reports.receive import Received, ReportDefaults, receive
from marsad.reports.sources import Sources, without_names

KEY = Pseudonyms(b"k" * 32)
TEXT = "The army took Tadef on Sunday.\nA monitor said so."


def mail(text: str = TEXT, **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Ammar K <ammar.k@mail.example>"
    message["To"] = "desk@monitor.example"
    message["Subject"] = "Tadef – سقوط"
    message["Date"] = "Sun, 26 Feb 2017 23:30:00 -0500"
    for name, value in headers.items():
        del message[name]
        message[name] = value
    message.set_content(text)
    return message


def all_of(
    path: Path, content: bytes, pseudonyms: Pseudonyms | None = KEY
) -> list[Received | UnreadableReportError]:
    path.write_bytes(content)
    return list(receive(path, pseudonyms=pseudonyms))


def one(path: Path, message: EmailMessage | bytes) -> Received:
    (only,) = all_of(path, message if isinstance(message, bytes) else message.as_bytes())
    assert isinstance(only, Received), str(only)
    return only


def test_a_mail_is_its_text_with_its_subject_and_date(tmp_path: Path) -> None:
    found = one(tmp_path / "a.eml", mail())
    assert found.report.text == TEXT
    assert found.report.title == "Tadef – سقوط"
    assert (found.report.published, found.report.published_at) == (date(2017, 2, 26), None)
    assert found.arrival.by == "mail 1"
    assert [(each.start, each.end, each.at) for each in found.arrival.locations] == [
        (0, len(TEXT), "text of the mail, part 1")
    ]


def test_the_sender_is_known_by_a_pseudonym_alone(tmp_path: Path) -> None:
    first = one(tmp_path / "a.eml", mail())
    other = one(tmp_path / "b.eml", mail("Another text.", From="AMMAR.K@mail.example"))
    assert first.source == other.source
    assert first.source is not None
    assert first.source.name == KEY.of("ammar.k@mail.example") != Pseudonyms(b"x" * 32).of("ammar.k@mail.example")
    assert (first.source.kind, first.source.confidential) == (SourceKind.FIELD, True)
    said = f"{first!r} {report_body(first.report, first.original_name, first.arrival)}".lower()
    assert "ammar" not in said and "mail.example" not in said


def test_what_names_the_sender_is_in_no_original(tmp_path: Path) -> None:
    inner = mail("Forwarded by +963 11 555 0100.", From="Inner B <inner@b.example>")
    message = mail(**{"X-Mailer": "of Ammar", "Received": "from ammar.example by b.example"})
    message.add_attachment(inner)
    first, second = all_of(tmp_path / "a.eml", message.as_bytes())
    assert isinstance(first, Received) and isinstance(second, Received)
    for each in (first, second):
        for name in (b"ammar", b"inner b", b"b.example", b"monitor.example"):
            assert name not in each.original.lower()
        assert each.report.original_sha256 == sha256_hex(each.original)
        assert each.original.startswith(b"Left-Out-When-Received: headers that name persons (")
        assert TEXT.encode() in first.original and b"Subject: " in first.original
        assert "what names its sender was left out of the original" in each.arrival.notes
    assert second.report.text == "Forwarded by [number left out]."


def test_without_a_key_the_sender_is_unnamed(tmp_path: Path) -> None:
    (found,) = all_of(tmp_path / "a.eml", mail().as_bytes(), pseudonyms=None)
    assert isinstance(found, Received)
    assert (found.report.publisher, found.source) == (None, None)


@pytest.mark.parametrize("alias", ["ammar.k@mail.example", "Ammar K"])
def test_a_registered_sender_stands_under_the_registered_name(tmp_path: Path, alias: str) -> None:
    known = Source("src_b", "Field source B", SourceKind.FIELD, aliases=(alias,), confidential=True)
    found = tied(one(tmp_path / "a.eml", mail()), Sources([without_names(known)]))
    assert (found.report.publisher, found.report.source, found.source) == ("Field source B", "src_b", None)


def test_who_the_user_says_published_it_goes_before_the_pseudonym(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(mail().as_bytes())
    (found,) = receive(tmp_path / "a.eml", defaults=ReportDefaults("OCHA"), pseudonyms=KEY)
    assert isinstance(found, Received)
    assert (found.report.publisher, found.source) == ("OCHA", None)
    assert found.report.published_at == datetime(2017, 2, 27, 4, 30, tzinfo=UTC)
    assert found.original == mail().as_bytes()


def test_of_alternatives_the_plain_one_is_read_and_a_page_where_there_is_no_other(tmp_path: Path) -> None:
    both = mail()
    both.add_alternative("<p>The page.</p>", subtype="html")
    assert one(tmp_path / "a.eml", both).report.text == TEXT
    page = EmailMessage()
    page["From"] = "a@b.example"
    page.set_content("<style>p {}</style><p>One.</p><p>Two &amp; three.</p>", subtype="html")
    found = one(tmp_path / "b.eml", page)
    assert found.report.text == "One.\n\nTwo & three."
    assert found.arrival.locations[0].at == "page of the mail, part 1"


def test_a_signature_is_left_out_and_said_to_be(tmp_path: Path) -> None:
    found = one(tmp_path / "a.eml", mail(TEXT + "\n-- \nAmmar K, +963 11 555 0100\n"))
    assert found.report.text == TEXT
    assert found.arrival.notes[0] == "a signature was left out"


def test_lines_broken_for_the_way_are_joined_again(tmp_path: Path) -> None:
    content = (
        b"From: a@b.example\r\nContent-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n"
        b"The army \r\ntook Tadef.\r\n\r\nA monitor \r\nsaid so.\r\n"
    )
    assert one(tmp_path / "a.eml", content).report.text == "The army took Tadef.\n\nA monitor said so."


def test_attachments_are_received_by_their_formats(tmp_path: Path) -> None:
    message = mail()
    message.add_attachment(
        b"The road is cut.", maintype="application", subtype="octet-stream", filename="Ammar.txt"
    )
    message.add_attachment(b"\xff\xd8", maintype="image", subtype="jpeg", filename="Ammar.jpg")
    message.add_attachment(b"", maintype="text", subtype="plain", filename="empty.txt")
    message.add_attachment(mail("Forwarded.", From="other@b.example"))
    body, road, empty, forwarded = all_of(tmp_path / "a.eml", message.as_bytes())
    assert isinstance(body, Received) and isinstance(road, Received) and isinstance(forwarded, Received)
    assert "attachments of no known format, which were not read: 1" in body.arrival.notes
    assert (road.report.text, road.report.published) == ("The road is cut.", date(2017, 2, 26))
    assert road.report.publisher == body.report.publisher
    assert road.source == body.source
    assert (road.original, road.arrival.by) == (body.original, "text 1")
    assert road.original_name == "a.eml attachment 1 (.txt)"
    assert str(empty) == f"{tmp_path / 'a.eml'} attachment 3 (.txt): is empty"
    assert forwarded.report.text == "Forwarded."
    assert forwarded.report.publisher == KEY.of("other@b.example")


def test_a_mailbox_gives_each_mail_and_names_the_bad_ones(tmp_path: Path) -> None:
    quoting = mail("First line.\n\n>From here on the road is cut.")
    box = b"From a@b Sun Feb 26 2017\n" + quoting.as_bytes().replace(b">From", b">>From") + b"\n"
    box += b"From b@c Sun Feb 26 2017\nno head\n\n"
    box += b"From c@d Sun Feb 26 2017\n" + mail("Third.").as_bytes()
    first, second, third = all_of(tmp_path / "a.mbox", box)
    assert isinstance(first, Received) and isinstance(third, Received)
    assert first.report.text == "First line.\n\n>From here on the road is cut."
    assert (first.original_name, third.original_name) == ("a.mbox message 1", "a.mbox message 3")
    assert b"Third." in third.original
    assert "message 2: is no mail" in str(second)


def test_a_mail_within_a_mail_within_a_mail_is_not_opened(tmp_path: Path) -> None:
    message = mail("The innermost.")
    for _ in range(4):
        outer = mail("Outer.")
        outer.add_attachment(message)
        message = outer
    found = all_of(tmp_path / "a.eml", message.as_bytes())
    assert [each.report.text for each in found if isinstance(each, Received)] == ["Outer."] * 3
    assert "lies in a file that lies in another one; unpack the outer one first" in str(found[-1])


def parts_in_parts(depth: int) -> bytes:
    return b"From: a@b.example\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(depth)
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is no mail: it has no head"),
        (b"\n\ntext without a head", "is no mail: it has no head"),
        (b"From: a@b.example\n\n", "has no text, and no attachment of a known format"),
        (b"From: a@b.example\nContent-Type: text/plain; charset=utf-8\n\nab\xff", "part 1 is not UTF-8: byte 2"),
        (b"From: a@b.example\n\n\x1b[2J" + b"x" * 200, "part 1 character 0 is the control character U+001B"),
        (b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 60_000, "has too many parts"),
        (b"From: a@b.example\n" + b"Content-Type: multipart/mixed; boundary=b\n" * 600, "has too many parts"),
        (parts_in_parts(100), "has no text"),
        (parts_in_parts(400), "has too many parts"),
        (b"From: " + b"=?utf-8?q?" * 100_000 + b"\n\ntext", None),
        (b"From: " + b"(" * 100_000 + b"\nDate: " + b"1 " * 50_000 + b"\n\ntext", None),
        (b"Subject: =?utf-8?b?AA==?= =?nosuch?q?a?=\nDate: Sun, 99 Feb 99999 99:99:99 +9999\n\ntext", None),
        (b"Content-Type: text/plain; charset=\xff\xfe\nContent-Transfer-Encoding: base64\n\n!!!!", None),
    ],
)  # fmt: skip
def test_hostile_mails_are_refused_or_read_and_name_nobody(
    tmp_path: Path, content: bytes, says: str | None
) -> None:
    for each in all_of(tmp_path / "a.eml", content):
        if says is not None:
            assert isinstance(each, UnreadableReportError)
            assert says in str(each)
        assert "b.example" not in str(each)


def test_a_date_that_cannot_be_is_left_out_and_said_to_be(tmp_path: Path) -> None:
    for said in ("tomorrow", "Sun, 26 Feb 2117 10:00:00 +0000", "Sun, 31 Feb 2017 10:00:00 +0000"):
        found = one(tmp_path / "a.eml", b"Date: " + said.encode() + b"\n\nThe army took Tadef.")
        assert found.report.published is None
        assert found.arrival.notes == ("the mail's own date cannot be read, and was left out",)
