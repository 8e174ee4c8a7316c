"""The world beside an area: handed in with it, opened once, and recorded in the ledger with its hash."""

from dataclasses import replace
from pathlib import Path

import pytest

from marsad import Observatory
from marsad.areas import Area, load_area
from marsad.areas.area import FALLBACK
from marsad.grounding.surroundings import Surroundings
from marsad.ledger import bodies
from marsad.ledger.entries import EntryKind
from marsad.ledger.opening import LEDGER_FILE
from marsad.ledger.store import Ledger

AREA, WORLD = load_area("syria"), load_area(FALLBACK)


def recorded(path: Path) -> list[object]:
    with Ledger.open(path / LEDGER_FILE) as ledger:
        return [entry.body for entry in ledger.entries([EntryKind.AREA])]


def test_the_world_stands_behind_every_area_but_itself() -> None:
    assert AREA.fallback == WORLD
    assert WORLD.fallback is None


def test_it_is_opened_once_and_only_when_it_is_asked() -> None:
    opened: list[Area] = []

    def world() -> Area:
        opened.append(WORLD)
        return WORLD

    area = replace(AREA, open_fallback=world)
    assert Surroundings(area).index.named("Al-Bab")
    assert opened == []
    assert area.fallback is area.fallback is WORLD
    assert len(opened) == 1


def test_without_it_a_name_that_the_area_lacks_is_nowhere() -> None:
    assert Surroundings(replace(AREA, open_fallback=None)).wider is None


def test_the_ledger_names_the_area_and_its_fallback_with_their_hashes(tmp_path: Path) -> None:
    Observatory.create(tmp_path / "desk", area="syria")
    assert recorded(tmp_path / "desk") == [
        {
            "name": "syria",
            "version": AREA.version,
            "hash": AREA.hash,
            "fallback": {"name": FALLBACK, "version": WORLD.version, "hash": WORLD.hash},
        }
    ]
    assert bodies.area_body(WORLD)["fallback"] is None


def test_another_fallback_is_recorded_before_what_is_read_with_it(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("Rebels captured Tadef on 6 February 2017.")
    Observatory.create(tmp_path / "desk", area="syria").add([report])
    desk = Observatory(tmp_path / "desk")
    changed = replace(WORLD, hash="f" * 64)
    desk.area = replace(AREA, open_fallback=lambda: changed)
    report.write_text("Rebels captured Bazaa on 7 February 2017.")
    desk.add([report])
    desk.add([report])
    first, second = recorded(tmp_path / "desk")
    assert first == bodies.area_body(AREA)
    assert second == {
        **bodies.area_body(AREA),
        "fallback": {"name": FALLBACK, "version": WORLD.version, "hash": "f" * 64},
    }
    with Ledger.open(tmp_path / "desk" / LEDGER_FILE) as ledger:
        kinds = [entry.kind for entry in ledger.entries()]
    again = kinds.index(EntryKind.AREA, kinds.index(EntryKind.READING))
    assert EntryKind.READING in kinds[again:]


@pytest.mark.parametrize("name", ["iraq", "ukraine"])
def test_every_bundled_area_has_the_same_one(name: str) -> None:
    assert load_area(name).fallback is load_area("sudan").fallback
