"""Reading some reports at a time, and in several processes: the same ledger to the byte, whatever befalls them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence, Set
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import ClassVar, Literal

import pytest

from marsad.areas import load_area
from marsad.claims.drafts import ReadReport
from marsad.demo import reports_folder
from marsad.ledger.entries import Body, Written, body_bytes
from marsad.model import Report, Source
from marsad.observatory import Observatory
from marsad.pipeline import Reading, claims_of, readings_of
from marsad.reading import ahead
from marsad.reading.process import Order, ReadingProcess
from marsad.receiving import Added
from marsad.reports.receive import Received, ReportDefaults, receive

NOON = datetime(2017, 3, 1, 12, tzinfo=UTC)
TOLD = (
    "The army captured {} on Monday, residents said. It was report {}.",
    "{}: IS retook, 2 KIA. Tadef same. Note {}.",
    "Shells fell on {} on Sunday and killed {} civilians, a monitor said.",
)
PLACES = ("Tadef", "Qabasin", "Bzaa", "Al-Bab", "Manbij", "Azaz", "Jarabulus")


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ninety short reports, some of them twice, some describing their source."""
    file = tmp_path_factory.mktemp("ahead") / "batch.jsonl"
    lines = []
    for number in range(90):
        text = TOLD[number % 3].format(PLACES[number % 7], number // 2 * 2 if number % 10 == 9 else number)
        line = {"id": f"r{number}", "published": "2017-02-06", "source": f"Wire {number % 9}", "text": text}
        lines.append({**line, "kind": "agency"} if number % 11 == 3 else line)
    file.write_text("".join(f"{json.dumps(line)}\n" for line in [*lines, *lines[::7]]), encoding="utf-8")
    return file


def made(folder: Path, file: Path, processes: int) -> tuple[Observatory, Added]:
    desk = Observatory.create(folder, clock=lambda: NOON)
    return desk, desk.add([file], processes=processes)


@pytest.fixture(scope="module")
def alone(batch: Path) -> tuple[Observatory, Added]:
    """What one process makes of them, in which none is started."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ahead, "ENOUGH", 1)
        patch.setattr(ahead, "ReadingProcess", None)
        return made(batch.parent / "one", batch, 1)


def entries(desk: Observatory) -> list[tuple[str, bytes]]:
    with desk.ledger() as ledger:
        return [(entry.hash, body_bytes(entry.body)) for entry in ledger.entries()]


class Watched(ReadingProcess):
    """A process that is waited for until it is ready, and that says what it was given."""

    given = 0
    wait = True
    made: ClassVar[list[Watched]]

    def __init__(self, order: Order) -> None:
        super().__init__(order)
        type(self).made.append(self)
        deadline = monotonic() + 60
        while self.wait and not self.ready and not self.has_ended():
            assert monotonic() < deadline
            sleep(0.01)

    def give(self, reports: list[Report], characters: int) -> bool:  # type: ignore[override]
        type(self).given += 1
        return super().give(reports, characters)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> type[Watched]:
    """Processes that start with the first batch and are waited for."""

    class Each(Watched):
        made: ClassVar[list[Watched]] = []

    monkeypatch.setattr(ahead, "ReadingProcess", Each)
    monkeypatch.setattr(ahead, "ENOUGH", 1)
    return Each


def test_a_reading_begun_with_others_is_the_reading_by_itself() -> None:
    area = load_area("syria")
    received = [
        each for each in receive(reports_folder(), defaults=ReportDefaults()) if isinstance(each, Received)
    ]
    texts = [line.format("Tadef", 4) for line in TOLD] + ["", "  \n", "\ud800 is no letter", "Ελλάδα", "x" * 3000]
    reports = [each.report for each in received] + [
        Report(f"rep_{n}", text, published=date(2017, 2, 6), language="en") for n, text in enumerate(texts)
    ]
    reports.append(Report("rep_ar", "سيطر الجيش على البلدة", language="ar"))
    alone = [claims_of(report, area) for report in reports]
    assert sum(len(each.claims) for each in alone) > 60
    for many in (1, 7, len(reports)):
        together = [
            read
            for start in range(0, len(reports), many)
            for read in readings_of([(report, None) for report in reports[start : start + many]], area)
        ]
        assert together == alone


def test_one_report_on_which_the_reader_fails_is_unread_and_the_others_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    area, reader = load_area("syria"), "marsad.claims.lang.en.FramesReader"
    reports = [Report(f"rep_{n}", TOLD[0].format("Tadef", n), language="en") for n in range(3)]

    def failing(_: object, some: list[Report], __: object) -> list[Callable[[], ReadReport]]:
        raise RecursionError

    monkeypatch.setattr(f"{reader}.readings", failing)
    unread = list(readings_of([(each, None) for each in reports], area))
    assert [each.reader for each in unread] == ["none"] * 3 and all(each.issues for each in unread)

    def one_failing(_: object, some: list[Report], __: object) -> list[Callable[[], ReadReport]]:
        def reading(report: Report) -> ReadReport:
            if report.id == "rep_1":
                raise ZeroDivisionError
            return ReadReport(report.id, (), (), "tried 1")

        return [lambda each=each: reading(each) for each in some]  # type: ignore[misc]

    monkeypatch.setattr(f"{reader}.readings", one_failing)
    read = list(readings_of([(each, None) for each in reports], area))
    assert [each.reader for each in read] == ["tried 1", "none", "tried 1"]


def test_two_processes_make_the_ledger_that_one_makes(
    tmp_path: Path, batch: Path, watched: type[Watched], alone: tuple[Observatory, Added]
) -> None:
    desk, added = alone
    assert watched.made == [] and added.account == ()
    both, also = made(tmp_path / "two", batch, 2)
    assert entries(both) == entries(desk)
    assert (len(watched.made), also) == (2, added)
    assert watched.given >= 4 and all(each.has_ended() for each in watched.made)
    assert len(also.accepted) > 60 and len(also.known_already) > 10 and also.claims > 60


def test_two_processes_that_read_again_record_what_one_does(
    tmp_path: Path, batch: Path, watched: type[Watched], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unread(told: Sequence[tuple[Report, Source | None]], *_: object, **__: object) -> list[Reading]:
        return [Reading(report.id, "none", (), ()) for report, _ in told]

    desks = [Observatory.create(tmp_path / name, clock=lambda: NOON) for name in ("one", "two")]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("marsad.reading.recorded.readings_of", unread)
        for desk in desks:
            assert desk.add([batch]).claims == 0
    alone, both = (desk.read_again(processes=number) for number, desk in enumerate(desks, start=1))
    assert entries(desks[1]) == entries(desks[0]) and both == alone
    assert len(watched.made) == 2 and watched.given >= 3
    monkeypatch.setattr("sys.executable", str(tmp_path / "none"))
    assert any("could be started" in line for line in desks[1].read_again(processes=2).account)
    assert alone.recorded > 60 and alone.came > 60 and desks[1].read_again().same == alone.recorded


def test_a_process_that_dies_loses_nothing_and_is_told_of(
    tmp_path: Path,
    batch: Path,
    watched: type[Watched],
    alone: tuple[Observatory, Added],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk, added = alone
    give = watched.give

    def killed(self: Watched, reports: list[Report], characters: int) -> bool:
        taken = give(self, reports, characters)
        self._child.kill()
        self._child.wait()
        return taken

    monkeypatch.setattr(watched, "give", killed)
    both, also = made(tmp_path / "two", batch, 2)
    assert entries(both) == entries(desk) and also.accepted == added.accepted
    assert len(watched.made) == 2 and any("nothing is lost" in line for line in also.account)


def test_what_a_process_cannot_read_is_read_here(
    tmp_path: Path,
    batch: Path,
    watched: type[Watched],
    alone: tuple[Observatory, Added],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk, _ = alone
    monkeypatch.setattr(watched, "_received", lambda self: None if self.ready else True)
    both, also = made(tmp_path / "two", batch, 2)
    assert entries(both) == entries(desk) and also.account == ()
    assert watched.given >= 4


def test_where_no_process_can_be_started_this_one_reads(
    tmp_path: Path, batch: Path, watched: type[Watched], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "none"))
    desk, added = made(tmp_path / "one", batch, 2)
    assert len(added.accepted) == len(desk.reports()) > 60
    assert any("could be started" in line for line in added.account)


def test_a_process_whose_tables_are_others_than_here_reads_nothing(watched: type[Watched]) -> None:
    process = watched(Order("syria", "0" * 64, ""))
    assert process.has_ended() and not process.ready
    process.end()


def test_a_process_ends_when_the_other_end_goes_away(watched: type[Watched]) -> None:
    process = watched(Order("syria", load_area("syria").hash, "frames-en"))
    assert process.ready and process._child.stdin is not None
    process._child.stdin.close()
    assert process._child.wait(30) == 0
    process.end()


def test_a_remote_reader_reads_in_this_process(tmp_path: Path, watched: type[Watched]) -> None:
    class Elsewhere:
        name, version = "elsewhere", "1"
        languages: tuple[str, ...] = ("en",)
        remote: Literal[True] = True
        unanswered: Set[str] = frozenset()

        def read(self, cleared: object, area: object) -> ReadReport:
            return ReadReport("rep_1", (), (), "elsewhere 1")

        def account(self) -> tuple[str, ...]:
            return ()

        def close(self) -> None:
            return

    class Some:
        told = ((Report("rep_1", "The army captured Tadef.", language="en", source=None), None),) * 2

    reading: ahead.ReadingAhead[Some] = ahead.ReadingAhead(load_area("syria"), "syria", Elsewhere(), 2)
    assert [len(read) for _, read in reading.read([Some(), Some()])] == [2, 2]
    assert watched.made == []


def test_a_body_that_was_written_before_is_recorded_as_it_is() -> None:
    body: Body = {"b": [1, 2], "a": {"x": "é"}}
    written = Written.of(body)
    assert body_bytes(written) == body_bytes(body) == b'{"a":{"x":"\xc3\xa9"},"b":[1,2]}'
    assert dict(written) == body and len(written) == 2 and written["b"] == [1, 2]
