"""``marsad bench``: runs the measuring scripts of the checkout's ``benchmarks`` folder, one after another.

Each script has ``measure()``, which yields (what, value, unit, value to reach or None, whether more is better).
"""

from __future__ import annotations

import platform
import runpy
from collections.abc import Iterator
from dataclasses import dataclass
from os import cpu_count
from pathlib import Path

from marsad.errors import UsageError


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measured figure, in words, with the machine it was taken on."""

    what: str
    measured: str
    to_reach: str
    ratio: str  # above 1: better than what was to be reached
    machine: str


def machine_name() -> str:
    """The processor, cores and Python that a figure was taken on."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        models = [
            line.split(":", 1)[1].strip()
            for line in info.read_text().splitlines()
            if line.startswith("model name")
        ]
        cpu = models[0] if models else cpu
    return f"{cpu}, {cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"


def scripts_folder() -> Path:
    """The ``benchmarks`` folder of the checkout. Raises UsageError where Marsad runs without its checkout."""
    for folder in (Path("benchmarks"), Path(__file__).resolve().parents[2] / "benchmarks"):
        if (folder / "reading.py").is_file():
            return folder
    raise UsageError("the measuring scripts come with a checkout: run marsad bench in the repository's folder")


def measurements() -> Iterator[Measurement]:
    """Every figure of every script, in order of the scripts' names."""
    machine = machine_name()
    for script in sorted(scripts_folder().glob("*.py")):
        for what, value, unit, to_reach, more_is_better in runpy.run_path(str(script))["measure"]():
            ratio = ""
            if to_reach:
                ratio = f"{value / to_reach if more_is_better else to_reach / value:.2f}"
            yield Measurement(
                what, f"{value:,.3g} {unit}" if value < 100 else f"{value:,.0f} {unit}",
                f"{to_reach:,g} {unit}" if to_reach else "", ratio, machine,
            )  # fmt: skip
