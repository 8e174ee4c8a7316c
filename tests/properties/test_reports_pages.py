"""No page makes the reader of pages stop, and nothing of its scripts comes through."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.reports.web_page import read_page

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
