"""Deriving in another process while reports are received: the same tables, whatever befalls that process."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from marsad.derived import process
from marsad.derived.process import DerivingProcess, Order
from marsad.observatory import Observatory
from marsad.pipeline import picture_of
from marsad.reading import ahead

NOON = datetime(2017, 3, 1, 12, tzinfo=UTC)
TOLD = (
    "The army captured {} on Monday, residents said.",
    "IS besieges {} and lets no food in, a monitor said.",
    "Shells fell on {} on Sunday and killed {} civilians, a monitor said.",
)
PLACES = ("Tadef", "Qabasin", "Bzaa", "Al-Bab", "Manbij", "Azaz", "Jarabulus")


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few reports are enough for other processes to be started."""
    monkeypatch.setattr(ahead, "ENOUGH", 1)


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    """A hundred and fifty short reports of sixteen outlets, some of them copies."""
    file = tmp_path / "batch.jsonl"
    lines = [
        {
            "id": f"r{number}",
            "published": f"2017-02-{number % 27 + 1:02}",
            "source": f"Wire {number % 16}",
            "text": TOLD[number % 3].format(PLACES[number % 7], number // 2),
        }
        for number in range(150)
    ]
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return file


def desk_in(folder: Path) -> Observatory:
    return Observatory.create(folder, clock=lambda: NOON)


def behind(desk: Observatory) -> int:
    with desk.derived() as derived:
        return derived.behind


def holds_the_whole_picture(desk: Observatory) -> bool:
    known = desk.knowledge()
    whole = picture_of(known.reports, known.claims, known.sources, desk.area)
    assert len(whole.fusion.events) > 40
    return desk.picture() == whole


def test_all_is_derived_when_everything_is_recorded(tmp_path: Path, batch: Path) -> None:
    steps: list[tuple[str, int, int | None]] = []
    desk = desk_in(tmp_path / "desk")
    desk.add([batch], processes=2, progress=lambda *step: steps.append(step))
    with desk.ledger() as ledger:
        assert (head := ledger.head()) is not None and head.seq > 300
    assert behind(desk) == 0 and steps[-1] == ("deriving", head.seq, head.seq)
    done = [number for what, number, _ in steps if what == "deriving"]
    assert len(done) > 2 and done == sorted(done)  # within one transaction, too
    assert holds_the_whole_picture(desk)


def test_one_process_alone_starts_none_to_derive(
    tmp_path: Path, batch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "DerivingProcess", None)
    desk = desk_in(tmp_path / "desk")
    desk.add([batch], processes=1)
    assert behind(desk) > 300 and holds_the_whole_picture(desk)


def test_where_it_ends_early_the_next_question_derives(
    tmp_path: Path, batch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(DerivingProcess):
        def __init__(self, order: Order) -> None:
            super().__init__(order)
            self._child.kill()
            self._child.wait()

    monkeypatch.setattr(process, "DerivingProcess", Killed)
    desk = desk_in(tmp_path / "desk")
    added = desk.add([batch], processes=2)
    assert len(added.accepted) == 150 and behind(desk) > 300
    assert holds_the_whole_picture(desk) and behind(desk) == 0


def test_where_it_cannot_be_started_the_next_question_derives(
    tmp_path: Path, batch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "none"))
    desk = desk_in(tmp_path / "desk")
    assert len(desk.add([batch], processes=2).accepted) == 150
    assert behind(desk) > 300 and holds_the_whole_picture(desk)


def test_it_derives_nothing_of_another_area_and_ends_with_the_other(tmp_path: Path) -> None:
    desk = desk_in(tmp_path / "desk")
    other = DerivingProcess(Order(desk.path, "", "syria", "0" * 64))
    assert other._child.wait(60) == 0
    other.end()
    ours = DerivingProcess(Order(desk.path, "", "syria", desk.area.hash))
    assert ours._child.stdin is not None
    ours._child.stdin.close()
    assert ours._child.wait(60) == 0
    ours.end()
