"""An edition is whole or not there, the same on every machine, and asks nobody outside for anything."""

from __future__ import annotations

import csv
import errno
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from marsad.errors import PublicationError
from marsad.model import Claim, ClaimType, Degree, IsolationLevel, PlacePrecision, Report
from marsad.publication import EditionContent, publish, templates
from marsad.publication.exports import safe_cell

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


@pytest.fixture(scope="module")
def edition(content: EditionContent, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("edition") / "out"
    publish(content, folder)
    return folder


class Page(HTMLParser):
    """What a page links to, what it offers as a target, and what a strict policy would forbid in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.forbidden: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value for name, value in attrs if name in {"href", "src"} and value]
        if tag == "style" or "style" in named or any(name.startswith("on") for name in named):
            self.forbidden.append(self.get_starttag_text() or tag)
        if tag == "script" and not named.get("src"):
            self.forbidden.append(tag)


def pages(folder: Path) -> Iterator[tuple[Path, Page]]:
    for path in sorted(folder.rglob("*.html")):
        yield path, Page(path.read_text(encoding="utf-8"))


def test_the_manifest_names_every_file_with_its_hash(edition: Path) -> None:
    manifest = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))
    there = {str(path.relative_to(edition)) for path in edition.rglob("*") if path.is_file()} - {"manifest.json"}
    assert set(manifest["files"]) == there
    for name, digest in manifest["files"].items():
        assert sha256((edition / name).read_bytes()).hexdigest() == digest, name


def test_the_same_content_gives_the_same_bytes_anywhere(content: EditionContent, tmp_path: Path) -> None:
    here = publish(content, tmp_path / "one").edition
    code = (
        "import sys, pathlib; sys.path.insert(0, sys.argv[1]); import story; from marsad.publication import *;"
        " print(publish(story.content(), pathlib.Path(sys.argv[2])).edition)"
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parent), str(tmp_path / "two")]
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == here


def test_a_later_edition_takes_the_place_of_an_earlier_one(content: EditionContent, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = publish(content, out)
    second = publish(replace(content, title="Another title"), out)
    assert first.edition != second.edition
    assert "Another title" in (out / "index.html").read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_is_no_edition_is_left_as_it_is(content: EditionContent, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(PublicationError, match="no edition of Marsad"):
        publish(content, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_full_disk_leaves_the_earlier_edition_standing(
    content: EditionContent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    publish(content, out)
    before = (out / "manifest.json").read_bytes()
    written = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if path.name == "brief.html":
            raise OSError(errno.ENOSPC, "No space left on device")
        return written(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(PublicationError, match="No space left"):
        publish(replace(content, title="Another title"), out)
    assert (out / "manifest.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_every_link_leads_to_something_that_is_there(edition: Path) -> None:
    found = dict(pages(edition))
    assert len(found) > 30
    for path, page in found.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme == "data":
                continue
            assert not parts.scheme and not parts.netloc, f"{path.name} leads outside: {link}"
            target = (path.parent / parts.path).resolve() if parts.path else path
            assert target.is_file(), f"{path.name}: {link}"
            if parts.fragment:
                assert parts.fragment in found[target].ids, f"{path.name}: {link}"


def test_no_page_needs_what_a_strict_policy_forbids(edition: Path) -> None:
    for path, page in pages(edition):
        assert not page.forbidden, f"{path.name}: {page.forbidden[:1]}"
        assert len(page.ids) == len(set(page.ids)), f"{path.name} has an id twice"
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in unescape(
            path.read_text(encoding="utf-8")
        )


def test_our_scripts_and_styles_name_no_address(edition: Path) -> None:
    for path in (edition / "assets").iterdir():
        assert not re.search(r"https?://|//[a-z]+\.", path.read_text(encoding="utf-8")), path.name


def test_the_vendored_files_are_those_registered() -> None:
    vendor = Path(__file__).parents[2] / "src/marsad/publication/site/vendor"
    rows = json.loads((vendor / "VENDOR.json").read_text(encoding="utf-8"))
    registered = {row["file"]: row["sha256"] for row in rows}
    for path in vendor.iterdir():
        if not path.name.startswith(("LICENSE", "VENDOR")):
            assert registered.pop(path.name) == sha256(path.read_bytes()).hexdigest(), path.name
    assert not registered
    assert all(row["licence"] and row["version"] for row in rows)
    assert sum(path.stat().st_size for path in vendor.iterdir()) < 3_000_000


def hostile(content: EditionContent) -> EditionContent:
    """The story with markup in every text that comes from outside."""
    places = dict(content.area.places)
    actors = dict(content.area.actors)
    actors["act_isis"] = replace(actors["act_isis"], name=f"ISIS {HOSTILE}", colour=HOSTILE)
    places["plc_tadef"] = replace(places["plc_tadef"], name=f"Tadef {HOSTILE}", name_ar=HOSTILE)
    return replace(
        content,
        title=f"Winter {HOSTILE}",
        area=replace(content.area, places=places, actors=actors),
        reports={
            key: replace(report, title=HOSTILE, text=report.text + HOSTILE, publisher=HOSTILE)
            for key, report in content.reports.items()
        },
        sources={key: replace(source, name=f"{source.name} {HOSTILE}") for key, source in content.sources.items()},
        claims={
            key: replace(claim, attribution=(HOSTILE,), means=HOSTILE) for key, claim in content.claims.items()
        },
        issues=tuple(replace(issue, reason=HOSTILE, words=HOSTILE) for issue in content.issues),
    )


def test_markup_in_reports_is_shown_and_never_obeyed(content: EditionContent, tmp_path: Path) -> None:
    publish(hostile(content), tmp_path / "out")
    for path in sorted((tmp_path / "out").rglob("*")):
        if path.suffix in {".html", ".svg"} or path.name == "map.js":
            text = path.read_text(encoding="utf-8")
            assert "<script>alert" not in text, path.name
            assert "<img src=x" not in text, path.name
    for path, page in pages(tmp_path / "out"):
        assert not page.forbidden, f"{path.name}: {page.forbidden[:1]}"
    ElementTree.parse(tmp_path / "out/map.svg")
    assert "&lt;script&gt;" in (tmp_path / "out/reports.html").read_text(encoding="utf-8")


def test_hours_of_reporting_and_confidential_texts_are_not_in_the_edition(edition: Path) -> None:
    everything = "\n".join(
        path.read_text(encoding="utf-8")
        for path in edition.rglob("*")
        if path.suffix in {".html", ".md", ".csv", ".jsonl", ".geojson"} or path.name == "map.js"
    )
    assert "06:40" not in everything
    assert "IS retook" in everything
    assert "Message sent at noon" not in everything
    assert (
        "Written for demonstration; not" not in everything
    )  # the field source's words beyond the claim's sentence
    assert "Field source A" in everything


def test_texts_are_shown_in_full_only_where_that_is_allowed(content: EditionContent, tmp_path: Path) -> None:
    publish(replace(content, full_texts=False), tmp_path / "out")
    shown = "\n".join(path.read_text(encoding="utf-8") for path in (tmp_path / "out/report").iterdir())
    assert "Al-Bab is now completely besieged" in shown
    assert "not a real report" not in shown


def test_the_front_page_holds_every_day_and_shows_one(content: EditionContent, edition: Path) -> None:
    text = (edition / "index.html").read_text(encoding="utf-8")
    sections = re.findall(r'<div class="day-section"[^>]*?( hidden)?>', text)
    assert len(sections) == len(content.all_days) == 45
    assert sections.count("") == 1
    shown = [card for card in re.findall(r'<article class="siege[^>]*>.*?</article>', text, re.DOTALL)
             if " hidden>" not in card.split("\n")[0]]  # fmt: skip
    assert len(shown) == 1
    for words in (
        "is reported completely besieged as of 6 February 2017",
        "Reported by one origin through two outlets",
        "Only routes under fire",
        "Where they differ",
        "The last road",
        "one way is left, under fire",
    ):
        assert words in re.sub(r"<[^>]+>", "", shown[0]), words


def test_the_page_of_a_place_gives_every_statement_its_sentence_report_and_source(edition: Path) -> None:
    text = (edition / "place/al-bab.html").read_text(encoding="utf-8")
    statements = re.findall(r'<article class="statement[^>]*>.*?</article>', text, re.DOTALL)
    assert len(statements) == 6
    passage = next(each for each in statements if "one narrow passage was left" in each)
    assert 'class="statement against"' in passage
    assert "said that Al-Bab was not fully closed" in passage
    assert "Commander: one way out of Al-Bab is left" in passage
    assert "An opposition site" in passage
    assert "7 February 2017" in passage
    assert 'lang="ar" dir="rtl">الباب' in text
    assert "Announced, feared or possible" in text.split("Ankara has vowed")[0]


def test_every_export_reads_back(content: EditionContent, edition: Path) -> None:
    lines = (edition / "data/claims.jsonl").read_text(encoding="utf-8").splitlines()
    assert {form["id"]: Claim.from_json(form) for form in map(json.loads, lines)} == dict(content.claims)
    with (edition / "data/events.csv").open(encoding="utf-8", newline="") as table:
        events = list(csv.DictReader(table))
    assert [row["id"] for row in events] == sorted(event.id for event in content.events)
    with (edition / "data/control.csv").open(encoding="utf-8", newline="") as table:
        held = [row for row in csv.DictReader(table) if row["place"] == "plc_bzaah"]
    assert [row["from"] for row in held] == ["2017-01-01", "2017-02-03", "2017-02-04", "2017-02-08"]
    places = json.loads((edition / "data/places.geojson").read_text(encoding="utf-8"))["features"]
    al_bab = next(place for place in places if place["id"] == "plc_al_bab")
    assert al_bab["geometry"]["coordinates"] == [37.5157, 36.3705]
    assert al_bab["properties"]["holder"] == "act_isis"


def test_an_event_near_a_place_is_never_published_as_in_it(content: EditionContent, tmp_path: Path) -> None:
    taken = next(each for each in content.events if each.place == "plc_bzaah" and each.type is ClaimType.CAPTURE)
    near = replace(taken, id="evt_near", precision=PlacePrecision.NEAR)
    publish(replace(content, events=(*content.events, near)), tmp_path / "out")
    page = (tmp_path / "out/place/bzaah.html").read_text(encoding="utf-8")
    section = page.split('<section class="event" id="evt_near"')[1].split("</section>")[0]
    assert "captured ground near" in section
    with (tmp_path / "out/data/events.csv").open(encoding="utf-8", newline="") as table:
        written = {row["id"]: row["precision"] for row in csv.DictReader(table)}
    assert (written["evt_near"], written[taken.id]) == ("near", "place")


def test_a_claim_for_one_event_and_against_another_is_shown_as_it_bears_on_each(
    content: EditionContent, tmp_path: Path
) -> None:
    siege = next(event for event in content.events if event.type is ClaimType.SIEGE)
    other_way = tuple(replace(told, supports=not told.supports) for told in siege.testimonies)
    partial = replace(siege, id="evt_partial", degree=Degree.PARTIAL, testimonies=other_way)
    publish(replace(content, events=(*content.events, partial)), tmp_path / "out")
    text = (tmp_path / "out/place/al-bab.html").read_text(encoding="utf-8")
    sections = {
        each.split('"')[0]: each.split("</section>")[0] for each in text.split('<section class="event" id="')[1:]
    }
    for event, against in ((siege, "one narrow passage was left"), (partial, "Al-Bab is now completely besieged")):
        marked = re.findall(r'<article class="statement against">.*?</mark>', sections[event.id], re.DOTALL)
        assert marked
        assert all(against in each for each in marked)


@pytest.mark.parametrize(
    ("cell", "written"),
    [("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("-2", "'-2"), (-2, "-2"), ("Al-Bab", "Al-Bab"), (None, "")],
)
def test_no_cell_is_taken_for_a_formula(cell: object, written: str) -> None:
    assert safe_cell(cell) == written


def test_a_report_without_title_date_or_source_is_published_all_the_same(
    content: EditionContent, tmp_path: Path
) -> None:
    bare = Report("rep_bare", "Nothing was read in this one.")
    publish(replace(content, reports={**content.reports, bare.id: bare}), tmp_path / "out")
    text = (tmp_path / "out/report/rep_bare.html").read_text(encoding="utf-8")
    assert "Untitled report" in text
    assert "no date" in text


def text_of(page: Path) -> str:
    """The words of a page, as a reader sees them."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8"))).split())


@pytest.mark.parametrize("demonstration", [True, False])
def test_only_a_demonstration_calls_itself_one(
    content: EditionContent, tmp_path: Path, demonstration: bool
) -> None:
    publish(replace(content, replayed=True, demonstration=demonstration), tmp_path / "out")
    for page in ("about.html", "place/al-bab.html", "index.html"):
        words = text_of(tmp_path / "out" / page)
        assert ("emonstration" in words) is demonstration, page
        assert "Times of knowledge are taken from publication." in words, page
    assert "each report counts as known from the moment of its publication" in text_of(tmp_path / "out/about.html")


def test_sources_go_by_their_published_name_however_a_report_names_them(
    content: EditionContent, tmp_path: Path
) -> None:
    alias = "Khalil M"
    field_source = replace(content.sources["src_field"], aliases=(alias,))
    reports = {
        key: replace(report, publisher=alias, source=None) if report.source == "src_field" else report
        for key, report in content.reports.items()
    }
    events = tuple(
        replace(
            event,
            testimonies=tuple(
                replace(told, outlet=alias) if told.outlet == "Field source A" else told
                for told in event.testimonies
            ),
        )
        for event in content.events
    )
    sieges = {
        place: {
            day: replace(verdict, reported=replace(verdict.reported, outlets=(alias,)))
            if verdict.reported
            else verdict
            for day, verdict in days.items()
        }
        for place, days in content.sieges.items()
    }
    sources = {**content.sources, "src_field": field_source}
    assert any(alias in event.outlets for event in events)
    publish(replace(content, reports=reports, sources=sources, events=events, sieges=sieges), tmp_path / "out")
    for path in sorted((tmp_path / "out").rglob("*")):
        if path.is_file():
            assert b"Khalil" not in path.read_bytes(), path.name
    with (tmp_path / "out/data/events.csv").open(encoding="utf-8", newline="") as table:
        outlets = {row["outlets"] for row in csv.DictReader(table)}
    assert "A news agency; Field source A" in outlets
    assert "Message of a confidential source" in text_of(tmp_path / "out/reports.html")


def with_verdict(content: EditionContent, **fields: object) -> EditionContent:
    """The story with the verdict on Al-Bab changed on every day."""
    days = {
        day: replace(verdict, **fields)  # type: ignore[arg-type]
        for day, verdict in content.sieges["plc_al_bab"].items()
    }
    return replace(content, sieges={"plc_al_bab": days})


@pytest.mark.parametrize("told", [True, False])
def test_an_isolation_that_cannot_be_computed_is_never_shown_as_a_level(
    content: EditionContent, tmp_path: Path, told: bool
) -> None:
    verdict = content.sieges["plc_al_bab"][content.as_of]
    unknown = replace(
        verdict.computed, level=IsolationLevel.CONNECTED, computable=False, why_not="it is a province"
    )
    reported = verdict.reported if told else None
    changed = with_verdict(content, computed=unknown, reported=reported, ended=None, differences=())
    publish(changed, tmp_path / "out")
    page = (tmp_path / "out/place/al-bab.html").read_text(encoding="utf-8")
    card = re.sub(r"<[^>]+>", " ", page.split('<article class="siege')[1].split("</article>")[0])
    assert re.search(r"annot be computed", card)
    assert "t is a province" in card
    for words in ("Connected", "connected", "Two or more", "The last road"):
        assert words not in card, words
    sieges = text_of(tmp_path / "out/sieges.html").split("What the words mean")[0]
    assert ("Cannot be computed: it is a province" in sieges) is told
    assert "onnected" not in sieges


def test_a_siege_not_heard_of_for_long_is_shown_as_history(content: EditionContent, tmp_path: Path) -> None:
    reported = content.sieges["plc_al_bab"][content.as_of].reported
    assert reported is not None
    old = replace(reported, last_reported=date(2016, 7, 21), stale=True)
    words = "Al-Bab was last reported besieged on 21 July 2016; nothing since."
    publish(with_verdict(content, reported=None, lapsed=old, ended=None, headline=words), tmp_path / "out")
    front = text_of(tmp_path / "out/index.html")
    assert words in front
    assert "Last reported on 21 July 2016, nothing since" in front
    assert "Al-Bab besieged" not in front
    assert "No report says that it is besieged" not in front
    assert "no place is reported besieged" in text_of(tmp_path / "out/map.svg")
    sieges = text_of(tmp_path / "out/sieges.html")
    assert "last reported on 21 July 2016; nothing since" in sieges
    assert "No report says that these places are besieged" not in sieges


def test_two_sides_of_one_dispute_are_one_entry(content: EditionContent, tmp_path: Path) -> None:
    siege = next(event for event in content.events if event.type is ClaimType.SIEGE)
    other_way = tuple(replace(told, supports=not told.supports) for told in siege.testimonies)
    partial = replace(siege, id="evt_partial", degree=Degree.PARTIAL, testimonies=other_way)
    publish(replace(content, events=(partial, *content.events)), tmp_path / "out")
    page = (tmp_path / "out/disputes.html").read_text(encoding="utf-8")
    assert re.findall(r'<section class="event" id="([^"]+)"', page) == [siege.id]
    assert "one narrow passage was left" in page
    assert "Al-Bab is now completely besieged" in page


def test_statements_can_be_jumped_to_by_kind(edition: Path) -> None:
    text = (edition / "place/bzaah.html").read_text(encoding="utf-8")
    jumps = re.findall(r'<a href="#said-([a-z-]+)">', text.split('class="jump"')[1].split("</nav>")[0])
    assert jumps == ["control", "air-strikes"]
    assert [text.index(f'id="said-{each}"') for each in jumps] == sorted(
        text.index(f'id="said-{each}"') for each in jumps
    )
    assert 'class="jump"' not in (edition / "place/qabasin.html").read_text(encoding="utf-8")


def test_what_is_said_of_the_last_road_beyond_two_sentences_is_folded(
    content: EditionContent, tmp_path: Path
) -> None:
    verdict = content.sieges["plc_al_bab"][content.as_of]
    road = replace(verdict.roads[0], reason="Reported under fire. Sources differ. It was put on this stretch.")
    publish(with_verdict(content, roads=(road,)), tmp_path / "out")
    text = (tmp_path / "out/index.html").read_text(encoding="utf-8")
    last_road = text.split('<div class="last-road">')[1].split("</div>")[0]
    folded = last_road.split('<details class="why">')[1]
    assert "Reported under fire." in last_road.split("<details")[0]
    assert "Sources differ." not in last_road.split("<details")[0]
    assert "Sources differ. It was put on this stretch." in folded


def test_a_place_of_the_baseline_is_not_held_since_its_day(edition: Path) -> None:
    words = text_of(edition / "place/raqqa.html")
    assert "Held by ISIS on 1 January 2017 (baseline) or before" in words
    assert "since 1 January 2017" not in words


def test_compiled_templates_that_do_not_fit_are_made_anew(
    content: EditionContent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(templates, "COMPILED", tmp_path / "compiled")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    made = []
    for number, spoil in enumerate((b"", b"no template", None)):
        templates.environment.cache_clear()
        made.append(publish(content, tmp_path / f"edition-{number}").edition)
        kept = sorted((tmp_path / "compiled").iterdir())
        assert len(kept) > 8
        if spoil is not None:
            for path in kept:
                path.write_bytes(spoil)
    templates.environment.cache_clear()
    assert len(set(made)) == 1
