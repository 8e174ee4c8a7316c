"""What is remembered of each feed between polls: where it stopped, when it is asked next, what went wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from marsad.events.silence import LATEST_ARRIVALS
from marsad.model.ids import Json
from marsad.watching.schedule import wait_after_failure, wait_after_poll
from marsad.writing import write_whole

FOLDER = "feeds"
OWNER_ONLY = 0o700
KEPT_ARRIVALS = LATEST_ARRIVALS
KEPT_ISSUES = 20
FURTHEST = timedelta(days=8)  # that a next poll may lie ahead: a clock that jumped back must not stop a feed


@dataclass(frozen=True, slots=True)
class FeedIssue:
    """Something that could not be received, or a source that was not reached."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Diary:
    """What is known of one feed. Moments are UTC; ``state`` is the feed's own."""

    name: str
    state: Mapping[str, Json] = field(default_factory=dict, repr=False)
    next_at: datetime | None = None
    polled_at: datetime | None = None
    polls: int = 0
    failures: int = 0  # in a row
    usual_s: float = 0.0
    reports: int = 0
    arrived: tuple[datetime, ...] = ()
    issues: tuple[FeedIssue, ...] = ()

    def due(self, now: datetime) -> bool:
        """Whether it is time to ask the feed; a moment too far ahead is one that a wrong clock wrote."""
        return self.next_at is None or self.next_at <= now or self.next_at - now > FURTHEST

    def after_poll(
        self, now: datetime, state: Mapping[str, Json], again_in_s: float, new: int, issues: tuple[str, ...] = ()
    ) -> Diary:
        """The diary once the reports of a poll are durable: ``new`` of them were not known before."""
        told = self.told(now, issues)
        wait = wait_after_poll(again_in_s, self.name, self.polls)
        return replace(
            told,
            state=state,
            next_at=now + timedelta(seconds=wait),
            polled_at=now,
            polls=self.polls + 1,
            failures=0,
            usual_s=again_in_s,
            reports=self.reports + new,
            arrived=(*self.arrived, now)[-KEPT_ARRIVALS:] if new else self.arrived,
        )

    def after_failure(self, now: datetime, reason: str, after_s: float | None = None) -> Diary:
        """The diary after a poll that gave nothing: asked again later and later."""
        failures = self.failures + 1
        wait = wait_after_failure(failures, self.usual_s, self.name, after_s)
        told = self.told(now, (reason,))
        return replace(
            told, next_at=now + timedelta(seconds=wait), polled_at=now, polls=self.polls + 1, failures=failures
        )

    def told(self, now: datetime, reasons: tuple[str, ...]) -> Diary:
        """With these issues; the same one after another counts once, by its last time."""
        issues = list(self.issues)
        for reason in reasons:
            if issues and issues[-1].reason == reason:
                issues.pop()
            issues.append(FeedIssue(now, reason))
        return replace(self, issues=tuple(issues[-KEPT_ISSUES:]))


def read_diary(folder: Path, name: str) -> Diary:
    """The diary of the feed; an empty one where there is none or it was damaged: what came is known anyway."""
    try:
        form = json.loads((folder / FOLDER / f"{name}.json").read_text(encoding="utf-8"))
        return _diary(name, form)
    except FileNotFoundError:
        return Diary(name)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        reason = "what was remembered of this feed was damaged; it is asked from its beginning"
        return Diary(name).told(datetime.now(UTC), (reason,))


def write_diary(folder: Path, diary: Diary) -> None:
    """Keep it, durably. Raises OSError where the disk is full or may not be written to."""
    (folder / FOLDER).mkdir(mode=OWNER_ONLY, exist_ok=True)
    form = {
        "state": diary.state,
        "next_at": _said(diary.next_at),
        "polled_at": _said(diary.polled_at),
        "polls": diary.polls,
        "failures": diary.failures,
        "usual_s": diary.usual_s,
        "reports": diary.reports,
        "arrived": [_said(each) for each in diary.arrived],
        "issues": [{"at": _said(each.at), "reason": each.reason} for each in diary.issues],
    }
    write_whole(
        folder / FOLDER / f"{diary.name}.json", json.dumps(form, indent=1, default=str).encode(), private=True
    )


def forget(folder: Path, name: str) -> None:
    """Take away what is remembered of the feed."""
    (folder / FOLDER / f"{name}.json").unlink(missing_ok=True)


def _said(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said).astimezone(UTC) if said else None


def _diary(name: str, form: Mapping[str, Any]) -> Diary:
    return Diary(
        name=name,
        state=dict(form["state"]),
        next_at=_moment(form["next_at"]),
        polled_at=_moment(form["polled_at"]),
        polls=int(form["polls"]),
        failures=int(form["failures"]),
        usual_s=float(form["usual_s"]),
        reports=int(form["reports"]),
        arrived=tuple(filter(None, (_moment(each) for each in form["arrived"]))),
        issues=tuple(
            FeedIssue(_moment(each["at"]) or datetime.min.replace(tzinfo=UTC), str(each["reason"]))
            for each in form["issues"]
        ),
    )
