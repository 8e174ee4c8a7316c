"""Outlets that print each other's text are found; two reporters in one town are left two."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.model import Report
from marsad.reports.copies import copies, is_copy, published_order, shares_enough
from marsad.reports.near import buckets, wording

WIRE = """Government forces cut the last road into the town on Monday, a monitoring network said, leaving the
militants inside with no way out.

Troops and allied fighters took a hill south-east of the town overnight and brought the road to the east under
their guns, the head of the network said. Aircraft struck the road several times before dawn.

Rebels backed by Turkish troops already hold the villages to the north and the west. The two sides have not met,
and officials on neither side would say who means to enter the town first.

About thirty thousand people are thought to be still inside. Relief workers say that no convoy has reached the
town since the autumn, and that bread has become hard to find."""

OTHER = """The town is surrounded, residents reached by telephone said on Monday. Shelling went on through the
night and one shell fell on a bakery near the market.

A commander of the rebels said that one narrow passage to the east was left, and that his men could reach it with
their guns. He denied that government forces had come within sight of the town.

Families who left at the weekend walked for two days. "We carried the children over the mines," a teacher said."""


def report(ref: str, text: str, at: datetime | None = None, day: date | None = None) -> Report:
    return Report(f"rep_{ref}", text, published=day or (at.date() if at else None), published_at=at)


def hour(number: int) -> datetime:
    return datetime(2017, 2, 6, number, tzinfo=UTC)


PARAGRAPHS = WIRE.split("\n\n")
HEADLINE = "BESIEGED: army closes in as thousands go hungry\n\n" + WIRE
FIRST_LINE = WIRE.replace(
    "Government forces cut the last road into the town on Monday, a monitoring network said",
    "The army has severed the only remaining supply line, it was reported today",
)
CUT = "\n\n".join(PARAGRAPHS[:2] + PARAGRAPHS[3:])
REWORDED = WIRE.replace("militants", "jihadists").replace("troops", "soldiers").replace("About thirty", "Some 30")


def test_edited_copies_point_to_the_first_and_others_stay_alone() -> None:
    wire = report("wire", WIRE, hour(6))
    reports = [
        report("other", OTHER, hour(5)),
        report("cut", CUT, hour(9)),
        report("headline", HEADLINE, hour(8)),
        wire,
        report("line", FIRST_LINE, hour(7)),
        report("reworded", REWORDED.upper(), day=date(2017, 2, 6)),
    ]
    expected = dict.fromkeys(("rep_cut", "rep_headline", "rep_line", "rep_reworded"), "rep_wire")
    assert copies(reports) == expected
    for seed in range(5):
        random.Random(seed).shuffle(reports)
        assert copies(reports) == expected


def test_a_shared_quote_makes_no_copy() -> None:
    quote = PARAGRAPHS[1]
    assert copies([report("a", f"{quote}\n\n{OTHER}", hour(6)), report("b", WIRE, hour(7))]) == {}


def test_a_digest_that_prints_an_item_whole_stays_its_own() -> None:
    digest = f"{OTHER}\n\n{CUT}\n\n{OTHER[::-1]}"
    assert copies([report("item", CUT, hour(6)), report("digest", digest, hour(7))]) == {}


def test_first_is_what_was_published_first_then_the_smaller_id() -> None:
    assert copies([report("b", WIRE, hour(6)), report("a", WIRE, hour(7))]) == {"rep_a": "rep_b"}
    assert copies([report("b", WIRE, hour(6)), report("a", WIRE, hour(6))]) == {"rep_b": "rep_a"}
    assert copies([report("b", WIRE, hour(6)), report("a", WIRE, day=date(2017, 2, 6))]) == {"rep_a": "rep_b"}
    assert copies([report("b", WIRE, day=date(2017, 2, 6)), report("a", WIRE)]) == {"rep_a": "rep_b"}


def test_short_texts_are_copies_only_when_they_are_the_same() -> None:
    same = copies([report("a", "Shelling in Tadef!"), report("b", "shelling in Tadef")])
    assert same == {"rep_b": "rep_a"}
    assert copies([report("a", "Shelling in Tadef"), report("b", "Shelling in Bzaah")]) == {}


def test_one_report_given_twice_is_no_copy_of_itself() -> None:
    assert copies([report("a", WIRE, hour(6)), report("a", WIRE, hour(6))]) == {}


def test_the_bounds_of_the_rule() -> None:
    assert shares_enough(8, 10, 8)
    assert shares_enough(2, 5, 2)  # all of the shorter, 40% of all
    assert not shares_enough(2, 6, 2)
    assert not shares_enough(5, 7, 7)  # 5 of 9, and 5 of 7
    assert shares_enough(6, 8, 8)  # 6 of 10
    assert not is_copy(wording(WIRE), wording(OTHER))


def test_a_wording_is_the_same_bytes_on_every_machine() -> None:
    runs = wording("Shelling hit Tadef again, residents said.")
    assert runs.tolist() == sorted(runs.tolist())
    assert len(runs) == 4
    assert sha256(runs.tobytes()).hexdigest()[:16] == "9b77a5436295bd61"
    assert sha256(repr(buckets(runs)).encode()).hexdigest()[:16] == "f00479a7db0816d8"


def by_comparing_all(reports: list[Report]) -> dict[str, str]:
    """What :func:`copies` shall find, by comparing each report with all that were published before it."""
    found: dict[str, str] = {}
    before: list[Report] = []
    for each in sorted(reports, key=published_order):
        mine = wording(each.text)
        source = next((other.id for other in before if is_copy(mine, wording(other.text))), None)
        if source is not None:
            found[each.id] = found.get(source, source)
        before.append(each)
    return found


words = st.sampled_from(WIRE.split())
texts = st.one_of(
    st.sampled_from([WIRE, HEADLINE, FIRST_LINE, CUT, OTHER, *PARAGRAPHS]),
    st.lists(words, min_size=1, max_size=30).map(" ".join),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(texts, max_size=8), st.lists(texts, max_size=4))
def test_a_later_report_changes_no_earlier_answer(earlier: list[str], later: list[str]) -> None:
    first = [report(f"{n:02}", text, datetime(2017, 2, 6, 0, n, tzinfo=UTC)) for n, text in enumerate(earlier)]
    more = [report(f"late_{n}", text, datetime(2017, 2, 7, 0, n, tzinfo=UTC)) for n, text in enumerate(later)]
    before = copies(first)
    after = copies([*more, *first])
    assert {copy: original for copy, original in after.items() if not copy.startswith("rep_late")} == before
    assert not set(after) & set(after.values())  # whatever is pointed to is itself no copy


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([WIRE, HEADLINE, FIRST_LINE, REWORDED, OTHER, *PARAGRAPHS]), max_size=12))
def test_buckets_find_what_comparing_all_finds(told: list[str]) -> None:
    reports = [report(f"{n:02}", text, hour(n % 5)) for n, text in enumerate(told)]
    assert copies(reports) == by_comparing_all(reports)


def test_a_chain_of_edits_leads_to_the_first_of_all() -> None:
    words = [f"word{n}" for n in range(60)]
    chain = [report(f"{n}", " ".join(words[8 * n : 8 * n + 40]), hour(n + 1)) for n in range(3)]
    assert not is_copy(wording(chain[0].text), wording(chain[2].text))
    assert copies(chain) == by_comparing_all(chain) == {"rep_1": "rep_0", "rep_2": "rep_0"}
