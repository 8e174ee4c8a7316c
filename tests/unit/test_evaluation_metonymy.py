"""Whether a name of a place means the place itself: by the words beside it."""

import csv
from importlib.resources import files

import pytest

from marsad.evaluation.metonymy import beside, coefficients, features, is_itself

ITSELF = [
    ("Heavy fighting broke out in [Aleppo] on Monday.", "at"),
    ("The rebels withdrew from the town of [Tadef].", "of_place"),
    ("They were stopped south of [Damascus], residents said.", "of_place"),
    ("Thousands fled to [Idlib].", "along"),
    ("Shells fell across northern [Hama].", "compass"),
    ("A camp near the [Jordan] border was hit.", "place_next"),
    ("Clashes were reported in Tadmur, [Syria], overnight.", "listed"),
]
WHAT_BELONGS_TO_IT = [
    ("The [Syrian] army denied it.", "people_modifies"),
    ("The [Iraq] government denied it.", "body_next"),
    ("The University of [Aleppo] denied it.", "of_body"),
    ("A spokesman for [Turkey] Airlines denied it.", "name_goes_on"),
    ("The [Turkish]-backed fighters left.", "driven"),
    ("Several [Russians] were killed.", "people"),
    ("He is with the [Tadef Local Council].", "body_within"),
]


def span(marked: str) -> tuple[str, int, int]:
    start, end = marked.index("["), marked.index("]") - 1
    return marked.replace("[", "").replace("]", ""), start, end


@pytest.mark.parametrize(("marked", "feature"), ITSELF)
def test_names_of_the_place_itself(marked: str, feature: str) -> None:
    assert feature in features(beside(*span(marked)))
    assert is_itself(*span(marked)) > 0.5


@pytest.mark.parametrize(("marked", "feature"), WHAT_BELONGS_TO_IT)
def test_names_of_what_belongs_to_it(marked: str, feature: str) -> None:
    assert feature in features(beside(*span(marked)))
    assert is_itself(*span(marked)) < 0.5


def test_the_table_explains_every_feature() -> None:
    with (files("marsad.evaluation") / "metonymy.csv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    assert all(row["meaning"] for row in rows)
    assert len(coefficients()) == len(rows)
    said = {name for marked, _ in (*ITSELF, *WHAT_BELONGS_TO_IT) for name in features(beside(*span(marked)))}
    assert said <= set(coefficients())


@pytest.mark.parametrize("text", ["Aleppo", "“Aleppo”", "\nAleppo\n", "Aleppo's", "-Aleppo-", "  ’Aleppo’s  "])
def test_any_surroundings_will_do(text: str) -> None:
    start = text.index("Aleppo")
    assert 0 < is_itself(text, start, start + 6) < 1
