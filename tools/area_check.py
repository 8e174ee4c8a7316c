"""Check an area's tables and print each fault; exit code 1 where there is one, 2 where a table cannot be read.

python tools/area_check.py syria
python tools/area_check.py path/to/my/area
"""

from __future__ import annotations

import argparse
import sys

from marsad.areas import load_area
from marsad.areas.check import check
from marsad.errors import MarsadError


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("area", help="the name of a bundled area, or the path of an area's folder")
    try:
        area = load_area(parser.parse_args().area)
    except MarsadError as error:
        print(error, file=sys.stderr)
        return 2
    faults = check(area)
    for fault in faults:
        print(fault)
    print(
        f"{area.name}: {len(area.places)} places, {len(area.links)} links, {len(area.actors)} actors, "
        f"{len(area.baseline)} baseline holdings, {len(faults)} faults"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
