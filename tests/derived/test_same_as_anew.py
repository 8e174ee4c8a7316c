"""What is kept and brought up to date entry by entry is what fusing everything anew gives, for every moment."""

from __future__ import annotations

import itertools
import random
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import sleep

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from marsad.areas import load_area
from marsad.derived.holders import FEW_PLACES, held, holders_at, holdings_at, holdings_in
from marsad.derived.kept import Derived, dump
from marsad.derived.taking import take
from marsad.errors import LedgerError
from marsad.ledger import bodies
from marsad.ledger.entries import EntryKind, NewEntry
from marsad.ledger.knowledge import knowledge_of
from marsad.ledger.store import Ledger
from marsad.model import (
    Claim,
    ClaimedActor,
    ClaimedPlace,
    ClaimType,
    Count,
    Days,
    Degree,
    Modality,
    PlacePrecision,
    Report,
    Row,
    Source,
    SourceKind,
    TimePrecision,
)
from marsad.pipeline import Picture, picture_of
from marsad.reports.arrival import Arrival

AREA = load_area(str(Path(__file__).parents[1] / "assess" / "area"))
FIRST = date(2017, 2, 1)
BEGAN = datetime(2017, 2, 1, tzinfo=UTC)
WORDS = [f"word{number}" for number in range(40)]
TEXTS = [
    " ".join(WORDS[:30]), " ".join(WORDS[2:30]), " ".join(WORDS[6:36]), " ".join(WORDS[10:40]),
    " ".join(WORDS[:20]),
    "Shelling was heard.", "A quiet day.",
]  # fmt: skip
TITLES = ["one", "two", "three"]
PUBLISHERS = [None, "Northern Monitor", "The Agency", "Army Press"]
SPEAKERS = [(), ("The Monitor",), ("A commander",), ("Northern Monitor", "spokesman of the Free Syrian Army")]
SOURCES = [
    Source("src_northern_monitor", "Northern Monitor", SourceKind.MONITOR),
    Source("src_northern_monitor", "Northern Monitor", SourceKind.MONITOR, None, "act_fsa", ("The Monitor",)),
    Source("src_army_press", "Army Press", SourceKind.OFFICIAL, allegiance="act_syrian_government"),
]  # fmt: skip
TYPES = [
    ClaimType.CAPTURE, ClaimType.CONTROL, ClaimType.WITHDRAWAL, ClaimType.SIEGE, ClaimType.AIR_STRIKE,
    ClaimType.CASUALTIES, ClaimType.ROUTE_CUT, ClaimType.SHELLING,
]  # fmt: skip
actors = st.lists(
    st.sampled_from(["act_isis", "act_fsa", "act_turkey", "act_syrian_government"]), max_size=2, unique=True
).map(lambda ids: tuple(ClaimedActor(each, each, each) for each in ids))


def place(name: str) -> ClaimedPlace:
    known = AREA.places[name]
    return ClaimedPlace(name, known.name, name, known.lat, known.lon, PlacePrecision.PLACE, known.kind)


ways = st.sampled_from([None, (place("plc_al_bab"), place("plc_bzaah"))])


@st.composite
def days(draw: st.DrawFn) -> Days:
    kind = draw(st.sampled_from(["none", "firm", "firm", "long", "open"]))
    start = FIRST + timedelta(days=draw(st.integers(0, 20)))
    if kind == "none":
        return Days()
    if kind == "open":
        return Days(start, None, TimePrecision.WEEK)
    length = draw(st.integers(1, 3) if kind == "firm" else st.integers(5, 20))
    precision = draw(st.sampled_from([TimePrecision.DAY, TimePrecision.WEEK]))
    return Days(start, start + timedelta(days=length), precision)


@st.composite
def said(draw: st.DrawFn) -> Claim:
    kind = draw(st.sampled_from(TYPES))
    low = draw(st.integers(0, 1200))
    return Claim(
        report="",
        type=kind,
        quote="quote",
        start_char=draw(st.integers(0, 2)),
        end_char=9,
        agents=draw(actors),
        targets=draw(actors),
        place=draw(st.sampled_from([None, place("plc_al_bab"), place("plc_al_bab"), place("plc_bzaah")])),
        route=draw(ways) if kind is ClaimType.ROUTE_CUT else None,
        degree=draw(st.sampled_from([None, *Degree])) if kind is ClaimType.SIEGE else None,
        days=draw(days()),
        killed=draw(st.sampled_from([None, Count(low, low), Count(low, None)])),
        cumulative=draw(st.booleans()) if kind is ClaimType.CASUALTIES else False,
        attribution=draw(st.sampled_from(SPEAKERS)),
        modality=draw(st.sampled_from([Modality.ASSERTED] * 4 + [Modality.DENIED] * 2 + [Modality.PLANNED])),
    )  # fmt: skip


@st.composite
def reports(draw: st.DrawFn) -> Report:
    text, publisher = draw(st.sampled_from(TEXTS)), draw(st.sampled_from(PUBLISHERS))
    day = draw(st.none() | st.integers(0, 25).map(lambda n: FIRST + timedelta(days=n)))
    title = draw(st.sampled_from(TITLES))
    own = Report.id_of(text, publisher, day, title)
    row = Row("ucdp", ()) if int(own[-1], 16) < 8 else None  # as told by its words, wherever it is told again
    return Report(own, text, published=day, publisher=publisher, title=title, row=row)


Told = tuple[Source | None, Report, Sequence[Claim]]
told = st.tuples(st.none() | st.none() | st.sampled_from(SOURCES), reports(), st.lists(said(), max_size=5))


@contextmanager
def observed(many: Sequence[Told] = ()) -> Iterator[tuple[Ledger, Derived]]:
    """A new ledger and its derived tables; a report told again is read again."""
    with tempfile.TemporaryDirectory() as folder, Ledger.create(Path(folder) / "ledger.sqlite") as ledger:
        ledger.append(EntryKind.POLICY, bodies.policy_body(replay=False, version="0"), BEGAN)
        append(ledger, many, 0)
        with Derived(Path(folder) / "derived.sqlite", lambda: Ledger.open(ledger.path), AREA) as derived:
            yield ledger, derived


def append(ledger: Ledger, many: Sequence[Told], hour: int, *, edited: bool = False) -> None:
    """``edited``: what a publisher tells by rows, or by other means, are versions; some are said again."""
    seen = set()
    newest: dict[tuple[str | None, bool], str] = {}
    for number, (source, report, claims) in enumerate(many):
        at = BEGAN + timedelta(hours=hour + number)
        new = [NewEntry(EntryKind.SOURCE, bodies.source_body(source), at)] if source else []
        kind = (report.publisher, report.row is not None)
        earlier = newest.get(kind) if edited else None
        if report.id not in seen:
            new.append(NewEntry(EntryKind.REPORT, bodies.report_body(report, supersedes=earlier), at))
            newest[kind] = report.id
        elif earlier not in {None, report.id} or number % 2:
            back = earlier if earlier != report.id else None
            form = bodies.returned_body(report.id, None, None, Arrival(), back)
            new.append(NewEntry(EntryKind.REPORT, form, at))
            newest[kind] = report.id
        seen.add(report.id)
        own = [replace(claim, report=report.id) for claim in claims]
        new.append(NewEntry(EntryKind.READING, bodies.reading_body(report.id, own, [], AREA.hash, "tester 1"), at))
        ledger.append_all(new)


def anew(ledger: Ledger, known_at: datetime | None) -> Picture:
    known = knowledge_of(ledger, known_at)
    return picture_of(known.reports, known.claims, known.sources, AREA)


def same(one: Picture, other: Picture) -> None:
    assert one.claims == other.claims
    assert list(one.claims) == list(other.claims)
    assert one.fusion.events == other.fusion.events
    assert one.fusion.issues == other.fusion.issues
    assert one.fusion.announced == other.fusion.announced
    assert one.fusion.denied == other.fusion.denied
    assert one.control == other.control
    assert one.tolls == other.tolls
    assert one == other


def same_holders(derived: Derived, seq: int, picture: Picture) -> None:
    """Who holds each place is what the whole picture says, asked for all places, for some, and for many."""
    view, _, step = derived.views(seq)
    for day in (date(2016, 1, 1), FIRST, FIRST + timedelta(days=9), FIRST + timedelta(days=40)):
        whole = holdings_in(picture.control, day)
        expected = {place: held(each) for place, each in whole.items()}
        assert holdings_at(view, step, day) == whole
        assert holders_at(view, step, day) == expected
        some = {"plc_al_bab", "plc_bzaah", "plc_nowhere"}
        few = {place: each for place, each in expected.items() if place in some}
        assert holders_at(view, step, day, some) == few
        assert holders_at(view, step, day, some | {f"plc_{n}" for n in range(FEW_PLACES)}) == few


QUICKLY = (Phase.explicit, Phase.reuse, Phase.generate)  # making a case smaller takes minutes


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=QUICKLY)
@given(st.lists(told, max_size=10), st.randoms(use_true_random=False))
def test_brought_up_to_date_in_any_steps_it_is_as_made_anew(many: list[Told], choice: random.Random) -> None:
    with observed() as (ledger, derived):
        waiting = list(many)
        hour = 0
        while waiting:
            size = choice.randint(1, 4)
            part, waiting = waiting[:size], waiting[size:]
            append(ledger, part, hour, edited=True)
            hour += size
            derived.catch_up()
        derived.catch_up()
        head = ledger.head()
        assert head is not None
        same(derived.picture(head.seq), anew(ledger, None))
        for entry in list(ledger.entries()):
            expected = anew(ledger, entry.recorded_at)
            same(derived.picture(derived.entry_at(entry.recorded_at)), expected)
            same_holders(derived, derived.entry_at(entry.recorded_at), expected)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=QUICKLY)
@given(st.lists(told, max_size=8))
def test_made_anew_twice_the_tables_are_the_same_letter_by_letter(many: list[Told]) -> None:
    with observed(many) as (_, derived):
        derived.catch_up()
        first = list(dump(derived.path))
        derived.rebuild()
        second = list(dump(derived.path))
        derived.rebuild()
        assert first == second == list(dump(derived.path))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=QUICKLY)
@given(st.lists(told, min_size=3, max_size=3, unique_by=lambda each: each[1].id))
def test_in_whatever_order_reports_come_the_same_is_known_in_the_end(many: list[Told]) -> None:
    many = [(None, report, claims) for _, report, claims in many]
    pictures = []
    for order in itertools.permutations(many):
        with observed(order) as (ledger, derived):
            derived.catch_up()
            head = ledger.head()
            assert head is not None
            pictures.append(derived.picture(head.seq))
    for picture in pictures[1:]:
        assert (picture.fusion, picture.control, picture.tolls) == (
            pictures[0].fusion, pictures[0].control, pictures[0].tolls,
        )  # fmt: skip


def test_another_method_area_or_ledger_drops_what_was_derived(monkeypatch: pytest.MonkeyPatch) -> None:
    with observed() as (_, derived):
        derived.catch_up()
        assert derived.catch_up() == 0
        monkeypatch.setattr("marsad.derived.kept.method", lambda: "another")
        assert derived.catch_up() == 1
        assert derived.catch_up() == 0
        derived.kept.execute("UPDATE cuts SET hash = 'of another ledger'")
        assert derived.catch_up() == 1


def test_tables_of_another_program_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "derived.sqlite"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE photos (id)")
    other.close()
    with (
        Ledger.create(tmp_path / "ledger.sqlite") as ledger,
        pytest.raises(LedgerError, match="move it elsewhere"),
    ):
        Derived(path, lambda: ledger, AREA)


def test_a_question_waits_for_nobody_where_all_is_derived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marsad.derived.file.BUSY_SECONDS", 0.1)
    with observed() as (ledger, derived):
        derived.catch_up()
        other = sqlite3.connect(derived.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with Derived(derived.path, lambda: Ledger.open(ledger.path), AREA) as asked:
            assert asked.catch_up() == 0
            append(ledger, [(None, Report("rep_new", "New.", published=FIRST), [])], 1)
            with pytest.raises(sqlite3.OperationalError, match="locked"):  # nothing gets ahead there
                asked.catch_up()
        other.close()


def test_what_another_process_derives_is_waited_for_as_long_as_it_gets_ahead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    many: list[Told] = [(None, Report(f"rep_{n}", f"Report {n}.", published=FIRST), []) for n in range(20)]
    with observed() as (ledger, derived):
        derived.catch_up()
        append(ledger, many, 1)
        monkeypatch.setattr("marsad.derived.file.BUSY_SECONDS", 0.5)
        monkeypatch.setattr("marsad.derived.kept.ENTRIES_AT_ONCE", 2)
        monkeypatch.setattr("marsad.derived.kept.take", slowly(take, 0.1))
        other = threading.Thread(target=derive_in_another, args=(derived.path, ledger.path))
        other.start()
        derived.catch_up()
        other.join()
        head = ledger.head()
        assert head is not None and derived.at == head.seq
        same(derived.picture(head.seq), anew(ledger, None))


def slowly(act: Callable[..., int], seconds: float) -> Callable[..., int]:
    def later(*given: object) -> int:
        sleep(seconds)
        return act(*given)

    return later


def derive_in_another(path: Path, ledger: Path) -> None:
    with Derived(path, lambda: Ledger.open(ledger), AREA) as derived:
        derived.catch_up()
