"""The conflict lexicon holds together: every row can match, and every need asks for something that is defined."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from marsad.claims.lang.en.frames import Frame, noun_frames, verb_frames
from marsad.claims.lang.en.tables import table, verb_forms, words

# Kinds of phrase that code knows by itself; all others are word lists of ``classes``.
BY_CODE = {
    *("any", "actor", "fighters", "backer", "backed", "people", "civilians", "persons", "folk", "place"),
    *("locality", "spot", "route", "lastway", "lifeline", "bridge", "aircraft", "artillery", "blast", "nothing"),
    *("nobody", "none"),
}


def verb_rows() -> dict[str, Frame]:
    return {frame.name: frame for rows in verb_frames().values() for frame in rows}


def kinds_asked(need: str) -> Iterator[str]:
    """The kinds that a need asks for: "subj is place or actor or under is siege" asks for three."""
    slot = ""
    for piece in need.split(" or "):
        if " is " in piece:
            slot, kind = piece.split(" is ")
            yield kind.removeprefix("not ")
        elif piece.startswith("pp ") or piece.endswith(" found"):
            slot = ""
        elif slot:
            yield piece


def test_every_verb_of_a_row_has_forms() -> None:
    lemmas = {form.lemma for form in verb_forms().values()} | words("be") | words("have") | {"be", "have", "do"}
    assert {verb for verb in verb_frames() if verb.split()[0] not in lemmas} == set()


@pytest.mark.parametrize("name", sorted(verb_rows()))
def test_every_need_of_a_row_asks_for_a_known_kind(name: str) -> None:
    asked = {kind for need in verb_rows()[name].needs for kind in kinds_asked(need)}
    assert asked <= BY_CODE | set(table("frames")["classes"])


def test_no_class_of_words_takes_the_name_of_a_kind_that_code_knows() -> None:
    assert set(table("frames")["classes"]) & BY_CODE == {"blast"}  # "blast" adds its words to the code's


def test_every_quiet_word_is_a_word_of_its_row() -> None:
    rows = {frame.name: frame for rows in noun_frames().values() for frame in rows}
    assert {name: row.quiet - set(row.words) for name, row in rows.items() if row.quiet - set(row.words)} == {}
