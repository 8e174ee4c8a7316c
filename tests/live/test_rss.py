"""Feeds of the web, well and badly behaved: what comes, what is asked again and when, what is never asked."""

from __future__ import annotations

import gzip
import time
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given as any_
from hypothesis import settings as how
from hypothesis import strategies as st

from marsad.errors import UnreachableError, UnreadableReportError, UsageError
from marsad.reports.feeds import FeedState, Polled
from marsad.reports.feeds.entries import read_feed
from marsad.reports.feeds.rss import RssFeed
from marsad.reports.form import Receipt, Received

fetching = pytest.importorskip("marsad.reports.feeds.fetching", reason="the extra 'feeds' is not installed")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
QUICK = fetching.Bounds(most_bytes=200_000, deadline_s=0.6, silence_s=0.3)

ITEM = """<item><title>Tadef &amp; around</title><link>{url}?utm_source=rss&amp;id=4</link><guid>a{n}</guid>
<pubDate>Mon, 06 Feb 2017 01:30:00 +0200</pubDate><description><![CDATA[<p>{text}</p>
<script>alert(1)</script>]]></description></item>"""
RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Northern News</title>
<ttl>{ttl}</ttl>{items}</channel></rss>"""


def rss(*texts: str, ttl: int = 5, url: str = "https://n.example/a", whole: bool = True) -> str:
    items = "".join(ITEM.format(n=n, text=text, url=url.format(n=n)) for n, text in enumerate(texts))
    if whole:
        items = items.replace("<description>", "<encoded>").replace("</description>", "</encoded>")
    return RSS.format(ttl=ttl, items=items)


def poll(web: Any, given: Receipt, state: FeedState | None = None, path: str = "/feed", **settings: Any) -> Polled:
    settings = {"url": web.url + path, "private_addresses": True, **settings}
    return RssFeed(sleep=lambda _: None).poll(settings, state or {}, given, NOW)


def reports(polled: Polled) -> list[Received]:
    return [each for each in polled.reports if isinstance(each, Received)]


def test_an_entry_is_a_report_with_its_moment_address_and_exact_bytes(web: Any, given: Receipt) -> None:
    document = rss("The army took Tadef.")
    web.on("/feed", web.answer(document))
    (received,) = reports(poll(web, given))
    report = received.report
    assert (report.text, report.title, report.publisher) == (
        "The army took Tadef.", "Tadef & around", "Northern News",
    )  # fmt: skip
    assert (report.published, report.published_at) == (date(2017, 2, 6), datetime(2017, 2, 5, 23, 30, tzinfo=UTC))
    assert (received.arrival.by, received.arrival.url) == ("rss 1", "https://n.example/a?id=4")
    assert received.original.decode() in document and received.original.startswith(b"<item>")


def test_the_desks_own_name_for_the_source_goes_first(web: Any, given: Receipt) -> None:
    web.on("/feed", web.answer(rss("One.")))
    assert reports(poll(web, given, source="Northern Monitor"))[0].report.publisher == "Northern Monitor"


def test_the_next_poll_asks_only_for_what_changed_and_says_nothing_twice(web: Any, given: Receipt) -> None:
    changed = {"ETag": '"7"', "Last-Modified": "Mon, 06 Feb 2017 00:00:00 GMT"}
    web.on("/feed", web.answer(rss("One."), **changed), web.answer("", 304), web.answer(rss("One.", "Two.")))
    first = poll(web, given)
    second = poll(web, given, first.state)
    assert web.seen[1].headers["if-none-match"] == '"7"'
    assert web.seen[1].headers["if-modified-since"] == changed["Last-Modified"]
    assert (second.reports, second.state) == ((), first.state)
    third = poll(web, given, second.state)
    assert [each.report.text for each in reports(third)] == ["Two."]


def test_an_entry_whose_text_changed_comes_again_from_the_same_address(web: Any, given: Receipt) -> None:
    web.on("/feed", web.answer(rss("Two died.")), web.answer(rss("Three died.")))
    first = poll(web, given)
    second = poll(web, given, first.state)
    assert [each.report.text for each in reports(second)] == ["Three died."]
    assert reports(first)[0].arrival.url == reports(second)[0].arrival.url


def test_an_entry_that_is_again_as_it_was_before_comes_again(web: Any, given: Receipt) -> None:
    web.on("/feed", *(web.answer(rss(text, "Else.")) for text in ("One.", "Two.", "One.")))
    state: FeedState = {}
    told = []
    for _ in range(4):
        polled = poll(web, given, state)
        state = polled.state
        told.append([each.report.text for each in reports(polled)])
    assert told == [["One.", "Else."], ["Two."], ["One."], []]
    old: Any = state["seen"]
    as_kept_before: FeedState = {"seen": [each[10:] for each in old]}
    assert reports(poll(web, given, as_kept_before)) == []


@pytest.mark.parametrize(
    ("ttl", "every", "minutes"), [(5, 15, 15), (90, 15, 90), (5, 60, 60), (99_999, 15, 1_440)]
)
def test_feeds_are_asked_at_most_every_quarter_of_an_hour(
    web: Any, given: Receipt, ttl: int, every: int, minutes: int
) -> None:
    web.on("/feed", web.answer(rss("One.", ttl=ttl)))
    assert poll(web, given, every_minutes=every).again_in_s == minutes * 60


@pytest.mark.parametrize(
    ("status", "headers", "after"),
    [
        (429, {"Retry-After": "120"}, 120.0),
        (429, {"Retry-After": "Sun, 01 Mar 2026 12:10:00 GMT"}, 600.0),
        (503, {"Retry-After": "soon"}, None),
        (500, {}, None),
        (404, {}, None),
        (403, {}, None),
        (410, {}, 86_400.0),
    ],
)
def test_a_refusal_is_told_with_how_long_to_wait(
    web: Any, given: Receipt, status: int, headers: dict[str, str], after: float | None
) -> None:
    web.on(
        "/feed",
        lambda handler: handler.send(status, b"no", **{k.replace("-", "_"): v for k, v in headers.items()}),
    )
    with pytest.raises(UnreachableError, match=str(status)) as failed:
        poll(web, given)
    assert failed.value.after_s == after


def drip(handler: Any) -> None:
    """One byte after the other, each well within the silence allowed."""
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.over.wait(0.05):
        handler.wfile.write(b" ")


def endless(handler: Any) -> None:
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.over.is_set():
        handler.wfile.write(b"<" * 65_536)


def silent(handler: Any) -> None:
    handler.server.over.wait(3)


def cut(handler: Any) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b"<rss>")
    handler.close_connection = True


def bomb(handler: Any) -> None:
    handler.send(200, gzip.compress(b" " * 60_000_000), Content_Encoding="gzip")


def damaged(handler: Any) -> None:
    handler.send(200, gzip.compress(b"<rss>" * 1_000)[:40] + b"xxxx" * 9, Content_Encoding="gzip")


def brotli(handler: Any) -> None:
    handler.send(200, b"\x0b\x02\x80", Content_Encoding="br")


def no_http(handler: Any) -> None:
    handler.wfile.write(b"SSH-2.0-x\r\n\r\n")


@pytest.mark.parametrize(
    "act", [drip, endless, silent, cut, bomb, damaged, brotli, no_http], ids=lambda act: act.__name__
)
def test_a_server_that_misbehaves_is_given_up_in_time_and_space(
    web: Any, monkeypatch: pytest.MonkeyPatch, act: Any
) -> None:
    web.on("/feed", act)
    began = time.monotonic()
    with pytest.raises(UnreachableError):
        fetching.fetched(web.url + "/feed", {}, private=True, bounds=QUICK)
    assert time.monotonic() - began < 2.5


def test_an_answer_that_is_packed_as_asked_is_unpacked(web: Any, given: Receipt) -> None:
    web.on("/feed", web.answer(gzip.compress(rss("One.").encode()), Content_Encoding="gzip"))
    assert reports(poll(web, given))[0].report.text == "One."


def test_redirects_are_followed_so_far_and_no_further(web: Any, given: Receipt) -> None:
    web.on("/feed", web.sends_on("/a", 301))
    web.on("/a", web.sends_on("/b", 308))
    web.on("/b", web.answer(rss("One.")))
    polled = poll(web, given)
    assert reports(polled)[0].report.text == "One."
    assert polled.state["moved_to"] == f"{web.url}/b"
    web.on("/b", web.sends_on("/feed"))
    with pytest.raises(UnreachableError, match="more than 5 times"):
        poll(web, given)


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://user:pw@127.0.0.1/", "http://[::1", "gopher:x"]
)
def test_a_redirect_leads_to_the_web_alone(web: Any, given: Receipt, to: str) -> None:
    web.on("/feed", web.sends_on(to))
    with pytest.raises(UnreachableError, match="no address of the web"):
        poll(web, given)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://u:p@n.example/", "//n.example", "http://"])
def test_what_is_no_address_of_the_web_is_refused(given: Receipt, url: str) -> None:
    with pytest.raises(UsageError, match="address"):
        RssFeed().poll({"url": url}, {}, given, NOW)


def test_nothing_of_this_machine_or_its_network_is_asked(web: Any, given: Receipt) -> None:
    web.on("/feed", web.answer(rss("One.")))
    for host in (f"127.0.0.1:{web.server_port}", f"localhost:{web.server_port}", f"127.1:{web.server_port}"):
        with pytest.raises(UnreachableError, match="its own network"):
            RssFeed().poll({"url": f"http://{host}/feed"}, {}, given, NOW)
    assert web.seen == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("2606:4700::1111", True), ("127.0.0.1", False), ("10.1.2.3", False), ("::1", False),
        ("169.254.169.254", False), ("192.168.0.1", False), ("100.64.0.1", False), ("0.0.0.0", False),
        ("::ffff:127.0.0.1", False), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False), ("fe80::1%eth0", False),
        ("fd00::1", False), ("224.0.0.1", False), ("::", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert fetching.is_public(address) is public


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><rss><channel>&b;</channel></rss>", "entities"),
        ("<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><rss><channel>&a;</channel></rss>", "entities"),
        ("<html><body>Not found</body></html>", "no RSS or Atom feed"),
        ("<rss><channel><item>", "no XML at line"),
        ("", "no XML at line"),
        ("<rss><channel>" + "<g>" * 200, "nested deeper"),
        (
            b"<?xml version='1.0' encoding='utf-8'?><rss><channel><title>\xe4\xf6</title></channel></rss>",
            "encoding",
        ),
    ],
    ids=["entities", "files", "page", "cut", "empty", "deep", "wrong charset"],
)
def test_what_is_no_feed_is_told_and_taken_nothing_of(
    web: Any, given: Receipt, body: str | bytes, said: str
) -> None:
    web.on("/feed", web.answer(body, Content_Type="text/xml"))
    with pytest.raises(UnreachableError, match=said):
        poll(web, given)


def test_the_encoding_is_the_one_that_is_said(given: Receipt) -> None:
    document = rss("قصف على الباب")
    for encoding, header in (
        ("windows-1256", "text/xml; charset=windows-1256"),
        ("utf-16", "text/xml"),
        ("utf-8", ""),
    ):
        found = read_feed(document.replace("utf-8", encoding).encode(encoding), header, "https://n.example/")
        assert "قصف على الباب" in found.entries[0].markup
        assert found.entries[0].original


def test_what_feeds_get_wrong_most_is_mended(web: Any, given: Receipt) -> None:
    document = rss("x").replace("<title>Tadef &amp; around", "<title>Tadef & around\x0c &nbsp;&hellip; &bogus;")
    web.on("/feed", web.answer(document))
    assert reports(poll(web, given))[0].report.title == "Tadef & around … &bogus;"


def test_atom_with_xhtml_relative_links_and_no_zone(web: Any, given: Receipt) -> None:
    web.on("/feed", web.answer(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>A</title><entry><id>x</id><title type='html'>T</title>"
        "<link rel='enclosure' href='/sound'/><link href='/p/1'/><updated>2017-02-06T01:30:00</updated>"
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>5 &lt; 6</p><p>two</p></div></content>"
        "<source><title>not this</title></source></entry></feed>"
    ))  # fmt: skip
    (received,) = reports(poll(web, given))
    assert received.report.text == "5 < 6\n\ntwo"
    assert received.arrival.url == f"{web.url}/p/1"
    assert (received.report.published, received.report.published_at) == (date(2017, 2, 6), None)


def test_an_entry_that_cannot_be_received_is_a_visible_error_and_the_rest_goes_on(
    web: Any, given: Receipt
) -> None:
    document = rss("One.", "Two.").replace("06 Feb 2017", "06 Feb 2137", 1)
    web.on("/feed", web.answer(document))
    polled = poll(web, given)
    assert [each.report.text for each in reports(polled)] == ["Two."]
    (error,) = [each for each in polled.reports if isinstance(each, UnreadableReportError)]
    assert str(error).startswith("entry 1: field published: ") and "future" in str(error)


def test_one_entry_with_more_tags_than_a_page_has_holds_up_no_other(given: Receipt, web: Any) -> None:
    tags = "<b></b>" * 210_000
    document = rss("One.", tags, "Three.").replace("Tadef &amp; around", f"Tadef <![CDATA[{tags}]]>", 1)
    web.on("/feed", web.answer(document))
    polled = poll(web, given)
    assert [each.report.text for each in reports(polled)] == ["One.", "Three."]
    assert (reports(polled)[0].report.title or "").startswith("Tadef")  # and what is left of it
    (error,) = [each for each in polled.reports if isinstance(each, UnreadableReportError)]
    assert str(error).startswith("entry 2: has more than 400000 tags")


def test_pages_of_shortened_entries_are_fetched_where_robots_may(web: Any, given: Receipt) -> None:
    web.on("/feed", web.answer(rss("Short …", "Also …", "Third …", url=web.url + "/p{n}", whole=False)))
    web.on("/robots.txt", web.answer("User-agent: *\nDisallow: /p1\n"))
    page = web.answer(
        "<html><body><p>The army took Tadef, and then Bza'ah.</p></body></html>", Content_Type="text/html"
    )
    for path in ("/p0?utm_source=rss&id=4", "/p0?id=4", "/p1?id=4", "/p2?id=4"):
        web.on(path, page)
    web.on("/p2?id=4", web.answer("gone", 404))
    found = reports(poll(web, given, pages=True))
    assert [each.report.text for each in found] == ["The army took Tadef, and then Bza'ah.", "Also …", "Third …"]
    assert "does not allow it to robots" in found[1].arrival.notes[0] and "404" in found[2].arrival.notes[0]
    assert web.paths().count("/robots.txt") == 1 and "/p1?id=4" not in web.paths()


def test_pages_beyond_the_most_of_one_poll_come_with_the_next(
    web: Any, given: Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("marsad.reports.feeds.rss.MOST_PAGES", 2)
    feed = web.answer(rss(*"abc", url=web.url + "/p{n}", whole=False), ETag='"1"')
    web.on("/feed", feed)
    for number in range(3):
        page = f"<html><body><p>The page of number {number}.</p></body></html>"
        web.on(f"/p{number}?id=4", web.answer(page, Content_Type="text/html"))
    first = poll(web, given, pages=True)
    second = poll(web, given, first.state, pages=True)
    assert (len(first.reports), len(second.reports)) == (2, 1)
    assert reports(second)[0].report.text == "The page of number 2."


def test_settings_that_cannot_be_are_refused_by_name(given: Receipt) -> None:
    with pytest.raises(UsageError, match="every_minutes"):
        RssFeed().poll({"url": "https://n.example", "every_minutes": 1}, {}, given, NOW)
    with pytest.raises(UsageError, match="speed"):
        RssFeed().poll({"url": "https://n.example", "speed": 1}, {}, given, NOW)


@how(max_examples=150, deadline=None)
@any_(st.binary(max_size=200), st.integers(0, 900))
def test_no_damage_makes_reading_a_feed_fail_in_another_way_than_said(damage: bytes, at: int) -> None:
    content = rss("The army took Tadef.", "Two.").encode()
    try:
        read_feed(content[:at] + damage + content[at:], "text/xml", "https://n.example/feed")
    except ValueError as error:
        assert str(error)
