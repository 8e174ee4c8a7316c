"""``marsad demo``: the first story, from the bundled reports to the map in the browser."""

from __future__ import annotations

import shutil
import webbrowser
from datetime import date
from pathlib import Path

from marsad.demo import reports_folder, sources_file
from marsad.errors import UsageError
from marsad.observatory import Observatory
from marsad.publication.brief import brief
from marsad.publication.content import EditionContent
from marsad.publication.serve import EditionServer
from marsad.terminal import progress_bar, say, say_markdown

FIRST_DAY, LAST_DAY = date(2017, 1, 15), date(2017, 2, 28)
OPENING_DAY = date(2017, 2, 6)
MARKER = ".marsad-demo"


def make_demo(out: Path) -> tuple[Observatory, EditionContent]:
    """Make the demonstration observatory in ``out/observatory`` and its edition in ``out/edition``.

    An earlier demonstration in ``out`` is replaced; any other folder that is not empty is refused.
    """
    _clear(out)
    observatory = Observatory.create(
        out / "observatory", area="syria", title="Northern Syria, winter 2017: a demonstration", replay=True
    )
    observatory.add_sources(sources_file())
    with progress_bar("Demo") as progress:
        observatory.add([reports_folder()], progress=progress)
        content = observatory.content(
            as_of=OPENING_DAY, days=(FIRST_DAY, LAST_DAY), full_texts=True, demonstration=True, progress=progress
        )
        observatory.publish_content(content, out / "edition")
    return observatory, content


def show_demo(out: Path, *, port: int, open_browser: bool, serve: bool) -> None:
    """Make the demonstration, print its brief, and serve its edition on 127.0.0.1 until Ctrl-C."""
    server = (
        EditionServer(out / "edition", port) if serve else None
    )  # first, so that a port in use is said at once
    _, content = make_demo(out)
    say_markdown(brief(content, OPENING_DAY))
    if server is None:
        say(f"The edition is in {out / 'edition'}: open index.html there.")
        return
    with server:
        say(f"The map is at {server.address} (from {out / 'edition'}). Ctrl-C stops.")
        if open_browser:
            webbrowser.open(server.address)
        server.serve_until_interrupted()


def _clear(out: Path) -> None:
    if out.exists():
        if not out.is_dir() or (any(out.iterdir()) and not (out / MARKER).is_file()):
            raise UsageError(f"{out} holds something that is no demonstration: choose another folder with --out")
        shutil.rmtree(out)
    out.mkdir(parents=True)
    (out / MARKER).write_text(
        "A demonstration made by `marsad demo`; the next one replaces it.\n", encoding="utf-8"
    )
