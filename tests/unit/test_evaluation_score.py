"""The scores on a tiny coded report of our own, and beside the reference script where it is at hand."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from marsad.errors import UsageError
from marsad.evaluation.gold import GoldClaim, GoldReport, read_gold
from marsad.evaluation.matching import bare_name, days_agree, names_agree
from marsad.evaluation.score import Scores, score
from marsad.model import (
    Claim,
    ClaimedActor,
    ClaimedPlace,
    ClaimType,
    Days,
    Modality,
    PlacePrecision,
    TimePrecision,
)

SHARED_GOLD = Path(__file__).parents[2] / "../shared/gold"
TEXT = "The Syrian army took Tadef on Sunday, a monitor said. Rebels may attack Qabasin."
GOLD = {
    "id": "tiny",
    "published": "2017-02-27",
    "text": TEXT,
    "actors": {"army": ["The Syrian army", "government forces"], "rebels": ["Rebels"]},
    "places": {"tadef": {"names": ["Tadef"], "lat": 36.35, "lon": 37.54}, "qabasin": {"names": ["Qabasin"]}},
    "claims": [
        {
            "type": "capture",
            "agents": ["army"],
            "place": "tadef",
            "start": "2017-02-26",
            "end": "2017-02-26",
            "attribution": ["a monitor"],
            "modality": "asserted",
            "quote": "The Syrian army took Tadef on Sunday",
        },
        {
            "type": "assault",
            "agents": ["rebels"],
            "place": "qabasin",
            "modality": "possible",
            "quote": "Rebels may attack Qabasin",
        },
    ],
}
TINY = GoldReport.model_validate(GOLD)


def place(name: str, lat: float | None = None, lon: float | None = None) -> ClaimedPlace:
    return ClaimedPlace(None, name, name, lat, lon, PlacePrecision.PLACE)


def actor(name: str) -> ClaimedActor:
    return ClaimedActor(None, name, name)


CAPTURE = Claim(
    report="rep_1",
    type=ClaimType.CAPTURE,
    quote="The Syrian army took Tadef",
    start_char=0,
    end_char=26,
    agents=(actor("the Syrian army"),),
    place=place("Tadef"),
    days=Days.on(date(2017, 2, 26)),
    attribution=("a monitor",),
)
ASSAULT = Claim(
    report="rep_1",
    type=ClaimType.ASSAULT,
    quote="Rebels may attack Qabasin",
    start_char=54,
    end_char=79,
    agents=(actor("Rebels"),),
    place=place("Qabasin"),
    modality=Modality.POSSIBLE,
)


def test_a_perfect_reading_scores_one() -> None:
    scores = score([TINY], {"tiny": [ASSAULT, CAPTURE]})
    assert (scores.claims.f1, scores.agents.f1, scores.full.f1) == (1, 1, 1)
    assert (scores.days, scores.modality, scores.attribution, scores.bad_quotes) == (1, 1, 1, 0)


def test_what_is_wrong_lowers_its_own_score() -> None:
    asserted = replace(ASSAULT, modality=Modality.ASSERTED, agents=())
    scores = score([TINY], {"tiny": [CAPTURE, asserted, replace(CAPTURE, quote="not in it")]})
    assert (scores.claims.right, scores.claims.read, scores.claims.coded) == (2, 3, 2)
    assert scores.modality == 0.5
    assert scores.agents.right == 1
    assert scores.full.right == 1
    assert scores.bad_quotes == 1


def test_the_wrong_place_or_type_is_wrong() -> None:
    assert score([TINY], {"tiny": [replace(CAPTURE, place=place("Manbij"))]}).claims.right == 0
    assert score([TINY], {"tiny": [replace(CAPTURE, place=place("Manbij", 36.36, 37.55))]}).claims.right == 1
    assert score([TINY], {"tiny": [replace(CAPTURE, place=None)]}).claims.right == 0
    clash = replace(ASSAULT, type=ClaimType.CLASH)
    assert score([TINY], {"tiny": [clash]}).claims.right == 0
    assert score([TINY], {"tiny": [clash]}, lenient=True).claims.right == 1


def test_each_coded_claim_is_found_once_by_its_nearest() -> None:
    bare = replace(CAPTURE, agents=(), quote="Tadef")
    scores = score([TINY], {"tiny": [bare, CAPTURE, bare]})
    assert scores.claims.right == 1
    assert scores.agents.right == 1
    assert scores.types[ClaimType.CAPTURE].read == 3


def test_nothing_read_scores_nothing() -> None:
    assert score([TINY], {}).claims.f1 == 0


@pytest.mark.parametrize(
    ("start", "end", "right"),
    [
        (date(2017, 2, 26), date(2017, 2, 27), True),
        (date(2017, 2, 25), date(2017, 2, 26), False),  # half-open: the 25th alone
        (date(2017, 2, 23), date(2017, 2, 27), True),
        (date(2017, 2, 22), date(2017, 2, 27), False),  # more than three days longer
        (None, date(2017, 2, 27), False),
    ],
)
def test_days_must_overlap_and_not_be_much_longer(start: date | None, end: date | None, right: bool) -> None:
    days = Days(start, end, TimePrecision.DAY)
    assert days_agree(replace(CAPTURE, days=days), TINY.claims[0]) is right


def test_names_agree_without_articles_and_words_for_forces() -> None:
    assert bare_name("The Turkish-backed forces") == bare_name("Turkish backed")
    assert names_agree(["Turkish troops"], ["Turkish"])
    assert names_agree(["Homs province"], ["province of Homs", "homs"]) is False
    assert not names_agree(["IS"], ["ISIS"])
    assert not names_agree([None, ""], ["Turkish"])


def write(folder: Path, name: str, form: object) -> None:
    (folder / name).write_text(json.dumps(form), encoding="utf-8")


def test_gold_is_read_with_its_text_beside_it(tmp_path: Path) -> None:
    form = {key: value for key, value in GOLD.items() if key != "text"} | {"text_file": "tiny.txt"}
    write(tmp_path, "tiny.json", form)
    (tmp_path / "tiny.txt").write_bytes(TEXT.encode())
    assert read_gold(tmp_path) == (TINY,)


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({**GOLD, "claims": [{"type": "conquest", "quote": "x"}]}, r"one.json: field claims.0.type"),
        ({key: value for key, value in GOLD.items() if key != "text"}, r"one.json: field text"),
        ({**GOLD, "published": "soon"}, r"one.json: field published"),
        ([], r"one.json"),
        ({"id": "a", "claims": [], "text_file": "../secret"}, r"text_file"),
    ],
)
def test_gold_that_is_not_as_the_guide_says_is_refused_by_field(tmp_path: Path, form: object, says: str) -> None:
    write(tmp_path, "one.json", form)
    with pytest.raises(UsageError, match=says):
        read_gold(tmp_path)


def test_a_folder_without_gold_or_with_one_id_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no coded report"):
        read_gold(tmp_path)
    write(tmp_path, "a.json", GOLD)
    write(tmp_path, "b.json", GOLD)
    with pytest.raises(UsageError, match=r"b.json.*a.json"):
        read_gold(tmp_path)


def made_up_reading(gold: GoldReport, dice: random.Random) -> list[Claim]:
    """Claims that are partly right, in every way in which claims can be wrong."""
    claims = [made_up_claim(gold, coded, dice) for coded in gold.claims for _ in range(dice.choice((0, 1, 1, 2)))]
    dice.shuffle(claims)
    return claims


def made_up_claim(gold: GoldReport, coded: GoldClaim, dice: random.Random) -> Claim:
    def spot(key: str | None) -> ClaimedPlace:
        key = key if key and dice.random() < 0.8 else dice.choice(sorted(gold.places))
        known = gold.places[key]
        if known.lat is None or known.lon is None:
            return place(dice.choice(known.names))
        return place(
            dice.choice([*known.names, "elsewhere"]),
            known.lat + dice.uniform(-0.15, 0.15),
            known.lon + dice.uniform(-0.15, 0.15),
        )

    def actors(keys: tuple[str, ...]) -> tuple[ClaimedActor, ...]:
        chosen = [*keys, dice.choice(sorted(gold.actors))][: dice.randint(0, 3)]
        return tuple(ClaimedActor(f"act_{key}", "somebody", dice.choice(gold.actors[key])) for key in chosen)

    start = dice.choice([coded.start, None, gold.published])
    days = Days() if start is None else Days(start, start + timedelta(days=dice.randint(1, 6)), TimePrecision.DAY)
    quote = dice.choice([coded.quote, coded.quote[: len(coded.quote) // 2], "words that are nowhere"])
    route = (spot(coded.route[0]), spot(coded.route[1])) if coded.route and dice.random() < 0.7 else None
    return Claim(
        report="rep_made_up",
        report_ref=gold.id,
        type=coded.type if dice.random() < 0.8 else dice.choice(list(ClaimType)),
        quote=quote,
        start_char=0,
        end_char=len(quote),
        agents=actors(coded.agents),
        targets=actors(coded.targets),
        place=spot(coded.place) if coded.place or dice.random() < 0.5 else None,
        route=route,
        days=days,
        modality=dice.choice([coded.modality or Modality.ASSERTED, Modality.DENIED]),
        attribution=dice.choice([coded.attribution, (), ("an official",)]),
    )


def as_printed(scores: Scores) -> dict[str, float]:
    return {
        "reports": scores.reports,
        "gold": scores.claims.coded,
        "pred": scores.claims.read,
        "P": scores.claims.precision,
        "R": scores.claims.recall,
        "F1": scores.claims.f1,
        "agents_F1": scores.agents.f1,
        "targets_F1": scores.targets.f1,
        "days": scores.days,
        "modality": scores.modality,
        "attribution": scores.attribution,
        "full_F1": scores.full.f1,
        "bad_quotes": scores.bad_quotes,
    }


RUN_REFERENCE = """
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("reference", sys.argv[1] + "/score.py")
reference = importlib.util.module_from_spec(spec); spec.loader.exec_module(reference)
gold, read = reference.load_gold(sys.argv[1]), reference.load_preds(sys.argv[2])
json.dump([reference.score(gold, read, lenient) for lenient in (False, True)], sys.stdout)
"""


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED_GOLD / "score.py").is_file(), reason="no ../shared/gold beside the checkout")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_scores_are_those_of_the_reference_script(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    gold = read_gold(SHARED_GOLD)
    claims = {report.id: made_up_reading(report, dice) for report in gold}
    printed = tmp_path / "claims.jsonl"
    lines = [json.dumps(claim.to_json(), ensure_ascii=False) for each in claims.values() for claim in each]
    printed.write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-X", "utf8", "-c", RUN_REFERENCE, str(SHARED_GOLD), str(printed)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    for lenient, (expected, types) in zip((False, True), json.loads(answer.stdout), strict=True):
        ours = score(gold, claims, lenient)
        assert as_printed(ours) == pytest.approx(expected, abs=1e-9)
        assert {t.value: [each.right, each.read, each.coded] for t, each in ours.types.items()} == types
        assert 0.2 < ours.claims.f1 < 0.95  # else the claims made up here would test nothing
