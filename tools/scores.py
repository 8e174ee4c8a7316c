"""Write ``docs/scores.md``: the reader's scores on coded reports, as they are now.

usage: python tools/scores.py GOLD_DIR... > docs/scores.md    (the coded sets of tests/golden are always scored)
"""

from __future__ import annotations

import json
import runpy
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from marsad.demo import reports_folder
from marsad.evaluation.cases import read_groups, score_groups
from marsad.evaluation.run import Evaluation, evaluate
from marsad.plugins import reader_for
from marsad.reports.receive import Received, receive

ROOT = Path(__file__).resolve().parents[1]
HEAD = """# Scores of the reader

Reader: {reader}. Written by `python tools/scores.py` from the sets named below; made anew whenever the reader
changes. A claim is right when its type and its place agree with a coder's (strict), one to one. *Full* also wants
every agent and the modality right. Two expert coders, blind to each other, agree at F1 0.856 strict and 0.772 full
on reports of the kind in `gold`.

**Read these with care**: whoever wrote the reader looked at every set but `unseen` while working. `unseen` is the
honest one: twenty reports on many wars, written and coded by people who did not know the reader, never opened by
those who improved it; only its bare numbers were looked at. Its coders took more claims from a report (15) than those
of `gold` did (12), so what it misses is counted more strictly.
"""
GROUPS = """
## Golden groups

Cases of our own wording, a few sentences each, coded by people who had not seen the reader; those who improved it
looked at them afterwards. *All right*: nothing missing, nothing wrong, nothing too much. *Whole*: every coded field
of the claim is right. (`constructions` are the sentences that every change must keep.)

| group | cases | all right | found F1 | precision | recall | whole F1 |
|---|---|---|---|---|---|---|"""
TIMES = """
## Time words

253 expressions as they stand in news and field messages, each with its day of publication and the exact half-open
interval that a careful coder would give, or none; coded before the grammar was looked at. Every second one was never
tuned on. dateparser 1.5 as its manual recommends for news; microseconds on a busy machine.
"""
TAIL = """
## On articles nobody tuned on

The reader was written while looking at the sets above. To see what it does elsewhere, claims were drawn at random (fixed
seeds, at most one an article) from news of the Syrian war in the FA-KES collection, whose texts have lost their commas
and apostrophes, and judged by eye by one reader of English (22 November 2026). No sample had been looked at when it was
judged; the faults that it showed were mended afterwards, and the next sample drawn from other articles.

| precision | before (189 claims) | after (114 claims) |
|---|---|---|
| type | 0.78 | 0.82 |
| place | 0.71 | 0.81 |
| type and place | 0.58 | 0.68 |
| agents | 0.72 | 0.80 |
| targets | 0.92 | 0.95 |
| modality | 0.96 | 0.96 |
| attribution | 0.88 | 0.92 |
| days (wrong ones only) | 0.95 | 0.96 |

The two columns are partly different articles; where the same ones were judged both times (84 claims), type and place
together rose from 0.60 to 0.68. One judge and samples of this size leave about five to eight points either way. By eye,
on ten articles, before the mending, about a third of what they say was missed. So of three claims from such text about
two are right in type and place, against nine in ten on the coded reports: clean text with commas, paragraphs and a
known date of publication matters.

## What it gets wrong most

- A place taken over from elsewhere in the article; captions, tags and headlines that run into the text; lists of places
  without commas; a death toll told apart from the attack that caused it; an agent named only in another sentence.
- Days are the weakest field on the coded reports: a coder carries a day over from earlier sentences more freely than
  the reader, which leaves the day open rather than guess.
- Control said as a contrast ("split between the army in the west and rebels in the east"), truces between named
  parties, aid convoys, plans and proposals are missed most often; telegraphic field messages, half of their claims.
"""


def coded_demonstration(folder: Path) -> None:
    """The demonstration's coding, joined with the texts that it codes, as one folder of coded reports."""
    texts = {each.report.ref: each.report for each in receive(reports_folder()) if isinstance(each, Received)}
    for file in sorted((ROOT / "tests" / "golden" / "demo").glob("*.json")):
        coded = json.loads(file.read_text(encoding="utf-8"))
        report = texts[coded["report"]]
        published = report.published.isoformat() if report.published else None
        coded |= {"text": report.text, "published": published, "publisher": report.publisher, "language": "en"}
        (folder / file.name).write_text(json.dumps(coded), encoding="utf-8")


def tables(name: str, scored: Evaluation) -> Iterator[str]:
    yield f"\n## {name}: {scored.reports} reports, {scored.gold} coded claims\n"
    yield "| | strict | lenient |\n|---|---|---|"
    yield from (f"| {row} | {strict} | {lenient} |" for row, strict, lenient in scored.rows())
    yield "\n| type (strict) | right | read | coded |\n|---|---|---|---|"
    yield from (f"| {type_} | {right} | {read} | {coded} |" for type_, right, read, coded in scored.types())


def groups() -> Iterator[str]:
    yield GROUPS
    for each in score_groups(read_groups(ROOT / "tests" / "golden" / "groups")):
        shares = (each.found.f1, each.found.precision, each.found.recall, each.whole.f1)
        row = " | ".join(f"{share:.2f}" for share in shares)
        yield f"| {each.group}: {each.title} | {each.cases} | {each.right} | {row} |"


def main() -> None:
    reader = reader_for("en")
    assert reader is not None
    print(HEAD.format(reader=f"{reader.name} {reader.version}"), end="")
    coded = ROOT / "tests" / "golden" / "coded"
    for folder in (*map(Path, sys.argv[1:]), coded / "unseen", coded / "seen"):
        print("\n".join(tables(f"`{folder.name}`", evaluate(folder))))
    with tempfile.TemporaryDirectory() as folder_name:
        coded_demonstration(Path(folder_name))
        print("\n".join(tables("The demonstration's reports", evaluate(Path(folder_name)))))
    print("\n".join(groups()))
    print(TIMES)
    runpy.run_path(str(ROOT / "benchmarks" / "time_words.py"))["print_table"](listing=False)
    print(TAIL, end="")


if __name__ == "__main__":
    main()
