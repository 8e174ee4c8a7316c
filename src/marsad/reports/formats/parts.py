"""Files within files: attachments of mails, entries of archives. Each is received by its own format."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from marsad.errors import UnreadableReportError
from marsad.reports.form import Allowance, Receipt, Received
from marsad.reports.lines import shown
from marsad.reports.receive import received_from

MAX_NESTED = 1  # an archive in an archive, an archive in a mail, and no deeper
_UNFIT = re.compile(r"[^\w .()-]")
_LONGEST_NAME = 100


def within(given: Receipt) -> Receipt:
    """``given`` for what lies in the file at hand. Raises ValueError where that lies too deep."""
    if given.nested > MAX_NESTED:
        raise ValueError("lies in a file that lies in another one; unpack the outer one first")
    return replace(given, nested=given.nested + 1, allowance=given.allowance or Allowance())


def received_part(
    write: Callable[[Path], None], name: str, label: str, given: Receipt
) -> Iterator[Received | UnreadableReportError]:
    """The reports in the part called ``name``, which ``write`` puts into the file it is given.

    Errors begin with ``label``, and so does what each report's original is called: "entry a/b.txt". The part lies
    on the disk only meanwhile, under the last step of its name, whatever path it gives. ``write`` raises
    ValueError where it cannot be had.
    """
    with tempfile.TemporaryDirectory(prefix="marsad-") as folder:
        file = Path(folder, safe_name(name))
        try:
            write(file)
            for each in received_from(file, given):
                if isinstance(each, UnreadableReportError):
                    yield UnreadableReportError(f"{label} {each}")
                else:
                    yield replace(each, original_name=_called(label, each.original_name, shown(file.name)))
        except ValueError as error:
            yield UnreadableReportError(f"{label}: {error}")


def safe_name(name: str) -> str:
    """The last step of ``name`` with nothing in it that a file system may take for anything but a name."""
    last = re.split(r"[/\\]", name)[-1]
    stem, dot, suffix = _UNFIT.sub("_", last).rpartition(".")
    stem = stem.strip(". ")[:_LONGEST_NAME]
    return f"{stem or 'part'}{dot}{suffix[:20]}" if dot else (suffix.strip(". ")[:_LONGEST_NAME] or "part")


def _called(label: str, name: str, file: str) -> str:
    return f"{label}{name.removeprefix(file)}" if name.startswith(file) else f"{label} {name}"
