"""Telegraphic lines put into clauses: "Bazaa: IS retook, 2 SVBIED, FSA out, 4 Feb" says three things."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from marsad.claims.lang.en.message_units import (
    Toll,
    actor_end,
    event_of,
    fitting,
    glue,
    place_end,
    put,
    toll_of,
)
from marsad.claims.lang.en.names import NameIndex
from marsad.claims.lang.en.omissions import helps, put_back
from marsad.claims.lang.en.openings import topic_of, with_roads
from marsad.claims.lang.en.shorthand import Word, times_in
from marsad.claims.lang.en.tables import listed, table, verb_forms, words
from marsad.model import ClaimType

FIRED = frozenset({ClaimType.AIR_STRIKE, ClaimType.SHELLING, ClaimType.BOMBING})
ON_ITS_OWN = frozenset({"today", "yesterday", "midday"})
SAYING = frozenset({"says", "said", "say", "reports", "reported", "claims", "claimed"})
MOST_LOOSE = 3  # words of a part without a verb that only adds where something was
ONTO = frozenset({"on", "over", "at", "towards", "toward", "against"})
Said = Sequence[Word]


@dataclass(frozen=True, slots=True)
class Setting:
    """What a line takes over from its heading or its opening: the place, the day, whose and what it is about."""

    topic: tuple[Word, ...] = ()
    when: tuple[Word, ...] = ()
    subject: tuple[Word, ...] = ()
    proper: bool = False  # whether a name that no table knows may open the line as a place does


@dataclass(slots=True)
class _Clause:
    said: list[Word]
    tolls: list[list[Word]] = field(default_factory=list)
    fired: bool = False
    whole: bool = True  # has its verb


def clauses_of(said: Said, setting: Setting, index: NameIndex) -> Iterator[list[Word]]:
    """The sentences that a telegraphic line stands for, in order, each ending without a stop."""
    last: list[Word] = []
    for segment in _segments(with_roads(said, index)):
        topic, rest = topic_of(segment, index, proper=setting.proper)
        if topic:
            setting = replace(setting, topic=_lent(topic))
        if not rest:
            continue
        if last and topic == () and _same(rest, index):
            yield _again(last, rest[: place_end(rest, 0, index)], setting)
            continue
        for last in _told(rest, setting, index, first=topic):
            yield last


def on_day(when: Said) -> list[Word]:
    """The words of a day as they stand in a clause: "on 5 February"."""
    bare = when and (when[0].low[0].isdigit() or when[0].low.endswith("day")) and when[0].low not in ON_ITS_OWN
    return [glue("on", when[0]), *when] if bare else list(when)


def _lent(said: Said) -> tuple[Word, ...]:
    return tuple(replace(word, lent=True) for word in said)


def _segments(said: Said) -> Iterator[Said]:
    start = 0
    for at, word in enumerate(said):
        if word.text in {".", "!", ";", "…"}:
            if at > start:
                yield said[start:at]
            start = at + 1
    if start < len(said):
        yield said[start:]


def _same(said: Said, index: NameIndex) -> bool:
    """ "Tadef same": what was just said holds there too."""
    end = place_end(said, 0, index)
    return 0 < end == len(said) - 1 and said[end].low in {"same", "ditto", "likewise", "too"}


def _again(last: Said, place: Said, setting: Setting) -> list[Word]:
    spans = {(word.start, word.end) for word in setting.topic}
    found: list[Word] = []
    for word in _lent(last):
        if (word.start, word.end) in spans or word.low in {"it", "there"}:
            found += [each for each in place if each not in found]
        else:
            found.append(word)
    return found


# -- what is said of a place ------------------------------------------------------------------------------------


def _told(said: Said, setting: Setting, index: NameIndex, *, first: Said) -> Iterator[list[Word]]:
    parts = list(_parts(said, setting))
    if not setting.topic and len(parts) > 1 and place_end(parts[0], 0, index) == len(parts[0]):
        first, parts = parts[0], parts[1:]  # "Kafranbel, veg market, 2 air strikes"
        setting = replace(setting, topic=_lent(first))
    when = setting.when
    kept = []
    for part in parts:
        timed = times_in(part)
        if timed and timed[0] == (0, len(part)):
            when = _lent(part)
        elif not _says_nothing(part):
            kept.append(part)
    clauses = _joined(kept, setting, index)
    for number, clause in enumerate(clauses):
        opening = first if number == 0 else ()
        yield _finished(clause, replace(setting, when=when), index, opening)


def _says_nothing(part: Said) -> bool:
    """ "Nothing new", "no change": not "unknown gunmen killed ..."."""
    told = any(verb_forms().get(word.low) and not word.capitalised for word in part[2:])
    return part[0].low in table("messages")["nothing"] and not told


def _parts(said: Said, setting: Setting) -> Iterator[Said]:
    """The parts between commas and before a toll: "2 air strikes: 6 KIA, 15 WIA", "back in after 1 SVBIED"."""
    start = 0
    for at, word in enumerate(said):
        parting = word.text == "," or (word.text in ":–—-" and toll_of(said[at + 1 :]) and _spaced(said, at))
        parting = parting or (word.low == "and" and bool(toll_of(said[start:at]) and toll_of(said[at + 1 :])))
        if toll_of(said[start:at]) and toll_of(said[at:]) and at > start + 1:  # "5 KIA 12 WIA"
            yield said[start:at]
            start = at
            continue
        parting = parting or (bool(setting.topic) and word.low == "after" and _bombs(said[at + 1 :]))
        if parting:
            if at > start:
                yield said[start:at]
            start = at + 1
    if start < len(said):
        yield said[start:]


def _bombs(said: Said) -> bool:
    """Whether a number of bombs follows: "1 SVBIED"."""
    event = event_of(said) if said and said[0].low[0].isdigit() else None
    return event is not None and event[1] is ClaimType.BOMBING


def _spaced(said: Said, at: int) -> bool:
    return said[at].text == ":" or (at > 0 and said[at - 1].end < said[at].start)


def _joined(parts: Sequence[Said], setting: Setting, index: NameIndex) -> list[_Clause]:
    """Parts as clauses: tolls with what caused them; what is neither clause nor event goes with what is before."""
    clauses: list[_Clause] = []
    waiting: list[list[Word]] = []
    for part in parts:
        toll = toll_of(part)
        clause = None if toll else _clause(part, setting, index, clauses)
        if toll:
            (clauses[-1].tolls if clauses else waiting).append(_harm(toll))
        elif clause is not None and (not clauses or _begins(part, clause, index)):
            clauses = [each for each in clauses if each.whole or len(each.said) > MOST_LOOSE]
            clauses.append(clause)
        elif clauses:
            clauses[-1].said += [glue(",", part[0]), *(part if clause is None else clause.said)]
            clauses[-1].whole = clauses[-1].whole or clause is not None
        else:
            clauses.append(_Clause(list(part), whole=False))
    if waiting and clauses:
        clauses[0].tolls[:0] = waiting
    elif waiting:
        clauses.append(_Clause([], waiting))
    return clauses


def _begins(part: Said, clause: _Clause, index: NameIndex) -> bool:
    """Whether a clause stands by itself: it was put back, or it names who does it."""
    if any(word.low in listed("attribution", "verbs") | SAYING for word in part[-2:]):
        return False  # "..., Moscow says"
    form = verb_forms().get(part[0].low)
    if form is not None and form.forms & {"base", "s"} and form.lemma in words("harming"):
        return False  # "..., kill father"
    return clause.said[0].lent or clause.fired or clause.said != list(part) or actor_end(part, 0, index) > 0


def _harm(toll: Toll) -> list[Word]:
    verb = "killed" if toll.kind == "killed" else "wounded"
    done = replace(toll.word, text=verb, low=verb)
    return [*toll.counted, glue("were", toll.word), done, *toll.rest]


def _clause(part: Said, setting: Setting, index: NameIndex, before: Sequence[_Clause]) -> _Clause | None:
    """The clause that a part stands for; None where it has neither a verb nor an event."""
    topic = {"TOPIC": [setting.topic]} if setting.topic else {}
    for row in table("messages")["clauses"]:
        held = fitting(row["said"], part, index)
        if held is not None and (topic or "TOPIC" not in row["means"]):
            return _Clause(put(row["means"], {**held, **topic}, part[0]))
    event = event_of(part)
    if event is not None:
        return _of_event(part, event, setting, index, before)
    form = verb_forms().get(part[0].low)
    if setting.topic and form is not None and "part" in form.forms and form.lemma in words("transitive"):
        return _Clause([*setting.topic, glue("was", part[0]), *part])  # "shelled by ISIS"
    if any(verb_forms().get(word.low) and not word.capitalised for word in part):
        return _Clause(put_back(part, index))
    return None


def _of_event(
    part: Said, event: tuple[int, ClaimType], setting: Setting, index: NameIndex, before: Sequence[_Clause]
) -> _Clause:
    end, kind = event
    head, rest = part[:end], list(part[end:])
    if kind not in FIRED:
        there = [glue("there", part[0]), glue("was", part[0]), *head, *rest]
        return _Clause(there)
    place = _hit(rest, setting, index)
    sides = [each.said[: actor_end(each.said, 0, index)] for each in before]
    by = next((side for side in reversed(sides) if side), [])
    if kind is ClaimType.BOMBING and by and actor_end(head, 0, index) == 0 and setting.topic:
        return _Clause([*_lent(by), glue("attacked", head[0]), *place, glue("with", head[0]), *head], fired=True)
    if not place:
        return _Clause([glue("there", part[0]), glue("was", part[0]), *head, *rest], fired=True)
    return _Clause([*head, glue("hit", head[-1]), *place], fired=True)


def _hit(rest: list[Word], setting: Setting, index: NameIndex) -> list[Word]:
    """What was hit, from what follows an event: "on Bazaa", "on town"; else the message's place."""
    at = next((n for n, word in enumerate(rest) if word.low in words("prepositions")), None)
    if at is not None and at + 1 < len(rest):
        noun = at + 2 if rest[at + 1].low == "the" else at + 1
        if place_end(rest, at + 1, index) > at + 1 or rest[at + 1].capitalised:
            return rest[at + 1 :] if rest[at].low in ONTO else rest[at:]
        if (
            setting.topic
            and rest[at].low in ONTO
            and noun < len(rest)
            and rest[noun].low in listed("places", "references")
        ):
            return [*setting.topic, *rest[noun + 1 :]]
    return [*setting.topic, *rest] if setting.topic else []


def _finished(clause: _Clause, setting: Setting, index: NameIndex, opening: Said) -> list[Word]:
    said = clause.said
    if setting.topic and len(said) > 1 and said[-1].low == "it":
        said = [*said[:-1], *setting.topic]
    if said and setting.topic and not _names_place(said, setting, index):
        said = _placed(said, setting)
    for number, toll in enumerate(clause.tolls):
        said = [*said, *([glue("," if number == 0 else "and", toll[0])] if said else []), *toll]
    if not clause.said and setting.topic:
        said = [*said, glue("in", said[-1]), *setting.topic]
    if setting.when and not times_in(said):
        said = [*said, *on_day(setting.when)]
    return _owning(said, opening)


def _names_place(said: Said, setting: Setting, index: NameIndex) -> bool:
    known = {(word.start, word.end) for word in setting.topic}
    if any((word.start, word.end) in known for word in said):
        return True
    return any(place_end(said, at, index) > at for at in range(len(said))) or said[-1].low == "there"


def _placed(said: Said, setting: Setting) -> list[Word]:
    """The clause with the message's place: as its object where its verb has none, else as where it happens."""
    timed = times_in(said)
    end = timed[0][0] if timed and timed[0][1] == len(said) else len(said)
    at = next((at for at in range(1, end + 1) if _wants_object(said, at, end)), 0)
    if at:
        return [*said[:at], *setting.topic, *said[at:]]
    forms = [verb_forms().get(word.low) for word in said[:end]]
    leaving = any(form is not None and form.lemma in table("messages")["away"] for form in forms)
    link = glue("from" if leaving else "in", said[end - 1])
    return [*said[:end], link, *setting.topic, *said[end:]]


def _wants_object(said: Said, at: int, end: int) -> bool:
    """Whether the word before ``at`` is a verb such as "retook" with nothing after it that it could take."""
    form = verb_forms().get(said[at - 1].low)
    told = form is not None and form.lemma in table("messages")["objectless"]
    if not told or at < 2 or helps(said[at - 2]):
        return False
    ahead = words("subordinators") | words("conjunctions") | {",", "with"}
    return at == end or said[at].low in ahead


def _owning(said: Said, opening: Said) -> list[Word]:
    """The first clause of a line is said by the line's opening words too: they belong to its quote."""
    spans = {(word.start, word.end) for word in opening}
    return [replace(word, lent=False) if (word.start, word.end) in spans and word.text else word for word in said]
