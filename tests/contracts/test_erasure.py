"""Erasing a report on either store: the words go, also from the files; hashes and the fact stay; all verifies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from marsad import Observatory
from marsad.errors import LedgerError, UsageError
from marsad.ledger.bodies import report_body
from marsad.ledger.entries import EntryKind
from marsad.ledger.erasure import ERASED
from marsad.ledger.export import export_ledger
from marsad.ledger.standalone_verify import Check, check_export
from marsad.model import Report

WORD = "Qaradakh"  # in the first report alone
TEXT = (
    f"The army captured the town of Tadef on Sunday, the baker of {WORD} said. Shelling killed three civilians in "
    "Al-Bab on Sunday. Rebels withdrew from Bza'ah on Sunday."
)
OTHER = "Islamic State fighters attacked Qabasin on Monday, the monitor said. No casualties were reported."


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "sqlite":
        yield ""
        return
    server = request.getfixturevalue("postgres")
    yield server.url(f"erase_{abs(hash(request.node.nodeid)) % 10**9}")


@pytest.fixture
def make(store: str, tmp_path: Path) -> Callable[..., Observatory]:
    def made(**texts: str) -> Observatory:
        observatory = Observatory.create(tmp_path / "desk", store=store)
        add(observatory, tmp_path, **texts)
        return observatory

    return made


def add(observatory: Observatory, tmp_path: Path, **texts: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        file = folder / f"{name}.md"
        file.write_text(
            f"---\nid: {name}\ntitle: About {name}\nsource: Monitor {name}\npublished: 2017-02-06\n---\n{text}\n"
        )
    observatory.add([folder])


def report(observatory: Observatory, ref_in: str) -> Report:
    return next(each for each in observatory.reports() if ref_in in each.text)


def test_the_words_go_and_the_rest_stays(make: Callable[..., Observatory]) -> None:
    observatory = make(one=TEXT, two=OTHER)
    before = {claim.type for claim in observatory.claims()}
    told = report(observatory, WORD)
    original = told.original_sha256 or ""
    erased = observatory.erase("one", "source in danger")
    assert (erased.report, erased.entries, erased.originals) == (told.id, 2, 1)
    found = observatory.verify()
    assert (found.whole, found.erased, found.originals) == (True, 1, 1)
    assert original not in observatory.originals
    now = next(each for each in observatory.reports() if each.id == told.id)
    assert now.text.startswith(ERASED)
    assert (now.title, now.ref, now.publisher, now.published) == (None, None, "Monitor one", date(2017, 2, 6))
    mine = [claim for claim in observatory.claims() if claim.report == told.id]
    assert mine
    assert {claim.type for claim in mine} < before
    for claim in mine:
        assert now.text[claim.start_char : claim.end_char] == claim.quote == ERASED
        assert claim.attribution == ()  # what rested on the baker's word is gone
        assert not any(actor.mention for actor in (*claim.agents, *claim.targets))
        assert claim.place is None or not claim.place.mention
    with observatory.ledger() as ledger:
        written = "".join(row.body for row in ledger.rows())
    assert WORD not in written
    assert "Shelling killed" not in written
    assert OTHER in written


def test_no_claim_stays_where_asked_or_where_a_copy_does(make: Callable[..., Observatory]) -> None:
    observatory = make(one=TEXT, two=TEXT.replace("Sunday, the baker", "Sunday, a baker"), three=OTHER)
    plan = observatory.erasure_of("one")
    assert plan.copies == (observatory.erasure_of("two").report,)
    observatory.erase("one", "in danger")
    assert [claim for claim in observatory.claims() if claim.report == plan.report] == []
    assert observatory.verify().whole
    observatory.erase("three", "in danger", claims=False)
    assert {claim.report for claim in observatory.claims()} == {plan.copies[0]}


def test_an_erased_report_is_not_received_again_nor_its_original(
    make: Callable[..., Observatory], tmp_path: Path
) -> None:
    observatory = make(one=TEXT, two=OTHER)
    observatory.erase("one", "in danger")
    folder = tmp_path / "in"
    assert observatory.add([folder]).accepted == []
    assert observatory.verify().whole
    again = observatory.erase(
        "rep_" + observatory.erasure_of(report(observatory, ERASED).id).report[4:14], "again"
    )
    assert (again.entries, again.originals) == (0, 0)


def test_an_original_with_several_reports_goes_and_the_others_keep_their_text(
    make: Callable[..., Observatory],
) -> None:
    observatory = make(zero=OTHER)
    (original,) = observatory.originals.keep_all([b"a chat with two reports in it"])
    with observatory.ledger(writable=True) as ledger:
        for name in ("a", "b"):
            told = Report(f"rep_{name}", f"Clashes in Tadef, said {name}.", original_sha256=original)
            ledger.append(EntryKind.REPORT, report_body(told), datetime.now(UTC))
    assert observatory.erasure_of("rep_a").in_the_same_original == 1
    observatory.erase("rep_a", "in danger")
    assert (observatory.verify().whole, observatory.verify().originals) == (True, 1)
    assert report(observatory, "said b")
    assert observatory.knowledge().erased_originals == {original}


def test_an_exported_ledger_says_what_was_erased(make: Callable[..., Observatory], tmp_path: Path) -> None:
    observatory = make(one=TEXT, two=OTHER)
    observatory.erase("one", "in danger")
    with observatory.ledger() as ledger:
        export_ledger(ledger, observatory.originals, tmp_path / "out")
    check = Check(tmp_path / "out" / "originals")
    check_export(tmp_path / "out" / "ledger.jsonl", check)
    assert (check.faults, len(check.erased_reports), len(check.read)) == ([], 1, 1)
    with observatory.ledger() as ledger, pytest.raises(UsageError, match="not an empty folder"):
        export_ledger(ledger, None, tmp_path / "out")


def test_an_erased_original_that_is_put_back_is_found(make: Callable[..., Observatory], store: str) -> None:
    observatory = make(one=TEXT)
    original = next(iter(observatory.originals))
    content = observatory.originals.read(original)
    observatory.erase("one", "in danger")
    observatory.originals.keep_all([content])
    assert [fault.seq for fault in observatory.verify().faults] == [None]
    observatory.erase(observatory.reports()[0].id, "again")
    assert observatory.verify().whole


@pytest.mark.parametrize(
    ("wanted", "message"), [("nobody", "no report"), ("rep_", "no report"), ("x" * 9, "no report")]
)
def test_what_is_not_there_is_not_erased(
    make: Callable[..., Observatory], wanted: str, message: str, store: str
) -> None:
    observatory = make(one=TEXT)
    with pytest.raises(UsageError, match=message):
        observatory.erase(wanted, "in danger")
    with pytest.raises(UsageError, match="reason"):
        observatory.erase("one", "  ")


def raw_files(folder: Path) -> Iterator[bytes]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.read_bytes()


def test_the_bytes_are_gone_from_the_folder(tmp_path: Path) -> None:
    observatory = Observatory.create(tmp_path / "desk")
    add(observatory, tmp_path, one=TEXT, two=OTHER)
    for n in range(3):
        add(observatory, tmp_path, **{f"more{n}": f"Clashes near Tadef on day {n}. " * 200})
    assert any(WORD.encode() in content for content in raw_files(tmp_path / "desk"))
    assert observatory.erase("one", "in danger").remarks == ()
    assert not any(WORD.encode() in content for content in raw_files(tmp_path / "desk"))
    assert any(b"Qabasin" in content for content in raw_files(tmp_path / "desk"))


def test_a_reader_in_the_way_is_told_of_and_the_next_run_finishes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("marsad.ledger.file.BUSY_SECONDS", 0.2)
    observatory = Observatory.create(tmp_path / "desk")
    add(observatory, tmp_path, one=TEXT, two=OTHER)
    with observatory.ledger() as reader:
        rows = reader.rows()
        next(rows)
        (remark,) = observatory.erase("one", "in danger").remarks
        assert "another program reads the ledger" in remark
        del rows
    told = next(each for each in observatory.reports() if each.text.startswith(ERASED))
    assert observatory.erase(told.id, "again").remarks == ()
    assert not any(WORD.encode() in content for content in raw_files(tmp_path / "desk"))


def test_the_servers_tables_are_written_anew(postgres: Any, tmp_path: Path) -> None:
    word = "Umm al-Adasah"  # in no other test's reports
    observatory = Observatory.create(tmp_path / "desk", store=postgres.url("scrubbed"))
    add(observatory, tmp_path, one=TEXT.replace(WORD, word), two=OTHER)
    postgres.sql("CHECKPOINT")
    assert any(word.encode() in content for content in raw_files(postgres.folder / "d" / "base"))
    (remark,) = observatory.erase("one", "in danger").remarks
    assert "write-ahead log" in remark
    postgres.sql("CHECKPOINT")
    assert not any(word.encode() in content for content in raw_files(postgres.folder / "d" / "base"))


def test_only_the_role_that_made_the_ledger_may_erase(postgres: Any, tmp_path: Path) -> None:
    from marsad.ledger.layout import rights_for

    observatory = Observatory.create(tmp_path / "desk", store=postgres.url("owned"))
    add(observatory, tmp_path, one=TEXT)
    postgres.sql(*rights_for("owned", "desk2"), user="marsad")
    other = Observatory.create(tmp_path / "desk2", store=postgres.url("owned", "desk2"), join=True)
    add(other, tmp_path, two=OTHER)
    with pytest.raises(LedgerError, match="lacks the right"):
        other.erase("one", "in danger")
    assert observatory.verify().whole
    assert report(observatory, WORD)
