"""Ten articles in, the same claims out: in every order, in fresh processes, whatever the seed of the hashes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date

import pytest

from marsad.areas import load_area
from marsad.claims import read
from marsad.grounding import ground
from marsad.model import Report

ARTICLES = (
    "Government troops closed the last road into Harasta on Sunday, residents said. They also shelled the"
    " town overnight and killed at least five people. The Red Crescent could not bring in flour.",
    "ISIS fighters held Tadef until late January. Turkish-backed rebels took it back on Friday; two days "
    "later they lost it again, according to the Syrian Observatory for Human Rights.",
    "The Syrian Democratic Forces said that they had captured three villages north of Raqqa since 2 "
    "February. A spokesman of the coalition denied that its jets had hit a school in the town.",
    "Bazaa: IS retook, 2 SVBIED, FSA out, 4 Feb. Al-Bab: quiet since noon. Qabasin: 3 killed by mine yesterday.",
    "Russian air strikes on Idlib killed 12 civilians, two of them children, the White Helmets reported "
    "on Saturday. Moscow said its planes had not been in the area.",
    "For the third day in a row Hezbollah and Ahrar al-Sham fought around Zabadani. Both sides agreed to "
    "a truce that is to begin on Thursday.",
    "An aid convoy of 20 lorries reached Madaya last week, the first since November. Foua and Kafraya "
    "stay besieged by rebels.",
    "The army vowed to retake Palmyra, which ISIS captured in December. It withdrew from the Hayyan "
    "oilfield in the past few days, officers said on condition that they were not named.",
    "Some 8,000 people fled Manbij in late 2016, when Kurdish fighters and Turkish troops clashed west of"
    " the town.",
    "Gunmen abducted the mayor of a village near Hama in the early hours of Monday. Who they were is not known.",
)


def canonical(order: list[int]) -> str:
    """The claims and issues of the articles read in ``order``, as canonical JSON by article."""
    area = load_area("syria")
    told = {}
    for number in order:
        report = Report(f"rep_{number}", ARTICLES[number], published=date(2017, 2, 6), language="en")
        found = ground(read(report, area), report, area)
        told[str(number)] = [[claim.to_json() for claim in found.claims], [repr(issue) for issue in found.issues]]
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


ORDERS = ([*range(10)], [*range(9, -1, -1)], [3, 1, 4, 0, 5, 9, 2, 6, 8, 7])


@pytest.mark.parametrize(("seed", "order"), list(zip(("0", "1", "4242"), ORDERS, strict=True)))
def test_the_same_claims_in_any_process_and_order(seed: str, order: list[int]) -> None:
    done = subprocess.run(
        [sys.executable, __file__, *map(str, order)],
        capture_output=True, text=True, check=True, timeout=120, env={**os.environ, "PYTHONHASHSEED": seed},
    )  # fmt: skip
    here = canonical([*range(10)])
    assert done.stdout == here
    assert len(json.loads(here)) == 10
    assert sum(len(claims) for claims, _ in json.loads(here).values()) >= 15


if __name__ == "__main__":
    sys.stdout.write(canonical([int(number) for number in sys.argv[1:]]))
