"""The tables of English, read once: closed classes, verb forms, frames, nouns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # all values as text: "on" and "no" are words here
VOWELS = frozenset("aeiou")


@cache
def table(name: str) -> Any:  # noqa: ANN401
    """The YAML table ``name`` of this folder, as lists, mappings and text. Callers say what they expect of it."""
    parser = Loader((HERE / f"{name}.yaml").read_bytes())
    while not isinstance(event := parser.get_event(), yaml.NodeEvent):
        pass
    return _value(parser, event)


def _value(parser: Any, event: yaml.NodeEvent) -> Any:  # noqa: ANN401
    """What the parser reads from ``event`` on: a third of the time of a loader, which first makes nodes of it."""
    if isinstance(event, yaml.ScalarEvent):
        return event.value
    if isinstance(event, yaml.SequenceStartEvent):
        listed = []
        while not isinstance(event := parser.get_event(), yaml.SequenceEndEvent):
            listed.append(_value(parser, event))
        return listed
    if not isinstance(event, yaml.MappingStartEvent):
        raise yaml.YAMLError(f"no alias is read in a table: {event}")
    found = {}
    while not isinstance(event := parser.get_event(), yaml.MappingEndEvent):
        key = _value(parser, event)
        found[key] = _value(parser, parser.get_event())
    return found


@cache
def words(*kinds: str) -> frozenset[str]:
    """The closed classes ``kinds`` of ``words.yaml`` together, in lower case."""
    return frozenset(str(word) for kind in kinds for word in table("words")[kind])


@cache
def listed(name: str, *kinds: str) -> frozenset[str]:
    """The lists ``kinds`` of the table ``name`` together, in lower case."""
    return frozenset(str(word).lower() for kind in kinds for word in table(name)[kind])


@dataclass(frozen=True, slots=True)
class VerbForm:
    """What a word can be as a verb. ``forms`` are of: base, s, past, part, ing."""

    lemma: str
    forms: frozenset[str]


@cache
def verb_forms() -> dict[str, VerbForm]:
    """Every form of every verb of ``words.yaml``, by the form in lower case."""
    irregular: dict[str, list[str]] = table("words")["irregular"]
    found: dict[str, dict[str, set[str]]] = {}
    for lemma in [*table("words")["verbs"], *irregular]:
        for form, kind in _forms_of(str(lemma), irregular.get(lemma)):
            found.setdefault(form, {}).setdefault(str(lemma), set()).add(kind)
    return {form: _the_lemma(form, lemmas) for form, lemmas in found.items()}


def past_of(lemma: str) -> str:
    """The past of a verb: "strike" has "struck"."""
    return next(form for form, kind in _forms_of(lemma, table("words")["irregular"].get(lemma)) if kind == "past")


def _the_lemma(form: str, lemmas: dict[str, set[str]]) -> VerbForm:
    """ "found" is of "find", "felt" of "feel": an irregular past goes before another verb's base form."""
    lemma = next((each for each, kinds in lemmas.items() if each != form and "past" in kinds), next(iter(lemmas)))
    return VerbForm(lemma, frozenset(lemmas[lemma]))


def _forms_of(lemma: str, irregular: list[str] | None) -> list[tuple[str, str]]:
    forms = [(lemma, "base"), (_third_person(lemma), "s"), (_stem(lemma, "ing") + "ing", "ing")]
    if irregular:
        forms.append((irregular[0], "past"))
        forms += [(each, "part") for each in irregular[1:] or irregular]
        return forms
    past = _stem(lemma, "ed") + "ed"
    return [*forms, (past, "past"), (past, "part")]


def _third_person(lemma: str) -> str:
    if lemma.endswith("y") and lemma[-2] not in VOWELS:
        return lemma[:-1] + "ies"
    if lemma.endswith(("s", "sh", "ch", "x", "z", "o")):
        return lemma + "es"
    return lemma + "s"


def _stem(lemma: str, ending: str) -> str:
    if lemma in words("doubling"):
        return lemma + lemma[-1]
    if lemma.endswith("ie") and ending == "ing":
        return lemma[:-2] + "y"
    if lemma.endswith("e") and not (ending == "ing" and lemma.endswith(("ee", "oe"))):
        return lemma[:-1]
    if lemma.endswith("y") and ending == "ed" and lemma[-2] not in VOWELS:
        return lemma[:-1] + "i"
    return lemma
