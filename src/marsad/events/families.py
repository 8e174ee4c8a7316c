"""What each type of claim is to fusion: a table, read once."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from marsad.model import ClaimType


@dataclass(frozen=True, slots=True)
class Family:
    """One row of ``claim_types.csv``.

    ``name``: claims of one family may speak of one event. ``recurs``: the like may happen again the next day
    at the same place, so that claims of neighbouring days are two events. ``gains``/``loses``: whose standing
    it raises and lowers, ``agents``, ``targets`` or (empty) nobody's; by this a claim against the interest of
    its own side is told.
    """

    name: str
    recurs: bool
    gains: str
    loses: str


@lru_cache(maxsize=1)
def families() -> Mapping[ClaimType, Family]:
    """The row of every type of claim."""
    with (Path(__file__).parent / "claim_types.csv").open(encoding="utf-8", newline="") as table:
        return MappingProxyType(
            {
                ClaimType(row["type"]): Family(row["family"], row["recurs"] == "yes", row["gains"], row["loses"])
                for row in csv.DictReader(table)
            }
        )
