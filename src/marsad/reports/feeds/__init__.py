"""Feeds: what is asked again and again for new reports. One file each; the contract is in ``plugins.py``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from marsad.errors import UnreadableReportError
from marsad.model.ids import Json
from marsad.reports.form import Received

AGENT = "marsad"  # the name that feeds give where they ask
FeedState: TypeAlias = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Polled:
    """What one poll of a feed gave.

    ``state`` is what the next poll is given; it is written down only once the ``reports`` are durable, so a stop
    in between gives the same reports again, which are then known already. ``again_in_s`` is how long to wait
    before the next poll, in seconds, as the feed asks.
    """

    reports: tuple[Received | UnreadableReportError, ...]
    state: FeedState
    again_in_s: float
