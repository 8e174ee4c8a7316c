"""The register of sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from marsad.errors import UsageError
from marsad.model import Report, Source, SourceKind
from marsad.reports.sources import Sources, read_sources, source_id, with_source


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Northern Monitor", "src_northern_monitor"),
        ("  northern-monitor. ", "src_northern_monitor"),
        ("L'Écho d'Alep", "src_lecho_dalep"),
        ("Agency 24", "src_agency_24"),
    ],
)
def test_an_id_follows_from_the_name(name: str, expected: str) -> None:
    assert source_id(name) == expected


def test_names_in_other_scripts_keep_apart() -> None:
    names = ["وكالة الشمال", "وكالة الجنوب", "وكالة 24", "24", "Агентство 24"]
    ids = {source_id(name) for name in names}
    assert len(ids) == len(names)
    assert source_id("وكالة  الشمال") == source_id(names[0])
    assert all(each.isascii() for each in ids)


def write(path: Path, rows: str, header: str = "key,name,kind,language,allegiance,aliases,confidential") -> Path:
    path.write_text(f"{header}\n{rows}\n", encoding="utf-8")
    return path


def test_a_register_is_read_and_found_by_any_of_its_names(tmp_path: Path) -> None:
    rows = (
        'monitor,Northern Monitor,monitor,en,,the Monitor; NM,no\n,"Field source A, east",field,,act_rebels,,yes'
    )
    sources = read_sources(write(tmp_path / "sources.csv", rows))
    assert list(sources) == [
        Source("src_monitor", "Northern Monitor", SourceKind.MONITOR, "en", None, ("the Monitor", "NM"), False),
        Source("src_field_source_a_east", "Field source A, east", SourceKind.FIELD, None, "act_rebels", (), True),
    ]
    for name in ("monitor", "src_monitor", "NORTHERN MONITOR", "the monitor", "nm"):
        assert sources.named(name) is next(iter(sources))
    assert sources.named("Southern Monitor") is None
    assert len(sources) == 2


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("a,A,spy,,,,", "line 2: column kind: 'spy' is none of monitor"),
        ("a,A,outlet,,Turkey,,", "line 2: column allegiance"),
        ("a,A,outlet,,,,maybe", "line 2: column confidential"),
        ("a b,A,outlet,,,,", "line 2: column key"),
        ("a,,outlet,,,,", "line 2: column name is empty"),
        ("a,A\x1b[2J,outlet,,,,", r"line 2: column name: character 1 is the control character U\+001B"),
        ("a,A,outlet,,,B\x9b,", r"line 2: column aliases: character 1 is the control character U\+009B"),
        ("a,A,outlet,,,,,", "line 2: more cells than columns"),
        ("a,A,outlet,,,,\na,B,outlet,,,,", "line 3: source src_a is there twice"),
        ("a,A,outlet,,,The Daily,\nb,B,outlet,,,the daily,", "line 3: sources src_a and src_b share a name"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, rows: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        read_sources(write(tmp_path / "sources.csv", rows))


def test_a_table_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="columns of sources are"):
        read_sources(write(tmp_path / "a.csv", "x", header="nom"))
    (tmp_path / "b.csv").write_bytes(b"name\nK\xf6ln")
    with pytest.raises(UsageError, match="byte 6 is not UTF-8"):
        read_sources(tmp_path / "b.csv")
    with pytest.raises(UsageError, match="cannot be read"):
        read_sources(tmp_path / "nowhere.csv")


def test_one_name_belongs_to_one_source() -> None:
    with pytest.raises(UsageError, match="share a name"):
        Sources([Source("src_a", "The Wire"), Source("src_b", "the wire")])


def test_an_alias_of_a_confidential_source_is_known_and_nowhere_written(tmp_path: Path) -> None:
    rows = "field_b,Field source B,field,,act_rebels,Ammar K; عمار,yes\nb,Wire,agency,,,The Wire,no"
    sources = read_sources(write(tmp_path / "sources.csv", rows))
    field, wire = sources
    assert (field.aliases, len(field.alias_hashes), wire.aliases, wire.alias_hashes) == ((), 2, ("The Wire",), ())
    for name in ("ammar k", "AMMAR-K.", "عمار", "Field source B", "field_b"):
        assert sources.named(name) is field
    for name in ("Ammar", "", "...", field.alias_hashes[0]):
        assert sources.named(name) is None
    assert "ammar" not in repr(list(sources)).lower()
    with pytest.raises(UsageError, match="sources src_field_b and src_ammar_k share"):
        sources.add(Source("src_ammar_k", "Ammar K"))


def test_controls_of_direction_are_taken_out_of_names(tmp_path: Path) -> None:
    (source,) = read_sources(write(tmp_path / "sources.csv", "a,\u202eWi\u2066re\u2069,agency,,,,"))
    assert source.name == "Wire"


def test_a_report_of_a_source_has_one_id_under_each_of_its_names() -> None:
    source = Source("src_b", "Field source B")
    said = [
        Report(Report.id_of("They left.", name, date(2017, 2, 6), "T"), "They left.", date(2017, 2, 6), None, name)
        for name in ("Ammar K", "Field source B", None)
    ]
    reports = {with_source(replace(report, title="T"), source) for report in said}
    (report,) = reports
    assert (report.publisher, report.source, report.title) == ("Field source B", "src_b", "T")
    assert report.id == said[1].id
    assert with_source(replace(report, published=None), source).id == report.id  # tied already: its id is kept
