"""Before tables are received: what is proposed for each sheet whose columns nobody has confirmed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from marsad.errors import UsageError
from marsad.reports.lines import shown
from marsad.reports.tables.columns import SHAPE, SHEET, SKIP, Columns
from marsad.reports.tables.proposal import Proposal, proposal
from marsad.reports.tables.remembered import Remembered, confirmed, remember, source_key
from marsad.reports.tables.shapes import PLAIN, Shape, is_whole, shape_of
from marsad.reports.tables.sheets import DELIMITED, WORKBOOKS, Sheet, sheets_of

NOT_TABLES = frozenset({"sources.csv", "columns.csv"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One sheet, and what is to be asked of it: nothing where it holds coded events or is confirmed."""

    file: Path
    sheet: str
    signature: str
    proposal: Proposal | None = None
    shape: Shape | None = None
    whole: bool = False  # of a shape: the maker's own export
    known: Columns | None = None


def tables_in(path: Path) -> Iterator[Path]:
    """The files that are tables, at ``path`` itself or in the folder there, by name; hidden ones passed over."""
    if path.is_dir():
        for each in sorted(path.rglob("*")):
            hidden = any(part.startswith(".") for part in each.relative_to(path).parts)
            if not hidden and each.is_file() and not each.is_symlink() and each.name not in NOT_TABLES:
                yield from tables_in(each)
    elif path.suffix.lower() in (*DELIMITED, *WORKBOOKS):
        yield path


def asked_of(
    file: Path, given: Columns, known: Mapping[str, Columns], seen_so_far: Callable[[int], None] | None = None
) -> Iterator[Asked]:
    """The sheets of ``file`` that are not hidden, with what to ask of each; ``given`` is the user's word for now.

    ``seen_so_far`` is told now and then how many rows of a sheet were read. Raises ValueError where the file is no
    table, and UsageError where what is given does not fit it.
    """
    with sheets_of(file) as sheets:
        for sheet in sheets:
            if sheet.hidden or not isinstance(sheet, Sheet):
                continue
            head = (file, sheet.name, sheet.signature)
            shape = shape_of(sheet.names)
            if shape is not None and given.get(SHAPE) != PLAIN:
                yield Asked(*head, shape=shape, whole=is_whole(shape, sheet.names))
            elif given.get(SHEET, sheet.name) != sheet.name:
                yield Asked(*head, known={SKIP: "yes"})
            elif sheet.signature in known and not given:
                yield Asked(*head, known=known[sheet.signature])
            else:
                yield Asked(*head, proposal=proposal(sheet, given, seen_so_far))


def confirm(folder: Path, found: Iterable[Asked], publisher: str | None) -> None:
    """Remember in the observatory's ``folder`` what is proposed, or given, for each sheet of ``found``.

    Raises UsageError, naming file and sheet, where something is in question; nothing is remembered then.
    """
    new: list[Remembered] = []
    for each in found:
        if each.proposal is not None and each.proposal.questions:
            raise UsageError(f"{name_of(each)}: {'; '.join(each.proposal.questions)}")
        columns = each.proposal.columns if each.proposal is not None else each.known
        if columns is not None:
            new.append(Remembered(each.signature, source_key(publisher), shown(each.file.name), columns))
    if new:
        remember(folder, new)


def confirm_given(folder: Path, paths: Iterable[Path], given: Columns, publisher: str | None) -> None:
    """Remember the columns of every table at ``paths`` as ``given``, what is not given as guessed.

    Raises UsageError where that does not fit a table or leaves something in question.
    """
    known = confirmed(folder, publisher)
    found: list[Asked] = []
    for file in (file for path in paths for file in tables_in(path)):
        try:
            found += asked_of(file, given, known)
        except ValueError as error:
            if isinstance(error, UsageError):
                raise UsageError(f"{shown(file)}: {error}") from error
    confirm(folder, found, publisher)


def name_of(asked: Asked) -> str:
    """The file, with the sheet where it has one: how people are told of it."""
    return shown(asked.file) + (f", sheet {asked.sheet}" if asked.sheet else "")
