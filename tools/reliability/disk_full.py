"""A disk that runs full while a desk receives, asks and derives: what is said, and that nothing accepted is lost.

    mount -t tmpfs -o size=4m tmpfs /mnt/small        # any small file system of its own
    python tools/reliability/disk_full.py /mnt/small

A desk on that file system adds reports, twenty at a time, until no byte is left, then tries again and asks. Then
some space is freed, and it must go on by itself. Ends with exit code 1 where an accepted report is missing or
twice, the ledger does not verify, or anything but a LedgerError was raised.
"""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import date
from pathlib import Path

from marsad import observatory as module
from marsad.errors import LedgerError
from marsad.observatory import Observatory

AT_ONCE, MOST = 20, 4_000
SPARE = 600_000  # bytes, freed later
AS_OF = date(2017, 2, 20)


def main() -> int:
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        print(__doc__)
        return 2
    small, module.FUSED_ANEW = Path(sys.argv[1]), 0  # derived tables are kept from the first entry on
    spare = small / "spare"
    spare.write_bytes(b"\x01" * SPARE)
    desk = Observatory.create(small / "desk")
    accepted: list[str] = []
    with tempfile.TemporaryDirectory() as other:
        refusals = 0
        for start in range(0, MOST, AT_ONCE):
            try:
                accepted += [each.id for each in desk.add([reports(Path(other), start)]).accepted]
            except LedgerError as error:
                refusals += 1
                print(f"full after {len(accepted)} reports: {error}")
                if refusals == 3:
                    break
        assert refusals == 3, "the file system is too large to be filled"
        full = whole(small / "desk", accepted, "while it is full")
        spare.unlink()
        accepted += [each.id for each in desk.add([reports(Path(other), start)]).accepted]
        return 0 if whole(small / "desk", accepted, "after some space was freed") and full else 1


def reports(folder: Path, start: int) -> Path:
    """A file of short reports."""
    file = folder / "inbox.jsonl"
    file.write_text(
        "\n".join(
            json.dumps({
                "id": str(number), "published": f"2017-02-{1 + number % 20:02}", "source": f"Wire {number % 7}",
                "text": f"The army captured Tadef on Monday, residents said. Report {number} of that day.",
            })
            for number in range(start, start + AT_ONCE)
        )
    )  # fmt: skip
    return file


def whole(folder: Path, accepted: list[str], when: str) -> bool:
    """Ask, verify and count in a desk that is opened anew."""
    opened = Observatory(folder)
    kept = [report.id for report in opened.reports()]
    found = opened.verify()
    good = set(accepted) <= set(kept) and len(set(kept)) == len(kept) and found.whole
    print(f"{when}: {len(accepted)} reports accepted, {len(kept)} kept, all of them and none twice: {good};"
          f" verified: {found.whole}; siege of Tadef: {opened.siege('Tadef', as_of=AS_OF).headline}")  # fmt: skip
    return good


if __name__ == "__main__":
    sys.exit(main())
