"""The page of a coder: hostile reports are harmless words, each passage is its quote, each link has its target."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.areas import load_area
from marsad.model import Claim, ClaimType, Modality, Report
from marsad.pipeline import Reading, claims_of
from marsad.publication import EditionContent, claims_html
from marsad.publication.reading_page import CODES, reading_page, shown

HOSTILE = (
    '<script>alert(1)</script> "Rebels" & <b onclick="x()">ISIS</b> took Tadef \U0001f4a3 on Sunday.\r\n'
    "\r\nThe army\u200f besieged al-Bab\u202e from the south\u202c. &amp;nbsp; <img src=x onerror=alert(2)>\r\n"
    "]]> --> </style><style>*{display:none}</style> {{ 7 * 7 }} \U0001f469\u200d\U0001f469\u200d\U0001f467 ISIS"
    " shelled Qabasin, killing 12 civilians.\r\n"
)
VOID = {"meta", "link", "br", "img", "input"}


class Page(HTMLParser):
    """What a browser makes of a page: elements with their attributes, and the words within each passage."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.passages: dict[str, str] = {}
        self.text = ""
        self._open: list[dict[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        classes = [str(each.get("class", "")).split() for each in self._open]
        if not any("text" in each for each in classes) or any("num" in each for each in classes):
            return
        self.text += data
        for each, names in zip(self._open, classes, strict=True):
            if "p" in names:
                claim = str(each["data-claim"])
                self.passages[claim] = self.passages.get(claim, "") + data

    def with_(self, attribute: str) -> list[str]:
        return [str(attrs[attribute]) for _, attrs in self.elements if attribute in attrs]


def read(text: str, **fields: str) -> tuple[Report, Reading]:
    report = Report("rep_x", text, published=date(2017, 2, 6), language="en", **fields)  # type: ignore[arg-type]
    return report, claims_of(report, load_area("syria"), explained=True)


def as_shown(words: str) -> str:
    return re.sub("[\u202a-\u202e\u2066-\u2069]", "⇄", words)


def test_every_passage_is_its_quote_in_a_text_of_emoji_and_marks() -> None:
    report, reading = read(HOSTILE)
    assert len(reading.claims) >= 3
    page = Page(reading_page([(report, reading)]))
    assert page.text == as_shown(HOSTILE)
    quotes = {page.passages[f"r1c{number}"] for number in range(1, len(reading.claims) + 1)}
    assert quotes == {as_shown(claim.quote) for claim in reading.claims}


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5),
)
def test_any_text_is_shown_whole_and_marked_where_its_claims_are(text: str, spans: list[tuple[int, int]]) -> None:
    ends = [(min(pair), min(max(pair), len(text))) for pair in spans]
    claims = [Claim("rep_x", ClaimType.CLASH, text[a:b], a, b) for a, b in dict.fromkeys(ends) if a < b]
    page = Page(claims_html(Report("rep_x", text), claims))
    assert len(page.text) == len(text)
    assert sorted(map(len, page.passages.values())) == sorted(len(claim.quote) for claim in claims)


def test_a_hostile_report_is_words_and_nothing_else() -> None:
    page = reading_page([read(HOSTILE, title="<b>Bold</b>\u202edlob", publisher='"><script>alert(3)</script>')])
    found = Page(page)
    tags = {tag for tag, _ in found.elements}
    assert not tags & {"img", "iframe", "object", "embed"}
    assert [tag for tag, _ in found.elements].count("script") == 1
    assert [tag for tag, _ in found.elements].count("style") == 1
    assert not [name for _, attrs in found.elements for name in attrs if name.startswith("on")]
    assert "style" not in {name for _, attrs in found.elements for name in attrs}
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", page)
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7 * 7 }}" in page


def test_the_policy_allows_the_pages_own_style_and_script_and_nothing_else() -> None:
    page = reading_page([read("The army captured Tadef.")])
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    allowed = html.unescape(policy[1])
    for name in ("style", "script"):
        content = re.search(rf"<{name}>(.*?)</{name}>", page, re.DOTALL)
        assert content is not None
        digest = base64.b64encode(hashlib.sha256(content[1].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in allowed
    assert allowed.startswith("default-src 'none'")
    assert "unsafe" not in allowed
    assert not re.search(r"(src|href)=\"(?!#|data:)", page)
    assert "url(" not in page


def test_every_link_of_a_page_of_several_reports_leads_to_its_one_target() -> None:
    found = Page(
        reading_page([read("The army captured Tadef and besieged al-Bab."), read("Rain."), read(HOSTILE)])
    )
    ids = found.with_("id")
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in found.with_("href") if link.startswith("#")} <= set(ids)
    assert {"r1", "r2", "r3", "r1c1", "r1c2", "r3c1"} <= set(ids)


def test_a_card_holds_what_its_claim_says_and_why(content: EditionContent) -> None:
    report = next(
        each for each in content.reports.values() if each.title == "Army closes in on Al-Bab from the south"
    )
    reading = claims_of(report, content.area, explained=True)
    page = reading_page([(report, reading)])
    assert len(re.findall(r'<li class="card ', page)) == len(reading.claims) > 0
    assert len(re.findall(r'<details class="why">', page)) == len(reading.claims)
    assert "verb " in page
    assert len(re.findall(r'<li class="card ', claims_html(report, reading.claims))) == len(reading.claims)


@pytest.mark.parametrize(
    ("modality", "sign"), [(Modality.PLANNED, "→"), (Modality.DENIED, "✕"), (Modality.POSSIBLE, "?")]
)
def test_what_is_not_asserted_has_a_sign_beside_its_colour(modality: Modality, sign: str) -> None:
    text = "Ankara vowed to take it."
    page = claims_html(
        Report("rep_x", text), [Claim("rep_x", ClaimType.CAPTURE, text[:5], 0, 5, modality=modality)]
    )
    assert f"1<i>Ca{sign}</i>" in page
    assert 'f-ground l0 in unsure"' in page


def test_each_type_has_letters_of_its_own() -> None:
    assert set(CODES) == set(ClaimType)
    assert len(set(CODES.values())) == len(ClaimType)


def test_an_unknown_name_is_left_open_on_its_card() -> None:
    page = reading_page([read("The army captured Tadef and Nowherabad on Sunday.")])
    assert "not known to the area: “Nowherabad”" in page


def test_a_report_without_claims_says_so() -> None:
    page = claims_html(Report("rep_x", "Nothing happened."), [])
    assert "No claim was read in it." in page
    assert '<h1 dir="auto" class="unseen">Nothing happened.</h1>' in page


@pytest.mark.parametrize(
    ("text", "title", "heading"),
    [
        (" Town changes hands \n \nRebels took it.", None, "Town changes hands"),
        ("Town changes hands\n\nRebels took it.", "As titled", "As titled"),
        ("Town changes hands\nRebels took it.", None, "Town changes hands Rebels took it."),
        ("word " * 50 + "\n\nRebels took it.", None, "word " * 12 + "word …"),
    ],
)
def test_a_report_without_a_title_goes_by_its_first_words(text: str, title: str | None, heading: str) -> None:
    assert f">{heading}</h1>" in claims_html(Report("rep_x", text, title=title), [])


def test_control_characters_are_shown_and_keep_their_place() -> None:
    assert str(shown("a\x07b\u202ec\td")).startswith("a␇b<span")
    assert len(Page(claims_html(Report("rep_x", "a\x07b\x00\u2066c\r\nd"), [])).text) == 9
