"""Sentences of our own wording and what is read from them; the scores on the coded reports beside the checkout."""

from __future__ import annotations

import importlib.util
import json
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from marsad.areas import load_area
from marsad.claims import read
from marsad.grounding import ground
from marsad.model import Claim, Report

CASES = yaml.safe_load((Path(__file__).parent / "reading" / "cases.yaml").read_text(encoding="utf-8"))
SHARED = Path(__file__).parents[2] / "../shared"
LEAST_F1 = 0.8  # strict, on the ten coded reports; a drop below fails
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared folder is not beside the checkout")


def claims_of(text: str, published: date) -> tuple[Claim, ...]:
    area = load_area("syria")
    report = Report("rep_golden", text, published=published, language="en", ref="golden")
    return ground(read(report, area), report, area).claims


def summary(claim: Claim, wanted: dict[str, Any]) -> dict[str, Any]:
    form = claim.to_json()
    route = claim.route or ()
    known: dict[str, Any] = {
        "type": claim.type.value,
        "agents": [actor.id for actor in claim.agents],
        "targets": [actor.id for actor in claim.targets],
        "at": claim.place.id if claim.place else None,
        "route": [place.id for place in route],
        "sides": {sector.value: list(actors) for sector, actors in claim.sides.items()},
        "degree": form["degree"],
        "killed": form["killed"],
        "cumulative": claim.cumulative,
    }
    return {field: known[field] for field in wanted}


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["text"])[:50])
def test_what_is_read_from_a_sentence(case: dict[str, Any]) -> None:
    found = claims_of(case["text"], date(2017, 2, 6))
    assert len(found) == len(case["claims"])
    assert [summary(claim, wanted) for claim, wanted in zip(found, case["claims"], strict=True)] == case["claims"]


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", SHARED / "gold" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def forms(gold: dict[str, Any]) -> list[dict[str, Any]]:
    return [claim.to_json() for claim in claims_of(gold["text"], date.fromisoformat(gold["published"]))]


@pytest.mark.shared
@needs_shared
def test_the_seed_report_gives_most_coded_claims_and_few_wrong_ones() -> None:
    folder = SHARED / "examples"
    gold = json.loads((folder / "al-bab-2017-02-06.gold.json").read_text(encoding="utf-8"))
    gold["text"] = (folder / gold["text_file"]).read_text(encoding="utf-8")
    found = forms(gold)
    scores, per_type = scorer().score({gold["id"]: gold}, {gold["id"]: found})
    matched = sum(counts[0] for counts in per_type.values())
    assert matched >= 18
    assert len(found) - matched <= 8
    assert scores["bad_quotes"] == 0
    (clash,) = [each for each in found if "confrontation" in each["quote"]]
    assert clash["modality"] == "possible"


@pytest.mark.shared
@needs_shared
def test_the_score_on_the_coded_reports_does_not_drop() -> None:
    score = scorer()
    coded = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((SHARED / "gold").glob("0*.json"))]
    gold = {report["id"]: report for report in coded}
    scores, _ = score.score(gold, {name: forms(report) for name, report in gold.items()})
    assert scores["F1"] >= LEAST_F1
    assert scores["bad_quotes"] == 0
