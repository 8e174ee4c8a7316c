"""Making an observatory: a folder with its settings, and a new ledger or the one that other desks work on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path

from marsad import __version__
from marsad.areas import Area, load_area
from marsad.errors import UsageError
from marsad.ledger import bodies
from marsad.ledger.entries import EntryKind, NewEntry
from marsad.ledger.opening import ORIGINALS_FOLDER, ledger_in, new_ledger
from marsad.ledger.protocol import LedgerStore
from marsad.settings import write_settings


def make(
    folder: Path, area: str, title: str, clock: Callable[[], datetime], *, replay: bool, store: str, join: bool
) -> None:
    """Make the folder of an observatory, as ``Observatory.create`` says. Raises UsageError, LedgerError.

    Where it fails, no new folder is left.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not an empty folder: choose another, or open it as it is")
    if join and not store:
        raise UsageError("only a ledger on a server can be joined: give its address as the store")
    chosen = load_area(area)
    made_here = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        if join:
            _must_agree(ledger_in(folder, store), chosen)
        else:
            now = datetime.combine(chosen.baseline_date, time(), UTC) if replay else clock()
            _begin(new_ledger(folder, store), chosen, now, replay=replay)
    except BaseException:
        if made_here and not any(folder.iterdir()):
            folder.rmdir()
        raise
    if not store:
        (folder / ORIGINALS_FOLDER).mkdir()
    write_settings(folder, area=area, title=title or f"Observatory of {chosen.title}", store=store)


def _begin(ledger: LedgerStore, area: Area, now: datetime, *, replay: bool) -> None:
    """Record the first entries of a new ledger: by which clock it runs, and its area."""
    policy = bodies.policy_body(replay=replay, version=__version__)
    with ledger:
        ledger.append_all(
            [NewEntry(EntryKind.POLICY, policy, now), NewEntry(EntryKind.AREA, bodies.area_body(area), now)]
        )


def _must_agree(ledger: LedgerStore, area: Area) -> None:
    """Raise UsageError where the shared ledger's newest area is another than the one that this desk would use."""
    with ledger:
        recorded = [entry.body for entry in ledger.entries([EntryKind.AREA])]
    if recorded and recorded[-1]["hash"] != area.hash:
        raise UsageError(
            f"the ledger there uses the area {recorded[-1]['name']!r}, and this desk's {area.name!r} is another or"
            " of another version: copy the area's folder from the first desk and give it with --area"
        )
