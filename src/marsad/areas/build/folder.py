"""Writing an area's folder whole or not at all: a copy is made beside it, filled, read back, put in its place."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from filelock import FileLock, Timeout

from marsad.areas.build.countries import Box, countries
from marsad.areas.tables import OUTLETS, TABLES, read_tables
from marsad.errors import AreaError

HEADERS = {
    "places.csv": "id,name,name_ar,kind,lat,lon,spellings,admin1,admin2,admin3,country,pcode,within,source",
    "links.csv": "a,b,km,road,road_class,bridge",
    "actors.yaml": "[]",
    "relations.csv": "a,b,kind,from,to,note,source",
    "roles.csv": "actor,role,from,to,source",
    "baseline.csv": "place,holder,as_of,source,note",
    "lifelines.csv": "place,actor,kind,from,to,source",
}
FIRST_VERSION = "0.1.0"
_NAME = re.compile(r"^(name\s*=\s*)\"[^\"\n]*\"", re.MULTILINE)
_VERSION = re.compile(r'^(version\s*=\s*")(\d+(?:\.\d+)*)(")', re.MULTILINE)


@contextmanager
def replacing(folder: Path, start_from: Path | None = None) -> Iterator[Path]:
    """A copy of ``folder`` to change, which takes its place if the block ends well; else ``folder`` stays.

    A new folder starts with the tables of ``start_from``, or with empty ones. Raises AreaError where another build
    is at work on it, where something else lies there, or where the changed tables break their rules.
    """
    folder = folder.resolve()
    _check_is_ours(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder.parent / f".{folder.name}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise AreaError(f"{folder.name}: another build of this area is under way") from error
    work, before = folder.parent / f".{folder.name}.building", folder.parent / f".{folder.name}.before"
    try:
        _recover(folder, work, before)
        _copy(folder if folder.exists() else start_from, work, whole=folder.exists())
        yield work
        read_tables(work)
        if folder.exists():
            folder.rename(before)
        work.rename(folder)
        shutil.rmtree(before, ignore_errors=True)
    finally:
        if before.exists() and not folder.exists():
            before.rename(folder)
        shutil.rmtree(work, ignore_errors=True)
        lock.release()
        Path(lock.lock_file).unlink(missing_ok=True)


def _check_is_ours(folder: Path) -> None:
    if folder == Path.cwd() or folder in Path.cwd().parents:
        raise AreaError(f"{folder.name}: you are inside this folder, which is replaced whole: go up one folder")
    if folder.exists() and not folder.is_dir():
        raise AreaError(f"{folder}: is a file; name a folder for the area")
    if folder.exists() and any(folder.iterdir()) and not (folder / "area.toml").is_file():
        raise AreaError(f"{folder}: is no area and not empty; name a new folder")


def _recover(folder: Path, work: Path, before: Path) -> None:
    """Put right what a build left that was cut off: the area of before is still there."""
    shutil.rmtree(work, ignore_errors=True)
    if before.exists() and not folder.exists():
        before.rename(folder)
    shutil.rmtree(before, ignore_errors=True)


def _copy(source: Path | None, work: Path, *, whole: bool) -> None:
    """Everything in the folder where that is ``whole`` the area itself, else the tables of another area."""
    if source is not None and whole:
        shutil.copytree(source, work, symlinks=True)
    else:
        work.mkdir()
        for name in TABLES if source is not None else ():
            shutil.copyfile((source or work) / name, work / name)
        if source is not None and (source / OUTLETS).is_file():
            shutil.copyfile(source / OUTLETS, work / OUTLETS)
    for name, header in HEADERS.items():
        if not (work / name).exists():
            (work / name).write_text(f"{header}\n", encoding="utf-8")


def write_head(
    folder: Path, name: str, codes: Sequence[str], view: Box, baseline_date: date, *, changed: bool
) -> str:
    """Write ``area.toml`` where there is none, else raise its version where ``changed``; return the version."""
    path = folder / "area.toml"
    if not path.is_file():
        path.write_text(_head(name, codes, view, baseline_date), encoding="utf-8")
        return FIRST_VERSION
    written = _NAME.sub(lambda found: found[1] + json.dumps(name), path.read_text(encoding="utf-8"), count=1)
    path.write_text(written, encoding="utf-8")
    found = _VERSION.search(written)
    if found is None or not changed:
        return found[2] if found else ""
    *first, last = found[2].split(".")
    version = ".".join([*first, str(int(last) + 1)])
    path.write_text(_VERSION.sub(rf"\g<1>{version}\g<3>", written, count=1), encoding="utf-8")
    return version


def _head(name: str, codes: Sequence[str], view: Box, baseline_date: date) -> str:
    boxes = [countries()[code].box for code in codes]
    bounds = [min(box[0] for box in boxes), min(box[1] for box in boxes)]
    bounds += [max(box[2] for box in boxes), max(box[3] for box in boxes)]
    title = " and ".join(countries()[code].name for code in codes)
    return (
        "# The area: what it is called, which countries its places may lie in, what a map shows first, the day\n"
        "# of its baseline. Title, view and baseline_date are yours to change; a build keeps them.\n"
        f"name = {json.dumps(name, ensure_ascii=False)}\n"
        f"title = {json.dumps(title, ensure_ascii=False)}\n"
        f'version = "{FIRST_VERSION}"\n'
        f"countries = {json.dumps(list(codes))}\n"
        f"view = {[round(each, 2) for each in view]} # south, west, north, east: what a map shows first\n"
        f"bounds = {bounds} # south, west, north, east: where places of these countries may lie\n"
        f"baseline_date = {baseline_date.isoformat()}\n"
    )
