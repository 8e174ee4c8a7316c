"""No page makes the reader of pages stop, and nothing of its scripts comes through."""

from __future__ import annotations

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.reports.page_text import read_page

PIECES = [
    "<p>", "</p>", "<![CDATA[", "]]>", "<!--", "-->", "<!x", "<![if", "<script>", "</script>",
    "<title>", "</title>", "<meta name=", "<html lang='ar'", ">", "<", "/>", "&amp;", "&#0;", "&#x110000;",
    "</nav>", "<nav>", "text ", "=\"", "\0",
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=30).map("".join))
def test_no_markup_makes_it_stop(markup: str) -> None:
    page = read_page(markup)
    assert all(line == line.strip() for line in page.text.split("\n"))
    assert page.text == page.text.strip("\n")
    assert "\n\n\n" not in page.text


@given(
    st.lists(st.sampled_from(["<p>a</p>", "<nav>", "</nav>", "<b>b</b>", "<form><div>"]), max_size=8).map("".join)
)
def test_scripts_and_styles_are_never_text(around: str) -> None:
    page = read_page(f"{around}<script>secret()</script>{around}<style>secret</style>{around}")
    assert "secret" not in page.text


BLOCKS = ["<p>", "</p>", "<b>", "</b>", "<br>", "<pre>", "</pre>", "<li>", "<nav>", "</nav>", "<script>x</script>"]
WORDS = [
    "The army",
    " took  Tadef",
    "\n on \t Sunday",
    "&amp;",
    "&nbsp;",
    "&#39;",
    "5 < 6",
    "&Eacute;",
    "é",
    "حلب",
]


@given(st.lists(st.sampled_from(BLOCKS + WORDS), max_size=25).map("".join))
def test_every_word_of_a_page_leads_back_to_where_it_stands(markup: str) -> None:
    page = read_page(markup)
    located = set()
    for each in page.locations:
        assert isinstance(each.at, int)
        there = markup[each.at : each.at + (each.width or each.end - each.start)]
        assert html.unescape(there).split() == page.text[each.start : each.end].split()
        located |= set(range(each.start, each.end))
    assert all(char.isspace() for at, char in enumerate(page.text) if at not in located)


@pytest.mark.parametrize("unit", ["<!", "<a ", '<a "', "<!--", "<script>", "</", "<![", "<p a='", "<div>", "&#x"])
def test_a_page_made_to_hold_the_reader_up_is_read_at_once(unit: str) -> None:
    """A hang shows here as minutes: the standard library's parser takes five hours for some of these."""
    read_page(unit * (1_000_000 // len(unit)))
