"""The bundled reports are what they say they are: ours, dated, from sources in the table, and no real ones."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from marsad.demo import reports_folder, sources_file
from marsad.model import SourceKind

NOTE = "Written for demonstration by the Marsad developers; not a real report."
COPIES = {"demo-08", "demo-09", "demo-10"}
FIRST, LAST = datetime(2017, 1, 16, tzinfo=UTC), datetime(2017, 2, 28, tzinfo=UTC)
REAL_ORGANISATIONS = (
    "reuters|afp|agence france|associated press|sana|anadolu|al jazeera|rudaw|hurriyet|xinhua|tass|sputnik|bbc|cnn"
    "|observatory|sohr|ocha|united nations|unicef|red cross|red crescent|white helmets|amnesty|msf|enab baladi"
    "|orient|zaman|sabah|guardian|times|post|telegraph|liveuamap|airwars|bellingcat|pax|siege watch|general staff"
)


class DemoReport(NamedTuple):
    path: Path
    head: dict[str, Any]
    text: str


def read(path: Path) -> DemoReport:
    before, head, text = path.read_text(encoding="utf-8").split("---\n", 2)
    assert before == ""
    return DemoReport(path, yaml.safe_load(head), text)


REPORTS = [read(path) for path in sorted(reports_folder().glob("*.md"))]


def sources() -> list[dict[str, str]]:
    with sources_file().open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def five_grams(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.replace(NOTE, "").casefold())
    return {tuple(words[start : start + 5]) for start in range(len(words) - 4)}


def containment(one: DemoReport, other: DemoReport) -> float:
    """The share of the shorter report's five-word runs that the longer one has too."""
    a, b = five_grams(one.text), five_grams(other.text)
    return len(a & b) / min(len(a), len(b))


def test_there_are_between_twelve_and_twenty_reports_with_ids_in_order_of_their_files() -> None:
    assert 12 <= len(REPORTS) <= 20
    assert [report.head["id"] for report in REPORTS] == [f"demo-{n:02d}" for n in range(1, len(REPORTS) + 1)]


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.head["id"])
class TestEachReport:
    def test_its_front_matter_has_the_fields_and_no_others(self, report: DemoReport) -> None:
        assert set(report.head) == {"id", "title", "source", "published", "language", "note"}
        assert report.head["language"] == "en"
        assert report.path.name.startswith(report.head["id"])

    def test_it_says_that_it_was_written_for_demonstration(self, report: DemoReport) -> None:
        assert report.head["note"] == NOTE
        assert report.text.splitlines()[-1] == NOTE

    def test_it_is_short(self, report: DemoReport) -> None:
        assert 80 <= len(report.text.replace(NOTE, "").split()) <= 220

    def test_it_is_published_at_a_moment_of_that_winter_in_utc(self, report: DemoReport) -> None:
        assert FIRST <= report.head["published"] < LAST

    def test_its_source_is_in_the_table(self, report: DemoReport) -> None:
        assert report.head["source"] in {source["name"] for source in sources()}


def test_reports_are_numbered_in_order_of_publication() -> None:
    moments = [report.head["published"] for report in REPORTS]
    assert moments == sorted(moments)
    assert len(set(moments)) == len(moments)


def test_every_kind_of_source_that_the_story_needs_tells_something() -> None:
    kinds = {source["name"]: SourceKind(source["kind"]) for source in sources()}
    telling = {kinds[report.head["source"]] for report in REPORTS}
    assert telling >= {
        SourceKind.MONITOR,
        SourceKind.AGENCY,
        SourceKind.OUTLET,
        SourceKind.FIELD,
        SourceKind.HUMANITARIAN,
    }
    assert set(kinds) == {report.head["source"] for report in REPORTS}, "a source that tells nothing"


def test_field_sources_are_confidential_and_no_others_are() -> None:
    for source in sources():
        assert source["confidential"] == ("true" if source["kind"] == SourceKind.FIELD else "false"), source["key"]


def test_no_source_bears_the_name_of_a_real_organisation() -> None:
    for source in sources():
        for name in (source["name"], *source["aliases"].split(";")):
            assert not re.search(rf"\b(?:{REAL_ORGANISATIONS})\b", name, re.IGNORECASE), name


def test_keys_names_and_aliases_of_sources_are_distinct() -> None:
    rows = sources()
    names = [name.casefold() for row in rows for name in (row["name"], *row["aliases"].split(";")) if name]
    assert len(set(names)) == len(names)
    assert len({row["key"] for row in rows}) == len(rows)


def test_copies_are_nearly_the_same_and_others_are_not() -> None:
    for number, one in enumerate(REPORTS):
        for other in REPORTS[number + 1 :]:
            pair = {one.head["id"], other.head["id"]}
            shared = containment(one, other)
            if pair <= COPIES:
                assert shared > 0.8, (pair, shared)
                assert one.text != other.text, pair
                assert one.head["title"] != other.head["title"]
            else:
                assert shared < 0.15, (pair, shared)


def test_what_is_known_at_noon_on_the_sixth_differs_from_noon_on_the_eighth() -> None:
    """The demonstration's point about ``known_at``: the dispute and the fire control are learned in between."""
    published = {report.head["id"]: report.head["published"] for report in REPORTS}
    sixth, eighth = datetime(2017, 2, 6, 12, tzinfo=UTC), datetime(2017, 2, 8, 12, tzinfo=UTC)
    at_noon = {name for name, moment in published.items() if moment <= sixth}
    learned = {name for name, moment in published.items() if sixth < moment <= eighth}
    assert {"demo-07", "demo-08", "demo-09"} <= at_noon
    assert learned == {"demo-10", "demo-11", "demo-12", "demo-13"}


def test_spellings_vary_between_reports() -> None:
    everything = "\n".join(report.text for report in REPORTS)
    for spelling in (
        "al-Bab", "Al-Bab", "el-Bab", "Al Bab", "Bza'a,", "Bazaa", "Bizaah", "Bza'ah", "Raqa ", "Raqqa", "ISIS",
        "ISIL", " IS ", "Daesh", "Islamic State",
    ):  # fmt: skip
        assert spelling in everything, spelling
