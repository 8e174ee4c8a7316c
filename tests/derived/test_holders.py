"""Who held every place: one search over days and entries gives what going through every holding gives."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from marsad import observatory as module
from marsad.areas import Area, load_area
from marsad.areas.allegiances import Allegiances
from marsad.derived import file
from marsad.derived.holders import held, holders_at, holdings_in, keep_holdings
from marsad.derived.stepping import Step
from marsad.derived.view import View
from marsad.errors import UnknownPlaceError
from marsad.model import Control, Days, Grade, Holding, TimePrecision
from marsad.observatory import Observatory

FIRST = date(2017, 2, 1)
PLACES = [f"plc_{number}" for number in range(6)]


@pytest.fixture(scope="module")
def area() -> Area:
    return load_area(str(Path(__file__).parents[1] / "assess" / "area"))


def line(place: str, chance: random.Random) -> tuple[Holding, ...]:
    """Holdings of a place, one after the other without gaps; the last one is open."""
    starts = sorted({FIRST + timedelta(days=chance.randint(0, 30)) for _ in range(chance.randint(0, 5))})
    ends: list[date | None] = [*starts[1:], None][: len(starts)]
    return tuple(
        Holding(
            place, Days(start, end, TimePrecision.DAY), chance.choice([None, "act_isis", "act_fsa"]),
            chance.choice(list(Grade)), chance.random() < 0.3, chance.choice([(), ("act_turkey",)]),
            note=chance.choice(["", "a note"]),
        )
        for start, end in zip(starts, ends, strict=True)
    )  # fmt: skip


@pytest.mark.parametrize("search", [file.SEARCH, "no_such_search"])
@pytest.mark.parametrize("seed", range(5))
def test_every_moment_answers_as_it_was(
    search: str, seed: int, tmp_path: Path, area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "SEARCH", search)
    chance = random.Random(seed)
    kept = file.opened(tmp_path / "derived.sqlite")
    known: list[dict[str, tuple[Holding, ...]]] = []
    told: dict[str, tuple[Holding, ...]] = {}
    for seq in range(25):
        for place in chance.sample(PLACES, chance.randint(0, 3)):
            told[place] = line(place, chance)
            keep_holdings(kept, place, told[place], seq)
        known.append(dict(told))
    for seq, holdings in enumerate(known):
        view = View(kept, seq, area, Allegiances(area))
        for day in (FIRST + timedelta(days=number) for number in range(-1, 33)):
            expected = {place: held(each) for place, each in holdings_in(Control(holdings), day).items()}
            assert holders_at(view, Step(), day) == expected
            assert holders_at(view, Step(), day, PLACES[:2]) == {
                place: each for place, each in expected.items() if place in PLACES[:2]
            }
    kept.close()


def test_tables_are_laid_out_anew_with_another_search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "derived.sqlite"
    for search in (file.SEARCH, "no_such_search", file.SEARCH):
        monkeypatch.setattr(file, "SEARCH", search)
        kept = file.opened(path)
        file.lay_out(kept)
        keep_holdings(kept, "plc_1", line("plc_1", random.Random(7)), 0)
        assert kept.execute(f"SELECT count(*) FROM {file.SPANS}").fetchone() != (0,)
        kept.close()


def test_the_observatory_says_of_every_place_what_its_control_says(
    demonstration: Observatory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FUSED_ANEW", 0)
    moments = [report.published_at for report in demonstration.reports() if report.published_at]
    days = (date(2016, 1, 1), date(2017, 1, 20), date(2017, 2, 6), date(2017, 3, 1))
    for moment in (*moments, None):
        control = demonstration.control(moment)
        for day in days:
            whole = holdings_in(control, day)
            expected = {place: held(each) for place, each in whole.items()}
            assert demonstration.holdings(day, moment) == whole
            assert all(expected[place] == held(each) for place in expected if (each := control.at(place, day)))
            assert demonstration.holders(day, moment) == expected
    assert demonstration.holders(days[2], places=["Al-Bab"]).keys() == {"plc_al_bab"}
    with pytest.raises(UnknownPlaceError):
        demonstration.holders(days[2], places=["Nowhere at all"])
    monkeypatch.setattr(module, "DERIVED_FILE", "no/such/folder/derived.sqlite")
    assert Observatory(demonstration.path).holders(days[-1]) == expected
