"""The page as a reader meets it: the map, the slider, a click on Al-Bab; nothing asked of anybody outside."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from marsad.demo.show import make_demo

pytestmark = pytest.mark.browser
OUT = Path(__file__).parent / "out"
DESK, PHONE = (1280, 800), (390, 844)
PATIENCE_S = 60.0


class Visit:
    """One page in the browser, and what went wrong on it: outside requests, console errors, page errors."""

    def __init__(self, browser: Browser, base: str, size: tuple[int, int], script: bool = True) -> None:
        self.base = base
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=script, service_workers="block"
        )
        self.page: Page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("request", lambda request: self._check(request.url))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda said: self._hear(said.type, said.text))

    def _check(self, address: str) -> None:
        if not address.startswith((self.base, "blob:", "data:")):
            self.wrong.append(f"request to {address}")

    def _hear(self, kind: str, text: str) -> None:
        if (
            kind in {"error", "warning"} and "GL Driver Message" not in text
        ):  # software rendering is slow, and says so
            self.wrong.append(f"{kind}: {text}")

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.base}/{path}")
        return self.page

    def until(self, expression: str) -> Any:
        """Poll: waiting inside the page would need eval, which the page's own policy forbids."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            found = self.page.evaluate(expression)
            if found:
                return found
            time.sleep(0.05)
        raise AssertionError(f"never true: {expression}; {self.wrong}")

    def map_drawn(self) -> None:
        self.until("document.documentElement.dataset.map === 'drawn'")

    def keep(self, name: str, *, full_page: bool = False) -> None:
        OUT.mkdir(exist_ok=True)
        self.page.screenshot(path=OUT / f"{name}.png", full_page=full_page)


@pytest.fixture(params=["http", "file"])
def base(request: pytest.FixtureRequest, edition: Path, served: str) -> str:
    return served if request.param == "http" else edition.as_uri()


@pytest.fixture
def visit(chromium: Browser, base: str) -> Iterator[Visit]:
    visit = Visit(chromium, base, DESK)
    yield visit
    visit.context.close()
    assert not visit.wrong, visit.wrong


def set_day(visit: Visit, day: str) -> None:
    """Move the slider as a hand would: by its handle, then by the arrow keys to the very day."""
    slider = visit.page.locator("#day")
    box = slider.bounding_box()
    assert box is not None
    first, last = int(slider.get_attribute("min") or 0), int(slider.get_attribute("max") or 0)
    wanted = int(visit.page.evaluate(f"Date.parse('{day}T00:00:00Z') / 86400000"))
    at = int(slider.input_value())
    left, step, middle = box["x"] + 8, (box["width"] - 16) / (last - first), box["y"] + box["height"] / 2
    visit.page.mouse.move(left + (at - first) * step, middle)
    visit.page.mouse.down()
    visit.page.mouse.move(left + (wanted - first) * step, middle, steps=8)
    visit.page.mouse.up()
    assert abs(int(slider.input_value()) - wanted) <= 1, "dragging the handle did not move the day"
    while int(slider.input_value()) != wanted:
        slider.press("ArrowRight" if int(slider.input_value()) < wanted else "ArrowLeft")


def shown(page: Page) -> str:
    """The text that a reader sees beside the map."""
    return " ".join(page.locator("#panel").inner_text().split())


def colours_on_the_map(visit: Visit) -> int:
    """How many colours the drawn canvas holds, sampled on a grid."""
    return int(
        visit.page.evaluate(
            """() => new Promise((done) => {
              MARSAD_MAP.once('render', () => {
                const from = MARSAD_MAP.getCanvas(), to = document.createElement('canvas');
                to.width = from.width; to.height = from.height;
                const pen = to.getContext('2d', {willReadFrequently: true});
                pen.drawImage(from, 0, 0);
                const pixels = pen.getImageData(0, 0, to.width, to.height).data, seen = new Set();
                for (let i = 0; i < pixels.length; i += 44) seen.add(pixels.slice(i, i + 3).join());
                done(seen.size);
              });
              MARSAD_MAP.triggerRepaint();
            })"""
        )
    )


def order_of(visit: Visit, layer: str) -> int:
    """How far to the front the map draws a layer: the neighbours of a besieged place stand before its ring."""
    return int(visit.page.evaluate(f"MARSAD_MAP.getStyle().layers.findIndex((each) => each.id === '{layer}')"))


def click_place(visit: Visit, slug: str) -> None:
    """Click where the map draws the place."""
    x, y = visit.page.evaluate(
        f"""() => {{
          const place = MARSAD_EDITION.places.find((each) => each[0] === '{slug}');
          const at = MARSAD_MAP.project([place[5], place[4]]);
          const box = MARSAD_MAP.getCanvas().getBoundingClientRect();
          return [box.x + at.x, box.y + at.y];
        }}"""
    )
    visit.page.mouse.click(x, y)


def test_the_first_look_shows_al_bab_besieged(visit: Visit) -> None:
    page = visit.open("index.html")
    assert page.locator("#still svg").is_visible()  # the picture stands until the map is drawn
    visit.map_drawn()
    assert not page.locator("#still").is_visible()
    assert colours_on_the_map(visit) > 40
    assert page.locator("#day-words").inner_text() == "Monday 6 February 2017"
    words = shown(page)
    for said in (
        "Al-Bab besieged",
        "is reported completely besieged as of 6 February 2017",
        "north, east and west: Turkey, Free Syrian Army",
        "south: Syrian government forces",
        "Reported by one origin through two outlets",
        "Only routes under fire",
        "Where they differ",
        "The last road",
        "Tal Uwayshiyah: now held by Syrian government forces, before by ISIS",
    ):
        assert said in words, said
    visit.keep("first-look")


def test_the_slider_moves_the_day_on_map_and_panel(visit: Visit) -> None:
    page = visit.open("index.html")
    visit.map_drawn()
    rendered = "MARSAD_MAP.queryRenderedFeatures({layers: ['rings']}).length"
    assert visit.until(f"{rendered} === 1")
    set_day(visit, "2017-02-05")
    assert "Al-Bab: one last route" in shown(page)
    visit.until(f"{rendered} === 0")
    set_day(visit, "2017-02-10")
    assert "disputed by one" in shown(page)
    assert "one narrow passage was left" in shown(page)
    visit.until(f"{rendered} === 1")
    set_day(visit, "2017-02-24")
    words = shown(page)
    assert "Al-Bab: no siege" in words
    assert "ended on 23 February 2017" in words
    visit.until(f"{rendered} === 0")
    holder = """MARSAD_MAP.queryRenderedFeatures({layers: ['dots']})
      .filter((dot) => dot.properties.slug === 'al-bab').map((dot) => dot.properties.words)[0]"""
    visit.until(f"({holder} || '').includes('Euphrates Shield')")
    visit.keep("after-the-fall")


def test_a_click_on_al_bab_opens_its_page_on_that_day(visit: Visit) -> None:
    visit.open("index.html")
    visit.map_drawn()
    set_day(visit, "2017-02-10")
    click_place(visit, "al-bab")
    visit.page.wait_for_url("**/place/al-bab.html?as_of=2017-02-10")
    page = visit.page
    assert page.locator("h1").inner_text().startswith("Al-Bab")
    assert page.locator("#day-words").inner_text() == "Friday 10 February 2017"
    passage = page.locator(".statement.against")
    assert passage.locator("mark").inner_text() == "one narrow passage was left"
    assert "An opposition site" in passage.inner_text()
    assert page.locator("article.siege:visible").count() == 1
    visit.keep("al-bab", full_page=True)
    passage.get_by_role("link").click()
    page.wait_for_url("**/report/*.html#clm_*")
    assert "one narrow passage was left" in page.locator(".text").inner_text()
    visit.keep("report", full_page=True)


def test_a_place_is_found_by_name_and_by_arabic_name(visit: Visit) -> None:
    for typed, slug in (("al bab", "al-bab"), ("الباب", "al-bab"), ("Bzaah", "bzaah"), ("mask", "maskanah")):
        page = visit.open("index.html")
        page.locator("#place-search").fill(typed)
        page.locator("#place-search").press("Enter")
        page.wait_for_url(f"**/place/{slug}.html?as_of=2017-02-06")


def test_play_and_the_arrow_keys_move_the_days(visit: Visit) -> None:
    page = visit.open("index.html?as_of=2017-01-20")
    assert page.locator("#day-words").inner_text() == "Friday 20 January 2017"
    page.locator("body").press("ArrowRight")
    assert page.locator("#day-words").inner_text() == "Saturday 21 January 2017"
    page.locator("#play").click()
    assert page.locator("#play").get_attribute("aria-pressed") == "true"
    visit.until("document.getElementById('day-words').textContent === 'Sunday 22 January 2017'")
    page.locator("#play").click()
    assert page.locator("#play").get_attribute("aria-pressed") == "false"


def test_on_a_phone_nothing_runs_over_the_edge(chromium: Browser, served: str) -> None:
    visit = Visit(chromium, served, PHONE)
    pages = ("sieges.html", "disputes.html", "reports.html", "issues.html", "about.html", "brief.html")
    for path in ("index.html", "place/al-bab.html", *pages):
        page = visit.open(path)
        if path == "index.html":
            visit.map_drawn()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], path
        visit.keep(f"phone-{path.split('/')[-1].removesuffix('.html')}")
    visit.context.close()
    assert not visit.wrong, visit.wrong


def test_the_demonstration_shows_its_siege_and_its_end(chromium: Browser, tmp_path: Path) -> None:
    make_demo(tmp_path / "demo")
    visit = Visit(chromium, (tmp_path / "demo" / "edition").as_uri(), DESK)
    page = visit.open("index.html")
    visit.map_drawn()
    assert "Al-Bab besieged" in shown(page)
    assert order_of(visit, "rings") < order_of(visit, "marks") < order_of(visit, "dots")
    visit.keep("demo")
    set_day(visit, "2017-02-05")
    assert "Al-Bab besieged" not in shown(page)
    set_day(visit, "2017-02-24")
    assert "Al-Bab besieged" not in shown(page)
    set_day(visit, "2017-02-06")
    click_place(visit, "al-bab")
    page.wait_for_url("**/place/al-bab.html?as_of=2017-02-06")
    assert page.locator(".statement").count() > 10
    visit.context.close()
    assert not visit.wrong, visit.wrong


def test_without_script_the_same_message_is_there(chromium: Browser, base: str) -> None:
    visit = Visit(chromium, base, DESK, script=False)
    page = visit.open("index.html")
    assert page.locator("#still svg").is_visible()
    assert "is reported completely besieged as of 6 February 2017" in shown(page)
    assert "Without JavaScript this page shows one day" in shown(page)
    assert not page.locator("#time").is_visible()
    visit.keep("without-script")
    visit.context.close()
    assert not visit.wrong, visit.wrong
