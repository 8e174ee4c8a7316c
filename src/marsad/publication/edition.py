"""Publish: write one edition as an immutable folder that any file host can serve, whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from marsad.errors import PublicationError
from marsad.model.ids import content_id, sha256_hex
from marsad.publication.content import EditionContent, EditionManifest
from marsad.publication.exports import exports
from marsad.publication.map_data import map_script
from marsad.publication.pages import Pages
from marsad.publication.picture import picture_svg
from marsad.publication.runs import road_runs
from marsad.publication.statements import Statements
from marsad.publication.templates import SITE

MANIFEST = "manifest.json"
KIND = "marsad edition"
SITE_FILES = ("assets", "vendor")
NOT_SERVED = (".ttf", ".gz")  # what pictures are made with


def publish(content: EditionContent, out: Path) -> EditionManifest:
    """Write the edition to the folder ``out``; the same content gives the same bytes on every machine.

    An edition that is there already is replaced in one step; anything else in ``out`` is refused. Raises
    PublicationError for that and where the disk is full or the folder cannot be written; then nothing is changed.
    """
    out = out.absolute()
    refuse_what_is_no_edition(out)
    files = dict(edition_files(content))
    manifest = manifest_of(content, files)
    files[MANIFEST] = _manifest_bytes(manifest)
    try:
        _write(files, out)
    except OSError as error:
        raise PublicationError(
            f"cannot write the edition to {out}: {error.strerror}; free some space or choose another folder"
        ) from error
    return manifest


def edition_files(content: EditionContent) -> Iterator[tuple[str, bytes]]:
    """Every file of the edition but its manifest, as bytes under its path."""
    for folder in SITE_FILES:
        for path in sorted((SITE / folder).iterdir()):
            if path.suffix not in NOT_SERVED:
                yield f"{folder}/{path.name}", path.read_bytes()
    roads, statements = road_runs(content), Statements(content)
    for name, text in Pages(content, statements, roads).all():
        yield name, text.encode()
    for name, text in exports(content, statements).items():
        yield name, text.encode()
    yield "data/map.js", map_script(content, roads).encode()
    yield "map.svg", picture_svg(content, content.as_of).encode()


def manifest_of(content: EditionContent, files: Mapping[str, bytes]) -> EditionManifest:
    """The manifest of these files: its id is a hash over their names and hashes."""
    hashes = {name: sha256_hex(files[name]) for name in sorted(files)}
    return EditionManifest(
        edition=content_id("edn", hashes),
        title=content.title,
        as_of=content.as_of,
        files=hashes,
        bytes=sum(len(file) for file in files.values()),
    )


def _manifest_bytes(manifest: EditionManifest) -> bytes:
    form = {
        "kind": KIND,
        "id": manifest.edition,
        "title": manifest.title,
        "as_of": manifest.as_of.isoformat(),
        "bytes": manifest.bytes,
        "files": dict(manifest.files),
    }
    return (json.dumps(form, ensure_ascii=False, indent=1) + "\n").encode()


def refuse_what_is_no_edition(out: Path) -> None:
    """Raise PublicationError where ``out`` is a file, or a folder that holds something but no edition."""
    if out.is_dir() and (not any(out.iterdir()) or _is_edition(out)):
        return
    if out.exists() or out.is_symlink():
        raise PublicationError(
            f"{out} is there and is no edition of Marsad: it is left as it is; choose an empty or a new folder"
        )


def _is_edition(folder: Path) -> bool:
    try:
        form = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(form, dict) and form.get("kind") == KIND


def _write(files: Mapping[str, bytes], out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        for folder in sorted({(fresh / name).parent for name in files}):
            folder.mkdir(parents=True, exist_ok=True)
        for name, file in files.items():
            (fresh / name).write_bytes(file)
        fresh.chmod(0o755)
        _exchange(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _exchange(fresh: Path, out: Path) -> None:
    """Put ``fresh`` in the place of ``out``; the old edition goes last, and comes back if that fails."""
    if not out.exists():
        fresh.rename(out)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
    out.rename(old / "edition")
    try:
        fresh.rename(out)
    except OSError:
        (old / "edition").rename(out)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
