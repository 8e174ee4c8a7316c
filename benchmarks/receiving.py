"""Short reports in bulk: received, read, recorded and derived, in several processes; and the memory of it.

``MARSAD_BENCH_REPORTS`` says how many, ``MARSAD_BENCH_PROCESSES`` how many processes read. The reports are written
by the script from the area's places and parties, a third of them of the commonest tenth of places: about 24 words,
one or two claims told in each, a fifth of them messages from the field. The rows say what was used.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter, process_time

from marsad.areas import Area, load_area
from marsad.areas.area import ADMIN_KINDS
from marsad.model import ActorKind, Place
from marsad.observatory import Observatory

REPORTS = int(os.environ.get("MARSAD_BENCH_REPORTS", "400"))
ASKED = 25_000 / 120  # reports a second
PROCESSES = int(os.environ.get("MARSAD_BENCH_PROCESSES", "0"))
ENOUGH = 300  # reports from which on others read and derive
STEP = 5_000  # reports after which the memory is noted
BEGAN = date(2017, 1, 1)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CLAIMS = (
    "{a} captured {p} on {d} after clashes with {b}",
    "{a} took the village of {p} from {b} late on {d}",
    "{a} shelled {p} on {d}, killing {n} civilians and wounding {m} others",
    "warplanes struck {p} on {d} and killed {n} people, two of them children",
    "a car bomb went off in {p} on {d}, killing {n} fighters of {b}",
    "{b} withdrew from {p} overnight under fire from {a}",
    "{a} clashed with {b} on the outskirts of {p} on {d}",
    "{a} stormed {p} on {d} but were driven back by {b}",
    "{n} people were wounded on {d} when mortar shells fell on the market of {p}",
    "{a} cut the road between {p} and {q} on {d}",
    "{a} besieged {p} on {d} and let no food in",
    "aid lorries reached {p} on {d} for the first time in {n} weeks",
    "{m} families fled {p} for {q} on {d} as {a} drew near",
    "{a} and {b} agreed to a truce in {p} on {d}",
    "helicopters dropped barrel bombs on {p} on {d} and destroyed {n} houses",
    "{a} advanced towards {p} on {d} with tanks",
)
FURTHER = (
    "{b} still held {q}",
    "{n} of the wounded were taken to {q}",
    "{a} were sending more men to {q}",
    "{b} denied that {p} had fallen",
    "shells also hit {q}, where {n} people died",
    "the bakery there has been shut since {d}",
    "the town had no water and its clinic no fuel",
    "nobody could say how many had left",
    "air raids on {q} went on until dawn",
    "the road to {q} was open again",
)
TELLERS = (
    "residents said", "a monitoring group said", "an activist in the town told us", "local sources said",
    "a military source said", "the municipal council reported", "two doctors told the agency", "a commander said",
)  # fmt: skip
MESSAGES = (
    "{p}: {a} back in, {n} KIA, {m} WIA. {q} same. No bread for {n} days, families leave by night after shelling.",
    "{p}: {n} air raids this morning, planes not identified. {b} still hold {q}. Next message after dark.",
    "{d}: arty on {p} since first light. {a} fell back W of the town, {n} vehicles seen on the way to {q}.",
    "{p}: {b} out, {a} hold it now. Tank fire towards {q}, no hits seen. {n} dead brought to the clinic so far.",
)


def reports(area: Area, many: int) -> Iterator[dict[str, str]]:
    """``many`` short reports, each the same whenever it is asked for."""
    chance = random.Random(3)
    places = [place for place in area.places.values() if place.kind not in ADMIN_KINDS]
    fighting = {ActorKind.STATE_FORCE, ActorKind.MILITIA, ActorKind.REBEL}
    parties = [actor.name for actor in area.actors.values() if actor.kind in fighting]
    for number in range(many):
        day = BEGAN + timedelta(days=number * 700 // many)
        text = _text(places, parties, chance)
        source = f"Wire {chance.randint(1, 60)}"
        yield {"id": f"r{number}", "published": day.isoformat(), "source": source, "language": "en", "text": text}


def _text(places: list[Place], parties: list[str], chance: random.Random) -> str:
    p, q = _somewhere(places, chance), _somewhere(places, chance)
    a, b = chance.sample(parties[:12] if chance.random() < 0.7 else parties, 2)
    said = {"p": p, "q": q, "a": a, "b": b, "d": chance.choice(DAYS)}
    said |= {"n": str(chance.randint(2, 19)), "m": str(chance.randint(20, 90))}
    if chance.random() < 0.2:
        return chance.choice(MESSAGES).format_map(said)
    first = f"{chance.choice(CLAIMS).format_map(said)}, {chance.choice(TELLERS)}."
    if chance.random() < 0.4:
        return f"{first[0].upper()}{first[1:]}"
    then = f"{chance.choice(FURTHER).format_map(said)}, {chance.choice(TELLERS)}."
    return f"{first[0].upper()}{first[1:]} {then[0].upper()}{then[1:]}"


def _somewhere(places: list[Place], chance: random.Random) -> str:
    chosen = chance.choice(places[: len(places) // 10] if chance.random() < 1 / 3 else places)
    return chosen.name.partition(" (")[0]


def memory() -> float:
    """Memory that this process holds now, in MB; 0 where the system does not say."""
    held = Path("/proc/self/statm")
    return int(held.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6 if held.is_file() else 0.0


def measure() -> Iterator[tuple[str, float, str, float | None, bool]]:
    with tempfile.TemporaryDirectory() as folder:
        observatory = Observatory.create(Path(folder) / "observatory")
        file = Path(folder) / "reports.jsonl"
        written = list(reports(load_area("syria"), REPORTS))
        words = sum(len(each["text"].split()) for each in written) / REPORTS
        file.write_text("".join(f"{json.dumps(each)}\n" for each in written), encoding="utf-8")
        del written
        yield from _received(observatory, file, f"{REPORTS:,} short reports ({words:.0f} words)")
        with observatory.derived() as derived:
            left = derived.behind
            derived.catch_up()
        assert PROCESSES == 1 or REPORTS < ENOUGH or left == 0
        yield "entries that were still to be derived then", left, "entries", None, False
        yield "memory after deriving", memory(), "MB", None, False


def _received(
    observatory: Observatory, file: Path, what: str
) -> Iterator[tuple[str, float, str, float | None, bool]]:
    held: list[tuple[int, float]] = [(0, memory())]
    recorded = 0.0

    def note(step: str, done: int, _: int | None) -> None:
        nonlocal recorded
        if step == "reading":
            recorded = perf_counter()
            if done >= held[-1][0] + STEP:
                held.append((done, memory()))

    started, worked, before = perf_counter(), process_time(), _of_children()
    added = observatory.add([file], progress=note, processes=PROCESSES)
    seconds, own = perf_counter() - started, process_time() - worked
    assert added.refused == []
    yield f"{what} received, read, recorded and derived", REPORTS / seconds, "reports/s", ASKED, True
    yield "of which: until all were recorded", recorded - started, "s", None, False
    yield "of which: the rest of deriving", seconds - (recorded - started), "s", None, False
    yield "the same, processor time a report", (own + _of_children() - before) * 1000 / REPORTS, "ms", None, False
    yield "of it in the process that records", own * 1000 / REPORTS, "ms", None, False
    yield "claims read in a report", added.claims / REPORTS, "claims", None, True
    for done, megabytes in (*held, (REPORTS, memory())):
        yield f"memory after {done:,} reports", megabytes, "MB", None, False


def _of_children() -> float:
    """Processor time of the processes that this one started and that have ended, in seconds."""
    times = os.times()
    return times.children_user + times.children_system


if __name__ == "__main__":
    for what, value, unit, to_reach, _ in measure():
        print(f"{what}: {value:,.3g} {unit}" + (f" (to reach {to_reach:,.3g})" if to_reach else ""), flush=True)
