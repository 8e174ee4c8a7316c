"""Feeds one format with what atheris makes of its code's branches. Run by ``test_atheris.py``, or by hand:

    python tests/fuzz/harness.py FORMAT [CORPUS] -max_total_time=600 -timeout=10 -rss_limit_mb=1000

Anything raised but ValueError and OSError, over ten seconds, or over a gigabyte ends it with an error.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["marsad.reports", "email", "json", "zipfile"]):
    from marsad.errors import UnreadableReportError
    from marsad.plugins import formats
    from marsad.reports.form import Receipt, Received, ReportDefaults
    from marsad.reports.pseudonyms import Pseudonyms

FORMAT = next(each for each in formats() if each.name == sys.argv[1])
RECEIPT = Receipt(ReportDefaults(), date(2026, 1, 1), pseudonyms=Pseudonyms(b"k" * 32))


def one_input(content: bytes) -> None:
    """Receive ``content`` as a file of the format."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"a{FORMAT.suffixes[0]}")
        file.write_bytes(content)
        try:
            for each in FORMAT.reports(file, RECEIPT):
                if not isinstance(each, (Received, UnreadableReportError)):
                    raise TypeError(type(each).__name__)
        except (ValueError, OSError):
            return


if __name__ == "__main__":
    atheris.Setup([sys.argv[0], *sys.argv[2:]], one_input)
    atheris.Fuzz()
