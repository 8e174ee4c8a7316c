"""The main text of a page: nothing that a report says is lost, and what stands on every page of a site is."""

from __future__ import annotations

import pytest

from marsad.reports.main_text import main_text
from marsad.reports.page_text import read_page

SENTENCES = [
    "The army took the village of Bazaa on Sunday, a monitor said, and the rebels left it before dawn.",
    "Two civilians were killed when a shell hit a house near the market, a resident told the agency.",
    "The road to Raqqa is now cut, which leaves the town with no way out for the first time.",
    "A commander denied that his men had left, and said that fighting went on in the orchards.",
]
AROUND_BEFORE = "<div class='menu'><ul><li><a href='/'>Home</a></li><li><a href='/w'>World</a></li></ul></div>"
AROUND_BEHIND = (
    "<div class='comments'><h3>Comments</h3><p>I never believed a word that these people write.</p></div>"
    "<div>Copyright 2017. All rights reserved.</div>"
)


def page(inner: str) -> str:
    return (
        "<html lang='en'><head><title>Army takes Bazaa</title></head><body>"
        f"{AROUND_BEFORE}<div id='content'><h1>Army takes Bazaa</h1>{inner}</div>{AROUND_BEHIND}</body></html>"
    )


LAYOUTS = {
    "paragraphs": "".join(f"<p>{each}</p>" for each in SENTENCES),
    "divisions": "".join(f"<div>{each}</div>" for each in SENTENCES),
    "items": "<p>What happened:</p><ul>" + "".join(f"<li>{each}</li>" for each in SENTENCES) + "</ul>",
    "breaks": "<p>" + "<br><br>".join(SENTENCES) + "</p>",
    "table": "<table>" + "".join(f"<tr><td>Day</td><td>{each}</td></tr>" for each in SENTENCES) + "</table>",
    "quotation": f"<p>{SENTENCES[0]}</p><blockquote>{SENTENCES[1]}</blockquote><p>{' '.join(SENTENCES[2:])}</p>",
    "links": "".join(f"<p><a href='/{at}'>{each}</a></p>" for at, each in enumerate(SENTENCES)),
    "headings": "".join(f"<h2>{each[:30]}</h2><p>{each}</p>" for each in SENTENCES),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_sentence_of_the_report_is_lost(layout: str) -> None:
    markup = page(LAYOUTS[layout])
    main, _ = main_text(read_page(markup), markup)
    assert [each for each in SENTENCES if each not in " ".join(main.text.split())] == []
    for each in main.locations:
        assert isinstance(each.at, int)
        assert main.text[each.start : each.end] == markup[each.at : each.at + each.end - each.start]


def test_menus_and_comments_of_readers_are_left_out_and_said_to_be() -> None:
    pytest.importorskip("trafilatura")
    markup = page("<div class='date'>Sunday, 26 February 2017</div>" + LAYOUTS["paragraphs"])
    main, how = main_text(read_page(markup), markup)
    assert main.text.split("\n\n")[:2] == ["Army takes Bazaa", "Sunday, 26 February 2017"]
    assert "Home" not in main.text and "never believed" not in main.text and "Copyright" not in main.text
    assert how.startswith("the main text of the page by trafilatura") and "blocks left out: " in how


def test_without_trafilatura_the_whole_page_is_taken_and_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marsad.reports.main_text.find_spec", lambda name: None)
    markup = page(LAYOUTS["paragraphs"])
    whole = read_page(markup)
    assert main_text(whole, markup) == (
        whole,
        "the whole text of the page: trafilatura, which finds the main text, is not installed",
    )


def test_where_little_is_found_nothing_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("trafilatura")
    monkeypatch.setattr("marsad.reports.main_text._extracted", lambda markup: "Army takes Bazaa")
    markup = page(LAYOUTS["paragraphs"])
    whole = read_page(markup)
    main, how = main_text(whole, markup)
    assert main == whole
    assert "finds no main text" in how


def test_pictures_within_a_page_do_not_make_it_too_long() -> None:
    pytest.importorskip("trafilatura")
    picture = f"<img src='data:image/png;base64,{'A' * 600_000}'>"
    markup = page(picture + LAYOUTS["paragraphs"])
    main, how = main_text(read_page(markup), markup)
    assert how.startswith("the main text of the page by trafilatura")
    assert all(each in main.text for each in SENTENCES)
