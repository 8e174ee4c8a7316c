"""An observatory that stays open answers as one made anew, whatever came, was judged or erased meanwhile."""

from __future__ import annotations

import importlib.util
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marsad import observatory as module
from marsad.derived.file import DERIVED_FILE
from marsad.errors import UsageError
from marsad.ledger import bodies
from marsad.ledger.entries import EntryKind
from marsad.ledger.knowledge import Knowledge, knowledge_of
from marsad.ledger.reliability import reliability_body
from marsad.model import Claim, Reliability, Report, Source
from marsad.observatory import Observatory
from marsad.pipeline import Picture, picture_of


def load(file: str) -> ModuleType:
    """The module beside this file, whatever the import mode."""
    spec = importlib.util.spec_from_file_location(f"derived_{file}", Path(__file__).parent / f"{file}.py")
    assert spec is not None and spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


anew = load("test_same_as_anew")
AREA, BEGAN, FIRST, SOURCES = anew.AREA, anew.BEGAN, anew.FIRST, anew.SOURCES
Told = tuple[Source | None, Report, Sequence[Claim]]
FOLDER = str(Path(__file__).parents[1] / "assess" / "area")
DAYS = (FIRST, FIRST + timedelta(days=9), FIRST + timedelta(days=22))
PLACES = ("plc_al_bab", "plc_bzaah", "plc_tadef")
DEEDS = ("tell", "tell", "tell", "tell", "judge", "erase", "erase here", "rebuild", "delete", "look back")


@contextmanager
def desk() -> Iterator[tuple[Observatory, list[int]]]:
    """An observatory whose derived tables are always asked, and its clock: the hours since it began."""
    hours = [0]
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "FUSED_ANEW", 0)
        patch.setattr("marsad.derived.kept.ENTRIES_AT_ONCE", 1)  # made anew, the tables have the same cuts
        yield (
            Observatory.create(
                Path(folder) / "desk", area=FOLDER, clock=lambda: BEGAN + timedelta(hours=hours[0])
            ),
            hours,
        )


def known_and_concluded(opened: Observatory, known_at: datetime | None) -> tuple[Knowledge, Picture]:
    with opened.ledger() as ledger:
        known = knowledge_of(ledger, known_at)
    return known, picture_of(known.reports, known.claims, known.sources, AREA)


def answers_alike(picture: Picture, expected: Picture, days: tuple[date, ...] = DAYS) -> None:
    anew.same(picture, expected)
    assert list(picture.reports) == list(expected.reports)
    assert picture.road_book.issues == expected.road_book.issues
    for day in days:
        assert picture.roads(day) == expected.roads(day)
        for place in PLACES:
            assert picture.siege(place, day) == expected.siege(place, day)


def do(deed: str, opened: Observatory, part: Sequence[Told], hours: list[int], choice: random.Random) -> None:
    other = Observatory(opened.path, clock=opened.now)  # another desk, which tells this one nothing
    if deed == "tell":
        with opened.ledger(writable=True) as ledger:
            anew.append(ledger, part, hours[0], edited=True)
        hours[0] += len(part)
    elif deed == "judge":
        letter = choice.choice([None, *Reliability])
        with opened.ledger(writable=True) as ledger:
            ledger.append(EntryKind.JUDGEMENT, reliability_body(SOURCES[0].id, letter, "why"), opened.now())
            ledger.append(EntryKind.SOURCE, bodies.source_body(choice.choice(SOURCES)), opened.now())
    elif deed.startswith("erase") and (reports := other.reports()):
        who = opened if deed == "erase here" else other
        with suppress(UsageError):  # it was erased before
            who.erase(choice.choice(reports).id, "in danger", claims=choice.random() < 0.5)
    elif deed == "rebuild":
        other.rebuild()
    elif deed == "delete":
        for file in opened.path.glob(f"{DERIVED_FILE}*"):
            file.unlink()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=anew.QUICKLY)
@given(
    st.lists(st.tuples(st.sampled_from(DEEDS), st.lists(anew.told, max_size=3)), min_size=2, max_size=9),
    st.randoms(use_true_random=False),
)
def test_between_whatever_happens_each_answer_is_as_made_anew(
    deeds: list[tuple[str, list[Told]]], choice: random.Random
) -> None:
    held: list[tuple[Knowledge, Knowledge, Picture, Picture]] = []
    with desk() as (opened, hours):
        for deed, part in deeds:
            do(deed, opened, part, hours, choice)
            back = deed == "look back"
            known_at = BEGAN + timedelta(hours=choice.randint(0, hours[0])) if back else None
            known, expected = known_and_concluded(opened, known_at)
            if choice.random() < 0.8:
                assert opened.knowledge(known_at) == known
                answers_alike(opened.picture(known_at), expected)
                held.append((opened.knowledge(known_at), known, opened.picture(known_at), expected))
    for knowledge, known, picture, expected in held:  # what somebody holds stays what it was
        assert knowledge == known
        answers_alike(picture, expected, (FIRST + timedelta(days=15),))


def test_what_was_erased_at_another_desk_is_held_no_longer_than_until_the_next_question() -> None:
    with desk() as (opened, _):
        file = opened.path.parent / "report.md"
        file.write_text("---\nid: one\nsource: The Agency\npublished: 2017-02-06\n---\nA baker left Qaradakh.\n")
        opened.add([file])
        assert "Qaradakh" in opened.reports()[0].text
        assert "Qaradakh" in next(iter(opened.picture().reports.values())).text
        Observatory(opened.path).erase("one", "in danger")
        assert "Qaradakh" not in opened.reports()[0].text
        assert "Qaradakh" not in next(iter(opened.picture().reports.values())).text
        assert "Qaradakh" not in repr((vars(opened._known), vars(opened._standing)))


def test_what_was_erased_long_ago_holds_up_no_deriving() -> None:
    many: list[Told] = [(None, Report(f"rep_{n}", f"Report {n}.", published=FIRST), []) for n in range(3)]
    steps: list[int] = []
    with desk() as (opened, hours):
        do("tell", opened, many, hours, random.Random(0))
        for own in ("rep_0", "rep_2"):
            opened.erase(own, "in danger")
        do("tell", opened, [(None, Report("rep_new", "New.", published=FIRST), [])], hours, random.Random(0))
        with opened.derived() as derived:
            assert derived.catch_up(lambda *_: never_more_than(steps, 30)) == derived.at
            opened.erase("rep_1", "in danger")
            derived.catch_up(lambda *_: never_more_than(steps, 90))
            assert derived.behind == 0


def never_more_than(steps: list[int], most: int) -> None:
    steps.append(0)
    assert len(steps) <= most


def test_of_a_ledger_that_goes_on_only_what_is_new_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with desk() as (opened, _):
        with opened.ledger(writable=True) as ledger:
            for number in range(30):
                source = bodies.source_body(SOURCES[number % 3])
                ledger.append(EntryKind.SOURCE, source, opened.now())
        opened.knowledge()
        taken: list[int] = []
        monkeypatch.setattr("marsad.ledger.known_so_far.Knowing.take", lambda _, entry: taken.append(entry.seq))
        with opened.ledger(writable=True) as ledger:
            new = ledger.append(EntryKind.SOURCE, bodies.source_body(SOURCES[0]), opened.now())
        opened.knowledge()
        assert taken == [new.seq]
