"""Reading English over the bundled reports: words a second of one core's time, step by step; start and memory."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from inspect import isgeneratorfunction
from time import perf_counter, process_time
from typing import Any
from unittest.mock import patch

from marsad import pipeline
from marsad.areas import load_area
from marsad.claims.lang import en
from marsad.claims.lang.en.analysis import analyses_of
from marsad.claims.lang.en.attribution import Speakers
from marsad.claims.lang.en.names import NameIndex
from marsad.claims.lang.en.sentence_reader import SentenceReader
from marsad.claims.lang.en.tokens import sentences_of
from marsad.demo import reports_folder
from marsad.model import Report
from marsad.pipeline import claims_of
from marsad.reports.receive import Received, ReportDefaults, receive

ROUNDS = 10
ONE_CLAIM = "The army captured Tadef on Sunday, residents said."
STEPS: dict[str, tuple[tuple[Any, str], ...]] = {
    "lines that are no prose": ((en, "restored"),),
    "tokens and names": ((en, "sentences_of"), (NameIndex, "apart"), (NameIndex, "find")),
    "tags and trees": ((en, "analyses_of"),),
    "times, word classes and chunks": ((en, "sentence_of"),),
    "names nobody knows, memory": ((en, "classified"), (en, "Memory")),
    "speakers": ((en, "Speakers"), (Speakers, "speeches")),
    "frames": ((SentenceReader, "drafts"), (SentenceReader, "passed_over")),
    "grounding": ((pipeline, "ground"),),
}


def bundled_reports() -> list[Report]:
    return [
        each.report for each in receive(reports_folder(), defaults=ReportDefaults()) if isinstance(each, Received)
    ]


def measure() -> Iterator[tuple[str, float, str, float | None, bool]]:
    yield "fresh process to its first claim", _seconds_to_first_claim(), "s", 2, False
    area, reports = load_area("syria"), bundled_reports()
    words = sum(len(report.text.split()) for report in reports)

    def read_all() -> None:
        for report in reports:
            claims_of(report, area)

    started = perf_counter()
    claims_of(reports[0], area)
    yield "first report read, index made", (perf_counter() - started) * 1000, "ms", None, False
    read_all()
    yield "reading English, one core", ROUNDS * words / _seconds(read_all, ROUNDS), "words/s", 10_000, True
    tokens = [list(sentences_of(report.text)) for report in reports]

    def analyse_all() -> None:
        for sentences in tokens:
            analyses_of(sentences, [()] * len(sentences))

    yield "tags and trees alone", ROUNDS * words / _seconds(analyse_all, ROUNDS), "words/s", None, True
    for step, share in _shares(read_all).items():
        yield f"of reading: {step}", 100 * share, "%", None, False
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield "memory of reading", peak / (1e6 if sys.platform == "darwin" else 1e3), "MB", 500, False


def _seconds(work: Callable[[], None], rounds: int) -> float:
    """Seconds of one core's time: what else the machine does counts little."""
    started = process_time()
    for _ in range(rounds):
        work()
    return process_time() - started


def _seconds_to_first_claim() -> float:
    """The best of three, from the command to its last line."""
    command = [sys.executable, "-c", "from marsad.cli import main; main()"]
    command += ["read", "--published", "2017-02-06", "--text", ONE_CLAIM]
    taken = []
    for _ in range(3):
        started = perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        taken.append(perf_counter() - started)
    return min(taken)


def _shares(work: Callable[[], None]) -> dict[str, float]:
    """The share of each step in the time of ``work``, each step's functions timed where none other is running."""
    taken: dict[str, float] = dict.fromkeys(STEPS, 0.0)
    running: list[str] = []

    def timed(step: str, function: Callable[..., Any]) -> Callable[..., Any]:
        made_at_once = isgeneratorfunction(function)

        def call(*given: Any, **named: Any) -> Any:  # noqa: ANN401
            if running:
                return function(*given, **named)
            running.append(step)
            started = process_time()
            try:
                found = function(*given, **named)
                return iter(list(found)) if made_at_once else found
            finally:
                taken[step] += process_time() - started
                running.pop()

        return call

    with ExitStack() as patches:
        for step, functions in STEPS.items():
            for owner, name in functions:
                patches.enter_context(patch.object(owner, name, timed(step, getattr(owner, name))))
        whole = _seconds(work, 3)
    return {**{step: taken[step] / whole for step in STEPS}, "all else": 1 - sum(taken.values()) / whole}


if __name__ == "__main__":
    for what, value, unit, _, _ in measure():
        print(f"{what}: {value:,.2f} {unit}")
