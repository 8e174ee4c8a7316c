"""Why each claim is what it is: true to the text, the same as what was read, and readable in 80 columns."""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from marsad.areas import load_area
from marsad.claims.drafts import Mention
from marsad.cli import app
from marsad.grounding.explanation import Dating, Explanation, Filled, Resolving
from marsad.model import Report
from marsad.pipeline import Reading, claims_of
from marsad.publication.explained import lacking, pieces

TEXT = (
    "Government forces severed the last road out of al-Bab overnight, the Syrian Observatory for Human Rights"
    " said.\nIt reported that the town was besieged by the army from the south and by Turkish troops from the"
    " north. At least five civilians were killed in shelling of Qabasin on Saturday.\n\n"
    "Rebels vowed to take the village of Nowherabad. The group took part in talks. Rockets were stored there."
    " ISIS has held Tadef since 2014. Al-Bab was besieged by the army."
)


def read(text: str = TEXT, published: date | None = date(2017, 2, 6)) -> Reading:
    return claims_of(Report("rep_x", text, published=published, language="en"), load_area("syria"), explained=True)


def why(reading: Reading, kind: str) -> Explanation:
    return next(each for each in reading.why if each.claim.type.value == kind)


def role(explanation: Explanation, name: str) -> Filled:
    return next(each for each in explanation.roles if each.role == name)


def spans(explanation: Explanation) -> list[Mention]:
    made = explanation.draft.provenance
    said = [made.trigger, made.how, explanation.draft.when, explanation.sentence, *made.speech]
    said += [words for _, words in made.slots] + [each.words for each in explanation.roles]
    return [each for each in said if each is not None]


def test_explaining_changes_nothing_and_covers_every_claim() -> None:
    reading = read()
    plain = claims_of(Report("rep_x", TEXT, published=date(2017, 2, 6), language="en"), load_area("syria"))
    assert reading.claims == plain.claims
    assert tuple(each.claim for each in reading.why) == reading.claims
    assert not plain.why
    assert not plain.passed_over


def test_every_word_that_an_explanation_names_is_in_the_text() -> None:
    for each in read().why:
        assert all(TEXT[words.start : words.end] == words.text for words in spans(each))
        assert each.sentence.start <= each.claim.start_char < each.claim.end_char <= each.sentence.end
        assert "".join(piece.text for piece in pieces(each)) in {each.sentence.text, f"{each.sentence.text} …"}


def test_the_parts_of_the_confidence_add_up_to_it() -> None:
    for each in read().why:
        assert sum(part for _, part in each.sureness) == pytest.approx(each.claim.confidence, abs=0.001)


def test_roles_are_told_by_name_by_reference_and_from_elsewhere() -> None:
    reading = read()
    siege, capture = why(reading, "siege"), why(reading, "capture")
    assert (role(siege, "place").resolving, role(siege, "place").id) == (Resolving.REFERENCE, "plc_al_bab")
    assert role(siege, "agent").resolving is Resolving.NAME
    assert role(capture, "place").resolving is Resolving.UNKNOWN
    assert role(capture, "target").resolving is Resolving.ELSEWHERE
    assert role(capture, "target").words is None
    assert any("Nowherabad" in each for each in capture.left_open)


def test_days_are_told_with_their_words_and_what_they_are_counted_from() -> None:
    reading = read()
    road, control = why(reading, "route_cut"), why(reading, "control")
    assert road.draft.when is not None
    assert (road.dating, road.draft.when.text, road.counted_from) == (Dating.WORDS, "overnight", date(2017, 2, 6))
    assert control.dating is Dating.WORDS
    assert why(reading, "capture").dating is Dating.OPEN
    unresolved = why(read("The army captured Tadef on Sunday.", None), "capture")
    assert unresolved.dating is Dating.UNRESOLVED
    exact = why(read("The army captured Tadef on 3 February 2017."), "capture")
    assert (exact.dating, exact.counted_from) == (Dating.WORDS, None)


def test_manner_and_speakers_are_told_with_their_words() -> None:
    reading = read()
    made = why(reading, "capture").draft.provenance
    assert made.how is not None
    assert made.how.text == "vowed"
    assert [each.text for each in why(reading, "route_cut").draft.provenance.speech] == ["said"]


def test_what_is_said_twice_names_the_other_passage() -> None:
    siege = why(read(), "siege")
    assert [each.text for each in siege.said_again] == ["Al-Bab was besieged by the army"]


def test_words_that_rows_know_and_that_made_no_claim_say_what_was_lacking() -> None:
    passed = {each.trigger.text: dict(lacking(each)) for each in read().passed_over}
    took = passed["took"]
    assert took["verb capture.capture"] == "needs obj is place; the object is “part”"
    assert "quiet" in passed["Rockets"]["noun shelling.shelling"]
    assert "severed" not in passed


def test_rows_have_names_of_their_own() -> None:
    from marsad.claims.lang.en.frames import noun_frames, verb_frames

    rows = {id(row): row for table in (verb_frames(), noun_frames()) for found in table.values() for row in found}
    names = [row.name for row in rows.values()]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"(verb|noun) [a-z_]+\.\S+", name) for name in names)


# --- in the terminal ---------------------------------------------------------------------------------------------


def told(*options: str, stdin: str | None = None) -> str:
    done = CliRunner().invoke(app, ["read", "--published", "2017-02-06", *options], input=stdin)
    assert done.exit_code == 0, done.output
    return done.output


def test_an_explanation_in_a_file_is_plain_and_80_columns_wide(tmp_path: Path) -> None:
    out = tmp_path / "why.txt"
    told("--explain", "--text", TEXT, "--out", str(out))
    lines = out.read_text(encoding="utf-8").splitlines()
    assert max(map(len, lines)) <= 80
    assert not [line for line in lines if line != line.rstrip() or "\x1b" in line]
    words = " ".join(" ".join(lines).split())
    for said in (
        "Government forces «severed» the last road out of al-Bab overnight",
        "verb route_cut.cut on “severed”; needs obj is route",
        "agent Syrian government forces (act_syrian_government): “Government forces”, by name",
        "between 5 and 6 February 2017: “overnight”, counted from Monday 6 February 2017",
        "planned: “vowed”",
        "killed at least 5: “At least five”",
        "left open “Nowherabad” is no place that the area knows",
        "The group «took» part in talks.",
    ):
        assert said in words, said


def test_a_text_with_markup_or_brackets_is_told_as_it_stands() -> None:
    assert "[red]The army[/red] «captured» Tadef [/]" in told(
        "--explain", "--text", "[red]The army[/red] captured Tadef [/]."
    )


def test_the_text_may_come_from_standard_input() -> None:
    assert "capture" in told("--explain", "--text", "-", stdin="The army captured Tadef.\n")


def test_nothing_to_read_is_an_error_that_says_what_to_give() -> None:
    done = CliRunner().invoke(app, ["read"])
    assert done.exit_code != 0
    assert "--text" in str(done.exception)


def test_as_data_each_claim_carries_its_explanation() -> None:
    lines = [json.loads(line) for line in told("--explain", "--format", "jsonl", "--text", TEXT).splitlines()]
    claims = [line for line in lines if "id" in line]
    passed = [line["passed_over"] for line in lines if "passed_over" in line]
    assert len(claims) == len(read().claims)
    for claim in claims:
        start, end, words = claim["explanation"]["trigger"]
        assert TEXT[start:end] == words
        assert claim["explanation"]["row"]
    assert ["verb capture.capture", "obj is place"] in next(
        each["lacked"] for each in passed if each["trigger"][2] == "took"
    )
    assert all(one["trigger"] <= other["trigger"] for one, other in pairwise(passed))
    assert "explanation" not in told("--format", "jsonl", "--text", TEXT)
