from dataclasses import FrozenInstanceError, dataclass

import pytest

from marsad.records import replace


@dataclass(frozen=True, slots=True)
class Phrase:
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Verb(Phrase):
    lemma: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    start: int

    def __post_init__(self) -> None:
        assert self.start >= 0


def test_a_copy_differs_in_what_is_changed_alone() -> None:
    verb = Verb(1, 2, "take")
    assert replace(verb, end=3) == Verb(1, 3, "take")
    assert verb == Verb(1, 2, "take")


def test_a_copy_is_frozen_too() -> None:
    with pytest.raises(FrozenInstanceError):
        replace(Verb(1, 2), end=3).start = 0  # type: ignore[misc]


def test_a_field_that_is_none_is_refused() -> None:
    with pytest.raises(KeyError):
        replace(Verb(1, 2), stop=3)


def test_a_record_that_checks_its_fields_is_not_copied_past_the_check() -> None:
    with pytest.raises(TypeError, match="Checked"):
        replace(Checked(1), start=-1)
