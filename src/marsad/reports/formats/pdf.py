"""PDF with a text layer, page by page."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from marsad.reports.arrival import Arrival
from marsad.reports.form import Receipt, Received, fields_from, received
from marsad.reports.formats import pdf_lines
from marsad.reports.formats.content import by_name, content_of
from marsad.reports.formats.pdf_paragraphs import Line, text_of
from marsad.reports.lines import shown

MAX_FILE_BYTES = 50_000_000
TIME_LIMIT_S = 30.0  # by the clock, where the system does not stop the process by what it has reckoned
_WRONG = {
    "locked": "is locked with a password; save it again without one",
    "broken": "is no PDF, or a broken one; print it into a new PDF",
    "slow": "takes too long to read; split it, or print it into a new PDF",
    "large": "holds more text than any report; split it",
}


class Pdf:
    """One report: the text of all pages. The pages of a scan are pictures, and need OCR first."""

    name = "pdf"
    version = "1"
    title = "PDF with a text layer"
    suffixes = (".pdf",)

    def takes(self, name: str, head: bytes) -> int:
        """By its first bytes or its name."""
        return 3 if head[:1_024].find(b"%PDF-") >= 0 else by_name(name, self.suffixes)

    def reports(self, file: Path, given: Receipt) -> Iterator[Received]:
        """The one report. Raises ValueError where it is no PDF, is locked, or is a scan without text."""
        content = content_of(file, MAX_FILE_BYTES)
        if find_spec("pypdfium2") is None:
            raise ValueError("needs the package pypdfium2: pip install 'marsad[feeds]', then do it again")
        said, pages = _read(file)
        text, locations, left_out = text_of(pages)
        if not text:
            raise ValueError(
                "has no text layer: it is a scan, or pictures of text; run OCR over it first, for instance"
                " ocrmypdf OLD.pdf NEW.pdf"
            )
        notes = ["lines that stand at the head or foot of most pages were left out"] if left_out else []
        if empty := [str(number) for number, page in enumerate(pages, start=1) if not page]:
            notes.append(
                f"no text on {len(empty)} of {len(pages)} pages (run OCR if they are scans): {_few(empty)}"
            )
        if said["pages"] > len(pages):
            notes.append(f"only the first {len(pages)} of {said['pages']} pages were read")
        arrival = Arrival(locations=locations, notes=tuple(notes))
        fields = fields_from({"title": _title(said["title"])})
        yield received(text, fields, (content, shown(file.name)), given, arrival=arrival)


def _read(file: Path) -> tuple[dict[str, Any], list[list[Line]]]:
    """What the PDF says of itself, and the lines of its pages, read in a process of its own."""
    command = [sys.executable, "-P", str(Path(pdf_lines.__file__)), str(file.absolute())]
    try:
        done = subprocess.run(command, capture_output=True, timeout=TIME_LIMIT_S, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise ValueError(_WRONG["slow"]) from error
    if done.returncode == -getattr(signal, "SIGXCPU", 0):
        raise ValueError(_WRONG["slow"])
    told = [json.loads(line) for line in done.stdout.splitlines() if line.endswith((b"}", b"]"))]
    wrong = next((each["error"] for each in told if isinstance(each, dict) and "error" in each), None)
    if wrong or not told or done.returncode:
        raise ValueError(_WRONG[wrong or "broken"])
    return told[0], [[Line(*line) for line in page] for page in told[1:]]


def _few(pages: list[str]) -> str:
    return ", ".join(pages[:10]) + (" and more" if len(pages) > 10 else "")


def _title(said: str) -> str | None:
    """The title that the PDF gives, unless it is what a program made of the file's name."""
    title = " ".join("".join(char if char.isprintable() else " " for char in said).split())
    is_name = title.lower().endswith((".doc", ".docx", ".pdf", ".indd", ".odt", ".xls", ".xlsx", ".ppt", ".pptx"))
    return None if is_name or title.lower().startswith(("microsoft ", "untitled")) else title[:2_000] or None
