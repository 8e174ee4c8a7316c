"""Items of a list under their heading: what they take over from it, and lists of places after whose they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from marsad.claims.lang.en.message_units import actor_end, event_of, glue, place_end
from marsad.claims.lang.en.messages import Setting, clauses_of, on_day
from marsad.claims.lang.en.names import NameIndex
from marsad.claims.lang.en.openings import topic_of
from marsad.claims.lang.en.shorthand import Word, times_in
from marsad.claims.lang.en.tables import table, verb_forms

Said = Sequence[Word]


def heading_of(said: Said, index: NameIndex) -> Setting:
    """The place, the day and the subject that a heading lends to the items under it."""
    timed = times_in(said)
    when = tuple(said[timed[0][0] : timed[0][1]]) if timed else ()
    rest = [word for at, word in enumerate(said) if not any(start <= at < end for start, end in timed)]
    while rest and rest[-1].text in ":,-–":
        rest.pop()
    lent = tuple(replace(word, lent=True) for word in rest)
    place = tuple(lent) if lent and place_end(lent, 0, index) == len(lent) else ()
    return Setting(place, tuple(replace(word, lent=True) for word in when), () if place else lent, proper=True)


def items_of(said: Said, setting: Setting, index: NameIndex) -> Iterator[list[Word]]:
    """The sentences that an item stands for."""
    colon = next((at for at, word in enumerate(said) if word.text == ":"), None)
    topic, _ = topic_of(said, index, proper=True)
    places = _only_places(said[colon + 1 :] if colon else said, index)
    subject = said[:colon] if colon and not topic else setting.subject
    if places and not topic and subject and _acts(subject, index):
        for place in places:
            yield _struck(subject, place, setting, index)
        return
    yield from clauses_of(said, setting, index)


def _only_places(said: Said, index: NameIndex) -> list[Said]:
    """The places of a list of nothing else."""
    found, at = [], 0
    while at < len(said):
        end = place_end(said, at, index)
        if end == at:
            return []
        found.append(said[at:end])
        at = end + 1 if end < len(said) and (said[end].text in ",;" or said[end].low == "and") else end
    return found


def _acts(subject: Said, index: NameIndex) -> bool:
    return event_of(subject) is not None or actor_end(subject, 0, index) > 0 or _held_by(subject) is not None


def _held_by(subject: Said) -> int | None:
    """Where "held by X", "taken by X" begins in "Towns held by X"."""
    for at, word in enumerate(subject[:-1]):
        form = verb_forms().get(word.low)
        if subject[at + 1].low == "by" and form is not None and "part" in form.forms:
            return at
    return None


def _struck(subject: Said, place: Said, setting: Setting, index: NameIndex) -> list[Word]:
    """ "Russian jets: Badama" as "Russian jets hit Badama"; "Held by X: Badama" as "Badama is held by X"."""
    held = _held_by(subject)
    if held is not None:
        now = "is" if subject[held].low in table("places")["held"] else "was"
        return [*place, glue(now, place[-1]), *subject[held:], *on_day(setting.when)]
    comma = next((at for at, word in enumerate(subject) if word.text == ","), None)
    if comma:
        means = [glue("with", subject[comma]), *subject[comma + 1 :]]
        return [*subject[:comma], glue("hit", subject[comma]), *place, *means, *on_day(setting.when)]
    return [*subject, glue("hit", subject[-1]), *place, *on_day(setting.when)]
