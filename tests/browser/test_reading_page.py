"""The page of a coder as a coder meets it: marks and cards that show each other, keys, types, a phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from marsad.areas import load_area
from marsad.model import Report
from marsad.pipeline import claims_of
from marsad.publication.reading_page import reading_page

pytestmark = pytest.mark.browser
OUT = Path(__file__).parent / "out"
DESK, PHONE = (1360, 820), (390, 844)
FIRST = (
    "Turkish-backed rebels had captured the ISIS-held town of Qabasin before Russian air strikes killed at least"
    " 12 civilians on Saturday, the Observatory said.\n\nGovernment forces severed the last road out of al-Bab"
    " overnight. The army did not withdraw from Tadef. Rebels plan to besiege Raqqa.\n"
)
HOSTILE = (
    "<script>window.hurt = 1</script><img src=x onerror='window.hurt = 2'> \U0001f4a3 The army\u200f besieged"
    " al-Bab\u202e from the south.\r\n\r\n</script></style><svg onload=window.hurt=3> ISIS shelled Qabasin"
    " \U0001f469\u200d\U0001f467.\r\n"
)
QUIET = "The general spoke of peace and of the weather."


class Desk:
    """The page in a browser, and what went wrong on it: requests, console errors, page errors."""

    def __init__(self, context: BrowserContext, page_file: Path) -> None:
        self.page: Page = context.new_page()
        self.wrong: list[str] = []
        self.asked: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda said: self.wrong.append(said.text))
        self.page.goto(page_file.as_uri())

    def classes(self, selector: str) -> set[str]:
        return set((self.page.locator(selector).first.get_attribute("class") or "").split())

    def chosen(self) -> str:
        return str(self.page.evaluate("document.querySelector('.card.on')?.id || ''"))

    def keep(self, name: str) -> None:
        OUT.mkdir(exist_ok=True)
        self.page.screenshot(path=OUT / f"{name}.png")


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    area = load_area("syria")
    reports = [
        Report(f"rep_{number}", text, published=date(2017, 2, 6), publisher="A wire", language="en")
        for number, text in enumerate((FIRST, HOSTILE, QUIET))
    ]
    file = tmp_path_factory.mktemp("reading") / "reading.html"
    read = [(report, claims_of(report, area, explained=True)) for report in reports]
    file.write_bytes(reading_page(read).encode("utf-8"))
    return file


def opened(chromium: Browser, file: Path, size: tuple[int, int] = DESK, **settings: Any) -> Iterator[Desk]:
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, **settings)
    desk = Desk(context, file)
    yield desk
    context.close()
    assert not desk.wrong, desk.wrong
    assert [url for url in desk.asked if not url.startswith(("file:", "data:"))] == []


@pytest.fixture
def desk(chromium: Browser, page_file: Path) -> Iterator[Desk]:
    yield from opened(chromium, page_file, color_scheme="light", reduced_motion="reduce")


@pytest.fixture
def phone(chromium: Browser, page_file: Path) -> Iterator[Desk]:
    yield from opened(chromium, page_file, PHONE, color_scheme="dark", reduced_motion="reduce", has_touch=True)


def test_a_passage_and_its_card_show_each_other(desk: Desk) -> None:
    page = desk.page
    page.locator(".card").nth(1).hover()
    anchor = page.locator(".card").nth(1).get_attribute("id")
    assert "near" in desk.classes(f".p[data-claim={anchor}]")
    page.locator(".p.t-route_cut").first.hover()
    assert "near" in desk.classes(".card.t-route_cut")
    assert "near" not in desk.classes(f"#{anchor}")
    page.locator(".p.t-route_cut").first.click()
    assert "on" in desk.classes(".card.t-route_cut")
    desk.keep("reading-chosen")


def test_a_click_goes_through_the_claims_of_overlapping_passages(desk: Desk) -> None:
    box = desk.page.locator(".p.t-support").first.bounding_box()
    assert box is not None
    chosen = []
    for _ in range(3):
        desk.page.mouse.click(box["x"] + 0.7 * box["width"], box["y"] + 0.5 * box["height"])
        chosen.append(desk.chosen())
    assert chosen == ["r1c2", "r1c1", "r1c2"]


def test_the_keys_walk_through_the_claims_and_the_reports(desk: Desk) -> None:
    page = desk.page
    count = page.locator("#r1 .card").count()
    for key, wanted in (("j", "r1c1"), ("j", "r1c2"), ("k", "r1c1"), ("k", "r1c1")):
        page.keyboard.press(key)
        assert desk.chosen() == wanted
    page.keyboard.press("ArrowDown")  # within the cards the arrows walk too
    assert desk.chosen() == "r1c2"
    assert page.evaluate("document.activeElement.id") == "r1c2"
    page.keyboard.press("w")
    assert page.locator("#r1c2 .why").get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert desk.chosen() == ""
    page.keyboard.press("n")
    assert page.locator("#r2").is_visible()
    assert not page.locator("#r1").is_visible()
    page.keyboard.press("n")
    assert "No claim was read in it." in page.locator("#r3").inner_text()
    page.keyboard.press("p")
    page.keyboard.press("p")
    assert page.locator("#r1 .card:visible").count() == count


def test_only_the_types_asked_for_are_shown(desk: Desk) -> None:
    page = desk.page
    page.locator(".chip[data-only=t-siege]").click()
    assert page.locator("#r1 .card:visible").count() == page.locator("#r1 .card.t-siege").count() == 1
    assert "off" in desk.classes(".p.t-route_cut")
    assert "1 of" in page.locator("#r1 .tally").inner_text()
    page.locator(".chip[data-only=unsure]").click()
    assert page.locator("#r1 .card:visible").count() == page.locator("#r1 .card.unsure").count() == 2
    page.keyboard.press("Escape")
    assert page.locator("#r1 .card.off").count() == 0
    assert page.locator("#r1 .tally").inner_text() == ""


def test_a_hostile_report_does_nothing_and_its_passages_are_true(desk: Desk) -> None:
    page = desk.page
    page.keyboard.press("n")
    assert page.evaluate("window.hurt") is None
    marked = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('#r2 .card')].map((card) => [
          card.querySelector('.quote').textContent,
          [...document.querySelectorAll(`.p[data-claim="${card.id}"]`)].map((mark) => {
            const copy = mark.cloneNode(true);
            for (const number of copy.querySelectorAll('.num')) number.remove();
            return copy.textContent;
          }).join('')]))"""
    )
    assert len(marked) == 2
    assert all(quote == passage for quote, passage in marked.items())
    desk.keep("reading-hostile")


def test_a_link_to_a_claim_opens_its_report(desk: Desk) -> None:
    desk.page.evaluate("location.hash = '#r2c1'")
    desk.page.wait_for_selector("#r2c1.on")
    assert desk.page.locator("#r2").is_visible()


def test_on_a_phone_nothing_runs_over_the_edge_and_a_tap_leads_to_the_card(phone: Desk) -> None:
    page = phone.page
    for number in (1, 2, 3):
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], number
        page.keyboard.press("n")
    page.keyboard.press("p")
    page.keyboard.press("p")
    phone.keep("reading-phone")
    page.locator(".p.t-route_cut").first.tap()
    box = page.locator(".card.t-route_cut").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < PHONE[1]


def test_without_script_every_report_and_claim_is_there(chromium: Browser, page_file: Path) -> None:
    for bare in opened(chromium, page_file, java_script_enabled=False):
        assert bare.page.locator(".report:visible").count() == 3
        assert not bare.page.locator(".filter").is_visible()
