"""When a feed is asked again. No clock here and no chance."""

from __future__ import annotations

import hashlib

FIRST_BACK_OFF_S = 60.0
LONGEST_BACK_OFF_S = 6 * 3_600.0
SPREAD = 0.1  # of an interval: feeds of one site are not asked all at once


def spread(name: str, count: int) -> float:
    """A share between 0 and 1 that the feed's ``name`` and the ``count`` of its polls give, on any machine."""
    digest = hashlib.sha256(f"{name}:{count}".encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32


def wait_after_poll(asked_s: float, name: str, count: int) -> float:
    """Seconds until the next poll: what the feed asks for, and up to a tenth more."""
    return max(0.0, asked_s) * (1 + SPREAD * spread(name, count))


def wait_after_failure(failures: int, usual_s: float, name: str, after_s: float | None = None) -> float:
    """Seconds until a failed feed is asked again: twice as long each time, up to six hours.

    Never sooner than usual or than the server asks (``after_s``, bounded by a week).
    """
    doubled = FIRST_BACK_OFF_S * 2.0 ** min(failures - 1, 20)
    wait = max(min(doubled, LONGEST_BACK_OFF_S), min(usual_s, LONGEST_BACK_OFF_S))
    return max(wait * (1 + SPREAD * spread(name, failures)), min(after_s or 0.0, 7 * 86_400.0))
