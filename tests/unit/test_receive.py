"""What comes in as a report, with what its file says of it; and what is refused, with what message."""

from __future__ import annotations

import json
import os
import random
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from marsad.errors import UnreadableReportError, UsageError
from marsad.ledger.bodies import report_body
from marsad.model import Report, Source, SourceKind
from marsad.model.ids import canonical_bytes, sha256_hex
from marsad.reports.arrival import Arrival, Location
from marsad.reports.form import tied
from marsad.reports.receive import MAX_REPORT_BYTES, Received, ReportDefaults, receive
from marsad.reports.sources import Sources, without_names

TEXT = "The army took Tadef on Sunday.\r\nA monitor said so.\n"
FRONT = "---\nid: one\ntitle: Tadef falls\nsource: Northern Monitor\npublished: 2017-02-26T17:30:00+02:00\n"
FRONT += "language: en\nnote: written for a test\n---\n"


def one(path: Path, defaults: ReportDefaults | None = None) -> Received:
    (only,) = receive(path, defaults=defaults or ReportDefaults())
    assert isinstance(only, Received), str(only)
    return only


def refusal(path: Path, content: bytes | str) -> str:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (only,) = receive(path)
    assert isinstance(only, UnreadableReportError)
    assert str(only).startswith(str(path))
    return str(only).removeprefix(str(path))


def test_a_plain_text_is_kept_to_the_letter(tmp_path: Path) -> None:
    path = tmp_path / "tadef.txt"
    path.write_bytes(TEXT.encode())
    received = one(path)
    assert received.report.text == TEXT
    assert received.original == TEXT.encode()
    assert received.report.original_sha256 == sha256_hex(TEXT.encode())
    assert (received.original_name, received.source) == ("tadef.txt", None)
    assert received.arrival == Arrival("text 1", locations=(Location(0, len(TEXT), 0),))
    assert received.report.published is None
    assert received.report.id == Report.id_of(TEXT, None, None, None)


def test_front_matter_is_said_of_the_report_and_not_part_of_it(tmp_path: Path) -> None:
    path = tmp_path / "tadef.md"
    path.write_bytes((FRONT + TEXT).encode())
    received = one(path)
    report = received.report
    assert report.text == TEXT
    assert (report.title, report.publisher, report.language, report.ref) == (
        "Tadef falls",
        "Northern Monitor",
        "en",
        "one",
    )
    assert report.published == date(2017, 2, 26)
    assert report.published_at == datetime(2017, 2, 26, 15, 30, tzinfo=UTC)
    assert received.source is None
    assert received.arrival.locations == (Location(0, len(TEXT), len(FRONT)),)


@pytest.mark.parametrize(
    "text",
    [
        "---\nA line between rules.\n---\nmore",
        "---\nno end of it",
        "---\nALEPPO: no end of it",
        "---",
        "- - -\nx: y\n---\n",
    ],
)
def test_rules_in_a_text_are_not_front_matter(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rules.txt"
    path.write_text(text)
    assert one(path).report.text == text


def test_what_the_file_says_goes_before_what_the_user_says(tmp_path: Path) -> None:
    defaults = ReportDefaults("Somebody else", date(2020, 1, 1), "ar")
    path = tmp_path / "tadef.md"
    path.write_bytes((FRONT + TEXT).encode())
    assert one(path, defaults).report.publisher == "Northern Monitor"
    path.write_text(TEXT)
    report = one(path, defaults).report
    assert (report.publisher, report.published, report.language) == ("Somebody else", date(2020, 1, 1), "ar")
    assert report.published_at is None


@pytest.mark.parametrize(
    ("said", "day", "moment"),
    [
        ("2017-02-06", date(2017, 2, 6), None),
        ("2017-02-06T23:30:00-05:00", date(2017, 2, 6), datetime(2017, 2, 7, 4, 30, tzinfo=UTC)),
        ("2017-02-06 10:30Z", date(2017, 2, 6), datetime(2017, 2, 6, 10, 30, tzinfo=UTC)),
        ("2017-02-06T10:30:00", date(2017, 2, 6), None),  # an hour of no zone names no moment
    ],
)
def test_a_publication_is_a_day_and_with_its_zone_a_moment(
    tmp_path: Path, said: str, day: date, moment: datetime | None
) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"text": TEXT, "published": said}))
    report = one(path).report
    assert (report.published, report.published_at) == (day, moment)


TODAY = date(2017, 2, 6)


@pytest.mark.parametrize("day", ["1900-01-01", "2017-02-06", "2017-02-08", "2017-02-08T23:59:00-12:00"])
def test_a_day_of_reports_is_taken(tmp_path: Path, day: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"text": TEXT, "published": day}))
    (received,) = receive(tmp_path / "a.json", today=TODAY)
    assert isinstance(received, Received)
    assert str(received.report.published) == day[:10]


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("0001-01-01", "lies before 1900-01-01; write the day"),
        ("0001-01-01T00:00:00+14:00", "lies before 1900-01-01"),
        ("1899-12-31", "lies before 1900-01-01"),
        ("2017-02-09", "'2017-02-09' lies in the future; write the day"),
        ("9999-12-31T23:59:59-12:00", "lies in the future"),
        ("2017-W05-1", "'2017-W05-1' is not a date; write 2017-02-06"),
        ("20170206", "'20170206' is not a date; write 2017-02-06"),
        ("20170206T103000Z", "is not a date"),
        ("2017-037", "is not a date"),
        ("٢٠١٧-٠٢-٠٦", "is not a date"),
        ("2017-02-06T10:30:00+25:00", "is not a date"),
    ],
)
def test_a_day_that_is_none_of_a_report_is_refused(tmp_path: Path, day: str, says: str) -> None:
    for field in ("published", "date"):
        (tmp_path / "a.json").write_text(json.dumps({"text": TEXT, field: day}))
        (refused,) = receive(tmp_path / "a.json", today=TODAY)
        assert isinstance(refused, UnreadableReportError)
        assert f"field {field}: " in str(refused)
        assert says in str(refused)


def test_without_a_present_day_the_system_says_it(tmp_path: Path) -> None:
    assert "lies in the future" in refusal(tmp_path / "a.json", '{"text": "x", "published": "9999-12-31"}')


@pytest.mark.parametrize(
    ("defaults", "says"),
    [
        (ReportDefaults(published=date(2017, 2, 9)), "published: '2017-02-09' lies in the future"),
        (ReportDefaults(published=datetime(1, 1, 1, tzinfo=UTC)), "published: '0001-01-01' lies before"),
        (ReportDefaults(publisher="a\x1b[2J"), r"publisher: character 1 is the control character U\+001B"),
    ],
)
def test_what_the_user_says_is_held_to_the_same(tmp_path: Path, defaults: ReportDefaults, says: str) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    with pytest.raises(UsageError, match=says):
        list(receive(tmp_path / "a.txt", defaults=defaults, today=TODAY))


def test_a_field_is_one_line_and_keeps_its_direction_to_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    said = {"title": "One\n\ttwo\u202e three\u2066\u200f ", "publisher": "\u202aWire\u202c", "text": "\u202ex"}
    path.write_text(json.dumps(said))
    report = one(path).report
    assert (report.title, report.publisher) == ("One two three\u200f", "Wire")
    assert report.text == "\u202ex"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "arabic.txt"
    path.write_bytes("سيطر الجيش على تادف".encode(encoding))
    assert one(path).report.text == "سيطر الجيش على تادف"


def test_a_page_gives_its_text_and_what_its_head_says(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(
        """<!doctype html><html lang="ar-SY"><head><meta charset="windows-1256"><title>تادف</title>
        <meta property="article:published_time" content="2017-02-26T10:00:00Z">
        <meta property="og:site_name" content="Northern Monitor"><style>p {color: red}</style></head>
        <body><nav><a href="/">Home</a></nav><script>alert("no")</script>
        <p>سيطر الجيش <b>على</b>
        تادف &amp; بزاعة<br>أمس</p><noscript><p>turn it on</p></noscript><div>End</div></body></html>""".encode(
            "windows-1256"
        )
    )
    received = one(path)
    report = received.report
    assert report.text == "سيطر الجيش على تادف & بزاعة\nأمس\n\nEnd"
    assert (report.title, report.language, report.publisher) == ("تادف", "ar", "Northern Monitor")
    assert report.published_at == datetime(2017, 2, 26, 10, tzinfo=UTC)
    assert received.arrival.by == "web-page 2"


@pytest.mark.parametrize(
    "markup", ["<p>A</script></p><p>B", "<title>T<p>A</title><p>B</p>", "<!-- <p>A</p> --> B", "<![bad[ x]>B"]
)
def test_broken_markup_still_gives_what_text_there_is(tmp_path: Path, markup: str) -> None:
    path = tmp_path / "page.htm"
    path.write_text(markup)
    assert "B" in one(path).report.text


def test_blocks_of_a_page_do_not_read_on_into_each_other(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        "<html><head><title>Rebels take Bazaa</title></head><body><header><p>The Site</p></header>"
        "<h1>Rebels take Bazaa</h1><div>By A Reporter<ul><li>One<li>Two</ul></div><table><tr><td>a</td><td>b</td>"
        "</tr><tr><td>c</table><p>Rebels<br>left<br><br>it.</p><blockquote>so</blockquote><aside>More</aside>"
        "<pre>line\n\nnext</pre><footer><div>All rights</div></footer></body></html>"
    )
    blocks = ["Rebels take Bazaa", "By A Reporter", "One", "Two", "a", "b", "c", "Rebels\nleft", "it.", "so"]
    assert one(path).report.text.split("\n\n") == [*blocks, "line", "next"]


def test_a_forgotten_end_of_navigation_silences_no_more_than_what_it_is_in(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<div><nav><a>Home</a></div><p>Text.</p></aside><svg><path/><title>no</title></svg><p>End.")
    assert one(path).report.text == "Text.\n\nEnd."


def test_a_list_gives_each_item_as_it_is_written_and_names_the_bad_ones(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text(' [ {"text": "One.", "url": "https://a.example/1?token=x"}, 2 ,\n{"text":"Three."} ] ')
    results = list(receive(path))
    one, three = (each for each in results if isinstance(each, Received))
    assert (one.report.text, three.report.text) == ("One.", "Three.")
    assert (one.original_name, three.original) == ("list.json item 1", b'{"text":"Three."}')
    assert one.arrival == Arrival("record 1", "https://a.example/1", (Location(0, 4, "field text"),))
    assert str(results[1]).startswith(f"{path} item 2: is not a report")


def test_a_batch_gives_each_line_and_names_the_bad_ones(tmp_path: Path) -> None:
    path = tmp_path / "batch.jsonl"
    lines = [
        json.dumps({"id": 7, "text": "One.", "published": "2017-02-06", "publisher": "Wire", "title": "T"}),
        '{"id": "b", "text": ',
        "",
        json.dumps({"id": "c", "text": "Three.", "published": "tomorrow"}),
        json.dumps({"id": "d"}),
        "[1]",
        "[" * 100_000,
        json.dumps({"id": "e", "text": "   "}),
        json.dumps({"id": "f", "text": "\ud800"}),
        json.dumps({"id": "g", "text": "Last.", "published": None, "publisher": "", "language": "en"}),
    ]
    path.write_text("\n".join(lines))
    results = list(receive(path))
    received = [each for each in results if isinstance(each, Received)]
    assert [(each.report.ref, each.report.text) for each in received] == [("7", "One."), ("g", "Last.")]
    assert [each.original_name for each in received] == ["batch.jsonl line 1", "batch.jsonl line 10"]
    assert received[1].report.publisher is None
    refused = [str(each).removeprefix(f"{path} ") for each in results if not isinstance(each, Received)]
    assert [message.split(":")[0] for message in refused] == [f"line {n}" for n in (2, 4, 5, 6, 7, 8, 9)]
    assert "not JSON at character" in refused[0]
    assert "field published: 'tomorrow' is not a date" in refused[1]
    assert "field text" in refused[2]


def test_a_line_longer_than_any_report_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "batch.jsonl"
    with path.open("wb") as file:
        file.write(b'{"text": "' + b"x" * (MAX_REPORT_BYTES + 10) + b'"}\n')
        file.write(b'{"text": "short"}\n')
    too_long, short = receive(path)
    assert "line 1: is longer than 10 MB" in str(too_long)
    assert isinstance(short, Received)
    assert short.original_name == "batch.jsonl line 2"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.xyz", "text", "no known type; known are ."),
        ("a", "text", "no known type"),
        ("a.txt", "", "is empty"),
        ("a.txt", " \n\t", "is empty"),
        ("a.md", FRONT, "no text after its front matter"),
        ("a.jsonl", "\n\n", "is empty"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0", "byte 8 is zero"),
        ("a.txt", b"caf\0e and more", "character 3 is zero"),
        ("a.txt", "\x01\x02\x03 control", "control characters"),
        ("a.txt", "Alep in K\u00f6ln".encode("latin-1"), "is not UTF-8: byte 9 does not fit; save it again"),
        ("a.txt", "سيطر".encode("cp1256"), "byte 0 does not fit; save it again as UTF-8"),
        ("a.txt", "A plain text \x1b[2J" + " x" * 100, "character 13 is the control character U+001B"),
        ("a.md", '---\ntitle: "\\e[31mred\\e]0;pwn\\a"\n---\nx', "field title: character 0 is the control"),
        ("a.md", "---\ntitle: a\x07\n---\nx" + " x" * 200, "take control characters out of it"),
        ("a.json", '{"text": "x", "publisher": "a\\u001b[2J"}', "publisher: character 1 is the control"),
        ("a.json", '{"text": "x", "id": "a\\u009b2J"}', "field id: character 1 is the control character U+009B"),
        ("a.json", '{"text": "x", "title": "\\ud800"}', "field title: character 0 is half of a surrogate pair"),
        ("a.html", "<title>a\x1b[2J</title><p>" + "x " * 200, "control character U+001B"),
        ("a.html", '<meta name="og:title" content="a\x07b">' + "x " * 200, "title: character 1 is the control"),
        ("a.md", "---\ntitle: T\npublished: 2017-02-06\nThe army left.", "write a line --- after line 3"),
        ("a.md", "---\r\npublished: 2017-02-06\r\n\r\nThe army left.", "write a line --- after line 2"),
        ("a.json", '{"text": "x", "data": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deep"),
        ("a.txt", b"\xff\xfeA\0B", "is not UTF-16: byte 4"),
        ("a.json", "[\"x", "not JSON at character 1"),
        ("a.json", "[,1]", "not JSON at character 1"),
        ("a.json", "[]", "is empty"),
        ("a.json", "[" * 100_000, "nested too deep"),
        ("a.json", '{"text": "x", "n": ' + "9" * 5_000 + "}", "a number of thousands of digits"),
        ("a.json", "7", "a JSON object with a field text is needed"),
        ("a.json", '{"text": 5}', "field text"),
        ("a.json", '{"text": "x", "title": [1]}', "field title"),
        ("a.json", '{"text": "x", "published": 20170230}', "field published: '20170230' is not a date"),
        ("a.json", '{"text": "x", "published": "9999-12-31T23:00-05:00"}', "field published"),
        ("a.md", "---\npublished: 2017-02-30\n---\nx", "field published: '2017-02-30' is not a date"),
        ("a.md", "---\ntitle: a: b\n---\nx", "line 2 of its front matter is not YAML"),
        ("a.md", "---\na: &a [x]\nb: [*a, *a]\n---\nx", "uses an alias"),
        ("a.md", "---\na: " + "[" * 500 + "]" * 500 + "\n---\nx", "nested deeper"),
        ("a.md", "---\na: " + "x" * 70_000 + "\n---\nx", "longer than 64000"),
        ("a.md", "---\ntitle: !!python/object/apply:os.getcwd []\n---\nx", "field title"),
        ("a.md", "---\nkind: spy\nsource: x\n---\nx", "field kind: 'spy' is none of monitor"),
        ("a.md", "---\nconfidential: true\nsource: A. Person\n---\nx", "give a pseudonym"),
        ("a.html", "<script>only()</script>", "has no text"),
    ],
)  # fmt: skip
def test_what_cannot_be_received_says_why_and_what_to_do(
    tmp_path: Path, name: str, content: bytes | str, says: str
) -> None:
    message = refusal(tmp_path / name, content)
    assert says in message
    assert "Person" not in message


def test_files_that_are_too_large_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    (only,) = receive(path)
    assert "is larger than 10 MB" in str(only)


def test_garbage_is_refused_and_never_raises(tmp_path: Path) -> None:
    dice = random.Random(2017)
    for suffix in (".txt", ".md", ".html", ".json", ".jsonl"):
        path = tmp_path / f"garbage{suffix}"
        path.write_bytes(dice.randbytes(20_000))
        assert all(isinstance(each, UnreadableReportError) for each in receive(path))


def test_a_pseudonym_is_all_that_is_known_of_a_confidential_source(tmp_path: Path) -> None:
    path = tmp_path / "message.md"
    path.write_text("---\npseudonym: Field source B\nsource: A. Person\nallegiance: act_rebels\n---\nThey left.")
    received = one(path)
    assert received.source is not None
    assert (received.source.name, received.source.confidential) == ("Field source B", True)
    assert (received.source.kind, received.source.allegiance) == (SourceKind.FIELD, "act_rebels")
    assert (received.report.publisher, received.report.source) == ("Field source B", received.source.id)


def test_a_folder_is_received_in_order_and_nothing_outside_it(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    (folder / "b").mkdir(parents=True)
    (folder / ".git").mkdir()
    for name in ("b/2.txt", "b/10.txt", "a.txt", "c.txt", ".hidden.txt", ".git/x.txt"):
        (folder / name).write_text(f"Report {name}")
    (folder / "sources.csv").write_text("name\n")
    (folder / "photo.jpg").write_bytes(b"\0")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "broken.txt").symlink_to(folder / "nowhere.txt")
    results = list(receive(folder))
    assert [each.report.text for each in results if isinstance(each, Received)] == [
        "Report a.txt",
        "Report c.txt",
        "Report b/10.txt",
        "Report b/2.txt",
    ]
    refused = {str(each).split(":")[0]: str(each) for each in results if not isinstance(each, Received)}
    assert sorted(refused) == [str(folder / name) for name in ("broken.txt", "link.txt", "photo.jpg")]
    assert "leaves the folder" in refused[str(folder / "link.txt")]
    assert "is a link to a file that is not there" in refused[str(folder / "broken.txt")]
    assert "permissions" not in refused[str(folder / "broken.txt")]


def test_a_link_that_leads_nowhere_is_named_as_one(tmp_path: Path) -> None:
    for name, target in (("broken.txt", "nowhere.txt"), ("circle.txt", "circle.txt")):
        (tmp_path / name).symlink_to(tmp_path / target)
        (only,) = receive(tmp_path / name)
        assert str(only).startswith(f"{tmp_path / name}: is a link to a file that is not there; mend the link")
    assert len(list(receive(tmp_path))) == 2


def test_names_of_files_that_are_not_utf8_or_steer_a_terminal_are_shown_without(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"bad\xff.txt")).write_text(TEXT)
        (tmp_path / "esc\x1b[2J\u202e.txt").write_text(TEXT + "Again.")
        (tmp_path / os.fsdecode(b"empty\xff.txt")).write_text("")
        (tmp_path / os.fsdecode(b"many\xff.jsonl")).write_text('{"text": "x"}\n[]')
    except OSError:
        pytest.skip("no such names on this system")
    results = list(receive(tmp_path))
    received = [each for each in results if isinstance(each, Received)]
    assert [each.original_name for each in received] == [
        "bad\ufffd.txt",
        "esc\ufffd[2J\ufffd.txt",
        "many\ufffd.jsonl line 1",
    ]
    for each in received:
        canonical_bytes(report_body(each.report, each.original_name))
    refused = [str(each) for each in results if not isinstance(each, Received)]
    assert [message.removeprefix(f"{tmp_path}/").split(":")[0] for message in refused] == [
        "empty\ufffd.txt",
        "many\ufffd.jsonl line 2",
    ]
    "".join(refused).encode()
    with pytest.raises(UsageError, match="gone\ufffd"):
        list(receive(tmp_path / os.fsdecode(b"gone\xff.txt")))


def test_a_registered_source_stands_under_its_own_name_whatever_the_file_calls_it(tmp_path: Path) -> None:
    field = Source("src_b", "Field source B", SourceKind.FIELD, aliases=("Ammar K",), confidential=True)
    path = tmp_path / "a.md"
    path.write_text("---\nsource: Ammar K\nkind: field\n---\nThey left.")
    found = tied(one(path), Sources([without_names(field)]))
    assert (found.report.publisher, found.report.source, found.source) == ("Field source B", "src_b", None)
    assert found.report.id == Report.id_of("They left.", "Field source B", None, None)
    assert tied(found, Sources([field])) == found
    assert tied(one(path), Sources()) == one(path)


def test_a_folder_that_may_not_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("Report a")
    (tmp_path / "closed").mkdir()
    scandir = os.scandir

    def closed(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    report, refused = receive(tmp_path)
    assert isinstance(report, Received)
    assert str(refused).startswith(f"{tmp_path / 'closed'}: cannot be read (Permission denied)")


def test_nothing_there_and_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not there"):
        list(receive(tmp_path / "nowhere.txt"))
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes with a name on this system")
    os.mkfifo(tmp_path / "pipe.txt")
    (only,) = receive(tmp_path / "pipe.txt")
    assert "is not a file" in str(only)


def test_a_file_of_nothing_but_errors_is_left_after_a_thousand(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("1\n" * 999 + '{"text": "x"}\n' + "1\n" * 2_000)
    results = list(receive(path))
    assert len(results) == 999 + 1 + 1_000 + 1
    assert str(results[-1]).startswith(f"{path} was left there: 1000 parts of it in a row cannot be received")
