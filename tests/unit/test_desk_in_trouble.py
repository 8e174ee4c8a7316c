"""A desk whose folder is read-only, in use, or whose clock jumps back: a clear word, no damage, and on it goes."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from marsad.errors import LedgerError
from marsad.observatory import Observatory

NOBODY = 65534
NOON = datetime(2017, 2, 6, 12, tzinfo=UTC)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that another user can reach, which pytest's own are not."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nothing in ``folder`` may be written to, nor made; root steps down, because it may write anywhere."""
    if not hasattr(os, "geteuid"):
        pytest.skip("no permissions of this kind on this system")
    inside = [folder, *folder.rglob("*")]
    before = {path: path.stat().st_mode for path in inside}
    for path in inside:
        path.chmod(0o555 if path.is_dir() else 0o444)
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)
        for path, mode in before.items():
            path.chmod(mode)


def told(folder: Path, number: int) -> Path:
    file = folder / f"{number}.md"
    file.write_text(
        f"---\npublisher: Monitor\npublished: 2017-02-0{number}\n---\nThe army captured Tadef, note {number}.\n"
    )
    file.chmod(0o644)
    return file


def test_a_desk_on_a_read_only_disk_answers_and_says_why_it_receives_nothing(folder: Path) -> None:
    desk = Observatory.create(folder / "desk")
    first, second = told(folder, 1), told(folder, 2)
    desk.add([first])
    with read_only(folder / "desk"):
        opened = Observatory(folder / "desk")
        assert len(opened.reports()) == 1 and opened.events() and opened.verify().whole
        assert opened.siege("Tadef", as_of=date(2017, 2, 6)).headline
        with pytest.raises(LedgerError, match="cannot be written to"):
            opened.add([second])
    assert [len(desk.add([second]).accepted), len(desk.reports())] == [1, 2]
    assert desk.verify().whole


def test_a_second_desk_on_the_same_folder_is_refused_and_still_answers(folder: Path) -> None:
    one = Observatory.create(folder / "desk")
    other = Observatory(folder / "desk")
    one.add([told(folder, 1)])
    with one.ledger(writable=True):
        with pytest.raises(LedgerError, match="being written to by another"):
            other.add([told(folder, 2)])
        assert len(other.reports()) == 1 and other.events()
    assert len(other.add([told(folder, 2)]).accepted) == 1
    assert len(one.add([told(folder, 2)]).known_already) == 1
    assert len(one.reports()) == 2 and one.verify().whole


def test_a_clock_that_jumps_back_a_day_changes_no_earlier_answer(folder: Path) -> None:
    desk = Observatory.create(folder / "desk", clock=lambda: NOON)
    desk.add([told(folder, 1)])
    late = Observatory(folder / "desk", clock=lambda: NOON - timedelta(days=1))
    late.add([told(folder, 2)])
    assert [len(late.reports(known_at=NOON - timedelta(hours=1))), len(late.reports(known_at=NOON))] == [0, 2]
    with late.ledger() as ledger:
        moments = [entry.recorded_at for entry in ledger.entries()]
    assert moments == sorted(moments) and moments[-1] == NOON
    Observatory(folder / "desk", clock=lambda: NOON + timedelta(hours=1)).add([told(folder, 3)])
    assert len(desk.reports(known_at=NOON)) == 2 and len(desk.reports()) == 3 and desk.verify().whole
