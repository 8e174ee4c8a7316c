"""The glossary says what every term of the code means, in the code's own sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from marsad.model import terms

ROOT = Path(__file__).parents[2]
SETS = [each for each in vars(terms).values() if isinstance(each, type) and issubclass(each, terms.Term)]
SETS.remove(terms.Term)
WORDS = (
    "source report passage claim origin event judgement assessment edition brief issue contested unknown denied"
    " unreported possible as_of known_at receive read ground fuse assess publish"
)


def rows_under(title: str) -> dict[str, str]:
    """The rows of the table in the section that names ``marsad.model.<title>``: term to meaning."""
    text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    section = next(part for part in text.split("\n### ") if f"`marsad.model.{title}`" in part)
    return dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", section, re.MULTILINE))


@pytest.mark.parametrize("terms_of", SETS, ids=lambda each: each.__name__)
def test_every_term_stands_in_the_glossary_with_its_definition(terms_of: type[terms.Term]) -> None:
    assert rows_under(terms_of.__name__) == {term.value: term.definition for term in terms_of}


def test_every_word_of_the_trade_is_explained_once() -> None:
    text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    explained = re.findall(r"^\| \*([^*]+)\* \| .+ \|$", text, re.MULTILINE)
    assert len(explained) == len(set(explained))
    assert set(WORDS.split()) <= set(explained)


def test_the_architecture_names_every_folder_of_the_package() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    folders = {each.parent.name for each in (ROOT / "src/marsad").glob("*/__init__.py")}
    assert {folder for folder in folders if f"`{folder}/`" not in text} == set()
